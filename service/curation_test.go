package service

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (f *fixture) get(t testing.TB, id string) *laqabv1.Entity {
	t.Helper()
	r, err := f.curation.GetEntity(t.Context(), &laqabv1.GetEntityRequest{EntityId: id})
	if err != nil {
		t.Fatal(err)
	}
	return r.GetEntity()
}

func TestEntityLife(t *testing.T) {
	f := start(t, Config{})
	whole := &laqabv1.Entity{
		EntityId:    "kh",
		Type:        laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION,
		Name:        "Kataib Hizballah",
		Description: "A militia.\nIn Iraq.",
		Aliases:     []*laqabv1.Alias{{Value: "KH", Language: "en", Script: "Latn", Kind: laqabv1.AliasKind_ALIAS_KIND_ACRONYM, Source: "s", Note: "n"}},
		Exclusions:  []*laqabv1.Exclusion{{Value: "Kataeb Party", Reason: "Lebanese"}},
		ExternalIds: map[string]string{"ofac": "11462"},
	}
	created, err := f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Entity: whole, Edit: by})
	if err != nil {
		t.Fatal(err)
	}
	stored := created.GetEntity()
	if created.GetRevision() != 1 || stored.GetRevision() != 1 || stored.GetState() != laqabv1.EntityState_ENTITY_STATE_ACTIVE ||
		stored.GetEtag() == "" || stored.GetAliases()[0].GetAliasId() == 0 || !stored.GetCreateTime().IsValid() {
		t.Errorf("got %v", created)
	}
	if got := f.get(t, "kh"); !proto.Equal(got, stored) {
		t.Errorf("got %v, want what create returned: %v", got, stored)
	}

	_, err = f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Entity: whole, Edit: by})
	if d := detail[errdetails.ResourceInfo](wantCode(t, err, codes.AlreadyExists)); d.GetResourceName() != "kh" {
		t.Errorf("got holder %v", d)
	}
	_, err = f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{Name: "Nameless"}, Edit: by})
	wantCode(t, err, codes.OK)

	// A mask changes what it names, and nothing else.
	change := &laqabv1.Entity{EntityId: "kh", Name: "Kataib Hezbollah", Etag: stored.GetEtag()}
	updated, err := f.curation.UpdateEntity(t.Context(), &laqabv1.UpdateEntityRequest{Entity: change, Edit: by,
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"name"}}})
	if err != nil {
		t.Fatal(err)
	}
	if e := updated.GetEntity(); e.GetName() != "Kataib Hezbollah" || e.GetDescription() == "" || len(e.GetAliases()) != 1 || e.GetEtag() == stored.GetEtag() {
		t.Errorf("got %v", e)
	}
	if got := f.resolved(t, "Kataib Hezbollah"); got != "kh" {
		t.Errorf("the new name resolves to %q", got)
	}
	_, err = f.curation.UpdateEntity(t.Context(), &laqabv1.UpdateEntityRequest{Entity: change, Edit: by})
	wantCode(t, err, codes.Aborted)
	_, err = f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: "kh", Etag: stored.GetEtag(), Edit: by})
	wantCode(t, err, codes.Aborted)
	// An empty mask names every field.
	change.Etag = ""
	all, err := f.curation.UpdateEntity(t.Context(), &laqabv1.UpdateEntityRequest{Entity: change, Edit: by})
	if e := all.GetEntity(); err != nil || e.GetDescription() != "" || e.GetType() != 0 || len(e.GetAliases())+len(e.GetExclusions())+len(e.GetExternalIds()) > 0 {
		t.Errorf("got %v, %v", e, err)
	}

	deleted, err := f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: "kh", Edit: by})
	if err != nil || deleted.GetRevision() != all.GetRevision()+1 {
		t.Errorf("got %v, %v", deleted, err)
	}
	if got := f.resolved(t, "Kataib Hezbollah"); got != "" {
		t.Errorf("the deleted entity still resolves: %q", got)
	}
	if e := f.get(t, "kh"); e.GetState() != laqabv1.EntityState_ENTITY_STATE_DELETED {
		t.Errorf("got %v", e)
	}
	_, err = f.curation.UpdateEntity(t.Context(), &laqabv1.UpdateEntityRequest{Entity: change, Edit: by})
	wantCode(t, err, codes.FailedPrecondition)
	undeleted, err := f.curation.UndeleteEntity(t.Context(), &laqabv1.UndeleteEntityRequest{EntityId: "kh", Edit: by})
	if err != nil || undeleted.GetEntity().GetState() != laqabv1.EntityState_ENTITY_STATE_ACTIVE {
		t.Errorf("got %v, %v", undeleted, err)
	}
	if got := f.resolved(t, "Kataib Hezbollah"); got != "kh" {
		t.Errorf("the undeleted entity does not resolve: %q", got)
	}

	for name, call := range map[string]func() error{
		"get": func() error {
			_, err := f.curation.GetEntity(t.Context(), &laqabv1.GetEntityRequest{EntityId: "nobody"})
			return err
		},
		"update": func() error {
			_, err := f.curation.UpdateEntity(t.Context(), &laqabv1.UpdateEntityRequest{Entity: &laqabv1.Entity{EntityId: "nobody", Name: "x"}, Edit: by})
			return err
		},
		"delete": func() error {
			_, err := f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: "nobody", Edit: by})
			return err
		},
		"undelete": func() error {
			_, err := f.curation.UndeleteEntity(t.Context(), &laqabv1.UndeleteEntityRequest{EntityId: "nobody", Edit: by})
			return err
		},
		"add alias": func() error {
			_, err := f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "nobody", Alias: &laqabv1.Alias{Value: "x"}, Edit: by})
			return err
		},
		"remove alias by value": func() error {
			_, err := f.curation.RemoveAlias(t.Context(), &laqabv1.RemoveAliasRequest{EntityId: "kh", Value: "x", Edit: by})
			return err
		},
		"update alias": func() error {
			_, err := f.curation.UpdateAlias(t.Context(), &laqabv1.UpdateAliasRequest{EntityId: "kh", Alias: &laqabv1.Alias{AliasId: 999, Value: "x"}, Edit: by})
			return err
		},
		"remove term": func() error {
			_, err := f.curation.RemoveTerm(t.Context(), &laqabv1.RemoveTermRequest{Term: &laqabv1.Term{Concept: "none", Value: "x"}, Edit: by})
			return err
		},
	} {
		t.Run(name+" nobody", func(t *testing.T) { wantCode(t, call(), codes.NotFound) })
	}
}

func TestAliasLife(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "kh", "Kataib Hizballah")
	add := func(value, language string) *laqabv1.Alias {
		t.Helper()
		r, err := f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "kh", Edit: by,
			Alias: &laqabv1.Alias{Value: value, Language: language, Note: "kept"}})
		if err != nil {
			t.Fatal(err)
		}
		return r.GetAlias()
	}
	a := add("Qorvendal Tumshik", "en")
	if a.GetAliasId() == 0 {
		t.Errorf("got %v", a)
	}
	if got := f.resolved(t, "Qorvendal Tumshik"); got != "kh" {
		t.Errorf("the alias resolves to %q", got)
	}
	_, err := f.curation.AddAlias(t.Context(), &laqabv1.AddAliasRequest{EntityId: "kh", Alias: &laqabv1.Alias{Value: "Qorvendal Tumshik", Language: "en"}, Edit: by})
	if d := detail[errdetails.ResourceInfo](wantCode(t, err, codes.AlreadyExists)); d.GetResourceName() != "kh" || !strings.Contains(d.GetDescription(), "Qorvendal") {
		t.Errorf("got %v", d)
	}

	r, err := f.curation.UpdateAlias(t.Context(), &laqabv1.UpdateAliasRequest{EntityId: "kh", Edit: by,
		Alias:      &laqabv1.Alias{AliasId: a.GetAliasId(), Value: "Zumbrek Liwan", Kind: laqabv1.AliasKind_ALIAS_KIND_SHORT},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"value", "kind"}}})
	want := &laqabv1.Alias{AliasId: a.GetAliasId(), Value: "Zumbrek Liwan", Kind: laqabv1.AliasKind_ALIAS_KIND_SHORT, Language: "en", Note: "kept"}
	if err != nil || !proto.Equal(r.GetAlias(), want) {
		t.Errorf("got %v, %v, want %v", r, err, want)
	}
	r, err = f.curation.UpdateAlias(t.Context(), &laqabv1.UpdateAliasRequest{EntityId: "kh", Edit: by,
		Alias: &laqabv1.Alias{AliasId: a.GetAliasId(), Value: "Zumbrek Liwan"}})
	if err != nil || r.GetAlias().GetNote() != "" || r.GetAlias().GetLanguage() != "" {
		t.Errorf("an empty mask names all: got %v, %v", r, err)
	}

	add("Zumbrek Liwan", "de")
	if _, err := f.curation.RemoveAlias(t.Context(), &laqabv1.RemoveAliasRequest{EntityId: "kh", Value: "Zumbrek Liwan", Edit: by}); err != nil {
		t.Fatal(err)
	}
	if e := f.get(t, "kh"); len(e.GetAliases()) != 0 {
		t.Errorf("by value: left are %v", e.GetAliases())
	}
	if got := f.resolved(t, "Zumbrek Liwan"); got != "" {
		t.Errorf("the removed alias resolves to %q", got)
	}
	b := add("Another", "")
	if _, err := f.curation.RemoveAlias(t.Context(), &laqabv1.RemoveAliasRequest{EntityId: "kh", AliasId: b.GetAliasId(), Edit: by}); err != nil {
		t.Fatal(err)
	}
	if e := f.get(t, "kh"); len(e.GetAliases()) != 0 {
		t.Errorf("by ID: left are %v", e.GetAliases())
	}
}

func TestTerms(t *testing.T) {
	f := start(t, Config{})
	terms := []*laqabv1.Term{{Concept: "brigade", Value: "kataib", Language: "ar-Latn"}, {Concept: "brigade", Value: "كتائب", Language: "ar"}}
	for i, term := range terms {
		r, err := f.curation.AddTerm(t.Context(), &laqabv1.AddTermRequest{Term: term, Edit: by})
		if err != nil || r.GetRevision() != int64(i+1) {
			t.Fatalf("got %v, %v", r, err)
		}
		if got := f.live.current.Load().revision; got != r.GetRevision() {
			t.Errorf("the snapshot is at %d", got)
		}
	}
	list := func() []*laqabv1.Term {
		t.Helper()
		r, err := f.curation.ListTerms(t.Context(), &laqabv1.ListTermsRequest{})
		if err != nil {
			t.Fatal(err)
		}
		return r.GetTerms()
	}
	if got := list(); !slices.EqualFunc(got, terms, func(a, b *laqabv1.Term) bool { return proto.Equal(a, b) }) {
		t.Errorf("got %v", got)
	}
	for _, term := range terms {
		if _, err := f.curation.RemoveTerm(t.Context(), &laqabv1.RemoveTermRequest{Term: term, Edit: by}); err != nil {
			t.Fatal(err)
		}
	}
	if got := list(); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestListEntities(t *testing.T) {
	f := start(t, Config{})
	for i := range 25 {
		f.create(t, fmt.Sprintf("e%02d", i), name(i), "Common")
	}
	if _, err := f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: "e03", Edit: by}); err != nil {
		t.Fatal(err)
	}
	req := &laqabv1.ListEntitiesRequest{PageSize: 10, Query: "COMMON"}
	var got []string
	for pages := 0; ; pages++ {
		r, err := f.curation.ListEntities(t.Context(), req)
		if err != nil || pages > 3 {
			t.Fatal(pages, err)
		}
		for _, e := range r.GetEntities() {
			got = append(got, e.GetEntityId())
		}
		if req.PageToken = r.GetNextPageToken(); req.PageToken == "" {
			break
		}
	}
	if len(got) != 24 || slices.Contains(got, "e03") || !slices.IsSorted(got) {
		t.Errorf("got %v", got)
	}
	r, err := f.curation.ListEntities(t.Context(), &laqabv1.ListEntitiesRequest{IncludeDeleted: true})
	if err != nil || len(r.GetEntities()) != 25 {
		t.Errorf("with deleted ones: got %d, %v", len(r.GetEntities()), err)
	}
	r, err = f.curation.ListEntities(t.Context(), &laqabv1.ListEntitiesRequest{Type: laqabv1.EntityType_ENTITY_TYPE_VESSEL})
	if err != nil || len(r.GetEntities()) != 0 {
		t.Errorf("vessels: got %d, %v", len(r.GetEntities()), err)
	}
}

func TestListChanges(t *testing.T) {
	f := start(t, Config{})
	for i := range 12 {
		f.create(t, fmt.Sprint("e", i), name(i))
	}
	pages := func(req *laqabv1.ListChangesRequest) (revisions []int64, n int) {
		t.Helper()
		for {
			r, err := f.curation.ListChanges(t.Context(), req)
			if err != nil || n > 20 {
				t.Fatal(n, err)
			}
			n++
			for _, c := range r.GetChanges() {
				revisions = append(revisions, c.GetRevision())
				if c.GetActor() != "tester" || c.GetReason() != "a test" || c.GetOperation() != "create" || c.GetBefore() != "" || !strings.Contains(c.GetAfter(), c.GetEntityId()) {
					t.Errorf("got %v", c)
				}
			}
			if req.PageToken = r.GetNextPageToken(); req.PageToken == "" {
				return revisions, n
			}
		}
	}
	upTo := func(from, to int64) (all []int64) {
		for r := from; r <= to; r++ {
			all = append(all, r)
		}
		return all
	}
	if got, n := pages(&laqabv1.ListChangesRequest{PageSize: 4}); !slices.Equal(got, upTo(1, 12)) || n != 3 {
		t.Errorf("got %v in %d pages", got, n)
	}
	if got, _ := pages(&laqabv1.ListChangesRequest{PageSize: 5, AfterRevision: 2}); !slices.Equal(got, upTo(3, 12)) {
		t.Errorf("after 2: got %v", got)
	}
	newest := upTo(3, 12)
	slices.Reverse(newest)
	if got, _ := pages(&laqabv1.ListChangesRequest{PageSize: 5, AfterRevision: 2, NewestFirst: true}); !slices.Equal(got, newest) {
		t.Errorf("newest first, after 2: got %v", got)
	}
	if got, _ := pages(&laqabv1.ListChangesRequest{EntityId: "e4"}); !slices.Equal(got, []int64{5}) {
		t.Errorf("of one entity: got %v", got)
	}

	if got, n := pages(&laqabv1.ListChangesRequest{EntityId: "e4", AfterRevision: 5}); len(got) != 0 || n != 1 {
		t.Errorf("after its last change an entity has %v", got)
	}
	_, err := f.curation.ListChanges(t.Context(), &laqabv1.ListChangesRequest{EntityId: "nobody"})
	wantCode(t, err, codes.NotFound)

	r, err := f.curation.ListChanges(t.Context(), &laqabv1.ListChangesRequest{PageSize: 4})
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.curation.ListChanges(t.Context(), &laqabv1.ListChangesRequest{PageSize: 4, NewestFirst: true, PageToken: r.GetNextPageToken()})
	if got := violated(wantCode(t, err, codes.InvalidArgument)); !slices.Equal(got, []string{"page_token"}) {
		t.Errorf("a token of another request: got %v", got)
	}
}

// TestMergedID: an old ID leads to where it went.
func TestMergedID(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "old", "Old Name")
	f.create(t, "new", "New Name")
	if _, err := f.live.update(t.Context(), aliases.Edit{Actor: "tester"}, func(tx *aliases.Tx) error {
		_, err := tx.MergeEntities("old", "new", "", "")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	r, err := f.curation.GetEntity(t.Context(), &laqabv1.GetEntityRequest{EntityId: "old"})
	if err != nil || r.GetEntity().GetEntityId() != "new" || r.GetRedirectedFrom() != "old" {
		t.Errorf("got %v, %v", r, err)
	}
	if got := f.resolved(t, "Old Name"); got != "new" {
		t.Errorf("the old name resolves to %q", got)
	}
}
