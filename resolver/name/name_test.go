package name

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// show writes tokens as their pieces of the string, parted by bars.
func show(n Name) string {
	var parts []string
	for _, t := range n.Tokens {
		parts = append(parts, n.Text[t.Start:t.End])
	}
	return strings.Join(parts, "|")
}

func TestTokens(t *testing.T) {
	for _, test := range []struct{ name, in, want, folded string }{
		{"words", "Kata'ib al-Nujaba, Iraq", "Kata'ib|al|Nujaba|Iraq", "kataib al nujaba iraq"},
		{"none", " … ", "", ""},
		{"phrase", "the United Arab Emirates", "the|United Arab Emirates", "the united arab emirates"},
		{"phrase over punctuation", "United-Arab, Emirates", "United-Arab, Emirates", "united arab emirates"},
		{"phrase with ZWNJ", "تیپ‌های بدر", "تیپ‌های|بدر", "تيپ هاي بدر"},
		{"no phrase across another word", "United Bank Arab Emirates", "United|Bank|Arab|Emirates", "united bank arab emirates"},

		{"English possessive", "Iraq's army", "Iraq|army", "iraq army"},
		{"possessive of a phrase", "Saudi Arabia's army", "Saudi Arabia|army", "saudi arabia army"},
		{"possessive of a phrase whose plural is a word", "Prime Minister's office", "Prime Minister's|office", "prime ministers office"},
		{"possessive of a noun with its article", "the People's Army", "the|People's|Army", "the peoples army"},
		{"Turkish suffixes", "Irak'ta Kerbela’nın", "Irak|Kerbela", "irak kerbela"},
		{"an apostrophe that is no suffix", "Kata'ib O'Neil", "Kata'ib|O'Neil", "kataib oneil"},

		{"elisions", "Musée d'Orsay de l’Université", "Musée|d'|Orsay|de|l’|Université", "musee de orsay de le universite"},
		{"an Italian elision", "Ministero dell'Interno", "Ministero|dell'|Interno", "ministero della interno"},
		{"no elision before a consonant", "D'Souza L'vov", "D'Souza|L'vov", "dsouza lvov"},
		{"no elision of initials", "L'O", "L'O", "lo"},
		{"a phrase with an elision", "Côte d'Ivoire", "Côte d'Ivoire", "cote de ivoire"},

		{"an article behind an apostrophe", "Ebu'l-Fadl", "Ebu|'l|Fadl", "ebu al fadl"},
		{"an article that became like", "Hareketü'n-Nüceba", "Hareketü|'n|Nüceba", "hareketu al nuceba"},
		{"an article that did not", "Seraya's-Cihad", "Seraya|Cihad", "seraya cihad"},
		{"an abbreviation", "Int'l Bank", "Int'l|Bank", "intl bank"},
		{"an ending behind an acronym", "PKK-nın BMT-nin", "PKK-nın|BMT-nin", "pkk bmt"},
		{"a word behind a hyphen", "Kara-nin", "Kara|nin", "kara nin"},
		{"an article in Thai", "อัช-ชะอบี", "อัช|ชะอบี", "อัช ชะอบี"},

		{"dotted acronym", "U.S.A. Bank", "U.S.A|Bank", "usa bank"},
		{"dotted legal form", "Samir S.A.", "Samir|S.A", "samir sa"},
		{"dotted initials", "B.J. Nottage", "B.|J|Nottage", "b j nottage"},
		{"dotted initials that are a word without dots", "M.A. Khan", "M.|A|Khan", "m a khan"},
		{"initials that are a legal form elsewhere", "A. S. Ivanov", "A|S|Ivanov", "a s ivanov"},
		{"a legal form in two", "ČEZ, a. s.", "ČEZ|a. s", "cez a s"},
		{"dotted initials that look like a numeral", "I.I. Kartukov", "I.|I|Kartukov", "i i kartukov"},

		{"an ordinal", "32nd Brigade", "32nd|Brigade", "32 brigade"},
		{"an ordinal in Cyrillic", "32-я бригада", "32-я|бригада", "32 бригада"},
		{"a small ordinal, which the lexicon knows", "5th Corps", "5th|Corps", "5th corps"},
		{"a number with a letter", "Unit 16A", "Unit|16A", "unit 16a"},

		{"a linking letter", "Ortega y Gasset", "Ortega|y|Gasset", "ortega y gasset"},
		{"dotted initials that are a legal form elsewhere", "S.A. Lavrov", "S.|A|Lavrov", "s a lavrov"},
		{"a legal form behind a name", "Damm S.A.", "Damm|S.A", "damm sa"},
		{"what ships are", "M.V. Lena", "M.V|Lena", "mv lena"},
		{"a country", "U.S. Army", "U.S|Army", "us army"},
		{"an initial that might link", "O. Rajagopal", "O|Rajagopal", "o rajagopal"},

		{"camel case", "BadrOrganization", "Badr|Organization", "badr organization"},
		{"a hashtag", "#HashdAlShaabi", "Hashd|Al|Shaabi", "hashd al shaabi"},
		{"a prefix is no camel case", "McDonald DeVito", "McDonald|DeVito", "mcdonald devito"},
		{"several humps", "BadrOrgGroup", "Badr|Org|Group", "badr org group"},

		{"German compound", "Volkspartei", "Volks|partei", "volks partei"},
		{"compound of a hyphenated name", "Rote-Bundesarmee", "Rote|Bundes|armee", "rote bundes armee"},
		{"compound of three, with a linking s and an umlaut", "Volksmobilisierungskräfte", "Volks|mobilisierung|kräfte", "volks mobilisierung krafte"},
		{"compound with a possessive", "Volkspartei's", "Volks|partei", "volks partei"},
		{"compound of unknown parts", "Volksmobilmachungszirkel", "Volksmobilmachungszirkel", "volksmobilmachungszirkel"},
		{"words of phrases stay whole", "Falkland Islands", "Falkland Islands", "falkland islands"},

		{"Han", "巴德尔组织", "巴德尔|组织", "巴德尔 组织"},
		{"Han of known words", "中国人民解放军", "中国|人民|解放|军", "中国 人民 解放 军"},
		{"a person in Han stays whole", "習近平", "習近平", "习近平"},
		{"kana and Han", "バドル組織", "バドル|組織", "バドル 组织"},
		{"half-width kana have one span", "ﾊﾞﾄﾞﾙ組織", "ﾊﾞﾄﾞﾙ組織|ﾊﾞﾄﾞﾙ組織", "バドル 组织"},
		{"Hangul ending", "이라크군", "이라크|군", "이라크 군"},
		{"Hangul head word", "바드르조직", "바드르|조직", "바드르 조직"},
		{"a person in Hangul", "김정은", "김|정은", "김 정은"},
		{"a family name of two syllables", "남궁민수", "남궁|민수", "남궁 민수"},
		{"a Hangul word that starts as no family name", "모로코", "모로코", "모로코"},
		{"a foreign place that starts as a family name", "하라레", "하라레", "하라레"},
		{"a foreign name that ends as a Hangul word", "크리스 코넬", "크리스|코넬", "크리스 코넬"},
		{"Latin before Han", "JSR株式会社", "JSR|株式会社", "jsr 株式会社"},
		{"Latin behind Hangul", "한국IBM", "한국|IBM", "한국 ibm"},
		{"a term of both", "NPO法人", "NPO法人", "npo法人"},
		{"a numbered unit", "第45旅", "第45|旅", "45 旅"},
		{"a numbered unit without a sign", "3사단", "3|사단", "3 사단"},
		{"a numbered works", "第12号工場", "第12号|工場", "12 工场"},
		{"a numbered king", "헨리 7세", "헨리|7세", "헨리 7세"},
		{"a month", "5月15日組織", "5月|15|日|組織", "5月 15 日 组织"},
		{"a number in a word of Latin", "M19運動", "M19|運動", "m19 运动"},
		{"no phrase across &", "Health & Care", "Health|Care", "health care"},
		{"a phrase with &", "GmbH & Co. KG", "GmbH & Co. KG", "gmbh co kg"},

		{"ligature of words", "ﷺ", "ﷺ|ﷺ|ﷺ|ﷺ", "صلي الله عليه وسلم"},
		{"invalid UTF-8", "Badr\xffOrg", "Badr|Org", "badr org"},
	} {
		n := Builtin().Tokens(test.in)
		if got := show(n); got != test.want || n.Folded != test.folded {
			t.Errorf("%s: Tokens(%q) = %q, folded %q; want %q, %q", test.name, test.in, got, n.Folded, test.want, test.folded)
		}
	}
}

// TestDottedInitial checks that the dot tells an initial from a word that links.
func TestDottedInitial(t *testing.T) {
	l := Builtin()
	for _, test := range []struct {
		in   string
		want Role
	}{
		{"O. Rajagopal", RoleInitial},
		{"Rajagopal O.", RoleInitial},
		{"С. Лавров", RoleInitial},
		{"Д.А. Медведев", RoleInitial},
		{"с. Горки", RolePlace},
		{"Ch. Aitmatov", RoleInitial},
		{"Yu.V. Kovalchuk", RoleInitial},
		{"Rajagopal, E.X.", RoleInitial},
		{"O Globo", RoleFunction},
	} {
		for _, token := range l.Tokens(test.in).Tokens {
			if w := l.Word(token.Text); len(w.Folded) == 1 && w.Role != test.want {
				t.Errorf("%s: %q is %v, want %v", test.in, token.Text, w.Role, test.want)
			}
		}
	}
}

// TestDottedAbbreviation checks that a country with dots is no article.
func TestDottedAbbreviation(t *testing.T) {
	l := Builtin()
	for _, test := range []struct {
		in, folded string
		want       Role
	}{
		{"U.S. Army", "us", RoleGeo},
		{"Dar us-Salaam", "us", RoleFunction},
		{"Agrofert, a.s.", "as", RoleLegal},
		{"as-Salaam", "as", RoleFunction},
		{"U.N. Security Council", "un", RoleQualifier},
	} {
		at := -1
		for _, token := range l.Tokens(test.in).Tokens {
			if w := l.Word(token.Text); w.Folded == test.folded {
				if at = token.Start; w.Role != test.want {
					t.Errorf("%s: %q is %v, want %v", test.in, token.Text, w.Role, test.want)
				}
			}
		}
		if at < 0 {
			t.Errorf("%s has no word %q", test.in, test.folded)
		}
	}
}

// TestSyllables checks that syllables of East Asian names are no function words.
func TestSyllables(t *testing.T) {
	l := Builtin()
	for _, test := range []struct {
		in, word string
		want     Role
	}{
		{"Kim Jong Il", "il", RoleContent},
		{"KIM IL SUNG", "il", RoleContent},
		{"Kim Yong-il", "il", RoleContent},
		{"Lai Ching-te", "te", RoleContent},
		{"Il Sole 24 Ore", "il", RoleFunction},
		{"Kim and Chang", "and", RoleFunction},
		{"אל-חשד א-שעבי", "אל", RoleFunction},
		{"א-שעבי", "א", RoleCount},
		{"Park of the Kims", "of", RoleFunction},
		{"NSCN-IM", "im", RoleFunction},
	} {
		for _, token := range l.Tokens(test.in).Tokens {
			if w := l.Word(token.Text); w.Folded == test.word && w.Role != test.want {
				t.Errorf("%s: %q is %v, want %v", test.in, w.Folded, w.Role, test.want)
			}
		}
	}
}

// TestTokensOfTerms checks that compounds and runs come apart at words that
// were added.
func TestTokensOfTerms(t *testing.T) {
	const compound, run = "Volksmobilmachungszirkel", "巴德尔圈子"
	l := Builtin().With([]Term{{"circle", "szirkel"}, {"circle", "圈子"}, {"popular-mobilization", "volksmobilmachung"}})
	if got, want := show(l.Tokens(compound)), "Volksmobilmachung|szirkel"; got != want {
		t.Errorf("Tokens(%q) = %q, want %q", compound, got, want)
	}
	if got, want := show(l.Tokens(run)), "巴德尔|圈子"; got != want {
		t.Errorf("Tokens(%q) = %q, want %q", run, got, want)
	}
}

func TestMaxTokens(t *testing.T) {
	n := Builtin().Tokens(strings.Repeat("badr ", MaxTokens+10))
	if len(n.Tokens) != MaxTokens {
		t.Errorf("%d tokens, want %d", len(n.Tokens), MaxTokens)
	}
	if MaxTokens > 64 {
		t.Error("package match keeps the words of a name in the bits of a uint64")
	}
}

// FuzzTokens checks that tokens lie inside the text, in order and at letters,
// and that every one has as many phonetic forms as a Word may have.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{
		"", "Kata'ib al-Imam Ali", "B.J. Nottage's", "ʔ.a", "ـ\u00ad's", "BadrOrganization", "Volkspartei", "Großbundesbank",
		"巴德尔组织", "ﾊﾞﾄﾞﾙ組織 ゟ\u200d軍", "이라크군", "تیپ‌های", "والكتائب", "הגדודים", "ﷺ", "\xff\xfe a", "Ⅷ १२", "ไทยรัฐ",
		"金正恩総書記", "约翰·傑森", "羅德里格斯", "بي بي سي", "Би-би-си",
		"Ebu'l-Fadl Tahriru'ş-Şam", "PKK-nın", "อัช-ชะอบี", "臺灣國立大學",
		strings.Repeat("a b ", 60),
	} {
		f.Add(s)
	}
	l := Builtin()
	f.Fuzz(func(t *testing.T, s string) {
		n := l.Tokens(s)
		if n.Text != s || len(n.Tokens) > MaxTokens {
			t.Fatalf("Tokens(%q): text %q, %d tokens", s, n.Text, len(n.Tokens))
		}
		if again := l.Tokens(s); again.Folded != n.Folded || !slices.Equal(again.Tokens, n.Tokens) {
			t.Fatalf("Tokens(%q) = %v, then %v", s, n, again)
		}
		var last Token
		for _, k := range n.Tokens {
			// The words of a ligature, and of a run whose letters folding changed, share a span;
			// a phrase may start or go on from there.
			inOrder := last.Start <= k.Start && last.End <= k.End
			if k.Text == "" || k.Start < 0 || k.End > len(s) || k.Start >= k.End || !inOrder {
				t.Fatalf("Tokens(%q) = %v: %v after %v", s, n.Tokens, k, last)
			}
			if utf8.ValidString(s) && !utf8.ValidString(s[k.Start:k.End]) {
				t.Fatalf("Tokens(%q): %v cuts a letter", s, k)
			}
			last = k
			w := l.Word(k.Text)
			if w.Text != k.Text || len(w.Phon) < 1 || len(w.Phon) > maxPhon || len(w.Skel) < 1 || len(w.Skel) > len(w.Phon)+min(len(w.Letters()), 1) {
				t.Fatalf("Word(%q) = %+v", k.Text, w)
			}
			for i, p := range w.Phon {
				if slices.Index(w.Phon, p) != i {
					t.Fatalf("Word(%q) sounds %q", k.Text, w.Phon)
				}
			}
		}
		if n.Folded != strings.Join(strings.Fields(n.Folded), " ") {
			t.Fatalf("Tokens(%q) folded %q", s, n.Folded)
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	for _, s := range []string{"Kata'ib Hezbollah", "كتائب حزب الله", "Хезболла", "巴德尔组织", "Volksmobilmachungskräfte"} {
		b.Run(s, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Builtin().Tokens(s)
			}
		})
	}
}

func ExampleLexicon_Tokens() {
	l := Builtin()
	for _, s := range []string{"Kata'ib Hezbollah's", "كتائب حزب الله"} {
		for _, t := range l.Tokens(s).Tokens {
			w := l.Word(t.Text)
			concept := "-"
			if len(w.Concepts) > 0 {
				concept = l.ConceptID(w.Concepts[0])
			}
			fmt.Println(w.Folded, w.Roman[0], w.Phon[0], w.Skel[0], w.Role, concept)
		}
	}
	// Output:
	// kataib kataib kataib ktb unit brigade
	// hezbollah hezbollah hezbola hsbl content -
	// كتايب ktaib ktaib ktb unit brigade
	// حزب hzb hzb hsb org party
	// الله allah ala l qualifier god
}
