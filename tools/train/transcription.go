package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver/name"
)

// transcribed is a foreign name in sounds and in the Han characters that write them.
type transcribed struct {
	sounds string // a phonetic form
	chars  []rune
	count  float64
}

// Bounds of what is learned from. Longer names and unlike lengths are translations and
// other people's names.
const (
	maxTranscribedChars = 8
	maxCharSounds       = 5 // that a character writes: 贾 is Char-, 顿 -ton
	transcriptionRounds = 12
)

// Bounds of what is kept of a character: how often it was seen, by the square root of
// each name's count, and the share of names in which it writes what it writes mostly.
// Below them are characters of Chinese names and of translations.
const (
	minCharCount = 20
	minCharShare = 0.2
)

// writeTranscription writes what Han characters stand for in foreign names to the file
// that package name embeds.
func writeTranscription(o *options) error {
	names, err := readTranscribed(filepath.Join(o.data, "translit", "zh.tsv.gz"))
	if err != nil {
		return err
	}
	learned := learnTranscription(names)
	chars := map[string][]rune{} // by what they write
	for char, sounds := range learned {
		total, best := 0.0, ""
		for _, s := range slices.Sorted(maps.Keys(sounds)) {
			total += sounds[s]
			if s != "" && (best == "" || sounds[s] > sounds[best]) {
				best = s
			}
		}
		if total >= minCharCount && sounds[best] >= minCharShare*total {
			reading := spellSounds.Replace(best)
			chars[reading] = append(chars[reading], char)
		}
	}
	var b strings.Builder
	b.WriteString(transcriptionHead)
	for _, reading := range slices.Sorted(maps.Keys(chars)) {
		slices.Sort(chars[reading])
		fmt.Fprintf(&b, "%s\t%s\n", reading, strings.Join(strings.Split(string(chars[reading]), ""), " "))
	}
	return os.WriteFile(o.transcription, []byte(b.String()), 0o644)
}

const transcriptionHead = `# What Han characters stand for where they write the sounds of foreign names. Columns: reading, characters.
# Learned from names of Wikidata in Latin and Chinese (CC0): go run ./tools/train -data DIR -transcription FILE.
`

// spellSounds writes sounds of the phonetic form in letters.
var spellSounds = strings.NewReplacer("C", "ch", "S", "sh", "K", "kh", "G", "gh", "Z", "zh", "T", "th", "D", "dh", "c", "ts")

// readTranscribed reads the pairs that may be a name and its transcription.
func readTranscribed(file string) ([]transcribed, error) {
	l := name.Builtin()
	var names []transcribed
	err := eachTranslit(file, func(latin, native string, count float64) {
		chars, sounds := []rune(native), l.Word(name.Fold(latin)).Phon[0]
		notHan := func(r rune) bool { return name.ScriptOf(r) != name.Han }
		if n := len(chars); n < 2 || n > maxTranscribedChars || len(sounds) < n-1 || len(sounds) > maxCharSounds*n || slices.ContainsFunc(chars, notHan) {
			return
		}
		names = append(names, transcribed{sounds, chars, math.Sqrt(count)})
	})
	return names, err
}

// learnTranscription learns by expectation maximization how often a character writes
// which sounds: each writes a piece of a name, of none to maxCharSounds sounds, and a
// name is as likely as its most likely pieces together (as in the many-to-many aligner
// of Jiampojamarn, Kondrak & Sherif 2007).
func learnTranscription(names []transcribed) map[rune]map[string]float64 {
	// At first a piece is as likely as pieces of its length are: two sounds, a
	// consonant and a vowel, most of all.
	first := []float64{1e-4, 0.1, 0.3, 0.2, 0.03, 0.003}
	const unseen = 1e-6
	chance := func(_ rune, sounds string) float64 { return first[len(sounds)] }
	var counts map[rune]map[string]float64
	for range transcriptionRounds {
		counts = map[rune]map[string]float64{}
		for _, n := range names {
			n.expect(chance, counts)
		}
		chances := map[rune]map[string]float64{}
		for char, sounds := range counts {
			total := 0.0
			for _, s := range slices.Sorted(maps.Keys(sounds)) { // floats sum the same every time
				total += sounds[s]
			}
			chances[char] = map[string]float64{}
			for s, count := range sounds {
				chances[char][s] = count / total
			}
		}
		chance = func(char rune, sounds string) float64 { return cmp.Or(chances[char][sounds], unseen) }
	}
	return counts
}

// expect adds to counts how often the name's characters write which of its sounds.
func (n *transcribed) expect(chance func(rune, string) float64, counts map[rune]map[string]float64) {
	chars, sounds := len(n.chars), len(n.sounds)
	fwd, bwd := grid(chars+1, sounds+1), grid(chars+1, sounds+1)
	fwd[0][0], bwd[chars][sounds] = 1, 1
	each := func(i int, do func(from, to int, p float64)) {
		for from := range sounds + 1 {
			for to := from; to <= min(sounds, from+maxCharSounds); to++ {
				do(from, to, chance(n.chars[i], n.sounds[from:to]))
			}
		}
	}
	for i := range chars {
		each(i, func(from, to int, p float64) { fwd[i+1][to] += fwd[i][from] * p })
	}
	for i := chars - 1; i >= 0; i-- {
		each(i, func(from, to int, p float64) { bwd[i][from] += bwd[i+1][to] * p })
	}
	const least = 1e-4 // a share that is not worth its memory
	for i, char := range n.chars {
		if counts[char] == nil {
			counts[char] = map[string]float64{}
		}
		each(i, func(from, to int, p float64) {
			if share := fwd[i][from] * p * bwd[i+1][to] / fwd[chars][sounds]; share > least {
				counts[char][n.sounds[from:to]] += n.count * share
			}
		})
	}
}
