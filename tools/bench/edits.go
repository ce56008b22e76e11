package main

import (
	"context"
	"fmt"
	"time"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// How edits are measured.
const (
	editCallers = 8                     // who resolve meanwhile
	editPause   = 50 * time.Millisecond // between edits: twenty curators' worth
)

// edits measures how long edits take until a resolve sees them while callers
// keep the server busy, and what that does to them and to memory.
func (b *bench) edits(ctx context.Context, c *client.Client, qs []query, entities int) error {
	b.progress("edits")
	quietTime, editTime := b.limit/10, b.limit/4 // the last edit may take longer
	ask := unary(ctx, requestsOf(qs))
	call := func(i int) error { return ask(c, i%len(qs)) }
	var quiet, busy flow
	if err := quiet.run(quietTime, editCallers, call); err != nil {
		return err
	}
	steady := heap()
	peak := steady
	var edits latencies
	edited := make(chan error, 1)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		edited <- func() error {
			for start := time.Now(); time.Since(start) < editTime; time.Sleep(editPause) {
				took, err := b.edit(ctx, c, entities+len(edits))
				if err != nil {
					return err
				}
				edits = append(edits, took)
				peak = max(peak, liveHeap())
			}
			return nil
		}()
	}()
	for going := true; going; {
		select {
		case <-stopped:
			going = false
		default:
			if err := busy.run(quietTime/10, editCallers, call); err != nil {
				return err
			}
		}
	}
	if err := <-edited; err != nil {
		return err
	}
	b.add("edits under load", "to visible", "memory is what collections found live", value{"edits", float64(len(edits))}, value{"p50_us", edits.at(0.5)}, value{"p99_us", edits.at(0.99)},
		value{"resolve_p99_us", busy.at(0.99)}, value{"of_quiet_p99", busy.at(0.99) / quiet.at(0.99)}, value{"of_quiet_rate", busy.rate() / quiet.rate()}, value{"of_quiet_cpu", busy.cpu() / quiet.cpu()},
		value{"memory_of_steady", peak / steady})
	return nil
}

// edit adds an entity and returns how long it took until it was visible.
func (b *bench) edit(ctx context.Context, c *client.Client, number int) (time.Duration, error) {
	e, _ := b.table.entity(number)
	start := time.Now()
	made, err := c.Curation().CreateEntity(ctx, &laqabv1.CreateEntityRequest{
		Entity: &laqabv1.Entity{EntityId: e.ID, Name: e.Name}, Edit: &laqabv1.Edit{Actor: "bench"}})
	took := time.Since(start)
	if err != nil {
		return 0, err
	}
	seen, err := c.Resolver().Resolve(ctx, &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: e.Name}})
	if err != nil {
		return 0, err
	}
	if seen.GetRevision() < made.GetRevision() {
		return 0, fmt.Errorf("the edit of revision %d had returned, but a resolve saw %d", made.GetRevision(), seen.GetRevision())
	}
	return took, nil
}
