package match

import "github.com/laqab/laqab/resolver/name"

// Names that share most words may still name two. Relatives share names, and those
// are no independent witnesses: who is a Castro is likely to be a Ruz. Organizations
// of one kind share theirs. So it counts, by how many words met, which are left: of
// persons another given name is a brother's (Fidel and Raúl Castro Ruz), one more in
// front a child's (Hussain Nawaz Sharif), one less there a father's; of others another
// qualifier makes a twin (the Moro National and the Moro Islamic Liberation Front), and
// one word more a part (Hezbollah Foundation).

// family is what of a name met and what is left, of the words that are part of it.
type family struct {
	met, left           int       // words
	strongest           name.Role // of those left
	metGiven, leftGiven bool      // whether given names are among them
	leads               bool      // whether one that is left stands before all that met
	givenLeads          bool      // whether the first of all is left, and a given name that the lexicon knows
	known               bool      // whether the lexicon knows all that are left
}

// familyOf leaves out what identifies nobody, and numbers, which count apart; of
// persons' names all that is no name, such as what a title is made of.
func familyOf(words []*name.Word, core, used []int8, t TypeClass) (f family) {
	f.known = true
	for _, i := range core {
		w := words[i]
		if w.Role <= name.RoleInitial || w.Role == name.RoleNumber || t == Person && w.Role < name.RoleGiven {
			continue
		}
		given := w.Role == name.RoleGiven
		if used[i] != 0 {
			f.met++
			f.metGiven = f.metGiven || given
			continue
		}
		f.givenLeads = f.givenLeads || given && f.left == 0 && f.met == 0 && len(w.Concepts) > 0
		f.known = f.known && len(w.Concepts) > 0
		f.left++
		f.strongest = max(f.strongest, w.Role)
		f.leftGiven = f.leftGiven || given
		f.leads = f.leads || f.met == 0
	}
	return f
}

// namesake counts what the words say that are left of two names. alike is the most
// that one resembles one of the other side.
func (s *Scorer) namesake(m, a *Sentence, alike resemblance, out *Alignment) {
	x, y := familyOf(m.Words, s.coreM, s.usedM, a.Type), familyOf(a.Words, s.coreA, s.usedA, a.Type)
	met := min(x.met, y.met, maxFamily) - 1
	if met < 0 || x.left == 0 && y.left == 0 {
		return
	}
	count := func(f Feature) { out.Items = append(out.Items, Item{Feature: f, Value: 1}) }
	both := x.left > 0 && y.left > 0
	// Known words would have met across scripts. One too many may still be what another
	// language has to say of an organization.
	cross := b2i(out.Traits.Cross && !(x.known && y.known && (both || a.Type == Person)))
	switch {
	case both && alike >= halfAlike: // a misspelling, as likely
	case both && a.Type == Person:
		count(feature(gOtherNames, 2*met+b2i(x.metGiven || y.metGiven), 2*b2i(x.leftGiven)+b2i(y.leftGiven), cross))
		if x.leads && y.leads {
			count(feature(gBrothers, met, b2i(x.givenLeads && y.givenLeads), cross))
		}
	case both:
		count(feature(gOtherWords, met, wordKinds*wordKind(x.strongest)+wordKind(y.strongest), cross))
	case a.Type != Person && x.left > 0:
		kind := wordKind(x.strongest)
		if kind == headKind && s.describesAll(m) {
			kind = wordKinds
		}
		count(feature(gMoreWords, met, kind, cross))
	case a.Type != Person:
	case x.left > 0:
		count(feature(gMoreNames, 2*met+b2i(x.leftGiven), b2i(x.leads), cross))
	default:
		count(feature(gFewerNames, 2*met+b2i(y.leftGiven), b2i(y.leads), cross))
	}
}

// generation counts by which of a family two names tell their bearers apart: John
// Kennedy and John Kennedy Jr., Marcos Sr. and Marcos Jr.
func (s *Scorer) generation(m, a *Sentence, out *Alignment) {
	if a.Type != Person || len(s.links) == 0 {
		return
	}
	i, j := s.coreM[len(s.coreM)-1], s.coreA[len(s.coreA)-1]
	if x, y := s.lexicon.Generation(m.Words[i]), s.lexicon.Generation(a.Words[j]); x == y || s.usedM[i] != 0 && s.usedA[j] != 0 {
		return
	}
	out.Items = append(out.Items, Item{Feature: feature(gGeneration), Value: 1})
}

// series counts what is left of two names of ships, which tells those of a series apart:
// Volgo-Balt 195 is not Volgo-Balt 179, nor Ursa Minor Ursa Major. Numbers and single
// letters are words here.
func (s *Scorer) series(m, a *Sentence, out *Alignment) {
	if a.Type != Craft || len(s.links) == 0 {
		return
	}
	left := func(words []*name.Word, core, used []int8) (n, numbers int) {
		for _, i := range core {
			if w := words[i]; used[i] == 0 && !identifiesNobody(w.Role) {
				n++
				numbers += b2i(w.Role == name.RoleNumber || w.Role == name.RoleInitial)
			}
		}
		return n, numbers
	}
	x, i := left(m.Words, s.coreM, s.usedM)
	y, j := left(a.Words, s.coreA, s.usedA)
	shape := seriesBoth
	switch {
	case x+y == 0:
		return
	case y == 0:
		shape = seriesMore
	case x == 0:
		shape = seriesFewer
	}
	out.Items = append(out.Items, Item{Feature: feature(gSeries, shape, min(len(s.links), maxFamily)-1, b2i(i+j > 0)), Value: 1})
}

// The shapes of what is left of two names of ships.
const (
	seriesBoth  = iota // words of either
	seriesMore         // of the mention
	seriesFewer        // of the alias
	seriesShapes
)

// maxFamily is how many words that met are told apart: 1, 2, and more.
const maxFamily = 3

// wordKinds is how many kinds of words wordKind tells apart; the first are head words.
const (
	wordKinds = 4
	headKind  = 0
)

// wordKind is what a word of an organization's name is for: to say what it is, of which
// kind, of where, or which one.
func wordKind(r name.Role) int {
	switch {
	case r < name.RoleQualifier:
		return headKind
	case r == name.RoleQualifier:
		return 1
	case r == name.RoleGeo:
		return 2
	}
	return 3
}

// describesAll says whether the head words of the mention that are left say only what
// an organization is.
func (s *Scorer) describesAll(m *Sentence) bool {
	for _, i := range s.coreM {
		if w := m.Words[i]; s.usedM[i] == 0 && w.Role > name.RoleInitial && !s.describes(w) {
			return false
		}
	}
	return true
}
