package index

import (
	"math/bits"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// sound is what of a word's first phonetic form, without its article, fits into 16
// bytes: enough to tell most words that cannot be alike without reading them.
type sound struct {
	shape    shape
	spelling spelling
}

func soundOf(w *name.Word) sound {
	phon := barePhon(w)
	return sound{shapeOf(phon, signBit(w), w.Script), spellingOf(phon)}
}

// barePhon is a word's first phonetic form, of one in a script that writes articles
// glued on without it: others romanize الشعبي as Shaabi, with al- or nothing before it.
func barePhon(w *name.Word) string {
	if writesVowels(w.Script, name.Latin) {
		return w.Phon[0]
	}
	return w.WithoutArticle(w.Phon)
}

// shape tells without a loop how many edits words are apart at least.
//
//	bits 0..31   which sounds the word has
//	bits 32..37  the bit of it in signatures
//	bits 48..53  its length in sounds
//	bits 54..58  its script
type shape uint64

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

func shapeOf(phon string, signBit uint32, script name.Script) shape {
	s := shape(min(len(phon), 63))<<48 | shape(script)<<54 | shape(signBit)<<32
	for i := 0; i < len(phon); i++ {
		s |= shape(soundBit[phon[i]])
	}
	return s
}

func (s shape) sounds() uint32      { return uint32(s) }
func (s shape) length() int         { return int(s >> 48 & 63) }
func (s shape) script() name.Script { return name.Script(s >> 54 & 31) }

// signBit is the number of the word's bit in signatures.
func (s shape) signBit() uint32 { return uint32(s >> 32 & 63) }

// spelling is the start of a phonetic form: its sounds from the lowest bits up,
// then their number.
type spelling uint64

const (
	soundBits  = 6
	maxSpelled = 10 // sounds
	lengthAt   = soundBits * maxSpelled
)

func spellingOf(phon string) spelling {
	s := spelling(min(len(phon), maxSpelled)) << lengthAt
	for i := range min(len(phon), maxSpelled) {
		s |= spelling(match.SoundIndex(phon[i])) << (soundBits * i)
	}
	return s
}

// vowelSounds has a bit for each sound that scripts without vowels leave out.
var vowelSounds = func() (set uint64) {
	for _, c := range []byte("aeiouwy") {
		set |= 1 << match.SoundIndex(c)
	}
	return set
}()

// pattern is a phonetic form that sounds are compared with.
type pattern struct {
	places [1 << soundBits]uint16 // by sound: where it stands
	n      int                    // sounds of the spelling
	most   int                    // edits at which words are still near
	length int                    // of the whole form; of one without vowels, 0
	sounds uint32                 // as in shape
}

// Words are near up to so many edits, and one more for every so many sounds:
// beyond it hardly any pair costs less than match.Model.Words lets pass.
const (
	nearEdits = 1
	nearShare = 3
)

// set takes the form, or only what of it scripts without vowels write.
func (p *pattern) set(phon string, vowels bool) {
	*p = pattern{}
	for i := range min(len(phon), maxSpelled) {
		c := match.SoundIndex(phon[i])
		if vowels || vowelSounds>>c&1 == 0 {
			p.places[c] |= 1 << p.n
			p.n++
		}
	}
	for i := range len(phon) {
		p.sounds |= soundBit[phon[i]]
	}
	if vowels {
		p.length = len(phon)
	} else {
		p.sounds &^= vowelBits
	}
	p.most = nearEdits + p.n/nearShare
}

// near returns how many edits the word is apart, and whether it is near, by no more than most.
func (p *pattern) near(s *sound, vowels bool, most int) (edits int, near bool) {
	most = min(most, p.most)
	theirs := s.shape.sounds()
	if vowels {
		if d := s.shape.length() - p.length; d > most || -d > most {
			return 0, false
		}
	} else {
		theirs &^= vowelBits
	}
	// An edit takes one sound away at most, and brings one.
	if bits.OnesCount32(p.sounds&^theirs) > most || bits.OnesCount32(theirs&^p.sounds) > most {
		return 0, false
	}
	edits = p.edits(s.spelling, vowels)
	return edits, edits <= most
}

// edits is how many sounds must be changed, put in or left out between the
// pattern and the spelling, of which vowels says whether they count: Levenshtein's
// distance, a column in a word (Myers 1999, in the form of Hyyrö 2003).
func (p *pattern) edits(s spelling, vowels bool) int {
	if p.n == 0 {
		return int(s >> lengthAt)
	}
	distance := p.n
	last := uint32(1) << (p.n - 1)
	up, down := ^uint32(0), uint32(0) // where a column grows and falls
	for range s >> lengthAt {
		c := s & (1<<soundBits - 1)
		s >>= soundBits
		if !vowels && vowelSounds>>c&1 != 0 {
			continue
		}
		same := uint32(p.places[c])
		x := same | down
		d := (x&up + up) ^ up | x
		grown, fallen := down|^(d|up), up&d
		if grown&last != 0 {
			distance++
		} else if fallen&last != 0 {
			distance--
		}
		grown = grown<<1 | 1
		up = fallen<<1 | ^(same | down | grown)
		down = grown & (same | down)
	}
	return distance
}

// patterns are the readings of a word, with and without vowels.
type patterns struct {
	with, without [maxReadings]pattern
	n             int
}

// maxReadings bounds the readings of a word that are compared, as in package name.
const maxReadings = 4

func (p *patterns) set(w *name.Word) {
	p.n = min(len(w.Phon), maxReadings)
	for i, phon := range w.Phon[:p.n] {
		p.with[i].set(phon, true)
		p.without[i].set(phon, false)
	}
}

// near returns the fewest edits of a reading, and whether it is near. Of words that
// are compared without vowels it says, too, how many vowels that one of them
// writes the other does not have.
func (p *patterns) near(s *sound, vowels bool, most int) (fewest, strange int, near bool) {
	readings := &p.with
	if !vowels {
		readings = &p.without
	}
	nearest := 0
	for i := range p.n {
		if edits, ok := readings[i].near(s, vowels, most); ok && (!near || edits < fewest) {
			fewest, nearest, near = edits, i, true
		}
	}
	if near && !vowels {
		strange = p.with[nearest].strangeVowels(s, fewest)
	}
	return fewest, strange, near
}

// strangeVowels is how many edits there are beyond those of the consonants and those
// that only put in what one side does not write.
func (p *pattern) strangeVowels(s *sound, ofConsonants int) int {
	longer := p.n - int(s.spelling>>lengthAt)
	return max(0, p.edits(s.spelling, true)-max(longer, -longer)-ofConsonants)
}

// writesVowels says whether both sides write vowels.
func writesVowels(a, b name.Script) bool {
	switch match.PairingOf(a, b) {
	case match.PairAbjad, match.PairAbjads, match.PairSyllables:
		return false
	}
	return true
}
