package match

import (
	"slices"

	"github.com/laqab/laqab/resolver/name"
)

// A name with numbers is abbreviated by their digits and the letters of its other
// words: G7 is the Group of Seven, FP-25 the Popular Forces of 25 April. A month may
// give its letter (N17) or none. Keys are made of the words as they are; a translation's
// letters are found by the number, where that is a word of its own (EZ-9).

// numbered is a name with its numbers apart.
type numbered struct {
	digits string       // of the numbers, in their order; "" where there is nothing to abbreviate
	rest   []*name.Word // the other words
}

// set sets the numbers of a name apart. Most names have none, and cost nothing.
func (n *numbered) set(l *name.Lexicon, words []*name.Word) {
	n.digits, n.rest = "", n.rest[:0]
	if !slices.ContainsFunc(words, func(w *name.Word) bool { return w.Role == name.RoleNumber }) {
		return
	}
	for _, w := range words {
		if digits := l.Digits(w); digits != "" {
			n.digits += digits
			continue
		}
		n.rest = append(n.rest, w)
	}
	n.check()
}

// undate leaves out the months; where there are none, nothing is left to abbreviate.
func (n *numbered) undate(l *name.Lexicon) {
	dated := len(n.rest)
	if n.rest = slices.DeleteFunc(n.rest, l.IsMonth); len(n.rest) == dated {
		n.digits = ""
		return
	}
	n.check()
}

func (n *numbered) check() {
	first := slices.IndexFunc(n.rest, isContent)
	if first < 0 || !hasInitials(n.rest[first].Script) || len(n.digits) >= maxAcronym {
		n.digits = ""
	}
}

// digitsOf takes a text apart into its digits and what else it has.
func digitsOf(text string) (digits, letters string) {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			digits += text[i : i+1]
		} else {
			letters += text[i : i+1]
		}
	}
	return digits, letters
}

// hasDigit is whether digitsOf finds any.
func hasDigit(text string) bool {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			return true
		}
	}
	return false
}

// spellsNumbered says how a text with digits is an acronym of the words.
func (s *Scorer) spellsNumbered(text string, words []*name.Word) AcronymKind {
	digits, letters := digitsOf(text)
	if letters == "" {
		return notAcronym
	}
	for s.numbered.set(s.lexicon, words); s.numbered.digits == digits; s.numbered.undate(s.lexicon) {
		if kind := s.spellsLetters(letters, s.numbered.rest, len(digits)); kind != notAcronym {
			return kind
		}
	}
	return notAcronym
}
