package service

import (
	"context"
	"sync"
	"sync/atomic"
)

// parallel calls do with 0 to n-1, begun in that order, on so many workers, until
// the context is done: then the error says so. No interceptor watches the
// workers, so a panic in one of them ends the others and is an error too.
func (l *live) parallel(ctx context.Context, workers, n int, do func(i int)) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(workers, n) {
		all.Go(func() {
			var err error
			defer func() {
				if err != nil {
					stop(err)
				}
			}()
			defer l.recovered(ctx, &err)
			for ctx.Err() == nil {
				i := int(next.Add(1) - 1)
				if i >= n {
					return
				}
				do(i)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}
