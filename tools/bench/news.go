package main

import (
	"context"
	"errors"

	"github.com/laqab/laqab/client"
)

// How news are measured.
const (
	newsCallers = 64
	newsDraws   = 1 << 20 // more than are called
	newsShift   = 1       // the first name is a tenth of 20,000, as Iraq is in an article about it
)

// news measures what keeping answers gains where mentions come again as in news: the
// queries of the mix by Zipf's law, to a server that keeps answers and, in turns with
// it, to one that does not.
func (b *bench) news(ctx context.Context, without *running, qs []query) (err error) {
	b.progress("calls: news")
	keeping := &running{side: ours}
	defer func() { err = errors.Join(err, keeping.stop()) }()
	server := newServer(without.store, 0)
	if err := server.Load(ctx); err != nil {
		return err
	}
	if keeping.client, err = keeping.listen(server.Serve, func() error { return server.Shutdown(ctx) }); err != nil {
		return err
	}
	d := newDice(b.seed, "news", 0)
	draws := make([]int, newsDraws)
	for i := range draws {
		draws[i] = d.zipf(len(qs), newsShift)
	}
	var kept, searched flow
	ask := unary(ctx, requestsOf(qs))
	err = inTurns(4*b.limit/turns, newsCallers, []party{{ours, keeping.client, &kept}, {ours, without.client, &searched}},
		func(c *client.Client, i int) error { return ask(c, draws[i%newsDraws]) })
	if err != nil {
		return err
	}
	for _, row := range []struct {
		name string
		flow *flow
	}{{"answers kept", &kept}, {"no answers kept", &searched}} {
		calls := len(row.flow.latencies)
		b.add("news, 64 callers", row.name, "", value{"calls", float64(calls)}, value{"again", 1 - float64(distinct(draws[:min(calls, newsDraws)]))/float64(calls)},
			value{"names/s", row.flow.rate()}, value{"p50_us", row.flow.at(0.5)}, value{"p99_us", row.flow.at(0.99)},
			value{"cpu_us/name", row.flow.cpu()}, value{"of_none", row.flow.rate() / searched.rate()})
	}
	return nil
}

func distinct(numbers []int) int {
	seen := map[int]bool{}
	for _, n := range numbers {
		seen[n] = true
	}
	return len(seen)
}
