package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver"
)

// acronymSources are the suites whose entities have both a long name and its
// acronym, and whose licence allows fitting.
var acronymSources = []string{"ucdp", "ror"}

// maxAcronymEntities is how many entities each source gives, so that the table
// is as small as a list of armed groups is.
const maxAcronymEntities = 180

// acronymSuite makes a suite in which an entity has its acronym alone and is
// asked for by its long name, or the other way round; every seventh is left out
// of the table. No given suite that may be fitted on asks this.
func acronymSuite(suites []*suite) *suite {
	out := &suite{name: "acronyms"}
	for _, s := range suites {
		if !slices.Contains(acronymSources, s.name) {
			continue
		}
		taken := 0
		for i := range s.table {
			e := &s.table[i]
			short, long := shortAndLong(e)
			if short == "" || long == "" {
				continue
			}
			if taken++; taken > maxAcronymEntities {
				break
			}
			known, asked := short, long
			if taken%2 == 0 {
				known, asked = long, short
			}
			q := query{Mention: asked, Type: string(e.Type)}
			if taken%7 != 0 {
				id := fmt.Sprintf("%s-%d", e.ID, taken)
				out.table = append(out.table, resolver.Entity{ID: id, Type: e.Type, Name: known})
				q.Expect = &id
			}
			out.queries = append(out.queries, q)
		}
	}
	return out
}

// shortAndLong returns an entity's first acronym and first name of several words.
func shortAndLong(e *resolver.Entity) (short, long string) {
	names := []string{e.Name}
	for _, a := range e.Aliases {
		names = append(names, a.Value)
	}
	for _, n := range names {
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
