package service

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (f *fixture) merge(t testing.TB, from, into string) *laqabv1.MergeEntitiesResponse {
	t.Helper()
	r, err := f.curation.MergeEntities(t.Context(), &laqabv1.MergeEntitiesRequest{FromEntityId: from, IntoEntityId: into, Edit: by})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sound fails the test unless every invariant of the table holds.
func (f *fixture) sound(t testing.TB) {
	t.Helper()
	r, err := f.curation.CheckInvariants(t.Context(), &laqabv1.CheckInvariantsRequest{})
	if err != nil || r.GetBrokenCount() != 0 {
		t.Errorf("broken %v, error %v", r, err)
	}
}

// TestMergeAndSplit: names follow their entity at once, old IDs lead where it
// went, and a revert takes both sides back.
func TestMergeAndSplit(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "old", "Haraka "+name(1), "Foo "+name(2))
	f.create(t, "kh", "Liwa "+name(3))
	who := func(want string) {
		t.Helper()
		for _, text := range []string{"Haraka " + name(1), "Foo " + name(2)} {
			if got := f.resolved(t, text); got != want {
				t.Errorf("%q is %q, want %q", text, got, want)
			}
		}
		f.sound(t)
	}
	who("old")
	merged := f.merge(t, "old", "kh")
	if merged.GetEntity().GetEntityId() != "kh" || len(merged.GetEntity().GetAliases()) != 2 || len(merged.GetConflicts()) != 0 {
		t.Errorf("got %v", merged)
	}
	who("kh")
	r, err := f.curation.GetEntity(t.Context(), &laqabv1.GetEntityRequest{EntityId: "old"})
	if err != nil || r.GetRedirectedFrom() != "old" || r.GetEntity().GetEntityId() != "kh" {
		t.Errorf("the old ID leads to %v, %v", r, err)
	}
	x, err := f.resolver.Explain(t.Context(), &laqabv1.ExplainRequest{Mention: mention("Foo " + name(2)).GetMention(), EntityId: "old"})
	if err != nil || x.GetRedirectedFrom() != "old" || x.GetCandidate().GetEntityId() != "kh" || !x.GetRetrieved() {
		t.Errorf("the old ID is explained by %v, %v", x, err)
	}
	_, err = f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "old", Alias: &laqabv1.Alias{Value: "x"}, Edit: by})
	if s := wantCode(t, err, codes.FailedPrecondition); !strings.Contains(s.Message(), `merged into "kh"`) {
		t.Errorf("got %q", s.Message())
	}

	reverted, err := f.curation.RevertChanges(t.Context(), &laqabv1.RevertChangesRequest{FromRevision: merged.GetRevision(), Edit: by})
	if err != nil || reverted.GetRevertedCount() != 2 || reverted.GetFromRevision() != merged.GetRevision()-1 || len(reverted.GetChanges()) != 2 ||
		reverted.GetChanges()[0].GetOperation() != "revert" || reverted.GetChanges()[1].GetEditRevision() != reverted.GetChanges()[0].GetRevision() {
		t.Errorf("got %v, %v", reverted, err)
	}
	who("old")

	alias := f.get(t, "old").GetAliases()[0].GetAliasId()
	split, err := f.curation.SplitEntity(t.Context(), &laqabv1.SplitEntityRequest{EntityId: "old", AliasIds: []int64{alias},
		Target: &laqabv1.SplitEntityRequest_NewEntity{NewEntity: &laqabv1.Entity{EntityId: "part"}}, Edit: by})
	if err != nil || split.GetTarget().GetName() != "Foo "+name(2) || len(split.GetEntity().GetAliases()) != 0 {
		t.Errorf("got %v, %v", split, err)
	}
	if got := f.resolved(t, "Foo "+name(2)); got != "part" {
		t.Errorf("what was split off is %q", got)
	}
	if _, err := f.curation.RevertChanges(t.Context(), &laqabv1.RevertChangesRequest{FromRevision: split.GetRevision(), Edit: by}); err != nil {
		t.Error(err)
	}
	who("old")
}

func TestMergeConflicts(t *testing.T) {
	f := start(t, Config{})
	for _, e := range []*laqabv1.Entity{
		{EntityId: "a", Name: "Ali", ExternalIds: map[string]string{"ofac": "1"}},
		{EntityId: "b", Name: "B", ExternalIds: map[string]string{"ofac": "2"}, Exclusions: []*laqabv1.Exclusion{{Value: "ali"}}},
	} {
		if _, err := f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Entity: e, Edit: by}); err != nil {
			t.Fatal(err)
		}
	}
	got := f.merge(t, "a", "b").GetConflicts()
	want := []*laqabv1.MergeConflict{
		{Kind: laqabv1.MergeConflictKind_MERGE_CONFLICT_KIND_EXCLUSION, Key: "ali", Kept: "Ali"},
		{Kind: laqabv1.MergeConflictKind_MERGE_CONFLICT_KIND_EXTERNAL_ID, Key: "ofac", Kept: "2", Lost: "1"},
	}
	if !slices.EqualFunc(got, want, func(a, b *laqabv1.MergeConflict) bool { return proto.Equal(a, b) }) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestMergeAndRevertPreviewed: what a merge, a split and a revert would do is
// seen before it is done.
func TestMergeAndRevertPreviewed(t *testing.T) {
	f := start(t, Config{})
	first := f.create(t, "a", "Liwa "+name(1))
	last := f.create(t, "b", "Haraka "+name(2), "Foo "+name(3))
	only := &laqabv1.Edit{Actor: "tester", RequestId: "preview", ValidateOnly: true}
	merged, err := f.curation.MergeEntities(t.Context(), &laqabv1.MergeEntitiesRequest{FromEntityId: "a", IntoEntityId: "b", Edit: only})
	if err != nil || merged.GetImpact().GetScope().GetEntities() != 2 || merged.GetRevision() != last || len(merged.GetEntity().GetAliases()) != 2 {
		t.Errorf("merge: got %v, %v", merged, err)
	}
	split, err := f.curation.SplitEntity(t.Context(), &laqabv1.SplitEntityRequest{EntityId: "b", AliasIds: []int64{f.get(t, "b").GetAliases()[0].GetAliasId()},
		Target: &laqabv1.SplitEntityRequest_IntoEntityId{IntoEntityId: "a"}, Edit: only})
	if err != nil || split.GetImpact().GetScope().GetEntities() != 2 {
		t.Errorf("split: got %v, %v", split, err)
	}
	reverted, err := f.curation.RevertChanges(t.Context(), &laqabv1.RevertChangesRequest{FromRevision: first, ToRevision: last, Edit: only})
	if err != nil || reverted.GetImpact().GetScope().GetEntities() != 2 || reverted.GetRevertedCount() != 2 {
		t.Errorf("revert: got %v, %v", reverted, err)
	}
	if now, err := f.store.Revision(t.Context()); err != nil || now != last || f.resolved(t, "Liwa "+name(1)) != "a" {
		t.Errorf("after previews the table is at revision %d, %v", now, err)
	}
}

func TestRevertRefused(t *testing.T) {
	f := start(t, Config{})
	revision := f.create(t, "a", "Ali")
	if _, err := f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "a", Alias: &laqabv1.Alias{Value: "x"}, Edit: by}); err != nil {
		t.Fatal(err)
	}
	_, err := f.curation.RevertChanges(t.Context(), &laqabv1.RevertChangesRequest{FromRevision: revision, Edit: by})
	s := wantCode(t, err, codes.FailedPrecondition)
	if v := detail[errdetails.PreconditionFailure](s).GetViolations(); len(v) != 1 || v[0].GetSubject() != "a" || !strings.Contains(v[0].GetDescription(), "revision 2") {
		t.Errorf("got %v", s)
	}
	_, err = f.curation.RevertChanges(t.Context(), &laqabv1.RevertChangesRequest{FromRevision: 9, Edit: by})
	wantCode(t, err, codes.OutOfRange)
}

// TestStaleEtag: every edit of an entity fails on a newer one, and shows whose
// edit was there first.
func TestStaleEtag(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "a", "Ali", "x")
	f.create(t, "b", "Bilal")
	read := f.get(t, "a")
	alias := read.GetAliases()[0].GetAliasId()
	first := &laqabv1.Edit{Actor: "mona", Reason: "she was first"}
	if _, err := f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "a", Alias: &laqabv1.Alias{Value: "y"}, Etag: read.GetEtag(), Edit: first}); err != nil {
		t.Fatal(err)
	}
	etag := read.GetEtag()
	into := &laqabv1.SplitEntityRequest_IntoEntityId{IntoEntityId: "b"}
	fromB := f.get(t, "b")
	if _, err := f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "b", Alias: &laqabv1.Alias{Value: "z"}, Edit: first}); err != nil {
		t.Fatal(err)
	}
	bAlias := f.get(t, "b").GetAliases()[0].GetAliasId()
	for name, edit := range map[string]func() error{
		"update": func() error {
			_, err := f.curation.UpdateEntity(t.Context(), &laqabv1.UpdateEntityRequest{Entity: read, Edit: by})
			return err
		},
		"delete": func() error {
			_, err := f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: "a", Etag: etag, Edit: by})
			return err
		},
		"undelete": func() error {
			_, err := f.curation.UndeleteEntity(t.Context(), &laqabv1.UndeleteEntityRequest{EntityId: "a", Etag: etag, Edit: by})
			return err
		},
		"add alias": func() error {
			_, err := f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "a", Alias: &laqabv1.Alias{Value: "z"}, Etag: etag, Edit: by})
			return err
		},
		"update alias": func() error {
			_, err := f.curation.UpdateAlias(t.Context(), &laqabv1.UpdateAliasRequest{EntityId: "a", Alias: &laqabv1.Alias{AliasId: alias, Value: "z"}, Etag: etag, Edit: by})
			return err
		},
		"remove alias": func() error {
			_, err := f.curation.RemoveAlias(t.Context(), &laqabv1.RemoveAliasRequest{EntityId: "a", AliasId: alias, Etag: etag, Edit: by})
			return err
		},
		"remove alias by value": func() error {
			_, err := f.curation.RemoveAlias(t.Context(), &laqabv1.RemoveAliasRequest{EntityId: "a", Value: "x", Etag: etag, Edit: by})
			return err
		},
		"merge": func() error {
			_, err := f.curation.MergeEntities(t.Context(), &laqabv1.MergeEntitiesRequest{FromEntityId: "a", IntoEntityId: "b", FromEtag: etag, Edit: by})
			return err
		},
		"merge into": func() error {
			_, err := f.curation.MergeEntities(t.Context(), &laqabv1.MergeEntitiesRequest{FromEntityId: "b", IntoEntityId: "a", IntoEtag: etag, Edit: by})
			return err
		},
		"split": func() error {
			_, err := f.curation.SplitEntity(t.Context(), &laqabv1.SplitEntityRequest{EntityId: "a", AliasIds: []int64{alias}, Target: into, Etag: etag, Edit: by})
			return err
		},
		"split into": func() error {
			_, err := f.curation.SplitEntity(t.Context(), &laqabv1.SplitEntityRequest{EntityId: "b", AliasIds: []int64{bAlias},
				Target: &laqabv1.SplitEntityRequest_IntoEntityId{IntoEntityId: "a"}, IntoEtag: etag, Edit: by})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := detail[laqabv1.StaleEdit](wantCode(t, edit(), codes.Aborted))
			if d.GetEntityId() != "a" || d.GetGivenEtag() != etag || d.GetEtag() == etag || len(d.GetChanges()) != 1 {
				t.Fatalf("got %v", d)
			}
			if c := d.GetChanges()[0]; c.GetActor() != "mona" || c.GetReason() != "she was first" || !strings.Contains(c.GetAfter(), `"y"`) || !c.GetTime().IsValid() {
				t.Errorf("got the change %v", c)
			}
		})
	}
	if got := f.get(t, "a"); len(got.GetAliases()) != 2 {
		t.Errorf("a has %v", got)
	}
	// What is long is left out, so that the status can travel.
	for range 2 {
		if _, err := f.curation.UpdateEntity(t.Context(), &laqabv1.UpdateEntityRequest{Edit: first,
			Entity: &laqabv1.Entity{EntityId: "b", Name: "B", Description: words(8000)}}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: "b", Etag: fromB.GetEtag(), Edit: by})
	s := wantCode(t, err, codes.Aborted)
	if size := proto.Size(s.Proto()); size > 8<<10 || len(detail[laqabv1.StaleEdit](s).GetChanges()) != 2 {
		t.Errorf("the status has %d bytes: %v", size, s)
	}
}

// TestRequestID: the same edit sent again, also at the same time, is done once
// and answered the same.
func TestRequestID(t *testing.T) {
	f := start(t, Config{})
	req := &laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{Name: "Kataib Hizballah", ExternalIds: map[string]string{"a": "1", "b": "2"}},
		Edit: &laqabv1.Edit{Actor: "tester", RequestId: "4bf92f35-77b3"}}
	answers := make([]*laqabv1.CreateEntityResponse, 8)
	var calls sync.WaitGroup
	for i := range answers {
		calls.Go(func() {
			var err error
			if answers[i], err = f.curation.CreateEntity(t.Context(), req); err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	for _, a := range answers {
		if !proto.Equal(a, answers[0]) || a.GetRevision() != 1 || a.GetEntity().GetEntityId() == "" {
			t.Errorf("got %v and %v", a, answers[0])
		}
	}
	f.create(t, "x", "Other")
	if again, err := f.curation.CreateEntity(t.Context(), req); err != nil || !proto.Equal(again, answers[0]) {
		t.Errorf("later: got %v, %v", again, err)
	}
	if revision, err := f.store.Revision(t.Context()); err != nil || revision != 2 {
		t.Errorf("the table is at revision %d, %v", revision, err)
	}
	other := &laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{Name: "Another"}, Edit: req.GetEdit()}
	_, err := f.curation.CreateEntity(t.Context(), other)
	if got := violated(wantCode(t, err, codes.InvalidArgument)); !slices.Equal(got, []string{"edit.request_id"}) {
		t.Errorf("got %v", got)
	}
	_, err = f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: "x", Edit: req.GetEdit()})
	wantCode(t, err, codes.InvalidArgument)
	// What failed may be sent again.
	late := &laqabv1.DeleteEntityRequest{EntityId: "y", Edit: &laqabv1.Edit{Actor: "tester", RequestId: "r2"}}
	_, err = f.curation.DeleteEntity(t.Context(), late)
	wantCode(t, err, codes.NotFound)
	f.create(t, "y", "Y")
	if _, err := f.curation.DeleteEntity(t.Context(), late); err != nil {
		t.Error(err)
	}
	imports, err := f.curation.ImportEntities(t.Context())
	if err == nil {
		_ = imports.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Options{Options: &laqabv1.ImportOptions{Edit: late.GetEdit()}}})
		_, err = imports.Recv()
	}
	wantCode(t, err, codes.InvalidArgument)
}

// told is all that the service says of the table, as bytes.
func (f *fixture) told(t testing.TB, ids, mentions []string, asOf int64) string {
	t.Helper()
	var b strings.Builder
	write := func(m proto.Message, err error) {
		t.Helper()
		if s, ok := status.FromError(err); !ok || err != nil && s.Code() != codes.NotFound {
			t.Fatal(err)
		}
		text, failed := proto.MarshalOptions{Deterministic: true}.Marshal(m)
		if failed != nil {
			t.Fatal(failed)
		}
		fmt.Fprintf(&b, "%v: %q\n", status.Code(err), text)
	}
	batch := &laqabv1.BatchResolveRequest{}
	for _, text := range mentions {
		req := mention(text)
		req.AsOfRevision = asOf
		r, err := f.resolver.Resolve(t.Context(), req)
		write(r, err)
		batch.Requests = append(batch.Requests, req)
	}
	answers, err := f.resolver.BatchResolve(t.Context(), batch)
	write(answers, err)
	stream, err := f.resolver.StreamResolve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, req := range batch.GetRequests() {
		if err := stream.Send(&laqabv1.StreamResolveRequest{Request: req}); err != nil {
			t.Fatal(err)
		}
		r, err := stream.Recv()
		write(r, err)
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		e, err := f.curation.GetEntity(t.Context(), &laqabv1.GetEntityRequest{EntityId: id, AsOfRevision: asOf})
		write(e, err)
		x, err := f.resolver.Explain(t.Context(), &laqabv1.ExplainRequest{Mention: mention(mentions[0]).GetMention(), EntityId: id, AsOfRevision: asOf})
		write(x, err)
	}
	list := &laqabv1.ListEntitiesRequest{IncludeDeleted: true, PageSize: 2, AsOfRevision: asOf}
	for {
		page, err := f.curation.ListEntities(t.Context(), list)
		if err != nil {
			t.Fatal(err)
		}
		if list.PageToken = page.GetNextPageToken(); list.PageToken == "" {
			break
		}
		page.NextPageToken = "" // it is of the request
		write(page, nil)
	}
	terms, err := f.curation.ListTerms(t.Context(), &laqabv1.ListTermsRequest{AsOfRevision: asOf})
	write(terms, err)
	exports, err := f.curation.ExportEntities(t.Context(), &laqabv1.ExportEntitiesRequest{AsOfRevision: asOf})
	for err == nil {
		var chunk *laqabv1.ExportEntitiesResponse
		if chunk, err = exports.Recv(); err == nil {
			write(chunk, nil)
		}
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	return b.String()
}

// TestAsOf: whatever is edited, an answer of then can be had again, byte for
// byte, and the index that edits have led to answers as one built afresh.
func TestAsOf(t *testing.T) {
	f := start(t, Config{})
	random := rand.New(rand.NewPCG(5, 5))
	var ids, mentions []string
	for i := range 6 {
		ids = append(ids, fmt.Sprint("e", i))
		mentions = append(mentions, "Liwa "+name(i), "كتائب "+name(i+100))
	}
	text := func() string { return mentions[random.IntN(len(mentions))] }
	alias := func(id string) int64 {
		e, err := f.store.Get(t.Context(), id)
		if err != nil || len(e.Aliases) == 0 {
			return 1
		}
		return e.Aliases[random.IntN(len(e.Aliases))].ID
	}
	told := map[int64]string{}
	for range 110 {
		id, other := ids[random.IntN(len(ids))], ids[random.IntN(len(ids))]
		var err error
		switch random.IntN(14) {
		case 0, 1:
			_, err = f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Edit: by,
				Entity: &laqabv1.Entity{EntityId: id, Name: text(), Aliases: []*laqabv1.Alias{{Value: text()}}}})
		case 2:
			_, err = f.curation.UpdateEntity(t.Context(), &laqabv1.UpdateEntityRequest{Edit: by,
				Entity: &laqabv1.Entity{EntityId: id, Name: text(), Exclusions: []*laqabv1.Exclusion{{Value: text()}}}})
		case 3:
			_, err = f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: id, Alias: &laqabv1.Alias{Value: text()}, Edit: by})
		case 4:
			_, err = f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: id, Edit: by})
		case 5:
			_, err = f.curation.UndeleteEntity(t.Context(), &laqabv1.UndeleteEntityRequest{EntityId: id, Edit: by})
		case 6:
			_, err = f.curation.MergeEntities(t.Context(), &laqabv1.MergeEntitiesRequest{FromEntityId: id, IntoEntityId: other, Edit: by})
		case 7:
			_, err = f.curation.SplitEntity(t.Context(), &laqabv1.SplitEntityRequest{EntityId: id, AliasIds: []int64{alias(id)}, Edit: by,
				Target: &laqabv1.SplitEntityRequest_NewEntity{NewEntity: &laqabv1.Entity{EntityId: other}}})
		case 8:
			if random.IntN(4) > 0 {
				continue // each change of terms builds the index anew
			}
			_, err = f.curation.AddTerm(t.Context(), &laqabv1.AddTermRequest{Term: &laqabv1.Term{Concept: "liwa", Value: name(random.IntN(6))}, Edit: by})
		case 9:
			revision, _ := f.store.Revision(t.Context())
			_, err = f.curation.RevertChanges(t.Context(), &laqabv1.RevertChangesRequest{FromRevision: max(1, revision-random.Int64N(3)), Edit: by})
		case 10, 11:
			unknown := name(random.IntN(50) + 200)
			f.ask(t, unknown)
			decision := decideAlias(id)
			if decision.Mention = unknown; random.IntN(2) == 0 {
				decision.Decision = &laqabv1.DecideReviewItemRequest_NewEntity{NewEntity: &laqabv1.EntityDecision{Entity: &laqabv1.Entity{EntityId: id}}}
			}
			_, err = f.curation.DecideReviewItem(t.Context(), decision)
			if err == nil && random.IntN(2) == 0 {
				_, err = f.curation.UndoDecision(t.Context(), &laqabv1.UndoDecisionRequest{Edit: by})
			}
		case 12:
			_, err = f.curation.SetPolicy(t.Context(), &laqabv1.SetPolicyRequest{Edit: by, Policy: &laqabv1.TypePolicy{
				Type: laqabv1.EntityType_ENTITY_TYPE_PERSON, MinProbability: 0.5 + random.Float64()/2}})
		case 13:
			line := fmt.Sprintf(`{"id":%q,"type":"person","name":%q,"aliases":[{"value":%q}]}`+"\n", id, text(), text()+" b")
			opts := &laqabv1.ImportOptions{Edit: by, Source: "list", OnExisting: laqabv1.OnExisting_ON_EXISTING_UPDATE}
			_, _, err = f.importAll(t, opts, []byte(line))
		}
		if code := status.Code(err); code == codes.Internal || code == codes.Unknown {
			t.Fatal(err)
		}
		revision := f.live.current.Load().revision
		if revision > 0 && told[revision] == "" {
			told[revision] = f.told(t, ids, mentions, 0)
		}
	}
	f.sound(t)
	t.Logf("%d revisions", len(told))
	now := f.live.current.Load().revision
	for revision, want := range told {
		if got := f.told(t, ids, mentions, revision); got != want {
			t.Errorf("as of revision %d it says\n%s\nit said\n%s", revision, got, want)
		}
	}
	fresh, err := f.live.build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.live.publish(fresh)
	if got := f.told(t, ids, mentions, 0); got != told[now] {
		t.Errorf("an index built afresh says\n%s\nthe live one said\n%s", got, told[now])
	}
	// And from a view of the table, when undoing the changes would be more work.
	for revision, want := range told {
		err := f.store.View(t.Context(), func(v *aliases.View) error {
			then, err := v.AsOf(revision)
			if err != nil {
				return err
			}
			s, err := f.live.index(then, &progress{})
			if err != nil {
				return err
			}
			f.live.past.mu.Lock()
			defer f.live.past.mu.Unlock()
			ready := make(chan struct{})
			close(ready)
			f.live.past.kept = map[int64]*pastSnapshot{revision: {ready: ready, snapshot: s, cancel: func() {}}}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := f.told(t, ids, mentions, revision); got != want {
			t.Errorf("built as of revision %d it says\n%s\nit said\n%s", revision, got, want)
		}
	}
}
