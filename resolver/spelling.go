package resolver

// SpellingKey returns what the spellings of a name have in common: mentions
// that share it are put side by side for people. See name.Lexicon.SpellingKey.
func (r *Resolver) SpellingKey(text string) string { return r.lexicon.SpellingKey(text) }
