package main

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver"
)

// table is a made-up alias table. Its entities are made one at a time, each
// from its number alone, so that a table of any size needs no memory and every
// entity can be made again to ask for it.
type table struct {
	*naming
	seed    uint64
	aliases int // how many names it has at least, canonical ones included
}

func newTable(seed uint64, aliases int) (*table, error) {
	w, err := loadWords()
	if err != nil {
		return nil, err
	}
	return &table{newNaming(w), seed, aliases}, nil
}

// aliasShares are of 1, 2, ... names an entity: 3 in the mean.
var aliasShares = []float64{0.2, 0.24, 0.22, 0.16, 0.11, 0.07}

// All yields the entities until there are enough names.
func (t *table) All() iter.Seq[resolver.Entity] {
	return func(yield func(resolver.Entity) bool) {
		n := 0
		for i := 0; n < t.aliases; i++ {
			e, _ := t.entity(i)
			n += 1 + len(e.Aliases)
			if !yield(e) {
				return
			}
		}
	}
}

// entity makes the entity of a number, and returns the parts of its name.
func (t *table) entity(i int) (resolver.Entity, phrase) {
	d := newDice(t.seed, "entity", i)
	// IDs come in no order, as in the lists that people import.
	e := resolver.Entity{ID: fmt.Sprintf("list:%08x", uint32(i)*2654435761), Type: types[d.weighted(typeShares)]}
	name := t.name(d, e.Type)
	home := t.home(d, name)
	e.Name = name.in(home)
	want := d.weighted(aliasShares)
	for tries := 0; len(e.Aliases) < want && tries < 4*want; tries++ {
		a := t.alias(d, &e, name, home)
		if a.Value == "" || a.Value == e.Name || slices.ContainsFunc(e.Aliases, func(b resolver.Alias) bool { return a.Value == b.Value }) {
			continue
		}
		e.Aliases = append(e.Aliases, a)
	}
	return e, name
}

// nativeOnly is the share of entities that the table has in their own script only.
const nativeOnly = 0.05

// home is the script of the entity's canonical name.
func (t *table) home(d dice, name phrase) script {
	if d.chance(nativeOnly) {
		if s := otherScript(name); name.in(s) != "" {
			return s
		}
	}
	return latin
}

// otherScript is the script that a name is most likely to have beside Latin.
func otherScript(name phrase) script {
	for _, p := range name {
		if strings.ContainsAny(p.word[latin], "ščžć") || strings.HasSuffix(p.word[latin], "ov") || strings.HasSuffix(p.word[latin], "enko") || strings.HasSuffix(p.word[latin], "sky") || strings.HasSuffix(p.word[latin], "vich") {
			return cyrillic
		}
	}
	return native
}

// languageOf is the language that aliases of a script say they are in.
func languageOf(s script, value string) string {
	switch {
	case s == latin:
		return "en"
	case s == cyrillic:
		return "ru"
	case isHan(value):
		return "zh"
	}
	return "ar"
}

// otherShare is how many of the aliases beside the canonical name are in
// another script: with those that are native only, 15 % of all names.
const otherShare = 0.20

// alias makes a further name; its Value is "" when the name does not offer one of the kind drawn.
func (t *table) alias(d dice, e *resolver.Entity, name phrase, home script) resolver.Alias {
	if home != latin {
		s, _ := mistype(d, e.Name, 1)
		return resolver.Alias{Value: s, Language: languageOf(home, s), Kind: resolver.KindTransliteration}
	}
	if d.chance(otherShare) {
		s := name.in(otherScript(name))
		if e.Type == resolver.TypeOrganization {
			return resolver.Alias{Value: s, Language: languageOf(otherScript(name), s), Kind: resolver.KindTranslation}
		}
		return resolver.Alias{Value: s, Language: languageOf(otherScript(name), s), Kind: resolver.KindTransliteration}
	}
	if e.Type == resolver.TypePerson {
		return t.personAlias(d, e, name)
	}
	return t.otherAlias(d, e, name)
}

func (t *table) personAlias(d dice, e *resolver.Entity, name phrase) resolver.Alias {
	last := name[len(name)-1:]
	if len(name) > 2 && name[len(name)-2].role == roleArticle {
		last = name[len(name)-2:]
	}
	first := name[:len(name)-len(last)]
	switch d.weighted([]float64{50, 16, 16, 8, 6}) {
	case 0:
		s, ok := respell(d, e.Name, 1+d.IntN(3))
		if !ok {
			return resolver.Alias{}
		}
		return resolver.Alias{Value: s, Language: "en", Kind: resolver.KindTransliteration}
	case 1:
		return resolver.Alias{Value: strings.ToUpper(last.in(latin)) + ", " + first.in(latin), Language: "en"}
	case 2: // without the names in the middle
		if len(first) < 2 {
			return resolver.Alias{}
		}
		return resolver.Alias{Value: slices.Concat(first[:1], last).in(latin), Language: "en", Kind: resolver.KindShort}
	case 3: // with a title, or a further given name
		s := pick(d, []string{"Dr. ", "Haji ", "Gen. ", "Sheikh ", "Eng. "}) + e.Name
		return resolver.Alias{Value: s, Language: "en"}
	}
	return resolver.Alias{Value: "Abu " + title(t.given(d, t.byName["arab"]).word[latin]) + " " + last.in(latin), Language: "en", Kind: resolver.KindWeak}
}

func (t *table) otherAlias(d dice, e *resolver.Entity, name phrase) resolver.Alias {
	switch d.weighted([]float64{30, 20, 14, 22, 14}) {
	case 0:
		s, ok := respell(d, e.Name, 1+d.IntN(2))
		if !ok {
			return resolver.Alias{}
		}
		return resolver.Alias{Value: s, Language: "en", Kind: resolver.KindTransliteration}
	case 1: // the legal form left out or written in another way
		if e.Type == resolver.TypeVessel {
			return resolver.Alias{Value: pick(d, []string{"MV ", "M/V ", "MT "}) + e.Name, Language: "en"}
		}
		return t.otherLegal(d, name)
	case 2:
		if s := name.initials(); len(s) >= 3 && e.Type == resolver.TypeOrganization {
			return resolver.Alias{Value: s, Language: "en", Kind: resolver.KindAcronym}
		}
		return resolver.Alias{}
	case 3: // the terms in French
		p := slices.Clone(name)
		for i := range p {
			if p[i].term != nil {
				p[i].word[latin] = p[i].term.french
			}
		}
		return resolver.Alias{Value: p.in(latin), Language: "fr", Kind: resolver.KindTranslation}
	}
	// A former name: another one altogether.
	return resolver.Alias{Value: t.name(d, e.Type).in(latin), Language: "en"}
}

func (t *table) otherLegal(d dice, name phrase) resolver.Alias {
	p := slices.Clone(name)
	for i := range p {
		if p[i].role == roleLegal && len(p[i].term.same) > 0 && d.chance(0.6) {
			p[i].word[latin] = pick(d, p[i].term.same)
			return resolver.Alias{Value: p.in(latin), Language: "en"}
		}
	}
	return resolver.Alias{Value: p.without(roleLegal).in(latin), Language: "en", Kind: resolver.KindShort}
}
