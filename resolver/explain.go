package resolver

import (
	"slices"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Explain says why, or why not, the entity is meant. It reports false when there is no such entity.
func (r *Resolver) Explain(m Mention, id string, p Policy) (Explanation, bool) {
	n, ok := r.index.Find(id)
	if !ok {
		return Explanation{}, false
	}
	w := r.begin()
	defer w.end()
	w.normalize(m.Text)
	w.candidates()
	w.match(m.Type)
	p.MaxCandidates = len(w.scored)
	ans := w.decide(m, p)
	x := Explanation{Outcome: ans.Outcome, NoMatchProbability: ans.NoMatchProbability, Best: bestEntity(ans)}
	x.Excluded = w.exclusion(n)
	for _, c := range ans.Candidates {
		if c.EntityID == id {
			x.Candidate, x.Retrieved = c, true
			return x, true
		}
	}
	// Not found, or excluded: what it would be scored from. Its probability stays 0.
	w.found = r.index.AliasesOf(n, w.found[:0])
	w.match(m.Type)
	w.scored[0].probability = 0
	x.Candidate = w.candidate(m, &w.scored[0], p)
	return x, true
}

func bestEntity(a Answer) string {
	if len(a.Candidates) == 0 {
		return ""
	}
	return a.Candidates[0].EntityID
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
	out.Keys = r.keys(n, words)
	return out
}

// keys are what the index looks up for a name, by kind.
func (r *Resolver) keys(n name.Name, words []*name.Word) []AnalyzedKey {
	out := []AnalyzedKey{{"folded", n.Folded}}
	add := func(kind, value string) {
		if k := (AnalyzedKey{kind, value}); value != "" && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	for _, w := range words {
		for _, p := range w.Phon {
			add("phonetic", p)
		}
		for _, s := range w.Skel {
			add("skeleton", s)
		}
		for _, c := range w.Concepts {
			add("concept", r.lexicon.ConceptID(c))
		}
	}
	own, _ := match.LongKeys(r.lexicon, words)
	for _, key := range append(own, match.ShortKey(words)) {
		add("acronym", key.String())
	}
	return out
}
