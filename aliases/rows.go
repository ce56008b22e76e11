package aliases

import (
	"math/bits"
	"strings"
)

// rowBuffer holds rows to be inserted until flush: an import writes many at a
// time, since a statement costs more than its rows.
type rowBuffer struct {
	entity, alias, exclusion, change, review, source insertion
}

// insertion collects the values of rows for one table.
type insertion struct {
	args []any
}

func (n *insertion) add(values ...any) { n.args = append(n.args, values...) }

// maxInsert is how many rows one statement inserts at most: beyond, it gains
// nothing measurable. A power of two, so that any number of rows is inserted
// by statements of few different lengths, which stay prepared.
const maxInsert = 64

// insertStatement holds the statements of one table for 1, 2, 4 ... rows.
type insertStatement struct {
	columns int
	text    [7]string // by log2 of the rows
}

func newInsertStatement(into string, columns int) insertStatement {
	s := insertStatement{columns: columns}
	row := "(?" + strings.Repeat(", ?", columns-1) + ")"
	for i := range s.text {
		s.text[i] = into + " VALUES " + row + strings.Repeat(", "+row, 1<<i-1)
	}
	return s
}

// OR FAIL, and foreign keys that are checked at the commit, spare SQLite the
// journal with which it could undo a half-done statement. A failed write dooms
// our transaction anyway.
var (
	insertEntity = newInsertStatement(`INSERT OR FAIL INTO entity
		(id, type, name, description, external_ids, state, revision, created, updated)`, 9)
	insertAlias = newInsertStatement(`INSERT OR FAIL INTO alias
		(entity, value, language, id, script, kind, source, note)`, 8)
	insertExclusion = newInsertStatement(`INSERT OR FAIL INTO exclusion (entity, value, reason)`, 3)
	insertChange    = newInsertStatement(`INSERT OR FAIL INTO change
		(revision, time, actor, reason, operation, entity, before, after, edit, alias_ids)`, 10)
	insertReview = newInsertStatement(`INSERT OR REPLACE INTO review
		(folded, item, text, type, language, script, outcome, profile, min_probability, probability, candidates, samples,
		revision, count, first_seen, last_seen, state, decision, skipped)`, 19)
	insertSource = newInsertStatement(`INSERT OR FAIL INTO source_record (source, entity, record, listed)`, 4)
)

// flush writes the rows that wait: parents first, so that foreign keys hold.
func (tx *Tx) flush() error {
	for _, t := range []struct {
		rows *insertion
		into *insertStatement
	}{
		{&tx.rows.entity, &insertEntity},
		{&tx.rows.alias, &insertAlias},
		{&tx.rows.exclusion, &insertExclusion},
		{&tx.rows.change, &insertChange},
		{&tx.rows.review, &insertReview},
		{&tx.rows.source, &insertSource},
	} {
		for args := t.rows.args; len(args) > 0; {
			size := bits.Len(uint(min(len(args)/t.into.columns, maxInsert))) - 1
			n := t.into.columns << size
			if err := tx.exec(t.into.text[size], args[:n]...); err != nil {
				return err
			}
			args = args[n:]
		}
		clear(t.rows.args)
		t.rows.args = t.rows.args[:0]
	}
	return tx.err
}

// insert queues the rows of a new entity.
func (tx *Tx) insert(e *Entity) {
	tx.rows.entity.add(e.ID, string(e.Type), e.Name, e.Description, externalIDsText(e.ExternalIDs), string(e.State),
		e.Revision, e.CreatedAt.UnixMicro(), e.UpdatedAt.UnixMicro())
	for i := range e.Aliases {
		tx.insertAlias(e.ID, &e.Aliases[i])
	}
	for i := range e.Not {
		tx.rows.exclusion.add(e.ID, e.Not[i].Value, e.Not[i].Reason)
	}
}

func (tx *Tx) insertAlias(entity string, a *Alias) {
	tx.aliasID++
	a.ID = tx.aliasID
	tx.rows.alias.add(entity, a.Value, a.Language, a.ID, a.Script, string(a.Kind), a.Source, a.Note)
}

// rewrite turns the rows of before into those of after.
func (tx *Tx) rewrite(before, after *Entity) error {
	if err := tx.exec(`UPDATE entity SET type = ?, name = ?, description = ?, external_ids = ?, state = ?, merged_into = ?,
		revision = ?, updated = ? WHERE id = ?`, string(after.Type), after.Name, after.Description, externalIDsText(after.ExternalIDs),
		string(after.State), after.MergedInto, after.Revision, after.UpdatedAt.UnixMicro(), after.ID); err != nil {
		return err
	}
	if err := tx.rewriteAliases(before, after); err != nil {
		return err
	}
	return tx.rewriteExclusions(before, after)
}

// rewriteAliases keeps the rows, and so the IDs, of aliases that stay in their
// order. The order is that of the IDs: from the first alias on that comes out
// of order or is new, aliases get new IDs.
func (tx *Tx) rewriteAliases(before, after *Entity) error {
	const (
		remove = "DELETE FROM alias WHERE entity = ? AND value = ? AND language = ?"
		change = `UPDATE alias SET value = ?, language = ?, script = ?, kind = ?, source = ?, note = ?
			WHERE entity = ? AND value = ? AND language = ?`
	)
	old := before.Aliases
	kept := 0 // of after
	var changed [][2]*Alias
	for ; kept < len(after.Aliases); kept++ {
		a := &after.Aliases[kept]
		at := 0
		for at < len(old) && !sameAlias(&old[at], a) {
			at++
		}
		if at == len(old) {
			break
		}
		for i := range old[:at] {
			if err := tx.exec(remove, before.ID, old[i].Value, old[i].Language); err != nil {
				return err
			}
		}
		a.ID = old[at].ID
		if *a != old[at] {
			changed = append(changed, [2]*Alias{&old[at], a})
		}
		old = old[at+1:]
	}
	for i := range old {
		if err := tx.exec(remove, before.ID, old[i].Value, old[i].Language); err != nil {
			return err
		}
	}
	for _, c := range changed {
		was, is := c[0], c[1]
		if err := tx.exec(change, is.Value, is.Language, is.Script, string(is.Kind), is.Source, is.Note,
			before.ID, was.Value, was.Language); err != nil {
			return err
		}
	}
	for i := kept; i < len(after.Aliases); i++ {
		tx.insertAlias(after.ID, &after.Aliases[i])
	}
	return tx.flush()
}

// sameAlias reports whether a is to take the row of old. Aliases that the
// store knows say so by ID; those from outside, by what they name.
func sameAlias(old, a *Alias) bool {
	if a.ID != 0 {
		return a.ID == old.ID
	}
	return a.Value == old.Value && a.Language == old.Language
}

func (tx *Tx) rewriteExclusions(before, after *Entity) error {
	keep := make(map[Exclusion]bool, len(after.Not))
	for _, x := range after.Not {
		keep[x] = true
	}
	had := make(map[Exclusion]bool, len(before.Not))
	for _, x := range before.Not {
		had[x] = true
		if !keep[x] {
			if err := tx.exec("DELETE FROM exclusion WHERE entity = ? AND value = ?", before.ID, x.Value); err != nil {
				return err
			}
		}
	}
	for _, x := range after.Not {
		if !had[x] {
			tx.rows.exclusion.add(after.ID, x.Value, x.Reason)
		}
	}
	return tx.flush()
}

func externalIDsText(ids map[string]string) string {
	if len(ids) == 0 {
		return ""
	}
	return string(appendExternalIDs(nil, ids))
}
