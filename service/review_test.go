package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// reviewTable has two entities of one name, and one that is not in the way.
func reviewTable(t testing.TB, f *fixture) {
	t.Helper()
	f.create(t, "kataib-hezbollah", "Kata'ib Hezbollah")
	f.create(t, "ali-1", "Ali Hassan")
	f.create(t, "ali-2", "Ali Hassan")
}

// queue is what is open, as "text*count/outcome ..." of each item.
func (f *fixture) queue(t testing.TB) (items []string) {
	t.Helper()
	r, err := f.curation.ListReviewItems(t.Context(), &laqabv1.ListReviewItemsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range r.GetItems() {
		var spellings []string
		for _, s := range item.GetSpellings() {
			spellings = append(spellings, fmt.Sprintf("%s*%d/%s", s.GetText(), s.GetCount(), strings.TrimPrefix(s.GetOutcome().String(), "OUTCOME_")))
		}
		items = append(items, strings.Join(spellings, " "))
	}
	return items
}

func (f *fixture) ask(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if _, err := f.resolver.Resolve(t.Context(), mention(text)); err != nil {
			t.Fatal(err)
		}
	}
}

func wantItems(t testing.TB, f *fixture, want ...string) {
	t.Helper()
	if got := f.queue(t); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestReviewRecords: all three ways of resolving record what they leave open,
// and only that.
func TestReviewRecords(t *testing.T) {
	f := start(t, Config{})
	reviewTable(t, f)
	f.ask(t, "Kata'ib Hezbollah", "Ali Hassan", "ALI HASSAN")
	batch := &laqabv1.BatchResolveRequest{Requests: []*laqabv1.ResolveRequest{
		{Mention: &laqabv1.Mention{Text: "Zyzzyx Holdings", Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION, Language: "en", Context: "shares of Zyzzyx Holdings fell"}},
		{Mention: &laqabv1.Mention{Text: "unseen"}, NoReview: true},
		{Mention: &laqabv1.Mention{Text: "..."}},
	}}
	if _, err := f.resolver.BatchResolve(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	stream, err := f.resolver.StreamResolve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 4 {
		if err := stream.Send(&laqabv1.StreamResolveRequest{Request: mention("زيزكس")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = stream.Recv()
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	wantItems(t, f, "زيزكس*4/NO_MATCH", "ALI HASSAN*2/AMBIGUOUS", "Zyzzyx Holdings*1/NO_MATCH")

	r, err := f.curation.GetReviewItem(t.Context(), &laqabv1.GetReviewItemRequest{Mention: "zyzzyx holdings"})
	if err != nil {
		t.Fatal(err)
	}
	s := r.GetItem().GetSpellings()[0]
	if s.GetFolded() != "zyzzyx holdings" || s.GetLanguage() != "en" || s.GetType() != laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION || s.GetScript() != "Latn" ||
		s.GetState() != laqabv1.ReviewState_REVIEW_STATE_OPEN || len(s.GetSamples()) != 1 ||
		s.GetSamples()[0].GetContext() != "shares of Zyzzyx Holdings fell" || s.GetSamples()[0].GetCaller() != "bufconn" {
		t.Errorf("got %v", r)
	}
	r, err = f.curation.GetReviewItem(t.Context(), &laqabv1.GetReviewItemRequest{Mention: "ali hassan"})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range r.GetItem().GetSpellings()[0].GetCandidates() {
		ids = append(ids, c.GetEntityId())
	}
	if !slices.Equal(ids, []string{"ali-1", "ali-2"}) || r.GetItem().GetBestProbability() < 0.3 {
		t.Errorf("got %v", r)
	}
	_, err = f.curation.GetReviewItem(t.Context(), &laqabv1.GetReviewItemRequest{Mention: "unseen"})
	wantCode(t, err, codes.NotFound)
}

// TestReviewConfig: a server may record nothing, or doubtful answers too.
func TestReviewConfig(t *testing.T) {
	for _, test := range []struct {
		name   string
		review ReviewConfig
		want   []string
	}{
		{"default", ReviewConfig{}, []string{"Zyzzyx Holdings*1/NO_MATCH"}},
		{"off", ReviewConfig{Off: true}, nil},
		{"below", ReviewConfig{Below: 1}, []string{"Kata'ib Hezbollah*1/RESOLVED", "Zyzzyx Holdings*1/NO_MATCH"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := start(t, Config{Review: test.review})
			reviewTable(t, f)
			f.ask(t, "Zyzzyx Holdings", "Kata'ib Hezbollah")
			got := f.queue(t)
			slices.Sort(got)
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestReviewSurvives: what was answered before the server stopped is in the queue of the next.
func TestReviewSurvives(t *testing.T) {
	path := filepath.Join(t.TempDir(), "laqab.db")
	store, err := aliases.Open(t.Context(), path, aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	first := New(store, Config{Logger: slog.New(slog.DiscardHandler)})
	if err := first.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	req := mention("Zyzzyx Holdings")
	first.review.note(t.Context(), req, first.live.current.Load().resolve(req))
	if err := first.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := store.Group(t.Context(), strings.ToLower); err != nil {
		t.Fatal(err)
	}
	page, err := store.ReviewItems(t.Context(), aliases.ReviewOptions{})
	if err != nil || len(page.Items) != 1 || page.Items[0].Count() != 1 {
		t.Errorf("got %+v, %v", page, err)
	}
}

// TestReviewOverload: more different texts than there is room for are dropped
// and counted, and what there is room for is not, nor what comes again.
func TestReviewOverload(t *testing.T) {
	f := startUnloaded(t, Config{}) // nobody writes but the test
	if err := f.live.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	answer := &laqabv1.ResolveResponse{Outcome: laqabv1.Outcome_OUTCOME_NO_MATCH}
	const more = 500
	for range 3 {
		for i := range maxPending + more {
			f.review.note(t.Context(), mention(fmt.Sprint("mention ", i)), answer)
		}
	}
	r, err := f.curation.ListReviewItems(t.Context(), &laqabv1.ListReviewItemsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if r.GetDroppedMentions() != 3*more || r.GetTotalMentions() != 3*maxPending {
		t.Errorf("%d dropped, %d recorded", r.GetDroppedMentions(), r.GetTotalMentions())
	}
	if !strings.Contains(f.log.String(), "dropped=1500") {
		t.Error("the log does not say that mentions were dropped")
	}
}

// TestReviewCoalesces: of the mentions of a name between two writes each counts,
// and what is kept of them is the newest one's, whatever they have in common.
func TestReviewCoalesces(t *testing.T) {
	f := startUnloaded(t, Config{})
	if err := f.live.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	note := func(text, context string, entityType laqabv1.EntityType, revision int64, ids ...string) {
		answer := &laqabv1.ResolveResponse{Outcome: laqabv1.Outcome_OUTCOME_NO_MATCH, Revision: revision}
		for _, id := range ids {
			answer.Candidates = append(answer.Candidates, &laqabv1.Candidate{EntityId: id})
		}
		req := &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: text, Context: context, Type: entityType}}
		f.review.note(t.Context(), req, answer)
	}
	const unknown, person, vessel = laqabv1.EntityType_ENTITY_TYPE_UNSPECIFIED, laqabv1.EntityType_ENTITY_TYPE_PERSON, laqabv1.EntityType_ENTITY_TYPE_VESSEL
	note("Zyzzyx", "one", unknown, 7, "a", "b")
	note("Zyzzyx", "two", unknown, 7, "a", "b")
	note("Zyzzyx", "one", person, 7, "a")
	note("ZYZZYX", "", unknown, 7)
	note("Zyzzyx", "three", unknown, 8, "c")
	note("ZYZZYX", "four", vessel, 8, "d")
	r, err := f.curation.ListReviewItems(t.Context(), &laqabv1.ListReviewItemsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.GetItems()) != 1 || len(r.GetItems()[0].GetSpellings()) != 1 {
		t.Fatalf("got %v", r)
	}
	s := r.GetItems()[0].GetSpellings()[0]
	var contexts []string
	for _, place := range s.GetSamples() {
		contexts = append(contexts, place.GetText()+" "+place.GetContext())
	}
	if s.GetText() != "ZYZZYX" || s.GetCount() != 6 || s.GetType() != vessel || s.GetCandidates()[0].GetEntityId() != "d" ||
		!slices.Equal(contexts, []string{"ZYZZYX four", "Zyzzyx three", "Zyzzyx one"}) {
		t.Errorf("got %v", s)
	}
	note("Zyzzyx", "", unknown, 8, "c")
	if r, err = f.curation.ListReviewItems(t.Context(), &laqabv1.ListReviewItemsRequest{}); err != nil {
		t.Fatal(err)
	}
	if s := r.GetItems()[0].GetSpellings()[0]; s.GetText() != "Zyzzyx" || s.GetCount() != 7 || s.GetType() != vessel || s.GetCandidates()[0].GetEntityId() != "c" {
		t.Errorf("got %v", s)
	}
}

// TestReviewTimes: mentions noted within a microsecond keep their order, and a clock
// that was put back is believed.
func TestReviewTimes(t *testing.T) {
	r := &recorder{}
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, test := range []struct{ clock, want time.Duration }{
		{0, 0}, {0, 1}, {0, 2}, {1, 3}, {9, 9}, {9, 10}, {-5000, -5000}, {-5000, -4999},
	} {
		if got := r.next(start.Add(test.clock * time.Microsecond)).Sub(start); got != test.want*time.Microsecond {
			t.Errorf("at %d: %v, want %d", test.clock, got, test.want)
		}
	}
}

// TestReviewCaller: with tokens, the caller is who the token says.
func TestReviewCaller(t *testing.T) {
	const secret = "0123456789abcdef"
	f := start(t, Config{Tokens: []Token{{"pipeline", secret, RoleCurate}}})
	ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+secret)
	if _, err := f.resolver.Resolve(ctx, mention("Zyzzyx")); err != nil {
		t.Fatal(err)
	}
	r, err := f.curation.GetReviewItem(ctx, &laqabv1.GetReviewItemRequest{Mention: "zyzzyx"})
	if err != nil || r.GetItem().GetSpellings()[0].GetSamples()[0].GetCaller() != "pipeline" {
		t.Errorf("got %v, %v", r, err)
	}
	_, err = f.curation.DecideReviewItem(ctx, &laqabv1.DecideReviewItemRequest{Mention: "zyzzyx", Edit: by,
		Decision: &laqabv1.DecideReviewItemRequest_Ignore{Ignore: &laqabv1.IgnoreDecision{}}})
	wantCode(t, err, codes.PermissionDenied)
}

func decideAlias(entityID string) *laqabv1.DecideReviewItemRequest {
	return &laqabv1.DecideReviewItemRequest{Edit: by, Decision: &laqabv1.DecideReviewItemRequest_Alias{Alias: &laqabv1.AliasDecision{EntityId: entityID}}}
}

// TestDecisions: each kind of decision, what it settles, and taking it back.
func TestDecisions(t *testing.T) {
	open := []string{"Hachd Chaabi*2/NO_MATCH حشد شعبي*1/NO_MATCH", "Ali Hassan*1/AMBIGUOUS", "Hachd Chaabi Forces*1/NO_MATCH"}
	for _, test := range []struct {
		name    string
		mention string
		req     *laqabv1.DecideReviewItemRequest
		left    []string
		settled [3]int64 // items, spellings, mentions
		resolve string   // resolves now to
		to      string
	}{
		{"alias", "hachd chaabi", decideAlias("kataib-hezbollah"),
			[]string{"Ali Hassan*1/AMBIGUOUS"}, [3]int64{2, 3, 4}, "Hachd Chaabi", "kataib-hezbollah"},
		{"new entity", "hachd chaabi", &laqabv1.DecideReviewItemRequest{Edit: by, Decision: &laqabv1.DecideReviewItemRequest_NewEntity{
			NewEntity: &laqabv1.EntityDecision{Entity: &laqabv1.Entity{EntityId: "pmf"}}}},
			[]string{"Ali Hassan*1/AMBIGUOUS"}, [3]int64{2, 3, 4}, "حشد شعبي", "pmf"},
		{"never", "ali hassan", &laqabv1.DecideReviewItemRequest{Edit: by, Decision: &laqabv1.DecideReviewItemRequest_Never{
			Never: &laqabv1.NeverDecision{EntityId: "ali-2"}}},
			[]string{open[0], open[2]}, [3]int64{1, 1, 1}, "Ali Hassan", "ali-1"},
		{"ignore", "hachd chaabi", &laqabv1.DecideReviewItemRequest{Edit: by, Decision: &laqabv1.DecideReviewItemRequest_Ignore{}},
			open[1:], [3]int64{1, 2, 3}, "", ""},
		{"skip", "hachd chaabi", &laqabv1.DecideReviewItemRequest{Edit: by, Decision: &laqabv1.DecideReviewItemRequest_Skip{}},
			[]string{open[1], open[2], open[0]}, [3]int64{}, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := start(t, Config{})
			reviewTable(t, f)
			f.ask(t, "Hachd Chaabi", "Hachd Chaabi", "حشد شعبي", "Hachd Chaabi Forces", "Ali Hassan")
			wantItems(t, f, open...)
			if t.Failed() {
				t.FailNow()
			}
			test.req.Mention = test.mention
			tried := proto.Clone(test.req).(*laqabv1.DecideReviewItemRequest)
			tried.Edit = &laqabv1.Edit{Actor: by.GetActor(), Reason: by.GetReason(), ValidateOnly: true}
			would, err := f.curation.DecideReviewItem(t.Context(), tried)
			if err != nil || would.GetImpact() == nil {
				t.Fatal(would, err)
			}
			wantItems(t, f, open...)
			var gained int64
			for _, m := range would.GetImpact().GetMentions() {
				gained += m.GetCount()
			}
			if test.to != "" && gained != test.settled[2] {
				t.Errorf("%d mentions were to be gained, %d are to be settled", gained, test.settled[2])
			}
			r, err := f.curation.DecideReviewItem(t.Context(), test.req)
			if err != nil {
				t.Fatal(err)
			}
			s := r.GetSettled()
			if got := [3]int64{s.GetItems(), s.GetSpellings(), s.GetMentions()}; got != test.settled {
				t.Errorf("settled %v, want %v", got, test.settled)
			}
			if int(r.GetLeft().GetItems()) != len(test.left) {
				t.Errorf("left %v", r.GetLeft())
			}
			wantItems(t, f, test.left...)
			if test.to != "" && f.resolved(t, test.resolve) != test.to {
				t.Errorf("%q resolves to %q", test.resolve, f.resolved(t, test.resolve))
			}
			back, err := f.curation.UndoDecision(t.Context(), &laqabv1.UndoDecisionRequest{Edit: previewing})
			if err != nil || back.GetImpact() == nil {
				t.Error(back, err)
			}
			wantItems(t, f, test.left...)
			undone, err := f.curation.UndoDecision(t.Context(), &laqabv1.UndoDecisionRequest{Edit: by})
			if err != nil {
				t.Fatal(err)
			}
			if int(undone.GetLeft().GetItems()) != len(open) || !proto.Equal(undone.GetLeft(), back.GetLeft()) {
				t.Errorf("left %v, and were to be left %v", undone.GetLeft(), back.GetLeft())
			}
			if u := undone.GetReturned(); undone.GetDecision().GetDecisionId() != r.GetDecisionId() || u.GetSpellings() != test.settled[1] || u.GetMentions() != test.settled[2] ||
				(undone.GetRevision() > 0) != (r.GetRevision() > 0) {
				t.Errorf("got %v", undone)
			}
			wantItems(t, f, open...)
			_, err = f.curation.UndoDecision(t.Context(), &laqabv1.UndoDecisionRequest{DecisionId: r.GetDecisionId(), Edit: by})
			wantCode(t, err, codes.FailedPrecondition)
			_, err = f.curation.UndoDecision(t.Context(), &laqabv1.UndoDecisionRequest{Edit: by})
			wantCode(t, err, codes.NotFound)

			all, err := f.curation.ListDecisions(t.Context(), &laqabv1.ListDecisionsRequest{})
			if err != nil || len(all.GetDecisions()) != 1 || all.GetDecisions()[0].GetUndoActor() != by.GetActor() || all.GetDecisions()[0].GetUndoTime() == nil {
				t.Errorf("got %v, %v", all, err)
			}
		})
	}
}

// TestDecidedTwice: who decides second hears what the first one decided.
func TestDecidedTwice(t *testing.T) {
	f := start(t, Config{})
	f.ask(t, "Zyzzyx")
	req := &laqabv1.DecideReviewItemRequest{Mention: "Zyzzyx", Edit: &laqabv1.Edit{Actor: "mona"}, Decision: &laqabv1.DecideReviewItemRequest_Ignore{}}
	if _, err := f.curation.DecideReviewItem(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	_, err := f.curation.DecideReviewItem(t.Context(), req)
	if s := wantCode(t, err, codes.Aborted); !strings.Contains(s.Message(), "ignore by mona") {
		t.Errorf("got %q", s.Message())
	}
	f.ask(t, "zyzzyx")
	wantItems(t, f) // ignored is ignored
}

// TestDecisionComesAgain: a request that comes again after its decision was taken
// back hears what it was told, and leaves queue and record as they are.
func TestDecisionComesAgain(t *testing.T) {
	f := startUnloaded(t, Config{}) // nobody sweeps
	if err := f.live.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	reviewTable(t, f)
	f.ask(t, "Zyzzyx", "Qwv")
	req := decideAlias("kataib-hezbollah")
	req.Mention, req.Edit = "Zyzzyx", &laqabv1.Edit{Actor: by.GetActor(), RequestId: "once"}
	first, err := f.curation.DecideReviewItem(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.curation.UndoDecision(t.Context(), &laqabv1.UndoDecisionRequest{Edit: by}); err != nil {
		t.Fatal(err)
	}
	again, err := f.curation.DecideReviewItem(t.Context(), req)
	if err != nil || again.GetDecisionId() != first.GetDecisionId() || !proto.Equal(again.GetSettled(), first.GetSettled()) || again.GetLeft().GetItems() != 2 {
		t.Errorf("got %v, %v; the first answer was %v", again, err, first)
	}
	wantItems(t, f, "Qwv*1/NO_MATCH", "Zyzzyx*1/NO_MATCH")
	all, err := f.curation.ListDecisions(t.Context(), &laqabv1.ListDecisionsRequest{})
	if err != nil || len(all.GetDecisions()) != 1 || !proto.Equal(all.GetDecisions()[0].GetSettled(), first.GetSettled()) {
		t.Errorf("got %v, %v", all, err)
	}
}

// TestPreviewedDecisionWaitsForNobody: who only looks is not kept waiting by who decides.
func TestPreviewedDecisionWaitsForNobody(t *testing.T) {
	f := start(t, Config{})
	f.ask(t, "Zyzzyx")
	f.review.deciding.Lock()
	defer f.review.deciding.Unlock()
	req := &laqabv1.DecideReviewItemRequest{Mention: "Zyzzyx", Edit: &laqabv1.Edit{Actor: "mona", ValidateOnly: true}, Decision: &laqabv1.DecideReviewItemRequest_Ignore{}}
	if _, err := f.curation.DecideReviewItem(t.Context(), req); err != nil {
		t.Error(err)
	}
}

// TestDecidedAcrossLines: a mention that was broken in two lines becomes a name
// without the break, which no name may have.
func TestDecidedAcrossLines(t *testing.T) {
	for _, kind := range []string{"alias", "new entity", "never"} {
		t.Run(kind, func(t *testing.T) {
			f := start(t, Config{})
			f.create(t, "kataib-hezbollah", "Kata'ib Hezbollah")
			f.ask(t, " Zyzzyx\n\tHoldings ")
			req := &laqabv1.DecideReviewItemRequest{Mention: "zyzzyx holdings", Edit: by}
			switch kind {
			case "alias":
				req.Decision = decideAlias("kataib-hezbollah").Decision
			case "new entity":
				req.Decision = &laqabv1.DecideReviewItemRequest_NewEntity{}
			case "never":
				req.Decision = &laqabv1.DecideReviewItemRequest_Never{Never: &laqabv1.NeverDecision{EntityId: "kataib-hezbollah"}}
			}
			if _, err := f.curation.DecideReviewItem(t.Context(), req); err != nil {
				t.Error(err)
			}
			all, err := f.curation.ListDecisions(t.Context(), &laqabv1.ListDecisionsRequest{})
			if err != nil || len(all.GetDecisions()) != 1 || all.GetDecisions()[0].GetMention() != "Zyzzyx Holdings" {
				t.Errorf("got %v, %v", all, err)
			}
		})
	}
}

// TestReviewSwept: what resolves since another edit leaves the queue, too.
func TestReviewSwept(t *testing.T) {
	f := startUnloaded(t, Config{}) // nobody sweeps but the test
	if err := f.live.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.ask(t, "Zyzzyx Holdings", "Qwv Trading")
	f.create(t, "zyzzyx", "Zyzzyx Holdings")
	wantItems(t, f, "Qwv Trading*1/NO_MATCH", "Zyzzyx Holdings*1/NO_MATCH")
	if done, err := f.review.sweepOnce(t.Context(), nil); !done || err != nil {
		t.Fatalf("swept %t, %v", done, err)
	}
	wantItems(t, f, "Qwv Trading*1/NO_MATCH")
	_, err := f.curation.DecideReviewItem(t.Context(), &laqabv1.DecideReviewItemRequest{Mention: "zyzzyx holdings", Edit: by,
		Decision: &laqabv1.DecideReviewItemRequest_Ignore{}})
	if s := wantCode(t, err, codes.Aborted); !strings.Contains(s.Message(), "resolves since another edit") {
		t.Errorf("got %q", s.Message())
	}

	// The server does so by itself.
	f.review.start()
	f.create(t, "qwv", "Qwv Trading")
	for start := time.Now(); len(f.queue(t)) > 0; time.Sleep(50 * time.Millisecond) {
		if time.Since(start) > time.Minute {
			t.Fatal("the queue is not swept")
		}
	}
}

func TestReviewPages(t *testing.T) {
	f := start(t, Config{})
	for i, text := range []string{"Borodin", "Kalashnikov", "Tchaikovsky"} {
		f.ask(t, slices.Repeat([]string{text}, 3-i)...)
		if _, err := f.curation.ListReviewItems(t.Context(), &laqabv1.ListReviewItemsRequest{}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	req := &laqabv1.ListReviewItemsRequest{PageSize: 1}
	for more := true; more; more = req.GetPageToken() != "" {
		r, err := f.curation.ListReviewItems(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.GetItems()[0].GetSpellings()[0].GetText())
		if r.GetTotalItems() != 3 || r.GetTotalMentions() != 6 {
			t.Errorf("got %v", r)
		}
		req.PageToken = r.GetNextPageToken()
	}
	if want := []string{"Borodin", "Kalashnikov", "Tchaikovsky"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, text := range got {
		if _, err := f.curation.DecideReviewItem(t.Context(), &laqabv1.DecideReviewItemRequest{Mention: text, Edit: by,
			Decision: &laqabv1.DecideReviewItemRequest_Skip{}}); err != nil {
			t.Fatal(err)
		}
	}
	decisions := &laqabv1.ListDecisionsRequest{PageSize: 2}
	var ids []int64
	for more := true; more; more = decisions.GetPageToken() != "" {
		r, err := f.curation.ListDecisions(t.Context(), decisions)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range r.GetDecisions() {
			ids = append(ids, d.GetDecisionId())
		}
		decisions.PageToken = r.GetNextPageToken()
	}
	if !slices.Equal(ids, []int64{3, 2, 1}) {
		t.Errorf("got %v", ids)
	}
	_, err := f.curation.ListDecisions(t.Context(), &laqabv1.ListDecisionsRequest{PageToken: "x"})
	wantCode(t, err, codes.InvalidArgument)
}

// TestReviewBesideEdits: recording and editing share the table's one writer,
// and neither fails for the other.
func TestReviewBesideEdits(t *testing.T) {
	f := start(t, Config{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			f.review.flush(ctx)
		}
	}()
	for i := range 50 {
		f.ask(t, fmt.Sprintf("Zyzzyx %d", i))
		f.create(t, fmt.Sprint("e", i), fmt.Sprint("Entity ", i))
	}
	cancel()
	<-done
	if got := f.queue(t); len(got) != 50 {
		t.Errorf("%d items", len(got))
	}
	if strings.Contains(f.log.String(), "WARN") {
		t.Error("the log has warnings")
	}
}

// TestSweepRetries: a sweep that failed is tried again, less and less often, and
// one that was done not before the next edit.
func TestSweepRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		live := newLive(nil, slog.New(slog.NewTextHandler(&log, nil)), 0)
		live.current.Store(&snapshot{revision: 1})
		r := newRecorder(nil, live, Config{Logger: live.log})
		quit := make(chan struct{})
		start := time.Now()
		var (
			mu     sync.Mutex
			broken = true
			at     []time.Duration
			ended  sync.WaitGroup
		)
		ended.Go(func() {
			r.sweep(quit, func(context.Context, <-chan struct{}) (bool, error) {
				mu.Lock()
				defer mu.Unlock()
				at = append(at, time.Since(start))
				if broken {
					return false, errors.New("disk I/O error")
				}
				return true, nil
			})
		})
		// tried is when sweeps were tried in the time that goes by.
		tried := func(wait time.Duration, isBroken bool) []time.Duration {
			mu.Lock()
			at, broken = nil, isBroken
			mu.Unlock()
			time.Sleep(wait)
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			return at
		}
		want := []time.Duration{1 * time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second}
		if got := tried(20*time.Second, true); !slices.Equal(got, want) {
			t.Errorf("tried at %v, want %v", got, want)
		}
		if !strings.Contains(log.String(), "retry_in=8s") {
			t.Errorf("got %s", log.String())
		}
		if got := tried(time.Hour, false); !slices.Equal(got, []time.Duration{32 * time.Second}) {
			t.Errorf("tried at %v", got)
		}
		live.current.Store(&snapshot{revision: 2})
		if got := tried(time.Hour, true); len(got) < 10 || got[len(got)-1]-got[len(got)-2] != maxSweepRetry {
			t.Errorf("tried at %v", got)
		}
		close(quit)
		ended.Wait()
	})
}
