package service

import (
	"context"
	"hash/maphash"
	"slices"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// soundTable finds the entities that have a name which sounds like another. The
// index cannot: it does not look for what is alike once it has what is the same.
// It takes 16 bytes for a name, and as much for an entity.
type soundTable struct {
	seed  maphash.Seed
	ids   []string
	names []soundOf // ordered
}

// soundOf is how a name of an entity sounds.
type soundOf struct {
	hash   uint64
	entity uint32 // of ids
}

func compareSounds(a, b soundOf) int {
	switch {
	case a.hash < b.hash:
		return -1
	case a.hash > b.hash:
		return 1
	}
	return int(a.entity) - int(b.entity)
}

func newSoundTable(ctx context.Context, r *resolver.Resolver) (*soundTable, error) {
	t := &soundTable{seed: maphash.MakeSeed()}
	add := func(sounds string) {
		if len(sounds) >= leastSounds {
			t.names = append(t.names, soundOf{maphash.String(t.seed, sounds), uint32(len(t.ids) - 1)})
		}
	}
	for e := range r.All() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t.ids = append(t.ids, e.ID)
		add(r.Sounds(e.Name))
		for _, a := range e.Aliases {
			add(r.Sounds(a.Value))
		}
	}
	slices.SortFunc(t.names, compareSounds)
	t.names = slices.Compact(t.names)
	return t, nil
}

// after returns the IDs later than id of entities that may have a name that sounds so.
func (t *soundTable) after(id, sounds string) (ids []string) {
	want := maphash.String(t.seed, sounds)
	at, _ := slices.BinarySearchFunc(t.names, soundOf{hash: want}, compareSounds)
	for ; at < len(t.names) && t.names[at].hash == want; at++ {
		if other := t.ids[t.names[at].entity]; other > id {
			ids = append(ids, other)
		}
	}
	return ids
}

// leastSounds is how many sounds a name must have for its sound to say
// something: acronyms are letters, and all of three sound alike.
const leastSounds = 4

// near finds names that sound like those of other entities, but are not the
// same. A pair is told once, of the entity that comes first.
func (c *nameChecker) near(e *aliases.Entity) (found []aliases.Finding) {
	seen := map[string]bool{}
	for _, n := range e.Names() {
		sounds := c.resolver.Sounds(n.Value)
		if len(sounds) < leastSounds || seen[sounds] {
			continue
		}
		seen[sounds] = true
		for _, id := range c.sounds.after(e.ID, sounds) {
			if other, there := c.resolver.Entity(id); there {
				found = append(found, c.nearName(e, n, sounds, &other)...)
			}
		}
	}
	return found
}

func (c *nameChecker) nearName(e *aliases.Entity, n aliases.Named, sounds string, other *resolver.Entity) []aliases.Finding {
	folded := map[string]bool{} // of the entity: what both have is shared, not near
	for _, own := range e.Names() {
		folded[resolver.Fold(own.Value)] = true
	}
	for _, a := range append([]resolver.Alias{{Value: other.Name}}, other.Aliases...) {
		if c.resolver.Sounds(a.Value) != sounds || folded[resolver.Fold(a.Value)] {
			continue
		}
		severity := min(aliases.Warning, expectedShare(n.Kind), expectedShare(a.Kind))
		f := aliases.About(aliases.RuleNearDuplicate, severity, e, n, "sounds like %q of %s", a.Value, other.ID)
		f.Others = []string{other.ID}
		return []aliases.Finding{f.Run("compare", n.Value, a.Value)}
	}
	return nil
}
