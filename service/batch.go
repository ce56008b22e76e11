package service

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// BatchResolve answers all items from one snapshot, on all cores.
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

	results := make([]*laqabv1.BatchResolveResult, len(items))
	var next atomic.Int64
	workers, ctx := errgroup.WithContext(ctx)
	for range min(s.parallel, len(items)) {
		workers.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(items) {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				results[i] = s.item(ctx, now, items[i])
			}
		})
	}
	if err := workers.Wait(); err != nil {
		return nil, err
	}
	return &laqabv1.BatchResolveResponse{Results: results}, nil
}

// item answers one item of a batch or a stream, which fails alone. It runs in
// goroutines that no interceptor watches, so it catches panics itself.
func (s *resolverService) item(ctx context.Context, now *snapshot, req *laqabv1.ResolveRequest) (result *laqabv1.BatchResolveResult) {
	defer func() {
		if p := recover(); p != nil {
			result = failed(s.panicked(ctx, p))
		}
	}()
	if err := validate(req); err != nil {
		return failed(err)
	}
	return &laqabv1.BatchResolveResult{Result: &laqabv1.BatchResolveResult_Response{Response: now.resolve(req)}}
}
