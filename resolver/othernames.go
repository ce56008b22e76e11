package resolver

import (
	"slices"

	"github.com/laqab/laqab/resolver/index"
	"github.com/laqab/laqab/resolver/match"
)

// Bounds of what is read of an entity's names beside those that the index found:
// of the best entities only, whose lead is to be trusted, and of each the first
// names, which are its most usual.
const (
	minOwnScore    = -4 // bits; with less, an entity does not come into question
	maxBehind      = 6  // bits; one that is further behind the best has hardly a share in the probability
	maxOwnEntities = 6
	maxOwnNames    = 40
)

// ownScript counts, for the best entities that were met by a name in another script,
// which leaves more open, how their names in the mention's own script fit it. Where one
// of those fits as well then, it takes the other's place: it is easier to follow.
func (w *work) ownScript(hint EntityType) {
	if !slices.ContainsFunc(w.scored, func(s scored) bool { return s.alignment.Traits.Cross }) {
		return
	}
	w.sort()
	read := 0
	for i := range w.scored {
		s := &w.scored[i]
		if s.alignment.Score < minOwnScore || read == maxOwnEntities {
			return
		}
		if !s.alignment.Traits.Cross || s.alignment.Traits.Acronym || s.contradicts {
			continue
		}
		read++
		w.compareOwn(s, hint)
		if s.own.Names > 0 && s.own.Score < s.alignment.Score {
			s.own.Written = w.writesOwn(s)
		}
		w.read(s.alias)
		w.model.OwnScript(&w.names[s.name].Sentence, &w.alias, s.own, &s.alignment)
		if s.own.Names > 0 && s.own.Score > s.alignment.Score-nearTie {
			s.alias, s.name = s.ownAlias, s.ownName
			w.again(s, w.differs(s.entity, hint))
		}
	}
}

func (s *scored) addOwn(a *match.Alignment, kind match.AliasClass, alias uint32, name int) {
	if s.own.Add(a, kind) {
		s.ownAlias, s.ownName = alias, name
	}
}

// compareOwn compares the mention with names in its script that the entity has,
// beside those that the index found.
func (w *work) compareOwn(s *scored, hint EntityType) {
	mention := &w.names[s.name].Sentence
	w.own = w.index.AliasesOf(s.entity, w.own[:0])
	names := 0
	for _, c := range w.own {
		w.read(c.Alias)
		if match.ScriptOf(&w.alias) != match.ScriptOf(mention) {
			continue
		}
		if names++; names > maxOwnNames {
			return
		}
		w.score(mention, s.entity, hint)
		s.addOwn(&w.next, w.alias.Kind, c.Alias, s.name)
	}
}

// writesOwn says whether the name that met is one of the entity's names in the
// mention's script, written in another. compareOwn has listed them.
func (w *work) writesOwn(s *scored) bool {
	mention := &w.names[s.name].Sentence
	w.reader.Sentence(s.alias, &w.written)
	w.pairs.Forget()
	for _, c := range w.own[:min(len(w.own), maxOwnNames)] {
		w.read(c.Alias)
		if match.ScriptOf(&w.alias) == match.ScriptOf(mention) && w.pairs.Writes(&w.written, &w.alias) {
			return true
		}
	}
	return false
}

// elsewhere counts, for the best entities, what their other names say of words that the
// mention has more than the one that fits it best: Islamic Jihad is Palestinian, and so
// is not the Egyptian Islamic Jihad.
func (w *work) elsewhere(hint EntityType) {
	if len(w.scored) == 0 {
		return
	}
	w.sort()
	first := w.scored[0].alignment.Score
	for i := range w.scored[:min(len(w.scored), maxOwnEntities)] {
		s := &w.scored[i]
		if s.alignment.Score < max(minOwnScore, first-maxBehind) {
			return
		}
		mention := &w.names[s.name].Sentence
		if s.alignment.Traits.Acronym && w.standsForOther(s, mention) {
			w.again(s, true)
		}
		left := s.alignment.Left
		if left == 0 || s.alignment.Met == 0 {
			continue
		}
		var e match.Elsewhere
		for _, c := range w.firstNames(s.entity) {
			if c.Alias != s.alias {
				w.read(c.Alias)
				e.Add(w.scorer, mention, &w.alias, left)
			}
		}
		switch t := match.TypeClassOf(w.index.Type(s.entity)); {
		case w.isBeside(s, mention, e):
			mention.Beside = left
			w.again(s, w.differs(s.entity, hint))
			mention.Beside = 0
		case w.scorer.IsFeature(mention, t, left, e):
			w.again(s, true)
		default:
			w.model.Elsewhere(mention, t, e, &s.alignment)
		}
	}
}

// again scores an entity anew by the alias that met, as of another type or not.
func (w *work) again(s *scored, differs bool) {
	w.read(s.alias)
	w.scoreAs(&w.names[s.name].Sentence, EntityType(w.index.Type(s.entity)), differs)
	w.next, s.alignment = s.alignment, w.next
}

// standsForOther says whether an acronym that an entity has, and whose letters fit the
// mention, stands for another of its names, of which the mention has no word: the KIA is
// Kata'ib al-Imam Ali, and not Karbala International Airport. It counts as of another type.
func (w *work) standsForOther(s *scored, mention *match.Sentence) bool {
	if len(mention.Words) < 2 || w.index.Class(s.alias) == match.Plain {
		return false
	}
	w.read(s.alias)
	text := match.AcronymText(w.alias.Words)
	if len(w.alias.Words) > 1 || text == "" {
		return false
	}
	explained := false
	for _, c := range w.firstNames(s.entity) {
		if w.read(c.Alias); !w.scorer.IsInitials(text, &w.alias) {
			continue
		}
		var e match.Elsewhere
		if e.Add(w.scorer, mention, &w.alias, ^uint64(0)); e.Known != 0 {
			return false
		}
		explained = true
	}
	return explained
}

// isBeside says whether all that the mention has more are countries that other names of the
// entity have, too: Iraqi PMF, Lebanon's Hezbollah. A name that has them goes before, and
// persons are often called by a place and another one of the same name.
func (w *work) isBeside(s *scored, mention *match.Sentence, e match.Elsewhere) bool {
	a := &s.alignment
	if a.Left&^e.Known != 0 || a.Traits.Acronym || !match.OnlyPlaces(mention, a.Left) || EntityType(w.index.Type(s.entity)) == TypePerson {
		return false
	}
	return !slices.ContainsFunc(w.scored, func(o scored) bool {
		return o.name == s.name && o.alignment.Met&a.Left != 0 && o.alignment.Met&a.Met == a.Met
	})
}

// firstNames are an entity's first names, as many as are read of it. They are valid until
// the next call.
func (w *work) firstNames(entity uint32) []index.Candidate {
	w.own = w.index.AliasesOf(entity, w.own[:0])
	return w.own[:min(len(w.own), maxOwnNames)]
}
