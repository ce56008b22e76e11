package name

import (
	"slices"
	"testing"
)

// TestRespelled checks that romanizations and case forms of a Slavic word which nobody
// listed are known by what they have in common with it.
func TestRespelled(t *testing.T) {
	l := Builtin()
	for _, test := range []struct {
		concept string
		words   []string // each a word, or a phrase
	}{
		{"university", []string{"Uniwersitet", "Universitiet"}},
		{"state-enterprise", []string{"Gosudarstvennoe Predpriyatie", "Gosudarstvennoje Predprijatije"}},
		{"jsc", []string{"Aktcionernoe Obshestvo", "Akcionernoje Obschestvo", "Aktsionernoye Obschestvo"}},
		{"llc", []string{"Obshestvo s Ogranichennoj Otvetstvennostju", "Tavarystva z abmezhavanay adkaznastsyu"}},
		{"machinery", []string{"Mashinostroyenia", "Mashinostrojeniya"}},
		{"mechanical", []string{"Mekhanicheskij", "Mehanicheski"}},
		{"research", []string{"досліджень", "Issledovaniyami"}},
		{"social", []string{"социальными", "Społecznym"}},
	} {
		c, ok := l.byID[test.concept]
		if !ok {
			t.Errorf("there is no concept %s", test.concept)
		}
		for _, text := range test.words {
			tokens := l.Tokens(text).Tokens
			if len(tokens) != 1 {
				t.Errorf("%s is %d words, want one", text, len(tokens))
			} else if w := l.Word(tokens[0].Text); !slices.Contains(w.Concepts, c) {
				t.Errorf("%s does not say %s", text, test.concept)
			}
		}
	}
}

// TestNotRespelled checks that what is short or names a person is known by its own
// spelling only.
func TestNotRespelled(t *testing.T) {
	for _, text := range []string{"Marshall", "Samaria", "Zahari", "Mikolai", "Malenkov", "Suleymanova"} {
		for _, token := range Builtin().Tokens(text).Tokens {
			if w := Builtin().Word(token.Text); Builtin().forms[w.Folded] == nil && len(w.Concepts) > 0 {
				t.Errorf("%s says %s", text, Builtin().ConceptID(w.Concepts[0]))
			}
		}
	}
}
