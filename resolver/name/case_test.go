package name

import "testing"

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
