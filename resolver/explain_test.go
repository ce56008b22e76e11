package resolver

import (
	"reflect"
	"slices"
	"testing"
)

// TestExplain checks every entity of the table against every mention: what
// Explain says is what Resolve does.
func TestExplain(t *testing.T) {
	r := newTable()
	found, missed, excluded := 0, 0, 0
	for _, text := range mentions {
		m := Mention{Text: text}
		ans := r.Resolve(m, everything)
		for _, e := range table {
			x, ok := r.Explain(m, e.ID, Policy{})
			if !ok {
				t.Fatalf("no entity %s", e.ID)
			}
			best := ""
			if len(ans.Candidates) > 0 {
				best = ans.Candidates[0].EntityID
			}
			if x.Outcome != ans.Outcome || x.Best != best || x.NoMatchProbability != ans.NoMatchProbability {
				t.Errorf("%q and %s: %v, best %q, no match %v; Resolve says %v, %q, %v",
					text, e.ID, x.Outcome, x.Best, x.NoMatchProbability, ans.Outcome, best, ans.NoMatchProbability)
			}
			if c := x.Candidate; c.EntityID != e.ID || c.Name != e.Name || c.Type != e.Type || len(c.Evidence) == 0 {
				t.Errorf("%q and %s: %+v", text, e.ID, c)
			}
			i := slices.IndexFunc(ans.Candidates, func(c Candidate) bool { return c.EntityID == e.ID })
			switch {
			case i >= 0:
				found++
				if !x.Retrieved || x.Excluded != "" || !reflect.DeepEqual(x.Candidate, ans.Candidates[i]) {
					t.Errorf("%q and %s: %+v, Resolve says %+v", text, e.ID, x, ans.Candidates[i])
				}
			case x.Excluded != "":
				excluded++
				if !slices.Contains(e.Not, x.Excluded) || x.Candidate.Probability != 0 {
					t.Errorf("%q and %s: excluded by %q, probability %v", text, e.ID, x.Excluded, x.Candidate.Probability)
				}
			default:
				missed++
				if x.Retrieved || x.Candidate.Probability != 0 {
					t.Errorf("%q and %s: not returned, but retrieved %v with probability %v", text, e.ID, x.Retrieved, x.Candidate.Probability)
				}
			}
		}
	}
	if found == 0 || missed == 0 || excluded == 0 {
		t.Errorf("%d found, %d missed, %d excluded", found, missed, excluded)
	}
	if x, ok := r.Explain(Mention{Text: "Hezbollah"}, "nobody", Policy{}); ok {
		t.Errorf("an entity that is not there: %+v", x)
	}
}

func TestExplainExclusion(t *testing.T) {
	x, ok := newTable().Explain(Mention{Text: "KATAEB PARTY"}, "kataib-hezbollah", Policy{})
	if !ok || x.Excluded != "Kataeb Party" || x.Retrieved || x.Candidate.Probability != 0 || len(x.Candidate.Evidence) == 0 {
		t.Errorf("%+v, %v", x, ok)
	}
}

// TestExclusionButForNames: a name written just so is meant, though an exclusion folds to it.
func TestExclusionButForNames(t *testing.T) {
	r := New(slices.Values([]Entity{
		{ID: "city", Type: TypePlace, Name: "Sulaymaniyah", Aliases: []Alias{{Value: "سلێمانی", Language: "ckb"}}, Not: []string{"سليماني"}},
		{ID: "man", Type: TypePerson, Name: "Qasem Soleimani", Aliases: []Alias{{Value: "سليماني", Language: "ar"}}, Not: []string{"سلێمانی"}},
		{ID: "party", Type: TypeOrganization, Name: "Kataeb Party", Not: []string{"Kataeb Party"}},
	}), nil)
	checkResolves(t, r, map[string]string{"سلێمانی": "city", "سليماني": "man", "Kataeb Party": ""})
}

func TestAnalyze(t *testing.T) {
	r := newTable()
	got := r.Analyze("Kata'ib كتائب 313", "ar")
	want := []AnalyzedToken{
		{Span: Span{0, 7}, Text: "Kata'ib", Folded: "kataib", Role: "unit", Concept: "brigade"},
		{Span: Span{8, 18}, Text: "كتائب", Folded: "كتايب", Role: "unit", Concept: "brigade"},
		{Span: Span{19, 22}, Text: "313", Folded: "313", Role: "number"},
	}
	if len(got.Tokens) != len(want) {
		t.Fatalf("%+v", got.Tokens)
	}
	for i, token := range got.Tokens {
		if len(token.Roman) == 0 || token.Phonetic == "" {
			t.Errorf("%q reads %q, sounds %q", token.Text, token.Roman, token.Phonetic)
		}
		token.Roman, token.Phonetic = nil, ""
		if !reflect.DeepEqual(token, want[i]) {
			t.Errorf("%+v, want %+v", token, want[i])
		}
	}
	if got.Folded != "kataib كتايب 313" || got.Script != "Latn" || len(got.Romanizations) == 0 {
		t.Errorf("folded %q, script %s, romanizations %q", got.Folded, got.Script, got.Romanizations)
	}
	kinds := map[string]bool{}
	for i, key := range got.Keys {
		kinds[key.Kind] = true
		if key.Kind == "" || key.Value == "" || slices.Index(got.Keys, key) != i {
			t.Errorf("key %d is %+v", i, key)
		}
	}
	for _, kind := range []string{"folded", "phonetic", "skeleton", "concept", "acronym"} {
		if !kinds[kind] {
			t.Errorf("no %s key: %+v", kind, got.Keys)
		}
	}
	for text, script := range map[string]string{"": "Zyyy", "313": "Zyyy", "313 كتائب": "Arab", "巴德尔组织": "Hani", "Бадр 313": "Cyrl"} {
		if got := r.Analyze(text, ""); got.Script != script {
			t.Errorf("%q is in %s, want %s", text, got.Script, script)
		}
	}
}

func TestNearestReadings(t *testing.T) {
	for _, test := range []struct {
		left, right []string
		x, y        string
	}{
		{[]string{"kaerdun", "kalton"}, []string{"carlton"}, "kalton", "carlton"},
		{[]string{"bibisi", "bbc"}, []string{"bbc"}, "bbc", "bbc"},
	} {
		if x, y := nearest(test.left, test.right); x != test.x || y != test.y {
			t.Errorf("nearest(%q, %q) = %q, %q; want %q, %q", test.left, test.right, x, y, test.x, test.y)
		}
	}
}
