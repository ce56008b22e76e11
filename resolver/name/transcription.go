package name

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// transcriptions are what Han characters stand for where they write the sounds of a
// foreign name. They are read when the first run of Han is.
var transcriptions = sync.OnceValue(func() map[string]string { return mustReadings("transcription.tsv") })

// Bounds of a run of Han that is read as a foreign name.
const (
	minTranscribed = 2
	maxTranscribed = 12
)

// transcriptionReading reads a run of Han as a foreign name; "" if one of its
// characters does not write sounds, or it is too short or too long.
func transcriptionReading(run []rune) string {
	if len(run) < minTranscribed || len(run) > maxTranscribed {
		return ""
	}
	return readEach(transcriptions(), run)
}

// writesSounds says whether a text is written as foreign names are, letter by letter or
// in characters that write sounds.
func writesSounds(text string) bool {
	for _, r := range text {
		if s := ScriptOf(r); !(s == Kana && !isHiragana(r) || s == Han && transcriptions()[string(r)] != "") {
			return false
		}
	}
	return true
}

// pointed says whether a part of a string has a point at the height of its middle beside
// it, as stands between the parts of a foreign name.
func pointed(s string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:start])
	after, _ := utf8.DecodeRuneInString(s[end:])
	return strings.ContainsRune(points, before) || strings.ContainsRune(points, after)
}

const points = "·•‧・･"

// byChance says whether a form of the lexicon, with what is before and after it in its
// run, is there by chance, as a part of a foreign name: since it would leave too few
// letters over for a word (크리스 is Chris, and no lease of 크; 羅德里格斯 is Rodríguez, and
// not in Delhi), or is a character that often ends such names.
func (l *Lexicon) byChance(script Script, before, form, after string) bool {
	switch script {
	case Hangul:
		return l.leftover(before, 1) || l.leftover(after, 1)
	case Kana, Han:
		if !writesSounds(form) || l.is(form, RoleHonorific) {
			return false
		}
		if script == Han && utf8.RuneCountInString(form) == 1 {
			return before != "" && writesSounds(before) && strings.Contains(transcribedEndings, form)
		}
		most := 1
		if script == Kana {
			most = maxLeftKana
		}
		return l.leftover(soundsBefore(before, script), most) || l.leftover(soundsAfter(after, script), most)
	}
	return false
}

// beforeForeign is how many bytes a word of one Han character takes before a foreign
// name: 新罕布什尔 is New Hampshire; 0 for none. A character that writes sounds itself may
// be part of the name, if that is short: 西雅图 is Seattle, 西苏拉威西 West Sulawesi.
func (l *Lexicon) beforeForeign(before, text string, script Script) int {
	const least, leastOfSounds = 2, 4 // characters of the name
	_, size := utf8.DecodeRuneInString(text)
	if script != Han || before != "" || !l.is(text[:size], RoleQualifier, RolePlace) {
		return 0
	}
	n := utf8.RuneCountInString(soundsAfter(text[size:], Han))
	if n >= leastOfSounds || n >= least && !writesSounds(text[:size]) {
		return size
	}
	return 0
}

// transcribedEndings are the words of one character that often end foreign names:
// 森 is wood, and the son of Anderson.
const transcribedEndings = "森林塔西亚雷米金南内波高法堡古班"

// maxLeftKana is the most syllables of Kana that are too few for a word.
const maxLeftKana = 2

// syllables counts the characters of a text but for those of Kana that only change the
// one before them.
func syllables(text string) (n int) {
	for _, r := range text {
		if r != longVowel && !strings.ContainsRune("ァィゥェォャュョッ", r) {
			n++
		}
	}
	return n
}

// leftover says whether a text is of so few syllables, and no word that the lexicon knows;
// but beside what is written as foreign names are, a short family name is none either.
func (l *Lexicon) leftover(text string, most int) bool {
	if text == "" || syllables(text) > most {
		return false
	}
	text = stripMarks(text)
	return l.forms[text] == nil || l.is(text, RoleGiven) && writesSounds(text)
}

// soundsAfter is the start of a text, of one script, that writes sounds.
func soundsAfter(text string, script Script) string {
	for i, r := range text {
		if ScriptOf(r) != script || !writesSounds(string(r)) {
			return text[:i]
		}
	}
	return text
}

// soundsBefore is the end of a text, of one script, that writes sounds; if not all
// of it does, then more is left over than that.
func soundsBefore(text string, script Script) string {
	if soundsAfter(text, script) != text {
		return ""
	}
	return text
}
