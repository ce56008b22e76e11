package aliases

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/laqab/laqab/resolver"
)

// Change is one record of the history: who did what, why, and what it was
// before. Records are never altered or removed.
type Change struct {
	Revision  int64
	Edit      int64     // the revision of the first change that was made together with this one
	Time      time.Time // UTC, to the microsecond
	Actor     string
	Reason    string
	Operation Operation
	EntityID  string // "" when a term, a waiver or a policy was changed
	// Before and After are JSON, nil when there was nothing or is nothing: an
	// entity (see ParseRecord), {"concept","value","language"} of a term,
	// {"rule","entity","value","reason"} of a waiver, or
	// {"type","profile","min_probability"} of a policy.
	Before, After json.RawMessage
}

// ChangesOptions of Changes. The zero value gives the oldest changes of all.
type ChangesOptions struct {
	EntityID       string    // "" for every entity and term
	Alias          string    // only those that added, changed or removed this very name; "" for all
	Actor          string    // "" for everybody
	From, To       time.Time // only those made at From or later, and before To; zero for no bound
	AfterRevision  int64     // only changes later than this one
	BeforeRevision int64     // only changes earlier than this one; 0 for no bound
	NewestFirst    bool
	Limit          int // 0 is 100; at most 1,000
	MaxBytes       int // a page ends with the change that makes its records so large; 0 for no bound
}

// size is about how many bytes the change has.
func (c *Change) size() int { return len(c.Reason) + len(c.Before) + len(c.After) }

// Changes returns the history, a page of at most opts.Limit at a time: go on
// from the last revision of the page, until one is empty.
func (s *Store) Changes(ctx context.Context, opts ChangesOptions) (changes []Change, err error) {
	err = s.View(ctx, func(v *View) error {
		changes, err = v.Changes(opts)
		return err
	})
	return changes, err
}

// Changes is as Store.Changes.
func (v *View) Changes(opts ChangesOptions) ([]Change, error) {
	limit := pageSize(opts.Limit)
	where, args := opts.where()
	if opts.Alias == "" {
		where, args = where+" LIMIT ?", append(args, limit)
	}
	var changes []Change
	size := 0
	for c, err := range v.changes(where, args...) {
		if err != nil {
			return nil, err
		}
		if opts.Alias != "" && !c.touches(opts.Alias) {
			continue
		}
		changes = append(changes, c)
		if size += c.size(); len(changes) == limit || opts.MaxBytes > 0 && size >= opts.MaxBytes {
			break
		}
	}
	return changes, nil
}

func (o *ChangesOptions) where() (where string, args []any) {
	conditions := []string{"revision > ?"}
	args = []any{o.AfterRevision}
	add := func(condition string, arg ...any) {
		conditions, args = append(conditions, condition), append(args, arg...)
	}
	if o.BeforeRevision > 0 {
		add("revision < ?", o.BeforeRevision)
	}
	if o.EntityID != "" {
		add("entity = ?", o.EntityID)
	}
	if o.Actor != "" {
		add("actor = ?", o.Actor)
	}
	if !o.From.IsZero() {
		add("time >= ?", o.From.UnixMicro())
	}
	if !o.To.IsZero() {
		add("time < ?", o.To.UnixMicro())
	}
	if o.Alias != "" {
		quoted := string(appendString(nil, o.Alias))
		add("entity IS NOT NULL AND (instr(ifnull(before, ''), ?) > 0 OR instr(ifnull(after, ''), ?) > 0)", quoted, quoted)
	}
	order := " ORDER BY revision"
	if o.NewestFirst {
		order += " DESC"
	}
	return strings.Join(conditions, " AND ") + order, args
}

// changes streams the change records that a condition selects.
func (v *View) changes(where string, args ...any) iter.Seq2[Change, error] {
	return stream(v, scanChange, `SELECT revision, ifnull(edit, revision), time, actor, reason, operation,
		ifnull(entity, ''), before, after FROM change WHERE `+where, args...)
}

func scanChange(rows *sql.Rows) (c Change, err error) {
	var at int64
	err = rows.Scan(&c.Revision, &c.Edit, &at, &c.Actor, &c.Reason, &c.Operation, &c.EntityID, (*[]byte)(&c.Before), (*[]byte)(&c.After))
	c.Time = time.UnixMicro(at).UTC()
	return c, err
}

// touches reports whether the change of an entity added, changed or removed a
// name of that value.
func (c *Change) touches(value string) bool {
	named := func(record []byte) (names []Alias) {
		e, err := ParseRecord(record)
		if err != nil {
			return nil // nil, or of a kind that has no names
		}
		if e.Name == value {
			names = append(names, Alias{Value: value, ID: 1}) // the canonical one, told from an alias by the ID
		}
		for _, a := range e.Aliases {
			if a.Value == value {
				names = append(names, a)
			}
		}
		return names
	}
	return !slices.Equal(named(c.Before), named(c.After))
}

// Fingerprint tells the table as it stood at a revision from every other table,
// and from a copy of this one that was edited in another way since. ErrNotFound
// when the table has not come to that revision.
func (s *Store) Fingerprint(ctx context.Context, revision int64) (f Fingerprint, err error) {
	err = s.View(ctx, func(v *View) error {
		f, err = v.Fingerprint(revision)
		return err
	})
	return f, err
}

// Fingerprint is a digest of the change that made a revision. Who made it and
// when, to the microsecond, is in it, so that it stands for all before it too.
type Fingerprint [sha256.Size]byte

// Fingerprint is as Store.Fingerprint.
func (v *View) Fingerprint(revision int64) (Fingerprint, error) {
	if revision == 0 {
		return Fingerprint{}, nil // a table without entities is like any other
	}
	changes, err := v.Changes(ChangesOptions{AfterRevision: revision - 1, Limit: 1})
	if err != nil {
		return Fingerprint{}, err
	}
	if len(changes) == 0 || changes[0].Revision != revision {
		return Fingerprint{}, fmt.Errorf("revision %d: %w", revision, ErrNotFound)
	}
	c := &changes[0]
	return sha256.Sum256(fmt.Appendf(nil, "%d %d %q %q %q %q %q %q",
		c.Revision, c.Time.UnixMicro(), c.Actor, c.Reason, c.Operation, c.EntityID, c.Before, c.After)), nil
}

// Delta is what has changed in the table between two revisions.
type Delta struct {
	From, Revision int64           // after From, up to and with Revision
	Entities       []Entity        // as they stand at Revision, ordered by ID, also those no longer active
	Absent         []string        // IDs that nobody has at Revision; only of a delta back in time
	TermsChanged   bool            // or the policies, or waivers: what belongs to no one entity
	Terms          []resolver.Term // all of them, when TermsChanged
	Policies       []TypePolicy    // likewise
}

// ChangedSince returns what has changed after a revision. Asked again with
// Delta.Revision, it misses no change: revisions become visible in order.
// ErrAhead when the table has not come to that revision.
func (s *Store) ChangedSince(ctx context.Context, revision int64) (d Delta, err error) {
	err = s.View(ctx, func(v *View) error {
		d, err = v.ChangedSince(revision)
		return err
	})
	return d, err
}

// ChangedSince is as Store.ChangedSince.
func (v *View) ChangedSince(revision int64) (Delta, error) {
	if revision > v.revision {
		return Delta{}, aheadError(revision, v.revision)
	}
	d := Delta{From: revision, Revision: v.revision}
	if revision == v.revision {
		return d, nil
	}
	for e, err := range v.scan("e.id IN (SELECT entity FROM change WHERE revision > ?)", revision) {
		if err != nil {
			return Delta{}, err
		}
		d.Entities = append(d.Entities, e)
	}
	var err error
	if d.TermsChanged, err = v.termsChanged(revision); err != nil {
		return Delta{}, err
	}
	if d.TermsChanged {
		if d.Terms, err = v.Terms(); err != nil {
			return Delta{}, err
		}
		if d.Policies, err = v.Policies(); err != nil {
			return Delta{}, err
		}
	}
	return d, nil
}

func (v *View) termsChanged(since int64) (changed bool, err error) {
	err = v.q.QueryRowContext(v.ctx, "SELECT EXISTS (SELECT 1 FROM change WHERE revision > ? AND entity IS NULL)", since).Scan(&changed)
	return changed, storeError(err)
}
