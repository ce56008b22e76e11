package index

import (
	"math/bits"
	"sort"
)

// owners tells whose alias an alias is, in a quarter of a byte: aliases lie in the
// order of their entities, so that a bit says which is the first of the next one,
// and a count for each 64 bits how many went before (a bit vector with rank:
// Jacobson 1989).
type owners []ownerBlock

// ownerBlock is 64 aliases.
type ownerBlock struct {
	first  uint64 // a bit for each that is the first one of its entity
	before uint64 // entities that began before these
}

// newOwners returns the owners of n aliases. starts yields the first alias of each entity.
func newOwners(n int, starts func(yield func(alias uint32))) owners {
	s := make(owners, (n+63)/64)
	starts(func(alias uint32) { s[alias/64].first |= 1 << (alias % 64) })
	sum := uint64(0)
	for i := range s {
		s[i].before = sum
		sum += uint64(bits.OnesCount64(s[i].first))
	}
	return s
}

// of is the entity of an alias.
func (s owners) of(alias uint32) uint32 {
	b := &s[alias/64]
	return uint32(b.before) + uint32(bits.OnesCount64(b.first&(2<<(alias%64)-1))) - 1
}

// begins says whether the alias is the first one of its entity.
func (s owners) begins(alias uint32) bool { return s[alias/64].first>>(alias%64)&1 != 0 }

// aliases is the range of an entity's aliases, of n in all.
func (s owners) aliases(entity uint32, n int) (from, to uint32) {
	from = uint32(sort.Search(n, func(i int) bool { return s.of(uint32(i)) >= entity }))
	for to = from + 1; int(to) < n && !s.begins(to); {
		to++
	}
	return from, min(to, uint32(n))
}

// check says whether these are the owners of n aliases, all of the given number of entities.
func (s owners) check(n, entities int) bool {
	if len(s) != (n+63)/64 || n == 0 && entities > 0 || n > 0 && !s.begins(0) {
		return false
	}
	sum := uint64(0)
	for i := range s {
		if s[i].before != sum {
			return false
		}
		sum += uint64(bits.OnesCount64(s[i].first))
	}
	if rest := n % 64; rest > 0 && s[len(s)-1].first>>rest != 0 {
		return false
	}
	return sum == uint64(entities)
}
