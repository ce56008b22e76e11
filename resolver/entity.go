package resolver

import "fmt"

// EntityType says what kind of thing an entity is. The zero value is unknown:
// it never counts for or against a candidate.
type EntityType string

// The entity types. Their strings are what files and the table hold.
const (
	TypeUnknown      EntityType = ""
	TypePerson       EntityType = "person"
	TypeOrganization EntityType = "organization"
	TypePlace        EntityType = "place"
	TypeVessel       EntityType = "vessel"
	TypeAircraft     EntityType = "aircraft"
	TypeMedia        EntityType = "media"
	TypeOther        EntityType = "other"
)

// EntityTypes lists every known type, in the order documents name them.
var EntityTypes = []EntityType{TypePerson, TypeOrganization, TypePlace, TypeVessel, TypeAircraft, TypeMedia, TypeOther}

// ParseEntityType returns the type that s names. The empty string is TypeUnknown.
func ParseEntityType(s string) (EntityType, error) {
	if s == "" {
		return TypeUnknown, nil
	}
	for _, t := range EntityTypes {
		if string(t) == s {
			return t, nil
		}
	}
	return TypeUnknown, fmt.Errorf("unknown entity type %q (want one of %v)", s, EntityTypes)
}

// AliasKind says what an alias is to its entity. The zero value is unspecified
// and is scored like official.
type AliasKind string

// The alias kinds. Their strings are what files and the table hold.
const (
	KindUnspecified     AliasKind = ""
	KindOfficial        AliasKind = "official"
	KindAcronym         AliasKind = "acronym"
	KindTransliteration AliasKind = "transliteration"
	KindTranslation     AliasKind = "translation"
	KindShort           AliasKind = "short"
	KindWeak            AliasKind = "weak"
	KindMisspelling     AliasKind = "misspelling"
)

// AliasKinds lists every known kind, in the order documents name them.
var AliasKinds = []AliasKind{KindOfficial, KindAcronym, KindTransliteration, KindTranslation, KindShort, KindWeak, KindMisspelling}

// ParseAliasKind returns the kind that s names. The empty string is KindUnspecified.
func ParseAliasKind(s string) (AliasKind, error) {
	if s == "" {
		return KindUnspecified, nil
	}
	for _, k := range AliasKinds {
		if string(k) == s {
			return k, nil
		}
	}
	return KindUnspecified, fmt.Errorf("unknown alias kind %q (want one of %v)", s, AliasKinds)
}

// Alias is one string that names an entity.
type Alias struct {
	Value    string    // as written, UTF-8, 1..1024 bytes
	Language string    // BCP-47 tag, or "" when unknown
	Kind     AliasKind // what the alias is to the entity
}

// Entity is who or what is named: the part of a table row that resolving needs.
type Entity struct {
	ID      string // stable, [A-Za-z0-9][A-Za-z0-9._:-]{0,127}
	Type    EntityType
	Name    string   // the canonical name; it is itself an alias
	Aliases []Alias  // further names
	Not     []string // strings that are not this entity, compared in folded form; final, but for a name written just so
}

// Term is a maintainers' addition to the lexicon: a word, or a few, that says
// the same as every other term of its concept, in whatever language.
type Term struct {
	Concept  string // a concept of the lexicon, or a new one; kebab-case
	Value    string // the word or words, any script
	Language string // BCP-47 tag, or ""
}
