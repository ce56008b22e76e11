package seed

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// fold makes strings equal that no reader could tell apart as names.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(norm.NFKC.String(s))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(norm.NFC.String(b.String())), " ")
}

func entities(t *testing.T) map[string]aliases.Entity {
	t.Helper()
	r, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]aliases.Entity{}
	for line, err := range aliases.DecodeEntities(r) {
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := all[line.Entity.ID]; ok {
			t.Errorf("id %q comes twice", line.Entity.ID)
		}
		all[line.Entity.ID] = line.Entity
	}
	return all
}

// names returns the folded names of e.
func names(e aliases.Entity) map[string]bool {
	folded := map[string]bool{fold(e.Name): true}
	for _, a := range e.Aliases {
		folded[fold(a.Value)] = true
	}
	return folded
}

func TestFilesAreAsExported(t *testing.T) {
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		data, err := files.ReadFile(entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		var exported []byte
		last := ""
		for line, err := range aliases.DecodeEntities(bytes.NewReader(data)) {
			if err != nil {
				t.Fatalf("%s: %v", entry.Name(), err)
			}
			if line.Entity.ID <= last {
				t.Errorf("%s: line %d: %q comes after %q", entry.Name(), line.Number, line.Entity.ID, last)
			}
			last = line.Entity.ID
			exported = append(aliases.AppendEntity(exported, &line.Entity), '\n')
		}
		if !bytes.Equal(exported, data) {
			was, is := strings.Split(string(data), "\n"), strings.Split(string(exported), "\n")
			for i := range min(len(was), len(is)) {
				if was[i] != is[i] {
					t.Errorf("%s: line %d is %s\nexport writes %s", entry.Name(), i+1, was[i], is[i])
					break
				}
			}
		}
	}
}

func TestLoad(t *testing.T) {
	s, err := aliases.Open(t.Context(), filepath.Join(t.TempDir(), "table.db"), aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := entities(t)

	loaded, report, err := Load(t.Context(), s)
	if err != nil || !loaded {
		t.Fatalf("loaded %t, error %v", loaded, err)
	}
	if report.Created != len(want) || len(want) < 600 {
		t.Errorf("created %d entities of %d, the seed has at least 600", report.Created, len(want))
	}
	changes, err := s.Changes(t.Context(), aliases.ChangesOptions{Limit: 1})
	if err != nil || len(changes) != 1 || changes[0].Actor != Actor {
		t.Errorf("first change %+v, error %v", changes, err)
	}
	if problems, err := s.CheckInvariants(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("problems %v, error %v", problems, err)
	}

	if _, err := s.Update(t.Context(), aliases.Edit{Actor: "curator"}, func(tx *aliases.Tx) error {
		_, err := tx.DeleteEntity("kataib-hezbollah", "")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if loaded, _, err := Load(t.Context(), s); err != nil || loaded {
		t.Errorf("a table with a history: loaded %t, error %v", loaded, err)
	}
}

func TestEveryAliasSaysWhatItIs(t *testing.T) {
	for id, e := range entities(t) {
		if e.Type == "" {
			t.Errorf("%s has no type", id)
		}
		for _, a := range e.Aliases {
			if a.Language == "" || a.Kind == "" {
				t.Errorf("%s: alias %q has language %q and kind %q", id, a.Value, a.Language, a.Kind)
			}
		}
	}
}

// TestNoNameOfTwo: a name that two entities can resolve to is waived, with the
// reason, and every waiver is about a name that is there.
func TestNoNameOfTwo(t *testing.T) {
	all := entities(t)
	owners := map[string]map[string]bool{}
	bears := map[[2]string]bool{} // name and entity
	for id, e := range all {
		not := map[string]bool{}
		for _, x := range e.Not {
			not[resolver.Fold(x.Value)] = true
		}
		for _, n := range e.Names() {
			key := resolver.Fold(n.Value)
			bears[[2]string{key, id}] = true
			if not[key] {
				continue
			}
			if owners[key] == nil {
				owners[key] = map[string]bool{}
			}
			owners[key][id] = true
		}
	}
	waived := map[string]bool{}
	list, err := aliases.DecodeWaivers(bytes.NewReader(waivers))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range list {
		key := resolver.Fold(w.Value)
		if !bears[[2]string{key, w.EntityID}] {
			t.Errorf("%s has a waiver for %q, which is no name of it", w.EntityID, w.Value)
		}
		if w.Rule == aliases.RuleSharedAlias {
			waived[key] = true
			if len(owners[key]) < 2 {
				t.Errorf("%q is waived as shared, but names %v", w.Value, owners[key])
			}
		}
	}
	for key, ids := range owners {
		if len(ids) > 1 && !waived[key] {
			t.Errorf("%q names each of %v", key, ids)
		}
	}
}

func TestExclusionsNameSomebodyElse(t *testing.T) {
	for id, e := range entities(t) {
		own := names(e)
		for _, x := range e.Not {
			if own[fold(x.Value)] {
				t.Errorf("%s is and is not %q", id, x.Value)
			}
		}
	}
}

func TestLookAlikesStayApart(t *testing.T) {
	all := entities(t)
	owner := func(name string) (ids []string) {
		for id, e := range all {
			if names(e)[fold(name)] {
				ids = append(ids, id)
			}
		}
		return ids
	}
	for name, want := range map[string]string{
		"Hezbollah":             "hezbollah",
		"حزب الله":              "hezbollah",
		"Kata'ib Hezbollah":     "kataib-hezbollah",
		"كتائب حزب الله":        "kataib-hezbollah",
		"Ansar Allah":           "houthis",
		"أنصار الله":            "houthis",
		"Ansar Allah al-Awfiya": "ansar-allah-al-awfiya",
		"Fatah":                 "palestinian-fatah",
		"Fatah Alliance":        "fatah-alliance",
		"Al-Quds Brigades":      "al-quds-brigades",
		"Quds Force":            "quds-force",
		"Kataeb Party":          "",
	} {
		ids := owner(name)
		if want == "" && len(ids) > 0 || want != "" && (len(ids) != 1 || ids[0] != want) {
			t.Errorf("%q names %v, want %q", name, ids, want)
		}
	}
	excluded := false
	for _, x := range all["kataib-hezbollah"].Not {
		excluded = excluded || x.Value == "Kataeb Party"
	}
	if !excluded {
		t.Error("kataib-hezbollah does not exclude the Kataeb Party")
	}
}
