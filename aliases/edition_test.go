package aliases

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/laqab/laqab/resolver"
)

// parse reads an entity in the file format.
func parse(t *testing.T, text string) *Entity {
	t.Helper()
	if text == "" {
		return nil
	}
	e, err := ParseRecord([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return &e
}

func TestEdition(t *testing.T) {
	cases := []struct {
		name               string
		base, theirs, ours string
		moved              bool
		want               string
		conflicts          []string
		withdrawn          []string
	}{
		{name: "new names are added",
			base:   `{"id":"e","name":"N","aliases":[{"value":"a"}]}`,
			theirs: `{"id":"e","name":"N","aliases":[{"value":"a"},{"value":"b","kind":"weak"}],"external_ids":{"k":"1"},"not":["x"]}`,
			ours:   `{"id":"e","name":"N","aliases":[{"value":"a"},{"value":"own"}]}`,
			want:   `{"id":"e","name":"N","aliases":[{"value":"a"},{"value":"own"},{"value":"b","kind":"weak"}],"external_ids":{"k":"1"},"not":["x"]}`},
		{name: "what maintainers removed stays removed",
			base:   `{"id":"e","name":"N","aliases":[{"value":"a"},{"value":"b"}],"external_ids":{"k":"1"},"not":["x"]}`,
			theirs: `{"id":"e","name":"N","aliases":[{"value":"a"},{"value":"b"},{"value":"c"}],"external_ids":{"k":"1"},"not":["x"]}`,
			ours:   `{"id":"e","name":"N","aliases":[{"value":"a"}]}`,
			want:   `{"id":"e","name":"N","aliases":[{"value":"a"},{"value":"c"}]}`},
		{name: "what maintainers changed stays changed",
			base:   `{"id":"e","type":"other","name":"N","description":"d","aliases":[{"value":"a"}],"external_ids":{"k":"1"}}`,
			theirs: `{"id":"e","type":"other","name":"N","description":"d","aliases":[{"value":"a"},{"value":"c"}],"external_ids":{"k":"1"}}`,
			ours:   `{"id":"e","type":"person","name":"M","description":"own","aliases":[{"value":"a","kind":"weak"}],"external_ids":{"k":"2"}}`,
			want:   `{"id":"e","type":"person","name":"M","description":"own","aliases":[{"value":"a","kind":"weak"},{"value":"c"}],"external_ids":{"k":"2"}}`},
		{name: "what nobody touched follows the list",
			base:   `{"id":"e","type":"other","name":"N","description":"d","aliases":[{"value":"a"}],"external_ids":{"k":"1"},"not":[{"value":"x","reason":"r"}]}`,
			theirs: `{"id":"e","type":"person","name":"M","description":"","aliases":[{"value":"N"},{"value":"a","kind":"weak"}],"external_ids":{"k":"2"},"not":[{"value":"x","reason":"s"}]}`,
			ours:   `{"id":"e","type":"other","name":"N","description":"d","aliases":[{"value":"a"}],"external_ids":{"k":"1"},"not":[{"value":"x","reason":"r"}]}`,
			want:   `{"id":"e","type":"person","name":"M","aliases":[{"value":"a","kind":"weak"},{"value":"N"}],"external_ids":{"k":"2"},"not":[{"value":"x","reason":"s"}]}`},
		{name: "both changed differently",
			base:   `{"id":"e","type":"other","name":"N","description":"d","aliases":[{"value":"a"},{"value":"b"}],"external_ids":{"k":"1"},"not":[{"value":"x","reason":"r"}]}`,
			theirs: `{"id":"e","type":"person","name":"T","description":"t","aliases":[{"value":"a","kind":"weak"},{"value":"b","note":"t"}],"external_ids":{"k":"2"},"not":[{"value":"x","reason":"t"}]}`,
			ours:   `{"id":"e","type":"place","name":"O","description":"o","aliases":[{"value":"a","kind":"short"}],"external_ids":{"k":"3"},"not":[{"value":"x","reason":"o"}]}`,
			want:   `{"id":"e","type":"place","name":"O","description":"o","aliases":[{"value":"a","kind":"short"},{"value":"T"}],"external_ids":{"k":"3"},"not":[{"value":"x","reason":"o"}]}`,
			conflicts: []string{"type other|person|place", "name N|T|O", "description d|t|o",
				`aliases a {"value":"a"}|{"value":"a","kind":"weak"}|{"value":"a","kind":"short"}`,
				`aliases b {"value":"b"}|{"value":"b","note":"t"}|`, "external_ids k 1|2|3",
				`not x {"value":"x","reason":"r"}|{"value":"x","reason":"t"}|{"value":"x","reason":"o"}`}},
		{name: "both changed alike",
			base:   `{"id":"e","type":"other","name":"N","description":"d","aliases":[{"value":"a"}],"external_ids":{"k":"1"}}`,
			theirs: `{"id":"e","type":"person","name":"M","description":"x","aliases":[{"value":"a","kind":"weak"},{"value":"N"}],"external_ids":{"k":"2"},"not":["y"]}`,
			ours:   `{"id":"e","type":"person","name":"M","description":"x","aliases":[{"value":"a","kind":"weak"},{"value":"N"}],"external_ids":{"k":"2"},"not":["y"]}`,
			want:   `{"id":"e","type":"person","name":"M","description":"x","aliases":[{"value":"a","kind":"weak"},{"value":"N"}],"external_ids":{"k":"2"},"not":["y"]}`},
		{name: "withdrawn names stay",
			base:      `{"id":"e","name":"N","aliases":[{"value":"a","language":"ar"},{"value":"b"},{"value":"c"}],"external_ids":{"k":"1"},"not":["x"]}`,
			theirs:    `{"id":"e","name":"M"}`,
			ours:      `{"id":"e","name":"N","aliases":[{"value":"a","language":"ar"},{"value":"b","kind":"weak"}],"external_ids":{"k":"1"},"not":["x"]}`,
			want:      `{"id":"e","name":"M","aliases":[{"value":"a","language":"ar"},{"value":"b","kind":"weak"},{"value":"N"}],"external_ids":{"k":"1"},"not":["x"]}`,
			withdrawn: []string{"name N", "aliases a ar", "aliases b", "external_ids k", "not x"}},
		{name: "an alias becomes the name, the name an alias",
			base:   `{"id":"e","name":"N","aliases":[{"value":"M"},{"value":"a"}]}`,
			theirs: `{"id":"e","name":"M","aliases":[{"value":"N","note":"formerly"},{"value":"a"}]}`,
			ours:   `{"id":"e","name":"N","aliases":[{"value":"M"},{"value":"a"}]}`,
			want:   `{"id":"e","name":"M","aliases":[{"value":"a"},{"value":"N","note":"formerly"}]}`},
		{name: "a language becomes known",
			base:      `{"id":"e","name":"N","aliases":[{"value":"a"},{"value":"b"}]}`,
			theirs:    `{"id":"e","name":"N","aliases":[{"value":"a","language":"ar"},{"value":"b","language":"ar"}]}`,
			ours:      `{"id":"e","name":"N","aliases":[{"value":"a"}]}`,
			want:      `{"id":"e","name":"N","aliases":[{"value":"a","language":"ar"}]}`,
			conflicts: []string{`aliases b |{"value":"b","language":"ar"}|`}},
		{name: "maintainers say it is not the entity",
			base:      `{"id":"e","name":"N"}`,
			theirs:    `{"id":"e","name":"N","aliases":[{"value":"x"}]}`,
			ours:      `{"id":"e","name":"N","not":[{"value":"x","reason":"r"}]}`,
			want:      `{"id":"e","name":"N","not":[{"value":"x","reason":"r"}]}`,
			conflicts: []string{`aliases x |{"value":"x"}|not {"value":"x","reason":"r"}`}},
		{name: "the first edition overrules nobody",
			theirs:    `{"id":"e","type":"person","name":"T","description":"t","aliases":[{"value":"a","kind":"weak"},{"value":"b"}],"external_ids":{"k":"1","l":"2"},"not":[{"value":"x","reason":"t"}]}`,
			ours:      `{"id":"e","type":"organization","name":"O","aliases":[{"value":"a"}],"external_ids":{"k":"3"},"not":[{"value":"x","reason":"o"}]}`,
			want:      `{"id":"e","type":"organization","name":"O","description":"t","aliases":[{"value":"a"},{"value":"T"},{"value":"b"}],"external_ids":{"k":"3","l":"2"},"not":[{"value":"x","reason":"o"}]}`,
			conflicts: []string{"type |person|organization", "external_ids k |1|3"}},
		{name: "merged into another",
			base:   `{"id":"old","type":"person","name":"N","aliases":[{"value":"a"}]}`,
			theirs: `{"id":"old","type":"organization","name":"M","description":"d","aliases":[{"value":"a"},{"value":"b"}]}`,
			ours:   `{"id":"e","type":"vessel","name":"O","aliases":[{"value":"a"},{"value":"N"}]}`,
			moved:  true,
			want:   `{"id":"e","type":"vessel","name":"O","aliases":[{"value":"a"},{"value":"N"},{"value":"M"},{"value":"b"}]}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := edition{base: parse(t, c.base), theirs: parse(t, c.theirs), ours: parse(t, c.ours), moved: c.moved}
			m.merge()
			m.ours.normalize()
			if got := string(AppendEntity(nil, m.ours)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			var conflicts, withdrawn []string
			for _, x := range m.conflicts {
				conflicts = append(conflicts, strings.TrimSpace(string(x.Field)+" "+x.Key)+" "+x.Base+"|"+x.Theirs+"|"+x.Ours)
			}
			for _, w := range m.withdrawals {
				withdrawn = append(withdrawn, strings.TrimSpace(string(w.Field)+" "+w.Value+" "+w.Language))
			}
			if !slices.Equal(conflicts, c.conflicts) {
				t.Errorf("conflicts\n%s\nwant\n%s", strings.Join(conflicts, "\n"), strings.Join(c.conflicts, "\n"))
			}
			if !slices.Equal(withdrawn, c.withdrawn) {
				t.Errorf("withdrawn %q, want %q", withdrawn, c.withdrawn)
			}
		})
	}
}

// randomEntity says a few things out of few, so that two of them often meet.
func randomEntity(r *rand.Rand) *Entity {
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	e := &Entity{ID: "e", Type: resolver.EntityType(pick("", "person", "place")), Name: pick("a", "b", "c"), Description: pick("", "d", "f"), State: StateActive}
	for range r.IntN(4) {
		a := Alias{Value: pick("a", "b", "c", "d"), Language: pick("", "ar"), Kind: resolver.AliasKind(pick("", "weak")), Note: pick("", "n")}
		if e.aliasIndex(a.Value, a.Language) < 0 {
			e.Aliases = append(e.Aliases, a)
		}
	}
	for range r.IntN(2) {
		if e.ExternalIDs == nil {
			e.ExternalIDs = map[string]string{}
		}
		e.ExternalIDs[pick("k", "l")] = pick("1", "2")
	}
	if r.IntN(4) == 0 {
		e.Not = []Exclusion{{pick("a", "x"), pick("", "r")}}
	}
	e.normalize()
	return e
}

func names(e *Entity) map[string]bool {
	all := map[string]bool{e.Name: true}
	for _, a := range e.Aliases {
		all[a.Value] = true
	}
	return all
}

// Whatever the three say, these hold.
func TestEditionProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 100_000 {
		base, theirs, ours := randomEntity(r), randomEntity(r), randomEntity(r)
		switch r.IntN(4) {
		case 0:
			ours = base.clone()
		case 1:
			theirs = base.clone()
		case 2:
			base = nil
		}
		merged := edition{base: base, theirs: theirs, ours: ours.clone()}
		if merged.base != nil {
			merged.base = base.clone()
		}
		merged.merge()
		after := merged.ours
		after.normalize()
		fail := func(what string) {
			t.Helper()
			text := func(e *Entity) string {
				if e == nil {
					return "nothing"
				}
				return string(AppendEntity(nil, e))
			}
			t.Fatalf("case %d: %s\nbase   %s\ntheirs %s\nours   %s\nafter  %s\nconflicts %+v\nwithdrawn %+v", i, what,
				text(base), text(theirs), text(ours), text(after), merged.conflicts, merged.withdrawals)
		}
		if err := after.Validate(); err != nil {
			fail(err.Error())
		}
		for name := range names(ours) {
			if !after.named(name) {
				fail(fmt.Sprintf("the name %q was dropped", name))
			}
		}
		reported := map[string]bool{}
		for _, c := range merged.conflicts {
			reported[c.Key] = true
			if c.Field == FieldName {
				reported[c.Theirs] = true
			}
		}
		for name := range names(theirs) {
			if isNew := base == nil || !base.named(name); isNew && !after.named(name) && !reported[name] {
				fail(fmt.Sprintf("the new name %q was lost", name))
			}
		}
		if base != nil {
			for name := range names(base) {
				if !ours.named(name) && after.named(name) && after.Name != name {
					fail(fmt.Sprintf("the removed name %q came back", name))
				}
				if ours.named(name) && !theirs.named(name) && !slices.ContainsFunc(merged.withdrawals, func(w Withdrawal) bool { return w.Value == name }) &&
					!(ours.Name == name) && slices.ContainsFunc(base.Aliases, func(a Alias) bool { return a.Value == name && ours.aliasIndex(name, a.Language) >= 0 }) {
					fail(fmt.Sprintf("that the name %q was withdrawn is not reported", name))
				}
			}
			untouched := string(AppendEntity(nil, base)) == string(AppendEntity(nil, ours))
			if untouched && slices.ContainsFunc(merged.conflicts, func(c Conflict) bool { return !strings.HasPrefix(c.Ours, "not ") }) {
				fail("a conflict with nobody")
			}
			if string(AppendEntity(nil, base)) == string(AppendEntity(nil, theirs)) && (!reflect.DeepEqual(after, ours) || len(merged.conflicts)+len(merged.withdrawals) > 0) {
				fail("the same edition changes something")
			}
		}
		again := edition{base: theirs, theirs: theirs, ours: after.clone()}
		again.merge()
		if !reflect.DeepEqual(again.ours, after) || len(again.conflicts)+len(again.withdrawals) > 0 {
			fail("the same edition again changes something")
		}
	}
}
