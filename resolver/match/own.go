package match

import (
	"math/bits"
	"slices"

	"github.com/laqab/laqab/resolver/name"
)

// Own is how well an entity's names in the mention's own script fit it. A name
// in another script leaves more open, vowels most of all: that مطار أربيل may be
// Karbala's airport says little when the entity is also called Erbil.
type Own struct {
	Names int     // that were compared
	Score float32 // bits, of the one that fits best
	Fit   Fit     // of the same

	// Written says that one of them is the name in the other script as this one writes
	// it: then that name cannot fit better than they do, but for what it leaves open.
	Written bool
}

// Fit says how far an entity's name in the mention's script fits.
type Fit uint8

// The fits.
const (
	FitsNot   Fit = iota // nothing met that identifies somebody
	FitsPart             // something did
	FitsBut              // the same, but each has a distinguishing word that the other lacks
	FitsSense            // the same, but by another word of the same language: Saraya for Liwa
	FitsMost             // most did
	FitsCount
)

// Add compares one more name: its alignment with the mention. It reports whether
// this is the one that fits best so far. Names in another script do not count,
// nor do short forms, which never fit a longer name.
func (o *Own) Add(a *Alignment, kind AliasClass) (best bool) {
	if a.Traits.Cross || kind == Acronym || kind == Abbreviation {
		return false
	}
	if best = o.Names == 0 || a.Score > o.Score; best {
		o.Score, o.Fit = a.Score, fitOf(a)
	}
	o.Names++
	return best
}

// Writes says whether two names are the same in two scripts: each word met one that
// sounds much alike, or is the same given name.
func (s *Scorer) Writes(m, a *Sentence) bool {
	s.begin(m)
	s.align(m, a)
	far := func(l link) bool { return l.sim.Relation == Alike && l.sim.Ratio > closeRatio }
	return s.allMet(m, a) && !slices.ContainsFunc(s.links, far)
}

// OwnScript adds to an alignment with a name in another script by how much worse
// those in the mention's own script fit, if there are any.
func (m *Model) OwnScript(mention, alias *Sentence, own Own, a *Alignment) {
	gap := min(a.Score-own.Score, maxGap)
	if own.Names == 0 || !a.Traits.Cross || gap <= 0 {
		return
	}
	pairing := PairingOf(ScriptOf(mention), ScriptOf(alias))
	m.count(a, Item{Feature: feature(gOwnScript, int(pairing), b2i(len(mention.Words) > 1)), Value: gap})
	m.count(a, Item{Feature: feature(gOwnScriptStep, gapBin(gap), int(pairing), int(own.Fit)), Value: 1})
	if own.Written {
		m.count(a, Item{Feature: feature(gOwnWritten, gapBin(gap), int(own.Fit)), Value: 1})
	}
	m.count(a, Item{Feature: feature(gOwnNames, min(bits.Len(uint(own.Names)), ownBins)-1, gapBin(gap), int(own.Fit)), Value: 1})
}

// ownBins sorts how many names there are in the mention's script, by powers of
// two: of an entity with many spellings there, one fits a mention that means it.
const ownBins = 4

// maxGap is from how many bits on a worse fit says no more: by then the names
// are others, translated or of another origin.
const maxGap = 16

// gapBin sorts bits between two names of one entity.
func gapBin(bits float32) int {
	for i, border := range [gapBins - 1]float32{3, 6, 10} {
		if bits <= border {
			return i
		}
	}
	return gapBins - 1
}

func fitOf(a *Alignment) Fit {
	switch {
	case slices.ContainsFunc(a.Items, func(it Item) bool { return it.Feature == feature(gConflictStep) }):
		if a.Met == 0 {
			return FitsNot
		}
		return FitsBut
	case slices.ContainsFunc(a.Items, func(it Item) bool { return it.Feature.in(gSynonymStep) }):
		return FitsSense
	case a.Similarity <= littleMet:
		return FitsNot
	case a.Similarity <= halfMet:
		return FitsPart
	}
	return FitsMost
}

// Of what similarity on something met, and most.
const (
	littleMet = 0.05
	halfMet   = 0.5
)

// ScriptOf is the script of a name: that of its first word that counts.
func ScriptOf(s *Sentence) name.Script {
	for _, w := range s.Words {
		if w.Role != name.RoleFunction {
			return w.Script
		}
	}
	if len(s.Words) > 0 {
		return s.Words[0].Script
	}
	return name.Unknown
}
