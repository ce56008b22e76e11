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

// numbering numbers strings in the order in which they come.
type numbering struct {
	texts  []string
	number map[string]uint32
}

func newNumbering() numbering { return numbering{number: map[string]uint32{}} }

func (l *numbering) of(s string) uint32 {
	n, ok := l.number[s]
	if !ok {
		n = uint32(len(l.texts))
		s = strings.Clone(s)
		l.texts = append(l.texts, s)
		l.number[s] = n
	}
	return n
}

// An entity record is an Entity in bytes, its ID first:
//
//	ID · type · exclusions: n, n times (hash of the folded string, string) · names: n, n times (class, kind, language, value)

func appendEntity(dst []byte, e *Entity, l *numbering) []byte {
	dst = appendText(dst, e.ID)
	dst = binary.AppendUvarint(dst, uint64(l.of(e.Type)))
	dst = binary.AppendUvarint(dst, uint64(len(e.Not)))
	for _, not := range e.Not {
		dst = binary.AppendUvarint(dst, uint64(hash32(kindFolded, bytesOf(name.Fold(not)))))
		dst = appendText(dst, not)
	}
	dst = binary.AppendUvarint(dst, uint64(len(e.Names)))
	for _, a := range e.Names {
		dst = append(dst, byte(a.Class))
		dst = binary.AppendUvarint(dst, uint64(l.of(a.Kind)))
		dst = binary.AppendUvarint(dst, uint64(l.of(a.Language)))
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

// alias reads one name; texts are the segment's labels.
func (r *reader) alias(texts []string) Alias {
	class := match.AliasClass(r.rest[0])
	r.rest = r.rest[1:]
	kind, language := texts[r.number()], texts[r.number()]
	return Alias{r.text(""), language, kind, class}
}
