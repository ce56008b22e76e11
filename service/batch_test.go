package service

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// batchService is a resolver service with a resolver of the test's own.
func batchService(parallel int, resolve func(*laqabv1.ResolveRequest) *laqabv1.ResolveResponse) *resolverService {
	l := &live{}
	l.current.Store(&snapshot{})
	return &resolverService{live: l, review: &recorder{cfg: ReviewConfig{Off: true}}, parallel: parallel,
		resolve: func(_ *snapshot, req *laqabv1.ResolveRequest) *laqabv1.ResolveResponse { return resolve(req) }}
}

// numbered is a batch of mentions with their numbers as query IDs.
func numbered(n int) *laqabv1.BatchResolveRequest {
	b := &laqabv1.BatchResolveRequest{}
	for i := range n {
		r := mention("x")
		r.QueryId = fmt.Sprint(i)
		b.Requests = append(b.Requests, r)
	}
	return b
}

// TestBatchUsesAllWorkers: as many items are worked on at once as there are
// workers, and answers come in the order of the items all the same.
func TestBatchUsesAllWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := batchService(4, func(r *laqabv1.ResolveRequest) *laqabv1.ResolveResponse {
			var n int
			_, _ = fmt.Sscan(r.GetQueryId(), &n)
			time.Sleep(time.Duration(1+n%3) * time.Second) // they overtake one another
			return &laqabv1.ResolveResponse{QueryId: r.GetQueryId()}
		})
		start := time.Now()
		r, err := s.BatchResolve(t.Context(), numbered(120))
		if err != nil {
			t.Fatal(err)
		}
		for i, item := range r.GetResults() {
			if item.GetResponse().GetQueryId() != fmt.Sprint(i) {
				t.Errorf("item %d is %v", i, item)
			}
		}
		if took := time.Since(start); took > 65*time.Second { // 240 seconds of work
			t.Errorf("took %v", took)
		}
	})
}

// TestBatchDeadline: one slow item costs itself, and those that were not
// begun, but not the answers there are.
func TestBatchDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := batchService(2, func(r *laqabv1.ResolveRequest) *laqabv1.ResolveResponse {
			if r.GetQueryId() == "3" {
				time.Sleep(time.Hour)
			} else {
				time.Sleep(time.Second)
			}
			return &laqabv1.ResolveResponse{QueryId: r.GetQueryId()}
		})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		r, err := s.BatchResolve(ctx, numbered(100))
		if err != nil || len(r.GetResults()) != 100 {
			t.Fatalf("got %d results, %v", len(r.GetResults()), err)
		}
		if took := time.Since(start); took != 9750*time.Millisecond {
			t.Errorf("answered after %v, want 250 ms before the deadline", took)
		}
		answered := 0
		for i, item := range r.GetResults() {
			switch {
			case item.GetResponse() != nil && item.GetResponse().GetQueryId() == fmt.Sprint(i) && i != 3:
				answered++
			case codes.Code(item.GetError().GetCode()) != codes.DeadlineExceeded:
				t.Errorf("item %d: got %v", i, item)
			}
		}
		// Before the slow item, each worker takes one in two seconds; then one worker is left.
		if answered < 9 || r.GetResults()[2].GetResponse() == nil || r.GetResults()[4].GetResponse() == nil {
			t.Errorf("%d items were answered beside the slow one", answered)
		}
		time.Sleep(2 * time.Hour) // the slow one ends too
	})
}

// TestBatchCancelled: a caller who goes away stops the work.
func TestBatchCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun, atCancel atomic.Int64
		ctx, cancel := context.WithCancel(t.Context())
		s := batchService(2, func(*laqabv1.ResolveRequest) *laqabv1.ResolveResponse {
			if begun.Add(1) == 10 {
				cancel()
				atCancel.Store(begun.Load())
			}
			return &laqabv1.ResolveResponse{}
		})
		if _, err := s.BatchResolve(ctx, numbered(10_000)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		synctest.Wait() // until the workers have ended
		// The other worker may have been about to begin one.
		if n, most := begun.Load(), atCancel.Load()+1; n > most {
			t.Errorf("%d items were begun, %d when the caller went away", n, most-1)
		}
	})
}
