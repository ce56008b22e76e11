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
	return match.Rarity(w.Role, x.entities, n)
}

// rarityIn is the rarity of a shard's word.
func (x *Index) rarityIn(s *shard, word uint32) float32 {
	p := s.wordRows[word].phon
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
	return match.Rarity(name.Role(r.rest[1]), x.entities, n)
}

// appendFolded appends an alias's folded form, of whose words are read.
func (s *Segment) appendFolded(dst []byte, alias uint32, words []*name.Word) []byte {
	if s.aliases[alias].meta&metaOdd != 0 {
		return append(dst, s.oddFold(alias)...)
	}
	for i, w := range words {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, w.Folded...)
	}
	return dst
}
