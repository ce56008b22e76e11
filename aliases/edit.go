package aliases

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Field names a part of an entity that UpdateEntity may replace.
type Field string

// The fields, named as in the file format.
const (
	FieldType        Field = "type"
	FieldName        Field = "name"
	FieldDescription Field = "description"
	FieldAliases     Field = "aliases"
	FieldExternalIDs Field = "external_ids"
	FieldNot         Field = "not"
)

// AllFields lists every field that UpdateEntity may replace.
var AllFields = []Field{FieldType, FieldName, FieldDescription, FieldAliases, FieldExternalIDs, FieldNot}

// CreateEntity adds an entity and returns it as it stands in the table. An
// empty ID is generated; alias IDs and what the store sets are ignored.
// ErrExists when the ID is or ever was another's; ErrInvalid.
func (tx *Tx) CreateEntity(e Entity) (Entity, error) { return tx.create(OpCreate, e) }

func (tx *Tx) create(op Operation, e Entity) (Entity, error) {
	fresh := e.clone()
	if fresh.ID == "" {
		fresh.ID = "e-" + strings.ToLower(rand.Text())
	}
	fresh.State, fresh.MergedInto, fresh.RedirectedFrom = StateActive, "", ""
	for i := range fresh.Aliases {
		fresh.Aliases[i].ID = 0
	}
	holder, err := tx.Get(fresh.ID)
	switch {
	case err == nil:
		return Entity{}, &ExistsError{What: "entity", Name: fresh.ID, Holder: holder.ID, State: holder.State}
	case !errors.Is(err, ErrNotFound):
		return Entity{}, err
	}
	return tx.done(fresh, tx.put(op, nil, fresh))
}

// UpdateEntity replaces the given fields of the entity e.ID by those of e.
// Aliases keep their IDs as far as value, language and order stay. The etag
// may be "" to overwrite whatever is there. ErrNotFound, ErrStale,
// ErrInactive, ErrInvalid.
func (tx *Tx) UpdateEntity(e Entity, fields []Field, etag string) (Entity, error) {
	return tx.modify(OpUpdate, e.ID, etag, func(now *Entity) error {
		from := e.clone()
		var v violations
		for _, f := range fields {
			switch f {
			case FieldType:
				now.Type = from.Type
			case FieldName:
				now.Name = from.Name
			case FieldDescription:
				now.Description = from.Description
			case FieldAliases:
				now.Aliases = from.Aliases
				for i := range now.Aliases {
					now.Aliases[i].ID = 0
				}
			case FieldExternalIDs:
				now.ExternalIDs = from.ExternalIDs
			case FieldNot:
				now.Not = from.Not
			default:
				v.add("fields", fmt.Sprintf("names %q, which is not one of %v", f, AllFields))
			}
		}
		return v.err()
	})
}

// DeleteEntity takes the entity out of resolving. Its rows, ID and history
// stay, and UndeleteEntity brings it back. ErrNotFound, ErrStale, ErrInactive.
func (tx *Tx) DeleteEntity(id, etag string) (Entity, error) {
	return tx.modify(OpDelete, id, etag, func(now *Entity) error {
		now.State = StateDeleted
		return nil
	})
}

// UndeleteEntity brings a deleted entity back as it was; an active one stays
// as it is. ErrNotFound, ErrStale, ErrInactive when it was merged.
func (tx *Tx) UndeleteEntity(id, etag string) (Entity, error) {
	before, err := tx.current(id, etag)
	if err != nil {
		return Entity{}, err
	}
	if before.State == StateMerged {
		return Entity{}, before.inactive()
	}
	after := before.clone()
	after.State = StateActive
	return tx.done(after, tx.put(OpUndelete, &before, after))
}

// AddAlias adds an alias to the entity and returns it with its ID. ErrExists
// when the entity has one of that value and language; ErrNotFound, ErrStale,
// ErrInactive, ErrInvalid.
func (tx *Tx) AddAlias(entityID string, a Alias, etag string) (Alias, error) {
	a.ID, a.Language = 0, hyphenated(a.Language)
	e, err := tx.modify(OpUpdate, entityID, etag, func(now *Entity) error {
		if err := now.free(&a); err != nil {
			return err
		}
		now.Aliases = append(now.Aliases, a)
		return nil
	})
	if err != nil {
		return Alias{}, err
	}
	return e.Aliases[len(e.Aliases)-1], nil
}

// UpdateAlias replaces the alias a.ID of the entity by a. Errors as AddAlias.
func (tx *Tx) UpdateAlias(entityID string, a Alias, etag string) (Alias, error) {
	a.Language = hyphenated(a.Language)
	_, err := tx.modify(OpUpdate, entityID, etag, func(now *Entity) error {
		at, err := now.aliasByID(a.ID)
		if err != nil {
			return err
		}
		if err := now.free(&a); err != nil {
			return err
		}
		now.Aliases[at] = a
		return nil
	})
	if err != nil {
		return Alias{}, err
	}
	return a, nil
}

// RemoveAlias takes an alias from the entity. ErrNotFound, ErrStale, ErrInactive.
func (tx *Tx) RemoveAlias(entityID string, aliasID int64, etag string) error {
	_, err := tx.modify(OpUpdate, entityID, etag, func(now *Entity) error {
		at, err := now.aliasByID(aliasID)
		if err != nil {
			return err
		}
		now.Aliases = slices.Delete(now.Aliases, at, at+1)
		return nil
	})
	return err
}

// SetExclusions replaces the strings that are not the entity. ErrNotFound,
// ErrStale, ErrInactive, ErrInvalid.
func (tx *Tx) SetExclusions(entityID string, not []Exclusion, etag string) (Entity, error) {
	return tx.UpdateEntity(Entity{ID: entityID, Not: not}, []Field{FieldNot}, etag)
}

// free returns an *ExistsError when another alias of e has a's value and language.
func (e *Entity) free(a *Alias) error {
	at := e.aliasIndex(a.Value, a.Language)
	if at < 0 || e.Aliases[at].ID == a.ID {
		return nil
	}
	return &ExistsError{What: "alias", Name: a.Value, Holder: e.ID, AliasID: e.Aliases[at].ID, State: e.State}
}

func (e *Entity) aliasByID(id int64) (int, error) {
	at := slices.IndexFunc(e.Aliases, func(a Alias) bool { return a.ID == id })
	if at < 0 || id == 0 {
		return 0, fmt.Errorf("alias %d of entity %q: %w", id, e.ID, ErrNotFound)
	}
	return at, nil
}

// modify is the way of every change of one active entity: read it, check the
// etag, change a copy, write the difference with its history.
func (tx *Tx) modify(op Operation, id, etag string, change func(*Entity) error) (Entity, error) {
	before, err := tx.active(id, etag)
	if err != nil {
		return Entity{}, err
	}
	after := before.clone()
	if err := change(after); err != nil {
		return Entity{}, err
	}
	return tx.done(after, tx.put(op, &before, after))
}

// done flushes what put queued and returns the entity it wrote.
func (tx *Tx) done(e *Entity, err error) (Entity, error) {
	if err == nil {
		err = tx.flush()
	}
	if err != nil {
		return Entity{}, err
	}
	return *e, nil
}

func (tx *Tx) active(id, etag string) (Entity, error) {
	e, err := tx.current(id, etag)
	if err == nil && e.State != StateActive {
		err = e.inactive()
	}
	return e, err
}

// inactive says why an entity cannot be edited.
func (e *Entity) inactive() error {
	if e.State == StateMerged {
		return fmt.Errorf("entity %q is merged into %q: %w", e.ID, e.MergedInto, ErrInactive)
	}
	return fmt.Errorf("entity %q is %s: %w", e.ID, e.State, ErrInactive)
}

func (tx *Tx) current(id, etag string) (Entity, error) {
	e, err := tx.load(id)
	if err == nil && etag != "" && etag != e.Etag() {
		err = tx.stale(&e, etag)
	}
	return e, err
}

// maxMeanwhile is how many of the changes since an etag a StaleError shows.
const maxMeanwhile = 5

// stale is the error of an etag that is not e's. An etag says of which revision
// it is, so the changes made since can be shown.
func (tx *Tx) stale(e *Entity, etag string) error {
	stale := &StaleError{ID: e.ID, Given: etag, Have: e.Etag()}
	since := e.Revision - 1 // of an etag that is none of ours, the newest change is all there is to say
	if n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(etag, `"r`), `"`), 10, 64); err == nil && n < e.Revision {
		since = n
	}
	if err := tx.flush(); err != nil {
		return err
	}
	var err error
	stale.Changes, err = tx.Changes(ChangesOptions{EntityID: e.ID, AfterRevision: since, NewestFirst: true, Limit: maxMeanwhile})
	if err != nil {
		return err
	}
	return stale
}
