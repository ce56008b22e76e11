package aliases

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/laqab/laqab/resolver"
)

// View is the table as it stood at one revision: reads through one View agree
// with one another, whatever is edited meanwhile. It is valid until the
// function it was given to returns, and for one goroutine.
type View struct {
	ctx      context.Context
	q        querier
	revision int64
	past     bool  // of a revision before the newest that q sees; see AsOf
	asOf     int64 // the revision that AsOf was asked for; 0 when it was not
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// View calls fn with the table as it stands now. A View that is held for long
// keeps the log from being folded into the file.
func (s *Store) View(ctx context.Context, fn func(*View) error) (err error) {
	defer func() { err = cancelledError(ctx, err) }()
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return storeError(err)
	}
	defer tx.Rollback() // nothing was written
	v := &View{ctx: ctx, q: tx}
	// The first read fixes what all later ones see.
	if v.revision, err = v.counter("revision"); err != nil {
		return err
	}
	return fn(v)
}

// Get returns the entity, following a merged ID; see View.Get.
func (s *Store) Get(ctx context.Context, id string) (e Entity, err error) {
	err = s.View(ctx, func(v *View) error {
		e, err = v.Get(id)
		return err
	})
	return e, err
}

// Revision returns the revision of the newest change, 0 for a new table.
func (s *Store) Revision(ctx context.Context) (revision int64, err error) {
	err = s.View(ctx, func(v *View) error {
		revision = v.Revision()
		return nil
	})
	return revision, err
}

// Revision is that of the newest change the View sees.
func (v *View) Revision() int64 { return v.revision }

// Get returns the entity with that ID, also a deleted one. The ID of a merged
// entity leads to where it went, and RedirectedFrom says so. ErrNotFound.
func (v *View) Get(id string) (Entity, error) {
	e, err := v.load(id)
	if err != nil || e.State != StateMerged {
		return e, err
	}
	target, err := v.target(&e)
	if err != nil {
		return Entity{}, err
	}
	target.RedirectedFrom = id
	return target, nil
}

// target returns the entity that a merged one leads to in the end.
func (v *View) target(merged *Entity) (e Entity, err error) {
	if v.past { // redirects are of the present: go the way that history tells
		e = *merged
		for way := 0; e.State == StateMerged && err == nil; way++ {
			if way > maxMerges {
				return Entity{}, fmt.Errorf("%w: merged entity %q leads in a circle", ErrCorrupt, merged.ID)
			}
			e, err = v.load(e.MergedInto)
		}
		return e, err
	}
	var id string
	err = v.q.QueryRowContext(v.ctx, "SELECT entity FROM redirect WHERE old = ?", merged.ID).Scan(&id)
	if err != nil {
		return Entity{}, fmt.Errorf("%w: merged entity %q leads nowhere: %w", ErrCorrupt, merged.ID, err)
	}
	return v.load(id)
}

// maxMerges is how many merges one after the other are followed in a past
// View. Only a damaged table, where they lead in a circle, can have more.
const maxMerges = 10_000

// load returns the entity with that very ID, in whatever state.
func (v *View) load(id string) (Entity, error) {
	if id == "" {
		return Entity{}, fmt.Errorf("entity %q: %w", id, ErrNotFound)
	}
	for e, err := range v.selected(selection{id: id}) {
		return e, err
	}
	return Entity{}, fmt.Errorf("entity %q: %w", id, ErrNotFound)
}

// Entities streams the active entities ordered by ID.
func (v *View) Entities() iter.Seq2[Entity, error] {
	return v.selected(selection{active: true})
}

// Terms returns the maintainers' additions to the lexicon, ordered.
func (v *View) Terms() ([]resolver.Term, error) {
	terms, err := collect(v, scanTerm, "SELECT concept, value, language FROM term ORDER BY concept, value, language")
	if err != nil || !v.past {
		return terms, err
	}
	return v.pastTerms(terms)
}

func scanTerm(rows *sql.Rows) (t resolver.Term, err error) {
	err = rows.Scan(&t.Concept, &t.Value, &t.Language)
	return t, err
}

func (v *View) counter(name string) (value int64, err error) {
	err = v.q.QueryRowContext(v.ctx, "SELECT value FROM counter WHERE name = ?", name).Scan(&value)
	return value, storeError(err)
}

// An entity comes as one row of one string, its parts joined by separators that
// no value can have: that costs one step of the database and one piece of
// memory for an entity, instead of one for each column of each alias.
const (
	fieldSeparator = "\x1f" // char(31)
	itemSeparator  = "\x1e" // char(30)
	partSeparator  = "\x1d" // char(29)

	selectEntity = `SELECT concat_ws(char(29),
	concat_ws(char(31), e.id, e.type, e.name, e.description, e.external_ids, e.state, e.merged_into, e.revision, e.created, e.updated),
	ifnull((SELECT group_concat(concat_ws(char(31), a.id, a.value, a.language, a.script, a.kind, a.source, a.note), char(30))
		FROM alias a WHERE a.entity = e.id), ''),
	ifnull((SELECT group_concat(concat_ws(char(31), x.value, x.reason), char(30)) FROM exclusion x WHERE x.entity = e.id), ''))
	FROM entity e WHERE `
)

// scan streams the entities that a condition on e selects, as they stand now,
// ordered by ID. It ends with the first error.
func (v *View) scan(where string, args ...any) iter.Seq2[Entity, error] {
	return stream(v, scanEntity, selectEntity+where+" ORDER BY e.id", args...)
}

func scanEntity(rows *sql.Rows) (Entity, error) {
	var packed string
	if err := rows.Scan(&packed); err != nil {
		return Entity{}, err
	}
	e, err := unpackEntity(packed)
	if err != nil {
		return Entity{}, fmt.Errorf("%w: entity %q: %w", ErrCorrupt, e.ID, err)
	}
	return e, nil
}

var errSeparator = errors.New("a separator within a value")

// unpackEntity undoes selectEntity. After an error, the entity has its ID at most.
func unpackEntity(packed string) (e Entity, err error) {
	var (
		part  [3]string
		field [10]string
	)
	if !split(packed, partSeparator[0], part[:]) || !split(part[0], fieldSeparator[0], field[:]) {
		return Entity{ID: field[0]}, errSeparator
	}
	e = Entity{ID: field[0], Type: resolver.EntityType(field[1]), Name: field[2], Description: field[3], State: State(field[5]),
		MergedInto: field[6]}
	if field[4] != "" {
		if s := (scanner{rest: field[4]}); !s.externalIDs(&e) || s.rest != "" {
			return e, fmt.Errorf("external ids %q", field[4])
		}
	}
	var number [3]int64
	for i := range number {
		if number[i], err = strconv.ParseInt(field[7+i], 10, 64); err != nil {
			return e, err
		}
	}
	e.Revision, e.CreatedAt, e.UpdatedAt = number[0], time.UnixMicro(number[1]).UTC(), time.UnixMicro(number[2]).UTC()
	if e.Aliases, err = unpackAliases(part[1]); err != nil {
		return e, err
	}
	e.Not, err = unpackExclusions(part[2])
	return e, err
}

func unpackAliases(packed string) ([]Alias, error) {
	if packed == "" {
		return nil, nil
	}
	aliases := make([]Alias, 0, strings.Count(packed, itemSeparator)+1)
	ordered := true
	for item := range strings.SplitSeq(packed, itemSeparator) {
		var field [7]string
		if !split(item, fieldSeparator[0], field[:]) {
			return nil, errSeparator
		}
		id, err := strconv.ParseInt(field[0], 10, 64)
		if err != nil {
			return nil, err
		}
		ordered = ordered && (len(aliases) == 0 || aliases[len(aliases)-1].ID < id)
		aliases = append(aliases, Alias{ID: id, Value: field[1], Language: field[2], Script: field[3],
			Kind: resolver.AliasKind(field[4]), Source: field[5], Note: field[6]})
	}
	if !ordered {
		slices.SortFunc(aliases, func(a, b Alias) int { return int(a.ID - b.ID) })
	}
	return aliases, nil
}

func unpackExclusions(packed string) ([]Exclusion, error) {
	if packed == "" {
		return nil, nil
	}
	not := make([]Exclusion, 0, strings.Count(packed, itemSeparator)+1)
	for item := range strings.SplitSeq(packed, itemSeparator) {
		var field [2]string
		if !split(item, fieldSeparator[0], field[:]) {
			return nil, errSeparator
		}
		not = append(not, Exclusion{Value: field[0], Reason: field[1]})
	}
	sortExclusions(not)
	return not, nil
}

// split fills fields from item and reports whether there were just as many.
func split(item string, separator byte, fields []string) bool {
	for i := range fields[:len(fields)-1] {
		at := strings.IndexByte(item, separator)
		if at < 0 {
			return false
		}
		fields[i], item = item[:at], item[at+1:]
	}
	fields[len(fields)-1] = item
	return strings.IndexByte(item, separator) < 0
}
