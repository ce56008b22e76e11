package index

import (
	"encoding/binary"
	"math/bits"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Hashes are part of what answers are made from: where a list is cut, the cut
// follows the order of word hashes, and a 32-bit hash is the identity of a key.
// So they are the same on every machine and for every way a table was built.

// kind keeps the keys of different kinds apart.
type kind uint64

const (
	kindWord     kind = 0x9e3779b97f4a7c15
	kindFolded   kind = 0xc2b2ae3d27d4eb4f
	kindSkeleton kind = 0x165667b19e3779f9 // a word's skeleton as it is
	kindShorter  kind = 0x27d4eb2f165667c5 // a word's skeleton with one consonant less
	kindClipped  kind = 0x8cb92ba72f3d8dd7 // a phonetic form, or one with a sound less
	kindPhonetic kind = 0xd6e8feb86659fd93 // a word's first phonetic form
	kindLong     kind = 0xa0761d6478bd642f // letters that could abbreviate a long name
	kindForeign  kind = 0xe7037ed1a0b428db // the same in another language
	kindShort    kind = 0x8ebc6af09c88c6e3 // letters of a name that may be an acronym
	kindJoined   kind = 0x589965cc75374cc3 // skeleton of neighbouring words written as one
)

const hashMultiplier = 0xff51afd7ed558ccd

// hash64 mixes eight bytes at a time through a 128-bit product (the way of wyhash).
func hash64(k kind, s []byte) uint64 {
	h := uint64(k) ^ uint64(len(s))*hashMultiplier
	for ; len(s) >= 8; s = s[8:] {
		h = mix(h^binary.LittleEndian.Uint64(s), uint64(kindWord))
	}
	var tail uint64
	for i, c := range s {
		tail |= uint64(c) << (8 * i)
	}
	h = mix(h^tail, hashMultiplier)
	return mix(h, uint64(kindFolded))
}

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// spread spreads neighbouring numbers over all 32 bits, most of it over the highest:
// by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4).
func spread(n uint32) uint32 { return n * 0x9e3779b1 }

// conceptKey spreads the few concepts over the keys of a map.
func conceptKey(c name.Concept) uint32 { return spread(uint32(c)) }

// acronymHash is the identity of a key of acronyms.
func acronymHash(k kind, key match.AcronymKey) uint32 {
	return uint32(mix(mix(uint64(k)^uint64(key), hashMultiplier), uint64(kindFolded)) >> 32)
}

// hash32 is the identity of a key.
func hash32(k kind, s []byte) uint32 { return uint32(hash64(k, s) >> 32) }
