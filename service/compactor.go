package service

import (
	"context"
	"sync"
	"time"

	"github.com/laqab/laqab/resolver"
)

// compactor lays the index out anew, in the background, when edits have left
// enough behind, and writes it to the cache. Readers notice nothing, and edits
// wait only while the last of them are taken into the new index. It runs once at
// a time, and rests for as long as it worked: beside an import, which always
// leaves something, it takes half a core at most. Snapshots of the past are made
// among its work too, so that they end with it.
type compactor struct {
	running bool // guarded by live.folding
	worthIt func(*resolver.Resolver) bool

	closing context.Context // done when the server stops
	close   context.CancelFunc
	work    sync.WaitGroup
}

// compactSoon starts the compactor if the snapshot is worth it. The caller has locked.
func (l *live) compactSoon() {
	c := &l.compactor
	if c.running || c.closing.Err() != nil || !c.worthIt(l.current.Load().resolver) {
		return
	}
	c.running = true
	c.work.Go(func() {
		for l.compactAndRest(c.closing) {
		}
	})
}

// saveSoon starts to write the snapshot to the cache, unless that is being done or
// the compactor will. The caller has locked.
func (l *live) saveSoon() {
	c := &l.compactor
	if l.cache == nil || c.running || c.closing.Err() != nil || l.cache.waits.Swap(true) {
		return
	}
	c.work.Go(func() {
		defer l.cache.waits.Store(false)
		l.save(c.closing)
	})
}

// compactAndRest reports whether the snapshot is worth it again.
func (l *live) compactAndRest(ctx context.Context) bool {
	start := time.Now()
	if err := l.compact(ctx); err != nil && ctx.Err() == nil {
		l.log.WarnContext(ctx, "the index was not compacted", "error", err)
	}
	l.save(ctx)
	select {
	case <-time.After(time.Since(start)):
	case <-ctx.Done():
	}
	if l.lock(ctx) != nil {
		return false // the server stops
	}
	defer l.unlock()
	l.compactor.running = l.compactor.worthIt(l.current.Load().resolver)
	return l.compactor.running
}

// compact replaces the snapshot by a compacted one. The table says what changed
// meanwhile; it is taken in once before edits have to wait for the rest. (To do
// that until nothing is left was tried: beside an import it never is, and each
// time leaves more to be compacted.) A failure costs nothing but time: the
// snapshot stays.
func (l *live) compact(ctx context.Context) (err error) {
	defer l.recovered(ctx, &err)
	start := time.Now()
	now := l.current.Load()
	compacted, err := l.after(ctx, &snapshot{now.resolver.Compact(), now.policies, now.revision})
	if err != nil {
		return err
	}
	took := time.Since(start)
	if err := l.lock(ctx); err != nil {
		return err
	}
	defer l.unlock()
	if !l.compactor.worthIt(l.current.Load().resolver) {
		return nil // it was built anew meanwhile
	}
	locked := time.Now()
	if compacted, err = l.after(ctx, compacted); err != nil {
		return err
	}
	l.publish(compacted)
	l.log.DebugContext(ctx, "index compacted", "entities", compacted.resolver.Entities(), "revision", compacted.revision,
		"took", took, "edits_waited", time.Since(locked))
	return nil
}

// shutdown ends the compactor and waits for it, but not longer than the context:
// what it still does then touches the table no more, and is thrown away.
func (c *compactor) shutdown(ctx context.Context) error {
	c.close()
	ended := make(chan struct{})
	go func() {
		c.work.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
