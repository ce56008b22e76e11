package match

import (
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/laqab/laqab/resolver/name"
)

// AcronymKind says how well an acronym's letters are the initials of a name.
type AcronymKind uint8

// The acronym kinds, in the order in which they are looked for.
const (
	OfAllWords      AcronymKind = iota // function words too, in order: Bank of America, BOA
	OfContentWords                     // all but function words, in order: BA
	OfBareWords                        // also without legal forms
	InAnyOrder                         // the content words in another language's order: Breton Liberation Front, FLB
	InOtherLanguage                    // their translations in one other language, in order: Serov Mechanical Plant, SMZ is of zavod
	InOtherOrder                       // likewise in any order: Army of National Liberation, ELN is of Ejército
	OfSyllables                        // the first letters of each word, in order: Zimbabwe People's Army, ZIPA
	InCyrillic                         // as InOtherLanguage, in one written in Cyrillic, whose acronyms are used in English most
	InCyrillicOrder                    // likewise in any order
	WithoutPlace                       // the words but for the country or town, also in another language: PMF is the Popular Mobilization Forces of Iraq
	OfStarts                           // no initials, but a blend of the words: see IsBlend
	acronymKinds
	notAcronym
)

// Acronym lengths, in letters: shorter ones are initials, longer ones words.
const (
	minAcronym      = 2
	maxAcronym      = 10
	maxShortAcronym = 3 // longer ones are rarely written like words, and words like them
)

// acronym says whether one side's letters are the other side's initials, and
// counts that.
func (s *Scorer) acronym(m, a *Sentence, out *Alignment) bool {
	if a.Type == Person {
		return false // people have initials, not acronyms
	}
	direction := 0 // the mention is the short side
	short := m
	text := s.text
	kind := s.spells(text, a.Words)
	if kind == notAcronym {
		text = AcronymText(a.Words)
		kind = s.spells(text, m.Words)
		direction, short = 1, a
		if a.Kind != Plain {
			// The entity has a long name besides, which the mention does not meet.
			direction = 2
		}
	}
	if kind == notAcronym {
		if text = s.blend; IsBlend(text, a.Words) {
			kind, direction, short = OfStarts, 0, m
		} else if text = BlendOf(a.Words); IsBlend(text, m.Words) {
			kind, direction, short = OfStarts, 1, a
		}
	}
	if kind != notAcronym && short.Case == name.LowerCase && len(short.Words) == 1 && (short.Words[0].Role == name.RoleGeo || short.Words[0].Role == name.RoleGiven) {
		return false // Tirana, Hama: written as the city is
	}
	if kind == notAcronym || hasDigit(text) && slices.ContainsFunc(s.links, link.abbreviates) {
		return false // 163 BTRZ and the 163rd Armour Repair Plant meet word by word, which tells more
	}
	out.Traits.Acronym = true
	out.Items = append(out.Items, Item{Feature: feature(gAcronym, acronymBin(text), int(kind), direction), Value: 1,
		M: [2]int8{0, int8(len(m.Words))}, A: [2]int8{0, int8(len(a.Words))}})
	out.Items = append(out.Items, Item{Feature: feature(gAcronymSize, sizeBin(m.Size), int(kind), direction), Value: 1})
	out.Items = append(out.Items, Item{Feature: feature(gAcronymCase, b2i(len(text) > maxShortAcronym), int(short.Case), min(direction, 1)), Value: 1})
	if direction < 2 {
		out.Items = append(out.Items, Item{Feature: feature(gSize, 1), Value: m.Size})
	}
	long := a.Words
	if direction > 0 {
		long = m.Words
	}
	if slices.ContainsFunc(long, func(w *name.Word) bool { return w.Role == name.RoleGiven }) {
		out.Items = append(out.Items, Item{Feature: feature(gAcronymGiven), Value: 1})
	}
	if s.sharesLegalForm(m) {
		out.Items = append(out.Items, Item{Feature: feature(gAcronymLegal, int(kind)), Value: 1})
	}
	out.Similarity = max(0.9-0.1*float32(kind), 0.4)
	return true
}

// allMet says whether each content word of both names met its like: who writes Kim
// Yongbok abbreviates nothing of Kim Yong Bok.
func (s *Scorer) allMet(m, a *Sentence) bool {
	free := func(words []*name.Word, core, used []int8) bool {
		return slices.ContainsFunc(core, func(i int8) bool { return used[i] == 0 && isContent(words[i]) })
	}
	other := func(l link) bool {
		w := m.Words[l.m[0]]
		return l.sim.Relation != Same && l.sim.Relation != Alike && isContent(w) && w.Role != name.RoleGiven
	}
	return len(s.links) > 0 && !slices.ContainsFunc(s.links, other) && !free(m.Words, s.coreM, s.usedM) && !free(a.Words, s.coreA, s.usedA)
}

func (l link) abbreviates() bool { return l.sim.Relation == Abbreviates }

// sharesLegalForm says whether the legal forms of both names met.
func (s *Scorer) sharesLegalForm(m *Sentence) bool {
	for _, l := range s.links {
		if m.Words[l.m[0]].Role == name.RoleLegal {
			return true
		}
	}
	return false
}

// IsInitials says whether text is made of the initials of a name's words as they are, in
// their order.
func (s *Scorer) IsInitials(text string, a *Sentence) bool {
	return s.spells(text, a.Words) <= OfBareWords
}

func acronymBin(text string) int { return min(len(text)-minAcronym, acronymBins-1) }

// spells says how text is an acronym of the words.
func (s *Scorer) spells(text string, words []*name.Word) AcronymKind {
	switch {
	case text == "" || !severalWords(words):
		return notAcronym
	case hasDigit(text):
		return s.spellsNumbered(text, words)
	case !hasInitials(words[0].Script):
		return notAcronym
	}
	return s.spellsLetters(text, words, 0)
}

// spellsLetters says how text, which has so many digits beside, is an acronym of words
// that are no numbers.
func (s *Scorer) spellsLetters(text string, words []*name.Word, digits int) AcronymKind {
	s.initials.read(words)
	for _, kind := range [...]AcronymKind{OfContentWords, OfAllWords, OfBareWords, afterLegal} {
		if string(s.initials.of(kind)) == text {
			return min(kind, OfBareWords)
		}
	}
	s.parts = s.parts[:0]
	for _, w := range words {
		if !isContent(w) {
			continue
		}
		if len(s.parts) == len(text) {
			return s.spellsPlaceless(text, words)
		}
		s.parts = append(s.parts, w)
	}
	if len(s.parts) == len(text) && len(text)+digits > minAcronym {
		var sets [maxAcronym]name.Letters
		for i, w := range s.parts {
			sets[i] = w.Letter()
		}
		if assign(text, sets[:len(text)]) {
			return InAnyOrder
		}
	}
	kind := s.translates(text, s.parts)
	if kind == notAcronym {
		// A company may be one of its words: TK is the Trading Company (torgovaya kompaniya).
		content := len(s.parts)
		if s.parts = withoutRole(s.parts[:0], words, name.RoleFunction); len(s.parts) > content && len(s.parts) <= len(text) {
			kind = s.translates(text, s.parts)
		}
	}
	if kind != notAcronym {
		return kind
	}
	if _, ok := name.LettersOf(text); ok && contentWords(words) >= minSyllabled && len(text) >= minSyllables &&
		!strings.HasPrefix(words[0].Folded, text) && syllables(text, words) {
		return OfSyllables
	}
	return s.spellsPlaceless(text, words)
}

// spellsPlaceless says whether text is an acronym of the words without those that
// are places, which writers add to tell one of a kind from the others.
func (s *Scorer) spellsPlaceless(text string, words []*name.Word) AcronymKind {
	if s.parts = placeless(s.parts[:0], words); len(text) <= minAcronym || len(s.parts) == 0 {
		return notAcronym
	}
	if s.initials.read(s.parts); string(s.initials.of(OfContentWords)) == text {
		return WithoutPlace
	}
	// Other orders would fit too much, with a word left out.
	switch s.translates(text, s.parts) {
	case InOtherLanguage, InCyrillic:
		return WithoutPlace
	}
	return notAcronym
}

// placeless appends the content words that are no places; nothing where all are
// left, or too few for an acronym.
func placeless(dst []*name.Word, words []*name.Word) []*name.Word {
	n := 0
	for _, w := range words {
		switch w.Role {
		case name.RoleFunction, name.RoleLegal:
		case name.RoleGeo:
			n++
		default:
			dst = append(dst, w)
		}
	}
	if n == 0 || len(dst) < minAcronym {
		return dst[:0]
	}
	return dst
}

// withoutRole appends the words that have another role.
func withoutRole(dst []*name.Word, words []*name.Word, role name.Role) []*name.Word {
	for _, w := range words {
		if w.Role != role {
			dst = append(dst, w)
		}
	}
	return dst
}

// severalWords reports names of more than one word: a phrase has several.
func severalWords(words []*name.Word) bool {
	return len(words) > 1 || len(words) == 1 && strings.Contains(words[0].Folded, " ")
}

// contentWords is how many words a name has beside function words and legal forms.
func contentWords(words []*name.Word) (n int) {
	for _, w := range words {
		n += b2i(isContent(w))
	}
	return n
}

// isContent reports words that are no function words and no legal forms.
func isContent(w *name.Word) bool { return w.Role != name.RoleFunction && w.Role != name.RoleLegal }

// translates says how text is an acronym of the words in another language.
func (s *Scorer) translates(text string, words []*name.Word) AcronymKind {
	letters, ok := name.LettersOf(text)
	if !ok || len(words) > maxTranslatedAcronym {
		return notAcronym
	}
	var reach name.Letters
	longest := 0
	for _, w := range words {
		set, n := s.lexicon.StartReach(w)
		if set&letters == 0 {
			return notAcronym // every word gives a letter
		}
		reach |= set
		longest += n
	}
	if letters&^reach != 0 || len(text) > longest {
		return notAcronym
	}
	kind := notAcronym
	for language := range s.lexicon.StartLanguages(words) {
		var all name.Letters
		for _, w := range words {
			set := s.lexicon.StartLetters(w, language)
			if all |= set; set&letters == 0 {
				all = 0
				break
			}
		}
		if letters&^all != 0 {
			continue
		}
		for len(s.starts) < len(words) {
			s.starts = append(s.starts, nil)
		}
		starts := s.starts[:len(words)]
		for i, w := range words {
			starts[i] = s.lexicon.Starts(starts[i][:0], w, language)
		}
		every := uint32(1)<<len(words) - 1
		found := notAcronym
		switch cyrillic := name.CyrillicAcronyms(language); {
		case spelt(text, starts, every, true):
			found = InOtherLanguage
			if cyrillic {
				return InCyrillic
			}
		case len(text) > minAcronym && spelt(text, starts, every, false):
			found = InOtherOrder
			if cyrillic {
				found = InCyrillicOrder
			}
		}
		if rank(found) < rank(kind) {
			kind = found
		}
	}
	return kind
}

// rank orders the kinds of translated acronyms, the likeliest first.
func rank(k AcronymKind) int {
	return slices.Index([]AcronymKind{InCyrillic, InOtherLanguage, InCyrillicOrder, InOtherOrder, notAcronym}, k)
}

// spelt says whether text is made of one start of each free word, in the order
// of the words or in any.
func spelt(text string, starts [][]string, free uint32, inOrder bool) bool {
	if text == "" || free == 0 {
		return text == "" && free == 0
	}
	for rest := free; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros32(rest)
		for _, start := range starts[i] {
			if strings.HasPrefix(text, start) && spelt(text[len(start):], starts, free&^(1<<i), inOrder) {
				return true
			}
		}
		if inOrder {
			return false
		}
	}
	return false
}

// Bounds of acronyms of syllables: shorter ones, and those of fewer words, fit by
// chance, and no word gives more letters.
const (
	minSyllables = 4
	minSyllabled = 3
	maxSyllable  = 4
)

// syllables says whether text is made of the first letters of each word, in
// order; function words may give one or none.
func syllables(text string, words []*name.Word) bool {
	if len(words) == 0 {
		return text == ""
	}
	w := words[0]
	if w.Role == name.RoleFunction && syllables(text, words[1:]) || w.Role == name.RoleLegal {
		return w.Role != name.RoleLegal || syllables(text, words[1:])
	}
	return cutSyllables(text, w.Folded, w.Role == name.RoleFunction, words[1:])
}

// cutSyllables takes the first letters of a word, or of each word of a phrase,
// and goes on with the next words.
func cutSyllables(text, phrase string, one bool, next []*name.Word) bool {
	word, rest, more := strings.Cut(phrase, " ")
	for n := 1; n <= len(word) && n <= len(text) && n <= maxSyllable && text[n-1] == word[n-1]; n++ {
		if more && cutSyllables(text[n:], rest, one, next) || !more && syllables(text[n:], next) {
			return true
		}
		if one {
			return false
		}
	}
	return false
}

// hasInitials reports scripts whose names are abbreviated by first letters, by
// their writers or by those who romanize them. Syllabic and Indic ones are not.
func hasInitials(s name.Script) bool {
	switch s {
	case name.Latin, name.Cyrillic, name.Greek, name.Arabic, name.Hebrew, name.Armenian, name.Georgian:
		return true
	}
	return false
}

// assign says whether each letter can be given a word of its own that may start
// with it: a matching of letters and words by augmenting paths (Kuhn 1955).
func assign(text string, sets []name.Letters) bool {
	var owner [maxAcronym]int8 // of each word: its letter, from 1
	for i := range len(text) {
		if seen := uint32(0); !augment(text, sets, i, &owner, &seen) {
			return false
		}
	}
	return true
}

// augment finds letter i a word, moving other letters if need be.
func augment(text string, sets []name.Letters, i int, owner *[maxAcronym]int8, seen *uint32) bool {
	c := text[i] - 'a'
	if c > 25 {
		return false
	}
	for w, set := range sets {
		if set&(1<<c) == 0 || *seen&(1<<w) != 0 {
			continue
		}
		*seen |= 1 << w
		if owner[w] == 0 || augment(text, sets, int(owner[w]-1), owner, seen) {
			owner[w] = int8(i + 1)
			return true
		}
	}
	return false
}

// AcronymText returns the letters of a name that could be an acronym, in
// Latin, without its legal form; "" if it could not.
func AcronymText(words []*name.Word) string {
	if len(words) == 1 {
		one := acronymWord(words[0])
		if len(one) < minAcronym || len(one) > maxAcronym || words[0].Role == name.RoleFunction && len(words[0].Folded) > minAcronym {
			return "" // "The" names nobody; shorter ones may be letters
		}
		return one
	}
	var letters [maxAcronym]byte
	n, parts := 0, 0
	for _, w := range words {
		if w.Role == name.RoleLegal {
			continue
		}
		part := acronymWord(w)
		if parts++; part == "" || n+len(part) > maxAcronym || parts > maxParts {
			return ""
		}
		n += copy(letters[n:], part)
	}
	if n < minAcronym {
		return ""
	}
	return string(letters[:n])
}

// maxParts is the most words that an acronym is written in.
const maxParts = 3

// acronymWord is a word in Latin letters or digits as part of an acronym; "" if it is not
// romanized, or in a script that writes no single letters: 萨马拉 spells no initials.
func acronymWord(w *name.Word) string {
	if w.Script == name.Latin || w.Role == name.RoleNumber && w.Folded[0] < utf8.RuneSelf {
		return w.Folded
	}
	if letters := w.Letters(); letters != "" {
		return letters
	}
	if len(w.Roman) == 0 || !hasInitials(w.Script) {
		return ""
	}
	return w.Roman[0]
}
