package match

import (
	"slices"
	"testing"
)

// TestNamesake checks what counts as the name of a relative, a twin or a part.
func TestNamesake(t *testing.T) {
	for _, test := range []struct {
		name, mention, alias string
		class                TypeClass
		group                int // groupCount for none
	}{
		{"a brother", "Fidel Castro Ruz", "Raúl Castro Ruz", Person, gOtherNames},
		{"a son", "Hussain Nawaz Sharif", "Nawaz Sharif", Person, gMoreNames},
		{"a father", "Nawaz Sharif", "Hussain Nawaz Sharif", Person, gFewerNames},
		{"a title is no name", "President Nawaz Sharif", "Nawaz Sharif", Person, groupCount},
		{"a misspelling", "Nawas Sharif", "Nawaz Sharif", Person, groupCount},
		{"nothing met", "Fidel Castro", "Nawaz Sharif", Person, groupCount},
		{"the same", "Nawaz Sharif", "Nawaz Sharif", Person, groupCount},
		{"a twin", "Moro Islamic Liberation Front", "Moro National Liberation Front", Organization, gOtherWords},
		{"a part", "Moro Foundation", "Moro", Organization, gMoreWords},
		{"a shorter name", "Moro Front", "Moro Liberation Front", Organization, groupCount},
		{"another number, which counts by itself", "Brigade 45", "Brigade 46", Organization, groupCount},
	} {
		alias := sentence(test.alias)
		alias.Type = test.class
		al := score(sentence(test.mention), alias, false)
		for _, g := range []int{gOtherNames, gMoreNames, gFewerNames, gOtherWords, gMoreWords} {
			if counts := slices.ContainsFunc(al.Items, func(it Item) bool { return it.Feature.in(g) }); counts != (g == test.group) {
				t.Errorf("%s: %q of %q counts %s: %v", test.name, test.mention, test.alias, groups[g].name, counts)
			}
		}
	}
}

// TestRelatives checks what tells relatives apart who share all but one name.
func TestRelatives(t *testing.T) {
	for _, test := range []struct {
		name, mention, alias string
		want                 []Feature
	}{
		{"brothers", "Abdullah bin Zayed Al Nahyan", "Mohamed bin Zayed Al Nahyan", []Feature{feature(gBrothers, 1, 1, 0)}},
		{"brothers across scripts, whose names are known", "Abdullah bin Zayed Al Nahyan", "محمد بن زايد آل نهيان", []Feature{feature(gBrothers, 1, 1, 0)}},
		{"brothers of names that the lexicon lacks", "Kojvan Castro Ruz", "Raulon Castro Ruz", []Feature{feature(gBrothers, 1, 0, 0)}},
		{"other last names", "Raúl Castro Ruz", "Raúl Castro Mobutu", nil},
		{"given names that are alike", "Jalaluddin Haqqani", "Sirajuddin Haqqani", []Feature{feature(gOtherGiven, 7, 0)}},
		{"a short form", "Siraj Haqqani", "Sirajuddin Haqqani", nil},
		{"the same name in two spellings", "Mohamed Haqqani", "Muhammad Haqqani", nil},
		{"a junior", "Donald Trump Jr.", "Donald Trump", []Feature{feature(gGeneration)}},
		{"in another language", "Дональд Трамп младший", "Donald Trump", []Feature{feature(gGeneration)}},
		{"a senior and a junior", "Ferdinand Marcos Sr.", "Ferdinand Marcos Jr.", []Feature{feature(gGeneration)}},
		{"two juniors", "Ferdinand Marcos Jnr", "Ferdinand Marcos Junior", nil},
		{"a señor", "Sr. Marcos", "Ferdinand Marcos", nil},
	} {
		if got := counted(test.mention, test.alias, Person, gBrothers, gGeneration, gOtherGiven); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q of %q counts %v, want %v", test.name, test.mention, test.alias, featureNames(got), featureNames(test.want))
		}
	}
}

// TestSeries checks what tells ships of a series apart.
func TestSeries(t *testing.T) {
	for _, test := range []struct {
		name, mention, alias string
		want                 []Feature
	}{
		{"another number", "Volgo-Balt 195", "VOLGO-BALT 179", []Feature{feature(gSeries, seriesBoth, 1, 1)}},
		{"a number more", "ESPERANZA II", "ESPERANZA", []Feature{feature(gSeries, seriesMore, 0, 1)}},
		{"a word less", "MAR", "MAR AZUL", []Feature{feature(gSeries, seriesFewer, 0, 0)}},
		{"what a ship is", "M/V TOUSKA", "TOUSKA", nil},
		{"the same", "TOUSKA", "TOUSKA", nil},
	} {
		if got := counted(test.mention, test.alias, Craft, gSeries); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q of %q counts %v, want %v", test.name, test.mention, test.alias, featureNames(got), featureNames(test.want))
		}
	}
}

// counted are the features of the groups that a mention and an alias of an entity of the
// class count.
func counted(mention, alias string, class TypeClass, groups ...int) (features []Feature) {
	a := sentence(alias)
	a.Type = class
	for _, it := range score(sentence(mention), a, false).Items {
		if slices.ContainsFunc(groups, it.Feature.in) {
			features = append(features, it.Feature)
		}
	}
	return features
}

func featureNames(features []Feature) (out []string) {
	for _, f := range features {
		out = append(out, f.Name())
	}
	return out
}
