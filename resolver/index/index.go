package index

import (
	"slices"
	"strings"
	"sync"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Index finds the aliases that a name could mean. It is an immutable value over
// immutable segments: one that holds most, some small ones with later changes,
// and marks for what is gone. What it answers depends on the live entities
// only, not on how they are spread over segments.
type Index struct {
	lexicon  *name.Lexicon
	model    *match.Model
	shards   []shard
	live     int            // entities
	entities match.Entities // the same for rarity
	scratch  *sync.Pool
	readers  *sync.Pool
	hot      *hotWords
}

// shard is a segment, what of it is gone, and where its numbers start among
// the numbers of the index.
type shard struct {
	*Segment
	firstEntity uint32
	firstAlias  uint32
	gone        gone
}

// gone counts what of a segment is deleted.
type gone struct {
	entities int
	marks    counts // by entity: 1 when it is gone
	postings counts // by word: aliases that are gone
	phons    counts // by phonetic form: entities that are gone
	concepts counts // by concept: entities that are gone
}

// New returns an index of the entities that a builder has.
func New(l *name.Lexicon, m *match.Model, b *Builder) *Index {
	return empty(l, m).of([]shard{{Segment: b.Build()}})
}

// empty returns an index without shards.
func empty(l *name.Lexicon, m *match.Model) *Index {
	return &Index{lexicon: l, model: m, scratch: &sync.Pool{New: func() any { return new(scratch) }}, readers: &sync.Pool{New: func() any { return new(Reader) }}}
}

// of returns an index like x of other shards.
func (x *Index) of(shards []shard) *Index {
	n := &Index{lexicon: x.lexicon, model: x.model, shards: shards, scratch: x.scratch, readers: x.readers, hot: new(hotWords)}
	entities, aliases := uint32(0), uint32(0)
	for i := range shards {
		s := &shards[i]
		s.firstEntity, s.firstAlias = entities, aliases
		entities += uint32(s.Segment.Entities())
		aliases += uint32(s.Segment.Aliases())
		n.live += s.Segment.Entities() - s.gone.entities
	}
	n.entities = match.EntitiesOf(n.live)
	return n
}

// Tiers: a change makes a small segment, and neighbours of like size are joined,
// so that there are few and an entity is read again a few times only. The first
// segment is left alone once it is worth keeping: that is what Compact is for.
const (
	tierGrowth = 6
	smallBase  = 2048
)

// With returns an index in which the entities with the removed IDs are gone and
// the added ones are new or replaced. It costs what the change does, now and
// then what the changes of a tier did, and leaves x as it was.
func (x *Index) With(add []Entity, remove []string) *Index {
	shards := slices.Clone(x.shards)
	kill := map[string]bool{}
	for _, id := range remove {
		kill[id] = true
	}
	b := NewBuilder(x.lexicon)
	for i := range add {
		kill[add[i].ID] = true
		b.Add(&add[i])
	}
	for i := range shards {
		shards[i].removeAll(kill)
	}
	if len(add) > 0 {
		shards = append(shards, shard{Segment: b.Build()})
	}
	for n := len(shards); n > 1; n = len(shards) {
		last, before := &shards[n-1], &shards[n-2]
		if before.alive() >= tierGrowth*max(last.alive(), 1) || n == 2 && before.alive() >= smallBase {
			break
		}
		shards = append(shards[:n-2], x.join(shards[n-2:]))
	}
	return x.of(shards)
}

// NeedsCompaction says whether so much has changed that Compact pays.
func (x *Index) NeedsCompaction() bool {
	const share = 16
	changed := x.shards[0].gone.entities
	for _, s := range x.shards[1:] {
		changed += s.Segment.Entities()
	}
	return changed > max(smallBase/2, x.shards[0].Segment.Entities()/share)
}

// Compact returns an index of one segment that answers the same.
func (x *Index) Compact() *Index { return x.of([]shard{x.join(x.shards)}) }

// join builds one segment of the live entities of some.
func (x *Index) join(shards []shard) shard {
	b := NewBuilder(x.lexicon)
	for i := range shards {
		s := &shards[i]
		for e := range uint32(s.Segment.Entities()) {
			if s.gone.marks.at(e) == 0 {
				entity := s.entity(e)
				b.Add(&entity)
			}
		}
	}
	return shard{Segment: b.Build()}
}

func (s *shard) alive() int { return s.Segment.Entities() - s.gone.entities }

// removeAll removes the entities with the IDs, those that are there.
func (s *shard) removeAll(ids map[string]bool) {
	var entities []uint32
	for id := range ids {
		if e, ok := s.find(id); ok && s.gone.marks.at(e) == 0 {
			entities = append(entities, e)
		}
	}
	s.remove(entities)
}

// remove marks live entities as gone and takes them out of the statistics.
func (s *shard) remove(entities []uint32) {
	if len(entities) == 0 {
		return
	}
	g := s.gone
	g.marks = g.marks.edit(s.Segment.Entities())
	g.postings = g.postings.edit(s.Words())
	g.phons = g.phons.edit(len(s.phonHash))
	g.concepts = g.concepts.edit(len(s.conceptCount))
	for _, e := range entities {
		g.entities++
		g.marks.set(e, 1)
		phons, concepts := map[uint32]bool{}, map[uint32]bool{}
		from, to := s.aliasesOf(e)
		for a := from; a < to; a++ {
			words := s.wordsOf(a)
			for i, w := range words.all {
				if words.earlier(i) {
					continue
				}
				g.postings.set(w, g.postings.at(w)+1)
				phons[s.wordRows[w].phon] = true
				r := reader{s.wordRecord(w)}
				for range r.number() {
					concepts[uint32(r.number())] = true
				}
			}
		}
		for p := range phons {
			g.phons.set(p, g.phons.at(p)+1)
		}
		for c := range concepts {
			g.concepts.set(c, g.concepts.at(c)+1)
		}
	}
	s.gone = g
}

// isGone says whether the alias's entity is gone.
func (s *shard) isGone(alias uint32) bool {
	return s.gone.entities > 0 && s.gone.marks.at(s.owners.of(alias)) != 0
}

// count is how many live aliases have the word.
func (s *shard) count(word uint32) int {
	n := s.aliasesWith(word).n
	if s.gone.entities > 0 {
		n -= int(s.gone.postings.at(word))
	}
	return n
}

// ofEntity returns the shard of an entity and its number there.
func (x *Index) ofEntity(entity uint32) (*shard, uint32) {
	i := len(x.shards) - 1
	for x.shards[i].firstEntity > entity {
		i--
	}
	return &x.shards[i], entity - x.shards[i].firstEntity
}

// ofAlias returns the shard of an alias and its number there.
func (x *Index) ofAlias(alias uint32) (*shard, uint32) {
	i := len(x.shards) - 1
	for x.shards[i].firstAlias > alias {
		i--
	}
	return &x.shards[i], alias - x.shards[i].firstAlias
}

// Len is how many entities there are.
func (x *Index) Len() int { return x.live }

// Find returns the number of the entity with the ID.
func (x *Index) Find(id string) (uint32, bool) {
	for i := range x.shards {
		s := &x.shards[i]
		if e, ok := s.find(id); ok && s.gone.marks.at(e) == 0 {
			return s.firstEntity + e, true
		}
	}
	return 0, false
}

// ID is an entity's ID.
func (x *Index) ID(entity uint32) string {
	s, e := x.ofEntity(entity)
	return s.id(e)
}

// Type is an entity's type.
func (x *Index) Type(entity uint32) string {
	s, e := x.ofEntity(entity)
	return s.entityType(e)
}

// Entity reads an entity whole. Its strings are views of the index: whoever
// keeps them keeps the segment.
func (x *Index) Entity(entity uint32) Entity {
	s, e := x.ofEntity(entity)
	return s.entity(e)
}

// Shown reads what answers show of an alias and its entity: the entity's ID,
// type and canonical name, and the name that the alias is, or is listed in.
func (x *Index) Shown(alias uint32) (id, entityType, canonical string, met Alias) {
	s, a := x.ofAlias(alias)
	return s.shown(s.owners.of(a), s.ordinal(a))
}

// Class is an alias's class.
func (x *Index) Class(alias uint32) match.AliasClass {
	s, a := x.ofAlias(alias)
	return s.class(a)
}

// Exclusion returns the entity's exclusion that folds to the same as the text, "" for none.
// It does not hold for a text that is written just like a name of the entity, unless it is
// written just so itself: Kurdish سلێمانی is the city, whom Arabic سليماني never means.
func (x *Index) Exclusion(entity uint32, text, folded string) string {
	s, e := x.ofEntity(entity)
	r := s.record(e)
	r.number()
	n := r.number()
	if n == 0 {
		return ""
	}
	want, found := hash32(kindFolded, bytesOf(folded)), ""
	for range n {
		hash, not := r.exclusion()
		if hash != want || name.Fold(not) != folded {
			continue
		}
		if found = not; not == text {
			return not
		}
	}
	if found == "" {
		return ""
	}
	for range r.number() {
		if r.alias(s.forms).Value == text {
			return ""
		}
	}
	return found
}

// Order compares two entities by ID.
func (x *Index) Order(a, b uint32) int {
	s, e := x.ofEntity(a)
	t, f := x.ofEntity(b)
	if s == t {
		return int(e) - int(f)
	}
	return strings.Compare(s.id(e), t.id(f))
}

// All yields the numbers of all live entities.
func (x *Index) All(yield func(entity uint32) bool) {
	for i := range x.shards {
		s := &x.shards[i]
		for e := range uint32(s.Segment.Entities()) {
			if s.gone.marks.at(e) == 0 && !yield(s.firstEntity+e) {
				return
			}
		}
	}
}

// AliasesOf appends all aliases of an entity as candidates, in the order of its names.
func (x *Index) AliasesOf(entity uint32, out []Candidate) []Candidate {
	s, e := x.ofEntity(entity)
	from, to := s.aliasesOf(e)
	for a := from; a < to; a++ {
		out = append(out, Candidate{Entity: entity, Alias: s.firstAlias + a})
	}
	return out
}

// Memory is the bytes of all segments.
func (x *Index) Memory() Memory {
	var sum Memory
	for _, s := range x.shards {
		m := s.Memory()
		sum.Entities += m.Entities
		sum.Aliases += m.Aliases
		sum.Postings += m.Postings
		sum.Words += m.Words
		sum.WordKeys += m.WordKeys
		sum.Folded += m.Folded
		sum.Acronyms += m.Acronyms
		sum.Joined += m.Joined
	}
	return sum
}

// Words is how many different words the names of all segments have; one that
// two segments have counts twice.
func (x *Index) Words() (n int) {
	for _, s := range x.shards {
		n += s.Segment.Words()
	}
	return n
}
