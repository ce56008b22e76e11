package main

import (
	"os"
	"regexp"
	"testing"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func TestBrief(t *testing.T) {
	for name, test := range map[string]struct{ kind, detail, want string }{
		"the same once":            {"word_same", "kataib ~ kataib", "kataib"},
		"another writing":          {"word_sounds", "kataib ~ ktaib", "kataib ~ ktaib"},
		"another language":         {"word_translated", "brigades ~ kataib", "brigades = kataib"},
		"joined":                   {"words_joined", "hizbullah ~ hizb allah", "hizbullah ~ hizb allah"},
		"acronym in the mention":   {"acronym", "pmf ~ popular mobilization forces", "pmf short for popular mobilization forces"},
		"acronym in the alias":     {"acronym", "popular mobilization forces ~ pmf", "pmf short for popular mobilization forces"},
		"initial":                  {"initial", "q", "initial q"},
		"only in the mention":      {"word_extra", "brigades", "extra brigades"},
		"only in the alias":        {"word_missing", "harakat", "without harakat"},
		"in another's name":        {"word_of_sibling", "awfiya", "another has awfiya"},
		"in a name of its own":     {"word_of_other_name", "iraq", "its other names have iraq"},
		"unlike its names":         {"word_unlike_names", "egyptian", "unlike its names: egyptian"},
		"the whole name":           {"name_same", "", "same name"},
		"a newer server's":         {"word_rhymes", "", "word rhymes"},
		"a newer server's, placed": {"word_rhymes", "a ~ b", "a ~ b"},
	} {
		if got := brief(&laqabv1.Evidence{Kind: test.kind, Detail: test.detail}); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestReasonTellsWhatSpeaksForItself(t *testing.T) {
	evidence := []*laqabv1.Evidence{
		{Kind: "coverage", Bits: -9},
		{Kind: "word_same", Detail: "ktaib ~ ktaib", Bits: 1},
		{Kind: "name_same", Bits: 3.7},
		{Kind: "word_same", Detail: "allah ~ allah", Bits: 0.9},
	}
	if got, want := reason(evidence), "same name +3.7, ktaib +1.0"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := reason(evidence[:1]), "coverage -9.0"; got != want {
		t.Errorf("nothing else: got %q, want %q", got, want)
	}
}

// Every kind that the resolver gives has words. The client may not import the
// resolver, so they are read from its source.
func TestEveryKindHasWords(t *testing.T) {
	source, err := os.ReadFile("../../../resolver/match/feature.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for _, found := range regexp.MustCompile(`kind: "(\w+)"`).FindAllSubmatch(source, -1) {
		kinds[string(found[1])] = true
	}
	if len(kinds) == 0 {
		t.Fatal("no kinds in the source")
	}
	for kind := range kinds {
		if _, known := wordings[kind]; !known {
			t.Errorf("%s has no words", kind)
		}
	}
	for kind := range wordings {
		if !kinds[kind] {
			t.Errorf("%s is no kind of the resolver", kind)
		}
	}
}
