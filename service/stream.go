package service

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

type (
	resolveStream = grpc.BidiStreamingServer[laqabv1.StreamResolveRequest, laqabv1.StreamResolveResponse]

	// pending is an item whose answer is being worked on; the channel holds one answer.
	pending chan *laqabv1.BatchResolveResult
)

// StreamResolve answers items in the order they came. One goroutine reads and
// starts the work, this one sends; the queue between them holds as many items
// as are worked on at once, so a caller who does not read is soon not read from.
func (s *resolverService) StreamResolve(stream resolveStream) error {
	if _, err := s.live.at(stream.Context(), 0); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(stream.Context())
	defer cancel()
	queue := make(chan pending, s.parallel)
	received := make(chan error, 1)
	go func() {
		defer close(queue)
		received <- s.receive(ctx, stream, queue)
	}()
	for answer := range queue {
		if err := stream.Send(&laqabv1.StreamResolveResponse{Result: <-answer}); err != nil {
			return err
		}
	}
	return <-received
}

// receive queues items until the caller has no more of them. It outlives the
// handler by at most one Recv, which ends with the call.
func (s *resolverService) receive(ctx context.Context, stream resolveStream, queue chan<- pending) error {
	for {
		req, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		answer := make(pending, 1)
		select {
		case queue <- answer:
		case <-ctx.Done():
			return ctx.Err()
		}
		go func() { answer <- s.streamItem(ctx, req) }()
	}
}

// streamItem answers from the newest snapshot there is when the item's turn comes.
func (s *resolverService) streamItem(ctx context.Context, req *laqabv1.StreamResolveRequest) *laqabv1.BatchResolveResult {
	now, err := s.live.at(ctx, max(0, req.GetRequest().GetMinRevision()))
	if err != nil {
		return failed(err)
	}
	return s.item(ctx, now, req.GetRequest())
}
