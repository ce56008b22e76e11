// Package table lays out text in columns for a terminal, for text of any
// script: cells are measured as they are shown, right-to-left cells stay in
// their column, and long cells are cut between graphemes.
package table

import (
	"io"
	"slices"
	"strings"
)

// gap stands between two columns.
const gap = "  "

// How narrow a column may be cut that does not say, and how narrow any when
// there is none left to leave out.
const (
	least  = 12
	scarce = 6
)

// least is how narrow the column may be cut.
func (c Column) least(scarcely bool) int {
	switch {
	case scarcely:
		return scarce
	case c.Least > 0:
		return c.Least
	}
	return least
}

// Style is how a cell is coloured: the parameters of an SGR escape sequence.
type Style string

// The styles that are used. Plain is the zero value.
const (
	Plain  Style = ""
	Bold   Style = "1"
	Dim    Style = "2"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
	Cyan   Style = "36"
)

// Cell is one field of a row.
type Cell struct {
	Text  string
	Style Style
}

// Column is what the cells of a column have in common.
type Column struct {
	Title string
	Right bool // aligned to the right, as numbers are
	Keep  bool // never cut, as IDs and numbers are not
	Spare int  // above 0, the column is left out of a screen that is too narrow, the highest first
	Least int  // how narrow it may be cut before others are left out instead; 0 means 12
}

// Screen is where a table is shown.
type Screen struct {
	Color bool
	Width int // in columns; 0 means unlimited, and nothing is cut
}

// Paint returns the text in a style, if the screen has colours.
func (s Screen) Paint(text string, style Style) string {
	if !s.Color || style == Plain || text == "" {
		return text
	}
	return "\x1b[" + string(style) + "m" + text + "\x1b[0m"
}

// Table writes rows in blocks. Columns only grow from block to block, so that
// a long table stays straight without being held in memory.
type Table struct {
	out     io.Writer
	screen  Screen
	columns []Column
	widths  []int
	rows    [][]Cell
	titled  bool
}

// New makes a table without rows. A title in any column asks for a head line.
func New(out io.Writer, screen Screen, columns ...Column) *Table {
	t := &Table{out: out, screen: screen, columns: columns, widths: make([]int, len(columns)), titled: true}
	for i, c := range columns {
		t.widths[i] = Width(c.Title)
		if c.Title != "" {
			t.titled = false
		}
	}
	return t
}

// Add appends a row; cells that are missing are empty.
func (t *Table) Add(cells ...Cell) {
	row := make([]Cell, len(t.columns))
	for i := range min(len(cells), len(row)) {
		row[i] = Cell{Text: Clean(cells[i].Text), Style: cells[i].Style}
		t.widths[i] = max(t.widths[i], Width(row[i].Text))
	}
	t.rows = append(t.rows, row)
}

// Rows is how many rows wait for Flush.
func (t *Table) Rows() int { return len(t.rows) }

// Flush writes the rows that were added since the last Flush. Errors are those of the writer.
func (t *Table) Flush() error {
	var text strings.Builder
	widths := fit(t.columns, t.widths, t.screen.Width)
	if !t.titled && len(t.rows) > 0 {
		t.titled = true
		head := make([]Cell, len(t.columns))
		for i, c := range t.columns {
			head[i] = Cell{Text: c.Title, Style: Dim}
		}
		t.line(&text, widths, head)
	}
	for _, row := range t.rows {
		t.line(&text, widths, row)
	}
	t.rows = t.rows[:0]
	_, err := io.WriteString(t.out, text.String())
	return err
}

func (t *Table) line(text *strings.Builder, widths []int, row []Cell) {
	last := len(row) - 1
	for last > 0 && (row[last].Text == "" || widths[last] == leftOut) {
		last--
	}
	for i, cell := range row[:last+1] {
		if widths[i] == leftOut {
			continue
		}
		shown := Truncate(cell.Text, widths[i])
		space := strings.Repeat(" ", max(0, widths[i]-Width(shown)))
		painted := t.screen.Paint(Isolate(shown), cell.Style)
		if i > 0 {
			text.WriteString(gap)
		}
		if t.columns[i].Right {
			text.WriteString(space)
		}
		text.WriteString(painted)
		if !t.columns[i].Right && i < last {
			text.WriteString(space)
		}
	}
	text.WriteByte('\n')
}

// leftOut is the width of a column that is not shown.
const leftOut = -1

// fit takes from the column that has most to give, again and again, until the
// line fits. Where narrow and kept columns leave nothing to take, the sparest
// one goes. What must stay is shown even if it does not fit.
func fit(columns []Column, wanted []int, screen int) []int {
	widths := slices.Clone(wanted)
	if screen <= 0 {
		return widths
	}
	scarcely := false
	for {
		total, floor := -len(gap), -len(gap)
		widest, sparest, spared := -1, -1, 0
		for i, w := range widths {
			if w == leftOut {
				continue
			}
			total += w + len(gap)
			if columns[i].Keep {
				floor += w + len(gap)
			} else {
				narrow := columns[i].least(scarcely)
				floor += min(w, narrow) + len(gap)
				if w-narrow > spared {
					widest, spared = i, w-narrow
				}
			}
			if spare := columns[i].Spare; spare > 0 && (sparest < 0 || spare > columns[sparest].Spare) {
				sparest = i
			}
		}
		switch {
		case total <= screen:
			return widths
		case floor > screen && sparest >= 0:
			widths[sparest] = leftOut
		case widest >= 0:
			widths[widest]--
		case !scarcely:
			scarcely = true
		default:
			return widths
		}
	}
}
