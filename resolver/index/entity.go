package index

import (
	"encoding/binary"
	"strings"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// Entity is a row of the table as the index stores it.
type Entity struct {
	ID   string // entities are ordered by it
	Type string
	// Names are the entity's aliases, first its canonical name.
	Names []Alias
	Not   []string // strings that are not this entity
}

// Alias is one name of an entity.
type Alias struct {
	Value    string
	Language string
	Kind     string
	Class    match.AliasClass
}

// form is what many names have in common beside their text.
type form struct {
	language, kind string
	class          match.AliasClass
}

func (f form) own() form {
	return form{strings.Clone(f.language), strings.Clone(f.kind), f.class}
}

// numbering numbers items in the order in which they come.
type numbering[T comparable] struct {
	all    []T
	number map[T]uint32
}

func newNumbering[T comparable]() numbering[T] { return numbering[T]{number: map[T]uint32{}} }

// of is the number of an item. One that is new is kept as own makes it.
func (l *numbering[T]) of(item T, own func(T) T) uint32 {
	n, ok := l.number[item]
	if !ok {
		n = uint32(len(l.all))
		item = own(item)
		l.all = append(l.all, item)
		l.number[item] = n
	}
	return n
}

// labels numbers the few types and forms that many entities share.
type labels struct {
	types numbering[string]
	forms numbering[form]
}

// An entity record is an Entity in bytes, its ID first:
//
//	ID · type · exclusions: n, n times (hash of the folded string, string) · names: n, n times (form, value)

func appendEntity(dst []byte, e *Entity, l *labels) []byte {
	dst = appendText(dst, e.ID)
	dst = binary.AppendUvarint(dst, uint64(l.types.of(e.Type, strings.Clone)))
	dst = binary.AppendUvarint(dst, uint64(len(e.Not)))
	for _, not := range e.Not {
		dst = binary.AppendUvarint(dst, uint64(hash32(kindFolded, bytesOf(name.Fold(not)))))
		dst = appendText(dst, not)
	}
	dst = binary.AppendUvarint(dst, uint64(len(e.Names)))
	for _, a := range e.Names {
		dst = binary.AppendUvarint(dst, uint64(l.forms.of(form{a.Language, a.Kind, a.Class}, form.own)))
		dst = appendText(dst, a.Value)
	}
	return dst
}

// exclusion reads one exclusion and the hash of its folded form, which spares
// folding those that are not asked for.
func (r *reader) exclusion() (hash uint32, not string) {
	hash = uint32(r.number())
	return hash, r.text("")
}

// alias reads one name; forms are the segment's.
func (r *reader) alias(forms []form) Alias {
	f := &forms[r.number()]
	return Alias{r.text(""), f.language, f.kind, f.class}
}
