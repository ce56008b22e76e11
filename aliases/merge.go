package aliases

import (
	"fmt"
	"slices"

	"github.com/laqab/laqab/resolver/name"
)

// MergeConflict is where two entities that were merged disagreed.
type MergeConflict struct {
	Kind MergeConflictKind
	// Key is the list of an external ID, or the string of an exclusion.
	Key string
	// Kept is what the merged entity says, and Lost what went with the other,
	// where its history and its row still have it. Of an exclusion, which is kept
	// and wins over any name, Kept is the name that cannot win any more.
	Kept, Lost string
}

// MergeConflictKind says what two entities disagreed about.
type MergeConflictKind string

// The kinds of conflicts.
const (
	ConflictType       MergeConflictKind = "type"
	ConflictExternalID MergeConflictKind = "external_id"
	ConflictExclusion  MergeConflictKind = "exclusion"
)

// Merged is an entity that took another one in.
type Merged struct {
	Entity
	Conflicts []MergeConflict // ordered by kind and key
}

// MergeEntities makes everything that names the entity from name the entity
// into, and makes the ID from lead there for ever. It returns into. The etags
// may be "". ErrNotFound, ErrStale, ErrInactive, ErrInvalid.
func (tx *Tx) MergeEntities(from, into, fromEtag, intoEtag string) (Merged, error) {
	if from == into {
		return Merged{}, &InvalidError{Violations: []Violation{{Field: "into", Description: "is the entity to be merged itself"}}}
	}
	var gone *Entity
	var conflicts []MergeConflict
	kept, err := tx.modify(OpMerge, into, intoEtag, func(now *Entity) error {
		before, err := tx.active(from, fromEtag)
		if err != nil {
			return err
		}
		gone = &before
		conflicts = now.conflicts(gone)
		now.absorb(gone)
		return nil
	})
	if err != nil {
		return Merged{}, err
	}
	// The rows stay with the old ID, so that its history reads on unbroken.
	after := gone.clone()
	after.State, after.MergedInto = StateMerged, into
	if err := tx.put(OpMerge, gone, after); err != nil {
		return Merged{}, err
	}
	if err := tx.reroute(from); err != nil {
		return Merged{}, err
	}
	return Merged{kept, conflicts}, tx.flush()
}

// reroute makes the redirects fit where the entity id is merged into by now:
// its own, and those that lead through it.
func (tx *Tx) reroute(id string) error {
	if err := tx.flush(); err != nil {
		return err
	}
	// UNION, and not UNION ALL: while several merges are being reverted, two
	// entities may for a moment be merged into each other.
	const under = `WITH RECURSIVE under (id) AS (SELECT ?1 UNION SELECT e.id FROM entity e JOIN under u ON e.merged_into = u.id)`
	if err := tx.exec("DELETE FROM redirect WHERE old IN ("+under+" SELECT id FROM under)", id); err != nil {
		return err
	}
	return tx.exec(`INSERT INTO redirect (old, entity) `+under+`,
		way (old, at) AS (
			SELECT e.id, e.merged_into FROM entity e JOIN under u ON e.id = u.id WHERE e.merged_into <> ''
			UNION SELECT w.old, e.merged_into FROM way w JOIN entity e ON e.id = w.at WHERE e.merged_into <> '')
		SELECT w.old, w.at FROM way w JOIN entity e ON e.id = w.at WHERE e.merged_into = ''`, id)
}

// conflicts lists where e and other, which e is about to absorb, disagree.
func (e *Entity) conflicts(other *Entity) []MergeConflict {
	var found []MergeConflict
	for key, lost := range other.ExternalIDs {
		if kept := e.ExternalIDs[key]; kept != "" && kept != lost {
			found = append(found, MergeConflict{ConflictExternalID, key, kept, lost})
		}
	}
	found = append(found, e.excludes(other)...)
	found = append(found, other.excludes(e)...)
	if e.Type != "" && other.Type != "" && e.Type != other.Type {
		found = append(found, MergeConflict{ConflictType, "", string(e.Type), string(other.Type)})
	}
	slices.SortFunc(found, func(a, b MergeConflict) int {
		return slices.Compare([]string{string(a.Kind), a.Key, a.Kept}, []string{string(b.Kind), b.Key, b.Kept})
	})
	return slices.Compact(found)
}

// excludes lists the names of other that e says are not it. Exclusions are
// compared as resolving does, in folded form.
func (e *Entity) excludes(other *Entity) (found []MergeConflict) {
	if len(e.Not) == 0 {
		return nil
	}
	names := map[string]string{name.Fold(other.Name): other.Name}
	for _, a := range other.Aliases {
		names[name.Fold(a.Value)] = a.Value
	}
	for _, x := range e.Not {
		if is, ok := names[name.Fold(x.Value)]; ok {
			found = append(found, MergeConflict{Kind: ConflictExclusion, Key: x.Value, Kept: is})
		}
	}
	return found
}

// absorb adds what other has and e has not. What both say, e decides; another
// name becomes an alias.
func (e *Entity) absorb(other *Entity) {
	if e.Type == "" {
		e.Type = other.Type
	}
	if e.Description == "" {
		e.Description = other.Description
	}
	names := func(value string) bool {
		return e.Name == value || slices.ContainsFunc(e.Aliases, func(a Alias) bool { return a.Value == value })
	}
	e.absorbAliases(other.Aliases)
	if !names(other.Name) {
		e.Aliases = append(e.Aliases, Alias{Value: other.Name})
	}
	e.absorbExternalIDs(other.ExternalIDs)
	for _, x := range other.Not {
		if !slices.ContainsFunc(e.Not, func(y Exclusion) bool { return x.Value == y.Value }) {
			e.Not = append(e.Not, x)
		}
	}
}

func (e *Entity) absorbAliases(more []Alias) {
	for _, a := range more {
		if e.aliasIndex(a.Value, a.Language) < 0 {
			a.ID = 0
			e.Aliases = append(e.Aliases, a)
		}
	}
}

func (e *Entity) absorbExternalIDs(more map[string]string) {
	for key, id := range more {
		if _, ok := e.ExternalIDs[key]; !ok {
			if e.ExternalIDs == nil {
				e.ExternalIDs = map[string]string{}
			}
			e.ExternalIDs[key] = id
		}
	}
}

// Split says what leaves an entity, and where it goes.
type Split struct {
	AliasIDs    []int64  // of the entity; at least one
	ExternalIDs []string // the lists whose IDs go too
	// Into is the active entity that takes them; "" makes a new one.
	Into     string
	IntoEtag string
	// New is the new entity. An empty ID is generated, an empty name is that of
	// the first alias that goes, an empty type is that of the entity split. Its
	// aliases and external IDs come before those that go there.
	New Entity
}

// SplitEntity moves some aliases of the entity from to another one, new or not,
// and returns both. What the other has already is not moved twice, but leaves.
// The etag may be "". ErrNotFound, ErrExists, ErrStale, ErrInactive, ErrInvalid.
func (tx *Tx) SplitEntity(from string, s Split, etag string) (left, taken Entity, err error) {
	if err := s.validate(from); err != nil {
		return Entity{}, Entity{}, err
	}
	var moved Entity
	left, err = tx.modify(OpSplit, from, etag, func(now *Entity) (err error) {
		moved, err = now.part(&s)
		return err
	})
	if err != nil {
		return Entity{}, Entity{}, err
	}
	if s.Into != "" {
		taken, err = tx.modify(OpSplit, s.Into, s.IntoEtag, func(now *Entity) error {
			return now.take(&moved)
		})
		return left, taken, err
	}
	fresh := s.New.clone()
	if fresh.Name == "" {
		fresh.Name = moved.Aliases[0].Value
	}
	if fresh.Type == "" {
		fresh.Type = left.Type
	}
	if err := fresh.take(&moved); err != nil {
		return Entity{}, Entity{}, err
	}
	taken, err = tx.create(OpSplit, *fresh)
	return left, taken, err
}

// take adds what left another entity. An external ID has one value, so another
// one that is there already must be decided about first.
func (e *Entity) take(moved *Entity) error {
	var v violations
	for _, key := range sortedKeys(moved.ExternalIDs) {
		if is := e.ExternalIDs[key]; is != "" && is != moved.ExternalIDs[key] {
			v.add("external_ids", fmt.Sprintf("%q is %q in entity %q already, not %q", key, is, e.ID, moved.ExternalIDs[key]))
		}
	}
	e.absorbAliases(moved.Aliases)
	e.absorbExternalIDs(moved.ExternalIDs)
	return v.err()
}

func (s *Split) validate(from string) error {
	var v violations
	if len(s.AliasIDs) == 0 {
		v.add("alias_ids", "is missing")
	}
	if s.Into == from {
		v.add("into", "is the entity to be split itself")
	}
	return v.err()
}

// part takes what s names out of e and returns it.
func (e *Entity) part(s *Split) (moved Entity, err error) {
	for _, id := range s.AliasIDs {
		at, err := e.aliasByID(id)
		if err != nil {
			return Entity{}, err
		}
		moved.Aliases = append(moved.Aliases, e.Aliases[at])
		e.Aliases = slices.Delete(e.Aliases, at, at+1)
	}
	slices.SortFunc(moved.Aliases, func(a, b Alias) int { return int(a.ID - b.ID) })
	for _, key := range s.ExternalIDs {
		id, ok := e.ExternalIDs[key]
		if !ok {
			return Entity{}, fmt.Errorf("external id of %q of entity %q: %w", key, e.ID, ErrNotFound)
		}
		if moved.ExternalIDs == nil {
			moved.ExternalIDs = map[string]string{}
		}
		moved.ExternalIDs[key] = id
		delete(e.ExternalIDs, key)
	}
	return moved, nil
}
