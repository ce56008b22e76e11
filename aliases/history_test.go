package aliases_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// picture is all that can be read of a table, as text: every entity in every
// detail and under every ID, the terms, and the export.
func picture(t testing.TB, v *aliases.View, ids []string) string {
	t.Helper()
	var b bytes.Buffer
	for _, id := range ids {
		e, err := v.Get(id)
		if errors.Is(err, aliases.ErrNotFound) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s: %+v\n", id, e)
	}
	page, err := v.List(aliases.ListOptions{IncludeDeleted: true, PageSize: 1000})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "%+v\n", page)
	if page, err = v.List(aliases.ListOptions{Type: resolver.TypePerson, Query: "name 1"}); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "%+v\n", page)
	terms, err := v.Terms()
	if err != nil {
		t.Fatal(err)
	}
	policies, err := v.Policies()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "%q %v\n", terms, policies)
	if err := v.Export(&b, aliases.ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// editor edits a table at random: most edits can be made, some are refused.
type editor struct {
	*rand.Rand
	ids []string
}

func (r *editor) id() string { return r.ids[r.IntN(len(r.ids))] }

func (r *editor) name() string { return fmt.Sprintf("name %d", r.IntN(12)) }

func (r *editor) entity() aliases.Entity {
	e := aliases.Entity{ID: r.id(), Name: r.name(), Type: []resolver.EntityType{"", resolver.TypePerson}[r.IntN(2)]}
	for i := range r.IntN(4) {
		e.Aliases = append(e.Aliases, aliases.Alias{Value: fmt.Sprintf("%s-%d", r.name(), i), Language: []string{"", "ar"}[r.IntN(2)]})
	}
	if r.IntN(3) == 0 {
		e.ExternalIDs = map[string]string{"list": fmt.Sprint(r.IntN(3))}
	}
	if r.IntN(4) == 0 {
		e.Not = []aliases.Exclusion{{Value: r.name(), Reason: "because"}}
	}
	return e
}

// alias picks one of an entity's, 0 when it has none.
func (r *editor) alias(tx *aliases.Tx, id string) int64 {
	e, err := tx.Get(id)
	if err != nil || len(e.Aliases) == 0 {
		return 0
	}
	return e.Aliases[r.IntN(len(e.Aliases))].ID
}

// edit makes one change, of whatever kind.
func (r *editor) edit(tx *aliases.Tx) (err error) {
	id := r.id()
	switch r.IntN(19) {
	case 0, 1, 2:
		_, err = tx.CreateEntity(r.entity())
	case 3:
		_, err = tx.UpdateEntity(r.entity(), aliases.AllFields[:1+r.IntN(len(aliases.AllFields))], "")
	case 4:
		_, err = tx.AddAlias(id, aliases.Alias{Value: r.name()}, "")
	case 5:
		_, err = tx.UpdateAlias(id, aliases.Alias{ID: r.alias(tx, id), Value: r.name(), Language: "fa"}, "")
	case 6:
		err = tx.RemoveAlias(id, r.alias(tx, id), "")
	case 7:
		_, err = tx.DeleteEntity(id, "")
	case 8:
		_, err = tx.UndeleteEntity(id, "")
	case 9:
		_, err = tx.MergeEntities(id, r.id(), "", "")
	case 10:
		split := aliases.Split{AliasIDs: []int64{r.alias(tx, id)}, New: aliases.Entity{ID: r.id()}}
		if r.IntN(2) == 0 {
			split.Into = r.id()
		}
		_, _, err = tx.SplitEntity(id, split, "")
	case 11:
		term := resolver.Term{Concept: "brigades", Value: r.name()}
		if err = tx.RemoveTerm(term); errors.Is(err, aliases.ErrNotFound) {
			err = tx.AddTerm(term)
		}
	case 12:
		kind := resolver.EntityTypes[1+r.IntN(2)]
		if err = tx.RemovePolicy(kind, resolver.Strict); r.IntN(2) == 0 {
			err = tx.SetPolicy(aliases.TypePolicy{Type: kind, Profile: resolver.Strict, MinProbability: 0.5 + r.Float64()/2})
		}
	case 13:
		waiver := aliases.Waiver{Rule: aliases.Rules[0].Name, EntityID: id, Reason: r.name()}
		if _, err = tx.Waive(waiver); err == nil && r.IntN(2) == 0 {
			err = tx.Unwaive(waiver)
		}
	case 14, 15:
		err = r.decide(tx)
	case 16:
		_, _, err = tx.Undo(r.Int64N(4)) // 0 is the newest
	default:
		to := max(1, tx.Revision()+1-r.Int64N(10))
		what := aliases.Range{From: max(1, to-r.Int64N(4)), To: to}
		if r.IntN(2) == 0 {
			what.EntityID = id
		}
		_, err = tx.Revert(what)
	}
	return err
}

// decide decides about an item of the queue, if there is one.
func (r *editor) decide(tx *aliases.Tx) error {
	page, err := tx.ReviewItems(aliases.ReviewOptions{})
	if err != nil || len(page.Items) == 0 {
		return err
	}
	kinds := []aliases.DecisionKind{aliases.DecideAlias, aliases.DecideNewEntity, aliases.DecideNever, aliases.DecideIgnore, aliases.DecideSkip}
	_, err = tx.Decide(aliases.Verdict{Kind: kinds[r.IntN(len(kinds))], ItemID: page.Items[r.IntN(len(page.Items))].ID,
		EntityID: r.id(), Entity: aliases.Entity{ID: r.id()}})
	return err
}

// imports takes a file into the table, and returns the revision after it.
func (r *editor) imports(t *testing.T, s *aliases.Store) (int64, error) {
	var file []byte
	for _, at := range r.Perm(len(r.ids))[:1+r.IntN(4)] {
		e := r.entity()
		e.ID = r.ids[at]
		file = append(aliases.AppendEntity(file, &e), '\n')
	}
	opts := aliases.ImportOptions{Edit: curator, BatchSize: r.IntN(3)}
	opts.OnExisting = []aliases.OnExisting{aliases.Fail, aliases.Skip, aliases.Replace, aliases.Merge, aliases.Update}[r.IntN(5)]
	if opts.OnExisting == aliases.Update {
		opts.Source, opts.Link = []string{"one", "other"}[r.IntN(2)], []string{"", "list"}[r.IntN(2)]
	}
	report, err := s.Import(t.Context(), bytes.NewReader(file), opts)
	if bad := (*aliases.ImportError)(nil); errors.As(err, &bad) {
		err = errors.Join(err, aliases.ErrInvalid)
	}
	return report.Revision, err
}

var refusals = []error{aliases.ErrNotFound, aliases.ErrExists, aliases.ErrInactive, aliases.ErrInvalid, aliases.ErrStandsOn, aliases.ErrAhead,
	aliases.ErrDecided, aliases.ErrNotUndoable}

// TestAnyEdits: whatever is edited, decided, imported and reverted, every invariant holds, and the
// table can be read as it stood after each edit, to the byte.
func TestAnyEdits(t *testing.T) {
	const seeds, edits = 5, 250
	done, reverts, imports, decisions, refused := 0, 0, 0, 0, map[error]int{}
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s := table(t)
			r := &editor{Rand: rand.New(rand.NewPCG(seed, 1))}
			for i := range 12 {
				r.ids = append(r.ids, fmt.Sprintf("e%d", i))
			}
			seen := map[int64]string{}
			for range edits {
				record(t, s, met(r.name(), r.IntN(60)))
				together := 1 + r.IntN(2)
				revision, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
					for range together {
						if err := r.edit(tx); err != nil {
							return err
						}
					}
					return nil
				})
				if r.IntN(8) == 0 {
					if revision, err = r.imports(t, s); err == nil {
						imports++
					}
				}
				if err != nil {
					at := slices.IndexFunc(refusals, func(want error) bool { return errors.Is(err, want) })
					if at < 0 {
						t.Fatal(err)
					}
					refused[refusals[at]]++
					continue
				}
				if done++; revision == 0 { // as of which means now
					continue
				}
				if err := s.View(t.Context(), func(v *aliases.View) error {
					seen[revision] = picture(t, v, r.ids)
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				if done%10 == 0 {
					sound(t, s)
				}
			}
			sound(t, s)
			for revision, want := range seen {
				if err := s.View(t.Context(), func(v *aliases.View) error {
					past, err := v.AsOf(revision)
					if err != nil {
						return err
					}
					if got := picture(t, past, r.ids); got != want {
						t.Errorf("as of revision %d:\n%s\nit was\n%s", revision, got, want)
					}
					return nil
				}); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.View(t.Context(), func(v *aliases.View) error {
				made, err := v.Decisions(aliases.DecisionsOptions{Limit: 1000})
				decisions += len(made)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			changes, err := s.Changes(t.Context(), aliases.ChangesOptions{Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range changes {
				if c.Operation == aliases.OpRevert {
					reverts++
				}
			}
		})
	}
	t.Logf("%d edits, %d imports, %d decisions, %d changes by reverts, refused %v", done, imports, decisions, reverts, refused)
	if done < seeds*edits/4 || imports < seeds || decisions < seeds || reverts < seeds || refused[aliases.ErrStandsOn] == 0 {
		t.Error("too little was tried")
	}
}

func TestAsOfRefused(t *testing.T) {
	s := table(t)
	create(t, s, "a")
	err := s.View(t.Context(), func(v *aliases.View) error {
		_, err := v.AsOf(2)
		return err
	})
	if wantError(t, err, aliases.ErrAhead); !strings.Contains(err.Error(), "it is at 1") {
		t.Error(err)
	}
}

// TestUndone: the delta back makes a past table of the present one.
func TestUndone(t *testing.T) {
	s := table(t)
	create(t, s, "a", "x")
	revision := create(t, s, "b", "y").Revision
	create(t, s, "c", "z")
	update(t, s, func(tx *aliases.Tx) error {
		if _, err := tx.MergeEntities("b", "a", "", ""); err != nil {
			return err
		}
		return tx.AddTerm(resolver.Term{Concept: "brigades", Value: "saraya"})
	})
	if err := s.View(t.Context(), func(v *aliases.View) error {
		d, err := v.Undone(revision)
		if err != nil {
			return err
		}
		if d.From != v.Revision() || d.Revision != revision || !slices.Equal(d.Absent, []string{"c"}) || !d.TermsChanged || len(d.Terms) != 0 {
			t.Errorf("got %+v", d)
		}
		if len(d.Entities) != 2 || values(d.Entities[0]) != "x" || d.Entities[1].State != aliases.StateActive {
			t.Errorf("got entities %+v", d.Entities)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestChangesFiltered(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s, err := aliases.Open(t.Context(), filepath.Join(t.TempDir(), "table.db"), aliases.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	edit := func(actor string, fn func(*aliases.Tx) error) {
		t.Helper()
		if _, err := s.Update(t.Context(), aliases.Edit{Actor: actor}, fn); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	edit("mona", func(tx *aliases.Tx) error { // 1, 2
		for _, id := range []string{"a", "b"} {
			if _, err := tx.CreateEntity(aliases.Entity{ID: id, Name: `The "A"`, Aliases: []aliases.Alias{{Value: "كتائب"}}}); err != nil {
				return err
			}
		}
		return nil
	})
	edit("karim", func(tx *aliases.Tx) error { // 3: touches no name
		_, err := tx.UpdateEntity(aliases.Entity{ID: "a", Description: "كتائب"}, []aliases.Field{aliases.FieldDescription}, "")
		return err
	})
	edit("karim", func(tx *aliases.Tx) error { // 4
		_, err := tx.UpdateAlias("a", aliases.Alias{ID: 1, Value: "كتائب", Language: "ar"}, "")
		return err
	})
	edit("mona", func(tx *aliases.Tx) error { return tx.RemoveAlias("b", 2, "") }) // 5
	edit("mona", func(tx *aliases.Tx) error {                                      // 6
		return tx.AddTerm(resolver.Term{Concept: "brigades", Value: "كتائب"})
	})
	hour := func(n int) time.Time { return time.Date(2026, 3, 1, 12+n, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		opts aliases.ChangesOptions
		want []int64
	}{
		"all":                   {aliases.ChangesOptions{}, []int64{1, 2, 3, 4, 5, 6}},
		"alias":                 {aliases.ChangesOptions{Alias: "كتائب"}, []int64{1, 2, 4, 5}},
		"alias, newest, paged":  {aliases.ChangesOptions{Alias: "كتائب", NewestFirst: true, Limit: 2}, []int64{5, 4}},
		"alias of an entity":    {aliases.ChangesOptions{Alias: "كتائب", EntityID: "a"}, []int64{1, 4}},
		"canonical name":        {aliases.ChangesOptions{Alias: `The "A"`}, []int64{1, 2}},
		"part of a name":        {aliases.ChangesOptions{Alias: "كتا"}, nil},
		"actor":                 {aliases.ChangesOptions{Actor: "karim"}, []int64{3, 4}},
		"from":                  {aliases.ChangesOptions{From: hour(3)}, []int64{5, 6}},
		"to":                    {aliases.ChangesOptions{To: hour(1)}, []int64{1, 2}},
		"from, to and an actor": {aliases.ChangesOptions{From: hour(1), To: hour(4), Actor: "mona"}, []int64{5}},
	} {
		t.Run(name, func(t *testing.T) {
			changes, err := s.Changes(t.Context(), c.opts)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, change := range changes {
				got = append(got, change.Revision)
				if want := map[int64]int64{1: 1, 2: 1}[change.Revision]; want != 0 && change.Edit != want {
					t.Errorf("revision %d is of edit %d", change.Revision, change.Edit)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// TestStaleShowsWhatCameBetween: who was too late learns of whose edits.
func TestStaleShowsWhatCameBetween(t *testing.T) {
	s := table(t)
	read := create(t, s, "a", "one")
	create(t, s, "b")
	for _, value := range []string{"two", "three"} {
		update(t, s, func(tx *aliases.Tx) error {
			_, err := tx.AddAlias("a", aliases.Alias{Value: value}, "")
			return err
		})
	}
	for etag, want := range map[string][]int64{read.Etag(): {4, 3}, `"r3"`: {4}, "nonsense": {4}} {
		_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error { return tx.RemoveAlias("a", 1, etag) })
		var stale *aliases.StaleError
		if !errors.As(err, &stale) {
			t.Fatalf("etag %s: error %v", etag, err)
		}
		var got []int64
		for _, c := range stale.Changes {
			got = append(got, c.Revision)
		}
		if !slices.Equal(got, want) {
			t.Errorf("etag %s: shows the changes %v, want %v", etag, got, want)
		}
	}
}
