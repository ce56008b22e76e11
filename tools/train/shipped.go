package main

import (
	"strings"
	"unicode/utf8"

	"github.com/laqab/laqab/aliases/seed"
	"github.com/laqab/laqab/resolver"
)

// Names of suites that are read or weighed otherwise.
const (
	domainName  = "domain"
	shippedName = "shipped"
)

// goneShare is one in how many entities of the table that ships are left out and
// asked for, which nobody is then.
const goneShare = 3

// shippedSuite asks the table that ships for names that it has, without them: of
// each entity one alias is left out, or the whole entity. No list has as many
// names of one entity in as many scripts, by which another's name can be met.
func shippedSuite(table []resolver.Entity) *suite {
	s := &suite{name: shippedName, made: true}
	for _, e := range table {
		if len(e.Aliases) == 0 {
			continue
		}
		k := int(hash(e.ID)>>8) % len(e.Aliases)
		q := query{Mention: e.Aliases[k].Value}
		if hash(e.ID)%goneShare == 0 {
			s.queries = append(s.queries, q)
			continue
		}
		q.Expect = &e.ID
		e.Aliases = append(e.Aliases[:k:k], e.Aliases[k+1:]...)
		s.table, s.queries = append(s.table, e), append(s.queries, q)
	}
	s.acceptSharers()
	s.addListed()
	s.addShort()
	return s
}

// shippedTable reads the table that ships.
func shippedTable() (table []resolver.Entity, err error) {
	in, err := seed.Open()
	if err != nil {
		return nil, err
	}
	err = eachLine(in, func(line []byte) error {
		e, err := readEntity(line)
		table = append(table, e)
		return err
	})
	return table, err
}

// maxShort is the most letters of names that are words of one language or another
// by chance: UN, MIT, DOS.
const maxShort = 3

// addShort asks for the acronyms of so few letters, all that the table lists:
// what they say as words must not outweigh that they are listed.
func (s *suite) addShort() {
	for i := range s.table {
		e := &s.table[i]
		for _, a := range e.Aliases {
			if a.Kind == resolver.KindAcronym && utf8.RuneCountInString(a.Value) <= maxShort {
				s.queries = append(s.queries, query{Mention: a.Value, Expect: &e.ID, listed: true})
			}
		}
	}
}

// acceptSharers makes right every entity that lists a mention: names that several
// entities have are held out of one of them only.
func (s *suite) acceptSharers() {
	listed := map[string][]*string{}
	for i := range s.table {
		e := &s.table[i]
		for _, name := range namesOf(e) {
			listed[strings.ToLower(name)] = append(listed[strings.ToLower(name)], &e.ID)
		}
	}
	for i := range s.queries {
		s.queries[i].Accept = listed[strings.ToLower(s.queries[i].Mention)]
	}
}
