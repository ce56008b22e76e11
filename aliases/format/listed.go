package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// listed gathers what a list of others says of one entity: the first name is
// the name, the others are aliases, each string once, however often it is said.
type listed struct {
	entity aliases.Entity
	source string // of its aliases
	said   map[string]bool
	about  []string
}

func newListed(id string, t resolver.EntityType, source string) *listed {
	return &listed{entity: aliases.Entity{ID: id, Type: t}, source: source, said: map[string]bool{}}
}

// called adds a name, of which the value and what else is known is given. One
// without a letter or digit ("-", "!!!") says nothing: no mention can mean it,
// and the table does not take it.
func (l *listed) called(a aliases.Alias) {
	a.Value, a.Note = tidy(a.Value), tidy(a.Note)
	if l.said[a.Value] || !strings.ContainsFunc(a.Value, letterOrDigit) {
		return
	}
	l.said[a.Value] = true
	if l.entity.Name == "" {
		l.entity.Name = a.Value
		return
	}
	a.Source = l.source
	l.entity.Aliases = append(l.entity.Aliases, a)
}

// knownAs adds the entity's ID in another list.
func (l *listed) knownAs(list, id string) {
	if id = tidy(id); id == "" {
		return
	}
	if l.entity.ExternalIDs == nil {
		l.entity.ExternalIDs = map[string]string{}
	}
	if _, ok := l.entity.ExternalIDs[list]; !ok {
		l.entity.ExternalIDs[list] = id
	}
}

// described adds to the description.
func (l *listed) described(text string) {
	if text = tidy(text); text != "" {
		l.about = append(l.about, text)
	}
}

// done returns the entity, or what is wrong with it.
func (l *listed) done() (aliases.Entity, error) {
	l.entity.Description = clip(strings.Join(l.about, "; "), aliases.MaxText)
	err := l.entity.Normalize()
	return l.entity, err
}

func letterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// tidy makes any run of white space, as XML and PDF leave it in names, one space.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

// clip cuts a text that is too long for the table, and shows that it did.
func clip(s string, limit int) string {
	const cut = "…"
	if len(s) <= limit {
		return s
	}
	s = s[:limit-len(cut)]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + cut
}
