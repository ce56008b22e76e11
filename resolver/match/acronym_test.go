package match

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

func TestAcronymKind(t *testing.T) {
	for _, test := range []struct {
		acronym, name string
		want          AcronymKind
	}{
		{"BOA", "Bank of America", OfAllWords},
		{"PMF", "Popular Mobilization Forces", OfAllWords},
		{"P.M.F.", "Popular Mobilization Forces", OfAllWords},
		{"PMU", "Popular Mobilization Units", OfAllWords},
		{"UAE", "United Arab Emirates", notAcronym}, // known as one word, which has the concept
		{"BA", "Bank of America", OfContentWords},
		{"AN", "Asa'ib al-Nujaba", OfContentWords},
		{"KH", "Kata'ib Hezbollah Brigades", notAcronym},
		{"SMK", "Samir Marine Kuwait LLC", OfBareWords},
		{"SMK LLC", "Samir Marine Kuwait", OfAllWords}, // legal forms do not count in the acronym
		{"FLB", "Breton Liberation Front", InAnyOrder},
		{"FNBLA", "Breton National Army Liberation Front", InAnyOrder},
		{"SMZ", "Serov Mechanical Plant", InOtherLanguage},
		{"ELN", "National Liberation Army", InOtherOrder},
		{"FLN", "Front of National Liberation", InAnyOrder},
		{"FNL", "Front of National Liberation", OfContentWords},
		{"НФО", "Народный фронт освобождения", OfAllWords},
		{"NFO", "Народный фронт освобождения", OfAllWords},
		{"XYZ", "Popular Mobilization Forces", notAcronym},
		{"PM", "Popular Mobilization Forces", notAcronym},
		{"PMFX", "Popular Mobilization Forces", notAcronym},
		{"P", "Popular", notAcronym},
		{"Badr Organization", "Badr Organization", notAcronym},
		{"", "Popular Mobilization Forces", notAcronym},
		{"PMF", "", notAcronym},
		{"313", "Three One Three", notAcronym},
	} {
		s := NewScorer(Default(), name.Builtin())
		if got := s.spells(AcronymText(sentence(test.acronym).Words), sentence(test.name).Words); got != test.want {
			t.Errorf("%q of %q is of kind %d, want %d", test.acronym, test.name, got, test.want)
		}
	}
}

func TestAcronymText(t *testing.T) {
	for text, want := range map[string]string{
		"PMF": "pmf", "P.M.F.": "pmf", "P M F": "pmf", "Badr": "badr", "ХАМАС": "khamas", "PMF LLC": "pmf", "LLC": "llc",
		"": "", "P": "", "P M F U": "", "Transcontinental": "", "Badr Organization": "",
	} {
		if got := AcronymText(sentence(text).Words); got != want {
			t.Errorf("AcronymText(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestAcronymInsideName checks an acronym of a part of a name.
func TestAcronymInsideName(t *testing.T) {
	al := score(sentence("PMF Baghdad"), sentence("Popular Mobilization Forces Baghdad"), false)
	want := Item{feature(gAcronymWords, 1, int(OfAllWords)), 1, [2]int8{0, 1}, [2]int8{0, 3}}
	if !slices.Contains(al.Items, want) || al.Traits.Partial {
		t.Errorf("%+v: %q", al.Traits, names(al))
	}
}

// TestAcronymKeys checks that whatever is an acronym of a name is found by key:
// its ShortKey is among the name's LongKeys.
func TestAcronymKeys(t *testing.T) {
	vocabulary := []string{
		"Popular", "Mobilization", "Forces", "National", "Liberation", "Army", "Front", "Breton", "Serov", "Mechanical", "Plant",
		"of", "the", "Nujaba", "Khorasani", "Bank", "America", "Islamic", "Party", "LLC", "Hezbollah", "Kata'ib", "Union", "North",
		"كتائب", "حزب", "الحشد", "الشعبي", "Народный", "фронт", "освобождения", "Завод",
	}
	random := rand.New(rand.NewPCG(3, 4))
	s := NewScorer(Default(), name.Builtin())
	kinds := map[AcronymKind]int{}
	for range 4000 {
		var words []string
		for range 2 + random.IntN(5) {
			words = append(words, vocabulary[random.IntN(len(vocabulary))])
		}
		long := sentence(strings.Join(words, " ")).Words
		for _, acronym := range guesses(s, long, random) {
			short := sentence(strings.ToUpper(acronym)).Words
			kind := s.spells(AcronymText(short), long)
			if kind == notAcronym || !findable(s.lexicon, kind, AcronymText(short), long) {
				continue
			}
			kinds[kind]++
			own, foreign := LongKeys(s.lexicon, long)
			if key := ShortKey(short); !slices.Contains(own, key) && !slices.Contains(foreign, key) {
				t.Fatalf("%q is of kind %d of %q, and its key %q not among %q, %q", acronym, kind, words, key, own, foreign)
			}
		}
	}
	for kind := range acronymKinds {
		if kinds[kind] < 50 {
			t.Errorf("only %d acronyms of kind %d", kinds[kind], kind)
		}
	}
}

// guesses are letters that may be acronyms of the words: their initials, in
// order and shuffled, as they are and in one other language.
func guesses(s *Scorer, words []*name.Word, random *rand.Rand) []string {
	pick := func(set name.Letters) byte {
		var letters []byte
		for i := range byte(26) {
			if set&(1<<i) != 0 {
				letters = append(letters, 'a'+i)
			}
		}
		if len(letters) == 0 {
			return 'x'
		}
		return letters[random.IntN(len(letters))]
	}
	var all, content, foreign []byte
	language := random.IntN(name.AcronymLanguages)
	for _, w := range words {
		all = append(all, pick(w.Letter()))
		if w.Role != name.RoleFunction && w.Role != name.RoleLegal {
			content = append(content, pick(w.Letter()))
			foreign = append(foreign, pick(s.lexicon.Initials(w, language)))
		}
	}
	out := []string{string(all), string(content), string(foreign)}
	for _, b := range [][]byte{content, foreign} {
		random.Shuffle(len(b), func(i, j int) { b[i], b[j] = b[j], b[i] })
		out = append(out, string(b))
	}
	return out
}

// findable says whether keys promise to find an acronym of the kind: those of
// translations are made for names of three to six words, none of which has too
// many initials in one language.
func findable(l *name.Lexicon, kind AcronymKind, text string, words []*name.Word) bool {
	if kind <= OfBareWords {
		return true
	}
	if len(text) <= minAcronym || len(text) > maxTranslatedAcronym {
		return false
	}
	for _, w := range words {
		for language := range name.AcronymLanguages {
			if set := l.Initials(w, language); onesCount(set) > maxLettersOfWord {
				return false
			}
		}
	}
	return true
}

func onesCount(set name.Letters) (n int) {
	for ; set != 0; set &= set - 1 {
		n++
	}
	return n
}

func BenchmarkLongKeys(b *testing.B) {
	words := sentence("Breton National Army Liberation Front").Words
	b.ReportAllocs()
	for b.Loop() {
		LongKeys(name.Builtin(), words)
	}
}
