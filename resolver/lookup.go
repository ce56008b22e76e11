package resolver

import (
	"strings"

	"github.com/laqab/laqab/resolver/name"
)

// Fold reduces a name to the form in which two ways of writing it are equal, as
// exclusions are compared: without case, marks and punctuation.
func Fold(text string) string { return name.Fold(text) }

// Entity returns the entity with the ID, as it resolves. It reports false when
// there is none.
func (r *Resolver) Entity(id string) (Entity, bool) {
	n, ok := r.index.Find(id)
	if !ok {
		return Entity{}, false
	}
	return r.entity(n), true
}

// Sounds is how a name sounds, a byte for each sound, as if it were one word:
// writers join and split words freely. Names that sound the same are spellings
// of one another, whatever their scripts. It is empty for what has no letters.
func (r *Resolver) Sounds(text string) string {
	var b strings.Builder
	for _, t := range r.lexicon.Tokens(text).Tokens {
		w := r.lexicon.Word(t.Text)
		b.WriteString(w.Phon[0])
	}
	return b.String()
}

// Rarity is how much the words of a name identify, in bits: a word that one
// entity in a thousand has is worth ten. Generic says that all of them are head
// words, titles, legal forms and the like, which identify nobody anywhere.
func (r *Resolver) Rarity(text string) (bits float64, generic bool) {
	reader := r.index.Reader()
	defer reader.Close()
	generic = true
	for _, t := range r.lexicon.Tokens(text).Tokens {
		w, rarity, _ := reader.Word(t.Text)
		bits += float64(rarity)
		generic = generic && w.Role < name.RoleGeo
	}
	return bits, generic
}
