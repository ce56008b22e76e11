package aliases_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

func TestWaivers(t *testing.T) {
	s := table(t)
	create(t, s, "a", "x")
	w := aliases.Waiver{Rule: aliases.RuleTooShort, EntityID: "a", Value: "x", Reason: "it is called so"}
	waive := func(w aliases.Waiver) int64 {
		return update(t, s, func(tx *aliases.Tx) error {
			_, err := tx.Waive(w)
			return err
		})
	}
	list := func() (all []aliases.Waiver) {
		t.Helper()
		if err := s.View(t.Context(), func(v *aliases.View) (err error) {
			all, err = v.Waivers()
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	for _, want := range []int64{2, 2} { // the second time it is there
		if r := waive(w); r != want {
			t.Errorf("revision %d, want %d", r, want)
		}
	}
	other := w
	other.Reason = "it really is"
	waive(other)
	if all := list(); len(all) != 1 || all[0].Reason != "it really is" || all[0].Actor != curator.Actor || all[0].CreatedAt.IsZero() {
		t.Errorf("waivers %+v", all)
	}
	for name, bad := range map[string]struct {
		waiver aliases.Waiver
		want   error
	}{
		"unknown rule":   {aliases.Waiver{Rule: "taste", EntityID: "a", Reason: "r"}, aliases.ErrInvalid},
		"no reason":      {aliases.Waiver{Rule: aliases.RuleTooShort, EntityID: "a"}, aliases.ErrInvalid},
		"unknown entity": {aliases.Waiver{Rule: aliases.RuleTooShort, EntityID: "b", Reason: "r"}, aliases.ErrNotFound},
	} {
		_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
			_, err := tx.Waive(bad.waiver)
			return err
		})
		if !errors.Is(err, bad.want) {
			t.Errorf("%s: error %v, want %v", name, err, bad.want)
		}
	}
	unwaive := func(tx *aliases.Tx) error { return tx.Unwaive(w) }
	update(t, s, unwaive)
	if all := list(); len(all) != 0 {
		t.Errorf("waivers %+v", all)
	}
	_, err := s.Update(t.Context(), curator, unwaive)
	wantError(t, err, aliases.ErrNotFound)

	changes, err := s.Changes(t.Context(), aliases.ChangesOptions{AfterRevision: 1})
	if err != nil || len(changes) != 4 {
		t.Fatalf("changes %+v, error %v", changes, err)
	}
	const first, second = `{"rule":"too-short","entity":"a","value":"x","reason":"it is called so"}`, `{"rule":"too-short","entity":"a","value":"x","reason":"it really is"}`
	for i, want := range [][3]string{{"waive", "", first}, {"unwaive", first, ""}, {"waive", "", second}, {"unwaive", second, ""}} {
		if got := [3]string{string(changes[i].Operation), string(changes[i].Before), string(changes[i].After)}; got != want {
			t.Errorf("change %v, want %v", got, want)
		}
	}
	sound(t, s)
}

func TestDecodeWaivers(t *testing.T) {
	good := `{"rule":"shadowed","entity":"a","reason":"r"}`
	all, err := aliases.DecodeWaivers(strings.NewReader(good + "\n" + `{"rule":"shadowed","entity":"b","value":"B","reason":"r"}` + "\n"))
	if err != nil || len(all) != 2 || all[1] != (aliases.Waiver{Rule: "shadowed", EntityID: "b", Value: "B", Reason: "r"}) {
		t.Errorf("waivers %+v, error %v", all, err)
	}
	for name, bad := range map[string]string{
		"no JSON": "shadowed a", "unknown field": `{"rule":"shadowed","entity":"a","reason":"r","why":"x"}`,
		"unknown rule": `{"rule":"taste","entity":"a","reason":"r"}`, "no reason": `{"rule":"shadowed","entity":"a"}`,
	} {
		_, err := aliases.DecodeWaivers(strings.NewReader(good + "\n" + bad + "\n"))
		var line *aliases.LineError
		if !errors.As(err, &line) || line.Line != 2 {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestPolicies(t *testing.T) {
	s := table(t)
	create(t, s, "a", "x")
	set := func(p aliases.TypePolicy) error {
		_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error { return tx.SetPolicy(p) })
		return err
	}
	person := aliases.TypePolicy{Type: resolver.TypePerson, Profile: resolver.Strict, MinProbability: 0.95}
	place := aliases.TypePolicy{Type: resolver.TypePlace, Profile: resolver.Balanced, MinProbability: 0.5}
	for _, p := range []aliases.TypePolicy{place, person, person} {
		if err := set(p); err != nil {
			t.Fatal(err)
		}
	}
	delta, err := s.ChangedSince(t.Context(), 1)
	if err != nil || delta.Revision != 3 || !reflect.DeepEqual(delta.Policies, []aliases.TypePolicy{person, place}) {
		t.Errorf("delta %+v, error %v", delta, err)
	}
	for name, p := range map[string]aliases.TypePolicy{
		"no type":      {MinProbability: 0.5},
		"unknown type": {Type: "ghost", MinProbability: 0.5},
		"zero":         {Type: resolver.TypePlace},
		"above one":    {Type: resolver.TypePlace, MinProbability: 1.5},
	} {
		if err := set(p); !errors.Is(err, aliases.ErrInvalid) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	remove := func(tx *aliases.Tx) error { return tx.RemovePolicy(resolver.TypePerson, resolver.Strict) }
	update(t, s, remove)
	_, err = s.Update(t.Context(), curator, remove)
	wantError(t, err, aliases.ErrNotFound)
	changes, err := s.Changes(t.Context(), aliases.ChangesOptions{NewestFirst: true, Limit: 1})
	if err != nil || changes[0].Operation != aliases.OpRemovePolicy || changes[0].After != nil ||
		string(changes[0].Before) != `{"type":"person","profile":"strict","min_probability":0.95}` {
		t.Errorf("changes %+v, error %v", changes, err)
	}
	sound(t, s)
}

// TestPreview: an edit that is previewed says what it would change, and leaves nothing behind.
func TestPreview(t *testing.T) {
	s := table(t)
	create(t, s, "a", "x")
	create(t, s, "b", "y")
	was := export(t, s)
	edit := func(tx *aliases.Tx) error {
		if _, err := tx.AddAlias("a", aliases.Alias{Value: "new"}, ""); err != nil {
			return err
		}
		if _, err := tx.DeleteEntity("b", ""); err != nil {
			return err
		}
		if _, err := tx.Waive(aliases.Waiver{Rule: aliases.RuleTooShort, EntityID: "a", Reason: "r"}); err != nil {
			return err
		}
		return tx.AddTerm(resolver.Term{Concept: "c", Value: "v"})
	}
	for range 2 {
		d, err := s.Preview(t.Context(), curator, edit)
		if err != nil {
			t.Fatal(err)
		}
		if d.From != 2 || d.Revision != 6 || len(d.Entities) != 2 || len(d.Entities[0].Aliases) != 2 ||
			d.Entities[1].State != aliases.StateDeleted || !d.TermsChanged || len(d.Terms) != 1 {
			t.Errorf("delta %+v", d)
		}
		if r, err := s.Revision(t.Context()); err != nil || r != 2 || export(t, s) != was {
			t.Errorf("the table is at revision %d, %v", r, err)
		}
	}
	_, err := s.Preview(t.Context(), curator, func(tx *aliases.Tx) error {
		_, err := tx.DeleteEntity("nobody", "")
		return err
	})
	wantError(t, err, aliases.ErrNotFound)
	// What is then done is what was said.
	d, _ := s.Preview(t.Context(), curator, edit)
	if r := update(t, s, edit); r != d.Revision {
		t.Errorf("revision %d, the preview said %d", r, d.Revision)
	}
	sound(t, s)
}
