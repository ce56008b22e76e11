package name

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// latinRules romanizes Latin: letters with marks always, and the spelling of a
// language (sch, dj, cz) as a further reading.
type latinRules struct {
	marks, spelling map[string]*ruleset
	telltale        map[rune]clue
	// groups holds the telltale letter groups by their first two letters, so
	// that an ordinary English word costs one look-up a letter for them.
	groups [26][26][]letterGroup
}

// letterGroup is a group of letters by which an ASCII word shows its language.
type letterGroup struct{ letters, lang string }

var loadLatin = sync.OnceValue(func() *latinRules {
	marks, spelling := mustRules("latin.tsv"), mustRules("respelling.tsv")
	l := &latinRules{
		marks:    map[string]*ruleset{"": marks.forLang("")},
		spelling: map[string]*ruleset{},
		telltale: mustTelltales().letters[Latin],
	}
	for _, lang := range marks.languages() {
		l.marks[lang] = marks.forLang(lang)
	}
	// A respelling reads the letters with marks of its language too.
	spelling.rows = append(spelling.rows, marks.rows...)
	spelling.langs = append(spelling.langs, marks.langs...)
	for _, lang := range spelling.languages() {
		l.spelling[lang] = spelling.forLang(lang)
	}
	for _, d := range mustTelltales().groups {
		at := &l.groups[d.letters[0]-'a'][d.letters[1]-'a']
		*at = append(*at, d)
		slices.SortStableFunc(*at, func(a, b letterGroup) int { return cmp.Compare(len(b.letters), len(a.letters)) })
	}
	return l
})

// asciiReadings reads a plain ASCII word, which is its own first reading.
func asciiReadings(word, lang string) []string {
	l := loadLatin()
	var buf [64]rune
	run := buf[:0]
	for _, r := range word {
		run = append(run, r)
	}
	spelling := l.spelling[lang]
	if spelling == nil {
		spelling = l.spelling[cmp.Or(l.groupLanguage(word), guessLanguage(run, l.telltale, ""))]
	}
	if spelling == nil {
		return []string{word}
	}
	return appendReadings([]string{word}, spelling, run)
}

// latinReadings reads a run of Latin letters with marks: first what the marks
// say, then the spelling of its language.
func latinReadings(run []rune, lang string) []string {
	l := loadLatin()
	marks := l.marks[lang]
	if marks == nil {
		marks = l.marks[""]
	}
	out := appendReadings(make([]string, 0, maxReadings), marks, run)
	spelling := l.spelling[lang]
	if spelling == nil {
		spelling = l.spelling[guessLanguage(run, l.telltale, "")]
	}
	if spelling != nil {
		out = appendReadings(out, spelling, run)
	}
	return out
}

// groupLanguage returns the language of the first telltale group of letters in
// an ASCII word, "" if it has none.
func (l *latinRules) groupLanguage(word string) string {
	for i := 0; i+1 < len(word); i++ {
		a, b := word[i]-'a', word[i+1]-'a'
		if a >= 26 || b >= 26 {
			continue
		}
		for _, d := range l.groups[a][b] {
			if strings.HasPrefix(word[i:], d.letters) {
				return d.lang
			}
		}
	}
	return ""
}
