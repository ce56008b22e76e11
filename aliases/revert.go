package aliases

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// MaxReverted is how many changes one revert takes back at most.
const MaxReverted = 100_000

// Range names the changes that a revert takes back.
type Range struct {
	From, To int64  // revisions, both with them; To 0 is From
	EntityID string // only the changes of this entity; "" for all
}

// Reverted says what a revert took back.
type Reverted struct {
	From, To int64 // the oldest and the newest of the changes taken back
	Changes  int   // how many those are
}

// StandsOnError lists what keeps changes from being reverted.
type StandsOnError struct {
	Blocks []Block // one for each entity, term, policy or waiver, in the order of the history
}

// Block is an entity, or a term, policy or waiver, that was changed since.
type Block struct {
	EntityID string  // "" for what belongs to no one entity
	Row      string  // what that is: `term "brigades" "liwa" ""`
	Later    []int64 // the revisions that changed it after what was to be reverted, oldest first: at most ten
}

func (e *StandsOnError) Error() string {
	const shown = 5
	var parts []string
	for _, b := range e.Blocks[:min(len(e.Blocks), shown)] {
		parts = append(parts, b.String())
	}
	if rest := len(e.Blocks) - shown; rest > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", rest))
	}
	return fmt.Sprintf("%v: %s; revert those first, or a range of revisions that has them too", ErrStandsOn, strings.Join(parts, "; "))
}

// String says what was changed, and when.
func (b Block) String() string {
	what := fmt.Sprintf("entity %q", b.EntityID)
	if b.EntityID == "" {
		what = b.Row
	}
	if len(b.Later) == 1 {
		return fmt.Sprintf("%s was changed in revision %d", what, b.Later[0])
	}
	revisions := make([]string, len(b.Later))
	for i, r := range b.Later {
		revisions[i] = fmt.Sprint(r)
	}
	return fmt.Sprintf("%s was changed in revisions %s", what, strings.Join(revisions, ", "))
}

// Is reports whether target is ErrStandsOn.
func (e *StandsOnError) Is(target error) bool { return target == ErrStandsOn }

// Revert takes changes back: what they changed is made what it was before the
// first of them. An entity that they created is deleted, for an ID is never
// given away again. What a range without an entity touches of an edit is taken
// back with all of that edit; of a merge, a split, or the revert of one, both
// sides always are. Nothing is reverted when later changes stand on it: when an
// entity, term, policy or waiver is not any more what the last of the changes
// made it. Then the error is a *StandsOnError. A revert is a change like any
// other, and can be reverted itself. ErrNotFound when there are no such changes,
// ErrAhead, ErrInvalid.
func (tx *Tx) Revert(r Range) (Reverted, error) {
	if err := tx.flush(); err != nil {
		return Reverted{}, err
	}
	changes, err := tx.toRevert(r)
	if err != nil {
		return Reverted{}, err
	}
	subjects, err := tx.subjects(changes)
	if err != nil {
		return Reverted{}, err
	}
	var blocked StandsOnError
	for _, s := range subjects {
		block, err := tx.blocks(s)
		if err != nil {
			return Reverted{}, err
		}
		if block != nil {
			blocked.Blocks = append(blocked.Blocks, *block)
		}
	}
	if len(blocked.Blocks) > 0 {
		return Reverted{}, &blocked
	}
	for _, s := range slices.Backward(subjects) {
		if err := tx.undo(s); err != nil {
			return Reverted{}, err
		}
	}
	return Reverted{From: changes[0].Revision, To: changes[len(changes)-1].Revision, Changes: len(changes)}, nil
}

// toRevert returns the changes that the range means, oldest first, without
// their records: an import makes many.
func (tx *Tx) toRevert(r Range) ([]Change, error) {
	if r.To == 0 {
		r.To = r.From
	}
	var v violations
	if r.From < 1 {
		v.add("from_revision", "is not positive")
	}
	if r.To < r.From {
		v.add("to_revision", fmt.Sprintf("is before revision %d", r.From))
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	if r.To > tx.revision {
		return nil, aheadError(r.To, tx.revision)
	}
	changes, err := tx.changesOf(r)
	switch {
	case err != nil:
		return nil, err
	case len(changes) == 0:
		return nil, fmt.Errorf("change of entity %q in revisions %d to %d: %w", r.EntityID, r.From, r.To, ErrNotFound)
	case len(changes) > MaxReverted:
		return nil, &InvalidError{[]Violation{{"to_revision",
			fmt.Sprintf("makes it more than %d changes; revert them in parts, the newest first", MaxReverted)}}}
	}
	return changes, nil
}

func (tx *Tx) changesOf(r Range) ([]Change, error) {
	first, last, err := tx.editBounds(r)
	if err != nil {
		return nil, err
	}
	if r.EntityID == "" {
		return tx.heads("revision BETWEEN ? AND ?", first, last)
	}
	changes, err := tx.heads("entity = ? AND revision BETWEEN ? AND ?", r.EntityID, r.From, r.To)
	if err != nil {
		return nil, err
	}
	// What moved names between entities is undone on both sides or not at all.
	for _, c := range changes {
		if !c.Operation.movesNames() {
			continue
		}
		_, last, err := tx.editBounds(Range{From: c.Revision, To: c.Revision})
		if err != nil {
			return nil, err
		}
		sides, err := tx.heads("revision BETWEEN ? AND ? AND operation IN (?, ?, ?)", c.Edit, last,
			string(OpMerge), string(OpSplit), string(OpRevert))
		if err != nil {
			return nil, err
		}
		changes = append(changes, sides...)
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Revision, b.Revision) })
	return slices.CompactFunc(changes, func(a, b Change) bool { return a.Revision == b.Revision }), nil
}

// movesNames reports whether the operation is one of changes that belong together.
func (o Operation) movesNames() bool { return o == OpMerge || o == OpSplit || o == OpRevert }

// editBounds widens the range to whole edits.
func (tx *Tx) editBounds(r Range) (first, last int64, err error) {
	err = tx.q.QueryRowContext(tx.ctx, "SELECT ifnull(edit, revision) FROM change WHERE revision = ?", r.From).Scan(&first)
	if err != nil {
		return 0, 0, storeError(err)
	}
	err = tx.q.QueryRowContext(tx.ctx, `SELECT revision - 1 FROM change WHERE revision > ?1
		AND ifnull(edit, revision) <> (SELECT ifnull(edit, revision) FROM change WHERE revision = ?1) ORDER BY revision LIMIT 1`, r.To).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		return first, tx.revision, nil
	}
	return first, last, storeError(err)
}

// heads returns changes without their records, one more than MaxReverted at most.
func (tx *Tx) heads(where string, args ...any) ([]Change, error) {
	return collect(&tx.View, scanHead, `SELECT revision, ifnull(edit, revision), operation, ifnull(entity, '') FROM change
		WHERE `+where+" ORDER BY revision LIMIT ?", append(args, MaxReverted+1)...)
}

func scanHead(rows *sql.Rows) (c Change, err error) {
	err = rows.Scan(&c.Revision, &c.Edit, &c.Operation, &c.EntityID)
	return c, err
}

// subject is an entity, or a row of no one entity, that changes to be reverted have changed.
type subject struct {
	entity      string // "" for a row
	row         row
	first, last int64 // the revisions of those changes
}

// subjects returns what the changes changed, ordered by their last change of it.
func (tx *Tx) subjects(changes []Change) ([]*subject, error) {
	byKey := map[string]*subject{} // by entity ID, or row
	for _, c := range changes {
		key := c.EntityID
		var r row
		if c.EntityID == "" {
			before, after, err := tx.records(c.Revision, c.Revision)
			if err != nil {
				return nil, err
			}
			var known bool
			if r, known = rowOf([]byte(before), []byte(after)); !known {
				return nil, fmt.Errorf("%w: change %d is of nothing that is known", ErrCorrupt, c.Revision)
			}
			key = r.String()
		}
		if byKey[key] == nil {
			byKey[key] = &subject{entity: c.EntityID, row: r, first: c.Revision}
		}
		byKey[key].last = c.Revision
	}
	subjects := make([]*subject, 0, len(byKey))
	for _, s := range byKey {
		subjects = append(subjects, s)
	}
	slices.SortFunc(subjects, func(a, b *subject) int { return cmp.Compare(a.last, b.last) })
	return subjects, nil
}

// records returns what was before the first change and after the last one.
func (tx *Tx) records(first, last int64) (before, after string, err error) {
	err = tx.q.QueryRowContext(tx.ctx, `SELECT ifnull((SELECT before FROM change WHERE revision = ?), ''),
		ifnull((SELECT after FROM change WHERE revision = ?), '')`, first, last).Scan(&before, &after)
	return before, after, storeError(err)
}

// blocks returns why the subject cannot be reverted, or nil when it can: it is
// still, or again, what the last of the changes made it.
func (tx *Tx) blocks(s *subject) (*Block, error) {
	_, made, err := tx.records(s.first, s.last)
	if err != nil {
		return nil, err
	}
	is, err := tx.present(s)
	if err != nil || is == made {
		return nil, err
	}
	b := &Block{EntityID: s.entity}
	const shown = 10
	where, args := "entity = ?", []any{s.entity, s.last}
	if s.entity == "" {
		b.Row, where, args = s.row.String(), "entity IS NULL", []any{s.last}
	}
	for c, err := range tx.changes(where+" AND revision > ? ORDER BY revision", args...) {
		if err != nil {
			return nil, err
		}
		if s.entity == "" {
			if r, known := rowOf(c.Before, c.After); !known || r.String() != b.Row {
				continue
			}
		}
		if b.Later = append(b.Later, c.Revision); len(b.Later) == shown {
			break
		}
	}
	return b, nil
}

// present returns the record that the subject would have now, "" for a row that
// is not there.
func (tx *Tx) present(s *subject) (string, error) {
	if s.entity == "" {
		return s.row.kind.record(&tx.View, s.row.key)
	}
	e, err := tx.load(s.entity)
	return string(AppendEntity(nil, &e)), err
}

// undo makes the subject what it was before the first of the changes.
func (tx *Tx) undo(s *subject) error {
	was, made, err := tx.records(s.first, s.last)
	if err != nil || was == made {
		return err
	}
	if s.entity == "" {
		return tx.setRow(OpRevert, s.row, was)
	}
	now, err := tx.load(s.entity)
	if err != nil {
		return err
	}
	then := now.clone()
	if was == "" {
		then.State, then.MergedInto = StateDeleted, ""
	} else if *then, err = ParseRecord([]byte(was)); err != nil {
		return fmt.Errorf("%w: change %d: %w", ErrCorrupt, s.first, err)
	}
	if _, err := tx.done(then, tx.put(OpRevert, &now, then)); err != nil {
		return err
	}
	if now.MergedInto != then.MergedInto {
		return tx.reroute(s.entity)
	}
	return nil
}
