package aliases_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

func table(t testing.TB) *aliases.Store {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "table.db"))
}

func create(t testing.TB, s *aliases.Store, id string, values ...string) aliases.Entity {
	t.Helper()
	e := aliases.Entity{ID: id, Name: "Name of " + id}
	for _, v := range values {
		e.Aliases = append(e.Aliases, aliases.Alias{Value: v, Language: "en"})
	}
	update(t, s, func(tx *aliases.Tx) (err error) {
		e, err = tx.CreateEntity(e)
		return err
	})
	return e
}

func get(t testing.TB, s *aliases.Store, id string) aliases.Entity {
	t.Helper()
	e, err := s.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func values(e aliases.Entity) string {
	var all []string
	for _, a := range e.Aliases {
		all = append(all, a.Value)
	}
	return strings.Join(all, " ")
}

func TestEntityLife(t *testing.T) {
	s := table(t)
	want := aliases.Entity{
		ID: "kataib-hezbollah", Type: resolver.TypeOrganization, Name: "Kata'ib Hezbollah", Description: "armed group\nof Iraq",
		ExternalIDs: map[string]string{"ofac": "11462", "a": "1"},
		Aliases: []aliases.Alias{
			{Value: "كتائب حزب الله", Language: "ar", Script: "Arab", Kind: resolver.KindOfficial, Source: "ofac", Note: "n"},
			{Value: "KH", Language: "en", Kind: resolver.KindAcronym}},
		Not: []aliases.Exclusion{{Value: "Kataeb Party", Reason: "of Lebanon"}, {Value: "A"}},
	}
	var made aliases.Entity
	revision := update(t, s, func(tx *aliases.Tx) (err error) {
		made, err = tx.CreateEntity(want)
		return err
	})
	got := get(t, s, want.ID)
	if !reflect.DeepEqual(got, made) {
		t.Errorf("created %+v\nread %+v", made, got)
	}
	if revision != 1 || got.Revision != 1 || got.Etag() != `"r1"` || got.State != aliases.StateActive || got.Not[0].Value != "A" {
		t.Errorf("revision %d, entity %+v", revision, got)
	}
	if string(aliases.AppendEntity(nil, &got)) != string(aliases.AppendEntity(nil, &made)) || got.Aliases[1].Kind != resolver.KindAcronym {
		t.Errorf("got %+v", got)
	}

	update(t, s, func(tx *aliases.Tx) error {
		e, err := tx.DeleteEntity(want.ID, `"r1"`)
		if err == nil && (e.State != aliases.StateDeleted || e.Etag() != `"r2"`) {
			t.Errorf("deleted: %+v", e)
		}
		return err
	})
	if e := get(t, s, want.ID); e.State != aliases.StateDeleted || len(e.Aliases) != 2 {
		t.Errorf("after delete: %+v", e)
	}
	_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
		_, err := tx.AddAlias(want.ID, aliases.Alias{Value: "x"}, "")
		return err
	})
	wantError(t, err, aliases.ErrInactive)
	_, err = s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
		_, err := tx.CreateEntity(aliases.Entity{ID: want.ID, Name: "again"})
		return err
	})
	var exists *aliases.ExistsError
	if !errors.As(err, &exists) || exists.Holder != want.ID || exists.State != aliases.StateDeleted {
		t.Errorf("reusing a deleted id: %v", err)
	}
	update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.UndeleteEntity(want.ID, "")
		return err
	})
	if e := get(t, s, want.ID); e.State != aliases.StateActive || e.Revision != 3 {
		t.Errorf("after undelete: %+v", e)
	}
	if r := update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.UndeleteEntity(want.ID, "")
		return err
	}); r != 3 {
		t.Errorf("undeleting an active entity took revision %d", r)
	}
	_, err = s.Get(t.Context(), "nobody")
	wantError(t, err, aliases.ErrNotFound)

	changes, err := s.Changes(t.Context(), aliases.ChangesOptions{EntityID: want.ID})
	if err != nil || len(changes) != 3 {
		t.Fatalf("%d changes, error %v", len(changes), err)
	}
	var ops []aliases.Operation
	for _, c := range changes {
		ops = append(ops, c.Operation)
		if c.Actor != "curator" || c.Reason != "test" || c.Time.IsZero() {
			t.Errorf("change %+v", c)
		}
	}
	if !reflect.DeepEqual(ops, []aliases.Operation{aliases.OpCreate, aliases.OpDelete, aliases.OpUndelete}) {
		t.Errorf("operations %v", ops)
	}
	was, err := aliases.ParseRecord(changes[2].Before)
	if err != nil || was.State != aliases.StateDeleted || values(was) != values(made) || changes[0].Before != nil {
		t.Errorf("record %+v, error %v", was, err)
	}
	sound(t, s)
}

func TestGeneratedIDs(t *testing.T) {
	s := table(t)
	a, b := create(t, s, ""), create(t, s, "")
	if a.ID == b.ID || get(t, s, a.ID).Name != a.Name || a.Validate() != nil {
		t.Errorf("ids %q and %q", a.ID, b.ID)
	}
}

func TestUpdateEntity(t *testing.T) {
	cases := map[string]struct {
		with   aliases.Entity
		fields []aliases.Field
		want   string // the record after
		kept   int    // aliases that keep their id
	}{
		"name only": {aliases.Entity{Name: "new", Type: "person"}, []aliases.Field{aliases.FieldName},
			`{"id":"e","name":"new","aliases":[{"value":"a","language":"en"},{"value":"b","language":"en"},{"value":"c","language":"en"}]}`, 3},
		"everything": {aliases.Entity{Name: "new", Type: "person"}, aliases.AllFields, `{"id":"e","type":"person","name":"new"}`, 0},
		"alias removed and added": {aliases.Entity{Aliases: []aliases.Alias{{Value: "a", Language: "en"}, {Value: "c", Language: "en", Note: "n"}, {Value: "d"}}},
			[]aliases.Field{aliases.FieldAliases},
			`{"id":"e","name":"Name of e","aliases":[{"value":"a","language":"en"},{"value":"c","language":"en","note":"n"},{"value":"d"}]}`, 2},
		"aliases reordered": {aliases.Entity{Aliases: []aliases.Alias{{Value: "b", Language: "en"}, {Value: "a", Language: "en"}, {Value: "c", Language: "en"}}},
			[]aliases.Field{aliases.FieldAliases},
			`{"id":"e","name":"Name of e","aliases":[{"value":"b","language":"en"},{"value":"a","language":"en"},{"value":"c","language":"en"}]}`, 1},
		"ids and exclusions": {aliases.Entity{ExternalIDs: map[string]string{"x": "1"}, Not: []aliases.Exclusion{{Value: "z"}, {Value: "y", Reason: "r"}}},
			[]aliases.Field{aliases.FieldExternalIDs, aliases.FieldNot, aliases.FieldAliases},
			`{"id":"e","name":"Name of e","external_ids":{"x":"1"},"not":[{"value":"y","reason":"r"},"z"]}`, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := table(t)
			before := create(t, s, "e", "a", "b", "c")
			c.with.ID = "e"
			update(t, s, func(tx *aliases.Tx) error {
				_, err := tx.UpdateEntity(c.with, c.fields, before.Etag())
				return err
			})
			after := get(t, s, "e")
			if got := string(aliases.AppendEntity(nil, &after)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			kept := 0
			for _, a := range after.Aliases {
				for _, b := range before.Aliases {
					if a.ID == b.ID {
						kept++
						if a.Value != b.Value {
							t.Errorf("alias id %d went from %q to %q", a.ID, b.Value, a.Value)
						}
					}
				}
			}
			if kept != c.kept {
				t.Errorf("%d aliases kept their id, want %d", kept, c.kept)
			}
			if r := update(t, s, func(tx *aliases.Tx) error {
				_, err := tx.UpdateEntity(c.with, c.fields, "")
				return err
			}); r != 2 {
				t.Errorf("changing nothing took revision %d", r)
			}
			sound(t, s)
		})
	}
}

func TestAliases(t *testing.T) {
	s := table(t)
	e := create(t, s, "e", "a", "b")
	var added aliases.Alias
	update(t, s, func(tx *aliases.Tx) (err error) {
		added, err = tx.AddAlias("e", aliases.Alias{Value: "a", Language: "fr"}, e.Etag())
		return err
	})
	update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.UpdateAlias("e", aliases.Alias{ID: e.Aliases[0].ID, Value: "A", Language: "en", Kind: "weak"}, "")
		return err
	})
	update(t, s, func(tx *aliases.Tx) error { return tx.RemoveAlias("e", e.Aliases[1].ID, "") })
	got := get(t, s, "e")
	want := []aliases.Alias{{ID: e.Aliases[0].ID, Value: "A", Language: "en", Kind: "weak"}, added}
	if !reflect.DeepEqual(got.Aliases, want) {
		t.Errorf("aliases %+v, want %+v", got.Aliases, want)
	}
	last := added.ID
	update(t, s, func(tx *aliases.Tx) error { return tx.RemoveAlias("e", last, "") })
	update(t, s, func(tx *aliases.Tx) (err error) {
		added, err = tx.AddAlias("e", aliases.Alias{Value: "again"}, "")
		return err
	})
	if added.ID <= last {
		t.Errorf("alias id %d is used again", added.ID)
	}
	sound(t, s)
}

func TestRefusedEdits(t *testing.T) {
	s := table(t)
	e := create(t, s, "e", "a", "b")
	cases := map[string]struct {
		edit func(*aliases.Tx) error
		want error
	}{
		"duplicate alias": {func(tx *aliases.Tx) error {
			_, err := tx.AddAlias("e", aliases.Alias{Value: "a", Language: "en"}, "")
			return err
		}, aliases.ErrExists},
		"alias changed into another": {func(tx *aliases.Tx) error {
			_, err := tx.UpdateAlias("e", aliases.Alias{ID: e.Aliases[0].ID, Value: "b", Language: "en"}, "")
			return err
		}, aliases.ErrExists},
		"unknown alias": {func(tx *aliases.Tx) error { return tx.RemoveAlias("e", 99, "") }, aliases.ErrNotFound},
		"stale etag": {func(tx *aliases.Tx) error {
			_, err := tx.DeleteEntity("e", `"r0"`)
			return err
		}, aliases.ErrStale},
		"unknown entity": {func(tx *aliases.Tx) error {
			_, err := tx.SetExclusions("nobody", nil, "")
			return err
		}, aliases.ErrNotFound},
		"unknown field": {func(tx *aliases.Tx) error {
			_, err := tx.UpdateEntity(e, []aliases.Field{"state"}, "")
			return err
		}, aliases.ErrInvalid},
		"merge into itself": {func(tx *aliases.Tx) error {
			_, err := tx.MergeEntities("e", "e", "", "")
			return err
		}, aliases.ErrInvalid},
		"term not there": {func(tx *aliases.Tx) error { return tx.RemoveTerm(resolver.Term{Concept: "c", Value: "v"}) }, aliases.ErrNotFound},
		"blank term":     {func(tx *aliases.Tx) error { return tx.AddTerm(resolver.Term{Concept: "c", Value: " "}) }, aliases.ErrInvalid},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := s.Update(t.Context(), curator, c.edit)
			wantError(t, err, c.want)
			if r, err := s.Revision(t.Context()); err != nil || r != 1 {
				t.Errorf("revision %d, error %v", r, err)
			}
		})
	}
	_, err := s.Update(t.Context(), aliases.Edit{Actor: " "}, func(*aliases.Tx) error { return nil })
	wantError(t, err, aliases.ErrNoActor)
	_, err = s.Update(t.Context(), aliases.Edit{Actor: strings.Repeat("x", 257)}, func(*aliases.Tx) error { return nil })
	wantError(t, err, aliases.ErrInvalid)
	sound(t, s)
}

func TestUpdateIsAllOrNothing(t *testing.T) {
	s := table(t)
	boom := errors.New("boom")
	two := func(tx *aliases.Tx) error {
		for _, id := range []string{"a", "b"} {
			if _, err := tx.CreateEntity(aliases.Entity{ID: id, Name: id}); err != nil {
				return err
			}
		}
		return nil
	}
	_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error { return errors.Join(two(tx), boom) })
	wantError(t, err, boom)
	func() {
		defer func() { _ = recover() }()
		s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
			_ = two(tx)
			panic("boom")
		})
	}()
	ctx, cancel := context.WithCancel(t.Context())
	_, err = s.Update(ctx, curator, func(tx *aliases.Tx) error {
		defer cancel()
		return two(tx)
	})
	wantError(t, err, context.Canceled)
	if r, err := s.Revision(t.Context()); err != nil || r != 0 {
		t.Errorf("revision %d, error %v", r, err)
	}
	if r := update(t, s, two); r != 2 {
		t.Errorf("revision %d, want one for each entity", r)
	}
	sound(t, s)
}

func TestTerms(t *testing.T) {
	s := table(t)
	brigades := resolver.Term{Concept: "brigade", Value: "كتائب", Language: "ar"}
	for _, want := range []int64{1, 1} { // the second time it is there
		if r := update(t, s, func(tx *aliases.Tx) error { return tx.AddTerm(brigades) }); r != want {
			t.Errorf("revision %d, want %d", r, want)
		}
	}
	delta, err := s.ChangedSince(t.Context(), 0)
	if err != nil || !delta.TermsChanged || !reflect.DeepEqual(delta.Terms, []resolver.Term{brigades}) {
		t.Errorf("delta %+v, error %v", delta, err)
	}
	update(t, s, func(tx *aliases.Tx) error { return tx.RemoveTerm(brigades) })
	changes, err := s.Changes(t.Context(), aliases.ChangesOptions{NewestFirst: true})
	if err != nil || len(changes) != 2 || changes[0].Operation != aliases.OpRemoveTerm || changes[0].After != nil ||
		string(changes[0].Before) != `{"concept":"brigade","value":"كتائب","language":"ar"}` {
		t.Errorf("changes %+v, error %v", changes, err)
	}
	sound(t, s)
}

func TestValidate(t *testing.T) {
	good := func() aliases.Entity { return aliases.Entity{ID: "e", Name: "n"} }
	cases := map[string]struct {
		change func(*aliases.Entity)
		fields string // of the violations
	}{
		"good":             {func(*aliases.Entity) {}, ""},
		"longest id":       {func(e *aliases.Entity) { e.ID = strings.Repeat("x", 128) }, ""},
		"id too long":      {func(e *aliases.Entity) { e.ID = strings.Repeat("x", 129) }, "id"},
		"id starts wrong":  {func(e *aliases.Entity) { e.ID = "-x" }, "id"},
		"id with a space":  {func(e *aliases.Entity) { e.ID = "x y" }, "id"},
		"id and name":      {func(e *aliases.Entity) { e.ID, e.Name = "", "\t" }, "id name"},
		"NUL":              {func(e *aliases.Entity) { e.Name = "a\x00b" }, "name"},
		"separator":        {func(e *aliases.Entity) { e.Name = "a\x1fb" }, "name"},
		"C1 control":       {func(e *aliases.Entity) { e.Name = "a\u0085b" }, "name"},
		"bad UTF-8":        {func(e *aliases.Entity) { e.Name = "a\xffb" }, "name"},
		"ZWNJ":             {func(e *aliases.Entity) { e.Name = "علی خامنه\u200cای" }, ""},
		"lines":            {func(e *aliases.Entity) { e.Description = "a\n\tb" }, ""},
		"bell":             {func(e *aliases.Entity) { e.Description = "a\ab" }, "description"},
		"description size": {func(e *aliases.Entity) { e.Description = strings.Repeat("x", 8<<10+1) }, "description"},
		"type":             {func(e *aliases.Entity) { e.Type = "thing" }, "type"},
		"external ids":     {func(e *aliases.Entity) { e.ExternalIDs = map[string]string{"a b": "1", "ok": " "} }, `external_ids["a b"] external_ids["ok"]`},
		"aliases": {func(e *aliases.Entity) {
			e.Aliases = []aliases.Alias{{Value: "a"}, {Value: "a", Kind: "odd"}, {Value: "b", Language: "english!", Script: "arab"}, {Value: "a"}}
		}, "aliases[1].kind aliases[2].language aliases[2].script aliases[1] aliases[3]"},
		"most aliases":     {func(e *aliases.Entity) { e.Aliases = numbered(2000) }, ""},
		"too many aliases": {func(e *aliases.Entity) { e.Aliases = numbered(2001) }, "aliases"},
		"exclusions":       {func(e *aliases.Entity) { e.Not = []aliases.Exclusion{{Value: ""}, {Value: "x"}, {Value: "x"}} }, "not[0].value not[2]"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := good()
			c.change(&e)
			err := e.Validate()
			var fields []string
			var invalid *aliases.InvalidError
			if errors.As(err, &invalid) {
				for _, v := range invalid.Violations {
					fields = append(fields, v.Field)
				}
			}
			if got := strings.Join(fields, " "); got != c.fields {
				t.Errorf("violations of %q, want %q (%v)", got, c.fields, err)
			}
		})
	}
}

func numbered(n int) (all []aliases.Alias) {
	for i := range n {
		all = append(all, aliases.Alias{Value: fmt.Sprint("alias ", i)})
	}
	return all
}

func TestLanguageTags(t *testing.T) {
	for tag, want := range map[string]bool{
		"": true, "en": true, "ar-Latn": true, "ckb": true, "zh-Hant-TW": true, "sl-rozaj-biske-1994": true, "x-list": true, "i-klingon": true,
		"e": false, "x": false, "en-": false, "-en": false, "en_US": true, "zho_tw": true, "_": false, "en__US": false, "en_": false, "12": false, "a1": false, "englisch1": false, "en-abcdefghi": false,
	} {
		e := aliases.Entity{ID: "e", Name: "n", Aliases: []aliases.Alias{{Value: "v", Language: tag}}}
		if got := e.Validate() == nil; got != want {
			t.Errorf("%q: accepted %t, want %t", tag, got, want)
		}
	}
}

// Tags with underscores are the same as those with hyphens, wherever they come in.
func TestLanguageTagsAreHyphenated(t *testing.T) {
	s := table(t)
	line := `{"id":"e","name":"n","aliases":[{"value":"a","language":"zho_cn"},{"value":"b","language":"zho-cn"}]}`
	importInto(t, s, strings.NewReader(line), aliases.ImportOptions{})
	again := importInto(t, s, strings.NewReader(line), aliases.ImportOptions{OnExisting: aliases.Replace})
	if again.Unchanged != 1 {
		t.Errorf("imported again: %+v", again)
	}
	first := get(t, s, "e").Aliases[0]
	update(t, s, func(tx *aliases.Tx) error {
		if _, err := tx.AddAlias("e", aliases.Alias{Value: "a", Language: "zho_cn"}, ""); !errors.Is(err, aliases.ErrExists) {
			t.Errorf("an alias that is there is added: %v", err)
		}
		a, err := tx.AddAlias("e", aliases.Alias{Value: "c", Language: "zho_tw"}, "")
		if err != nil || a.Language != "zho-tw" {
			t.Errorf("added %+v, error %v", a, err)
		}
		a.Language = "zh_Hant_TW"
		if a, err = tx.UpdateAlias("e", a, ""); err != nil || a.Language != "zh-Hant-TW" {
			t.Errorf("updated %+v, error %v", a, err)
		}
		e, err := tx.CreateEntity(aliases.Entity{ID: "f", Name: "n", Aliases: []aliases.Alias{{Value: "a", Language: "zho_cn"}}})
		if err != nil || e.Aliases[0].Language != "zho-cn" {
			t.Errorf("created %+v, error %v", e, err)
		}
		kept := aliases.Entity{ID: "e", Aliases: []aliases.Alias{{Value: "a", Language: "zho_cn"}}}
		if e, err = tx.UpdateEntity(kept, []aliases.Field{aliases.FieldAliases}, ""); err != nil || e.Aliases[0] != first {
			t.Errorf("updated %+v, error %v", e, err)
		}
		term := resolver.Term{Concept: "c", Value: "v", Language: "zho_cn"}
		if err := tx.AddTerm(term); err != nil {
			return err
		}
		terms, err := tx.Terms()
		if err != nil || len(terms) != 1 || terms[0].Language != "zho-cn" {
			t.Errorf("terms %+v, error %v", terms, err)
		}
		return tx.RemoveTerm(term)
	})
	twice := aliases.Entity{ID: "e", Name: "n", Aliases: []aliases.Alias{{Value: "a", Language: "zho_cn"}, {Value: "a", Language: "zho-cn"}}}
	wantError(t, twice.Validate(), aliases.ErrInvalid)
	sound(t, s)
}
