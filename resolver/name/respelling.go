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

// signs are letters that write one of Cyrillic, with the sign that stands for it in
// the common form, the longest first.
var signs = []struct {
	letters string
	sign    byte
}{
	{"shch", 'S'}, {"sch", 'S'}, {"sh", 'S'}, {"zh", 'Z'}, {"ch", 'C'}, {"kh", 'h'}, {"ts", 'c'}, {"tc", 'c'}, {"w", 'v'},
}

// respelling appends to dst the common form of the spellings of a folded Latin
// word, or of words one space apart.
func respelling(dst []byte, folded string) []byte {
	for i := 0; i < len(folded); {
		c, size := folded[i], 1
		for _, s := range signs {
			if c == s.letters[0] && strings.HasPrefix(folded[i:], s.letters) {
				c, size = s.sign, len(s.letters)
				break
			}
		}
		i += size
		if isGlide(c) {
			for i < len(folded) && isGlide(folded[i]) {
				i++
			}
			// Before a vowel there is none: yu, iu, ju; ye and e are one letter.
			if c = 'i'; i < len(folded) && isVowelLetter(folded[i]) {
				continue
			}
		}
		if n := len(dst); n == 0 || dst[n-1] != c {
			dst = append(dst, c)
		}
	}
	return dst
}

// isGlide reports the letters that write й.
func isGlide(c byte) bool { return c == 'y' || c == 'j' || c == 'i' }

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
