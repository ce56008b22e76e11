package service

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// snapshot is an index, what resolves by type, and the table revision that both
// are of. It never changes.
type snapshot struct {
	resolver *resolver.Resolver
	policies policies
	revision int64
}

// with is the snapshot after a change of the table.
func (n *snapshot) with(d aliases.Delta) *snapshot {
	next := &snapshot{n.resolver.With(deltaToResolver(d)), n.policies, d.Revision}
	if d.TermsChanged {
		next.policies = policiesFromTable(d.Policies)
	}
	return next
}

// live holds the newest snapshot. Readers load one pointer, once a request;
// only those who edited wait for one another, to fold what they changed into
// the next one. That costs what they changed; what it leaves behind is tidied
// up beside them (see compactor).
type live struct {
	store   *aliases.Store
	log     *slog.Logger
	maxWait time.Duration
	current atomic.Pointer[snapshot] // nil until loaded

	past      past
	folding   chan struct{} // a mutex that can be waited for with a context
	compactor compactor
	cache     *cache        // nil for none
	progress  time.Duration // between reports of how far building an index is

	mu    sync.Mutex
	newer chan struct{} // closed, and replaced, when current changes

	stopping chan struct{} // closed when the server begins to stop: calls that would not end by themselves do
	stop     func()
}

func newLive(store *aliases.Store, log *slog.Logger, maxWait time.Duration) *live {
	l := &live{store: store, log: log, maxWait: maxWait, folding: make(chan struct{}, 1), progress: 5 * time.Second, newer: make(chan struct{})}
	l.past = past{live: l, kept: map[int64]*pastSnapshot{}}
	l.stopping = make(chan struct{})
	l.stop = sync.OnceFunc(func() { close(l.stopping) })
	l.compactor.worthIt = (*resolver.Resolver).NeedsCompaction
	l.compactor.closing, l.compactor.close = context.WithCancel(context.Background())
	return l
}

// at returns the newest snapshot, which is of minRevision or later. It waits
// for that until shortly before the context's deadline, so that the caller
// still hears the answer; without a deadline, for maxWait.
func (l *live) at(ctx context.Context, minRevision int64) (*snapshot, error) {
	now := l.current.Load()
	switch {
	case now == nil:
		return nil, errLoading
	case now.revision >= minRevision:
		return now, nil
	}
	return l.await(ctx, minRevision)
}

func (l *live) await(ctx context.Context, minRevision int64) (*snapshot, error) {
	wait := l.maxWait
	if deadline, ok := ctx.Deadline(); ok {
		left := time.Until(deadline)
		wait = left - margin(left)
	}
	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	// Usually somebody else is folding the revision in right now. If she failed
	// to, this is where it is made good.
	if err := l.catchUp(ctx, minRevision); err != nil {
		return nil, err
	}
	for {
		newer := l.changed() // before the load: a change between the two is seen
		now := l.current.Load()
		if now.revision >= minRevision {
			return now, nil
		}
		select {
		case <-newer:
		case <-timeout.C:
			return nil, &behindError{have: now.revision, want: minRevision}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (l *live) changed() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.newer
}

func (l *live) publish(n *snapshot) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.current.Store(n)
	close(l.newer)
	l.newer = make(chan struct{})
}

// update edits the table and returns when resolving sees the edit.
func (l *live) update(ctx context.Context, edit aliases.Edit, fn func(*aliases.Tx) error) (int64, error) {
	if l.current.Load() == nil {
		return 0, errLoading
	}
	revision, err := l.store.Update(ctx, edit, fn)
	if err != nil {
		return 0, err
	}
	return revision, l.see(ctx, revision)
}

// see makes a committed revision visible, also when the caller has gone.
func (l *live) see(ctx context.Context, revision int64) error {
	if err := l.catchUp(context.WithoutCancel(ctx), revision); err != nil {
		return &unseenError{revision, err}
	}
	return nil
}

// catchUp folds in all that the table has, unless the snapshot is of the
// revision or later. Edits that were committed while another fold ran need one
// more fold, however many they are: the first one takes them all.
func (l *live) catchUp(ctx context.Context, revision int64) error {
	if err := l.lock(ctx); err != nil {
		return err
	}
	defer l.unlock()
	now := l.current.Load()
	if now.revision >= revision {
		return nil
	}
	next, err := l.after(ctx, now)
	if err != nil {
		return err
	}
	if next != now {
		l.publish(next)
		l.compactSoon()
		if tooMuch(now, next.revision-now.revision) { // it was built anew
			l.saveSoon()
		}
	}
	return nil
}

func (l *live) lock(ctx context.Context) error {
	select {
	case l.folding <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *live) unlock() { <-l.folding }

// recovered, deferred, makes a panic an error: the index is also worked on
// where no interceptor watches.
func (l *live) recovered(ctx context.Context, err *error) {
	if p := recover(); p != nil {
		*err = panicked(ctx, l.log, p)
	}
}

// bulk is how many changes are taken as a delta, however small the table is.
const bulk = 10_000

// tooMuch says whether so many changes, made or to be undone, are more than the
// snapshot has entities: then building anew costs less than a delta.
func tooMuch(s *snapshot, changes int64) bool {
	return changes > max(bulk, int64(s.resolver.Entities()))
}

// after returns the snapshot that is as new as the table. When more has changed
// than there was, it reads the table anew, which holds one entity at a time and
// not all that changed.
func (l *live) after(ctx context.Context, s *snapshot) (newer *snapshot, err error) {
	defer l.recovered(ctx, &err)
	revision, err := l.store.Revision(ctx)
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the revision: %w", err)
	case revision == s.revision:
		return s, nil
	case tooMuch(s, revision-s.revision):
		l.log.InfoContext(ctx, "reading the table anew", "changes", revision-s.revision, "entities_before", s.resolver.Entities())
		return l.build(ctx)
	}
	changes, err := l.store.ChangedSince(ctx, s.revision)
	if err != nil {
		return nil, fmt.Errorf("read changes since revision %d: %w", s.revision, err)
	}
	return s.with(changes), nil
}
