package resolver

import (
	"github.com/laqab/laqab/resolver/index"
	"github.com/laqab/laqab/resolver/name"
)

// Explain says why, or why not, the entity is meant. It reports false when there is no such entity.
func (r *Resolver) Explain(m Mention, id string, p Policy) (Explanation, bool) {
	n, ok := r.byID[id]
	if !ok {
		return Explanation{}, false
	}
	mention := r.normalize(m.Text)
	candidates := r.candidates(mention)
	x := Explanation{}
	for _, c := range candidates {
		x.Retrieved = x.Retrieved || c.Entity == n
	}
	if !x.Retrieved {
		candidates = append(candidates, r.index.AliasesOf(n)...)
	}
	for _, not := range r.entities[n].Not {
		if name.Fold(not) == mention.sentences[0].Folded {
			x.Excluded = not
		}
	}
	all := r.match(mention, candidates, m.Type)
	p.MaxCandidates = len(all)
	ans := r.decide(m, mention, all, p)
	x.Outcome, x.NoMatchProbability = ans.Outcome, ans.NoMatchProbability
	if len(ans.Candidates) > 0 {
		x.Best = ans.Candidates[0].EntityID
	}
	for _, c := range ans.Candidates {
		if c.EntityID == id {
			x.Candidate = c
			return x, true
		}
	}
	e := &r.entities[n]
	x.Candidate = Candidate{EntityID: id, Name: e.Name, Type: e.Type}
	return x, true
}

// Analyze shows how a string is read.
func (r *Resolver) Analyze(text, language string) Analysis {
	n := r.lexicon.Tokens(text)
	out := Analysis{Folded: n.Folded, Script: "Zyyy"}
	var words []*name.Word
	roman := ""
	for _, t := range n.Tokens {
		w := r.lexicon.Word(t.Text)
		words = append(words, &w)
		if out.Script == "Zyyy" && w.Role != name.RoleNumber {
			out.Script = w.Script.String()
		}
		tok := AnalyzedToken{
			Span: Span{t.Start, t.End}, Text: text[t.Start:t.End], Folded: w.Folded,
			Roman: w.Roman, Phonetic: w.Phon[0], Role: w.Role.String(),
		}
		if len(w.Concepts) > 0 {
			tok.Concept = r.lexicon.ConceptID(w.Concepts[0])
		}
		out.Tokens = append(out.Tokens, tok)
		if roman != "" {
			roman += " "
		}
		if len(w.Roman) > 0 {
			roman += w.Roman[0]
		}
	}
	out.Romanizations = []string{roman}
	out.Keys = append(out.Keys, AnalyzedKey{"folded", n.Folded})
	for _, w := range words {
		for _, key := range index.WordKeys(w) {
			out.Keys = append(out.Keys, AnalyzedKey{"skeleton", key})
		}
	}
	return out
}
