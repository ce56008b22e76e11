package match

import (
	"math"

	"github.com/laqab/laqab/resolver/name"
)

// Sounds of the phonetic form, in the order of the cost tables; 0 is silence.
const soundSymbols = "\x00abcdefghijklmnopqrstuvwxyzCSKGZTD0123456789"

// soundIndex maps a byte of a phonetic form to its place in soundSymbols; 0 for none.
var soundIndex = func() (t [256]uint8) {
	for i := 1; i < len(soundSymbols); i++ {
		t[soundSymbols[i]] = uint8(i)
	}
	return t
}()

// SoundCosts are the bits that an edit costs: [a][b] writes a where the other
// side has b; [a][0] and [0][b] leave a sound out on one side.
type SoundCosts [len(soundSymbols)][len(soundSymbols)]float32

// Pairing says which kinds of writing systems meet in a comparison. Each has
// costs of its own: an unwritten vowel is cheap in Arabic and dear in Latin.
type Pairing uint8

// The pairings.
const (
	PairLatin     Pairing = iota // two Latin spellings of one name
	PairAlphabets                // both write vowels: Cyrillic, Greek, Indic ... with Latin or each other
	PairAbjad                    // one side leaves vowels out: Arabic, Hebrew, Syriac
	PairAbjads                   // both sides do
	PairSyllables                // one side is Han, Kana, Hangul or Thai
	PairingCount
)

// PairingOf returns the pairing of two scripts.
func PairingOf(a, b name.Script) Pairing {
	ca, cb := writing(a), writing(b)
	switch {
	case ca == PairSyllables || cb == PairSyllables:
		return PairSyllables
	case ca == PairAbjad && cb == PairAbjad:
		return PairAbjads
	case ca == PairAbjad || cb == PairAbjad:
		return PairAbjad
	case a == name.Latin && b == name.Latin:
		return PairLatin
	}
	return PairAlphabets
}

func writing(s name.Script) Pairing {
	switch s {
	case name.Arabic, name.Hebrew, name.Syriac:
		return PairAbjad
	case name.Han, name.Kana, name.Hangul, name.Thai:
		return PairSyllables
	}
	return PairAlphabets
}

// maxSounds bounds the phonetic forms compared: the tail of a longer one is cut.
const maxSounds = 63

// Distance is the least cost in bits of edits that turn one phonetic form into
// the other: a weighted edit distance (Wagner & Fischer 1974) with costs
// learned as in Ristad & Yianilos 1998. It stops above limit and then returns
// +Inf.
func (c *SoundCosts) Distance(a, b string, limit float32) float32 {
	if len(a) > maxSounds {
		a = a[:maxSounds]
	}
	if len(b) > maxSounds {
		b = b[:maxSounds]
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	var row [maxSounds + 1]float32
	for j := 0; j < len(b); j++ {
		row[j+1] = row[j] + c[0][soundIndex[b[j]]]
	}
	for i := 0; i < len(a); i++ {
		costs := &c[soundIndex[a[i]]]
		diagonal := row[0]
		row[0] += costs[0]
		least := row[0]
		for j := 0; j < len(b); j++ {
			y := soundIndex[b[j]]
			v := row[j+1] + costs[0]
			if w := row[j] + c[0][y]; w < v {
				v = w
			}
			edit := costs[y]
			if a[i] == b[j] {
				edit = 0
			}
			if w := diagonal + edit; w < v {
				v = w
			}
			diagonal = row[j+1]
			row[j+1] = v
			if v < least {
				least = v
			}
		}
		if least > limit {
			return float32(math.Inf(1))
		}
	}
	if row[len(b)] > limit {
		return float32(math.Inf(1))
	}
	return row[len(b)]
}

// SoundIndices returns the places of a phonetic form's sounds in the cost tables.
func SoundIndices(phon string) []uint8 {
	out := make([]uint8, len(phon))
	for i := range out {
		out[i] = soundIndex[phon[i]]
	}
	return out
}
