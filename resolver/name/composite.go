package name

import (
	"slices"
	"strings"
)

// MaxParts is the most words that a composite has.
const MaxParts = 4

// A Composite is what a concept is made of that English says in several words which the
// lexicon knows one by one: a research institute, an air force. Where another language
// says it in one word (Forschungsinstitut, 研究所), or puts others between (Institut de
// Recherches Cliniques), the words must meet its parts. Each part has the senses of its word.
type Composite [][]Concept

// addComposite notes what the concept is made of, by the first of its English forms that
// tells.
func (l *Lexicon) addComposite(c Concept, forms []string) {
	for _, form := range forms {
		if l.composites[c] == nil && strings.Contains(form, " ") {
			l.composites[c] = l.compositeOf(c, form)
		}
	}
}

// compositeOf is what a form of a concept is made of; nil if a word of it means nothing by
// itself, or the concept.
func (l *Lexicon) compositeOf(c Concept, form string) (parts Composite) {
	for word := range strings.FieldsSeq(form) {
		if l.function(word) {
			continue
		}
		senses := l.forms[word]
		if senses == nil || slices.Contains(senses, c) || len(parts) == MaxParts {
			return nil
		}
		parts = append(parts, senses)
	}
	if len(parts) < 2 {
		return nil
	}
	return parts
}

// CompositeOf returns what a word says that several others say together; nil for most words.
func (l *Lexicon) CompositeOf(w *Word) Composite {
	for _, c := range w.Concepts {
		if int(c) < len(l.composites) && l.composites[c] != nil { // terms of a table come behind
			return l.composites[c]
		}
	}
	return nil
}
