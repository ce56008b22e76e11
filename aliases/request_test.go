package aliases_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/laqab/laqab/aliases"
)

func TestOnce(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s, err := aliases.Open(t.Context(), filepath.Join(t.TempDir(), "table.db"), aliases.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	calls := 0
	once := func(request, digest string, fn func(*aliases.Tx) error) (answer string, err error) {
		t.Helper()
		_, err = s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
			got, err := tx.Once(request, []byte(digest), func() ([]byte, error) {
				calls++
				return fmt.Appendf(nil, "answer %d", calls), fn(tx)
			})
			answer = string(got)
			return err
		})
		return answer, err
	}
	make1 := func(tx *aliases.Tx) error {
		_, err := tx.CreateEntity(aliases.Entity{Name: "x"})
		return err
	}
	for range 2 {
		if got, err := once("id", "asked", make1); err != nil || got != "answer 1" {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if revision, err := s.Revision(t.Context()); err != nil || revision != 1 {
		t.Errorf("it was done until revision %d, %v", revision, err)
	}
	_, err = once("id", "something else", make1)
	wantError(t, err, aliases.ErrRequestReused)

	// What failed was not done, and may be tried again.
	failing := func(tx *aliases.Tx) error {
		_, err := tx.DeleteEntity("nobody", "")
		return err
	}
	for range 2 {
		_, err := once("failing", "asked", failing)
		wantError(t, err, aliases.ErrNotFound)
	}
	// What changed nothing was done too.
	nothing := func(*aliases.Tx) error { return nil }
	first, err := once("nothing", "asked", nothing)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := once("nothing", "asked", nothing); err != nil || again != first {
		t.Errorf("got %q and then %q, %v", first, again, err)
	}
	// Old ones are forgotten, when another is recorded.
	now = now.Add(aliases.MaxRequestAge + time.Second)
	if _, err := once("other", "asked", nothing); err != nil {
		t.Fatal(err)
	}
	if got, err := once("id", "asked", make1); err != nil || got == "answer 1" {
		t.Errorf("after its time: got %q, %v", got, err)
	}
	sound(t, s)
}

// TestRequestsAreBounded: beyond so many, the oldest are forgotten.
func TestRequestsAreBounded(t *testing.T) {
	path := tableFile(t)
	sqlite(t, path, fmt.Sprintf("INSERT INTO request (number, id, digest, answer, time) VALUES (1, 'old', x'78', x'78', %[1]d), (2, 'next', x'78', CAST('kept' AS BLOB), %[1]d), (%[2]d, 'new', x'78', x'78', %[1]d)",
		time.Now().UnixMicro(), aliases.MaxRequests))
	s := open(t, path)
	once := func(request string) (answer string) {
		t.Helper()
		update(t, s, func(tx *aliases.Tx) error {
			got, err := tx.Once(request, []byte("x"), func() ([]byte, error) { return []byte("done"), nil })
			answer = string(got)
			return err
		})
		return answer
	}
	if got := once("one more"); got != "done" {
		t.Errorf("got %q", got)
	}
	if got := once("next"); got != "kept" {
		t.Errorf("the one hundred thousandth: got %q", got)
	}
	if got := once("old"); got != "done" {
		t.Errorf("the one before: got %q", got)
	}
}
