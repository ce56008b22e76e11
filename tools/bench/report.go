package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
)

// report is the outcome of a run: of each size some rows, in groups that share
// their columns.
type report struct {
	Go    string `json:"go"`
	CPUs  int    `json:"cpus"`
	Model string `json:"model"`
	Seed  uint64 `json:"seed"`
	Rows  []row  `json:"rows"`
}

// row is what was measured of one thing.
type row struct {
	Size   string  `json:"size"` // of the table: "10k"
	Group  string  `json:"group"`
	Name   string  `json:"name"`
	Values []value `json:"values,omitempty"`
	Note   string  `json:"note,omitempty"` // why there is no value, or what to know of it
}

// value is one figure. Its name ends in its unit, if it has one.
type value struct {
	Name   string  `json:"name"`
	Figure float64 `json:"figure"`
}

// add appends a row.
func (r *report) add(size, group, name, note string, values ...value) {
	kept := values[:0]
	for _, v := range values {
		if !math.IsNaN(v.Figure) && !math.IsInf(v.Figure, 0) {
			kept = append(kept, v)
		}
	}
	r.Rows = append(r.Rows, row{size, group, name, kept, note})
}

// find returns a figure of an earlier row.
func (r *report) find(size, group, name, figure string) (float64, bool) {
	for _, row := range r.Rows {
		if row.Size != size || row.Group != group || row.Name != name {
			continue
		}
		for _, v := range row.Values {
			if v.Name == figure {
				return v.Figure, true
			}
		}
	}
	return 0, false
}

// print writes the report for people: a table for each size and group.
func (r *report) print(w io.Writer) error {
	fmt.Fprintf(w, "%s, %d CPUs, model %s, seed %d\n", r.Go, r.CPUs, r.Model, r.Seed)
	return printRows(w, r.Rows, func(v value) string { return figure(v.Figure) })
}

// printRows writes rows in tables; show writes one value.
func printRows(w io.Writer, rows []row, show func(value) string) error {
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Size == rows[0].Size && rows[n].Group == rows[0].Group {
			n++
		}
		fmt.Fprintf(w, "\n%s aliases: %s\n", rows[0].Size, rows[0].Group)
		if err := printGroup(w, rows[:n], show); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// printGroup writes rows as one table, with the columns that any of them has.
func printGroup(w io.Writer, rows []row, show func(value) string) error {
	var head []string
	for _, row := range rows {
		for _, v := range row.Values {
			if !slices.Contains(head, v.Name) {
				head = append(head, v.Name)
			}
		}
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\t%s\t\n", strings.Join(head, "\t"))
	for _, row := range rows {
		cells := make([]string, len(head))
		for _, v := range row.Values {
			cells[slices.Index(head, v.Name)] = show(v)
		}
		note := row.Note
		if note != "" {
			note = "  (" + note + ")"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", row.Name, strings.Join(cells, "\t"), note)
	}
	return t.Flush()
}

// figure writes a number with three digits that count, or all before the point.
func figure(f float64) string {
	switch size := math.Abs(f); {
	case f == math.Trunc(f) && size < 1e15, size >= 100:
		return fmt.Sprintf("%.0f", f)
	case size >= 10:
		return fmt.Sprintf("%.1f", f)
	case size >= 1:
		return fmt.Sprintf("%.2f", f)
	}
	return fmt.Sprintf("%.3f", f)
}

// write writes the report for programs.
func (r *report) write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(r)
}

// readReport reads what write wrote.
func readReport(path string) (*report, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := &report{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// compare returns rows with this report's figures as multiples of the old
// one's, where both have them.
func (r *report) compare(old *report) []row {
	var out []row
	for _, now := range r.Rows {
		ratios := row{Size: now.Size, Group: now.Group, Name: now.Name}
		for _, v := range now.Values {
			if was, ok := old.find(now.Size, now.Group, now.Name, v.Name); ok && was != 0 {
				ratios.Values = append(ratios.Values, value{v.Name, v.Figure / was})
			}
		}
		if len(ratios.Values) > 0 {
			out = append(out, ratios)
		}
	}
	return out
}
