package name

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// Role is what a word does in a name. It decides how much the word identifies.
type Role uint8

// The roles, from what identifies least to what identifies most.
const (
	RoleFunction  Role = iota // articles, prepositions, conjunctions
	RoleLegal                 // legal forms: LLC, OOO, GmbH
	RoleHonorific             // titles and offices before persons
	RoleKin                   // bin, ibn, abu
	RoleInitial               // a single letter
	RoleOrg                   // head words of organisations: party, bank, ministry
	RoleUnit                  // unit and faction words: brigade, kataib, liwa
	RolePlace                 // geographic generics: river, tell, province
	RoleQualifier             // adjectives and nouns that translate: islamic, national, north
	RoleGeo                   // countries, peoples and great cities
	RoleNumber                // numbers, in digits or words, and which of a family: junior
	RoleGiven                 // given names
	RoleContent               // everything else: what distinguishes
	RoleCount
)

var roleNames = [RoleCount]string{"function", "legal", "honorific", "kin", "initial", "org", "unit", "place", "qualifier", "geo", "number", "given", "content"}

// String returns the role as data files and screens show it.
func (r Role) String() string { return roleNames[r] }

// Concept is a sense that words of many languages share: brigade, north, John.
// 0 is no concept. Numbers are stable within one Lexicon only.
type Concept uint16

// Overlap says whether two lists of concepts have one in common.
func Overlap(a, b []Concept) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

// Lexicon knows which words say the same. It is immutable.
type Lexicon struct {
	ids        []string // by Concept; [0] is ""
	roles      []Role   // by Concept
	byID       map[string]Concept
	forms      map[string][]Concept  // folded form, words one space apart
	languages  map[sense]languageSet // of which a form is in a sense
	dotted     map[string][]Concept  // two letters with a dot between them in a form (u.s.), with their own senses
	ampersands map[string]bool       // forms with & in them
	demonyms   map[sense]bool        // forms that say of what country something is, and in no language the country: iraqi
	countries  map[Concept]bool      // senses that have demonyms: countries and peoples
	marked     map[sense]bool        // short Latin forms in lower case with their marks: şeyh
	first      map[string]int        // first word of a form of several -> most words of a form that starts so
	parts      map[string]bool       // words of forms of several words; they do not come apart
	numbers    languageNumbers       // of the languages in those sets
	glued      map[string]bool       // forms of languages that write compounds as one word, and how they start (compoundPart)
	runes      map[rune]int          // first letter of a form in an unspaced script -> most letters of such a form

	composites []Composite // by Concept; nil for most
	respelled  respelled   // words of Cyrillic, by what their romanizations have in common

	reach  []reach                    // by Concept
	starts [AcronymLanguages][]starts // by Concept: what its forms put into acronyms in each language
}

// concept returns the concept with the ID, which it creates if need be.
func (l *Lexicon) concept(id string, role Role) (Concept, error) {
	if c, ok := l.byID[id]; ok {
		if l.roles[c] != role {
			return 0, fmt.Errorf("concept %q is %v, not %v", id, l.roles[c], role)
		}
		return c, nil
	}
	c := Concept(len(l.ids))
	l.ids, l.roles = append(l.ids, id), append(l.roles, role)
	l.byID[id] = c
	return c, nil
}

// majorLanguages are those whose short words decide a word's role in a Latin
// name of unknown language. Raad is a council to the Dutch, but far more often
// a given name; the Dutch council still meets its translations as a concept.
var majorLanguages = []string{"en", "fr", "es", "de", "it", "pt", "la", "und", "ru", "ar", "fa", "term"}

// chanceLetters is from how many letters on a word is hardly ever a word of
// another language by chance.
const chanceLetters = 5

// addSense notes of which languages a form of a concept is.
func (l *Lexicon) addSense(c Concept, form, language string) {
	if form == "" {
		return
	}
	language, _, _ = strings.Cut(language, "-")
	is := l.numbers.of(language)
	if slices.Contains(majorLanguages, language) || len(form) >= chanceLetters {
		is |= major
	}
	l.languages[sense{form, c}] |= is
	if slices.Contains(compoundLanguages, language) && len(form) >= compoundPart {
		l.glued[form] = true
		if start := form[:compoundPart]; !l.glued[start] {
			l.glued[start] = false
		}
	}
}

// markedForm returns a form in lower case with its marks if it is a short Latin one
// that has any. A word with just those marks is no word of another language by chance.
func markedForm(form string) (marked string, ok bool) {
	if isPlain(form) || len(form) >= 2*chanceLetters {
		return "", false
	}
	marked, folded := foldWord(form)
	return marked, marked != folded && len(folded) < chanceLetters && isLower(folded)
}

// add makes a folded form say the concept.
func (l *Lexicon) add(c Concept, form string) {
	if form == "" {
		return
	}
	old := l.forms[form]
	if slices.Contains(old, c) {
		return
	}
	l.forms[form] = l.byRole(append(slices.Clone(old), c))
	if strings.Contains(form, " ") {
		words := strings.Fields(form)
		l.first[words[0]] = max(l.first[words[0]], len(words))
		for _, w := range words {
			l.parts[w] = true
		}
	}
	r, _ := utf8.DecodeRuneInString(form)
	if unspaced(ScriptOf(r)) {
		l.runes[r] = max(l.runes[r], utf8.RuneCountInString(form))
	}
}

// byRole sorts concepts by what they identify, least first.
func (l *Lexicon) byRole(cs []Concept) []Concept {
	slices.SortFunc(cs, func(a, b Concept) int { return int(l.roles[a])*1<<16 + int(a) - int(l.roles[b])*1<<16 - int(b) })
	return cs
}

// Term is a word, or a few, that says a concept.
type Term struct{ Concept, Value string }

// With returns a lexicon that knows the terms too. A new concept is a qualifier.
func (l *Lexicon) With(terms []Term) *Lexicon {
	if len(terms) == 0 {
		return l
	}
	n := &Lexicon{
		ids: slices.Clone(l.ids), roles: slices.Clone(l.roles), byID: maps.Clone(l.byID),
		forms: maps.Clone(l.forms), languages: maps.Clone(l.languages), marked: l.marked, dotted: l.dotted, ampersands: l.ampersands, demonyms: l.demonyms, countries: l.countries, numbers: maps.Clone(l.numbers), glued: maps.Clone(l.glued), first: maps.Clone(l.first), parts: maps.Clone(l.parts), runes: maps.Clone(l.runes),
		composites: l.composites, respelled: l.respelled, starts: l.starts, reach: l.reach,
	}
	for _, t := range terms {
		c, ok := n.byID[t.Concept]
		if !ok {
			c, _ = n.concept(t.Concept, RoleQualifier)
		}
		form := Fold(spellOut(t.Value))
		n.add(c, form)
		n.addSense(c, form, "term")
	}
	return n
}

// ConceptID returns the ID of a concept, "" for 0.
func (l *Lexicon) ConceptID(c Concept) string { return l.ids[c] }

// Concepts is how many concepts there are; a Concept is below or equal to it.
func (l *Lexicon) Concepts() int { return len(l.ids) - 1 }

// whole says whether the lexicon has the folded word, alone or in a phrase.
func (l *Lexicon) whole(folded string) bool { return l.forms[folded] != nil || l.parts[folded] }

// function says whether a folded form is first of all a function word.
func (l *Lexicon) function(folded string) bool { return l.is(folded, RoleFunction) }

// is says whether a folded form is first of all a word of one of the roles.
func (l *Lexicon) is(folded string, roles ...Role) bool {
	cs := l.forms[folded]
	return cs != nil && slices.Contains(roles, l.roles[cs[0]])
}

// lookup returns the concepts of a folded form, also when it carries a
// proclitic that its script writes glued on.
func (l *Lexicon) lookup(folded string) []Concept {
	if cs := l.forms[folded]; cs != nil {
		return l.withBare(folded, cs)
	}
	for _, stem := range procliticStems(folded) {
		if cs := l.forms[stem]; cs != nil {
			return cs
		}
	}
	return nil
}

// withBare adds to the concepts of an Arabic word with its article those that it has
// without: rows list some words with the article, and some without, so that المؤتمر was an
// event and not a congress. Places and given names, and what they are without it, may be
// something else: of those only countries and peoples count.
func (l *Lexicon) withBare(folded string, cs []Concept) []Concept {
	bare, ok := strings.CutPrefix(folded, arabicArticle)
	if !ok {
		return cs
	}
	describes := func(r Role) bool { return r == RoleOrg || r == RoleUnit || r == RoleQualifier }
	all := cs
	for _, c := range l.forms[bare] {
		if r := l.roles[c]; (r == RoleGeo || describes(r) && describes(l.roles[cs[0]])) && !slices.Contains(cs, c) {
			all = append(slices.Clip(all), c)
		}
	}
	if len(all) > len(cs) {
		l.byRole(all)
	}
	return all
}

// compoundLanguages write compounds as one word; maintainers' terms may be of any.
var compoundLanguages = []string{"de", "nl", "sv", "da", "no", "fi", "et", "hu", "term"}

// sense is a form with one of its concepts.
type sense struct {
	form    string
	concept Concept
}

// languageSet is a set of languages, a bit each, as far as there are bits.
type languageSet uint64

// major marks Latin forms that a major language has, or that are too long for chance.
const major languageSet = 1 << 63

// languageNumbers gives languages their bits, in the order in which they come.
type languageNumbers map[string]int

func (n languageNumbers) of(language string) languageSet {
	i, ok := n[language]
	if !ok {
		i = len(n)
		n[language] = i
	}
	if language == "und" || languageSet(1)<<i >= major {
		return 0
	}
	return 1 << i
}

// Synonyms says whether two words that share a concept are different words of the same
// languages: to who speaks it, Kataib, Saraya and Liwa are not the same brigades, and
// Nasr is another victory than Fatah.
func (l *Lexicon) Synonyms(a, b *Word) bool {
	synonyms := false
	for _, c := range a.Concepts {
		if !slices.Contains(b.Concepts, c) {
			continue
		}
		if l.roles[c] == RoleGiven { // Jeff is Jeffrey
			return false
		}
		of, also := l.languagesOf(a.Folded, c)&^major, l.languagesOf(b.Folded, c)&^major
		// English borrows, and so do others: harakat may stand beside movement there, and
		// is its translation all the same. What counts is where most speak of both.
		if 2*bits.OnesCount64(uint64(of&also)) <= min(bits.OnesCount64(uint64(of)), bits.OnesCount64(uint64(also))) {
			return false
		}
		synonyms = true
	}
	return synonyms
}

// languagesOf is of which languages a folded word is in a sense.
func (l *Lexicon) languagesOf(folded string, c Concept) languageSet {
	is, ok := l.languages[sense{folded, c}]
	if ok {
		return is
	}
	for _, stem := range procliticStems(folded) {
		is |= l.languages[sense{stem, c}]
	}
	return is
}

// role returns what a word with the concepts does: what identifies least of
// all that it may do, but a given name when it may be one (Amir, Sultan).
func (l *Lexicon) role(w *Word) Role {
	role, known := RoleContent, false
	as := l.forms[w.Folded]
	for _, c := range w.Concepts { // in the order of roles
		if w.Script == Latin && as != nil && l.languages[sense{w.Folded, c}]&major == 0 && !l.marked[sense{w.Text, c}] {
			continue
		}
		r := l.roles[c]
		switch {
		case !known:
			role, known = r, true
		case r == RoleGiven && role > RoleLegal && !strings.HasPrefix(l.ids[c], surnameConcepts):
			return r
		}
	}
	return role
}

// RoleAmong returns the role of a word, or one of those given if it has a sense of
// that role, the first such: 州 may be a state, but before that a province.
func (l *Lexicon) RoleAmong(w *Word, roles []Role) Role {
	for _, r := range roles {
		if slices.ContainsFunc(w.Concepts, func(c Concept) bool { return l.roles[c] == r }) {
			return r
		}
	}
	return w.Role
}

// IsDemonym says whether a word is one that says of what country somebody or something
// is, and not the country's name: Iraqi, عراقي.
func (l *Lexicon) IsDemonym(w *Word) bool {
	return w.Role == RoleGeo && slices.ContainsFunc(w.Concepts, func(c Concept) bool { return l.demonyms[sense{w.Folded, c}] })
}

// Generation is the concept by which a word says which of a family is meant: junior,
// الابن; 0 if it does not. Some words say so behind a name only: Sr. Marcos, Marcos Sr.
func (l *Lexicon) Generation(w *Word) Concept {
	for _, c := range w.Concepts {
		if l.ids[c] == "junior" || l.ids[c] == "senior" {
			return c
		}
	}
	return 0
}

// eventConcepts starts the IDs of what happened and what was written.
const eventConcepts = "event-"

// IsEvent says whether a word is the head of the name of an event or a text: battle, قصة.
func (l *Lexicon) IsEvent(w *Word) bool {
	return slices.ContainsFunc(w.Concepts, func(c Concept) bool { return strings.HasPrefix(l.ids[c], eventConcepts) })
}

// features are places of their own that are called by the place where they are.
var features = []string{
	"river", "lake", "sea", "bay", "bridge", "airport", "street", "square", "cave", "national-park", "waterfall", "dam", "station", "university", "hospital",
}

// IsFeature says whether a word is the head of the name of such a place: the river of Diyala.
func (l *Lexicon) IsFeature(w *Word) bool {
	return len(w.Concepts) > 0 && !slices.ContainsFunc(w.Concepts, func(c Concept) bool { return !slices.Contains(features, l.ids[c]) })
}

// surnameConcepts starts the IDs of given concepts that are family names; they
// are short and collide with too many words to take precedence.
const surnameConcepts = "given-surname-"

// unspaced reports scripts that write words without spaces between them.
func unspaced(s Script) bool {
	switch s {
	case Han, Kana, Thai, Lao, Khmer, Myanmar, Hangul:
		return true
	}
	return false
}
