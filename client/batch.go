package client

import (
	"context"
	"iter"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// Batch bounds what ResolveAll does. The zero value is a sensible default.
type Batch struct {
	// Size is how many mentions a call carries at most, 1 to 1,000; 0 means 100.
	Size int
	// Delay is how long a mention waits for others to share its call; 0 means 10 ms.
	Delay time.Duration
	// Concurrency is how many batches are under way or waiting to be read, at most; 0 means 4.
	Concurrency int
}

// maxBatch is what the contract allows a BatchResolve to carry.
const maxBatch = 1000

func (b Batch) withDefaults() Batch {
	if b.Size <= 0 {
		b.Size = 100
	}
	b.Size = min(b.Size, maxBatch)
	if b.Delay <= 0 {
		b.Delay = 10 * time.Millisecond
	}
	if b.Concurrency <= 0 {
		b.Concurrency = 4
	}
	return b
}

// Result is the answer to one mention of ResolveAll.
type Result struct {
	Index    int                      // which mention, from 0
	Mention  Mention                  // the mention itself
	Response *laqabv1.ResolveResponse // nil if there was an error
}

// ResolveAll answers every mention of a sequence, in its order.
//
//	for result, err := range laqab.ResolveAll(ctx, mentions) {
//
// An error that is an *ItemError concerns the mention in the result alone, and
// the sequence goes on. Any other error is the end: of the call that failed,
// or of ctx.
//
// Mentions travel in batches, within the bounds of Options.Batch; each batch is
// answered from one snapshot, and the greatest MinRevision in it holds for all.
// Options.Timeout applies to each batch. When answers are not read, mentions
// are not taken either, beyond the batches under way.
//
// The sequence of mentions runs in a goroutine of its own, so it may block,
// and what is gathered is sent after Options.Batch.Delay. Leaving the loop
// cancels the calls under way and waits for them. It does not wait for the
// mentions: a sequence that is blocked then ends when it next yields.
func (c *Client) ResolveAll(ctx context.Context, mentions iter.Seq[Mention]) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var calls sync.WaitGroup
		defer calls.Wait()
		defer cancel()

		source := make(chan Mention)
		go func() {
			defer close(source)
			for m := range mentions {
				select {
				case source <- m:
				case <-ctx.Done():
					return
				}
			}
		}()

		// The channel holds all batches but the one being read: its capacity is the backpressure.
		batches := make(chan *batch, c.batch.Concurrency-1)
		calls.Go(func() {
			defer close(batches)
			c.gather(ctx, source, func(b *batch) bool {
				select {
				case batches <- b:
				case <-ctx.Done():
					return false
				}
				calls.Go(func() {
					defer close(b.done)
					b.resolve(ctx, c.resolver)
				})
				return true
			})
		})

		index := 0
		for {
			var b *batch
			select {
			case next, more := <-batches:
				if !more {
					if ctx.Err() != nil {
						yield(Result{Index: index}, status.FromContextError(ctx.Err()).Err())
					}
					return
				}
				b = next
			case <-ctx.Done():
				yield(Result{Index: index}, status.FromContextError(ctx.Err()).Err())
				return
			}
			<-b.done
			if b.err != nil {
				yield(Result{Index: index, Mention: b.mentions[0]}, b.err)
				return
			}
			for i, m := range b.mentions {
				result := Result{Index: index, Mention: m, Response: b.responses[i]}
				index++
				var err error
				if b.failures[i] != nil {
					err = b.failures[i]
				}
				if !yield(result, err) {
					return
				}
			}
		}
	}
}

// gather makes batches of the source until it ends or send refuses one.
func (c *Client) gather(ctx context.Context, source <-chan Mention, send func(*batch) bool) {
	var timer <-chan time.Time // runs while current holds something
	current := &batch{done: make(chan struct{})}
	flush := func() bool {
		if len(current.mentions) == 0 {
			return true
		}
		full := current
		current, timer = &batch{done: make(chan struct{})}, nil
		return send(full)
	}
	for {
		select {
		case m, more := <-source:
			if !more {
				flush()
				return
			}
			current.mentions = append(current.mentions, m)
			if len(current.mentions) == 1 {
				timer = time.After(c.batch.Delay)
			}
			if len(current.mentions) == c.batch.Size && !flush() {
				return
			}
		case <-timer:
			if !flush() {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// batch is some mentions that share a call, and its outcome once done is closed.
type batch struct {
	mentions  []Mention
	done      chan struct{}
	responses []*laqabv1.ResolveResponse // nil where failures has an error
	failures  []*ItemError
	err       error // of the whole call
}

func (b *batch) resolve(ctx context.Context, resolver laqabv1.ResolverServiceClient) {
	b.responses = make([]*laqabv1.ResolveResponse, len(b.mentions))
	b.failures = make([]*ItemError, len(b.mentions))
	request := &laqabv1.BatchResolveRequest{}
	var sent []int
	for i, m := range b.mentions {
		if b.failures[i] = m.check(); b.failures[i] == nil {
			request.Requests = append(request.Requests, m.request())
			sent = append(sent, i)
		}
	}
	if len(sent) == 0 {
		return
	}
	answer, err := resolver.BatchResolve(ctx, request)
	if err != nil {
		b.err = err
		return
	}
	if got := len(answer.GetResults()); got != len(sent) {
		b.err = status.Errorf(codes.Internal, "asked for %d mentions, got %d answers", len(sent), got)
		return
	}
	for i, result := range answer.GetResults() {
		at := sent[i]
		switch kind := result.GetResult().(type) {
		case *laqabv1.BatchResolveResult_Response:
			b.responses[at] = kind.Response
		case *laqabv1.BatchResolveResult_Error:
			b.failures[at] = itemError(kind.Error)
		default:
			b.failures[at] = &ItemError{Code: codes.Internal, Message: "the server sent neither an answer nor an error"}
		}
	}
}
