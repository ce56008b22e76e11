package index_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/index"
	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// indexOf builds an index of the entities' names.
func indexOf(entities []resolver.Entity) *index.Index {
	b := index.NewBuilder(name.Builtin())
	for _, e := range entities {
		x := index.Entity{ID: e.ID, Type: string(e.Type), Not: e.Not, Names: []index.Alias{{Value: e.Name}}}
		for _, a := range e.Aliases {
			x.Names = append(x.Names, index.Alias{Value: a.Value, Language: a.Language, Kind: string(a.Kind)})
		}
		b.Add(&x)
	}
	return index.New(name.Builtin(), match.Default(), b)
}

func sentence(x *index.Index, text string) *match.Sentence {
	n := name.Builtin().Tokens(text)
	s := &match.Sentence{Folded: n.Folded}
	reader := x.Reader() // never closed: the words are the sentence's
	for _, t := range n.Tokens {
		w, r, _ := reader.Word(t.Text)
		s.Words, s.Rarity = append(s.Words, w), append(s.Rarity, r)
	}
	return s
}

// best scores aliases and returns the best one's entity and score. A name that
// is the mention's own comes before all others, as in resolver.
func best(x *index.Index, m *match.Sentence, aliases []index.Candidate) (entity uint32, score float32) {
	scorer := match.NewScorer(match.Default(), name.Builtin())
	r := x.Reader()
	defer r.Close()
	var alias match.Sentence
	var al match.Alignment
	score = float32(math.Inf(-1))
	identical := false
	for _, c := range aliases {
		r.Sentence(c.Alias, &alias)
		scorer.Score(m, &alias, false, &al)
		// Weights are fitted on candidates, which share something: they say
		// nothing of names that do not.
		if al.Met == 0 && !al.Traits.Identical && !al.Traits.Acronym {
			continue
		}
		better := al.Score > score || al.Score == score && x.Order(c.Entity, entity) < 0
		if al.Traits.Identical && !identical || al.Traits.Identical == identical && better {
			entity, score, identical = c.Entity, al.Score, al.Traits.Identical
		}
	}
	return entity, score
}

// nearlyBest is by how many bits two entities may differ for neither to be clearly the better.
const nearlyBest = 1

// TestCandidatesAgainstScan compares what the index proposes with a scan that
// scores every alias: its best entity must be theirs.
func TestCandidatesAgainstScan(t *testing.T) {
	g := newGenerator(t, 5, 800)
	tables := map[string][]resolver.Entity{"names": g.table(2000)}
	for i := range 300 { // a small alphabet: everything is near everything
		var words []string
		for range 1 + g.IntN(3) {
			var b strings.Builder
			for range 2 + g.IntN(4) {
				b.WriteByte("abkmr"[g.IntN(5)])
			}
			words = append(words, b.String())
		}
		tables["small alphabet"] = append(tables["small alphabet"], resolver.Entity{ID: fmt.Sprintf("S%04d", i), Name: strings.Join(words, " ")})
	}
	// In a small alphabet a dozen names are as near as the best one, and weights
	// that were fitted on real names order them by chance.
	least := map[string]struct{ all, kind float64 }{"names": {0.98, 0.93}, "small alphabet": {0.94, 0.85}}
	for label, table := range tables {
		x := indexOf(table)
		var all []index.Candidate
		for e := range x.All {
			all = x.AliasesOf(e, all)
		}
		asked, met := map[string]int{}, map[string]int{}
		for _, kind := range []string{"exact", "folded", "edited", "parts", "script"} {
			for range 60 {
				e := table[g.IntN(len(table))]
				text := g.damaged(kind, e.Name, e.ID).text
				m := sentence(x, text)
				asked[kind]++
				want, score := best(x, m, all)
				got, proposed := best(x, m, x.Candidates(m))
				if got == want || score <= 0 || proposed > score-nearlyBest { // below 0 no match is likelier
					met[kind]++
				} else {
					t.Logf("%s, %s: %q: %q scores %.1f, proposed %q %.1f", label, kind, text, x.Entity(want).Names[0].Value, score, x.Entity(got).Names[0].Value, proposed)
				}
			}
		}
		right, n := 0, 0
		for kind := range asked {
			right, n = right+met[kind], n+asked[kind]
			if share := float64(met[kind]) / float64(asked[kind]); share < least[label].kind {
				t.Errorf("%s, %s: the best alias was proposed for %.3f", label, kind, share)
			}
		}
		if share := float64(right) / float64(n); share < least[label].all {
			t.Errorf("%s: the best alias was proposed for %.3f of %d mentions, want %.2f", label, share, n, least[label].all)
		}
	}
}

// TestWordsWrittenAsOne: both sides of a join or a split find each other.
func TestWordsWrittenAsOne(t *testing.T) {
	pairs := [][2]string{
		{"benmoussa", "Ben Moussa"}, {"Haşdüşşabi", "Hashd al-Shaabi"}, {"SAISENGLITENG", "Saisengli Teng"},
		{"习近平", "Xi Jinping"}, {"Abdulrahman Kazim", "Abdul Rahman Kazim"}, {"Alkhazali", "al-Khazali"},
		{"孙华", "Sun Hua"}, {"안세호", "An Se-Ho"}, {"김민교", "Kim Min-kyo"}, {"Alireza", "Ali Reza"},
		{"신계용", "Shin Gye-yong"}, {"桐生大学", "Kiryu University"}, {"보얀 요바노비치", "Bojan Jovanović"},
	}
	eachFindsOther(t, pairs)
}

// TestAcronymsInsideNames: a name with an acronym of some of its words and the one
// that spells them out find each other, also where they share no word.
func TestAcronymsInsideNames(t *testing.T) {
	eachFindsOther(t, [][2]string{
		{"PNP Sympathizers", "Supporters of the People's National Party"}, {"Marxist CPI", "Communist Party of India (Maoist)"},
		{"UNRF Two", "Uganda National Rescue Front Tango"}, {"FMC Abuja", "Federal Medical Centre Abudja"},
	})
}

// TestBlends: a word made of the starts of two and those two find each other.
func TestBlends(t *testing.T) {
	eachFindsOther(t, [][2]string{{"Pemex", "Petróleos Mexicanos"}, {"COLCERDOS LTDA.", "COLOMBIANA DE CERDOS LTDA."}})
}

// TestArticleInWordsWrittenAsOne: words written as one keep the article between them.
func TestArticleInWordsWrittenAsOne(t *testing.T) {
	strangers := newGenerator(t, 8, 200).table(500)
	finds(t, strangers, "حشدالشعبی", "Hashd al-Shaabi")
	finds(t, strangers, "حشدالشعبی", "حشد الشعبي")
	finds(t, strangers, "گردان‌های سیدالشهدا", "Kata'ib Sayyid al-Shuhada")
}

// eachFindsOther checks that each name of a pair finds the other one.
func eachFindsOther(t *testing.T, pairs [][2]string) {
	t.Helper()
	strangers := newGenerator(t, 8, 200).table(500)
	for _, p := range pairs {
		finds(t, strangers, p[0], p[1])
		finds(t, strangers, p[1], p[0])
	}
}

// finds checks that a name is a candidate for a mention, in a table with strangers.
func finds(t *testing.T, strangers []resolver.Entity, mention, alias string) {
	t.Helper()
	x := indexOf(append(strangers[:len(strangers):len(strangers)], resolver.Entity{ID: "wanted", Name: alias}))
	for _, c := range x.Candidates(sentence(x, mention)) {
		if x.ID(c.Entity) == "wanted" {
			return
		}
	}
	t.Errorf("%q does not find %q", mention, alias)
}

// TestWorstCases bounds the work where everything is alike.
func TestWorstCases(t *testing.T) {
	if testing.Short() {
		t.Skip("large table")
	}
	var table []resolver.Entity
	for i := range 50000 {
		table = append(table, resolver.Entity{ID: fmt.Sprintf("E%05d", i), Name: fmt.Sprintf("Mohammed Hassan Trading %d Ltd", i%5000)})
	}
	table = append(table, resolver.Entity{ID: "short", Name: "a b c"}, resolver.Entity{ID: "zz", Name: "Mohammed Hassan"})
	x := indexOf(table)
	long := strings.Repeat("Mohammed Hassan Trading Ltd ", 12)
	for _, c := range []struct{ text, want string }{
		{"Mohammed Hassan", "zz"}, {"MOHAMMED  HASSAN", "zz"}, {"a b c", "short"},
		{"Mohammed Hassan Trading 77 Ltd", "E00077"}, {"Mohamed Hasan Trading Ltd", ""}, {long, ""},
		{strings.Repeat("a ", 48), ""}, {"x", ""}, {"Ltd", ""}, {strings.Repeat("qwrtpsdfghjklzxcvbnm", 50), ""},
	} {
		m := sentence(x, c.text)
		start := time.Now()
		got := x.Candidates(m)
		// Loose, since the machine may be busy: without the caps these take seconds.
		if took := time.Since(start); took > time.Second {
			t.Errorf("%.40q took %v", c.text, took)
		}
		found := c.want == ""
		for _, c2 := range got {
			found = found || x.ID(c2.Entity) == c.want
		}
		if !found {
			t.Errorf("%.40q does not find %s", c.text, c.want)
		}
	}
}

// FuzzIndex: any names can be indexed and asked for, the same answer comes
// twice, and a name finds itself.
func FuzzIndex(f *testing.F) {
	f.Add("Mohammed al-Sudani", "محمد شياع السوداني", "Sudani (PM); Mohammed", "sudani")
	f.Add("习近平", "İstanbul", "ﷺ", "x")
	f.Add("", "-", "\xff\xfe", "a\x00b")
	f.Fuzz(func(t *testing.T, a, b, c, mention string) {
		table := []resolver.Entity{
			{ID: "1", Name: a, Aliases: []resolver.Alias{{Value: b}}}, {ID: "2", Name: b, Not: []string{a}}, {ID: "3", Name: c},
		}
		x := indexOf(table)
		for i, text := range []string{a, b, c, mention} {
			m := sentence(x, text)
			got := x.Candidates(m)
			if again := x.Candidates(m); fmt.Sprint(got) != fmt.Sprint(again) {
				t.Fatalf("%q: %v, then %v", text, got, again)
			}
			if i == 3 || m.Folded == "" {
				continue
			}
			found := false
			for _, cand := range got {
				found = found || x.ID(cand.Entity) == table[i].ID
			}
			if !found {
				t.Fatalf("%q is not among the candidates of itself: %v", text, got)
			}
		}
		best(x, sentence(x, mention), x.Candidates(sentence(x, mention)))
	})
}
