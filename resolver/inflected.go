package resolver

import (
	"math/bits"
	"strings"

	"github.com/laqab/laqab/resolver/name"
)

// lemmatize adds the name read last once more, with unknown words in such that the
// table has, if it lists that: lists write names, and texts inflect them. It says whether.
func (w *work) lemmatize(text string, tokens []name.Token, unknown uint64) bool {
	if unknown == 0 {
		return false
	}
	read := len(w.names) - 1
	s := w.name(text)
	of := &w.names[read]
	s.Words, s.Rarity, s.Case, s.Small, s.read = append(s.Words, of.Words...), append(s.Rarity, of.Rarity...), of.Case, of.Small, of.Folded
	for ; unknown != 0; unknown &= unknown - 1 {
		i := bits.TrailingZeros64(unknown)
		t := tokens[i]
		name.Lemmas(text[t.Start:t.End], t.Text, func(lemma string, by name.Inflection) bool {
			if !w.reader.Has(lemma) {
				return true
			}
			s.Words[i], s.Rarity[i], _ = w.reader.Word(lemma)
			s.Inflected = max(s.Inflected, by)
			return false
		})
	}
	if s.Inflected == name.NotInflected || !w.lists(s) {
		w.names = w.names[:read+1]
		return false
	}
	return true
}

// maxLemmatized is the most words of a name of which one is tried in its other forms.
const maxLemmatized = 4

// lemmatizeOne adds the name read last once more as the table lists it with another form
// of one word, which may be part of a phrase, للولايات المتحدة, or if it is the whole name
// one that the table has elsewhere: хуситов beside the movement of хуситов.
func (w *work) lemmatizeOne(text string, tokens []name.Token, unknown uint64) {
	of := &w.names[len(w.names)-1]
	if len(tokens) > maxLemmatized {
		return
	}
	folded := foldedWords(of.Words)
	w.bearers = w.bearers[:0]
	for i, t := range tokens {
		whole := folded[i]
		own := len(tokens) > 1 && unknown&(1<<i) == 0 // a form that the table has, which may follow a particle
		name.Lemmas(text[t.Start:t.End], t.Text, func(lemma string, by name.Inflection) bool {
			if own && (i > 0 || by != name.Proclitic) {
				return true
			}
			folded[i] = lemma
			all := strings.Join(folded, " ")
			w.bearers = w.reader.Bearers(all, w.bearers[:0])
			if len(w.bearers) == 0 {
				return true
			}
			written, small, read := of.Case, of.Small, of.Folded
			s := w.name(text)
			w.reader.Sentence(w.bearers[0].Alias, &s.Sentence)
			s.Case, s.Small, s.read, s.asked, s.Inflected = written, small, read, all, by
			return false
		})
		if folded[i] = whole; len(w.bearers) > 0 {
			return
		}
	}
}

// lists folds a name from its words, and says whether the table lists that.
func (w *work) lists(s *analysed) bool {
	s.Folded = strings.Join(foldedWords(s.Words), " ")
	s.asked = s.Folded
	w.bearers = w.reader.Bearers(s.Folded, w.bearers[:0])
	return len(w.bearers) > 0
}

func foldedWords(words []*name.Word) []string {
	folded := make([]string, len(words))
	for i, word := range words {
		folded[i] = word.Folded
	}
	return folded
}
