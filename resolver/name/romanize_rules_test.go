package name

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// TestEveryRuleIsReachable finds for each row of each table a language and
// neighbours with which it is the row that applies.
func TestEveryRuleIsReachable(t *testing.T) {
	for _, file := range ruleFiles(t) {
		table := mustRules(file)
		for i := range table.rows {
			if !reachable(table, i) {
				t.Errorf("%s:%d: %q is never used", file, table.rows[i].line, string(table.rows[i].from))
			}
		}
	}
}

func ruleFiles(t *testing.T) []string {
	t.Helper()
	entries, err := romanizeFiles.ReadDir("data/romanize")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, e := range entries {
		if !slices.Contains([]string{"telltale.tsv", "japanese.tsv", "letters.tsv", "transcription.tsv", "korean.tsv", "vietnamese.tsv"}, e.Name()) {
			files = append(files, e.Name())
		}
	}
	if len(files) < 10 {
		t.Fatalf("only %d tables", len(files))
	}
	return files
}

func reachable(table *ruleTable, row int) bool {
	langs := table.langs[row]
	if langs == nil {
		langs = append(table.languages(), "")
	}
	want := &table.rows[row]
	for _, lang := range langs {
		set := table.forLang(lang)
		for _, left := range neighbours(&want.left) {
			for _, right := range neighbours(&want.right) {
				for _, last := range []byte{0, 'a', 'b'} {
					word := slices.Concat(left, want.from, right)
					if got := set.at(word, len(left), last); got != nil && got.line == want.line {
						return true
					}
				}
			}
		}
	}
	return false
}

// neighbours returns what may stand beside a rule: each of the letters it names,
// a letter that no rule knows, and nothing.
func neighbours(c *condition) [][]rune {
	out := [][]rune{nil, {'☃'}}
	if !c.none {
		for _, r := range c.letters {
			out = append(out, []rune{r})
		}
	}
	return out
}

// TestRulesWriteASCII checks that no row can write what a reading may not hold.
func TestRulesWriteASCII(t *testing.T) {
	for _, file := range ruleFiles(t) {
		for _, r := range mustRules(file).rows {
			for _, to := range r.to {
				if !plainASCII(strings.TrimPrefix(to, "=")) {
					t.Errorf("%s:%d: %q", file, r.line, to)
				}
			}
		}
	}
}

// TestTablesNameTheirSource checks that each table says where it is from and is
// named in alphabets or is one of the two for Latin.
func TestTablesNameTheirSource(t *testing.T) {
	for _, file := range ruleFiles(t) {
		text := mustRead(file)
		if !strings.HasPrefix(text, "# ") || !strings.Contains(text, "Columns: lang, from, left, right, to") {
			t.Errorf("%s: no header with columns", file)
		}
		used := file == "latin.tsv" || file == "respelling.tsv"
		for _, a := range alphabets {
			used = used || a.file == file
		}
		if !used {
			t.Errorf("%s is not used", path.Base(file))
		}
	}
}

// TestTelltalesMatter checks that each telltale names a language that is read in
// a way of its own, and that no letter stands there twice.
func TestTelltalesMatter(t *testing.T) {
	tells := mustTelltales()
	listed := 0
	for script, clues := range tells.letters {
		listed += len(clues)
		for letter, c := range clues {
			var known bool
			if script == Latin {
				known = loadLatin().marks[c.lang] != nil || loadLatin().spelling[c.lang] != nil
			} else if a := loadAlphabets()[script]; a != nil {
				known = a.byLang[c.lang] != nil
			}
			if !known {
				t.Errorf("%q tells of %q, which has no rules", letter, c.lang)
			}
		}
	}
	for _, g := range tells.groups {
		listed++
		if loadLatin().spelling[g.lang] == nil || loadLatin().groupLanguage(g.letters) != g.lang {
			t.Errorf("%q does not tell of %q", g.letters, g.lang)
		}
	}
	written := 0
	for _, line := range strings.Split(mustRead("telltale.tsv"), "\n") {
		if _, list, ok := strings.Cut(line, "\t"); ok && line[0] != '#' {
			written += len(strings.Fields(list))
		}
	}
	if listed != written {
		t.Errorf("%d telltales hold, %d are written", listed, written)
	}
}

func TestRuleOrder(t *testing.T) {
	table, err := parseRules("t.tsv", strings.Join([]string{
		"@V\tаи",
		"*\tк\t\t\tk",
		"*\tк\t^\t\tc|q",
		"*\tк\tV\tV\tg",
		"*\tкс\t\t\tx",
		"*\tл\t\t\tl",
		"*\tи\t\t\ti",
		"*\tъ\t\t\t=",
		"*\tь\t\t\t_",
		"xx\tк\t\t$\tkh",
		"*\tм\t+\t\tm",
		"*\tм\t-\t\tn",
		"*\tн\t!V\t!$\tn",
	}, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ word, lang, first, second string }{
		{"к", "", "c", "q"},    // the beginning
		{"лк", "", "lk", "lk"}, // no context
		{"ики", "", "igi", "igi"},
		{"лкс", "", "lx", "lx"}, // the longest
		{"кс", "", "x", "x"},    // length before context
		{"к", "xx", "kh", "kh"}, // the language
		{"лк", "xx", "lkh", "lkh"},
		{"кл", "xx", "cl", "ql"},
		{"лъь", "", "ll", "ll"}, // doubling, nothing
		{"иъ", "", "i", "i"},    // a vowel is not doubled
		{"имлм", "", "imln", "imln"},
		{"лнл", "", "lnl", "lnl"},
	} {
		set := table.forLang(test.lang)
		for i, want := range []string{test.first, test.second} {
			if got := string(set.append(nil, []rune(test.word), i)); got != want {
				t.Errorf("%s (%s) reading %d = %q, want %q", test.word, test.lang, i+1, got, want)
			}
		}
	}
}

func TestParseRulesRefuses(t *testing.T) {
	for _, text := range []string{
		"*\tк\t\tk",
		"*\t\t\t\tk",
		"*\tк\t\t\t",
		"*\tк\t\t\ta|",
		"*\tк\t\t\ta|b|c|d|e",
		"@ab\tк",
		"@я\tк",
		"@A",
	} {
		if _, err := parseRules("t.tsv", text); err == nil {
			t.Errorf("%q is accepted", text)
		} else if !strings.HasPrefix(err.Error(), "t.tsv:1: ") {
			t.Errorf("%q: %v does not say where", text, err)
		}
	}
}
