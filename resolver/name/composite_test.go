package name

import (
	"slices"
	"testing"
)

func TestCompositeOf(t *testing.T) {
	l := Builtin()
	for _, test := range []struct {
		word string
		want []string // a sense of each part
	}{
		{"research institute", []string{"research", "institute"}},
		{"forschungsinstitut", []string{"research", "institute"}},
		{"研究所", []string{"research", "institute"}},
		{"северо-восточный", []string{"north", "east"}},
		{"东南", []string{"south", "east"}},
		{"army of", nil}, // one word, and a function word
		{"institute", nil},
		{"nujaba", nil},
		{"", nil},
	} {
		w := l.Word(test.word)
		got := l.CompositeOf(&w)
		ok := len(got) == len(test.want)
		for i := 0; ok && i < len(got); i++ {
			ok = slices.ContainsFunc(got[i], func(c Concept) bool { return l.ConceptID(c) == test.want[i] })
		}
		if !ok {
			t.Errorf("%q is made of %v, want %v", test.word, got, test.want)
		}
	}
}

// TestCompositesAreSmaller checks that none is a part of itself, and that none has more
// parts than callers have room for.
func TestCompositesAreSmaller(t *testing.T) {
	l := Builtin()
	n := 0
	for c, parts := range l.composites {
		if parts == nil {
			continue
		}
		n++
		if len(parts) < 2 || len(parts) > MaxParts || slices.ContainsFunc(parts, func(senses []Concept) bool { return slices.Contains(senses, Concept(c)) }) {
			t.Errorf("%s is made of %v", l.ids[c], parts)
		}
	}
	if n < 100 {
		t.Errorf("%d composites", n)
	}
}
