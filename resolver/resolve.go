package resolver

import (
	"cmp"
	"math"
	"slices"
	"unsafe"

	"github.com/laqab/laqab/resolver/index"
	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Resolve answers one mention: normalize, candidates, match, decide.
func (r *Resolver) Resolve(m Mention, p Policy) Answer {
	w := r.begin()
	defer w.end()
	w.normalize(m.Text)
	w.candidates()
	w.match(m.Type)
	return w.decide(m, p)
}

// work is an answer under way. A pool keeps the memory, so that an answer
// allocates only what it returns.
type work struct {
	*Resolver
	reader *index.Reader
	scorer *match.Scorer
	pairs  *match.Scorer // of two names of the table

	text    string            // the mention
	folding name.Folding      // of it, as exclusions are compared: with words as written
	names   []analysed        // the names that the mention lists, first the whole of it
	found   []index.Candidate // aliases to score
	bearers []index.Candidate // of an inflected name
	scored  []scored          // entities, best first

	alias   match.Sentence // read last
	last    uint32         // its number + 1
	next    match.Alignment
	own     []index.Candidate // names of one entity
	written match.Sentence    // one of them, in another script than the mention's
	met     []*match.Alignment
	value   name.Folding // of the alias that evidence is given of
	places  []name.Span  // of its words
	reasons []Evidence
}

// analysed is one of the names of a mention after normalization.
type analysed struct {
	text  string
	asked string // as exclusions are asked for, "" for the whole mention
	read  string // the folded form that its words stand in, "" for its own
	match.Sentence
	places []name.Span // of its words; nil until evidence is given
	room   []name.Span // memory of places
}

// scored is an entity with its best alias.
type scored struct {
	entity, alias uint32
	name          int // which of the mention's names met the alias
	alignment     match.Alignment
	own           match.Own // of its names in the mention's script
	ownAlias      uint32    // the best of them
	ownName       int       // and the mention's name that it was compared with
	contradicts   bool      // see contradict
	whole         uint32    // the alias that lists the one that met, where that is the mention itself
	probability   float64
}

// begin returns empty work.
func (r *Resolver) begin() *work {
	w := r.works.Get().(*work)
	w.Resolver, w.reader = r, r.index.Reader()
	if w.scorer == nil {
		w.scorer, w.pairs = match.NewScorer(r.model, r.lexicon), match.NewScorer(r.model, r.lexicon)
	}
	w.names, w.found, w.scored, w.last = w.names[:0], w.found[:0], w.scored[:0], 0
	return w
}

func (w *work) end() {
	pool := w.works
	w.reader.Close()
	w.scorer.Forget()
	w.Resolver, w.reader = nil, nil
	pool.Put(w)
}

// normalize reads the mention.
func (w *work) normalize(text string) {
	w.text = text
	if w.folding.Fold(text); !w.listed(text) {
		w.tokenize(text)
	}
}

// listed says whether the mention folds to the words of names in the table. It
// is read as they are then, which spares reading it anew, and they are found.
func (w *work) listed(text string) bool {
	if name.IsList(text) {
		return false
	}
	if w.found = w.reader.Bearers(w.folded(), w.found); len(w.found) == 0 {
		return false
	}
	read := w.name(text)
	w.reader.Sentence(w.found[0].Alias, &read.Sentence)
	read.Case = name.CaseOf(text)
	return true
}

// tokenize reads all names that the mention lists.
func (w *work) tokenize(text string) {
	alternatives := w.lexicon.Alternatives(text)
	if bare := name.WithoutClauses(text); bare != text {
		alternatives = append(alternatives, bare)
	}
	for k, alternative := range alternatives {
		n := w.lexicon.Tokens(alternative)
		s := w.name(alternative)
		if k > 0 {
			s.asked = name.Fold(alternative)
		}
		s.Folded, s.Case, s.Small = n.Folded, name.CaseOf(alternative), name.SmallWords(alternative, n.Tokens)
		unknown := uint64(0) // words that the table does not have, a bit each
		for i, t := range n.Tokens {
			word, rarity, known := w.reader.Word(t.Text)
			s.Words, s.Rarity = append(s.Words, word), append(s.Rarity, rarity)
			if !known {
				unknown |= 1 << i
			}
		}
		if !w.lemmatize(alternative, n.Tokens, unknown) {
			w.lemmatizeOne(alternative, n.Tokens, unknown)
		}
	}
}

// name adds an empty one to the mention's names.
func (w *work) name(text string) *analysed {
	w.names = slices.Grow(w.names, 1)[:len(w.names)+1]
	a := &w.names[len(w.names)-1]
	a.text, a.asked, a.read, a.places = text, "", "", nil
	a.Case, a.Small, a.Beside, a.Inflected = name.NoCase, 0, 0, name.NotInflected
	a.Words, a.Rarity = a.Words[:0], a.Rarity[:0]
	a.Size = match.SizeOf(w.Entities())
	return a
}

// folded is the mention in folded form.
func (w *work) folded() string {
	return unsafe.String(unsafe.SliceData(w.folding.Text), len(w.folding.Text))
}

// candidates finds the aliases to score, of all names that the mention lists.
// An entity that the table says it is not is no candidate.
func (w *work) candidates() {
	if len(w.found) == 0 {
		for i := range w.names {
			for _, c := range w.index.Candidates(&w.names[i].Sentence) {
				if i == 0 || !slices.ContainsFunc(w.found, func(o index.Candidate) bool { return o.Alias == c.Alias }) {
					w.found = append(w.found, c)
				}
			}
		}
	}
	w.found = slices.DeleteFunc(w.found, func(c index.Candidate) bool { return w.exclusion(c.Entity) != "" })
}

// exclusion is the name by which the table says that the mention is not the entity;
// "" if it does not say so. It holds for any of the names that the mention lists,
// and for an inflected one.
func (w *work) exclusion(entity uint32) string {
	not := w.index.Exclusion(entity, w.text, w.folded())
	for i := 0; not == "" && i < len(w.names); i++ {
		if asked := w.names[i].asked; asked != "" {
			not = w.index.Exclusion(entity, "", asked)
		}
	}
	return not
}

// Once one alias in the mention's script scores leadScore bits, of the others only
// those are scored that are worth at most leadWorth bits less than the best, and the
// first ones: none of the rest has a share in the probability. Without the first
// ones, right answers are lost among names that share all but a common word; of a
// lead across scripts too many were wrong. Scoring is the dearest step: this saves
// a fifth of the median answer of the ofac suite, for F1 - 0.0001.
const (
	leadScore    = 4
	leadWorth    = 6
	alwaysScored = 8
)

// match scores the candidates and keeps the best alias of each entity.
func (w *work) match(hint EntityType) {
	w.scored = w.scored[:0]
	for i := range w.names {
		leads := false
		for k, c := range w.found {
			if leads && k >= alwaysScored && c.Worth < w.found[0].Worth-leadWorth {
				continue
			}
			w.read(c.Alias)
			w.score(&w.names[i].Sentence, c.Entity, hint)
			leads = leads || w.next.Score > leadScore && !w.next.Traits.Cross && len(w.names) == 1
			kept, first := w.of(c.Entity)
			kept.addOwn(&w.next, w.alias.Kind, c.Alias, i)
			if first || better(&w.next, &kept.alignment) {
				kept.alias, kept.name = c.Alias, i
				w.next, kept.alignment = kept.alignment, w.next
			}
		}
	}
	w.contradict()
	w.asWritten(hint)
	w.ownScript(hint)
	w.elsewhere(hint)
	for i := range w.names {
		w.met = w.met[:0]
		for k := range w.scored {
			if w.scored[k].name == i {
				w.met = append(w.met, &w.scored[k].alignment)
			}
		}
		w.model.Siblings(&w.names[i].Sentence, w.met)
	}
	w.sort()
}

// sort puts the entities in order, best first.
func (w *work) sort() {
	slices.SortFunc(w.scored, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.alignment.Score, a.alignment.Score), w.index.Order(a.entity, b.entity))
	})
}

// score aligns a name of the mention with the alias read last, which is the entity's.
func (w *work) score(mention *match.Sentence, entity uint32, hint EntityType) {
	w.scoreAs(mention, EntityType(w.index.Type(entity)), w.differs(entity, hint))
}

// differs says whether an entity is of another type than the mention is said to be.
func (w *work) differs(entity uint32, hint EntityType) bool {
	t := EntityType(w.index.Type(entity))
	return hint != TypeUnknown && t != TypeUnknown && hint != t
}

// scoreAs does so for an entity of the type, and one that differs from the mention's or not.
func (w *work) scoreAs(mention *match.Sentence, t EntityType, differs bool) {
	w.alias.Type = match.TypeClassOf(string(t))
	w.scorer.Score(mention, &w.alias, differs, &w.next)
}

// of returns what is kept of the entity, and whether this is the first time it is asked for.
func (w *work) of(entity uint32) (kept *scored, first bool) {
	for i := range w.scored {
		if w.scored[i].entity == entity {
			return &w.scored[i], false
		}
	}
	w.scored = slices.Grow(w.scored, 1)[:len(w.scored)+1]
	kept = &w.scored[len(w.scored)-1]
	kept.entity, kept.own, kept.contradicts = entity, match.Own{}, false // the rest is memory of an earlier answer
	return kept, true
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
func (w *work) decide(m Mention, p Policy) Answer {
	cs := w.scored
	sum := 1.0 // no match has log-odds 0
	for i := range cs {
		cs[i].probability = math.Exp2(float64(cs[i].alignment.Score))
		sum += cs[i].probability
	}
	ans := Answer{NoMatchProbability: 1 / sum}
	for i := range cs {
		cs[i].probability /= sum
	}
	enough := p.minProbability(w.typeOfBest())
	switch {
	case len(cs) > 0 && cs[0].probability >= enough && w.identifies(&cs[0], p):
		ans.Outcome, ans.EntityID = Resolved, w.index.ID(cs[0].entity)
	case len(cs) > 0 && 1-ans.NoMatchProbability >= enough:
		ans.Outcome = Ambiguous
	}
	limit := p.MaxCandidates
	if limit <= 0 {
		limit = DefaultCandidates
	}
	if limit = min(limit, len(cs)); limit > 0 {
		ans.Candidates = make([]Candidate, limit)
	}
	for i := range ans.Candidates {
		ans.Candidates[i] = w.candidate(m, &cs[i], p)
	}
	return ans
}

func (w *work) typeOfBest() EntityType {
	if len(w.scored) == 0 {
		return TypeUnknown
	}
	return EntityType(w.index.Type(w.scored[0].entity))
}

// identifies says whether the name that a candidate was met by can identify it
// by itself: a weak alias is too common for that, whatever its probability, and
// leaves the mention ambiguous. A mention that spells it out says more than what
// is common, and so does the full name of a person, whom others hardly share it
// with. RECALL takes any.
func (w *work) identifies(c *scored, p Policy) bool {
	return p.Profile == Recall || w.index.Class(c.alias) != match.Weak ||
		c.alignment.Traits.Acronym && len(w.names[c.name].Words) > 1 || w.isFullName(c) || w.holdsName(c)
}

// holdsName says whether a mention that lists names has all words of one that is not weak:
// the 41st Brigade (PMF) (militia) is more than the 41st Brigade.
func (w *work) holdsName(c *scored) bool {
	if len(w.names) < 2 {
		return false
	}
	for _, other := range w.firstNames(c.entity) {
		w.read(other.Alias)
		if w.alias.Kind != match.Weak && !slices.ContainsFunc(w.alias.Words, func(word *name.Word) bool {
			return !slices.ContainsFunc(w.names[0].Words, func(of *name.Word) bool { return of.Folded == word.Folded })
		}) {
			return true
		}
	}
	return false
}

// isFullName says whether a candidate is a person met by an alias of two names at
// least, given ones or others: sanctions lists call such weak that they trust less,
// not only what many are called.
func (w *work) isFullName(c *scored) bool {
	if match.TypeClassOf(w.index.Type(c.entity)) != match.Person {
		return false
	}
	w.read(c.alias)
	names := 0
	for _, word := range w.alias.Words {
		if word.Role >= name.RoleGiven {
			names++
		}
	}
	return names > 1
}

// candidate reads what an answer says of an entity.
func (w *work) candidate(m Mention, c *scored, p Policy) Candidate {
	id, t, canonical, met := w.index.Shown(c.alias)
	out := Candidate{
		EntityID: id, Name: canonical, Type: EntityType(t),
		Probability: c.probability, Similarity: float64(c.alignment.Similarity),
		Alias: fromIndex(met), Match: matchKind(m.Text, met.Value, c.alignment.Traits),
	}
	if p.OmitEvidence {
		return out
	}
	mention := &w.names[c.name]
	if mention.places == nil {
		folding := &w.folding // of the whole mention
		if mention.text != m.Text {
			folding = &w.value
			folding.Fold(mention.text)
		}
		mention.places = w.place(mention.room[:0], folding, mention.text, cmp.Or(mention.read, mention.Folded), mention.Words)
		mention.room = mention.places
	}
	w.read(c.alias)
	if w.places = w.places[:0]; met.Value == mention.text && w.alias.Folded == mention.Folded {
		w.places = append(w.places, mention.places...)
	} else {
		w.value.Fold(met.Value)
		w.places = w.place(w.places, &w.value, met.Value, w.alias.Folded, w.alias.Words)
	}
	w.reasons = w.evidence(w.reasons[:0], placed{mention.Words, mention.places}, placed{w.alias.Words, w.places}, c.alignment.Items)
	out.Evidence = slices.Clone(w.reasons)
	return out
}

// read reads an alias, unless it was the last one.
func (w *work) read(alias uint32) {
	if w.last != alias+1 {
		w.reader.Sentence(alias, &w.alias)
		w.last = alias + 1
	}
}

func matchKind(mention, alias string, t match.Traits) MatchKind {
	switch {
	case mention == alias:
		return MatchExact
	case t.Identical && !t.Inflected:
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
