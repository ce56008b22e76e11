package aliases

import (
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/laqab/laqab/resolver"
)

// AsOf returns the table as it stood at a revision, to the byte: an entity that
// has not changed since is read from its rows, and any other one from its
// history. Get, List, Entities, Terms, Policies and Export read the past;
// Waivers are those of now, and Changes and ChangedSince of the whole history
// as ever. 0 is the present. ErrAhead.
//
// Aliases of changes made before the table recorded alias IDs have the ID 0.
func (v *View) AsOf(revision int64) (*View, error) {
	if revision > v.revision {
		return nil, aheadError(revision, v.revision)
	}
	if revision <= 0 {
		return v, nil
	}
	then := *v
	then.revision, then.past, then.asOf = revision, v.past || revision < v.revision, revision
	return &then, nil
}

func aheadError(asked, at int64) error {
	return fmt.Errorf("%w: revision %d asked for, it is at %d", ErrAhead, asked, at)
}

// Undone returns what makes the table as it stood at a revision of the table as
// it stands: the delta from the present back to then. Terms are all of then.
// ErrAhead.
func (v *View) Undone(revision int64) (Delta, error) {
	past, err := v.AsOf(revision)
	if err != nil || !past.past {
		return Delta{From: v.revision, Revision: v.revision}, err
	}
	d := Delta{From: v.revision, Revision: revision}
	for then, err := range past.recorded("e.id IN (SELECT entity FROM change WHERE revision > ?)", revision) {
		if err != nil {
			return Delta{}, err
		}
		if then.there {
			d.Entities = append(d.Entities, then.Entity)
		} else {
			d.Absent = append(d.Absent, then.ID)
		}
	}
	if d.TermsChanged, err = v.termsChanged(revision); err != nil {
		return Delta{}, err
	}
	if d.TermsChanged {
		if d.Terms, err = past.Terms(); err == nil {
			d.Policies, err = past.Policies()
		}
	}
	return d, err
}

// selection says which entities are wanted. The zero value is all of them.
type selection struct {
	id     string // only this one
	after  string // only IDs greater than this
	kind   resolver.EntityType
	active bool // only those that are
}

// where is the selection as a condition on e; of a past View, only what
// does not change.
func (s *selection) where(past bool) (where string, args []any) {
	conditions := []string{"true"}
	add := func(condition string, arg any) {
		conditions, args = append(conditions, condition), append(args, arg)
	}
	if s.id != "" {
		add("e.id = ?", s.id)
	}
	if s.after != "" {
		add("e.id > ?", s.after)
	}
	if !past && s.kind != "" {
		add("e.type = ?", string(s.kind))
	}
	if !past && s.active {
		add("e.state = ?", string(StateActive))
	}
	return strings.Join(conditions, " AND "), args
}

func (s *selection) has(e *Entity) bool {
	return (s.kind == "" || e.Type == s.kind) && (!s.active || e.State == StateActive)
}

// selected streams the selected entities as they stand in the View, ordered by ID.
func (v *View) selected(s selection) iter.Seq2[Entity, error] {
	where, args := s.where(v.past)
	if !v.past {
		return v.scan(where, args...)
	}
	return func(yield func(Entity, error) bool) {
		// Two streams in one order: who has not changed since, and who has.
		next, stop := iter.Pull2(v.recorded(where, args...))
		defer stop()
		changed, err, more := next()
		before := func(id string) bool { // yields those who have, up to the ID; "" is the end
			for more && err == nil && (id == "" || changed.ID < id) {
				if changed.there && s.has(&changed.Entity) && !yield(changed.Entity, nil) {
					return false
				}
				changed, err, more = next()
			}
			if err != nil {
				yield(Entity{}, err)
			}
			return err == nil
		}
		for e, err := range v.scan(where+" AND e.revision <= ?", append(args, v.revision)...) {
			if err != nil {
				yield(Entity{}, err)
				return
			}
			if !before(e.ID) || s.has(&e) && !yield(e, nil) {
				return
			}
		}
		before("")
	}
}

// pastEntity is an entity as the history has it, or, when it was not there by
// then, its ID.
type pastEntity struct {
	Entity
	there bool
}

// recorded streams the entities that a condition on e selects and that have
// changed since, as the history has them at the View's revision, ordered by ID.
func (v *View) recorded(where string, args ...any) iter.Seq2[pastEntity, error] {
	return stream(v, scanPastEntity, `SELECT e.id, e.created, ifnull(c.revision, 0), ifnull(c.time, 0), c.after, ifnull(c.alias_ids, '')
		FROM entity e LEFT JOIN change c ON c.revision = (SELECT max(revision) FROM change WHERE entity = e.id AND revision <= ?)
		WHERE e.revision > ? AND `+where+" ORDER BY e.id", append([]any{v.revision, v.revision}, args...)...)
}

func scanPastEntity(rows *sql.Rows) (pastEntity, error) {
	var (
		id, aliasIDs          string
		created, revision, at int64
		record                []byte
	)
	if err := rows.Scan(&id, &created, &revision, &at, &record, &aliasIDs); err != nil {
		return pastEntity{}, err
	}
	if revision == 0 {
		return pastEntity{Entity: Entity{ID: id}}, nil
	}
	e, err := ParseRecord(record)
	if err == nil {
		err = e.setAliasIDs(aliasIDs)
	}
	if err != nil {
		return pastEntity{}, fmt.Errorf("%w: change %d: %w", ErrCorrupt, revision, err)
	}
	e.Revision, e.CreatedAt, e.UpdatedAt = revision, time.UnixMicro(created).UTC(), time.UnixMicro(at).UTC()
	return pastEntity{e, true}, nil
}

// pastTerms undoes, in the present terms, what has changed since.
func (v *View) pastTerms(terms []resolver.Term) ([]resolver.Term, error) {
	there := map[resolver.Term]bool{}
	for _, t := range terms {
		there[t] = true
	}
	err := v.undoRows(func(before, after []byte) {
		if t, ok := parseTerm(after); ok {
			delete(there, t)
		}
		if t, ok := parseTerm(before); ok {
			there[t] = true
		}
	})
	terms = nil
	for t := range there {
		terms = append(terms, t)
	}
	slices.SortFunc(terms, func(a, b resolver.Term) int {
		return slices.Compare([]string{a.Concept, a.Value, a.Language}, []string{b.Concept, b.Value, b.Language})
	})
	return terms, err
}

// undoRows calls undo with every change since, newest first, of what belongs to
// no one entity.
func (v *View) undoRows(undo func(before, after []byte)) error {
	rows, err := v.q.QueryContext(v.ctx, "SELECT before, after FROM change WHERE entity IS NULL AND revision > ? ORDER BY revision DESC", v.revision)
	if err != nil {
		return storeError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var before, after []byte
		if err := rows.Scan(&before, &after); err != nil {
			return err
		}
		undo(before, after)
	}
	return storeError(rows.Err())
}

// aliasRanges writes the IDs of aliases in short: "7-9 12".
func aliasRanges(aliases []Alias) string {
	var b []byte
	for i := 0; i < len(aliases); {
		last := i
		for last+1 < len(aliases) && aliases[last+1].ID == aliases[last].ID+1 {
			last++
		}
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, aliases[i].ID, 10)
		if last > i {
			b = append(b, '-')
			b = strconv.AppendInt(b, aliases[last].ID, 10)
		}
		i = last + 1
	}
	return string(b)
}

// setAliasIDs undoes aliasRanges. "" leaves all IDs 0.
func (e *Entity) setAliasIDs(ranges string) error {
	if ranges == "" {
		return nil
	}
	n := 0
	for r := range strings.SplitSeq(ranges, " ") {
		from, to, isRange := strings.Cut(r, "-")
		if !isRange {
			to = from
		}
		first, err := strconv.ParseInt(from, 10, 64)
		if err != nil {
			return err
		}
		last, err := strconv.ParseInt(to, 10, 64)
		if err != nil {
			return err
		}
		for id := first; id <= last && n < len(e.Aliases); id++ {
			e.Aliases[n].ID = id
			n++
		}
	}
	if n != len(e.Aliases) {
		return fmt.Errorf("ids %q of %d aliases", ranges, len(e.Aliases))
	}
	return nil
}
