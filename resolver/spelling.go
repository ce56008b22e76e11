package resolver

import "github.com/laqab/laqab/resolver/name"

// SpellingKey returns what the spellings of a name have in common: mentions
// that share it are put side by side for people. See name.Lexicon.SpellingKey.
func (r *Resolver) SpellingKey(text string) string { return r.lexicon.SpellingKey(text) }

// Script returns the ISO 15924 code of a string's first letter, "Zzzz" when no
// letter of it is of a script that is told apart.
func Script(text string) string {
	for _, r := range text {
		if s := name.ScriptOf(r); s != name.Unknown {
			return s.String()
		}
	}
	return name.Unknown.String()
}
