package index

import (
	"slices"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Reader reads aliases for scoring. A word that several of them have is read
// once, and is the same pointer in all. A Reader is for one goroutine.
type Reader struct {
	x       *Index
	entries []readWordEntry
	epoch   uint32
	n       int          // words read
	words   []*name.Word // room for words, kept from use to use
	text    []byte       // folded forms of aliases
	touched uint32       // see touchWords
}

type readWordEntry struct {
	epoch  uint32
	key    uint32
	word   uint32 // place in words
	rarity float32
}

// Reader returns a reader. Close it when nothing that it has read is used any more.
func (x *Index) Reader() *Reader {
	r := x.readers.Get().(*Reader)
	r.x = x
	r.n, r.text = 0, r.text[:0]
	if r.epoch++; r.epoch == 0 {
		clear(r.entries)
		r.epoch = 1
	}
	return r
}

// Close gives the reader's memory to later readers.
func (r *Reader) Close() {
	x := r.x
	r.x = nil
	x.readers.Put(r)
}

// Sentence reads an alias as the scorer takes it. Its words are valid until Close.
func (r *Reader) Sentence(alias uint32, s *match.Sentence) {
	sh, a := r.x.ofAlias(alias)
	shard := r.x.shardNumber(sh)
	s.Kind, s.Case, s.Names = sh.class(a), sh.caseOf(a), sh.namesOf(a)
	s.Words, s.Rarity = s.Words[:0], s.Rarity[:0]
	words := sh.wordsOf(a)
	for i := range words.n {
		e := r.word(sh, shard, words.at(i))
		s.Words, s.Rarity = append(s.Words, r.words[e.word]), append(s.Rarity, e.rarity)
	}
	start := len(r.text)
	r.text = sh.appendFolded(r.text, a, s.Words)
	s.Folded = view(r.text[start:])
}

// touch brings what an answer reads of an alias near the processor.
func (r *Reader) touch(sh *shard, alias uint32) {
	record := uint32(0)
	if e := sh.owners.of(alias); e > 0 {
		record = sh.recordEnd[e-1]
	}
	r.touched += sh.touchWords(sh.wordsOf(alias)) + uint32(sh.records[record])
}

// touchWords brings words near the processor, in two steps of reads that do not
// wait for one another; read word after word, each would wait for the last. The
// sum says nothing: it keeps the reads from being left out.
func (s *Segment) touchWords(words numbers) (sum uint32) {
	const most = 8 // of a longer name the others wait
	var starts, phons [most]uint32
	n := min(words.n, most)
	for i := range n {
		w := words.at(i)
		phons[i], starts[i] = s.wordRows[w].phon, s.recordStart(w)
	}
	for i := range n {
		sum += uint32(s.words[starts[i]]) + s.phonCount[phons[i]]
	}
	return sum
}

// Has says whether the table has a word of the text.
func (r *Reader) Has(text string) bool {
	for i := range r.x.shards {
		sh := &r.x.shards[i]
		if id, ok := sh.word(text); ok && sh.count(id) > 0 {
			return true
		}
	}
	return false
}

// Word returns the word of a text with its rarity, and whether the table has it. It is
// valid until Close.
func (r *Reader) Word(text string) (w *name.Word, rarity float32, known bool) {
	for i := 0; i < len(r.x.shards) && !known; i++ {
		sh := &r.x.shards[i]
		id, ok := sh.word(text)
		if !ok {
			continue
		}
		if w == nil {
			e := r.word(sh, uint8(i), id)
			w, rarity = r.words[e.word], e.rarity
		}
		known = sh.count(id) > 0
	}
	if w == nil {
		read := r.x.lexicon.Word(text)
		w, rarity = &read, r.x.rarityOf(&read)
	}
	return w, rarity, known
}

// word reads a word unless that was done.
func (r *Reader) word(sh *shard, shard uint8, word uint32) readWordEntry {
	if 2*r.n >= len(r.entries) {
		r.grow()
	}
	key := wordKey(shard, word)
	mask := uint32(len(r.entries) - 1)
	i := spread(key) >> 7 & mask
	for ; r.entries[i].epoch == r.epoch; i = (i + 1) & mask {
		if r.entries[i].key == key {
			return r.entries[i]
		}
	}
	if r.n == len(r.words) {
		more := make([]name.Word, len(r.words)+16)
		for k := range more {
			r.words = append(r.words, &more[k])
		}
	}
	readWord(sh.wordRecord(word), r.words[r.n])
	r.entries[i] = readWordEntry{r.epoch, key, uint32(r.n), r.x.rarityIn(sh, word)}
	r.n++
	return r.entries[i]
}

func (r *Reader) grow() {
	old := r.entries
	r.entries = make([]readWordEntry, max(256, 2*len(old)))
	mask := uint32(len(r.entries) - 1)
	for _, e := range old {
		if e.epoch != r.epoch {
			continue
		}
		i := spread(e.key) >> 7 & mask
		for r.entries[i].epoch == r.epoch {
			i = (i + 1) & mask
		}
		r.entries[i] = e
	}
}

// shardNumber is a shard's place.
func (x *Index) shardNumber(sh *shard) uint8 {
	i := uint8(0)
	for &x.shards[i] != sh {
		i++
	}
	return i
}

// Bearers appends the aliases of the folded form, in the order of their
// entities' IDs; of more than maxFolded, the first ones.
func (r *Reader) Bearers(folded string, out []Candidate) []Candidate {
	x, first, used := r.x, len(out), 0
	h := hash32(kindFolded, bytesOf(folded))
	for i := range x.shards {
		sh := &x.shards[i]
		before := len(out)
		list := sh.folded.get(h)
		for k := 0; k < list.n && len(out)-before < maxFolded; k++ {
			a := list.at(k)
			if sh.isGone(a) {
				continue
			}
			if r.touch(sh, a); sh.foldsTo(a, folded, func(w uint32) string { return r.words[r.word(sh, uint8(i), w).word].Folded }) {
				out = append(out, Candidate{Entity: sh.firstEntity + sh.owners.of(a), Alias: sh.firstAlias + a})
			}
		}
		if len(out) > before {
			used++
		}
	}
	if used > 1 {
		slices.SortFunc(out[first:], func(a, b Candidate) int { return x.orderAliases(a.Alias, b.Alias) })
	}
	return out[:min(len(out), first+maxFolded)]
}
