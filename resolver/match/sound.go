package match

import (
	"math"
	"math/bits"

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

// Edits are what edits of sounds cost, by their places in the symbols: [a][b] writes a
// where the other side has b; [a][0] and [0][b] leave a sound out on one side. Costs
// are the same both ways, and a sound that stays costs nothing.
type Edits [len(soundSymbols)][len(soundSymbols)]Cost

// SoundCosts measure how far phonetic forms are apart by the cost of edits.
type SoundCosts struct {
	edits Edits
	least [len(soundSymbols)]Cost // of each sound: its cheapest edit
}

// NewSoundCosts returns the measure of the edits.
func NewSoundCosts(e Edits) SoundCosts {
	c := SoundCosts{edits: e}
	for x := 1; x < len(e); x++ { // what is no sound costs nothing
		c.least[x] = e[x][0]
		for y := 1; y < len(e); y++ {
			if y != x {
				c.least[x] = min(c.least[x], e[x][y])
			}
		}
	}
	return c
}

// Edits returns what the edits cost.
func (c *SoundCosts) Edits() Edits { return c.edits }

// Cost is bits in steps of 1/128, as model files round them: whole numbers sum
// the same everywhere, and faster.
type Cost int16

// CostOf rounds bits to a cost.
func CostOf(bits float32) Cost { return Cost(round(bits) * costSteps) }

// Bits is the cost in bits.
func (c Cost) Bits() float32 { return float32(c) / costSteps }

// costSteps is how many steps a bit has.
const costSteps = 1 << 7

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
// learned as in Ristad & Yianilos 1998. Sounds that both start or end with meet
// each other. It stops above limit and then returns +Inf.
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
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	most := int32(math.MaxInt32)
	if limit < float32(most/costSteps/2) {
		most = int32(limit * costSteps)
	}
	if len(a) > 0 && len(b) > 0 { // most words of a candidate are too far for any edits
		if c.between(soundsOf(a), soundsOf(b)) > most {
			return float32(math.Inf(1))
		}
	}
	var sounds [maxSounds]uint8
	var row [maxSounds + 1]int32
	for j := range len(b) {
		sounds[j] = soundIndex[b[j]]
		row[j+1] = row[j] + int32(c.edits[0][sounds[j]])
	}
	gaps := &c.edits[0]
	for i := range len(a) {
		x := soundIndex[a[i]]
		costs, gap := &c.edits[x], int32(c.edits[x][0])
		diagonal := row[0]
		row[0] += gap
		left, least := row[0], row[0]
		for j, y := range sounds[:len(b)] {
			above := row[j+1]
			left = min(above+gap, left+int32(gaps[y]), diagonal+int32(costs[y])) // a sound costs nothing where it stays
			diagonal = above
			row[j+1] = left
			least = min(least, left)
		}
		if least > most {
			return float32(math.Inf(1))
		}
	}
	if row[len(b)] > most {
		return float32(math.Inf(1))
	}
	return float32(row[len(b)]) / costSteps
}

// sounds is a set of sounds, by their places in the symbols.
type sounds uint64

// soundsOf is the set of a phonetic form's sounds.
func soundsOf(phon string) (set sounds) {
	for i := range len(phon) {
		set |= 1 << soundIndex[phon[i]]
	}
	return set
}

// atLeast is between in bits.
func (c *SoundCosts) atLeast(a, b sounds) float32 { return float32(c.between(a, b)) / costSteps }

// between bounds from below what edits between forms with such sounds cost: each sound
// that only one side has is edited, and no edit takes two sounds of a side.
func (c *SoundCosts) between(a, b sounds) int32 {
	return max(c.leastOf(a&^b), c.leastOf(b&^a))
}

func (c *SoundCosts) leastOf(set sounds) (cost int32) {
	for ; set != 0; set &= set - 1 {
		cost += int32(c.least[bits.TrailingZeros64(uint64(set))])
	}
	return cost
}

// SoundIndex returns the place of a sound of a phonetic form in the cost tables.
func SoundIndex(sound byte) uint8 { return soundIndex[sound] }

// SoundIndices returns the places of a phonetic form's sounds in the cost tables.
func SoundIndices(phon string) []uint8 {
	out := make([]uint8, len(phon))
	for i := range out {
		out[i] = soundIndex[phon[i]]
	}
	return out
}
