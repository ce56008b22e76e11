package main

import (
	"slices"
	"strings"
	"unicode"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/name"
)

// twinSources are the suites of whose organisations twins are made.
var twinSources = []string{"ofac", "eu", "un", "phoenix", "ucdp", domainName}

// maxTwins is how many are asked of a source.
const maxTwins = 300

// twinSuites ask for organisations that differ from one of a table by one word that
// says of which kind they are, of where, or their number: the Moro National for the Moro Islamic
// Liberation Front. The word is one of another name of the table. Head words are left:
// a movement is often called a front, too.
func twinSuites(suites []*suite, l *name.Lexicon) []*suite {
	var out []*suite
	for _, from := range suites {
		if !slices.Contains(twinSources, from.name) {
			continue
		}
		listed := map[string]bool{}
		for i := range from.table {
			for _, name := range namesOf(&from.table[i]) {
				listed[resolver.Fold(name)] = true
			}
		}
		s := &suite{name: from.name + "_twins", table: from.table, made: true, namesakes: true, share: twinWeight}
		step := max(len(from.table)/(2*maxTwins), 1) // about half of the names have such a word
		donors := map[name.Role]name.Token{}         // the last word of a role
		texts := map[name.Role]string{}
		for i := 0; i < len(from.table) && len(s.queries) < maxTwins; i += step {
			e := &from.table[i]
			if e.Type != resolver.TypeOrganization {
				continue
			}
			n := l.Tokens(anyName(e))
			for _, t := range n.Tokens {
				w := l.Word(t.Text)
				if w.Role != name.RoleQualifier && w.Role != name.RoleGeo && w.Role != name.RoleNumber || w.Script != name.Latin || len(n.Tokens) < minTwin {
					continue
				}
				donor, text := donors[w.Role], texts[w.Role]
				donors[w.Role], texts[w.Role] = t, n.Text[t.Start:t.End]
				if text == "" || sharesConcept(l, donor.Text, &w) {
					continue
				}
				if mention := n.Text[:t.Start] + text + n.Text[t.End:]; !listed[resolver.Fold(mention)] {
					s.queries = append(s.queries, query{Mention: mention, Type: string(e.Type)})
				}
				break
			}
		}
		if len(s.queries) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// minTwin is the fewest words of a name that has a twin.
const minTwin = 3

func sharesConcept(l *name.Lexicon, text string, w *name.Word) bool {
	other := l.Word(text)
	return strings.EqualFold(other.Folded, w.Folded) || slices.ContainsFunc(other.Concepts, func(c name.Concept) bool { return slices.Contains(w.Concepts, c) })
}

// parts are what makes the name of an organisation that of a part of it, or of another
// that is called after it.
var parts = []head{
	{after: " Foundation"}, {after: " Youth"}, {before: "Military Wing of "}, {after: " Women's Wing"}, {before: "Faculty of Medicine of "},
	{after: " Students Union"}, {before: "Friends of "}, {after: " TV"}, {before: "Hospital of "}, {after: " Bank"}, {before: "Juventud de "},
	{before: "Fondation "}, {after: " Academy"}, {after: " Airlines"}, {after: " USA"}, {before: "Political Bureau of "}, {after: " Commission"},
	{after: " General Command"}, {before: "Young "}, {before: "Institut "}, {after: " Properties"}, {before: "Library of "},
}

// partSuites ask for parts of the organizations of the same sources.
func partSuites(suites []*suite) []*suite {
	var out []*suite
	for _, from := range suites {
		if !slices.Contains(twinSources, from.name) {
			continue
		}
		s := &suite{name: from.name + "_parts", table: from.table, made: true, namesakes: true, share: partWeight}
		step := max(len(from.table)/maxTwins, 1)
		for i := 0; i < len(from.table) && len(s.queries) < maxTwins; i += step {
			e := &from.table[i]
			if name := anyName(e); e.Type == resolver.TypeOrganization && scriptOf(name) == unicode.Latin {
				part := parts[int(hash(name))%len(parts)]
				s.queries = append(s.queries, query{Mention: part.before + name + part.after, Type: string(e.Type)})
			}
		}
		if len(s.queries) > 0 {
			out = append(out, s)
		}
	}
	return out
}
