package resolver

import (
	"strings"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// read is a name and its words as the scorer saw them.
type read struct {
	name  name.Name
	words []*name.Word
}

// evidence turns the items of an alignment into evidence: the items about the
// same words and of the same kind are one.
func (r *Resolver) evidence(m, a read, items []match.Item) []Evidence {
	var out []Evidence
	for _, it := range items {
		bits := float64(r.model.Weights[it.Feature] * it.Value)
		e := Evidence{Kind: it.Feature.Kind(), Mention: span(m.name, it.M), Alias: span(a.name, it.A), Bits: bits}
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
		if left, right := latin(m.words, it.M), latin(a.words, it.A); left != "" && right != "" {
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
