package table

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{
		"":                  0,
		"Kata'ib":           7,
		"كتائب حزب الله":    14,
		"مُحَمَّد":          4, // marks take no room
		"חזבאללה":           7,
		"真主党":               6,
		"カタイブ":              8,
		"é":                 1, // e with a combining acute
		"\u2068كتائب\u2069": 5,
		"Ḥizb Allāh":        10,
		"👨‍👩‍👧":             2,
		"한국":                4,
	} {
		if got := Width(text); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}

func TestTruncate(t *testing.T) {
	for name, test := range map[string]struct {
		text  string
		width int
		want  string
	}{
		"fits":                        {"Badr", 4, "Badr"},
		"cut":                         {"Badr Organization", 6, "Badr…"},
		"no room for half a wide one": {"真主党", 4, "真…"},
		"a letter keeps its marks":    {"مُحَمَّد", 3, "مُحَ…"},
		"nothing left":                {"Badr", 0, ""},
		"only the ellipsis":           {"Badr", 1, "…"},
	} {
		t.Run(name, func(t *testing.T) {
			got := Truncate(test.text, test.width)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if Width(got) > test.width {
				t.Errorf("%q is %d wide, want at most %d", got, Width(got), test.width)
			}
		})
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"plain كتائب":            "plain كتائب",
		"\x1b[31mred\x07":        " [31mred ",
		"two\nlines\ttabbed":     "two lines tabbed",
		"turn \u202eback\u202c":  "turn back",
		"\u2069close\u2068":      "close",
		"zero\u200cwidth joiner": "zero\u200cwidth joiner",
		"bad \xff byte":          "bad \ufffd byte",
	} {
		if got := Clean(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestIsolate(t *testing.T) {
	for _, text := range []string{"كتائب", "חזבאללה", "KH كتائب", "١٢"} {
		if got := Isolate(text); got != isolate+text+endIsolate {
			t.Errorf("%q: got %q", text, got)
		}
	}
	for _, text := range []string{"", "Badr", "真主党", "Бадр 12"} {
		if got := Isolate(text); got != text {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

// scripts is a table with a row in each kind of script.
func scripts(screen Screen) (string, error) {
	var out strings.Builder
	t := New(&out, screen, Column{Title: "MENTION"}, Column{Title: "ID", Keep: true}, Column{Title: "P", Right: true, Keep: true}, Column{})
	for _, mention := range []string{"Kata'ib Hezbollah", "كتائب حزب الله", "גדודי חזבאללה", "真主党旅", "مُحَمَّد"} {
		t.Add(Cell{mention, Bold}, Cell{Text: "id-" + string(rune('0'+len(mention)%10))}, Cell{Text: "0.98"}, Cell{Text: "حزب"})
	}
	t.Add(Cell{Text: "short"})
	err := t.Flush()
	return out.String(), err
}

func TestColumnsStayStraight(t *testing.T) {
	for name, screen := range map[string]Screen{"plain": {}, "narrow": {Width: 45}} {
		t.Run(name, func(t *testing.T) {
			text, err := scripts(screen)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
			if len(lines) != 7 {
				t.Fatalf("%d lines:\n%s", len(lines), text)
			}
			column := -1
			for _, line := range lines[1:6] {
				before, _, found := strings.Cut(line, "id-")
				if !found {
					t.Fatalf("no ID in %q", line)
				}
				if column < 0 {
					column = Width(before)
				}
				if Width(before) != column {
					t.Errorf("ID at %d, want %d: %q", Width(before), column, line)
				}
				if strings.Count(line, isolate) != strings.Count(line, endIsolate) {
					t.Errorf("isolates do not pair: %q", line)
				}
				if screen.Width > 0 && Width(line) > screen.Width {
					t.Errorf("%d wide, the screen has %d: %q", Width(line), screen.Width, line)
				}
			}
			if lines[6] != "short" {
				t.Errorf("empty cells leave space behind: %q", lines[6])
			}
		})
	}
}

func TestColor(t *testing.T) {
	text, err := scripts(Screen{Color: true})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, "\x1b[1m"+"真主党旅"+"\x1b[0m") {
		t.Errorf("no bold cell in %q", text)
	}
	if plain, _ := scripts(Screen{}); strings.Contains(plain, "\x1b") {
		t.Errorf("escape sequences without colour: %q", plain)
	}
}

func TestColumnsOnlyGrow(t *testing.T) {
	var out strings.Builder
	table := New(&out, Screen{}, Column{Title: "A"}, Column{Title: "B"})
	for _, a := range []string{"long enough", "x"} {
		table.Add(Cell{Text: a}, Cell{Text: "b"})
		if table.Rows() != 1 {
			t.Fatalf("%d rows wait", table.Rows())
		}
		if err := table.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if want := "A            B\nlong enough  b\nx            b\n"; out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// Two Arabic cells side by side are one run of right-to-left text to a
// terminal that reorders, and it swaps them, unless they are isolated.
func TestColumnsKeepTheirOrder(t *testing.T) {
	runs := func(line string) int {
		var p bidi.Paragraph
		if _, err := p.SetString(line, bidi.DefaultDirection(bidi.LeftToRight)); err != nil {
			t.Fatal(err)
		}
		order, err := p.Order()
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for i := range order.NumRuns() {
			if run := order.Run(i); run.Direction() == bidi.RightToLeft {
				n++
			}
		}
		return n
	}
	var out strings.Builder
	table := New(&out, Screen{}, Column{}, Column{}, Column{})
	table.Add(Cell{Text: "id"}, Cell{Text: "كتائب"}, Cell{Text: "النجباء"})
	if err := table.Flush(); err != nil {
		t.Fatal(err)
	}
	line := strings.TrimSuffix(out.String(), "\n")
	if n := runs(line); n != 2 {
		t.Errorf("%d right-to-left runs in %q, want 2", n, line)
	}
	if n := runs(strings.NewReplacer(isolate, "", endIsolate, "").Replace(line)); n != 1 {
		t.Errorf("without isolates there are %d runs: this test shows nothing", n)
	}
}

func TestColumnsWithALeastWidth(t *testing.T) {
	columns := []Column{{Title: "ID", Keep: true}, {Title: "NAME", Spare: 1}, {Title: "WHY", Least: 24}}
	for screen, want := range map[int][]int{94: {20, 30, 40}, 80: {20, 22, 34}, 60: {20, 12, 24}, 59: {20, leftOut, 37}, 40: {20, leftOut, 18}} {
		if got := fit(columns, []int{20, 30, 40}, screen); !slices.Equal(got, want) {
			t.Errorf("%d columns: got %v, want %v", screen, got, want)
		}
	}
}

// Where nothing more can be left out, columns are cut below what is comfortable.
func TestScarceScreens(t *testing.T) {
	columns := []Column{{Title: "ID", Keep: true}, {Title: "NAME"}, {Title: "WHY", Spare: 1}}
	for screen, want := range map[int][]int{34: {20, 12, leftOut}, 30: {20, 8, leftOut}, 28: {20, 6, leftOut}, 20: {20, 6, leftOut}} {
		if got := fit(columns, []int{20, 30, 40}, screen); !slices.Equal(got, want) {
			t.Errorf("%d columns: got %v, want %v", screen, got, want)
		}
	}
}

func TestNarrowScreens(t *testing.T) {
	columns := []Column{{Title: "ID", Keep: true}, {Title: "NAME", Spare: 1}, {Title: "WHY", Spare: 2}}
	wanted := []int{20, 30, 40}
	for name, test := range map[string]struct {
		screen int
		want   []int
	}{
		"no terminal":          {0, []int{20, 30, 40}},
		"everything fits":      {94, []int{20, 30, 40}},
		"the widest is cut":    {90, []int{20, 30, 36}},
		"then all alike":       {70, []int{20, 23, 23}},
		"the sparest goes":     {47, []int{20, 25, leftOut}},
		"then the next":        {30, []int{20, leftOut, leftOut}},
		"what must stay stays": {10, []int{20, leftOut, leftOut}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fit(columns, wanted, test.screen); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }

func TestFlushReportsTheWriter(t *testing.T) {
	table := New(broken{}, Screen{}, Column{})
	table.Add(Cell{Text: "x"})
	if err := table.Flush(); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}

func FuzzTruncate(f *testing.F) {
	f.Add("كتائب 真主 e\u0301", 5)
	f.Fuzz(func(t *testing.T, text string, width int) {
		clean := Clean(text)
		if width < 0 || width > 200 || !utf8.ValidString(clean) {
			return
		}
		got := Truncate(clean, width)
		if Width(got) > width {
			t.Errorf("%q is %d wide, want at most %d", got, Width(got), width)
		}
		if again := Truncate(got, width); again != got {
			t.Errorf("cut again: %q, then %q", got, again)
		}
	})
}
