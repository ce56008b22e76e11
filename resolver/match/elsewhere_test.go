package match

import (
	"reflect"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

// TestElsewhere checks what an entity's other names say of a word that the mention has
// more than the one that fits it best, and that they leave what was counted before.
func TestElsewhere(t *testing.T) {
	for _, test := range []struct {
		name, mention, alias string
		others               []string
		kind                 string // of the evidence added, "" for none
	}{
		{"another country", "Egyptian Islamic Jihad", "Islamic Jihad", []string{"Islamic Jihad Movement in Palestine"}, "word_unlike_names"},
		{"its country", "Palestinian Islamic Jihad", "Islamic Jihad", []string{"Islamic Jihad Movement in Palestine"}, "word_of_other_name"},
		{"its country in another script", "Palestinian Islamic Jihad", "Islamic Jihad", []string{"الجهاد الإسلامي في فلسطين"}, "word_of_other_name"},
		{"a name spelt otherwise", "Hussein Badreddin Houthi", "Hussein Houthi", []string{"Hussein Badruddin Houthi"}, "word_of_other_name"},
		{"its country, and that of another name", "Palestinian Islamic Jihad", "Islamic Jihad", []string{"Iran's Islamic Jihad", "Jihad of Palestine"}, "word_of_other_name"},
		{"another kind of place", "Diyala River", "Diyala", []string{"Diyala Governorate"}, "word_unlike_names"},
		{"no word of the kind", "Egyptian Islamic Jihad", "Islamic Jihad", []string{"Jihad Movement"}, ""},
		{"no other name", "Egyptian Islamic Jihad", "Islamic Jihad", nil, ""},
		{"a word of its own", "Islamic Jihad Zarqawi", "Islamic Jihad", []string{"Islamic Jihad Movement Baghdad"}, ""},
		{"nothing left", "Islamic Jihad", "Islamic Jihad Movement", []string{"Palestinian Islamic Jihad"}, ""},
	} {
		m, alias := sentence(test.mention), sentence(test.alias)
		s := NewScorer(Default(), name.Builtin())
		var a Alignment
		s.Score(m, alias, false, &a)
		before := a
		var e Elsewhere
		for _, other := range test.others {
			e.Add(s, m, sentence(other), a.Left)
		}
		Default().Elsewhere(m, Organization, e, &a)
		checkAlignment(t, m, alias, &a)
		added := a.Items[len(before.Items):]
		if !reflect.DeepEqual(a.Items[:len(before.Items)], before.Items) {
			t.Errorf("%s: %+v of %+v", test.name, a, before)
		}
		kind := ""
		for _, it := range added {
			kind = it.Feature.Kind()
			if a.Left&(1<<it.M[0]) == 0 {
				t.Errorf("%s: item %+v is of a word that met", test.name, it)
			}
		}
		if kind != test.kind {
			t.Errorf("%s: evidence %q, want %q", test.name, kind, test.kind)
		}
	}
}
