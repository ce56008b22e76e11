package index

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sort"
)

// verified is an alias whose words were read.
type verified struct {
	alias uint32
	bonus float32
	worth float32
}

// walk goes through the aliases of the tokens' hits, the rarest token first, and
// reads the words of those that can be good. It stops when no alias that it has
// not seen can be worth much beside the best one seen.
func (s *scratch) walk() {
	s.gains.reset(len(s.hits))
	s.most = maxSurvivors * min(len(s.tokens), fullWords) / max(len(s.tokens), 1)
	for i := range s.tokens {
		t := &s.tokens[i]
		for _, h := range s.hits[t.first:t.end] {
			s.gains.put(wordKey(h.shard, h.word), int8(i), h.gain)
		}
	}
	s.seen.reset()
	s.bar.n = 0
	s.survivors = s.survivors[:0]
	s.meetSpecial()
	best := s.verifySurvivors()
	s.order = s.order[:0]
	left := float32(0) // what tokens not yet walked can be worth
	for i := range s.tokens {
		s.order = append(s.order, i)
		left += s.tokens[i].gain
	}
	slices.SortFunc(s.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.tokens[b].gain, s.tokens[a].gain), cmp.Compare(a, b))
	})
	budget := maxPostings
	for _, i := range s.order {
		t := &s.tokens[i]
		enough := max(best*(1-slackShare), best-stopMargin, s.bar.least())
		if t.gain == 0 || left < enough {
			break
		}
		left -= t.gain
		s.survivors = s.survivors[:0]
		s.floor = s.bar.least()
		hits := s.hits[t.first:t.end]
		s.touchLists(hits)
		for n := 0; n < len(hits); {
			first, count := n, 0
			for ; n < len(hits) && hits[n].gain == hits[first].gain && hits[n].hash == hits[first].hash; n++ {
				count += s.x.shards[hits[n].shard].count(hits[n].word)
			}
			group := hits[first:n]
			if group[0].gain+left < enough {
				break
			}
			if count > budget && budget < maxPostings {
				continue // too common to walk after others
			}
			s.walkWord(i, group, min(count, budget))
			budget -= min(count, budget)
		}
		s.meetQueued(i)
		s.cut()
		best = max(best, s.verifySurvivors())
	}
}

// touchLists brings the lists of words near the processor; see touchWords.
func (s *scratch) touchLists(hits []hit) {
	for len(hits) > 0 {
		some := hits[:min(len(hits), touchedAtOnce)]
		hits = hits[len(some):]
		var ends [touchedAtOnce]uint32
		for n, h := range some {
			ends[n] = s.x.shards[h.shard].postingEnd[h.word]
		}
		for n, h := range some {
			s.touched += s.x.shards[h.shard].postings.at(int(max(ends[n], 1) - 1))
		}
	}
}

// walkWord looks at most aliases of a word, which may be in several shards.
func (s *scratch) walkWord(token int, group []hit, most int) {
	mine := group[0].gain
	whole := 0
	for _, h := range group {
		whole += s.x.shards[h.shard].count(h.word)
	}
	last := uint32(0)
	if whole > most {
		last = s.lastOf(group, most)
	}
	for _, h := range group {
		sh := &s.x.shards[h.shard]
		list := sh.aliasesWith(h.word)
		n := list.n
		if whole > most {
			n = sort.Search(n, func(i int) bool { return s.x.orderAliases(sh.firstAlias+list.at(i), last) > 0 })
		}
		for i := range n {
			a := list.at(i)
			if s.queue = append(s.queue, queued{a, h.shard, mine}); len(s.queue) == len(s.signs) {
				s.meetQueued(token)
			}
		}
	}
}

// meetQueued meets the aliases that were queued for a token.
func (s *scratch) meetQueued(token int) {
	for n, q := range s.queue { // none of these reads waits for another
		s.signs[n] = s.x.shards[q.shard].signs[q.alias]
	}
	for n, q := range s.queue {
		s.meet(token, q.gain, s.signs[n], &s.x.shards[q.shard], q.alias)
	}
	s.queue = s.queue[:0]
}

// meet takes an alias of a token's word among the survivors if its signature
// lets it be good.
func (s *scratch) meet(token int, mine float32, has sign, sh *shard, a uint32) {
	estimate, met := mine, 1
	for j := range s.tokens {
		if j == token {
			continue
		}
		if most := s.tokens[j].mostOf(has); most > 0 {
			estimate += most
			met++
		}
	}
	estimate -= tax(has, met)
	if estimate < s.floor || sh.isGone(a) {
		return
	}
	s.survivors = append(s.survivors, survivor{alias: sh.firstAlias + a, estimate: estimate})
	if len(s.survivors) >= 4*s.most {
		s.cut()
	}
}

// mostOf is the most that a word of an alias with the signature is worth to the token.
func (t *token) mostOf(has sign) (most float32) {
	for could := has & t.mask; could != 0; could &= could - 1 {
		most = max(most, t.gains[bits.TrailingZeros64(uint64(could))])
	}
	return most
}

// tax is what an alias of the signature loses that met so many tokens.
func tax(has sign, met int) float32 {
	return strangerTax * float32(max(0, has.words()-met))
}

// strangerTax is what each word costs that an alias has beyond those that met, in bits. That the
// rare ones cost more is left to the scorer: to look all of them up found no more.
const strangerTax = 1.5

// lastOf returns the last of the first n live aliases of a word in the order of IDs.
func (s *scratch) lastOf(group []hit, n int) uint32 {
	var at [maxShards]int
	last := uint32(0)
	for n > 0 {
		best := -1
		for i, h := range group {
			sh := &s.x.shards[h.shard]
			list := sh.aliasesWith(h.word)
			for at[i] < list.n && sh.isGone(list.at(at[i])) {
				at[i]++
			}
			if at[i] == list.n {
				continue
			}
			if a := sh.firstAlias + list.at(at[i]); best < 0 || len(group) > 1 && s.x.orderAliases(a, last) < 0 {
				best, last = i, a
			}
		}
		if best < 0 {
			break // counts of a damaged file
		}
		at[best]++
		n--
	}
	return last
}

// cut keeps the s.most best survivors, in no order.
func (s *scratch) cut() {
	if len(s.survivors) <= s.most {
		return
	}
	selectBest(s.survivors, s.most, s.better)
	s.survivors = s.survivors[:s.most]
	least := s.survivors[0].estimate
	for _, v := range s.survivors {
		least = min(least, v.estimate)
	}
	s.floor = max(s.floor, least)
}

// better orders survivors, the one that can be worth more first.
func (s *scratch) better(a, b survivor) bool {
	return a.estimate > b.estimate || a.estimate == b.estimate && s.x.orderAliases(a.alias, b.alias) < 0
}

// selectBest moves the n best to the front: Hoare's selection (1961), which
// spares the sorting of both sides.
func selectBest[T any](of []T, n int, better func(a, b T) bool) {
	for len(of) > 1 && n > 0 && n < len(of) {
		pivot := of[len(of)/2]
		i, j := 0, len(of)-1
		for i <= j {
			for better(of[i], pivot) {
				i++
			}
			for better(pivot, of[j]) {
				j--
			}
			if i <= j {
				of[i], of[j] = of[j], of[i]
				i++
				j--
			}
		}
		switch { // what lies between j and i equals the pivot
		case n <= j:
			of = of[:j+1]
		case n >= i:
			of, n = of[i:], n-i
		default:
			return
		}
	}
}

// meetSpecial takes the aliases that were found by other ways among the survivors.
func (s *scratch) meetSpecial() {
	slices.SortFunc(s.special, func(a, b special) int { return cmp.Compare(a.alias, b.alias) })
	for n := 0; n < len(s.special); {
		v := survivor{alias: s.special[n].alias, first: int32(n)}
		sh, a := s.x.ofAlias(v.alias)
		has := sh.signs[a]
		total, met, most, bonus := float32(0), 0, float32(0), float32(0)
		s.gained = s.gained[:0]
		for i := range s.tokens {
			gain := s.tokens[i].mostOf(has)
			s.gained = append(s.gained, gain)
			if total += gain; gain > 0 {
				met++
			}
		}
		for ; n < len(s.special) && s.special[n].alias == v.alias; n++ {
			most = max(most, s.special[n].with(total, s.gained))
			bonus += s.special[n].bonus
		}
		v.end = int32(n)
		v.estimate = most + bonus - tax(has, met)
		s.survivors = append(s.survivors, v)
	}
}

// with is what all tokens gained when those that the alias covers are worth what it
// is worth to them.
func (as *special) with(total float32, gained []float32) float32 {
	if as.gain == 0 {
		return total
	}
	with := total + as.gain
	for _, gain := range gained[as.first:as.end] {
		with -= gain
	}
	return max(total, with)
}

// verifySurvivors verifies the survivors, the best first, since what they are
// worth spares others. It returns the most gain.
func (s *scratch) verifySurvivors() (best float32) {
	rest := s.survivors
	selectBest(rest, maxCandidates, s.better)
	for len(rest) > 0 {
		some := rest[:min(len(rest), maxCandidates)]
		rest = rest[len(some):]
		least := s.bar.least()
		some = slices.DeleteFunc(some, func(v survivor) bool { return v.estimate < least || !s.seen.add(v.alias) })
		for _, v := range some { // none of these reads waits for another
			sh, a := s.x.ofAlias(v.alias)
			if words := sh.wordsOf(a); words.n > 0 {
				s.touched += words.at(0)
			}
		}
		for _, v := range some {
			best = max(best, s.verify(v))
		}
	}
	return best
}

// verify reads an alias's words and returns what met.
func (s *scratch) verify(v survivor) float32 {
	sh, a := s.x.ofAlias(v.alias)
	shard := s.x.shardNumber(sh)
	s.gained = slices.Grow(s.gained[:0], len(s.tokens))[:len(s.tokens)]
	clear(s.gained)
	words := sh.wordsOf(a)
	for i := range words.n {
		s.gains.meet(wordKey(shard, words.at(i)), s.gained)
	}
	total, met := float32(0), 0
	for _, g := range s.gained {
		if total += g; g > 0 {
			met++
		}
	}
	gain, bonus := total, float32(0)
	for _, as := range s.special[v.first:v.end] {
		gain = max(gain, as.with(total, s.gained))
		bonus += as.bonus
	}
	worth := gain + bonus - tax(sh.signs[a], met)
	s.verified = append(s.verified, verified{v.alias, bonus, worth})
	s.bar.add(worth)
	return gain
}

// bar is what an alias must be worth to be returned, as far as aliases were verified.
type bar struct {
	worths [maxCandidates]float32 // the best ones, descending
	n      int
}

// add takes what an alias is worth.
func (b *bar) add(worth float32) {
	i := b.n
	for i > 0 && b.worths[i-1] < worth {
		i--
	}
	if i == maxCandidates {
		return
	}
	b.n = min(b.n+1, maxCandidates)
	copy(b.worths[i+1:b.n], b.worths[i:])
	b.worths[i] = worth
}

// least is what returned aliases are worth at least, less what rounding may add.
func (b *bar) least() float32 {
	const rounding = 1e-3
	if b.n < sure {
		return -math.MaxFloat32
	}
	least := min(b.worths[sure-1], b.worths[0]-candidateMargin)
	if b.n == maxCandidates {
		least = max(least, b.worths[maxCandidates-1])
	}
	return least - rounding
}

// rank returns the best verified aliases.
func (s *scratch) rank() []Candidate {
	order := func(a, b verified) int {
		if a.worth != b.worth {
			return cmp.Compare(b.worth, a.worth)
		}
		return s.x.orderAliases(a.alias, b.alias)
	}
	if len(s.verified) > maxCandidates {
		selectBest(s.verified, maxCandidates, func(a, b verified) bool { return order(a, b) < 0 })
		s.verified = s.verified[:maxCandidates]
	}
	s.dropFar()
	slices.SortFunc(s.verified, order)
	best := s.verified
	for len(best) > sure && best[len(best)-1].worth < best[0].worth-candidateMargin {
		best = best[:len(best)-1]
	}
	out := make([]Candidate, len(best))
	for i := range out {
		v := &best[i]
		sh, a := s.x.ofAlias(v.alias)
		out[i] = Candidate{sh.firstEntity + sh.owners.of(a), v.alias, v.worth}
	}
	return out
}

// When the best alias covers so much of the mention, one that is worth so many
// bits less has no share in the probability, and scoring it is the dearest step.
const (
	coverShare = 0.9
	marginBits = 12
)

// dropFar drops aliases that cannot share the probability with the best one.
func (s *scratch) dropFar() {
	top, total := float32(0), float32(0)
	for i := range s.verified {
		top = max(top, s.verified[i].worth-s.verified[i].bonus)
	}
	for _, t := range s.tokens {
		total += t.rarity
	}
	if top >= coverShare*total {
		s.verified = slices.DeleteFunc(s.verified, func(v verified) bool { return v.bonus == 0 && v.worth < top-marginBits })
	}
}
