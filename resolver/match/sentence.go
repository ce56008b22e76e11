package match

import (
	"math"

	"github.com/laqab/laqab/resolver/name"
)

// Sentence is a name as the scorer sees it: its words and what each is worth.
type Sentence struct {
	Folded string
	Words  []*name.Word
	Rarity []float32 // bits, log2 of the table's entities by those that have the word
	Case   name.Case // as the name is written
	Kind   AliasClass
	Type   TypeClass // of an alias's entity
	Size   float32   // of a mention: SizeOf the table, for what chance would match
	Names  float32   // of an alias: log2 of its entity's names, likewise

	Beside    uint64          // of a mention: its words that an entity's other names have, which leave this one the same; a bit each
	Small     uint64          // of a mention: its words that are no names as they are written, a bit each; see SmallWords
	Inflected name.Inflection // what words of a mention had beside those that are listed
}

// SizeOf is log2 of a table's entities. Tables smaller than any that the model was
// fitted on count as large as that one: in a table of five, chance meets few names,
// but few mentions mean one of them either.
func SizeOf(entities int) float32 {
	const smallest = 250 // entities of the domain suite
	return float32(math.Log2(float64(max(entities, smallest) + 1)))
}

// TypeClass is what scoring tells apart of an entity's type.
type TypeClass uint8

// The type classes.
const (
	AnyType TypeClass = iota
	Person
	Organization
	Place
	Craft // vessels and aircraft
	TypeClassCount
)

// TypeClassOf returns the class of an entity type as tables name it.
func TypeClassOf(entityType string) TypeClass {
	switch entityType {
	case "person":
		return Person
	case "organization", "media":
		return Organization
	case "place":
		return Place
	case "vessel", "aircraft":
		return Craft
	}
	return AnyType
}

// AliasClass is what scoring tells apart of an alias's kind.
type AliasClass uint8

// The alias classes.
const (
	Plain AliasClass = iota
	Acronym
	Short
	Weak
	Abbreviation // one short word of an entity that also has longer names
	AliasClassCount
)
