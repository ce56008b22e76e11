package service

import (
	"fmt"
	"sync/atomic"
	"time"
)

// limit is how many calls of a kind may be under way at once. One more is
// refused, not kept waiting: its caller knows better whether to.
type limit struct {
	kind  string        // what is counted, in the plural
	most  int64         // of them
	retry time.Duration // how soon one of them may have ended
	now   atomic.Int64
}

// enter counts a call, or returns an *overloadError. After it, unless it failed, leave must be called.
func (l *limit) enter() error {
	if l.now.Add(1) > l.most {
		l.leave()
		return &overloadError{l}
	}
	return nil
}

func (l *limit) leave() { l.now.Add(-1) }

// overloadError is a call above its limit.
type overloadError struct{ limit *limit }

func (e *overloadError) Error() string {
	return fmt.Sprintf("too many %s at once: the server takes %d", e.limit.kind, e.limit.most)
}
