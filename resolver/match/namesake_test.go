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
