package resolver

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestCompareSymmetric checks random pairs of names: swapping them swaps the
// sides of the evidence and changes nothing else.
func TestCompareSymmetric(t *testing.T) {
	r := newTable()
	random := rand.New(rand.NewPCG(5, 6))
	pick := func() string { return mentions[random.IntN(len(mentions))] }
	for range 400 {
		left, right := pick(), pick()
		if random.IntN(4) == 0 {
			left += " " + pick()
		}
		kind := append(EntityTypes, TypeUnknown)[random.IntN(len(EntityTypes)+1)]
		there, back := r.Compare(left, right, kind), r.Compare(right, left, kind)
		for i := range back.Evidence {
			e := &back.Evidence[i]
			e.Mention, e.Alias = e.Alias, e.Mention
		}
		if left == right {
			continue // both sides are the left one
		}
		if !reflect.DeepEqual(there, back) {
			t.Fatalf("%q and %q as %q:\n%+v\nthe other way\n%+v", left, right, kind, there, back)
		}
	}
}

func TestCompare(t *testing.T) {
	r := newTable()
	for _, left := range mentions {
		for _, right := range mentions {
			c := r.Compare(left, right, TypeUnknown)
			if !(c.Similarity >= 0 && c.Similarity <= 1 && c.Probability >= 0 && c.Probability <= 1) {
				t.Errorf("%q and %q: similarity %v, probability %v", left, right, c.Similarity, c.Probability)
			}
			bits := 0.0
			for _, e := range c.Evidence {
				bits += e.Bits
				for _, side := range []struct {
					span Span
					text string
				}{{e.Mention, left}, {e.Alias, right}} {
					if side.span.Start > side.span.End || side.span.End > len(side.text) {
						t.Errorf("%q and %q: %s at %v of %q", left, right, e.Kind, side.span, side.text)
					}
				}
			}
			if p := 1 / (1 + math.Exp2(-bits)); math.Abs(p-c.Probability) > 1e-4 {
				t.Errorf("%q and %q: probability %v, by the evidence %v", left, right, c.Probability, p)
			}
			if left == right && (c.Similarity != 1 || c.Match != MatchExact) {
				t.Errorf("%q and itself: similarity %v, %v", left, c.Similarity, c.Match)
			}
		}
	}
	likely, unlikely := r.Compare("Qais al-Khazali", "قيس الخزعلي", TypePerson), r.Compare("Qais al-Khazali", "Esmail Qaani", TypePerson)
	if likely.Probability <= 0.5 || unlikely.Probability >= 0.5 || likely.Similarity <= unlikely.Similarity {
		t.Errorf("one name in two scripts: %v, two names: %v", likely.Probability, unlikely.Probability)
	}
}

// TestCompareListed: strings that list several names are compared by those that meet best.
func TestCompareListed(t *testing.T) {
	r := newTable()
	for _, test := range []struct {
		name, left, right string
		kind              EntityType
		same              bool
	}{
		{"quoted", "ПАО «Аэрофлот»", "Aeroflot", TypeOrganization, true},
		{"a nickname", `Joaquín "El Chapo" Guzmán`, "Joaquin Guzman", TypePerson, true},
		{"also known as", "Badr Corps a.k.a. Ansar Saraya Dujail", "Ansar Saraya Dujail", TypeOrganization, true},
		{"another country in brackets", "Ministry of Foreign Affairs (Iran)", "Ministry of Foreign Affairs (Iraq)", TypeOrganization, false},
		{"another name", "ПАО «Аэрофлот»", "Gazprom", TypeOrganization, false},
	} {
		if c := r.Compare(test.left, test.right, test.kind); (c.Probability > 0.5) != test.same {
			t.Errorf("%s: %q and %q are the same with %.3f", test.name, test.left, test.right, c.Probability)
		}
	}
}
