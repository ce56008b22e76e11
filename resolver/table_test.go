package resolver

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// table is a small table with look-alikes: entities that share head words, and
// acronyms that two of them have.
var table = []Entity{
	{ID: "kataib-hezbollah", Type: TypeOrganization, Name: "Kata'ib Hezbollah", Aliases: []Alias{
		{"كتائب حزب الله", "ar", KindOfficial}, {"KH", "en", KindAcronym}, {"Hezbollah Brigades", "en", KindTranslation},
	}, Not: []string{"Kataeb Party", "巴德尔党旅"}},
	{ID: "hezbollah", Type: TypeOrganization, Name: "Hezbollah", Aliases: []Alias{
		{"حزب الله", "ar", KindOfficial}, {"Hizbullah", "tr", KindTransliteration}, {"Party of God", "en", KindTranslation},
	}, Not: []string{"Hezbollahs"}},
	{ID: "ansar-allah", Type: TypeOrganization, Name: "Ansar Allah", Aliases: []Alias{
		{"أنصار الله", "ar", KindOfficial}, {"Houthis", "en", KindShort},
	}},
	{ID: "ansar-allah-al-awfiya", Type: TypeOrganization, Name: "Ansar Allah al-Awfiya", Aliases: []Alias{
		{"أنصار الله الأوفياء", "ar", KindOfficial},
	}},
	{ID: "kachin-independence-army", Type: TypeOrganization, Name: "Kachin Independence Army", Aliases: []Alias{{"KIA", "en", KindAcronym}}},
	{ID: "khorasan-islamic-army", Type: TypeOrganization, Name: "Khorasan Islamic Army", Aliases: []Alias{{"KIA", "en", KindAcronym}}},
	{ID: "badr-organization", Type: TypeOrganization, Name: "Badr Organization", Aliases: []Alias{{"منظمة بدر", "ar", KindOfficial}}},
	{ID: "nujaba", Type: TypeOrganization, Name: "Harakat Hezbollah al-Nujaba", Aliases: []Alias{
		{"حركة حزب الله النجباء", "ar", KindOfficial}, {"Nujaba", "en", KindShort},
	}},
	{ID: "pmf", Type: TypeOrganization, Name: "Popular Mobilization Forces", Aliases: []Alias{
		{"الحشد الشعبي", "ar", KindOfficial}, {"Hashd al-Shaabi", "en", KindTransliteration}, {"PMF", "en", KindAcronym},
	}},
	{ID: "qais-al-khazali", Type: TypePerson, Name: "Qais al-Khazali", Aliases: []Alias{{"قيس الخزعلي", "ar", KindOfficial}}},
	{ID: "esmail-qaani", Type: TypePerson, Name: "Esmail Qaani", Aliases: []Alias{{"اسماعیل قاآنی", "fa", KindOfficial}}},
	{ID: "mosul", Type: TypePlace, Name: "Mosul", Aliases: []Alias{{"الموصل", "ar", KindOfficial}}},
	{ID: "al-mawsil-press", Type: TypeMedia, Name: "Mosul Press"},
}

// mentions are strings asked of the table: its names, other spellings of them,
// names of nobody, and what is no name at all.
var mentions = []string{
	"Kata'ib Hezbollah", "KATAIB HEZBOLLAH", "Kataib Hizballah", "كتائب حزب الله", "Катаиб Хезболла", "KH", "Hezbollah", "Хезболлы", "حزب الله",
	"Kataeb Party", "Hezbollah'ın", "Ansar Allah", "Ansarullah", "أنصار الله الأوفياء", "Ansar Allah al-Awfiyaa", "Houthis", "KIA", "K.I.A.",
	"Kachin Army", "Badr Organization (Iraq)", "Organization of Badr", "巴德尔组织", "Harakat al-Nujaba", "Nujaba; Badr Organization", "PMF",
	"Volksmobilisierungskräfte", "Hashd Shabi", "Qais Khazali", "KHAZALI, Qays", "Хазали", "Ismail Ghaani", "قاآنی", "Mosul", "Mossul", "الموصل",
	"Rotary Club of Springfield", "Zhang Wei", "313", "", "…", "\xff\xfe", "of the", "Army", "Hezbollah Nujaba Press of Mosul",
}

func newTable() *Resolver { return New(slices.Values(table), nil) }

// shuffled is the table in another order, with the aliases as they are: their
// order is part of an entity.
func shuffled(seed uint64) []Entity {
	out := slices.Clone(table)
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

var everything = Policy{MaxCandidates: MaxCandidates}

// checkResolves checks which entity each mention resolves to, "" for none.
func checkResolves(t *testing.T, r *Resolver, want map[string]string) {
	t.Helper()
	for mention, entity := range want {
		if ans := r.Resolve(Mention{Text: mention}, Policy{}); ans.EntityID != entity {
			t.Errorf("%s is %q, want %q: %s", mention, ans.EntityID, entity, list(ans))
		}
	}
}
