package name

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// fileRow is one row of an embedded file.
type fileRow struct {
	file                    string
	line                    int
	concept, role, language string
	forms                   []string
}

// fileRows reads the embedded files again, apart from the reader under test.
func fileRows(t *testing.T) []fileRow {
	t.Helper()
	files, err := lexiconFiles.ReadDir("data/lexicon")
	if err != nil {
		t.Fatal(err)
	}
	var rows []fileRow
	for _, f := range files {
		data, err := lexiconFiles.ReadFile("data/lexicon/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(data), "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			cols := strings.Split(line, "\t")
			if len(cols) != 4 {
				t.Fatalf("%s:%d: %d columns", f.Name(), i+1, len(cols))
			}
			rows = append(rows, fileRow{f.Name(), i + 1, cols[0], cols[1], cols[2], strings.Split(cols[3], "|")})
		}
	}
	return rows
}

// TestLexicon checks that every form of every row is found: a name that is the
// form alone is one word, and the word says the concept.
func TestLexicon(t *testing.T) {
	l := Builtin()
	seen := map[string]bool{}
	for _, row := range fileRows(t) {
		c, ok := l.byID[row.concept]
		if !ok || l.ConceptID(c) != row.concept || c == 0 || int(c) > l.Concepts() {
			t.Fatalf("%s:%d: concept %q has number %d", row.file, row.line, row.concept, c)
		}
		seen[row.concept] = true
		if got := l.roles[c].String(); got != row.role {
			t.Errorf("%s:%d: %q is %s, want %s", row.file, row.line, row.concept, got, row.role)
		}
		if row.language == "" {
			t.Errorf("%s:%d: no language", row.file, row.line)
		}
		for _, form := range row.forms {
			tokens := l.Tokens(form).Tokens
			if len(tokens) != 1 {
				t.Errorf("%s:%d: %q is %d words", row.file, row.line, form, len(tokens))
				continue
			}
			if w := l.Word(tokens[0].Text); !slices.Contains(w.Concepts, c) {
				t.Errorf("%s:%d: %q does not say %q", row.file, row.line, form, row.concept)
			}
		}
	}
	if len(seen) != l.Concepts() {
		t.Errorf("%d concepts have forms, of %d", len(seen), l.Concepts())
	}
}

// TestLexiconHeaders checks that every file says what it is and where it is from.
func TestLexiconHeaders(t *testing.T) {
	files, err := lexiconFiles.ReadDir("data/lexicon")
	if err != nil || len(files) == 0 {
		t.Fatal(len(files), err)
	}
	for _, f := range files {
		data, err := lexiconFiles.ReadFile("data/lexicon/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		header := ""
		for line := range strings.Lines(string(data)) {
			if line[0] != '#' {
				break
			}
			header += line
		}
		for _, part := range []string{"Columns: concept, role", "Licence: "} {
			if !strings.Contains(header, part) {
				t.Errorf("%s: no %q in the header", f.Name(), part)
			}
		}
		if !strings.Contains(header, "ompiled ") && !strings.Contains(header, "by hand") {
			t.Errorf("%s does not say where it is from", f.Name())
		}
	}
}

// TestLexiconBreadth checks that the words which translate are known in many
// languages, and that romanized native words are among them.
func TestLexiconBreadth(t *testing.T) {
	const (
		broad    = 20  // languages of a concept
		concepts = 250 // that are so broad
	)
	languages, romanized := map[string]map[string]bool{}, 0
	for _, row := range fileRows(t) {
		language, script, _ := strings.Cut(row.language, "-")
		if script == "Latn" {
			romanized++
		}
		if languages[row.concept] == nil {
			languages[row.concept] = map[string]bool{}
		}
		languages[row.concept][language] = true
	}
	n := 0
	for _, ls := range languages {
		if len(ls) >= broad {
			n++
		}
	}
	if n < concepts {
		t.Errorf("%d concepts have forms in %d languages, want %d", n, broad, concepts)
	}
	for _, c := range []string{"brigade", "party", "army", "ministry", "university", "islamic", "north", "iraq", "liberation", "front"} {
		if len(languages[c]) < broad {
			t.Errorf("%q has forms in %d languages: %v", c, len(languages[c]), slices.Sorted(maps.Keys(languages[c])))
		}
	}
	if romanized < 1000 {
		t.Errorf("only %d rows of romanized words", romanized)
	}
}

func TestParseLexiconRow(t *testing.T) {
	got, err := parseLexiconRow("x\tunit\tar-Latn\tKata'ib|liwa")
	if err != nil || got.concept != "x" || got.role != RoleUnit || got.language != "ar-Latn" || !slices.Equal(got.forms, []string{"Kata'ib", "liwa"}) {
		t.Errorf("%+v, %v", got, err)
	}
	for row, want := range map[string]string{
		"x\tunit\tar":          "3 columns",
		"x\tunit\tar\tliwa\t#": "5 columns",
		"x\tunits\tar\tliwa":   `unknown role "units"`,
	} {
		if _, err := parseLexiconRow(row); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", row, err, want)
		}
	}
}

// TestConceptKeepsItsRole checks that rows cannot disagree on a concept's role.
func TestConceptKeepsItsRole(t *testing.T) {
	l := Builtin().With([]Term{{"x-new", "xnew"}}) // a copy to write into
	if _, err := l.concept("brigade", RolePlace); err == nil || !strings.Contains(err.Error(), "brigade") {
		t.Errorf("brigade became a place: %v", err)
	}
	if c, err := l.concept("brigade", RoleUnit); err != nil || l.ConceptID(c) != "brigade" {
		t.Errorf("brigade: %v, %v", l.ConceptID(c), err)
	}
}

func TestWith(t *testing.T) {
	base := Builtin()
	if base.With(nil) != base {
		t.Error("no terms make another lexicon")
	}
	concepts, forms, parts := base.Concepts(), len(base.forms), len(base.parts)
	brigade := len(base.forms["brigade"])

	l := base.With([]Term{
		{"brigade", "zzkata"}, {"brigade", "Zz'Kata Zzplus"}, // further forms of a known concept
		{"x-corps-of-dawn", "zzfajr"}, {"x-corps-of-dawn", "زززفجر"}, // a new concept
		{"x-corps-of-dawn", "brigade"}, // a known form says the new one, too
		{"x-corps-of-dawn", "…"},       // nothing to say it with
	})
	for _, test := range []struct {
		text, concept string
		role          Role
	}{
		{"zzkata", "brigade", RoleUnit}, {"zzkata zzplus", "brigade", RoleUnit},
		{"zzfajr", "x-corps-of-dawn", RoleQualifier}, {"زززفجر", "x-corps-of-dawn", RoleQualifier}, {"والزززفجر", "x-corps-of-dawn", RoleQualifier},
		{"brigade", "brigade", RoleUnit}, {"brigade", "x-corps-of-dawn", RoleUnit},
	} {
		w := l.Word(test.text)
		says := slices.ContainsFunc(w.Concepts, func(c Concept) bool { return l.ConceptID(c) == test.concept })
		if !says || w.Role != test.role {
			t.Errorf("%q says %v and is %v, want %s, %v", test.text, w.Concepts, w.Role, test.concept, test.role)
		}
	}
	if got := show(l.Tokens("The Zz'kata-Zzplus of Iraq")); got != "The|Zz'kata-Zzplus|of|Iraq" {
		t.Errorf("the new phrase comes out as %q", got)
	}
	if l.Concepts() != concepts+1 {
		t.Errorf("%d concepts, want %d", l.Concepts(), concepts+1)
	}

	for _, text := range []string{"zzkata", "zzkata zzplus", "zzfajr", "زززفجر"} {
		if w := base.Word(text); len(w.Concepts) != 0 {
			t.Errorf("the base lexicon knows %q", text)
		}
	}
	if base.Concepts() != concepts || len(base.forms) != forms || len(base.parts) != parts || len(base.forms["brigade"]) != brigade {
		t.Error("the base lexicon changed")
	}
}

// TestArabicArticle: a word that is listed with its article is also the country that it is
// without, and nothing else.
func TestArabicArticle(t *testing.T) {
	l := Builtin()
	has := func(folded, concept string) bool {
		return slices.ContainsFunc(l.lookup(folded), func(c Concept) bool { return l.ConceptID(c) == concept })
	}
	for _, test := range []struct {
		folded, concept string
		want            bool
	}{
		{"الامريكيه", "american", true},
		{"الامريكيه", "united-states", true},
		{"الامير", "given-amir", false},
	} {
		if got := has(test.folded, test.concept); got != test.want {
			t.Errorf("%s: %s %v, want %v", test.folded, test.concept, got, test.want)
		}
	}
}

func TestSynonyms(t *testing.T) {
	l := Builtin()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"ظفر", "النصر", true}, // two victories of Arabic
		{"intisar", "nasr", true},
		{"fatah", "nasr", false},    // a conquest and a victory
		{"victory", "النصر", false}, // one is the translation of the other
		{"harakat", "movement", false},
		{"jeff", "jeffrey", false}, // forms of one given name
		{"hezbollah", "badr", false},
	} {
		a, b := l.Word(test.a), l.Word(test.b)
		if got, back := l.Synonyms(&a, &b), l.Synonyms(&b, &a); got != test.want || back != got {
			t.Errorf("%q and %q: %v, the other way %v", test.a, test.b, got, back)
		}
	}
}

// TestSharedSenses tells words that say the same from those that only stand for like things.
func TestSharedSenses(t *testing.T) {
	l := Builtin()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"conquest", "fetih", true},
		{"fatah", "فتح", true},
		{"fatah", "النصر", false},
		{"envoy", "المبعوث", true},
		{"envoy", "السفير", false},
		{"war", "حرب", true},
		{"war", "عسكري", false},
		{"美國", "美国", true},
		{"伊斯蘭國", "伊斯兰国", true},
	} {
		a, b := l.Word(test.a), l.Word(test.b)
		if got := Overlap(a.Concepts, b.Concepts); got != test.want {
			t.Errorf("%q and %q: %v, want %v", test.a, test.b, got, test.want)
		}
	}
}

// TestFeatures: the lexicon has every kind of place that is called by another one.
func TestFeatures(t *testing.T) {
	l := Builtin()
	for _, id := range features {
		if l.byID[id] == 0 {
			t.Errorf("no concept %s", id)
		}
	}
	for text, want := range map[string]bool{"river": true, "نهر": true, "сад": false, "city": false, "Diyala": false} {
		if w := l.Word(text); l.IsFeature(&w) != want {
			t.Errorf("%q: %v, want %v", text, !want, want)
		}
	}
}

// TestDemonym tells words for what is of a country from names of countries.
func TestDemonym(t *testing.T) {
	l := Builtin()
	for text, want := range map[string]bool{
		"iraqi": true, "iraqis": true, "عراقي": true, "иракский": true, "sudanese": true, "libanais": true, "irakisch": true, "lübnanlı": true, "עיראקי": true,
		"iraq": false, "irak": false, "العراق": false, "عراق": false, "ирака": false, "sudan": false, "kurdish": false, "sadr": false, "national": false, "": false,
	} {
		w := l.Word(text)
		if got := l.IsDemonym(&w); got != want {
			t.Errorf("%q is a demonym: %v, want %v", text, got, want)
		}
	}
}
