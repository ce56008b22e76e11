package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// cut returns the part of the text that the span names, "" for none. Spans
// come from outside and may be wrong.
func cut(text string, span *laqabv1.Span) string {
	start, end := int(span.GetStart()), int(span.GetEnd())
	if start < 0 || end > len(text) || start >= end {
		return ""
	}
	return text[start:end]
}

// maxBar is how long a bar gets, in columns; one column is one bit.
const maxBar = 24

// bar draws bits: full blocks for, light ones against.
func bar(bits float64) table.Cell {
	block, style := "█", table.Green
	if bits < 0 {
		block, style = "░", table.Red
	}
	n := min(int(math.Round(math.Abs(bits))), maxBar)
	return table.Cell{Text: strings.Repeat(block, n), Style: style}
}

// writeEvidence shows, word by word, what met what and what it weighs: first
// what has a place in the names, as they are read, then what is about the
// whole, then the sum.
func writeEvidence(out io.Writer, screen table.Screen, left, right string, titles [2]string, all []*laqabv1.Evidence) error {
	t := table.New(out, screen, table.Column{Title: titles[0]}, table.Column{Title: titles[1]},
		table.Column{Title: "WHAT WAS SEEN"}, table.Column{Title: "KIND", Keep: true},
		table.Column{Title: "BITS", Right: true, Keep: true}, table.Column{})
	var sum float64
	for _, placed := range []bool{true, false} {
		for _, e := range reading(all) {
			from, to := cut(left, e.GetMentionSpan()), cut(right, e.GetAliasSpan())
			if (from != "" || to != "") != placed {
				continue
			}
			sum += e.GetBits()
			what := seen(e)
			if !placed {
				from, to, what = "·", "·", wordingOf(e).meaning
			} else if from == "" {
				from = "–"
			} else if to == "" {
				to = "–"
			}
			t.Add(table.Cell{Text: from, Style: table.Bold}, table.Cell{Text: to, Style: table.Bold}, table.Cell{Text: what},
				table.Cell{Text: wordingOf(e).name, Style: table.Dim}, table.Cell{Text: fmt.Sprintf("%+.1f", e.GetBits())}, bar(e.GetBits()))
		}
	}
	t.Add(table.Cell{Text: "sum"}, table.Cell{}, table.Cell{}, table.Cell{}, table.Cell{Text: fmt.Sprintf("%+.1f", sum), Style: table.Bold}, bar(sum))
	return t.Flush()
}

// reading is the evidence in the order in which the left name is read, then
// what only the right one has.
func reading(all []*laqabv1.Evidence) []*laqabv1.Evidence {
	place := func(e *laqabv1.Evidence) int32 {
		if e.GetMentionSpan() == nil {
			return math.MaxInt32
		}
		return e.GetMentionSpan().GetStart()
	}
	return slices.SortedStableFunc(slices.Values(all), func(a, b *laqabv1.Evidence) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.GetAliasSpan().GetStart(), b.GetAliasSpan().GetStart()))
	})
}

// sumBits is the log-odds that the evidence adds up to.
func sumBits(all []*laqabv1.Evidence) float64 {
	var sum float64
	for _, e := range all {
		sum += e.GetBits()
	}
	return sum
}

// odds says bits as people bet: "23 to 1 for".
func odds(bits float64) string {
	side := "for"
	if bits < 0 {
		side = "against"
	}
	ratio := math.Exp2(math.Abs(bits))
	switch {
	case ratio > 1e6:
		return "over a million to 1 " + side
	case ratio >= 10:
		return fmt.Sprintf("%.0f to 1 %s", ratio, side)
	}
	return fmt.Sprintf("%.1f to 1 %s", ratio, side)
}

// facts writes titles and texts in two columns.
func facts(out io.Writer, screen table.Screen, pairs ...table.Cell) error {
	t := table.New(out, screen, table.Column{Keep: true}, table.Column{})
	for i := 0; i+1 < len(pairs); i += 2 {
		title := pairs[i]
		title.Style = table.Dim
		t.Add(title, pairs[i+1])
	}
	return t.Flush()
}

// evidenceHead and evidenceRecords are evidence as CSV.
var evidenceHead = []string{"left", "right", "kind", "bits", "detail"}

func evidenceRecords(left, right string, all []*laqabv1.Evidence) [][]string {
	var records [][]string
	for _, e := range all {
		records = append(records, []string{cut(left, e.GetMentionSpan()), cut(right, e.GetAliasSpan()), e.GetKind(), decimal(e.GetBits()), e.GetDetail()})
	}
	return records
}
