package main

import (
	"math"
	"testing"
	"time"

	"github.com/laqab/laqab/resolver"
)

// TestScan holds what lookInto says of a scan against a real one, which
// explains every entity for every query.
func TestScan(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	table, err := newTable(3, 1500)
	if err != nil {
		t.Fatal(err)
	}
	r := resolver.New(table.All(), nil)
	said := &tally{}
	scanRight, right1, n := 0, 0, 0
	for i, q := range table.queries(40, r.Entities()) {
		if q.Want == "" || q.Kind == exact {
			continue
		}
		q.Text, _ = mistype(newDice(1, "worse", i), q.Text, 5) // so that some are lost
		n++
		m := resolver.Mention{Text: q.Text}
		answer := r.Resolve(m, resolver.Policy{})
		if right(&answer, q.Want) {
			right1++
		} else {
			said.wrong = append(said.wrong, q)
		}
		best, wanted := math.Inf(-1), math.Inf(-1)
		for e := range table.All() {
			x, ok := r.Explain(m, e.ID, resolver.Policy{})
			if !ok {
				t.Fatalf("no entity %s", e.ID)
			}
			if meets(&x.Candidate) {
				best = max(best, bits(&x.Candidate))
			}
			if e.ID == q.Want {
				wanted = bits(&x.Candidate)
			}
		}
		const same = 1e-4 // bits
		if wanted >= best-same {
			scanRight++
		}
	}
	said.lookInto(r, time.Minute)
	if said.checked != len(said.wrong) {
		t.Fatalf("%d of %d wrong answers looked into", said.checked, len(said.wrong))
	}
	if float64(scanRight) > float64(right1)+said.lost {
		t.Errorf("of %d, a scan gets %d right, more than the %d that resolve does and the %.0f that it is said to lose", n, scanRight, right1, said.lost)
	}
	if scanRight < n/2 {
		t.Errorf("of %d, a scan gets %d right: the queries are too hard, or too easy to tell", n, scanRight)
	}
	t.Logf("of %d: scan %d, resolve %d, lost %.0f", n, scanRight, right1, said.lost)
}
