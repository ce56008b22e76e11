package index

import (
	"github.com/laqab/laqab/resolver/name"
)

// sign is the signature of a name: a bit for each of its words in the lower part,
// and in the upper part the number of those that are no function words. Bits come
// from skeletons, so that spellings of a word share one.
type sign uint64

const (
	signBits  = 60
	signCount = 1<<(64-signBits) - 1 // the most words that are counted
)

func signOf(words []*name.Word) sign {
	s, n := sign(0), 0
	for _, w := range words {
		s |= 1 << signBit(w)
		if w.Role != name.RoleFunction {
			n++
		}
	}
	return s | sign(min(n, signCount))<<signBits
}

// words is how many words are no function words.
func (s sign) words() int { return int(s >> signBits) }

// signBit is the number of a word's bit in signatures.
func signBit(w *name.Word) uint32 {
	skel := w.Skel[0]
	if skel == "" {
		skel = w.Phon[0]
	}
	return uint32(uint64(hash32(kindSkeleton, bytesOf(skel))) * signBits >> 32)
}
