package match

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver/name"
)

// AcronymKind says how well an acronym's letters are the initials of a name.
type AcronymKind uint8

// The acronym kinds, best first.
const (
	OfAllWords      AcronymKind = iota // every word in order: Bank of America, BOA
	OfContentWords                     // all but function words, in order: BA
	OfBareWords                        // also without legal forms
	InAnyOrder                         // the content words in another language's order: Breton Liberation Front, FLB
	InOtherLanguage                    // their translations in one other language, in order: Serov Mechanical Plant, SMZ is of zavod
	InOtherOrder                       // likewise in any order: Army of National Liberation, ELN is of Ejército
	acronymKinds
	notAcronym
)

// Acronym lengths, in letters: shorter ones are initials, longer ones words.
const (
	minAcronym = 2
	maxAcronym = 10
)

// acronym counts that one side's letters are the other side's initials.
func (s *Scorer) acronym(m, a *Sentence, out *Alignment) {
	if a.Type == Person {
		return // people have initials, not acronyms
	}
	direction := 0 // the mention is the short side
	text := AcronymText(m.Words)
	kind := s.spells(text, a.Words)
	if kind == notAcronym {
		text = AcronymText(a.Words)
		kind = s.spells(text, m.Words)
		direction = 1
		if a.Kind != Plain {
			// The entity has a long name besides, which the mention does not meet.
			direction = 2
		}
	}
	if kind == notAcronym {
		return
	}
	out.Traits.Acronym = true
	out.Items = append(out.Items, Item{Feature: feature(gAcronym, acronymBin(text), int(kind), direction), Value: 1,
		M: [2]int8{0, int8(len(m.Words))}, A: [2]int8{0, int8(len(a.Words))}})
	out.Items = append(out.Items, Item{Feature: feature(gAcronymSize, sizeBin(m.Size), int(kind), direction), Value: 1})
	if direction < 2 {
		out.Items = append(out.Items, Item{Feature: feature(gSize, 1), Value: m.Size})
	}
	if s.sharesLegalForm(m) {
		out.Items = append(out.Items, Item{Feature: feature(gAcronymLegal, int(kind)), Value: 1})
	}
	out.Similarity = max(out.Similarity, 0.9-0.15*float32(kind))
}

// sharesLegalForm says whether the legal forms of both names met.
func (s *Scorer) sharesLegalForm(m *Sentence) bool {
	for _, l := range s.links {
		if m.Words[l.m[0]].Role == name.RoleLegal {
			return true
		}
	}
	return false
}

func acronymBin(text string) int { return min(len(text)-minAcronym, acronymBins-1) }

// spells says how text is an acronym of the words.
func (s *Scorer) spells(text string, words []*name.Word) AcronymKind {
	if text == "" || len(words) < minAcronym || !hasInitials(words[0].Script) {
		return notAcronym
	}
	for kind, in := range initials(words) {
		if in == text {
			return min(AcronymKind(kind), OfBareWords)
		}
	}
	var sets [maxAcronym]name.Letters
	n := 0
	for _, w := range words {
		if w.Role == name.RoleFunction || w.Role == name.RoleLegal {
			continue
		}
		if n == len(text) {
			return notAcronym
		}
		sets[n] = w.Letter()
		n++
	}
	if n != len(text) {
		return notAcronym
	}
	if len(text) > minAcronym && assign(text, sets[:n]) {
		return InAnyOrder
	}
	translated := notAcronym
	for language := range name.AcronymLanguages {
		i := 0
		for _, w := range words {
			if w.Role != name.RoleFunction && w.Role != name.RoleLegal {
				sets[i] = s.lexicon.Initials(w, language)
				i++
			}
		}
		if inOrder(text, sets[:n]) {
			return InOtherLanguage
		}
		if len(text) > minAcronym && assign(text, sets[:n]) {
			translated = InOtherOrder
		}
	}
	return translated
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

// inOrder says whether each letter may start the word at its place.
func inOrder(text string, sets []name.Letters) bool {
	for i, set := range sets {
		if c := text[i] - 'a'; c > 25 || set&(1<<c) == 0 {
			return false
		}
	}
	return true
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
	var b strings.Builder
	n := 0
	for _, w := range words {
		if w.Role == name.RoleLegal && len(words) > 1 {
			continue
		}
		text := w.Folded
		if w.Script != name.Latin {
			if len(w.Roman) == 0 {
				return ""
			}
			text = w.Roman[0]
		}
		n++
		if b.WriteString(text); b.Len() > maxAcronym {
			return ""
		}
	}
	if b.Len() < minAcronym || n > 3 {
		return ""
	}
	return b.String()
}

// initials returns the acronyms that the words make, by kind: of all of them,
// of those that are not function words, of those that are no legal forms
// either, and of those after a leading legal form (the Joint Stock Company
// National Aviation Service Company is NASC); "" where there is none.
func initials(words []*name.Word) [OfBareWords + 2]string {
	var all, content, bare, after [maxAcronym + 1]byte
	na, nc, nb, nf := 0, 0, 0, 0
	put := func(to *[maxAcronym + 1]byte, n *int, c byte) {
		if *n < len(to) {
			to[*n] = c
			*n++
		}
	}
	for _, w := range words {
		phrase := w.Folded
		for start := 0; start < len(phrase); {
			c := phrase[start]
			if w.Script != name.Latin || c >= 0x80 {
				if c = initialOf(w, phrase[start:]); c == 0 {
					break
				}
			}
			put(&all, &na, c)
			if w.Role != name.RoleFunction {
				put(&content, &nc, c)
				if w.Role != name.RoleLegal {
					put(&bare, &nb, c)
				}
				if w.Role != name.RoleLegal || nf > 0 {
					put(&after, &nf, c)
				}
			}
			space := strings.IndexByte(phrase[start:], ' ')
			if space < 0 {
				break
			}
			start += space + 1
		}
	}
	return [OfBareWords + 2]string{acronymString(all[:na]), acronymString(content[:nc]), acronymString(bare[:nb]), acronymString(after[:nf])}
}

// initialOf is the first letter, in Latin, of the rest of a word's phrase in
// another script; 0 if there is none.
func initialOf(w *name.Word, rest string) byte {
	if !strings.Contains(w.Folded, " ") {
		if set := w.Letter(); set != 0 {
			return 'a' + byte(bits.TrailingZeros32(uint32(set)))
		}
		return 0
	}
	first, _, _ := strings.Cut(rest, " ")
	if r := name.Readings(first, "")[0]; r != "" {
		return r[0]
	}
	return 0
}

func acronymString(letters []byte) string {
	if len(letters) < minAcronym || len(letters) > maxAcronym {
		return ""
	}
	return string(letters)
}

// ShortKey is the key under which a name that may be an acronym is found: its
// letters in alphabetic order, since languages order words differently. "" if
// it cannot be one.
func ShortKey(words []*name.Word) string { return sortedLetters(AcronymText(words)) }

// LongKeys are the keys of the acronyms that a name of several words may have:
// own of its words as they are, foreign of their translations. They equal the
// ShortKey of such an acronym.
func LongKeys(l *name.Lexicon, words []*name.Word) (own, foreign []string) {
	if len(words) < minAcronym || !hasInitials(words[0].Script) {
		return nil, nil
	}
	for _, in := range initials(words) {
		if k := sortedLetters(in); k != "" && !slices.Contains(own, k) {
			own = append(own, k)
		}
	}
	var core []*name.Word
	for _, w := range words {
		if w.Role != name.RoleFunction && w.Role != name.RoleLegal {
			core = append(core, w)
		}
	}
	if len(core) <= minAcronym || len(core) > maxTranslatedAcronym {
		return own, nil
	}
	put := func(k string) {
		if !slices.Contains(own, k) && !slices.Contains(foreign, k) {
			foreign = append(foreign, k)
		}
	}
	// A phrase that the lexicon knows counts once here, unlike in initials.
	combine(core, (*name.Word).Letter, make([]byte, 0, len(core)), put)
	for language := range name.AcronymLanguages {
		combine(core, func(w *name.Word) name.Letters { return l.Initials(w, language) }, make([]byte, 0, len(core)), put)
	}
	return own, foreign
}

// maxTranslatedAcronym bounds the words of a name whose acronym is looked for
// in other languages.
const maxTranslatedAcronym = 6

// maxLettersOfWord bounds the letters tried for one word in one language: a
// concept with more has no usual one.
const maxLettersOfWord = 3

// combine puts the keys of all choices of one letter for each word.
func combine(words []*name.Word, of func(*name.Word) name.Letters, letters []byte, put func(string)) {
	if len(words) == 0 {
		put(sortedLetters(string(letters)))
		return
	}
	set := of(words[0])
	if set == 0 || bits.OnesCount32(uint32(set)) > maxLettersOfWord {
		set = words[0].Letter()
	}
	for ; set != 0; set &= set - 1 {
		c := 'a' + byte(bits.TrailingZeros32(uint32(set)))
		combine(words[1:], of, append(letters, c), put)
	}
}

func sortedLetters(acronym string) string {
	b := []byte(acronym)
	slices.Sort(b)
	return string(b)
}
