package match

import (
	"math/bits"
	"slices"
	"strings"

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
	acronymKinds
	notAcronym
)

// Acronym lengths, in letters: shorter ones are initials, longer ones words.
const (
	minAcronym = 2
	maxAcronym = 10
)

// acronym says whether one side's letters are the other side's initials, and
// counts that.
func (s *Scorer) acronym(m, a *Sentence, out *Alignment) bool {
	if a.Type == Person {
		return false // people have initials, not acronyms
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
		return false
	}
	out.Traits.Acronym = true
	out.Items = append(out.Items, Item{Feature: feature(gAcronym, acronymBin(text), int(kind), direction), Value: 1,
		M: [2]int8{0, int8(len(m.Words))}, A: [2]int8{0, int8(len(a.Words))}})
	out.Items = append(out.Items, Item{Feature: feature(gAcronymSize, sizeBin(m.Size), int(kind), direction), Value: 1})
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
	if text == "" || !severalWords(words) || !hasInitials(words[0].Script) {
		return notAcronym
	}
	in := initials(words)
	for _, kind := range [...]AcronymKind{OfContentWords, OfAllWords, OfBareWords, OfBareWords + 1} {
		if in[kind] == text {
			return min(kind, OfBareWords)
		}
	}
	s.parts = s.parts[:0]
	for _, w := range words {
		if w.Role == name.RoleFunction || w.Role == name.RoleLegal {
			continue
		}
		if len(s.parts) == len(text) {
			return notAcronym
		}
		s.parts = append(s.parts, w)
	}
	if len(s.parts) == len(text) && len(text) > minAcronym {
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
		if s.parts = withoutRole(s.parts[:0], words, name.RoleFunction); len(s.parts) <= len(text) {
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
	return notAcronym
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
		if w.Role != name.RoleFunction && w.Role != name.RoleLegal {
			n++
		}
	}
	return n
}

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
		reach |= set
		longest += n
	}
	if letters&^reach != 0 || len(text) > longest {
		return notAcronym
	}
	kind := notAcronym
	for language := range name.AcronymLanguages {
		var all name.Letters
		for _, w := range words {
			all |= s.lexicon.StartLetters(w, language)
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
	var b strings.Builder
	n := 0
	for _, w := range words {
		if w.Role == name.RoleLegal && len(words) > 1 {
			continue
		}
		if w.Role == name.RoleFunction && len(words) == 1 && len(w.Folded) > minAcronym {
			return "" // "The" names nobody; shorter ones may be letters
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
	if !severalWords(words) || !hasInitials(words[0].Script) {
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
	if len(core) > maxTranslatedAcronym || !slices.ContainsFunc(core, translatable) {
		return own, nil // without a word that translates, the letters are those of own
	}
	var k keys
	starts := make([][]string, len(core))
	// A phrase that the lexicon knows counts once here, unlike in initials.
	for i, w := range core {
		if text, ok := first(w); ok {
			starts[i] = append(starts[i], text)
		}
	}
	k.combine(starts)
	for language := range name.AcronymLanguages {
		for i, w := range core {
			starts[i] = l.Starts(starts[i][:0], w, language)
			starts[i] = starts[i][:min(len(starts[i]), maxStartsOfWord)]
		}
		k.combine(starts)
	}
	return own, k.texts(own)
}

// translatable reports words that other languages say otherwise, unlike names.
func translatable(w *name.Word) bool {
	return len(w.Concepts) > 0 && w.Role != name.RoleGiven || strings.Contains(w.Folded, " ")
}

// first is the first letter of a word as a text.
func first(w *name.Word) (string, bool) {
	set := w.Letter()
	if set == 0 {
		return "", false
	}
	at := bits.TrailingZeros32(uint32(set))
	return alphabet[at : at+1], true
}

const alphabet = "abcdefghijklmnopqrstuvwxyz"

// maxTranslatedAcronym bounds the words of a name whose acronym is looked for
// in other languages.
const maxTranslatedAcronym = 6

// Bounds of the keys of translated acronyms: of a word's starts in one language
// and of a name's acronyms only the first, which are the most usual, make keys.
const (
	maxStartsOfWord   = 4
	maxKeysOfLanguage = 12
)

// keys collects the keys of a name's acronyms: letters in alphabetic order, five
// bits each, since a name has hundreds and most of them twice.
type keys struct {
	packed  []uint64
	left    int // how many more combinations are tried
	letters [maxAcronym]byte
}

// combine adds the keys of all choices of one start for each word.
func (k *keys) combine(starts [][]string) {
	k.left = maxKeysOfLanguage
	k.choose(starts, 0)
}

func (k *keys) choose(starts [][]string, n int) {
	if len(starts) == 0 {
		if k.left--; n > minAcronym { // two letters fit too many pairs of words
			letters := k.letters
			slices.Sort(letters[:n])
			k.packed = append(k.packed, pack(letters[:n]))
		}
		return
	}
	for _, start := range starts[0] {
		if k.left == 0 || n+len(start) > maxAcronym {
			return
		}
		k.choose(starts[1:], n+copy(k.letters[n:], start))
	}
}

const letterBits = 5

// pack writes letters into a number; it never makes the same of two.
func pack(letters []byte) (key uint64) {
	for _, c := range letters {
		key = key<<letterBits | uint64(c-'a'+1)
	}
	return key
}

// texts returns the keys, each once, without those of own.
func (k *keys) texts(own []string) []string {
	slices.Sort(k.packed)
	k.packed = slices.Compact(k.packed)
	all := make([]byte, 0, (maxAcronym+1)*len(k.packed))
	for _, key := range k.packed {
		var letters [maxAcronym]byte
		at := len(letters)
		for ; key != 0; key >>= letterBits {
			at--
			letters[at] = 'a' - 1 + byte(key&(1<<letterBits-1))
		}
		all = append(append(all, letters[at:]...), ' ')
	}
	return slices.DeleteFunc(strings.Fields(string(all)), func(key string) bool { return slices.Contains(own, key) })
}

// SyllableKeys are the keys of the acronyms that a name of several words may
// have of its syllables, beside its LongKeys. They are many, so that names are
// looked up by them, not listed.
func SyllableKeys(words []*name.Word) []string {
	k := keys{left: maxSyllableKeys}
	var starts [][]string
	for _, w := range words {
		if w.Role == name.RoleFunction || w.Role == name.RoleLegal {
			continue
		}
		for word := range strings.FieldsSeq(w.Folded) {
			var of []string
			for n := 1; n <= min(len(word), maxSyllable-1) && word[n-1] >= 'a' && word[n-1] <= 'z'; n++ {
				of = append(of, word[:n])
			}
			starts = append(starts, of)
		}
	}
	if len(starts) >= minSyllabled && len(starts) <= maxSyllableWords {
		k.choose(starts, 0)
	}
	return k.texts(nil)
}

// maxSyllableKeys bounds the keys of one name's acronyms of syllables.
const maxSyllableKeys = 64

// maxSyllableWords is the most words that an acronym of syllables is made of.
const maxSyllableWords = 4

// SyllablesOf are the keys of the initials that an acronym of syllables may be
// made of: its first letter with any two or more of the others. The names that it
// may stand for have one of them among their LongKeys. Nil if it is too long or
// too short for one.
func SyllablesOf(words []*name.Word) []string {
	text := AcronymText(words)
	if len(text) < minSyllables || len(text) > maxSyllablesOf {
		return nil
	}
	var out []string
	for set := range uint32(1) << (len(text) - 1) {
		if n := bits.OnesCount32(set); n < minAcronym || n == len(text)-1 {
			continue
		}
		initials := []byte{text[0]}
		for i := range len(text) - 1 {
			if set&(1<<i) != 0 {
				initials = append(initials, text[i+1])
			}
		}
		if key := sortedLetters(string(initials)); !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// maxSyllablesOf bounds the letters of an acronym of syllables that is looked for
// by its initials: each letter more doubles them.
const maxSyllablesOf = 7

func sortedLetters(acronym string) string {
	b := []byte(acronym)
	slices.Sort(b)
	return string(b)
}
