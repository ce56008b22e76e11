package main

import (
	"strings"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// wording is a kind of evidence in words for people.
type wording struct {
	name    string // "same word"
	meaning string // said where it is about the names as a whole; empty for a kind that is about words
	before  string // put before the words in a line of reasons: "extra brigades"
	between string // put between what met: "renmin = popular"
	quiet   bool   // says little without the rest, and is left out of a line of reasons
}

// wordings has all kinds that a server of this version gives.
var wordings = map[string]wording{
	"prior":              {name: "prior", meaning: "before the names are compared", quiet: true},
	"word_same":          {name: "same word", between: "="},
	"word_sounds":        {name: "sounds alike", between: "~"},
	"word_translated":    {name: "same meaning", between: "="},
	"words_joined":       {name: "joined or split", between: "~"},
	"acronym":            {name: "acronym", meaning: "one is made of the other's first letters", between: "short for"},
	"initial":            {name: "initial", before: "initial "},
	"word_extra":         {name: "extra word", before: "extra "},
	"word_missing":       {name: "missing word", before: "without "},
	"word_of_sibling":    {name: "another has it", before: "another has "},
	"word_of_other_name": {name: "in another name", before: "its other names have "},
	"word_unlike_names":  {name: "unlike its names", before: "unlike its names: "},
	"namesake":           {name: "namesake", meaning: "the names or words that are left tell relatives and twins apart"},
	"demonym":            {name: "demonym", meaning: "it says of what country somebody is, and names nobody"},
	"words_differ":       {name: "words differ", meaning: "each has a word that the other lacks"},
	"numbers_differ":     {name: "numbers differ", meaning: "each has a number that the other lacks"},
	"coverage":           {name: "coverage", meaning: "how much of both names met", quiet: true},
	"shape":              {name: "shape", meaning: "how many words met, and how well", quiet: true},
	"name_same":          {name: "same name", meaning: "the whole name is the same"},
	"reordered":          {name: "other order", meaning: "the words stand in another order"},
	"inflected":          {name: "inflected", meaning: "a word has an ending or a particle that the list leaves out"},
	"type_differs":       {name: "other type", meaning: "not of the type that was asked for, or that the mention names"},
	"own_script_worse":   {name: "own script", meaning: "its names in the script of the mention fit less well"},
	"other_fits_better":  {name: "outdone", meaning: "another entity's name fits better"},
}

// wordingOf is never empty: a newer server may have kinds of its own.
func wordingOf(e *laqabv1.Evidence) wording {
	if w, known := wordings[e.GetKind()]; known {
		return w
	}
	return wording{name: words(e.GetKind())}
}

// words makes a name of the contract readable: "alias_add" is "alias add".
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// seen is what met what in Latin letters, once if both are the same.
func seen(e *laqabv1.Evidence) string {
	left, right, both := strings.Cut(e.GetDetail(), " ~ ")
	switch sign := wordingOf(e).between; {
	case both && left == right:
		return left
	case both && e.GetKind() == "acronym" && len(left) > len(right): // either side may be the short one
		return right + " " + sign + " " + left
	case both && sign != "":
		return left + " " + sign + " " + right
	}
	return e.GetDetail()
}

// brief is evidence in a line of reasons.
func brief(e *laqabv1.Evidence) string {
	if e.GetDetail() == "" {
		return wordingOf(e).name
	}
	return wordingOf(e).before + seen(e)
}
