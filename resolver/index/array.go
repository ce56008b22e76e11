package index

import (
	"errors"
	"unsafe"

	"github.com/laqab/laqab/resolver/match"
)

// array is one of the arrays that a segment consists of.
type array struct {
	name string
	part func(*Memory) *int // where Memory counts it
	column
}

// column is the elements of an array, of whatever type.
type column interface {
	width() int // bytes of an element; 0 when they differ
	size() int  // bytes in memory
	// encoded is what a file holds of it, for the machine that it is written on.
	encoded() []byte
	// decode makes it what encoded gave. Where alignment permits, it is a view of b.
	decode(b []byte) error
}

// arrays lists all that a segment consists of, in the order of files. What is
// not here follows from the lengths of what is; see derive.
func (s *Segment) arrays() []array {
	entities := func(m *Memory) *int { return &m.Entities }
	aliases := func(m *Memory) *int { return &m.Aliases }
	postings := func(m *Memory) *int { return &m.Postings }
	words := func(m *Memory) *int { return &m.Words }

	all := []array{
		{"records", entities, flat[byte]{&s.records}},
		{"recordEnd", entities, flat[uint32]{&s.recordEnd}},
		{"types", entities, texts{&s.types}},
		{"forms", entities, forms{&s.forms}},
		{"owners", aliases, flat[ownerBlock]{(*[]ownerBlock)(&s.owners)}},
		{"aliases", aliases, flat[aliasRow]{&s.aliases}},
		{"signs", aliases, flat[sign]{&s.signs}},
		{"aliasWords", aliases, flat[byte]{&s.aliasWords.bytes}},
		{"odd", aliases, flat[uint32]{&s.odd}},
		{"oddFolds", aliases, texts{&s.oddFolds}},
		{"wordBucket", words, flat[uint32]{&s.wordBucket}},
		{"wordHash", words, flat[uint32]{&s.wordHash}},
		{"words", words, flat[byte]{&s.words}},
		{"wordRows", words, flat[wordRow]{&s.wordRows}},
		{"wordSound", words, flat[sound]{&s.wordSound}},
		{"postingEnd", postings, flat[uint32]{&s.postingEnd}},
		{"postings", postings, flat[byte]{&s.postings.bytes}},
		{"phonBucket", words, flat[uint32]{&s.phonBucket}},
		{"phonHash", words, flat[uint32]{&s.phonHash}},
		{"phonCount", words, flat[uint32]{&s.phonCount}},
		{"conceptCount", words, flat[uint32]{&s.conceptCount}},
	}
	for _, m := range s.multimaps() {
		all = append(all,
			array{m.name + ".bucket", m.part, flat[uint32]{&m.bucket}},
			array{m.name + ".rows", m.part, flat[byte]{&m.rows}},
			array{m.name + ".lists", m.part, flat[byte]{&m.lists.bytes}})
	}
	for _, m := range s.packedMaps() {
		all = append(all,
			array{m.name + ".bucket", m.part, flat[uint32]{&m.bucket}},
			array{m.name + ".rows", m.part, flat[byte]{&m.rows}},
			array{m.name + ".lists", m.part, flat[byte]{&m.lists}})
	}
	return all
}

// derive sets what follows from the arrays' lengths.
func (s *Segment) derive() {
	s.wordShift = newBuckets(len(s.wordHash)).shift
	s.phonShift = newBuckets(len(s.phonHash)).shift
	s.aliasWords.derive(widthOf(s.Words()))
	s.postings.derive(widthOf(s.Aliases()))
	for _, m := range s.multimaps() {
		m.keyTable.derive()
		m.lists.derive(m.width)
	}
	for _, m := range s.packedMaps() {
		m.keyTable.derive()
	}
}

// keys is one of a segment's multimaps.
type keys struct {
	name    string
	part    func(*Memory) *int
	ofWords bool // its numbers are those of words, else of aliases
	*multimap
}

func (s *Segment) multimaps() []keys {
	wordKeys := func(m *Memory) *int { return &m.WordKeys }
	folded := func(m *Memory) *int { return &m.Folded }
	return []keys{
		{"skeletons", wordKeys, true, &s.skeletons},
		{"shorter", wordKeys, true, &s.shorter},
		{"clipped", wordKeys, true, &s.clipped},
		{"concepts", wordKeys, true, &s.concepts},
		{"folded", folded, false, &s.folded},
	}
}

// packedKeys is one of a segment's packed maps, whose numbers are those of aliases.
type packedKeys struct {
	name string
	part func(*Memory) *int // where Memory counts it
	*packedMap
}

func (s *Segment) packedMaps() []packedKeys {
	acronyms := func(m *Memory) *int { return &m.Acronyms }
	joined := func(m *Memory) *int { return &m.Joined }
	return []packedKeys{
		{"long", acronyms, &s.long},
		{"foreign", acronyms, &s.foreign},
		{"short", acronyms, &s.short},
		{"joined", joined, &s.joined},
	}
}

// Memory is the bytes that a segment takes, by part.
type Memory struct{ Entities, Aliases, Postings, Words, WordKeys, Folded, Acronyms, Joined int }

// Total is the sum of the parts.
func (m Memory) Total() int {
	return m.Entities + m.Aliases + m.Postings + m.Words + m.WordKeys + m.Folded + m.Acronyms + m.Joined
}

// Memory tells where the segment's bytes are.
func (s *Segment) Memory() (m Memory) {
	for _, a := range s.arrays() {
		*a.part(&m) += a.size()
	}
	return m
}

// flat is bytes, numbers, or rows of numbers. A file has them as they are in memory.
type flat[T byte | uint32 | sign | sound | ownerBlock | aliasRow | wordRow] struct{ at *[]T }

func (f flat[T]) width() int { return int(unsafe.Sizeof(*new(T))) }
func (f flat[T]) size() int  { return len(*f.at) * f.width() }

func (f flat[T]) encoded() []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(*f.at))), f.size())
}

func (f flat[T]) decode(b []byte) error {
	n := len(b) / f.width()
	if n*f.width() != len(b) {
		return errors.New("ends within an element")
	}
	if n == 0 {
		*f.at = nil // a view of nothing would point at what may be less than an element
		return nil
	}
	start := unsafe.Pointer(unsafe.SliceData(b))
	if uintptr(start)%unsafe.Alignof(*new(T)) != 0 {
		*f.at = make([]T, n)
		copy(f.encoded(), b)
		return nil
	}
	*f.at = unsafe.Slice((*T)(start), n)
	return nil
}

// texts is a few strings. A file has their lengths before each.
type texts struct{ at *[]string }

func (t texts) width() int { return 0 }

func (t texts) size() int {
	n := len(*t.at) * int(unsafe.Sizeof(""))
	for _, s := range *t.at {
		n += len(s)
	}
	return n
}

func (t texts) encoded() (b []byte) {
	for _, s := range *t.at {
		b = appendText(b, s)
	}
	return b
}

func (t texts) decode(b []byte) error {
	*t.at = nil
	for r := (careful{reader: reader{b}}); len(r.rest) > 0; {
		*t.at = append(*t.at, r.text(""))
		if r.damaged {
			return errors.New("ends within a string")
		}
	}
	return nil
}

// forms is the forms of names. A file has the class, the kind and the language of each.
type forms struct{ at *[]form }

func (f forms) width() int { return 0 }

func (f forms) size() int {
	n := len(*f.at) * int(unsafe.Sizeof(form{}))
	for _, of := range *f.at {
		n += len(of.kind) + len(of.language)
	}
	return n
}

func (f forms) encoded() (b []byte) {
	for _, of := range *f.at {
		b = appendText(appendText(append(b, byte(of.class)), of.kind), of.language)
	}
	return b
}

func (f forms) decode(b []byte) error {
	*f.at = nil
	for r := (careful{reader: reader{b}}); len(r.rest) > 0; {
		of := form{class: match.AliasClass(r.octet(int(match.AliasClassCount)))}
		of.kind, of.language = r.text(""), r.text("")
		*f.at = append(*f.at, of)
		if r.damaged {
			return errors.New("has a form that is none")
		}
	}
	return nil
}
