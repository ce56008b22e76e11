package match

import (
	"slices"

	"github.com/laqab/laqab/resolver/name"
)

// HeadCount is how often a table lists the name of an organization with and without
// a word of a concept: for how many entities both, and for how many the name without
// it is another's. The Nujaba Movement is Nujaba; the Navy of the Guards is not the
// Guards, and neither is the General Command of a front that front.
type HeadCount [2]int

// The two of a HeadCount.
const (
	HeadSame = iota
	HeadOther
)

// describesShare is the least share of entities that have the name without the word,
// by Laplace's rule of succession, at which the word says what an organization is
// rather than which one. Five of five reach it, four of four do not, and of twenty two
// may be another's.
const describesShare = 0.85

func (c HeadCount) describes() bool {
	return float64(c[HeadSame]+1) >= describesShare*float64(c[HeadSame]+c[HeadOther]+2)
}

// generics are what a word says first, where it has several senses, of what an entity
// of a class is.
var generics = [TypeClassCount][]name.Role{
	Person:       {name.RoleHonorific},
	Organization: {name.RoleOrg, name.RoleUnit},
	Place:        {name.RolePlace},
}

// roleOf is a word's role in names of entities of a class: a Gouvernement is a
// government, but before the name of a place a province.
func (s *Scorer) roleOf(w *name.Word, t TypeClass) name.Role {
	if len(w.Concepts) < 2 || w.Role < name.RoleHonorific || w.Role > name.RolePlace {
		return w.Role
	}
	return s.lexicon.RoleAmong(w, generics[t])
}

// IsHead reports words that say what an organization is: unit and faction words, and
// the heads of parties, ministries, companies.
func IsHead(w *name.Word) bool {
	return len(w.Concepts) > 0 && (w.Role == name.RoleOrg || w.Role == name.RoleUnit)
}

// members are the concepts of words for those who belong to an armed group, and for media.
// The press has them beside a name every day, Houthi rebels, MNLA fighters, the news site
// Shafaq, and no table lists them.
var members = []string{"insurgent", "fighters", "faction", "news-site"}

// describes reports words that say only what an organization is.
func (s *Scorer) describes(w *name.Word) bool {
	return IsHead(w) && slices.ContainsFunc(w.Concepts, func(c name.Concept) bool {
		id := s.lexicon.ConceptID(c)
		return s.model.Heads[id].describes() || slices.Contains(members, id)
	})
}

// described says whether a mention is an alias word for word but for words around it
// that say only what that is: a title before a person's name, the head words of an
// organization on either side of its name, or what and where a place is. Its legal form
// may be on either side, too.
func (s *Scorer) described(m, a *Sentence) bool {
	if len(s.links) == 0 || s.reordered() {
		return false
	}
	legal := false // whether the alias has a legal form that the mention leaves out
	for _, j := range s.coreA {
		if s.usedA[j] == 0 {
			if legal = a.Words[j].Role == name.RoleLegal; !legal {
				return false
			}
		}
	}
	if legal && slices.ContainsFunc(s.coreM, func(i int8) bool { return s.usedM[i] == 0 && m.Words[i].Role == name.RoleLegal }) {
		return false // and has another
	}
	for _, l := range s.links {
		if l.sim.Relation != Same || l.m[1]-l.m[0] > 1 || l.a[1]-l.a[0] > 1 {
			return false
		}
	}
	before := 0
	for s.usedM[s.coreM[before]] == 0 {
		before++
	}
	behind := before + len(s.links)
	if slices.ContainsFunc(s.coreM[before:behind], func(i int8) bool { return s.usedM[i] == 0 }) {
		return false // the name does not stand together
	}
	switch a.Type {
	case Person:
		return s.titled(m, s.coreM[:before], s.coreM[behind:])
	case Organization:
		return s.headed(m, a, s.coreM[:before], s.coreM[behind:])
	case Place:
		return behind == len(s.coreM) && s.located(m, s.coreM[:before])
	}
	return false
}

// titled says whether the words around a name are a title, with what qualifies that
// before it: who is called Sheikh Khazali, the Iraqi politician Khazali or le
// président irakien Khazali, is called Khazali.
// A title behind a name tells bearers of the name apart, but in scripts that write all
// titles there, or where it says of what a full name holds it. So do one that only the
// alias has, and any before a given name.
func (s *Scorer) titled(m *Sentence, before, behind []int8) bool {
	title := false
	for _, i := range before {
		switch s.roleOf(m.Words[i], Person) {
		case name.RoleHonorific:
			title = true
		case name.RoleQualifier, name.RoleGeo:
		default:
			if !s.holdsOffice(m, before) {
				return false
			}
			title = true
		}
	}
	for k, i := range behind {
		w := m.Words[i]
		switch role := s.roleOf(w, Person); {
		case role == name.RoleHonorific && titlesBehind(w.Script):
			title = true
		case k+1 < len(behind) && titlesBehind(w.Script) && (role == name.RoleQualifier || role == name.RoleGeo): // トランプ米大統領
		case len(s.links) > 1 && s.isTitle(m.Words[behind[0]]) && slices.ContainsFunc(m.Words[behind[0]:], IsHead):
			title = true // رئیس حزب, the chairman of the party
		default:
			return false
		}
	}
	return title && (len(s.links) > 1 || s.strongestMet(m) >= name.RoleContent)
}

// holdsOffice says whether the words before a name are what a person is of and the title,
// Houthi military spokesman, or before a full name the other way round: chef du Hamas,
// قائد فيلق القدس. Given names there may be his, unless a head says that the words name an
// organization. Who is the wife of President Assad is not Assad.
func (s *Scorer) holdsOffice(m *Sentence, before []int8) bool {
	first, last := before[0], before[len(before)-1]
	office := m.Words[first:last]
	if !s.isTitle(m.Words[last]) {
		if len(s.links) < 2 || !s.isTitle(m.Words[first]) {
			return false
		}
		if office = m.Words[first+1 : last+1]; slices.ContainsFunc(office, IsHead) {
			return true
		}
		for len(office) > 1 && office[0].Role == name.RoleFunction {
			office = office[1:]
		}
	}
	return !slices.ContainsFunc(office, func(w *name.Word) bool {
		switch w.Role {
		case name.RoleFunction, name.RoleKin, name.RoleInitial, name.RoleGiven:
			return true
		}
		return false
	})
}

// isTitle says whether a word may be a person's title.
func (s *Scorer) isTitle(w *name.Word) bool { return s.roleOf(w, Person) == name.RoleHonorific }

// titlesBehind reports scripts that write titles behind names.
func titlesBehind(s name.Script) bool { return s == name.Han || s == name.Hangul }

// located says whether the words before a name tell which place it is: the southern
// Iraqi city of Basra. The city of Basra alone may be a name, and not that of the province.
func (s *Scorer) located(m *Sentence, before []int8) bool {
	where, what := false, false
	for _, i := range before {
		what = false
		switch s.roleOf(m.Words[i], Place) {
		case name.RoleQualifier, name.RoleGeo:
			where = true
		case name.RolePlace:
			what = true
		default:
			return false
		}
	}
	return where && what && s.strongestMet(m) >= name.RoleGeo
}

// headed says whether the words around a name say only what the organization is, and
// what stands beside such a word before the name qualifies it: the militant group
// Hamas, la milice chiite Badr. A Kurdish Hezbollah is another, whatever it is called
// besides. A name that is itself a single common word needs them, and one that is too
// common to identify anybody is not made better by what others have too.
func (s *Scorer) headed(m, a *Sentence, before, behind []int8) bool {
	heads := 0
	for _, i := range before {
		switch w := m.Words[i]; {
		case w.Role == name.RoleLegal, s.describes(w):
			heads++
		case w.Role != name.RoleQualifier:
			return false
		}
	}
	if len(before) > 0 && heads == 0 {
		return false
	}
	for _, i := range behind {
		if w := m.Words[i]; w.Role != name.RoleLegal && !s.describes(w) {
			return false
		}
	}
	return a.Kind != Weak && (len(s.links) > 1 || s.strongestMet(m) >= name.RoleContent)
}

// describesPerson says whether a word, written small before a name, only says of a person
// what the press does: ousted, iranischer. Heads make it another thing, as in the Imam Sadr
// foundation, and who is an officer of somebody is somebody else.
func (s *Scorer) describesPerson(m *Sentence, i int8) bool {
	for k := range i + 1 {
		if s.usedM[k] != 0 || m.Words[k].Role == name.RoleFunction {
			return false
		}
	}
	role := m.Words[i].Role
	return m.Small>>i&1 != 0 && (role == name.RoleContent || role == name.RoleQualifier || role == name.RoleGeo)
}

// otherThing returns the word by which a mention is none of what the alias names: that of an
// event or a text, the Battle of Badr; of a person, the supreme leader of the Taliban; or of
// an organization, le parti Baas de Saddam Hussein. It met nothing, and stands at an end.
// -1 for none.
func (s *Scorer) otherThing(m *Sentence, t TypeClass) int8 {
	for k, i := range s.coreM {
		w, first, last := m.Words[i], k == 0, k == len(s.coreM)-1
		switch {
		case !first && !last || s.usedM[i] != 0:
		case s.lexicon.IsEvent(w):
			return i
		case len(s.links) == 0:
		case (t == Organization || t == Place) && s.roleOf(w, t) == name.RoleHonorific:
			return i
		case t == Person && first && IsHead(w) && !slices.ContainsFunc(m.Words, s.isTitle):
			return i
		}
	}
	return -1
}
