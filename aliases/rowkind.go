package aliases

import (
	"fmt"
	"strings"

	"github.com/laqab/laqab/resolver"
)

// rowKind is a kind of rows that belong to no one entity: terms, policies,
// waivers. Their change records hold the whole row.
type rowKind struct {
	what string // "term"
	// key names the row that a record is of: the columns of its primary key. It
	// reports false for a record of another kind.
	key func(record []byte) (key []string, ok bool)
	// record is that of the row with the key, "" when there is none.
	record func(v *View, key []string) (string, error)
	// all are the records of all rows.
	all func(v *View) ([]string, error)
	// insert adds the row that a record says, and drop takes it away; both record the change.
	insert, drop func(tx *Tx, op Operation, record []byte) error
}

var rowKinds = []*rowKind{
	{
		what: "term",
		key: func(record []byte) ([]string, bool) {
			t, ok := parseTerm(record)
			return []string{t.Concept, t.Value, t.Language}, ok
		},
		record: func(v *View, key []string) (string, error) {
			t := resolver.Term{Concept: key[0], Value: key[1], Language: key[2]}
			there, err := v.hasTerm(t)
			if !there {
				return "", err
			}
			return string(appendTerm(nil, t)), err
		},
		all: func(v *View) (records []string, err error) {
			terms, err := v.Terms()
			for _, t := range terms {
				records = append(records, string(appendTerm(nil, t)))
			}
			return records, err
		},
		insert: func(tx *Tx, op Operation, record []byte) error {
			t, _ := parseTerm(record)
			return tx.insertTerm(op, t)
		},
		drop: func(tx *Tx, op Operation, record []byte) error {
			t, _ := parseTerm(record)
			return tx.dropTerm(op, t)
		},
	},
	{
		what: "policy",
		key: func(record []byte) ([]string, bool) {
			p, ok := parsePolicy(record)
			return []string{string(p.Type), p.Profile.String()}, ok
		},
		record: func(v *View, key []string) (string, error) {
			policies, err := v.policies("WHERE type = ? AND profile = ?", key[0], key[1])
			if len(policies) == 0 {
				return "", err
			}
			return string(appendPolicy(nil, policies[0])), err
		},
		all: func(v *View) (records []string, err error) {
			policies, err := v.Policies()
			for _, p := range policies {
				records = append(records, string(appendPolicy(nil, p)))
			}
			return records, err
		},
		insert: func(tx *Tx, op Operation, record []byte) error {
			p, _ := parsePolicy(record)
			return tx.insertPolicy(op, p)
		},
		drop: func(tx *Tx, op Operation, record []byte) error {
			p, _ := parsePolicy(record)
			return tx.dropPolicy(op, p)
		},
	},
	{
		what: "waiver",
		key: func(record []byte) ([]string, bool) {
			w, ok := parseWaiver(record)
			return []string{w.Rule, w.EntityID, w.Value}, ok
		},
		record: func(v *View, key []string) (string, error) {
			waivers, err := v.waivers("WHERE rule = ? AND entity = ? AND value = ?", key[0], key[1], key[2])
			if len(waivers) == 0 {
				return "", err
			}
			return string(appendWaiver(nil, &waivers[0])), err
		},
		all: func(v *View) (records []string, err error) {
			waivers, err := v.Waivers()
			for i := range waivers {
				records = append(records, string(appendWaiver(nil, &waivers[i])))
			}
			return records, err
		},
		insert: func(tx *Tx, op Operation, record []byte) error {
			w, _ := parseWaiver(record)
			return tx.insertWaiver(op, &w)
		},
		drop: func(tx *Tx, op Operation, record []byte) error {
			w, _ := parseWaiver(record)
			return tx.dropWaiver(op, &w)
		},
	},
}

// row names one row of a kind.
type row struct {
	kind *rowKind
	key  []string
}

// rowOf finds out which row a change record is of: one of before and after may
// be nothing.
func rowOf(before, after []byte) (row, bool) {
	record := after
	if len(record) == 0 {
		record = before
	}
	for _, kind := range rowKinds {
		if key, ok := kind.key(record); ok {
			return row{kind, key}, true
		}
	}
	return row{}, false
}

// String tells the row from every other one, and from an entity ID, for it has a space.
func (r row) String() string {
	return fmt.Sprintf("%s %s", r.kind.what, strings.Join(quotedAll(r.key), " "))
}

func quotedAll(all []string) []string {
	quoted := make([]string, len(all))
	for i, s := range all {
		quoted[i] = fmt.Sprintf("%q", s)
	}
	return quoted
}

// setRow makes a row what the record says, and removes it when that is "".
func (tx *Tx) setRow(op Operation, r row, record string) error {
	is, err := r.kind.record(&tx.View, r.key)
	if err != nil || is == record {
		return err
	}
	if is != "" {
		if err := r.kind.drop(tx, op, []byte(is)); err != nil {
			return err
		}
	}
	if record == "" {
		return nil
	}
	return r.kind.insert(tx, op, []byte(record))
}
