package format

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/laqab/laqab/aliases"
)

// plain undoes gzip, and UTF-16, which spreadsheets call "Unicode text", and
// takes a byte order mark away.
func plain(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, sniffed)
	if magic, _ := in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unzip, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		in = bufio.NewReaderSize(unzip, sniffed)
	}
	mark, _ := in.Peek(3)
	switch {
	case bytes.HasPrefix(mark, []byte{0xff, 0xfe}), bytes.HasPrefix(mark, []byte{0xfe, 0xff}):
		utf16 := unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)
		return bufio.NewReaderSize(transform.NewReader(in, utf16.NewDecoder()), sniffed), nil
	case bytes.Equal(mark, []byte("\uFEFF")):
		_, err := in.Discard(len(mark))
		return in, err
	}
	return in, nil
}

// errTooLong is the reason of a record with more than MaxRecord bytes.
var errTooLong = fmt.Errorf("record has more than %d bytes", MaxRecord)

// ration is a reader that gives out no more than MaxRecord bytes for a record,
// so that a quotation mark or tag that is never closed does not draw the rest
// of the file into memory.
type ration struct {
	r    io.Reader
	left int
}

func (r *ration) renew() { r.left = MaxRecord }

func (r *ration) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errTooLong
	}
	n, err := r.r.Read(p[:min(len(p), r.left)])
	r.left -= n
	return n, err
}

// lines reads a file of lines.
type lines struct {
	scanner *bufio.Scanner
	number  int
	ended   bool
}

func newLines(in io.Reader) lines {
	s := bufio.NewScanner(in)
	s.Buffer(nil, MaxRecord)
	return lines{scanner: s}
}

// next returns the next line that is not blank, without its end. The line is
// overwritten by the one after.
func (l *lines) next() ([]byte, error) {
	for !l.ended && l.scanner.Scan() {
		l.number++
		if line := bytes.TrimSpace(l.scanner.Bytes()); len(line) > 0 {
			return line, nil
		}
	}
	if l.ended {
		return nil, io.EOF
	}
	l.ended = true
	switch err := l.scanner.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		l.number++
		return nil, l.bad(0, "", errTooLong)
	case err != nil:
		return nil, fmt.Errorf("line %d: %w", l.number+1, err)
	}
	return nil, io.EOF
}

func (l *lines) bad(column int, element string, err error) error {
	return bad(l.number, column, element, err)
}

func bad(line, column int, element string, err error) *aliases.LineError {
	return &aliases.LineError{Position: aliases.Position{Line: line, Column: column, Element: element}, Err: err}
}
