package aliases

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/name"
)

// Inspect returns what is wrong with an entity by itself, without the rest of
// the table.
func Inspect(e *Entity) []Finding {
	var found []Finding
	for _, n := range e.Names() {
		if f, bad := mojibake(e, n); bad {
			found = append(found, f) // its letters say nothing else
			continue
		}
		found = append(found, scripts(e, n)...)
		if n.Kind != resolver.KindWeak { // which says that it identifies nobody
			found = append(found, short(e, n)...)
		}
	}
	return append(found, contradictions(e)...)
}

// wrongly are the encodings that UTF-8 is most often mistaken for.
var wrongly = []encoding.Encoding{charmap.Windows1252, charmap.ISO8859_1, charmap.Windows1251, charmap.Windows1256, charmap.ISO8859_9}

// leastMistaken is how many letters a text must have that are UTF-8 read as
// something else: one pair of signs may stand in a name by itself.
const leastMistaken = 2

func mojibake(e *Entity, n Named) (Finding, bool) {
	if strings.ContainsRune(n.Value, utf8.RuneError) {
		return About(RuleMojibake, Error, e, n, "has U+FFFD, which stands where letters were lost").Remove(), true
	}
	if strings.Contains(n.Value, "???") {
		return About(RuleMojibake, Error, e, n, "has question marks where letters were lost").Remove(), true
	}
	for _, as := range wrongly {
		if is, ok := decoded(n.Value, as); ok {
			return About(RuleMojibake, Error, e, n, "is UTF-8 read as %s: it was %q", as, is).Set("--value", is), true
		}
	}
	return Finding{}, false
}

// decoded undoes the reading of UTF-8 as something else, if that is what happened.
func decoded(s string, as encoding.Encoding) (string, bool) {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return "", false
	}
	was, err := as.NewEncoder().String(s)
	if err != nil || !utf8.ValidString(was) {
		return "", false
	}
	letters := 0
	for _, r := range was {
		if r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsPunct(r)) {
			letters++
		}
	}
	return was, letters >= leastMistaken
}

// scripts compares the letters with the script and the language that the alias says.
func scripts(e *Entity, n Named) []Finding {
	letters := mainScript(n.Value)
	if letters == name.Unknown {
		return nil
	}
	if n.Script != "" && !hasLetterOf(n.Value, writtenIn(n.Script)) {
		return []Finding{About(RuleWrongScript, Error, e, n, "says script %s, but is written in %s", n.Script, letters).Set("--script", letters.String())}
	}
	tags := strings.Split(n.Language, "-")
	wrong := func(severity Severity, tag string) []Finding {
		return []Finding{About(RuleWrongLanguage, severity, e, n, "says language %s, but is written in %s", n.Language, letters).Set("--language", tag)}
	}
	for _, tag := range tags[1:] {
		switch {
		case !scriptShaped(tag):
		case hasLetterOf(n.Value, writtenIn(tag)):
			return nil
		default:
			return wrong(Error, tags[0])
		}
	}
	of := languageScripts[tags[0]]
	if len(of) == 0 || hasLetterOf(n.Value, of) || letters == name.Latin && n.Kind == resolver.KindAcronym {
		return nil
	}
	return wrong(Warning, tags[0]+"-"+letters.String())
}

// hasLetterOf is lenient: names mix in Latin letters and digits freely.
func hasLetterOf(s string, scripts []name.Script) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return slices.Contains(scripts, name.ScriptOf(r)) })
}

// mainScript is the script of most letters; Unknown when none has one.
func mainScript(s string) name.Script {
	counts := map[name.Script]int{}
	most := name.Unknown
	for _, r := range s {
		if x := name.ScriptOf(r); x != name.Unknown {
			counts[x]++
			if most == name.Unknown || counts[x] > counts[most] {
				most = x
			}
		}
	}
	return most
}

// writtenIn are the scripts of an ISO 15924 code, which may stand for several.
// A code that is not told apart from others stands for any.
func writtenIn(code string) []name.Script {
	switch code {
	case "Hans", "Hant":
		return []name.Script{name.Han}
	case "Jpan":
		return []name.Script{name.Han, name.Kana}
	case "Hira", "Kana":
		return []name.Script{name.Kana}
	case "Kore":
		return []name.Script{name.Hangul, name.Han}
	case "Aran":
		return []name.Script{name.Arabic}
	}
	for s := name.Latin; s <= name.Han; s++ {
		if s.String() == code {
			return []name.Script{s}
		}
	}
	return everyScript
}

var everyScript = func() (all []name.Script) {
	for s := name.Latin; s <= name.Han; s++ {
		all = append(all, s)
	}
	return all
}()

// languageScripts are the scripts that languages of the news are written in, by
// ISO 639 code, after the "Suppress-Script" and "Script" data of CLDR's
// likely subtags. A language that is not here is not judged.
var languageScripts = func() map[string][]name.Script {
	of := map[string][]name.Script{}
	for _, group := range []struct {
		languages string
		scripts   []name.Script
	}{
		{"ar fa ur ps ckb sd ug arz prs", []name.Script{name.Arabic}},
		{"en fr de es it pt nl sv no nb da fi pl cs sk hu ro tr id ms vi sw hr sl lt lv et sq ca eu gl is ga so ha yo", []name.Script{name.Latin}},
		{"ku kmr az uz tk tt", []name.Script{name.Latin, name.Arabic, name.Cyrillic}},
		{"ru uk be bg mk ky tg mn", []name.Script{name.Cyrillic}},
		{"sr kk", []name.Script{name.Cyrillic, name.Latin}},
		{"he yi", []name.Script{name.Hebrew}},
		{"syr arc", []name.Script{name.Syriac}},
		{"el", []name.Script{name.Greek}},
		{"hy", []name.Script{name.Armenian}},
		{"ka", []name.Script{name.Georgian}},
		{"hi mr ne sa", []name.Script{name.Devanagari}},
		{"bn as", []name.Script{name.Bengali}},
		{"pa", []name.Script{name.Gurmukhi, name.Arabic}},
		{"th", []name.Script{name.Thai}},
		{"ko", []name.Script{name.Hangul, name.Han}},
		{"ja", []name.Script{name.Han, name.Kana}},
		{"zh yue wuu", []name.Script{name.Han}},
	} {
		for language := range strings.FieldsSeq(group.languages) {
			of[language] = group.scripts
		}
	}
	return of
}()

// The fewest letters of a name, with the vowel signs of scripts that write them
// so. Scripts that leave vowels out, or write words without spaces, need fewer.
const (
	leastLetters  = 3
	leastCompact  = 2 // also of acronyms and short forms
	leastDistinct = 2 // fewer are no name in any alphabet
)

// short finds names that are too short for what they say they are.
func short(e *Entity, n Named) []Finding {
	letters := 0
	for _, r := range n.Value {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			letters++
		}
	}
	least, severity := leastLetters, Warning
	switch script := mainScript(n.Value); script {
	case name.Han, name.Kana, name.Hangul, name.Arabic, name.Hebrew, name.Syriac:
		least = leastCompact
	default:
		if n.Kind == resolver.KindAcronym || n.Kind == resolver.KindShort || capitals(n.Value) {
			least = leastCompact
		}
		if letters < leastDistinct {
			severity = Error
		}
	}
	if letters >= least {
		return nil
	}
	return []Finding{About(RuleTooShort, severity, e, n, "has %s, at least %d are expected%s", counted(letters, "letter"), least, ofKind(n)).
		Set("--kind", string(resolver.KindWeak))}
}

func capitals(s string) bool { return strings.ToUpper(s) == s && strings.ToLower(s) != s }

func ofKind(n Named) string {
	if n.Kind == resolver.KindUnspecified {
		return ""
	}
	return fmt.Sprintf(" of an alias of kind %s", n.Kind)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// contradictions finds names of the entity that its own exclusions forbid: such
// a string never resolves to it, or where the two only fold to the same, just as
// it is written.
func contradictions(e *Entity) (found []Finding) {
	not := make(map[string]string, len(e.Not))
	for _, x := range e.Not {
		not[name.Fold(x.Value)] = x.Value
	}
	if len(not) == 0 {
		return nil
	}
	for _, n := range e.Names() {
		if x, ok := not[name.Fold(n.Value)]; ok {
			how := "is excluded by %q in any other spelling"
			if slices.ContainsFunc(e.Not, func(x Exclusion) bool { return x.Value == n.Value }) {
				x, how = n.Value, "is excluded by %q, which is final"
			}
			found = append(found, About(RuleContradiction, Error, e, n, how, x).
				Run("entity", "update", e.ID, "--drop-not", x))
		}
	}
	return found
}
