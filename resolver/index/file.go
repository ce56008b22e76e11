package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// The errors of Read.
var (
	// ErrVersion says that an index was written by another version of this
	// package or on another kind of machine.
	ErrVersion = errors.New("index of another version")
	// ErrDamaged says that bytes are not what WriteTo wrote.
	ErrDamaged = errors.New("damaged index")
)

// An index in bytes is a header, a directory, and arrays, all of them at places
// that 8 divides and in the byte order of the machine:
//
//	header     magic, byte order, format, layout, segments
//	directory  of each segment: the bytes of each of its arrays, and of the entities that are gone
//	arrays     one after the other, as in the directory
const (
	fileMagic     = "laqabidx"
	fileByteOrder = 0x0102030405060708

	// fileFormat changes with what the bytes of an array mean. That there are
	// other arrays, or other elements in one, the layout tells by itself.
	fileFormat = 7

	fileAlign = 8
)

// layout is a fingerprint of which arrays there are.
func layout() uint64 {
	var b strings.Builder
	for _, a := range new(Segment).arrays() {
		fmt.Fprintf(&b, "%s %d\n", a.name, a.width())
	}
	return hash64(kindWord, []byte(b.String()))
}

// WriteTo writes the index as it is, to be read by Read: also what changes have
// left behind, for it is up to the caller to compact. It may run beside searches.
func (x *Index) WriteTo(w io.Writer) (n int64, err error) {
	var columns [][]byte
	head := []byte(fileMagic)
	for _, number := range []uint64{fileByteOrder, fileFormat, layout(), uint64(len(x.shards))} {
		head = binary.NativeEndian.AppendUint64(head, number)
	}
	for i := range x.shards {
		s := &x.shards[i]
		gone := s.goneEntities()
		for _, a := range append(s.arrays(), array{column: flat[uint32]{&gone}}) {
			b := a.encoded()
			columns = append(columns, b)
			head = binary.NativeEndian.AppendUint64(head, uint64(len(b)))
		}
	}
	var zeros [fileAlign]byte
	for _, b := range append([][]byte{head}, columns...) {
		for _, piece := range [][]byte{b, zeros[:padding(len(b))]} {
			k, err := w.Write(piece)
			if n += int64(k); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// padding is how many bytes are missing to a place that fileAlign divides.
func padding(n int) int { return -n & (fileAlign - 1) }

// goneEntities lists the entities that are gone.
func (s *shard) goneEntities() (gone []uint32) {
	if s.gone.entities == 0 {
		return nil
	}
	for e := range uint32(s.Segment.Entities()) {
		if s.gone.marks.at(e) != 0 {
			gone = append(gone, e)
		}
	}
	return gone
}

// Read makes an index of what WriteTo wrote, for names that are read with the
// same lexicon. The index is a view of the bytes, which must not change any more;
// where they do not start at a place that 8 divides, it is a copy. ErrVersion,
// ErrDamaged.
//
// Whatever the bytes are, Read does not panic, and neither does an index that it
// returned (see check). It cannot tell an index from one with other names in it
// or of another lexicon: for that the caller keeps a checksum and a version.
func Read(l *name.Lexicon, m *match.Model, b []byte) (*Index, error) {
	d := decoder{rest: b}
	if magic := d.block(len(fileMagic)); d.short || string(magic) != fileMagic {
		return nil, fmt.Errorf("%w: it does not start as one", ErrDamaged)
	}
	order, format, arrays, count := d.number(), d.number(), d.number(), d.number()
	switch {
	case d.short:
		return nil, fmt.Errorf("%w: it ends in its header", ErrDamaged)
	case order != fileByteOrder || format != fileFormat || arrays != layout():
		return nil, ErrVersion
	case count == 0 || count > maxShards/2: // what changes add to them must fit
		return nil, fmt.Errorf("%w: %d segments", ErrDamaged, count)
	}
	shards := make([]shard, count)
	gone := make([][]uint32, count)
	columns := make([][]array, count)
	sizes := make([][]uint64, count)
	for i := range shards {
		shards[i].Segment = new(Segment)
		columns[i] = append(shards[i].arrays(), array{name: "gone", column: flat[uint32]{&gone[i]}})
		for range columns[i] {
			sizes[i] = append(sizes[i], d.number())
		}
	}
	for i, arrays := range columns {
		for k, a := range arrays {
			if sizes[i][k] > uint64(len(d.rest)) {
				d.short = true
			}
			if d.short {
				return nil, fmt.Errorf("%w: it ends before %s of segment %d does", ErrDamaged, a.name, i)
			}
			block := d.block(int(sizes[i][k]))
			d.block(padding(len(block)))
			if err := a.decode(block); err != nil {
				return nil, fmt.Errorf("%w: %s of segment %d: %w", ErrDamaged, a.name, i, err)
			}
		}
	}
	if d.short || len(d.rest) > 0 {
		return nil, fmt.Errorf("%w: its length is not what its parts add up to", ErrDamaged)
	}
	for i := range shards {
		s := &shards[i]
		s.derive()
		if err := s.check(l); err != nil {
			return nil, fmt.Errorf("%w: segment %d: %w", ErrDamaged, i, err)
		}
		if !rising(gone[i], s.Segment.Entities()) {
			return nil, fmt.Errorf("%w: segment %d: what is gone is not in it", ErrDamaged, i)
		}
		s.remove(gone[i])
	}
	return empty(l, m).of(shards), nil
}

// rising says whether numbers rise and stay below the limit.
func rising(numbers []uint32, limit int) bool {
	for i, n := range numbers {
		if int(n) >= limit || i > 0 && numbers[i-1] >= n {
			return false
		}
	}
	return true
}

// decoder takes a file apart. Once it is short of bytes, it reads zeros.
type decoder struct {
	rest  []byte
	short bool
}

func (d *decoder) number() uint64 {
	if b := d.block(8); len(b) == 8 {
		return binary.NativeEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) block(n int) []byte {
	if d.short || n > len(d.rest) {
		d.short = true
		return nil
	}
	b := d.rest[:n:n]
	d.rest = d.rest[n:]
	return b
}
