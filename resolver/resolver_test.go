package resolver

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func TestNew(t *testing.T) {
	if r := New(slices.Values([]Entity(nil)), nil); r.Entities() != 0 {
		t.Errorf("%d entities", r.Entities())
	} else if ans := r.Resolve(Mention{Text: "Hezbollah"}, Policy{}); ans.Outcome != NoMatch || ans.NoMatchProbability != 1 || len(ans.Candidates) != 0 {
		t.Errorf("an empty table answers %+v", ans)
	}
	r := New(slices.Values([]Entity{{ID: "x", Name: "Badr"}, {ID: "y", Name: "Nujaba"}, {ID: "x", Name: "Khorasani"}}), nil)
	if r.Entities() != 2 {
		t.Errorf("%d entities", r.Entities())
	}
	if ans := r.Resolve(Mention{Text: "Khorasani"}, Policy{}); ans.EntityID != "x" {
		t.Errorf("of two with one ID the first counts: %+v", ans)
	}
	if ans := r.Resolve(Mention{Text: "Badr"}, everything); len(ans.Candidates) != 0 {
		t.Errorf("of two with one ID both count: %+v", ans)
	}
	if ModelVersion() == "" {
		t.Error("no model version")
	}
}

// TestNewCopies checks that a Resolver does not share what its maker may change.
func TestNewCopies(t *testing.T) {
	entities := []Entity{{ID: "x", Name: "Badr", Aliases: []Alias{{Value: "Nujaba"}}, Not: []string{"Zhang Wei"}}}
	terms := []Term{{"x-dawn", "zzfajr", ""}}
	r := New(slices.Values(entities), terms)
	want := r.Resolve(Mention{Text: "Nujaba"}, everything)
	entities[0].Aliases[0].Value, entities[0].Not[0], terms[0].Value = "Khorasani", "Nujaba", "Nujaba"
	if got := r.Resolve(Mention{Text: "Nujaba"}, everything); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// sameAnswers compares two Resolvers on the mentions.
func sameAnswers(t *testing.T, how string, got, want *Resolver) {
	t.Helper()
	if got.Entities() != want.Entities() {
		t.Fatalf("%s: %d entities, want %d", how, got.Entities(), want.Entities())
	}
	for _, text := range mentions {
		m := Mention{Text: text}
		if g, w := got.Resolve(m, everything), want.Resolve(m, everything); !reflect.DeepEqual(g, w) {
			t.Fatalf("%s: %q: %+v, want %+v", how, text, g, w)
		}
	}
}

// TestWith checks random changes: the Resolver after them answers as one that
// is built of the entities then there, and the one before them as before.
func TestWith(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	now := map[string]Entity{}
	for _, e := range table[:6] {
		now[e.ID] = e
	}
	var ids []string
	for _, e := range table {
		ids = append(ids, e.ID)
	}
	build := func(terms []Term) *Resolver {
		return New(func(yield func(Entity) bool) {
			for _, id := range ids {
				if e, ok := now[id]; ok && !yield(e) {
					return
				}
			}
		}, terms)
	}
	var terms []Term
	r := build(terms)
	for step := range 25 {
		var d Delta
		for range 1 + random.IntN(3) {
			i := random.IntN(len(table))
			e := table[i]
			switch random.IntN(3) {
			case 0:
				d.Remove = append(d.Remove, e.ID)
				continue
			case 1:
				e.Name += fmt.Sprint(" ", step)
				e.Aliases = slices.Clone(e.Aliases[:len(e.Aliases)/2])
			}
			d.Upsert = append(d.Upsert, e)
		}
		if step%8 == 7 {
			terms = append(slices.Clone(terms), Term{"x-dawn", fmt.Sprint("zz", step), ""})
			d.Terms = terms
		}
		before := build(r.terms)
		after := r.With(d)
		sameAnswers(t, fmt.Sprintf("step %d, before", step), r, before)
		for _, id := range d.Remove {
			delete(now, id)
		}
		for _, e := range d.Upsert {
			now[e.ID] = e
		}
		r = after
		sameAnswers(t, fmt.Sprintf("step %d", step), r, build(terms))
		if step%10 == 9 {
			r = r.Compact()
			sameAnswers(t, fmt.Sprintf("step %d, compacted", step), r, build(terms))
		}
	}
}

// TestTerms checks that maintainers' terms make words meet, and that taking
// them back parts them.
func TestTerms(t *testing.T) {
	entities := slices.Values(append(slices.Clone(table), Entity{ID: "dawn", Type: TypeOrganization, Name: "Zzfajr Khorasani"}))
	m := Mention{Text: "Khorasani Zzmorgenrot"}
	find := func(r *Resolver) (Candidate, bool) {
		for _, c := range r.Resolve(m, everything).Candidates {
			if c.EntityID == "dawn" {
				return c, true
			}
		}
		return Candidate{}, false
	}
	translated := func(c Candidate) bool {
		return slices.ContainsFunc(c.Evidence, func(e Evidence) bool { return e.Kind == "word_translated" && e.Mention != Span{} && e.Alias != Span{} })
	}
	terms := []Term{{"x-dawn", "zzfajr", "ar"}, {"x-dawn", "Zzmorgenrot", "de"}}
	bare := New(entities, nil)
	without, ok := find(bare)
	if !ok || translated(without) {
		t.Fatalf("without terms: %+v, %v", without, ok)
	}
	with, ok := find(New(entities, terms))
	if !ok || !translated(with) || with.Probability <= without.Probability {
		t.Errorf("with terms: %+v, %v", with, ok)
	}
	grown := bare.With(Delta{Terms: terms})
	if c, _ := find(grown); !reflect.DeepEqual(c, with) {
		t.Errorf("terms that came later: %+v, want %+v", c, with)
	}
	if c, _ := find(grown.With(Delta{})); !reflect.DeepEqual(c, with) {
		t.Errorf("a change without terms loses them: %+v", c)
	}
	if c, _ := find(grown.With(Delta{Terms: []Term{}})); !reflect.DeepEqual(c, without) {
		t.Errorf("terms that were taken back: %+v, want %+v", c, without)
	}
}

// TestRepeated asks one mention a hundred times.
func TestRepeated(t *testing.T) {
	r := newTable()
	m := Mention{Text: "Катаиб Хезболла", Type: TypeOrganization}
	want := r.Resolve(m, everything)
	for range 100 {
		if got := r.Resolve(m, everything); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	}
}
