package aliases

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
)

// Problem is one broken invariant of the table.
type Problem struct {
	EntityID    string // "" when it is not of one entity
	Description string
}

func (p Problem) String() string {
	if p.EntityID == "" {
		return p.Description
	}
	return fmt.Sprintf("entity %q: %s", p.EntityID, p.Description)
}

// CheckInvariants proves what must hold of a table whatever was edited, and
// returns what does not: the file is sound, and rows that belong to an entity
// have one; revisions have no gaps; each change begins where the last one of the
// same entity or term ended, and the last of them ends at what the rows say;
// alias IDs are unique; and every ID leads to one entity that is not merged,
// without a loop. It reads the whole table and its history.
func (s *Store) CheckInvariants(ctx context.Context) (problems []Problem, err error) {
	err = s.View(ctx, func(v *View) error {
		problems, err = v.CheckInvariants()
		return err
	})
	return problems, err
}

// CheckInvariants is as Store.CheckInvariants.
func (v *View) CheckInvariants() ([]Problem, error) {
	c := checker{View: v, last: map[string]digest{}}
	for _, check := range []func() error{c.file, c.revisions, c.history, c.entities, c.rows, c.redirects} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	return c.problems, nil
}

type checker struct {
	*View
	problems []Problem
	last     map[string]digest // of what the history ends with, by entity ID, or row
}

// digest stands for a record, so that a large table can be checked in little memory.
type digest [16]byte

func digestOf(record []byte) (d digest) {
	if len(record) > 0 { // nothing has a digest of its own
		sum := sha256.Sum256(record)
		copy(d[:], sum[:])
	}
	return d
}

func (c *checker) report(entity, format string, args ...any) {
	c.problems = append(c.problems, Problem{EntityID: entity, Description: fmt.Sprintf(format, args...)})
}

// each runs a query of strings and reports every row of it.
func (c *checker) each(format, query string) error {
	rows, err := c.q.QueryContext(c.ctx, query)
	if err != nil {
		return storeError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var entity, detail string
		if err := rows.Scan(&entity, &detail); err != nil {
			return err
		}
		c.report(entity, format, detail)
	}
	return storeError(rows.Err())
}

func (c *checker) file() error {
	if err := c.each("file: %s", "SELECT '', quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'"); err != nil {
		return err
	}
	return c.each("row without its parent: %s",
		`SELECT '', "table" || ' -> ' || parent FROM pragma_foreign_key_check`)
}

func (c *checker) revisions() error {
	var count, first, last int64
	err := c.q.QueryRowContext(c.ctx, "SELECT count(*), ifnull(min(revision), 1), ifnull(max(revision), 0) FROM change").
		Scan(&count, &first, &last)
	if err != nil {
		return storeError(err)
	}
	if first != 1 || count != c.revision || last != c.revision {
		c.report("", "revisions have gaps: %d changes from %d to %d, the counter is at %d", count, first, last, c.revision)
	}
	return nil
}

// history replays all changes.
func (c *checker) history() error {
	var edit int64
	for change, err := range c.changes("true ORDER BY revision") {
		if err != nil {
			return err
		}
		if change.Edit != change.Revision && change.Edit != edit {
			c.report(change.EntityID, "revision %d is of edit %d, but comes after one of edit %d", change.Revision, change.Edit, edit)
		}
		edit = change.Edit
		key := change.EntityID
		if key == "" {
			r, known := rowOf(change.Before, change.After)
			if !known {
				c.report("", "revision %d is of nothing that is known", change.Revision)
				continue
			}
			key = r.String()
		}
		if digestOf(change.Before) != c.last[key] {
			c.report(change.EntityID, "revision %d does not begin with what the change before it left", change.Revision)
		}
		c.last[key] = digestOf(change.After)
	}
	return nil
}

// rows compares what belongs to no one entity with what the history ends with.
func (c *checker) rows() error {
	for _, kind := range rowKinds {
		records, err := kind.all(c.View)
		if err != nil {
			return err
		}
		for _, record := range records {
			r, _ := rowOf(nil, []byte(record))
			if c.last[r.String()] != digestOf([]byte(record)) {
				c.report("", "%s is not what the history ends with", r)
			}
			delete(c.last, r.String())
		}
	}
	for key, left := range c.last {
		if strings.Contains(key, " ") && left != (digest{}) {
			c.report("", "%s is in the history, but not in the table", key)
		}
	}
	return nil
}

func (c *checker) entities() error {
	aliasID, err := c.counter("alias")
	if err != nil {
		return err
	}
	owner := map[int64]string{}
	var record []byte
	for e, err := range c.scan("true") {
		if err != nil {
			return err
		}
		if err := e.Validate(); err != nil {
			c.report(e.ID, "%v", err)
		}
		if record = AppendEntity(record[:0], &e); digestOf(record) != c.last[e.ID] {
			c.report(e.ID, "its rows say %s, which is not what its history ends with", record)
		}
		if newest, err := c.newest(e.ID); err != nil {
			return err
		} else if newest != e.Revision {
			c.report(e.ID, "it says it is of revision %d, its newest change is of revision %d", e.Revision, newest)
		}
		for _, a := range e.Aliases {
			if other, ok := owner[a.ID]; ok {
				c.report(e.ID, "alias id %d is one of entity %q too", a.ID, other)
			}
			owner[a.ID] = e.ID
			if a.ID < 1 || a.ID > aliasID {
				c.report(e.ID, "alias id %d was never given out", a.ID)
			}
		}
	}
	return nil
}

func (c *checker) newest(entity string) (revision int64, err error) {
	err = c.q.QueryRowContext(c.ctx, "SELECT ifnull(max(revision), 0) FROM change WHERE entity = ?", entity).Scan(&revision)
	return revision, storeError(err)
}

func (c *checker) redirects() error {
	if err := c.each("is redirected to %q, which is redirected itself",
		"SELECT r.old, r.entity FROM redirect r JOIN redirect s ON s.old = r.entity"); err != nil {
		return err
	}
	if err := c.each("is %s, which does not fit its redirect", `
		SELECT e.id, e.state FROM entity e LEFT JOIN redirect r ON r.old = e.id WHERE (e.state = 'merged') <> (r.old IS NOT NULL)
		UNION ALL SELECT old, 'gone' FROM redirect WHERE old NOT IN (SELECT id FROM entity)`); err != nil {
		return err
	}
	if err := c.each("is %s, which does not fit where it was merged into",
		"SELECT id, state FROM entity WHERE (state = 'merged') <> (merged_into <> '')"); err != nil {
		return err
	}
	return c.each("is merged into %q, which does not lead to where its redirect does", `
		WITH RECURSIVE way (old, at) AS (
			SELECT id, merged_into FROM entity WHERE merged_into <> ''
			UNION SELECT w.old, e.merged_into FROM way w JOIN entity e ON e.id = w.at WHERE e.merged_into <> '')
		SELECT e.id, e.merged_into FROM entity e JOIN redirect r ON r.old = e.id
		WHERE NOT EXISTS (SELECT 1 FROM way w WHERE w.old = e.id AND w.at = r.entity)`)
}
