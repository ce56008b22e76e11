package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/laqab/laqab/resolver"
)

// TestAskAgain: what is asked for is no name of the table, no turn asks what was asked
// before, an entity whose question is held is not asked for, and one that is left out
// is expected to be nobody.
func TestAskAgain(t *testing.T) {
	given := &suite{name: "given"}
	asked := map[string]string{} // by entity: what the list asks for it
	for i := range 400 {
		id := fmt.Sprintf("e%d", i)
		given.table = append(given.table, resolver.Entity{ID: id, Name: fmt.Sprintf("Name %d", i), Aliases: []resolver.Alias{{Value: fmt.Sprintf("Alias %d", i)}}})
		if i%2 == 0 {
			asked[id] = fmt.Sprintf("Asked %d", i)
			given.queries = append(given.queries, query{Mention: asked[id], Expect: &id})
		}
	}
	before := map[string]bool{}
	for turn := range turns {
		s := given.askAgain(turn, 1000, true)
		known := map[string][]string{}
		for i := range s.table {
			known[s.table[i].ID] = namesOf(&s.table[i])
		}
		nobody := 0
		for _, q := range s.queries {
			if before[q.Mention] {
				t.Errorf("turn %d asks for %q again", turn, q.Mention)
			}
			before[q.Mention] = true
			for id, names := range known {
				if slices.Contains(names, q.Mention) {
					t.Errorf("turn %d: %s is listed as %q", turn, id, q.Mention)
				}
			}
			if q.Expect == nil {
				nobody++
				continue
			}
			if held := (&query{Mention: asked[*q.Expect]}); asked[*q.Expect] != "" && held.fifth() {
				t.Errorf("turn %d asks for %s, whose question is held", turn, *q.Expect)
			}
		}
		if share := len(s.queries) / max(nobody, 1); len(s.queries) < 300 || share < goneAgain-2 || share > goneAgain+2 {
			t.Errorf("turn %d: %d questions, %d for nobody", turn, len(s.queries), nobody)
		}
	}
	if s := given.askAgain(0, 10, true); len(s.queries) != 10 {
		t.Errorf("%d questions, want 10", len(s.queries))
	}
	if whole := given.askAgain(0, 1000, false); len(whole.queries) != len(given.table) {
		t.Errorf("with nothing held, %d of %d are asked for", len(whole.queries), len(given.table))
	}
}
