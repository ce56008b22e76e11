package aliases

import (
	"fmt"
	"strings"
)

// SharedIDs returns a finding for every external ID that two or more active
// entities have, ordered by list and ID.
func (v *View) SharedIDs() (found []Finding, err error) {
	rows, err := v.q.QueryContext(v.ctx, `SELECT x.key, x.value, group_concat(e.id, char(31) ORDER BY e.id) FROM entity e, json_each(e.external_ids) x
		WHERE e.state = 'active' AND e.external_ids <> '' GROUP BY x.key, x.value HAVING count(*) > 1 ORDER BY x.key, x.value`)
	if err != nil {
		return nil, storeError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var list, id, joined string
		if err := rows.Scan(&list, &id, &joined); err != nil {
			return nil, err
		}
		holders := strings.Split(joined, fieldSeparator)
		found = append(found, Finding{
			Rule: RuleDuplicateEntity, Severity: Error, EntityID: holders[0], Others: holders[1:],
			Value:       list + "=" + id,
			Explanation: fmt.Sprintf("has the ID %s in %s, and so has %s", id, list, strings.Join(holders[1:], ", ")),
		}.Run("entity", "update", holders[1], "--drop-external-id", list))
	}
	return found, storeError(rows.Err())
}

// BrokenRedirects returns a finding for every merged ID that does not lead to
// an entity which is there: the invariant that Check proves. The store never
// breaks it, so nothing but an older copy of the file mends it.
func (v *View) BrokenRedirects() (found []Finding, err error) {
	c := checker{View: v}
	if err := c.redirects(); err != nil {
		return nil, err
	}
	for _, p := range c.problems {
		found = append(found, Finding{Rule: RuleRedirect, Severity: Error, EntityID: p.EntityID, Explanation: p.Description})
	}
	return found, nil
}
