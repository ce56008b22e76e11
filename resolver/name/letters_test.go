package name

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSpelledOut(t *testing.T) {
	for text, want := range map[string]string{
		"बीजेपी": "bjp", "আইএসআই": "isi", "بي بي سي": "bbc", "بی بی سی": "bbc", "سي ان ان": "cnn", "би би си": "bbc",
		"ایم کیو ایم": "mqm", "에스디에프": "sdf", "ヒーシー": "", "ビービーシー": "bbc", "אף בי איי": "fbi",
		"एमी": "", "유지비": "", "बी": "", "bbc": "", "": "", "بي بي": "", "سي بدر سي": "",
	} {
		if got := spelledOut(Fold(text)); got != want {
			t.Errorf("%s spells %q, want %q", text, got, want)
		}
	}
}

func TestLettersAreOneWord(t *testing.T) {
	for text, want := range map[string]string{ // the readings of the words that come first
		"بي بي سي":         "bbc",
		"Би-би-си":         "bbc",
		"канал Эн-би-си":   "kanal nbc",
		"ایم کیو ایم لندن": "mqm lndn",
		"بي سي":            "bi si", // too few
	} {
		var got []string
		for _, token := range Builtin().Tokens(text).Tokens {
			got = append(got, Builtin().Word(token.Text).Roman[0])
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s reads as %q, want %q", text, got, want)
		}
	}
}

// TestLetterNames checks that every letter has names, and that no name is Latin.
func TestLetterNames(t *testing.T) {
	names := map[byte]int{}
	for name, letter := range letterNames().letters {
		names[letter]++
		if r, _ := utf8.DecodeRuneInString(name); ScriptOf(r) == Latin || ScriptOf(r) == Unknown {
			t.Errorf("%q is no name of %c", name, letter)
		}
	}
	for letter := byte('a'); letter <= 'z'; letter++ {
		if names[letter] < 7 {
			t.Errorf("%c has %d names", letter, names[letter])
		}
	}
}
