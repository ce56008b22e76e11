package main

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// role is what a part does in a name.
type role uint8

const (
	roleGiven   role = iota
	roleFamily       // the word that tells most of a person
	roleNasab        // bin and the like; stays with the next part
	roleArticle      // al; written together with the next part
	roleProper       // the word that tells most of another name
	roleTerm         // a word that many names share
	roleLegal
)

// part is one word of a name, or a few that stay together.
type part struct {
	word
	role role
	term *term // of roleTerm and roleLegal
}

// phrase is a name in parts, in the order of the Latin script.
type phrase []part

var article = part{word{"al", "ال", "аль"}, roleArticle, nil}

// in writes the name in a script; "" when a part has no form there.
func (p phrase) in(s script) string {
	var b strings.Builder
	glue := ""
	for _, x := range p.ordered(s) {
		form := x.word[s]
		if form == "" {
			return ""
		}
		if x.role != roleNasab && x.role != roleArticle {
			form = title(form)
		}
		if b.Len() > 0 {
			b.WriteString(glue)
		}
		b.WriteString(form)
		glue = " "
		switch {
		case x.role == roleArticle && s == native:
			glue = ""
		case x.role == roleArticle:
			glue = "-"
		case isHan(form):
			glue = ""
		}
	}
	return b.String()
}

// ordered are the parts in a script's order: Arabic puts what a company is
// before whose it is.
func (p phrase) ordered(s script) phrase {
	if s != native || !p.has(roleTerm) {
		return p
	}
	out := make(phrase, 0, len(p))
	for _, first := range []bool{true, false} {
		for i := len(p) - 1; i >= 0 && first; i-- {
			if p[i].role == roleTerm {
				out = append(out, p[i])
			}
		}
		for _, x := range p {
			if !first && x.role != roleTerm {
				out = append(out, x)
			}
		}
	}
	return out
}

func (p phrase) has(r role) bool {
	for _, x := range p {
		if x.role == r {
			return true
		}
	}
	return false
}

// without is the name less the parts of a role.
func (p phrase) without(r role) phrase {
	var out phrase
	for _, x := range p {
		if x.role != r {
			out = append(out, x)
		}
	}
	return out
}

// initials is the acronym of the name, of its Latin words.
func (p phrase) initials() string {
	var b strings.Builder
	for _, x := range p {
		if x.role == roleLegal || x.role == roleArticle {
			continue
		}
		for w := range strings.FieldsSeq(x.word[latin]) {
			if r, _ := utf8.DecodeRuneInString(w); len(w) > 2 {
				b.WriteRune(unicode.ToUpper(r))
			}
		}
	}
	return b.String()
}

// title writes the first letter, and those after a space, as capitals.
func title(s string) string {
	up := true
	return strings.Map(func(r rune) rune {
		if up {
			r = unicode.ToUpper(r)
		}
		up = r == ' '
		return r
	}, s)
}

func isHan(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Han, r)
}
