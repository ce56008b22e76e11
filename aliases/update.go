package aliases

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/laqab/laqab/resolver"
)

// Edit says who changes the table, and why. Both go into the history.
type Edit struct {
	Actor  string // required, at most MaxActor bytes
	Reason string
}

func (e Edit) validate() error {
	if strings.TrimSpace(e.Actor) == "" {
		return ErrNoActor
	}
	var v violations
	v.text("actor", e.Actor, MaxActor, false)
	v.text("reason", e.Reason, MaxShortText, false)
	return v.err()
}

// Tx is one edit under way: a View that sees its own changes, and the methods
// that make them. It is valid until the function it was given to returns, and
// for one goroutine.
type Tx struct {
	View
	cancelled func() error // the caller's ctx.Err
	edit      Edit
	time      int64 // microseconds
	first     int64 // the revision of the edit's first change
	aliasID   int64 // the greatest given out
	unrevised bool  // something was written that takes no revision, as a request is
	err       error // the first failed write: what it left undone must not be committed
	rows      rowBuffer
	record    []byte // scratch
}

// Update calls fn to edit the table, in one transaction: when fn returns nil,
// its changes, their history and their revisions are on disk before Update
// returns the newest revision; else nothing has happened. Every change of one
// entity or term takes one revision; what changes nothing takes none. The
// counter is read and written under the write lock, so revisions become
// visible in their order and without gaps.
func (s *Store) Update(ctx context.Context, edit Edit, fn func(*Tx) error) (revision int64, err error) {
	err = s.update(ctx, edit, func(tx *Tx) (bool, error) {
		err := fn(tx)
		revision = tx.revision
		return true, err
	})
	if err != nil {
		return 0, err
	}
	return revision, nil
}

// Preview calls fn as Update does, and then undoes all of it: it returns what
// the edit would have changed in the table that fn found. No other edit is made
// meanwhile, so what fn reads elsewhere of the revision it found is of just that.
func (s *Store) Preview(ctx context.Context, edit Edit, fn func(*Tx) error) (d Delta, err error) {
	err = s.update(ctx, edit, func(tx *Tx) (bool, error) {
		if err := fn(tx); err != nil {
			return false, err
		}
		d, err = tx.Changed()
		return false, err
	})
	return d, err
}

// Base is the revision that the edit is made on.
func (tx *Tx) Base() int64 { return tx.first - 1 }

// Changed is what the edit has changed so far.
func (tx *Tx) Changed() (Delta, error) {
	if err := tx.flush(); err != nil {
		return Delta{}, err
	}
	return tx.ChangedSince(tx.Base())
}

// update is Update for those who may want to roll back without an error.
func (s *Store) update(ctx context.Context, edit Edit, fn func(*Tx) (commit bool, err error)) (err error) {
	if err := edit.validate(); err != nil {
		return err
	}
	return s.transact(ctx, edit, fn)
}

// transact is update for what is no edit, too: then nobody has to say who does it.
func (s *Store) transact(ctx context.Context, edit Edit, fn func(*Tx) (commit bool, err error)) (err error) {
	defer func() { err = cancelledError(ctx, err) }()
	if s.write == nil {
		return fmt.Errorf("%w: it was opened so", ErrReadOnly)
	}
	if err := s.CheckFile(ctx); err != nil {
		return err
	}
	dbtx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return storeError(err)
	}
	defer dbtx.Rollback() // after a commit it does nothing
	// A statement that could be cancelled costs a goroutine each. They are short,
	// so cancelling is looked for between them, and at the commit.
	tx := &Tx{View: View{ctx: context.WithoutCancel(ctx), q: dbtx}, cancelled: ctx.Err, edit: edit, time: s.now().UnixMicro()}
	if tx.revision, err = tx.counter("revision"); err != nil {
		return err
	}
	if tx.aliasID, err = tx.counter("alias"); err != nil {
		return err
	}
	before := tx.revision
	tx.first = before + 1

	commit, err := fn(tx)
	if err != nil {
		return err
	}
	if err := tx.flush(); err != nil {
		return err
	}
	if !commit || tx.revision == before && !tx.unrevised {
		return nil
	}
	if tx.revision > before {
		for name, value := range map[string]int64{"revision": tx.revision, "alias": tx.aliasID} {
			if err := tx.exec("UPDATE counter SET value = ? WHERE name = ?", value, name); err != nil {
				return err
			}
		}
	}
	if err := dbtx.Commit(); err != nil {
		return storeError(err)
	}
	s.foldLog(ctx)
	return nil
}

// maxLog is how many bytes the log may have before it is cut off: SQLite
// writes it anew from its start, but never makes the file smaller.
const maxLog = 64 << 20

// foldLog cuts a large log off, as a large import leaves it. A reader who still
// needs the log is not waited for: then the next edit tries again. That is also
// why an error is none of the caller's, whose edit is on disk.
func (s *Store) foldLog(ctx context.Context) {
	if info, err := os.Stat(s.path + "-wal"); err != nil || info.Size() <= maxLog {
		return
	}
	ctx = context.WithoutCancel(ctx)
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	for _, pragma := range []string{"busy_timeout = 0", "wal_checkpoint(TRUNCATE)", "busy_timeout = " + busyTimeout} {
		_, _ = conn.ExecContext(ctx, "PRAGMA "+pragma)
	}
}

// exec runs a statement that writes. A failure dooms the transaction.
func (tx *Tx) exec(query string, args ...any) error {
	if tx.err == nil {
		tx.err = tx.cancelled()
	}
	if tx.err != nil {
		return tx.err
	}
	// The driver gives a query its arguments and its first step in one call of
	// C, which writes everything; Exec would cross over once for each argument.
	rows, err := tx.q.QueryContext(tx.ctx, query, args...)
	if err == nil {
		err = errors.Join(rows.Err(), rows.Close())
	}
	tx.err = storeError(err)
	return tx.err
}

// Operation says what kind of change a change record is.
type Operation string

// The operations.
const (
	OpCreate       Operation = "create"
	OpUpdate       Operation = "update"
	OpDelete       Operation = "delete"
	OpUndelete     Operation = "undelete"
	OpMerge        Operation = "merge"  // on both the entity that went and the one that took it in
	OpSplit        Operation = "split"  // on both the entity that gave and the one that took
	OpRevert       Operation = "revert" // on whatever an earlier change is taken back of
	OpAddTerm      Operation = "add_term"
	OpRemoveTerm   Operation = "remove_term"
	OpWaive        Operation = "waive"
	OpUnwaive      Operation = "unwaive"
	OpSetPolicy    Operation = "set_policy"
	OpRemovePolicy Operation = "remove_policy"
)

// put makes the table's rows say what after says, where before (nil when the
// entity is new) is what they say now, and records the change. It completes
// after: revision, times, alias IDs. Nothing happens when both are the same.
func (tx *Tx) put(op Operation, before, after *Entity) error {
	after.normalize()
	if err := after.Validate(); err != nil {
		return err
	}
	tx.record = AppendEntity(tx.record[:0], after)
	return tx.putValid(op, before, after, string(tx.record))
}

// putValid is put for an entity that is known to be normal and valid, and
// whose record is that of AppendEntity.
func (tx *Tx) putValid(op Operation, before, after *Entity, is string) error {
	var was string
	if before != nil {
		tx.record = AppendEntity(tx.record[:0], before)
		was = string(tx.record)
	}
	if was == is {
		*after = *before
		return tx.err
	}
	tx.revision++
	after.Revision, after.UpdatedAt = tx.revision, time.UnixMicro(tx.time).UTC()
	if before == nil {
		after.CreatedAt = after.UpdatedAt
		tx.insert(after)
	} else {
		after.CreatedAt = before.CreatedAt
		if err := tx.rewrite(before, after); err != nil {
			return err
		}
	}
	tx.rows.change.add(tx.revision, tx.time, tx.edit.Actor, tx.edit.Reason, string(op), after.ID, null(was), is,
		tx.first, null(aliasRanges(after.Aliases)))
	return tx.err
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// AddTerm adds a word to the lexicon. It changes nothing when it is there.
func (tx *Tx) AddTerm(t resolver.Term) error {
	t.Language = hyphenated(t.Language)
	var v violations
	v.id("concept", t.Concept, MaxID)
	v.name("value", t.Value)
	if !languageShaped(t.Language) {
		v.add("language", fmt.Sprintf("%q is not a BCP-47 tag", t.Language))
	}
	if err := v.err(); err != nil {
		return err
	}
	if there, err := tx.hasTerm(t); there || err != nil {
		return err
	}
	return tx.insertTerm(OpAddTerm, t)
}

func (tx *Tx) insertTerm(op Operation, t resolver.Term) error {
	if err := tx.exec("INSERT INTO term (concept, value, language) VALUES (?, ?, ?)", t.Concept, t.Value, t.Language); err != nil {
		return err
	}
	return tx.recordRow(op, nil, string(appendTerm(nil, t)))
}

// RemoveTerm takes a word out of the lexicon. ErrNotFound.
func (tx *Tx) RemoveTerm(t resolver.Term) error {
	t.Language = hyphenated(t.Language)
	there, err := tx.hasTerm(t)
	if err != nil {
		return err
	}
	if !there {
		return fmt.Errorf("term %q of concept %q: %w", t.Value, t.Concept, ErrNotFound)
	}
	return tx.dropTerm(OpRemoveTerm, t)
}

func (tx *Tx) dropTerm(op Operation, t resolver.Term) error {
	if err := tx.exec("DELETE FROM term WHERE concept = ? AND value = ? AND language = ?", t.Concept, t.Value, t.Language); err != nil {
		return err
	}
	return tx.recordRow(op, string(appendTerm(nil, t)), nil)
}

func (v *View) hasTerm(t resolver.Term) (there bool, err error) {
	err = v.q.QueryRowContext(v.ctx, "SELECT EXISTS (SELECT 1 FROM term WHERE concept = ? AND value = ? AND language = ?)",
		t.Concept, t.Value, t.Language).Scan(&there)
	return there, storeError(err)
}

// recordRow records the change of a row that belongs to no one entity: a term,
// a waiver or a policy.
func (tx *Tx) recordRow(op Operation, before, after any) error {
	tx.revision++
	tx.rows.change.add(tx.revision, tx.time, tx.edit.Actor, tx.edit.Reason, string(op), nil, before, after, tx.first, nil)
	return tx.flush()
}
