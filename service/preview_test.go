package service

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

// previewing is an edit that is to be validated only.
var previewing = &laqabv1.Edit{Actor: "tester", ValidateOnly: true}

const previewed = `{"id":"kh","type":"organization","name":"Kata'ib Hezbollah","aliases":[{"value":"Hezbollah Brigades"}]}
{"id":"hezbollah","type":"organization","name":"Hezbollah"}
{"id":"badr","type":"organization","name":"Badr Organization","aliases":[{"value":"Zagros House"}]}
{"id":"gone","type":"person","name":"Muthanna Tamimi"}
`

func readCases(t testing.TB, lines ...string) []Case {
	t.Helper()
	cases, err := ReadCases("cases.jsonl", strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// recordedOf yields mentions by how often they were seen.
func recordedOf(mentions ...recordedMention) recordedMentions {
	return func(context.Context) iter.Seq2[recordedMention, error] {
		return func(yield func(recordedMention, error) bool) {
			for _, m := range mentions {
				if !yield(m, nil) {
					return
				}
			}
		}
	}
}

func startPreviewed(t *testing.T, cfg Config) *fixture {
	t.Helper()
	f := start(t, cfg)
	if _, report, err := f.importAll(t, &laqabv1.ImportOptions{Edit: by}, []byte(previewed)); err != nil || report.GetErrorCount() > 0 {
		t.Fatal(report, err)
	}
	if _, err := f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: "gone", Edit: by}); err != nil {
		t.Fatal(err)
	}
	return f
}

// impacted is an answer that has an impact.
type impacted interface {
	GetImpact() *laqabv1.Impact
	GetRevision() int64
}

// TestPreviewWritesNothing: every edit can be previewed, fails as the edit
// would, and leaves the table as it was.
func TestPreviewWritesNothing(t *testing.T) {
	f := startPreviewed(t, Config{})
	ctx := t.Context()
	alias := f.get(t, "kh").GetAliases()[0].GetAliasId()
	was, err := f.store.Revision(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func() (impacted, error){
		"create": func() (impacted, error) {
			return f.curation.CreateEntity(ctx, &laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{Name: "Nujaba"}, Edit: previewing})
		},
		"update": func() (impacted, error) {
			return f.curation.UpdateEntity(ctx, &laqabv1.UpdateEntityRequest{Entity: &laqabv1.Entity{EntityId: "kh", Name: "KH"},
				UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"name"}}, Edit: previewing})
		},
		"delete": func() (impacted, error) {
			return f.curation.DeleteEntity(ctx, &laqabv1.DeleteEntityRequest{EntityId: "kh", Edit: previewing})
		},
		"undelete": func() (impacted, error) {
			return f.curation.UndeleteEntity(ctx, &laqabv1.UndeleteEntityRequest{EntityId: "gone", Edit: previewing})
		},
		"add alias": func() (impacted, error) {
			return f.curation.AddAlias(ctx, &laqabv1.AddAliasRequest{EntityId: "kh", Alias: &laqabv1.Alias{Value: "new"}, Edit: previewing})
		},
		"update alias": func() (impacted, error) {
			return f.curation.UpdateAlias(ctx, &laqabv1.UpdateAliasRequest{EntityId: "kh", Alias: &laqabv1.Alias{AliasId: alias, Value: "new"}, Edit: previewing})
		},
		"remove alias": func() (impacted, error) {
			return f.curation.RemoveAlias(ctx, &laqabv1.RemoveAliasRequest{EntityId: "kh", AliasId: alias, Edit: previewing})
		},
		"add term": func() (impacted, error) {
			return f.curation.AddTerm(ctx, &laqabv1.AddTermRequest{Term: &laqabv1.Term{Concept: "c", Value: "zagros"}, Edit: previewing})
		},
		"set policy": func() (impacted, error) {
			return f.curation.SetPolicy(ctx, &laqabv1.SetPolicyRequest{
				Policy: &laqabv1.TypePolicy{Type: laqabv1.EntityType_ENTITY_TYPE_PERSON, MinProbability: 0.8}, Edit: previewing})
		},
	} {
		r, err := call()
		if err != nil || r.GetImpact() == nil || r.GetRevision() != was || r.GetImpact().GetRevision() != was {
			t.Errorf("%s: got %v, %v", name, r, err)
		}
	}
	_, err = f.curation.AddWaiver(ctx, &laqabv1.AddWaiverRequest{Waiver: &laqabv1.Waiver{Rule: "shadowed", EntityId: "kh", Reason: "r"}, Edit: previewing})
	wantCode(t, err, codes.OK)
	_, report, err := f.importAll(t, &laqabv1.ImportOptions{Edit: previewing}, []byte(`{"id":"new","name":"New"}`+"\n"))
	if err != nil || !report.GetDryRun() || report.GetCreated() != 1 || report.GetImpact().GetRevision() != was || report.GetImpact().GetScope().GetNames() != 1 {
		t.Errorf("import: got %v, %v", report, err)
	}
	if is, err := f.store.Revision(ctx); err != nil || is != was {
		t.Errorf("the table is at revision %d, %v, and was at %d", is, err, was)
	}
	if now := f.live.current.Load(); now.revision != was || f.resolved(t, "Nujaba") != "" {
		t.Errorf("the snapshot is of revision %d", now.revision)
	}
	_, err = f.curation.RemoveTerm(ctx, &laqabv1.RemoveTermRequest{Term: &laqabv1.Term{Concept: "c", Value: "v"}, Edit: previewing})
	wantCode(t, err, codes.NotFound)
	_, err = f.curation.CreateEntity(ctx, &laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{EntityId: "kh", Name: "x"}, Edit: previewing})
	wantCode(t, err, codes.AlreadyExists)
}

func TestPreviewCollisions(t *testing.T) {
	f := startPreviewed(t, Config{})
	r, err := f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Edit: previewing, Entity: &laqabv1.Entity{
		EntityId: "new", Name: "Qamishli Garden", Aliases: []*laqabv1.Alias{{Value: "Hezbollah"}, {Value: "ZAGROS HOUSE"}, {Value: "Badr Organizashon"}, {Value: "Kateb Hezbola"}}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range r.GetImpact().GetCollisions() {
		got = append(got, fmt.Sprint(c.GetLikeness(), " ", c.GetEntityId(), " ", c.GetValue(), " = ", c.GetOtherEntityId(), " ", c.GetOtherValue()))
	}
	want := []string{
		"LIKENESS_EXACT new Hezbollah = hezbollah Hezbollah",
		"LIKENESS_FOLDED new ZAGROS HOUSE = badr Zagros House",
	}
	if len(got) < 2 || !slices.Equal(got[:2], want) || r.GetImpact().GetScope().GetNames() != 5 {
		t.Errorf("got %q, want %q first", got, want)
	}
	phonetic, err := f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "badr", Alias: &laqabv1.Alias{Value: "Hezbolla"}, Edit: previewing})
	if c := phonetic.GetImpact().GetCollisions(); err != nil || len(c) != 1 || c[0].GetLikeness() != laqabv1.Likeness_LIKENESS_PHONETIC || c[0].GetOtherEntityId() != "hezbollah" {
		t.Errorf("got %v, %v", c, err)
	}
	// An entity's own names collide with nobody.
	own, err := f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "hezbollah", Alias: &laqabv1.Alias{Value: "Hezbolla"}, Edit: previewing})
	if c := own.GetImpact().GetCollisions(); err != nil || len(c) != 0 {
		t.Errorf("got %v, %v", c, err)
	}
}

func TestPreviewAnswers(t *testing.T) {
	cases := readCases(t,
		`{"mention":"Zagros House","expect":"badr"}`,
		`{"mention":"Kata'ib Hezbollah","expect":"kh"}`,
		`{"mention":"Hezbollah","expect":"hezbollah","type":"organization"}`,
		`{"mention":"Muthanna Tamimi","expect":"gone"}`)
	f := startPreviewed(t, Config{Cases: cases})
	f.Server.curation.recorded = recordedOf(
		recordedMention{resolver.Mention{Text: "zagros house", Type: resolver.TypeOrganization, Language: "en"}, 90, resolver.Strict, 0},
		recordedMention{resolver.Mention{Text: "MUTHANNA TAMIMI"}, 12, resolver.Balanced, 0},
		recordedMention{resolver.Mention{Text: "Badr Organization"}, 7, resolver.Balanced, 1})

	bad, err := f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "kh", Alias: &laqabv1.Alias{Value: "Zagros House"}, Edit: previewing})
	if err != nil {
		t.Fatal(err)
	}
	i := bad.GetImpact()
	if i.GetScope().GetCases() != 4 || i.GetScope().GetMentions() != 3 || i.GetScope().GetEntities() != 1 || len(i.GetScope().GetCut()) != 0 {
		t.Errorf("scope %v", i.GetScope())
	}
	if len(i.GetCases()) != 1 || len(i.GetMentions()) != 1 {
		t.Fatalf("impact %v", i)
	}
	c, m := i.GetCases()[0], i.GetMentions()[0]
	if c.GetOrigin() != "cases.jsonl:1" || c.GetEffect() != laqabv1.Effect_EFFECT_HARM ||
		c.GetBefore().GetOutcome() != laqabv1.Outcome_OUTCOME_RESOLVED || c.GetBefore().GetEntityId() != "badr" ||
		c.GetAfter().GetOutcome() != laqabv1.Outcome_OUTCOME_AMBIGUOUS || c.GetAfter().GetProbability() > 0.6 {
		t.Errorf("case %v", c)
	}
	if m.GetMention() != "zagros house" || m.GetCount() != 90 || m.GetLanguage() != "en" || m.GetType() != laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION ||
		m.GetEffect() != laqabv1.Effect_EFFECT_HARM {
		t.Errorf("mention %v", m)
	}

	good, err := f.curation.UndeleteEntity(t.Context(), &laqabv1.UndeleteEntityRequest{EntityId: "gone", Edit: previewing})
	if i := good.GetImpact(); err != nil || len(i.GetCases()) != 1 || i.GetCases()[0].GetEffect() != laqabv1.Effect_EFFECT_GAIN ||
		len(i.GetMentions()) != 1 || i.GetMentions()[0].GetEffect() != laqabv1.Effect_EFFECT_GAIN {
		t.Errorf("got %v, %v", i, err)
	}

	failing := errors.New("the queue cannot be read")
	f.Server.curation.recorded = func(context.Context) iter.Seq2[recordedMention, error] {
		return func(yield func(recordedMention, error) bool) { yield(recordedMention{}, failing) }
	}
	_, err = f.curation.UndeleteEntity(t.Context(), &laqabv1.UndeleteEntityRequest{EntityId: "gone", Edit: previewing})
	wantCode(t, err, codes.Internal)
}

// TestPreviewComesTrue: what a preview says of an edit is what the edit then does.
func TestPreviewComesTrue(t *testing.T) {
	words := []string{"Zagros", "House", "Badr", "Hezbollah", "Garden", "Qamishli", "Tamimi"}
	random := rand.New(rand.NewPCG(3, 4))
	some := func() string { return words[random.IntN(len(words))] + " " + words[random.IntN(len(words))] }
	var lines []string
	for range 60 {
		lines = append(lines, fmt.Sprintf(`{"mention":%q,"expect":null}`, some()))
	}
	cases := readCases(t, lines...)
	f := startPreviewed(t, Config{Cases: cases})
	ids := []string{"kh", "hezbollah", "badr"}
	answers := func() (all []*laqabv1.AnswerSummary) {
		now := f.live.current.Load()
		for i := range cases {
			a := now.answer(&recordedMention{Mention: cases[i].mention})
			all = append(all, summaryToProto(&a))
		}
		return all
	}
	changed := 0
	for step := range 40 {
		id, value := ids[random.IntN(len(ids))], some()
		edits := []func(*laqabv1.Edit) (impacted, error){
			func(by *laqabv1.Edit) (impacted, error) {
				return f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: id, Alias: &laqabv1.Alias{Value: value, Language: fmt.Sprintf("x-%d", step)}, Edit: by})
			},
			func(by *laqabv1.Edit) (impacted, error) {
				return f.curation.SetPolicy(t.Context(), &laqabv1.SetPolicyRequest{Edit: by, Policy: &laqabv1.TypePolicy{
					Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION, MinProbability: float64(1+step%9) / 10}})
			},
			func(by *laqabv1.Edit) (impacted, error) {
				return f.curation.AddTerm(t.Context(), &laqabv1.AddTermRequest{Edit: by, Term: &laqabv1.Term{Concept: "c", Value: words[step%len(words)]}})
			},
		}
		edit := edits[[...]int{0, 0, 0, 1, 2}[step%5]]
		before := answers()
		said, err := edit(previewing)
		if err != nil {
			t.Fatal(err)
		}
		if now := answers(); !slices.EqualFunc(before, now, func(a, b *laqabv1.AnswerSummary) bool { return proto.Equal(a, b) }) {
			t.Fatalf("step %d: the preview changed answers", step)
		}
		if _, err := edit(by); err != nil {
			t.Fatal(err)
		}
		foretold := map[string]*laqabv1.ChangedAnswer{}
		for _, c := range said.GetImpact().GetCases() {
			foretold[c.GetOrigin()] = c
		}
		changed += len(foretold)
		for i, after := range answers() {
			c := foretold[cases[i].Origin]
			differs := before[i].GetOutcome() != after.GetOutcome() ||
				after.GetOutcome() == laqabv1.Outcome_OUTCOME_RESOLVED && before[i].GetEntityId() != after.GetEntityId()
			switch {
			case differs != (c != nil):
				t.Errorf("step %d: %q was %v, is %v, foretold %v", step, cases[i].Query.Mention, before[i], after, c)
			case c != nil && (!proto.Equal(c.GetBefore(), before[i]) || !proto.Equal(c.GetAfter(), after)):
				t.Errorf("step %d: %q was %v, is %v, foretold %v", step, cases[i].Query.Mention, before[i], after, c)
			}
		}
	}
	if changed == 0 {
		t.Error("no edit changed an answer")
	}
}

// TestPreviewIsBounded: what is left out is said.
func TestPreviewIsBounded(t *testing.T) {
	cases := readCases(t, `{"mention":"Zagros House","expect":"badr"}`, `{"mention":"Hezbollah","expect":"hezbollah"}`)
	f := startPreviewed(t, Config{})
	now := f.live.current.Load()
	var e aliases.Entity
	e.ID, e.Name, e.State = "many", "Many", aliases.StateActive
	for i := range maxComparedNames {
		e.Aliases = append(e.Aliases, aliases.Alias{Value: name(i)})
	}
	p := preview{before: now, after: now, live: f.live, parallel: 2, ends: time.Now().Add(-time.Second), delta: aliases.Delta{Entities: []aliases.Entity{e}},
		impact: &laqabv1.Impact{Scope: &laqabv1.ImpactScope{}}}
	p.collisions()
	if err := p.cases(t.Context(), cases); err != nil {
		t.Fatal(err)
	}
	cut := p.impact.GetScope().GetCut()
	if len(cut) != 2 || !strings.Contains(cut[0], fmt.Sprint(maxComparedNames+1)) || !strings.Contains(cut[1], "0 of 2 cases") {
		t.Errorf("cut %q", cut)
	}
	cancelled, stop := context.WithCancel(t.Context())
	stop()
	if err := p.cases(cancelled, cases); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestReadCases(t *testing.T) {
	for name, test := range map[string]struct{ line, want string }{
		"no JSON":      {"Zagros", "f:2: "},
		"no mention":   {`{"expect":null}`, "f:2: mention is missing"},
		"unknown type": {`{"mention":"x","expect":null,"type":"ghost"}`, `f:2: type: unknown entity type "ghost"`},
		"no letter":    {`{"mention":"...","expect":null}`, "f:2: mention: has no letter or digit"},
	} {
		_, err := ReadCases("f", strings.NewReader(`{"mention":"x","expect":null}`+"\n"+test.line+"\n"))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", name, err, test.want)
		}
	}
	if _, err := ReadCases("f", strings.NewReader("")); err == nil {
		t.Error("a file without cases is one")
	}
}
