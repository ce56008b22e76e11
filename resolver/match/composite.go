package match

import (
	"slices"

	"github.com/laqab/laqab/resolver/name"
)

// takeComposites links words left over that say what several others of the other side say
// together, if all of these are left over, too: the Clinical Research Institute of Montreal
// is the Institut de Recherches Cliniques.
func (s *Scorer) takeComposites(m, a *Sentence) {
	x, y := side{m, s.coreM, s.usedM}, side{a, s.coreA, s.usedA}
	for _, i := range s.coreM {
		s.takeComposite(x, y, i, func(j int8, parts int) link {
			return link{m: [2]int8{i, i + 1}, a: [2]int8{j, j + 1}, parts: [2]int8{int8(parts), 0}}
		})
	}
	for _, j := range s.coreA {
		s.takeComposite(y, x, j, func(i int8, parts int) link {
			return link{m: [2]int8{i, i + 1}, a: [2]int8{j, j + 1}, parts: [2]int8{0, int8(parts)}}
		})
	}
}

// takeComposite links word i of x, if it is a composite, with its parts among the words of y.
func (s *Scorer) takeComposite(x, y side, i int8, linkTo func(part int8, parts int) link) {
	if x.used[i] != 0 {
		return
	}
	composite := s.lexicon.CompositeOf(x.sentence.Words[i])
	if composite == nil {
		return
	}
	var room [name.MaxParts]int8
	met := room[:0]
	for _, senses := range composite {
		at := slices.IndexFunc(y.core, func(j int8) bool {
			return y.used[j] == 0 && !slices.Contains(met, j) && name.Overlap(senses, y.sentence.Words[j].Concepts)
		})
		if at < 0 {
			return
		}
		met = append(met, y.core[at])
	}
	for _, j := range met {
		l := linkTo(j, len(met))
		l.sim.Relation = Translated
		s.take(l)
	}
}
