package match

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/laqab/laqab/resolver/name"
)

// initials are the letters that a name's words start with, by kind: of all words, of
// those that are not function words, of those that are no legal forms either, and of
// those after a leading legal form (the Joint Stock Company National Aviation Service
// Company is NASC).
type initials struct {
	letters [OfBareWords + 2][maxAcronym + 1]byte
	n       [OfBareWords + 2]int
}

func (in *initials) put(kind AcronymKind, c byte) {
	if n := in.n[kind]; n <= maxAcronym {
		in.letters[kind][n] = c
		in.n[kind]++
	}
}

// of is the letters of a kind, until the next read; nil where they are too many.
func (in *initials) of(kind AcronymKind) []byte {
	if n := in.n[kind]; n <= maxAcronym {
		return in.letters[kind][:n]
	}
	return nil
}

// afterLegal is the kind of acronyms after a leading legal form.
const afterLegal = OfBareWords + 1

// read takes those of the words.
func (in *initials) read(words []*name.Word) {
	in.n = [len(in.n)]int{}
	for _, w := range words {
		phrase := w.Folded
		for start := 0; start < len(phrase); {
			c := phrase[start]
			if w.Script != name.Latin || c >= utf8.RuneSelf {
				if c = initialOf(w, phrase[start:]); c == 0 {
					break
				}
			}
			in.put(OfAllWords, c)
			if w.Role != name.RoleFunction {
				in.put(OfContentWords, c)
				if w.Role != name.RoleLegal {
					in.put(OfBareWords, c)
				}
				if w.Role != name.RoleLegal || in.n[afterLegal] > 0 {
					in.put(afterLegal, c)
				}
			}
			space := strings.IndexByte(phrase[start:], ' ')
			if space < 0 {
				break
			}
			start += space + 1
		}
	}
}

// initialOf is the first letter, in Latin, of the rest of a word's phrase in
// another script; 0 if there is none.
func initialOf(w *name.Word, rest string) byte {
	if !strings.Contains(w.Folded, " ") {
		if set := w.Letter(); set != 0 {
			return 'a' + byte(bits.TrailingZeros32(uint32(set)))
		}
		return 0
	}
	first, _, _ := strings.Cut(rest, " ")
	if r := name.Readings(first, "")[0]; r != "" {
		return r[0]
	}
	return 0
}
