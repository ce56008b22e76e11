package index

import (
	"encoding/binary"
	"slices"
)

// packedMap maps 32-bit keys to ascending lists of numbers as a multimap does, in
// half the memory and more time: lists are read one number after the other. It is
// for the longest lists, of which only the first numbers are looked at.
type packedMap struct {
	keyTable
	lists []byte // as varints: a length, the first number, and how much more each next one is
}

// newPackedMap builds one of ascending lists of pairs, of which it drops doubles.
func newPackedMap(parts ...[]pair) (m packedMap) {
	pairs := slices.Compact(merge(parts))
	m.keyTable = newKeyTable(pairs, func(list []pair) int {
		at := len(m.lists)
		m.lists = binary.AppendUvarint(m.lists, uint64(len(list)))
		last := uint32(0)
		for _, p := range list {
			m.lists = binary.AppendUvarint(m.lists, uint64(uint32(p)-last))
			last = uint32(p)
		}
		return at
	})
	m.lists = slices.Clone(m.lists) // as long as it must be
	return m
}

// get returns the numbers of a key.
func (m *packedMap) get(key uint32) packedList {
	place := m.find(key)
	if place < 0 {
		return packedList{}
	}
	at, listed := m.value(place)
	if !listed {
		return packedList{left: 1, number: at}
	}
	r := reader{m.lists[at:]}
	return packedList{left: r.number(), more: r}
}

// packedList is what is left of a list.
type packedList struct {
	left   uint64
	number uint32 // the last one; of a list of one, that one
	more   reader
}

// next returns the next number; ok is false when there is none.
func (l *packedList) next() (number uint32, ok bool) {
	if l.left == 0 {
		return 0, false
	}
	l.left--
	if len(l.more.rest) > 0 {
		l.number += uint32(l.more.number())
	}
	return l.number, true
}

// check says whether a lookup always gives a list of ascending numbers below the
// limit: lists lie in the order of their keys, and nothing lies between them.
func (m *packedMap) check(limit int) bool {
	if !m.keyTable.check() {
		return false
	}
	r := careful{reader: reader{m.lists}}
	for at, listed := range m.values {
		if !listed {
			if int(at) >= limit {
				return false
			}
			continue
		}
		if int(at) != len(m.lists)-len(r.rest) {
			return false
		}
		n, last := r.number(), uint64(0)
		for i := range n {
			step := r.number()
			if r.damaged || step == 0 && i > 0 || step >= uint64(limit) || last+step >= uint64(limit) {
				return false
			}
			last += step
		}
		if r.damaged || n < 2 {
			return false
		}
	}
	return len(r.rest) == 0
}
