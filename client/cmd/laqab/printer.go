package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/laqab/laqab/client/cmd/laqab/table"
)

// format is how results are shown.
type format string

const (
	formatTable format = "table" // for people
	formatJSON  format = "json"  // one indented document
	formatJSONL format = "jsonl" // one message a line
	formatCSV   format = "csv"   // with a header line
)

var formatNames = []string{"table", "json", "jsonl", "csv"}

// Set implements pflag.Value.
func (f *format) Set(text string) error {
	if !slices.Contains(formatNames, text) {
		return fmt.Errorf("want one of %s", strings.Join(formatNames, ", "))
	}
	*f = format(text)
	return nil
}

// String implements pflag.Value.
func (f *format) String() string { return string(*f) }

// Type implements pflag.Value.
func (f *format) Type() string { return "format" }

// view says how results of one kind are shown in each format.
type view[T any] struct {
	json    func(T) ([]byte, error) // compact
	head    []string                // of the CSV
	records func(T) [][]string
	// A table has either columns and rows, or a page for each result.
	columns []table.Column
	rows    func(T) [][]table.Cell
	page    func(io.Writer, table.Screen, T) error
	none    string // said on stderr where a list for people is empty
}

// How many rows of a table are laid out together, and for how long a terminal
// is left without those that have come.
const (
	blockRows  = 500
	blockDelay = 200 * time.Millisecond
)

// printer writes results to stdout in the format that was asked for.
type printer[T any] struct {
	view   view[T]
	format format
	out    io.Writer
	screen table.Screen
	warn   func(format string, args ...any)
	single bool // JSON is the result itself rather than a list of one

	count int
	csv   *csv.Writer

	mu    sync.Mutex // guards what follows: a table is flushed from a timer too
	table *table.Table
	timer *time.Timer
	err   error // of a flush from the timer
}

func newPrinter[T any](p *program, v view[T]) *printer[T] {
	out := &printer[T]{view: v, format: p.format, out: p.stdout, screen: p.screen(), warn: p.warn}
	out.csv = csv.NewWriter(p.stdout)
	if v.page == nil {
		out.table = table.New(p.stdout, out.screen, v.columns...)
	}
	return out
}

// printOne shows a single result.
func printOne[T any](p *program, v view[T], result T) error {
	out := newPrinter(p, v)
	out.single = true
	if err := out.print(result); err != nil {
		return err
	}
	return out.close()
}

// printAll shows a list that came whole.
func printAll[T any](p *program, v view[T], results []T) error {
	out := newPrinter(p, v)
	for _, r := range results {
		if err := out.print(r); err != nil {
			return err
		}
	}
	return out.end()
}

// print shows the next result.
func (p *printer[T]) print(result T) error {
	p.count++
	switch p.format {
	case formatJSON, formatJSONL:
		text, err := p.view.json(result)
		if err != nil {
			return err
		}
		return p.printJSON(text)
	case formatCSV:
		if p.count == 1 {
			if err := p.csv.Write(p.view.head); err != nil {
				return err
			}
		}
		if err := p.csv.WriteAll(p.view.records(result)); err != nil {
			return err
		}
		return p.csv.Error()
	}
	if p.view.page != nil {
		if p.count > 1 {
			if _, err := io.WriteString(p.out, "\n"); err != nil {
				return err
			}
		}
		return p.view.page(p.out, p.screen, result)
	}
	return p.printRows(p.view.rows(result))
}

func (p *printer[T]) printJSON(text []byte) error {
	var out bytes.Buffer
	if p.format == formatJSONL {
		out.Write(text)
		out.WriteByte('\n')
	} else {
		prefix := "  "
		switch {
		case p.single:
			prefix = ""
		case p.count == 1:
			out.WriteString("[\n  ")
		default:
			out.WriteString(",\n  ")
		}
		if err := json.Indent(&out, text, prefix, "  "); err != nil {
			return err
		}
		if p.single {
			out.WriteByte('\n')
		}
	}
	_, err := p.out.Write(out.Bytes())
	return err
}

func (p *printer[T]) printRows(rows [][]table.Cell) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return p.err
	}
	for _, row := range rows {
		p.table.Add(row...)
	}
	if p.table.Rows() >= blockRows {
		return p.table.Flush()
	}
	if p.screen.Width > 0 && p.timer == nil {
		p.timer = time.AfterFunc(blockDelay, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.timer = nil
			if err := p.table.Flush(); err != nil {
				p.err = err
			}
		})
	}
	return nil
}

// close writes what is left, and what a list needs at its end.
func (p *printer[T]) close() error {
	switch p.format {
	case formatJSON:
		end := "\n]\n"
		switch {
		case p.single:
			return nil
		case p.count == 0:
			end = "[]\n"
		}
		_, err := io.WriteString(p.out, end)
		return err
	case formatCSV:
		if p.count == 0 {
			if err := p.csv.Write(p.view.head); err != nil {
				return err
			}
		}
		p.csv.Flush()
		return p.csv.Error()
	case formatTable:
		if p.table == nil {
			return nil
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.timer != nil {
			p.timer.Stop()
		}
		if p.err != nil {
			return p.err
		}
		return p.table.Flush()
	}
	return nil
}

// end closes a list that is complete. That it is empty JSON and CSV say by
// themselves, and people are told.
func (p *printer[T]) end() error {
	if p.count == 0 && p.format == formatTable && p.view.none != "" {
		p.warn("%s", p.view.none)
	}
	return p.close()
}

// closeAfter closes and returns err, or if that is nil what closing failed with.
func (p *printer[T]) closeAfter(err error) error {
	if closed := p.close(); err == nil {
		return closed
	}
	return err
}

// messageJSON is a message as protojson has it, without the spaces that
// protojson varies from build to build so that nobody relies on them.
func messageJSON[M proto.Message](m M) ([]byte, error) {
	text, err := protojson.Marshal(m)
	if err != nil {
		return nil, err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return nil, err
	}
	return compact.Bytes(), nil
}
