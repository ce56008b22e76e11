package match

import (
	"strings"

	"github.com/laqab/laqab/resolver/name"
)

// count turns an alignment into features.
func (s *Scorer) count(m, a *Sentence, typeDiffers bool, out *Alignment) {
	add := func(f Feature, v float32) { out.Items = append(out.Items, Item{Feature: f, Value: v}) }
	at := func(l link, f Feature, v float32) {
		out.Items = append(out.Items, Item{Feature: f, Value: v, M: l.m, A: l.a})
	}
	add(feature(gPrior), 1)
	add(feature(gSize, 0), m.Size)
	if out.Traits.Inflected = m.Inflected != name.NotInflected; out.Traits.Inflected {
		add(feature(gInflected, int(m.Inflected), b2i(len(s.coreM) > 1)), 1)
	}

	pairing := PairLatin
	if len(m.Words) > 0 && len(a.Words) > 0 {
		pairing = PairingOf(m.Words[s.coreM[0]].Script, a.Words[s.coreA[0]].Script)
	}
	t := &out.Traits
	t.Cross = len(m.Words) > 0 && len(a.Words) > 0 && m.Words[s.coreM[0]].Script != a.Words[s.coreA[0]].Script
	t.Identical = m.Folded == a.Folded

	if !t.Identical && !s.allMet(m, a) && s.acronym(m, a, out) {
		// The words are explained; what of them met besides, or did not, says no more.
		s.circumstances(a, typeDiffers, pairing, out)
		return
	}

	var coveredM, coveredA, weakest float32
	totalM, totalA := worth(m, s.coreM), worth(a, s.coreA)
	matched := 0
	for _, l := range s.links {
		rm, ra := sum(m.Rarity[l.m[0]:l.m[1]]), sum(a.Rarity[l.a[0]:l.a[1]])
		rm, ra = rm/float32(max(l.parts[0], 1)), ra/float32(max(l.parts[1], 1))
		r := min(rm, ra)
		roleM, roleA := strongest(m.Words[l.m[0]:l.m[1]]), strongest(a.Words[l.a[0]:l.a[1]])
		role := min(roleM, roleA)
		countsM, countsA := !identifiesNobody(roleM), !identifiesNobody(roleA)
		keep := float32(1)
		p := PairingOf(m.Words[l.m[0]].Script, a.Words[l.a[0]].Script)
		switch joined := l.m[1]-l.m[0] > 1 || l.a[1]-l.a[0] > 1; {
		case l.sim.Relation == Same:
			at(l, feature(gSame, int(role)), r)
			at(l, feature(gSameStep, int(role)), 1)
		case l.sim.translates():
			at(l, feature(gTranslated, int(role)), r)
			at(l, feature(gTranslatedStep, int(role)), 1)
			if l.sim.Relation == Synonymous {
				at(l, feature(gSynonym, int(role)), r)
				at(l, feature(gSynonymStep, int(role)), 1)
			}
			t.Translated = t.Translated || role != name.RoleGiven // a given name is the same name in any language
		case l.sim.Relation == Abbreviates:
			at(l, feature(gAcronymWords, min(int(l.sim.Distance)-minAcronym, acronymBins-1), int(l.sim.Ratio)), 1)
			t.Acronym = true
			keep = acronymKeep
		case joined:
			at(l, feature(gJoined, int(p), distanceBin(l.sim.Ratio)), r)
			at(l, feature(gJoinedStep, int(p), distanceBin(l.sim.Ratio)), 1)
			keep = 1 - l.sim.Ratio/maxRatio
		default:
			at(l, feature(gSounds, roleGroup(role), int(p), distanceBin(l.sim.Ratio)), r)
			at(l, feature(gSoundsStep, roleGroup(role), int(p), distanceBin(l.sim.Ratio)), 1)
			x, y := m.Words[l.m[0]], a.Words[l.a[0]]
			at(l, feature(gLength, lengthBin(min(len(x.Phon[0]), len(y.Phon[0]))), distanceBin(l.sim.Ratio), 2*int(p)+b2i(len(s.coreM) > 1)), 1)
			if otherGiven(x, y) {
				at(l, feature(gOtherGiven, distanceBin(l.sim.Ratio), b2i(x.Script != y.Script)), 1)
			}
			if x.Script == y.Script {
				at(l, feature(gLetters, letterBin(letterDistance(x.Folded, y.Folded)), int(p), b2i(len(s.coreM) > 1)), 1)
				// A slip or an unusual spelling makes a rare string, not a rare word.
				totalM -= (rm - r) * float32(b2i(countsM))
				totalA -= (ra - r) * float32(b2i(countsA))
				rm, ra = r, r
			}
			keep = 1 - l.sim.Ratio/maxRatio
		}
		if l.sim.Relation == Alike && l.sim.Ratio > 0.5 {
			t.Fuzzy = true
		}
		for i := l.m[0]; i < l.m[1]; i++ {
			out.Met |= 1 << i
		}
		if countsM {
			coveredM += rm * keep
		}
		if countsA {
			coveredA += ra * keep
		}
		out.Distance += l.sim.sounds()
		if role >= name.RoleGeo {
			matched++
			if l.sim.Relation == Alike {
				weakest = max(weakest, l.sim.Ratio)
			}
		}
	}
	if len(s.coreM) == 1 && len(s.links) == 1 && s.links[0].sim.Relation != Same && s.lexicon.IsDemonym(m.Words[s.coreM[0]]) {
		at(s.links[0], feature(gDemonym, int(a.Type)), 1) // an Iraqi is not Iraq
	}
	way := s.wayToMeet()
	extra := s.leftover(out, side{m, s.coreM, s.usedM}, side{a, s.coreA, s.usedA}, &extraWords, a.Type)
	missing := s.leftover(out, side{a, s.coreA, s.usedA}, side{m, s.coreM, s.usedM}, &missingWords, a.Type)
	alike := noResemblance
	if extra.rarity > 0 && missing.rarity > 0 {
		add(feature(gConflict), min(extra.rarity, missing.rarity))
		add(feature(gConflictStep), 1)
		alike = s.resemblance(m, a)
		add(feature(gResemble, int(alike), int(a.Type), min(matched, 2)), 1)
		for l := range likes {
			if extra.likes&missing.likes&(1<<l) != 0 {
				add(feature(gConflictLike, int(l), int(a.Type), b2i(alike >= halfAlike)), 1)
			}
		}
	}
	t.Described = !t.Identical && s.described(m, a)
	if !(t.Described && a.Type == Person) { // who holds an office has no more names by it
		s.namesake(m, a, alike, out)
	}
	s.generation(m, a, out)
	s.series(m, a, out)
	if extra.number && missing.number {
		add(feature(gNumbers), 1)
	}
	shareM := share(coveredM+extra.initials+missing.spelled, totalM)
	shareA := share(coveredA+missing.initials+extra.spelled, totalA)
	out.Similarity = shareM * shareA
	if t.sameName() {
		words := len(s.links)
		// IS-K is two words, and as much a name as any other of two.
		abbreviated := words < 2 && (a.Kind == Abbreviation || a.Kind == Acronym)
		add(feature(gIdentical, b2i(abbreviated), sizeClass(words)), 1)
		add(feature(gIdenticalRole, int(s.strongestMet(m)), b2i(words > 1)), 1)
		if t.Identical {
			out.Similarity = 1
		}
	} else {
		add(feature(gCoverMention, coverBin(shareM)), 1)
		add(feature(gCoverAlias, coverBin(shareA)), 1)
		add(feature(gCoverBoth, coverBin(min(shareM, shareA)), int(pairing)), 1)
		add(feature(gMatchedWords, min(matched, 3), int(pairing)), 1)
		add(feature(gCoverType, coverBin(min(shareM, shareA)), int(a.Type)), 1)
		add(feature(gCoverSize, coverBin(min(shareM, shareA)), sizeBin(m.Size), int(a.Type)), 1)
		add(feature(gNames, b2i(matched == 0)), a.Names)
		if matched > 0 {
			add(feature(gWeakest, distanceBin(weakest), int(pairing), b2i(matched > 1)), 1)
			add(feature(gWeakestType, distanceBin(weakest), int(a.Type), min(matched, 3)-1), 1)
		}
		add(feature(gSurplus, 3*min(extra.words, 2)+min(missing.words, 2), int(a.Type), min(matched, 3)), 1)
		if matched > 0 {
			add(feature(gEnds, s.looseEnds(), int(a.Type), b2i(s.reordered())), 1)
		}
		if extra.all == 0 && missing.all == 0 && len(s.links) > 0 {
			add(feature(gWhole, min(len(s.links), 4)-1, int(way), b2i(t.Cross)), 1)
		}
		if matched == 0 && len(s.links) > 0 {
			add(feature(gOnlyGeneric), 1+float32(b2i(s.headAlone(m))))
		}
	}
	if s.reordered() {
		add(feature(gReordered), 1)
		t.Reordered = true
	}
	if a.Type != AnyType && !typeDiffers {
		if at := s.otherThing(m, a.Type); at >= 0 {
			out.Items = append(out.Items, Item{Feature: feature(gType), Value: 1, M: [2]int8{at, at + 1}})
		}
	}
	s.circumstances(a, typeDiffers, pairing, out)
	switch {
	case len(s.coreM) == 1 && len(s.coreA) == 1:
		add(feature(gSingle, 0), 1)
	case len(s.coreM) == 1:
		add(feature(gSingle, 1), 1)
	case len(s.coreA) == 1:
		add(feature(gSingle, 2), 1)
	}
}

// strongestMet is the most identifying role among the mention's words that met.
func (s *Scorer) strongestMet(m *Sentence) name.Role {
	r := name.RoleFunction
	for _, l := range s.links {
		r = max(r, strongest(m.Words[l.m[0]:l.m[1]]))
	}
	return r
}

// headAlone says whether a mention is a single generic word: Army, the Ministry.
// That is nobody's name, unless it is listed, and counts twice.
func (s *Scorer) headAlone(m *Sentence) bool {
	return len(s.coreM) == 1 && m.Words[s.coreM[0]].Role < name.RoleQualifier
}

// wayToMeet says whether words met by what they say or by how they sound.
type wayToMeet uint8

// The ways.
const (
	meetsAlike wayToMeet = iota // none is translated
	meetsSome                   // some are
	meetsAll                    // all are: nothing but the sense speaks for the alias
	waysToMeet
)

func (s *Scorer) wayToMeet() wayToMeet {
	n := 0
	for _, l := range s.links {
		n += b2i(l.sim.translates())
	}
	switch {
	case n == 0:
		return meetsAlike
	case n < len(s.links):
		return meetsSome
	}
	return meetsAll
}

// looseEnds says which of the first and last words of the two names met nothing,
// a bit each: who leaves out a middle name means the same person, who has another
// family name does not.
func (s *Scorer) looseEnds() int {
	loose := func(core, used []int8) int {
		return b2i(used[core[0]] == 0) | b2i(used[core[len(core)-1]] == 0)<<1
	}
	return loose(s.coreM, s.usedM) | loose(s.coreA, s.usedA)<<2
}

// circumstances counts what is not about words: the types, the alias's kind, the
// scripts.
func (s *Scorer) circumstances(a *Sentence, typeDiffers bool, pairing Pairing, out *Alignment) {
	add := func(f Feature, v float32) { out.Items = append(out.Items, Item{Feature: f, Value: v}) }
	if typeDiffers {
		add(feature(gType), 1)
	}
	if a.Kind != Plain {
		add(feature(gAliasKind, int(a.Kind)), 1)
	}
	if out.Traits.Cross {
		add(feature(gCrossScript, int(pairing)), 1)
	}
}

// identifiesNobody reports roles that are no part of what a name says: legal forms
// and titles.
func identifiesNobody(r name.Role) bool { return r == name.RoleLegal || r == name.RoleHonorific }

// acronymKeep is the share of their rarity that abbreviated words count as covered.
const acronymKeep = 0.8

// side is one name in an alignment.
type side struct {
	sentence   *Sentence
	core, used []int8
}

// initialKeep is the share of its rarity that a word counts as covered by its initial.
const initialKeep = 0.5

// rest is what of a side's distinguishing words met nothing.
type rest struct {
	rarity            float32 // bits
	initials, spelled float32 // bits of its initials that met words, and covered of those words
	words, all        int     // distinguishing, and any
	number            bool    // one of all words left is a number
	likes             uint8   // what its words are like, a bit for each like
}

// leftGroups are what a word left over counts under: by its rarity, once, and
// by the type of the entity.
type leftGroups struct{ byRarity, step, byType int }

// The words left over of the mention, and of the alias.
var (
	extraWords   = leftGroups{gExtra, gExtraStep, gExtraType}
	missingWords = leftGroups{gMissing, gMissingStep, gMissingType}
)

// leftover counts the words of one side that met nothing. An initial that starts a free word of the other side uses it up.
func (s *Scorer) leftover(out *Alignment, x, other side, groups *leftGroups, t TypeClass) (r rest) {
	for _, i := range x.core {
		if x.used[i] != 0 {
			continue
		}
		w := x.sentence.Words[i]
		word := Item{A: [2]int8{i, i + 1}}
		if groups == &extraWords {
			word = Item{M: [2]int8{i, i + 1}}
		}
		count := func(f Feature, value float32) {
			word.Feature, word.Value = f, value
			out.Items = append(out.Items, word)
		}
		if w.Role == name.RoleInitial {
			if j := s.initial(w, other.sentence, other.core, other.used); j >= 0 {
				count(feature(gInitial), 1)
				r.initials += x.sentence.Rarity[i]
				r.spelled += initialKeep * other.sentence.Rarity[j]
				continue
			}
		}
		role := s.roleOf(w, t)
		count(feature(groups.byRarity, int(role)), x.sentence.Rarity[i])
		count(feature(groups.step, int(role)), 1)
		count(feature(groups.byType, int(role), int(t)), 1)
		out.Traits.Partial = true
		r.all++
		if groups == &extraWords {
			out.Left |= 1 << i
		}
		if w.Role >= name.RoleQualifier {
			r.rarity += x.sentence.Rarity[i]
			r.words++
			r.likes |= 1 << likeOf(w)
		}
		r.number = r.number || w.Role == name.RoleNumber
	}
	return r
}

// like is what a distinguishing word is like. Where each of two names has a word
// of the same like that the other lacks, the words stand for one another: a given
// name for another's, which tells brothers apart.
type like uint8

// The likes.
const (
	likeQualifier like = iota
	likeGeo
	likeNumber
	likeGiven
	likePatronymic
	likeContent
	likes
)

func likeOf(w *name.Word) like {
	if isPatronymic(w) {
		return likePatronymic
	}
	switch w.Role {
	case name.RoleQualifier:
		return likeQualifier
	case name.RoleGeo:
		return likeGeo
	case name.RoleNumber:
		return likeNumber
	case name.RoleGiven:
		return likeGiven
	}
	return likeContent
}

func sizeClass(words int) int { return min(words, 3) - 1 + b2i(words == 0) }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// strongest is the most identifying role among words.
func strongest(words []*name.Word) name.Role {
	r := name.RoleFunction
	for _, w := range words {
		r = max(r, w.Role)
	}
	return r
}

// resemblance is how much alike the most alike two words are that met nothing.
type resemblance uint8

// The resemblances.
const (
	noResemblance resemblance = iota
	sameStart                 // the same first sound
	halfAlike                 // half of the sounds
	shortForm                 // one starts with the other: Azim, Azimbek
	resemblances
)

// farRatio is the most bits per sound of words that are half alike.
const farRatio = 3.2

// resemblance compares the distinguishing words that met nothing: a nickname, a
// short form or a bad misspelling is still no other name.
func (s *Scorer) resemblance(m, a *Sentence) resemblance {
	const minShort = 3
	best := noResemblance
	for _, i := range s.coreM {
		w := m.Words[i]
		if s.usedM[i] != 0 || w.Role < name.RoleQualifier || w.Phon[0] == "" {
			continue
		}
		for _, j := range s.coreA {
			v := a.Words[j]
			if s.usedA[j] != 0 || v.Role < name.RoleQualifier || v.Phon[0] == "" {
				continue
			}
			if knownByMeaning(w.Role) && knownByMeaning(v.Role) || isPatronymic(w) && isPatronymic(v) || ofFather(w, v) || ofFather(v, w) || otherGiven(w, v) {
				continue // known words, and sons of other fathers: Iran is no misspelt Iraq
			}
			x, y := w.Phon[0], v.Phon[0]
			if len(x) > len(y) {
				x, y = y, x
			}
			costs := &s.model.Sounds[PairingOf(w.Script, v.Script)]
			switch limit := farRatio * float32(len(y)); {
			case len(x) >= minShort && y[:len(x)] == x:
				best = max(best, shortForm)
			case costs.atLeast(s.hasM[i], s.hasA[j]) <= limit && costs.Distance(x, y, limit) <= limit:
				best = max(best, halfAlike)
			case x[0] == y[0]:
				best = max(best, sameStart)
			}
		}
	}
	return best
}

// knownByMeaning says whether words of a role are those that the lexicon translates.
func knownByMeaning(r name.Role) bool { return r == name.RoleQualifier || r == name.RoleGeo }

// initial returns the free word of the other side that starts with the initial, and
// uses it up; -1 if there is none.
func (s *Scorer) initial(w *name.Word, other *Sentence, core, used []int8) int8 {
	for _, j := range core {
		if o := other.Words[j]; used[j] == 0 && o.Role >= name.RoleGiven && startsWith(o, w) {
			used[j] = 1
			return j
		}
	}
	return -1
}

// startsWith says whether a word starts with an initial: as it is written, in another
// script as it is romanized, or by the first sound.
func startsWith(w, initial *name.Word) bool {
	if w.Script == initial.Script && strings.HasPrefix(w.Folded, initial.Folded) {
		return true
	}
	for _, start := range initial.Roman {
		for _, roman := range w.Roman {
			if start != "" && strings.HasPrefix(roman, start) {
				return true
			}
		}
	}
	x, y := w.Phon[0], initial.Phon[0]
	return x != "" && y != "" && x[0] == y[0]
}

// worth is the rarity of a name's words, of those that identify somebody.
func worth(x *Sentence, core []int8) (total float32) {
	for _, i := range core {
		if !identifiesNobody(x.Words[i].Role) {
			total += x.Rarity[i]
		}
	}
	return total
}

// share is how much of what a name is worth is covered.
func share(covered, total float32) float32 {
	if total <= 0 {
		return 0
	}
	return min(covered/total, 1)
}

// reordered says whether linked words stand in another order on the two sides.
func (s *Scorer) reordered() bool {
	for i, x := range s.links {
		for _, y := range s.links[i+1:] {
			if (x.m[0] < y.m[0]) != (x.a[0] < y.a[0]) {
				return true
			}
		}
	}
	return false
}
