package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/laqab/laqab/client/evaluation"
)

// report is one right answer of two, one of them tagged.
func report() evaluation.Report {
	return evaluation.Evaluate(
		[]evaluation.Query{{Expect: "a", Tags: []string{"latin"}}, {Expect: "b"}},
		[]evaluation.Answer{
			{Outcome: evaluation.Resolved, EntityID: "a", Candidates: []evaluation.Candidate{{ID: "a", Probability: 1}}},
			{Outcome: evaluation.NoMatch},
		})
}

func TestCompare(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quality.golden")
	if err := compare(path, ""); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: got %v", err)
	}
	golden := figures(report())
	if err := os.WriteFile(path, []byte(golden), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := compare(path, golden); err != nil {
		t.Error(err)
	}

	worse := report()
	worse.Tags[0].Recall -= 0.001
	var different *errNotGolden
	if err := compare(path, figures(worse)); !errors.As(err, &different) || len(different.lines) != 2 {
		t.Fatalf("one figure is other: got %v", err)
	}
	if !strings.HasPrefix(different.lines[0], "- latin") || !strings.HasPrefix(different.lines[1], "+ latin") {
		t.Errorf("got %q", different.lines)
	}

	fewer := report()
	fewer.Tags = nil
	if err := compare(path, figures(fewer)); !errors.As(err, &different) {
		t.Errorf("a tag is gone: got %v", err)
	}
}

func TestFigures(t *testing.T) {
	lines := strings.Split(figures(report()), "\n")
	for i, want := range [][]string{
		strings.Fields("tag " + scoreHead),
		strings.Fields("all 2 1 0 1 1.000 0.500 0.667 0.500 0.500 0.500 0.000"),
		strings.Fields("latin 1 1 0 0 1.000 1.000 1.000 1.000 1.000 1.000 0.000"),
	} {
		if got := strings.Fields(lines[i]); !slices.Equal(got, want) {
			t.Errorf("line %d: got %q, want %q", i+1, got, want)
		}
		if len(lines[i]) != len(lines[0]) {
			t.Errorf("line %d is %d wide, the head %d", i+1, len(lines[i]), len(lines[0]))
		}
	}
}

func TestSuites(t *testing.T) {
	dir := t.TempDir()
	if got, err := suites(filepath.Join(dir, "none")); err != nil || got != nil {
		t.Errorf("no directory: got %v, %v", got, err)
	}
	for _, path := range []string{"domain/queries.jsonl", "dev/b/table.jsonl", "dev/b/queries.jsonl.gz", "dev/a/table.jsonl.gz", "dev/a/queries.jsonl", "dev/README"} {
		path = filepath.Join(dir, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	in := func(path string) string { return filepath.Join(dir, path) }
	want := []suite{
		{"domain", "", in("domain/queries.jsonl"), ""},
		{"a", in("dev/a/table.jsonl.gz"), in("dev/a/queries.jsonl"), ""},
		{"b", in("dev/b/table.jsonl"), in("dev/b/queries.jsonl.gz"), ""},
	}
	if got, err := suites(dir); err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if err := os.Remove(in("dev/a/queries.jsonl")); err != nil {
		t.Fatal(err)
	}
	if _, err := suites(dir); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "suite a") {
		t.Errorf("half a suite: got %v", err)
	}
}

// TestNoServer: what keeps the programs from running is said.
func TestNoServer(t *testing.T) {
	own := t.TempDir()
	for _, name := range []string{"table.jsonl", "queries.jsonl"} {
		if err := os.WriteFile(filepath.Join(own, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	err := run(t.Context(), options{bin: t.TempDir(), own: own}, &out)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "laqabd") {
		t.Errorf("got %v", err)
	}
}
