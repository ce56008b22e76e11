package service

import (
	"context"
	"time"

	"google.golang.org/grpc"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// How often a watch says that there is nothing new.
const (
	minHeartbeat     = time.Second
	maxHeartbeat     = time.Hour
	defaultHeartbeat = 15 * time.Second
)

type watchStream = grpc.ServerStreamingServer[laqabv1.WatchChangesResponse]

// WatchChanges reads the history by revision, which has no gaps and becomes
// visible in its order, so nothing is missed and nothing comes twice. Between
// reads it holds no view of the table, and waits for the next snapshot: at each
// heartbeat it also looks for what was committed without making one.
func (s *curationService) WatchChanges(req *laqabv1.WatchChangesRequest, stream watchStream) error {
	w := &watch{curationService: s, stream: stream, opts: aliases.ChangesOptions{
		EntityID: req.GetEntityId(), AfterRevision: req.GetAfterRevision(), MaxBytes: maxPageBytes}}
	ctx := stream.Context()
	revision, err := s.store.Revision(ctx)
	switch {
	case err != nil:
		return err
	case req.AfterRevision == nil:
		w.opts.AfterRevision = revision
	case req.GetAfterRevision() > revision:
		return aheadError(req.GetAfterRevision(), revision)
	}
	if err := w.send(nil); err != nil {
		return err
	}
	every := defaultHeartbeat
	if h := req.GetHeartbeat(); h != nil {
		every = h.AsDuration()
	}
	heartbeat := time.NewTicker(every)
	defer heartbeat.Stop()
	for {
		newer := s.live.changed() // before the read: a change between the two is seen
		sent, err := w.catchUp(ctx)
		if err != nil {
			return err
		}
		if sent {
			heartbeat.Reset(every)
		}
		select {
		case <-newer:
		case <-heartbeat.C:
			if err := w.send(nil); err != nil {
				return err
			}
		case <-s.live.stopping:
			return errStopping
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// watch is one caller of WatchChanges. What is up to opts.AfterRevision, she has.
type watch struct {
	*curationService
	stream watchStream
	opts   aliases.ChangesOptions
}

// catchUp sends what has changed since, and reports whether anything has.
func (w *watch) catchUp(ctx context.Context) (sent bool, err error) {
	for {
		var changes []aliases.Change
		var revision int64
		err := w.store.View(ctx, func(v *aliases.View) (err error) {
			changes, err = v.Changes(w.opts)
			revision = v.Revision()
			return err
		})
		if err != nil {
			return sent, err
		}
		for i := range changes {
			select {
			case <-w.live.stopping:
				return sent, errStopping
			default:
			}
			w.opts.AfterRevision = changes[i].Revision
			if err := w.send(changeToProto(&changes[i])); err != nil {
				return sent, err
			}
			sent = true
		}
		if len(changes) == 0 {
			w.opts.AfterRevision = revision
			return sent, nil
		}
	}
}

func (w *watch) send(change *laqabv1.Change) error {
	return w.stream.Send(&laqabv1.WatchChangesResponse{Change: change, Revision: w.opts.AfterRevision})
}
