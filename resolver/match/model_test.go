package match

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

// TestModel checks the embedded model: what it names is known, and numbers are
// such as a fit can give.
func TestModel(t *testing.T) {
	m, err := ReadModel(modelFile)
	if err != nil {
		t.Fatal(err)
	}
	if m.Version == "" || len(m.Weights) != int(Features) {
		t.Errorf("version %q, %d weights", m.Version, len(m.Weights))
	}
	for f, w := range m.Weights {
		if math.IsNaN(float64(w)) || w < -30 || w > 30 {
			t.Errorf("%s weighs %v bits", Feature(f).Name(), w)
		}
	}
	concepts := map[string]bool{}
	for c := range name.Builtin().Concepts() {
		concepts[name.Builtin().ConceptID(name.Concept(c+1))] = true
	}
	describing := 0
	for id, count := range m.Heads {
		if !concepts[id] || count[HeadSame] < 0 || count[HeadOther] < 0 || count == (HeadCount{}) {
			t.Errorf("head %q counts %v", id, count)
		}
		describing += b2i(count.describes())
	}
	if describing < 10 {
		t.Errorf("only %d heads describe", describing)
	}
	for class, scale := range m.Pairs {
		if scale.Slope <= 0 {
			t.Errorf("pairs of class %d have slope %v: a better score must be likelier", class, scale.Slope)
		}
	}
	var j modelJSON
	if err := json.Unmarshal(modelFile, &j); err != nil {
		t.Fatal(err)
	}
	if len(j.Weights) < 100 {
		t.Errorf("only %d weights", len(j.Weights))
	}
	for _, pairing := range pairingNames {
		if len(j.Sounds[pairing]) < 20 {
			t.Errorf("only %d edits of %s", len(j.Sounds[pairing]), pairing)
		}
	}
	for pairing, edits := range j.Sounds {
		known := false
		for _, p := range pairingNames {
			known = known || p == pairing
		}
		if !known {
			t.Errorf("unknown pairing %q", pairing)
		}
		for edit := range edits {
			if len(edit) != 2 || edit[0] == edit[1] {
				t.Errorf("%s: edit %q", pairing, edit)
				continue
			}
			for i := range edit {
				if edit[i] != '_' && soundOf(edit[i]) == 0 {
					t.Errorf("%s: edit %q of an unknown sound", pairing, edit)
				}
			}
		}
	}
}

// TestModelSigns checks that no weight has a sign that its feature may not have.
func TestModelSigns(t *testing.T) {
	bound := 0
	for f, w := range Default().Weights {
		sign := Feature(f).Sign()
		if float32(sign)*w < 0 {
			t.Errorf("%s weighs %v bits, against its sign", Feature(f).Name(), w)
		}
		if sign != 0 && w != 0 {
			bound++
		}
	}
	if bound < 30 {
		t.Errorf("only %d weights are bound to a sign", bound)
	}
	for f, want := range map[Feature]int{
		feature(gSame, roles-1): 1, feature(gSounds, 2, 0, 0): 1, feature(gIdentical, 0, 0): 1,
		feature(gExtra, roles-1): -1, feature(gMissing, roles-1): -1, feature(gNumbers): -1, feature(gType): -1, feature(gSibling): -1,
		feature(gPrior): 0, feature(gCoverBoth, 0, 0): 0,
	} {
		if got := f.Sign(); got != want {
			t.Errorf("%s has sign %d, want %d", f.Name(), got, want)
		}
	}
}

// TestModelRoundTrip checks that a written model reads as it was, but for rounding.
func TestModelRoundTrip(t *testing.T) {
	file, err := Default().File([]string{"suite"}, map[string]string{"f1": "0.9"})
	if err != nil {
		t.Fatal(err)
	}
	first, err := ReadModel(file)
	if err != nil {
		t.Fatal(err)
	}
	const step = 1.0 / (1 << 7)
	for f, w := range Default().Weights {
		if d := float64(first.Weights[f] - w); math.Abs(d) > step {
			t.Errorf("%s weighs %v, read back %v", Feature(f).Name(), w, first.Weights[f])
		}
	}
	again, err := first.File([]string{"suite"}, map[string]string{"f1": "0.9"})
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(file) {
		t.Error("a model that was read is written differently")
	}
	second, err := ReadModel(again)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(first, second) {
		t.Error("a model that was written is read differently")
	}
}

func TestReadModelErrors(t *testing.T) {
	for file, want := range map[string]string{
		"":                                "model: ",
		"{":                               "model: ",
		`{"weights":{"same/99":1}}`:       `unknown feature "same/99"`,
		`{"weights":{"no_such_thing":1}}`: `unknown feature "no_such_thing"`,
		`{"weights":{"same/6":"1"}}`:      "model: ",
	} {
		if m, err := ReadModel([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v; want %s", file, m, err, want)
		}
	}
}
