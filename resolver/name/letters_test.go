package name

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSpelledOut(t *testing.T) {
	for text, want := range map[string]string{
		"बीजेपी": "bjp", "আইএসআই": "isi", "بي بي سي": "bbc", "بی بی سی": "bbc", "سي ان ان": "cnn", "би би си": "bbc",
		"بی جے پی": "bjp", "سي اي ايه": "cia", "سي آي إيه": "cia",
		"ایم کیو ایم": "mqm", "에스디에프": "sdf", "ヒーシー": "", "ビービーシー": "bbc", "אף בי איי": "fbi",
		"एमी": "", "유지비": "", "बी": "", "bbc": "", "": "", "بي بي": "", "سي بدر سي": "", "الزيدي": "",
	} {
		marked, folded := foldWord(text)
		if got := spelledOut(marked, folded); got != want {
			t.Errorf("%s spells %q, want %q", text, got, want)
		}
	}
}

func TestLettersAreOneWord(t *testing.T) {
	for text, want := range map[string]string{ // the readings of the words that come first
		"بي بي سي":         "BBC",
		"Би-би-си":         "BBC",
		"канал Эн-би-си":   "kanal NBC",
		"ایم کیو ایم لندن": "MQM lndn",
		"エム・ティ・シー":         "MTC",
		"ジョン・スミス":          "jon sumisu",
		"би, би, си":       "bi bi si",
		"ए. पी. जे. कलाम":  "e pi je kalam", // initials
		"بي سي":            "bi si",         // too few
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

// TestLetterNames checks that every letter has names, that no name is Latin, and that none
// is another letter's, as they are written.
func TestLetterNames(t *testing.T) {
	of := map[string]string{}
	names := map[string]int{}
	for letter, name := range mustLists("letters.tsv") {
		r, _ := utf8.DecodeRuneInString(name)
		if other := of[name]; other != "" || ScriptOf(r) == Latin || ScriptOf(r) == Unknown {
			t.Errorf("%q of %s is no name, or %s's, too", name, letter, other)
		}
		of[name] = letter
		names[letter]++
	}
	for letter := 'a'; letter <= 'z'; letter++ {
		if names[string(letter)] < 7 {
			t.Errorf("%c has %d names", letter, names[string(letter)])
		}
	}
}
