package service

import (
	"math"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func words(n int) string { return strings.Repeat("a", n) }

// methods maps a request's name to its method's full name.
func methods() map[protoreflect.FullName]string {
	m := map[protoreflect.FullName]string{}
	for _, file := range []protoreflect.FileDescriptor{laqabv1.File_laqab_v1_resolver_proto, laqabv1.File_laqab_v1_curation_proto} {
		for i := range file.Services().Len() {
			s := file.Services().Get(i)
			for j := range s.Methods().Len() {
				method := s.Methods().Get(j)
				m[method.Input().FullName()] = "/" + string(s.FullName()) + "/" + string(method.Name())
			}
		}
	}
	return m
}

// TestEveryRequestIsValidated: validate knows every request of the contract.
func TestEveryRequestIsValidated(t *testing.T) {
	for name := range methods() {
		typ, err := protoregistry.GlobalTypes.FindMessageByName(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(typ.New().Interface()); err != nil && strings.Contains(err.Error(), "not served") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := validate(&laqabv1.Mention{}); err == nil || !strings.Contains(err.Error(), "not served") {
		t.Errorf("a message that is no request: got %v", err)
	}
}

func TestInvalidRequests(t *testing.T) {
	f := start(t, Config{})
	edit := func(change func(*laqabv1.Edit)) *laqabv1.Edit {
		e := &laqabv1.Edit{Actor: "tester"}
		change(e)
		return e
	}
	resolve := func(change func(*laqabv1.ResolveRequest)) *laqabv1.ResolveRequest {
		r := &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: "ok"}, Policy: &laqabv1.Policy{}}
		change(r)
		return r
	}
	named := func(text string) *laqabv1.ResolveRequest {
		return resolve(func(r *laqabv1.ResolveRequest) { r.Mention.Text = text })
	}
	entity := func(change func(*laqabv1.Entity)) *laqabv1.CreateEntityRequest {
		e := &laqabv1.Entity{Name: "ok"}
		change(e)
		return &laqabv1.CreateEntityRequest{Entity: e, Edit: by}
	}
	for _, test := range []struct {
		name string
		req  proto.Message
		want []string // the fields violated; none means that the request is valid
	}{
		{"longest mention", named(words(1024)), nil},
		{"line break", named("Abu\nMahdi\tx"), nil},
		{"digits", named("17"), nil},
		{"Arabic", named("كتائب حزب الله"), nil},
		{"most candidates", resolve(func(r *laqabv1.ResolveRequest) { r.Policy.MaxCandidates = 100; r.Policy.MinProbability = 1 }), nil},
		{"nothing", &laqabv1.ResolveRequest{}, []string{"mention.text"}},
		{"empty", named(""), []string{"mention.text"}},
		{"white space", named(" \t\u00a0\u3000"), []string{"mention.text"}},
		{"emoji", named("🚀🚀"), []string{"mention.text"}},
		{"punctuation", named("-- ..."), []string{"mention.text"}},
		{"NUL", named("a\x00b"), []string{"mention.text"}},
		{"escape", named("a\x1bb"), []string{"mention.text"}},
		{"too long", named(words(1025)), []string{"mention.text"}},
		{"2 MiB", named(words(2 << 20)), []string{"mention.text"}},
		{"unknown type", resolve(func(r *laqabv1.ResolveRequest) { r.Mention.Type = 99 }), []string{"mention.type"}},
		{"language", resolve(func(r *laqabv1.ResolveRequest) { r.Mention.Language = "not a tag" }), []string{"mention.language"}},
		{"context", resolve(func(r *laqabv1.ResolveRequest) { r.Mention.Context = words(1025) }), []string{"mention.context"}},
		{"unknown profile", resolve(func(r *laqabv1.ResolveRequest) { r.Policy.Profile = -1 }), []string{"policy.profile"}},
		{"NaN", resolve(func(r *laqabv1.ResolveRequest) { r.Policy.MinProbability = math.NaN() }), []string{"policy.min_probability"}},
		{"probability", resolve(func(r *laqabv1.ResolveRequest) { r.Policy.MinProbability = 1.01 }), []string{"policy.min_probability"}},
		{"candidates", resolve(func(r *laqabv1.ResolveRequest) { r.Policy.MaxCandidates = 101 }), []string{"policy.max_candidates"}},
		{"negative candidates", resolve(func(r *laqabv1.ResolveRequest) { r.Policy.MaxCandidates = -1 }), []string{"policy.max_candidates"}},
		{"revision", resolve(func(r *laqabv1.ResolveRequest) { r.MinRevision = -1 }), []string{"min_revision"}},
		{"query id", resolve(func(r *laqabv1.ResolveRequest) { r.QueryId = words(129) }), []string{"query_id"}},
		{"everything at once", &laqabv1.ResolveRequest{
			Mention: &laqabv1.Mention{Text: " ", Type: 99, Language: "?", Context: words(2000)},
			Policy:  &laqabv1.Policy{Profile: 99, MinProbability: -1, MaxCandidates: 101}, MinRevision: -1, QueryId: words(200),
		}, []string{"mention.text", "mention.type", "mention.language", "mention.context",
			"policy.profile", "policy.min_probability", "policy.max_candidates", "min_revision", "query_id"}},

		{"empty batch", &laqabv1.BatchResolveRequest{}, []string{"requests"}},
		{"large batch", &laqabv1.BatchResolveRequest{Requests: slices.Repeat([]*laqabv1.ResolveRequest{named("a")}, 1001)}, []string{"requests"}},
		{"largest batch", &laqabv1.BatchResolveRequest{Requests: slices.Repeat([]*laqabv1.ResolveRequest{named("a")}, 1000)}, nil},

		{"explain", &laqabv1.ExplainRequest{EntityId: "no spaces"}, []string{"mention.text", "entity_id"}},
		{"compare", &laqabv1.CompareNamesRequest{Left: "!", Right: words(1025), Type: 50}, []string{"left", "right", "type"}},
		{"analyze", &laqabv1.AnalyzeNameRequest{Language: "e"}, []string{"text"}},

		{"get", &laqabv1.GetEntityRequest{}, []string{"entity_id"}},
		{"list", &laqabv1.ListEntitiesRequest{PageSize: 1001, Type: 77}, []string{"page_size", "type"}},
		{"list, negative", &laqabv1.ListEntitiesRequest{PageSize: -1}, []string{"page_size"}},
		{"list, token", &laqabv1.ListEntitiesRequest{PageToken: "nonsense"}, []string{"page_token"}},
		{"list, query", &laqabv1.ListEntitiesRequest{Query: words(1025)}, []string{"query"}},
		{"changes", &laqabv1.ListChangesRequest{EntityId: "/", AfterRevision: -1, PageSize: -1}, []string{"entity_id", "after_revision", "page_size"}},
		{"changes, token", &laqabv1.ListChangesRequest{PageToken: "1.nonsense"}, []string{"page_token"}},

		{"create nothing", &laqabv1.CreateEntityRequest{}, []string{"edit.actor", "entity.name"}},
		{"create", entity(func(e *laqabv1.Entity) {
			e.EntityId, e.Type, e.Name, e.Description = "-x", 99, "a\x07", words(8193)
			e.Aliases = []*laqabv1.Alias{{Value: "ok"}, {Value: "", Kind: 99, Language: "!", Script: "arab", Note: words(1025)}}
			e.Exclusions = []*laqabv1.Exclusion{{Value: words(1025)}}
			e.ExternalIds = map[string]string{"ofac": ""}
		}), []string{"entity.type", "entity.aliases[1].kind", "entity.name", "entity.description", "entity.aliases[1].value",
			"entity.aliases[1].language", "entity.aliases[1].script", "entity.aliases[1].note", "entity.exclusions[0].value",
			`entity.external_ids["ofac"]`, "entity.entity_id"}},
		{"create, many aliases", entity(func(e *laqabv1.Entity) {
			e.Aliases = slices.Repeat([]*laqabv1.Alias{{Value: "a"}}, 2001)
		}), []string{"entity.aliases"}},
		{"actor", &laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{Name: "ok"},
			Edit: edit(func(e *laqabv1.Edit) { e.Actor = words(257); e.Reason = words(1025) })}, []string{"edit.actor", "edit.reason"}},
		{"update", &laqabv1.UpdateEntityRequest{Edit: by}, []string{"entity.entity_id", "entity.name"}},
		{"update, mask", &laqabv1.UpdateEntityRequest{Edit: by, Entity: &laqabv1.Entity{EntityId: "x"},
			UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"description", "state"}}}, []string{"update_mask.paths[1]"}},
		{"delete", &laqabv1.DeleteEntityRequest{}, []string{"edit.actor", "entity_id"}},
		{"undelete", &laqabv1.UndeleteEntityRequest{}, []string{"edit.actor", "entity_id"}},
		{"add alias", &laqabv1.AddAliasRequest{Edit: by}, []string{"entity_id", "alias.value"}},
		{"update alias", &laqabv1.UpdateAliasRequest{Edit: by, EntityId: "x", Alias: &laqabv1.Alias{Kind: 99},
			UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"kind"}}}, []string{"alias.alias_id", "alias.kind"}},
		{"remove alias", &laqabv1.RemoveAliasRequest{Edit: by, EntityId: "x"}, []string{"alias_id"}},
		{"add term", &laqabv1.AddTermRequest{Edit: by, Term: &laqabv1.Term{Concept: "No Kebab", Language: "?"}},
			[]string{"term.concept", "term.value", "term.language"}},
		{"list review items", &laqabv1.ListReviewItemsRequest{PageSize: 1001, Order: 99, Type: 99, Script: "arab", Outcome: 99, State: 99},
			[]string{"page_size", "order", "type", "script", "outcome", "state"}},
		{"get review item", &laqabv1.GetReviewItemRequest{}, []string{"item_id"}},
		{"get review item twice", &laqabv1.GetReviewItemRequest{ItemId: "x", Mention: "x"}, []string{"mention"}},
		{"decide nothing", &laqabv1.DecideReviewItemRequest{Mention: "..."}, []string{"edit.actor", "mention", "decision"}},
		{"decide alias", &laqabv1.DecideReviewItemRequest{ItemId: "x", Edit: by,
			Decision: &laqabv1.DecideReviewItemRequest_Alias{Alias: &laqabv1.AliasDecision{Alias: &laqabv1.Alias{Kind: 99, Language: "?"}}}},
			[]string{"alias.entity_id", "alias.alias.kind", "alias.alias.language"}},
		{"decide new entity", &laqabv1.DecideReviewItemRequest{ItemId: "x", Edit: by,
			Decision: &laqabv1.DecideReviewItemRequest_NewEntity{NewEntity: &laqabv1.EntityDecision{Entity: &laqabv1.Entity{EntityId: "?", Type: 99}}}},
			[]string{"new_entity.entity.entity_id", "new_entity.entity.type"}},
		{"decide never", &laqabv1.DecideReviewItemRequest{ItemId: "x", Edit: &laqabv1.Edit{Actor: "a"},
			Decision: &laqabv1.DecideReviewItemRequest_Never{Never: &laqabv1.NeverDecision{}}}, []string{"never.entity_id", "edit.reason"}},
		{"undo", &laqabv1.UndoDecisionRequest{DecisionId: -1}, []string{"edit.actor", "decision_id"}},
		{"list decisions", &laqabv1.ListDecisionsRequest{PageSize: -1, Actor: words(257)}, []string{"page_size", "actor"}},
		{"remove term", &laqabv1.RemoveTermRequest{}, []string{"edit.actor", "term.concept", "term.value"}},
		{"request id", &laqabv1.DeleteEntityRequest{EntityId: "x", Edit: edit(func(e *laqabv1.Edit) { e.RequestId = words(65) })}, []string{"edit.request_id"}},
		{"request id, spaces", &laqabv1.DeleteEntityRequest{EntityId: "x", Edit: edit(func(e *laqabv1.Edit) { e.RequestId = "a b" })}, []string{"edit.request_id"}},

		{"two revisions", resolve(func(r *laqabv1.ResolveRequest) { r.MinRevision, r.AsOfRevision = 1, 1 }), []string{"as_of_revision"}},
		{"explain, past", &laqabv1.ExplainRequest{Mention: named("x").GetMention(), EntityId: "x", AsOfRevision: -1}, []string{"as_of_revision"}},
		{"get, past", &laqabv1.GetEntityRequest{EntityId: "x", AsOfRevision: -1}, []string{"as_of_revision"}},
		{"list, past", &laqabv1.ListEntitiesRequest{AsOfRevision: -1}, []string{"as_of_revision"}},
		{"terms, past", &laqabv1.ListTermsRequest{AsOfRevision: -1}, []string{"as_of_revision"}},
		{"changes, filters", &laqabv1.ListChangesRequest{Alias: words(1025), Actor: words(257), StartTime: &timestamppb.Timestamp{Nanos: -1}},
			[]string{"alias", "actor", "start_time"}},
		{"merge", &laqabv1.MergeEntitiesRequest{}, []string{"edit.actor", "from_entity_id", "into_entity_id"}},
		{"merge, itself", &laqabv1.MergeEntitiesRequest{Edit: by, FromEntityId: "x", IntoEntityId: "x"}, []string{"into_entity_id"}},
		{"split", &laqabv1.SplitEntityRequest{Edit: by}, []string{"entity_id", "alias_ids", "target"}},
		{"split, itself", &laqabv1.SplitEntityRequest{Edit: by, EntityId: "x", AliasIds: []int64{0},
			Target: &laqabv1.SplitEntityRequest_IntoEntityId{IntoEntityId: "x"}}, []string{"alias_ids[0]", "into_entity_id"}},
		{"split, new", &laqabv1.SplitEntityRequest{Edit: by, EntityId: "x", AliasIds: []int64{1},
			Target: &laqabv1.SplitEntityRequest_NewEntity{NewEntity: &laqabv1.Entity{EntityId: "?", Type: 99, Description: words(9000)}}},
			[]string{"new_entity.entity_id", "new_entity.type", "new_entity.description"}},
		{"revert", &laqabv1.RevertChangesRequest{Edit: by, EntityId: "?", ToRevision: -1}, []string{"entity_id", "to_revision", "from_revision"}},
		{"split, many", &laqabv1.SplitEntityRequest{Edit: by, EntityId: "x", AliasIds: make([]int64, aliases.MaxAliases+1),
			Target: &laqabv1.SplitEntityRequest_IntoEntityId{IntoEntityId: "y"}}, []string{"alias_ids"}},
		{"check, many rules", &laqabv1.CheckTableRequest{Rules: make([]string, len(aliases.Rules)+1)}, []string{"rules"}},
		{"revert, backwards", &laqabv1.RevertChangesRequest{Edit: by, FromRevision: 3, ToRevision: 2}, []string{"to_revision"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			method := methods()[test.req.ProtoReflect().Descriptor().FullName()]
			err := f.conn.Invoke(t.Context(), method, test.req, &laqabv1.ListTermsRequest{}, grpc.MaxCallSendMsgSize(MaxMessageBytes))
			if test.want == nil {
				wantCode(t, err, codes.OK)
				return
			}
			s := wantCode(t, err, codes.InvalidArgument)
			if got := violated(s); !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
	if log := f.log.String(); strings.Contains(log, "حزب") || strings.Contains(log, words(100)) {
		t.Error("a mention is in the log")
	}
}

// TestMessageTooLarge: beyond what can be looked into, the size is what is wrong.
func TestMessageTooLarge(t *testing.T) {
	f := start(t, Config{})
	_, err := f.resolver.Resolve(t.Context(), mention(words(MaxMessageBytes)), grpc.MaxCallSendMsgSize(2*MaxMessageBytes))
	if s := wantCode(t, err, codes.ResourceExhausted); !strings.Contains(s.Message(), "larger than max") {
		t.Errorf("got message %q", s.Message())
	}
}

// TestManyViolations: a status stays small, and says what it leaves out.
func TestManyViolations(t *testing.T) {
	f := start(t, Config{})
	req := &laqabv1.CreateEntityRequest{Edit: by, Entity: &laqabv1.Entity{Name: "x"}}
	for range 200 {
		req.Entity.Aliases = append(req.Entity.Aliases, &laqabv1.Alias{Value: " "})
	}
	_, err := f.curation.CreateEntity(t.Context(), req)
	s := wantCode(t, err, codes.InvalidArgument)
	fields := violated(s)
	if len(fields) != maxViolations || !strings.Contains(lastViolation(s), "and ") {
		t.Errorf("got %d violations, the last %q", len(fields), lastViolation(s))
	}
	if size := proto.Size(s.Proto()); size > 8<<10 {
		t.Errorf("the status has %d bytes", size)
	}
}

// TestLongTextsAreCut: what a caller sent comes back in a status, but not megabytes of it.
func TestLongTextsAreCut(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "x", "Somebody")
	long := words(MaxMessageBytes / 4)
	big := grpc.MaxCallSendMsgSize(MaxMessageBytes)
	for name, test := range map[string]struct {
		call func() error
		want codes.Code
	}{
		"etag": {func() error {
			_, err := f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{Edit: by, EntityId: "x", Etag: long}, big)
			return err
		}, codes.Aborted},
		"review item": {func() error {
			_, err := f.curation.GetReviewItem(t.Context(), &laqabv1.GetReviewItemRequest{ItemId: long}, big)
			return err
		}, codes.NotFound},
		"rule": {func() error {
			_, err := f.curation.AddWaiver(t.Context(), &laqabv1.AddWaiverRequest{Edit: by, Waiver: &laqabv1.Waiver{Rule: long, EntityId: "x", Reason: "r"}}, big)
			return err
		}, codes.InvalidArgument},
		"update mask": {func() error {
			_, err := f.curation.UpdateEntity(t.Context(), &laqabv1.UpdateEntityRequest{Edit: by, Entity: &laqabv1.Entity{EntityId: "x"},
				UpdateMask: &fieldmaskpb.FieldMask{Paths: make([]string, MaxMessageBytes/4)}}, big)
			return err
		}, codes.InvalidArgument},
	} {
		t.Run(name, func(t *testing.T) {
			if size := proto.Size(wantCode(t, test.call(), test.want).Proto()); size > 8<<10 {
				t.Errorf("the status has %d bytes", size)
			}
		})
	}
}

func lastViolation(s *status.Status) string {
	v := violations(s)
	return v[len(v)-1].description
}
