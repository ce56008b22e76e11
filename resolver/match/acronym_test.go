package match

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

// TestNoAcronym: names whose words all met abbreviate nothing of each other, though
// one's letters could be syllables of the other.
func TestNoAcronym(t *testing.T) {
	for _, test := range []struct {
		mention, alias string
		acronym        bool
	}{
		{"Kim Yongbok", "Kim Yong Bok", false},
		{"U-Stone Limited", "U-Stone Limited EOOD", false},
		{"STK OOO", "Limited Liability Company STK", false},
		{"JSC KMZ", "JSC Krasnoarmeyskiy Mekhanicheskiy Zavod", true},
		{"ZIPA", "Zimbabwe People's Army", true},
	} {
		al := score(sentence(test.mention), sentence(test.alias), false)
		if al.Traits.Acronym != test.acronym {
			t.Errorf("%q of %q is an acronym: %v, want %v", test.mention, test.alias, al.Traits.Acronym, test.acronym)
		}
	}
}

func TestAcronymKind(t *testing.T) {
	for _, test := range []struct {
		acronym, name string
		want          AcronymKind
	}{
		{"BOA", "Bank of America", OfAllWords},
		{"PMF", "Popular Mobilization Forces", OfContentWords},
		{"P.M.F.", "Popular Mobilization Forces", OfContentWords},
		{"PMU", "Popular Mobilization Units", OfContentWords},
		{"UAE", "United Arab Emirates", OfContentWords}, // known as one word
		{"BA", "Bank of America", OfContentWords},
		{"AN", "Asa'ib al-Nujaba", OfContentWords},
		{"KH", "Kata'ib Hezbollah Brigades", notAcronym},
		{"SMK", "Samir Marine Kuwait LLC", OfBareWords},
		{"SMK LLC", "Samir Marine Kuwait", OfContentWords}, // legal forms do not count in the acronym
		{"FLB", "Breton Liberation Front", InAnyOrder},
		{"FNBLA", "Breton National Army Liberation Front", InAnyOrder},
		{"SMZ", "Serov Mechanical Plant", InCyrillic},
		{"ELN", "National Liberation Army", InOtherOrder},
		{"FLN", "Front of National Liberation", InAnyOrder},
		{"FNL", "Front of National Liberation", OfContentWords},
		{"TsKBM", "Central Design Bureau of Machine-Building", InCyrillic},
		{"NIIFI", "Research Institute of Physical Measurements", InCyrillic},
		{"KEMZ", "Kotlas Electromechanical Plant", InCyrillic},
		{"ChEAZ", "Cheboksary Electrical Equipment Plant", InCyrillic},
		{"VZPP", "Voronezh Plant of Semiconductor Instruments", InCyrillic},
		{"VZPP", "Voronezh Semiconductor Instruments Plant", InCyrillicOrder},
		{"ZIPA", "Zimbabwe People's Army", OfSyllables},
		{"MASSOB", "Movement for the Actualization of the Sovereign State of Biafra", OfSyllables},
		{"BECOLED", "Berekum College of Education", OfSyllables},
		{"Liwa", "Liwa of the Amerli Youth", notAcronym}, // its first word
		{"Jaulan", "Jamiat-ul-Ansar", notAcronym},        // too few words
		{"PMF", "Popular Mobilization Forces of Iraq", WithoutPlace},
		{"TS", "Tourism School of Iraq", notAcronym},                // two letters fit too much by chance,
		{"ELA", "Revolutionary People's Struggle", InOtherLanguage}, // in Greek
		{"НФО", "Народный фронт освобождения", OfContentWords},
		{"NFO", "Народный фронт освобождения", OfContentWords},
		{"XYZ", "Popular Mobilization Forces", notAcronym},
		{"PM", "Popular Mobilization Forces", notAcronym},
		{"萨马拉", "Social and Labour Affairs Minister of Anbar", notAcronym}, // samala in a script without letters
		{"PMFX", "Popular Mobilization Forces", notAcronym},
		{"P", "Popular", notAcronym},
		{"Badr Organization", "Badr Organization", notAcronym},
		{"", "Popular Mobilization Forces", notAcronym},
		{"PMF", "", notAcronym},
		{"313", "Three One Three", notAcronym},
		{"G7", "Group of Seven", OfContentWords},
		{"M-19", "19th of April Movement", OfContentWords}, // without the month
		{"N17", "17 November", OfContentWords},
		{"RO-N17", "Revolutionary Organization 17 November", OfContentWords},
		{"FP-25", "Popular Forces of 25 April", InAnyOrder},
		{"MR-8", "Revolutionary Movement 8th October", InAnyOrder},
		{"M5-RFP", "June 5 Movement – Rally of Patriotic Forces", InAnyOrder},
		{"EZ-9", "Experimental Plant 9", InCyrillic},
		{"М-19", "Движение 19 апреля", InOtherLanguage},
		{"G8", "Group of Seven", notAcronym},
		{"G", "Group of Seven", notAcronym},
		{"M-2", "23rd of March Movement", notAcronym},
		{"77", "Group of 77", notAcronym},
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
		"": "", "P": "", "The": "", "AN": "an", "P M F U": "", "Transcontinental": "", "Badr Organization": "",
	} {
		if got := AcronymText(sentence(text).Words); got != want {
			t.Errorf("AcronymText(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestAcronymInsideName checks an acronym of a part of a name.
func TestAcronymInsideName(t *testing.T) {
	al := score(sentence("PMF Baghdad"), sentence("Popular Mobilization Forces Baghdad"), false)
	want := Item{feature(gAcronymWords, 1, int(OfContentWords)), 1, [2]int8{0, 1}, [2]int8{0, 3}}
	if !slices.Contains(al.Items, want) || al.Traits.Partial {
		t.Errorf("%+v: %q", al.Traits, names(al))
	}
}

// TestForeignPattern checks that names of one pattern have the same keys: of words
// that begin alike in several scripts and roles, among some with concepts.
func TestForeignPattern(t *testing.T) {
	vocabulary := strings.Fields(`Khan Khalil Khaldun Kamal Karim Shchukin Shchedrin Shahin Şahin Şaban Çelik Çetin Chen Cheng Ödön Özal Ägir
		Œdipe Æther Yury Yunus Yakov Zhukov Zaman Tsarev Tamer 9th 45 7 Ünal Émile Emile al- Al-Karim d'Arc
		كريم كمال خالد خليل שלום שמואל Хасан Халиль Щукин Щедрин Юрий Юнус Γιώργος Γεώργιος 한국 東京
		Bank Party Front Ministry of LLC Company National Northern Iraq Damascus حزب جبهة Фронт Завод Mohammed St`)
	random := rand.New(rand.NewPCG(9, 9))
	type keys struct {
		name string
		of   []AcronymKey
	}
	known := map[string]keys{}
	shared := 0
	for range 30_000 {
		var words []string
		for range 1 + random.IntN(3) {
			words = append(words, vocabulary[random.IntN(len(vocabulary))])
		}
		text := strings.Join(words, " ")
		read := sentence(text).Words
		own := new(ForeignKeyer).Keys(name.Builtin(), read)
		pattern := string(ForeignPattern(nil, read))
		of, ok := known[pattern]
		if !ok {
			known[pattern] = keys{text, own}
			continue
		}
		if of.name != text {
			shared++
		}
		if !slices.Equal(own, of.of) {
			t.Fatalf("%q has the pattern of %q, but the keys %q, not %q", text, of.name, own, of.of)
		}
	}
	if shared < 1000 {
		t.Errorf("only %d names share the pattern of another", shared)
	}
}

// TestAcronymKey: a key is that of its letters in any order, and shows them sorted.
func TestAcronymKey(t *testing.T) {
	for letters, want := range map[string]string{
		"": "", "kh": "hk", "hk": "hk", "pmf": "fmp", "aab": "aab", "baa": "aab", "zzzzzzzzzz": "zzzzzzzzzz", "m19": "m19", "9m1": "m19", "a\xe7b": "ab?",
	} {
		k := keyOf(letters)
		if k.String() != want || k.letters() != len(want) {
			t.Errorf("the key of %q has %d letters, %q, want %q", letters, k.letters(), k, want)
		}
	}
	if keyOf("aab") == keyOf("abb") || keyOf("m1") == keyOf("m2") || keyOf("ab") == keyOf("abb") {
		t.Error("different letters have one key")
	}
}

// TestAcronymKeys checks that whatever is an acronym of a name is found by key:
// its ShortKey is among the name's LongKeys.
func TestAcronymKeys(t *testing.T) {
	vocabulary := []string{
		"Popular", "Mobilization", "Forces", "National", "Liberation", "Army", "Front", "Breton", "Serov", "Mechanical", "Plant",
		"of", "the", "Nujaba", "Khorasani", "Bank", "America", "Islamic", "Party", "LLC", "Hezbollah", "Kata'ib", "Union", "North", "Iraq", "Syria",
		"كتائب", "حزب", "الحشد", "الشعبي", "Народный", "фронт", "освобождения", "Завод", "17", "Seven", "23rd", "March", "апреля",
	}
	random := rand.New(rand.NewPCG(3, 4))
	s := NewScorer(Default(), name.Builtin())
	kinds := map[AcronymKind]int{}
	for range 12000 {
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
			if kind == OfSyllables {
				if key := ShortKey(short); !slices.Contains(SyllableKeys(long), key) {
					t.Fatalf("%q is of syllables of %q, and its key %q not among %q", acronym, words, key, SyllableKeys(long))
				}
				if !slices.ContainsFunc(SyllablesOf(short), func(k AcronymKey) bool { return slices.Contains(own, k) || slices.Contains(foreign, k) }) {
					t.Fatalf("%q is of syllables of %q, whose keys %q, %q are none of %q", acronym, words, own, foreign, SyllablesOf(short))
				}
				continue
			}
			if key := ShortKey(short); !slices.Contains(own, key) && !slices.Contains(foreign, key) {
				t.Fatalf("%q is of kind %d of %q, and its key %q not among %q, %q", acronym, kind, words, key, own, foreign)
			}
		}
	}
	for kind := range acronymKinds {
		if kind != OfStarts && kinds[kind] < 50 {
			t.Errorf("only %d acronyms of kind %d", kinds[kind], kind)
		}
	}
}

// guesses are letters that may be acronyms of the words: their initials, in
// order and shuffled, as they are and in one other language, without the places,
// and their first syllables.
func guesses(s *Scorer, words []*name.Word, random *rand.Rand) []string {
	var all, syllables string
	var content, foreign, bare []string
	language := random.IntN(name.AcronymLanguages)
	undated := random.IntN(2) == 0
	for _, w := range words {
		own, ok := first(w)
		if digits := s.lexicon.Digits(w); digits != "" {
			all += digits
			content, foreign, bare = append(content, digits), append(foreign, digits), append(bare, digits)
			continue
		}
		if !ok || undated && s.lexicon.IsMonth(w) {
			continue
		}
		all += own
		if w.Role != name.RoleFunction && w.Role != name.RoleLegal {
			content = append(content, own)
			starts := s.lexicon.Starts(nil, w, language)
			foreign = append(foreign, starts[random.IntN(len(starts))])
			if w.Role != name.RoleGeo {
				bare = append(bare, []string{own, foreign[len(foreign)-1]}[language%2])
			}
			syllables += w.Folded[:min(1+random.IntN(3), len(w.Folded))]
		}
	}
	out := []string{all, syllables, strings.Join(content, ""), strings.Join(foreign, ""), strings.Join(bare, "")}
	for _, starts := range [][]string{content, foreign} {
		random.Shuffle(len(starts), func(i, j int) { starts[i], starts[j] = starts[j], starts[i] })
		out = append(out, strings.Join(starts, ""))
	}
	return out
}

// findable says whether keys promise to find an acronym of the kind: those of
// translations are made for names of up to six words that do not start in too
// many ways in any language, those of syllables for up to four words.
func findable(l *name.Lexicon, kind AcronymKind, text string, words []*name.Word) bool {
	if kind <= OfBareWords {
		return true
	}
	core := 0
	if hasDigit(text) {
		// Translations, also of phrases, are found by the number, see numbered.
		return kind == InAnyOrder && !slices.ContainsFunc(words, func(w *name.Word) bool { return strings.Contains(w.Folded, " ") })
	}
	for _, w := range words {
		if w.Role != name.RoleFunction && w.Role != name.RoleLegal {
			core++
		}
	}
	if kind == OfSyllables {
		return core == 3 && len(text) <= 6 && !slices.ContainsFunc(words, func(w *name.Word) bool {
			return w.Role == name.RoleFunction || w.Role == name.RoleLegal || strings.Contains(w.Folded, " ")
		})
	}
	if len(text) <= minAcronym || core > maxTranslatedAcronym || !slices.ContainsFunc(words, translatable) {
		return false
	}
	for language := range name.AcronymLanguages {
		choices := 1
		for _, w := range words {
			n := len(l.Starts(nil, w, language))
			choices *= n
			if n > maxStartsOfWord {
				return false
			}
		}
		if choices > maxKeysOfLanguage {
			return false
		}
	}
	return true
}

func BenchmarkLongKeys(b *testing.B) {
	words := sentence("Breton National Army Liberation Front").Words
	b.ReportAllocs()
	for b.Loop() {
		LongKeys(name.Builtin(), words)
	}
}
