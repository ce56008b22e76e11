package aliases

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/laqab/laqab/resolver"
)

// DecisionKind says what was decided about a review item.
type DecisionKind string

// The kinds.
const (
	DecideAlias     DecisionKind = "alias"      // the name means an entity
	DecideNewEntity DecisionKind = "new_entity" // the name means an entity that was not in the table
	DecideNever     DecisionKind = "never"      // the name does not mean an entity
	DecideIgnore    DecisionKind = "ignore"     // the name does not matter
	DecideSkip      DecisionKind = "skip"       // not now
)

// Verdict is what a maintainer says of a review item.
type Verdict struct {
	Kind     DecisionKind
	ItemID   string // the item
	Folded   string // or one spelling of it, which an alias or an entity is then made of, not the most frequent one
	EntityID string // of DecideAlias and DecideNever
	Alias    Alias  // of DecideAlias; what is empty is taken from the spelling
	Entity   Entity // of DecideNewEntity; likewise
}

// Decision is one record of what was decided. Records stay; one that was taken back says so.
type Decision struct {
	ID       int64
	Time     time.Time // UTC, to the microsecond
	Actor    string
	Reason   string
	Kind     DecisionKind
	ItemID   string
	Mention  string // the spelling that was decided about, as written
	EntityID string // "" when none was changed or made
	Revision int64  // of the edit; 0 when there was none
	Settled  Tally  // what left the queue
	UndoneAt time.Time
	UndoneBy string // "" while the decision stands
	added    addition
}

// addition is what a decision added, so that just that can be taken away.
type addition struct {
	Alias   int64            `json:"alias,omitempty"` // its ID
	Created bool             `json:"created,omitempty"`
	Not     []string         `json:"not,omitempty"`     // values of exclusions
	Skipped map[string]int64 `json:"skipped,omitempty"` // the decision that had put off a folded form before
}

// Decide edits the table as the verdict says of the open spellings of an item,
// and records the decision. What else is settled by it is for Settle to say.
// ErrNotFound, *DecidedError, and the errors of the edit.
func (tx *Tx) Decide(verdict Verdict) (Decision, error) {
	item, s, err := tx.openItem(verdict)
	if err != nil {
		return Decision{}, err
	}
	d := Decision{Time: time.UnixMicro(tx.time).UTC(), Actor: tx.edit.Actor, Reason: tx.edit.Reason,
		Kind: verdict.Kind, ItemID: item.ID, Mention: s.Text}
	if verdict.Kind == DecideAlias || verdict.Kind == DecideNever {
		d.EntityID = verdict.EntityID
	}
	if err := tx.q.QueryRowContext(tx.ctx, "SELECT ifnull(max(id), 0) + 1 FROM decision").Scan(&d.ID); err != nil {
		return Decision{}, storeError(err)
	}
	before := tx.revision
	switch verdict.Kind {
	case DecideAlias:
		err = tx.acceptAlias(&d, verdict.Alias, s)
	case DecideNewEntity:
		err = tx.acceptEntity(&d, verdict.Entity, s)
	case DecideNever:
		err = tx.exclude(&d, item)
	case DecideIgnore:
		err = tx.exec("UPDATE review SET state = 'ignored', decision = ? WHERE item = ? AND state = 'open'", d.ID, item.ID)
	case DecideSkip:
		d.added.Skipped = map[string]int64{}
		for _, s := range item.Spellings {
			d.added.Skipped[s.Folded] = s.skipped
		}
		err = tx.exec("UPDATE review SET skipped = ? WHERE item = ? AND state = 'open'", d.ID, item.ID)
	default:
		err = fmt.Errorf("unknown kind of decision %q", verdict.Kind)
	}
	if err != nil {
		return Decision{}, err
	}
	if tx.revision > before {
		d.Revision = tx.revision
	}
	return d, tx.insertDecision(&d)
}

// openItem returns the item with its open spellings only, and the one to decide about.
func (tx *Tx) openItem(verdict Verdict) (ReviewItem, *Spelling, error) {
	var (
		item ReviewItem
		err  error
	)
	if verdict.Folded != "" {
		item, err = tx.ReviewItemOf(verdict.Folded)
	} else {
		item, err = tx.ReviewItem(verdict.ItemID)
	}
	if err != nil {
		return ReviewItem{}, nil, err
	}
	all := item.Spellings
	item.Spellings = slices.DeleteFunc(slices.Clone(all), func(s Spelling) bool { return s.State != ReviewOpen })
	at := 0
	if verdict.Folded != "" {
		at = slices.IndexFunc(item.Spellings, func(s Spelling) bool { return s.Folded == verdict.Folded })
	}
	if at >= 0 && len(item.Spellings) > 0 {
		return item, &item.Spellings[at], nil
	}
	closed := all[0]
	if i := slices.IndexFunc(all, func(s Spelling) bool { return s.Folded == verdict.Folded }); i >= 0 {
		closed = all[i]
	}
	if closed.Decision == 0 {
		return ReviewItem{}, nil, &DecidedError{Item: item.ID}
	}
	d, err := tx.Decision(closed.Decision)
	if err != nil {
		return ReviewItem{}, nil, err
	}
	return ReviewItem{}, nil, &DecidedError{Item: item.ID, Decision: d.ID, Actor: d.Actor, Kind: d.Kind}
}

// acceptAlias adds the alias. That it is there already is no error: what was
// to be so is so.
func (tx *Tx) acceptAlias(d *Decision, a Alias, s *Spelling) error {
	if a.Value == "" {
		a.Value = s.Text
	}
	if a.Language == "" {
		a.Language = s.Language
	}
	var exists *ExistsError
	added, err := tx.AddAlias(d.EntityID, a, "")
	if errors.As(err, &exists) {
		return nil
	}
	d.added.Alias = added.ID
	return err
}

func (tx *Tx) acceptEntity(d *Decision, e Entity, s *Spelling) error {
	if e.Name == "" {
		e.Name = s.Text
	}
	if e.Type == "" {
		e.Type = s.Type
	}
	made, err := tx.CreateEntity(e)
	d.EntityID, d.added.Created = made.ID, true
	return err
}

// exclude makes the spellings exclusions of the entity, for the edit's reason.
func (tx *Tx) exclude(d *Decision, item ReviewItem) error {
	e, err := tx.active(d.EntityID, "")
	if err != nil {
		return err
	}
	not := slices.Clone(e.Not)
	for _, s := range item.Spellings {
		if !slices.ContainsFunc(not, func(x Exclusion) bool { return x.Value == s.Text }) {
			not = append(not, Exclusion{Value: s.Text, Reason: d.Reason})
			d.added.Not = append(d.added.Not, s.Text)
		}
	}
	_, err = tx.SetExclusions(d.EntityID, not, "")
	return err
}

func (tx *Tx) insertDecision(d *Decision) error {
	added, err := json.Marshal(d.added)
	if err != nil {
		return err
	}
	tx.unrevised = true
	return tx.exec(`INSERT INTO decision (id, time, actor, reason, kind, item, mention, entity, revision, added,
		items, spellings, mentions, undone, undone_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, '')`,
		d.ID, d.Time.UnixMicro(), d.Actor, d.Reason, string(d.Kind), d.ItemID, d.Mention, null(d.EntityID), d.Revision, string(added))
}

// Resettled is how a spelling resolves after a decision.
type Resettled struct {
	Folded     string
	Settled    bool             // it is not left open any more
	Outcome    resolver.Outcome // when it still is
	Candidates []ReviewCandidate
}

// Settle takes out of the queue what resolves since a decision, at the revision
// given, and refreshes the rest of what was resolved anew. It returns what the
// decision closed in all, and what is left.
func (s *Store) Settle(ctx context.Context, decision, revision int64, resolved []Resettled) (settled, left Tally, err error) {
	err = s.transact(ctx, Edit{}, func(tx *Tx) (bool, error) {
		tx.unrevised = true
		for _, r := range resolved {
			if err := tx.resettle(decision, revision, r); err != nil {
				return false, err
			}
		}
		if settled, err = tx.closedBy(decision); err != nil {
			return false, err
		}
		if err := tx.exec("UPDATE decision SET items = ?, spellings = ?, mentions = ? WHERE id = ?",
			settled.Items, settled.Spellings, settled.Mentions, decision); err != nil {
			return false, err
		}
		left, err = tx.ReviewLeft()
		return true, err
	})
	return settled, left, err
}

// Sweep takes out of the queue what resolves since edits that were no
// decisions, at the revision given.
func (s *Store) Sweep(ctx context.Context, revision int64, resolved []Resettled) error {
	return s.transact(ctx, Edit{}, func(tx *Tx) (bool, error) {
		tx.unrevised = true
		for _, r := range resolved {
			if err := tx.resettle(0, revision, r); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

func (tx *Tx) resettle(decision, revision int64, r Resettled) error {
	if r.Settled {
		return tx.exec("UPDATE review SET state = 'settled', decision = ?, revision = ? WHERE folded = ? AND state = 'open'",
			decision, revision, r.Folded)
	}
	s := Spelling{Candidates: r.Candidates}
	return tx.exec("UPDATE review SET outcome = ?, probability = ?, candidates = ?, revision = ? WHERE folded = ? AND state = 'open'",
		r.Outcome.String(), s.probability(), candidatesText(r.Candidates), revision, r.Folded)
}

// closedBy counts what a decision closed. An item counts when nothing of it is open.
func (v *View) closedBy(decision int64) (Tally, error) {
	t, err := v.tally("WHERE decision = ?", decision)
	if err != nil {
		return Tally{}, err
	}
	err = v.q.QueryRowContext(v.ctx, `SELECT count(DISTINCT item) FROM review AS r WHERE decision = ?
		AND NOT EXISTS (SELECT 1 FROM review WHERE item = r.item AND state = 'open')`, decision).Scan(&t.Items)
	return t, storeError(err)
}

// Undo takes a decision back: it edits back what the decision edited, which is a
// new change, and opens what it closed, as far as the queue still has it. 0 is
// the newest decision of the edit's actor that stands. ErrNotFound,
// ErrNotUndoable, and the errors of the edit.
func (tx *Tx) Undo(id int64) (Decision, Tally, error) {
	if id == 0 {
		err := tx.q.QueryRowContext(tx.ctx, "SELECT ifnull(max(id), 0) FROM decision WHERE actor = ? AND undone = 0", tx.edit.Actor).Scan(&id)
		if err != nil {
			return Decision{}, Tally{}, storeError(err)
		}
		if id == 0 {
			return Decision{}, Tally{}, fmt.Errorf("a decision of %s that stands: %w", tx.edit.Actor, ErrNotFound)
		}
	}
	d, err := tx.Decision(id)
	if err != nil {
		return Decision{}, Tally{}, err
	}
	if d.UndoneBy != "" {
		return Decision{}, Tally{}, fmt.Errorf("decision %d %w: %s has taken it back", id, ErrNotUndoable, d.UndoneBy)
	}
	if err := tx.takeBack(&d); err != nil {
		return Decision{}, Tally{}, err
	}
	returned, err := tx.closedBy(id)
	if err != nil {
		return Decision{}, Tally{}, err
	}
	d.UndoneAt, d.UndoneBy, tx.unrevised = time.UnixMicro(tx.time).UTC(), tx.edit.Actor, true
	return d, returned, errors.Join(
		tx.exec("UPDATE review SET state = 'open', decision = 0 WHERE decision = ?", id),
		tx.exec("UPDATE decision SET undone = ?, undone_by = ? WHERE id = ?", tx.time, d.UndoneBy, id))
}

// takeBack edits back what the decision edited. What somebody else took away
// meanwhile is as it should be; what somebody changed is refused.
func (tx *Tx) takeBack(d *Decision) error {
	for folded, before := range d.added.Skipped {
		if err := tx.exec("UPDATE review SET skipped = ? WHERE folded = ? AND skipped = ?", before, folded, d.ID); err != nil {
			return err
		}
	}
	if d.Revision == 0 {
		return nil
	}
	changed := func(what string) error {
		return fmt.Errorf("decision %d %w: %s was changed after it", d.ID, ErrNotUndoable, what)
	}
	e, err := tx.load(d.EntityID)
	if err != nil || e.State == StateDeleted {
		return err
	}
	if e.State == StateMerged {
		return changed(fmt.Sprintf("entity %q", e.ID))
	}
	switch {
	case d.added.Created:
		if e.Revision != d.Revision {
			return changed(fmt.Sprintf("entity %q", e.ID))
		}
		_, err = tx.DeleteEntity(e.ID, "")
	case d.added.Alias != 0:
		at, gone := e.aliasByID(d.added.Alias)
		if gone != nil {
			return nil
		}
		var was Entity
		if was, err = tx.entityAfter(d.Revision); err != nil {
			return err
		}
		a := e.Aliases[at]
		a.ID = 0
		if !slices.Contains(was.Aliases, a) {
			return changed(fmt.Sprintf("alias %q of entity %q", a.Value, e.ID))
		}
		err = tx.RemoveAlias(e.ID, d.added.Alias, "")
	default:
		_, err = tx.SetExclusions(e.ID, slices.DeleteFunc(e.Not, func(x Exclusion) bool { return slices.Contains(d.added.Not, x.Value) }), "")
	}
	return err
}

// entityAfter returns the entity as the change of that revision left it.
func (v *View) entityAfter(revision int64) (Entity, error) {
	changes, err := v.Changes(ChangesOptions{AfterRevision: revision - 1, Limit: 1})
	if err != nil {
		return Entity{}, err
	}
	if len(changes) == 0 {
		return Entity{}, fmt.Errorf("change %d: %w", revision, ErrNotFound)
	}
	return ParseRecord(changes[0].After)
}

const selectDecision = `SELECT id, time, actor, reason, kind, item, mention, ifnull(entity, ''), revision, added,
	items, spellings, mentions, undone, undone_by FROM decision `

// Decision returns one decision. ErrNotFound.
func (v *View) Decision(id int64) (Decision, error) {
	all, err := v.decisions("WHERE id = ?", id)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("decision %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Decision{}, err
	}
	return all[0], nil
}

// DecisionsOptions of Decisions. The zero value gives the newest ones.
type DecisionsOptions struct {
	Actor  string // "" for everybody
	Before int64  // only decisions with smaller IDs; 0 for no bound
	Limit  int    // 0 is 100; at most 1,000
}

// Decisions returns decisions, newest first: go on from the last ID of the page.
func (v *View) Decisions(opts DecisionsOptions) ([]Decision, error) {
	where, args := "WHERE true", []any{}
	if opts.Actor != "" {
		where += " AND actor = ?"
		args = append(args, opts.Actor)
	}
	if opts.Before > 0 {
		where += " AND id < ?"
		args = append(args, opts.Before)
	}
	return v.decisions(where+" ORDER BY id DESC LIMIT ?", append(args, pageSize(opts.Limit))...)
}

func (v *View) decisions(where string, args ...any) ([]Decision, error) {
	return collect(v, scanDecision, selectDecision+where, args...)
}

func scanDecision(rows *sql.Rows) (d Decision, err error) {
	var (
		at, undone int64
		added      []byte
	)
	if err := rows.Scan(&d.ID, &at, &d.Actor, &d.Reason, &d.Kind, &d.ItemID, &d.Mention, &d.EntityID, &d.Revision, &added,
		&d.Settled.Items, &d.Settled.Spellings, &d.Settled.Mentions, &undone, &d.UndoneBy); err != nil {
		return Decision{}, err
	}
	d.Time = time.UnixMicro(at).UTC()
	if undone != 0 {
		d.UndoneAt = time.UnixMicro(undone).UTC()
	}
	if err := json.Unmarshal(added, &d.added); err != nil {
		return Decision{}, fmt.Errorf("%w: decision %d: %w", ErrCorrupt, d.ID, err)
	}
	return d, nil
}
