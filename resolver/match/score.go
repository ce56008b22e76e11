package match

import (
	"cmp"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver/name"
)

// link is a pair of word runs that met.
type link struct {
	m, a  [2]int8
	sim   Similarity
	gain  float32
	parts [2]int8 // how many words of the other side the mention's and the alias's word meets as their composite; else 0
}

// Scorer aligns names. It keeps scratch space: use one for each goroutine.
type Scorer struct {
	model            *Model
	lexicon          *name.Lexicon
	mention          *Sentence
	sims             simTable     // of the mention's words with table words
	text             string       // the mention's, if it is an acronym
	blend            string       // likewise, if it is a blend
	hasM, hasA       []sounds     // of each word
	joinM, joinA     []byte       // runs written as one word
	spokenM, spokenA []byte       // and as they are spoken
	pool             []link       // what could be linked
	links            []link       // what is
	usedM, usedA     []int8       // 0 free, 1 used
	freeM, freeA     [][2]int8    // runs of free words
	coreM, coreA     []int8       // indices of words that count
	parts            []*name.Word // that an acronym may be made of
	starts           [][]string   // what each of them may put into it
	initials         initials     // of a run of words
	numbered         numbered     // a name with its numbers apart
}

// NewScorer returns a scorer of the model for names read with the lexicon.
func NewScorer(m *Model, l *name.Lexicon) *Scorer {
	return &Scorer{model: m, lexicon: l}
}

// Forget lets go of the mention scored last: its memory may become another's.
func (s *Scorer) Forget() {
	s.mention = nil
	s.sims.reset()
}

func (s *Scorer) words(i int8, m, a *name.Word) Similarity {
	e, ok := s.sims.at(i, a)
	if !ok {
		e.sim = s.model.Words(m, a)
		if e.sim.Relation == Translated && e.sim.Ratio >= maxRatio && s.lexicon.Synonyms(m, a) {
			e.sim.Relation = Synonymous
		}
	}
	return e.sim
}

// begin makes m the mention whose words are compared.
func (s *Scorer) begin(m *Sentence) {
	if s.mention != m {
		s.mention = m
		s.hasM = soundsOfWords(s.hasM[:0], m.Words)
		s.text, s.blend = AcronymText(m.Words), BlendOf(m.Words)
		s.sims.reset()
	}
}

// Score aligns a mention with an alias and counts the evidence into out,
// whose Items are reused. typeDiffers says that the mention's type hint
// contradicts the entity's type.
func (s *Scorer) Score(m, a *Sentence, typeDiffers bool, out *Alignment) {
	*out = Alignment{Items: out.Items[:0]}
	s.begin(m)
	s.align(m, a)
	if m.Small|m.Beside != 0 && len(s.links) > 0 {
		s.coreM = slices.DeleteFunc(s.coreM, func(i int8) bool {
			return s.usedM[i] == 0 && (m.Beside>>i&1 != 0 || a.Type == Person && s.describesPerson(m, i))
		})
	}
	s.count(m, a, typeDiffers, out)
	for _, it := range out.Items {
		out.Score += s.model.bits(it)
	}
}

// core appends the indices of the words that count: all but function words,
// or all when there are no others.
func core(dst []int8, words []*name.Word) []int8 {
	for i, w := range words {
		if w.Role != name.RoleFunction {
			dst = append(dst, int8(i))
		}
	}
	if len(dst) == 0 {
		for i := range words {
			dst = append(dst, int8(i))
		}
	}
	return dst
}

// align finds which words meet: pairs, and runs of words against one written
// together, by falling gain; then runs of what is left.
func (s *Scorer) align(m, a *Sentence) {
	s.links = s.links[:0]
	s.coreM, s.coreA = core(s.coreM[:0], m.Words), core(s.coreA[:0], a.Words)
	s.usedM, s.usedA = reset(s.usedM, len(m.Words)), reset(s.usedA, len(a.Words))
	if sameWords(m, a) {
		for _, i := range s.coreM {
			run := [2]int8{i, i + 1}
			s.take(link{m: run, a: run, sim: Similarity{Relation: Same}})
		}
		return
	}
	s.pool = s.pool[:0]
	s.hasA = soundsOfWords(s.hasA[:0], a.Words)
	for _, i := range s.coreM {
		for _, j := range s.coreA {
			sim := s.words(i, m.Words[i], a.Words[j])
			if sim.Relation != Unrelated {
				s.offer(m, a, [2]int8{i, i + 1}, [2]int8{j, j + 1}, sim)
			}
			if sim.Relation == Same {
				s.usedM[i], s.usedA[j] = 1, 1 // for the runs: such a word is no part of one written together
			}
		}
	}
	for x, i := range s.coreM {
		if s.usedM[i] != 0 {
			continue
		}
		for y, j := range s.coreA {
			if s.usedA[j] != 0 {
				continue
			}
			s.offerRuns(m, a, [2]int8{i, i + 1}, [2]int8{j, j + 1})
			for n := 2; n <= maxJoin; n++ {
				if y+n <= len(s.coreA) {
					s.offerRuns(m, a, [2]int8{i, i + 1}, [2]int8{j, s.coreA[y+n-1] + 1})
				}
				if x+n <= len(s.coreM) {
					s.offerRuns(m, a, [2]int8{i, s.coreM[x+n-1] + 1}, [2]int8{j, j + 1})
				}
				for k := 2; k <= maxJoin && x+n <= len(s.coreM) && y+k <= len(s.coreA); k++ {
					s.offerRespaced(m, a, [2]int8{i, s.coreM[x+n-1] + 1}, [2]int8{j, s.coreA[y+k-1] + 1})
				}
			}
		}
	}
	clear(s.usedM)
	clear(s.usedA)
	s.settle()
	if s.offerRest(m, a) {
		s.settle()
	}
	if len(s.links) > 0 && s.offerAcronyms(m, a) {
		s.settle()
	}
	s.takeComposites(m, a)
}

// sameWords says whether two names are the same word for word: then each word
// met its like, and there is nothing to search.
func sameWords(m, a *Sentence) bool {
	if m.Folded != a.Folded || len(m.Words) != len(a.Words) {
		return false
	}
	for i, w := range m.Words {
		if w.Folded != a.Words[i].Folded {
			return false
		}
	}
	return true
}

// offer puts a link into the pool.
func (s *Scorer) offer(m, a *Sentence, rm, ra [2]int8, sim Similarity) {
	worth := Gain(sim, min(sum(m.Rarity[rm[0]:rm[1]]), sum(a.Rarity[ra[0]:ra[1]])))
	s.pool = append(s.pool, link{m: rm, a: ra, sim: sim, gain: worth - orderTax*abs(rm[0]-ra[0])})
}

// offerRuns offers two runs, one of them a single word, and the longer one also
// with the article before it, which the single word may have swallowed.
func (s *Scorer) offerRuns(m, a *Sentence, rm, ra [2]int8) {
	if rm[1]-rm[0] > 1 || ra[1]-ra[0] > 1 {
		s.offerJoined(m, a, rm, ra)
	}
	if ra[0] > 0 && rm[1]-rm[0] == 1 && a.Words[ra[0]-1].Role == name.RoleFunction {
		s.offerJoined(m, a, rm, [2]int8{ra[0] - 1, ra[1]})
	}
	if rm[0] > 0 && ra[1]-ra[0] == 1 && m.Words[rm[0]-1].Role == name.RoleFunction {
		s.offerJoined(m, a, [2]int8{rm[0] - 1, rm[1]}, ra)
	}
}

// offerRespaced offers two runs of several words that have the same letters in the same
// order, and spaces in other places.
func (s *Scorer) offerRespaced(m, a *Sentence, rm, ra [2]int8) {
	wm, wa := m.Words[rm[0]:rm[1]], a.Words[ra[0]:ra[1]]
	if wm[0].Folded == wa[0].Folded || !sameLetters(wm, wa) {
		return
	}
	s.offer(m, a, rm, ra, Similarity{Relation: Alike})
}

// sameLetters says whether two runs of words are the same without their spaces.
func sameLetters(x, y []*name.Word) bool {
	i, j := 0, 0 // words
	left, right := x[0].Folded, y[0].Folded
	for {
		n := min(len(left), len(right))
		if left[:n] != right[:n] {
			return false
		}
		if left, right = left[n:], right[n:]; left == "" {
			if i++; i < len(x) {
				left = x[i].Folded
			}
		}
		if right == "" {
			if j++; j < len(y) {
				right = y[j].Folded
			}
		}
		if left == "" || right == "" {
			return left == right
		}
	}
}

// offerJoined puts a link of runs into the pool when they sound alike written as one.
func (s *Scorer) offerJoined(m, a *Sentence, rm, ra [2]int8) {
	wm, wa := m.Words[rm[0]:rm[1]], a.Words[ra[0]:ra[1]]
	lm, la := soundsIn(wm), soundsIn(wa)
	if d := lm - la; d > maxJoinGap || d < -maxJoinGap || !startAlike(wm[0].Phon[0], wa[0].Phon[0]) {
		return
	}
	pairing := PairingOf(wm[0].Script, wa[0].Script)
	spoken := slices.ContainsFunc(wm, hasArticle) || slices.ContainsFunc(wa, hasArticle)
	if pairing != PairSyllables && !spoken && s.model.Sounds[pairing].atLeast(union(s.hasM[rm[0]:rm[1]]), union(s.hasA[ra[0]:ra[1]])) > maxJoinRatio*float32(max(lm, la)) {
		return
	}
	s.joinM, s.joinA = join(s.joinM[:0], wm), join(s.joinA[:0], wa)
	sim := s.model.joined(s.joinM, s.joinA, pairing)
	if spoken {
		sim = closer(sim, s.spokenAlike(wm, wa, pairing))
	}
	if pairing == PairSyllables {
		// A given name in Hangul has readings that differ in every syllable.
		for _, phon := range otherReadings(wm) {
			sim = closer(sim, s.model.joined(append(s.joinM[:0], phon...), s.joinA, pairing))
		}
		for _, phon := range otherReadings(wa) {
			sim = closer(sim, s.model.joined(join(s.joinM[:0], wm), append(s.joinA[:0], phon...), pairing))
		}
	}
	if sim.Relation != Unrelated && sim.Ratio <= min(maxJoinRatio, farthest(wm...), farthest(wa...)) {
		s.offer(m, a, rm, ra, sim)
	}
}

// otherReadings are the phonetic forms beside the first of a run that is a single word.
func otherReadings(run []*name.Word) []string {
	if len(run) == 1 {
		return run[0].Phon[1:]
	}
	return nil
}

// closer is the similarity of less distance.
func closer(x, y Similarity) Similarity {
	if x.Relation == Unrelated || y.Relation != Unrelated && y.Ratio < x.Ratio {
		return y
	}
	return x
}

// maxJoinGap is by how many sounds two runs may differ in length: an article
// swallowed, or the unwritten vowels of a word.
const maxJoinGap = 5

func soundsIn(words []*name.Word) (n int) {
	for _, w := range words {
		n += len(w.Phon[0])
	}
	return n
}

// soundsOfWords appends the sounds of the first phonetic form of each word.
func soundsOfWords(dst []sounds, words []*name.Word) []sounds {
	for _, w := range words {
		dst = append(dst, soundsOf(w.Phon[0]))
	}
	return dst
}

func union(of []sounds) (all sounds) {
	for _, set := range of {
		all |= set
	}
	return all
}

// settle takes links from the pool by falling gain while their words are free.
func (s *Scorer) settle() {
	slices.SortStableFunc(s.pool, func(x, y link) int { return cmp.Compare(y.gain, x.gain) })
	for _, l := range s.pool {
		if s.free(l) {
			s.take(l)
		}
	}
	s.pool = s.pool[:0]
}

func (s *Scorer) free(l link) bool {
	for i := l.m[0]; i < l.m[1]; i++ {
		if s.usedM[i] != 0 {
			return false
		}
	}
	for j := l.a[0]; j < l.a[1]; j++ {
		if s.usedA[j] != 0 {
			return false
		}
	}
	return true
}

// offerRest offers the runs of free words of both sides to each other.
func (s *Scorer) offerRest(m, a *Sentence) bool {
	s.freeM, s.freeA = freeRuns(s.freeM[:0], s.coreM, s.usedM), freeRuns(s.freeA[:0], s.coreA, s.usedA)
	for _, rm := range s.freeM {
		for _, ra := range s.freeA {
			s.offerJoined(m, a, rm, ra)
		}
	}
	return len(s.pool) > 0
}

// offerAcronyms offers free runs of words to free single words that abbreviate
// them: MC Neva is the Management Company Neva. Two letters must be the words'
// initials in order, their own or in Cyrillic: any others would fit too many
// pairs by chance.
func (s *Scorer) offerAcronyms(m, a *Sentence) bool {
	for _, i := range s.coreM {
		if s.usedM[i] == 0 {
			s.offerAcronym(m, a, i, s.coreA, s.usedA, false)
		}
	}
	for _, j := range s.coreA {
		if s.usedA[j] == 0 {
			s.offerAcronym(a, m, j, s.coreM, s.usedM, true)
		}
	}
	return len(s.pool) > 0
}

// offerAcronym offers all runs of one side that the word at i of the other abbreviates.
func (s *Scorer) offerAcronym(short, long *Sentence, i int8, core, used []int8, swapped bool) {
	w := short.Words[i : i+1]
	text := AcronymText(w)
	if len(text) < minAcronym || len(text) > MaxAcronymRun || w[0].Role == name.RoleNumber || isPlainWord(short, w[0]) {
		return
	}
	letters, plain := name.LettersOf(text)
	for x := range core {
		for y := x; y < len(core) && used[core[y]] == 0 && y-x < MaxAcronymRun; y++ {
			if plain && !s.mayGive(long.Words[core[y]], letters) {
				break // and no longer run is spelt either
			}
			run := [2]int8{core[x], core[y] + 1}
			if !severalWords(long.Words[run[0]:run[1]]) {
				continue
			}
			kind := s.spells(text, long.Words[run[0]:run[1]])
			if kind == notAcronym || len(text) == minAcronym && kind > OfBareWords && kind != InCyrillic {
				continue
			}
			l := link{m: [2]int8{i, i + 1}, a: run, sim: Similarity{Relation: Abbreviates, Distance: float32(len(text)), Ratio: float32(kind)}, gain: float32(len(text)) - float32(kind)/8}
			if swapped {
				l.m, l.a = l.a, l.m
			}
			s.pool = append(s.pool, l)
		}
	}
}

// isPlainWord says whether a word of a script without capitals is no acronym, since the
// lexicon knows it: حسن is Hassan, and not HSN.
func isPlainWord(of *Sentence, w *name.Word) bool {
	return of.Case == name.NoCase && len(w.Concepts) > 0 && w.Role != name.RoleLegal
}

// mayGive is a cheap test that a word may give an acronym one of its letters, or none.
func (s *Scorer) mayGive(w *name.Word, acronym name.Letters) bool {
	if !isContent(w) || w.Role == name.RoleGeo || w.Script != name.Latin && strings.Contains(w.Folded, " ") {
		return true
	}
	set, _ := s.lexicon.StartReach(w)
	return set&acronym != 0
}

// MaxAcronymRun is the most words that one word abbreviates inside a name.
const MaxAcronymRun = 6

// orderTax breaks ties between equal words in favour of the same order.
const orderTax = 1e-3

func abs(x int8) float32 {
	if x < 0 {
		x = -x
	}
	return float32(x)
}

// Gain is what a link covers: rarity, less by the sound edits.
func Gain(sim Similarity, rarity float32) float32 {
	switch sim.Relation {
	case Same:
		return rarity + 1
	case Translated, Synonymous:
		return 0.8*rarity + 0.5
	case Alike:
		return rarity * (1 - sim.Ratio/maxRatio)
	case Abbreviates:
		return abbreviatedShare * rarity
	}
	return 0
}

// abbreviatedShare is how much of their rarity words are worth to the search that are
// abbreviated: with 0.8, aliases that have such letters by chance take the place of
// right ones in a table of a million.
const abbreviatedShare = 0.5

func (s *Scorer) take(l link) {
	s.links = append(s.links, l)
	for i := l.m[0]; i < l.m[1]; i++ {
		s.usedM[i] = 1
	}
	for j := l.a[0]; j < l.a[1]; j++ {
		s.usedA[j] = 1
	}
}

// maxJoin is the most words of one side that one word of the other may be.
const maxJoin = 3

// maxJoinRatio is the most bits per sound for joined words: they have more
// freedom than pairs, so they must be closer.
const maxJoinRatio = 1.3

// freeRuns appends the runs of two and up to maxJoin neighbouring free core words,
// with the function words between them.
func freeRuns(dst [][2]int8, core, used []int8) [][2]int8 {
	for x := range core {
		for y := x; y < len(core) && used[core[y]] == 0 && y-x < maxJoin; y++ {
			if run := [2]int8{core[x], core[y] + 1}; run[1]-run[0] > 1 {
				dst = append(dst, run)
			}
		}
	}
	return dst
}

func reset(b []int8, n int) []int8 {
	b = b[:0]
	for range n {
		b = append(b, 0)
	}
	return b
}

func sum(xs []float32) (t float32) {
	for _, x := range xs {
		t += x
	}
	return t
}
