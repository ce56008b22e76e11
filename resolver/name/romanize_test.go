package name

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestReadingsGolden checks the first readings of real names, and where the row
// says so, that another reading is among them.
func TestReadingsGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/romanize.tsv")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	scripts := map[Script]bool{}
	for n, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		cols := strings.Split(line, "\t")
		if len(cols) != 4 {
			t.Fatalf("line %d: want 4 columns, got %d", n+1, len(cols))
		}
		rows++
		word, lang, first, also := cols[0], cols[1], cols[2], cols[3]
		script, _ := scriptRun([]rune(word))
		scripts[script] = true
		got := Readings(word, lang)
		if got[0] != first {
			t.Errorf("Readings(%q, %q) = %q, want %q first", word, lang, got, first)
		}
		if also != "" && !slices.Contains(got[1:], also) {
			t.Errorf("Readings(%q, %q) = %q, want %q among the others", word, lang, got, also)
		}
	}
	if rows < 150 {
		t.Errorf("only %d rows", rows)
	}
	for s := Latin; s < scriptCount; s++ {
		if !scripts[s] && s != Mongolian && s != Tibetan {
			t.Errorf("no name in %v", s)
		}
	}
}

func TestReadingsLimits(t *testing.T) {
	for _, test := range []struct {
		word, lang string
		want       []string
	}{
		{"", "", []string{""}},
		{"!?", "", []string{""}},
		{"smith", "", []string{"smith"}},
		{"o'neil", "en", []string{"o'neil"}},
		{"f16", "", []string{"f16"}},
		{"schulz", "de", []string{"schulz", "shults"}},
		{"чк-12", "ru", []string{"chk12"}},
		// Habits go in step across the runs of a mixed word.
		{"гid", "ru", []string{"gid", "hid"}},
		// A language of another script does not count.
		{"київ", "ar", Readings("київ", "uk")},
		{"київ", "", Readings("київ", "uk-UA")},
	} {
		if got := Readings(test.word, test.lang); !slices.Equal(got, test.want) {
			t.Errorf("Readings(%q, %q) = %q, want %q", test.word, test.lang, got, test.want)
		}
	}
}

// TestMarksAreUsed checks that a pointed word says its vowels and the bare one
// leaves them out.
func TestMarksAreUsed(t *testing.T) {
	for _, test := range []struct{ bare, pointed, wantBare, wantPointed string }{
		{"محمد", "مُحَمَّد", "mhmd", "muhammad"},
		{"حسن", "حَسَن", "hsn", "hasan"},
		{"علي", "عَلِيّ", "ali", "ali"},
		{"דוד", "דָּוִד", "dod", "david"},
		{"שמשון", "שִׁמְשׁוֹן", "shmshon", "shimshon"},
		{"ישראל", "יִשְׂרָאֵל", "yshral", "yisrael"},
		{"ܝܥܩܘܒ", "ܝܰܥܩܽܘܒ", "yqub", "yaqub"},
	} {
		if got := Readings(test.bare, "")[0]; got != test.wantBare {
			t.Errorf("Readings(%q) = %q, want %q", test.bare, got, test.wantBare)
		}
		if got := Readings(test.pointed, "")[0]; got != test.wantPointed {
			t.Errorf("Readings(%q) = %q, want %q", test.pointed, got, test.wantPointed)
		}
	}
}

func FuzzReadings(f *testing.F) {
	for _, word := range []string{
		"", "smith", "müller", "العبادي", "مُحَمَّد", "روحانی", "נתניהו", "щербаков", "παπανδρέου",
		"საakaშვილი", "ブッシュ", "きょうと", "習近平", "김정은", "ไทย์", "ชินวัตร", "นरेन्द्र", "বাংলা",
		"ß’ʿ", "เเ์", "क़़्", "ܝܰܥܩܽܘܒ", "x̱", "አማርኛ", "\u0651\u064e",
	} {
		f.Add(word, "")
		f.Add(word, "fa")
		f.Add(word, "tr-TR")
	}
	f.Fuzz(func(t *testing.T, word, lang string) {
		if !utf8.ValidString(word) || !utf8.ValidString(lang) {
			t.Skip()
		}
		got := Readings(word, lang)
		if len(got) < 1 || len(got) > maxReadings {
			t.Fatalf("Readings(%q, %q): %d readings", word, lang, len(got))
		}
		for i, s := range got {
			if !plainASCII(s) {
				t.Fatalf("Readings(%q, %q)[%d] = %q", word, lang, i, s)
			}
			if slices.Index(got, s) != i {
				t.Fatalf("Readings(%q, %q) = %q: repeated", word, lang, got)
			}
		}
		if again := Readings(word, lang); !slices.Equal(got, again) {
			t.Fatalf("Readings(%q, %q) = %q, then %q", word, lang, got, again)
		}
		if plainASCII(word) && got[0] != word {
			t.Fatalf("Readings(%q, %q)[0] = %q", word, lang, got[0])
		}
	})
}

func TestASCIIAllocatesOnlyTheResult(t *testing.T) {
	Readings("warm", "")
	if n := testing.AllocsPerRun(100, func() { Readings("mohammed", "") }); n > 1 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkReadings(b *testing.B) {
	for _, word := range []string{"mohammed", "erdoğan", "السوداني", "נתניהו", "щербаков", "παπανδρέου", "नरेन्द्र", "ブッシュ", "習近平", "김정은"} {
		b.Run(word, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Readings(word, "")
			}
		})
	}
}
