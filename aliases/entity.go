package aliases

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/laqab/laqab/resolver"
)

// State says whether an entity takes part in resolving.
type State string

// The states.
const (
	StateActive  State = "active"
	StateDeleted State = "deleted" // keeps its ID, rows and history; can be undeleted
	StateMerged  State = "merged"  // its ID leads to another entity, for ever
)

// Entity is who or what is named.
type Entity struct {
	ID          string // [A-Za-z0-9][A-Za-z0-9._:-]{0,127}; never reused
	Type        resolver.EntityType
	Name        string // the canonical name; need not be repeated as an alias
	Description string // for people; lines may be broken
	ExternalIDs map[string]string
	Aliases     []Alias     // in the order they were added
	Not         []Exclusion // ordered by value

	State      State     // "" is taken as active
	MergedInto string    // the ID that it was merged into itself, when it is merged
	Revision   int64     // of the newest change; set by the store, like what follows
	CreatedAt  time.Time // UTC, to the microsecond
	UpdatedAt  time.Time

	// RedirectedFrom is the ID asked for, when Get followed it to this entity.
	RedirectedFrom string
}

// Alias is one string that names an entity, unique there by value and language.
type Alias struct {
	ID       int64 // set by the store; never reused
	Value    string
	Language string // BCP-47 tag, or "" when unknown; "zh_tw" is taken as "zh-tw"
	Script   string // ISO 15924 code ("Arab"), or "" when left to the value
	Kind     resolver.AliasKind
	Source   string // where it was found
	Note     string
}

// Exclusion is a string that is not the entity, however alike it looks.
type Exclusion struct {
	Value  string
	Reason string
}

// Etag changes with every change of the entity and with nothing else.
func (e *Entity) Etag() string { return `"r` + strconv.FormatInt(e.Revision, 10) + `"` }

// clone returns a copy that shares nothing that can be changed.
func (e *Entity) clone() *Entity {
	c := *e
	c.ExternalIDs = maps.Clone(e.ExternalIDs)
	c.Aliases = slices.Clone(e.Aliases)
	c.Not = slices.Clone(e.Not)
	return &c
}

// Normalize gives e the form that the table keeps, and returns nil or an
// *InvalidError that lists everything wrong with it.
func (e *Entity) Normalize() error {
	e.normalize()
	return e.Validate()
}

// normalize gives e the form that the table keeps: what has no order of its
// own in the table's order, language tags with hyphens.
func (e *Entity) normalize() {
	if e.State == "" {
		e.State = StateActive
	}
	for i := range e.Aliases {
		e.Aliases[i].Language = hyphenated(e.Aliases[i].Language)
	}
	sortExclusions(e.Not)
}

func sortExclusions(not []Exclusion) {
	slices.SortFunc(not, func(a, b Exclusion) int {
		switch {
		case a.Value < b.Value:
			return -1
		case a.Value > b.Value:
			return 1
		}
		return 0
	})
}

// aliasIndex returns the place of the alias with that value and language, or -1.
func (e *Entity) aliasIndex(value, language string) int {
	return slices.IndexFunc(e.Aliases, func(a Alias) bool { return a.Value == value && a.Language == language })
}
