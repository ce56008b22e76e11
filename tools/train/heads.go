package main

import (
	"strings"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// countHeads counts, over the tables of the suites and the one that ships, which
// head words tell apart the organizations whose names they begin or end. Of domain
// the table that ships has all entities, and more names.
func countHeads(suites []*suite, shipped []resolver.Entity) map[string]match.HeadCount {
	counts := map[string]match.HeadCount{}
	for _, s := range suites {
		if s.fits() && !s.made && s.name != domainName {
			headsIn(s.table, counts)
		}
	}
	headsIn(shipped, counts)
	return counts
}

// headsIn adds the counts of one table. An entity counts once for each concept,
// however many names show it: lists translate a name into all languages.
func headsIn(table []resolver.Entity, counts map[string]match.HeadCount) {
	bearers := map[string]map[string]bool{} // by the words of a name: IDs
	var names []organizationName
	for i := range table {
		for _, n := range organizationNames(&table[i]) {
			k := key(n.words)
			if bearers[k] == nil {
				bearers[k] = map[string]bool{}
			}
			bearers[k][n.id] = true
			names = append(names, n)
		}
	}
	type seen struct {
		id      string
		concept name.Concept
	}
	counted := map[seen]bool{}
	for _, n := range names {
		last := len(n.words) - 1
		for _, split := range []struct {
			head *name.Word
			bare []name.Word
		}{{&n.words[0], n.words[1:]}, {&n.words[last], n.words[:last]}} {
			of := bearers[key(split.bare)]
			if len(of) == 0 || !match.IsHead(split.head) {
				continue
			}
			concept := split.head.Concepts[0]
			if counted[seen{n.id, concept}] {
				continue
			}
			counted[seen{n.id, concept}] = true
			which := match.HeadOther
			if of[n.id] {
				which = match.HeadSame
			}
			id := name.Builtin().ConceptID(concept)
			c := counts[id]
			c[which]++
			counts[id] = c
		}
	}
}

// organizationName is a name of an organization without its function words.
type organizationName struct {
	id    string
	words []name.Word
}

func organizationNames(e *resolver.Entity) (out []organizationName) {
	if match.TypeClassOf(string(e.Type)) != match.Organization {
		return nil
	}
	for _, text := range namesOf(e) {
		n := organizationName{id: e.ID}
		for _, t := range name.Builtin().Tokens(text).Tokens {
			if w := name.Builtin().Word(t.Text); w.Role != name.RoleFunction {
				n.words = append(n.words, w)
			}
		}
		if len(n.words) > 0 {
			out = append(out, n)
		}
	}
	return out
}

// key is equal for names of the same words.
func key(words []name.Word) string {
	var b strings.Builder
	for i := range words {
		b.WriteString(words[i].Stem)
		b.WriteByte(' ')
	}
	return b.String()
}
