package name

import (
	"slices"
	"testing"
)

func TestLemmas(t *testing.T) {
	for _, test := range []struct {
		raw, want string
		by        Inflection
	}{
		{"لحماس", "حماس", Proclitic},
		{"والحشد", "الحشد", Proclitic},
		{"وبالعراق", "العراق", Proclitic},
		{"للسوداني", "السوداني", Proclitic},
		{"للسوداني", "سوداني", Proclitic},
		{"בדוחא", "דוחא", Proclitic},
		{"שבעזה", "עזה", Proclitic},
		{"TV'nin", "tv", Suffixed},
		{"Sadr’ın", "sadr", Suffixed},
		{"Abadi's", "abadi", Suffixed},
		{"Касема", "касем", CaseEnding},
		{"Хезболлы", "хезболла", CaseEnding},
		{"хуситов", "хуситы", CaseEnding},
		{"Hezbollahem", "hezbollah", CaseEnding},
		{"Hizbollahs", "hizbollah", CaseEnding},
	} {
		found := false
		text, _ := foldWord(test.raw)
		Lemmas(test.raw, text, func(lemma string, by Inflection) bool {
			found = found || lemma == test.want && by == test.by
			return true
		})
		if !found {
			t.Errorf("%q may not be %q", test.raw, test.want)
		}
	}
	for _, raw := range []string{"ولي", "Sha'bi", "Rus", "ИГ", "哈马斯", ""} {
		text, _ := foldWord(raw)
		Lemmas(raw, text, func(lemma string, _ Inflection) bool {
			t.Errorf("%q may be %q", raw, lemma)
			return true
		})
	}
}

// TestLemmasStop: the first lemma that the caller knows is the last.
func TestLemmasStop(t *testing.T) {
	for _, raw := range []string{"وبالعراق", "للسوداني", "שבעזה", "TV'nin", "Хезболлами", "Hezbollahem"} {
		text, _ := foldWord(raw)
		n := 0
		Lemmas(raw, text, func(string, Inflection) bool { n++; return false })
		if n != 1 {
			t.Errorf("%q: %d lemmas after the caller had enough", raw, n)
		}
	}
}

func FuzzLemmas(f *testing.F) {
	for _, raw := range []string{"لل", "وبالعراق", "שב", "TV'nin", "'s", "Хезболлами", "a", "\xff'n", "''''A"} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		text, _ := foldWord(raw)
		var lemmas []string
		Lemmas(raw, text, func(lemma string, _ Inflection) bool {
			lemmas = append(lemmas, lemma)
			return true
		})
		if slices.Contains(lemmas, text) || slices.Contains(lemmas, "") {
			t.Errorf("lemmas of %q: %q", raw, lemmas)
		}
	})
}
