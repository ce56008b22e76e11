package match

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/laqab/laqab/resolver/name"
)

// A blend is one word made of the starts of several: Pemex is Petróleos Mexicanos, BelAZ
// the Белорусский автомобильный завод. Companies of Russia and Latin America are called by
// them more than by initials.

// Bounds of blends: shorter words, and starts of a single letter, fit by chance, and those
// of long ones are tried in too many ways.
const (
	minBlend   = 5  // letters
	maxBlend   = 16 // likewise
	maxBlended = 8  // words, function words too
	minStart   = 2  // letters, of the first word, and of one more where there are not three
	maxStart   = 5  // letters of each of two words by which blends are found
)

// BlendOf returns the word that a name is beside function words and legal forms, in Latin
// letters; "" if there are more, or it is too short or too long for a blend.
func BlendOf(words []*name.Word) (text string) {
	for _, w := range words {
		if !isContent(w) {
			continue
		}
		if text != "" {
			return ""
		}
		if text = acronymWord(w); len(text) < minBlend || len(text) > maxBlend || strings.Contains(text, " ") {
			return ""
		}
	}
	return text
}

// WordsKeys are keys of the initials of two words that a blend may be made of: such names
// have one of them among their LongKeys.
func WordsKeys(blend string) (keys []AcronymKey) {
	for i := minStart; i+minStart <= len(blend); i++ {
		if key := keyOf(blend[:1]).with(blend[i]); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// BlendKeys are the ShortKeys of the blends that a name of two words may have; nil for
// others.
func BlendKeys(words []*name.Word) (keys []AcronymKey) {
	var pair [2]string
	n := 0
	for _, w := range words {
		if !isContent(w) {
			continue
		}
		if n == len(pair) || strings.Contains(w.Folded, " ") {
			return nil
		}
		pair[n] = acronymWord(w)
		n++
	}
	keys = make([]AcronymKey, 0, (maxStart-minStart+1)*(maxStart-minStart+1))
	for i := minStart; i <= min(len(pair[0]), maxStart); i++ {
		for k := max(minStart, minBlend-i); k <= min(len(pair[1]), maxStart); k++ {
			keys = append(keys, keyOf(pair[0][:i]+pair[1][:k]))
		}
	}
	return keys
}

// IsBlend says whether a text is made of the starts of words, in their order. Function
// words and legal forms may give nothing.
func IsBlend(text string, words []*name.Word) bool {
	return text != "" && len(words) <= maxBlended && contentWords(words) > 0 && severalWords(words) && startsOf(text, words, "", 0, 0)
}

// startsOf goes on with what is left of a phrase and the words behind it, where so many
// words gave letters already, and so many minStart of them.
func startsOf(text string, words []*name.Word, phrase string, long, gave int) bool {
	if phrase == "" {
		if len(words) == 0 {
			return text == "" && (long > 1 || long == 1 && gave > 2)
		}
		w := words[0]
		words = words[1:]
		if !isContent(w) && startsOf(text, words, "", long, gave) {
			return true
		}
		if phrase = w.Folded; !strings.Contains(phrase, " ") {
			return startOf(text, acronymWord(w), words, "", long, gave)
		}
	}
	word, rest, _ := strings.Cut(phrase, " ")
	if word[0] >= utf8.RuneSelf {
		word = name.Readings(word, "")[0]
	}
	return startOf(text, word, words, rest, long, gave)
}

// startOf takes letters of a word, as many as it can first.
func startOf(text, word string, words []*name.Word, phrase string, long, gave int) bool {
	least := 1
	if long == 0 {
		least = minStart
	}
	for n := shared(text, word); n >= least; n-- {
		if startsOf(text[n:], words, phrase, long+b2i(n >= minStart), gave+1) {
			return true
		}
	}
	return false
}

// shared is how many letters two texts start with in common.
func shared(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
