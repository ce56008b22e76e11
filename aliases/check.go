package aliases

import (
	"context"
	"fmt"
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

// Check proves the table's invariants and returns those that do not hold: the
// file is sound, rows that belong to an entity have one, revisions are gapless,
// every row says what its newest change record says, alias IDs are unique, and
// redirects end at an entity. It reads the whole table.
func (s *Store) Check(ctx context.Context) (problems []Problem, err error) {
	err = s.View(ctx, func(v *View) error {
		c := checker{View: v}
		for _, check := range []func() error{c.file, c.revisions, c.entities, c.redirects} {
			if err := check(); err != nil {
				return err
			}
		}
		problems = c.problems
		return nil
	})
	return problems, err
}

type checker struct {
	*View
	problems []Problem
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

func (c *checker) entities() error {
	newest := map[string]string{} // JSON by entity
	rows, err := c.q.QueryContext(c.ctx, `SELECT e.id, ifnull(c.after, '')
		FROM entity e LEFT JOIN change c ON c.revision = e.revision AND c.entity = e.id
		AND c.revision = (SELECT max(revision) FROM change WHERE entity = e.id)`)
	if err != nil {
		return storeError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, after string
		if err := rows.Scan(&id, &after); err != nil {
			return err
		}
		newest[id] = after
	}
	if err := rows.Err(); err != nil {
		return storeError(err)
	}
	aliasID, err := c.counter("alias")
	if err != nil {
		return err
	}
	owner := map[int64]string{}
	for e, err := range c.scan("true") {
		if err != nil {
			return err
		}
		if err := e.Validate(); err != nil {
			c.report(e.ID, "%v", err)
		}
		if is := string(AppendEntity(nil, &e)); newest[e.ID] == "" {
			c.report(e.ID, "no change record of its revision %d, or a later one", e.Revision)
		} else if newest[e.ID] != is {
			c.report(e.ID, "its rows say %s, its newest change %s", is, newest[e.ID])
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

func (c *checker) redirects() error {
	if err := c.each("is redirected to %q, which is redirected itself",
		"SELECT r.old, r.entity FROM redirect r JOIN redirect s ON s.old = r.entity"); err != nil {
		return err
	}
	return c.each("is %s, which does not fit its redirect", `
		SELECT e.id, e.state FROM entity e LEFT JOIN redirect r ON r.old = e.id WHERE (e.state = 'merged') <> (r.old IS NOT NULL)
		UNION ALL SELECT old, 'gone' FROM redirect WHERE old NOT IN (SELECT id FROM entity)`)
}
