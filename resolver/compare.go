package resolver

import (
	"math"
	"slices"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Compare compares two names without a table: what the words are worth comes
// from their roles alone. Swapping the names swaps the sides of the evidence
// and changes nothing else.
func (r *Resolver) Compare(left, right string, t EntityType) Comparison {
	if left > right {
		c := r.Compare(right, left, t)
		for i := range c.Evidence {
			e := &c.Evidence[i]
			e.Mention, e.Alias = e.Alias, e.Mention
		}
		return c
	}
	scorer := match.NewScorer(r.model, r.lexicon)
	var a, b lone
	var al match.Alignment
	best := float32(math.Inf(-1))
	ofLeft, ofRight := r.namesIn(left, right)
	for _, x := range ofLeft {
		for _, y := range ofRight {
			x, y := r.standalone(x), r.standalone(y)
			y.sentence.Type = match.TypeClassOf(string(t))
			var next match.Alignment
			if scorer.Score(&x.sentence, &y.sentence, false, &next); next.Score > best {
				a, b, al, best = x, y, next, next.Score
			}
		}
	}
	scale := r.model.Pairs[b.sentence.Type]
	evidence := r.evidence(nil, placed{a.sentence.Words, tokenPlaces(nil, a.name)}, placed{b.sentence.Words, tokenPlaces(nil, b.name)}, al.Items)
	for i := range evidence {
		evidence[i].Bits *= float64(scale.Slope)
		if evidence[i].Kind == priorKind {
			evidence[i].Bits += float64(scale.Offset)
		}
	}
	return Comparison{
		Similarity:  float64(al.Similarity),
		Probability: 1 / (1 + math.Exp2(-float64(scale.Slope*al.Score+scale.Offset))),
		Match:       matchKind(left, right, al.Traits),
		Evidence:    evidence,
	}
}

// namesIn returns the names that either string lists. Where brackets name countries that
// are not the same, what stands outside is no name by itself.
func (r *Resolver) namesIn(left, right string) (ofLeft, ofRight []string) {
	ofLeft, ofRight = r.lexicon.Alternatives(left), r.lexicon.Alternatives(right)
	theirs := r.lexicon.InBrackets(right)
	if ours := r.lexicon.InBrackets(left); len(ours) > 0 && len(theirs) > 0 && !slices.ContainsFunc(ours, func(c name.Concept) bool { return slices.Contains(theirs, c) }) {
		return ofLeft[:1], ofRight[:1]
	}
	return ofLeft, ofRight
}

// priorKind is the evidence that every alignment starts from.
const priorKind = "prior"

// lone is a name analysed without a table.
type lone struct {
	name     name.Name
	sentence match.Sentence
}

func (r *Resolver) standalone(text string) lone {
	n := r.lexicon.Tokens(text)
	x := lone{n, match.Sentence{Folded: n.Folded, Case: name.CaseOf(text)}}
	for _, t := range n.Tokens {
		w := r.lexicon.Word(t.Text)
		x.sentence.Words = append(x.sentence.Words, &w)
		x.sentence.Rarity = append(x.sentence.Rarity, match.Rarity(w.Role, match.EntitiesOf(0), 0))
	}
	return x
}
