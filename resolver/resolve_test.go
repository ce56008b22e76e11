package resolver

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

func TestResolve(t *testing.T) {
	r := newTable()
	for _, test := range []struct {
		mention string
		outcome Outcome
		id      string
	}{
		// Names as the table has them.
		{"Kata'ib Hezbollah", Resolved, "kataib-hezbollah"},
		{"كتائب حزب الله", Resolved, "kataib-hezbollah"},
		{"Hezbollah", Resolved, "hezbollah"},
		{"حزب الله", Resolved, "hezbollah"},
		{"Ansar Allah", Resolved, "ansar-allah"},
		{"أنصار الله الأوفياء", Resolved, "ansar-allah-al-awfiya"},
		{"PMF", Resolved, "pmf"},
		{"Mosul", Resolved, "mosul"},
		{"Mosul Press", Resolved, "al-mawsil-press"},
		// Spelled otherwise.
		{"KATAIB HEZBOLLAH", Resolved, "kataib-hezbollah"},
		{"Kataib Hizballah", Resolved, "kataib-hezbollah"},
		{"Катаиб Хезболла", Resolved, "kataib-hezbollah"},
		{"Hezbollah'ın", Resolved, "hezbollah"},
		{"Ansar Allah Al Awfiyaa", Resolved, "ansar-allah-al-awfiya"},
		{"KHAZALI, Qays", Resolved, "qais-al-khazali"},
		{"Ismail Ghaani", Resolved, "esmail-qaani"},
		{"Hashd ash-Shabi", Resolved, "pmf"},
		{"Badr Organization (منظمة بدر)", Resolved, "badr-organization"},
		// An acronym of two.
		{"KIA", Ambiguous, ""},
		// Nobody in the table.
		{"Rotary Club of Springfield", NoMatch, ""},
		{"Zhang Wei", NoMatch, ""},
		{"Army", NoMatch, ""},
		{"Organization", NoMatch, ""},
		{"of the", NoMatch, ""},
		{"", NoMatch, ""},
		{"…", NoMatch, ""},
		{"\xff\xfe", NoMatch, ""},
	} {
		ans := r.Resolve(Mention{Text: test.mention}, Policy{})
		if ans.Outcome != test.outcome || ans.EntityID != test.id {
			t.Errorf("%q: %v %q, want %v %q; candidates %s", test.mention, ans.Outcome, ans.EntityID, test.outcome, test.id, list(ans))
		}
	}
}

// TestOwnScript checks that a name in another script, which leaves much open,
// decides less when the entity has one in the mention's own.
func TestOwnScript(t *testing.T) {
	arabic := Alias{"مطار أربيل الدولي", "ar", KindOfficial}
	only := Entity{ID: "erbil-airport", Type: TypePlace, Name: arabic.Value, Aliases: []Alias{{"Erbil", "en", KindAcronym}}}
	both := Entity{ID: "erbil-airport", Type: TypePlace, Name: "Erbil International Airport", Aliases: []Alias{arabic}}
	var score [2]float64
	for i, e := range []Entity{only, both} {
		r := New(slices.Values(append([]Entity{e}, table...)), nil)
		m := Mention{Text: "Karbala International Airport"}
		x, _ := r.Explain(m, e.ID, everything)
		score[i] = x.Candidate.Probability
		shown := slices.ContainsFunc(x.Candidate.Evidence, func(e Evidence) bool { return e.Kind == "own_script_worse" })
		if shown && (x.Candidate.Alias != arabic || i == 0) {
			t.Errorf("%q by %q: %+v", m.Text, x.Candidate.Alias.Value, x.Candidate.Evidence)
		}
	}
	if score[1] >= score[0] {
		t.Errorf("probability %v, with a name in the mention's script %v", score[0], score[1])
	}
}

// TestElsewhere checks that an entity's other names decide what a word means that the
// name which fits best does not have.
func TestElsewhere(t *testing.T) {
	jihad := Entity{ID: "pij", Type: TypeOrganization, Name: "Islamic Jihad", Aliases: []Alias{{"Radical Jihad Movement in Palestine", "en", KindOfficial}}}
	r := New(slices.Values(append([]Entity{jihad}, table...)), nil)
	probability := map[string]float64{}
	for mention, kind := range map[string]string{"Egyptian Islamic Jihad": "word_unlike_names", "Radical Islamic Jihad": "word_of_other_name"} {
		x, _ := r.Explain(Mention{Text: mention}, jihad.ID, everything)
		i := slices.IndexFunc(x.Candidate.Evidence, func(e Evidence) bool { return e.Kind == kind })
		if i < 0 || x.Candidate.Evidence[i].Mention != (Span{0, strings.Index(mention, " ")}) {
			t.Errorf("%q: no %s of its first word in %+v", mention, kind, x.Candidate.Evidence)
		}
		probability[mention] = x.Candidate.Probability
	}
	if probability["Egyptian Islamic Jihad"] >= probability["Radical Islamic Jihad"] {
		t.Errorf("probabilities %v", probability)
	}
	// A country that other names have leaves the name the same.
	for mention, want := range map[string]bool{"Palestinian Islamic Jihad": true, "Egyptian Islamic Jihad": false, "Radical Islamic Jihad": false} {
		x, _ := r.Explain(Mention{Text: mention}, jihad.ID, everything)
		if same := slices.ContainsFunc(x.Candidate.Evidence, func(e Evidence) bool { return e.Kind == "name_same" }); same != want {
			t.Errorf("%q is the same name: %v", mention, same)
		}
	}
}

// TestStandsForOther: letters that stand for a name of their bearer are not the initials of
// a mention that shares no word with it.
func TestStandsForOther(t *testing.T) {
	r := New(slices.Values([]Entity{
		{ID: "brigades", Type: TypeOrganization, Name: "Kataib Imam Ali", Aliases: []Alias{{Value: "KIA", Kind: KindAcronym}}},
		{ID: "unexplained", Type: TypeOrganization, Name: "Southern Command", Aliases: []Alias{{Value: "BIX", Kind: KindAcronym}}},
	}), nil)
	best := func(mention string) float64 {
		ans := r.Resolve(Mention{Text: mention}, everything)
		if len(ans.Candidates) == 0 {
			return 0
		}
		return ans.Candidates[0].Probability
	}
	if other, own, open := best("Karbala International Airport"), best("Kirkuk Imam Association"), best("Basra International Xebec"); other >= own || other >= open {
		t.Errorf("another's initials %.3f, with a word in common %.3f, of letters that nothing explains %.3f", other, own, open)
	}
}

// list shows the candidates and what they are likely.
func list(a Answer) string {
	var b strings.Builder
	for _, c := range a.Candidates {
		fmt.Fprintf(&b, "%s %.2f ", c.EntityID, c.Probability)
	}
	return b.String()
}

// TestAmbiguous checks that entities which share a name share the probability.
func TestAmbiguous(t *testing.T) {
	ans := newTable().Resolve(Mention{Text: "KIA"}, Policy{})
	if len(ans.Candidates) < 2 {
		t.Fatalf("candidates %s", list(ans))
	}
	first, second := ans.Candidates[0], ans.Candidates[1]
	if first.Probability != second.Probability || first.EntityID > second.EntityID {
		t.Errorf("%s %v, %s %v", first.EntityID, first.Probability, second.EntityID, second.Probability)
	}
	// A type that fits only one of them decides.
	army := slices.Clone(table)
	for i := range army {
		if army[i].ID == "khorasan-islamic-army" {
			army[i].Type = TypeVessel
		}
	}
	hinted := New(slices.Values(army), nil).Resolve(Mention{Text: "KIA", Type: TypeOrganization}, Policy{})
	if hinted.Candidates[0].EntityID != "kachin-independence-army" || hinted.Candidates[0].Probability <= first.Probability {
		t.Errorf("with a hint %s %v", hinted.Candidates[0].EntityID, hinted.Candidates[0].Probability)
	}
}

// checkAnswer checks what holds of every answer under the policy everything.
func checkAnswer(t *testing.T, r *Resolver, m Mention, ans Answer) {
	t.Helper()
	sum := ans.NoMatchProbability
	for i, c := range ans.Candidates {
		sum += c.Probability
		if i > 0 && c.Probability > ans.Candidates[i-1].Probability {
			t.Errorf("%q: %s stands after a less likely candidate", m.Text, c.EntityID)
		}
		if c.Similarity < 0 || c.Similarity > 1 || c.Match == MatchUnspecified {
			t.Errorf("%q: %s: similarity %v, match %v", m.Text, c.EntityID, c.Similarity, c.Match)
		}
		checkEvidence(t, m.Text, ans, c)
	}
	if math.IsNaN(sum) || math.Abs(sum-1) > 1e-9 {
		t.Errorf("%q: probabilities sum to %v", m.Text, sum)
	}
	best, enough := 0.0, everything.minProbability(TypeUnknown)
	if len(ans.Candidates) > 0 {
		best = ans.Candidates[0].Probability
	}
	switch ans.Outcome {
	case Resolved:
		if best < enough || ans.EntityID != ans.Candidates[0].EntityID {
			t.Errorf("%q: resolved to %q of %s", m.Text, ans.EntityID, list(ans))
		}
	case Ambiguous:
		if best >= enough || 1-ans.NoMatchProbability < enough || ans.EntityID != "" {
			t.Errorf("%q: ambiguous, but the best has %v, nobody %v, ID %q", m.Text, best, ans.NoMatchProbability, ans.EntityID)
		}
	case NoMatch:
		if best >= enough || ans.EntityID != "" {
			t.Errorf("%q: no match, but the best has %v, ID %q", m.Text, best, ans.EntityID)
		}
	}
	if again := r.Resolve(m, everything); !reflect.DeepEqual(again, ans) {
		t.Errorf("%q: %+v, then %+v", m.Text, ans, again)
	}
}

// checkEvidence checks that the bits sum to the candidate's log-odds against no
// match, and that the spans are words of the two strings.
func checkEvidence(t *testing.T, mention string, ans Answer, c Candidate) {
	t.Helper()
	bits := 0.0
	prior := false
	for _, e := range c.Evidence {
		bits += e.Bits
		prior = prior || e.Kind == "prior"
		for _, side := range []struct {
			span Span
			text string
		}{{e.Mention, mention}, {e.Alias, c.Alias.Value}} {
			if s := side.span; s.Start < 0 || s.Start > s.End || s.End > len(side.text) ||
				s != (Span{}) && (name.Fold(side.text[s.Start:s.End]) == "" || utf8.ValidString(side.text) && !utf8.ValidString(side.text[s.Start:s.End])) {
				t.Errorf("%q: %s: %s at %v of %q", mention, c.EntityID, e.Kind, s, side.text)
			}
		}
	}
	if !prior {
		t.Errorf("%q: %s has no prior", mention, c.EntityID)
	}
	if odds := math.Log2(c.Probability / ans.NoMatchProbability); math.Abs(odds-bits) > 1e-3 {
		t.Errorf("%q: %s: log-odds %v, evidence sums to %v", mention, c.EntityID, odds, bits)
	}
}

func TestAnswers(t *testing.T) {
	r := newTable()
	for _, text := range mentions {
		for _, hint := range []EntityType{TypeUnknown, TypePerson, TypeOrganization} {
			m := Mention{Text: text, Type: hint}
			checkAnswer(t, r, m, r.Resolve(m, everything))
		}
	}
}

func FuzzResolve(f *testing.F) {
	for _, text := range slices.Concat(mentions, []string{
		"Beirut-based Kata'ib Hezbollah", "للحشد الشعبي", "لكتائب حزب الله المدعومة من إيران", "ХАМАСа", "the Iraqi PMF (PMU)", "Nujaba River",
	}) {
		f.Add(text)
	}
	r := newTable()
	f.Fuzz(func(t *testing.T, text string) {
		m := Mention{Text: text}
		checkAnswer(t, r, m, r.Resolve(m, everything))
		a := r.Analyze(text, "")
		for _, token := range a.Tokens {
			if text[token.Span.Start:token.Span.End] != token.Text {
				t.Errorf("%q: %+v", text, token)
			}
		}
		c := r.Compare(text, "Kata'ib Hezbollah", TypeUnknown)
		if !(c.Probability >= 0 && c.Probability <= 1) {
			t.Errorf("%q: %+v", text, c)
		}
	})
}

// TestLongestMention checks that the score of a name of as many rare words as a
// name may have is still a probability.
func TestLongestMention(t *testing.T) {
	var words []string
	for i := range name.MaxTokens + 5 {
		words = append(words, "Nu"+string(rune('a'+i%26))+"jab"+string(rune('a'+i/26))+"x")
	}
	long := strings.Join(words, " ")
	r := New(slices.Values(append(slices.Clone(table), Entity{ID: "long", Name: long})), nil)
	ans := r.Resolve(Mention{Text: long}, everything)
	if ans.EntityID != "long" || math.IsNaN(ans.NoMatchProbability) || math.IsInf(ans.Candidates[0].Probability, 0) {
		t.Errorf("%v %q, no match %v", ans.Outcome, ans.EntityID, ans.NoMatchProbability)
	}
}

// TestSmallTable: in a table of one entity its names are found, and what shares
// generic words with them only is not it, or not for sure.
func TestSmallTable(t *testing.T) {
	r := New(slices.Values([]Entity{{ID: "kh", Name: "Kata'ib Hezbollah", Type: TypeOrganization}}), nil)
	for text, want := range map[string]Outcome{
		"Kataib Hizballah": Resolved, "كتائب حزب الله": Resolved, "Hezbollah Brigades": Resolved,
		"Kataeb Party": NoMatch, "Badr Brigades": NoMatch, "the party": NoMatch,
	} {
		if ans := r.Resolve(Mention{Text: text, Type: TypeOrganization}, Policy{}); ans.Outcome != want {
			t.Errorf("%q is %v, want %v: %+v", text, ans.Outcome, want, ans.Candidates)
		}
	}
	const sure = 0.9
	r = New(slices.Values([]Entity{{ID: "kh", Name: "كتائب حزب الله", Type: TypeOrganization}}), nil)
	if ans := r.Resolve(Mention{Text: "Kataeb Party"}, Policy{}); len(ans.Candidates) > 0 && ans.Candidates[0].Probability > sure {
		t.Errorf("two generic words of three are an entity by %.3f", ans.Candidates[0].Probability)
	}
}

// TestWeak checks that a weak alias leaves a mention open, but not one that spells
// it out, nor one that is a person's full name.
func TestWeak(t *testing.T) {
	r := New(slices.Values([]Entity{
		{ID: "front", Type: TypeOrganization, Name: "Jabhat al-Tahrir", Aliases: []Alias{{Value: "ZKLF", Kind: KindWeak}}},
		{ID: "office", Type: TypeOther, Name: "Sorkhab Malakand", Aliases: []Alias{{Value: "Dervan Tukhar", Kind: KindWeak}}},
		{ID: "person", Type: TypePerson, Name: "Muhsin Karim Darwish", Aliases: []Alias{{Value: "Ghafur Nashwan", Kind: KindWeak}, {Value: "Barzak", Kind: KindWeak}, {Value: "Abu Tolqan", Kind: KindWeak}}},
	}), nil)
	for _, test := range []struct {
		mention string
		profile Profile
		want    Outcome
	}{
		{"ZKLF", Balanced, Ambiguous},
		{"ZKLF", Strict, Ambiguous},
		{"ZKLF", Recall, Resolved},
		{"Zagros Khorasan Liberation Front", Balanced, Resolved},
		{"Barzak", Balanced, Ambiguous},
		{"Barzak", Recall, Resolved},
		{"Abu Tolqan", Balanced, Ambiguous},
		{"Ghafur Nashwan", Balanced, Resolved},
		{"Ghafour Nashwan", Balanced, Resolved},
		{"Ghafour Nashwan", Strict, Resolved},
		{"Dervan Tukhar", Balanced, Ambiguous},
		{"Muhsin Karim Darwish", Balanced, Resolved},
	} {
		if ans := r.Resolve(Mention{Text: test.mention}, Policy{Profile: test.profile}); ans.Outcome != test.want {
			t.Errorf("%q by %v: %v, want %v; candidates %s", test.mention, test.profile, ans.Outcome, test.want, list(ans))
		}
	}
}

// TestDeterminism checks that answers depend on the entities, not on the order
// or the steps in which they came, nor on who asks at the same time.
func TestDeterminism(t *testing.T) {
	want := map[string]Answer{}
	r := newTable()
	for _, text := range mentions {
		want[text] = r.Resolve(Mention{Text: text}, everything)
	}
	check := func(r *Resolver, how string) {
		for text, w := range want {
			if got := r.Resolve(Mention{Text: text}, everything); !reflect.DeepEqual(got, w) {
				t.Errorf("%s: %q: %+v, want %+v", how, text, got, w)
			}
		}
	}
	for seed := range uint64(5) {
		entities := shuffled(seed)
		check(New(slices.Values(entities), nil), "in another order")

		grown := New(slices.Values(entities[:0]), nil)
		for i := range entities {
			wrong := entities[i]
			wrong.Name, wrong.Aliases = "Rotary Club of Springfield", nil
			grown = grown.With(Delta{Upsert: []Entity{wrong, {ID: "gone", Name: "Zhang Wei"}}})
			grown = grown.With(Delta{Upsert: entities[i : i+1], Remove: []string{"gone", "never-there"}})
		}
		check(grown, "grown")
		check(grown.Compact(), "compacted")
	}

	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 25 {
				for _, text := range mentions[:8] {
					if got := r.Resolve(Mention{Text: text}, everything); !reflect.DeepEqual(got, want[text]) {
						t.Errorf("at the same time: %q: %+v, want %+v", text, got, want[text])
					}
				}
			}
		})
	}
	wg.Wait()
}

// TestExclusions checks that what the table says is not an entity never is it,
// however alike, and that other mentions are not touched.
func TestExclusions(t *testing.T) {
	r := newTable()
	for _, test := range []struct{ mention, not string }{
		{"Kataeb Party", "kataib-hezbollah"},
		{"KATA'EB PARTY", "kataib-hezbollah"},
		{"巴德尔党旅", "kataib-hezbollah"}, // its words come apart
		{"Kataeb Party (KP)", "kataib-hezbollah"},
		{"Phalanges, also known as Kataeb Party", "kataib-hezbollah"},
		{"Hezbollahs", "hezbollah"},
		{"hezbollahs", "hezbollah"},
	} {
		for _, c := range r.Resolve(Mention{Text: test.mention}, everything).Candidates {
			if c.EntityID == test.not {
				t.Errorf("%q is %s with probability %v", test.mention, c.EntityID, c.Probability)
			}
		}
	}
	// Even the entity's own name, if the table says so.
	own := New(slices.Values([]Entity{{ID: "x", Name: "Hezbollah", Not: []string{"Hezbollah"}}}), nil)
	if ans := own.Resolve(Mention{Text: "HEZBOLLAH"}, everything); ans.Outcome != NoMatch || len(ans.Candidates) != 0 {
		t.Errorf("%v %s", ans.Outcome, list(ans))
	}
	if ans := own.Resolve(Mention{Text: "Hizbullah"}, everything); len(ans.Candidates) != 1 {
		t.Errorf("another spelling is excluded, too: %v %s", ans.Outcome, list(ans))
	}
}

// TestMatchedAlias checks that the alias which is the mention is reported, with
// its language and kind, and how it matched.
func TestMatchedAlias(t *testing.T) {
	r := newTable()
	for _, e := range table {
		for _, a := range append([]Alias{{Value: e.Name}}, e.Aliases...) {
			found := false
			for _, c := range r.Resolve(Mention{Text: a.Value}, everything).Candidates {
				if c.EntityID == e.ID {
					found = true
					if c.Alias != a || c.Match != MatchExact || c.Similarity != 1 || c.Name != e.Name || c.Type != e.Type {
						t.Errorf("%q: %+v of %s, %v", a.Value, c.Alias, c.EntityID, c.Match)
					}
				}
			}
			if !found {
				t.Errorf("%q does not find %s", a.Value, e.ID)
			}
		}
	}
	for _, test := range []struct {
		mention, id string
		want        MatchKind
	}{
		{"KATAIB HEZBOLLAH", "kataib-hezbollah", MatchFolded},
		{"كتائب حزب الله‎", "kataib-hezbollah", MatchFolded}, // with an invisible mark
		{"Liwa Hezbollah", "kataib-hezbollah", MatchTranslated},
		{"Ansar Allah al-Awfiyah", "ansar-allah-al-awfiya", MatchTransliterated},
		{"al-Khazali Qais", "qais-al-khazali", MatchReordered},
		{"Nujaba Hezbollah", "nujaba", MatchPartial},
		{"KAI", "kachin-independence-army", MatchAcronym},
	} {
		cs := r.Resolve(Mention{Text: test.mention}, everything).Candidates
		i := slices.IndexFunc(cs, func(c Candidate) bool { return c.EntityID == test.id })
		if i < 0 {
			t.Errorf("%q does not find %s", test.mention, test.id)
		} else if c := cs[i]; c.Match != test.want {
			t.Errorf("%q is %q of %s by %v, want %v", test.mention, c.Alias.Value, c.EntityID, c.Match, test.want)
		}
	}
}

func TestPolicies(t *testing.T) {
	r := newTable()
	for _, text := range mentions {
		m := Mention{Text: text}
		all := r.Resolve(m, everything)
		resolved := map[Profile]bool{}
		for _, p := range []Policy{{Profile: Recall}, {}, {Profile: Strict}, {MinProbability: 0.75}, {MinProbability: 1e-9}, {MinProbability: 1}, {MinProbability: 0.75, Profile: Recall}} {
			ans := r.Resolve(m, p)
			best := len(all.Candidates) > 0 && all.Candidates[0].Probability >= p.minProbability(TypeUnknown)
			shared := !best && len(all.Candidates) > 1 && 1-all.NoMatchProbability >= p.minProbability(TypeUnknown)
			if (ans.Outcome == Resolved) != best || (ans.Outcome == Ambiguous) != shared || (ans.EntityID != "") != best {
				t.Errorf("%q with %+v: %v %q", text, p, ans.Outcome, ans.EntityID)
			}
			if ans.NoMatchProbability != all.NoMatchProbability || len(ans.Candidates) != min(DefaultCandidates, len(all.Candidates)) {
				t.Errorf("%q with %+v: probability %v, %d candidates", text, p, ans.NoMatchProbability, len(ans.Candidates))
			}
			if p.MinProbability == 0 {
				resolved[p.Profile] = ans.Outcome == Resolved
			}
		}
		if resolved[Strict] && !resolved[Balanced] || resolved[Balanced] && !resolved[Recall] {
			t.Errorf("%q is resolved %v", text, resolved)
		}
		for _, n := range []int{1, 2} {
			p := Policy{MaxCandidates: n}
			if got, want := r.Resolve(m, p).Candidates, all.Candidates[:min(n, len(all.Candidates))]; !slices.EqualFunc(got, want, func(a, b Candidate) bool { return reflect.DeepEqual(a, b) }) {
				t.Errorf("%q: the first %d candidates are others", text, n)
			}
		}
	}
}

// TestScoreIsWhatResolveDecidesBy checks the numbers that training sees against
// the answer.
func TestScoreIsWhatResolveDecidesBy(t *testing.T) {
	r := newTable()
	for _, text := range mentions {
		scored, ans := r.Score(Mention{Text: text}), r.Resolve(Mention{Text: text}, everything)
		if len(scored) != len(ans.Candidates) {
			t.Fatalf("%q: %d scored, %d candidates", text, len(scored), len(ans.Candidates))
		}
		for i, s := range scored {
			var sum float32
			for _, it := range s.Items {
				sum += match.Default().Weights[it.Feature] * it.Value
			}
			odds := math.Log2(ans.Candidates[i].Probability / ans.NoMatchProbability)
			if s.EntityID != ans.Candidates[i].EntityID || math.Abs(float64(s.Score)-odds) > 1e-3 || math.Abs(float64(sum-s.Score)) > 1e-3 {
				t.Errorf("%q: %s scores %v, its items %v; %s has log-odds %v", text, s.EntityID, s.Score, sum, ans.Candidates[i].EntityID, odds)
			}
		}
	}
}

func TestStrings(t *testing.T) {
	for outcome, want := range map[Outcome]string{NoMatch: "NO_MATCH", Ambiguous: "AMBIGUOUS", Resolved: "RESOLVED"} {
		if got := outcome.String(); got != want {
			t.Errorf("outcome %d is %s, want %s", outcome, got, want)
		}
	}
	seen := map[string]bool{}
	for k := MatchUnspecified; k <= MatchFuzzy; k++ {
		if s := k.String(); s == "" || seen[s] {
			t.Errorf("match kind %d is %q", k, s)
		}
		seen[k.String()] = true
	}
}

func BenchmarkResolve(b *testing.B) {
	r := newTable()
	for _, text := range []string{"Kata'ib Hezbollah", "Kataib Hizballah", "Rotary Club of Springfield"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.Resolve(Mention{Text: text}, Policy{})
			}
		})
	}
}

// TestListedNames: a mention that folds to a name in the table is answered as
// it is when it is read word for word.
func TestListedNames(t *testing.T) {
	r := newTable()
	slow := func(text string) Answer {
		w := r.begin()
		defer w.end()
		w.folding.Fold(text)
		w.tokenize(text)
		w.candidates()
		w.match(TypeUnknown)
		return w.decide(Mention{Text: text}, everything)
	}
	listed := 0
	for _, e := range table {
		values := []string{e.Name}
		for _, a := range e.Aliases {
			values = append(values, a.Value)
		}
		for _, v := range values {
			for _, text := range []string{v, strings.ToUpper(v), strings.ReplaceAll(v, "'", "’"), "  " + v + "."} {
				if r.lexicon.Tokens(text).Folded != name.Fold(text) {
					continue // the table has it in another reading
				}
				listed++
				if got, want := r.Resolve(Mention{Text: text}, everything), slow(text); !reflect.DeepEqual(got, want) {
					t.Errorf("%q: %+v, word for word %+v", text, got, want)
				}
			}
		}
	}
	if listed < 2*len(table) {
		t.Errorf("only %d mentions were listed names", listed)
	}
}

// TestInflected: a listed name that a text inflects is found as listed, its evidence
// stands where the mention has it, and a word that is listed as it is stays what it is.
func TestInflected(t *testing.T) {
	r := New(slices.Values([]Entity{
		{ID: "hamas", Name: "Hamas", Aliases: []Alias{{Value: "حماس"}, {Value: "ХАМАС"}}, Not: []string{"بحماس"}},
		{ID: "sudani", Name: "Mohammed Shia al-Sudani", Type: "person", Aliases: []Alias{{Value: "السوداني"}, {Value: "Мухаммед ас-Судани"}}},
		{ID: "press-tv", Name: "Press TV"},
		{ID: "lebanon", Name: "لبنان"},
		{ID: "fingers", Name: "بنان"},
		{ID: "hezbollah", Name: "Хезболла"},
	}), nil)
	for mention, want := range map[string]string{
		"لحماس": "hamas", "وحماس": "hamas", "للسوداني": "sudani", "Press TV'nin": "press-tv",
		"Мухаммеда ас-Судани": "sudani", "Хезболлы": "hezbollah", "لبنان": "lebanon",
	} {
		ans := r.Resolve(Mention{Text: mention}, everything)
		if len(ans.Candidates) == 0 || ans.Candidates[0].EntityID != want {
			t.Errorf("%q is %s, want %s", mention, list(ans), want)
			continue
		}
		best := &ans.Candidates[0]
		if inflected := mention != "لبنان"; inflected == (best.Match == MatchExact || best.Match == MatchFolded) {
			t.Errorf("%q: match %v", mention, best.Match)
		}
		for _, e := range best.Evidence {
			if e.Mention.End > len(mention) || e.Mention.Start > e.Mention.End {
				t.Errorf("%q: %+v", mention, e)
			}
		}
	}
	for _, c := range r.Resolve(Mention{Text: "بحماس"}, everything).Candidates {
		if c.EntityID == "hamas" {
			t.Error("an exclusion does not count for a mention with a particle")
		}
	}
	// What is excluded without the particle is so with it.
	excluded := New(slices.Values([]Entity{{ID: "hamas", Name: "Hamas", Aliases: []Alias{{Value: "حماس"}}, Not: []string{"حماس"}}}), nil)
	if ans := excluded.Resolve(Mention{Text: "لحماس"}, everything); len(ans.Candidates) > 0 {
		t.Errorf("an exclusion does not count for the name with a particle: %s", list(ans))
	}
	if x, _ := excluded.Explain(Mention{Text: "لحماس"}, "hamas", everything); x.Excluded != "حماس" {
		t.Errorf("Explain says that %q excludes it", x.Excluded)
	}
}
