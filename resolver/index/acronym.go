package index

import (
	"slices"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// acronymKeys are the keys of names' acronyms in other languages, by their pattern.
type acronymKeys struct {
	known map[string][]match.AcronymKey
	keyer match.ForeignKeyer
}

func newAcronymKeys() *acronymKeys { return &acronymKeys{known: map[string][]match.AcronymKey{}} }

// maxPatterns is how many are kept at once, in some 10 MB.
const maxPatterns = 1 << 15

// each yields the keys of a name's acronyms: own ones, and those of foreign
// languages that are not among them.
func (a *acronymKeys) each(l *name.Lexicon, words []*name.Word, own, foreign func(uint32)) {
	if !match.HasAcronyms(words) {
		return
	}
	ours := match.OwnKeys(l, words)
	for _, k := range ours {
		own(acronymHash(kindLong, k))
	}
	for _, k := range a.foreign(l, words) {
		if !slices.Contains(ours, k) {
			foreign(acronymHash(kindForeign, k))
		}
	}
}

func (a *acronymKeys) foreign(l *name.Lexicon, words []*name.Word) []match.AcronymKey {
	var space [128]byte
	pattern := match.ForeignPattern(space[:0], words)
	keys, ok := a.known[string(pattern)]
	if ok {
		return keys
	}
	keys = slices.Clone(a.keyer.Keys(l, words))
	if len(a.known) == maxPatterns {
		clear(a.known)
	}
	a.known[string(pattern)] = keys
	return keys
}
