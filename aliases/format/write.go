package format

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/laqab/laqab/aliases"
)

// Write writes entities as JSONL, CSV or TSV: equal tables give equal bytes,
// and Open reads the same entities back. An *OpenError for the other formats,
// which do not have room for all that the table says.
func Write(w io.Writer, f Format, entities iter.Seq2[aliases.Entity, error]) error {
	out := bufio.NewWriterSize(w, 64<<10)
	var (
		write func(*aliases.Entity) error
		flush = out.Flush
	)
	switch f {
	case JSONL:
		var line []byte
		write = func(e *aliases.Entity) error {
			line = append(aliases.AppendEntity(line[:0], e), '\n')
			_, err := out.Write(line)
			return err
		}
	case CSV, TSV:
		table, err := newTableWriter(out, f)
		if err != nil {
			return err
		}
		write, flush = table.write, table.flush
	default:
		return &OpenError{false, fmt.Sprintf("%s is read only: write jsonl, csv or tsv", f)}
	}
	for e, err := range entities {
		if err != nil {
			return err
		}
		if err := write(&e); err != nil {
			return err
		}
	}
	return flush()
}

// tableWriter writes entities as rows: the first one with all that is not a
// name, then one for each further alias and for each exclusion.
type tableWriter struct{ csv *csv.Writer }

func newTableWriter(out *bufio.Writer, f Format) (*tableWriter, error) {
	t := &tableWriter{csv.NewWriter(out)}
	if f == TSV {
		t.csv.Comma = '\t'
	}
	// Without the mark, Excel takes the file for one of its own code page.
	if _, err := out.WriteString("\uFEFF"); err != nil {
		return nil, err
	}
	return t, t.row(slices.Clone(columns))
}

func (t *tableWriter) row(cells []string) error {
	for i := range cells {
		cells[i] = guard(cells[i])
	}
	return t.csv.Write(cells)
}

func (t *tableWriter) flush() error {
	t.csv.Flush() // of out, which csv.Writer uses as it is
	return t.csv.Error()
}

func (t *tableWriter) write(e *aliases.Entity) error {
	about := []string{e.Description, externalIDs(e)}
	row := func(rest ...string) error {
		// ID, type and name are repeated, so that a spreadsheet can filter and sort.
		err := t.row(slices.Concat([]string{e.ID, string(e.Type), e.Name}, about, rest))
		about = []string{"", ""}
		return err
	}
	if len(e.Aliases) == 0 {
		if err := row(make([]string, len(columns)-5)...); err != nil {
			return err
		}
	}
	for _, a := range e.Aliases {
		if err := row(a.Value, a.Language, a.Script, string(a.Kind), a.Source, a.Note, "", ""); err != nil {
			return err
		}
	}
	for _, x := range e.Not {
		if err := row("", "", "", "", "", "", joinList([]string{x.Value}), x.Reason); err != nil {
			return err
		}
	}
	return nil
}

func externalIDs(e *aliases.Entity) string {
	var all []string
	for list, id := range e.ExternalIDs {
		all = append(all, list+"="+id)
	}
	slices.SortFunc(all, strings.Compare)
	return joinList(all)
}
