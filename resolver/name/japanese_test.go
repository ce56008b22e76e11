package name

import (
	"slices"
	"strings"
	"testing"
)

func TestJapaneseReading(t *testing.T) {
	for run, want := range map[string]string{
		"宮本": "miyamoto", "高知": "kochi", "函館": "hakodate", "森": "mori", "田中太郎": "tanakataro", "林太郎": "rintaro",
		"工业大学": "", "": "", "工": "", strings.Repeat("田中", 7): "",
	} {
		if got := japaneseReading([]rune(run)); got != want {
			t.Errorf("%q reads as %q, want %q", run, got, want)
		}
	}
	if got := Readings("宮本", ""); !slices.Contains(got, "miyamoto") || got[0] == "miyamoto" {
		t.Errorf("readings are %q, want pinyin first and miyamoto among them", got)
	}
}

// TestJapaneseNames checks that each listed name is of Han and reads as letters.
func TestJapaneseNames(t *testing.T) {
	for name, reading := range japaneseNames() {
		runes := []rune(name)
		if _, ok := LettersOf(reading); !ok || reading == "" || len(runes) == 0 || len(runes) > maxJapaneseName {
			t.Errorf("%q reads as %q", name, reading)
		}
	}
}
