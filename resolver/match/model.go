package match

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Model is the weights of scoring.
type Model struct {
	Version string
	Sounds  [PairingCount]SoundCosts
	Weights []float32                 // by Feature, bits
	Heads   map[string]HeadCount      // by concept ID
	Pairs   [TypeClassCount]PairScale // by what both names are said to be
}

// PairScale turns the score of two names that stand alone into log-odds that
// they name one entity: without a table there are no other candidates, and no
// counts say how rare a word is.
type PairScale struct {
	Slope  float32 `json:"slope"`
	Offset float32 `json:"offset"` // bits
}

//go:embed model.json
var modelFile []byte

// Default returns the embedded model.
var Default = sync.OnceValue(func() *Model {
	m, err := ReadModel(modelFile)
	if err != nil {
		panic(err) // embedded data; TestModel reads it
	}
	return m
})

// modelJSON is the model file. Sounds maps a pairing to edits, two sounds each
// ("_" is silence), and their bits; heads maps concept IDs to their counts; weights
// maps feature names to bits; pairs maps classes of entities to scales.
type modelJSON struct {
	Version string                        `json:"version"`
	Data    []string                      `json:"data"`
	Fit     map[string]string             `json:"fit"`
	Sounds  map[string]map[string]float32 `json:"sounds"`
	Pairs   map[string]PairScale          `json:"pairs"`
	Heads   map[string]HeadCount          `json:"heads"`
	Weights map[string]float32            `json:"weights"`
}

// classNames are the type classes as the model file names them.
var classNames = [TypeClassCount]string{"any", "person", "organization", "place", "craft"}

var pairingNames = [PairingCount]string{"latin", "alphabets", "abjad", "abjads", "syllables"}

// dearEdit is what an edit costs that was never seen in the training pairs.
const dearEdit = 7

// ReadModel reads a model file.
func ReadModel(file []byte) (*Model, error) {
	var j modelJSON
	if err := json.Unmarshal(file, &j); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	m := &Model{Version: j.Version, Heads: j.Heads, Weights: make([]float32, Features)}
	for pairing := range j.Sounds {
		if !slices.Contains(pairingNames[:], pairing) {
			return nil, fmt.Errorf("model: unknown pairing %q", pairing)
		}
	}
	for p, pairing := range pairingNames {
		var c Edits
		for a := range c {
			for b := range c {
				if a != b {
					c[a][b] = CostOf(dearEdit)
				}
			}
		}
		for edit, bits := range j.Sounds[pairing] {
			if len(edit) != 2 || !isSound(edit[0]) || !isSound(edit[1]) {
				return nil, fmt.Errorf("model: %q is no pair of sounds", edit)
			}
			a, b := soundOf(edit[0]), soundOf(edit[1])
			c[a][b], c[b][a] = CostOf(bits), CostOf(bits)
		}
		m.Sounds[p] = NewSoundCosts(c)
	}
	for class, scale := range j.Pairs {
		at := slices.Index(classNames[:], class)
		if at < 0 {
			return nil, fmt.Errorf("model: unknown class of entities %q", class)
		}
		m.Pairs[at] = scale
	}
	byName := make(map[string]Feature, Features)
	for f := range Features {
		byName[f.Name()] = f
	}
	for n, bits := range j.Weights {
		f, ok := byName[n]
		if !ok {
			return nil, fmt.Errorf("model: unknown feature %q", n)
		}
		m.Weights[f] = bits
	}
	return m, nil
}

// File returns the model as a model file. data and fit say what it was fitted
// on and how well it did.
func (m *Model) File(data []string, fit map[string]string) ([]byte, error) {
	j := modelJSON{m.Version, data, fit, map[string]map[string]float32{}, map[string]PairScale{}, m.Heads, map[string]float32{}}
	for class, scale := range m.Pairs {
		j.Pairs[classNames[class]] = PairScale{round(scale.Slope), round(scale.Offset)}
	}
	for p, pairing := range pairingNames {
		j.Sounds[pairing] = map[string]float32{}
		edits := m.Sounds[p].Edits()
		for a := range edits {
			for b := range a {
				if cost := edits[a][b]; cost != CostOf(dearEdit) {
					j.Sounds[pairing][soundName(b)+soundName(a)] = cost.Bits()
				}
			}
		}
	}
	for f, bits := range m.Weights {
		if round(bits) != 0 {
			j.Weights[Feature(f).Name()] = round(bits)
		}
	}
	b, err := json.MarshalIndent(j, "", " ")
	return append(b, '\n'), err
}

// round keeps what matters of a weight, so that model files compare well.
func round(x float32) float32 {
	if x < 0 {
		return -round(-x)
	}
	return float32(int(x*costSteps+0.5)) / costSteps
}

func soundOf(c byte) int { return max(strings.IndexByte(soundSymbols, c), 0) }

// isSound reports the sounds of model files, of which "_" is silence.
func isSound(c byte) bool { return c == '_' || c != 0 && strings.IndexByte(soundSymbols, c) > 0 }

func soundName(i int) string {
	if i == 0 {
		return "_"
	}
	return soundSymbols[i : i+1]
}
