package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/aliases/seed"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// check runs a check to its end.
func (f *fixture) check(t testing.TB, req *laqabv1.CheckTableRequest) ([]*laqabv1.Finding, *laqabv1.CheckReport) {
	t.Helper()
	stream, err := f.curation.CheckTable(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	var found []*laqabv1.Finding
	for {
		r, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if r.GetFinding() != nil {
			found = append(found, r.GetFinding())
		}
		if r.GetReport() != nil {
			if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
				t.Errorf("after the report: %v", err)
			}
			return found, r.GetReport()
		}
	}
}

// faulty is a table in which each entity breaks a rule.
const faulty = `{"id":"bank-1","type":"organization","name":"Rafidain Bank of Kirkuk","aliases":[{"value":"Zagros House"}],"external_ids":{"ofac":"1"}}
{"id":"bank-2","type":"organization","name":"Warka Bank of Dohuk","aliases":[{"value":"ZAGROS house"}],"external_ids":{"ofac":"1"}}
{"id":"double-1","type":"person","name":"Muthanna Tamimi","aliases":[{"value":"Muthanna Hatim Tamimi"},{"value":"Abu Hatim Tamimi"}]}
{"id":"double-2","type":"person","name":"Muthanna Tamimi","aliases":[{"value":"Muthanna Hatim Tamimi"}]}
{"id":"generic","type":"organization","name":"Sarmad Nizhad","aliases":[{"value":"The GmbH"}]}
{"id":"idle","type":"person","name":"Khudhair Qasim Zubaidi","aliases":[{"value":"KHUDHAIR QASIM ZUBAIDI"}]}
{"id":"sound-1","type":"person","name":"Yusuf Gharib"}
{"id":"sound-2","type":"person","name":"Yoosuf Ghareeb"}
{"id":"weak-1","type":"organization","name":"Nineveh Guards","aliases":[{"value":"The Guards","kind":"weak"}]}
{"id":"weak-2","type":"organization","name":"Anbar Sentinels","aliases":[{"value":"The Guards","kind":"weak"}]}
{"id":"wrong","type":"person","name":"Ãœmit Ã–zdağ Ã–","aliases":[{"value":"Karim","language":"ar"}]}
`

func TestCheckTable(t *testing.T) {
	f := start(t, Config{})
	if _, report, err := f.importAll(t, &laqabv1.ImportOptions{Edit: by}, []byte(faulty)); err != nil || report.GetErrorCount() > 0 {
		t.Fatal(report, err)
	}
	found, report := f.check(t, &laqabv1.CheckTableRequest{})
	var got []string
	for _, x := range found {
		got = append(got, strings.Join([]string{x.GetRule(), nameOfSeverity(x.GetSeverity()), x.GetEntityId(), strings.Join(x.GetOtherEntityIds(), "+"), x.GetValue()}, " "))
		if x.GetExplanation() == "" || x.GetWaiver() != nil {
			t.Errorf("finding %v", x)
		}
	}
	slices.Sort(got)
	want := []string{
		"adds-nothing info idle  KHUDHAIR QASIM ZUBAIDI",
		"duplicate-entity error bank-1 bank-2 ofac=1",
		"duplicate-entity warning double-1 double-2 ",
		"generic-words warning generic  The GmbH",
		"near-duplicate warning sound-1 sound-2 Yusuf Gharib",
		"shared-alias error bank-1 bank-2 Zagros House",
		"shared-alias error double-1 double-2 Muthanna Hatim Tamimi",
		"shared-alias error double-1 double-2 Muthanna Tamimi",
		"shared-alias info weak-1 weak-2 The Guards",
		"wrong-language warning wrong  Karim",
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("not found: %s", w)
		}
	}
	if t.Failed() {
		t.Logf("found:\n%s", strings.Join(got, "\n"))
	}
	if report.GetEntities() != 11 || report.GetNames() != 21 || report.GetRevision() != 11 {
		t.Errorf("report %v", report)
	}

	// Only what is asked for is found.
	for name, test := range map[string]struct {
		req  *laqabv1.CheckTableRequest
		want func(*laqabv1.Finding) bool
	}{
		"rule": {&laqabv1.CheckTableRequest{Rules: []string{"shared-alias"}}, func(x *laqabv1.Finding) bool { return x.GetRule() == "shared-alias" }},
		"severity": {&laqabv1.CheckTableRequest{LeastSeverity: laqabv1.Severity_SEVERITY_ERROR},
			func(x *laqabv1.Finding) bool { return x.GetSeverity() == laqabv1.Severity_SEVERITY_ERROR }},
		"entity": {&laqabv1.CheckTableRequest{EntityId: "bank-1"},
			func(x *laqabv1.Finding) bool { return x.GetEntityId() == "bank-1" }},
	} {
		some, _ := f.check(t, test.req)
		expected := 0
		for _, x := range found {
			if test.want(x) {
				expected++
			}
		}
		if len(some) != expected || expected == 0 || slices.ContainsFunc(some, func(x *laqabv1.Finding) bool { return !test.want(x) }) {
			t.Errorf("%s: found %v, want %d", name, some, expected)
		}
	}
}

func nameOfSeverity(s laqabv1.Severity) string {
	return strings.ToLower(strings.TrimPrefix(s.String(), "SEVERITY_"))
}

func TestWaive(t *testing.T) {
	f := start(t, Config{})
	if _, _, err := f.importAll(t, &laqabv1.ImportOptions{Edit: by}, []byte(faulty)); err != nil {
		t.Fatal(err)
	}
	shared := &laqabv1.CheckTableRequest{Rules: []string{"shared-alias"}, LeastSeverity: laqabv1.Severity_SEVERITY_ERROR}
	before, _ := f.check(t, shared)
	one := &laqabv1.Waiver{Rule: "shared-alias", EntityId: "bank-1", Value: "Zagros House", Reason: "one building"}
	all := &laqabv1.Waiver{Rule: "shared-alias", EntityId: "double-1", Reason: "brothers"}
	for _, w := range []*laqabv1.Waiver{one, all} {
		r, err := f.curation.AddWaiver(t.Context(), &laqabv1.AddWaiverRequest{Waiver: w, Edit: by})
		if err != nil || r.GetWaiver().GetActor() != by.GetActor() || r.GetRevision() == 0 {
			t.Fatal(r, err)
		}
	}
	after, report := f.check(t, shared)
	if len(before) != 3 || len(after) != 0 || report.GetRules()[0].GetErrors() != 0 || report.GetRules()[0].GetWaived() != 3 {
		t.Errorf("%d findings, then %v, %v", len(before), after, report)
	}
	shared.IncludeWaived = true
	if shown, _ := f.check(t, shared); len(shown) != 3 || shown[0].GetWaiver().GetReason() != "one building" {
		t.Errorf("found %v", shown)
	}
	idle := &laqabv1.Waiver{Rule: "mojibake", EntityId: "bank-1", Reason: "was mended"}
	if _, err := f.curation.AddWaiver(t.Context(), &laqabv1.AddWaiverRequest{Waiver: idle, Edit: by}); err != nil {
		t.Fatal(err)
	}
	needless, _ := f.check(t, &laqabv1.CheckTableRequest{Rules: []string{"shared-alias", "mojibake", "needless-waiver"}})
	needless = slices.DeleteFunc(needless, func(x *laqabv1.Finding) bool { return x.GetRule() != "needless-waiver" })
	if len(needless) != 1 || needless[0].GetCommand() != "laqab check unwaive mojibake bank-1" {
		t.Errorf("found %v", needless)
	}
	if _, err := f.curation.RemoveWaiver(t.Context(), &laqabv1.RemoveWaiverRequest{Waiver: idle, Edit: by}); err != nil {
		t.Fatal(err)
	}
	listed, err := f.curation.ListWaivers(t.Context(), &laqabv1.ListWaiversRequest{})
	if err != nil || len(listed.GetWaivers()) != 2 || listed.GetWaivers()[0].GetEntityId() != "bank-1" {
		t.Errorf("waivers %v, %v", listed, err)
	}
	if _, err := f.curation.RemoveWaiver(t.Context(), &laqabv1.RemoveWaiverRequest{Waiver: one, Edit: by}); err != nil {
		t.Fatal(err)
	}
	_, err = f.curation.RemoveWaiver(t.Context(), &laqabv1.RemoveWaiverRequest{Waiver: one, Edit: by})
	wantCode(t, err, codes.NotFound)
	shared.IncludeWaived = false
	if again, _ := f.check(t, shared); len(again) != 1 {
		t.Errorf("found %v", again)
	}

	_, err = f.curation.AddWaiver(t.Context(), &laqabv1.AddWaiverRequest{Waiver: &laqabv1.Waiver{Rule: "taste", EntityId: "bank-1"}, Edit: by})
	bad := detail[errdetails.BadRequest](wantCode(t, err, codes.InvalidArgument))
	if v := bad.GetFieldViolations(); len(v) != 2 || v[0].GetField() != "waiver.rule" || v[1].GetField() != "waiver.reason" {
		t.Errorf("violations %v", v)
	}
	stream, err := f.curation.CheckTable(t.Context(), &laqabv1.CheckTableRequest{Rules: []string{"taste"}})
	if err == nil {
		_, err = stream.Recv()
	}
	wantCode(t, err, codes.InvalidArgument)
}

// TestCheckSeed: the table that ships has no fault that was not waived.
func TestCheckSeed(t *testing.T) {
	f := startUnloaded(t, Config{})
	if _, _, err := seed.Load(t.Context(), f.store); err != nil {
		t.Fatal(err)
	}
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, report := f.check(t, &laqabv1.CheckTableRequest{LeastSeverity: laqabv1.Severity_SEVERITY_ERROR})
	for _, x := range found {
		t.Errorf("%s: %s %q %s\n%s", x.GetRule(), x.GetEntityId(), x.GetValue(), x.GetExplanation(), x.GetCommand())
	}
	if report.GetEntities() < 1000 || report.GetNames() < 25_000 {
		t.Errorf("report %v", report)
	}
	for _, rule := range []string{aliases.RuleSharedAlias, aliases.RuleContradiction} {
		i := slices.IndexFunc(report.GetRules(), func(c *laqabv1.RuleCount) bool { return c.GetRule() == rule })
		if i < 0 || report.GetRules()[i].GetWaived() == 0 {
			t.Errorf("the seed's waivers of %s waive nothing: %v", rule, report)
		}
	}
}

// TestCheckWhileEdited: a check of a table that is edited meanwhile sees every
// entity, and its pages agree with the index.
func TestCheckWhileEdited(t *testing.T) {
	f := start(t, Config{})
	const entities = 3 * checkPage
	var lines strings.Builder
	for i := range entities {
		fmt.Fprintf(&lines, "{\"id\":\"e%05d\",\"name\":%q}\n", i, name(i))
	}
	if _, _, err := f.importAll(t, &laqabv1.ImportOptions{Edit: by}, []byte(lines.String())); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	edited := make(chan int)
	go func() {
		n := 0
		for ; ctx.Err() == nil; n++ {
			f.create(t, fmt.Sprintf("f%05d", n), name(entities+n))
		}
		edited <- n
	}()
	_, report := f.check(t, &laqabv1.CheckTableRequest{})
	stop()
	if n := <-edited; report.GetEntities() < entities || report.GetEntities() > int64(entities+n) || report.GetRevision() < entities {
		t.Errorf("report %v, after %d edits", report, n)
	}
}
