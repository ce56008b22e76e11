package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/laqab/laqab/aliases"
)

func TestStatusOf(t *testing.T) {
	wrapped := func(err error) error { return fmt.Errorf("while testing: %w", err) }
	for _, test := range []struct {
		err  error
		want codes.Code
	}{
		{nil, codes.OK},
		{status.Error(codes.Unavailable, "the connection's own"), codes.Unavailable},
		{&invalidError{[]violation{{"a", "b"}}}, codes.InvalidArgument},
		{&aliases.InvalidError{Violations: []aliases.Violation{{Field: "not[1].value", Description: "is empty"}}}, codes.InvalidArgument},
		{aliases.ErrBadPageToken, codes.InvalidArgument},
		{aliases.ErrNoActor, codes.InvalidArgument},
		{aliases.ErrNotFound, codes.NotFound},
		{&aliases.ExistsError{What: "entity", Name: "a", Holder: "b"}, codes.AlreadyExists},
		{&aliases.StaleError{ID: "a"}, codes.Aborted},
		{aliases.ErrInactive, codes.FailedPrecondition},
		{aliases.ErrReadOnly, codes.FailedPrecondition},
		{aliases.ErrCorrupt, codes.DataLoss},
		{&behindError{1, 2}, codes.FailedPrecondition},
		{&unseenError{1, aliases.ErrNotFound}, codes.Internal},
		{errLoading, codes.Unavailable},
		{&overloadError{&limit{}}, codes.ResourceExhausted},
		{errUnauthenticated, codes.Unauthenticated},
		{errForbidden, codes.PermissionDenied},
		{context.DeadlineExceeded, codes.DeadlineExceeded},
		{context.Canceled, codes.Canceled},
		{&panicError{"secret"}, codes.Internal},
		{errors.New("secret: the disk is full"), codes.Internal},
	} {
		err := test.err
		if err != nil {
			err = wrapped(err)
		}
		s := statusOf(err)
		if s.Code() != test.want {
			t.Errorf("%v: got %v, want %v", test.err, s.Code(), test.want)
		}
		if strings.Contains(s.Message(), "secret") {
			t.Errorf("%v: the caller is told %q", test.err, s.Message())
		}
	}
	bad := statusOf(&aliases.InvalidError{Violations: []aliases.Violation{{Field: "not[1].value"}, {Field: "id"}}})
	if got := violated(bad); len(got) != 2 || got[0] != "exclusions[1].value" || got[1] != "entity_id" {
		t.Errorf("the table's fields become %q", got)
	}
}

// TestStatusOfACallThatIsOver: an error from below then says only that, unless it says more.
func TestStatusOfACallThatIsOver(t *testing.T) {
	g := newGate(Config{Logger: slog.New(slog.DiscardHandler)}.withDefaults())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for err, want := range map[error]codes.Code{
		errors.New("interrupted"): codes.Canceled,
		&behindError{1, 2}:        codes.FailedPrecondition,
		aliases.ErrNotFound:       codes.NotFound,
	} {
		if got := status.Code(g.status(ctx, "/m", err)); got != want {
			t.Errorf("%v: got %v, want %v", err, got, want)
		}
	}
	if err := g.status(ctx, "/m", nil); err != nil {
		t.Errorf("an answer that was ready: got %v", err)
	}
}

// TestChangesWithin: records are shown as far as there is room, and changes all.
func TestChangesWithin(t *testing.T) {
	record := func(n int) json.RawMessage { return json.RawMessage(strings.Repeat("x", n)) }
	all := changesToProto([]aliases.Change{{Revision: 1, After: record(40)}, {Revision: 2, Before: record(40), After: record(40)}, {Revision: 3, Before: record(60)}}, 100)
	var got []string
	for _, c := range all {
		got = append(got, fmt.Sprint(c.GetRevision(), len(c.GetBefore()), len(c.GetAfter())))
	}
	if want := []string{"1 0 40", "2 0 0", "3 60 0"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestErrorTable: the README lists every code that callers can get.
func TestErrorTable(t *testing.T) {
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	_, table, _ := strings.Cut(read("../README.md"), "| gRPC code |")
	table, _, _ = strings.Cut(table, "\n\n")
	listed := strings.ReplaceAll(strings.ToLower(table), "_", "")
	given := regexp.MustCompile(`newStatus\(codes\.(\w+)`).FindAllStringSubmatch(read("errors.go"), -1)
	if len(given) == 0 {
		t.Fatal("no codes found in errors.go")
	}
	for _, code := range given {
		name := strings.ToLower(code[1])
		if name == "canceled" { // as Go spells it
			name = "cancelled"
		}
		if !strings.Contains(listed, name) {
			t.Errorf("README.md does not say when %s comes", code[1])
		}
	}
}
