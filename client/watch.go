package client

import (
	"context"
	"iter"
	"math/rand/v2"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// Watch says which changes WatchChanges gives. The zero value is all from now on.
type Watch struct {
	// After is the revision after which changes are wanted; nil means those made
	// from now on, 0 the whole history.
	After *int64
	// EntityID limits them to one entity; empty means all.
	EntityID string
	// Heartbeat is how often the server says that there is nothing new, 1 second
	// to 1 hour; 0 means 15 seconds. A connection that is silent for three times
	// as long is given up and made again.
	Heartbeat time.Duration
}

const (
	defaultHeartbeat = 15 * time.Second
	missedHeartbeats = 3
	minRewatch       = 100 * time.Millisecond // the first wait before a watch that broke is begun again
	maxRewatch       = 5 * time.Second
)

// WatchChanges gives every change of the table once and in order: those there
// are, and then others as they are made, until ctx ends or the loop is left.
//
//	for change, err := range laqab.WatchChanges(ctx, client.Watch{After: &last}) {
//
// When the connection breaks or the server stops, it goes on where it was, for
// as long as it takes. Any error is the last: of a server that cannot be reached
// in the first place, of a request that is refused, or of ctx. To go on in
// another program, keep Change.Revision and give it as Watch.After.
func (c *Client) WatchChanges(ctx context.Context, w Watch) iter.Seq2[*laqabv1.Change, error] {
	return func(yield func(*laqabv1.Change, error) bool) {
		if w.Heartbeat == 0 {
			w.Heartbeat = defaultHeartbeat
		}
		wait, begun := minRewatch, false
		for {
			before := w.After
			more, err := c.watchOnce(ctx, &w, func(change *laqabv1.Change) bool { return yield(change, nil) })
			if !more {
				return
			}
			if over := ctx.Err(); over != nil {
				err = status.FromContextError(over).Err()
			} else if w.After != before {
				wait, begun = minRewatch, true // it worked for a while
			}
			if !begun || status.Code(err) != codes.Unavailable || ctx.Err() != nil {
				yield(nil, err)
				return
			}
			timer := time.NewTimer(wait/2 + rand.N(wait))
			select {
			case <-timer.C:
			case <-ctx.Done():
				timer.Stop()
			}
			wait = min(2*wait, maxRewatch)
		}
	}
}

// watchOnce watches until the stream breaks, and moves w.After along. It
// reports false when no more changes are wanted.
func (c *Client) watchOnce(ctx context.Context, w *Watch, take func(*laqabv1.Change) bool) (more bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	silent := time.AfterFunc(missedHeartbeats*w.Heartbeat, cancel)
	defer silent.Stop()
	request := &laqabv1.WatchChangesRequest{AfterRevision: w.After, EntityId: w.EntityID, Heartbeat: durationpb.New(w.Heartbeat)}
	stream, err := c.curation.WatchChanges(ctx, request)
	for err == nil {
		var m *laqabv1.WatchChangesResponse
		if m, err = stream.Recv(); err != nil {
			break
		}
		// While the caller is at work with a change, the server may well be silent.
		silent.Stop()
		w.After = proto.Int64(m.GetRevision())
		if m.GetChange() != nil && !take(m.GetChange()) {
			return false, nil
		}
		silent.Reset(missedHeartbeats * w.Heartbeat)
	}
	if ctx.Err() != nil { // of the silence, unless the caller's ended too, which she is told
		err = status.Error(codes.Unavailable, "the server has gone silent")
	}
	return true, err
}
