package name

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"no letter", " — !?… ", ""},
		{"invalid UTF-8", "Ba\xffdr\xc3", "ba dr"},
		{"one space", "  Badr \t\n  Organization ", "badr organization"},
		{"punctuation parts words", "Ansar-Allah/Houthis,Sanaa", "ansar allah houthis sanaa"},
		{"emoji parts words", "Badr🔥Org", "badr org"},

		{"upper case", "KATA'IB HEZBOLLAH", "kataib hezbollah"},
		{"Turkish dotted capital", "İSTANBUL", "istanbul"},
		{"Turkish dotless", "Ahmet Yıldız", "ahmet yildiz"},
		{"Greek final sigma", "Κύπρος ΚΎΠΡΟΣ", "κυπροσ κυπροσ"},
		{"Georgian capitals", "ᲒᲔᲝᲠᲒᲘ", "გეორგი"},
		{"titlecase digraph", "ǅamija", "dzamija"},

		{"marks", "Fayyāḍ Müller Ñandú", "fayyad muller nandu"},
		{"marks apart", "Mu\u0308ller", "muller"},
		{"Vietnamese stacks two", "Nguyễn Phú Trọng", "nguyen phu trong"},
		{"letters with a stroke", "Łódź Øresund Đặng Straße Æther Þór", "lodz oresund dang strasse aether thor"},
		{"Cyrillic accents go", "Ёлкин Кириллу́", "елкин кириллу"},
		{"Cyrillic letters stay", "Йод Їжак Ґудзь", "йод їжак гудзь"},
		{"Devanagari signs stay", "नरेन्द्र", "नरेन्द्र"},
		{"kana voicing stays", "バドル", "バドル"},
		{"kana voicing of half width", "ﾊﾞﾄﾞﾙ", "バドル"},
		{"Thai signs stay", "ชินวัตร", "ชินวัตร"},
		{"traditional characters", "臺灣國立大學", "台湾国立大学"},

		{"apostrophe", "Kata'ib Kata’ib Kata`ib Kataʾib Kataʿib Kata´ib", "kataib kataib kataib kataib kataib kataib"},
		{"apostrophe before and after", "'Ali’ ‘Asa'ib", "ali asaib"},
		{"possessive stays in the folded form", "Iraq's", "iraqs"},
		{"Hebrew geresh", "ג׳ורג' ג'ורג׳", "גורג גורג"},
		{"Hebrew gershayim", "צה״ל צה\"ל", "צהל צהל"},
		{"Hebrew points", "דָּוִד", "דוד"},
		{"glottal stop letters", "ʔAbd ʕAli", "abd ali"},

		{"tatweel", "الحـــشد", "الحشد"},
		{"tashkeel", "مُحَمَّد", "محمد"},
		{"alef", "أحمد إيران آل ٱلله", "احمد ايران ال الله"},
		{"yeh", "علی على علي سێ", "علي علي علي سي"},
		{"kaf", "کتائب كتائب ڪتائب", "كتايب كتايب كتايب"},
		{"heh", "فاطمة فاطمه فاطمۀ بەڵێ", "فاطمه فاطمه فاطمه بهڵي"},
		{"hamza", "فؤاد لواء مسؤول", "فواد لوا مسوول"},
		{"ZWNJ parts words", "تیپ‌های", "تيپ هاي"},
		{"ZWJ and soft hyphen join", "حز\u200dب ba\u00addr", "حزب badr"},
		{"Syriac points", "ܝܰܥܩܽܘܒ", "ܝܥܩܘܒ"},

		{"Arabic-Indic digits", "لواء ٣١٣", "لوا 313"},
		{"Persian digits", "۳۱۳", "313"},
		{"Devanagari digits", "१२", "12"},
		{"Roman numeral letter", "Ⅷ", "viii"},
		{"superscript", "x²", "x"},

		{"full width", "ＡＢＣ１２", "abc12"},
		{"Latin ligature", "ﬁle", "file"},
		{"Arabic ligature", "ﻻ ﷲ", "لا الله"},
		{"Arabic ligature of words", "ﷺ", "صلي الله عليه وسلم"},
		{"Arabic presentation forms", "ﺣﺰﺏ", "حزب"},
		{"mathematical letters", "𝐁𝐚𝐝𝐫", "badr"},

		{"dotted acronym", "U.S.A. S.A. р.ф.", "usa sa рф"},
		{"dotted acronym at the end", "in the U.S.", "in the us"},
		{"spaced initials", "S. A.", "s a"},
		{"initials before a name", "B.J. Nottage", "bj nottage"},
		{"a dot between words", "kataib.hezbollah", "kataib hezbollah"},
		{"Han is one word", "巴德尔组织", "巴德尔组织"},
	} {
		if got := Fold(test.in); got != test.want {
			t.Errorf("%s: Fold(%q) = %q, want %q", test.name, test.in, got, test.want)
		}
	}
}

// TestFoldDigits checks the digits of every script: Unicode lays them out ten by ten.
func TestFoldDigits(t *testing.T) {
	digits := 0
	check := func(lo, hi, stride rune) {
		if stride != 1 || (hi-lo+1)%10 != 0 {
			t.Fatalf("%U..%U is no row of ten digits", lo, hi)
		}
		for r := lo; r <= hi; r++ {
			digits++
			if got, want := Fold(string(r)), string('0'+(r-lo)%10); got != want {
				t.Errorf("Fold(%U) = %q, want %q", r, got, want)
			}
		}
	}
	for _, x := range unicode.Nd.R16 {
		check(rune(x.Lo), rune(x.Hi), rune(x.Stride))
	}
	for _, x := range unicode.Nd.R32 {
		check(rune(x.Lo), rune(x.Hi), rune(x.Stride))
	}
	if digits < 600 {
		t.Errorf("only %d digits", digits)
	}
}

// TestLetterFolds checks that a fold leads to a letter that is not folded on.
func TestLetterFolds(t *testing.T) {
	for from, to := range letterFolds {
		if got := Fold(string(from)); got != to {
			t.Errorf("Fold(%q) = %q, want %q", from, got, to)
		}
		if got := Fold(to); got != to {
			t.Errorf("%q folds to %q, which folds to %q", from, to, got)
		}
	}
}

// FuzzFold checks that folding is idempotent and gives lower-case words in NFC,
// one space apart, for any bytes.
func FuzzFold(f *testing.F) {
	for _, s := range []string{
		"", " ", "\xff\xfe", "Kata'ib HEZBOLLAH", "كتائب حزب الله", "مُحَمَّد ٣١٣ ﷺ", "تیپ‌های", "צה״ל ג׳ורג׳",
		"ＡＢＣ U.S.A. B.J. Nottage", "İı ß ẞ Ǆ ŉ", "ϓ ϔ ᾳ ΰ", "Й и\u0306 й\u0301 Ї", "巴德尔组织 ﾊﾞﾄﾞﾙ ゟ", "한글 각",
		"ʔ ء ـ\u200d \u00ad'", "a\u0301\u0323 \u0327c", "𝔹𝕒𝕕𝕣 𝟛", "ⅷ ↀ ⓐ", "ি ্ ா", "Ꭰ ᏸ Ა",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		if slow := slowFold(s); folded != slow {
			t.Fatalf("Fold(%q) = %q, without tables %q", s, folded, slow)
		}
		if again := Fold(folded); again != folded {
			t.Fatalf("Fold(%q) = %q, and of that %q", s, folded, again)
		}
		if !utf8.ValidString(folded) {
			t.Fatalf("Fold(%q) = %q is not UTF-8", s, folded)
		}
		if !norm.NFC.IsNormalString(folded) {
			t.Fatalf("Fold(%q) = %q is not NFC", s, folded)
		}
		space := true // before the first word
		for _, r := range folded {
			if r == ' ' && space {
				t.Fatalf("Fold(%q) = %q has a space too many", s, folded)
			}
			space = r == ' '
			if !space && (unicode.ToLower(r) != r || isApostrophe(r) || isDropped(r) || unicode.IsDigit(r) && r > '9') {
				t.Fatalf("Fold(%q) = %q holds %U", s, folded, r)
			}
		}
		if space && folded != "" {
			t.Fatalf("Fold(%q) = %q ends in a space", s, folded)
		}
	})
}

// slowFold is Fold without tables.
func slowFold(s string) string {
	var words []string
	for p := range pieces(s) {
		_, folded := foldWord(s[p.start:p.end])
		words = append(words, strings.Fields(folded)...)
	}
	return strings.Join(words, " ")
}

// TestSimpleFolds checks that what a letter folds to does not depend on the
// letters beside it where simpleFolds says so.
func TestSimpleFolds(t *testing.T) {
	simple := 0
	var b strings.Builder
	for r := range rune(simpleRunes) {
		if isWord(r) != isWordRune(r) {
			t.Errorf("%U is a word rune: %v", r, isWordRune(r))
		}
		if simpleFolds[r].n == notSimple {
			continue
		}
		simple++
		b.Reset()
		for next := r % 7; next < simpleRunes; next += 7 {
			if isWord(next) {
				b.WriteString("x" + string(r) + string(next) + " ")
			}
		}
		if text := b.String(); Fold(text) != slowFold(text) {
			for word := range strings.FieldsSeq(text) {
				if got, want := Fold(word), slowFold(word); got != want {
					t.Errorf("Fold(%+q) = %+q, want %+q", word, got, want)
				}
			}
		}
	}
	if simple < 1000 {
		t.Errorf("only %d runes are simple", simple)
	}
}

func TestFoldingWords(t *testing.T) {
	var f Folding
	for in, want := range map[string][]string{
		"Kata'ib  Hizb-Allah": {"Kata'ib", "Hizb", "Allah"},
		"ﷺ":                   {"ﷺ", "ﷺ", "ﷺ", "ﷺ"},
		"U.S.A. ـ х":          {"U.S.A", "х"},
		"?":                   nil,
	} {
		f.Fold(in)
		var got []string
		for _, w := range f.Words {
			got = append(got, in[w.Start:w.End])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestSimplified: segmenting needs characters of one length, and folding twice changes nothing.
func TestSimplified(t *testing.T) {
	if len(simplified()) < 2000 {
		t.Fatalf("%d characters", len(simplified()))
	}
	for from, to := range simplified() {
		if utf8.RuneLen(from) != utf8.RuneLen(to) || simplify(from) != to || simplify(to) != to {
			t.Errorf("%c is %c, and that %c", from, to, simplify(to))
		}
	}
}
