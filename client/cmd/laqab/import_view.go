package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

var importView = view[*laqabv1.ImportReport]{
	json: messageJSON[*laqabv1.ImportReport],
	head: []string{"lines", "created", "changed", "unchanged", "skipped", "errors", "revision", "dry_run", "ignored", "conflicts", "withdrawn", "linked", "format"},
	records: func(r *laqabv1.ImportReport) [][]string {
		number := func(n int64) string { return strconv.FormatInt(n, 10) }
		return [][]string{{
			number(r.GetLines()), number(r.GetCreated()), number(r.GetChanged()), number(r.GetUnchanged()), number(r.GetSkipped()),
			number(r.GetErrorCount()), number(r.GetRevision()), strconv.FormatBool(r.GetDryRun()),
			number(r.GetIgnored()), number(r.GetConflictCount()), number(r.GetWithdrawalCount()), number(r.GetLinked()), nameOf(r.GetFormat()),
		}}
	},
	page: func(out io.Writer, screen table.Screen, r *laqabv1.ImportReport) error {
		for _, part := range []func(io.Writer, table.Screen, *laqabv1.ImportReport) error{importSummary, importConflicts, importWithdrawals} {
			if err := part(out, screen, r); err != nil {
				return err
			}
		}
		var err error
		switch {
		case r.GetDryRun():
			_, err = fmt.Fprintln(out, "dry run: nothing was written")
		case r.GetErrorCount() > 0 && r.GetCreated()+r.GetChanged() == 0:
			_, err = fmt.Fprintln(out, "nothing was written: mend the bad lines, and import again")
		}
		return err
	},
}

func importSummary(out io.Writer, screen table.Screen, r *laqabv1.ImportReport) error {
	t := table.New(out, screen, table.Column{Keep: true}, table.Column{Right: true, Keep: true})
	for _, row := range []struct {
		title string
		n     int64
		style table.Style
	}{
		{"lines done", r.GetLines(), table.Plain}, {"created", r.GetCreated(), table.Green}, {"changed", r.GetChanged(), table.Yellow},
		{"of these linked", r.GetLinked(), table.Plain},
		{"unchanged", r.GetUnchanged(), table.Plain}, {"skipped", r.GetSkipped(), table.Plain}, {"ignored", r.GetIgnored(), table.Plain},
		{"in conflict", r.GetConflictCount(), table.Red}, {"withdrawn", r.GetWithdrawalCount(), table.Yellow},
		{"bad lines", r.GetErrorCount(), table.Red}, {"revision", r.GetRevision(), table.Plain},
	} {
		if row.n == 0 {
			row.style = table.Dim
		}
		t.Add(table.Cell{Text: row.title, Style: table.Dim}, table.Cell{Text: strconv.FormatInt(row.n, 10), Style: row.style})
	}
	return t.Flush()
}

// importConflicts shows what both the list and maintainers changed.
func importConflicts(out io.Writer, screen table.Screen, r *laqabv1.ImportReport) error {
	if len(r.GetConflicts()) == 0 {
		return nil
	}
	fmt.Fprintln(out, "\nchanged by the list and by maintainers; the table keeps what maintainers say:")
	t := table.New(out, screen, table.Column{Title: "ENTITY", Keep: true}, table.Column{Title: "FIELD", Keep: true},
		table.Column{Title: "THE LIST SAID"}, table.Column{Title: "IT SAYS"}, table.Column{Title: "WE SAY"})
	for _, c := range r.GetConflicts() {
		t.Add(table.Cell{Text: c.GetEntityId()}, table.Cell{Text: fieldOf(c.GetField(), c.GetKey())}, said(c.GetBase()), said(c.GetTheirs()), said(c.GetOurs()))
	}
	return shownOf(out, t, len(r.GetConflicts()), r.GetConflictCount())
}

// importWithdrawals shows what the list does not say any more.
func importWithdrawals(out io.Writer, screen table.Screen, r *laqabv1.ImportReport) error {
	if len(r.GetWithdrawals()) == 0 {
		return nil
	}
	fmt.Fprintln(out, "\nwithdrawn by the list; the table keeps it until you remove it:")
	t := table.New(out, screen, table.Column{Title: "ENTITY", Keep: true}, table.Column{Title: "FIELD", Keep: true},
		table.Column{Title: "WITHDRAWN"}, table.Column{Title: "LANGUAGE"})
	for _, w := range r.GetWithdrawals() {
		t.Add(table.Cell{Text: w.GetEntityId()}, table.Cell{Text: w.GetField()}, said(w.GetValue()), said(w.GetLanguage()))
	}
	return shownOf(out, t, len(r.GetWithdrawals()), r.GetWithdrawalCount())
}

func fieldOf(field, key string) string {
	if key == "" {
		return field
	}
	return field + " " + key
}

func said(text string) table.Cell {
	if text == "" {
		return table.Cell{Text: "–", Style: table.Dim}
	}
	return table.Cell{Text: text}
}

// shownOf shows a table, and how many rows it would have besides.
func shownOf(out io.Writer, t *table.Table, shown int, of int64) error {
	if err := t.Flush(); err != nil {
		return err
	}
	if more := of - int64(shown); more > 0 {
		fmt.Fprintf(out, "and %d more\n", more)
	}
	return nil
}
