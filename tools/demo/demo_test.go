// Package demo_test checks that the demo shows what it is there to show.
package demo_test

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/aliases/seed"
	"github.com/laqab/laqab/client"
	"github.com/laqab/laqab/client/evaluation"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/service"
)

// shipped serves the table that ships, in this process.
func shipped(t *testing.T) *client.Client {
	t.Helper()
	store, err := aliases.Open(t.Context(), filepath.Join(t.TempDir(), "laqab.db"), aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if loaded, _, err := seed.Load(t.Context(), store); err != nil || !loaded {
		t.Fatalf("seed: %v, %v", loaded, err)
	}
	server := service.New(store, service.Config{Logger: slog.New(slog.DiscardHandler)})
	if err := server.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	laqab, err := client.Dial(listener.Addr().String(), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = laqab.Close()
		if err := server.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return laqab
}

// TestMentions resolves the file of the demo. One right ID means RESOLVED with
// it, null means NO_MATCH, and several mean AMBIGUOUS between just these: in an
// evaluation more would be right, but the demo is to show each outcome.
func TestMentions(t *testing.T) {
	file, err := os.Open("mentions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	queries, err := evaluation.ReadQueries(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(queries) < 40 {
		t.Errorf("only %d mentions", len(queries))
	}
	laqab := shipped(t)
	for _, q := range queries {
		t.Run(q.Mention, func(t *testing.T) {
			answer, err := laqab.Resolve(t.Context(), client.Mention{Text: q.Mention})
			if err != nil {
				t.Fatal(err)
			}
			want := laqabv1.Outcome_OUTCOME_RESOLVED
			switch {
			case q.Expect == "":
				want = laqabv1.Outcome_OUTCOME_NO_MATCH
			case len(q.Accept) > 1:
				want = laqabv1.Outcome_OUTCOME_AMBIGUOUS
			}
			if answer.GetOutcome() != want {
				t.Errorf("outcome %v, want %v: %s", answer.GetOutcome(), want, best(answer))
			}
			if want == laqabv1.Outcome_OUTCOME_RESOLVED && answer.GetEntityId() != q.Expect {
				t.Errorf("entity %q, want %q: %s", answer.GetEntityId(), q.Expect, best(answer))
			}
			if want == laqabv1.Outcome_OUTCOME_AMBIGUOUS && !slices.Equal(sharing(answer), slices.Sorted(slices.Values(q.Accept))) {
				t.Errorf("shared by %q, want %q", sharing(answer), q.Accept)
			}
		})
	}
}

// sharing is who shares the probability, by ID: which of them is ahead by a hair does not matter.
func sharing(r *laqabv1.ResolveResponse) (ids []string) {
	var answer evaluation.Answer
	for _, c := range r.GetCandidates() {
		answer.Candidates = append(answer.Candidates, evaluation.Candidate{ID: c.GetEntityId(), Probability: c.GetProbability()})
	}
	for _, c := range answer.Sharing() {
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	return ids
}

// best is the first candidate as a test failure shows it.
func best(r *laqabv1.ResolveResponse) string {
	if len(r.GetCandidates()) == 0 {
		return "no candidates"
	}
	c := r.GetCandidates()[0]
	return c.GetEntityId() + " by " + c.GetAlias().GetValue() + " is best"
}
