package name

import (
	"strings"
	"testing"
)

func TestCaseOf(t *testing.T) {
	for text, want := range map[string]Case{
		"NATO": Capitals, "U.S.": Capitals, "ИГИЛ": Capitals, "IS-K": Capitals, "G7": Capitals,
		"Nato": LowerCase, "nato": LowerCase, "Bursa": LowerCase, "حماس": NoCase, "哈马斯": NoCase, "7": NoCase, "": NoCase,
	} {
		if got := CaseOf(text); got != want {
			t.Errorf("CaseOf(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestSmallWords(t *testing.T) {
	l := Builtin()
	for text, want := range map[string]string{
		"ousted president Bashar al-Assad": "ousted president al",
		"der ehemalige Chef Hassan":        "der ehemalige",
		"Kim Jong-un":                      "",
		"bashar al-assad":                  "", // who writes no capitals tells nothing
		"الرئيس بشار":                      "",
	} {
		var small []string
		n := l.Tokens(text)
		for i, mask := 0, SmallWords(text, n.Tokens); i < len(n.Tokens); i++ {
			if mask>>i&1 != 0 {
				small = append(small, n.Tokens[i].Text)
			}
		}
		if got := strings.Join(small, " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
