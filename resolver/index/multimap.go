package index

import "slices"

// multimap maps 32-bit keys to ascending lists of numbers. A lookup reads a
// bucket's bounds, then a few neighbouring keys, then the list.
type multimap struct {
	keyTable
	lists numbers // a length, then so many numbers
}

// pair is a key and a number, key in the upper half.
type pair = uint64

func newPair(key, number uint32) pair { return uint64(key)<<32 | uint64(number) }

// newMultimap builds a multimap of ascending lists of pairs, of which it drops doubles.
func newMultimap(parts ...[]pair) (m multimap) {
	pairs := slices.Compact(merge(parts))
	var lists []uint32
	m.keyTable = newKeyTable(pairs, func(list []pair) int {
		at := len(lists)
		lists = append(lists, uint32(len(list)))
		for _, p := range list {
			lists = append(lists, uint32(p))
		}
		return at
	})
	m.lists = numbersOf(lists, m.width)
	return m
}

// runs yields the pairs of each key.
func runs(pairs []pair) func(yield func([]pair) bool) {
	return func(yield func([]pair) bool) {
		for from := 0; from < len(pairs); {
			to := from + 1
			for to < len(pairs) && pairs[to]>>32 == pairs[from]>>32 {
				to++
			}
			if !yield(pairs[from:to]) {
				return
			}
			from = to
		}
	}
}

// get returns the numbers of a key. They are part of the multimap.
func (m *multimap) get(key uint32) numbers {
	place := m.find(key)
	if place < 0 {
		return numbers{}
	}
	at, listed := m.value(place)
	if !listed {
		return numbers{bytes: m.rows[place:], n: 1, width: m.width}
	}
	first := int(at) + 1
	return m.lists.part(first, first+int(m.lists.at(int(at))))
}

// merge makes one ascending list of several.
func merge(lists [][]pair) []pair {
	switch len(lists) {
	case 0:
		return nil
	case 1:
		return lists[0]
	}
	half := len(lists) / 2
	a, b := merge(lists[:half]), merge(lists[half:])
	all := make([]pair, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] <= b[0] {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// sortByKey sorts lists of pairs, whose numbers ascend, by key: by radix, since
// tables have millions of them, but for the few of a change, which costs less.
func sortByKey(lists ...[]pair) {
	for _, pairs := range lists {
		if len(pairs) < 1<<radixDigit {
			slices.Sort(pairs)
			continue
		}
		radixSort(pairs)
	}
}

const radixDigit = 11

// radixSort sorts pairs by key and leaves equal keys in their order.
func radixSort(pairs []pair) {
	other := make([]pair, len(pairs))
	var counts [1 << radixDigit]int
	for shift := 32; shift < 64; shift += radixDigit {
		clear(counts[:])
		for _, p := range pairs {
			counts[p>>shift&(1<<radixDigit-1)]++
		}
		sum := 0
		for i, n := range counts {
			counts[i], sum = sum, sum+n
		}
		for _, p := range pairs {
			d := p >> shift & (1<<radixDigit - 1)
			other[counts[d]] = p
			counts[d]++
		}
		pairs, other = other, pairs
	}
	copy(other, pairs) // an odd number of passes ends in the other slice
}
