package resolver

import "github.com/laqab/laqab/resolver/name"

// contradict scores entities anew whose names say in brackets that they are of another
// country or kind than the mention means, in its brackets or by a country that none of their
// names has: what stands outside makes the Foreign Ministry (Iran) the same as the Foreign
// Ministry (Iraq). They count as they are written then, and as of another type.
func (w *work) contradict() {
	if len(w.names) == 0 {
		return
	}
	mention := &w.names[0]
	ours := w.lexicon.InBrackets(mention.text)
	plain := ours.IsEmpty()
	if plain {
		ours = w.lexicon.Countries(mention.Words)
	}
	if ours.IsEmpty() {
		return
	}
	for i := range w.scored {
		s := &w.scored[i]
		if plain && (s.alignment.Left == 0 || s.alignment.Score < minOwnScore) {
			continue // it met the country, or does not come into question
		}
		whole := w.contradicting(s.entity, ours)
		for k, alias := range whole {
			w.read(alias)
			w.scoreAs(&mention.Sentence, EntityType(w.index.Type(s.entity)), true)
			if k == 0 || better(&w.next, &s.alignment) {
				s.alias, s.name = alias, 0
				w.next, s.alignment = s.alignment, w.next
			}
		}
		s.contradicts = len(whole) > 0
	}
}

// contradicting returns an entity's aliases whose brackets contradict the given ones, if
// none agrees with them.
func (w *work) contradicting(entity uint32, ours name.Brackets) (whole []uint32) {
	for _, c := range w.firstNames(entity) {
		_, _, _, met := w.index.Shown(c.Alias)
		theirs := w.lexicon.InBrackets(met.Value)
		if w.read(c.Alias); ours.Agrees(theirs) || ours.Agrees(w.lexicon.Countries(w.alias.Words)) {
			return nil
		}
		if ours.Contradicts(theirs) {
			if w.alias.Folded == w.lexicon.Tokens(met.Value).Folded {
				whole = append(whole, c.Alias)
			}
		}
	}
	return whole
}

// asWritten scores entities anew that have the mention only as part of a name, where another
// is called just so: Mayadeen is the channel, and not Mayadeen (Syria). They count as they
// are written then, too.
func (w *work) asWritten(hint EntityType) {
	identical, called := 0, false
	for i := range w.scored {
		if w.scored[i].alignment.Traits.Identical {
			identical++
		}
	}
	if identical < 2 {
		return
	}
	for i := range w.scored {
		if s := &w.scored[i]; s.alignment.Traits.Identical {
			s.whole = w.wholeOf(s)
			called = called || s.whole == s.alias
		}
	}
	for i := range w.scored {
		if s := &w.scored[i]; called && s.alignment.Traits.Identical && s.whole != s.alias {
			s.alias = s.whole
			w.again(s, w.differs(s.entity, hint))
		}
	}
}

// wholeOf returns the alias that lists the one by which an entity was met: itself, but for
// what stands outside brackets and the like.
func (w *work) wholeOf(s *scored) uint32 {
	_, _, _, met := w.index.Shown(s.alias)
	if !name.IsList(met.Value) {
		return s.alias
	}
	folded := w.lexicon.Tokens(met.Value).Folded
	w.own = w.index.AliasesOf(s.entity, w.own[:0])
	for _, c := range w.own {
		if w.read(c.Alias); w.alias.Folded == folded {
			return c.Alias
		}
	}
	return s.alias
}
