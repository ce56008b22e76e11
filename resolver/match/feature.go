package match

import (
	"fmt"

	"github.com/laqab/laqab/resolver/name"
)

// Feature numbers one thing the score counts. Features come in groups; a group
// has one feature for each combination of its dimensions.
type Feature uint16

// group is a family of features of one kind of evidence.
type group struct {
	name  string // its name in the model file
	kind  string // the evidence kind it shows as
	dims  [3]int // sizes of its dimensions; 0 ends them
	first Feature
}

// Dimensions of groups.
const (
	distanceBins = 8 // see distanceBin
	coverBins    = 7 // see coverBin
	roleGroups   = 3 // see roleGroup
	sizeBins     = 4 // of tables, see sizeBin
	acronymBins  = 5 // letters: 2, 3, 4, 5, more
	gapBins      = 4 // see gapBin
	letterBins   = 6 // see letterBin
	lengthBins   = 5 // of words, see lengthBin
	ends         = 1 << 4
	roles        = int(name.RoleCount)
	pairings     = int(PairingCount)
	types        = int(TypeClassCount)
)

// Groups. Word groups come twice: weighed by the word's rarity in bits, and
// once a word, so that the fit finds both a slope and a step.
const (
	gPrior = iota
	gSize
	gNames
	gSame
	gSameStep
	gTranslated
	gTranslatedStep
	gSynonym
	gSynonymStep
	gSounds
	gSoundsStep
	gLetters
	gLength
	gJoined
	gJoinedStep
	gInitial
	gExtra
	gExtraStep
	gMissing
	gMissingStep
	gExtraType
	gMissingType
	gConflict
	gConflictStep
	gResemble
	gNumbers
	gIdentical
	gIdenticalRole
	gCoverMention
	gCoverAlias
	gCoverBoth
	gMatchedWords
	gOnlyGeneric
	gReordered
	gType
	gAliasKind
	gCrossScript
	gSingle
	gCoverType
	gWeakest
	gWeakestType
	gCoverSize
	gSurplus
	gEnds
	gWhole
	gAcronym
	gAcronymSize
	gAcronymLegal
	gAcronymGiven
	gAcronymCase
	gInflected
	gAcronymWords
	gOutdone
	gFarther
	gOtherNames
	gMoreNames
	gFewerNames
	gBrothers
	gGeneration
	gOtherGiven
	gSeries
	gOtherWords
	gMoreWords
	gSibling
	gSiblingStep
	gConflictLike
	gOwnScript
	gOwnScriptStep
	gOwnNames
	gOwnWritten
	gDemonym
	gElsewhere
	gElsewhereStep
	gUnlike
	groupCount
)

var groups = [groupCount]group{
	gPrior:          {name: "prior", kind: "prior"},
	gSize:           {name: "table_size", kind: "prior", dims: [3]int{2}},
	gNames:          {name: "names", kind: "prior", dims: [3]int{2}},
	gSame:           {name: "same", kind: "word_same", dims: [3]int{roles}},
	gSameStep:       {name: "same_step", kind: "word_same", dims: [3]int{roles}},
	gTranslated:     {name: "translated", kind: "word_translated", dims: [3]int{roles}},
	gTranslatedStep: {name: "translated_step", kind: "word_translated", dims: [3]int{roles}},
	gSynonym:        {name: "synonym", kind: "word_translated", dims: [3]int{roles}},
	gSynonymStep:    {name: "synonym_step", kind: "word_translated", dims: [3]int{roles}},
	gSounds:         {name: "sounds", kind: "word_sounds", dims: [3]int{roleGroups, pairings, distanceBins}},
	gSoundsStep:     {name: "sounds_step", kind: "word_sounds", dims: [3]int{roleGroups, pairings, distanceBins}},
	gLetters:        {name: "letters", kind: "word_sounds", dims: [3]int{letterBins, pairings, 2}},
	gLength:         {name: "length", kind: "word_sounds", dims: [3]int{lengthBins, distanceBins, pairings * 2}},
	gJoined:         {name: "joined", kind: "words_joined", dims: [3]int{pairings, distanceBins}},
	gJoinedStep:     {name: "joined_step", kind: "words_joined", dims: [3]int{pairings, distanceBins}},
	gInitial:        {name: "initial", kind: "initial"},
	gExtra:          {name: "extra", kind: "word_extra", dims: [3]int{roles}},
	gExtraStep:      {name: "extra_step", kind: "word_extra", dims: [3]int{roles}},
	gMissing:        {name: "missing", kind: "word_missing", dims: [3]int{roles}},
	gMissingStep:    {name: "missing_step", kind: "word_missing", dims: [3]int{roles}},
	gExtraType:      {name: "extra_type", kind: "word_extra", dims: [3]int{roles, types}},
	gMissingType:    {name: "missing_type", kind: "word_missing", dims: [3]int{roles, types}},
	gConflict:       {name: "conflict", kind: "words_differ"},
	gConflictStep:   {name: "conflict_step", kind: "words_differ"},
	gResemble:       {name: "resemble", kind: "words_differ", dims: [3]int{int(resemblances), types, 3}},
	gNumbers:        {name: "numbers", kind: "numbers_differ"},
	gIdentical:      {name: "identical", kind: "name_same", dims: [3]int{2, 3}},
	gIdenticalRole:  {name: "identical_role", kind: "name_same", dims: [3]int{roles, 2}},
	gCoverMention:   {name: "cover_mention", kind: "coverage", dims: [3]int{coverBins}},
	gCoverAlias:     {name: "cover_alias", kind: "coverage", dims: [3]int{coverBins}},
	gCoverBoth:      {name: "cover_both", kind: "coverage", dims: [3]int{coverBins, pairings}},
	gMatchedWords:   {name: "matched_words", kind: "shape", dims: [3]int{4, pairings}},
	gOnlyGeneric:    {name: "only_generic", kind: "shape"},
	gReordered:      {name: "reordered", kind: "reordered"},
	gType:           {name: "type", kind: "type_differs"},
	gAliasKind:      {name: "alias_kind", kind: "shape", dims: [3]int{int(AliasClassCount)}},
	gCrossScript:    {name: "cross_script", kind: "shape", dims: [3]int{pairings}},
	gSingle:         {name: "single", kind: "shape", dims: [3]int{3}},
	gCoverType:      {name: "cover_type", kind: "coverage", dims: [3]int{coverBins, types}},
	gWeakest:        {name: "weakest", kind: "shape", dims: [3]int{distanceBins, pairings, 2}},
	gWeakestType:    {name: "weakest_type", kind: "shape", dims: [3]int{distanceBins, types, 3}},
	gCoverSize:      {name: "cover_size", kind: "coverage", dims: [3]int{coverBins, sizeBins, types}},
	gSurplus:        {name: "surplus", kind: "shape", dims: [3]int{9, types, 4}},
	gEnds:           {name: "ends", kind: "shape", dims: [3]int{ends, types, 2}},
	gWhole:          {name: "whole", kind: "shape", dims: [3]int{4, int(waysToMeet), 2}},
	gAcronym:        {name: "acronym", kind: "acronym", dims: [3]int{acronymBins, int(acronymKinds), 3}},
	gAcronymSize:    {name: "acronym_size", kind: "acronym", dims: [3]int{sizeBins, int(acronymKinds), 3}},
	gAcronymLegal:   {name: "acronym_legal", kind: "acronym", dims: [3]int{int(acronymKinds)}},
	gAcronymGiven:   {name: "acronym_given", kind: "acronym"},
	gAcronymCase:    {name: "acronym_case", kind: "acronym", dims: [3]int{2, int(name.CaseCount), 2}},
	gInflected:      {name: "inflected", kind: "inflected", dims: [3]int{int(name.InflectionCount), 2}},
	gAcronymWords:   {name: "acronym_words", kind: "acronym", dims: [3]int{acronymBins, int(acronymKinds)}},
	gOutdone:        {name: "outdone", kind: "other_fits_better", dims: [3]int{2}},
	gFarther:        {name: "farther", kind: "other_fits_better"},
	gOtherNames:     {name: "other_names", kind: "namesake", dims: [3]int{2 * maxFamily, 4, 2}},
	gMoreNames:      {name: "more_names", kind: "namesake", dims: [3]int{2 * maxFamily, 2, 2}},
	gFewerNames:     {name: "fewer_names", kind: "namesake", dims: [3]int{2 * maxFamily, 2, 2}},
	gBrothers:       {name: "brothers", kind: "namesake", dims: [3]int{maxFamily, 2, 2}},
	gGeneration:     {name: "generation", kind: "namesake"},
	gOtherGiven:     {name: "other_given", kind: "word_sounds", dims: [3]int{distanceBins, 2}},
	gSeries:         {name: "series", kind: "namesake", dims: [3]int{seriesShapes, maxFamily, 2}},
	gOtherWords:     {name: "other_words", kind: "namesake", dims: [3]int{maxFamily, wordKinds * wordKinds, 2}},
	gMoreWords:      {name: "more_words", kind: "namesake", dims: [3]int{maxFamily, wordKinds + 1, 2}},
	gSibling:        {name: "sibling", kind: "word_of_sibling"},
	gSiblingStep:    {name: "sibling_step", kind: "word_of_sibling"},
	gConflictLike:   {name: "conflict_like", kind: "words_differ", dims: [3]int{int(likes), types, 2}},
	gOwnScript:      {name: "own_script", kind: "own_script_worse", dims: [3]int{pairings, 2}},
	gOwnScriptStep:  {name: "own_script_step", kind: "own_script_worse", dims: [3]int{gapBins, pairings, int(FitsCount)}},
	gOwnNames:       {name: "own_names", kind: "own_script_worse", dims: [3]int{ownBins, gapBins, int(FitsCount)}},
	gOwnWritten:     {name: "own_written", kind: "own_script_worse", dims: [3]int{gapBins, int(FitsCount)}},
	gDemonym:        {name: "demonym", kind: "demonym", dims: [3]int{types}},
	gElsewhere:      {name: "elsewhere", kind: "word_of_other_name", dims: [3]int{roles}},
	gElsewhereStep:  {name: "elsewhere_step", kind: "word_of_other_name", dims: [3]int{roles}},
	gUnlike:         {name: "unlike", kind: "word_unlike_names", dims: [3]int{roles, types}},
}

// Features is how many features there are.
var Features = func() Feature {
	n := Feature(0)
	for i := range groups {
		groups[i].first = n
		size := 1
		for _, d := range groups[i].dims {
			if d > 0 {
				size *= d
			}
		}
		n += Feature(size)
	}
	return n
}()

// Sign is the sign that a weight of the feature may have: a word that is left
// over must not speak for a candidate, nor a shared one against it, however the
// features overlap. 0 leaves it free.
func (f Feature) Sign() int {
	for i := groupCount - 1; i >= 0; i-- {
		if f < groups[i].first {
			continue
		}
		switch i {
		case gSame, gTranslated, gSounds, gJoined, gInitial, gIdentical, gIdenticalRole, gElsewhere, gElsewhereStep:
			return 1
		case gExtra, gExtraStep, gExtraType, gMissing, gMissingStep, gMissingType, gConflict, gConflictStep,
			gNumbers, gType, gSynonym, gSynonymStep, gSibling, gSiblingStep, gOutdone, gFarther, gReordered,
			gConflictLike, gOwnScript, gOwnScriptStep, gOwnNames, gOwnWritten, gDemonym, gUnlike,
			gOtherNames, gMoreNames, gFewerNames, gOtherWords, gMoreWords, gBrothers, gGeneration, gOtherGiven, gSeries:
			return -1
		}
		break
	}
	return 0
}

// feature returns a group's feature at the given place of its dimensions.
func feature(g int, at ...int) Feature {
	i := 0
	for d, x := range at {
		i = i*groups[g].dims[d] + x
	}
	return groups[g].first + Feature(i)
}

// Prior is the feature that every alignment counts once.
func Prior() Feature { return feature(gPrior) }

// in says whether the feature is of the group.
func (f Feature) in(g int) bool {
	return f >= groups[g].first && (g+1 == groupCount || f < groups[g+1].first)
}

// OfNamesakes says whether the feature tells entities from those that share names or words.
func (f Feature) OfNamesakes() bool {
	return f.in(gOtherNames) || f.in(gMoreNames) || f.in(gFewerNames) || f.in(gBrothers) || f.in(gGeneration) || f.in(gOtherGiven) || f.in(gSeries) ||
		f.in(gOtherWords) || f.in(gMoreWords) || f.in(gNumbers)
}

// Kind is the evidence kind that a feature shows as.
func (f Feature) Kind() string { return kinds[f] }

// kinds is Kind by feature.
var kinds = func() []string {
	t := make([]string, 0, Features)
	for i := range groups {
		last := Features
		if i+1 < int(groupCount) {
			last = groups[i+1].first
		}
		for Feature(len(t)) < last {
			t = append(t, groups[i].kind)
		}
	}
	return t
}()

// distanceBin sorts bits per sound into bins; the borders are octiles of right pairs.
func distanceBin(ratio float32) int {
	for i, border := range [distanceBins - 1]float32{0.02, 0.15, 0.3, 0.5, 0.8, 1.15, 1.6} {
		if ratio <= border {
			return i
		}
	}
	return distanceBins - 1
}

// letterBin sorts pairs of words by how many letters differ, less in long words.
func letterBin(distance, letters int) int {
	const long = 7 // letters, from where on one or two are a slip rather than another word
	switch {
	case distance <= 1 && letters >= long:
		return 0
	case distance <= 1:
		return 1
	case distance == 2 && letters >= long:
		return 2
	case 3*distance <= letters:
		return 3
	case 2*distance <= letters:
		return 4
	}
	return letterBins - 1
}

// lengthBin sorts words by the sounds of the shorter one of a pair: many sounds
// are seldom alike by chance.
func lengthBin(sounds int) int {
	for i, border := range [lengthBins - 1]int{3, 4, 5, 7} {
		if sounds <= border {
			return i
		}
	}
	return lengthBins - 1
}

// coverBin sorts a share of rarity that is covered, 0..1.
func coverBin(share float32) int {
	for i, border := range [coverBins - 1]float32{0.05, 0.3, 0.5, 0.7, 0.85, 0.97} {
		if share <= border {
			return i
		}
	}
	return coverBins - 1
}

// roleGroup joins the roles that sound evidence does not tell apart.
func roleGroup(r name.Role) int {
	switch {
	case r >= name.RoleContent:
		return 2
	case r == name.RoleGiven || r == name.RoleGeo:
		return 1
	}
	return 0
}

// Name is the feature's name in the model file: its group's, then its place in
// each dimension.
func (f Feature) Name() string {
	for i := groupCount - 1; ; i-- {
		g := &groups[i]
		if f < g.first {
			continue
		}
		at, name := int(f-g.first), ""
		for d := len(g.dims) - 1; d >= 0; d-- {
			if g.dims[d] > 0 {
				name = fmt.Sprintf("/%d", at%g.dims[d]) + name
				at /= g.dims[d]
			}
		}
		return g.name + name
	}
}

// sizeBin sorts tables by log2 of their entities: up to 500, 2,000, 8,000, more.
func sizeBin(size float32) int {
	for i, border := range [sizeBins - 1]float32{9, 11, 13} {
		if size <= border {
			return i
		}
	}
	return sizeBins - 1
}
