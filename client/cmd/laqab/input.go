package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"unicode/utf8"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// maxLine bounds a line of input, in bytes: far more than a mention with its context may have.
const maxLine = 1 << 20

// open opens a file, or stdin for "-".
func (p *program) open(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(p.stdin), nil
	}
	return os.Open(path)
}

// lines calls each with every line of the file that is not blank, and with its
// number, from 1, until each returns an error. gzip is recognized by its first
// bytes. Errors have their place.
func (p *program) lines(path string, each func(number int, line []byte) error) error {
	file, err := p.open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	reader := bufio.NewReader(file)
	if magic, _ := reader.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unzipped, err := gzip.NewReader(reader)
		if err != nil {
			return &placedError{place(path, 0), err}
		}
		defer unzipped.Close()
		reader = bufio.NewReader(unzipped)
	}
	scanner := bufio.NewScanner(reader)
	scanner.Buffer(nil, maxLine)
	number := 0
	for scanner.Scan() {
		number++
		line := scanner.Bytes()
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if err := each(number, line); err != nil {
			return &placedError{place(path, number), err}
		}
	}
	switch err := scanner.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return &placedError{place(path, number+1), fmt.Errorf("the line is longer than %d bytes", maxLine)}
	case err != nil && number == 0: // os says which file it is
		return err
	case err != nil:
		return &placedError{place(path, number+1), err}
	}
	return nil
}

// place is how a line of a file is called; line 0 is the whole file.
func place(path string, line int) string {
	if path == "-" {
		path = "stdin"
	}
	if line == 0 {
		return path
	}
	return path + ":" + strconv.Itoa(line)
}

// strictJSON reads one JSON value and no unknown field.
func strictJSON(text []byte, into any) error {
	if !utf8.Valid(text) { // encoding/json would quietly put U+FFFD in its place
		return errors.New("the line is not valid UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var syntax *json.SyntaxError
	switch err := decoder.Decode(into); {
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the line is not valid JSON: %w", err)
	case err != nil:
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("more than one JSON value on the line")
	}
	return nil
}

// isObject tells a line of JSONL from a plain one, right or wrong as it may be otherwise.
func isObject(line []byte) bool { return len(line) > 0 && line[0] == '{' }

// mentionLine is a mention as a JSONL file has it. What a file of evaluation
// queries has besides is passed over, so that it can be resolved as it is.
type mentionLine struct {
	Mention  string `json:"mention"`
	Type     string `json:"type"`
	Language string `json:"language"`
	Context  string `json:"context"`
	QueryID  string `json:"query_id"`

	Expect json.RawMessage `json:"expect"`
	Accept json.RawMessage `json:"accept"`
	Tags   json.RawMessage `json:"tags"`
}

// mentionFile reads mentions from files, and keeps the error that ended it.
type mentionFile struct {
	program *program
	paths   []string
	base    client.Mention // what the flags say of all mentions
	err     error          // to be read once the sequence has ended
}

// errEnough ends reading early; it is no error of the file.
var errEnough = errors.New("no more mentions wanted")

// all yields the mentions. Each file is plain, one mention a line, or JSONL,
// which its first line tells.
func (f *mentionFile) all(yield func(client.Mention) bool) {
	for _, path := range f.paths {
		first, asJSON := true, false
		f.err = f.program.lines(path, func(number int, line []byte) error {
			if first {
				first, asJSON = false, isObject(line)
			}
			m := f.base
			m.Text = string(line)
			if asJSON {
				if err := parseMention(line, &m); err != nil {
					return err
				}
			}
			m.Origin = place(path, number)
			if m.QueryID == "" {
				m.QueryID = strconv.Itoa(number)
			}
			if !yield(m) {
				return errEnough
			}
			return nil
		})
		if f.err != nil {
			return
		}
	}
}

// parseMention puts a line of JSONL on top of what the flags say.
func parseMention(line []byte, m *client.Mention) error {
	if !isObject(line) {
		return errors.New("the line is not a JSON object, and the first line of the file is: have all lines plain, or all JSON")
	}
	var parsed mentionLine
	if err := strictJSON(line, &parsed); err != nil {
		return err
	}
	m.Text, m.Context, m.QueryID = parsed.Mention, parsed.Context, parsed.QueryID
	if parsed.Language != "" {
		m.Language = parsed.Language
	}
	if parsed.Type != "" {
		var t choice[laqabv1.EntityType]
		if err := t.Set(parsed.Type); err != nil {
			return fmt.Errorf("type %q: %w", parsed.Type, err)
		}
		m.Type = t.value
	}
	return nil
}
