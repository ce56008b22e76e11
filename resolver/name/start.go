package name

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// Letters is a set of a-z, by bit.
type Letters uint32

func letter(c byte) Letters {
	if c < 'a' || c > 'z' {
		return 0
	}
	return 1 << (c - 'a')
}

// LettersOf is the set of a text's letters; ok is false where it has other signs.
func LettersOf(text string) (set Letters, ok bool) {
	for i := range len(text) {
		l := letter(text[i])
		if l == 0 {
			return 0, false
		}
		set |= l
	}
	return set, true
}

// acronymLanguages are those whose acronyms are used outside them: an article
// in English writes FLB for the Breton Liberation Front. The romanized forms of
// a language count with it.
var acronymLanguages = [...]string{"fr", "es", "pt", "it", "de", "ru", "ar", "fa", "tr", "id", "uk", "ku", "el"}

// AcronymLanguages is how many languages Starts knows.
const AcronymLanguages = len(acronymLanguages)

// cyrillicAcronyms says of an acronym language that its acronyms are romanized
// letter by letter (ЦКБ: TsKB) and take the inner initials of compounds
// (электромеханический: EM).
var cyrillicAcronyms = func() (is [AcronymLanguages]bool) {
	for i, language := range acronymLanguages {
		is[i] = language == "ru" || language == "uk"
	}
	return is
}()

// CyrillicAcronyms reports the acronym languages, by number, that are written in Cyrillic.
func CyrillicAcronyms(language int) bool { return cyrillicAcronyms[language] }

// starts is what the forms of a concept may put into an acronym in one language.
type starts struct {
	texts   []string // one letter for a word, several for a phrase or a compound
	letters Letters  // all that are in them
}

// Starts appends what a word may put into an acronym of an acronym language, by
// number: how its concepts' forms start there; where it has no concept there, how
// it starts itself.
func (l *Lexicon) Starts(dst []string, w *Word, language int) []string {
	n := len(dst)
	for _, c := range w.Concepts {
		if s := l.startsOf(c, language); s != nil {
			for _, text := range s.texts {
				if !slices.Contains(dst[n:], text) {
					dst = append(dst, text)
				}
			}
		}
	}
	if len(dst) == n {
		dst = appendStarts(dst, w.latin(), cyrillicAcronyms[language])
	}
	return dst
}

// StartReach is a set that holds all letters of the word's Starts in every
// language, and the most letters that one has: a cheap test before the languages
// are tried.
func (l *Lexicon) StartReach(w *Word) (set Letters, longest int) {
	for _, c := range w.Concepts {
		if int(c) < len(l.reach) {
			set |= l.reach[c].letters
			longest = max(longest, l.reach[c].longest)
		}
	}
	text := w.latin()
	if text == "" {
		return set, longest
	}
	latin, other := cyrillicStart(text)
	return set | letter(text[0]) | lettersIn(latin) | lettersIn(other), max(longest, len(latin), 1)
}

func lettersIn(text string) (set Letters) {
	for i := range len(text) {
		set |= letter(text[i])
	}
	return set
}

// reach is what starts of a concept have in all acronym languages together.
type reach struct {
	letters   Letters
	longest   int    // letters of a start
	languages uint16 // that have one, by bit
}

// StartLanguages yields the acronym languages, by number, that need be tried for the
// words' Starts: those in which one of them has a concept, and of the others, where
// all start as they are, one that is written in Cyrillic and one that is not.
func (l *Lexicon) StartLanguages(words []*Word) iter.Seq[int] {
	return func(yield func(int) bool) {
		own := uint16(0)
		for _, w := range words {
			for _, c := range w.Concepts {
				if int(c) < len(l.reach) {
					own |= l.reach[c].languages
				}
			}
		}
		var tried [2]bool // not in Cyrillic, in Cyrillic
		for language := range acronymLanguages {
			if own>>language&1 == 0 {
				once := &tried[0]
				if cyrillicAcronyms[language] {
					once = &tried[1]
				}
				if *once {
					continue
				}
				*once = true
			}
			if !yield(language) {
				return
			}
		}
	}
}

// StartLetters is a set that holds all letters of the word's Starts: a cheap test
// before they are tried.
func (l *Lexicon) StartLetters(w *Word, language int) (set Letters) {
	for _, c := range w.Concepts {
		if s := l.startsOf(c, language); s != nil {
			set |= s.letters
		}
	}
	if set != 0 {
		return set
	}
	text := w.latin()
	if text == "" {
		return 0
	}
	set = letter(text[0])
	if cyrillicAcronyms[language] {
		latin, other := cyrillicStart(text)
		set |= lettersIn(latin) | lettersIn(other)
	}
	return set
}

// cyrillicStart is the Latin letters at the start of a text that write one of
// Cyrillic, and what else writes it in acronyms; "" if a single one does.
func cyrillicStart(text string) (latin, other string) {
	if len(text) < 2 || strings.IndexByte("skzcty", text[0]) < 0 {
		return "", ""
	}
	for i := range cyrillicLetters {
		if l := &cyrillicLetters[i]; strings.HasPrefix(text, l.latin) {
			return l.latin, l.other
		}
	}
	return "", ""
}

func (l *Lexicon) startsOf(c Concept, language int) *starts {
	if of := l.starts[language]; int(c) < len(of) && of[c].letters != 0 {
		return &of[c]
	}
	return nil
}

// addStarts notes how folded forms of a concept start in acronyms: by their first
// letter, phrases by those of their words (научно-исследовательский институт:
// NII), and what abbreviates such a phrase in Cyrillic as a whole (НИИ).
func (l *Lexicon) addStarts(c Concept, forms []string, language string) {
	phrases := slices.ContainsFunc(forms, func(form string) bool { return strings.Contains(form, " ") })
	for _, form := range forms {
		l.addStart(c, form, language, phrases && utf8.RuneCountInString(form) <= maxAbbreviation)
	}
}

// maxAbbreviation is the most letters of a word that abbreviates a phrase.
const maxAbbreviation = 3

func (l *Lexicon) addStart(c Concept, form, language string, abbreviation bool) {
	const maxPhrase = 4 // words: no longer phrase is abbreviated inside an acronym
	language, _, _ = strings.Cut(language, "-")
	if language == "kmr" || language == "ckb" {
		language = "ku"
	}
	i := slices.Index(acronymLanguages[:], language)
	if i < 0 || form == "" {
		return
	}
	if n := int(c) + 1 - len(l.starts[i]); n > 0 {
		l.starts[i] = append(l.starts[i], make([]starts, n)...)
	}
	to := &l.starts[i][c]
	put := func(text string) {
		if letters, ok := LettersOf(text); ok && text != "" && !slices.Contains(to.texts, text) {
			to.texts, to.letters = append(to.texts, text), to.letters|letters
			if n := int(c) + 1 - len(l.reach); n > 0 {
				l.reach = append(l.reach, make([]reach, n)...)
			}
			r := &l.reach[c]
			r.letters, r.longest, r.languages = r.letters|letters, max(r.longest, len(text)), r.languages|1<<i
		}
	}
	words := strings.Fields(form)
	if len(words) == 1 {
		text := latinOf(form)
		if abbreviation && cyrillicAcronyms[i] {
			put(text)
			return
		}
		for _, start := range appendStarts(nil, text, cyrillicAcronyms[i]) {
			put(start)
		}
		if rest := secondPart(text); rest != "" && cyrillicAcronyms[i] {
			put(text[:1] + rest[:1])
		}
		return
	}
	phrases, n := []string{""}, 0
	for _, word := range words {
		if l.function(word) {
			continue
		}
		var longer []string
		for _, start := range appendStarts(nil, latinOf(word), cyrillicAcronyms[i]) {
			for _, phrase := range phrases {
				longer = append(longer, phrase+start)
			}
		}
		phrases = longer
		n++
	}
	if n > 1 && n <= maxPhrase {
		for _, phrase := range phrases {
			put(phrase)
		}
	}
}

// latinOf is a folded word in Latin letters.
func latinOf(folded string) string {
	if isPlain(folded) {
		return folded
	}
	return Readings(folded, "")[0]
}

// cyrillicLetters are letters of Cyrillic that two or more Latin ones write, and
// how else they are written in acronyms.
var cyrillicLetters = []struct{ latin, other string }{
	{"shch", ""}, {"kh", "h"}, {"ts", "c"}, {"zh", ""}, {"ch", ""}, {"sh", ""}, {"yu", "u"}, {"ya", ""},
}

// Start is what of a word without concepts decides what it puts into an acronym:
// its first letter in Latin, or those that write a Cyrillic one.
func (w *Word) Start() string {
	text := w.latin()
	if start, _ := cyrillicStart(text); start != "" {
		return start
	}
	return text[:min(len(text), 1)]
}

// appendStarts appends how a word in Latin letters starts: its first letter, and
// in Cyrillic acronyms the Latin letters that write the first one.
func appendStarts(dst []string, text string, cyrillic bool) []string {
	if text == "" || letter(text[0]) == 0 {
		return dst
	}
	dst = append(dst, text[:1])
	if !cyrillic {
		return dst
	}
	latin, other := cyrillicStart(text)
	if latin != "" {
		dst = append(dst, latin)
	}
	if other != "" {
		dst = append(dst, other)
	}
	return dst
}

// combining are the first parts of Russian and Ukrainian compounds that acronyms
// take apart, romanized.
var combining = []string{
	"elektro", "radio", "avia", "avto", "aero", "gidro", "teplo", "termo", "mashino", "priboro", "sudo", "nefte", "gazo",
	"metallo", "bio", "geo", "agro", "mikro", "brone", "energo", "pnevmo", "stanko", "moto", "opto",
}

// secondPart is what follows the first part of a romanized compound; "" if it is none.
func secondPart(text string) string {
	const minRest = 4 // letters: shorter ends are suffixes
	for _, c := range combining {
		if rest, ok := strings.CutPrefix(text, c); ok && len(rest) >= minRest {
			return rest
		}
	}
	return ""
}
