package index

import (
	"math/bits"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// sound is what of a word's first phonetic form fits into eight bytes: enough
// to tell most words that cannot be alike without reading them.
//
//	bits 0..31   which sounds it has
//	bits 32..47  which consonant classes it has
//	bits 48..53  its length in sounds
//	bits 54..58  its script
//	bits 59..63  the bit of it in signatures
type sound uint64

const vowelBits = 1 | 1<<('e'-'a') | 1<<('i'-'a') | 1<<('o'-'a') | 1<<('u'-'a') | 1<<('w'-'a') | 1<<('y'-'a')

// soundBit gives each sound of the phonetic form a bit; x, which it never has, lends its to D.
var soundBit = func() (t [256]uint32) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c] = 1 << (c - 'a')
	}
	for i, c := range []byte("CSKGZT") {
		t[c] = 1 << (26 + i)
	}
	t['D'] = 1 << ('x' - 'a')
	return t
}()

// classBit gives each class of a skeleton a bit; digits share three.
var classBit = func() (t [256]uint16) {
	for i, c := range []byte("bftdsSkhmnlr") {
		t[c] = 1 << i
	}
	for d := byte('0'); d <= '9'; d++ {
		t[d] = 1 << (12 + (d-'0')%4)
	}
	return t
}()

func soundOf(phon, skel string, script name.Script) sound {
	s := sound(min(len(phon), 63))<<48 | sound(script)<<54 | sound(signBit(skel, phon))<<59
	for i := 0; i < len(phon); i++ {
		s |= sound(soundBit[phon[i]])
	}
	for i := 0; i < len(skel); i++ {
		s |= sound(classBit[skel[i]]) << 32
	}
	return s
}

func (s sound) length() int         { return int(s >> 48 & 63) }
func (s sound) script() name.Script { return name.Script(s >> 54 & 31) }

// sign is the word's bit in signatures.
func (s sound) sign() uint32 { return 1 << (s >> 59) }

// apart estimates how far two words are from each other, 0 for no sign of a
// difference: classes weigh most, then consonants within a class, then vowels
// and length, which say nothing where one side does not write vowels.
func apart(a, b sound, vowels bool) int {
	x := a ^ b
	fine := uint32(x)
	if !vowels {
		return 3*bits.OnesCount16(uint16(x>>32)) + bits.OnesCount32(fine&^vowelBits)
	}
	l := a.length() - b.length()
	return 3*bits.OnesCount16(uint16(x>>32)) + bits.OnesCount32(fine) + max(l, -l)
}

// writesVowels says whether both sides write vowels.
func writesVowels(a, b name.Script) bool {
	switch match.PairingOf(a, b) {
	case match.PairAbjad, match.PairAbjads, match.PairSyllables:
		return false
	}
	return true
}
