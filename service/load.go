package service

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// load makes the first snapshot, from the cache if that has one.
func (l *live) load(ctx context.Context) error {
	s := l.restore(ctx)
	if s == nil {
		var err error
		if s, err = l.build(ctx); err != nil {
			return err
		}
	}
	l.publish(s)
	if err := l.lock(ctx); err != nil {
		return err
	}
	defer l.unlock()
	l.compactSoon()
	l.saveSoon()
	return nil
}

// build makes a snapshot of the whole table. It streams the table once and
// keeps no entity but in the index, and reports how far it is.
func (l *live) build(ctx context.Context) (s *snapshot, err error) {
	var far progress
	stop := far.report(ctx, l.log, l.progress)
	defer stop()
	err = l.store.View(ctx, func(v *aliases.View) (err error) {
		s, err = l.index(v, &far)
		return err
	})
	return s, err
}

// index makes a snapshot of what the view sees.
func (l *live) index(v *aliases.View, far *progress) (*snapshot, error) {
	terms, err := v.Terms()
	if err != nil {
		return nil, err
	}
	byType, err := v.Policies()
	if err != nil {
		return nil, err
	}
	r := resolver.New(func(yield func(resolver.Entity) bool) {
		for e, failed := range v.Entities() {
			if err = failed; err != nil || !yield(toResolver(&e)) {
				return
			}
			far.entities.Add(1)
		}
		far.read.Store(true)
	}, terms)
	if err != nil {
		return nil, err
	}
	return &snapshot{r, policiesFromTable(byType), v.Revision()}, nil
}

// progress is how far the building of an index is.
type progress struct {
	entities atomic.Int64 // read so far
	read     atomic.Bool  // all are
}

// report logs the progress every so often until the function it returns is called.
func (p *progress) report(ctx context.Context, log *slog.Logger, every time.Duration) (stop func()) {
	start := time.Now()
	ended, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
			case <-ended:
				return
			}
			phase := "reading the table"
			if p.read.Load() {
				phase = "building"
			}
			log.InfoContext(ctx, "loading the index", "phase", phase, "entities", p.entities.Load(), "for", time.Since(start).Round(time.Millisecond))
		}
	}()
	return func() {
		close(ended)
		<-gone
	}
}
