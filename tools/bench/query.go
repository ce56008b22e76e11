package main

import (
	"slices"
	"strings"
	"unicode"

	"github.com/laqab/laqab/resolver"
)

// kind says how a query was made.
type kind string

const (
	exact   kind = "exact"        // an alias as it stands in the table
	folded  kind = "folded"       // case, marks, apostrophes, hyphens, orthography
	edited  kind = "edited"       // one to three errors or respellings
	partial kind = "partial"      // reordered, or a word missing
	other   kind = "other script" // a form that the table does not have
	unknown kind = "unknown"      // a name that nobody in the table has
)

// kinds is the query mix: how many of twenty queries are of each kind.
var kinds = []struct {
	kind  kind
	share int
}{{exact, 8}, {folded, 5}, {edited, 4}, {partial, 1}, {other, 1}, {unknown, 1}}

const mixSize = 20

// query is a mention with the right answer.
type query struct {
	Text string
	Kind kind
	Want string // an entity ID, "" for none
}

// queries makes n queries of a table with so many entities. Every run of
// twenty has the shares of the mix, so that a part of them has them too.
func (t *table) queries(n, entities int) []query {
	out := make([]query, 0, n)
	for block := 0; len(out) < n; block++ {
		var ks []kind
		for _, k := range kinds {
			ks = append(ks, slices.Repeat([]kind{k.kind}, k.share)...)
		}
		d := newDice(t.seed, "mix", block)
		d.Shuffle(len(ks), func(i, j int) { ks[i], ks[j] = ks[j], ks[i] })
		for _, k := range ks {
			out = append(out, t.query(k, len(out), entities))
		}
	}
	return out[:n]
}

// query makes a query of a kind: of the first entity drawn that offers one.
func (t *table) query(k kind, number, entities int) query {
	d := newDice(t.seed, "query", number)
	if k == unknown {
		return query{t.unknown(d), k, ""}
	}
	for {
		e, name := t.entity(d.IntN(entities))
		if s, ok := t.mention(d, k, &e, name); ok {
			return query{s, k, e.ID}
		}
	}
}

func (t *table) mention(d dice, k kind, e *resolver.Entity, name phrase) (string, bool) {
	all, values := []string{e.Name}, []string{e.Name}
	for _, a := range e.Aliases {
		all = append(all, a.Value)
		// Acronyms, short and weak forms are many entities' at once: with an error in them they are nobody's.
		if k == exact || k == folded || a.Kind != resolver.KindAcronym && a.Kind != resolver.KindShort && a.Kind != resolver.KindWeak {
			values = append(values, a.Value)
		}
	}
	s := pick(d, values)
	is := func(m string) bool { return slices.Contains(all, m) }
	switch k {
	case exact:
		return s, true
	case folded:
		m, ok := refold(d, s)
		return m, ok && !is(m)
	case edited:
		const fewest = 9 // letters; an error takes more of a shorter name than people would recognize
		if len([]rune(s)) < fewest || !strings.Contains(s, " ") {
			return "", false
		}
		n := 1 + d.weighted([]float64{60, 30, 10})
		m, ok := s, false
		if d.chance(0.5) {
			m, ok = respell(d, s, n)
		}
		if !ok {
			m, ok = mistype(d, s, n)
		}
		return m, ok && !is(m)
	case partial:
		return rearranged(d, s, is)
	}
	for _, s := range []script{latin, otherScript(name), cyrillic, native} {
		if m := name.in(s); m != "" && !is(m) && !sharesScript(m, all) {
			return m, true
		}
	}
	return "", false
}

// rearranged leaves out a word of three and more, or changes the order.
func rearranged(d dice, s string, is func(string) bool) (string, bool) {
	ws := strings.Fields(s)
	if len(ws) < 2 || strings.Contains(s, ",") {
		return "", false
	}
	if len(ws) > 2 && d.chance(0.5) {
		i := 1 + d.IntN(len(ws)-2)
		ws = slices.Delete(ws, i, i+1)
	} else {
		ws = append(ws[len(ws)-1:], ws[:len(ws)-1]...)
	}
	m := strings.Join(ws, " ")
	return m, !is(m)
}

// sharesScript says whether any value is in the script of s.
func sharesScript(s string, values []string) bool {
	of := scriptOf(s)
	return slices.ContainsFunc(values, func(v string) bool { return scriptOf(v) == of })
}

// scriptOf is which alphabet a string's first letter is from, counting all
// others (Han) as one.
func scriptOf(s string) int {
	for _, r := range s {
		for i, a := range alphabets {
			if unicode.Is(a.of, r) {
				return i
			}
		}
	}
	return len(alphabets)
}

// unknown makes a name of words that no table has.
func (t *table) unknown(d dice) string {
	word := func() string {
		for {
			c := t.naming.culture(d)
			if len(c.unseen) > 0 {
				return title(pick(d, c.unseen)[latin])
			}
		}
	}
	s := word() + " " + word()
	switch {
	case d.chance(0.3):
		s += " " + word()
	case d.chance(0.2):
		s += " " + t.term(d, "sector").word[latin] + " " + t.term(d, "legal").word[latin]
	}
	return s
}
