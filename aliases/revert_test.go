package aliases_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// revert reverts in an edit of its own.
func revert(t testing.TB, s *aliases.Store, r aliases.Range) (done aliases.Reverted, err error) {
	t.Helper()
	_, err = s.Update(t.Context(), curator, func(tx *aliases.Tx) (err error) {
		done, err = tx.Revert(r)
		return err
	})
	sound(t, s)
	return done, err
}

// TestRevert: each kind of edit is taken back, and what took it back is too.
func TestRevert(t *testing.T) {
	cases := map[string]func(*aliases.Tx) error{
		"create": func(tx *aliases.Tx) error {
			_, err := tx.CreateEntity(aliases.Entity{ID: "new", Name: "New"})
			return err
		},
		"update": func(tx *aliases.Tx) error {
			_, err := tx.UpdateEntity(aliases.Entity{ID: "a", Name: "Other", Not: []aliases.Exclusion{{Value: "x"}}},
				[]aliases.Field{aliases.FieldName, aliases.FieldAliases, aliases.FieldNot}, "")
			return err
		},
		"alias": func(tx *aliases.Tx) error {
			_, err := tx.AddAlias("a", aliases.Alias{Value: "more"}, "")
			return err
		},
		"alias removed": func(tx *aliases.Tx) error { return tx.RemoveAlias("a", 1, "") },
		"delete": func(tx *aliases.Tx) error {
			_, err := tx.DeleteEntity("a", "")
			return err
		},
		"undelete": func(tx *aliases.Tx) error {
			_, err := tx.UndeleteEntity("gone", "")
			return err
		},
		"merge": func(tx *aliases.Tx) error {
			_, err := tx.MergeEntities("a", "b", "", "")
			return err
		},
		"merge of a merged one": func(tx *aliases.Tx) error {
			_, err := tx.MergeEntities("b", "a", "", "") // old leads to b
			return err
		},
		"split": func(tx *aliases.Tx) error {
			_, _, err := tx.SplitEntity("a", aliases.Split{AliasIDs: []int64{1}, New: aliases.Entity{ID: "part"}}, "")
			return err
		},
		"split into": func(tx *aliases.Tx) error {
			_, _, err := tx.SplitEntity("a", aliases.Split{AliasIDs: []int64{2}, Into: "b"}, "")
			return err
		},
		"term":         func(tx *aliases.Tx) error { return tx.AddTerm(resolver.Term{Concept: "brigades", Value: "liwa"}) },
		"term removed": func(tx *aliases.Tx) error { return tx.RemoveTerm(resolver.Term{Concept: "brigades", Value: "saraya"}) },
		"several": func(tx *aliases.Tx) error {
			if _, err := tx.CreateEntity(aliases.Entity{ID: "new", Name: "New"}); err != nil {
				return err
			}
			if _, err := tx.MergeEntities("new", "a", "", ""); err != nil {
				return err
			}
			return tx.AddTerm(resolver.Term{Concept: "brigades", Value: "liwa"})
		},
	}
	for name, edit := range cases {
		t.Run(name, func(t *testing.T) {
			s := table(t)
			create(t, s, "a", "one", "two")
			create(t, s, "b", "three")
			create(t, s, "old")
			create(t, s, "gone")
			update(t, s, func(tx *aliases.Tx) error {
				if _, err := tx.DeleteEntity("gone", ""); err != nil {
					return err
				}
				if _, err := tx.MergeEntities("old", "b", "", ""); err != nil {
					return err
				}
				return tx.AddTerm(resolver.Term{Concept: "brigades", Value: "saraya"})
			})
			stands := func() string {
				terms := ""
				s.View(t.Context(), func(v *aliases.View) error {
					all, err := v.Terms()
					terms = fmt.Sprint(all)
					return err
				})
				return export(t, s) + terms + get(t, s, "old").ID
			}
			before := stands()
			revision := update(t, s, edit)
			after := stands()
			if before == after {
				t.Fatal("the edit changed nothing")
			}
			if _, err := revert(t, s, aliases.Range{From: revision}); err != nil {
				t.Fatal(err)
			}
			if got := stands(); got != before {
				t.Errorf("reverted it is\n%s\nit was\n%s", got, before)
			}
			now, err := s.Revision(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := revert(t, s, aliases.Range{From: now}); err != nil {
				t.Fatal(err)
			}
			if got := stands(); got != after {
				t.Errorf("with the revert reverted it is\n%s\nit was\n%s", got, after)
			}
		})
	}
}

func TestRevertRefused(t *testing.T) {
	s := table(t)
	a := create(t, s, "a", "one").Revision
	b := create(t, s, "b").Revision
	added := update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.AddAlias("a", aliases.Alias{Value: "two"}, "")
		return err
	})
	later := update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.AddAlias("a", aliases.Alias{Value: "three"}, "")
		return err
	})
	_, err := revert(t, s, aliases.Range{From: a, To: b})
	var stands *aliases.StandsOnError
	if !errors.As(err, &stands) || len(stands.Blocks) != 1 || stands.Blocks[0].EntityID != "a" ||
		!slices.Equal(stands.Blocks[0].Later, []int64{added, later}) {
		t.Fatalf("error %v", err)
	}
	for name, c := range map[string]struct {
		what aliases.Range
		want error
	}{
		"later change":       {aliases.Range{From: added}, aliases.ErrStandsOn},
		"future":             {aliases.Range{From: added, To: 99}, aliases.ErrAhead},
		"backwards":          {aliases.Range{From: 3, To: 2}, aliases.ErrInvalid},
		"no revision":        {aliases.Range{}, aliases.ErrInvalid},
		"nothing of entity":  {aliases.Range{From: a, To: b, EntityID: "nobody"}, aliases.ErrNotFound},
		"entity in its time": {aliases.Range{From: b, EntityID: "a"}, aliases.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := revert(t, s, c.what)
			wantError(t, err, c.want)
		})
	}
	// What stood on it has been taken back: nothing does any more.
	if _, err := revert(t, s, aliases.Range{From: later}); err != nil {
		t.Fatal(err)
	}
	if _, err := revert(t, s, aliases.Range{From: added}); err != nil {
		t.Fatal(err)
	}
	if got := values(get(t, s, "a")); got != "one" {
		t.Errorf("a has %q", got)
	}
}

// TestRevertOfOneEntity takes back what an edit did to one entity, but a merge whole.
func TestRevertOfOneEntity(t *testing.T) {
	s := table(t)
	create(t, s, "a", "one")
	create(t, s, "b", "two")
	imported := update(t, s, func(tx *aliases.Tx) error {
		for _, id := range []string{"a", "b"} {
			if _, err := tx.AddAlias(id, aliases.Alias{Value: "imported"}, ""); err != nil {
				return err
			}
		}
		return nil
	})
	done, err := revert(t, s, aliases.Range{From: imported - 1, To: imported, EntityID: "a"})
	if err != nil || done != (aliases.Reverted{From: imported - 1, To: imported - 1, Changes: 1}) {
		t.Errorf("reverted %+v, error %v", done, err)
	}
	if a, b := values(get(t, s, "a")), values(get(t, s, "b")); a != "one" || b != "two imported" {
		t.Errorf("a has %q, b %q", a, b)
	}
	merged := update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.MergeEntities("a", "b", "", "")
		return err
	})
	if done, err := revert(t, s, aliases.Range{From: merged, EntityID: "a"}); err != nil || done.Changes != 2 {
		t.Errorf("reverted %+v, error %v", done, err)
	}
	if a, b := values(get(t, s, "a")), values(get(t, s, "b")); a != "one" || b != "two imported" {
		t.Errorf("after the merge is reverted, a has %q, b %q", a, b)
	}
}
