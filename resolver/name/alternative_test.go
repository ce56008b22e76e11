package name

import (
	"slices"
	"strings"
	"testing"
)

func TestAlternatives(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     []string // besides the string itself, without the blanks around them
	}{
		{"one name", "Badr Organization", nil},
		{"acronym in brackets", "Popular Mobilization Forces (PMF)", []string{"Popular Mobilization Forces", "PMF"}},
		{"acronym in square brackets", "Popular Mobilization Forces [PMF]", []string{"Popular Mobilization Forces", "PMF"}},
		{"acronym in full-width brackets", "Popular Mobilization Forces（PMF）", []string{"Popular Mobilization Forces", "PMF"}},
		{"acronym in Cyrillic", "Народный фронт освобождения (НФО)", []string{"Народный фронт освобождения", "НФО"}},
		{"acronym in another order", "Breton Liberation Front (FLB)", []string{"Breton Liberation Front", "FLB"}},
		{"acronym of glued words", "Kwangson Banking Corporation (KKBC)", []string{"Kwangson Banking Corporation", "KKBC"}},
		{"something else in brackets", "Green Zone (Baghdad)", []string{"Green Zone"}},
		{"several words in brackets", "Badr (Iraq only)", []string{"Badr"}},
		{"brackets in brackets", "a (b [c] d) e", []string{"a           e"}},
		{"never closed", "Badr (Organization", []string{"Badr"}},
		{"never opened", "Badr) Organization", []string{"Badr  Organization"}},
		{"semicolons", "Badr; Asa'ib; Kata'ib", []string{"Badr", "Asa'ib", "Kata'ib"}},
		{"spaced slash", "Ansar Allah / Houthis", []string{"Ansar Allah", "Houthis"}},
		{"a slash between acronyms", "ADF/NALU", []string{"ADF", "NALU"}},
		{"a slash between short ones", "MV/FV", nil},
		{"a slash alone joins", "Ansar Allah/Houthis", nil},
		{"also known as", "Badr Organization, also known as the Badr Corps", []string{"Badr Organization,", "the Badr Corps"}},
		{"several times", "Badr a.k.a. Fajr AKA Nasr", []string{"Badr", "Fajr", "Nasr"}},
		{"in brackets", "Badr (formerly known as Badr Corps)", []string{"Badr", "Badr Corps"}},
		{"without marks", "Yihad, tambien conocida como Yihad Islamica", []string{"Yihad,", "Yihad Islamica"}},
		{"in capitals", "ПМЦ ВАГНЕР, ТАКЖЕ ИЗВЕСТНАЯ КАК ЛИГА", []string{"ПМЦ ВАГНЕР,", "ЛИГА"}},
		{"glued on", "أبو محمد المعروف بأبي علي", []string{"أبو محمد", "أبي علي"}},
		{"without spaces", "真主党，又称黎巴嫩真主党", []string{"真主党，", "黎巴嫩真主党"}},
		{"nothing before", "Alias Smith", nil},
		{"nothing behind", "Badr alias", nil},
		{"a part of a word", "Badr Aliasghar", nil},
		{"nothing inside", "Badr ()", []string{"Badr"}},
		{"nothing at all", "(;)", nil},
		{"in quotation marks", "ПАО «Лукойл»", []string{"Лукойл"}},
		{"the inner of two", "ООО «Торговый дом «Звезда»", []string{"Звезда"}},
		{"low and high marks", "UAB „Laisva Lietuva“", []string{"Laisva Lietuva"}},
		{"a full stop behind", "Concern \"Kalashnikov\".", []string{"Kalashnikov"}},
		{"another's name", "Бригады «Хезболла»", nil},
		{"quoted as a whole", "«Лукойл»", nil},
		{"a nickname", "Richard \"Dickie\" Bradley", []string{"Richard          Bradley", "\"Dickie\" Bradley"}},
		{"a nickname of two words", "Joaquín “El Chapo” Guzmán", []string{"Joaquín                Guzmán", "“El Chapo” Guzmán"}},
		{"a nickname behind", "Joaquín Guzmán \"El Chapo\"", nil},
		{"a nickname of nobody", "\"El Chapo\" Guzmán", nil},
		{"an organization's name inside", "Dendrological Park \"Sofiyivka\" of the Academy", nil},
		{"a long one inside", "The \"Young Guard of United\" Russia", nil},
		{"two inside", "Ali \"One\" and \"Two\" Khan", nil},
		{"too short to be a name", "the \"XY\"", nil},
		{"invalid UTF-8 names nobody", "\xff(\xe2", nil},
	} {
		var got []string
		all := Builtin().Alternatives(test.in)
		for _, a := range all[1:] {
			got = append(got, strings.TrimSpace(a))
		}
		if all[0] != test.in || !slices.Equal(got, test.want) {
			t.Errorf("%s: Alternatives(%q) = %q, want itself and %q", test.name, test.in, all, test.want)
		}
	}
}

// FuzzAlternatives checks that every alternative has the length of the string
// and holds at each place the string's byte or a blank.
func FuzzAlternatives(f *testing.F) {
	for _, s := range []string{"", "a (b) c", "（甲）乙", "a; b / c", "a aka b (alias c)", "甲又称乙", "أ المعروف بب", "(\xff", "([)]", "a / ", ";;", "a «bcde»", "a „bcde“.", "\"\"", "«»"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		Builtin().InBrackets(s) // of whatever brackets
		all := Builtin().Alternatives(s)
		if all[0] != s {
			t.Fatalf("Alternatives(%q)[0] = %q", s, all[0])
		}
		for _, a := range all[1:] {
			if len(a) != len(s) || Fold(a) == "" {
				t.Fatalf("Alternatives(%q) has %q", s, a)
			}
			for i := range len(a) {
				if a[i] != s[i] && a[i] != ' ' {
					t.Fatalf("Alternatives(%q) has %q, which differs at byte %d", s, a, i)
				}
			}
		}
	})
}
