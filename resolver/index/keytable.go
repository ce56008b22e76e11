package index

import (
	"encoding/binary"
	"math/bits"
)

// keyTable finds the values of 32-bit keys: each is the only number of a key, or the
// place of a list of several.
type keyTable struct {
	bucket []uint32 // by a key's top bits: where its keys start; one more at the end
	shift  uint8    // what is left of a key's bits below the bucket's

	// rows are ascending by key: of each what its bucket does not tell, in keyWidth
	// bytes, and its value, in width bytes of which the highest bit says whether it is
	// the place of a list. Then slack. In a table of a million aliases that makes five
	// bytes of eight.
	rows            []byte
	keyWidth, width uint8
}

// maxNumbers is how many aliases or words there may be, for a value's highest bit.
const maxNumbers = 1 << 31

// keysPerBucket is how many keys share a bucket at most on average: a cache line holds them.
const keysPerBucket = 12

// newKeyTable makes the rows of ascending pairs. put stores the list of a key with
// several numbers, and returns where it stands.
func newKeyTable(pairs []pair, put func(list []pair) (at int)) (t keyTable) {
	type row struct {
		key, value uint32
		listed     bool
	}
	var rows []row
	most := uint32(0)
	for list := range runs(pairs) {
		r := row{uint32(list[0] >> 32), uint32(list[0]), len(list) > 1}
		if r.listed {
			r.value = uint32(put(list))
		}
		rows = append(rows, r)
		most = max(most, r.value, uint32(list[len(list)-1]), uint32(len(list)))
	}
	b := newBuckets(len(rows))
	t = keyTable{bucket: b.fill(len(rows), func(i int) uint32 { return rows[i].key }), shift: b.shift, keyWidth: b.keyWidth(), width: widthOf(2 * (int(most) + 1))}
	t.rows = make([]byte, 0, len(rows)*t.stride()+slack)
	for _, r := range rows {
		if r.listed {
			r.value |= t.listMark()
		}
		t.rows = appendNumber(appendNumber(t.rows, r.key, t.keyWidth), r.value, t.width)
	}
	t.rows = t.rows[:cap(t.rows)]
	return t
}

// listMark is the bit of a value that is the place of a list.
func (t *keyTable) listMark() uint32 { return 1 << ((8*t.width - 1) & 31) }

// stride is the bytes of a row.
func (t *keyTable) stride() int { return int(t.keyWidth + t.width) }

// find returns where in rows the value of a key stands, -1 for none.
func (t *keyTable) find(key uint32) int {
	mask, stride := maskOf(t.keyWidth), t.stride()
	key, b := key&mask, uint64(key)>>t.shift
	for at, end := int(t.bucket[b])*stride, int(t.bucket[b+1])*stride; at < end; at += stride {
		if binary.LittleEndian.Uint32(t.rows[at:])&mask == key {
			return at + int(t.keyWidth)
		}
	}
	return -1
}

// value is what stands at a place in rows, and whether it is the place of a list.
func (t *keyTable) value(place int) (value uint32, listed bool) {
	value = binary.LittleEndian.Uint32(t.rows[place:]) & maskOf(t.width)
	mark := t.listMark()
	return value &^ mark, value&mark != 0
}

// values yields all values, in the order of keys.
func (t *keyTable) values(yield func(value uint32, listed bool) bool) {
	for place := int(t.keyWidth); place < len(t.rows)-slack; place += t.stride() {
		if !yield(t.value(place)) {
			return
		}
	}
}

// touch brings a key near the processor; see touchWords.
func (t *keyTable) touch(key uint32) uint32 {
	at := int(t.bucket[uint64(key)>>t.shift]) * t.stride()
	return binary.LittleEndian.Uint32(t.rows[at:])
}

// derive sets what follows from bucket and the length of rows. Where these contradict
// each other, the width is one that check refuses, or one that makes rows too long.
func (t *keyTable) derive() {
	n := 0
	if len(t.bucket) > 0 {
		n = int(t.bucket[len(t.bucket)-1])
	}
	b := newBuckets(n)
	t.shift, t.keyWidth, t.width = b.shift, b.keyWidth(), 1
	if n > 0 {
		t.width = uint8(min(max(1, (len(t.rows)-slack)/n-int(t.keyWidth)), maxWidth+1))
	}
}

// check says whether a lookup stays within the rows.
func (t *keyTable) check() bool {
	if len(t.bucket) == 0 || t.width > maxWidth {
		return false
	}
	n := int(t.bucket[len(t.bucket)-1])
	return bucketed(t.bucket, n) && len(t.rows) == n*t.stride()+slack
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

// keyWidth is the bytes that hold what a bucket does not tell of a key.
func (b buckets) keyWidth() uint8 { return (b.shift + 7) / 8 }

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
