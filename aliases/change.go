package aliases

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/laqab/laqab/resolver"
)

// Change is one record of the history: who did what, why, and what it was
// before. Records are never altered or removed.
type Change struct {
	Revision  int64
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
	EntityID       string // "" for every entity and term
	AfterRevision  int64  // only changes later than this one
	BeforeRevision int64  // only changes earlier than this one; 0 for no bound
	NewestFirst    bool
	Limit          int // 0 is 100; at most 1,000
}

// Changes returns the history, a page of at most opts.Limit at a time: go on
// from the last revision of the page.
func (s *Store) Changes(ctx context.Context, opts ChangesOptions) (changes []Change, err error) {
	err = s.View(ctx, func(v *View) error {
		changes, err = v.Changes(opts)
		return err
	})
	return changes, err
}

// Changes is as Store.Changes.
func (v *View) Changes(opts ChangesOptions) ([]Change, error) {
	query := `SELECT revision, time, actor, reason, operation, ifnull(entity, ''), before, after FROM change WHERE revision > ?`
	args := []any{opts.AfterRevision}
	if opts.BeforeRevision > 0 {
		query += " AND revision < ?"
		args = append(args, opts.BeforeRevision)
	}
	if opts.EntityID != "" {
		query += " AND entity = ?"
		args = append(args, opts.EntityID)
	}
	query += " ORDER BY revision"
	if opts.NewestFirst {
		query += " DESC"
	}
	rows, err := v.q.QueryContext(v.ctx, query+" LIMIT ?", append(args, pageSize(opts.Limit))...)
	if err != nil {
		return nil, storeError(err)
	}
	defer rows.Close()
	var changes []Change
	for rows.Next() {
		var c Change
		var at int64
		if err := rows.Scan(&c.Revision, &at, &c.Actor, &c.Reason, &c.Operation, &c.EntityID,
			(*[]byte)(&c.Before), (*[]byte)(&c.After)); err != nil {
			return nil, err
		}
		c.Time = time.UnixMicro(at).UTC()
		changes = append(changes, c)
	}
	return changes, storeError(rows.Err())
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
		return Delta{}, fmt.Errorf("%w: revision %d asked for, it is at %d", ErrAhead, revision, v.revision)
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
	err := v.q.QueryRowContext(v.ctx, "SELECT EXISTS (SELECT 1 FROM change WHERE revision > ? AND entity IS NULL)", revision).
		Scan(&d.TermsChanged)
	if err != nil {
		return Delta{}, storeError(err)
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
