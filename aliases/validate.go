package aliases

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/laqab/laqab/resolver"
)

// The limits of the table, in bytes where not said otherwise.
const (
	MaxID          = 128
	MaxSource      = 64   // the name of an import's source
	MaxValue       = 1024 // names, aliases, exclusions, terms
	MaxText        = 8 << 10
	MaxShortText   = 1024 // sources, notes, reasons
	MaxActor       = 256
	MaxAliases     = 2000 // of one entity
	MaxExclusions  = 2000 // of one entity
	MaxExternalIDs = 64   // of one entity; keys of up to 64, values of up to 256 bytes
)

// Validate returns nil or an *InvalidError that lists everything wrong with e.
func (e *Entity) Validate() error {
	var v violations
	v.id("id", e.ID, MaxID)
	if _, err := resolver.ParseEntityType(string(e.Type)); err != nil {
		v.add("type", "is an "+err.Error())
	}
	v.name("name", e.Name)
	v.text("description", e.Description, MaxText, true)
	switch e.State {
	case "", StateActive, StateDeleted, StateMerged:
	default:
		v.add("state", fmt.Sprintf("unknown state %q", e.State))
	}
	v.aliases(e.Aliases)
	v.exclusions(e.Not)
	v.externalIDs(e.ExternalIDs)
	return v.err()
}

type violations []Violation

func (v *violations) add(field, description string) {
	*v = append(*v, Violation{Field: field, Description: description})
}

func (v violations) err() error {
	if len(v) == 0 {
		return nil
	}
	return &InvalidError{Violations: v}
}

func (v *violations) id(field, s string, limit int) {
	switch {
	case s == "":
		v.add(field, "is missing")
	case len(s) > limit:
		v.add(field, fmt.Sprintf("has %d bytes, at most %d are allowed", len(s), limit))
	case !idShaped(s):
		v.add(field, fmt.Sprintf("%q does not match [A-Za-z0-9][A-Za-z0-9._:-]*", s))
	}
}

func idShaped(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !alphanumeric(c) && (i == 0 || !strings.ContainsRune("._:-", rune(c))) {
			return false
		}
	}
	return s != ""
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || letter(c)
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// name is for strings that name something: without a letter or digit, no
// mention can ever mean them.
func (v *violations) name(field, s string) {
	if strings.TrimSpace(s) == "" {
		v.add(field, "is empty")
		return
	}
	if utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		v.add(field, "has no letter and no digit")
		return
	}
	v.text(field, s, MaxValue, false)
}

func (v *violations) text(field, s string, limit int, lines bool) {
	if len(s) > limit {
		v.add(field, fmt.Sprintf("has %d bytes, at most %d are allowed", len(s), limit))
		return
	}
	if !utf8.ValidString(s) {
		v.add(field, "is not valid UTF-8")
		return
	}
	for _, r := range s {
		if unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) {
			v.add(field, fmt.Sprintf("has the control character %U", r))
			return
		}
	}
}

func (v *violations) alias(field string, a *Alias) {
	// Field names are built for broken rules only: this runs a million times in an import.
	n := len(*v)
	v.name("value", a.Value)
	if !languageShaped(a.Language) {
		v.add("language", fmt.Sprintf("%q is not a BCP-47 tag", a.Language))
	}
	if a.Script != "" && !scriptShaped(a.Script) {
		v.add("script", fmt.Sprintf("%q is not an ISO 15924 code", a.Script))
	}
	if _, err := resolver.ParseAliasKind(string(a.Kind)); err != nil {
		v.add("kind", "is an "+err.Error())
	}
	v.text("source", a.Source, MaxShortText, false)
	v.text("note", a.Note, MaxShortText, false)
	for i := n; i < len(*v); i++ {
		(*v)[i].Field = field + "." + (*v)[i].Field
	}
}

func (v *violations) aliases(all []Alias) {
	if len(all) > MaxAliases {
		v.add("aliases", fmt.Sprintf("has %d aliases, at most %d are allowed", len(all), MaxAliases))
		return
	}
	for i := range all {
		n := len(*v)
		v.alias("", &all[i])
		for j := n; j < len(*v); j++ {
			(*v)[j].Field = "aliases[" + strconv.Itoa(i) + "]" + (*v)[j].Field
		}
	}
	for _, pair := range repeated(all, func(a *Alias) string { return a.Value + "\x00" + hyphenated(a.Language) }) {
		v.add(fmt.Sprintf("aliases[%d]", pair[1]), fmt.Sprintf("repeats the value and language of aliases[%d]", pair[0]))
	}
}

func (v *violations) exclusions(all []Exclusion) {
	if len(all) > MaxExclusions {
		v.add("not", fmt.Sprintf("has %d strings, at most %d are allowed", len(all), MaxExclusions))
		return
	}
	for i, x := range all {
		v.name(fmt.Sprintf("not[%d].value", i), x.Value)
		v.text(fmt.Sprintf("not[%d].reason", i), x.Reason, MaxShortText, false)
	}
	for _, pair := range repeated(all, func(x *Exclusion) string { return x.Value }) {
		v.add(fmt.Sprintf("not[%d]", pair[1]), fmt.Sprintf("repeats not[%d]", pair[0]))
	}
}

// repeated returns the places (first, again) of items whose key came before.
func repeated[T any](all []T, key func(*T) string) (pairs [][2]int) {
	if len(all) < 2 {
		return nil
	}
	seen := make(map[string]int, len(all))
	for i := range all {
		k := key(&all[i])
		if first, ok := seen[k]; ok {
			pairs = append(pairs, [2]int{first, i})
			continue
		}
		seen[k] = i
	}
	return pairs
}

func (v *violations) externalIDs(ids map[string]string) {
	if len(ids) == 0 {
		return
	}
	if len(ids) > MaxExternalIDs {
		v.add("external_ids", fmt.Sprintf("has %d keys, at most %d are allowed", len(ids), MaxExternalIDs))
	}
	for _, key := range sortedKeys(ids) {
		field := "external_ids[" + strconv.Quote(key) + "]"
		v.id(field, key, 64)
		if strings.TrimSpace(ids[key]) == "" {
			v.add(field, "is empty")
			continue
		}
		v.text(field, ids[key], 256, false)
	}
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// hyphenated returns a language tag in the one form that the table keeps.
// Lists that people import have POSIX's underscores too: "zho_tw".
func hyphenated(tag string) string { return strings.ReplaceAll(tag, "_", "-") }

// languageShaped reports whether s is "" or has the form of a BCP-47 tag,
// hyphenated or not: a language of two to eight letters (or x, i), then subtags
// of one to eight.
func languageShaped(s string) bool {
	if s == "" {
		return true
	}
	if len(s) > 35 {
		return false
	}
	s = hyphenated(s)
	for i := 0; ; i++ {
		subtag, rest, more := strings.Cut(s, "-")
		if len(subtag) == 0 || len(subtag) > 8 {
			return false
		}
		for j := range len(subtag) {
			if !letter(subtag[j]) && (i == 0 || !alphanumeric(subtag[j])) {
				return false
			}
		}
		if i == 0 && len(subtag) == 1 && (!more || !strings.Contains("xXiI", subtag)) {
			return false
		}
		if !more {
			return true
		}
		s = rest
	}
}

// scriptShaped reports whether s has the form of an ISO 15924 code: "Arab".
func scriptShaped(s string) bool {
	if len(s) != 4 || s[0]&0x20 != 0 {
		return false
	}
	for i := range 4 {
		if !letter(s[i]) || i > 0 && s[i]&0x20 == 0 {
			return false
		}
	}
	return true
}
