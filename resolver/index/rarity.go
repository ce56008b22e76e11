package index

import (
	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// phonCount is how many live entities have a word with the phonetic form.
func (x *Index) phonCount(hash uint32) (n int) {
	for i := range x.shards {
		s := &x.shards[i]
		if p := find(s.phonBucket, s.phonShift, s.phonHash, hash); p >= 0 {
			n += int(s.phonCount[p]) - int(s.gone.phons.at(uint32(p)))
		}
	}
	return n
}

// conceptCount is how many live entities have a word of the concept.
func (x *Index) conceptCount(c uint32) (n int) {
	for i := range x.shards {
		s := &x.shards[i]
		if int(c) < len(s.conceptCount) {
			n += int(s.conceptCount[c]) - int(s.gone.concepts.at(c))
		}
	}
	return n
}

// rarityOf is the rarity of a word: how few live entities have its first
// phonetic form or a concept of it, whichever is more common.
func (x *Index) rarityOf(w *name.Word) float32 {
	n := x.phonCount(hash32(kindPhonetic, bytesOf(w.Phon[0])))
	for _, c := range w.Concepts {
		n = max(n, x.conceptCount(uint32(c)))
	}
	return match.Rarity(w.Role, x.live, n)
}

// rarityIn is the rarity of a shard's word.
func (x *Index) rarityIn(s *shard, word uint32) float32 {
	r, _ := x.rarityAndRole(s, word)
	return r
}

func (x *Index) rarityAndRole(s *shard, word uint32) (float32, name.Role) {
	p := s.wordPhon[word]
	n := 0
	if len(x.shards) == 1 {
		n = int(s.phonCount[p]) - int(s.gone.phons.at(p))
	} else {
		n = x.phonCount(s.phonHash[p])
	}
	r := reader{s.wordRecord(word)}
	for range r.number() {
		n = max(n, x.conceptCount(uint32(r.number())))
	}
	role := name.Role(r.rest[1])
	return match.Rarity(role, x.live, n), role
}

// Word returns the word of a text with its rarity.
func (x *Index) Word(text string) (*name.Word, float32) {
	for i := range x.shards {
		s := &x.shards[i]
		if w, ok := s.word(text); ok {
			held := new(heldWord)
			held.Concepts, held.Roman, held.Phon, held.Skel = held.concepts[:0:len(held.concepts)], held.roman[:0:len(held.roman)], held.phon[:0:len(held.phon)], held.skel[:0:len(held.skel)]
			readWord(s.wordRecord(w), &held.Word)
			return &held.Word, x.rarityIn(s, w)
		}
	}
	w := x.lexicon.Word(text)
	return &w, x.rarityOf(&w)
}

// heldWord is a word with room for what most words have, in one piece of memory.
type heldWord struct {
	name.Word
	concepts          [4]name.Concept
	roman, phon, skel [4]string
}

// foldedText is an alias's folded form, of whose words are read.
func (s *Segment) foldedText(alias uint32, words []*name.Word) string {
	if s.aliasMeta[alias]&metaOdd != 0 {
		return s.odd[alias]
	}
	if len(words) == 1 {
		return words[0].Folded
	}
	n := 0
	for _, w := range words {
		n += len(w.Folded) + 1
	}
	b := make([]byte, 0, n)
	for i, w := range words {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, w.Folded...)
	}
	return view(b)
}
