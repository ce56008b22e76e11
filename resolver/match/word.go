package match

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/agnivade/levenshtein"

	"github.com/laqab/laqab/resolver/name"
)

// Relation says how two words, or two runs of words, meet.
type Relation uint8

// The relations, from the closest.
const (
	Unrelated   Relation = iota
	Same                 // the same folded word
	Translated           // the same concept
	Alike                // alike in sound
	Synonymous           // the same concept, in another word of the same language
	Abbreviates          // one word holds the initials of several; Distance is its letters, Ratio the AcronymKind
)

// Similarity is how two words relate.
type Similarity struct {
	Relation Relation
	Distance float32 // bits of sound edits; 0 for Same
	Ratio    float32 // Distance per sound of the longer side
}

// translates says whether the words share a concept and not the word.
func (s Similarity) translates() bool { return s.Relation == Translated || s.Relation == Synonymous }

// sounds is the bits of sound edits, 0 where words met otherwise.
func (s Similarity) sounds() float32 {
	if s.Relation == Alike {
		return s.Distance
	}
	return 0
}

// maxRatio is the most bits per sound at which two words still count as alike.
// Beyond it, pairs of the training data are right less often than chance
// pairs of table words (see model/README.md).
const maxRatio = 2.0

// maxSlipRatio is the most bits per sound at which a known qualifier may be another one
// misspelt: Marxist and Maoist, national and nationalist are further apart.
const maxSlipRatio = 1.0

// Words compares two words.
func (m *Model) Words(a, b *name.Word) Similarity {
	if a.Folded == b.Folded || a.Stem == b.Stem || spells(a, b) || spells(b, a) {
		return Similarity{Relation: Same}
	}
	shares := sharesConcept(a, b)
	qualify := a.Role == name.RoleQualifier && b.Role == name.RoleQualifier
	if !shares && (a.Role == name.RoleGeo && b.Role == name.RoleGeo || qualify && a.Script != b.Script) {
		return Similarity{Ratio: maxRatio}
	}
	if ofFather(a, b) || ofFather(b, a) || sonAndDaughter(a, b) || sonAndDaughter(b, a) { // Nikolayevich is no Nikolai, but his son
		return Similarity{Ratio: maxRatio}
	}
	sim := m.sounds(a, b)
	if !shares && qualify && sim.Ratio > maxSlipRatio {
		return Similarity{Ratio: maxRatio}
	}
	if shares && sim.Ratio > 0.2 {
		return Similarity{Relation: Translated, Distance: sim.Distance, Ratio: sim.Ratio}
	}
	return sim
}

func (m *Model) sounds(a, b *name.Word) Similarity {
	if a.Role == name.RoleNumber && b.Role == name.RoleNumber {
		return Similarity{Ratio: maxRatio}
	}
	best := Similarity{Ratio: farthest(a, b)}
	costs := &m.Sounds[PairingOf(a.Script, b.Script)]
	patronymics := isPatronymic(a) && isPatronymic(b)
	for _, x := range a.Phon {
		for _, y := range b.Phon {
			if patronymics {
				x, y = fatherOf(x), fatherOf(y)
			}
			n := float32(max(len(x), len(y)))
			if n == 0 {
				continue
			}
			d := costs.Distance(x, y, best.Ratio*n)
			if r := d / n; r < best.Ratio {
				best = Similarity{Alike, d, r}
			}
		}
	}
	if a.Script == b.Script && writing(a.Script) != PairSyllables && best.Ratio > minTypoRatio && !patronymics {
		m.typos(a.Folded, b.Folded, &best)
	}
	if best.Relation == Unrelated {
		best.Ratio = maxRatio
	}
	return best
}

// maxSyllableRatio is maxRatio for given names of Korea, China and Vietnam. Of their two
// syllables one that differs makes another name, and costs more than this; their
// spellings cost less (정은, Jong Un: 0.4; 재용, Jae-myung: 0.9).
const maxSyllableRatio = 0.85

// farthest is the ratio at which two words still count as alike.
func farthest(words ...*name.Word) float32 {
	for _, w := range words {
		if w.IsEastAsianGiven() {
			return maxSyllableRatio
		}
	}
	return maxRatio
}

// Typing errors know nothing of sounds: a slip costs the same for any letter of
// an alphabet, so it is plain edit distance that is meant.
const (
	typoBits     = 4.5 // what a slip of a finger costs, between that of a near and a far sound
	minTypoWord  = 5   // letters; shorter words are too easily one slip apart
	minTypoRatio = 0.6 // closer pairs need no such excuse
)

// typos replaces best by the two words' edit distance if that is less.
func (m *Model) typos(a, b string, best *Similarity) {
	la, lb := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	if gap := la - lb; min(la, lb) < minTypoWord || gap > 1 || gap < -1 || a[0] != b[0] && a[len(a)-1] != b[len(b)-1] {
		return
	}
	slips, letters := letterDistance(a, b)
	d := typoBits * float32(slips)
	if r := d / float32(letters); r < best.Ratio {
		*best = Similarity{Alike, d, r}
	}
}

// letterDistance is how many letters of two words differ, and the letters of the
// longer one. Two neighbours that changed places are one difference (Damerau 1964).
func letterDistance(a, b string) (distance, letters int) {
	distance, letters = levenshtein.ComputeDistance(a, b), max(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	if distance == 2 && len(a) == len(b) && swapped(a, b) {
		distance = 1
	}
	return distance, letters
}

// swapped says whether two strings are the same but for two
// neighbouring letters that changed places.
func swapped(a, b string) bool {
	x, y := []rune(a), []rune(b)
	i := 0
	for i < min(len(x), len(y)) && x[i] == y[i] {
		i++
	}
	return len(x) == len(y) && i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}

// joined compares two runs of words, each written as one.
func (m *Model) joined(a, b []byte, p Pairing) Similarity {
	n := float32(max(len(a), len(b)))
	if n == 0 {
		return Similarity{Ratio: maxRatio}
	}
	d := m.Sounds[p].Distance(text(a), text(b), maxJoinRatio*n)
	if math.IsInf(float64(d), 1) {
		return Similarity{Ratio: maxRatio}
	}
	return Similarity{Alike, d, d / n}
}

// text views bytes that stay as they are during a call as a string.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// join appends the sounds of the words as of one: a sound doubled where two
// words meet is single.
func join(dst []byte, words []*name.Word) []byte {
	for _, w := range words {
		dst = appendSounds(dst, w.Phon[0])
	}
	return dst
}

func appendSounds(dst []byte, phon string) []byte {
	for i := range len(phon) {
		if c := phon[i]; len(dst) == 0 || dst[len(dst)-1] != c {
			dst = append(dst, c)
		}
	}
	return dst
}

// startAlike is a cheap test that runs could be one word: they start with the
// same sound or class of sounds, or one of them with a vowel or glide, which
// may be unwritten.
func startAlike(a, b string) bool {
	if a == "" || b == "" || a[0] == b[0] {
		return true
	}
	x, y := name.SoundClass(a[0]), name.SoundClass(b[0])
	return x == y || x == 0 || y == 0 || x == 'h' || y == 'h'
}

// spells says whether a is an acronym spelled out, and b the acronym, or the same in
// another script.
func spells(a, b *name.Word) bool {
	letters := a.Letters()
	return letters != "" && (letters == b.Folded || letters == b.Letters())
}

func sharesConcept(a, b *name.Word) bool { return name.Overlap(a.Concepts, b.Concepts) }

// ofFather says whether a is a Russian patronymic and b, by its length, a name of another kind.
func ofFather(a, b *name.Word) bool {
	const ending = 3 // sounds of -ich at least, however it is spelt
	return isPatronymic(a) && !isPatronymic(b) && len(a.Phon[0]) >= len(b.Phon[0])+ending
}

// sonAndDaughter says whether a is a son's patronymic, and b a daughter's.
func sonAndDaughter(a, b *name.Word) bool { return hasFather(a, son) && hasFather(b, daughter) }

func isPatronymic(w *name.Word) bool { return hasFather(w, son) || hasFather(w, daughter) }

// What Russian patronymics end with, and the fewest sounds of the father's name before it,
// with the vowel that links them (Lvovich): Levich is a family name.
const (
	son, daughter = "viC", "vna"
	minFather     = 3
)

func hasFather(w *name.Word, ending string) bool {
	return len(w.Phon[0]) >= minFather+len(ending) && strings.HasSuffix(w.Phon[0], ending)
}

// fatherOf is a patronymic without what all have, so that Fyodorovich is as far from
// Viktorovich as Fyodor from Viktor.
func fatherOf(phon string) string {
	return strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(phon, son), daughter), "oe")
}

// otherGiven says whether two words are given names that the lexicon knows as different
// ones: Jalaluddin and Sirajuddin, however alike they sound. Siraj may be short for that.
func otherGiven(a, b *name.Word) bool {
	return a.Role == name.RoleGiven && b.Role == name.RoleGiven && len(a.Concepts) > 0 && len(b.Concepts) > 0 && !sharesConcept(a, b) &&
		!strings.HasPrefix(a.Phon[0], b.Phon[0]) && !strings.HasPrefix(b.Phon[0], a.Phon[0])
}
