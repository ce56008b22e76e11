package name

import (
	"slices"
	"testing"
)

// TestStarts checks what words put into acronyms of other languages.
func TestStarts(t *testing.T) {
	l := Builtin()
	language := func(code string) int { return slices.Index(acronymLanguages[:], code) }
	for _, test := range []struct{ text, language, want string }{
		{"army", "es", "e"},               // ejército
		{"liberation", "fr", "l"},         // libération
		{"front", "ar", "j"},              // jabha
		{"plant", "ru", "z"},              // zavod
		{"party", "tr", "p"},              // parti
		{"nujaba", "es", "n"},             // no concept: its own letter
		{"electromechanical", "ru", "em"}, // a compound: elektro-mekhanichesky
		{"center", "ru", "ts"},            // ц
		{"center", "ru", "c"},             //
		{"research institute", "ru", "nii"},
		{"cheboksary", "ru", "ch"},
		{"cheboksary", "ru", "c"},
		{"cheboksary", "fr", "c"},
	} {
		w := l.Word(test.text)
		got := l.Starts(nil, &w, language(test.language))
		if !slices.Contains(got, test.want) {
			t.Errorf("%q starts with %q in %s, want %q among them", test.text, got, test.language, test.want)
		}
	}
	for i := range AcronymLanguages {
		if len(l.starts[i]) == 0 {
			t.Errorf("no starts in %s", acronymLanguages[i])
		}
	}
}

// TestStartLetters checks that the cheap test never rejects what a word starts with.
func TestStartLetters(t *testing.T) {
	l := Builtin()
	for _, text := range []string{"plant", "cheboksary", "khimki", "zhukovsky", "research institute", "шуя", "тула", "بدر", "9", "shchyolkovo", "yuzhmash", "electromechanical", "design bureau", "army", "大学"} {
		w := l.Word(text)
		for language := range AcronymLanguages {
			set := l.StartLetters(&w, language)
			for _, start := range l.Starts(nil, &w, language) {
				letters, ok := LettersOf(start)
				if !ok || letters&^set != 0 {
					t.Errorf("%q starts with %q in %s, which is not of its letters %026b", text, start, acronymLanguages[language], set)
				}
				if reach, longest := l.StartReach(&w); letters&^reach != 0 || len(start) > longest {
					t.Errorf("%q starts with %q in %s, out of its reach %026b, %d", text, start, acronymLanguages[language], reach, longest)
				}
			}
		}
	}
}
