package name

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// letterNames are what the letters of English are called in other scripts, from
// letters.tsv: as they are written, and folded, where another letter may have the name, too
// (Urdu جے and جی), and the one listed first counts.
var letterNames = sync.OnceValue(func() (t struct {
	written, folded map[string]byte
	longest         int
}) {
	t.written, t.folded = map[string]byte{}, map[string]byte{}
	for letter, name := range mustLists("letters.tsv") {
		written, folded := foldWord(name)
		t.written[written] = letter[0]
		if t.folded[folded] == 0 {
			t.folded[folded] = letter[0]
		}
		t.longest = max(t.longest, len(written), len(folded))
	}
	return t
})

// Bounds of acronyms that are spelled out: with fewer letters they are words.
const (
	minSpelled = 3
	maxSpelled = 8
)

// spelledOut returns the letters of an acronym that a word or phrase spells out in
// another script (बीजेपी, بي بي سي), given as written in lower case and folded; "" if it is
// none. One word does in scripts that write acronyms so, and not in those that part the
// names, of which words are made by chance (الزيدي); some name has two characters then.
func spelledOut(text, folded string) string {
	if folded == "" || folded[0] < utf8.RuneSelf {
		return ""
	}
	if r, _ := utf8.DecodeRuneInString(folded); partsLetters(ScriptOf(r)) && !strings.Contains(text, " ") {
		return ""
	}
	if letters := spelledAs(text, letterNames().written); letters != "" {
		return letters
	}
	return spelledAs(folded, letterNames().folded)
}

// partsLetters says whether a script writes the names of letters as words of their own.
func partsLetters(s Script) bool {
	switch s {
	case Arabic, Hebrew, Cyrillic, Greek:
		return true
	}
	return false
}

func spelledAs(text string, names map[string]byte) string {
	var letters [maxSpelled]byte
	n, telling := 0, false
	for part := range strings.FieldsSeq(text) {
		more, tells := spelledWord(part, letters[n:], names)
		if more == 0 {
			return ""
		}
		n, telling = n+more, telling || tells
	}
	if n < minSpelled || !telling && !strings.Contains(text, " ") {
		return ""
	}
	return string(letters[:n])
}

// spelledWord puts the letters that a word without spaces names into dst; n is 0 if it is
// not made of names, or of more than there is room for. A longer name is tried first.
func spelledWord(word string, dst []byte, names map[string]byte) (n int, telling bool) {
	if len(dst) == 0 {
		return 0, false
	}
	for end := min(len(word), letterNames().longest); end > 0; end-- {
		letter, ok := names[word[:end]]
		if !ok {
			continue
		}
		telling = utf8.RuneCountInString(word[:end]) > 1
		if end == len(word) {
			dst[0] = letter
			return 1, telling
		}
		if n, more := spelledWord(word[end:], dst[1:], names); n > 0 {
			dst[0] = letter
			return n + 1, telling || more
		}
	}
	return 0, false
}

// joinLetters makes one word of words that name the letters of an acronym one by one, with
// no more than a space, hyphen or middle dot between them: بي بي سي, Би-би-си, エム・ティ・シー.
func joinLetters(tokens []Token, s string) []Token {
	for i := 0; i < len(tokens); i++ {
		if !namesLetter(tokens[i]) {
			continue
		}
		n := 1
		for i+n < len(tokens) && n < maxSpelled && besides(tokens[i+n-1], tokens[i+n], s) && namesLetter(tokens[i+n]) {
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

// namesLetter says whether a word is a letter's name.
func namesLetter(t Token) bool {
	if t.Text[0] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeRuneInString(t.Text)
	return ScriptOf(r) != Han && (letterNames().written[t.Text] != 0 || letterNames().folded[stripMarks(t.Text)] != 0)
}

// besides says whether two words are of one script and next to each other.
func besides(a, b Token, s string) bool {
	x, _ := utf8.DecodeRuneInString(a.Text)
	y, _ := utf8.DecodeRuneInString(b.Text)
	if ScriptOf(x) != ScriptOf(y) {
		return false
	}
	gap := between(a, b, s)
	return gap == " " || gap == "-" || gap == "・"
}
