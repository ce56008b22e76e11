package match

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

// sentence is a string as the scorer sees it without a table.
func sentence(s string) *Sentence {
	l := name.Builtin()
	n := l.Tokens(s)
	x := &Sentence{Folded: n.Folded, Size: 8}
	for _, t := range n.Tokens {
		w := l.Word(t.Text)
		x.Words = append(x.Words, &w)
		x.Rarity = append(x.Rarity, Rarity(w.Role, EntitiesOf(250), 1))
	}
	return x
}

// corpus are names that meet, nearly meet and do not meet, in many scripts.
var corpus = []string{
	"Kata'ib Hezbollah", "كتائب حزب الله", "Hezbollah Brigades", "Hezbollah", "KH", "Хезболла", "Катаиб Хезболла", "גדודי חזבאללה",
	"Asa'ib Ahl al-Haq", "عصائب أهل الحق", "AAH", "Qais al-Khazali", "Kais Hazali", "قيس الخزعلي", "KHAZALI, Qays",
	"Popular Mobilization Forces", "الحشد الشعبي", "PMF", "Volksmobilmachungskräfte", "Haşdi Şabi'nin", "Halk Seferberlik Güçleri",
	"Badr Organization", "巴德尔组织", "バドル組織", "바드르조직", "Организация Бадр", "BadrOrganization",
	"Ministry of Defense of Iraq", "وزارة الدفاع العراقية", "国防部", "Министерство обороны Ирака",
	"Esmail Qaani", "Ismail Ghaani", "اسماعیل قاآنی", "B.J. Nottage", "J. Nottage LLC", "Nottage",
	"Brigade 313", "Brigade 314", "313", "Abdul Malik al-Houthi", "Abdulmalik al-Huthi", "عبدالملك الحوثي",
	"National Liberation Army", "ELN", "of the", "", "الله", "ﷺ",
}

func score(m, a *Sentence, typeDiffers bool) Alignment {
	var out Alignment
	NewScorer(Default(), name.Builtin()).Score(m, a, typeDiffers, &out)
	return out
}

// checkAlignment checks what holds of every alignment.
func checkAlignment(t *testing.T, m, a *Sentence, al *Alignment) {
	t.Helper()
	var sum float32
	for _, it := range al.Items {
		sum += Default().Weights[it.Feature] * it.Value
		if it.Feature >= Features || math.IsNaN(float64(it.Value)) || math.IsInf(float64(it.Value), 0) {
			t.Errorf("%q and %q: item %+v", m.Folded, a.Folded, it)
		}
		for _, side := range []struct {
			at    [2]int8
			words int
		}{{it.M, len(m.Words)}, {it.A, len(a.Words)}} {
			if side.at[0] < 0 || side.at[0] > side.at[1] || int(side.at[1]) > side.words {
				t.Errorf("%q and %q: %s at words %v of %d", m.Folded, a.Folded, it.Feature.Name(), side.at, side.words)
			}
		}
	}
	if diff := math.Abs(float64(sum - al.Score)); diff > 1e-3 {
		t.Errorf("%q and %q: score %v, items sum to %v", m.Folded, a.Folded, al.Score, sum)
	}
	if al.Similarity < 0 || al.Similarity > 1 {
		t.Errorf("%q and %q: similarity %v", m.Folded, a.Folded, al.Similarity)
	}
	if al.Met&al.Left != 0 || (al.Met|al.Left)>>len(m.Words) != 0 {
		t.Errorf("%q and %q: met %b, left %b, of %d words", m.Folded, a.Folded, al.Met, al.Left, len(m.Words))
	}
	if identical := m.Folded == a.Folded; al.Traits.Identical != identical || identical && al.Similarity != 1 {
		t.Errorf("%q and %q: %+v, similarity %v", m.Folded, a.Folded, al.Traits, al.Similarity)
	}
}

// TestScore checks every pair of the corpus: the items are all that the score
// counts, and a scorer that was used before counts the same.
func TestScore(t *testing.T) {
	used := NewScorer(Default(), name.Builtin())
	var again Alignment
	var sentences []*Sentence
	for _, s := range corpus {
		sentences = append(sentences, sentence(s))
	}
	for i, m := range sentences {
		for j, a := range sentences {
			a.Kind, a.Type = AliasClass(j%int(AliasClassCount)), TypeClass((i+j)%int(TypeClassCount))
			fresh := score(m, a, (i+j)%3 == 0)
			checkAlignment(t, m, a, &fresh)
			if used.Score(m, a, (i+j)%3 == 0, &again); !reflect.DeepEqual(again, fresh) {
				t.Errorf("%q and %q: a used scorer says %+v, a new one %+v", m.Folded, a.Folded, again, fresh)
			}
		}
	}
}

// FuzzScore checks alignments of any two strings.
func FuzzScore(f *testing.F) {
	for i, s := range corpus {
		f.Add(s, corpus[(i*7+3)%len(corpus)], uint8(i))
	}
	f.Fuzz(func(t *testing.T, mention, alias string, kinds uint8) {
		m, a := sentence(mention), sentence(alias)
		a.Kind, a.Type = AliasClass(kinds%uint8(AliasClassCount)), TypeClass(kinds/8%uint8(TypeClassCount))
		al := score(m, a, kinds >= 128)
		checkAlignment(t, m, a, &al)
	})
}

// names are the names of an alignment's features, without those of the group
// that every score has.
func names(al Alignment) (out []string) {
	for _, it := range al.Items {
		out = append(out, it.Feature.Name())
	}
	return out
}

// TestCounts checks which features a pair of names counts, and which it does not.
func TestCounts(t *testing.T) {
	content, unit, party := int(name.RoleContent), int(name.RoleUnit), int(name.RoleOrg)
	for _, test := range []struct {
		name, mention, alias string
		has                  []Feature
		not                  []int // groups
	}{
		{"the same name", "Nujaba Movement", "NUJABA MOVEMENT", []Feature{feature(gPrior), feature(gSame, content), feature(gIdentical, 0, 1)},
			[]int{gExtra, gMissing, gConflict, gCoverMention, gReordered, gSounds, gTranslated}},
		{"a word too many", "Nujaba Foundation of Basra", "Nujaba", []Feature{feature(gSame, content), feature(gExtra, party), feature(gSingle, 2)},
			[]int{gMissing, gConflict, gIdentical}},
		{"a word is missing", "Nujaba", "Nujaba Brigades", []Feature{feature(gSame, content), feature(gMissing, unit), feature(gSingle, 1)},
			[]int{gExtra, gConflict, gIdentical}},
		{"other words", "Nujaba Brigades", "Khorasani Brigades", []Feature{feature(gSame, unit), feature(gConflict), feature(gConflictStep), feature(gOnlyGeneric)},
			[]int{gWeakest, gNumbers}},
		{"translated", "Nujaba Brigades", "Kata'ib al-Nujaba", []Feature{feature(gSame, content), feature(gTranslated, unit), feature(gReordered)},
			[]int{gExtra, gMissing, gConflict}},
		{"nothing is left over", "Nujaba Brigades", "Kata'ib al-Nujaba", []Feature{feature(gWhole, 1, int(meetsSome), 0)}, nil},
		{"all is translated", "Islamic Brigades", "الكتائب الإسلامية", []Feature{feature(gWhole, 1, int(meetsAll), 1)}, nil},
		{"a middle name is missing", "Qais Khazali", "Qais Hadi Khazali", []Feature{feature(gEnds, 0, int(AnyType), 0)}, []int{gWhole}},
		{"the last name is another", "Qais Hadi", "Qais Khazali", []Feature{feature(gEnds, 0b1010, int(AnyType), 0)}, []int{gWhole}},
		{"a listed name of a content word", "Nujaba", "NUJABA", []Feature{feature(gIdenticalRole, content, 0)}, []int{gEnds, gWhole}},
		{"a single generic word", "Brigades", "Nujaba Brigades", []Feature{feature(gOnlyGeneric)}, []int{gEnds}},
		{"one letter differs", "Khazali", "Khazalo", []Feature{feature(gLetters, 0, int(PairLatin), 0)}, nil},
		{"letters changed places", "Nujaba Hayrat", "Nujaba Hayrta", []Feature{feature(gLetters, 1, int(PairLatin), 1)}, nil},
		{"letters of two scripts are not compared", "Khazali", "الخزعلي", nil, []int{gLetters}},
		{"other numbers", "Brigade 313", "Brigade 314", []Feature{feature(gNumbers), feature(gSame, unit)}, []int{gSounds}},
		{"alike", "Khazali", "Hazali", nil, []int{gSame, gExtra, gMissing, gOnlyGeneric}},
		{"joined", "Hash Deraz", "Hashderaz", nil, []int{gExtra, gMissing, gSounds, gSame}},
		{"an initial", "J. Nottage", "Jason Nottage", []Feature{feature(gInitial)}, []int{gExtra, gMissing, gConflict}},
		{"another initial", "J. Nottage", "Peter Nottage", nil, []int{gInitial}},
		{"an acronym", "PMF", "Popular Mobilization Forces", []Feature{feature(gAcronym, 1, int(OfContentWords), 0)}, []int{gIdentical}},
		{"the long form of an acronym", "Popular Mobilization Forces", "PMF", []Feature{feature(gAcronym, 1, int(OfContentWords), 1)}, []int{gIdentical}},
		{"an acronym explains all words", "Popular Mobilization Forces", "PMF", nil, []int{gExtra, gMissing, gConflict, gCoverMention}},
		{"an acronym of given names", "MAS", "Mohammed Ali Salih", []Feature{feature(gAcronymGiven)}, nil},
		{"titles and legal forms are not covered", "General Khazali LLC", "Khazali", []Feature{feature(gCoverMention, coverBins-1)}, nil},
		{"an initial covers half a word", "J. Nottage", "Jason Nottage", []Feature{feature(gCoverMention, coverBins-1)}, nil},
		{"another script", "Nujaba", "النجباء", []Feature{feature(gCrossScript, int(PairAbjad))}, []int{gExtra, gMissing}},
		{"no words", "…", "Nujaba", []Feature{feature(gPrior), feature(gMissing, content)}, []int{gSame, gExtra, gCrossScript}},
	} {
		got := score(sentence(test.mention), sentence(test.alias), false)
		for _, f := range test.has {
			if !slices.Contains(names(got), f.Name()) {
				t.Errorf("%s: %s does not count, only %q", test.name, f.Name(), names(got))
			}
		}
		for _, g := range test.not {
			group := groups[g].name
			if slices.ContainsFunc(names(got), func(n string) bool { n, _, _ = strings.Cut(n, "/"); return n == group }) {
				t.Errorf("%s: %s counts, in %q", test.name, group, names(got))
			}
		}
	}
}

// TestRespelled checks that an unusual spelling of a word weighs what the word
// does: it is a rare string, and no rare word that the mention has left over.
func TestRespelled(t *testing.T) {
	m, a := sentence("Natoinal Nujaba"), sentence("National Nujaba")
	m.Rarity, a.Rarity = []float32{12, 8}, []float32{2, 8}
	al := score(m, a, false)
	common := al.Similarity
	m.Rarity[0] = a.Rarity[0]
	if al = score(m, a, false); al.Similarity != common || common < 0.85 {
		t.Errorf("similarity %v where the spelling is rare, %v where it is as common as the word", common, al.Similarity)
	}
	if !slices.Contains(names(al), feature(gCoverMention, coverBins-2).Name()) {
		t.Errorf("the mention is not covered: %q", names(al))
	}
}

// TestJoined checks words that one writer parts and another does not.
func TestJoined(t *testing.T) {
	for _, pair := range [][2]string{
		{"Abdulmalik al-Houthi", "Abd ul Malik al-Houthi"}, {"Hash Deraz", "Hashderaz"}, {"هاش دراز", "هاشدراز"}, {"Hash Deraz", "هاشدراز"}, {"Badrnujaba of Basra", "Badr Nujaba Basra"}, {"Kim Sok-pom", "김석범"},
		{"Saisengli Tengbliachu", "Saisengliteng Bliachu"}, {"Abdul Malikal Houthi", "Abd Ulmalik Alhouthi"},
		{"Haşdüşşabi", "Hashd al-Shaabi"},
	} {
		al := score(sentence(pair[0]), sentence(pair[1]), false)
		if !slices.ContainsFunc(al.Items, func(it Item) bool { return it.Feature.Kind() == "words_joined" }) {
			t.Errorf("%q and %q: %q", pair[0], pair[1], names(al))
		}
		if al.Similarity < 0.8 {
			t.Errorf("%q and %q: similarity %v", pair[0], pair[1], al.Similarity)
		}
	}
}

// TestSpokenArticles: words around an Arabic article meet others as they are spoken.
func TestSpokenArticles(t *testing.T) {
	for _, test := range []struct {
		words string
		want  string // "" where there is no article between words
	}{
		{"Sayyid al-Shuhada", "saiyiduSuhada"}, {"Abu al-Fadl", "abulfadl"}, {"Jund al-Imam", "jundulimam"},
		{"سيد الشهداء", "siduShda"}, {"al-Shuhada", ""}, {"Hassan Ali", ""}, {"الشهداء", ""},
	} {
		got, ok := spokenJoin(nil, sentence(test.words).Words)
		if ok != (test.want != "") || ok && string(got) != test.want {
			t.Errorf("%q is spoken %q, %v; want %q", test.words, got, ok, test.want)
		}
	}
}

// TestComposites: a word that says what several say meets them, if all of them are there.
func TestComposites(t *testing.T) {
	for _, test := range []struct {
		name, mention, alias string
		want                 int // words that are translated
	}{
		{"parts apart", "Nujaba Clinical Research Institute", "Institut Clinique de Recherches Nujaba", 3},
		{"parts turned round", "Amerli Forschungsinstitut", "Institute for Medical Research Amerli", 2},
		{"in another script", "아메를리 연구원", "Institute for Medical Research Amerli", 2},
		{"on the other side", "Institute for Medical Research Amerli", "Amerli Forschungsinstitut", 2},
		{"a part is missing", "Amerli Forschungsinstitut", "Amerli Institute", 0},
		{"a part has met", "Research Amerli Forschungsinstitut", "Institute for Medical Research Amerli", 0},
	} {
		al := score(sentence(test.mention), sentence(test.alias), false)
		got := 0
		for _, it := range al.Items {
			for role := range int(name.RoleCount) {
				got += b2i(it.Feature == feature(gTranslatedStep, role))
			}
		}
		if got != test.want {
			t.Errorf("%s: %d words of %q and %q are translated, want %d: %q", test.name, got, test.mention, test.alias, test.want, names(al))
		}
		checkAlignment(t, sentence(test.mention), sentence(test.alias), &al)
	}
}

// TestTraits checks the facts that name an answer's match kind.
func TestTraits(t *testing.T) {
	for _, test := range []struct {
		mention, alias string
		want           Traits
	}{
		{"Nujaba", "NUJABA", Traits{Identical: true}},
		{"Nujaba Brigades", "Brigades Nujaba", Traits{Reordered: true}},
		{"Nujaba Brigades", "Kata'ib Nujaba", Traits{Translated: true, Reordered: true}},
		{"Nujaba Kata'ib", "Nujaba Brigades", Traits{Translated: true}},
		{"Nujaba", "Nujaba Brigades", Traits{Partial: true}},
		{"Kimadi", "Кимади", Traits{Cross: true}},
	} {
		if got := score(sentence(test.mention), sentence(test.alias), false).Traits; got != test.want {
			t.Errorf("%q and %q: %+v, want %+v", test.mention, test.alias, got, test.want)
		}
	}
}

// TestTypeAndKind checks what the score counts besides words.
func TestTypeAndKind(t *testing.T) {
	m, a := sentence("Nujaba"), sentence("Nujaba")
	plain := score(m, a, false)
	if differs := score(m, a, true); differs.Score-plain.Score != Default().Weights[feature(gType)] {
		t.Errorf("another type: %v, not %v", differs.Score-plain.Score, Default().Weights[feature(gType)])
	}
	for kind := Short; kind < AliasClassCount; kind++ {
		a.Kind = kind
		if got := score(m, a, false); !slices.Contains(names(got), feature(gAliasKind, int(kind)).Name()) {
			t.Errorf("kind %d does not count: %q", kind, names(got))
		}
	}
}

// TestLongestNames checks names of as many words as a name may have: they have
// a bit each in Met and Left.
func TestLongestNames(t *testing.T) {
	var words []string
	for i := range name.MaxTokens {
		words = append(words, "Nu"+string(rune('a'+i%26))+"jab"+string(rune('a'+i/26))+"x")
	}
	m := sentence(strings.Join(words, " "))
	if len(m.Words) != name.MaxTokens {
		t.Fatalf("%d words", len(m.Words))
	}
	al := score(m, m, false)
	checkAlignment(t, m, m, &al)
	if al.Met != 1<<name.MaxTokens-1 || al.Left != 0 {
		t.Errorf("met %b, left %b", al.Met, al.Left)
	}
	if math.Abs(float64(al.Score)) > 1000 {
		t.Errorf("a score of %v bits is no probability in a float64", al.Score)
	}
	none := score(m, sentence("Khorasani"), false)
	checkAlignment(t, m, m, &al)
	if none.Met|none.Left != 1<<name.MaxTokens-1 {
		t.Errorf("met %b, left %b", none.Met, none.Left)
	}
}

// siblings are the alignments of a mention with aliases, each as of another
// entity, before and after they knew of each other.
func siblings(t *testing.T, mention string, aliases ...string) (before, after []Alignment) {
	t.Helper()
	m := sentence(mention)
	var all []*Alignment
	for _, alias := range aliases {
		before, after = append(before, score(m, sentence(alias), false)), append(after, score(m, sentence(alias), false))
	}
	for i := range after {
		all = append(all, &after[i])
	}
	Default().Siblings(m, all)
	for i := range after {
		checkAlignment(t, m, sentence(aliases[i]), &after[i])
		if !reflect.DeepEqual(after[i].Items[:len(before[i].Items)], before[i].Items) {
			t.Errorf("%q: what was counted of %q before is not there any more", mention, aliases[i])
		}
	}
	return before, after
}

// TestSiblings checks what one candidate says against another: the words that
// tell them apart, and that the other fits better.
func TestSiblings(t *testing.T) {
	command := feature(gSibling)
	named, more := feature(gOutdone, 0), feature(gOutdone, 1)
	for _, test := range []struct {
		name, mention string
		aliases       []string
		want          [][]Feature // by alias, without the steps
	}{
		{"the sibling's word", "Nujaba Front Khorasani", []string{"Nujaba Front", "Front Khorasani"}, [][]Feature{{command}, {command}}},
		{"all words of one and more", "Nujaba Front of Khorasani Youths", []string{"Nujaba Front", "Nujaba Front Khorasani"}, [][]Feature{{more, command}, nil}},
		{"the name of another", "Nujaba Front Khorasani", []string{"Nujaba Front", "Nujaba Front Khorasani"}, [][]Feature{{named, command}, nil}},
		{"the name of two", "Nujaba Front", []string{"Nujaba Front", "NUJABA Front"}, [][]Feature{nil, nil}},
		{"twins, one farther off", "Qais Khazali", []string{"Qais Khazaly", "Qais Hezali"}, [][]Feature{nil, {feature(gFarther)}}},
		{"a stranger's word", "Nujaba Khorasani", []string{"Nujaba", "Khorasani"}, [][]Feature{nil, nil}},
		{"a word that nobody has", "Nujaba Khorasani", []string{"Nujaba Front", "Nujaba League"}, [][]Feature{nil, nil}},
		{"alone", "Nujaba Khorasani", []string{"Nujaba"}, [][]Feature{nil}},
		{"nobody", "Nujaba Khorasani", nil, nil},
	} {
		before, after := siblings(t, test.mention, test.aliases...)
		for i := range after {
			var got []Feature
			for _, it := range after[i].Items[len(before[i].Items):] {
				switch it.Feature {
				case feature(gSiblingStep):
				case command:
					if w := it.M[0]; it.M != [2]int8{w, w + 1} || before[i].Left&(1<<w) == 0 || it.Value <= 0 {
						t.Errorf("%s: %+v is about no word that %q lacks", test.name, it, test.aliases[i])
					}
					got = append(got, it.Feature)
				default:
					got = append(got, it.Feature)
				}
			}
			if !slices.Equal(got, test.want[i]) {
				t.Errorf("%s: %q counts features %d, want %d", test.name, test.aliases[i], got, test.want[i])
			}
			if after[i].Score > before[i].Score {
				t.Errorf("%s: others speak for %q", test.name, test.aliases[i])
			}
		}
	}
}

func BenchmarkScore(b *testing.B) {
	s := NewScorer(Default(), name.Builtin())
	for _, pair := range [][2]string{{"Kata'ib Hezbollah", "كتائب حزب الله"}, {"Popular Mobilization Forces", "PMF"}, {"Qais al-Khazali", "Kais Hazali"}} {
		m, a := sentence(pair[0]), sentence(pair[1])
		b.Run(pair[0], func(b *testing.B) {
			var out Alignment
			b.ReportAllocs()
			for b.Loop() {
				s.Score(m, a, false, &out)
			}
		})
	}
}

// TestDescribed: a title before a listed name leaves it that name, where the name
// tells who is meant, and so does a word that says what an organization is.
func TestDescribed(t *testing.T) {
	for _, test := range []struct {
		mention, alias string
		entity         TypeClass
		want           bool
	}{
		{"Sheikh Khazali", "Khazali", Person, true},
		{"Sheikh al-Khazali", "Khazali", Person, true},
		{"Gen. Qasem Soleimani", "Qasem Soleimani", Person, true},
		{"Iraqi politician Qais Khazali", "Qais Khazali", Person, true},
		{"le président irakien Khazali", "Khazali", Person, true},
		{"ハザリ首相", "ハザリ", Person, true},
		{"イラクのハザリ元首相", "ハザリ", Person, true},
		{"サドル師", "サドル", Person, true}, // a division elsewhere
		{"Houthi military spokesman Yahya Saree", "Yahya Saree", Person, true},
		{"ABD Başkanı Trump", "Trump", Person, true},
		{"chef du Hezbollah Hassan Nasrallah", "Hassan Nasrallah", Person, true},
		{"قائد فيلق القدس قاسم سليماني", "قاسم سليماني", Person, true},
		{"wife of President Hassan Nasrallah", "Hassan Nasrallah", Person, false}, // somebody else
		{"General Tariq Hassan Nasrallah", "Hassan Nasrallah", Person, false},     // a son, perhaps
		{"Hezbollah Hassan Nasrallah", "Hassan Nasrallah", Person, false},
		{"Khazali Sheikh", "Khazali", Person, false},      // tells bearers apart in Latin
		{"Iraqi Khazali", "Khazali", Person, false},       // qualifies the name
		{"Khazali", "Khazali", Person, false},             // is the name itself
		{"Khazali", "Sheikh Khazali", Person, false},      // may be another one
		{"Sheikh Khazali", "Qais Khazali", Person, false}, // lacks a word
		{"Lazarus the Monk", "Lazarus", Person, false},    // the title is part of the name
		{"Sheikh Ahmad", "Ahmad", Person, false},          // too many are called so
		{"Sheikh Khazaly", "Khazali", Person, false},
		{"Sheikh Khazali", "Khazali", Organization, false},

		{"Nujaba militia", "Nujaba", Organization, true},
		{"Palestinian faction Nujaba", "Nujaba", Organization, false}, // a country, see Beside
		{"the faction Nujaba", "Nujaba", Organization, true},
		{"the militia of the Nujaba", "al-Nujaba", Organization, true},
		{"ميليشيا النجباء", "النجباء", Organization, true},
		{"Hashd al-Shaabi militia group", "Hashd al-Shaabi", Organization, true},
		{"Nujaba Movement", "Nujaba", Organization, true},
		{"national militia Nujaba", "Nujaba", Organization, true},
		{"la milice chiite Nujaba", "Nujaba", Organization, true},
		{"Iran-backed militia Nujaba", "Nujaba", Organization, true},
		{"National Nujaba militia", "Nujaba", Organization, false}, // qualifies the name
		{"Iraqi militia Nujaba", "Nujaba", Organization, false},    // and so does a country
		{"Nujaba Amerli Co. Ltd.", "Nujaba Amerli", Organization, true},
		{"株式会社ナジャバ", "ナジャバ", Organization, true},
		{"Nujaba", "OOO Nujaba", Organization, true},
		{"Nujaba GmbH", "Nujaba OJSC", Organization, false},           // another legal form
		{"Nujaba Brigade", "Nujaba", Organization, false},             // tells organizations apart
		{"Nujaba Navy", "Nujaba", Organization, false},                // likewise
		{"Nujaba", "Nujaba militia", Organization, false},             // lacks a word
		{"Hashd militia Shaabi", "Hashd Shaabi", Organization, false}, // inside the name
		{"National Party", "National", Organization, false},           // too many are called so
		{"Nujaba militia", "Nujaba", Person, false},

		{"the southern Iraqi city of Amerli", "Amerli", Place, true},
		{"Kurdish town of Basra", "Basra", Place, true},
		{"the city of Amerli", "Amerli", Place, false},   // may be its name, and not that of the district
		{"southern Amerli", "Amerli", Place, false},      // is a part of it
		{"southern Amerli city", "Amerli", Place, false}, // likewise
		{"the Iraqi city Amerla", "Amerli", Place, false},
	} {
		a := sentence(test.alias)
		a.Type = test.entity
		if got := score(sentence(test.mention), a, false).Traits.Described; got != test.want {
			t.Errorf("%q, %q of %v: %v", test.mention, test.alias, test.entity, got)
		}
	}
}

// TestEvents: the battle of a name is none of those who have the name.
func TestEvents(t *testing.T) {
	for _, test := range []struct {
		mention, alias string
		entity         TypeClass
		want           string // the word that tells; "" for none
	}{
		{"Battle of Badr", "Badr", Organization, "battle"},
		{"the Battle of Basra", "Basra", Place, "battle"},
		{"قصة أصحاب الكهف", "أصحاب الكهف", Organization, "قصه"},
		{"битва за Мосул", "Мосул", Place, "битва"},
		{"Çanakkale Savaşı", "Çanakkale", Place, "savasi"},
		{"Battle of Badr", "Battle of Badr Brigade", Organization, ""}, // is in the name
		{"Badr Battle Brigade", "Badr Brigade", Organization, ""},      // is no head
		{"Battle of Badr", "Badr", AnyType, ""},                        // may be an event
		{"Badr supreme leader", "Badr", Organization, "supreme leader"},
		{"governor of Basra", "Basra", Place, "governor"},
		{"supreme leader Badr", "Badr", Person, ""},
		{"le parti Baas de Saddam Hussein", "Saddam Hussein", Person, "parti"},
		{"le chef du parti Saddam Hussein", "Saddam Hussein", Person, ""},
		{"Badr", "Badr", Organization, ""},
	} {
		m, a := sentence(test.mention), sentence(test.alias)
		a.Type = test.entity
		al, got := score(m, a, false), ""
		for _, it := range al.Items {
			if it.Feature == feature(gType) && it.M[1] > it.M[0] {
				got = m.Words[it.M[0]].Folded
			}
		}
		if got != test.want {
			t.Errorf("%q and %q of %v: %q tells another thing, want %q", test.mention, test.alias, test.entity, got, test.want)
		}
		checkAlignment(t, m, a, &al)
	}
}

// TestListedAcronyms: an acronym that is written in parts, and listed so, is as much a
// name as any other of several words.
func TestListedAcronyms(t *testing.T) {
	for _, text := range []string{"IS-K", "EI-K", "IS group", "PFLP-GC"} {
		plain, acronym := sentence(text), sentence(text)
		plain.Type, acronym.Type, acronym.Kind = Organization, Organization, Acronym
		want, got := score(sentence(text), plain, false), score(sentence(text), acronym, false)
		kind := Default().Weights[feature(gAliasKind, int(Acronym))]
		if d := got.Score - kind - want.Score; d < -1e-3 || d > 1e-3 {
			t.Errorf("%s is worth %v bits as an acronym, %v as a name", text, got.Score-kind, want.Score)
		}
	}
}

// TestDemonym: who writes Iraqi alone does not name Iraq, unless that is listed.
func TestDemonym(t *testing.T) {
	for _, test := range []struct {
		mention, alias string
		want           bool
	}{
		{"Iraqis", "Iraq", true},
		{"the Iraqis", "Iraq", true},
		{"عراقي", "Republic of Iraq", true},
		{"Irak", "Iraq", false},
		{"Iraqi", "Iraqi", false},
		{"Iraqi army", "Iraq", false},
	} {
		al := score(sentence(test.mention), sentence(test.alias), false)
		if got := slices.ContainsFunc(al.Items, func(it Item) bool { return it.Feature.in(gDemonym) }); got != test.want {
			t.Errorf("%q of %q is a demonym: %v, want %v", test.mention, test.alias, got, test.want)
		}
	}
}
