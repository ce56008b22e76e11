package match

import "github.com/laqab/laqab/resolver/name"

// count turns an alignment into features.
func (s *Scorer) count(m, a *Sentence, typeDiffers bool, out *Alignment) {
	add := func(f Feature, v float32) { out.Items = append(out.Items, Item{Feature: f, Value: v}) }
	at := func(l link, f Feature, v float32) {
		out.Items = append(out.Items, Item{Feature: f, Value: v, M: l.m, A: l.a})
	}
	add(feature(gPrior), 1)
	add(feature(gSize, 0), m.Size)

	pairing := PairLatin
	if len(m.Words) > 0 && len(a.Words) > 0 {
		pairing = PairingOf(m.Words[s.coreM[0]].Script, a.Words[s.coreA[0]].Script)
	}
	t := &out.Traits
	t.Cross = len(m.Words) > 0 && len(a.Words) > 0 && m.Words[s.coreM[0]].Script != a.Words[s.coreA[0]].Script
	t.Identical = m.Folded == a.Folded

	var coveredM, coveredA, weakest float32
	matched, surplusM, surplusA := 0, 0, 0
	for _, l := range s.links {
		rm, ra := sum(m.Rarity[l.m[0]:l.m[1]]), sum(a.Rarity[l.a[0]:l.a[1]])
		r := min(rm, ra)
		role := min(strongest(m.Words[l.m[0]:l.m[1]]), strongest(a.Words[l.a[0]:l.a[1]]))
		keep := float32(1)
		p := PairingOf(m.Words[l.m[0]].Script, a.Words[l.a[0]].Script)
		switch joined := l.m[1]-l.m[0] > 1 || l.a[1]-l.a[0] > 1; {
		case l.sim.Relation == Same:
			at(l, feature(gSame, int(role)), r)
			at(l, feature(gSameStep, int(role)), 1)
		case l.sim.Relation == Translated:
			at(l, feature(gTranslated, int(role)), r)
			at(l, feature(gTranslatedStep, int(role)), 1)
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
			keep = 1 - l.sim.Ratio/maxRatio
		}
		if l.sim.Relation == Alike && l.sim.Ratio > 0.5 {
			t.Fuzzy = true
		}
		for i := l.m[0]; i < l.m[1]; i++ {
			out.Met |= 1 << i
		}
		coveredM += rm * keep
		coveredA += ra * keep
		if role >= name.RoleGeo {
			matched++
			if l.sim.Relation == Alike {
				weakest = max(weakest, l.sim.Ratio)
			}
		}
	}
	var restM, restA float32 // rarity of distinguishing words that met nothing
	numbersM, numbersA := false, false
	for _, i := range s.coreM {
		if s.usedM[i] != 0 {
			continue
		}
		w := m.Words[i]
		l := link{m: [2]int8{i, i + 1}}
		if w.Role == name.RoleInitial && s.initial(w, a, s.coreA, s.usedA) {
			at(l, feature(gInitial), 1)
			continue
		}
		at(l, feature(gExtra, int(w.Role)), m.Rarity[i])
		at(l, feature(gExtraStep, int(w.Role)), 1)
		at(l, feature(gExtraType, int(w.Role), int(a.Type)), 1)
		t.Partial = true
		out.Left |= 1 << i
		if w.Role >= name.RoleQualifier {
			restM += m.Rarity[i]
			surplusM++
		}
		numbersM = numbersM || w.Role == name.RoleNumber
	}
	for _, j := range s.coreA {
		if s.usedA[j] != 0 {
			continue
		}
		w := a.Words[j]
		l := link{a: [2]int8{j, j + 1}}
		if w.Role == name.RoleInitial && s.initial(w, m, s.coreM, s.usedM) {
			at(l, feature(gInitial), 1)
			continue
		}
		at(l, feature(gMissing, int(w.Role)), a.Rarity[j])
		at(l, feature(gMissingStep, int(w.Role)), 1)
		at(l, feature(gMissingType, int(w.Role), int(a.Type)), 1)
		t.Partial = true
		if w.Role >= name.RoleQualifier {
			restA += a.Rarity[j]
			surplusA++
		}
		numbersA = numbersA || w.Role == name.RoleNumber
	}
	if restM > 0 && restA > 0 {
		add(feature(gConflict), min(restM, restA))
		add(feature(gConflictStep), 1)
	}
	if restM > 0 && restA > 0 {
		add(feature(gResemble, int(s.resemblance(m, a)), int(a.Type), min(matched, 2)), 1)
	}
	if numbersM && numbersA {
		add(feature(gNumbers), 1)
	}
	shareM, shareA := share(coveredM, m, s.coreM), share(coveredA, a, s.coreA)
	out.Similarity = shareM * shareA
	if t.Identical {
		add(feature(gIdentical, b2i(a.Kind == Abbreviation || a.Kind == Acronym), sizeClass(len(s.coreM))), 1)
		out.Similarity = 1
	} else {
		add(feature(gCoverMention, coverBin(shareM)), 1)
		add(feature(gCoverAlias, coverBin(shareA)), 1)
		add(feature(gCoverBoth, coverBin(min(shareM, shareA)), int(pairing)), 1)
		add(feature(gMatchedWords, min(matched, 3), int(pairing)), 1)
		add(feature(gCoverType, coverBin(min(shareM, shareA)), int(a.Type)), 1)
		add(feature(gCoverSize, coverBin(min(shareM, shareA)), sizeBin(m.Size)), 1)
		if matched > 0 {
			add(feature(gWeakest, distanceBin(weakest), int(pairing), b2i(matched > 1)), 1)
			add(feature(gWeakestType, distanceBin(weakest), int(a.Type), min(matched, 3)-1), 1)
		}
		add(feature(gSurplus, 3*min(surplusM, 2)+min(surplusA, 2), int(a.Type), min(matched, 3)), 1)
		if matched == 0 && len(s.links) > 0 {
			add(feature(gOnlyGeneric), 1)
		}
	}
	if s.reordered() {
		add(feature(gReordered), 1)
		t.Reordered = true
	}
	if typeDiffers {
		add(feature(gType), 1)
	}
	if a.Kind != Plain {
		add(feature(gAliasKind, int(a.Kind)), 1)
	}
	if t.Cross {
		add(feature(gCrossScript, int(pairing)), 1)
	}
	switch {
	case len(s.coreM) == 1 && len(s.coreA) == 1:
		add(feature(gSingle, 0), 1)
	case len(s.coreM) == 1:
		add(feature(gSingle, 1), 1)
	case len(s.coreA) == 1:
		add(feature(gSingle, 2), 1)
	}
	if !t.Identical {
		s.acronym(m, a, out)
	}
}

// acronymKeep is the share of their rarity that abbreviated words count as covered.
const acronymKeep = 0.8

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
			x, y := w.Phon[0], v.Phon[0]
			if len(x) > len(y) {
				x, y = y, x
			}
			costs := &s.model.Sounds[PairingOf(w.Script, v.Script)]
			switch limit := farRatio * float32(len(y)); {
			case len(x) >= minShort && y[:len(x)] == x:
				best = max(best, shortForm)
			case costs.Distance(x, y, limit) <= limit:
				best = max(best, halfAlike)
			case x[0] == y[0]:
				best = max(best, sameStart)
			}
		}
	}
	return best
}

// initial says whether a free word of the other side starts with the initial; it is used up then.
func (s *Scorer) initial(w *name.Word, other *Sentence, core, used []int8) bool {
	if w.Phon[0] == "" {
		return false
	}
	for _, j := range core {
		o := other.Words[j]
		if used[j] == 0 && o.Role >= name.RoleGiven && o.Phon[0] != "" && o.Phon[0][0] == w.Phon[0][0] {
			used[j] = 1
			return true
		}
	}
	return false
}

func share(covered float32, x *Sentence, core []int8) float32 {
	total := float32(0)
	for _, i := range core {
		total += x.Rarity[i]
	}
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
