package resolver

import (
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/laqab/laqab/resolver/index"
	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Resolver answers mentions from an immutable set of entities. It is safe for
// concurrent use; With and Compact return a new one and leave the old as it was.
type Resolver struct {
	terms   []Term
	lexicon *name.Lexicon
	model   *match.Model
	index   *index.Index
	works   *sync.Pool // of *work, for this lexicon and model
}

// Delta is a change to the entities of a Resolver.
type Delta struct {
	Upsert []Entity // entities that are new or changed, whole
	Remove []string // IDs that are gone
	Terms  []Term   // all terms after the change; nil means they did not change
}

// New builds a Resolver of the entities. Of two with one ID the later counts.
func New(entities iter.Seq[Entity], terms []Term) *Resolver {
	r := empty(slices.Clone(terms))
	b := index.NewBuilder(r.lexicon)
	b.Ahead = true
	for e := range entities {
		x := toIndex(&e)
		b.Add(&x)
	}
	r.index = index.New(r.lexicon, r.model, b)
	return r
}

// empty returns a Resolver that has no index yet.
func empty(terms []Term) *Resolver {
	added := make([]name.Term, len(terms))
	for i, t := range terms {
		added[i] = name.Term{Concept: t.Concept, Value: t.Value}
	}
	return &Resolver{terms: terms, model: match.Default(), lexicon: name.Builtin().With(added),
		works: &sync.Pool{New: func() any { return new(work) }}}
}

// With returns a Resolver after the change. It costs what the change does, now
// and then what some changes before it did. New terms change how every name is
// read: then all is built anew.
func (r *Resolver) With(d Delta) *Resolver {
	if d.Terms != nil && !slices.Equal(d.Terms, r.terms) {
		changed := *r
		changed.index = r.index.With(toIndexAll(d.Upsert), d.Remove)
		return New(changed.All(), d.Terms)
	}
	n := *r
	n.index = r.index.With(toIndexAll(d.Upsert), d.Remove)
	return &n
}

// NeedsCompaction says whether With was called so often that Compact pays.
func (r *Resolver) NeedsCompaction() bool { return r.index.NeedsCompaction() }

// Compact returns a Resolver that answers the same, byte for byte, from memory
// laid out anew. It takes as long as New; r stays usable meanwhile. Changes made
// to r meanwhile are not in the new one: apply them with With again.
func (r *Resolver) Compact() *Resolver {
	n := *r
	n.index = r.index.Compact()
	return &n
}

// All yields all entities, as they resolve, in no order that is promised.
func (r *Resolver) All() iter.Seq[Entity] {
	return func(yield func(Entity) bool) {
		for n := range r.index.All {
			if !yield(r.entity(n)) {
				return
			}
		}
	}
}

// entity reads an entity from the index.
func (r *Resolver) entity(n uint32) Entity {
	x := r.index.Entity(n)
	e := Entity{ID: x.ID, Type: EntityType(x.Type), Name: x.Names[0].Value, Not: x.Not}
	for _, a := range x.Names[1:] {
		e.Aliases = append(e.Aliases, fromIndex(a))
	}
	return e
}

func fromIndex(a index.Alias) Alias {
	return Alias{Value: a.Value, Language: a.Language, Kind: AliasKind(a.Kind)}
}

func toIndexAll(entities []Entity) []index.Entity {
	out := make([]index.Entity, len(entities))
	for i := range entities {
		out[i] = toIndex(&entities[i])
	}
	return out
}

func toIndex(e *Entity) index.Entity {
	long := hasLongName(e)
	x := index.Entity{ID: e.ID, Type: string(e.Type), Not: e.Not, Names: make([]index.Alias, 0, len(e.Aliases)+1)}
	x.Names = append(x.Names, index.Alias{Value: e.Name, Class: aliasClass(Alias{Value: e.Name}, long)})
	for _, a := range e.Aliases {
		x.Names = append(x.Names, index.Alias{Value: a.Value, Language: a.Language, Kind: string(a.Kind), Class: aliasClass(a, long)})
	}
	return x
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
	case hasLong && abbreviates(a):
		return match.Abbreviation
	case a.Kind == KindAcronym:
		return match.Acronym
	case a.Kind == KindShort:
		return match.Short
	}
	return match.Plain
}

// abbreviates says whether an alias is an abbreviation: it says so, or it is one
// short word in capitals.
func abbreviates(a Alias) bool {
	v := a.Value
	if len(v) > maxAbbreviation || strings.Contains(v, " ") {
		return false
	}
	return a.Kind == KindAcronym || strings.ToUpper(v) == v && strings.ToLower(v) != v
}

// Preload reads the embedded lexicon and model, for which the first Resolver would
// wait otherwise. It may be called beside anything.
func Preload() {
	name.Builtin()
	match.Default()
}

// Entities is how many entities there are.
func (r *Resolver) Entities() int { return r.index.Len() }

// ModelVersion is the version of normalization and weights together.
func ModelVersion() string { return match.Default().Version }
