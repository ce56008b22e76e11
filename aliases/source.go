package aliases

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// said is what the table remembers of a source and an entity.
type said struct {
	record string // what the last edition that had the entity said; "" when none did
	listed bool   // whether that was the last edition
}

// known returns which of the lines' IDs the table has, in whatever state, and
// what the source said of them: one question for all.
func (tx *Tx) known(lines []*runLine, source string) (map[string]said, error) {
	ids := make([]string, len(lines))
	for i := range lines {
		ids[i] = lines[i].Entity.ID
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := tx.q.QueryContext(tx.ctx, `SELECT e.id, ifnull(r.record, ''), ifnull(r.listed, 0)
		FROM entity e LEFT JOIN source_record r ON r.source = ? AND r.entity = e.id
		WHERE e.id IN (SELECT value FROM json_each(?))`, source, string(list))
	if err != nil {
		return nil, storeError(err)
	}
	defer rows.Close()
	known := map[string]said{}
	for rows.Next() {
		var id string
		var last said
		if err := rows.Scan(&id, &last.record, &last.listed); err != nil {
			return nil, err
		}
		known[id] = last
	}
	return known, storeError(rows.Err())
}

// update merges a line with what the source said before and with the table.
func (im *importer) update(tx *Tx, l *runLine, last said) error {
	if last.record == l.record {
		im.report.Unchanged++
		return im.remember(tx, l, last)
	}
	before, err := tx.Get(l.Entity.ID)
	if err != nil {
		return err
	}
	if before.State != StateActive {
		// What it says is not remembered: the edition after an undelete is to be
		// compared with what was taken last.
		im.report.Skipped++
		return nil
	}
	m := edition{theirs: &l.Entity, ours: before.clone(), moved: before.ID != l.Entity.ID}
	if last.record != "" {
		base, err := ParseRecord([]byte(last.record))
		if err != nil {
			return err
		}
		m.base = &base
	}
	m.merge()
	if err := im.put(tx, l, &before, m.ours); err != nil {
		return err
	}
	im.tell(m.conflicts, m.withdrawals)
	return im.remember(tx, l, last)
}

func (im *importer) tell(conflicts []Conflict, withdrawals []Withdrawal) {
	im.report.Conflicts += len(conflicts)
	im.report.Withdrawn += len(withdrawals)
	for _, c := range conflicts {
		if im.opts.Conflict != nil {
			im.opts.Conflict(c)
		}
	}
	for _, w := range withdrawals {
		if im.opts.Withdrawn != nil {
			im.opts.Withdrawn(w)
		}
	}
}

// remember keeps what the source says in a line that was taken.
func (im *importer) remember(tx *Tx, l *runLine, last said) error {
	if im.opts.Source == "" || last == (said{l.record, true}) {
		return nil
	}
	tx.unrevised = true
	if last.record == "" {
		tx.rows.source.add(im.opts.Source, l.Entity.ID, l.record, true)
		return nil
	}
	return tx.exec("UPDATE source_record SET record = ?, listed = 1 WHERE source = ? AND entity = ?", l.record, im.opts.Source, l.Entity.ID)
}

// unlist finds the entities that the last edition had and this one, of which
// all IDs were seen, has not.
func (im *importer) unlist(tx *Tx, seen map[string]int) error {
	rows, err := tx.q.QueryContext(tx.ctx, "SELECT entity FROM source_record WHERE source = ? AND listed", im.opts.Source)
	if err != nil {
		return storeError(err)
	}
	defer rows.Close()
	var gone []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if _, ok := seen[id]; !ok {
			gone = append(gone, id)
		}
	}
	if err := rows.Err(); err != nil {
		return storeError(err)
	}
	for _, id := range gone {
		if err := im.unlistOne(tx, id); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) unlistOne(tx *Tx, id string) error {
	e, err := tx.Get(id)
	if err != nil {
		return err
	}
	if e.State == StateActive {
		var record []byte
		err := tx.q.QueryRowContext(tx.ctx, "SELECT record FROM source_record WHERE source = ? AND entity = ?", im.opts.Source, id).Scan(&record)
		if err != nil {
			return storeError(err)
		}
		last, err := ParseRecord(record)
		if err != nil {
			return err
		}
		im.tell(nil, []Withdrawal{{EntityID: id, Value: last.Name}})
	}
	tx.unrevised = true
	return tx.exec("UPDATE source_record SET listed = 0 WHERE source = ? AND entity = ?", im.opts.Source, id)
}

// links are the active entities that have an ID in a list of external IDs.
type links map[string][]string

func (tx *Tx) links(list string) (links, error) {
	rows, err := tx.q.QueryContext(tx.ctx, `SELECT value, id FROM
		(SELECT id, json_extract(external_ids, '$."' || ? || '"') AS value FROM entity WHERE state = 'active' AND external_ids <> '')
		WHERE value IS NOT NULL ORDER BY id`, list)
	if err != nil {
		return nil, storeError(err)
	}
	defer rows.Close()
	all := links{}
	for rows.Next() {
		var value, id string
		if err := rows.Scan(&value, &id); err != nil {
			return nil, err
		}
		all[value] = append(all[value], id)
	}
	return all, storeError(rows.Err())
}

// link takes a line that is of an entity of the table, which has another ID.
func (im *importer) link(tx *Tx, l *runLine, same []string) error {
	if len(same) > 1 {
		return l.bad(fmt.Errorf("%s %q is the ID of %s: merge them first", im.opts.Link, l.Entity.ExternalIDs[im.opts.Link], strings.Join(same, " and of ")))
	}
	if _, err := tx.CreateEntity(l.Entity); err != nil {
		return err
	}
	if _, err := tx.MergeEntities(l.Entity.ID, same[0], "", ""); errors.Is(err, ErrInvalid) {
		return l.bad(err) // merged, it has too much
	} else if err != nil {
		return err
	}
	im.report.Updated++
	im.report.Linked++
	im.report.Aliases += len(l.Entity.Aliases)
	return im.remember(tx, l, said{})
}
