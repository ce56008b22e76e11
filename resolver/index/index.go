package index

import (
	"slices"
	"sync"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Alias is one name of an entity, as the index takes it.
type Alias struct {
	Value string
	Class match.AliasClass
}

// Index finds the aliases that a name could mean. It is immutable.
type Index struct {
	lexicon  *name.Lexicon
	model    *match.Model
	words    []name.Word
	byText   map[string]uint32
	keys     map[string][]uint32 // skeleton and its deletions -> words
	concepts map[name.Concept][]uint32
	df       []float32  // by word: rarity in bits
	postings [][]uint32 // by word: aliases
	aliases  []alias
	folded   map[string][]uint32 // folded name -> aliases
	acronyms map[string][]uint32 // letters of a derived acronym -> aliases
	foreign  map[string][]uint32 // letters of a derived acronym in another language -> aliases
	shorts   map[string][]uint32 // letters of a short alias -> aliases
	entities int
	scratch  sync.Pool
}

type alias struct {
	entity  uint32
	ordinal uint16 // place among the entity's aliases
	class   match.AliasClass
	folded  string
	words   []uint32
	rarity  float32 // sum over words
}

// Builder collects aliases.
type Builder struct{ x *Index }

// NewBuilder returns a builder of an index that reads names with the lexicon.
func NewBuilder(l *name.Lexicon, m *match.Model) *Builder {
	return &Builder{&Index{
		lexicon: l, model: m, byText: map[string]uint32{}, keys: map[string][]uint32{},
		concepts: map[name.Concept][]uint32{}, folded: map[string][]uint32{}, acronyms: map[string][]uint32{}, shorts: map[string][]uint32{}, foreign: map[string][]uint32{},
	}}
}

// Add adds an entity, numbered from 0 in the order of calls.
func (b *Builder) Add(aliases []Alias) {
	x := b.x
	seen := map[string]bool{}
	for ordinal, a := range aliases {
		for _, value := range name.Alternatives(a.Value) {
			n := x.lexicon.Tokens(value)
			if seen[n.Folded] {
				continue
			}
			seen[n.Folded] = true
			id := uint32(len(x.aliases))
			rec := alias{entity: uint32(x.entities), ordinal: uint16(ordinal), class: a.Class, folded: n.Folded}
			var ws []*name.Word
			for _, t := range n.Tokens {
				w := x.intern(t.Text)
				rec.words = append(rec.words, w)
				if !slices.Contains(x.postings[w], id) {
					x.postings[w] = append(x.postings[w], id)
				}
			}
			for _, w := range rec.words {
				ws = append(ws, &x.words[w])
			}
			x.folded[n.Folded] = append(x.folded[n.Folded], id)
			own, foreign := match.LongKeys(x.lexicon, ws)
			for _, key := range own {
				x.acronyms[key] = append(x.acronyms[key], id)
			}
			for _, key := range foreign {
				x.foreign[key] = append(x.foreign[key], id)
			}
			if key := match.ShortKey(ws); key != "" {
				x.shorts[key] = append(x.shorts[key], id)
			}
			x.aliases = append(x.aliases, rec)
		}
	}
	x.entities++
}

func (x *Index) intern(text string) uint32 {
	if w, ok := x.byText[text]; ok {
		return w
	}
	id := uint32(len(x.words))
	w := x.lexicon.Word(text)
	x.words = append(x.words, w)
	x.byText[text] = id
	x.postings = append(x.postings, nil)
	for _, c := range w.Concepts {
		x.concepts[c] = append(x.concepts[c], id)
	}
	for _, key := range WordKeys(&w) {
		x.keys[key] = append(x.keys[key], id)
	}
	return id
}

// WordKeys are the keys under which a word is found: its skeletons, and each
// with one consonant less, so that two words one consonant apart share one.
func WordKeys(w *name.Word) []string {
	var keys []string
	put := func(k string) {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	for i, s := range w.Skel {
		if s == "" {
			put("=" + w.Phon[min(i, len(w.Phon)-1)])
			continue
		}
		put(s)
		if len(s) < 3 {
			continue
		}
		for i := range len(s) {
			put(s[:i] + s[i+1:])
		}
	}
	return keys
}

// Build finishes the index.
func (b *Builder) Build() *Index {
	x := b.x
	count := func(words []uint32, add func(e uint32)) {
		for _, w := range words {
			for _, a := range x.postings[w] {
				add(x.aliases[a].entity)
			}
		}
	}
	distinct := func(words []uint32) int {
		seen := map[uint32]bool{}
		count(words, func(e uint32) { seen[e] = true })
		return len(seen)
	}
	byPhon := map[string][]uint32{}
	for i := range x.words {
		byPhon[x.words[i].Phon[0]] = append(byPhon[x.words[i].Phon[0]], uint32(i))
	}
	phonDF, conceptDF := map[string]int{}, map[name.Concept]int{}
	for p, ws := range byPhon {
		phonDF[p] = distinct(ws)
	}
	for c, ws := range x.concepts {
		conceptDF[c] = distinct(ws)
	}
	x.df = make([]float32, len(x.words))
	for i := range x.words {
		df := phonDF[x.words[i].Phon[0]]
		for _, c := range x.words[i].Concepts {
			df = max(df, conceptDF[c])
		}
		x.df[i] = match.Rarity(x.words[i].Role, x.entities, df)
	}
	for i := range x.aliases {
		for _, w := range x.aliases[i].words {
			if x.words[w].Role != name.RoleFunction {
				x.aliases[i].rarity += x.df[w]
			}
		}
	}
	b.x = nil
	return x
}

// Word returns the index's word for a text, or a new one it does not know, with its rarity.
func (x *Index) Word(text string) (*name.Word, float32) {
	if id, ok := x.byText[text]; ok {
		return &x.words[id], x.df[id]
	}
	w := x.lexicon.Word(text)
	df := 0
	for _, c := range w.Concepts {
		seen := map[uint32]bool{}
		for _, id := range x.concepts[c] {
			for _, a := range x.postings[id] {
				seen[x.aliases[a].entity] = true
			}
		}
		df = max(df, len(seen))
	}
	return &w, match.Rarity(w.Role, x.entities, df)
}

// Candidate is an alias worth scoring.
type Candidate struct {
	Entity uint32
	Alias  uint32
	Worth  float32 // bits of rarity that met, by word; a first estimate
}

// Sentence returns an alias as the scorer takes it.
func (x *Index) Sentence(id uint32, s *match.Sentence) {
	a := &x.aliases[id]
	s.Folded, s.Kind = a.folded, a.class
	s.Words, s.Rarity = s.Words[:0], s.Rarity[:0]
	for _, w := range a.words {
		s.Words = append(s.Words, &x.words[w])
		s.Rarity = append(s.Rarity, x.df[w])
	}
}

const (
	maxWordsPerToken = 400   // table words compared with one mention word
	maxPostings      = 60000 // aliases visited for one mention
	maxCandidates    = 48    // aliases scored for one mention
)

type hit struct {
	word uint32
	gain float32
}

// Candidates returns the aliases to score, best first by worth.
func (x *Index) Candidates(m *match.Sentence) []Candidate {
	worth := map[uint32]float32{}
	for _, a := range x.folded[m.Folded] {
		worth[a] += 1000
	}
	if key := match.ShortKey(m.Words); key != "" {
		for _, a := range x.acronyms[key] {
			worth[a] += 500
		}
		for _, a := range x.foreign[key] {
			worth[a] += 5
		}
	}
	own, foreign := match.LongKeys(x.lexicon, m.Words)
	for _, key := range own {
		for _, a := range x.shorts[key] {
			worth[a] += 400
		}
	}
	for _, key := range foreign {
		for _, a := range x.shorts[key] {
			worth[a] += 10
		}
	}
	type list struct {
		token int
		hits  []hit
	}
	best := map[uint32]float32{}
	for i, w := range m.Words {
		if w.Role == name.RoleFunction && len(m.Words) > 1 {
			continue
		}
		clear(best)
		for _, h := range x.similar(w, m.Rarity[i]) {
			for _, a := range x.postings[h.word] {
				if h.gain > best[a] {
					best[a] = h.gain
				}
			}
		}
		for a, g := range best {
			worth[a] += g
		}
	}
	// Whole names written as one word on one side.
	joined := ""
	for _, w := range m.Words {
		if w.Role != name.RoleFunction {
			joined += w.Phon[0]
		}
	}
	_ = joined
	out := make([]Candidate, 0, len(worth))
	for a, g := range worth {
		rec := &x.aliases[a]
		out = append(out, Candidate{rec.entity, a, g - 0.3*max(0, rec.rarity-g)})
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		switch {
		case a.Worth > b.Worth:
			return -1
		case a.Worth < b.Worth:
			return 1
		}
		return int(a.Alias) - int(b.Alias)
	})
	if len(out) > maxCandidates {
		out = out[:maxCandidates]
	}
	return out
}

// similar returns the table words that a mention word could be.
func (x *Index) similar(w *name.Word, r float32) []hit {
	seen := map[uint32]bool{}
	var hits []hit
	try := func(id uint32) {
		if seen[id] {
			return
		}
		seen[id] = true
		sim := x.model.Words(w, &x.words[id])
		if sim.Relation == match.Unrelated {
			return
		}
		hits = append(hits, hit{id, match.Gain(sim, min(r, x.df[id]))})
	}
	if id, ok := x.byText[w.Text]; ok {
		try(id)
	}
	for _, c := range w.Concepts {
		for _, id := range x.concepts[c] {
			try(id)
		}
	}
	for _, key := range WordKeys(w) {
		for _, id := range x.keys[key] {
			try(id)
		}
	}
	return hits
}

// AliasOfEntity is an alias's place among its entity's aliases, from 0.
func (x *Index) AliasOfEntity(id uint32) int { return int(x.aliases[id].ordinal) }

// AliasesOf returns all aliases of an entity as candidates.
func (x *Index) AliasesOf(entity uint32) []Candidate {
	var out []Candidate
	for i := range x.aliases {
		if x.aliases[i].entity == entity {
			out = append(out, Candidate{Entity: entity, Alias: uint32(i)})
		}
	}
	return out
}
