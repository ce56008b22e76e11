package aliases

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/laqab/laqab/resolver"
)

// MaxLine is the most bytes a line of the file format may have.
const MaxLine = 1 << 20

// Line is one line of the file format.
type Line struct {
	Number int // from 1, blank lines counted
	Entity Entity
}

// Position is a place in the files of an import.
type Position struct {
	File    string // "" for the first one
	Line    int    // from 1
	Column  int    // in bytes, from 1; 0 for the whole line
	Element string // an XML element, a column's name, a JSON field; "" when none is meant
}

// LineError says what is wrong with one line, or with one record of a file
// that has no lines.
type LineError struct {
	Position
	Err error
}

func (e *LineError) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ": ")
	}
	fmt.Fprintf(&b, "line %d", e.Line)
	if e.Column > 0 {
		fmt.Fprintf(&b, ", column %d", e.Column)
	}
	if e.Element != "" {
		b.WriteString(", " + e.Element)
	}
	return b.String() + ": " + e.Err.Error()
}

// Unwrap returns what is wrong.
func (e *LineError) Unwrap() error { return e.Err }

// Compare orders errors by where they are, the first file's first.
func (e *LineError) Compare(other *LineError) int {
	return cmp.Or(cmp.Compare(e.File, other.File), cmp.Compare(e.Line, other.Line), cmp.Compare(e.Column, other.Column))
}

// Reader reads the entities of a file, one after the other. Package
// aliases/format has readers of other formats than this package's.
type Reader interface {
	// Next returns the next entity, which is valid and normal: a *LineError when
	// it is bad, after which there may be more, io.EOF when there is none. Any
	// other error is of reading, and the last.
	Next() (Line, error)
	// Count says how many lines have been read, and how many records among them
	// are of no entity to be imported.
	Count() (lines, ignored int)
}

// NewReader reads the file format, as DecodeEntities does.
func NewReader(r io.Reader) Reader { return &decoder{r: r} }

// ErrLineTooLong is the reason of a line with more than MaxLine bytes.
var ErrLineTooLong = fmt.Errorf("line has more than %d bytes", MaxLine)

// DecodeEntities reads the file format: one JSON object a line, plain or gzip
// (told by the first bytes), with or without a byte order mark, lines ending
// in LF or CRLF, blank lines skipped. A bad line is yielded as a *LineError
// and reading goes on; any other error is of reading, and the last. Entities
// are valid by themselves, and their language tags written with hyphens; that
// no ID comes twice is up to the caller.
func DecodeEntities(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		d := decoder{r: r}
		for {
			line, err := d.Next()
			if err == io.EOF {
				return
			}
			var bad *LineError
			if !yield(line, err) || err != nil && !errors.As(err, &bad) {
				return
			}
		}
	}
}

// decoder is DecodeEntities for those who want to know where it is.
type decoder struct {
	r       io.Reader
	in      *bufio.Reader // nil until the first line
	number  int           // of the line read last, also when it was blank
	scanner scanner
}

// Count implements Reader: every line with something on it is an entity.
func (d *decoder) Count() (lines, ignored int) { return d.number, 0 }

// Next implements Reader.
func (d *decoder) Next() (_ Line, err error) {
	if d.in == nil {
		if d.in, err = plain(d.r); err != nil {
			return Line{}, err
		}
	}
	for {
		text, err := readLine(d.in)
		if err == io.EOF {
			return Line{}, err
		}
		d.number++
		if err != nil && err != ErrLineTooLong {
			return Line{}, fmt.Errorf("line %d: %w", d.number, err)
		}
		if d.number == 1 {
			text = bytes.TrimPrefix(text, []byte("\uFEFF"))
		}
		if err == nil && len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		line := Line{Number: d.number}
		if err == nil {
			line.Entity, err = d.scanner.decodeLine(text)
		}
		if err != nil {
			err = &LineError{Position{Line: d.number}, err}
		}
		return line, err
	}
}

// plain undoes gzip.
func plain(r io.Reader) (*bufio.Reader, error) {
	const size = 64 << 10
	in := bufio.NewReaderSize(r, size)
	if magic, _ := in.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return in, nil
	}
	unzip, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	return bufio.NewReaderSize(unzip, size), nil
}

// readLine returns the next line without its end. A line that is too long is
// skipped to its end and is ErrLineTooLong.
func readLine(in *bufio.Reader) (line []byte, err error) {
	var long []byte
	tooLong := false
	for {
		part, err := in.ReadSlice('\n')
		switch {
		case tooLong:
		case len(long)+len(part) > MaxLine+2: // two for the line's end
			tooLong = true
		case err == nil && long == nil:
			line = part
		default:
			long = append(long, part...)
			line = long
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err == io.EOF && (len(line) > 0 || tooLong) {
			err = nil
		}
		if err != nil {
			return nil, err
		}
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if tooLong || len(line) > MaxLine {
			return nil, ErrLineTooLong
		}
		return line, nil
	}
}

// The file format as encoding/json reads it.
type (
	entityLine struct {
		ID          string            `json:"id"`
		Type        string            `json:"type"`
		Name        string            `json:"name"`
		Description string            `json:"description"`
		Aliases     []aliasLine       `json:"aliases"`
		ExternalIDs map[string]string `json:"external_ids"`
		Not         []exclusionLine   `json:"not"`
	}
	aliasLine struct {
		Value    string `json:"value"`
		Language string `json:"language"`
		Script   string `json:"script"`
		Kind     string `json:"kind"`
		Source   string `json:"source"`
		Note     string `json:"note"`
	}
	exclusionLine struct {
		Value  string `json:"value"`
		Reason string `json:"reason"`
	}
	// recordLine is what a change record holds: the file format and the state.
	recordLine struct {
		entityLine
		State      string `json:"state"`
		MergedInto string `json:"merged_into"`
	}
)

// UnmarshalJSON takes "value" and {"value":"...","reason":"..."}.
func (x *exclusionLine) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte{'"'}) {
		return json.Unmarshal(data, &x.Value)
	}
	type fields exclusionLine
	if err := decodeStrictly(data, (*fields)(x)); err != nil {
		return fmt.Errorf("not: %w", err)
	}
	return nil
}

// ParseRecord reads Before or After of a Change of an entity.
func ParseRecord(record []byte) (Entity, error) {
	var l recordLine
	if err := decodeStrictly(record, &l); err != nil {
		return Entity{}, err
	}
	e := l.entity()
	if l.State != "" {
		e.State = State(l.State)
	}
	e.MergedInto = l.MergedInto
	e.normalize()
	return e, e.Validate()
}

func (l *entityLine) entity() Entity {
	e := Entity{ID: l.ID, Type: resolver.EntityType(l.Type), Name: l.Name, Description: l.Description, State: StateActive}
	if len(l.ExternalIDs) > 0 {
		e.ExternalIDs = l.ExternalIDs
	}
	if len(l.Aliases) > 0 {
		e.Aliases = make([]Alias, len(l.Aliases))
	}
	for i, a := range l.Aliases {
		e.Aliases[i] = Alias{Value: a.Value, Language: a.Language, Script: a.Script, Kind: resolver.AliasKind(a.Kind),
			Source: a.Source, Note: a.Note}
	}
	for _, x := range l.Not {
		e.Not = append(e.Not, Exclusion(x))
	}
	return e
}

// decodeStrictly decodes just one JSON value, refusing unknown fields and the
// broken text that encoding/json would replace in silence.
func decodeStrictly(data []byte, into any) error {
	if !utf8.Valid(data) {
		return errors.New("not valid UTF-8")
	}
	if loneSurrogate(data) {
		return errors.New(`half a surrogate pair (\uD800 to \uDFFF) in a string`)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		if err == io.ErrUnexpectedEOF {
			return errors.New("JSON ends too early")
		}
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) { // what Go calls it is of no use to who wrote the file
			return fmt.Errorf("%s does not take a JSON %s", cmp.Or(wrong.Field, "a line"), wrong.Value)
		}
		return errors.New(strings.Replace(err.Error(), "json: ", "", 1))
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the JSON object")
	}
	return nil
}

// loneSurrogate reports whether a \u escape is a surrogate without its other half.
func loneSurrogate(data []byte) bool {
	const (
		none = iota
		high
		low
	)
	half := func(s []byte) int {
		if len(s) < 6 || s[0] != '\\' || s[1] != 'u' || s[2]|0x20 != 'd' {
			return none
		}
		switch c := s[3] | 0x20; {
		case c == '8' || c == '9' || c == 'a' || c == 'b':
			return high
		case 'c' <= c && c <= 'f':
			return low
		}
		return none
	}
	for {
		i := bytes.IndexByte(data, '\\')
		if i < 0 {
			return false
		}
		data = data[i:]
		switch half(data) {
		case low:
			return true
		case high:
			if half(data[6:]) != low {
				return true
			}
			data = data[12:]
		default:
			data = data[min(2, len(data)):]
		}
	}
}

// AppendEntity appends e in the file format, without the line's end: fields in
// a fixed order, empty ones left out, so that equal entities give equal bytes.
// The state is written when it is not active; such a line is a record of
// history and not for import.
func AppendEntity(b []byte, e *Entity) []byte {
	b = appendField(b, `{"id":`, e.ID)
	b = appendOptional(b, `,"type":`, string(e.Type))
	b = appendField(b, `,"name":`, e.Name)
	b = appendOptional(b, `,"description":`, e.Description)
	for i := range e.Aliases {
		b = appendAlias(append(b, separator(i, `,"aliases":[`)...), &e.Aliases[i])
	}
	if len(e.Aliases) > 0 {
		b = append(b, ']')
	}
	if len(e.ExternalIDs) > 0 {
		b = appendExternalIDs(append(b, `,"external_ids":`...), e.ExternalIDs)
	}
	for i := range e.Not {
		b = appendExclusion(append(b, separator(i, `,"not":[`)...), &e.Not[i])
	}
	if len(e.Not) > 0 {
		b = append(b, ']')
	}
	if e.State != StateActive {
		b = appendOptional(b, `,"state":`, string(e.State))
	}
	b = appendOptional(b, `,"merged_into":`, e.MergedInto)
	return append(b, '}')
}

// parseTerm reads Before or After of a Change that is not of an entity, and
// reports whether it is a term.
func parseTerm(record []byte) (resolver.Term, bool) {
	var l struct{ Concept, Value, Language string }
	err := decodeStrictly(record, &l)
	return resolver.Term(l), err == nil && l.Concept != ""
}

func appendAlias(b []byte, a *Alias) []byte {
	b = appendField(b, `{"value":`, a.Value)
	b = appendOptional(b, `,"language":`, a.Language)
	b = appendOptional(b, `,"script":`, a.Script)
	b = appendOptional(b, `,"kind":`, string(a.Kind))
	b = appendOptional(b, `,"source":`, a.Source)
	b = appendOptional(b, `,"note":`, a.Note)
	return append(b, '}')
}

func appendExclusion(b []byte, x *Exclusion) []byte {
	if x.Reason == "" {
		return appendString(b, x.Value)
	}
	b = appendField(b, `{"value":`, x.Value)
	return append(appendField(b, `,"reason":`, x.Reason), '}')
}

func appendTerm(b []byte, t resolver.Term) []byte {
	b = appendField(b, `{"concept":`, t.Concept)
	b = appendField(b, `,"value":`, t.Value)
	return append(appendOptional(b, `,"language":`, t.Language), '}')
}

func appendExternalIDs(b []byte, ids map[string]string) []byte {
	for i, key := range sortedKeys(ids) {
		b = append(b, separator(i, "{")...)
		b = append(appendString(b, key), ':')
		b = appendString(b, ids[key])
	}
	return append(b, '}')
}

func separator(i int, first string) string {
	if i == 0 {
		return first
	}
	return ","
}

func appendField(b []byte, name, value string) []byte {
	return appendString(append(b, name...), value)
}

func appendOptional(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendField(b, name, value)
}

// appendString appends s as JSON, escaping only what JSON demands: <, > and &
// stay readable, which encoding/json would escape for HTML's sake.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	plain := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[plain:i]...)
		plain = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(b, s[plain:]...), '"')
}
