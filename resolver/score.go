package resolver

import (
	"slices"

	"github.com/laqab/laqab/resolver/match"
)

// Scored is a candidate as training sees it: what was counted, before weights
// become a probability.
type Scored struct {
	EntityID string
	Items    []match.Item
	Score    float32 // bits
}

// Score returns all candidates of a mention with what the score counts, best first.
func (r *Resolver) Score(m Mention) []Scored {
	w := r.begin()
	defer w.end()
	w.normalize(m.Text)
	w.candidates()
	w.match(m.Type)
	var out []Scored
	for _, c := range w.scored {
		out = append(out, Scored{r.index.ID(c.entity), slices.Clone(c.alignment.Items), c.alignment.Score})
	}
	return out
}
