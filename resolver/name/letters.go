package name

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// letterNames are what the letters of English are called in other scripts, folded, from
// letters.tsv, and how long the longest name is.
var letterNames = sync.OnceValue(func() (t struct {
	letters map[string]byte
	longest int
}) {
	t.letters = map[string]byte{}
	for line := range strings.Lines(mustRead("letters.tsv")) {
		if line[0] == '#' {
			continue
		}
		letter, names, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			panic("name: letters.tsv: want 2 columns: " + line)
		}
		for _, name := range strings.Split(names, " ") {
			name = Fold(name)
			if _, listed := t.letters[name]; !listed {
				t.letters[name] = letter[0]
			}
			t.longest = max(t.longest, len(name))
		}
	}
	return t
})

// Bounds of acronyms that are spelled out: with fewer letters they are words.
const (
	minSpelled = 3
	maxSpelled = 8
)

// spelledOut returns the letters of an acronym that a folded word or phrase spells out in
// another script (बीजेपी, بي بي سي), "" if it is none. Of one word some name of a letter
// has two characters, by chance hardly any word of only such names has.
func spelledOut(folded string) string {
	if folded == "" || folded[0] < utf8.RuneSelf {
		return ""
	}
	var letters [maxSpelled]byte
	n, telling := 0, false
	for part := range strings.FieldsSeq(folded) {
		more, tells := spelledWord(part, letters[n:])
		if more == 0 {
			return ""
		}
		n, telling = n+more, telling || tells
	}
	if n < minSpelled || !telling && !strings.Contains(folded, " ") {
		return ""
	}
	return string(letters[:n])
}

// spelledWord puts the letters that a word without spaces names into dst; n is 0 if it is
// not made of names, or of more than there is room for. A longer name is tried first.
func spelledWord(word string, dst []byte) (n int, telling bool) {
	names := letterNames()
	if len(dst) == 0 {
		return 0, false
	}
	for end := min(len(word), names.longest); end > 0; end-- {
		letter, ok := names.letters[word[:end]]
		if !ok {
			continue
		}
		telling = utf8.RuneCountInString(word[:end]) > 1
		if end == len(word) {
			dst[0] = letter
			return 1, telling
		}
		if n, more := spelledWord(word[end:], dst[1:]); n > 0 {
			dst[0] = letter
			return n + 1, telling || more
		}
	}
	return 0, false
}

// joinLetters makes one word of words that name the letters of an acronym one by one:
// بي بي سي, Би-би-си.
func joinLetters(tokens []Token) []Token {
	names := letterNames().letters
	for i := 0; i < len(tokens); i++ {
		n := 0
		for i+n < len(tokens) && n < maxSpelled && tokens[i+n].Text[0] >= utf8.RuneSelf && names[Fold(tokens[i+n].Text)] != 0 {
			n++
		}
		if n < minSpelled {
			continue
		}
		texts := make([]string, n)
		for k, t := range tokens[i : i+n] {
			texts[k] = t.Text
		}
		tokens[i] = Token{strings.Join(texts, " "), tokens[i].Start, tokens[i+n-1].End}
		tokens = slices.Delete(tokens, i+1, i+n)
	}
	return tokens
}
