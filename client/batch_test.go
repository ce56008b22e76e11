package client_test

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/laqab/laqab/client"
)

// numbered yields n mentions whose text is their number, and counts how many were taken.
func numbered(n int, taken *atomic.Int64) iter.Seq[client.Mention] {
	return func(yield func(client.Mention) bool) {
		for i := range n {
			taken.Add(1)
			if !yield(client.Mention{Text: strconv.Itoa(i), QueryID: strconv.Itoa(i)}) {
				return
			}
		}
	}
}

// settles fails the test unless the goroutines fall back to the number there were.
func settles(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		if runtime.NumGoroutine() <= before {
			return
		}
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func TestResolveAllKeepsOrder(t *testing.T) {
	const n = 10_000
	f := &fake{delay: time.Millisecond}
	c := start(t, f, client.Options{Batch: client.Batch{Size: 64, Concurrency: 3}})
	var taken atomic.Int64
	next := 0
	for result, err := range c.ResolveAll(context.Background(), numbered(n, &taken)) {
		if err != nil {
			t.Fatal(err)
		}
		if want := strconv.Itoa(next); result.Index != next || result.Mention.Text != want || result.Response.GetQueryId() != want {
			t.Fatalf("at %d: got %+v", next, result)
		}
		next++
	}
	if next != n {
		t.Errorf("%d results, want %d", next, n)
	}
	if f.maxActive > 3 {
		t.Errorf("%d batches at once, want at most 3", f.maxActive)
	}
	if largest := slices.Max(f.sizes); largest > 64 {
		t.Errorf("a batch of %d, want at most 64", largest)
	}
}

// TestResolveAllOfLargeAnswers: a full batch with evidence outgrows the 4 MiB
// that gRPC takes by default.
func TestResolveAllOfLargeAnswers(t *testing.T) {
	f := &fake{}
	c := start(t, f, client.Options{Batch: client.Batch{Size: 1000, Delay: time.Hour}})
	size := 0
	for result, err := range c.ResolveAll(context.Background(), slices.Values(slices.Repeat([]client.Mention{{Text: verbose}}, 1000))) {
		if err != nil {
			t.Fatal(err)
		}
		size += proto.Size(result.Response)
	}
	if len(f.sizes) != 1 || size < 2*4<<20 {
		t.Errorf("%d calls for %d bytes: that shows nothing", len(f.sizes), size)
	}
}

func TestResolveAllOfNothing(t *testing.T) {
	f := &fake{}
	c := start(t, f, client.Options{})
	for result, err := range c.ResolveAll(context.Background(), slices.Values([]client.Mention{})) {
		t.Errorf("got %+v, %v", result, err)
	}
	if f.calls != 0 {
		t.Errorf("%d calls for nothing", f.calls)
	}
}

func TestResolveAllBackpressure(t *testing.T) {
	c := start(t, &fake{}, client.Options{Batch: client.Batch{Size: 10, Concurrency: 2, Delay: time.Hour}})
	var taken atomic.Int64
	for _, err := range c.ResolveAll(context.Background(), numbered(10_000, &taken)) {
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond) // time enough to take everything, if nothing held it back
		// Two batches under way, one that waits for a place, one mention in hand.
		if got := taken.Load(); got > 31 {
			t.Errorf("%d mentions taken while one was read", got)
		}
		break
	}
}

func TestResolveAllBreakStopsEverything(t *testing.T) {
	f := &fake{delay: 10 * time.Second}
	c := start(t, f, client.Options{Batch: client.Batch{Size: 1, Concurrency: 4}})
	if _, err := c.Resolve(context.Background(), client.Mention{Text: "connect"}); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()

	t.Run("by the caller", func(t *testing.T) {
		f.setDelay(0)
		var taken atomic.Int64
		for range c.ResolveAll(context.Background(), numbered(1_000_000, &taken)) {
			break
		}
		if taken.Load() > 100 {
			t.Errorf("%d mentions taken", taken.Load())
		}
	})
	settles(t, before+1) // the subtest's own parent goroutine may still wind down

	t.Run("by the context", func(t *testing.T) {
		f.setDelay(10 * time.Second)
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		var taken atomic.Int64
		var errs []error
		began := time.Now()
		for _, err := range c.ResolveAll(ctx, numbered(1_000_000, &taken)) {
			errs = append(errs, err)
		}
		if len(errs) != 1 || status.Code(errs[0]) != codes.DeadlineExceeded {
			t.Errorf("got %v, want one DeadlineExceeded", errs)
		}
		if time.Since(began) > 5*time.Second {
			t.Error("the slow server was waited for")
		}
	})
	settles(t, before+1)
}

func TestResolveAllWithBlockedSource(t *testing.T) {
	c := start(t, &fake{}, client.Options{Batch: client.Batch{Size: 100, Delay: time.Millisecond}})
	if _, err := c.Resolve(context.Background(), client.Mention{Text: "connect"}); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	more := make(chan struct{})
	source := func(yield func(client.Mention) bool) {
		if yield(client.Mention{Text: "Kataib Hizbullah"}) {
			<-more // for ever, as far as the batch is concerned
			yield(client.Mention{Text: "too late"})
		}
	}
	for result, err := range c.ResolveAll(context.Background(), source) {
		if err != nil || result.Response.GetEntityId() != "kataib-hezbollah" {
			t.Fatalf("got %+v, %v: a mention must not wait for a full batch", result, err)
		}
		break // and this must not wait for the source
	}
	close(more)
	settles(t, before)
}

func TestResolveAllErrors(t *testing.T) {
	t.Run("a bad mention fails alone", func(t *testing.T) {
		c := start(t, &fake{}, client.Options{})
		texts := []client.Mention{{Text: "a"}, {Text: ""}, {Text: "\xff"}, {Text: "b"}}
		var failed []int
		seen := 0
		for result, err := range c.ResolveAll(context.Background(), slices.Values(texts)) {
			seen++
			var item *client.ItemError
			switch {
			case errors.As(err, &item):
				failed = append(failed, result.Index)
				if result.Response != nil || len(client.Violations(err)) != 1 {
					t.Errorf("%d: %+v, %v", result.Index, result, err)
				}
			case err != nil:
				t.Fatal(err)
			case result.Response.GetOutcome() == 0:
				t.Errorf("%d: no outcome", result.Index)
			}
		}
		if seen != 4 || !slices.Equal(failed, []int{1, 2}) {
			t.Errorf("%d results, %v failed", seen, failed)
		}
	})
	t.Run("a failed call is the end", func(t *testing.T) {
		f := &fake{fail: func(call int) error {
			if call == 2 {
				return status.Error(codes.Internal, "broken")
			}
			return nil
		}}
		c := start(t, f, client.Options{Batch: client.Batch{Size: 10, Concurrency: 1, Delay: time.Hour}})
		var taken atomic.Int64
		var last error
		seen := 0
		for result, err := range c.ResolveAll(context.Background(), numbered(1000, &taken)) {
			if last != nil {
				t.Fatal("went on after the end")
			}
			if last = err; err == nil {
				seen++
			} else if result.Index != 10 {
				t.Errorf("failed at %d, want 10", result.Index)
			}
		}
		if seen != 10 || status.Code(last) != codes.Internal {
			t.Errorf("%d results, then %v", seen, last)
		}
	})
}
