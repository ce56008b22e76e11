package resolver

import (
	"math"

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
	class := match.TypeClassOf(string(t))
	scorer := match.NewScorer(r.model, r.lexicon)
	var a, b *lone // that meet best
	var al match.Alignment
	contradict := r.lexicon.InBrackets(left).Contradicts(r.lexicon.InBrackets(right))
	ofLeft, ofRight := r.namesIn(left, contradict), r.namesIn(right, contradict)
	for i := range ofLeft {
		for k := range ofRight {
			x, y := &ofLeft[i], &ofRight[k]
			y.sentence.Type = class
			var next match.Alignment
			if scorer.Score(&x.sentence, &y.sentence, contradict, &next); a == nil || next.Score > al.Score {
				a, b, al = x, y, next
			}
		}
	}
	scale := r.model.Pairs[class]
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

// namesIn reads the names that a string lists; only the whole of it if its brackets
// contradict those of the other: what stands outside is no name by itself then.
func (r *Resolver) namesIn(text string, contradict bool) (names []lone) {
	for _, alternative := range r.lexicon.Alternatives(text) {
		if names = append(names, r.standalone(alternative)); contradict {
			break
		}
	}
	return names
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
