package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// check proves of a decoded segment all that reading it relies on: every length,
// every number that is an index, every record. A segment that passes cannot make
// the code that uses it read out of bounds or panic, whatever it holds besides;
// that it holds the right thing is what the checksum around it is for.
//
// It reads everything once, in the order of memory and on all cores.
func (s *Segment) check(l *name.Lexicon) error {
	if s.Aliases() >= maxNumbers || s.Words() >= maxNumbers {
		return errors.New("too many aliases or words")
	}
	names := make([]uint32, s.Entities()) // of each entity
	var damaged string
	switch {
	case !ends(s.Entities(), func(i int) uint32 { return s.recordEnd[i] }, len(s.records)) || !s.checkRecords(names):
		damaged = "records of entities"
	case !ends(s.Aliases(), func(i int) uint32 { return s.aliases[i].end }, s.aliasWords.n) || !s.aliasWords.check(s.Words()):
		damaged = "words of aliases"
	case len(s.signs) != s.Aliases() || !s.owners.check(s.Aliases(), s.Entities()) || !s.checkAliases(names):
		damaged = "aliases"
	case len(s.wordRows) != s.Words() || len(s.wordSound) != s.Words() || len(s.postingEnd) != s.Words():
		damaged = "numbers of words"
	case !ends(s.Words(), func(i int) uint32 { return s.wordRows[i].end }, len(s.words)) || !s.checkWords(l.Concepts()):
		damaged = "records of words"
	case !ends(s.Words(), func(i int) uint32 { return s.postingEnd[i] }, s.postings.n) || !s.postings.check(s.Aliases()):
		damaged = "postings"
	case !bucketed(s.wordBucket, len(s.wordHash)) || !bucketed(s.phonBucket, len(s.phonHash)):
		damaged = "buckets"
	case len(s.phonCount) != len(s.phonHash) || len(s.conceptCount) != l.Concepts()+1:
		damaged = "statistics"
	}
	for _, m := range s.multimaps() {
		limit := s.Aliases()
		if m.ofWords {
			limit = s.Words()
		}
		if damaged == "" && !m.check(limit) {
			damaged = m.name
		}
	}
	for _, m := range s.packedMaps() {
		if damaged == "" && !m.check(s.Aliases()) {
			damaged = m.name
		}
	}
	if damaged != "" {
		return fmt.Errorf("%s are not as they should be", damaged)
	}
	return nil
}

// every calls ok with ranges that make up n, on all cores, and says whether all are.
func every(n int, ok func(from, to int) bool) bool {
	if n == 0 {
		return true
	}
	var bad atomic.Bool
	share(n, func(_, from, to int) {
		if !ok(from, to) {
			bad.Store(true)
		}
	})
	return !bad.Load()
}

// ends says whether parts end in places that do not fall, the last where size does.
func ends(count int, at func(int) uint32, size int) bool {
	if count == 0 {
		return size == 0
	}
	return int(at(count-1)) == size && every(count, func(from, to int) bool {
		last := at(max(from-1, 0))
		for i := from; i < to; i++ {
			if at(i) < last {
				return false
			}
			last = at(i)
		}
		return true
	})
}

// bucketed says whether buckets are those of so many keys, and lead to keys only.
func bucketed(bucket []uint32, keys int) bool {
	return len(bucket) == newBuckets(keys).n+1 && ends(len(bucket), func(i int) uint32 { return bucket[i] }, keys)
}

// check says whether what a lookup gives is always a list of numbers below the
// limit: lists lie in the order of their keys, and nothing lies between them.
func (m *multimap) check(limit int) bool {
	if !m.keyTable.check() {
		return false
	}
	next := 0 // where the next list starts
	for at, listed := range m.values {
		if !listed {
			if int(at) >= limit {
				return false
			}
			continue
		}
		if int(at) != next || next >= m.lists.n {
			return false
		}
		first := next + 1
		if next = first + int(m.lists.at(next)); next > m.lists.n {
			return false
		}
		for i := first; i < next; i++ {
			if int(m.lists.at(i)) >= limit {
				return false
			}
		}
	}
	return next == m.lists.n && m.lists.whole()
}

// checkRecords checks the entities' records and notes how many names each has.
func (s *Segment) checkRecords(names []uint32) bool {
	return every(len(names), func(from, to int) bool {
		for e := from; e < to; e++ {
			r := careful{reader: s.whole(uint32(e))}
			r.text("") // ID
			r.below(len(s.types))
			for range r.number() {
				if r.exclusion(); r.damaged {
					return false
				}
			}
			n := r.number()
			for range n {
				r.below(len(s.forms))
				if r.text(""); r.damaged {
					return false
				}
			}
			if r.damaged || len(r.rest) > 0 || n == 0 {
				return false
			}
			names[e] = uint32(n)
		}
		return true
	})
}

// checkWords checks the words' records, and where their sounds are counted.
func (s *Segment) checkWords(concepts int) bool {
	return every(s.Words(), func(from, to int) bool {
		for w := from; w < to; w++ {
			if int(s.wordRows[w].phon) >= len(s.phonHash) || s.wordSound[w].shape.signBit() >= signBits {
				return false
			}
			r := careful{reader: reader{s.wordRecord(uint32(w))}}
			for range r.number() {
				if r.below(concepts + 1); r.damaged {
					return false
				}
			}
			script := name.Script(r.octet(1 << 8)) // any
			r.octet(int(name.RoleCount))
			if folded := r.text(r.text("")); script == name.Latin && folded == "" {
				return false
			}
			r.text("")            // stem
			for list := range 3 { // readings, phonetic forms, skeletons
				n := r.number()
				if n == 0 && list > 0 {
					return false
				}
				for range n {
					if r.text(""); r.damaged {
						return false
					}
				}
			}
			if r.damaged || len(r.rest) > 0 {
				return false
			}
		}
		return true
	})
}

// checkAliases checks that each alias is a name of its entity, and short enough to
// be matched, and that those marked as odd are those listed. The ends of words and
// the owners were checked.
func (s *Segment) checkAliases(names []uint32) bool {
	n := s.Aliases()
	if len(s.odd) != len(s.oddFolds) {
		return false
	}
	var odd atomic.Int64
	ok := every(n, func(from, to int) bool {
		marked := 0
		for a := from; a < to; a++ {
			meta := s.aliases[a].meta
			if meta>>metaBits >= names[s.owners.of(uint32(a))] || meta&metaClass >= uint32(match.AliasClassCount) || s.caseOf(uint32(a)) >= name.CaseCount || s.wordsOf(uint32(a)).n > name.MaxTokens {
				return false
			}
			if meta&metaOdd != 0 {
				marked++
			}
		}
		odd.Add(int64(marked))
		return true
	})
	if !ok || int(odd.Load()) != len(s.odd) {
		return false
	}
	for i, a := range s.odd {
		if int(a) >= n || i > 0 && s.odd[i-1] >= a || s.aliases[a].meta&metaOdd == 0 {
			return false
		}
	}
	return true
}

// careful is a reader of records that may be damaged. Once it has met damage, it
// reads zeros.
type careful struct {
	reader
	damaged bool
}

func (r *careful) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || r.damaged {
		r.damaged = true
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// below reads a number that must be.
func (r *careful) below(limit int) {
	if n := r.number(); n >= uint64(limit) {
		r.damaged = true
	}
}

// octet reads a byte that must be below the limit.
func (r *careful) octet(limit int) byte {
	if len(r.rest) == 0 || int(r.rest[0]) >= limit {
		r.damaged = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *careful) text(usual string) string {
	n := r.number()
	if n == 0 {
		return usual
	}
	if n-1 > uint64(len(r.rest)) {
		r.damaged = true
		return usual
	}
	s := view(r.rest[:n-1])
	r.rest = r.rest[n-1:]
	return s
}

func (r *careful) exclusion() {
	r.number()
	r.text("")
}
