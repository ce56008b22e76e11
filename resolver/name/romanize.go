package name

import (
	"embed"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"

	anyascii "github.com/anyascii/go"
)

// maxReadings is the most readings a word is given.
const maxReadings = 4

//go:embed data/romanize/*.tsv
var romanizeFiles embed.FS

// alphabets says for each script that has rules where they are, and which
// language is meant when nothing tells.
var alphabets = map[Script]struct{ file, lang string }{
	Arabic:     {"arabic.tsv", "ar"},
	Hebrew:     {"hebrew.tsv", "he"},
	Syriac:     {"syriac.tsv", "syr"},
	Cyrillic:   {"cyrillic.tsv", "ru"},
	Greek:      {"greek.tsv", "el"},
	Armenian:   {"armenian.tsv", "hy"},
	Georgian:   {"georgian.tsv", "ka"},
	Devanagari: {"brahmic.tsv", "hi"},
	Bengali:    {"brahmic.tsv", "bn"},
	Gurmukhi:   {"brahmic.tsv", "pa"},
	Gujarati:   {"brahmic.tsv", "gu"},
	Oriya:      {"brahmic.tsv", "or"},
	Tamil:      {"brahmic.tsv", "ta"},
	Telugu:     {"brahmic.tsv", "te"},
	Kannada:    {"brahmic.tsv", "kn"},
	Malayalam:  {"brahmic.tsv", "ml"},
	Thai:       {"thai.tsv", "th"},
	Hangul:     {"hangul.tsv", "ko"},
	Kana:       {"kana.tsv", "ja"},
	Han:        {"han.tsv", "zh"},
}

// alphabet is the rules of one script: for its usual language and for each that
// has rows of its own.
type alphabet struct {
	byLang   map[string]*ruleset
	telltale map[rune]clue
	usual    string
}

// Readings returns how a word may be written in English: lower-case ASCII
// letters, digits and apostrophes, the most usual reading first, one to four of
// them, all different. A word with no letter or digit reads as the empty string.
//
// The word holds no space and is NFKC and lower-case. Vowel marks of Arabic,
// Hebrew and Syriac are used where they are written; unwritten vowels are left
// out. lang is the BCP 47 tag of the word's language; if it is empty, or of
// another script than the word, telltale letters decide.
func Readings(word string, lang string) []string {
	lang = baseLanguage(lang)
	if plainASCII(word) {
		return asciiReadings(word, lang)
	}
	var buf [64]rune
	runes := buf[:0]
	for _, r := range word {
		runes = append(runes, r)
	}
	if script, end := scriptRun(runes); end == len(runes) {
		return runReadings(runes, script, lang)
	}
	return mixedReadings(runes, lang)
}

// mixedReadings reads each run of one script by itself. The readings of the
// parts are combined in step, not crossed: a habit of spelling holds for the
// whole word.
func mixedReadings(word []rune, lang string) []string {
	var parts [][]string
	most := 1
	for len(word) > 0 {
		script, end := scriptRun(word)
		part := runReadings(word[:end], script, lang)
		parts = append(parts, part)
		most = max(most, len(part))
		word = word[end:]
	}
	out := make([]string, 0, most)
	for i := range most {
		var b strings.Builder
		for _, part := range parts {
			b.WriteString(part[min(i, len(part)-1)])
		}
		if s := b.String(); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// scriptRun returns the script of the first run of word and its length. Signs of
// no script belong to the run they follow.
func scriptRun(word []rune) (Script, int) {
	script := Unknown
	for i, r := range word {
		s := ScriptOf(r)
		switch {
		case s == Unknown || s == script:
		case script == Unknown:
			script = s
		default:
			return script, i
		}
	}
	return script, len(word)
}

func runReadings(run []rune, script Script, lang string) []string {
	switch script {
	case Latin:
		return latinReadings(run, lang)
	case Unknown:
		return []string{string(appendFallbackAll(nil, run))}
	}
	if a := loadAlphabets()[script]; a != nil {
		out := a.readings(run, script, lang)
		if script == Han {
			for _, reading := range []string{japaneseReading(run), transcriptionReading(run)} {
				if reading != "" && len(out) < maxReadings && !slices.Contains(out, reading) {
					out = append(out, reading)
				}
			}
		}
		return out
	}
	return []string{string(appendFallbackAll(nil, run))}
}

func (a *alphabet) readings(run []rune, script Script, lang string) []string {
	run = prepareRun(run, script)
	rules := a.byLang[lang]
	if rules == nil {
		rules = a.byLang[guessLanguage(run, a.telltale, a.usual)]
	}
	return appendReadings(make([]string, 0, rules.readings), rules, run)
}

// appendReadings adds the readings of a run that out does not hold yet.
func appendReadings(out []string, rules *ruleset, run []rune) []string {
	var buf [128]byte
	for i := range rules.readings {
		b := rules.append(buf[:0], run, i)
		if len(out) < maxReadings && !slices.ContainsFunc(out, func(s string) bool { return s == string(b) }) {
			out = append(out, string(b))
		}
	}
	return out
}

// clue is the language that a letter gives away. Of several in a word the one of
// lowest rank holds.
type clue struct {
	lang string
	rank int
}

// guessLanguage returns the language that the letters of a run give away, else
// the usual one.
func guessLanguage(run []rune, telltale map[rune]clue, usual string) string {
	best := clue{lang: usual, rank: len(telltale)}
	for _, r := range run {
		if c, ok := telltale[r]; ok && c.rank < best.rank {
			best = c
		}
	}
	return best.lang
}

// loadAlphabets parses the embedded tables once. They are part of the program,
// so a fault in them is a fault of the program.
var loadAlphabets = sync.OnceValue(func() *[scriptCount]*alphabet {
	var all [scriptCount]*alphabet
	letters := mustTelltales().letters
	for script, source := range alphabets {
		table := mustRules(source.file)
		a := &alphabet{byLang: map[string]*ruleset{}, telltale: letters[script], usual: source.lang}
		langs := []string{source.lang}
		if _, shared := brahmicBlocks[script]; !shared {
			langs = append(langs, table.languages()...)
		}
		for _, lang := range langs {
			a.byLang[lang] = table.forLang(lang)
		}
		all[script] = a
	}
	return &all
})

func mustRules(file string) *ruleTable {
	t, err := parseRules(file, mustRead(file))
	if err != nil {
		panic("name: " + err.Error())
	}
	return t
}

// mustLists yields what a file lists, in its order: of each line the first column, with each
// of what the second has, one space apart. Lines that begin with "#" are comments.
func mustLists(file string) iter.Seq2[string, string] {
	return func(yield func(key, listed string) bool) {
		for line := range strings.Lines(mustRead(file)) {
			if line[0] == '#' {
				continue
			}
			key, list, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
			if !ok {
				panic("name: " + file + ": want 2 columns: " + line)
			}
			for listed := range strings.SplitSeq(list, " ") {
				if !yield(key, listed) {
					return
				}
			}
		}
	}
}

func mustRead(file string) string {
	b, err := romanizeFiles.ReadFile(path.Join("data/romanize", file))
	if err != nil {
		panic("name: " + err.Error())
	}
	return string(b)
}

// telltales is what gives a language away: single letters by script, and groups
// of Latin letters.
type telltales struct {
	letters map[Script]map[rune]clue
	groups  []letterGroup
}

// mustTelltales reads telltale.tsv. A letter listed for two languages counts for
// the first.
func mustTelltales() telltales {
	t := telltales{letters: map[Script]map[rune]clue{}}
	for lang, letters := range mustLists("telltale.tsv") {
		runes := []rune(letters)
		if len(runes) > 1 {
			t.groups = append(t.groups, letterGroup{letters, lang})
			continue
		}
		script := ScriptOf(runes[0])
		clues := t.letters[script]
		if clues == nil {
			clues = map[rune]clue{}
			t.letters[script] = clues
		}
		if _, listed := clues[runes[0]]; !listed {
			clues[runes[0]] = clue{lang, len(clues)}
		}
	}
	return t
}

// appendFallback writes a letter that has no rule as AnyAscii would, keeping only
// what a reading may contain.
func appendFallback(dst []byte, r rune) []byte {
	if r < 0x80 {
		return appendReadingByte(dst, byte(r))
	}
	s := anyascii.TransliterateRune(r)
	for i := range len(s) {
		dst = appendReadingByte(dst, s[i])
	}
	return dst
}

func appendFallbackAll(dst []byte, run []rune) []byte {
	for _, r := range run {
		dst = appendFallback(dst, r)
	}
	return dst
}

func appendReadingByte(dst []byte, b byte) []byte {
	switch {
	case b >= 'a' && b <= 'z', b >= '0' && b <= '9', b == '\'':
		return append(dst, b)
	case b >= 'A' && b <= 'Z':
		return append(dst, b+'a'-'A')
	}
	return dst
}

func plainASCII(word string) bool {
	for i := range len(word) {
		if b := word[i]; !(b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '\'') {
			return false
		}
	}
	return true
}

// baseLanguage returns the first subtag of a BCP 47 tag, in lower case.
func baseLanguage(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}
