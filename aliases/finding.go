package aliases

import (
	"fmt"
	"slices"
	"strings"
)

// Severity says how bad a finding is.
type Severity uint8

// The severities, from what may stay to what should not.
const (
	Info    Severity = iota + 1 // worth knowing
	Warning                     // probably a fault
	Error                       // a fault, or something that needs a waiver with a reason
)

// Rule is one thing that checks look for in the content of a table.
type Rule struct {
	Name    string   // kebab-case
	Worst   Severity // that a finding of it can have
	Meaning string   // what a finding of it says, in a sentence
}

// The names of the rules.
const (
	RuleSharedAlias     = "shared-alias"
	RuleNearDuplicate   = "near-duplicate"
	RuleShadowed        = "shadowed"
	RuleAddsNothing     = "adds-nothing"
	RuleTooShort        = "too-short"
	RuleTooCommon       = "too-common"
	RuleGenericWords    = "generic-words"
	RuleWrongScript     = "wrong-script"
	RuleWrongLanguage   = "wrong-language"
	RuleMojibake        = "mojibake"
	RuleDuplicateEntity = "duplicate-entity"
	RuleContradiction   = "contradiction"
	RuleRedirect        = "redirect"
	RuleNeedlessWaiver  = "needless-waiver"
)

// Rules lists every rule, in the order documents name them.
var Rules = []Rule{
	{RuleSharedAlias, Error, "Two entities have the same name once case, marks and orthography are folded."},
	{RuleNearDuplicate, Warning, "Names of two entities sound the same."},
	{RuleShadowed, Error, "A name does not resolve to its own entity: another one wins it, or nobody does."},
	{RuleAddsNothing, Info, "An alias resolves to its entity without being listed."},
	{RuleTooShort, Error, "A name has too few letters for its kind."},
	{RuleTooCommon, Warning, "A name's words stand in so many entities that they hardly identify one."},
	{RuleGenericWords, Warning, "A name has generic words only, which identify nobody."},
	{RuleWrongScript, Error, "The letters of an alias are not of the script it says."},
	{RuleWrongLanguage, Error, "The letters of an alias are of no script that its language is written in."},
	{RuleMojibake, Error, "A text was decoded wrongly somewhere on its way."},
	{RuleDuplicateEntity, Error, "Two entities look like one: they share an external ID, or most of their names."},
	{RuleContradiction, Error, "An exclusion is one of the entity's own names."},
	{RuleRedirect, Error, "The ID of a merged entity leads nowhere, or in a circle."},
	{RuleNeedlessWaiver, Info, "A waiver waives nothing any more."},
}

// RuleByName returns the rule of that name.
func RuleByName(name string) (Rule, bool) {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Name == name })
	if i < 0 {
		return Rule{}, false
	}
	return Rules[i], true
}

// Finding is something in the content of the table that is probably wrong.
// Unlike a Problem, it is the maintainers' to judge.
type Finding struct {
	Rule        string
	Severity    Severity
	EntityID    string
	Others      []string // further entities that it is about
	AliasID     int64    // 0 when it is about the canonical name or no name
	Value       string   // the name that it is about; "" when it is about none
	Explanation string
	Command     string // a call of laqab that would mend it; "" when there is none
}

// Named is one name of an entity: an alias, or the canonical name, which has
// neither an ID nor a language.
type Named struct {
	Alias
	Canonical bool
}

// Names yields all names of the entity, the canonical one first.
func (e *Entity) Names() []Named {
	all := make([]Named, 0, len(e.Aliases)+1)
	all = append(all, Named{Alias{Value: e.Name}, true})
	for _, a := range e.Aliases {
		all = append(all, Named{a, false})
	}
	return all
}

// About is a finding about one name of an entity.
func About(rule string, severity Severity, e *Entity, n Named, format string, args ...any) Finding {
	return Finding{Rule: rule, Severity: severity, EntityID: e.ID, AliasID: n.ID, Value: n.Value, Explanation: fmt.Sprintf(format, args...)}
}

// Remove makes the command that takes the name away, or for the canonical name
// the one that gives another.
func (f Finding) Remove() Finding {
	if f.AliasID == 0 {
		f.Command = command("entity", "update", f.EntityID, "--name", "NAME")
	} else {
		f.Command = command("alias", "remove", f.EntityID, "--no", fmt.Sprint(f.AliasID))
	}
	return f
}

// Set makes the command that gives the alias another property.
func (f Finding) Set(flag, value string) Finding {
	if f.AliasID == 0 {
		if flag != "--value" {
			return f.Remove()
		}
		f.Command = command("entity", "update", f.EntityID, "--name", value)
		return f
	}
	f.Command = command("alias", "update", f.EntityID, fmt.Sprint(f.AliasID), flag, value)
	return f
}

// Run makes the command from its words.
func (f Finding) Run(words ...string) Finding {
	f.Command = command(words...)
	return f
}

// command writes a call of laqab for a POSIX shell.
func command(words ...string) string {
	var b strings.Builder
	b.WriteString("laqab")
	for _, w := range words {
		b.WriteByte(' ')
		if w != "" && strings.IndexFunc(w, func(r rune) bool {
			return r > '~' || !alphanumeric(byte(r)) && !strings.ContainsRune("._:-/@%+=", r)
		}) < 0 {
			b.WriteString(w)
			continue
		}
		b.WriteString("'" + strings.ReplaceAll(w, "'", `'\''`) + "'")
	}
	return b.String()
}
