package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// How calls are measured: laqab and the echo take turns, so that what else the
// machine does meets both.
const (
	rounds   = 4
	turns    = 75   // so many make the time for queries
	recorded = 2000 // queries that the echo knows
)

// calls measures calls of the server beside the echo.
func (b *bench) calls(ctx context.Context, laqab *client.Client, qs []query) (err error) {
	b.progress("recording answers for the echo")
	qs = qs[:min(len(qs), recorded)]
	requests := requestsOf(qs)
	var easy []*laqabv1.ResolveRequest // exact and folded
	for i, q := range qs {
		if q.Kind == exact || q.Kind == folded {
			easy = append(easy, requests[i])
		}
	}
	e := &echo{answers: map[string]*laqabv1.ResolveResponse{}, batches: map[string]*laqabv1.BatchResolveResponse{}}
	small, large := batches(requests, 100), batches(requests, 1000)
	for _, batch := range slices.Concat(small, large) {
		if err := e.record(ctx, laqab, batch); err != nil {
			return err
		}
	}
	if rest := len(small) * 100; rest < len(requests) { // too few for a batch, but they are called one by one
		if err := e.record(ctx, laqab, &laqabv1.BatchResolveRequest{Requests: requests[rest:]}); err != nil {
			return err
		}
	}
	bare, err := e.start()
	if err != nil {
		return errors.Join(err, bare.stop())
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	stop, err := b.profileCalls()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()

	for _, m := range []struct {
		name    string
		callers int
		count   int // of different requests
		names   int // in one
		call    func(c *client.Client, i int) error
	}{
		{"unary, 1 caller", 1, len(requests), 1, unary(ctx, requests)},
		{"unary, 8 callers", 8, len(requests), 1, unary(ctx, requests)},
		{"unary, 64 callers", 64, len(requests), 1, unary(ctx, requests)},
		{"exact and folded, 64 callers", 64, len(easy), 1, unary(ctx, easy)},
		{"batch 100, 1 caller", 1, len(small), 100, inBatches(ctx, small)},
		{"batch 1000, 1 caller", 1, len(large), 1000, inBatches(ctx, large)},
		{"batch 1000, 4 callers", 4, len(large), 1000, inBatches(ctx, large)},
	} {
		if m.count == 0 {
			b.add("calls", m.name, "skipped: too few queries")
			continue
		}
		b.progress("calls: " + m.name)
		if err := b.sideBySide(laqab, bare.client, m.name, m.callers, m.count, m.names, m.call); err != nil {
			return err
		}
	}
	return nil
}

// requestsOf asks the queries, with their places for IDs.
func requestsOf(qs []query) []*laqabv1.ResolveRequest {
	requests := make([]*laqabv1.ResolveRequest, len(qs))
	for i, q := range qs {
		requests[i] = &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: q.Text}, QueryId: strconv.Itoa(i)}
	}
	return requests
}

// batches are as many full batches as the requests make.
func batches(requests []*laqabv1.ResolveRequest, size int) []*laqabv1.BatchResolveRequest {
	var out []*laqabv1.BatchResolveRequest
	for ; len(requests) >= size; requests = requests[size:] {
		out = append(out, &laqabv1.BatchResolveRequest{Requests: requests[:size]})
	}
	return out
}

func unary(ctx context.Context, requests []*laqabv1.ResolveRequest) func(*client.Client, int) error {
	return func(c *client.Client, i int) error {
		_, err := c.Resolver().Resolve(ctx, requests[i])
		return err
	}
}

func inBatches(ctx context.Context, requests []*laqabv1.BatchResolveRequest) func(*client.Client, int) error {
	return func(c *client.Client, i int) error {
		_, err := c.Resolver().BatchResolve(ctx, requests[i])
		return err
	}
}

// sideBySide measures one way of calling, in turns.
func (b *bench) sideBySide(laqab, bare *client.Client, name string, callers, count, names int, call func(*client.Client, int) error) error {
	var own, echoed flow
	err := inTurns(b.limit/turns, callers, []party{{ours, laqab, &own}, {theirs, bare, &echoed}},
		func(c *client.Client, i int) error { return call(c, i%count) })
	if err != nil {
		return err
	}
	b.add("calls", name, "", value{"calls", float64(len(own.latencies))}, value{"names/s", own.rate() * float64(names)},
		value{"p50_us", own.at(0.5)}, value{"p99_us", own.at(0.99)}, value{"echo_names/s", echoed.rate() * float64(names)},
		value{"echo_p50_us", echoed.at(0.5)}, value{"echo_p99_us", echoed.at(0.99)}, value{"of_echo", own.rate() / echoed.rate()},
		value{"cpu_us/name", own.cpu() / float64(names)}, value{"echo_cpu_us/name", echoed.cpu() / float64(names)}, value{"of_echo_cpu", echoed.cpu() / own.cpu()})
	return nil
}

// party is a server that is measured beside another.
type party struct {
	side   side
	client *client.Client
	flow   *flow
}

// inTurns has callers call each server for some time, and again in some rounds.
func inTurns(d time.Duration, callers int, parties []party, call func(c *client.Client, i int) error) error {
	for range rounds {
		for _, p := range parties {
			var err error
			p.side.label("client", func() {
				err = p.flow.run(d, callers, func(i int) error { return call(p.client, i) })
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// flow is calls by several callers, over one turn or more.
type flow struct {
	latencies
	took time.Duration
	work time.Duration // the processor's time, of callers and server together
	next atomic.Int64  // so that a turn goes on where the last one ended
}

func (f *flow) rate() float64 { return float64(len(f.latencies)) / f.took.Seconds() }

// cpu is the processor's time of a call, in microseconds.
func (f *flow) cpu() float64 { return micros(f.work) / float64(len(f.latencies)) }

// run has callers call for some time, each when its last call is answered.
func (f *flow) run(d time.Duration, callers int, call func(i int) error) error {
	var (
		all  sync.WaitGroup
		mu   sync.Mutex
		errs []error
	)
	start, worked := time.Now(), processTime()
	for range callers {
		all.Go(func() {
			var mine latencies
			var err error
			for err == nil && time.Since(start) < d {
				at := time.Now()
				err = call(int(f.next.Add(1) - 1))
				mine = append(mine, time.Since(at))
			}
			mu.Lock()
			defer mu.Unlock()
			f.latencies = append(f.latencies, mine...)
			errs = append(errs, err)
		})
	}
	all.Wait()
	f.took += time.Since(start)
	f.work += processTime() - worked
	return errors.Join(errs...)
}
