package index

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/agnivade/levenshtein"

	"github.com/laqab/laqab/resolver/name"
)

// TestEdits compares the edits in a word of bits with plain ones.
func TestEdits(t *testing.T) {
	d := rand.New(rand.NewPCG(3, 4))
	form := func() string {
		var b strings.Builder
		for range d.IntN(maxSpelled + 1) {
			b.WriteByte("abkmrTuwyS"[d.IntN(10)])
		}
		return b.String()
	}
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("aeiouwy", r) {
				return -1
			}
			return r
		}, s)
	}
	var p pattern
	for range 20000 {
		a, b := form(), form()
		p.set(a, true)
		if got, want := p.edits(spellingOf(b), true), levenshtein.ComputeDistance(a, b); got != want {
			t.Fatalf("%q, %q: %d edits, want %d", a, b, got, want)
		}
		p.set(a, false)
		if got, want := p.edits(spellingOf(b), false), levenshtein.ComputeDistance(bare(a), bare(b)); p.n > 0 && got != want {
			t.Fatalf("%q, %q without vowels: %d edits, want %d", a, b, got, want)
		}
	}
}

// TestBarePhon: the article that a script writes glued on is no part of what sounds
// are compared by, and what only starts like one is.
func TestBarePhon(t *testing.T) {
	for word, want := range map[string]string{
		"الشعبي":  "Sbi",
		"شعبي":    "Sbi",
		"الله":    "ala",
		"almaty":  "almati",
		"alsadr":  "alsadr",
		"ܕܢܨܝܒܝܢ": "nsibin",
	} {
		if w := name.Builtin().Word(word); barePhon(&w) != want {
			t.Errorf("%s: %q of %q, want %q", word, barePhon(&w), w.Phon, want)
		}
	}
}

// TestSelectBest compares the selection of survivors with sorting them.
func TestSelectBest(t *testing.T) {
	d := rand.New(rand.NewPCG(5, 6))
	order := func(a, b survivor) int {
		return cmp.Or(cmp.Compare(b.estimate, a.estimate), cmp.Compare(a.alias, b.alias))
	}
	for range 2000 {
		var all []survivor
		for _, alias := range d.Perm(64)[:1+d.IntN(64)] {
			all = append(all, survivor{alias: uint32(alias), estimate: float32(d.IntN(4))})
		}
		want := slices.SortedFunc(slices.Values(all), order)
		n := d.IntN(len(all) + 1)
		selectBest(all, n, func(a, b survivor) bool { return order(a, b) < 0 })
		for _, v := range all[:n] {
			if !slices.Contains(want[:n], v) {
				t.Fatalf("%v is not among the %d best of %v", v, n, want)
			}
		}
	}
}
