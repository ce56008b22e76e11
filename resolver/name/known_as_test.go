package name

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// slowKnownAs is nextKnownAs by the definition: every phrase at every place.
func slowKnownAs(s string, from int) (at, end int) {
	for i, r := range s {
		if i == 0 || i < from || !isWordRune(r) {
			continue
		}
		if r < utf8.RuneSelf || !unspaced(ScriptOf(r)) {
			before := prevRune(s, i)
			if last, _ := runeAt(s, before); before == 0 || i == from || isWordRune(last) || last == '\'' || last == '-' {
				continue
			}
		}
		for _, phrase := range knownAs {
			phrase, glued := strings.CutSuffix(phrase, glues)
			for _, phrase := range []string{phrase, stripMarks(phrase)} {
				if n := i + len(phrase); n >= len(s) || !strings.EqualFold(s[i:n], phrase) {
					continue
				} else if next, _ := runeAt(s, n); glued || !unicode.IsLetter(next) && !unicode.IsDigit(next) {
					end = max(end, n)
				}
			}
		}
		if end > 0 {
			return i, end
		}
	}
	return -1, -1
}

// FuzzNextKnownAs checks the search that looks at few places against the slow one.
func FuzzNextKnownAs(f *testing.F) {
	for _, phrase := range knownAs {
		phrase = strings.TrimSuffix(phrase, glues)
		f.Add("Badr "+phrase+" Nasr", 0)
		f.Add("Badr, "+strings.ToUpper(phrase)+" Nasr", 0)
		f.Add("真主"+phrase+"真主", 3)
		f.Add(phrase+" Badr-"+phrase+" Nasr "+phrase, len(phrase))
	}
	f.Fuzz(func(t *testing.T, s string, from int) {
		if !utf8.ValidString(s) || from < 0 || from > len(s) || from < len(s) && !utf8.RuneStart(s[from]) {
			return
		}
		at, end := nextKnownAs(s, from)
		if wantAt, wantEnd := slowKnownAs(s, from); at != wantAt || end != wantEnd {
			t.Errorf("%q from %d: %d to %d, want %d to %d", s, from, at, end, wantAt, wantEnd)
		}
	})
}
