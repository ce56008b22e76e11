package match

import (
	"slices"
	"strings"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

func TestBlend(t *testing.T) {
	for _, test := range []struct {
		blend, of string
		want      bool
	}{
		{"Pemex", "Petróleos Mexicanos", true},
		{"Petrobras", "Petróleo Brasileiro S.A.", true},
		{"COLCERDOS LTDA.", "COLOMBIANA DE CERDOS LTDA.", true},
		{"Gécamines", "La Générale des Carrières et des Mines", true},
		{"Sonelgaz", "Société nationale d'électricité et du gaz", true}, // societe nationale is one word of the lexicon
		{"Курганмашзавод", "Курганский машиностроительный завод", true},
		{"Kurganmashzavod", "Курганский машиностроительный завод", true},
		{"BelAZ", "Белорусский автомобильный завод", true},
		{"Pemex", "Petróleos del Ecuador", false},
		{"Pemex", "Mexicanos Petróleos", false}, // another order
		{"Pmex", "Petróleos Mexicanos", false},  // a single letter of the first
		{"Petro", "Petróleos Mexicanos", false}, // nothing of the second
		{"Cosur", "Construcciones del Norte y Sur", false},
		{"Pemex Norte", "Petróleos Mexicanos", false},
		{"Pemex", "Pemex", false},
		{"", "Petróleos Mexicanos", false},
		{strings.Repeat("a", 60), strings.Repeat(strings.Repeat("a", 30)+" ", 40), false}, // would be tried forever
	} {
		text := BlendOf(sentence(test.blend).Words)
		if got := text != "" && IsBlend(text, sentence(test.of).Words); got != test.want {
			t.Errorf("%q is a blend of %q: %v, want %v", test.blend, test.of, got, test.want)
		}
	}
}

// TestBlendKeys checks that blends of two words are found by key, from either side.
func TestBlendKeys(t *testing.T) {
	for of, blends := range map[string][]string{
		"Petróleos Mexicanos":   {"Pemex", "Petmex", "Petrmexi"},
		"Cementos de Mexicanos": {"Cemex"},
		"Uralsky Zavod":         {"Uralzavo", "Uralza"},
	} {
		long := sentence(of).Words
		own, _ := LongKeys(name.Builtin(), long)
		for _, blend := range blends {
			short := sentence(blend).Words
			if !IsBlend(BlendOf(short), long) {
				t.Errorf("%q is no blend of %q", blend, of)
			}
			if keys := WordsKeys(BlendOf(short)); !slices.ContainsFunc(keys, func(k AcronymKey) bool { return slices.Contains(own, k) }) {
				t.Errorf("%q has keys %q, none of %q, %q", blend, keys, of, own)
			}
			if keys := BlendKeys(long); !slices.Contains(keys, ShortKey(short)) {
				t.Errorf("%q, %q is not among the keys of %q, %q", blend, ShortKey(short), of, keys)
			}
		}
	}
}
