package main

import (
	"slices"
	"strings"
	"unicode"

	"github.com/laqab/laqab/resolver"
)

// relativeSources are the suites of whose persons relatives are made: lists and
// questions hardly ever have any, and the press has them every day.
var relativeSources = []string{"ofac", "eu", "un", "phoenix", "wdpair", domainName}

// maxRelatives is how many are asked of a source.
const maxRelatives = 300

// relativeSuites ask for persons who share names with one of a table and are not in
// it: a brother or sister, with the given name of somebody else; a child, with one more
// in front; a cousin, with another last name.
func relativeSuites(suites []*suite) []*suite {
	return namesakesOf(suites, relativeSources, "relatives", relativeWeight, relatives)
}

// namesakesOf are suites of namesakes, which count so much less.
func namesakesOf(suites []*suite, sources []string, kind string, share float64, ask func(table []resolver.Entity) []query) []*suite {
	made := madeOf(suites, sources, kind, ask)
	for _, s := range made {
		s.share = share
	}
	return made
}

func relatives(table []resolver.Entity) (queries []query) {
	listed := listedIn(table)
	var people []*resolver.Entity
	for i := range table {
		if e := &table[i]; e.Type == resolver.TypePerson {
			people = append(people, e)
		}
	}
	step := max(len(people)/maxRelatives, 1)
	donors := map[*unicode.RangeTable][]string{} // names of the last other person, by script
	for i := 0; i < len(people) && len(queries) < maxRelatives; i += step {
		names := partsOf(anyName(people[i]))
		if len(names) < 2 {
			continue
		}
		script := scriptOf(names[0])
		donor := donors[script]
		donors[script] = names
		if donor == nil {
			continue
		}
		if mention := relativeOf(names, donor, int(hash(people[i].ID))); !listed[resolver.Fold(mention)] {
			queries = append(queries, query{Mention: mention, Type: string(resolver.TypePerson)})
		}
	}
	return queries
}

// listedIn has all names of a table in folded form.
func listedIn(table []resolver.Entity) map[string]bool {
	listed := map[string]bool{}
	for i := range table {
		for _, name := range namesOf(&table[i]) {
			listed[resolver.Fold(name)] = true
		}
	}
	return listed
}

// relativeOf is the name of somebody's relative, of the kind that chance says, with
// a name of another person.
func relativeOf(names, donor []string, chance int) string {
	relative := slices.Clone(names)
	switch last := len(names) - 1; {
	case chance%4 == 0:
		relative = append([]string{donor[0]}, relative...)
	case chance%4 == 1 && last > 1:
		relative[last] = donor[len(donor)-1]
	default:
		relative[0] = donor[0]
	}
	return strings.Join(relative, " ")
}

// partsOf are the words of a person's name, given ones first, of a script that writes
// spaces.
func partsOf(name string) []string {
	if family, given, ok := strings.Cut(name, ","); ok {
		name = given + " " + family
	}
	if scriptOf(name) == nil {
		return nil
	}
	return strings.Fields(name)
}

func scriptOf(name string) *unicode.RangeTable {
	for _, r := range name {
		for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Arabic, unicode.Hebrew} {
			if unicode.Is(script, r) {
				return script
			}
		}
	}
	return nil
}
