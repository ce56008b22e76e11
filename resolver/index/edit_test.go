package index_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/index"
	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// state is the table that an edit script leads to.
type state map[string]resolver.Entity

func (s state) all() []resolver.Entity {
	var out []resolver.Entity
	for _, e := range s {
		out = append(out, e)
	}
	return out // in the order of the map, which is another one each time
}

// TestEditsAnswerAlike runs random edit scripts and asks after each step:
// answers must not depend on how the table was built up.
func TestEditsAnswerAlike(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			g := newGenerator(t, seed, 30) // few surnames: names meet
			s := state{}
			for i := range 40 + 4000*int(seed%2) { // so that the base is large or small
				s[fmt.Sprintf("E%07d", i)] = g.entity(i)
			}
			edited := resolver.New(slices.Values(s.all()), nil)
			for step := range 12 {
				d := script(g, s)
				edited = edited.With(d)
				if step == 7 {
					edited = edited.Compact()
				}
			}
			ask(t, g, s, edited, resolver.New(slices.Values(s.all()), nil), edited.Compact())
		})
	}
}

// TestReadAhead: names that are read while more entities come make the same index,
// byte for byte, whether the entities keep to the order of their IDs or not.
func TestReadAhead(t *testing.T) {
	const n = 40_000 // more than are read ahead at once
	g := newGenerator(t, 3, 50)
	entities := make([]index.Entity, n)
	for i := range entities {
		e := resolver.Entity{ID: fmt.Sprintf("E%07d", i), Name: fmt.Sprintf("%s %d", g.surnames[i%len(g.surnames)], i%1000)}
		entities[i] = toIndex(&e)
	}
	late := slices.Clone(entities)
	late[n-5], late[n-1] = late[n-1], late[n-5]
	twice := append(slices.Clone(entities), entities[n-1])
	for label, entities := range map[string][]index.Entity{"by ID": entities, "one late": late, "one twice": twice} {
		t.Run(label, func(t *testing.T) {
			var want, got bytes.Buffer
			for _, build := range []struct {
				ahead bool
				to    *bytes.Buffer
			}{{false, &want}, {true, &got}} {
				b := index.NewBuilder(name.Builtin())
				b.Ahead = build.ahead
				for i := range entities {
					b.Add(&entities[i])
				}
				x := index.New(name.Builtin(), match.Default(), b)
				if _, err := x.WriteTo(build.to); err != nil || x.Len() != n {
					t.Fatalf("%d entities, %v", x.Len(), err)
				}
			}
			if !bytes.Equal(want.Bytes(), got.Bytes()) {
				t.Error("read ahead, another index comes out")
			}
		})
	}
}

// script makes a change of one to many entities, and applies it to s.
func script(g *generator, s state) resolver.Delta {
	var d resolver.Delta
	for range 1 + g.IntN([]int{1, 5, 60}[g.IntN(3)]) {
		n := g.IntN(len(s) + 20)
		id := fmt.Sprintf("E%07d", n)
		if g.IntN(3) == 0 {
			d.Remove = append(d.Remove, id)
			continue
		}
		e := g.entity(n)
		if g.IntN(10) == 0 {
			e.Not = []string{e.Name}
		}
		d.Upsert = append(d.Upsert, e)
	}
	for _, id := range d.Remove {
		delete(s, id)
	}
	for _, e := range d.Upsert { // one that is removed and added is there
		s[e.ID] = e
	}
	return d
}

func ask(t *testing.T, g *generator, s state, edited, fresh, compacted *resolver.Resolver) {
	t.Helper()
	if edited.Entities() != len(s) || fresh.Entities() != len(s) || compacted.Entities() != len(s) {
		t.Fatalf("%d, %d, %d entities, want %d", edited.Entities(), fresh.Entities(), compacted.Entities(), len(s))
	}
	all := s.all()
	slices.SortFunc(all, func(a, b resolver.Entity) int { return len(a.ID) - len(b.ID) })
	found := 0
	for range 150 {
		m := resolver.Mention{Text: g.mention(all).text}
		p := resolver.Policy{MaxCandidates: resolver.MaxCandidates}
		want := fresh.Resolve(m, p)
		found += len(want.Candidates)
		if got := edited.Resolve(m, p); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: edit by edit\n%+v\nat once\n%+v", m.Text, got, want)
		}
		if got := compacted.Resolve(m, p); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: compacted\n%+v\nat once\n%+v", m.Text, got, want)
		}
	}
	if found < 100 {
		t.Fatalf("only %d candidates in all: the test asks for nothing", found)
	}
}

// TestCutsAnswerAlike does the same where every list is longer than what is
// taken of it.
func TestCutsAnswerAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("large table")
	}
	g := newGenerator(t, 3, 20)
	s := state{}
	add := func(i int, name string) resolver.Entity {
		e := resolver.Entity{ID: fmt.Sprintf("E%07d", i), Name: name}
		s[e.ID] = e
		return e
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range 40000 {
		add(i, fmt.Sprintf("Mohamed %s", g.syllables(1+rng.IntN(2))))
	}
	edited := resolver.New(slices.Values(s.all()), nil)
	for range 5 {
		var d resolver.Delta
		for range 200 {
			i := rng.IntN(45000)
			if rng.IntN(2) == 0 {
				d.Upsert = append(d.Upsert, add(i, fmt.Sprintf("Mohamed %s", g.syllables(1+rng.IntN(2)))))
			} else if id := fmt.Sprintf("E%07d", i); !slices.ContainsFunc(d.Upsert, func(e resolver.Entity) bool { return e.ID == id }) {
				delete(s, id)
				d.Remove = append(d.Remove, id)
			}
		}
		edited = edited.With(d)
	}
	fresh := resolver.New(slices.Values(s.all()), nil)
	for _, text := range []string{"Mohamed", "Muhammed", "Mohamed Ka", "mohamad karim", "ba", "bara mohamed", "Mohamed Mohamed", "Muhamed Ben Ali"} {
		m, p := resolver.Mention{Text: text}, resolver.Policy{MaxCandidates: resolver.MaxCandidates}
		if got, want := edited.Resolve(m, p), fresh.Resolve(m, p); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: edit by edit\n%+v\nat once\n%+v", text, got, want)
		}
	}
}

// TestOldSnapshotStays: whoever holds a Resolver keeps what it answers.
func TestOldSnapshotStays(t *testing.T) {
	g := newGenerator(t, 9, 50)
	table := g.table(300)
	old := resolver.New(slices.Values(table), nil)
	m := resolver.Mention{Text: table[7].Name}
	want := old.Resolve(m, resolver.Policy{})
	var d resolver.Delta
	for _, e := range table {
		d.Remove = append(d.Remove, e.ID)
	}
	empty := old.With(d)
	if got := old.Resolve(m, resolver.Policy{}); !reflect.DeepEqual(got, want) {
		t.Errorf("after With the old one answers %+v, before %+v", got, want)
	}
	if got := empty.Resolve(m, resolver.Policy{}); len(got.Candidates) != 0 || empty.Entities() != 0 {
		t.Errorf("empty table: %d entities, answer %+v", empty.Entities(), got)
	}
	if n := empty.Compact().With(resolver.Delta{Upsert: table[:1]}).Entities(); n != 1 {
		t.Errorf("%d entities after adding to an empty table", n)
	}
}

// TestConcurrentAnswersAlike: scratch space that searches share leaves no trace.
func TestConcurrentAnswersAlike(t *testing.T) {
	g := newGenerator(t, 4, 100)
	entities := g.table(1500)
	r := resolver.New(slices.Values(entities), nil)
	var mentions []resolver.Mention
	var want []resolver.Answer
	for range 60 {
		m := resolver.Mention{Text: g.mention(entities).text}
		mentions, want = append(mentions, m), append(want, r.Resolve(m, resolver.Policy{}))
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range mentions {
				k := (i*7 + w*13) % len(mentions)
				if got := r.Resolve(mentions[k], resolver.Policy{}); !reflect.DeepEqual(got, want[k]) {
					t.Errorf("%q: %+v, alone %+v", mentions[k].Text, got, want[k])
				}
			}
		})
	}
	wg.Wait()
}
