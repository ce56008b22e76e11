package match

import "github.com/laqab/laqab/resolver/name"

// Elsewhere is what the names of an entity say, beside the one that a mention fits best,
// of the words that the mention has more than that: a bit for each word of the mention.
type Elsewhere struct {
	Known  uint64 // a name has the word
	Unlike uint64 // none has it, but one of the same role: Palestinian, where the mention says Egyptian
}

// Elsewhere adds what one more name says of the words of the mention that left marks.
func (s *Scorer) Elsewhere(m, other *Sentence, left uint64, e *Elsewhere) {
	s.begin(m)
	for i, w := range m.Words {
		if left&(1<<i) == 0 || w.Role <= name.RoleLegal {
			continue
		}
		for _, o := range other.Words {
			if o.Role <= name.RoleLegal {
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
		add := func(f Feature, value float32) {
			a.Items = append(a.Items, Item{Feature: f, Value: value, M: [2]int8{int8(i), int8(i + 1)}})
			a.Score += float32(m.Weights[f] * value)
		}
		switch bit := uint64(1) << i; {
		case e.Known&bit != 0:
			add(feature(gElsewhere, int(w.Role)), mention.Rarity[i])
			add(feature(gElsewhereStep, int(w.Role)), 1)
		case e.Unlike&bit != 0:
			add(feature(gUnlike, int(w.Role), int(t)), 1)
		}
	}
}
