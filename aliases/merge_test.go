package aliases_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
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
		"old": `{"id":"old","name":"Name of old","aliases":[{"value":"a","language":"en"}],"state":"merged","merged_into":"new"}`,
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

func TestMergeConflicts(t *testing.T) {
	s := table(t)
	var merged aliases.Merged
	update(t, s, func(tx *aliases.Tx) error {
		for _, e := range []aliases.Entity{
			{ID: "a", Type: resolver.TypePerson, Name: "Ali", ExternalIDs: map[string]string{"ofac": "1", "un": "7"}, Not: []aliases.Exclusion{{Value: "HASAN"}}},
			{ID: "b", Type: resolver.TypeOrganization, Name: "B", Aliases: []aliases.Alias{{Value: "Hasan"}},
				ExternalIDs: map[string]string{"ofac": "2", "un": "7", "eu": "3"}, Not: []aliases.Exclusion{{Value: "ali"}}},
		} {
			if _, err := tx.CreateEntity(e); err != nil {
				return err
			}
		}
		var err error
		merged, err = tx.MergeEntities("a", "b", "", "")
		return err
	})
	want := []aliases.MergeConflict{
		{Kind: aliases.ConflictExclusion, Key: "HASAN", Kept: "Hasan"},
		{Kind: aliases.ConflictExclusion, Key: "ali", Kept: "Ali"},
		{Kind: aliases.ConflictExternalID, Key: "ofac", Kept: "2", Lost: "1"},
		{Kind: aliases.ConflictType, Kept: "organization", Lost: "person"},
	}
	if !slices.Equal(merged.Conflicts, want) {
		t.Errorf("got %+v\nwant %+v", merged.Conflicts, want)
	}
	if len(merged.Not) != 2 || len(merged.ExternalIDs) != 3 {
		t.Errorf("it was merged to %+v", merged.Entity)
	}
}

func TestSplit(t *testing.T) {
	s := table(t)
	update(t, s, func(tx *aliases.Tx) error {
		for _, e := range []aliases.Entity{
			{ID: "a", Type: resolver.TypePerson, Name: "A", ExternalIDs: map[string]string{"ofac": "1", "un": "2"},
				Aliases: []aliases.Alias{{Value: "one"}, {Value: "two", Language: "ar"}, {Value: "three"}, {Value: "four"}}},
			{ID: "b", Name: "B", Aliases: []aliases.Alias{{Value: "two", Language: "ar"}}, ExternalIDs: map[string]string{"un": "3"}},
		} {
			if _, err := tx.CreateEntity(e); err != nil {
				return err
			}
		}
		return nil
	})
	split := func(what aliases.Split) (left, taken aliases.Entity, err error) {
		_, err = s.Update(t.Context(), curator, func(tx *aliases.Tx) (err error) {
			left, taken, err = tx.SplitEntity("a", what, "")
			return err
		})
		sound(t, s)
		return left, taken, err
	}
	left, taken, err := split(aliases.Split{AliasIDs: []int64{2, 3}, Into: "b"})
	if err != nil || values(left) != "one four" || values(taken) != "two three" || taken.ID != "b" {
		t.Errorf("into b: left %+v, taken %+v, error %v", left, taken, err)
	}
	left, taken, err = split(aliases.Split{AliasIDs: []int64{4}, ExternalIDs: []string{"ofac"}})
	if err != nil || values(left) != "one" || values(taken) != "four" || taken.Name != "four" || taken.Type != resolver.TypePerson ||
		taken.ExternalIDs["ofac"] != "1" || len(left.ExternalIDs) != 1 {
		t.Errorf("into a new one: left %+v, taken %+v, error %v", left, taken, err)
	}
	for name, c := range map[string]struct {
		what aliases.Split
		want error
	}{
		"no alias":          {aliases.Split{Into: "b"}, aliases.ErrInvalid},
		"alias of another":  {aliases.Split{AliasIDs: []int64{5}, Into: "b"}, aliases.ErrNotFound},
		"into itself":       {aliases.Split{AliasIDs: []int64{1}, Into: "a"}, aliases.ErrInvalid},
		"into nobody":       {aliases.Split{AliasIDs: []int64{1}, Into: "nobody"}, aliases.ErrNotFound},
		"new is there":      {aliases.Split{AliasIDs: []int64{1}, New: aliases.Entity{ID: "b"}}, aliases.ErrExists},
		"no such list":      {aliases.Split{AliasIDs: []int64{1}, ExternalIDs: []string{"eu"}}, aliases.ErrNotFound},
		"list taken":        {aliases.Split{AliasIDs: []int64{1}, ExternalIDs: []string{"un"}, Into: "b"}, aliases.ErrInvalid},
		"the other's stale": {aliases.Split{AliasIDs: []int64{1}, Into: "b", IntoEtag: `"r1"`}, aliases.ErrStale},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := split(c.what)
			wantError(t, err, c.want)
		})
	}
}
