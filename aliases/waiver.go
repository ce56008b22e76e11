package aliases

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"time"
)

// Waiver says that a finding of a check is right as it stands, and why. It is
// part of the table, with history, like what it is about.
type Waiver struct {
	Rule     string // one of Rules
	EntityID string
	Value    string // the finding's value; "" waives every finding of the rule about the entity
	Reason   string // required

	Actor     string    // who waived it; set by the store, like what follows
	CreatedAt time.Time // UTC, to the microsecond
}

func (w *Waiver) validate() error {
	var v violations
	if _, known := RuleByName(w.Rule); !known {
		v.add("rule", fmt.Sprintf("unknown rule %q", w.Rule))
	}
	v.id("entity_id", w.EntityID, MaxID)
	v.text("value", w.Value, MaxValue, false)
	if w.Reason == "" {
		v.add("reason", "is missing: a waiver without one helps nobody later")
	}
	v.text("reason", w.Reason, MaxShortText, false)
	return v.err()
}

// Waive adds a waiver, in place of one for the same rule, entity and value.
// ErrNotFound when there is no such entity; ErrInvalid.
func (tx *Tx) Waive(w Waiver) (Waiver, error) {
	if err := w.validate(); err != nil {
		return Waiver{}, err
	}
	if _, err := tx.load(w.EntityID); err != nil {
		return Waiver{}, err
	}
	old, err := tx.waiver(w)
	if err != nil {
		return Waiver{}, err
	}
	if old != nil && old.Reason == w.Reason {
		return *old, nil
	}
	if old != nil {
		if err := tx.dropWaiver(OpUnwaive, old); err != nil {
			return Waiver{}, err
		}
	}
	return w, tx.insertWaiver(OpWaive, &w)
}

// Unwaive removes the waiver of that rule, entity and value. ErrNotFound.
func (tx *Tx) Unwaive(w Waiver) error {
	old, err := tx.waiver(w)
	if err != nil {
		return err
	}
	if old == nil {
		return fmt.Errorf("waiver of %s for %q of entity %q: %w", w.Rule, w.Value, w.EntityID, ErrNotFound)
	}
	return tx.dropWaiver(OpUnwaive, old)
}

// waiver returns the one of the same rule, entity and value, nil when there is none.
func (tx *Tx) waiver(w Waiver) (*Waiver, error) {
	old, err := tx.waivers("WHERE rule = ? AND entity = ? AND value = ?", w.Rule, w.EntityID, w.Value)
	if err != nil || len(old) == 0 {
		return nil, err
	}
	return &old[0], nil
}

func (tx *Tx) insertWaiver(op Operation, w *Waiver) error {
	w.Actor, w.CreatedAt = tx.edit.Actor, time.UnixMicro(tx.time).UTC()
	if err := tx.exec("INSERT INTO waiver (rule, entity, value, reason, actor, created) VALUES (?, ?, ?, ?, ?, ?)",
		w.Rule, w.EntityID, w.Value, w.Reason, w.Actor, tx.time); err != nil {
		return err
	}
	return tx.recordRow(op, nil, string(appendWaiver(nil, w)))
}

func (tx *Tx) dropWaiver(op Operation, w *Waiver) error {
	if err := tx.exec("DELETE FROM waiver WHERE rule = ? AND entity = ? AND value = ?", w.Rule, w.EntityID, w.Value); err != nil {
		return err
	}
	return tx.recordRow(op, string(appendWaiver(nil, w)), nil)
}

// Waivers returns all waivers, ordered by rule, entity and value.
func (v *View) Waivers() ([]Waiver, error) { return v.waivers("") }

func (v *View) waivers(where string, args ...any) ([]Waiver, error) {
	return collect(v, scanWaiver, "SELECT rule, entity, value, reason, actor, created FROM waiver "+where+" ORDER BY rule, entity, value", args...)
}

func scanWaiver(rows *sql.Rows) (w Waiver, err error) {
	var created int64
	err = rows.Scan(&w.Rule, &w.EntityID, &w.Value, &w.Reason, &w.Actor, &created)
	w.CreatedAt = time.UnixMicro(created).UTC()
	return w, err
}

func appendWaiver(b []byte, w *Waiver) []byte {
	b = appendField(b, `{"rule":`, w.Rule)
	b = appendField(b, `,"entity":`, w.EntityID)
	b = appendOptional(b, `,"value":`, w.Value)
	return append(appendField(b, `,"reason":`, w.Reason), '}')
}

// parseWaiver reads the record of a waiver, and reports whether it is one.
func parseWaiver(record []byte) (Waiver, bool) {
	var l waiverLine
	err := decodeStrictly(record, &l)
	return Waiver{Rule: l.Rule, EntityID: l.Entity, Value: l.Value, Reason: l.Reason}, err == nil && l.Rule != ""
}

// waiverLine is a Waiver as files have it.
type waiverLine struct {
	Rule   string `json:"rule"`
	Entity string `json:"entity"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// DecodeWaivers reads waivers, one JSON object a line: {"rule","entity",
// "value","reason"}, of which value may be missing. The first bad line ends it,
// with a *LineError.
func DecodeWaivers(r io.Reader) ([]Waiver, error) {
	var all []Waiver
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		var l waiverLine
		err := decodeStrictly(lines.Bytes(), &l)
		w := Waiver{Rule: l.Rule, EntityID: l.Entity, Value: l.Value, Reason: l.Reason}
		if err == nil {
			err = w.validate()
		}
		if err != nil {
			return nil, &LineError{Position{Line: number}, err}
		}
		all = append(all, w)
	}
	return all, lines.Err()
}
