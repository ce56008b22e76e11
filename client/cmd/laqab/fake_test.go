package main

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// fake answers from a script, the same every time, and remembers edits.
type fake struct {
	laqabv1.UnimplementedResolverServiceServer
	laqabv1.UnimplementedCurationServiceServer

	mu      sync.Mutex
	edits   []proto.Message
	listed  *laqabv1.ListChangesRequest // the latest
	loading bool
}

// remember keeps an edit, but for the ID that the SDK gave it.
func (f *fake) remember(m proto.Message) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if e, ok := m.(interface{ GetEdit() *laqabv1.Edit }); ok {
		e.GetEdit().RequestId = ""
	}
	f.edits = append(f.edits, m)
	return int64(40 + len(f.edits))
}

// last is the latest edit.
func (f *fake) last(t *testing.T) proto.Message {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.edits) == 0 {
		t.Fatal("no edit reached the server")
	}
	return f.edits[len(f.edits)-1]
}

func candidate(id, name, alias, language string, p float64, kind laqabv1.MatchKind, evidence ...*laqabv1.Evidence) *laqabv1.Candidate {
	return &laqabv1.Candidate{EntityId: id, Name: name, Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION, Probability: p, Similarity: 0.75,
		Alias:     &laqabv1.Alias{Value: alias, Language: language, Kind: laqabv1.AliasKind_ALIAS_KIND_OFFICIAL},
		MatchKind: kind, Evidence: evidence}
}

// kataib is evidence that "Kataib Hizbullah" met كتائب حزب الله.
func kataib() []*laqabv1.Evidence {
	return []*laqabv1.Evidence{
		{Kind: "prior", Bits: -6.25},
		{Kind: "word_sounds", MentionSpan: &laqabv1.Span{Start: 0, End: 6}, AliasSpan: &laqabv1.Span{Start: 0, End: 10}, Bits: 5.5, Detail: "kataib ~ ktaib"},
		{Kind: "word_sounds", MentionSpan: &laqabv1.Span{Start: 7, End: 16}, AliasSpan: &laqabv1.Span{Start: 11, End: 26}, Bits: 9, Detail: "hizbullah ~ hzb allah"},
	}
}

func (f *fake) answer(r *laqabv1.ResolveRequest) *laqabv1.ResolveResponse {
	a := &laqabv1.ResolveResponse{QueryId: r.GetQueryId(), Outcome: laqabv1.Outcome_OUTCOME_NO_MATCH, NoMatchProbability: 1, Revision: 7, ModelVersion: "test"}
	switch r.GetMention().GetText() {
	case "Kataib Hizbullah", "كتائب حزب الله":
		a.Outcome, a.EntityId, a.NoMatchProbability = laqabv1.Outcome_OUTCOME_RESOLVED, "kataib-hezbollah", 0.0625
		a.Candidates = []*laqabv1.Candidate{candidate("kataib-hezbollah", "Kata'ib Hezbollah", "كتائب حزب الله", "ar", 0.9375,
			laqabv1.MatchKind_MATCH_KIND_TRANSLITERATED, kataib()...)}
	case "علي حسن":
		a.Outcome, a.NoMatchProbability = laqabv1.Outcome_OUTCOME_AMBIGUOUS, 0.0625
		a.Candidates = []*laqabv1.Candidate{
			candidate("ali-1", "Ali Hassan", "علي حسن", "ar", 0.5, laqabv1.MatchKind_MATCH_KIND_EXACT),
			candidate("ali-2", "Ali Hassan", "علي حسن", "ar", 0.375, laqabv1.MatchKind_MATCH_KIND_EXACT),
			candidate("ali-3", "Ali Husayn", "علي حسين", "ar", 0.0625, laqabv1.MatchKind_MATCH_KIND_FUZZY),
		}
	case "真主党":
		a.NoMatchProbability = 0.75
		a.Candidates = []*laqabv1.Candidate{candidate("hezbollah", "Hezbollah", "真主党", "zh", 0.25, laqabv1.MatchKind_MATCH_KIND_PARTIAL)}
	}
	if r.GetOmitEvidence() {
		for _, c := range a.GetCandidates() {
			c.Evidence = nil
		}
	}
	return a
}

func (f *fake) Resolve(_ context.Context, r *laqabv1.ResolveRequest) (*laqabv1.ResolveResponse, error) {
	return f.answer(r), nil
}

func (f *fake) BatchResolve(_ context.Context, r *laqabv1.BatchResolveRequest) (*laqabv1.BatchResolveResponse, error) {
	if f.loading {
		return nil, status.Error(codes.Unavailable, "the index is loading")
	}
	a := &laqabv1.BatchResolveResponse{}
	for _, one := range r.GetRequests() {
		result := &laqabv1.BatchResolveResult{Result: &laqabv1.BatchResolveResult_Response{Response: f.answer(one)}}
		if !strings.ContainsFunc(one.GetMention().GetText(), func(r rune) bool { return r >= '0' && r != '?' }) {
			result.Result = &laqabv1.BatchResolveResult_Error{Error: &laqabv1.ItemError{Code: int32(codes.InvalidArgument), Message: "invalid",
				Violations: []*laqabv1.FieldViolation{{Field: "mention.text", Description: "has no letter or digit"}}}}
		}
		a.Results = append(a.Results, result)
	}
	return a, nil
}

func (f *fake) Explain(_ context.Context, r *laqabv1.ExplainRequest) (*laqabv1.ExplainResponse, error) {
	if r.GetEntityId() != "kataib-hezbollah" {
		return nil, status.Errorf(codes.NotFound, "no entity %q", r.GetEntityId())
	}
	return &laqabv1.ExplainResponse{
		Candidate: candidate("kataib-hezbollah", "Kata'ib Hezbollah", "كتائب حزب الله", "ar", 0.9375, laqabv1.MatchKind_MATCH_KIND_TRANSLITERATED, kataib()...),
		Retrieved: true, Outcome: laqabv1.Outcome_OUTCOME_RESOLVED, BestEntityId: "kataib-hezbollah", NoMatchProbability: 0.0625, Revision: 7,
	}, nil
}

func (f *fake) CompareNames(_ context.Context, r *laqabv1.CompareNamesRequest) (*laqabv1.CompareNamesResponse, error) {
	if r.GetLeft() == "" || r.GetRight() == "" {
		return nil, violated("left", "is empty")
	}
	return &laqabv1.CompareNamesResponse{Similarity: 0.75, Probability: 0.9375, MatchKind: laqabv1.MatchKind_MATCH_KIND_TRANSLITERATED, Evidence: kataib()}, nil
}

func violated(field, description string) error {
	s, err := status.New(codes.InvalidArgument, "invalid request").WithDetails(&errdetails.BadRequest{
		FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: field, Description: description}}})
	if err != nil {
		return err
	}
	return s.Err()
}

func (f *fake) AnalyzeName(context.Context, *laqabv1.AnalyzeNameRequest) (*laqabv1.AnalyzeNameResponse, error) {
	return &laqabv1.AnalyzeNameResponse{Folded: "كتايب", Script: "Arab", Romanizations: []string{"kataib", "ktaib"},
		Tokens: []*laqabv1.AnalyzedToken{{Text: "كتائب", Folded: "كتايب", Romanizations: []string{"kataib"}, Phonetic: "ktb", Role: "unit", Concept: "brigades"}},
		Keys:   []*laqabv1.AnalyzedKey{{Kind: "phonetic", Value: "ktb"}}, ModelVersion: "test"}, nil
}

func stored() *laqabv1.Entity {
	return &laqabv1.Entity{EntityId: "kataib-hezbollah", Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION, Name: "Kata'ib Hezbollah",
		Aliases: []*laqabv1.Alias{
			{AliasId: 1, Value: "كتائب حزب الله", Language: "ar", Kind: laqabv1.AliasKind_ALIAS_KIND_OFFICIAL, Source: "its site"},
			{AliasId: 2, Value: "KH", Kind: laqabv1.AliasKind_ALIAS_KIND_ACRONYM}},
		Exclusions:  []*laqabv1.Exclusion{{Value: "Kataeb Party", Reason: "Lebanese"}},
		ExternalIds: map[string]string{"ofac": "11462"}, State: laqabv1.EntityState_ENTITY_STATE_ACTIVE, Revision: 3, Etag: "r3",
		UpdateTime: timestamppb.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))}
}

func (f *fake) GetEntity(_ context.Context, r *laqabv1.GetEntityRequest) (*laqabv1.GetEntityResponse, error) {
	if r.GetEntityId() != "kataib-hezbollah" {
		return nil, status.Errorf(codes.NotFound, "no entity %q", r.GetEntityId())
	}
	return &laqabv1.GetEntityResponse{Entity: stored()}, nil
}

// ListEntities has three pages of one entity.
func (f *fake) ListEntities(_ context.Context, r *laqabv1.ListEntitiesRequest) (*laqabv1.ListEntitiesResponse, error) {
	e := stored()
	e.EntityId += r.GetPageToken()
	next := r.GetPageToken() + "x"
	if len(next) == 3 {
		next, e.State = "", laqabv1.EntityState_ENTITY_STATE_DELETED
	}
	return &laqabv1.ListEntitiesResponse{Entities: []*laqabv1.Entity{e}, NextPageToken: next}, nil
}

func (f *fake) CreateEntity(_ context.Context, r *laqabv1.CreateEntityRequest) (*laqabv1.CreateEntityResponse, error) {
	if r.GetEntity().GetEntityId() == "taken" {
		s, err := status.New(codes.AlreadyExists, "the ID exists").WithDetails(&errdetails.ResourceInfo{ResourceName: "taken"})
		if err != nil {
			return nil, err
		}
		return nil, s.Err()
	}
	return &laqabv1.CreateEntityResponse{Entity: r.GetEntity(), Revision: f.remember(r)}, nil
}

func (f *fake) UpdateEntity(_ context.Context, r *laqabv1.UpdateEntityRequest) (*laqabv1.UpdateEntityResponse, error) {
	if r.GetEntity().GetEtag() != "r3" {
		return nil, status.Error(codes.Aborted, "the etag is stale")
	}
	return &laqabv1.UpdateEntityResponse{Entity: r.GetEntity(), Revision: f.remember(r)}, nil
}

func (f *fake) DeleteEntity(_ context.Context, r *laqabv1.DeleteEntityRequest) (*laqabv1.DeleteEntityResponse, error) {
	return &laqabv1.DeleteEntityResponse{Revision: f.remember(r)}, nil
}

func (f *fake) UndeleteEntity(_ context.Context, r *laqabv1.UndeleteEntityRequest) (*laqabv1.UndeleteEntityResponse, error) {
	return &laqabv1.UndeleteEntityResponse{Entity: stored(), Revision: f.remember(r)}, nil
}

func (f *fake) AddAlias(_ context.Context, r *laqabv1.AddAliasRequest) (*laqabv1.AddAliasResponse, error) {
	return &laqabv1.AddAliasResponse{Alias: r.GetAlias(), Revision: f.remember(r)}, nil
}

func (f *fake) UpdateAlias(_ context.Context, r *laqabv1.UpdateAliasRequest) (*laqabv1.UpdateAliasResponse, error) {
	return &laqabv1.UpdateAliasResponse{Alias: r.GetAlias(), Revision: f.remember(r)}, nil
}

func (f *fake) RemoveAlias(_ context.Context, r *laqabv1.RemoveAliasRequest) (*laqabv1.RemoveAliasResponse, error) {
	return &laqabv1.RemoveAliasResponse{Revision: f.remember(r)}, nil
}

func (f *fake) AddTerm(_ context.Context, r *laqabv1.AddTermRequest) (*laqabv1.AddTermResponse, error) {
	return &laqabv1.AddTermResponse{Revision: f.remember(r)}, nil
}

func (f *fake) RemoveTerm(_ context.Context, r *laqabv1.RemoveTermRequest) (*laqabv1.RemoveTermResponse, error) {
	return &laqabv1.RemoveTermResponse{Revision: f.remember(r)}, nil
}

func (f *fake) ListTerms(context.Context, *laqabv1.ListTermsRequest) (*laqabv1.ListTermsResponse, error) {
	return &laqabv1.ListTermsResponse{Terms: []*laqabv1.Term{{Concept: "brigades", Value: "كتائب", Language: "ar"}, {Concept: "brigades", Value: "Tugayları", Language: "tr"}}}, nil
}

// ImportEntities calls the lines with "bad" bad.
func (f *fake) ImportEntities(stream grpc.BidiStreamingServer[laqabv1.ImportEntitiesRequest, laqabv1.ImportEntitiesResponse]) error {
	first, err := stream.Recv()
	if err != nil {
		return err
	}
	if first.GetOptions().GetEdit().GetReason() == "refuse" {
		return status.Error(codes.PermissionDenied, "you may only read")
	}
	f.remember(first.GetOptions())
	var text strings.Builder
	for {
		next, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		text.Write(next.GetChunk())
	}
	report := &laqabv1.ImportReport{Revision: 9, DryRun: first.GetOptions().GetDryRun()}
	for line := range strings.Lines(text.String()) {
		report.Lines++
		if strings.Contains(line, "bad") {
			report.ErrorCount++
			report.Errors = append(report.Errors, &laqabv1.LineError{Line: report.Lines, Reason: "name is missing"})
			continue
		}
		report.Created++
	}
	if err := stream.Send(&laqabv1.ImportEntitiesResponse{Event: &laqabv1.ImportEntitiesResponse_Acknowledged{
		Acknowledged: &laqabv1.ImportProgress{Line: report.Lines, Revision: 9}}}); err != nil {
		return err
	}
	if first.GetOptions().GetEdit().GetReason() == "break" {
		return status.Error(codes.Internal, "the disk is full")
	}
	return stream.Send(&laqabv1.ImportEntitiesResponse{Event: &laqabv1.ImportEntitiesResponse_Report{Report: report}})
}

func (f *fake) ExportEntities(_ *laqabv1.ExportEntitiesRequest, stream grpc.ServerStreamingServer[laqabv1.ExportEntitiesResponse]) error {
	for _, chunk := range []string{"{\"id\":\"a\",", "\"name\":\"A\"}\n"} {
		if err := stream.Send(&laqabv1.ExportEntitiesResponse{Chunk: []byte(chunk), Revision: 9}); err != nil {
			return err
		}
	}
	return nil
}

// changes is a history of two.
func changes() []*laqabv1.Change {
	at := timestamppb.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	return []*laqabv1.Change{
		{Revision: 1, Time: at, Actor: "desk", Operation: "create", EntityId: "kh", After: `{"id":"kh","name":"KH"}`},
		{Revision: 2, Time: at, Actor: "desk", Reason: "seen", Operation: "alias_add", EntityId: "kh",
			Before: `{"id":"kh","name":"KH"}`, After: `{"id":"kh","name":"KH","aliases":[{"value":"كتائب"}]}`}}
}

func (f *fake) ListChanges(_ context.Context, r *laqabv1.ListChangesRequest) (*laqabv1.ListChangesResponse, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listed = r
	return &laqabv1.ListChangesResponse{Changes: changes()}, nil
}

// MergeEntities finds two conflicts.
func (f *fake) MergeEntities(_ context.Context, r *laqabv1.MergeEntitiesRequest) (*laqabv1.MergeEntitiesResponse, error) {
	if etag := r.GetFromEtag(); etag != "" && etag != `"r3"` {
		late := changes()[1]
		late.After = `{"id":"kh","name":"KH","type":"media","aliases":[{"value":"كتائب"}]}`
		s, err := status.New(codes.Aborted, "the etag is stale").WithDetails(
			&laqabv1.StaleEdit{EntityId: r.GetFromEntityId(), GivenEtag: etag, Etag: `"r3"`, Changes: []*laqabv1.Change{late}})
		if err != nil {
			return nil, err
		}
		return nil, s.Err()
	}
	f.remember(r)
	return &laqabv1.MergeEntitiesResponse{Entity: stored(), Revision: 44, Conflicts: []*laqabv1.MergeConflict{
		{Kind: laqabv1.MergeConflictKind_MERGE_CONFLICT_KIND_EXTERNAL_ID, Key: "ofac", Kept: "11462", Lost: "7"},
		{Kind: laqabv1.MergeConflictKind_MERGE_CONFLICT_KIND_EXCLUSION, Key: "KH", Kept: "KH"}}}, nil
}

func (f *fake) SplitEntity(_ context.Context, r *laqabv1.SplitEntityRequest) (*laqabv1.SplitEntityResponse, error) {
	f.remember(r)
	return &laqabv1.SplitEntityResponse{Entity: stored(), Target: &laqabv1.Entity{EntityId: "part", Name: "KH"}, Revision: 44}, nil
}

func (f *fake) RevertChanges(_ context.Context, r *laqabv1.RevertChangesRequest) (*laqabv1.RevertChangesResponse, error) {
	f.remember(r)
	back := changes()[1]
	back.Revision, back.Operation, back.Before, back.After = 43, "revert", back.GetAfter(), back.GetBefore()
	return &laqabv1.RevertChangesResponse{FromRevision: r.GetFromRevision(), ToRevision: r.GetToRevision(), RevertedCount: 2,
		Changes: []*laqabv1.Change{back}, Revision: 44}, nil
}

// WatchChanges refuses to go on after the two.
func (f *fake) WatchChanges(r *laqabv1.WatchChangesRequest, stream grpc.ServerStreamingServer[laqabv1.WatchChangesResponse]) error {
	for _, c := range changes() {
		if c.GetRevision() > r.GetAfterRevision() {
			if err := stream.Send(&laqabv1.WatchChangesResponse{Change: c, Revision: c.GetRevision()}); err != nil {
				return err
			}
		}
	}
	return status.Error(codes.OutOfRange, "revision 2 is the last one")
}

func (f *fake) ListReviewItems(_ context.Context, r *laqabv1.ListReviewItemsRequest) (*laqabv1.ListReviewItemsResponse, error) {
	at := timestamppb.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	if r.GetScript() != "" {
		return &laqabv1.ListReviewItemsResponse{}, nil
	}
	return &laqabv1.ListReviewItemsResponse{TotalItems: 2, TotalMentions: 1235, Items: []*laqabv1.ReviewItem{
		{ItemId: "flkbdr", Count: 1234, FirstSeenTime: at, LastSeenTime: at, BestProbability: 0.25, Spellings: []*laqabv1.ReviewSpelling{
			{Folded: "فيلق بدر", Text: "فيلق بدر", Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION, Language: "ar", Script: "Arab", Count: 1233,
				Outcome: laqabv1.Outcome_OUTCOME_NO_MATCH, Samples: []*laqabv1.ReviewSample{{Text: "فيلق بدر", Context: "وأعلن فيلق بدر", Caller: "desk", Time: at}},
				Candidates: []*laqabv1.ReviewCandidate{{EntityId: "badr-organization", Name: "Badr Organization", Probability: 0.25}}},
			{Folded: "faylaq badr", Text: "Faylaq Badr", Script: "Latn", Count: 1, Outcome: laqabv1.Outcome_OUTCOME_NO_MATCH}}},
		{ItemId: "readmore", Count: 1, FirstSeenTime: at, LastSeenTime: at, Skipped: true, Spellings: []*laqabv1.ReviewSpelling{
			{Folded: "read more", Text: "Read more", Script: "Latn", Count: 1, Outcome: laqabv1.Outcome_OUTCOME_AMBIGUOUS}}},
	}}, nil
}

func (f *fake) DecideReviewItem(_ context.Context, r *laqabv1.DecideReviewItemRequest) (*laqabv1.DecideReviewItemResponse, error) {
	f.remember(r)
	return &laqabv1.DecideReviewItemResponse{DecisionId: 3, Revision: 41, EntityId: "badr-organization",
		Settled: &laqabv1.ReviewTally{Items: 2, Spellings: 3, Mentions: 1240}, Left: &laqabv1.ReviewTally{Items: 1, Spellings: 1, Mentions: 1}}, nil
}

func (f *fake) UndoDecision(_ context.Context, r *laqabv1.UndoDecisionRequest) (*laqabv1.UndoDecisionResponse, error) {
	f.remember(r)
	return &laqabv1.UndoDecisionResponse{Revision: 42, Decision: &laqabv1.Decision{DecisionId: 3, Kind: "new_entity", Mention: "فيلق بدر"},
		Returned: &laqabv1.ReviewTally{Items: 1, Spellings: 1, Mentions: 7}}, nil
}

func (f *fake) ListDecisions(context.Context, *laqabv1.ListDecisionsRequest) (*laqabv1.ListDecisionsResponse, error) {
	at := timestamppb.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	return &laqabv1.ListDecisionsResponse{Decisions: []*laqabv1.Decision{
		{DecisionId: 2, Time: at, Actor: "desk", Kind: "ignore", ItemId: "readmore", Mention: "Read more", Settled: &laqabv1.ReviewTally{Items: 1, Spellings: 1, Mentions: 9}, UndoTime: at, UndoActor: "mona"},
		{DecisionId: 1, Time: at, Actor: "mona", Reason: "seen", Kind: "alias", ItemId: "flkbdr", Mention: "فيلق بدر", EntityId: "badr-organization", Revision: 7,
			Settled: &laqabv1.ReviewTally{Items: 1, Spellings: 2, Mentions: 1234}}}}, nil
}

// serve runs the fake on a port of this machine and returns its address.
func serve(t *testing.T, f *fake) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	laqabv1.RegisterResolverServiceServer(server, f)
	laqabv1.RegisterCurationServiceServer(server, f)
	go func() { _ = server.Serve(listener) }() // ends by Stop
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}
