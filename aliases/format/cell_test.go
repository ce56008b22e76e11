package format

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

func TestGuard(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "KH": "KH", "=1+1": "'=1+1", "+964": "'+964", "-": "'-", "@x": "'@x", "\tx": "'\tx", "＝x": "'＝x",
		"'Asa'ib": "'Asa'ib", "'": "'", "''": "''", "'=x": "''=x", "''@": "'''@", "x=1": "x=1", " =1": " =1",
	} {
		if got := guard(cell); got != want {
			t.Errorf("guard(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestSplitList(t *testing.T) {
	for cell, want := range map[string][]string{
		"":               nil,
		" | ":            nil,
		"a":              {"a"},
		"a|b":            {"a", "b"},
		" a b  |  c | ":  {"a b", "c"},
		`a \| b|c\\`:     {"a | b", `c\`},
		`\ a\ | b`:       {" a ", "b"},
		`a\`:             {`a\`},
		`k=1 | l=2\|3=4`: {"k=1", "l=2|3=4"},
	} {
		if got := splitList(cell); !slices.Equal(got, want) {
			t.Errorf("splitList(%q) = %q, want %q", cell, got, want)
		}
	}
}

// What is written into a cell is read from it.
func FuzzCell(f *testing.F) {
	for _, seed := range []string{"", "=1", "'=1", "''", "a|b", `\`, " a ", "a\x00b", "k=\u2028", "\xff", "｜"} {
		f.Add(seed, "b")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if got := unguard(guard(a)); got != a {
			t.Errorf("%q becomes %q", a, got)
		}
		if guarded := guard(a); guarded != "" && strings.ContainsRune("=+-@\t\r", rune(guarded[0])) {
			t.Errorf("%q is a formula", guarded)
		}
		if a == "" || b == "" || !utf8.ValidString(a) || !utf8.ValidString(b) {
			return
		}
		if got := splitList(joinList([]string{a, b})); !slices.Equal(got, []string{a, b}) {
			t.Errorf("%q and %q become %q", a, b, got)
		}
	})
}

// Every row of the table of classes is one, once, of a type that there is.
func TestWikidataClasses(t *testing.T) {
	rows := 0
	for row := range strings.Lines(wikidataClassesTSV) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		rows++
		fields := strings.Split(strings.TrimSpace(row), "\t")
		if len(fields) != 3 || !strings.HasPrefix(fields[0], "Q") || !digits(fields[0][1:]) || fields[2] == "" {
			t.Errorf("row %q", row)
			continue
		}
		if kind, err := resolver.ParseEntityType(fields[1]); err != nil || kind == resolver.TypeUnknown || wikidataClasses[fields[0]] != kind {
			t.Errorf("row %q: %v", row, err)
		}
	}
	if rows < 40 || rows != len(wikidataClasses) {
		t.Errorf("%d rows, %d classes", rows, len(wikidataClasses))
	}
}

func TestWeakNames(t *testing.T) {
	for remarks, want := range map[string]string{
		"DOB 1960; a.k.a. 'X Y'.":                              "X Y/",
		`a.k.a. "X"; alt. POB Y; f.k.a. “Z”`:                   "X/ Z/f.k.a.",
		"f.k.a. 'AL-'ISSA, Sami' (Linked To: X)":               "Sami AL-'ISSA/f.k.a.",
		"a.k.a. X; n.k.a. Y":                                   "",
		"no names 'here' (a.k.a. 'A'), and (a.k.a. ‘B’; more)": "A/ B/",
	} {
		var got []string
		for _, a := range weakNames(remarks, resolver.TypePerson) {
			got = append(got, tidy(a.Value)+"/"+a.Note)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", remarks, got, want)
		}
	}
}

func TestLanguageTag(t *testing.T) {
	for code, want := range map[string]string{"en": "en", "mul": "", "zh-hans": "zh-hans", "be-tarask": "be-tarask", "sr-el": "sr-Latn", "xx-muchtoolong": ""} {
		if got := languageTag(code); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	if got := clip("kurz", 10); got != "kurz" {
		t.Error(got)
	}
	if got := clip("کتائب حزب الله", 10); len(got) > 10 || !utf8.ValidString(got) || !strings.HasSuffix(got, "…") {
		t.Error(got)
	}
}

func TestListed(t *testing.T) {
	e := newListed("x", resolver.TypePerson, "list")
	for _, value := range []string{" ", "-", "...", " A\u00a0 B\n", "C", "A B", "!!!", "C", "٣"} {
		e.called(aliases.Alias{Value: value})
	}
	e.knownAs("k", " 1 ")
	e.knownAs("k", "2")
	e.described("")
	e.described("so\nlong")
	entity, err := e.done()
	if got := string(aliases.AppendEntity(nil, &entity)); err != nil ||
		got != `{"id":"x","type":"person","name":"A B","description":"so long","aliases":[{"value":"C","source":"list"},{"value":"٣","source":"list"}],"external_ids":{"k":"1"}}` {
		t.Errorf("%s, %v", got, err)
	}
}
