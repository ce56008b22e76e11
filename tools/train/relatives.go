package main

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/name"
)

// relativeSources are the suites of whose persons relatives are made: lists and
// questions hardly ever have any, and the press has them every day.
var relativeSources = []string{"ofac", "eu", "un", "phoenix", "wdpair", domainName}

// maxRelatives is how many are asked of a source.
const maxRelatives = 300

// relativeSuites ask for persons who share names with one of a table and are not in
// it: a brother or sister, with the given name of somebody else, as often one that is
// written much like theirs; a child, with one more in front; a cousin, with another last
// name; a junior.
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
	given := givenNamesOf(people)
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
		turn := i / step
		if near := given.nearest(names[0]); near != "" && turn%2 == 0 {
			donor = []string{near, donor[len(donor)-1]}
		}
		q := query{Mention: relativeOf(names, donor, int(hash(people[i].ID))), Type: string(resolver.TypePerson)}
		if junior := juniors[script]; junior != "" && turn%juniorShare == 0 {
			q.Mention = strings.Join(append(names, junior), " ")
			if turn%(2*juniorShare) == 0 {
				q.Expect = &people[i].ID // as likely it is the full name of one whom the table lists without it
			}
		}
		if !listed[resolver.Fold(q.Mention)] {
			queries = append(queries, q)
		}
	}
	return queries
}

// juniors are what the son of somebody of the same name is called by.
var juniors = map[*unicode.RangeTable]string{unicode.Latin: "Jr.", unicode.Cyrillic: "младший"}

// juniorShare is one in how many relatives is asked as one.
const juniorShare = 10

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

// givenNames are words by the given names that they are.
type givenNames map[string]name.Word

// givenNamesOf are those with which names of people start.
func givenNamesOf(people []*resolver.Entity) givenNames {
	given := givenNames{}
	for _, e := range people {
		for _, n := range namesOf(e) {
			if parts := partsOf(n); len(parts) > 1 {
				given.add(parts[0])
			}
		}
	}
	return given
}

// add takes what the lexicon knows as a given name.
func (given givenNames) add(written string) (w name.Word, ok bool) {
	if w = name.Builtin().Word(resolver.Fold(written)); w.Role != name.RoleGiven || len(w.Concepts) == 0 {
		return w, false
	}
	given[written] = w
	return w, true
}

// nearest is the name that is written most like another one and means none of the same;
// "" if the lexicon does not know that one.
func (given givenNames) nearest(to string) (nearest string) {
	w, ok := given.add(to)
	if !ok {
		return ""
	}
	best := math.MaxInt
	for written, other := range given {
		if other.Script != w.Script || name.Overlap(other.Concepts, w.Concepts) {
			continue
		}
		if d := levenshtein.ComputeDistance(w.Folded, other.Folded); d < best || d == best && written < nearest {
			best, nearest = d, written
		}
	}
	return nearest
}
