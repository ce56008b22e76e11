package index

import (
	"cmp"
	"slices"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Candidate is an alias worth scoring.
type Candidate struct {
	Entity uint32
	Alias  uint32
	Worth  float32 // bits of rarity that met, by word; a first estimate
}

// Caps of the search for aliases. Each cut keeps the best by an order that
// ends in the entity's ID. An alias with the mention's folded form is cut only
// when more than maxFolded entities share that form.
const (
	maxPostings   = 1 << 12 // aliases seen through the words of one mention
	maxSurvivors  = 96      // aliases of one word whose words are read
	maxCandidates = 48      // aliases returned
	sure          = 24      // of which so many are returned whatever they are worth
	maxFolded     = 256     // aliases returned that fold to the mention
	maxAcronyms   = 32      // aliases through the letters of an acronym, of each kind
	maxBlends     = 256     // names read for each choice of two letters of an unknown word
	maxSyllables  = 4       // the same through each choice of letters of an unknown word
	maxJoined     = 16      // aliases through words written as one, of each key
	maxShards     = 24      // far more than tiers can make
)

// The search goes on for an alias that it has not seen while that may be worth a
// share of the best one, and no more than so many bits less. Ten bits are odds of
// a thousand to one, and left no suite of the development data with fewer right
// answers; six did, where names meet across scripts.
const (
	slackShare = 0.8 // of the best one's worth, how much less it may be
	stopMargin = 10  // bits
)

// Behind the sure candidates come those that are worth at most so many bits less
// than the best. With less, right answers are lost across scripts, where worth
// says least.
const candidateMargin = 14

// token is a word of the mention that counts.
type token struct {
	rarity     float32
	gain       float32           // the most that a table word is worth to it
	mask       sign              // signature bits of its hits
	first, end int               // its hits
	gains      [signBits]float32 // by signature bit: the most that a hit of the bit is worth
}

// survivor is an alias that may be a candidate.
type survivor struct {
	alias      uint32
	estimate   float32 // the most that it can be worth
	first, end int32   // the ways in special that led to it, none if its words did
}

// queued is an alias of a word.
type queued struct {
	alias uint32 // in the shard
	shard uint8
	gain  float32 // what the word is worth
}

// special is an alias found by other ways than its words.
type special struct {
	alias      uint32
	bonus      float32 // worth in itself
	first, end int8    // the tokens that it covers
	gain       float32 // what it is worth to them
}

// scratch is what one search needs; a pool keeps it.
type scratch struct {
	seeker
	tokens    []token
	survivors []survivor
	queue     []queued // aliases whose signatures are to be read together
	signs     [64]sign
	special   []special
	verified  []verified
	gains     gainTable
	seen      aliasSet
	gained    []float32 // by token, of the alias verified last
	bar       bar
	most      int          // survivors of one word
	floor     float32      // estimates below it are not among the best
	run       []*name.Word // the words of tokens
	order     []int        // tokens by gain
	one       name.Word    // a run of words written as one
	onePhon   []byte
	oneSkel   []byte
	single    joint
	joiner    joiner
	keyer     match.ForeignKeyer
}

// Candidates returns the aliases to score, best first by worth. When aliases
// fold to the mention they are all: whatever else is alike is less so.
func (x *Index) Candidates(m *match.Sentence) []Candidate {
	reader := x.Reader()
	defer reader.Close()
	if out := reader.Bearers(m.Folded, nil); len(out) > 0 {
		return out
	}
	s := x.scratch.Get().(*scratch)
	s.x = x
	out := s.search(m)
	s.x = nil
	x.scratch.Put(s)
	return out
}

func (s *scratch) search(m *match.Sentence) []Candidate {
	s.hits, s.verified, s.survivors, s.special = s.hits[:0], s.verified[:0], s.survivors[:0], s.special[:0]
	s.tokenize(m)
	s.wholes(m)
	s.acronyms(m)
	s.expand()
	s.syllables(m)
	s.blends(m)
	s.walk()
	return s.rank()
}

// acronyms finds aliases that the mention abbreviates or that abbreviate it.
func (s *scratch) acronyms(m *match.Sentence) {
	if key := match.ShortKey(m.Words); key != 0 {
		s.keyed(kindLong, key, acronymBonus, maxAcronyms)
		s.keyed(kindForeign, key, foreignBonus, maxAcronyms)
	}
	for _, key := range match.MixedKeys(m.Words) {
		s.keyed(kindLong, key, foreignBonus, maxAcronyms)
	}
	own, foreign := s.keyer.LongKeys(s.x.lexicon, m.Words)
	for _, key := range own {
		s.keyed(kindShort, key, acronymBonus, maxAcronyms)
	}
	for _, key := range foreign {
		s.keyed(kindShort, key, foreignBonus, maxAcronyms)
	}
	for _, key := range match.SyllableKeys(m.Words) {
		s.keyed(kindShort, key, foreignBonus, maxAcronyms)
	}
}

// syllables finds the names that a single word which is like none of the table's
// may be made of. Such words are few, and so may be the keys that they cost.
func (s *scratch) syllables(m *match.Sentence) {
	if len(s.tokens) != 1 || !s.unknown() {
		return
	}
	for _, key := range match.SyllablesOf(m.Words) {
		s.keyed(kindLong, key, foreignBonus, maxSyllables)
	}
}

// unknown says whether no word of the mention is like one of the table's.
func (s *scratch) unknown() bool {
	return !slices.ContainsFunc(s.tokens, func(t token) bool { return t.gain > unknownShare*t.rarity })
}

// blends finds the names of two words that a single word which is like none of the
// table's is made of, and the word that a name of two is made to. So many others have
// such letters that the aliases are read here.
func (s *scratch) blends(m *match.Sentence) {
	first := len(s.special)
	text := match.BlendOf(m.Words)
	if text == "" {
		for _, key := range match.BlendKeys(m.Words) {
			s.keyed(kindShort, key, foreignBonus, maxAcronyms)
		}
	} else if s.unknown() {
		for _, key := range match.WordsKeys(text) {
			s.keyed(kindLong, key, foreignBonus, maxBlends)
		}
	}
	if len(s.special) == first {
		return
	}
	reader := s.x.Reader()
	defer reader.Close()
	var alias match.Sentence
	blended := slices.DeleteFunc(s.special[first:], func(as special) bool {
		reader.Sentence(as.alias, &alias)
		if text == "" {
			return !match.IsBlend(match.BlendOf(alias.Words), m.Words)
		}
		return !match.IsBlend(text, alias.Words)
	})
	s.special = s.special[:first+len(blended)]
}

// unknownShare is the most of its rarity that an unknown word has in common with one of the table.
const unknownShare = 0.75

// keyed takes up to most aliases of an acronym's key.
func (s *scratch) keyed(k kind, key match.AcronymKey, bonus float32, most int) {
	h := acronymHash(k, key)
	s.through(func(sh *shard) packedList {
		switch k {
		case kindLong:
			return sh.long.get(h)
		case kindForeign:
			return sh.foreign.get(h)
		}
		return sh.short.get(h)
	}, most, special{bonus: bonus})
}

// through takes up to most live aliases of a list in each shard, in the order of IDs.
func (s *scratch) through(list func(*shard) packedList, most int, as special) {
	first := len(s.special)
	used := 0
	for i := range s.x.shards {
		sh := &s.x.shards[i]
		n := 0
		for l := list(sh); n < most; {
			a, ok := l.next()
			if !ok {
				break
			}
			if sh.isGone(a) {
				continue
			}
			as.alias = sh.firstAlias + a
			s.special = append(s.special, as)
			n++
		}
		if n > 0 {
			used++
		}
	}
	taken := s.special[first:]
	if len(taken) > most {
		if used > 1 {
			slices.SortFunc(taken, func(a, b special) int { return s.x.orderAliases(a.alias, b.alias) })
		}
		s.special = s.special[:first+most]
	}
}

// orderAliases compares aliases by their entities' IDs, then by place.
func (x *Index) orderAliases(a, b uint32) int {
	s, i := x.ofAlias(a)
	t, k := x.ofAlias(b)
	if s == t {
		return cmp.Compare(i, k)
	}
	return x.Order(s.firstEntity+s.owners.of(i), t.firstEntity+t.owners.of(k))
}

// tokenize lists the mention's words that count: all but function words.
func (s *scratch) tokenize(m *match.Sentence) {
	s.tokens, s.run = s.tokens[:0], s.run[:0]
	for i, w := range m.Words {
		if w.Role == name.RoleFunction && len(m.Words) > 1 {
			continue
		}
		s.tokens = append(s.tokens, token{rarity: m.Rarity[i]})
		s.run = append(s.run, w)
	}
}

// wholes finds aliases that have words of the mention written with other spaces.
func (s *scratch) wholes(m *match.Sentence) {
	get := func(key []byte, first, end int) {
		rarity := float32(0)
		for _, t := range s.tokens[first:end] {
			rarity += t.rarity
		}
		h := joinedHash(key)
		s.through(func(sh *shard) packedList { return sh.joined.get(h) }, maxJoined, special{first: int8(first), end: int8(end), gain: joinedShare * rarity})
	}
	s.joiner.keys(m.Words, get)
	for i, w := range s.run {
		for n, skel := range w.Skel {
			s.single.clear()
			s.single.add(skel, w.Phon[min(n, len(w.Phon)-1)])
			s.single.key(get, i, i+1)
		}
	}
}

// joinedShare is how much of their rarity words are worth that meet others written
// with other spaces: of two short words, strangers often have the consonants.
const joinedShare = 0.5

// expand finds the table words that each token could be.
func (s *scratch) expand() {
	least := float32(0) // rarity from which on tokens are looked for by sound
	if len(s.tokens) > maxFuzzy {
		var space [name.MaxTokens]float32
		r := space[:0]
		for _, t := range s.tokens {
			r = append(r, t.rarity)
		}
		slices.Sort(r)
		least = r[len(r)-maxFuzzy]
	}
	fuzzy := maxFuzzy
	s.words = len(s.tokens)
	for i := range s.tokens {
		t := &s.tokens[i]
		t.first = len(s.hits)
		s.similar(s.run[i], t.rarity, t.rarity >= least && fuzzy > 0)
		if t.rarity >= least {
			fuzzy--
		}
		single := len(s.hits)
		if i < maxFuzzy {
			s.expandRuns(i)
			s.expandInitials(i)
		}
		if len(s.hits) > single {
			s.settle(t.first)
		}
		t.end = len(s.hits)
		for _, h := range s.hits[t.first:t.end] {
			bit := s.x.shards[h.shard].wordSound[h.word].shape.signBit()
			t.gain = max(t.gain, h.gain)
			t.mask |= 1 << bit
			t.gains[bit] = max(t.gains[bit], h.gain)
		}
	}
}

// expandRuns adds to token i the words that it and the next ones are when written as one.
func (s *scratch) expandRuns(i int) {
	const maxRun = 3
	r := s.tokens[i].rarity
	s.onePhon, s.oneSkel = append(s.onePhon[:0], s.run[i].Phon[0]...), append(s.oneSkel[:0], s.run[i].Skel[0]...)
	for n := 2; n <= maxRun && i+n <= len(s.run); n++ {
		w := s.run[i+n-1]
		r += s.tokens[i+n-1].rarity
		s.onePhon = appendSounds(s.onePhon, w.Phon[0])
		s.oneSkel = appendSkeleton(s.oneSkel, bare(w))
		if len(s.oneSkel) > 2*maxJoinedPair || len(s.oneSkel) < minJoined && (len(s.oneSkel) < minJoinedShort || len(s.onePhon) < minSyllables) {
			continue
		}
		one := &s.one
		one.Script = s.run[i].Script
		one.Phon, one.Skel = append(one.Phon[:0], view(s.onePhon)), append(one.Skel[:0], view(s.oneSkel))
		s.joined(one, r)
	}
}

// expandInitials adds to token i the words that are the initials of it and the next
// ones, which need not be all: the PNP in Supporters of PNP.
func (s *scratch) expandInitials(i int) {
	r := s.tokens[i].rarity
	most := min(match.MaxAcronymRun, len(s.run)-max(i, 1)) // the whole name is looked for among the acronyms
	for n := 2; n <= most; n++ {
		r += s.tokens[i+n-1].rarity
		letters := match.Initials(s.run[i : i+n])
		if len(letters) < minInitials {
			continue
		}
		for k := range s.x.shards {
			sh := &s.x.shards[k]
			if id, ok := sh.word(letters); ok && sh.count(id) > 0 {
				s.could(match.Similarity{Relation: match.Abbreviates}, r, uint8(k), id)
			}
		}
	}
}

// minInitials is the fewest letters of an acronym that is looked for as a word of a
// name: with two, any pair of words would have one.
const minInitials = 3

// What an acronym is worth, in bits: as much as two words that met, since in a
// large table any letters stand for many names. One of translated words, or of
// syllables, comes before the names that share a legal form, and behind those that
// share a rare word.
const (
	acronymBonus = 20
	foreignBonus = 12
)
