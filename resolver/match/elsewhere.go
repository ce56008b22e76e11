package match

import "github.com/laqab/laqab/resolver/name"

// Elsewhere is what the names of an entity say, beside the one that a mention fits best,
// of the words that the mention has more than that: a bit for each word of the mention.
type Elsewhere struct {
	Known  uint64 // a name has the word
	Unlike uint64 // a name has another of its role, Palestinian for Egyptian; where both, Known counts
}

// Add adds what one more name says of the words of the mention that left marks.
func (e *Elsewhere) Add(s *Scorer, m, other *Sentence, left uint64) {
	s.begin(m)
	for i, w := range m.Words {
		if left&(1<<i) == 0 || !isContent(w) {
			continue
		}
		for _, o := range other.Words {
			if !isContent(o) {
				continue
			}
			sim := s.words(int8(i), w, o)
			switch {
			case sim.Relation == Same, sim.translates(), sim.Relation == Alike && sim.Ratio <= closeRatio:
				e.Known |= 1 << i
			case w.Role == o.Role && w.Role < name.RoleGiven:
				e.Unlike |= 1 << i
			}
		}
	}
}

// closeRatio is the most bits a sound of two words that are one: five of eight right pairs are
// as close, see distanceBin.
const closeRatio = 0.8

// Elsewhere adds to an alignment with a name of an entity of the class what its other names say.
func (m *Model) Elsewhere(mention *Sentence, t TypeClass, e Elsewhere, a *Alignment) {
	for i, w := range mention.Words {
		at := [2]int8{int8(i), int8(i + 1)}
		switch bit := uint64(1) << i; {
		case e.Known&bit != 0:
			m.count(a, Item{Feature: feature(gElsewhere, int(w.Role)), Value: mention.Rarity[i], M: at})
			m.count(a, Item{Feature: feature(gElsewhereStep, int(w.Role)), Value: 1, M: at})
		case e.Unlike&bit != 0:
			m.count(a, Item{Feature: feature(gUnlike, int(w.Role), int(t)), Value: 1, M: at})
		}
	}
}

// OnlyPlaces says whether the words of a mention that left marks are countries and peoples.
func OnlyPlaces(m *Sentence, left uint64) bool {
	for i, w := range m.Words {
		if left&(1<<i) != 0 && w.Role != name.RoleGeo {
			return false
		}
	}
	return true
}

// IsFeature says whether a mention has more than a place the head of what is called by it,
// which none of its names has: the river of Diyala.
func (s *Scorer) IsFeature(m *Sentence, t TypeClass, left uint64, e Elsewhere) bool {
	for i, w := range m.Words {
		if t == Place && left&^e.Known&(1<<i) != 0 && s.lexicon.IsFeature(w) {
			return true
		}
	}
	return false
}
