package service

import (
	"fmt"
	"testing"

	"google.golang.org/protobuf/proto"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// TestLargePages: lists of what is large come whole and in order, in pages that
// any client takes, however many a page was asked to have.
func TestLargePages(t *testing.T) {
	f := startUnloaded(t, Config{})
	if err := f.live.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	const entities, names = 24, 150
	for i := range entities {
		e := &laqabv1.Entity{EntityId: fmt.Sprintf("e%02d", i), Name: fmt.Sprint("Entity ", i)}
		for n := range names {
			e.Aliases = append(e.Aliases, &laqabv1.Alias{Value: fmt.Sprint("name ", i, n), Note: words(1000)})
		}
		if _, err := f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Edit: by, Entity: e}); err != nil {
			t.Fatal(err)
		}
	}
	const open = 900
	for i := range open {
		text := fmt.Sprintf("%d %s", i, words(MaxNameBytes-10))
		req := &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: text, Context: words(MaxContextBytes)}}
		f.review.note(t.Context(), req, &laqabv1.ResolveResponse{Outcome: laqabv1.Outcome_OUTCOME_NO_MATCH})
	}
	for _, test := range []struct {
		name string
		want int
		page func(token string) (message proto.Message, ids []string, next string, err error)
	}{
		{"entities", entities, func(token string) (proto.Message, []string, string, error) {
			r, err := f.curation.ListEntities(t.Context(), &laqabv1.ListEntitiesRequest{PageSize: MaxPageSize, PageToken: token})
			return r, idsOf(r.GetEntities(), (*laqabv1.Entity).GetEntityId), r.GetNextPageToken(), err
		}},
		{"changes", entities, func(token string) (proto.Message, []string, string, error) {
			r, err := f.curation.ListChanges(t.Context(), &laqabv1.ListChangesRequest{PageSize: MaxPageSize, PageToken: token})
			return r, idsOf(r.GetChanges(), (*laqabv1.Change).GetEntityId), r.GetNextPageToken(), err
		}},
		{"changes, newest first", entities, func(token string) (proto.Message, []string, string, error) {
			r, err := f.curation.ListChanges(t.Context(), &laqabv1.ListChangesRequest{PageSize: MaxPageSize, PageToken: token, NewestFirst: true})
			return r, idsOf(r.GetChanges(), (*laqabv1.Change).GetEntityId), r.GetNextPageToken(), err
		}},
		{"review items", open, func(token string) (proto.Message, []string, string, error) {
			r, err := f.curation.ListReviewItems(t.Context(), &laqabv1.ListReviewItemsRequest{PageSize: MaxPageSize, PageToken: token})
			return r, idsOf(r.GetItems(), (*laqabv1.ReviewItem).GetItemId), r.GetNextPageToken(), err
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			seen, pages := map[string]bool{}, 0
			for token, more := "", true; more; more = token != "" {
				message, ids, next, err := test.page(token)
				if err != nil {
					t.Fatal(err)
				}
				if size := proto.Size(message); size > 2*maxPageBytes || len(ids) == 0 {
					t.Errorf("a page has %d bytes and %d records", size, len(ids))
				}
				for _, id := range ids {
					if seen[id] {
						t.Errorf("%s comes twice", id)
					}
					seen[id] = true
				}
				token = next
				pages++
			}
			if len(seen) != test.want || pages < 2 {
				t.Errorf("%d records in %d pages, want %d", len(seen), pages, test.want)
			}
		})
	}
}

func idsOf[T any](all []T, id func(T) string) (ids []string) {
	for _, one := range all {
		ids = append(ids, id(one))
	}
	return ids
}
