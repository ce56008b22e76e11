package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	_ "github.com/mattn/go-sqlite3" // the driver of the trigram index

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/name"
)

// peer is a plain method to find the entity that a string names.
type peer struct {
	name string
	// find returns the entities that are best, all of them if several are equally good.
	find func(folded string) (map[string]bool, error)
}

// foldedTable is a table as the plain methods search it: names after folding,
// and whose they are.
type foldedTable struct {
	names []string
	ids   []string
}

func (t *table) folded() *foldedTable {
	f := &foldedTable{}
	for e := range t.All() {
		f.names, f.ids = append(f.names, name.Fold(e.Name)), append(f.ids, e.ID)
		for _, a := range e.Aliases {
			f.names, f.ids = append(f.names, name.Fold(a.Value)), append(f.ids, e.ID)
		}
	}
	return f
}

// peers measures the plain methods on queries of the mix, and laqab on the
// same ones.
func (b *bench) peers(ctx context.Context, r *resolver.Resolver, qs []query) error {
	if b.table.aliases >= streamedFrom {
		b.add("peers", "all", fmt.Sprintf("skipped: below %d names only", streamedFrom))
		return nil
	}
	b.progress("peers")
	f := b.table.folded()
	for _, p := range []peer{
		{"levenshtein scan", f.nearest(levenshteinOf)},
		{"bit-parallel scan", f.nearest(myersOf)},
	} {
		if err := b.peer(ctx, p, r, qs); err != nil {
			return err
		}
	}
	return b.trigrams(ctx, f, r, qs)
}

// peer runs one method, for at most a sixth of the time for queries.
func (b *bench) peer(ctx context.Context, p peer, r *resolver.Resolver, qs []query) error {
	var theirs, ours latencies
	right := 0
	for start := time.Now(); len(theirs) < len(qs) && (len(theirs) < mixSize || time.Since(start) < b.limit/6); {
		if err := ctx.Err(); err != nil {
			return err
		}
		q := qs[len(theirs)]
		at := time.Now()
		found, err := p.find(name.Fold(q.Text))
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		theirs = append(theirs, time.Since(at))
		at = time.Now()
		r.Resolve(resolver.Mention{Text: q.Text}, resolver.Policy{})
		ours = append(ours, time.Since(at))
		if found[q.Want] {
			right++
		}
	}
	b.add("peers", p.name, "", append(theirs.values(), value{"right@1", float64(right) / float64(len(theirs))},
		value{"laqab_mean_us", ours.mean()}, value{"times", theirs.mean() / ours.mean()})...)
	return nil
}

// distance is a distance to the query that it was made of. It may return any
// larger number when the distance is above limit.
type distance func(s string, limit int) int

func levenshteinOf(query string) distance {
	return func(s string, _ int) int { return levenshtein.ComputeDistance(query, s) }
}

// nearest scans all names for those at the least distance.
func (f *foldedTable) nearest(of func(query string) distance) func(string) (map[string]bool, error) {
	return func(query string) (map[string]bool, error) {
		to := of(query)
		best := len(query) + 1
		found := map[string]bool{}
		for i, s := range f.names {
			d := to(s, best)
			if d < best {
				best = d
				clear(found)
			}
			if d == best {
				found[f.ids[i]] = true
			}
		}
		return found, nil
	}
}

// trigrams measures SQLite's trigram index, in memory.
func (b *bench) trigrams(ctx context.Context, f *foldedTable, r *resolver.Resolver, qs []query) (err error) {
	const label = "sqlite fts5 trigram"
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // each would have a database of its own
	_, err = db.ExecContext(ctx, "CREATE VIRTUAL TABLE alias USING fts5(value, tokenize = 'trigram', detail = none)")
	if err != nil && strings.Contains(err.Error(), "no such module") {
		b.add("peers", label, "skipped: this build has no FTS5; run with -tags sqlite_fts5")
		return nil
	}
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	put, err := tx.PrepareContext(ctx, "INSERT INTO alias (rowid, value) VALUES (?, ?)")
	if err != nil {
		return err
	}
	for i, s := range f.names {
		if _, err := put.ExecContext(ctx, i+1, s); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	get, err := db.PrepareContext(ctx, "SELECT rowid FROM alias WHERE alias MATCH ? ORDER BY rank LIMIT 1")
	if err != nil {
		return err
	}
	defer get.Close()
	return b.peer(ctx, peer{label, func(folded string) (map[string]bool, error) {
		match := anyTrigram(folded)
		if match == "" {
			return nil, nil // a shorter string than the index can find
		}
		var id int
		if err := get.QueryRowContext(ctx, match).Scan(&id); err == sql.ErrNoRows {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		return map[string]bool{f.ids[id-1]: true}, nil
	}}, r, qs)
}

// anyTrigram asks FTS5 for names with any trigram of the string: the ranking
// puts those with most, and the rarest, first.
func anyTrigram(s string) string {
	rs := []rune(s)
	var parts []string
	for i := 0; i+3 <= len(rs); i++ {
		parts = append(parts, `"`+strings.ReplaceAll(string(rs[i:i+3]), `"`, `""`)+`"`)
	}
	return strings.Join(parts, " OR ")
}
