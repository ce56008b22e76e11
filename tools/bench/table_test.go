package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/name"
)

func table10k(tb testing.TB) *table {
	tb.Helper()
	t, err := newTable(1, 10_000)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

// TestTableIsTheSameAlways: figures of two runs can be compared only if names
// and queries are the same. Where this fails on purpose, the new sum goes here
// and old reports are worth nothing any more.
func TestTableIsTheSameAlways(t *testing.T) {
	const want = "79cb4e968e3552b3"
	sum := sha256.New()
	out := json.NewEncoder(sum)
	table := table10k(t)
	n := 0
	for e := range table.All() {
		n++
		if err := out.Encode(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Encode(table.queries(500, n)); err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)[:8]); got != want {
		t.Errorf("the table and its queries have the sum %s, want %s", got, want)
	}
}

func TestSeedsDiffer(t *testing.T) {
	a := table10k(t)
	b, err := newTable(2, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for i := range 100 {
		x, _ := a.entity(i)
		y, _ := b.entity(i)
		if x.Name == y.Name {
			same++
		}
	}
	if same > 5 {
		t.Errorf("%d of 100 entities have the same name in tables of two seeds", same)
	}
}

func TestTableIsRealistic(t *testing.T) {
	var names, otherScript, entities int
	ids, words := map[string]bool{}, map[string]int{}
	byType := map[resolver.EntityType]int{}
	for e := range table10k(t).All() {
		entities++
		byType[e.Type]++
		if ids[e.ID] {
			t.Errorf("ID %s comes twice", e.ID)
		}
		ids[e.ID] = true
		values := []string{e.Name}
		for _, a := range e.Aliases {
			values = append(values, a.Value)
		}
		if len(values) > len(aliasShares) {
			t.Errorf("%s has %d names", e.ID, len(values))
		}
		for i, v := range values {
			names++
			if scriptOf(v) != 0 {
				otherScript++
			}
			if strings.TrimSpace(v) == "" || slices.Contains(values[:i], v) {
				t.Errorf("%s: name %q is empty or comes twice", e.ID, v)
			}
			for w := range strings.FieldsSeq(name.Fold(v)) {
				words[w]++
			}
		}
	}
	if names < 10_000 || names >= 10_000+len(aliasShares) {
		t.Errorf("%d names", names)
	}
	if mean := float64(names) / float64(entities); mean < 2.5 || mean > 3.5 {
		t.Errorf("%.2f names an entity", mean)
	}
	if share := float64(otherScript) / float64(names); share < 0.12 || share > 0.20 {
		t.Errorf("%.2f of the names are in another script", share)
	}
	for i, typ := range types {
		if share := float64(byType[typ]) / float64(entities); math.Abs(share-typeShares[i]) > 0.03 {
			t.Errorf("%.2f of the entities are of type %s, want %.2f", share, typ, typeShares[i])
		}
	}
	// By Zipf's law many words come once, and few very often.
	once, most := 0, 0
	for _, n := range words {
		if n == 1 {
			once++
		}
		most = max(most, n)
	}
	if share := float64(once) / float64(len(words)); len(words) < 5_000 || share < 0.4 || share > 0.8 || most < names/100 {
		t.Errorf("%d words, %.2f of them once, the most frequent one %d times", len(words), share, most)
	}
}

func TestQueriesHaveTheirShares(t *testing.T) {
	shares := map[kind]float64{exact: 0.40, folded: 0.25, edited: 0.20, partial: 0.05, other: 0.05, unknown: 0.05}
	table := table10k(t)
	count := map[kind]int{}
	const n = 400
	for _, q := range table.queries(n, 3000) {
		count[q.Kind]++
	}
	for k, share := range shares {
		if got := float64(count[k]) / n; math.Abs(got-share) > 1e-9 {
			t.Errorf("%s: share %.3f, want %.3f", k, got, share)
		}
	}
	if got := len(table.queries(33, 3000)); got != 33 {
		t.Errorf("%d queries, want 33", got)
	}
}

// TestQueriesAreOfTheirKind also shows that what they want is in the table.
func TestQueriesAreOfTheirKind(t *testing.T) {
	table := table10k(t)
	values := map[string][]string{}
	words := map[string]bool{}
	for e := range table.All() {
		values[e.ID] = []string{e.Name}
		for _, a := range e.Aliases {
			values[e.ID] = append(values[e.ID], a.Value)
		}
		for _, v := range values[e.ID] {
			for w := range strings.FieldsSeq(name.Fold(v)) {
				words[w] = true
			}
		}
	}
	for _, q := range table.queries(1000, len(values)) {
		of := values[q.Want]
		if (of == nil) != (q.Kind == unknown) {
			t.Fatalf("%s %q wants %q, which has %q", q.Kind, q.Text, q.Want, of)
		}
		if in := slices.Contains(of, q.Text); in != (q.Kind == exact) {
			t.Errorf("%s %q: in the table is %v", q.Kind, q.Text, in)
		}
		switch q.Kind {
		case other:
			if sharesScript(q.Text, of) {
				t.Errorf("%q is in a script of %q", q.Text, of)
			}
		case partial:
			if !slices.ContainsFunc(of, func(v string) bool { return wordsWithin(q.Text, v) }) {
				t.Errorf("%q has words that none of %q has", q.Text, of)
			}
		case unknown:
			if first, _, _ := strings.Cut(name.Fold(q.Text), " "); words[first] && len(first) > 6 { // shorter ones arise by respelling
				t.Errorf("%q: the table has %q", q.Text, first)
			}
		}
	}
}

func wordsWithin(s, of string) bool {
	for w := range strings.FieldsSeq(s) {
		if !slices.Contains(strings.Fields(of), w) {
			return false
		}
	}
	return true
}

func TestFoldingsAreUndone(t *testing.T) {
	table := table10k(t)
	undone, n := 0, 0
	for i := range 1000 {
		e, _ := table.entity(i)
		if isHan(e.Name) { // has neither case nor marks nor spaces
			continue
		}
		m, ok := refold(newDice(1, "test", i), e.Name)
		if !ok {
			t.Fatalf("%q has no folded variant", e.Name)
		}
		n++
		if strings.ReplaceAll(name.Fold(m), " ", "") == strings.ReplaceAll(name.Fold(e.Name), " ", "") {
			undone++
		}
	}
	// Dotless i and the like differ by what language the case is of.
	if share := float64(undone) / float64(n); share < 0.98 {
		t.Errorf("%.3f of the folded variants fold to the same", share)
	}
}

func TestSpellings(t *testing.T) {
	for i := range 300 {
		d := newDice(1, "spelling", i)
		s := "Khaled Youssef al-Qasimi"
		m, ok := respell(d, s, 2)
		if ok != (m != s) {
			t.Errorf("respell says %v for %q", ok, m)
		}
		if d := levenshteinOf(s)(m, 0); d > 6 {
			t.Errorf("two respellings make %q, %d edits away", m, d)
		}
		m, ok = mistype(d, s, 3)
		if ok != (m != s) || levenshteinOf(s)(m, 0) > 6 {
			t.Errorf("three errors make %q", m)
		}
	}
	if m, ok := mistype(newDice(1, "none", 1), "12", 3); ok || m != "12" {
		t.Errorf("mistype changed 12 to %q", m)
	}
}
