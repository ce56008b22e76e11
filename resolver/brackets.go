package resolver

import (
	"slices"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// contradict scores entities anew whose names say in brackets that they are of another
// country than the mention means: what stands outside makes the Foreign Ministry (Iran) the
// same as the Foreign Ministry (Iraq). They count as they are written then.
func (w *work) contradict(hint EntityType) {
	if len(w.names) < 2 {
		return
	}
	ours := w.lexicon.InBrackets(w.names[0].text)
	if len(ours) == 0 {
		return
	}
	for i := range w.scored {
		s := &w.scored[i]
		whole := w.contradicting(s.entity, ours)
		for k, alias := range whole {
			w.read(alias)
			w.score(&w.names[0].Sentence, s.entity, hint)
			if k == 0 || better(&w.next, &s.alignment) {
				s.alias, s.name = alias, 0
				w.next, s.alignment = s.alignment, w.next
			}
		}
		if len(whole) > 0 {
			s.own = match.Own{}
		}
	}
}

// contradicting returns an entity's aliases that name countries in brackets, if none of
// those is among the given ones.
func (w *work) contradicting(entity uint32, ours []name.Concept) (whole []uint32) {
	for _, c := range w.firstNames(entity) {
		_, _, _, met := w.index.Shown(c.Alias)
		theirs := w.lexicon.InBrackets(met.Value)
		if shareCountry(ours, theirs) {
			return nil
		}
		if len(theirs) > 0 {
			if w.read(c.Alias); w.alias.Folded == w.lexicon.Tokens(met.Value).Folded {
				whole = append(whole, c.Alias)
			}
		}
	}
	return whole
}

// shareCountry says whether two names have a country in common in their brackets.
func shareCountry(ours, theirs []name.Concept) bool {
	return slices.ContainsFunc(theirs, func(c name.Concept) bool { return slices.Contains(ours, c) })
}
