package resolver

import "github.com/laqab/laqab/resolver/match"

// Scored is a candidate as training sees it: what was counted, before weights
// become a probability.
type Scored struct {
	EntityID string
	Items    []match.Item
	Score    float32 // bits
}

// Score returns all candidates of a mention with what the score counts, best first.
func (r *Resolver) Score(m Mention) []Scored {
	mention := r.normalize(m.Text)
	var out []Scored
	for _, c := range r.match(mention, r.candidates(mention), m.Type) {
		out = append(out, Scored{r.index.ID(c.entity), c.alignment.Items, c.alignment.Score})
	}
	return out
}
