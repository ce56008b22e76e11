package index

import (
	"encoding/binary"
	"math/bits"
)

// numbers is an array of numbers that each take as few whole bytes as the largest
// may need: in a table of a million aliases three, which spares a quarter of the
// longest arrays. Four bytes are read at once and those of the next number masked.
type numbers struct {
	bytes []byte // of each number width bytes, the lowest first; then slack
	n     int
	width uint8 // 1..maxWidth
}

const (
	maxWidth = 4
	slack    = maxWidth // bytes that follow the last number, so that as many can be read there
)

// widthOf is how many bytes numbers below the limit need.
func widthOf(limit int) uint8 {
	return uint8(max(1, (bits.Len(uint(max(limit, 1)-1))+7)/8))
}

// numbersOf packs numbers into so many bytes each.
func numbersOf(list []uint32, width uint8) numbers {
	s := numbers{bytes: make([]byte, 0, len(list)*int(width)+slack), n: len(list), width: width}
	for _, number := range list {
		s.bytes = appendNumber(s.bytes, number, width)
	}
	s.bytes = s.bytes[:cap(s.bytes)]
	return s
}

// maskOf has the bits of so many bytes. That the shift is below 32 spares a test of it.
func maskOf(width uint8) uint32 { return ^uint32(0) >> ((32 - 8*width) & 31) }

// at is the i-th number.
func (s *numbers) at(i int) uint32 {
	return binary.LittleEndian.Uint32(s.bytes[i*int(s.width):]) & maskOf(s.width)
}

// appendNumber appends so many bytes of a number, the lowest first.
func appendNumber(dst []byte, number uint32, width uint8) []byte {
	for range width {
		dst = append(dst, byte(number))
		number >>= 8
	}
	return dst
}

// part is the numbers from one place to another. It shares their memory.
func (s *numbers) part(from, to int) numbers {
	return numbers{bytes: s.bytes[from*int(s.width):], n: to - from, width: s.width}
}

// all yields the numbers with their places.
func (s numbers) all(yield func(int, uint32) bool) {
	for i := range s.n {
		if !yield(i, s.at(i)) {
			return
		}
	}
}

// earlier says whether the i-th number stands before that, too.
func (s *numbers) earlier(i int) bool {
	number := s.at(i)
	for k := range i {
		if s.at(k) == number {
			return true
		}
	}
	return false
}

// spanOf is the i-th part, where the parts end in those places.
func (s *numbers) spanOf(ends []uint32, i uint32) numbers {
	start := uint32(0)
	if i > 0 {
		start = ends[i-1]
	}
	return s.part(int(start), int(ends[i]))
}

// derive sets what follows from the bytes, when each number takes so many.
func (s *numbers) derive(width uint8) {
	s.width = width
	s.n = max(0, len(s.bytes)-slack) / int(s.width)
}

// whole says whether the bytes are those of numbers, and no more.
func (s *numbers) whole() bool { return len(s.bytes) == s.n*int(s.width)+slack }

// check says whether the bytes are those of numbers below the limit.
func (s *numbers) check(limit int) bool {
	return s.whole() && every(s.n, func(from, to int) bool {
		for i := from; i < to; i++ {
			if int(s.at(i)) >= limit {
				return false
			}
		}
		return true
	})
}
