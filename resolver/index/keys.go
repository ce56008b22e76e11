package index

import (
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

// keySpace is where the keys of a word are written, one after the other.
type keySpace [64]byte

// shorterKeys yields a skeleton with each of its consonants left out.
func (k *keySpace) shorterKeys(skel string, yield func([]byte)) {
	if len(skel) < minShortened {
		return
	}
	for i := range min(len(skel), maxSkeleton) {
		if i > 0 && skel[i] == skel[i-1] {
			continue
		}
		yield(append(append(k[:0], skel[:i]...), skel[i+1:]...))
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
func (k *keySpace) clippedKeys(phon string, yield func([]byte)) {
	if len(phon) < minClipped {
		return
	}
	yield(bytesOf(phon))
	for i := range min(len(phon), maxClipped) {
		if (i == 0 || phon[i] != phon[i-1]) && len(phon) <= len(k) {
			yield(append(append(k[:0], phon[:i]...), phon[i+1:]...))
		}
	}
}

// bare is a word's skeleton without its article.
func bare(w *name.Word) string { return w.WithoutArticle(w.Skel) }

// Bounds of joined keys: shorter ones meet by chance, and nobody writes long
// words as one.
const (
	minJoined      = 4 // consonants of a key that has no vowels
	minJoinedShort = 2 // of one that has syllables
	minSyllables   = 4 // consonants and vowels of one
	maxJoinedPair  = 10
	maxShortOfPair = 4
	maxJoinedWords = 5
)

// joiner writes the words of names as one, in memory of its own.
type joiner struct {
	whole, plain, every joint
	pair                []byte
}

// keys yields the keys of a name's words written as one: of the
// whole name, with its articles and without them and its legal form, and of
// neighbours of which one is short, also with the article between them. Words that
// sound alike where they meet lose one consonant, as they do in one word. Each comes
// with which of the words that are no function words it is written of.
func (j *joiner) keys(words []*name.Word, yield func(key []byte, first, end int)) {
	j.whole.clear()
	j.plain.clear()
	j.every.clear()
	core, kept, syllables := 0, 0, true
	var last string
	article := false // whether one stands between the last word and the next
	title := false   // whether the last word is one; behind another word it is none: Sayyid al-Shuhada
	for _, w := range words {
		syllables = syllables && oneSyllable(w.Phon[0])
		j.every.add(w.Skel[0], w.Phon[0])
		if w.Role == name.RoleFunction {
			article = w.IsArticle()
			continue
		}
		core++
		j.whole.add(w.Skel[0], w.Phon[0])
		s, titled := bare(w), title
		if title = w.Role == name.RoleHonorific; w.Role == name.RoleLegal {
			last = ""
			continue
		}
		if !title {
			kept++
			j.plain.add(s, w.Phon[0])
		}
		if last != "" && s != "" && (title || !titled) && min(len(last), len(s)) <= maxShortOfPair {
			j.yieldPair(last, "", s, core, yield)
			if article || w.Skel[0] == articleSkeleton+s {
				j.yieldPair(last, articleSkeleton, s, core, yield)
			}
		}
		last, article = s, false
	}
	if core > 1 && core <= maxJoinedWords {
		j.whole.key(yield, 0, core)
	}
	if (kept > 2 || kept != core) && kept > 1 && kept <= maxJoinedWords && string(j.plain.skeleton) != string(j.whole.skeleton) {
		j.plain.key(yield, 0, core)
	}
	// Min, Se and Li are function words of some language, but not in names of East Asia.
	if syllables && core > 0 && core < len(words) && len(words) <= maxJoinedWords {
		j.every.key(yield, 0, core)
	}
}

// articleSkeleton is what an Arabic article leaves in a skeleton.
const articleSkeleton = "l"

// yieldPair yields the key of two neighbours, the later one the core-th word, with
// the article between them if it is written too: حشدالشعبی is Hashd al-Shaabi.
func (j *joiner) yieldPair(last, article, next string, core int, yield func(key []byte, first, end int)) {
	j.pair = appendSkeleton(appendSkeleton(appendSkeleton(j.pair[:0], last), article), next)
	if len(j.pair) >= minJoined && len(j.pair) <= maxJoinedPair {
		yield(j.pair, core-2, core)
	}
}

// joint is words written as one.
type joint struct{ skeleton, sounds []byte }

func (j *joint) clear() { j.skeleton, j.sounds = j.skeleton[:0], j.sounds[:0] }

func (j *joint) add(skeleton, phon string) {
	j.skeleton, j.sounds = appendSkeleton(j.skeleton, skeleton), appendSyllables(j.sounds, phon)
}

// key yields the skeleton, or of a short one the syllables, if they tell anything.
// The words are those from first to end.
func (j *joint) key(yield func(key []byte, first, end int), first, end int) {
	switch {
	case len(j.skeleton) >= minJoined:
		yield(j.skeleton, first, end)
	case len(j.skeleton) >= minJoinedShort && len(j.sounds) >= minSyllables:
		yield(j.sounds, first, end)
	}
}

// A key of syllables has a consonant's class, and this for each run of vowels.
const vowelRun = '-'

// appendSyllables appends a phonetic form as the syllables that it has.
func appendSyllables(dst []byte, phon string) []byte {
	for i := range len(phon) {
		c := name.SoundClass(phon[i])
		if c == 0 {
			c = vowelRun
		}
		if len(dst) == 0 || dst[len(dst)-1] != c {
			dst = append(dst, c)
		}
	}
	return dst
}

// oneSyllable says whether a phonetic form has one run of vowels.
func oneSyllable(phon string) bool {
	n, in := 0, false
	for i := range len(phon) {
		vowel := name.SoundClass(phon[i]) == 0
		if vowel && !in {
			n++
		}
		in = vowel
	}
	return n == 1
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

// joinedHash is the hash of a key of words written as one. Where a script has no
// spaces or no second sign, readings exchange classes that are one here: s and sh
// (신 is Sin or Shin), b and v, d and t, l and r. Such keys have consonants enough
// to tell names apart all the same.
func joinedHash(key []byte) uint32 {
	var space [64]byte
	coarse := space[:0]
	for _, c := range key {
		if c = joinedClass[c]; len(coarse) == 0 || coarse[len(coarse)-1] != c {
			coarse = append(coarse, c)
		}
	}
	return hash32(kindJoined, coarse)
}

// joinedClass maps classes of skeletons to those of joined keys.
var joinedClass = func() (t [256]byte) {
	for c := range t {
		t[c] = byte(c)
	}
	for c, class := range map[byte]byte{'S': 's', 'f': 'b', 'd': 't', 'l': 'r'} {
		t[c] = class
	}
	return t
}()
