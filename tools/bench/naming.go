package main

import (
	"strings"

	"github.com/laqab/laqab/resolver"
)

// Shares of the entities' types, and of the cultures among persons: of lists
// such as the news and sanctions pipelines hold, as far as that can be said.
var (
	types      = []resolver.EntityType{resolver.TypePerson, resolver.TypeOrganization, resolver.TypePlace, resolver.TypeVessel}
	typeShares = []float64{0.62, 0.23, 0.08, 0.07}

	cultureShares = map[string]float64{"arab": 26, "persian": 10, "turkic": 8, "slavic": 18, "west": 16, "iberian": 9, "asian": 6, "african": 3, "chinese": 4}
)

// Shifts of Zipf's law: the larger, the less the first words stand out.
const (
	givenShift  = 4
	familyShift = 40
	cityShift   = 5
)

// naming makes names of all kinds.
type naming struct {
	*words
	shares []float64 // of words.cultures
}

func newNaming(w *words) *naming {
	n := &naming{words: w}
	for _, c := range w.cultures {
		n.shares = append(n.shares, cultureShares[c.name])
	}
	return n
}

func (n *naming) culture(d dice) *culture { return n.cultures[d.weighted(n.shares)] }

func (n *naming) given(d dice, c *culture) part {
	return part{c.given[d.zipf(len(c.given), givenShift)], roleGiven, nil}
}

// father is a given name of a man: the lists name the men first.
func (n *naming) father(d dice, c *culture) part {
	return part{c.given[d.zipf(len(c.given)*2/3, givenShift)], roleGiven, nil}
}

func (n *naming) family(d dice, c *culture, r role) part {
	ranks := familyRanks
	if len(c.endings) == 0 {
		ranks = len(c.family)
	}
	return part{n.familyWord(c, d.zipf(ranks, familyShift)), r, nil}
}

func (n *naming) city(d dice) part {
	return part{n.cities[d.zipf(len(n.cities), cityShift)], roleTerm, nil}
}

func (n *naming) term(d dice, kind string) part {
	ts := n.terms[kind]
	t := &ts[d.zipf(len(ts), 3)]
	r := roleTerm
	if kind == "legal" {
		r = roleLegal
	}
	return part{t.word, r, t}
}

// name makes the full name of an entity of a type.
func (n *naming) name(d dice, t resolver.EntityType) phrase {
	switch t {
	case resolver.TypePerson:
		return n.person(d, n.culture(d))
	case resolver.TypeOrganization:
		return n.organization(d)
	case resolver.TypePlace:
		return n.place(d)
	}
	return n.vessel(d)
}

// patronymics of Slavic names, and what links an Arab to his father.
var (
	patronymic = word{"ovich", "وفيتش", "ович"}
	nasab      = part{word{"bin", "بن", "бин"}, roleNasab, nil}
)

func (n *naming) person(d dice, c *culture) phrase {
	given, family := n.given(d, c), n.family(d, c, roleFamily)
	switch c.name {
	case "arab":
		p := phrase{given}
		if d.chance(0.75) { // the father, and often the grandfather
			if d.chance(0.15) {
				p = append(p, nasab)
			}
			p = append(p, n.father(d, c))
			if d.chance(0.35) {
				p = append(p, n.father(d, c))
			}
		}
		if d.chance(0.7) {
			p = append(p, article)
		}
		family.word[native] = strings.TrimPrefix(family.word[native], article.word[native])
		return append(p, family)
	case "persian", "turkic":
		if d.chance(0.3) {
			return phrase{given, n.given(d, c), family}
		}
	case "slavic":
		if d.chance(0.6) {
			father := part{joined(n.father(d, c).word, patronymic), roleGiven, nil}
			return phrase{given, father, family}
		}
	case "west":
		if d.chance(0.25) {
			return phrase{given, n.given(d, c), family}
		}
	case "iberian":
		if d.chance(0.3) {
			given = part{given.plus(n.given(d, c).word), roleGiven, nil}
		}
		if d.chance(0.65) {
			return phrase{given, family, n.family(d, c, roleFamily)}
		}
	case "chinese":
		if d.chance(0.8) {
			second := n.given(d, c)
			given.word = word{given.word[latin] + second.word[latin], given.word[native] + second.word[native], ""}
		}
		return phrase{family, given}
	}
	return phrase{given, family}
}

// plus is two words as one part.
func (w word) plus(v word) word {
	for s := range w {
		if w[s] == "" || v[s] == "" {
			w[s] = ""
			continue
		}
		w[s] += " " + v[s]
	}
	return w
}

func (n *naming) organization(d dice) phrase {
	c := n.culture(d)
	var p phrase
	switch proper := n.family(d, c, roleProper); {
	case d.chance(0.62): // a company
		if d.chance(0.25) {
			p = append(p, n.city(d))
		}
		p = append(p, proper)
		if d.chance(0.2) {
			p = append(p, n.family(d, n.culture(d), roleProper))
		}
		p = append(p, n.term(d, "sector"))
		if d.chance(0.55) {
			p = append(p, n.term(d, "head"))
		}
		if d.chance(0.7) {
			p = append(p, n.term(d, "legal"))
		}
	case d.chance(0.5): // a public body: of a place, and named after somebody or something
		p = phrase{n.term(d, "office"), n.city(d), proper}
	default: // an armed group or a party
		p = phrase{n.given(d, c), proper, n.term(d, "unit")}
		if d.chance(0.3) {
			p = phrase{n.city(d), proper, n.term(d, "unit")}
		}
	}
	return p
}

func (n *naming) place(d dice) phrase {
	proper := n.family(d, n.culture(d), roleProper)
	switch {
	case d.chance(0.5):
		return phrase{n.term(d, "generic"), proper}
	case d.chance(0.4):
		return phrase{proper, n.family(d, n.culture(d), roleProper)}
	}
	return phrase{n.term(d, "generic"), proper, n.city(d)}
}

func (n *naming) vessel(d dice) phrase {
	p := phrase{n.family(d, n.culture(d), roleProper)}
	if d.chance(0.6) {
		p = append(p, n.term(d, "ship"))
	} else {
		p = phrase{n.given(d, n.culture(d)), p[0]}
	}
	if d.chance(0.3) {
		number := string(rune('1' + d.IntN(9)))
		p = append(p, part{word{number, number, number}, roleTerm, nil})
	}
	return p
}
