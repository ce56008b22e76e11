package index

import (
	"encoding/binary"
	"unsafe"

	"github.com/laqab/laqab/resolver/name"
)

// A word record is a name.Word in bytes: its concepts first, since statistics
// read only those; then script, role, and its strings. Most strings of a word
// equal its folded form, which costs one byte each time.
//
//	concepts: n, n numbers · script · role · text · folded · stem · roman, phon, skel: n, n strings
//	string: 0 = the folded form (for folded itself: the text); else its length + 1 and its bytes

func appendWord(dst []byte, w *name.Word) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(w.Concepts)))
	for _, c := range w.Concepts {
		dst = binary.AppendUvarint(dst, uint64(c))
	}
	dst = append(dst, byte(w.Script), byte(w.Role))
	dst = appendText(dst, w.Text)
	dst = appendUnless(dst, w.Folded, w.Text)
	dst = appendUnless(dst, w.Stem, w.Folded)
	for _, list := range [...][]string{w.Roman, w.Phon, w.Skel} {
		dst = binary.AppendUvarint(dst, uint64(len(list)))
		for _, s := range list {
			dst = appendUnless(dst, s, w.Folded)
		}
	}
	return dst
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s)+1)), s...)
}

func appendUnless(dst []byte, s, usual string) []byte {
	if s == usual {
		return append(dst, 0)
	}
	return appendText(dst, s)
}

// readWord fills w from a record. Its strings are views of the record; its
// slices are reused.
func readWord(record []byte, w *name.Word) {
	r := reader{record}
	w.Concepts = w.Concepts[:0]
	for range r.number() {
		w.Concepts = append(w.Concepts, name.Concept(r.number()))
	}
	w.Script, w.Role = name.Script(r.rest[0]), name.Role(r.rest[1])
	r.rest = r.rest[2:]
	w.Text = r.text("")
	w.Folded = r.text(w.Text)
	w.Stem = r.text(w.Folded)
	for _, list := range [...]*[]string{&w.Roman, &w.Phon, &w.Skel} {
		*list = (*list)[:0]
		for range r.number() {
			*list = append(*list, r.text(w.Folded))
		}
	}
}

// wordText and the like read one field without the rest.
func wordText(record []byte) string {
	r := reader{record}
	for range r.number() {
		r.number()
	}
	r.rest = r.rest[2:]
	return r.text("")
}

func wordFolded(record []byte) string {
	r := reader{record}
	for range r.number() {
		r.number()
	}
	r.rest = r.rest[2:]
	text := r.text("")
	return r.text(text)
}

// reader takes a record of this package apart. Records were written by this
// process or checked (see careful), so it does not guard against damage.
type reader struct{ rest []byte }

func (r *reader) number() uint64 {
	if c := r.rest[0]; c < 0x80 {
		r.rest = r.rest[1:]
		return uint64(c)
	}
	n, size := binary.Uvarint(r.rest)
	r.rest = r.rest[size:]
	return n
}

// text reads a string; usual is what 0 stands for.
func (r *reader) text(usual string) string {
	n := int(r.number())
	if n == 0 {
		return usual
	}
	s := view(r.rest[:n-1])
	r.rest = r.rest[n-1:]
	return s
}

// view is a string over bytes that never change.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
