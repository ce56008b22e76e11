package index

import (
	"cmp"
	"slices"
	"sort"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Caps of the search for words. Where one cuts, it cuts by what words are and
// not by where they stand, so that answers do not depend on the shards.
const (
	maxKeyWords    = 1024 // words looked at of one key; of more, those with the lowest hashes
	maxOtherWords  = 256  // the same of a key that words share which differ by two consonants or one other
	maxOtherVowels = 32   // the same for a word that writes vowels: what is nearest to it has a clipped key in common
	fullWords      = 3    // words of one mention that may each cost the most; more of them cost as much together
	maxFuzzy       = 12   // words of one mention that are looked for by sound
)

// wordBounds says how many different words are compared in full with one word.
// Once it has enough of them, those count no more that are two edits further off than
// the nearest.
type wordBounds struct{ most, enough int }

// The bounds of either way, for a word that writes vowels and for one that does not:
// there, fewer signs tell words apart. With half the words, the development data
// lose right answers across scripts; with twice as many they win none.
var (
	boundsOfVowels = [ways]wordBounds{byConsonants: {32, 12}, withVowels: {32, 16}}
	boundsOfBare   = [ways]wordBounds{byConsonants: {128, 48}}
)

// slackRank is how far behind the nearest word one counts in any case.
const slackRank = editRank

// hit is a table word that a mention word could be.
type hit struct {
	gain  float32 // bits that the word is worth when they meet
	hash  uint32  // of the word: with gain, its place in the order
	shard uint8
	word  uint32
}

// found is a word of a key before it is compared.
type found struct {
	word  uint64 // hash and number
	shard uint8
	rank  uint8 // how far from the word looked for, by edits and key
}

// way is one of the two ways in which words are compared. The bounds hold for each:
// of words without vowels many are as near as can be, and would leave no room for
// those with.
type way struct {
	wordBounds
	farthest int        // the highest rank that may be compared, as far as words were collected
	ofRank   [ranks]int // different words collected
}

// The ways: by the consonants alone, or with vowels, where both sides write them.
const (
	byConsonants = iota
	withVowels
	ways
)

// seeker finds the table words that mention words could be.
type seeker struct {
	x       *Index
	found   []found
	sorted  []found
	starts  [ways*ranks + 1]int // in sorted, of the ranks of either way
	ways    [ways]way
	taken   aliasSet  // keys of the words collected
	lists   []numbers // of each wanted key in each shard
	batch   []found   // words to be looked at together
	word    name.Word
	wayOf   [32]uint8 // by script: how its words are compared with the one looked for
	hits    []hit
	met     aliasSet // hashes of the words collected, then of those compared
	near    patterns // of the word looked for
	wanted  []wantedKey
	words   int    // of the mention
	touched uint32 // see touchWords
	clipped bool   // whether it has clipped keys
	space   keySpace
	sounds  [64]sound
}

// similar appends the table words that a mention word of rarity r could be,
// best first: the word itself, words of its concepts, and, if fuzzy, words that
// share a key and sound like it.
func (k *seeker) similar(w *name.Word, r float32, fuzzy bool) []hit {
	x := k.x
	first := len(k.hits)
	if fuzzy {
		if hits := x.hot.get(w, r); hits != nil {
			k.hits = append(k.hits, hits...)
			return k.hits[first:]
		}
	}
	common := 0
	for i := range x.shards {
		s := &x.shards[i]
		if id, ok := s.word(w.Text); ok && s.count(id) > 0 {
			common += s.count(id)
			k.could(match.Similarity{Relation: match.Same}, r, uint8(i), id)
		}
		for _, c := range w.Concepts {
			for _, id := range s.concepts.get(conceptKey(c)).all {
				if s.count(id) == 0 {
					continue
				}
				sim := match.Similarity{Relation: match.Translated}
				if wordFolded(s.wordRecord(id)) == w.Folded {
					sim.Relation = match.Same
				}
				k.could(sim, r, uint8(i), id)
			}
		}
	}
	if fuzzy {
		k.bound(w, common > 0)
		k.gather(w, common > 0)
		k.nearest(func(i uint8, id uint32) {
			sim := x.model.Words(w, &k.word)
			if sim.Relation != match.Unrelated {
				k.could(sim, r, i, id)
			}
		})
	}
	hits := k.settle(first)
	if fuzzy && common >= hotCount {
		x.hot.put(w, r, hits)
	}
	return hits
}

// joined appends the table words that a run of mention words, worth r bits
// together and read as one, could be.
func (k *seeker) joined(one *name.Word, r float32) []hit {
	x := k.x
	first := len(k.hits)
	k.bound(one, false)
	k.gather(one, true)
	k.nearest(func(i uint8, id uint32) {
		n := float32(max(len(one.Phon[0]), len(k.word.Phon[0])))
		costs := &x.model.Sounds[match.PairingOf(one.Script, k.word.Script)]
		sim := match.Similarity{Relation: match.Alike, Distance: costs.Distance(one.Phon[0], k.word.Phon[0], maxJoinedRatio*n)}
		if sim.Ratio = sim.Distance / n; sim.Ratio <= maxJoinedRatio {
			k.could(sim, r, i, id)
		}
	})
	return k.settle(first)
}

// maxJoinedRatio is the most bits a sound for words written as one; the scorer's own.
const maxJoinedRatio = 1.3

// could appends a shard's word that words worth r bits are as similar to.
func (k *seeker) could(sim match.Similarity, r float32, shard uint8, word uint32) {
	s := &k.x.shards[shard]
	k.hits = append(k.hits, hit{match.Gain(sim, min(r, k.x.rarityIn(s, word))), s.wordHash[word], shard, word})
}

// settle orders the hits from first on by gain and drops doubles.
func (k *seeker) settle(first int) []hit {
	hits := k.hits[first:]
	slices.SortFunc(hits, func(a, b hit) int {
		switch {
		case a.gain != b.gain:
			return cmp.Compare(b.gain, a.gain)
		case a.hash != b.hash:
			return cmp.Compare(a.hash, b.hash)
		}
		return a.byWord(b)
	})
	k.taken.reset()
	hits = slices.DeleteFunc(hits, func(h hit) bool { return !k.taken.add(wordKey(h.shard, h.word)) })
	k.hits = k.hits[:first+len(hits)]
	return hits
}

// byWord orders hits by where their words stand.
func (h hit) byWord(o hit) int {
	if h.word != o.word {
		return cmp.Compare(h.word, o.word)
	}
	return cmp.Compare(h.shard, o.shard)
}

// gather collects the words that share a skeleton, or one but for a consonant, with w.
func (k *seeker) gather(w *name.Word, known bool) {
	k.found, k.wanted, k.lists, k.batch = k.found[:0], k.wanted[:0], k.lists[:0], k.batch[:0]
	for script := range k.wayOf {
		k.wayOf[script] = byConsonants
		if writesVowels(w.Script, name.Script(script)) {
			k.wayOf[script] = withVowels
		}
	}
	k.near.set(w)
	k.taken.reset()
	k.met.reset()
	for i := range k.ways {
		k.ways[i].farthest = ranks - 1
		clear(k.ways[i].ofRank[:])
	}
	k.clipped = writesVowels(w.Script, name.Latin)
	k.keysOf(w, known)
	shards := k.x.shards
	for _, key := range k.wanted { // none of these reads waits for another
		for i := range shards {
			k.touched += shards[i].wordKeys(key.kind).touch(key.hash)
		}
	}
	for _, key := range k.wanted { // nor do these
		for i := range shards {
			k.lists = append(k.lists, shards[i].wordKeys(key.kind).get(key.hash))
		}
	}
	for i, key := range k.wanted {
		k.take(key, k.lists[i*len(shards):][:len(shards)])
	}
	k.compare()
}

// wantedKey is a key of which words are collected.
type wantedKey struct {
	kind  kind
	hash  uint32
	least int // see sameKey
}

// keysOf lists the keys of the words that w could be, those first that say most;
// of a word that the table knows and that writes its vowels, no others.
func (k *seeker) keysOf(w *name.Word, known bool) {
	want := func(kd kind, key []byte, least int) {
		k.wanted = append(k.wanted, wantedKey{kd, hash32(kd, key), least})
	}
	if k.clipped {
		for _, phon := range w.Phon {
			k.space.clippedKeys(phon, func(key []byte) { want(kindClipped, key, sameKey) })
		}
	}
	wholeKeys(w, func(key []byte) { want(kindSkeleton, key, sameKey) })
	if k.clipped && known {
		return
	}
	wholeKeys(w, func(key []byte) { want(kindShorter, key, oneMore) })
	for _, s := range w.Skel {
		k.space.shorterKeys(s, func(key []byte) {
			want(kindSkeleton, key, oneMore)
			want(kindShorter, key, oneOther)
		})
	}
}

// wordKeys is the segment's multimap of a kind of words' keys.
func (s *Segment) wordKeys(kd kind) *multimap {
	switch kd {
	case kindShorter:
		return &s.shorter
	case kindClipped:
		return &s.clipped
	}
	return &s.skeletons
}

// What a key says of how words differ, as a part of their rank: an edit counts
// editRank, and one of a consonant class more than others.
const (
	sameKey  = 0
	oneMore  = 1 // one side has a consonant more
	oneOther = 1 // one consonant is of another class
	editRank = 2

	// Beside the consonants of a word that does without vowels, those that it writes
	// tell something: each that the other word does not have there, up to so many.
	maxStrange = 2

	ranks = editRank*(nearEdits+maxSpelled/nearShare) + oneMore + maxStrange + 1
)

// take collects the words of one key, whose lists in the shards these are.
func (k *seeker) take(key wantedKey, lists []numbers) {
	total := 0
	for _, list := range lists {
		total += list.n
	}
	most, limit := maxKeyWords, ^uint32(0)
	switch {
	case key.kind == kindClipped || key.least == sameKey:
	case k.clipped:
		most = maxOtherVowels
	case key.kind == kindShorter:
		most = maxOtherWords
	}
	if total > most {
		limit = k.limit(lists, most)
	}
	for i, list := range lists {
		s := &k.x.shards[i]
		count := list.n
		if limit != ^uint32(0) {
			count = sort.Search(count, func(n int) bool { return s.wordHash[list.at(n)] > limit })
		}
		for n := range count {
			id := list.at(n)
			if k.batch = append(k.batch, found{uint64(id), uint8(i), uint8(key.least)}); len(k.batch) == len(k.sounds) {
				k.compare()
			}
		}
	}
}

// readsOtherwise says whether words of a script have readings that have little in
// common with the first one, of which alone the sounds are at hand: 桐生 is
// Tongsheng and Kiryu.
func readsOtherwise(s name.Script) bool { return s == name.Han || s == name.Hangul }

// otherEdits is how many edits such a word is taken to be apart, at most, that has
// a whole key in common with the one looked for.
const otherEdits = 1

// compare moves the words of the batch that are near to those found.
func (k *seeker) compare() {
	shards := k.x.shards
	for n, f := range k.batch { // none of these reads waits for another
		k.sounds[n] = shards[f.shard].wordSound[f.word]
	}
	first := len(k.found)
	for n, f := range k.batch {
		s, sound := &shards[f.shard], &k.sounds[n]
		script := sound.shape.script()
		way := k.wayOf[script]
		farthest := k.ways[way].farthest
		edits, strange, near := k.near.near(sound, way == withVowels, (farthest-int(f.rank))/editRank)
		if (!near || edits > otherEdits) && f.rank == sameKey && readsOtherwise(script) {
			edits, strange, near = otherEdits, 0, otherEdits <= farthest/editRank
		}
		if near && k.taken.add(wordKey(f.shard, uint32(f.word))) && (s.gone.entities == 0 || s.count(uint32(f.word)) > 0) {
			f.rank += uint8(editRank*edits+min(strange, maxStrange)) + ranks*way
			k.found = append(k.found, f)
		}
	}
	for n := range k.found[first:] { // nor do these
		f := &k.found[first+n]
		f.word |= uint64(shards[f.shard].wordHash[f.word]) << 32
	}
	for _, f := range k.found[first:] {
		if k.met.add(uint32(f.word >> 32)) {
			k.ways[f.rank/ranks].ofRank[f.rank%ranks]++
		}
	}
	k.batch = k.batch[:0]
	for i := range k.ways {
		k.ways[i].lower()
	}
}

// lower lowers the farthest rank as far as the words collected allow: choose takes none beyond it.
func (w *way) lower() {
	n, slack := 0, ranks
	for d := range w.farthest {
		n += w.ofRank[d]
		if w.enoughAt(d, n, &slack) {
			w.farthest = d
			return
		}
	}
}

// enoughAt says whether words of higher ranks than d are not compared when n words
// are of d or lower ones. slack is the highest rank that counts in any case, as
// far as ranks went before.
func (w *way) enoughAt(d, n int, slack *int) bool {
	if n > 0 {
		*slack = min(*slack, d+slackRank)
	}
	return n >= w.most || n >= w.enough && d >= *slack
}

// limit returns the hash of the last of the first most live words in the lists.
func (k *seeker) limit(lists []numbers, most int) uint32 {
	if s := &k.x.shards[0]; len(lists) == 1 && s.gone.entities == 0 { // numbers go by hash
		return s.wordHash[lists[0].at(most-1)]
	}
	var at [maxShards]int
	n, last := 0, uint32(0)
	for {
		best, hash := -1, ^uint32(0)
		for i, list := range lists {
			s := &k.x.shards[i]
			for at[i] < list.n && s.gone.entities > 0 && s.count(list.at(at[i])) == 0 {
				at[i]++
			}
			if at[i] < list.n && s.wordHash[list.at(at[i])] <= hash {
				best, hash = i, s.wordHash[list.at(at[i])]
			}
		}
		if best < 0 {
			return ^uint32(0)
		}
		at[best]++
		if n == 0 || hash != last {
			if n == most {
				return last
			}
			n, last = n+1, hash
		}
	}
}

// bound sets how many words are compared with w. What is found for a word that
// the table knows must not depend on the mention (see hotWords); other words share
// what a mention may cost.
func (k *seeker) bound(w *name.Word, known bool) {
	bounds := &boundsOfBare
	if writesVowels(w.Script, name.Latin) {
		bounds = &boundsOfVowels
	}
	for i := range k.ways {
		k.ways[i].wordBounds = bounds[i]
		if !known {
			k.ways[i].most = bounds[i].most * min(k.words, fullWords) / k.words
		}
	}
}

// nearest yields the collected words that are least apart, read into k.word.
func (k *seeker) nearest(yield func(i uint8, id uint32)) {
	k.byRank()
	k.choose()
	for chosen := k.found; len(chosen) > 0; {
		some := chosen[:min(len(chosen), touchedAtOnce)]
		chosen = chosen[len(some):]
		var starts, phons [touchedAtOnce]uint32
		for n, f := range some { // none of these reads waits for another
			s := &k.x.shards[f.shard]
			starts[n], phons[n] = s.recordStart(uint32(f.word)), s.wordRows[uint32(f.word)].phon
		}
		for n, f := range some { // nor do these
			s := &k.x.shards[f.shard]
			k.touched += uint32(s.words[starts[n]]) + s.phonCount[phons[n]]
		}
		for _, f := range some {
			s := &k.x.shards[f.shard]
			readWord(s.wordRecord(uint32(f.word)), &k.word)
			yield(f.shard, uint32(f.word))
		}
	}
}

// touchedAtOnce is how many words are brought near the processor together.
const touchedAtOnce = 32

// byRank moves the collected words into k.sorted, the nearest first, and sets
// where each rank starts.
func (k *seeker) byRank() {
	clear(k.starts[:])
	for _, f := range k.found {
		k.starts[f.rank+1]++
	}
	for i := range ways * ranks {
		k.starts[i+1] += k.starts[i]
	}
	k.sorted = slices.Grow(k.sorted[:0], len(k.found))[:len(k.found)]
	next := k.starts
	for _, f := range k.found {
		k.sorted[next[f.rank]] = f
		next[f.rank]++
	}
}

// choose leaves the words to compare in k.found, those of equal rank in the order
// of their hashes where not all of them are compared.
func (k *seeker) choose() {
	k.met.reset()
	k.found = k.found[:0]
	for way := range ways {
		k.chooseOf(&k.ways[way], k.starts[way*ranks:])
	}
}

// chooseOf chooses among the words of one way, whose ranks start there in k.sorted.
func (k *seeker) chooseOf(w *way, starts []int) {
	n, slack := 0, ranks
	for d := range ranks {
		group := k.sorted[starts[d]:starts[d+1]]
		if n+len(group) > w.most {
			slices.SortFunc(group, func(a, b found) int { return cmp.Compare(a.word, b.word) })
		}
		for _, f := range group {
			if k.met.add(uint32(f.word >> 32)) {
				if n == w.most {
					return
				}
				n++
			}
			k.found = append(k.found, f)
		}
		if w.enoughAt(d, n, &slack) {
			return
		}
	}
}
