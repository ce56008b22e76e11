package aliases_test

import (
	"errors"
	"testing"

	"github.com/laqab/laqab/aliases"
)

func TestMerge(t *testing.T) {
	s := table(t)
	create(t, s, "old", "a", "b")
	create(t, s, "new", "b", "c")
	create(t, s, "newest")
	merge := func(from, into string) {
		t.Helper()
		update(t, s, func(tx *aliases.Tx) error {
			kept, err := tx.MergeEntities(from, into, "", "")
			if err == nil && kept.ID != into {
				t.Errorf("merging %s into %s returns %+v", from, into, kept)
			}
			return err
		})
		sound(t, s)
	}
	merge("old", "new")
	if e := get(t, s, "old"); e.ID != "new" || e.RedirectedFrom != "old" || values(e) != "b c a Name of old" {
		t.Errorf("old leads to %+v", e)
	}
	merge("new", "newest")
	for _, id := range []string{"old", "new"} {
		if e := get(t, s, id); e.ID != "newest" || e.RedirectedFrom != id || values(e) != "b c a Name of old Name of new" {
			t.Errorf("%s leads to %+v", id, e)
		}
	}
	if e := get(t, s, "newest"); e.RedirectedFrom != "" {
		t.Errorf("newest is redirected from %q", e.RedirectedFrom)
	}
	_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
		_, err := tx.CreateEntity(aliases.Entity{ID: "old", Name: "x"})
		return err
	})
	var exists *aliases.ExistsError
	if !errors.As(err, &exists) || exists.Holder != "newest" {
		t.Errorf("reusing a merged id: %v", err)
	}
	if page, err := s.List(t.Context(), aliases.ListOptions{}); err != nil || len(page.Entities) != 1 {
		t.Errorf("%d active entities, error %v", len(page.Entities), err)
	}
}

// Each merge is in the history of both, and what went keeps its own.
func TestMergeHistory(t *testing.T) {
	s := table(t)
	create(t, s, "old", "a")
	create(t, s, "new", "b")
	update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.MergeEntities("old", "new", `"r1"`, `"r2"`)
		return err
	})
	for id, want := range map[string]string{
		"old": `{"id":"old","name":"Name of old","aliases":[{"value":"a","language":"en"}],"state":"merged"}`,
		"new": `{"id":"new","name":"Name of new","aliases":[{"value":"b","language":"en"},{"value":"a","language":"en"},{"value":"Name of old"}]}`,
	} {
		changes, err := s.Changes(t.Context(), aliases.ChangesOptions{EntityID: id})
		if err != nil || len(changes) != 2 || changes[0].Operation != aliases.OpCreate || changes[1].Operation != aliases.OpMerge {
			t.Fatalf("changes of %s: %+v, error %v", id, changes, err)
		}
		if string(changes[1].Before) != string(changes[0].After) || string(changes[1].After) != want {
			t.Errorf("%s went from %s to %s", id, changes[1].Before, changes[1].After)
		}
	}
	delta, err := s.ChangedSince(t.Context(), 2)
	if err != nil || len(delta.Entities) != 2 || delta.Entities[1].ID != "old" || delta.Entities[1].State != aliases.StateMerged {
		t.Errorf("delta %+v, error %v", delta, err)
	}
}

func TestMergeRefused(t *testing.T) {
	s := table(t)
	for _, id := range []string{"a", "b", "gone", "merged"} {
		create(t, s, id)
	}
	update(t, s, func(tx *aliases.Tx) error {
		if _, err := tx.DeleteEntity("gone", ""); err != nil {
			return err
		}
		_, err := tx.MergeEntities("merged", "b", "", "")
		return err
	})
	revision, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from, into, fromEtag, intoEtag string
		want                           error
	}{
		{"a", "nobody", "", "", aliases.ErrNotFound},
		{"nobody", "a", "", "", aliases.ErrNotFound},
		{"a", "gone", "", "", aliases.ErrInactive},
		{"gone", "a", "", "", aliases.ErrInactive},
		{"a", "merged", "", "", aliases.ErrInactive},
		{"merged", "a", "", "", aliases.ErrInactive},
		{"a", "b", `"r99"`, "", aliases.ErrStale},
		{"a", "b", "", `"r99"`, aliases.ErrStale},
	} {
		_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
			_, err := tx.MergeEntities(c.from, c.into, c.fromEtag, c.intoEtag)
			return err
		})
		if !errors.Is(err, c.want) {
			t.Errorf("%s into %s: error %v, want %v", c.from, c.into, err, c.want)
		}
	}
	if now, err := s.Revision(t.Context()); err != nil || now != revision {
		t.Errorf("revision %d after refused merges, was %d (%v)", now, revision, err)
	}
	sound(t, s)
}
