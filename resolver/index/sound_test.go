package index

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/agnivade/levenshtein"
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
