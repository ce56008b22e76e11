package aliases

import "slices"

// A list that others keep comes again and again, and meanwhile maintainers edit
// what came of it. So the table remembers what the last edition said (base), and
// a new one (theirs) is merged with that and with the table (ours), value by
// value:
//
//	theirs = base            the list has not changed: ours stays
//	theirs = ours            both say the same
//	ours = base              nobody touched it: theirs is taken, but nothing is dropped
//	else                     a conflict: ours stays, and it is reported
//
// What base has and theirs has not is withdrawn: it stays, and is reported.
// Names are the exception to conflicts: one more does no harm, and a mention of
// it wants an answer. So a new canonical name that cannot be one becomes an alias.

// Conflict is a value that a new edition of a source and the maintainers
// changed in different ways. The table keeps what the maintainers say.
type Conflict struct {
	EntityID string
	Field    Field
	// Key tells which of several: the alias's value, the list of an external ID,
	// the excluded string.
	Key string
	// What each says, "" for nothing. An alias is JSON, as in the file format.
	Base, Theirs, Ours string
}

// Withdrawal is something that the last edition of a source said and the new
// one does not say any more. The table keeps it.
type Withdrawal struct {
	EntityID string // where it is in the table; of a whole entity, its ID in the list, which leads there
	Field    Field  // FieldName, FieldAliases, FieldExternalIDs, FieldNot, or "" for the whole entity
	Value    string // which: as Conflict.Key, or the name that the list had
	Language string // of an alias
}

// edition merges what a source says of one entity. What it says of ours is
// changed in place.
type edition struct {
	base   *Entity // nil when the source has said nothing before
	theirs *Entity
	ours   *Entity
	before *Entity // ours as it was
	// moved: maintainers merged their entity into ours, which is another one:
	// how that is called and what it is, is not theirs to say.
	moved       bool
	conflicts   []Conflict
	withdrawals []Withdrawal
}

func (m *edition) merge() {
	m.before = m.ours.clone()
	if m.base == nil {
		// What the source never said, it never changed. For names and IDs, an empty base says the same.
		m.base = &Entity{Type: m.ours.Type, Name: m.ours.Name, Description: m.ours.Description}
		m.join()
	} else if !m.moved {
		m.entityType()
		m.name()
		m.description()
	} else if m.theirs.Name != m.base.Name {
		m.alsoCalled(m.theirs.Name)
	}
	m.aliases()
	if former := m.before.Name; !m.ours.named(former) {
		m.ours.Aliases = append(m.ours.Aliases, Alias{Value: former})
	}
	m.externalIDs()
	m.exclusions()
}

// join is for the first edition, or the first since somebody entered the
// entity: it fills in what is not known, and overrules nobody.
func (m *edition) join() {
	ours, theirs := m.ours, m.theirs
	if ours.Type == "" {
		ours.Type = theirs.Type
	} else if theirs.Type != "" && theirs.Type != ours.Type && !m.moved {
		m.conflict(FieldType, "", "", string(theirs.Type), string(ours.Type))
	}
	if ours.Description == "" {
		ours.Description = theirs.Description
	}
	m.alsoCalled(theirs.Name)
}

func (m *edition) entityType() {
	base, theirs, ours := m.base.Type, m.theirs.Type, m.ours.Type
	switch {
	case theirs == base, theirs == ours, theirs == "":
	case ours == base, ours == "":
		m.ours.Type = theirs
	default:
		m.conflict(FieldType, "", string(base), string(theirs), string(ours))
	}
}

func (m *edition) description() {
	base, theirs, ours := m.base.Description, m.theirs.Description, m.ours.Description
	switch {
	case theirs == base, theirs == ours:
	case ours == base:
		m.ours.Description = theirs
	default:
		m.conflict(FieldDescription, "", base, theirs, ours)
	}
}

func (m *edition) name() {
	base, theirs, ours := m.base.Name, m.theirs.Name, m.ours.Name
	switch {
	case theirs == base, theirs == ours:
	case ours != base:
		m.conflict(FieldName, "", base, theirs, ours)
		m.alsoCalled(theirs)
	default:
		m.ours.Name = theirs
		if !m.theirs.named(base) {
			m.withdraw(Withdrawal{Field: FieldName, Value: base})
		}
		// An alias of theirs that became their name is no alias any more.
		m.ours.Aliases = slices.DeleteFunc(m.ours.Aliases, func(a Alias) bool {
			return a.Value == theirs && m.base.aliasIndex(a.Value, a.Language) >= 0 && m.theirs.aliasIndex(a.Value, a.Language) < 0
		})
	}
}

// alsoCalled adds an alias of which nothing more is known.
func (m *edition) alsoCalled(name string) {
	if !m.ours.named(name) && !m.removed(name) && !m.excluded(&Alias{Value: name}) {
		m.ours.Aliases = append(m.ours.Aliases, Alias{Value: name})
	}
}

func (m *edition) aliases() {
	for i := range m.theirs.Aliases {
		m.alias(&m.theirs.Aliases[i])
	}
	for i := range m.base.Aliases {
		base := &m.base.Aliases[i]
		at := m.ours.aliasIndex(base.Value, base.Language)
		switch {
		case at < 0, m.theirs.aliasIndex(base.Value, base.Language) >= 0:
		case !m.theirs.named(base.Value):
			m.withdraw(Withdrawal{Field: FieldAliases, Value: base.Value, Language: base.Language})
		case sameDetails(base, &m.ours.Aliases[at]) && m.ours.namedBesides(base.Value, at):
			m.ours.Aliases = slices.Delete(m.ours.Aliases, at, at+1) // it has another language now
		}
	}
}

func (m *edition) alias(theirs *Alias) {
	var base, ours *Alias
	if at := m.base.aliasIndex(theirs.Value, theirs.Language); at >= 0 {
		base = &m.base.Aliases[at]
	}
	if at := m.ours.aliasIndex(theirs.Value, theirs.Language); at >= 0 {
		ours = &m.ours.Aliases[at]
	}
	switch {
	case ours != nil && sameDetails(theirs, ours), base != nil && sameDetails(theirs, base):
	case m.removed(theirs.Value), base != nil && (ours == nil || !sameDetails(base, ours)):
		m.conflict(FieldAliases, theirs.Value, aliasText(base), aliasText(theirs), aliasText(ours))
	case ours != nil && base != nil:
		id := ours.ID
		*ours = *theirs
		ours.ID = id
	case ours != nil: // maintainers were first, and know how they mean it
	case theirs.Value == m.ours.Name:
	case !m.excluded(theirs):
		a := *theirs
		a.ID = 0
		m.ours.Aliases = append(m.ours.Aliases, a)
	}
}

// removed reports whether maintainers took the name away.
func (m *edition) removed(name string) bool { return m.base.named(name) && !m.before.named(name) }

// excluded reports whether maintainers say that the string is not the entity.
// What they say so is a conflict with whoever names it so.
func (m *edition) excluded(a *Alias) bool {
	at := slices.IndexFunc(m.ours.Not, func(x Exclusion) bool { return x.Value == a.Value })
	if at < 0 || m.before.named(a.Value) {
		return false
	}
	m.conflict(FieldAliases, a.Value, "", aliasText(a), string(appendExclusion([]byte("not "), &m.ours.Not[at])))
	return true
}

func (m *edition) externalIDs() {
	for _, key := range sortedKeys(m.theirs.ExternalIDs) {
		base, theirs, ours := m.base.ExternalIDs[key], m.theirs.ExternalIDs[key], m.ours.ExternalIDs[key]
		switch {
		case theirs == base, theirs == ours:
		case ours == base:
			if m.ours.ExternalIDs == nil {
				m.ours.ExternalIDs = map[string]string{}
			}
			m.ours.ExternalIDs[key] = theirs
		default:
			m.conflict(FieldExternalIDs, key, base, theirs, ours)
		}
	}
	for _, key := range sortedKeys(m.base.ExternalIDs) {
		if m.theirs.ExternalIDs[key] == "" && m.ours.ExternalIDs[key] != "" {
			m.withdraw(Withdrawal{Field: FieldExternalIDs, Value: key})
		}
	}
}

func (m *edition) exclusions() {
	find := func(e *Entity, value string) *Exclusion {
		for i := range e.Not {
			if e.Not[i].Value == value {
				return &e.Not[i]
			}
		}
		return nil
	}
	text := func(x *Exclusion) string {
		if x == nil {
			return ""
		}
		return string(appendExclusion(nil, x))
	}
	for i := range m.theirs.Not {
		theirs := &m.theirs.Not[i]
		base, ours := find(m.base, theirs.Value), find(m.ours, theirs.Value)
		switch {
		case base != nil && *base == *theirs, ours != nil && *ours == *theirs:
		case base == nil && ours == nil:
			m.ours.Not = append(m.ours.Not, *theirs)
		case base == nil: // the reason of maintainers stands
		case ours != nil && *ours == *base:
			*ours = *theirs
		default:
			m.conflict(FieldNot, theirs.Value, text(base), text(theirs), text(ours))
		}
	}
	for _, base := range m.base.Not {
		if find(m.theirs, base.Value) == nil && find(m.ours, base.Value) != nil {
			m.withdraw(Withdrawal{Field: FieldNot, Value: base.Value})
		}
	}
}

func (m *edition) conflict(field Field, key, base, theirs, ours string) {
	m.conflicts = append(m.conflicts, Conflict{EntityID: m.ours.ID, Field: field, Key: key, Base: base, Theirs: theirs, Ours: ours})
}

func (m *edition) withdraw(w Withdrawal) {
	w.EntityID = m.ours.ID
	m.withdrawals = append(m.withdrawals, w)
}

// named reports whether the entity goes by that very name.
func (e *Entity) named(value string) bool { return e.namedBesides(value, -1) }

// namedBesides is named without the alias at a place.
func (e *Entity) namedBesides(value string, at int) bool {
	if e.Name == value {
		return true
	}
	for i := range e.Aliases {
		if i != at && e.Aliases[i].Value == value {
			return true
		}
	}
	return false
}

// sameDetails compares two aliases but for their IDs.
func sameDetails(a, b *Alias) bool {
	x, y := *a, *b
	x.ID, y.ID = 0, 0
	return x == y
}

func aliasText(a *Alias) string {
	if a == nil {
		return ""
	}
	return string(appendAlias(nil, a))
}
