package resolver

import (
	"strings"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// evidence turns the items of an alignment into evidence: the items about the
// same words and of the same kind are one.
func (r *Resolver) evidence(m, a name.Name, items []match.Item) []Evidence {
	var out []Evidence
	for _, it := range items {
		bits := float64(r.model.Weights[it.Feature] * it.Value)
		e := Evidence{Kind: it.Feature.Kind(), Mention: span(m, it.M), Alias: span(a, it.A), Bits: bits}
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
		if left, right := r.latin(m, it.M), r.latin(a, it.A); left != "" && right != "" {
			e.Detail = left + " ~ " + right
		} else {
			e.Detail = left + right
		}
		out = append(out, e)
	}
	return out
}

func span(n name.Name, words [2]int8) Span {
	if words[0] == words[1] || int(words[1]) > len(n.Tokens) {
		return Span{}
	}
	return Span{n.Tokens[words[0]].Start, n.Tokens[words[1]-1].End}
}

// latin is how the words read in Latin letters.
func (r *Resolver) latin(n name.Name, words [2]int8) string {
	var parts []string
	for i := words[0]; i < words[1] && int(i) < len(n.Tokens); i++ {
		w := r.lexicon.Word(n.Tokens[i].Text)
		if w.Script == name.Latin || len(w.Roman) == 0 {
			parts = append(parts, w.Folded)
		} else {
			parts = append(parts, w.Roman[0])
		}
	}
	return strings.Join(parts, " ")
}
