package aliases_test

import (
	"strings"
	"testing"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// Every invariant that CheckInvariants proves is broken by hand once, so that it
// is known to see that.
func TestInvariantsBroken(t *testing.T) {
	cases := map[string]struct{ damage, want string }{
		"orphan":            {"INSERT INTO alias VALUES ('ghost', 'v', '', 1, '', '', '', '')", "without its parent"},
		"counter ahead":     {"UPDATE counter SET value = 5 WHERE name = 'revision'", "revisions have gaps"},
		"row edited":        {"UPDATE entity SET name = 'other' WHERE id = 'a'", "its rows say"},
		"alias edited":      {"UPDATE alias SET kind = 'weak' WHERE entity = 'a'", "its rows say"},
		"revision lost":     {"UPDATE entity SET revision = 2 WHERE id = 'a'", "its newest change is of revision 1"},
		"alias id twice":    {"UPDATE alias SET id = 1", "too"},
		"alias id unknown":  {"UPDATE alias SET id = 99 WHERE entity = 'a'", "never given out"},
		"invalid value":     {"UPDATE entity SET type = 'thing' WHERE id = 'a'", "unknown entity type"},
		"redirect chain":    {"INSERT INTO redirect VALUES ('a', 'b'), ('b', 'a')", "redirected itself"},
		"merged to nowhere": {"UPDATE entity SET state = 'merged' WHERE id = 'a'", "does not fit its redirect"},
		"merged elsewhere":  {"UPDATE entity SET merged_into = 'a' WHERE id = 'b'", "does not fit where it was merged into"},
		"redirect astray":   {"UPDATE redirect SET entity = 'a'", "does not lead to where its redirect does"},
		"history rewritten": {"DROP TRIGGER change_is_never_rewritten; UPDATE change SET after = '{}' WHERE revision = 3", "does not begin with what"},
		"edit torn":         {"DROP TRIGGER change_is_never_rewritten; UPDATE change SET edit = 1 WHERE revision = 4", "comes after one of edit"},
		"term lost":         {"DELETE FROM term", "is in the history, but not in the table"},
		"term made up":      {"INSERT INTO term VALUES ('brigades', 'liwa', '')", "is not what the history ends with"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := t.TempDir() + "/table.db"
			s, err := aliases.Open(t.Context(), path, aliases.Options{})
			if err != nil {
				t.Fatal(err)
			}
			create(t, s, "a", "x")
			create(t, s, "b", "y")
			create(t, s, "c", "z")
			update(t, s, func(tx *aliases.Tx) error {
				if _, err := tx.MergeEntities("c", "b", "", ""); err != nil {
					return err
				}
				return tx.AddTerm(resolver.Term{Concept: "brigades", Value: "saraya"})
			})
			sound(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			sqlite(t, path, "PRAGMA foreign_keys = OFF", c.damage)
			problems, err := open(t, path).CheckInvariants(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range problems {
				if strings.Contains(p.String(), c.want) {
					return
				}
			}
			t.Errorf("problems %v, want one with %q", problems, c.want)
		})
	}
}

func TestHistoryIsAppendOnly(t *testing.T) {
	path := tableFile(t)
	db := rawTable(t, path)
	for _, statement := range []string{"UPDATE change SET actor = 'x'", "DELETE FROM change"} {
		if _, err := db.Exec(statement); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: error %v", statement, err)
		}
	}
}
