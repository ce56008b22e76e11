package match

import (
	"slices"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

// word is the analysed form of a string of one word.
func word(t *testing.T, s string) *name.Word {
	t.Helper()
	words := sentence(s).Words
	if len(words) != 1 {
		t.Fatalf("%q is %d words", s, len(words))
	}
	return words[0]
}

func TestWords(t *testing.T) {
	for _, test := range []struct {
		name, a, b string
		want       Relation
	}{
		{"equal", "Nujaba", "NUJABA", Same},
		{"equal but for marks", "Fayyāḍ", "fayyad", Same},
		{"glued article", "Alfayyadh", "Fayyadh", Same},
		{"Arabic article and particle", "والفياض", "فياض", Same},
		{"an acronym spelled out", "बीजेपी", "BJP", Same},
		{"spelled out in two scripts", "بي بي سي", "Би-би-си", Same},
		{"an acronym that sounds like a word", "بي بي سي", "Bekaa", Unrelated},
		{"translated", "Brigades", "كتائب", Translated},
		{"translated within a language", "Liwa", "Kata'ib", Translated},
		{"translated number", "seven", "7", Translated},
		{"kh and h", "Khazali", "Hazali", Alike},
		{"q and gh", "Qaani", "Ghaani", Alike},
		{"vowels", "Khazali", "Khezaly", Alike},
		{"other script", "Khazali", "الخزعلي", Alike},
		{"other script with vowels", "Nujaba", "Нуджаба", Alike},
		{"syllables", "Badr", "バドル", Alike},
		{"a slip of the finger", "Hamidawi", "Hamidwai", Alike},
		{"other names", "Khazali", "Muhandis", Unrelated},
		{"other numbers", "313", "314", Unrelated},
		{"other numbers in words", "seven", "eleven", Unrelated},
		{"short names", "Ali", "Abd", Unrelated},
		{"countries", "Iran", "Iraq", Unrelated},
		{"countries in cases", "Ирана", "Ирака", Unrelated},
		{"a father's name in a patronymic", "Евгеньевич", "Yevgeny", Unrelated},
		{"patronymics of two fathers", "Федорович", "Вікторович", Unrelated},
		{"a son's and a daughter's patronymic", "Sergeevich", "Sergeevna", Unrelated},
		{"a patronymic in another language", "Миколайович", "Николаевич", Translated},
		{"short surnames that end like patronymics", "Levich", "Mirovich", Unrelated},
		{"a patronymic respelt", "Vladimirovitj", "Vladimirovich", Alike},
		{"a country misspelt", "Iraqk", "Iraq", Alike},
	} {
		if got := Default().Words(word(t, test.a), word(t, test.b)); got.Relation != test.want {
			t.Errorf("%s: %q and %q: %+v, want relation %d", test.name, test.a, test.b, got, test.want)
		}
	}
}

// TestGivenNames: one syllable of a Korean or Chinese given name makes it another's.
func TestGivenNames(t *testing.T) {
	given := func(person string) *name.Word {
		words := sentence(person).Words
		return words[len(words)-1]
	}
	for _, test := range []struct {
		person, as string
		want       Relation
	}{
		{"김정은", "Jongun", Alike},
		{"김민교", "Minkyo", Alike},
		{"장동현", "Donghyun", Alike},
		{"이재명", "Jaemyung", Alike},
		{"이재용", "Jaemyung", Unrelated},
		{"김정남", "Jongun", Unrelated},
		{"金正恩", "Jongun", Alike},
		{"金正日", "Jongun", Unrelated},
		{"李克强", "Keqiang", Alike},
		{"李克用", "Keqiang", Unrelated},
	} {
		if got := Default().Words(given(test.person), given(test.as)); got.Relation != test.want {
			t.Errorf("%s and %s: %+v, want relation %d", test.person, test.as, got, test.want)
		}
	}
	if got := Default().Words(given("김정남"), given("김정은")); got.Relation != Unrelated {
		t.Errorf("김정남 and 김정은 meet: %+v", got)
	}
}

// TestSlips checks that a slip of the finger costs at most what one does, in any
// alphabet, and two at most twice that; and that a short word has no such excuse.
func TestSlips(t *testing.T) {
	for _, test := range []struct {
		name, a, b string
		most       float32 // bits
	}{
		{"a wrong letter", "Kurdistan", "Kurxistan", typoBits},
		{"two slips", "Federal", "Fedrela", typoBits * 2},
		{"neighbours changed places", "Mobilization", "Mobliization", typoBits},
		{"Cyrillic neighbours changed places", "Национальный", "Нациоанльный", typoBits},
		{"two slips in Arabic", "المقاومة", "المقواما", typoBits * 2},
	} {
		if got := Default().Words(word(t, test.a), word(t, test.b)); got.Relation != Alike || got.Distance > test.most {
			t.Errorf("%s: %q and %q: %+v, want alike within %v bits", test.name, test.a, test.b, got, test.most)
		}
	}
	if got := Default().Words(word(t, "Badr"), word(t, "Bxdr")); got.Relation == Alike && got.Distance == typoBits {
		t.Errorf("a short word had a slip: %+v", got)
	}
}

// TestWordsSymmetric checks every pair of a list of words in many scripts, both
// ways: the relation and the bits per sound agree, and lie in their ranges.
func TestWordsSymmetric(t *testing.T) {
	var words []*name.Word
	for _, s := range append(slices.Clone(corpus), "김정은", "金正日", "Fyodorovich", "Вікторович", "Levich", "बीजेपी", "BJP") {
		words = append(words, sentence(s).Words...)
	}
	m := Default()
	relations := map[Relation]int{}
	for _, a := range words {
		for _, b := range words {
			there, back := m.Words(a, b), m.Words(b, a)
			relations[there.Relation]++
			if there.Relation != back.Relation || there.Ratio != back.Ratio {
				t.Errorf("%q and %q: %+v, the other way %+v", a.Text, b.Text, there, back)
			}
			if a.Folded == b.Folded && there.Relation != Same {
				t.Errorf("%q and %q: %+v", a.Text, b.Text, there)
			}
			switch r := there.Ratio; there.Relation {
			case Same:
				if r != 0 || there.Distance != 0 {
					t.Errorf("%q and %q: %+v", a.Text, b.Text, there)
				}
			case Alike:
				if r < 0 || r >= maxRatio {
					t.Errorf("%q and %q: %+v", a.Text, b.Text, there)
				}
			default:
				if r < 0 || r > maxRatio {
					t.Errorf("%q and %q: %+v", a.Text, b.Text, there)
				}
			}
		}
	}
	for _, r := range []Relation{Unrelated, Same, Translated, Alike} {
		if relations[r] == 0 {
			t.Errorf("no pair has relation %d", r)
		}
	}
}

// TestGain checks the order in which links are taken: the same word before its
// translation before what only sounds alike, and nothing for what is unrelated.
func TestGain(t *testing.T) {
	for _, rarity := range []float32{1, 5, 11} {
		same, translated := Gain(Similarity{Relation: Same}, rarity), Gain(Similarity{Relation: Translated}, rarity)
		near, far := Gain(Similarity{Alike, 1, 0.1}, rarity), Gain(Similarity{Alike, 9, 1.9}, rarity)
		if !(same > near && same > translated && near > far && far > 0) {
			t.Errorf("rarity %v: same %v, translated %v, near %v, far %v", rarity, same, translated, near, far)
		}
	}
	if g := Gain(Similarity{Ratio: maxRatio}, 9); g != 0 {
		t.Errorf("unrelated words gain %v", g)
	}
}

func TestJoin(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"Abd Allah", "abdala"}, {"Hizb Bakr", "hizbakr"}, {"Badr", "badr"},
	} {
		if got := string(join(nil, sentence(test.name).Words)); got != test.want {
			t.Errorf("join(%q) = %q, want %q", test.name, got, test.want)
		}
	}
}

func BenchmarkWords(b *testing.B) {
	x, y := sentence("Khazali").Words[0], sentence("الخزعلي").Words[0]
	b.ReportAllocs()
	for b.Loop() {
		Default().Words(x, y)
	}
}
