package aliases_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/aliases/seed"
	"github.com/laqab/laqab/resolver"
)

func TestInspect(t *testing.T) {
	for name, test := range map[string]struct {
		alias    aliases.Alias
		not      string
		rule     string // "" for none
		severity aliases.Severity
		command  string
	}{
		"good":              {alias: aliases.Alias{Value: "كتائب حزب الله", Language: "ar", Script: "Arab"}},
		"UTF-8 as 1252":     {aliases.Alias{Value: "HÃ¼seyin GÃ¼lerce"}, "", aliases.RuleMojibake, aliases.Error, "laqab alias update e 7 --value 'Hüseyin Gülerce'"},
		"UTF-8 as 1251":     {aliases.Alias{Value: "РђР±Р±Р°СЃ"}, "", aliases.RuleMojibake, aliases.Error, "laqab alias update e 7 --value 'Аббас'"},
		"letters lost":      {aliases.Alias{Value: "Abb\uFFFDs"}, "", aliases.RuleMojibake, aliases.Error, "laqab alias remove e --no 7"},
		"question marks":    {aliases.Alias{Value: "Kata??? Hezbollah"}, "", aliases.RuleMojibake, aliases.Error, "laqab alias remove e --no 7"},
		"real accents":      {alias: aliases.Alias{Value: "Ângela Ávila", Language: "pt"}},
		"other script":      {aliases.Alias{Value: "Kataib", Script: "Arab"}, "", aliases.RuleWrongScript, aliases.Error, "laqab alias update e 7 --script Latn"},
		"script of several": {alias: aliases.Alias{Value: "ヒズボラ", Language: "ja", Script: "Jpan"}},
		"other language":    {aliases.Alias{Value: "Kataib Hezbollah", Language: "ar"}, "", aliases.RuleWrongLanguage, aliases.Warning, "laqab alias update e 7 --language ar-Latn"},
		"romanized":         {alias: aliases.Alias{Value: "Kataib Hezbollah", Language: "ar-Latn"}},
		"not romanized":     {aliases.Alias{Value: "كتائب", Language: "ar-Latn"}, "", aliases.RuleWrongLanguage, aliases.Error, "laqab alias update e 7 --language ar"},
		"acronym in Latin":  {alias: aliases.Alias{Value: "PMF", Language: "ar", Kind: resolver.KindAcronym}},
		"mixed letters":     {alias: aliases.Alias{Value: "旧Twitter", Language: "ja"}},
		"unknown language":  {alias: aliases.Alias{Value: "Kataib", Language: "qaa"}},
		"one letter":        {aliases.Alias{Value: "K"}, "", aliases.RuleTooShort, aliases.Error, "laqab alias update e 7 --kind weak"},
		"two letters":       {aliases.Alias{Value: "Ka"}, "", aliases.RuleTooShort, aliases.Warning, "laqab alias update e 7 --kind weak"},
		"two capitals":      {alias: aliases.Alias{Value: "KH"}},
		"two, weak":         {alias: aliases.Alias{Value: "Ka", Kind: resolver.KindWeak}},
		"without vowels":    {alias: aliases.Alias{Value: "قم", Language: "ar"}},
		"vowel signs":       {alias: aliases.Alias{Value: "दोहा", Language: "hi"}},
		"one of Han":        {aliases.Alias{Value: "库", Language: "zh"}, "", aliases.RuleTooShort, aliases.Warning, "laqab alias update e 7 --kind weak"},
		"excluded as it is": {aliases.Alias{Value: "Kataeb Party"}, "Kataeb Party", aliases.RuleContradiction, aliases.Error, "laqab entity update e --drop-not 'Kataeb Party'"},
		"own exclusion":     {aliases.Alias{Value: "Kataeb Party"}, "KATAEB, PARTY", aliases.RuleContradiction, aliases.Error, "laqab entity update e --drop-not 'KATAEB, PARTY'"},
	} {
		t.Run(name, func(t *testing.T) {
			test.alias.ID = 7
			e := aliases.Entity{ID: "e", Name: "Nameless", Aliases: []aliases.Alias{test.alias}}
			if test.not != "" {
				e.Not = []aliases.Exclusion{{Value: test.not}}
			}
			found := aliases.Inspect(&e)
			if test.rule == "" {
				if len(found) > 0 {
					t.Errorf("found %+v", found)
				}
				return
			}
			if len(found) != 1 {
				t.Fatalf("found %+v", found)
			}
			f := found[0]
			if f.Rule != test.rule || f.Severity != test.severity || f.Command != test.command || f.AliasID != 7 || f.Value != test.alias.Value || f.Explanation == "" {
				t.Errorf("found %+v", f)
			}
		})
	}
}

// TestInspectSeed: none of the names that ship is mojibake, and each of them is
// once it was read wrongly.
func TestInspectSeed(t *testing.T) {
	r, err := seed.Open()
	if err != nil {
		t.Fatal(err)
	}
	mangled := 0
	for line, err := range aliases.DecodeEntities(r) {
		if err != nil {
			t.Fatal(err)
		}
		e := line.Entity
		isMojibake := func(f aliases.Finding) bool { return f.Rule == aliases.RuleMojibake }
		if found := aliases.Inspect(&e); slices.ContainsFunc(found, isMojibake) {
			t.Errorf("%s: %+v", e.ID, found)
		}
		for _, a := range e.Aliases {
			if !strings.HasPrefix(a.Language, "ar") && !strings.HasPrefix(a.Language, "ru") {
				continue
			}
			wrong, err := charmap.ISO8859_9.NewDecoder().String(a.Value)
			if err != nil || strings.ContainsFunc(wrong, func(r rune) bool { return r >= 0x80 && r < 0xA0 }) || wrong == a.Value {
				continue // it would have control characters, which the table refuses
			}
			mangled++
			broken := aliases.Entity{ID: e.ID, Name: "Nameless", Aliases: []aliases.Alias{{ID: 1, Value: wrong}}}
			if found := aliases.Inspect(&broken); len(found) != 1 || !isMojibake(found[0]) || !strings.Contains(found[0].Command, "--value") {
				t.Errorf("%q, which was %q: found %+v", wrong, a.Value, found)
			}
		}
	}
	if mangled == 0 {
		t.Error("no name was read wrongly")
	}
}
