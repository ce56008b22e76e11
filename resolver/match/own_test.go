package match

import (
	"reflect"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

// TestOwnScript checks when names in the mention's script count against a name
// in another one, and that they leave what was counted before.
func TestOwnScript(t *testing.T) {
	arabic := "مطار أربيل الدولي"
	for _, test := range []struct {
		name, mention, alias string
		own                  []string
		counts               bool
	}{
		{"another name", "Karbala International Airport", arabic, []string{"Erbil International Airport"}, true},
		{"the best of several", "Karbala International Airport", arabic, []string{"Hewler Airport", "Erbil International Airport"}, true},
		{"one that fits better", "Erbil International Airport", arabic, []string{"Erbil International Airport", "Hewler"}, false},
		{"none in the script", "Karbala International Airport", arabic, []string{"Эрбиль", arabic}, false},
		{"none", "Karbala International Airport", arabic, nil, false},
		{"an alias in the script", "Karbala International Airport", "Erbil International Airport", []string{"Hewler"}, false},
	} {
		m, alias := sentence(test.mention), sentence(test.alias)
		s := NewScorer(Default(), name.Builtin())
		var a, next Alignment
		var own Own
		for _, other := range test.own {
			o := sentence(other)
			s.Score(m, o, false, &next)
			own.Add(&next, o.Kind)
		}
		s.Score(m, alias, false, &a)
		before := a
		Default().OwnScript(m, alias, own, &a)
		checkAlignment(t, m, alias, &a)
		added := a.Items[len(before.Items):]
		if !reflect.DeepEqual(a.Items[:len(before.Items)], before.Items) || a.Score > before.Score {
			t.Errorf("%s: %+v of %+v", test.name, a, before)
		}
		if counts := len(added) > 0; counts != test.counts {
			t.Errorf("%s: counts %v, want %v", test.name, counts, test.counts)
		}
		for _, it := range added {
			if it.Feature.Kind() != "own_script_worse" || it.Value <= 0 || it.Value > maxGap {
				t.Errorf("%s: item %+v", test.name, it)
			}
		}
	}
}

// TestOwnAdd checks which names count as an entity's in the mention's script.
func TestOwnAdd(t *testing.T) {
	conflict := []Item{{Feature: feature(gConflictStep), Value: 1}}
	best := Alignment{Score: -2, Similarity: 0.6, Met: 1, Items: conflict}
	cross := Alignment{Score: 9, Traits: Traits{Cross: true}}
	var own Own
	for _, kind := range []AliasClass{Acronym, Abbreviation} {
		own.Add(&best, kind)
	}
	own.Add(&cross, Plain)
	if own != (Own{}) {
		t.Errorf("short forms and other scripts count: %+v", own)
	}
	own.Add(&Alignment{Score: -5, Similarity: 0.6}, Short)
	own.Add(&best, Plain)
	own.Add(&Alignment{Score: -3}, Weak)
	if want := (Own{Names: 3, Score: -2, Fit: FitsBut}); own != want {
		t.Errorf("got %+v, want %+v", own, want)
	}
}

func TestScriptOf(t *testing.T) {
	for text, want := range map[string]name.Script{
		"Mosul": name.Latin, "of the الموصل": name.Arabic, "of": name.Latin, "": name.Unknown, "הר": name.Hebrew,
	} {
		if got := ScriptOf(sentence(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestOwnSense: a name that meets the mention by another word of its language only is
// told from one that fits.
func TestOwnSense(t *testing.T) {
	for _, test := range []struct {
		mention, own string
		want         Fit
	}{
		{"Liwa al-Quds", "Saraya al-Quds", FitsSense},
		{"Liwa al-Quds", "Liwa al-Quds", FitsMost},
		{"Liwa al-Quds", "Quds Brigade", FitsMost},
	} {
		var next Alignment
		var own Own
		m, o := sentence(test.mention), sentence(test.own)
		NewScorer(Default(), name.Builtin()).Score(m, o, false, &next)
		if own.Add(&next, o.Kind); own.Fit != test.want {
			t.Errorf("%q, %q: fit %d, want %d", test.mention, test.own, own.Fit, test.want)
		}
	}
}
