package aliases

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads a line of the file format without reflection, at a fifth of
// encoding/json's cost. It knows the plain form that nearly all lines have: the
// members by their exact names, each once, and no null. Whatever else it meets,
// it reports false, and encoding/json has the say, and the words for errors.
type scanner struct {
	rest    string // what is left of the line
	aliases []Alias
	not     []Exclusion
}

// scan reads a whole line. Strings of the entity share the line's memory.
func (s *scanner) scan(line []byte) (e Entity, ok bool) {
	if !utf8.Valid(line) {
		return Entity{}, false
	}
	s.rest = string(line)
	ok = s.members(func(name string) (uint, bool) {
		switch name {
		case "id":
			return 1 << 0, s.text(&e.ID)
		case "type":
			return 1 << 1, s.text((*string)(&e.Type))
		case "name":
			return 1 << 2, s.text(&e.Name)
		case "description":
			return 1 << 3, s.text(&e.Description)
		case "aliases":
			s.aliases = s.aliases[:0]
			ok := s.items(s.alias)
			e.Aliases = owned(s.aliases)
			return 1 << 4, ok
		case "external_ids":
			return 1 << 5, s.externalIDs(&e)
		case "not":
			s.not = s.not[:0]
			ok := s.items(s.exclusion)
			e.Not = owned(s.not)
			return 1 << 6, ok
		}
		return 0, false
	})
	s.space()
	return e, ok && s.rest == ""
}

// owned copies what the scanner will write over.
func owned[T any](scratch []T) []T {
	if len(scratch) == 0 {
		return nil
	}
	return slices.Clone(scratch)
}

func (s *scanner) alias() bool {
	var a Alias
	ok := s.members(func(name string) (uint, bool) {
		switch name {
		case "value":
			return 1 << 0, s.text(&a.Value)
		case "language":
			return 1 << 1, s.text(&a.Language)
		case "script":
			return 1 << 2, s.text(&a.Script)
		case "kind":
			return 1 << 3, s.text((*string)(&a.Kind))
		case "source":
			return 1 << 4, s.text(&a.Source)
		case "note":
			return 1 << 5, s.text(&a.Note)
		}
		return 0, false
	})
	s.aliases = append(s.aliases, a)
	return ok
}

func (s *scanner) exclusion() bool {
	var x Exclusion
	ok := false
	if s.space(); strings.HasPrefix(s.rest, `"`) {
		ok = s.text(&x.Value)
	} else {
		ok = s.members(func(name string) (uint, bool) {
			switch name {
			case "value":
				return 1 << 0, s.text(&x.Value)
			case "reason":
				return 1 << 1, s.text(&x.Reason)
			}
			return 0, false
		})
	}
	s.not = append(s.not, x)
	return ok
}

func (s *scanner) externalIDs(e *Entity) bool {
	ids := map[string]string{}
	ok := s.members(func(key string) (uint, bool) {
		var id string
		ok := s.text(&id)
		ids[key] = id
		return 0, ok
	})
	if len(ids) > 0 {
		e.ExternalIDs = ids
	}
	return ok
}

// members reads an object. It calls value with each name; value reads what
// stands there, and gives a bit of its own to a member that must not come twice.
func (s *scanner) members(value func(name string) (bit uint, ok bool)) bool {
	var seen uint
	return s.list('{', '}', func() bool {
		var name string
		if !s.text(&name) || !s.token(':') {
			return false
		}
		bit, ok := value(name)
		ok = ok && seen&bit == 0
		seen |= bit
		return ok
	})
}

// items reads an array.
func (s *scanner) items(item func() bool) bool { return s.list('[', ']', item) }

func (s *scanner) list(open, end byte, item func() bool) bool {
	if !s.token(open) {
		return false
	}
	if s.token(end) {
		return true
	}
	for item() {
		if s.token(end) {
			return true
		}
		if !s.token(',') {
			return false
		}
	}
	return false
}

// token takes the byte c, if it comes next but for blanks.
func (s *scanner) token(c byte) bool {
	s.space()
	if s.rest == "" || s.rest[0] != c {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

func (s *scanner) space() {
	for s.rest != "" && (s.rest[0] == ' ' || s.rest[0] == '\t' || s.rest[0] == '\r' || s.rest[0] == '\n') {
		s.rest = s.rest[1:]
	}
}

// text reads a string.
func (s *scanner) text(into *string) (ok bool) {
	if !s.token('"') {
		return false
	}
	escaped := false
	for i := 0; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '"':
			*into, s.rest = s.rest[:i], s.rest[i+1:]
			if escaped {
				*into, ok = unescape(*into)
				return ok
			}
			return true
		case c == '\\':
			escaped = true
			i++ // what it escapes is not the end
		case c < ' ':
			return false
		}
	}
	return false
}

// unescape undoes the escapes of a JSON string.
func unescape(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for {
		plain, escape, more := strings.Cut(s, `\`)
		b = append(b, plain...)
		if !more {
			return string(b), true
		}
		if escape == "" {
			return "", false
		}
		if escape[0] == 'u' {
			r, n := escapedRune(escape)
			if n == 0 {
				return "", false
			}
			b, s = utf8.AppendRune(b, r), escape[n:]
			continue
		}
		at := strings.IndexByte(`"\/bfnrt`, escape[0])
		if at < 0 {
			return "", false
		}
		b, s = append(b, "\"\\/\b\f\n\r\t"[at]), escape[1:]
	}
}

// escapedRune reads "u0628", or both halves of "ud83d\ude00", at the start of
// s. Its length is 0 when that is not what stands there.
func escapedRune(s string) (r rune, length int) {
	unit := func(s string) (rune, bool) {
		if len(s) < 5 || s[0] != 'u' {
			return 0, false
		}
		n, err := strconv.ParseUint(s[1:5], 16, 16)
		return rune(n), err == nil
	}
	r, ok := unit(s)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 5
	}
	if len(s) < 6 || s[5] != '\\' {
		return 0, 0
	}
	low, ok := unit(s[6:])
	if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
		return 0, 0
	}
	return r, 11
}

// decodeLine reads a line, which need not be of the plain form.
func (s *scanner) decodeLine(line []byte) (Entity, error) {
	e, ok := s.scan(line)
	if !ok {
		var l entityLine
		if err := decodeStrictly(line, &l); err != nil {
			return Entity{}, err
		}
		e = l.entity()
	}
	e.normalize()
	return e, e.Validate()
}
