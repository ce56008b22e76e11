package aliases_test

import (
	"errors"
	"io"
	"testing"

	"github.com/laqab/laqab/aliases"
)

var curator = aliases.Edit{Actor: "curator", Reason: "test"}

// open opens a table for the length of the test.
func open(t testing.TB, path string) *aliases.Store {
	t.Helper()
	s, err := aliases.Open(t.Context(), path, aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// sound fails the test unless every invariant of the table holds.
func sound(t testing.TB, s *aliases.Store) {
	t.Helper()
	problems, err := s.CheckInvariants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

func update(t testing.TB, s *aliases.Store, fn func(*aliases.Tx) error) int64 {
	t.Helper()
	revision, err := s.Update(t.Context(), curator, fn)
	if err != nil {
		t.Fatal(err)
	}
	return revision
}

func importInto(t testing.TB, s *aliases.Store, r io.Reader, opts aliases.ImportOptions) aliases.ImportReport {
	t.Helper()
	if opts.Edit == (aliases.Edit{}) {
		opts.Edit = curator
	}
	report, err := s.Import(t.Context(), r, opts)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func wantError(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}
