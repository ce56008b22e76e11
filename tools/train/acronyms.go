package main

import (
	"fmt"
	"strings"

	"github.com/laqab/laqab/resolver"
)

// acronymSources are the suites whose entities have both a long name and its
// acronym, and whose licence allows fitting.
var acronymSources = []string{"ucdp", "ror"}

// acronymTables are how many entities each acronym suite takes of each source:
// tables of the size of a list of armed groups, and a larger one, since chance
// meets more acronyms in it.
var acronymTables = [][]int{{180, 180}, {0, 400}, {0, 400}, {0, 1500}}

// acronymSuites makes suites in which an entity has its acronym alone and is
// asked for by its long name, or the other way round; every seventh is left out
// of the table. No given suite that may be fitted on asks this.
func acronymSuites(suites []*suite) []*suite {
	pairs := make([][]acronymPair, len(acronymSources))
	for i, source := range acronymSources {
		for _, s := range suites {
			if s.name == source {
				pairs[i] = acronymPairs(s)
			}
		}
	}
	var out []*suite
	for i, sizes := range acronymTables {
		s := &suite{name: fmt.Sprintf("acronyms%d", i), made: true}
		for k := range sizes {
			n := min(sizes[k], len(pairs[k]))
			for _, p := range pairs[k][:n] {
				s.ask(p)
			}
			pairs[k] = pairs[k][n:]
		}
		if len(s.table) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// acronymPair is an entity's acronym and long name.
type acronymPair struct {
	entity      *resolver.Entity
	short, long string
}

func acronymPairs(s *suite) (pairs []acronymPair) {
	for i := range s.table {
		if short, long := shortAndLong(&s.table[i]); short != "" && long != "" {
			pairs = append(pairs, acronymPair{&s.table[i], short, long})
		}
	}
	return pairs
}

// ask adds a question for one name of a pair, and, but for every seventh, an
// entity that has the other.
func (s *suite) ask(p acronymPair) {
	n := len(s.queries) + 1
	known, asked := p.short, p.long
	if n%2 == 0 {
		known, asked = p.long, p.short
	}
	q := query{Mention: asked, Type: string(p.entity.Type)}
	if n%7 != 0 {
		id := fmt.Sprintf("%s-%d", p.entity.ID, n)
		s.table = append(s.table, resolver.Entity{ID: id, Type: p.entity.Type, Name: known})
		q.Expect = &id
	}
	s.queries = append(s.queries, q)
}

// shortAndLong returns an entity's first acronym and first name of several words.
func shortAndLong(e *resolver.Entity) (short, long string) {
	for _, n := range namesOf(e) {
		switch {
		case strings.Contains(n, " "):
			if long == "" {
				long = n
			}
		case short == "" && len(n) <= 8 && strings.ToUpper(n) == n && strings.ToLower(n) != n:
			short = n
		}
	}
	return short, long
}
