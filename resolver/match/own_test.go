package match

import (
	"reflect"
	"slices"
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
		{"another name", "Mark Rutte", "ماركو روبيو", []string{"Marco Rubio"}, true},
		{"the best of several", "Mark Rutte", "ماركو روبيو", []string{"M. Antonio", "Marco Rubio"}, true},
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

// TestWrites checks which names are the same name in two scripts.
func TestWrites(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"ماركو روبيو", "Marco Rubio", true},
		{"Марк Рютте", "Mark Rutte", true},
		{"قيس الخزعلي", "Qais al-Khazali", true},
		{"ماركو روبيو", "Rubio", false},
		{"ماركو روبيو", "Mark Rutte", false},
		{"كتائب حزب الله", "Hezbollah Brigades", false}, // one of the two words is translated
		{"كتائب حزب الله", "KH", false},
	} {
		if got := NewScorer(Default(), name.Builtin()).Writes(sentence(test.a), sentence(test.b)); got != test.want {
			t.Errorf("%q writes %q: %v, want %v", test.a, test.b, got, test.want)
		}
	}
}

// TestOwnWritten checks that it counts when the name that met is one in the mention's
// script, and then that one fits worse.
func TestOwnWritten(t *testing.T) {
	m, alias := sentence("Mark Rutte"), sentence("ماركو روبيو")
	for _, written := range []bool{false, true} {
		a := Alignment{Score: 3, Traits: Traits{Cross: true}}
		Default().OwnScript(m, alias, Own{Names: 1, Score: -2, Fit: FitsBut, Written: written}, &a)
		counted := slices.ContainsFunc(a.Items, func(it Item) bool { return it.Feature.in(gOwnWritten) })
		if counted != written {
			t.Errorf("written %v: %+v", written, a.Items)
		}
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
