package aliases_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/laqab/laqab/aliases"
)

// edition imports an edition of the list "l" and returns what was reported.
func edition(t *testing.T, s *aliases.Store, file string, opts aliases.ImportOptions) (aliases.ImportReport, []string) {
	t.Helper()
	var told []string
	opts.Source = "l"
	opts.Conflict = func(c aliases.Conflict) {
		told = append(told, fmt.Sprintf("conflict %s %s %s|%s|%s", c.EntityID, c.Field, c.Base, c.Theirs, c.Ours))
	}
	opts.Withdrawn = func(w aliases.Withdrawal) {
		told = append(told, strings.TrimSpace(fmt.Sprintf("withdrawn %s %s %s", w.EntityID, w.Field, w.Value)))
	}
	report := importInto(t, s, strings.NewReader(file), opts)
	sound(t, s)
	return report, told
}

func wantReport(t *testing.T, got, want aliases.ImportReport, told []string, wantTold ...string) {
	t.Helper()
	if got != want {
		t.Errorf("report %+v\nwant   %+v", got, want)
	}
	if strings.Join(told, "; ") != strings.Join(wantTold, "; ") {
		t.Errorf("told %q, want %q", told, wantTold)
	}
}

const (
	first = `{"id":"a","name":"A","aliases":[{"value":"a1"},{"value":"a2"}]}
{"id":"b","name":"B"}
{"id":"c","name":"C"}
{"id":"d","name":"D"}
`
	second = `{"id":"a","name":"A","aliases":[{"value":"a1","kind":"weak"},{"value":"a3"}]}
{"id":"b","name":"B","aliases":[{"value":"b1"}]}
{"id":"c","name":"C","aliases":[{"value":"c1"}]}
{"id":"e","name":"E"}
`
)

func TestEditions(t *testing.T) {
	s := table(t)
	report, told := edition(t, s, first, aliases.ImportOptions{})
	wantReport(t, report, aliases.ImportReport{Lines: 4, Created: 4, Aliases: 2, Revision: 4}, told)
	report, told = edition(t, s, first, aliases.ImportOptions{})
	wantReport(t, report, aliases.ImportReport{Lines: 4, Unchanged: 4, Revision: 4}, told)

	// Meanwhile, a maintainer adds a name, takes one away, deletes one entity and merges another.
	update(t, s, func(tx *aliases.Tx) error {
		e, err := tx.Get("a")
		if err != nil {
			return err
		}
		if err := tx.RemoveAlias("a", e.Aliases[0].ID, ""); err != nil {
			return err
		}
		if _, err := tx.AddAlias("a", aliases.Alias{Value: "own"}, ""); err != nil {
			return err
		}
		if _, err := tx.DeleteEntity("c", ""); err != nil {
			return err
		}
		if _, err := tx.CreateEntity(aliases.Entity{ID: "own", Name: "Own"}); err != nil {
			return err
		}
		_, err = tx.MergeEntities("b", "own", "", "")
		return err
	})
	before := export(t, s)
	want := []string{`conflict a aliases {"value":"a1"}|{"value":"a1","kind":"weak"}|`, "withdrawn a aliases a2", "withdrawn d  D"}
	counts := aliases.ImportReport{Lines: 4, Created: 1, Updated: 2, Skipped: 1, Aliases: 3, Conflicts: 1, Withdrawn: 2, Revision: 13}
	for range 2 { // a dry run says the same every time
		report, told = edition(t, s, second, aliases.ImportOptions{DryRun: true})
		wantReport(t, report, counts, told, want...)
		if export(t, s) != before {
			t.Error("a dry run wrote something")
		}
	}
	report, told = edition(t, s, second, aliases.ImportOptions{})
	wantReport(t, report, counts, told, want...)
	if got := export(t, s); got != `{"id":"a","name":"A","aliases":[{"value":"a2"},{"value":"own"},{"value":"a3"}]}
{"id":"d","name":"D"}
{"id":"e","name":"E"}
{"id":"own","name":"Own","aliases":[{"value":"B"},{"value":"b1"}]}
` {
		t.Errorf("the table has\n%s", got)
	}

	report, told = edition(t, s, second, aliases.ImportOptions{})
	wantReport(t, report, aliases.ImportReport{Lines: 4, Unchanged: 3, Skipped: 1, Revision: 13}, told)

	// One that was merged is withdrawn by the ID that the list has.
	without := strings.Replace(second, `{"id":"b","name":"B","aliases":[{"value":"b1"}]}`+"\n", "", 1)
	report, told = edition(t, s, without, aliases.ImportOptions{DryRun: true})
	wantReport(t, report, aliases.ImportReport{Lines: 3, Unchanged: 2, Skipped: 1, Withdrawn: 1, Revision: 13}, told, "withdrawn b  B")

	// An entity that was undeleted gets what it missed; one that is listed again is merged with what it said when it went.
	update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.UndeleteEntity("c", "")
		return err
	})
	report, told = edition(t, s, second+`{"id":"d","name":"D","aliases":[{"value":"d1"}]}`, aliases.ImportOptions{})
	wantReport(t, report, aliases.ImportReport{Lines: 5, Updated: 2, Unchanged: 3, Aliases: 2, Revision: 16}, told)
	if e := get(t, s, "c"); values(e) != "c1" {
		t.Errorf("undeleted: %+v", e)
	}
}

// In batches, what has gone is known at the end.
func TestEditionInBatches(t *testing.T) {
	for _, batch := range []int{1, 2, 3, 4, 100} {
		s := table(t)
		edition(t, s, first, aliases.ImportOptions{BatchSize: batch})
		report, told := edition(t, s, second, aliases.ImportOptions{BatchSize: batch})
		wantReport(t, report, aliases.ImportReport{Lines: 4, Created: 1, Updated: 3, Aliases: 4, Withdrawn: 2, Revision: 8}, told,
			"withdrawn a aliases a2", "withdrawn d  D")
		report, told = edition(t, s, second, aliases.ImportOptions{BatchSize: batch})
		wantReport(t, report, aliases.ImportReport{Lines: 4, Unchanged: 4, Revision: 8}, told)
	}
}

// A bad edition is as if it had not come.
func TestBadEdition(t *testing.T) {
	s := table(t)
	edition(t, s, first, aliases.ImportOptions{})
	before := export(t, s)
	_, err := s.Import(t.Context(), strings.NewReader(second+"bad"), aliases.ImportOptions{Edit: curator, Source: "l"})
	if err == nil || !strings.Contains(err.Error(), "line 5") || export(t, s) != before {
		t.Fatalf("error %v", err)
	}
	_, told := edition(t, s, second, aliases.ImportOptions{})
	if strings.Join(told, "; ") != "withdrawn a aliases a2; withdrawn d  D" {
		t.Errorf("told %q", told)
	}
}

// Other ways of importing remember what the source said, too.
func TestSourceWithoutUpdate(t *testing.T) {
	s := table(t)
	importInto(t, s, strings.NewReader(first), aliases.ImportOptions{})
	revision := importInto(t, s, strings.NewReader(first), aliases.ImportOptions{Source: "l", OnExisting: aliases.Merge}).Revision
	update(t, s, func(tx *aliases.Tx) error { return tx.RemoveAlias("a", 1, "") })
	report, told := edition(t, s, first, aliases.ImportOptions{})
	wantReport(t, report, aliases.ImportReport{Lines: 4, Unchanged: 4, Revision: revision + 1}, told)
}

func TestSourceRefused(t *testing.T) {
	for name, opts := range map[string]aliases.ImportOptions{
		"no source":  {OnExisting: aliases.Update},
		"bad source": {Source: "a list"},
		"too long":   {Source: strings.Repeat("x", 65)},
	} {
		opts.Edit = curator
		_, err := table(t).Import(t.Context(), strings.NewReader(first), opts)
		if wantError(t, err, aliases.ErrInvalid); !strings.Contains(err.Error(), "source") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An entity that the table has by another ID is told by its ID in another list.
func TestLink(t *testing.T) {
	s := table(t)
	importInto(t, s, strings.NewReader(`{"id":"kh","type":"organization","name":"Kata'ib Hezbollah","external_ids":{"ofac":"11462","x.y-z":"7"}}
{"id":"other","name":"Other","external_ids":{"eu":"11462"}}
{"id":"gone","name":"Gone","external_ids":{"ofac":"3"}}
`), aliases.ImportOptions{})
	update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.DeleteEntity("gone", "")
		return err
	})
	const list = `{"id":"ofac:11462","type":"organization","name":"KATA'IB HIZBALLAH","aliases":[{"value":"KH","kind":"weak"}],"external_ids":{"ofac":"11462"}}
{"id":"ofac:2","name":"TWO","external_ids":{"ofac":"2"}}
{"id":"ofac:3","name":"THREE","external_ids":{"ofac":"3"}}
`
	for _, batch := range []int{0, 1} {
		report, told := edition(t, s, list, aliases.ImportOptions{Link: "ofac", BatchSize: batch, DryRun: batch == 0})
		wantReport(t, report, aliases.ImportReport{Lines: 3, Created: 2, Updated: 1, Linked: 1, Aliases: 1, Revision: 9}, told)
	}
	if e := get(t, s, "ofac:11462"); e.ID != "kh" || values(e) != "KH KATA'IB HIZBALLAH" {
		t.Errorf("it leads to %+v", e)
	}
	report, told := edition(t, s, strings.Replace(list, `"KH","kind":"weak"`, `"Hizballah Brigades"`, 1), aliases.ImportOptions{Link: "ofac"})
	wantReport(t, report, aliases.ImportReport{Lines: 3, Updated: 1, Unchanged: 2, Aliases: 1, Withdrawn: 1, Revision: 10}, told, "withdrawn kh aliases KH")

	// Two of the table that have the ID are for a maintainer to tell apart.
	update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.CreateEntity(aliases.Entity{ID: "two-too", Name: "Two too", ExternalIDs: map[string]string{"ofac": "2"}})
		return err
	})
	before := export(t, s)
	_, err := s.Import(t.Context(), strings.NewReader(`{"id":"l:1","name":"New","external_ids":{"ofac":"2"}}`),
		aliases.ImportOptions{Edit: curator, Source: "m", Link: "ofac"})
	if err == nil || !strings.Contains(err.Error(), `line 1: ofac "2" is the ID of ofac:2 and of two-too`) || export(t, s) != before {
		t.Errorf("error %v", err)
	}
	_, err = s.Import(t.Context(), strings.NewReader(list), aliases.ImportOptions{Edit: curator, Link: "ofac"})
	wantError(t, err, aliases.ErrInvalid)
	report, _ = edition(t, s, `{"id":"l:2","name":"New","external_ids":{"x.y-z":"7"}}`, aliases.ImportOptions{Link: "x.y-z", DryRun: true})
	if report.Linked != 1 {
		t.Errorf("report %+v", report)
	}
}
