package resolver

import (
	"math"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// placed is words and where they stand in the string they were read from.
type placed struct {
	words  []*name.Word
	places []name.Span
}

// place appends where in the text, which is folded, each of the words stands that
// were read from it, or from the one of the names it lists that has the folded form.
func (r *Resolver) place(dst []name.Span, f *name.Folding, text, folded string, words []*name.Word) []name.Span {
	if string(f.Text) == folded {
		at := 0
		for _, w := range words {
			n := 1 + strings.Count(w.Folded, " ") // a phrase that the lexicon knows
			dst = append(dst, name.Span{Start: f.Words[at].Start, End: f.Words[at+n-1].End})
			at += n
		}
		return dst
	}
	var n name.Name
	for _, alternative := range r.lexicon.Alternatives(text) {
		if n = r.lexicon.Tokens(alternative); n.Folded == folded {
			break
		}
	}
	return tokenPlaces(dst, n)
}

func tokenPlaces(dst []name.Span, n name.Name) []name.Span {
	for _, t := range n.Tokens {
		dst = append(dst, name.Span{Start: t.Start, End: t.End})
	}
	return dst
}

// evidence appends the items of an alignment as evidence: the items about the
// same words and of the same kind are one.
func (r *Resolver) evidence(out []Evidence, m, a placed, items []match.Item) []Evidence {
	for _, it := range items {
		bits := float64(r.model.Weights[it.Feature] * it.Value)
		e := Evidence{Kind: it.Feature.Kind(), Mention: m.span(it.M), Alias: a.span(it.A), Bits: bits}
		merged := false
		for i := range out {
			if out[i].Kind == e.Kind && out[i].Mention == e.Mention && out[i].Alias == e.Alias {
				out[i].Bits += bits
				merged = true
			}
		}
		if merged {
			continue
		}
		switch left, right := latin(m.words, it.M), latin(a.words, it.A); {
		case left == right || right == "":
			e.Detail = left
		case left == "":
			e.Detail = right
		default:
			ofLeft, ofRight := [1]string{left}, [1]string{right}
			left, right = nearest(readings(m.words, it.M, ofLeft[:]), readings(a.words, it.A, ofRight[:]))
			e.Detail = left
			if left != right {
				e.Detail += " ~ " + right
			}
		}
		out = append(out, e)
	}
	return out
}

func (p placed) span(words [2]int8) Span {
	if words[0] == words[1] || int(words[1]) > len(p.places) {
		return Span{}
	}
	return Span{p.places[words[0]].Start, p.places[words[1]-1].End}
}

// latin is how the words read in Latin letters.
func latin(words []*name.Word, run [2]int8) string {
	if run[1]-run[0] == 1 {
		return latinOf(words[run[0]])
	}
	var parts []string
	for _, w := range words[run[0]:run[1]] {
		parts = append(parts, latinOf(w))
	}
	return strings.Join(parts, " ")
}

func latinOf(w *name.Word) string {
	if w.Script == name.Latin || len(w.Roman) == 0 {
		return w.Folded
	}
	return w.Roman[0]
}

// readings are all that a single word of another script has, else the one given.
func readings(words []*name.Word, run [2]int8, one []string) []string {
	if w := words[run[0]]; run[1]-run[0] == 1 && w.Script != name.Latin && len(w.Roman) > 0 {
		return w.Roman
	}
	return one
}

// nearest are the readings of two sides that are most alike, which show best why the words
// met: 卡尔顿 is Carlton as kalton, and not as kaerdun.
func nearest(left, right []string) (x, y string) {
	best := math.MaxInt
	for _, l := range left {
		for _, r := range right {
			if l == r {
				return l, r
			}
			if d := levenshtein.ComputeDistance(l, r); d < best {
				best, x, y = d, l, r
			}
		}
	}
	return x, y
}
