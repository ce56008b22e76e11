package resolver

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/laqab/laqab/resolver/index"
	"github.com/laqab/laqab/resolver/match"
)

// The errors of Read.
var (
	// ErrVersion says that what is read was written with another model or by
	// another version of this package.
	ErrVersion = index.ErrVersion
	// ErrDamaged says that bytes are not what WriteTo wrote.
	ErrDamaged = index.ErrDamaged
)

// A Resolver in bytes is the length of its head, its head, and its index, each at
// a place that fileAlign divides. The head is strings, each after its length: the
// model's version, then concept, value and language of each term.
const fileAlign = 8

// WriteTo writes the Resolver as it is, to be read by Read. It may run beside
// anything else that is done with the Resolver.
func (r *Resolver) WriteTo(w io.Writer) (int64, error) {
	head := appendString(nil, r.model.Version)
	for _, t := range r.terms {
		head = appendString(appendString(appendString(head, t.Concept), t.Value), t.Language)
	}
	start := binary.NativeEndian.AppendUint64(nil, uint64(len(head)))
	start = append(start, head...)
	start = append(start, make([]byte, -len(start)&(fileAlign-1))...)
	n, err := w.Write(start)
	if err != nil {
		return int64(n), err
	}
	m, err := r.index.WriteTo(w)
	return int64(n) + m, err
}

// Read makes a Resolver of what WriteTo wrote, at some hundredth of what New
// costs. It is a view of the bytes, which must not change any more. ErrVersion,
// ErrDamaged.
//
// Whatever the bytes are, neither Read nor the Resolver panics. But how names are
// read is decided by the program's code and data, and the bytes hold names that
// were read: callers see to it, by a checksum and by a fingerprint of the program,
// that they are what the same program wrote.
func Read(b []byte) (*Resolver, error) {
	if len(b) < fileAlign {
		return nil, fmt.Errorf("%w: it ends in its first number", ErrDamaged)
	}
	size := binary.NativeEndian.Uint64(b)
	if size > uint64(len(b)-fileAlign) {
		return nil, fmt.Errorf("%w: it ends in its head", ErrDamaged)
	}
	end := fileAlign + int(size)
	head := b[fileAlign:end]
	end += -end & (fileAlign - 1)
	version, head, err := cutString(head)
	if err != nil {
		return nil, err
	}
	if model := match.Default().Version; version != model {
		return nil, fmt.Errorf("%w: of model %q, not %q", ErrVersion, version, model)
	}
	var terms []Term
	for len(head) > 0 {
		var t Term
		for _, s := range [...]*string{&t.Concept, &t.Value, &t.Language} {
			if *s, head, err = cutString(head); err != nil {
				return nil, err
			}
		}
		terms = append(terms, t)
	}
	r := empty(terms)
	r.index, err = index.Read(r.lexicon, r.model, b[min(end, len(b)):])
	if err != nil {
		return nil, err
	}
	return r, nil
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// cutString copies the string that b starts with.
func cutString(b []byte) (s string, rest []byte, err error) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return "", nil, fmt.Errorf("%w: a string of its head has no end", ErrDamaged)
	}
	b = b[size:]
	return string(b[:n]), b[n:], nil
}
