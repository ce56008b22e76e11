package main

import (
	"slices"
	"strings"
	"unicode"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/name"
)

// twinSources are the suites of whose organizations twins are made.
var twinSources = []string{"ofac", "eu", "un", "phoenix", "ucdp", domainName}

// maxTwins is how many are asked of a source.
const maxTwins = 300

// twinSuites ask for organizations that differ from one of a table by one word that
// says of which kind they are, of where, or their number: the Moro Islamic for the Moro
// National Liberation Front. The word is one of another name of the table. Head words
// are left: a movement is often called a front, too.
func twinSuites(suites []*suite) []*suite {
	return namesakesOf(suites, twinSources, "twins", twinWeight, twins)
}

func twins(table []resolver.Entity) (queries []query) {
	l, listed := name.Builtin(), listedIn(table)
	step := max(len(table)/(2*maxTwins), 1) // about half of the names have such a word
	donors := map[name.Role]string{}        // the last word of a role
	for i := 0; i < len(table) && len(queries) < maxTwins; i += step {
		e := &table[i]
		if e.Type != resolver.TypeOrganization {
			continue
		}
		n := l.Tokens(anyName(e))
		for _, t := range n.Tokens {
			w := l.Word(t.Text)
			if !tellsTwins(&w) || len(n.Tokens) < minTwin {
				continue
			}
			donor := donors[w.Role]
			donors[w.Role] = n.Text[t.Start:t.End]
			if donor == "" || sharesConcept(l, donor, &w) {
				continue
			}
			if mention := n.Text[:t.Start] + donor + n.Text[t.End:]; !listed[resolver.Fold(mention)] {
				queries = append(queries, query{Mention: mention, Type: string(e.Type)})
			}
			break
		}
	}
	return queries
}

// minTwin is the fewest words of a name that has a twin.
const minTwin = 3

// tellsTwins says whether a word tells twins apart, and can take another's place.
func tellsTwins(w *name.Word) bool {
	return w.Role == name.RoleNumber || w.Script == name.Latin && (w.Role == name.RoleQualifier || w.Role == name.RoleGeo)
}

// sharesConcept says whether a word as written is the other, or says the same.
func sharesConcept(l *name.Lexicon, written string, w *name.Word) bool {
	other := l.Word(strings.ToLower(written))
	return other.Folded == w.Folded || name.Overlap(other.Concepts, w.Concepts)
}

// parts are what makes the name of an organization that of a part of it, or of another
// that is called after it.
var parts = []head{
	{after: " Foundation"}, {after: " Youth"}, {before: "Military Wing of "}, {after: " Women's Wing"}, {before: "Faculty of Medicine of "},
	{after: " Students Union"}, {before: "Friends of "}, {after: " TV"}, {before: "Hospital of "}, {after: " Bank"}, {before: "Juventud de "},
	{before: "Fondation "}, {after: " Academy"}, {after: " Airlines"}, {after: " USA"}, {before: "Political Bureau of "}, {after: " Commission"},
	{after: " General Command"}, {before: "Young "}, {before: "Institut "}, {after: " Properties"}, {before: "Library of "},
}

// partSuites ask for parts of the organizations of the same sources.
func partSuites(suites []*suite) []*suite {
	return namesakesOf(suites, twinSources, "parts", partWeight, partsIn)
}

func partsIn(table []resolver.Entity) (queries []query) {
	step := max(len(table)/maxTwins, 1)
	for i := 0; i < len(table) && len(queries) < maxTwins; i += step {
		e := &table[i]
		if name := anyName(e); e.Type == resolver.TypeOrganization && scriptOf(name) == unicode.Latin {
			part := parts[int(hash(name))%len(parts)]
			queries = append(queries, query{Mention: part.before + name + part.after, Type: string(e.Type)})
		}
	}
	return queries
}

// shipSources are the suites with ships.
var shipSources = []string{"ofac"}

// shipSuites ask for ships that are called like one of a table but for a word or number.
func shipSuites(suites []*suite) []*suite {
	return namesakesOf(suites, shipSources, "ships", twinWeight, ships)
}

func ships(table []resolver.Entity) (queries []query) {
	listed := listedIn(table)
	var donor []string
	for i := range table {
		e := &table[i]
		names := strings.Fields(e.Name)
		if e.Type != resolver.TypeVessel || len(queries) == maxTwins {
			continue
		}
		series, last := slices.Clone(names), len(names)-1
		switch chance := hash(e.ID) % 4; {
		case chance == 0 || donor == nil:
			series = append(series, []string{"2", "II", "7", "STAR"}[hash(e.Name)%4])
		case last == 0:
			series = nil
		case chance == 1:
			series[0] = donor[0]
		case strings.Trim(names[last], "0123456789") == "":
			series[last] += "1"
		default:
			series[last] = donor[len(donor)-1]
		}
		donor = names
		if mention := strings.Join(series, " "); mention != "" && !listed[resolver.Fold(mention)] {
			queries = append(queries, query{Mention: mention, Type: string(e.Type)})
		}
	}
	return queries
}
