package main

import (
	"path/filepath"
	"slices"

	"github.com/laqab/laqab/resolver"
)

// Names of the suites of questions about the field.
const (
	fieldName      = "field"
	fieldSmallName = "field_small"
)

// fieldFile has questions about the field of the table that ships, as its press
// writes names.
const fieldFile = "resolver/testdata/eval/field.jsonl"

// fieldSuites asks them of the table that ships, and of the one of the suite of
// the field, which knows fewer entities and fewer of their names.
func fieldSuites(suites []*suite, shipped []resolver.Entity) ([]*suite, error) {
	queries, err := readQueries(filepath.FromSlash(fieldFile))
	if err != nil {
		return nil, err
	}
	out := []*suite{{name: fieldName, table: shipped, made: true}}
	if i := slices.IndexFunc(suites, func(s *suite) bool { return s.name == domainName }); i >= 0 {
		out = append(out, &suite{name: fieldSmallName, table: suites[i].table, made: true})
	}
	for _, s := range out {
		known := map[string]bool{}
		for _, e := range s.table {
			known[e.ID] = true
		}
		s.queries = slices.Clone(queries)
		for i := range s.queries {
			if q := &s.queries[i]; q.Expect != nil && !known[*q.Expect] {
				q.Expect = nil // to this table it is nobody
			}
		}
	}
	return out, nil
}
