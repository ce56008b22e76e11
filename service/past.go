package service

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/laqab/laqab/aliases"
)

// Limits of what is kept of the past. A snapshot shares what has not changed
// since with the live one, until that is compacted; from then on it may be as
// large.
const (
	maxPast       = 4
	pastBuildTime = 5 * time.Minute  // how long making one may take
	pastIdle      = 10 * time.Minute // how long one is kept that nobody asks for
)

// past holds a few snapshots of past revisions, made when they are asked for.
type past struct {
	live *live
	mu   sync.Mutex
	kept map[int64]*pastSnapshot
}

// pastSnapshot is one of them. The fields under ready are written before it is closed.
type pastSnapshot struct {
	waiting int // how many callers do
	used    time.Time
	forget  *time.Timer // once it is made
	cancel  context.CancelFunc

	ready    chan struct{}
	snapshot *snapshot
	err      error
}

// asOf returns the snapshot of a past revision, or the newest one, of
// minRevision or later, when asOf is 0.
func (l *live) asOf(ctx context.Context, minRevision, asOf int64) (*snapshot, error) {
	now, err := l.at(ctx, minRevision)
	if asOf == 0 || err != nil || now.revision == asOf {
		return now, err
	}
	if asOf > now.revision {
		revision, err := l.store.Revision(ctx)
		if err != nil {
			return nil, err
		}
		if asOf > revision {
			return nil, aheadError(asOf, revision)
		}
		if now, err = l.at(ctx, asOf); err != nil || now.revision == asOf {
			return now, err
		}
	}
	return l.past.at(ctx, asOf)
}

func aheadError(asked, at int64) error {
	return fmt.Errorf("%w: revision %d asked for, it is at %d", aliases.ErrAhead, asked, at)
}

// at returns the snapshot of the revision, and makes it if need be: once for
// all who ask for it, and not for nobody.
func (p *past) at(ctx context.Context, revision int64) (*snapshot, error) {
	s, err := p.join(revision)
	if err != nil {
		return nil, err
	}
	defer p.leave(revision, s)
	select {
	case <-s.ready:
		return s.snapshot, s.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *past) join(revision int64) (*pastSnapshot, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.kept[revision]
	if s == nil {
		if len(p.kept) >= maxPast && !p.makeRoom() {
			return nil, errTooManyPast
		}
		s = p.begin(revision)
	}
	s.waiting++
	return s, nil
}

// makeRoom forgets the snapshot that was used the longest ago, but none that
// somebody waits for.
func (p *past) makeRoom() bool {
	var oldest int64
	for revision, s := range p.kept {
		if s.waiting == 0 && (oldest == 0 || s.used.Before(p.kept[oldest].used)) {
			oldest = revision
		}
	}
	if oldest != 0 {
		p.drop(oldest, p.kept[oldest])
	}
	return oldest != 0
}

// begin makes a snapshot beside the call that asks for it: others may wait for
// it too, and longer than that one.
func (p *past) begin(revision int64) *pastSnapshot {
	ctx, cancel := context.WithTimeout(p.live.compactor.closing, pastBuildTime)
	s := &pastSnapshot{cancel: cancel, ready: make(chan struct{}), used: time.Now()}
	p.kept[revision] = s
	p.live.compactor.work.Go(func() {
		defer cancel()
		s.snapshot, s.err = p.live.buildPast(ctx, revision)
		close(s.ready)
		p.mu.Lock()
		defer p.mu.Unlock()
		if s.err != nil {
			p.drop(revision, s)
		} else if p.kept[revision] == s {
			s.forget = time.AfterFunc(pastIdle, func() {
				p.mu.Lock()
				defer p.mu.Unlock()
				p.drop(revision, s)
			})
		}
	})
	return s
}

// leave ends the wait for a snapshot. When nobody waits for one that is not
// made yet, it is not made.
func (p *past) leave(revision int64, s *pastSnapshot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.waiting--
	s.used = time.Now()
	if s.forget != nil {
		s.forget.Reset(pastIdle)
	}
	select {
	case <-s.ready:
	default:
		if s.waiting == 0 {
			p.drop(revision, s)
		}
	}
}

// drop forgets a snapshot. Those who have it may go on with it.
func (p *past) drop(revision int64, s *pastSnapshot) {
	s.cancel()
	if s.forget != nil {
		s.forget.Stop()
	}
	if p.kept[revision] == s {
		delete(p.kept, revision)
	}
}

// buildPast makes the snapshot of a past revision: of the live one, by undoing
// what has changed since, or, when that is more than there was, of the table.
func (l *live) buildPast(ctx context.Context, revision int64) (s *snapshot, err error) {
	defer l.recovered(ctx, &err)
	start := time.Now()
	now := l.current.Load()
	var changes aliases.Delta
	err = l.store.View(ctx, func(v *aliases.View) error {
		if tooMuch(now, v.Revision()-revision) {
			then, err := v.AsOf(revision)
			if err != nil {
				return err
			}
			s, err = l.index(then, &progress{})
			return err
		}
		// The view is of the live snapshot's revision or later. What changed after
		// that is in the delta too, and undoing it changes nothing.
		changes, err = v.Undone(revision)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the table as of revision %d: %w", revision, err)
	}
	if s == nil {
		s = now.with(changes)
	}
	l.log.InfoContext(ctx, "past revision loaded", "revision", revision, "entities", s.resolver.Entities(), "took", time.Since(start))
	return s, nil
}
