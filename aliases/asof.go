package aliases

import (
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/laqab/laqab/resolver"
)

// AsOf returns the table as it stood at a revision, to the byte: an entity that
// has not changed since is read from its rows, and any other one from its
// history. Get, List, Entities, Terms and Export read the past; Changes and
// ChangedSince are of the whole history as ever. 0 is the present. ErrAhead.
//
// Aliases of changes made before the table recorded alias IDs have the ID 0.
func (v *View) AsOf(revision int64) (*View, error) {
	if revision > v.revision {
		return nil, aheadError(revision, v.revision)
	}
	if revision <= 0 || revision == v.revision {
		return v, nil
	}
	past := *v
	past.revision, past.past = revision, true
	return &past, nil
}

func aheadError(asked, at int64) error {
	return fmt.Errorf("%w: revision %d asked for, it is at %d", ErrAhead, asked, at)
}

// Undone returns what makes the table as it stood at a revision of the table as
// it stands: the delta from the present back to then. Terms are all of then.
// ErrAhead.
func (v *View) Undone(revision int64) (Delta, error) {
	past, err := v.AsOf(revision)
	if err != nil || !past.past {
		return Delta{From: v.revision, Revision: v.revision}, err
	}
	d := Delta{From: v.revision, Revision: revision}
	for now, err := range v.scan("e.id IN (SELECT entity FROM change WHERE revision > ?)", revision) {
		if err != nil {
			return Delta{}, err
		}
		then, there, err := past.recorded(&now)
		switch {
		case err != nil:
			return Delta{}, err
		case there:
			d.Entities = append(d.Entities, then)
		default:
			d.Absent = append(d.Absent, now.ID)
		}
	}
	if d.TermsChanged, err = v.termsChanged(revision); err != nil {
		return Delta{}, err
	}
	if d.TermsChanged {
		d.Terms, err = past.Terms()
	}
	return d, err
}

// selection says which entities are wanted. The zero value is all of them.
type selection struct {
	id     string // only this one
	after  string // only IDs greater than this
	kind   resolver.EntityType
	active bool // only those that are
}

// where is the selection as a condition on e; of a past View, only what
// does not change.
func (s *selection) where(past bool) (where string, args []any) {
	conditions := []string{"true"}
	add := func(condition string, arg any) {
		conditions, args = append(conditions, condition), append(args, arg)
	}
	if s.id != "" {
		add("e.id = ?", s.id)
	}
	if s.after != "" {
		add("e.id > ?", s.after)
	}
	if !past && s.kind != "" {
		add("e.type = ?", string(s.kind))
	}
	if !past && s.active {
		add("e.state = ?", string(StateActive))
	}
	return strings.Join(conditions, " AND "), args
}

func (s *selection) has(e *Entity) bool {
	return (s.kind == "" || e.Type == s.kind) && (!s.active || e.State == StateActive)
}

// selected streams the selected entities as they stand in the View, ordered by ID.
func (v *View) selected(s selection) iter.Seq2[Entity, error] {
	where, args := s.where(v.past)
	present := v.scan(where, args...)
	if !v.past {
		return present
	}
	return func(yield func(Entity, error) bool) {
		for e, err := range present {
			there := true
			if err == nil && e.Revision > v.revision {
				e, there, err = v.recorded(&e)
			}
			if err == nil && (!there || !s.has(&e)) {
				continue
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// recorded returns an entity as the history has it at the View's revision, and
// whether it was there by then.
func (v *View) recorded(now *Entity) (then Entity, there bool, err error) {
	var (
		revision, at int64
		record       []byte
		ids          sql.NullString
	)
	err = v.q.QueryRowContext(v.ctx, `SELECT revision, time, after, alias_ids FROM change
		WHERE entity = ? AND revision <= ? ORDER BY revision DESC LIMIT 1`, now.ID, v.revision).Scan(&revision, &at, &record, &ids)
	if errors.Is(err, sql.ErrNoRows) {
		return Entity{}, false, nil
	}
	if err != nil {
		return Entity{}, false, storeError(err)
	}
	then, err = ParseRecord(record)
	if err == nil {
		err = then.setAliasIDs(ids.String)
	}
	if err != nil {
		return Entity{}, false, fmt.Errorf("%w: change %d: %w", ErrCorrupt, revision, err)
	}
	then.Revision, then.CreatedAt, then.UpdatedAt = revision, now.CreatedAt, time.UnixMicro(at).UTC()
	return then, true, nil
}

// pastTerms undoes, in the present terms, what has changed since.
func (v *View) pastTerms(terms []resolver.Term) ([]resolver.Term, error) {
	there := map[resolver.Term]bool{}
	for _, t := range terms {
		there[t] = true
	}
	err := v.undoRows(func(before, after []byte) {
		if t, ok := parseTerm(after); ok {
			delete(there, t)
		}
		if t, ok := parseTerm(before); ok {
			there[t] = true
		}
	})
	terms = nil
	for t := range there {
		terms = append(terms, t)
	}
	slices.SortFunc(terms, func(a, b resolver.Term) int {
		return slices.Compare([]string{a.Concept, a.Value, a.Language}, []string{b.Concept, b.Value, b.Language})
	})
	return terms, err
}

// undoRows calls undo with every change since, newest first, of what belongs to
// no one entity.
func (v *View) undoRows(undo func(before, after []byte)) error {
	rows, err := v.q.QueryContext(v.ctx, "SELECT before, after FROM change WHERE entity IS NULL AND revision > ? ORDER BY revision DESC", v.revision)
	if err != nil {
		return storeError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var before, after []byte
		if err := rows.Scan(&before, &after); err != nil {
			return err
		}
		undo(before, after)
	}
	return storeError(rows.Err())
}

// aliasRanges writes the IDs of aliases in short: "7-9 12".
func aliasRanges(aliases []Alias) string {
	var b []byte
	for i := 0; i < len(aliases); {
		last := i
		for last+1 < len(aliases) && aliases[last+1].ID == aliases[last].ID+1 {
			last++
		}
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, aliases[i].ID, 10)
		if last > i {
			b = append(b, '-')
			b = strconv.AppendInt(b, aliases[last].ID, 10)
		}
		i = last + 1
	}
	return string(b)
}

// setAliasIDs undoes aliasRanges. "" leaves all IDs 0.
func (e *Entity) setAliasIDs(ranges string) error {
	if ranges == "" {
		return nil
	}
	n := 0
	for r := range strings.SplitSeq(ranges, " ") {
		from, to, isRange := strings.Cut(r, "-")
		if !isRange {
			to = from
		}
		first, err := strconv.ParseInt(from, 10, 64)
		if err != nil {
			return err
		}
		last, err := strconv.ParseInt(to, 10, 64)
		if err != nil {
			return err
		}
		for id := first; id <= last && n < len(e.Aliases); id++ {
			e.Aliases[n].ID = id
			n++
		}
	}
	if n != len(e.Aliases) {
		return fmt.Errorf("ids %q of %d aliases", ranges, len(e.Aliases))
	}
	return nil
}
