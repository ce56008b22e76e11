package resolver

import (
	"cmp"
	"math"
	"slices"

	"github.com/laqab/laqab/resolver/index"
	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Resolve answers one mention: normalize, candidates, match, decide.
func (r *Resolver) Resolve(m Mention, p Policy) Answer {
	mention := r.normalize(m.Text)
	candidates := r.candidates(mention)
	scored := r.match(mention, candidates, m.Type)
	return r.decide(m, mention, scored, p)
}

// analysed is a mention after normalization: the names it lists, first the
// whole of it.
type analysed struct {
	folded    string // as exclusions are compared; unlike the sentences', with words as written
	names     []name.Name
	sentences []match.Sentence
}

func (r *Resolver) normalize(text string) *analysed {
	a := &analysed{folded: name.Fold(text)}
	for _, alternative := range name.Alternatives(text) {
		n := r.lexicon.Tokens(alternative)
		s := match.Sentence{Folded: n.Folded, Size: float32(math.Log2(float64(r.Entities() + 1)))}
		for _, t := range n.Tokens {
			w, rarity := r.index.Word(t.Text)
			s.Words, s.Rarity = append(s.Words, w), append(s.Rarity, rarity)
		}
		a.names, a.sentences = append(a.names, n), append(a.sentences, s)
	}
	return a
}

// candidates returns the aliases to score, of all names that the mention
// lists. An entity that the table says it is not is no candidate.
func (r *Resolver) candidates(a *analysed) []index.Candidate {
	out := r.index.Candidates(&a.sentences[0])
	for i := range a.sentences[1:] {
		for _, c := range r.index.Candidates(&a.sentences[i+1]) {
			if !slices.ContainsFunc(out, func(o index.Candidate) bool { return o.Alias == c.Alias }) {
				out = append(out, c)
			}
		}
	}
	return slices.DeleteFunc(out, func(c index.Candidate) bool {
		return r.index.Exclusion(c.Entity, a.folded) != ""
	})
}

// scored is an entity with its best alias.
type scored struct {
	entity, alias uint32
	sentence      int // which of the mention's names met the alias
	alignment     match.Alignment
	probability   float64
}

// match scores the candidates and keeps the best alias of each entity.
func (r *Resolver) match(m *analysed, candidates []index.Candidate, hint EntityType) []scored {
	scorer := match.NewScorer(r.model, r.lexicon)
	reader := r.index.Reader()
	defer reader.Close()
	var alias match.Sentence
	var al match.Alignment
	byEntity := map[uint32]int{}
	var out []scored
	for i := range m.sentences {
		for _, c := range candidates {
			reader.Sentence(c.Alias, &alias)
			t := EntityType(r.index.Type(c.Entity))
			alias.Type = typeClass(t)
			differs := hint != TypeUnknown && t != TypeUnknown && hint != t
			scorer.Score(&m.sentences[i], &alias, differs, &al)
			at, ok := byEntity[c.Entity]
			switch {
			case !ok:
				byEntity[c.Entity] = len(out)
				out = append(out, scored{c.Entity, c.Alias, i, al, 0})
				al = match.Alignment{}
			case better(&al, &out[at].alignment):
				kept := &out[at]
				al, kept.alignment = kept.alignment, al
				kept.alias, kept.sentence = c.Alias, i
			}
		}
	}
	for i := range m.sentences {
		var met []*match.Alignment
		for k := range out {
			if out[k].sentence == i {
				met = append(met, &out[k].alignment)
			}
		}
		r.model.Siblings(&m.sentences[i], met)
	}
	slices.SortFunc(out, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.alignment.Score, a.alignment.Score), r.index.Order(a.entity, b.entity))
	})
	return out
}

func typeClass(t EntityType) match.TypeClass {
	switch t {
	case TypePerson:
		return match.Person
	case TypeOrganization, TypeMedia:
		return match.Organization
	case TypePlace:
		return match.Place
	case TypeVessel, TypeAircraft:
		return match.Craft
	}
	return match.AnyType
}

// nearTie is within how many bits two alignments say the same: then the one in
// the mention's own script is the easier to follow.
const nearTie = 1

// better says whether a is the alignment to show of one entity: the name itself
// before any other, then the higher score, then the mention's script.
func better(a, b *match.Alignment) bool {
	if a.Traits.Identical != b.Traits.Identical {
		return a.Traits.Identical
	}
	lead := a.Score - b.Score
	if a.Traits.Cross != b.Traits.Cross && lead < nearTie && lead > -nearTie {
		return !a.Traits.Cross
	}
	return lead > 0
}

// decide turns scores into probabilities over the candidates and no match, and
// those into an outcome.
func (r *Resolver) decide(m Mention, a *analysed, cs []scored, p Policy) Answer {
	sum := 1.0 // no match has log-odds 0
	for _, c := range cs {
		sum += math.Exp2(float64(c.alignment.Score))
	}
	ans := Answer{NoMatchProbability: 1 / sum}
	for i := range cs {
		cs[i].probability = math.Exp2(float64(cs[i].alignment.Score)) / sum
	}
	enough := p.minProbability()
	switch {
	case len(cs) > 0 && cs[0].probability >= enough && r.identifies(&cs[0], p):
		ans.Outcome, ans.EntityID = Resolved, r.index.ID(cs[0].entity)
	case len(cs) > 0 && 1-ans.NoMatchProbability >= enough:
		ans.Outcome = Ambiguous
	}
	limit := p.MaxCandidates
	if limit <= 0 {
		limit = DefaultCandidates
	}
	reader := r.index.Reader()
	defer reader.Close()
	for i := range cs[:min(limit, len(cs))] {
		ans.Candidates = append(ans.Candidates, r.candidate(a, &cs[i], reader, p))
	}
	return ans
}

// identifies says whether the name that a candidate was met by can identify it
// by itself: a weak alias is too common for that, whatever its probability, and
// leaves the mention ambiguous. RECALL takes it.
func (r *Resolver) identifies(c *scored, p Policy) bool {
	return p.Profile == Recall || r.index.Name(c.entity, r.index.AliasOfEntity(c.alias)).Class != match.Weak
}

func (p Policy) minProbability() float64 {
	if p.MinProbability > 0 {
		return p.MinProbability
	}
	return [...]float64{Balanced: 0.6, Strict: 0.9, Recall: 0.3}[p.Profile]
}

// candidate reads what an answer says of an entity.
func (r *Resolver) candidate(m *analysed, c *scored, reader *index.Reader, p Policy) Candidate {
	a := fromIndex(r.index.Name(c.entity, r.index.AliasOfEntity(c.alias)))
	out := Candidate{
		EntityID: r.index.ID(c.entity), Name: r.index.Name(c.entity, 0).Value, Type: EntityType(r.index.Type(c.entity)),
		Probability: c.probability, Similarity: float64(c.alignment.Similarity),
		Alias: a, Match: matchKind(m.names[0].Text, a.Value, c.alignment.Traits),
	}
	if p.OmitEvidence {
		return out
	}
	var alias match.Sentence
	reader.Sentence(c.alias, &alias)
	out.Evidence = r.evidence(read{m.names[c.sentence], m.sentences[c.sentence].Words},
		read{r.listedName(a.Value, alias.Folded), alias.Words}, c.alignment.Items)
	return out
}

// listedName analyses the one of the names that an alias lists which folds to folded.
func (r *Resolver) listedName(value, folded string) name.Name {
	var n name.Name
	for _, alternative := range name.Alternatives(value) {
		if n = r.lexicon.Tokens(alternative); n.Folded == folded {
			break
		}
	}
	return n
}

func matchKind(mention, alias string, t match.Traits) MatchKind {
	switch {
	case mention == alias:
		return MatchExact
	case t.Identical:
		return MatchFolded
	case t.Acronym:
		return MatchAcronym
	case t.Partial:
		return MatchPartial
	case t.Translated:
		return MatchTranslated
	case t.Reordered:
		return MatchReordered
	case t.Fuzzy:
		return MatchFuzzy
	}
	return MatchTransliterated
}
