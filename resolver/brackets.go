package resolver

import (
	"slices"

	"github.com/laqab/laqab/resolver/name"
)

// contradict scores entities anew whose name says in brackets that it is another than the
// mention means: what stands outside makes the Foreign Ministry (Iran) the same as the
// Foreign Ministry (Iraq). Both count as they are written then.
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
		_, _, _, met := w.index.Shown(s.alias)
		theirs := w.lexicon.InBrackets(met.Value)
		if len(theirs) == 0 || slices.ContainsFunc(theirs, func(c name.Concept) bool { return slices.Contains(ours, c) }) {
			continue
		}
		whole := w.lexicon.Tokens(met.Value).Folded
		w.own = w.index.AliasesOf(s.entity, w.own[:0])
		for _, c := range w.own {
			if w.read(c.Alias); w.alias.Folded != whole {
				continue
			}
			w.score(&w.names[0].Sentence, s.entity, hint)
			s.alias, s.name = c.Alias, 0
			w.next, s.alignment = s.alignment, w.next
			break
		}
	}
}
