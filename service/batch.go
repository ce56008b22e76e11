package service

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// BatchResolve answers all items from one snapshot, on all cores. Shortly
// before the deadline it says DEADLINE_EXCEEDED of the items that have no
// answer yet, so that those that have one still reach the caller. Work that is
// not wanted any more stops with the mention it is at.
func (s *resolverService) BatchResolve(ctx context.Context, req *laqabv1.BatchResolveRequest) (*laqabv1.BatchResolveResponse, error) {
	items := req.GetRequests()
	var minRevision int64
	for _, item := range items {
		minRevision = max(minRevision, item.GetMinRevision())
	}
	now, err := s.live.at(ctx, minRevision)
	if err != nil {
		return nil, err
	}
	logRevision(ctx, now.revision)

	soon, cancel := beforeDeadline(ctx)
	defer cancel()
	// A worker may end after this function has: what it writes then must not be
	// what is being sent.
	answers := make([]atomic.Pointer[laqabv1.BatchResolveResult], len(items))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(s.parallel, len(items)) {
		workers.Go(func() {
			for soon.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(items) {
					return
				}
				answers[i].Store(s.item(ctx, now, items[i]))
			}
		})
	}
	done := make(chan struct{})
	go func() {
		workers.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-soon.Done():
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	results := make([]*laqabv1.BatchResolveResult, len(items))
	for i := range answers {
		if results[i] = answers[i].Load(); results[i] == nil {
			results[i] = failed(context.DeadlineExceeded)
		}
	}
	return &laqabv1.BatchResolveResponse{Results: results}, nil
}

// beforeDeadline returns a context that ends a little before ctx does, so that
// an answer still arrives.
func beforeDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-margin(time.Until(deadline))))
}

// margin is how much of the time left is kept for the answer to travel.
func margin(left time.Duration) time.Duration { return min(left/10, 250*time.Millisecond) }

// item answers one item of a batch or a stream, from now unless it asks for a
// past revision. It fails alone. It runs in goroutines that no interceptor
// watches, so it catches panics itself.
func (s *resolverService) item(ctx context.Context, now *snapshot, req *laqabv1.ResolveRequest) (result *laqabv1.BatchResolveResult) {
	defer func() {
		if p := recover(); p != nil {
			result = failed(s.panicked(ctx, p))
		}
	}()
	if err := validate(req); err != nil {
		return failed(err)
	}
	if asOf := req.GetAsOfRevision(); asOf != 0 {
		var err error
		if now, err = s.live.asOf(ctx, 0, asOf); err != nil {
			return failed(err)
		}
	}
	return &laqabv1.BatchResolveResult{Result: &laqabv1.BatchResolveResult_Response{Response: s.answer(ctx, now, req)}}
}
