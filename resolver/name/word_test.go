package name

import (
	"slices"
	"strings"
	"testing"
)

func TestWordRole(t *testing.T) {
	for _, test := range []struct {
		text string
		want Role
	}{
		{"al", RoleFunction}, {"of", RoleFunction}, {"und", RoleFunction},
		{"llc", RoleLegal}, {"doo", RoleLegal}, {"sro", RoleLegal}, {"nv", RoleLegal}, {"gmbh", RoleLegal}, {"ооо", RoleLegal},
		{"dr", RoleHonorific}, {"sheikh", RoleHonorific}, {"الشيخ", RoleHonorific},
		{"bin", RoleKin}, {"abu", RoleKin}, {"jr", RoleNumber},
		{"j", RoleInitial}, {"ж", RoleInitial}, {"ط", RoleInitial},
		{"ministry", RoleOrg}, {"bank", RoleOrg}, {"حزب", RoleOrg}, {"组织", RoleOrg},
		{"brigade", RoleUnit}, {"kata'ib", RoleUnit}, {"كتائب", RoleUnit}, {"bataillon", RoleUnit}, {"旅", RoleUnit},
		{"river", RolePlace}, {"province", RolePlace}, {"مدينة", RolePlace},
		{"islamic", RoleQualifier}, {"north", RoleQualifier}, {"شمال", RoleQualifier},
		{"iraq", RoleGeo}, {"العراق", RoleGeo}, {"伊拉克", RoleGeo}, {"united arab emirates", RoleGeo},
		{"313", RoleNumber}, {"seven", RoleNumber}, {"سبعة", RoleNumber},
		{"ahmad", RoleGiven}, {"أحمد", RoleGiven}, {"иван", RoleGiven},
		{"nujaba", RoleContent}, {"النجباء", RoleContent}, {"巴德尔", RoleContent}, {"", RoleContent},

		// What may be a given name is one, though it is a title too.
		{"amir", RoleGiven},
		// Letters that link words are hardly ever initials, others are.
		{"e", RoleFunction}, {"y", RoleFunction}, {"b", RoleInitial}, {"x", RoleInitial},
		{"o.", RoleInitial}, {"y.", RoleInitial},
		// A short Latin word of a small language has its concept, but not its role.
		{"obec", RoleContent},
		{"seyh", RoleContent}, {"şeyh", RoleHonorific}, // but with its marks it has both
	} {
		w := Builtin().Word(test.text)
		if w.Role != test.want {
			t.Errorf("%q is %v, want %v", test.text, w.Role, test.want)
		}
	}
}

func TestRoleNames(t *testing.T) {
	for r := range RoleCount {
		if name := r.String(); name == "" || slices.Index(roleNames[:], name) != int(r) {
			t.Errorf("role %d is called %q", r, name)
		}
	}
}

// TestWordConcepts checks that words of one sense share a concept across
// languages, scripts and glued particles.
func TestWordConcepts(t *testing.T) {
	for _, test := range []struct {
		concept string
		words   []string
	}{
		{"brigade", []string{"brigades", "kata'ib", "liwa", "كتائب", "والكتائب", "لواء", "گردان", "גדודי", "бригады", "brigaden", "旅"}},
		{"party", []string{"party", "hezb", "حزب", "partei", "партия", "党"}},
		{"iraq", []string{"iraq", "irak", "العراق", "بالعراق", "عراق", "עיראק", "ирак", "伊拉克", "이라크"}},
		{"ministry", []string{"ministry", "وزارة", "ministère", "министерство"}},
		{"north", []string{"north", "شمال", "nord", "север", "北"}},
		{"bishop", []string{"bishop", "ܐܦܝܣܩܘܦܐ", "ܕܐܦܝܣܩܘܦܐ", "ܘܕܐܦܝܣܩܘܦܐ"}},
		{"n-3", []string{"iii", "3", "3세", "3世", "三世", "השלישי"}},
		{"given-surname-lee", []string{"lee", "이"}},
		{"united-arab-emirates", []string{"united arab emirates", "الامارات العربية المتحدة"}},
	} {
		for _, text := range test.words {
			w := Builtin().Word(text)
			has := slices.ContainsFunc(w.Concepts, func(c Concept) bool { return Builtin().ConceptID(c) == test.concept })
			if !has {
				t.Errorf("%q does not say %s", text, test.concept)
			}
		}
	}
}

// TestProclitics checks which particles are taken off: with less than three
// letters left they are more often part of the word.
func TestProclitics(t *testing.T) {
	for _, test := range []struct {
		folded string
		want   []string
	}{
		{"والكتايب", []string{"كتايب", "الكتايب"}},
		{"الحشد", []string{"حشد"}},
		{"بالعراق", []string{"عراق", "العراق"}},
		{"للحشد", []string{"حشد", "لحشد"}},
		{"وحزب", []string{"حزب"}},
		{"ولي", nil},
		{"הגדודים", []string{"גדודים"}},
		{"והגדודים", []string{"גדודים", "הגדודים"}},
		{"בית", nil},
		{"alsadr", nil},
		{"", nil},
	} {
		if got := procliticStems(test.folded); !slices.Equal(got, test.want) {
			t.Errorf("procliticStems(%q) = %q, want %q", test.folded, got, test.want)
		}
	}
}

func TestStem(t *testing.T) {
	for text, want := range map[string]string{
		"الكف": "كف", "الله": "الله",
		"الفياض": "فياض", "والفياض": "فياض", "للفياض": "فياض", "ألم": "الم",
		"alfayyadh": "fayyadh", "elfayyadh": "fayyadh", "assadr": "sadr", "annujaba": "nujaba",
		"alan": "alan", "elias": "elias", "alia": "alia", "aoun": "aoun", "sadr": "sadr",
		"алсадр": "алсадр", "al": "al", "": "",
		"al imam": "imam", "الامارات العربيه المتحده": "امارات العربيه المتحده",
	} {
		if got := Builtin().Word(text).Stem; got != want {
			t.Errorf("the stem of %q is %q, want %q", text, got, want)
		}
	}
}

// TestCaseEndings checks that an inflected Cyrillic name also reads as its stem.
func TestCaseEndings(t *testing.T) {
	for inflected, want := range map[string]string{"хезболлы": "хезболл", "хезболлой": "хезболл", "нуджабой": "нуджаб", "талибами": "талиб"} {
		if got, ok := cutCase(inflected, Cyrillic); !ok || got != want {
			t.Errorf("cutCase(%q) = %q, %v; want %q", inflected, got, ok, want)
		}
	}
	for text, script := range map[string]Script{"кита": Cyrillic, "бадр": Cyrillic, "kataba": Latin} { // four letters must be left
		if got, ok := cutCase(text, script); ok {
			t.Errorf("cutCase(%q) = %q", text, got)
		}
	}
	bare, inflected := Builtin().Word("нуджаб"), Builtin().Word("нуджабой")
	if !meets(bare.Phon, inflected.Phon) {
		t.Errorf("%q sounds %q, %q sounds %q", bare.Text, bare.Phon, inflected.Text, inflected.Phon)
	}
}

// TestPhraseReads checks that a phrase reads as one string.
func TestPhraseReads(t *testing.T) {
	for _, phrase := range []string{"united arab emirates", "al imam", "الامارات العربيه المتحده"} {
		want := ""
		for part := range strings.FieldsSeq(phrase) {
			want += Readings(part, "")[0]
		}
		if w := Builtin().Word(phrase); !slices.Equal(w.Roman, []string{want}) || len(w.Phon) != 1 {
			t.Errorf("%q reads %q, phonetic %q; want %q", phrase, w.Roman, w.Phon, want)
		}
	}
}

// TestWordIsBounded checks a word of many readings against the bound that
// matching relies on.
func TestWordIsBounded(t *testing.T) {
	for _, text := range []string{"الفياض", "والمجاهدين", "غاگدهوقان", "바드르조직", "バドルシュトル", "müllerødegård"} {
		w := Builtin().Word(text)
		if len(w.Phon) > maxPhon || len(w.Skel) > len(w.Phon) {
			t.Errorf("%q sounds %q, skeletons %q", text, w.Phon, w.Skel)
		}
	}
}

func TestLetter(t *testing.T) {
	for text, want := range map[string]byte{"badr": 'b', "كتائب": 'k', "хезболла": 'k', "313": 0, "": 0, "øresund": 'o'} {
		w := Builtin().Word(text)
		if got := w.Letter(); got != letter(want) {
			t.Errorf("%q starts with %b, want %b", text, got, letter(want))
		}
	}
}

func BenchmarkWord(b *testing.B) {
	for _, text := range []string{"hezbollah", "الفياض", "хезболлы"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Builtin().Word(text)
			}
		})
	}
}

func TestDigits(t *testing.T) {
	l := Builtin()
	for _, test := range []struct {
		word, digits string
		month        bool
	}{
		{"19", "19", false}, {"45", "45", false}, {"19th", "19", false}, {"seven", "7", false}, {"sieben", "7", false}, {"سبعة", "7", false},
		{"april", "", true}, {"апреля", "", true}, {"movement", "", false}, {"g7", "", false},
	} {
		w := l.Word(test.word)
		if got := l.Digits(&w); got != test.digits || l.IsMonth(&w) != test.month {
			t.Errorf("%q has the digits %q, and is a month: %v", test.word, got, l.IsMonth(&w))
		}
	}
}
