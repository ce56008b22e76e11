package aliases_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

func TestList(t *testing.T) {
	s := table(t)
	update(t, s, func(tx *aliases.Tx) error {
		for i := range 25 {
			e := aliases.Entity{ID: fmt.Sprintf("e%02d", i), Name: fmt.Sprint("Name ", i), Type: resolver.TypePlace,
				Aliases: []aliases.Alias{{Value: fmt.Sprint("Город ", i)}}}
			if i%5 == 0 {
				e.Type = resolver.TypePerson
			}
			if _, err := tx.CreateEntity(e); err != nil {
				return err
			}
		}
		_, err := tx.DeleteEntity("e03", "")
		return err
	})
	cases := map[string]struct {
		opts aliases.ListOptions
		want int
	}{
		"active":              {aliases.ListOptions{}, 24},
		"pages of one":        {aliases.ListOptions{PageSize: 1}, 24},
		"pages of the number": {aliases.ListOptions{PageSize: 24}, 24},
		"also deleted":        {aliases.ListOptions{PageSize: 7, IncludeDeleted: true}, 25},
		"type":                {aliases.ListOptions{PageSize: 2, Type: resolver.TypePerson}, 5},
		"name":                {aliases.ListOptions{Query: "NAME 2"}, 6},
		"alias, other case":   {aliases.ListOptions{PageSize: 4, Query: "гОРОД 1"}, 11},
		"no pattern letters":  {aliases.ListOptions{Query: "%"}, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var ids []string
			opts := c.opts
			for {
				page, err := s.List(t.Context(), opts)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range page.Entities {
					if len(ids) > 0 && e.ID <= ids[len(ids)-1] {
						t.Errorf("%q comes after %q", e.ID, ids[len(ids)-1])
					}
					ids = append(ids, e.ID)
				}
				if opts.PageToken = page.NextPageToken; opts.PageToken == "" {
					break
				}
				if len(page.Entities) != c.opts.PageSize {
					t.Errorf("a page of %d that is not the last", len(page.Entities))
				}
			}
			if len(ids) != c.want {
				t.Errorf("%d entities, want %d: %v", len(ids), c.want, ids)
			}
		})
	}

	page, err := s.List(t.Context(), aliases.ListOptions{PageSize: 3})
	if err != nil {
		t.Fatal(err)
	}
	for name, opts := range map[string]aliases.ListOptions{
		"nonsense":      {PageToken: "nonsense!"},
		"cut":           {PageToken: page.NextPageToken[:4]},
		"other options": {PageToken: page.NextPageToken, Type: resolver.TypePerson},
	} {
		if _, err := s.List(t.Context(), opts); !errors.Is(err, aliases.ErrBadPageToken) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestChanges(t *testing.T) {
	s := table(t)
	for i := range 10 {
		create(t, s, fmt.Sprint("e", i))
	}
	cases := map[string]struct {
		opts aliases.ChangesOptions
		want string
	}{
		"oldest first":  {aliases.ChangesOptions{Limit: 3}, "[1 2 3]"},
		"next page":     {aliases.ChangesOptions{Limit: 3, AfterRevision: 3}, "[4 5 6]"},
		"newest first":  {aliases.ChangesOptions{Limit: 3, NewestFirst: true}, "[10 9 8]"},
		"its next page": {aliases.ChangesOptions{Limit: 3, NewestFirst: true, BeforeRevision: 8}, "[7 6 5]"},
		"between":       {aliases.ChangesOptions{AfterRevision: 4, BeforeRevision: 7}, "[5 6]"},
		"of an entity":  {aliases.ChangesOptions{EntityID: "e7"}, "[8]"},
		"of nobody":     {aliases.ChangesOptions{EntityID: "x"}, "[]"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			changes, err := s.Changes(t.Context(), c.opts)
			if err != nil {
				t.Fatal(err)
			}
			revisions := []int64{}
			for _, change := range changes {
				revisions = append(revisions, change.Revision)
			}
			if got := fmt.Sprint(revisions); got != c.want {
				t.Errorf("revisions %s, want %s", got, c.want)
			}
		})
	}
	_, err := s.ChangedSince(t.Context(), 11)
	wantError(t, err, aliases.ErrAhead)
	if d, err := s.ChangedSince(t.Context(), 10); err != nil || len(d.Entities) != 0 || d.Revision != 10 {
		t.Errorf("nothing new: %+v, error %v", d, err)
	}
}

func TestViewSeesOneRevision(t *testing.T) {
	s := table(t)
	create(t, s, "a")
	err := s.View(t.Context(), func(v *aliases.View) error {
		create(t, s, "b")
		if _, err := v.Get("b"); !errors.Is(err, aliases.ErrNotFound) {
			t.Errorf("a view of revision %d sees a later entity: %v", v.Revision(), err)
		}
		n := 0
		for _, err := range v.Entities() {
			if err != nil {
				return err
			}
			n++
		}
		if n != 1 || v.Revision() != 1 {
			t.Errorf("%d entities at revision %d", n, v.Revision())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A reader that keeps a copy by asking "what changed since" must end with the
// table, however many edit it.
func TestChangedSinceMissesNothing(t *testing.T) {
	const writers, edits = 6, 60
	s := table(t)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(w)))
			for i := range edits {
				_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
					for range 1 + random.IntN(3) {
						if err := randomEdit(tx, random, fmt.Sprintf("e%d", random.IntN(40)), fmt.Sprintf("w%d-%d", w, i)); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()

	records := map[string]string{}
	last, polls := int64(0), 0
	for finished := false; ; {
		select {
		case <-done:
			finished = true
		default:
		}
		d, err := s.ChangedSince(t.Context(), last)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Entities) > int(d.Revision-d.From) {
			t.Fatalf("%d entities changed by %d changes", len(d.Entities), d.Revision-d.From)
		}
		for _, e := range d.Entities {
			if e.Revision <= last || e.Revision > d.Revision {
				t.Fatalf("entity of revision %d in the delta %d to %d", e.Revision, last, d.Revision)
			}
			records[e.ID] = string(aliases.AppendEntity(nil, &e))
		}
		last = d.Revision
		polls++
		if finished {
			break
		}
	}
	want := map[string]string{}
	page, err := s.List(t.Context(), aliases.ListOptions{PageSize: 1000, IncludeDeleted: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page.Entities {
		want[e.ID] = string(aliases.AppendEntity(nil, &e))
	}
	if !reflect.DeepEqual(records, want) {
		t.Errorf("after %d polls to revision %d the copy has %d entities and differs from the table's %d", polls, last, len(records), len(want))
	}
	sound(t, s)
}

// randomEdit makes some change of the entity id, which need not exist.
func randomEdit(tx *aliases.Tx, random *rand.Rand, id, value string) error {
	e, err := tx.Get(id)
	switch {
	case errors.Is(err, aliases.ErrNotFound):
		_, err = tx.CreateEntity(aliases.Entity{ID: id, Name: value})
	case err != nil:
	case e.State == aliases.StateDeleted:
		_, err = tx.UndeleteEntity(id, e.Etag())
	case random.IntN(5) == 0:
		_, err = tx.DeleteEntity(id, e.Etag())
	case len(e.Aliases) > 0 && random.IntN(3) == 0:
		err = tx.RemoveAlias(id, e.Aliases[random.IntN(len(e.Aliases))].ID, e.Etag())
	case random.IntN(3) == 0:
		_, err = tx.SetExclusions(id, []aliases.Exclusion{{Value: "not " + value}}, "")
	default:
		_, err = tx.AddAlias(id, aliases.Alias{Value: value + strings.Repeat("x", random.IntN(3))}, "")
		if errors.Is(err, aliases.ErrExists) {
			err = nil
		}
	}
	return err
}
