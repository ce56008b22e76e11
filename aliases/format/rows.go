package format

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/laqab/laqab/aliases"
)

// rows reads a file of separated values.
type rows struct {
	csv    *csv.Reader
	ration *ration
	file   string // for places; "" for the first file
	ahead  int    // lines before those that csv has seen
	last   int    // the line that the last row ends on
	ended  bool
}

func newRows(in io.Reader, file string, separator rune) *rows {
	r := &rows{ration: &ration{r: in}, file: file}
	r.csv = csv.NewReader(r.ration)
	r.csv.Comma = separator
	r.csv.FieldsPerRecord = -1
	r.csv.ReuseRecord = true
	return r
}

// next returns the next row: io.EOF when there is none, a *LineError when it is
// broken, after which there is none, for nobody knows where the next one begins.
func (r *rows) next() ([]string, error) {
	if r.ended {
		return nil, io.EOF
	}
	r.ration.renew()
	row, err := r.csv.Read()
	if err == nil {
		line, _ := r.place(len(row) - 1)
		r.last = line + strings.Count(row[len(row)-1], "\n")
		return row, r.checkText(row)
	}
	r.ended = true
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		line := r.bad(broken.StartLine+r.ahead, 0, "", reasons[broken.Err])
		if broken.Err == csv.ErrBareQuote || broken.StartLine == broken.Line {
			line.Line, line.Column = broken.Line+r.ahead, broken.Column
		}
		if line.Err == nil {
			line.Err = broken.Err
		}
		return nil, line
	case errors.Is(err, errTooLong):
		return nil, r.bad(r.last+1, 0, "", errTooLong)
	}
	return nil, err
}

// What encoding/csv calls these is clear to its users, not to those of a spreadsheet.
var reasons = map[error]error{
	csv.ErrQuote:     errors.New("a quotation mark is never closed, or something follows it: within quotation marks one is written twice"),
	csv.ErrBareQuote: errors.New("a quotation mark within a cell that does not begin with one"),
}

func (r *rows) checkText(row []string) error {
	for i := range row {
		if !utf8.ValidString(row[i]) {
			line, column := r.place(i)
			return r.bad(line, column, "", errors.New("not valid UTF-8: save the file as UTF-8"))
		}
	}
	return nil
}

// place is where a cell of the last row begins.
func (r *rows) place(cell int) (line, column int) {
	line, column = r.csv.FieldPos(cell)
	return line + r.ahead, column
}

func (r *rows) bad(line, column int, element string, err error) *aliases.LineError {
	b := bad(line, column, element, err)
	b.File = r.file
	return b
}

// wrong says what is wrong with a cell of the last row.
func (r *rows) wrong(cell int, element, format string, args ...any) *aliases.LineError {
	line, column := r.place(cell)
	return r.bad(line, column, element, fmt.Errorf(format, args...))
}
