package index

import (
	"math/bits"
	"slices"
	"unsafe"
)

// multimap maps 32-bit keys to ascending lists of numbers. A lookup reads a
// bucket's bounds, then a few neighbouring keys, then the list.
type multimap struct {
	keyTable
	lists []uint32 // a length, then so many numbers
}

// keyTable finds where the numbers of a key are.
type keyTable struct {
	bucket []uint32 // by a key's top bits: where its keys start; one more at the end
	shift  uint8    // what is left of a key's bits below the bucket's
	keys   []keyed  // ascending
}

// keyed is a key with its only number, or inList and where in lists its list stands.
type keyed struct{ key, at uint32 }

// inList marks a key with several numbers. Numbers are below it.
const inList = 1 << 31

// keysPerBucket is how many keys share a bucket at most on average: a cache line holds them.
const keysPerBucket = 8

// pair is a key and a number, key in the upper half.
type pair = uint64

func newPair(key, number uint32) pair { return uint64(key)<<32 | uint64(number) }

// newMultimap builds a multimap of ascending lists of pairs, of which it drops doubles.
func newMultimap(parts ...[]pair) (m multimap) {
	pairs := slices.Compact(merge(parts))
	several := 0
	for list := range runs(pairs) {
		if len(list) > 1 {
			several += len(list) + 1
		}
	}
	m.lists = make([]uint32, 0, several)
	m.keyTable = newKeyTable(pairs, func(list []pair) int {
		at := len(m.lists)
		m.lists = append(m.lists, uint32(len(list)))
		for _, p := range list {
			m.lists = append(m.lists, uint32(p))
		}
		return at
	})
	return m
}

// newKeyTable makes the keys of ascending pairs. put stores the list of a key with
// several numbers, and returns where it stands.
func newKeyTable(pairs []pair, put func(list []pair) (at int)) keyTable {
	unique := 0
	for range runs(pairs) {
		unique++
	}
	b := newBuckets(unique)
	t := keyTable{shift: b.shift, keys: make([]keyed, 0, unique)}
	for list := range runs(pairs) {
		at := uint32(list[0])
		if len(list) > 1 {
			at = inList | uint32(put(list))
		}
		t.keys = append(t.keys, keyed{uint32(list[0] >> 32), at})
	}
	t.bucket = b.fill(len(t.keys), func(i int) uint32 { return t.keys[i].key })
	return t
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

// find returns the place of a key, nil for none.
func (t *keyTable) find(key uint32) *keyed {
	if len(t.keys) == 0 {
		return nil
	}
	b := uint64(key) >> t.shift
	in := t.keys[t.bucket[b]:t.bucket[b+1]]
	for i := range in {
		if in[i].key == key {
			return &in[i]
		}
	}
	return nil
}

// touch brings a key near the processor; see touchWords.
func (t *keyTable) touch(key uint32) uint32 {
	if len(t.keys) == 0 {
		return 0
	}
	return t.keys[min(int(t.bucket[uint64(key)>>t.shift]), len(t.keys)-1)].key
}

// get returns the numbers of a key. The slice is part of the multimap.
func (m *multimap) get(key uint32) []uint32 {
	k := m.find(key)
	switch {
	case k == nil:
		return nil
	case k.at&inList == 0:
		return unsafe.Slice(&k.at, 1)
	}
	at := k.at &^ inList
	return m.lists[at+1 : at+1+m.lists[at]]
}

// buckets divides ascending 32-bit keys by their top bits.
type buckets struct {
	shift uint8
	n     int
}

func newBuckets(keys int) buckets {
	b := bits.Len(uint(keys / keysPerBucket))
	return buckets{uint8(32 - b), 1 << b}
}

// fill returns where the keys of each bucket start, of n ascending ones.
func (b buckets) fill(n int, key func(int) uint32) []uint32 {
	starts := make([]uint32, b.n+1)
	at := 0
	for i := range starts {
		for at < n && uint64(key(at))>>b.shift < uint64(i) {
			at++
		}
		starts[i] = uint32(at)
	}
	starts[b.n] = uint32(n)
	return starts
}

// find returns the place of the first key that equals, -1 for none.
func find(bucket []uint32, shift uint8, keys []uint32, key uint32) int {
	if len(keys) == 0 {
		return -1
	}
	b := uint64(key) >> shift
	for i := bucket[b]; i < bucket[b+1]; i++ {
		if keys[i] == key {
			return int(i)
		}
	}
	return -1
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
