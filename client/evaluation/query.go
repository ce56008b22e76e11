// Package evaluation measures answers against queries whose right answers are
// known. It is arithmetic only: [ReadQueries] reads a file of queries, the
// caller gets an [Answer] to each from wherever it likes, and [Evaluate] turns
// both into a [Report].
//
// What is right. A RESOLVED answer is right when it names the query's expected
// entity or another ID of its accept list. An answer that is not RESOLVED is
// right when the query expects nobody (expect is null) or its accept list
// holds null. AMBIGUOUS is right too where the accept list has two or more
// entries and one of its IDs, or the expected one, is among the candidates
// that share the probability (see [Answer.Sharing]).
//
// precision is right RESOLVED / RESOLVED; recall is right RESOLVED of the
// queries that expect an entity / those queries; F1 is their harmonic mean.
package evaluation

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// ErrNoQueries is what ReadQueries returns for input without a single query.
var ErrNoQueries = errors.New("evaluation: no queries in the input")

// LineError says which line of a query file is wrong, and how.
type LineError struct {
	Line int // from 1
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns what is wrong with the line.
func (e *LineError) Unwrap() error { return e.Err }

// Query is a mention whose right answers are known.
type Query struct {
	Line     int      // where it stands in its file, from 1
	Mention  string   // the string to resolve
	Expect   string   // the right entity's ID; "" = nobody is meant
	Type     string   // hint, for example "person"; "" = none
	Language string   // hint, BCP-47; "" = none
	Accept   []string // further right answers; "" stands for null: leaving it open is right
	Tags     []string // labels to report on separately
}

// queryLine is a Query as the file has it.
type queryLine struct {
	Mention  string          `json:"mention"`
	Expect   json.RawMessage `json:"expect"` // raw, because absent and null differ
	Type     string          `json:"type"`
	Language string          `json:"language"`
	Accept   []*string       `json:"accept"`
	Tags     []string        `json:"tags"`
}

// maxLine bounds one line of a query file, in bytes.
const maxLine = 1 << 20

// ReadQueries reads queries, one JSON object a line:
//
//	{"mention":"...","expect":"ID"|null,"type":"person","language":"ar","accept":["ID",null],"tags":["..."]}
//
// mention and expect are required, an unknown field is an error, blank lines
// are passed over, and gzip is recognized by its first bytes. Errors are
// *LineError where a line is to blame, ErrNoQueries when there is none, or
// what reading failed with.
func ReadQueries(r io.Reader) ([]Query, error) {
	buffered := bufio.NewReader(r)
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unzipped, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("evaluation: gzip: %w", err)
		}
		defer unzipped.Close()
		buffered = bufio.NewReader(unzipped)
	}
	lines := bufio.NewScanner(buffered)
	lines.Buffer(nil, maxLine)
	var queries []Query
	number := 0
	for lines.Scan() {
		number++
		text := bytes.TrimSpace(lines.Bytes())
		if number == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if len(text) == 0 {
			continue
		}
		q, err := parseQuery(text)
		if err != nil {
			return nil, &LineError{Line: number, Err: err}
		}
		q.Line = number
		queries = append(queries, q)
	}
	if err := lines.Err(); err != nil {
		return nil, &LineError{Line: number + 1, Err: err}
	}
	if len(queries) == 0 {
		return nil, ErrNoQueries
	}
	return queries, nil
}

func parseQuery(text []byte) (Query, error) {
	if !utf8.Valid(text) { // encoding/json would quietly put U+FFFD in its place
		return Query{}, errors.New("the line is not valid UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var line queryLine
	if err := decoder.Decode(&line); err != nil {
		return Query{}, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Query{}, errors.New("more than one JSON value on the line")
	}
	if line.Mention == "" {
		return Query{}, errors.New("mention is missing or empty")
	}
	if line.Expect == nil {
		return Query{}, errors.New("expect is missing: give an ID, or null when nobody is meant")
	}
	q := Query{Mention: line.Mention, Type: line.Type, Language: line.Language, Tags: line.Tags}
	if !bytes.Equal(line.Expect, []byte("null")) {
		if err := json.Unmarshal(line.Expect, &q.Expect); err != nil {
			return Query{}, fmt.Errorf("expect: %w", err)
		}
		if q.Expect == "" {
			return Query{}, errors.New("expect is empty: give an ID, or null when nobody is meant")
		}
	}
	for _, id := range line.Accept {
		switch {
		case id == nil:
			q.Accept = append(q.Accept, "")
		case *id == "":
			return Query{}, errors.New("accept has an empty ID: give an ID, or null")
		default:
			q.Accept = append(q.Accept, *id)
		}
	}
	return q, nil
}

// accepts reports whether naming this entity is right.
func (q Query) accepts(id string) bool {
	return id != "" && (id == q.Expect || slices.Contains(q.Accept, id))
}

// Right reports whether the answer is right; the package documentation says when.
func (q Query) Right(a Answer) bool {
	if a.Outcome == Resolved {
		return q.accepts(a.EntityID)
	}
	if q.Expect == "" || slices.Contains(q.Accept, "") {
		return true
	}
	return a.Outcome == Ambiguous && len(q.Accept) >= 2 &&
		slices.ContainsFunc(a.Sharing(), func(c Candidate) bool { return q.accepts(c.ID) })
}
