package resolver

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver/index"
	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Resolver answers mentions from an immutable set of entities. It is safe for
// concurrent use; With returns a new one and leaves the old as it was.
type Resolver struct {
	entities []Entity // ordered by ID; the index numbers them so
	byID     map[string]uint32
	excluded map[string][]uint32 // folded string -> entities that it is not
	terms    []Term
	lexicon  *name.Lexicon
	model    *match.Model
	index    *index.Index
}

// Delta is a change to the entities of a Resolver.
type Delta struct {
	Upsert []Entity // entities that are new or changed, whole
	Remove []string // IDs that are gone
	Terms  []Term   // all terms after the change; nil means they did not change
}

// New builds a Resolver of the entities. Of two with one ID the later counts.
func New(entities iter.Seq[Entity], terms []Term) *Resolver {
	byID := map[string]Entity{}
	for e := range entities {
		byID[e.ID] = e
	}
	return build(byID, terms)
}

// With returns a Resolver after the change.
func (r *Resolver) With(d Delta) *Resolver {
	byID := make(map[string]Entity, len(r.entities)+len(d.Upsert))
	for _, e := range r.entities {
		byID[e.ID] = e
	}
	for _, id := range d.Remove {
		delete(byID, id)
	}
	for _, e := range d.Upsert {
		byID[e.ID] = e
	}
	terms := r.terms
	if d.Terms != nil {
		terms = d.Terms
	}
	return build(byID, terms)
}

func build(byID map[string]Entity, terms []Term) *Resolver {
	r := &Resolver{byID: make(map[string]uint32, len(byID)), excluded: map[string][]uint32{}, terms: terms, model: match.Default()}
	added := make([]name.Term, len(terms))
	for i, t := range terms {
		added[i] = name.Term{Concept: t.Concept, Value: t.Value}
	}
	r.lexicon = name.Builtin().With(added)
	b := index.NewBuilder(r.lexicon, r.model)
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		e := byID[id]
		n := uint32(len(r.entities))
		r.entities = append(r.entities, e)
		r.byID[id] = n
		long := hasLongName(&e)
		aliases := []index.Alias{{Value: e.Name, Class: aliasClass(Alias{Value: e.Name}, long)}}
		for _, a := range e.Aliases {
			aliases = append(aliases, index.Alias{Value: a.Value, Class: aliasClass(a, long)})
		}
		b.Add(aliases)
		for _, not := range e.Not {
			folded := name.Fold(not)
			r.excluded[folded] = append(r.excluded[folded], n)
		}
	}
	r.index = b.Build()
	return r
}

// hasLongName says whether the entity has a name of several words.
func hasLongName(e *Entity) bool {
	if strings.Contains(e.Name, " ") {
		return true
	}
	return slices.ContainsFunc(e.Aliases, func(a Alias) bool { return strings.Contains(a.Value, " ") })
}

// maxAbbreviation is the most bytes of a word that may abbreviate a longer name.
const maxAbbreviation = 10

func aliasClass(a Alias, hasLong bool) match.AliasClass {
	switch {
	case a.Kind == KindWeak:
		return match.Weak
	case hasLong && len(a.Value) <= maxAbbreviation && !strings.Contains(a.Value, " "):
		return match.Abbreviation
	case a.Kind == KindAcronym:
		return match.Acronym
	case a.Kind == KindShort:
		return match.Short
	}
	return match.Plain
}

// Entities is how many entities there are.
func (r *Resolver) Entities() int { return len(r.entities) }

// ModelVersion is the version of normalization and weights together.
func ModelVersion() string { return match.Default().Version }
