package match

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/laqab/laqab/resolver/name"
)

// AcronymKey is what acronyms are found by: their letters in alphabetic order, since
// languages order words differently. The last one is lowest, in six bits each; 0 is none.
type AcronymKey uint64

const (
	letterBits = 6
	letterMask = 1<<letterBits - 1
	digitCode  = 'z' - 'a' + 2  // of 0
	otherCode  = digitCode + 10 // of what is no letter of English and no digit
	otherCodes = letterMask - otherCode + 1
)

// keyOf is the key of an acronym's letters.
func keyOf[T string | []byte](letters T) (k AcronymKey) {
	for i := range len(letters) {
		k = k.with(letters[i])
	}
	return k
}

// with is the key of the letters and one more.
func (k AcronymKey) with(letter byte) AcronymKey {
	code, at := codeOf(letter), 0
	for rest := k; rest&letterMask > code; rest >>= letterBits {
		at += letterBits
	}
	return (k>>at<<letterBits|code)<<at | k&(1<<at-1)
}

func codeOf(letter byte) AcronymKey {
	switch {
	case letter >= 'a' && letter <= 'z':
		return AcronymKey(letter - 'a' + 1)
	case letter >= '0' && letter <= '9':
		return AcronymKey(letter - '0' + digitCode)
	}
	return AcronymKey(letter%otherCodes + otherCode)
}

// letters is how many the key has.
func (k AcronymKey) letters() int { return (bits.Len64(uint64(k)) + letterBits - 1) / letterBits }

// String returns the letters, with "?" for what is neither a letter of English nor a digit.
func (k AcronymKey) String() string {
	text := make([]byte, k.letters())
	for i := len(text) - 1; i >= 0; i, k = i-1, k>>letterBits {
		switch code := byte(k & letterMask); {
		case code < digitCode:
			text[i] = 'a' + code - 1
		case code < otherCode:
			text[i] = '0' + code - digitCode
		default:
			text[i] = '?'
		}
	}
	return string(text)
}

// ShortKey is the key under which a name that may be an acronym is found; 0 if it
// cannot be one.
func ShortKey(words []*name.Word) AcronymKey { return keyOf(AcronymText(words)) }

// MixedKeys are the keys under which names are found that a mention abbreviates in
// part: the letters of one word with the initials of the others, since Supporters
// of PNP has the initials of Supporters of the People's National Party.
func MixedKeys(words []*name.Word) (keys []AcronymKey) {
	if !HasAcronyms(words) || contentWords(words) > maxMixed {
		return nil
	}
	for i, w := range words {
		if len(w.Concepts) > 0 || w.Role < name.RoleContent || speakable(w.Phon[0]) {
			continue // a word that means something, or is spoken as one, is itself
		}
		letters := AcronymText(words[i : i+1])
		if len(letters) <= minAcronym {
			continue
		}
		for k, o := range words {
			if start, ok := first(o); ok && k != i && isContent(o) {
				letters += start
			}
		}
		if len(letters) > minAcronym+1 && len(letters) <= maxAcronym {
			keys = append(keys, keyOf(letters))
		}
	}
	return keys
}

// maxMixed is the most words of a name that one of them may abbreviate words of.
const maxMixed = 4

// speakable says whether sounds are spoken as a word: they have several vowels, or
// one between consonants. Most names of people are, and some acronyms.
func speakable(phon string) bool {
	first, last := strings.IndexAny(phon, vowels), strings.LastIndexAny(phon, vowels)
	return first != last || first > 0 && first < len(phon)-1
}

const vowels = "aeiou"

// LongKeys are the keys of the acronyms that a name of several words may have:
// own of its words as they are, foreign of their translations, without those of
// own. They equal the ShortKey of such an acronym.
func LongKeys(l *name.Lexicon, words []*name.Word) (own, foreign []AcronymKey) {
	return new(ForeignKeyer).LongKeys(l, words)
}

// HasAcronyms reports names that may have LongKeys.
func HasAcronyms(words []*name.Word) bool {
	return severalWords(words) && (hasInitials(words[0].Script) || words[0].Role == name.RoleNumber)
}

// Initials are the first letters of words that are no function words; "" if there
// are too many or too few of them for an acronym, or none of the words means
// anything, as in names of people.
func Initials(words []*name.Word) string {
	if !hasInitials(words[0].Script) || !slices.ContainsFunc(words, translatable) {
		return ""
	}
	var in initials
	in.read(words)
	letters := in.of(OfContentWords)
	if len(letters) < minAcronym {
		return ""
	}
	return string(letters)
}

// OwnKeys are the keys of the acronyms of a name's words as they are.
func OwnKeys(l *name.Lexicon, words []*name.Word) (own []AcronymKey) {
	var in initials
	add := func(words []*name.Word, digits string) {
		in.read(words)
		for kind := OfAllWords; kind <= afterLegal; kind++ {
			own = appendKey(own, keyOf(in.of(kind)), digits)
		}
		in.read(placeless(nil, words))
		if k := keyOf(in.of(OfContentWords)); k.letters() > minAcronym {
			own = appendKey(own, k, digits)
		}
	}
	add(words, "")
	var n numbered
	for n.set(l, words); n.digits != ""; n.undate(l) {
		add(n.rest, n.digits)
	}
	return own
}

// appendKey appends the key of the letters of another and of some digits, once, if
// they are enough for an acronym and not too many.
func appendKey(keys []AcronymKey, letters AcronymKey, digits string) []AcronymKey {
	n := letters.letters() + len(digits)
	if letters == 0 || n < minAcronym || n > maxAcronym {
		return keys
	}
	k := letters
	for i := range len(digits) {
		k = k.with(digits[i])
	}
	if slices.Contains(keys, k) {
		return keys
	}
	return append(keys, k)
}

// ForeignKeyer makes the keys of many names in memory of its own.
type ForeignKeyer struct {
	keys
	parts  []*name.Word
	starts [][]string
	space  []string // of starts
}

// Keys are the keys of the acronyms of a name's words and their translations. They are
// valid until the next call.
func (k *ForeignKeyer) Keys(l *name.Lexicon, words []*name.Word) []AcronymKey {
	k.all, k.parts = k.all[:0], k.parts[:0]
	for _, w := range words {
		if isContent(w) {
			k.parts = append(k.parts, w)
		}
	}
	k.translate(l)
	k.parts = placeless(k.parts[:0], words)
	k.translate(l)
	return k.each()
}

// LongKeys is the function. The foreign keys are valid until the next call.
func (k *ForeignKeyer) LongKeys(l *name.Lexicon, words []*name.Word) (own, foreign []AcronymKey) {
	if !HasAcronyms(words) {
		return nil, nil
	}
	own = OwnKeys(l, words)
	return own, slices.DeleteFunc(k.Keys(l, words), func(key AcronymKey) bool { return slices.Contains(own, key) })
}

// ForeignPattern appends all that the keys of a ForeignKeyer depend on: names of one pattern have
// the same keys, and in a large table most names share theirs with others.
func ForeignPattern(dst []byte, words []*name.Word) []byte {
	for _, w := range words {
		if !isContent(w) {
			continue
		}
		if len(w.Concepts) > 0 || strings.Contains(w.Folded, " ") {
			dst = append(binary.AppendUvarint(append(dst, 'w'), uint64(len(w.Text))), w.Text...)
			continue
		}
		kind := byte('p')
		if w.Folded[0] < utf8.RuneSelf {
			kind = 'a'
		}
		start := w.Start()
		dst = append(append(dst, kind, byte(w.Role), byte(w.Script), byte(len(start))), start...)
	}
	return dst
}

// translate adds the keys of the acronyms of the parts, as they are and in the acronym
// languages. Without a word that translates, the letters are those of OwnKeys.
func (k *ForeignKeyer) translate(l *name.Lexicon) {
	n := len(k.parts)
	if n == 0 || n > maxTranslatedAcronym || !slices.ContainsFunc(k.parts, translatable) {
		return
	}
	if k.starts == nil {
		k.starts, k.space = make([][]string, maxTranslatedAcronym), make([]string, maxStartsOfWord*maxTranslatedAcronym)
	}
	starts := k.starts[:n]
	// A phrase that the lexicon knows counts once here, unlike in initials.
	for i, w := range k.parts {
		starts[i] = k.space[maxStartsOfWord*i:][:0:maxStartsOfWord]
		if text, ok := first(w); ok {
			starts[i] = append(starts[i], text)
		}
	}
	k.combine(starts)
	last := -1
	for language := range l.StartLanguages(k.parts) {
		for i, w := range k.parts {
			if last >= 0 && len(w.Concepts) == 0 && name.CyrillicAcronyms(language) == name.CyrillicAcronyms(last) {
				continue // it starts as in the language before
			}
			starts[i] = l.Starts(starts[i][:0], w, language)
			starts[i] = starts[i][:min(len(starts[i]), maxStartsOfWord)]
		}
		k.combine(starts)
		last = language
	}
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

// keys collects the keys of a name's acronyms, which has hundreds and most of them twice.
type keys struct {
	all  []AcronymKey
	left int // how many more combinations are tried
}

// combine adds the keys of all choices of one start for each word.
func (k *keys) combine(starts [][]string) {
	k.left = maxKeysOfLanguage
	k.choose(starts, 0, 0)
}

// choose adds those that have the n letters of a key too.
func (k *keys) choose(starts [][]string, key AcronymKey, n int) {
	if len(starts) == 0 {
		if k.left--; n > minAcronym { // two letters fit too many pairs of words
			k.all = append(k.all, key)
		}
		return
	}
	for _, start := range starts[0] {
		if k.left == 0 || n+len(start) > maxAcronym {
			return
		}
		longer := key
		for i := range len(start) {
			longer = longer.with(start[i])
		}
		k.choose(starts[1:], longer, n+len(start))
	}
}

// each returns the keys, each once.
func (k *keys) each() []AcronymKey {
	slices.Sort(k.all)
	return slices.Compact(k.all)
}

// SyllableKeys are the keys of the acronyms that a name of several words may
// have of its syllables, beside its LongKeys. They are many, so that names are
// looked up by them, not listed.
func SyllableKeys(words []*name.Word) []AcronymKey {
	var space [maxSyllableWords][maxSyllable - 1]string
	var starts [maxSyllableWords][]string
	n := 0
	for _, w := range words {
		if !isContent(w) {
			continue
		}
		for word := range strings.FieldsSeq(w.Folded) {
			if n == maxSyllableWords {
				return nil
			}
			of := space[n][:0]
			for i := 1; i <= min(len(word), maxSyllable-1) && word[i-1] >= 'a' && word[i-1] <= 'z'; i++ {
				of = append(of, word[:i])
			}
			starts[n] = of
			n++
		}
	}
	if n < minSyllabled {
		return nil
	}
	k := keys{left: maxSyllableKeys}
	k.choose(starts[:n], 0, 0)
	return k.each()
}

// maxSyllableKeys bounds the keys of one name's acronyms of syllables.
const maxSyllableKeys = 64

// maxSyllableWords is the most words that an acronym of syllables is made of.
const maxSyllableWords = 4

// SyllablesOf are the keys of the initials that an acronym of syllables may be
// made of: its first letter with any two or more of the others. The names that it
// may stand for have one of them among their LongKeys. Nil if it is too long or
// too short for one.
func SyllablesOf(words []*name.Word) []AcronymKey {
	text := AcronymText(words)
	if len(text) < minSyllables || len(text) > maxSyllablesOf {
		return nil
	}
	var out []AcronymKey
	for set := range uint32(1) << (len(text) - 1) {
		if n := bits.OnesCount32(set); n < minAcronym || n == len(text)-1 {
			continue
		}
		key := keyOf(text[:1])
		for i := range len(text) - 1 {
			if set&(1<<i) != 0 {
				key = key.with(text[i+1])
			}
		}
		if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// maxSyllablesOf bounds the letters of an acronym of syllables that is looked for
// by its initials: each letter more doubles them.
const maxSyllablesOf = 7
