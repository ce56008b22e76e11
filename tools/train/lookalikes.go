package main

import (
	"slices"
	"unicode"

	"github.com/laqab/laqab/resolver"
)

// placeSources are the suites whose places names are made of that no place has.
var placeSources = []string{"cldr", "wof_iq"}

// maxLookAlikes is how many such names are asked of a source.
const maxLookAlikes = 300

// heads are what makes the name of a place that of somebody else: a body that
// sits or fights there, or a person named after it. Each is put before the name
// or behind it.
var heads = map[*unicode.RangeTable][]head{
	unicode.Latin: {
		{after: " Brigades"}, {after: " Oil Company"}, {before: "University of "}, {after: " Bank"}, {after: " Police"},
		{before: "Kata'ib "}, {after: " Liberation Front"}, {after: " Sports Club"}, {before: "General "}, {before: "Sheikh "},
		{before: "Bank of "}, {after: " Armed Forces"}, {before: "Liwa "}, {after: " Youth Party"},
	},
	unicode.Arabic: {
		{before: "لواء "}, {before: "جامعة "}, {before: "كتائب "}, {before: "شركة نفط "}, {before: "شرطة "}, {before: "الشيخ "},
		{before: "نادي "}, {before: "حزب "}, {before: "مصرف "},
	},
}

type head struct{ before, after string }

// lookAlikeSuites make the nearest names that are not a place's: they ask for
// nobody, so that the fit learns what a word of another kind of entity says.
func lookAlikeSuites(suites []*suite) []*suite {
	return madeOf(suites, placeSources, "heads", placeHeads)
}

// madeOf makes a suite of each of the sources, which asks its table other questions.
func madeOf(suites []*suite, sources []string, kind string, ask func(table []resolver.Entity) []query) []*suite {
	var out []*suite
	for _, from := range suites {
		if !slices.Contains(sources, from.name) {
			continue
		}
		s := &suite{name: from.name + "_" + kind, table: from.table, queries: ask(from.table), made: true}
		if len(s.queries) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func placeHeads(table []resolver.Entity) (queries []query) {
	step := max(len(table)/maxLookAlikes, 1)
	for i := 0; i < len(table) && len(queries) < maxLookAlikes; i += step {
		e := &table[i]
		if e.Type != resolver.TypePlace {
			continue
		}
		name := anyName(e)
		for script, hs := range heads {
			if unicode.Is(script, []rune(name)[0]) {
				h := hs[int(hash(name))%len(hs)]
				queries = append(queries, query{Mention: h.before + name + h.after})
			}
		}
	}
	return queries
}
