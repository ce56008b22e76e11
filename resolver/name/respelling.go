package name

import (
	"bytes"
	"slices"
	"strings"
)

// A romanized word of a Slavic language that is written in Cyrillic has no one
// spelling: общество is obshchestvo, obschestvo, obshestvo, obščestvo; -ский is
// -skiy, -skii, -skij, -sky, -ski. Lists mix them at will, within a name too. And
// a word of any Slavic language has a dozen endings. So the lexicon knows its
// Slavic words, and the romanized ones it lists, by a form that all these
// spellings have in common, and single words without their ending.

// minRespelled is the fewest letters of that form by which a word is known: a
// shorter one would be a word of some other language too often.
const minRespelled = 7

// respelledLanguages are those whose words are known so.
var respelledLanguages = map[string]bool{
	"cs": true, "sk": true, "pl": true, "hr": true, "bs": true, "sl": true, "sr": true, "mk": true,
	"ru": true, "ru-Latn": true, "uk": true, "uk-Latn": true, "be": true, "be-Latn": true, "bg": true, "bg-Latn": true, "und-Cyrl": true,
}

// respelling appends to dst the common form of the spellings of a folded Latin
// word, or of words one space apart.
func respelling(dst []byte, folded string) []byte {
	put := func(c byte) {
		if n := len(dst); n == 0 || dst[n-1] != c {
			dst = append(dst, c)
		}
	}
	for i := 0; i < len(folded); {
		rest := folded[i:]
		switch c := rest[0]; {
		case strings.HasPrefix(rest, "shch"):
			put('S')
			i += 4
		case strings.HasPrefix(rest, "sch"):
			put('S')
			i += 3
		case strings.HasPrefix(rest, "sh"):
			put('S')
			i += 2
		case strings.HasPrefix(rest, "zh"):
			put('Z')
			i += 2
		case strings.HasPrefix(rest, "ch"):
			put('C')
			i += 2
		case strings.HasPrefix(rest, "kh"):
			put('h')
			i += 2
		case strings.HasPrefix(rest, "ts"), strings.HasPrefix(rest, "tc"):
			put('c')
			i += 2
		case c == 'y' || c == 'j' || c == 'i':
			// A glide before a vowel: yu, iu, ju; ye and e are one letter.
			for i < len(folded) && (folded[i] == 'y' || folded[i] == 'j' || folded[i] == 'i') {
				i++
			}
			if i == len(folded) || !isVowelLetter(folded[i]) {
				put('i')
			}
		case c == 'w':
			put('v')
			i++
		default:
			put(c)
			i++
		}
	}
	return dst
}

// respelled is what the lexicon knows by the common form of spellings.
type respelled struct {
	concepts map[string][]Concept
	first    map[string]int // first word of a form of several -> most words of a form that starts so
}

// addRespelled makes a form known by what its spellings have in common.
// Given names and titles are not: there a letter makes another man.
func (l *Lexicon) addRespelled(c Concept, form, language string) {
	if !respelledLanguages[language] || l.roles[c] == RoleGiven || l.roles[c] == RoleHonorific {
		return
	}
	var common []byte
	words, first := 0, 0
	for word := range strings.FieldsSeq(form) {
		if words++; words > 1 {
			if words == 2 {
				first = len(common)
			}
			common = append(common, ' ')
		}
		common = respelling(common, Readings(word, language)[0])
	}
	if len(common) < minRespelled {
		return
	}
	if words == 1 {
		common = cutEnding(common)
	}
	r := &l.respelled
	if old := r.concepts[string(common)]; !slices.Contains(old, c) {
		r.concepts[string(common)] = l.byRole(append(slices.Clone(old), c))
	}
	if words > 1 {
		r.first[string(common[:first])] = max(r.first[string(common[:first])], words)
	}
}

// lookupRespelled returns the concepts of a word or phrase in Latin letters that is
// another spelling of what the lexicon has.
func (l *Lexicon) lookupRespelled(latin string) []Concept {
	if len(latin) < minRespelled || !isLower(latin) {
		return nil
	}
	var buf [64]byte
	common := respelling(buf[:0], latin)
	if !strings.Contains(latin, " ") {
		common = cutEnding(common)
	}
	return l.respelled.concepts[string(common)]
}

// cutEnding cuts the case ending off a word in common form, unless it is that of
// family names: Malenkov is not little.
func cutEnding(common []byte) []byte {
	for _, ending := range familyEndings {
		if bytes.HasSuffix(common, []byte(ending)) {
			return common
		}
	}
	for _, ending := range slavicEndings {
		if stem, ok := bytes.CutSuffix(common, []byte(ending)); ok && len(stem) >= minStemRespelled {
			return stem
		}
	}
	return common
}

// minStemRespelled is the fewest letters of a stem.
const minStemRespelled = minRespelled - 1

// familyEndings are those of family names in common form.
var familyEndings = []string{"ov", "ev", "ova", "eva"}

// slavicEndings are those of nouns and adjectives in common form, longest first.
var slavicEndings = []string{
	"iami", "ogo", "ego", "eho", "oho", "omu", "emu", "ami", "imi", "aia", "oie",
	"oi", "ei", "oe", "ee", "ie", "aa", "oa", "im", "om", "em", "am", "ah", "ih", "oh", "eh", "uu", "ou",
	"a", "e", "i", "o", "u",
}

// phraseRespelled returns how many of the folded words are another spelling of a
// phrase that the lexicon has, the longest such; 0 for none.
func (l *Lexicon) phraseRespelled(folds []string) int {
	if len(folds) < 2 || len(folds[0]) < minPhraseStart || !isLower(folds[0]) {
		return 0
	}
	var buf [128]byte
	n := min(l.respelled.first[string(respelling(buf[:0], folds[0]))], len(folds))
	for ; n > 1; n-- {
		common := buf[:0]
		for i, word := range folds[:n] {
			if i > 0 {
				common = append(common, ' ')
			}
			common = respelling(common, word)
		}
		if l.respelled.concepts[string(common)] != nil {
			return n
		}
	}
	return 0
}

// minPhraseStart is the fewest letters of a first word of such a phrase: shorter
// ones are most words of persons' names, and have one spelling.
const minPhraseStart = 6

// isLower reports a-z and spaces only.
func isLower(s string) bool {
	for i := range len(s) {
		if (s[i] < 'a' || s[i] > 'z') && s[i] != ' ' {
			return false
		}
	}
	return true
}
