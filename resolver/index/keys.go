package index

import (
	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// wholeKeys yields a word's skeletons; of a word without consonants its sounds.
func wholeKeys(w *name.Word, yield func([]byte)) {
	for i, s := range w.Skel {
		if s == "" {
			yield(append([]byte{'='}, w.Phon[min(i, len(w.Phon)-1)]...))
			continue
		}
		yield(bytesOf(s))
	}
}

// minShortened is the fewest consonants of a skeleton that may lose one.
const minShortened = 3

// maxSkeleton bounds the consonants of which one may be lost: the rest of a longer skeleton stays.
const maxSkeleton = 24

// shorterKeys yields a skeleton with each of its consonants left out.
func shorterKeys(skel string, yield func([]byte)) {
	if len(skel) < minShortened {
		return
	}
	var space [64]byte
	for i := range min(len(skel), maxSkeleton) {
		if i > 0 && skel[i] == skel[i-1] {
			continue
		}
		yield(append(append(space[:0], skel[:i]...), skel[i+1:]...))
	}
}

// Bounds of clipped keys: what is left of a shorter form is in too many words,
// and a slip behind the first sounds leaves the skeleton of so long a word.
const (
	minClipped = 4
	maxClipped = 12
)

// clippedKeys yields a phonetic form and it with each of its sounds left out.
// Two forms that are one edit apart, or two neighbouring sounds swapped, share
// one: a deletion neighbourhood (Mor & Fraenkel 1982).
func clippedKeys(phon string, yield func([]byte)) {
	if len(phon) < minClipped {
		return
	}
	yield(bytesOf(phon))
	var space [64]byte
	for i := range min(len(phon), maxClipped) {
		if (i == 0 || phon[i] != phon[i-1]) && len(phon) <= len(space) {
			yield(append(append(space[:0], phon[:i]...), phon[i+1:]...))
		}
	}
}

// bare is a word's skeleton without its article.
func bare(w *name.Word) string {
	s := w.Skel[0]
	if w.Stem != w.Folded {
		for _, t := range w.Skel[1:] {
			if len(t) < len(s) && s[len(s)-len(t):] == t {
				return t
			}
		}
	}
	return s
}

// Bounds of joined keys: shorter ones meet by chance, and nobody writes long
// words as one.
const (
	minJoined      = 4
	maxJoinedPair  = 10
	maxShortOfPair = 4
	maxJoinedWords = 5
)

// joinedKeys yields the skeletons of a name's words written as one: of the
// whole name, with its articles and without them and its legal form, and of
// neighbours of which one is short. Words that sound alike where they meet
// lose one consonant, as they do in one word. Each comes with which of the words
// that are no function words it is written of.
func joinedKeys(words []*name.Word, yield func(key []byte, first, end int)) {
	var all, plain, pair [64]byte
	a, p := all[:0], plain[:0]
	core, kept := 0, 0
	var last string
	for _, w := range words {
		if w.Role == name.RoleFunction {
			continue
		}
		core++
		a = appendSkeleton(a, w.Skel[0])
		s := bare(w)
		if w.Role == name.RoleLegal || w.Role == name.RoleHonorific {
			last = ""
			continue
		}
		kept++
		p = appendSkeleton(p, s)
		if last != "" && s != "" && min(len(last), len(s)) <= maxShortOfPair {
			b := appendSkeleton(appendSkeleton(pair[:0], last), s)
			if len(b) >= minJoined && len(b) <= maxJoinedPair {
				yield(b, core-2, core)
			}
		}
		last = s
	}
	if core > 1 && core <= maxJoinedWords && len(a) >= minJoined {
		yield(a, 0, core)
	}
	if (kept > 2 || kept != core) && kept > 1 && kept <= maxJoinedWords && len(p) >= minJoined && string(p) != string(a) {
		yield(p, 0, core)
	}
}

// appendSkeleton appends a skeleton without doubling the consonant where they meet.
func appendSkeleton(dst []byte, s string) []byte {
	if len(dst) > 0 && s != "" && dst[len(dst)-1] == s[0] && s[0] > '9' {
		s = s[1:]
	}
	return append(dst, s...)
}

// appendSounds appends a phonetic form without doubling the sound where they meet.
func appendSounds(dst []byte, s string) []byte {
	if len(dst) > 0 && s != "" && dst[len(dst)-1] == s[0] {
		s = s[1:]
	}
	return append(dst, s...)
}

// A signature has a bit for each word of a name in its lower part, and in its upper
// part the number of those that are no function words. Bits come from skeletons,
// so that spellings of a word share one.
const (
	signBits  = 28
	signCount = 1<<(32-signBits) - 1 // the most words that are counted
)

func signature(words []*name.Word) uint32 {
	bits, n := uint32(0), uint32(0)
	for _, w := range words {
		bits |= 1 << signBit(w.Skel[0], w.Phon[0])
		if w.Role != name.RoleFunction {
			n++
		}
	}
	return bits | min(n, signCount)<<signBits
}

// signBit is the number of a word's bit in signatures.
func signBit(skel, phon string) uint32 {
	if skel == "" {
		skel = phon
	}
	return uint32(uint64(hash32(kindSkeleton, bytesOf(skel))) * signBits >> 32)
}

// longKeys yields the keys of acronyms that a name may have.
func longKeys(l *name.Lexicon, words []*name.Word) (own, foreign []string) {
	if len(words) < 2 {
		return nil, nil
	}
	return match.LongKeys(l, words)
}
