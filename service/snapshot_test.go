package service

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// name is a name that is like no other i's.
func name(i int) string {
	digits := strings.NewReplacer("0", "bar", "1", "dok", "2", "fim", "3", "gul", "4", "hen", "5", "jas", "6", "kor", "7", "lut", "8", "mep", "9", "niz")
	return digits.Replace(fmt.Sprint(i)) + " " + digits.Replace(fmt.Sprint(i*7919%1000))
}

// TestReadYourWrites: whoever's edit has returned sees it, however many edit at once.
func TestReadYourWrites(t *testing.T) {
	f := start(t, Config{})
	const curators, edits = 8, 12
	var wg sync.WaitGroup
	for c := range curators {
		wg.Go(func() {
			for i := range edits {
				n := c*edits + i
				id := fmt.Sprint("e", n)
				revision := f.create(t, id, name(n))
				r, err := f.resolver.Resolve(t.Context(), mention(name(n)))
				if err != nil || r.GetRevision() < revision || r.GetCandidates() == nil || r.GetCandidates()[0].GetEntityId() != id {
					t.Errorf("%s %q at %d: got %v, %v", id, name(n), revision, r, err)
				}
				if i%3 == 0 {
					if _, err := f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: id, Edit: by}); err != nil {
						t.Error(err)
					}
					if r, err := f.resolver.Resolve(t.Context(), mention(name(n))); err != nil || r.GetEntityId() == id {
						t.Errorf("%s after its deletion: got %v, %v", id, r, err)
					}
				}
			}
		})
	}
	wg.Wait()
	revision, err := f.store.Revision(t.Context())
	if now := f.live.current.Load(); err != nil || now.revision != revision || now.resolver.Entities() != curators*edits*2/3 {
		t.Errorf("the snapshot has %d entities at revision %d, the table is at %d, %v", now.resolver.Entities(), now.revision, revision, err)
	}
}

// TestEditsCoalesce: edits that were committed while a fold ran are all taken by the next one.
func TestEditsCoalesce(t *testing.T) {
	f := start(t, Config{})
	f.live.folding <- struct{}{} // a fold that takes long
	const edits = 10
	seen := make(chan int64, edits)
	for i := range edits {
		go func() {
			f.create(t, fmt.Sprint("e", i), name(i))
			seen <- f.live.current.Load().revision
		}()
	}
	for {
		revision, err := f.store.Revision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if revision == edits {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if now := f.live.current.Load(); now.revision != 0 || len(seen) > 0 {
		t.Errorf("the snapshot is at %d while folding waits, and %d edits have returned", now.revision, len(seen))
	}
	<-f.live.folding
	for range edits {
		if revision := <-seen; revision != edits {
			t.Errorf("an edit returned at revision %d: its fold did not take all", revision)
		}
	}
}

func TestMinRevision(t *testing.T) {
	f := start(t, Config{MaxWait: 50 * time.Millisecond})
	first := f.create(t, "a", name(1))
	ask := mention(name(2))
	ask.MinRevision = first + 1

	t.Run("comes", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		answered := make(chan *laqabv1.ResolveResponse)
		go func() {
			defer close(answered)
			r, err := f.resolver.Resolve(ctx, ask)
			if err != nil {
				t.Error(err)
			}
			answered <- r
		}()
		select {
		case r := <-answered:
			t.Errorf("answered before the revision was there: %v", r)
		case <-time.After(50 * time.Millisecond):
		}
		f.create(t, "b", name(2))
		if r := <-answered; r.GetEntityId() != "b" || r.GetRevision() < ask.GetMinRevision() {
			t.Errorf("got %v", r)
		}
	})
	late := mention("x")
	late.MinRevision = 1000
	behind := func(t *testing.T, err error) {
		t.Helper()
		if s := wantCode(t, err, codes.FailedPrecondition); !strings.Contains(s.Message(), "1000") || !strings.Contains(s.Message(), fmt.Sprint("at revision ", first+1)) {
			t.Errorf("got message %q", s.Message())
		}
	}
	t.Run("does not come before the deadline", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		_, err := f.resolver.Resolve(ctx, late)
		behind(t, err)
	})
	t.Run("does not come without a deadline", func(t *testing.T) {
		_, err := f.resolver.Resolve(t.Context(), late)
		behind(t, err)
		_, err = f.resolver.Explain(t.Context(), &laqabv1.ExplainRequest{Mention: late.GetMention(), EntityId: "a", MinRevision: 1000})
		behind(t, err)
		// The greatest one of a batch holds for all.
		_, err = f.resolver.BatchResolve(t.Context(), &laqabv1.BatchResolveRequest{Requests: []*laqabv1.ResolveRequest{mention("x"), late, mention("y")}})
		behind(t, err)
	})
	t.Run("fails alone in a stream", func(t *testing.T) {
		stream, err := f.resolver.StreamResolve(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range []*laqabv1.ResolveRequest{late, mention(name(1))} {
			if err := stream.Send(&laqabv1.StreamResolveRequest{Request: item}); err != nil {
				t.Fatal(err)
			}
		}
		if m, err := stream.Recv(); err != nil || codes.Code(m.GetResult().GetError().GetCode()) != codes.FailedPrecondition {
			t.Errorf("got %v, %v", m, err)
		}
		if m, err := stream.Recv(); err != nil || m.GetResult().GetResponse().GetEntityId() != "a" {
			t.Errorf("got %v, %v", m, err)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := f.live.at(ctx, 1000); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// TestUnseen: when the index cannot follow, the caller learns that the edit is
// in the table, and the next one who needs it makes it good.
func TestUnseen(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "a", name(1))
	revision, err := f.store.Update(t.Context(), aliases.Edit{Actor: "behind the service's back"}, func(tx *aliases.Tx) error {
		_, err := tx.CreateEntity(aliases.Entity{ID: "b", Name: name(2)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.resolved(t, name(2)); got != "" {
		t.Fatalf("got %q before anything was folded", got)
	}
	req := mention(name(2))
	req.MinRevision = revision
	if r, err := f.resolver.Resolve(t.Context(), req); err != nil || r.GetEntityId() != "b" {
		t.Errorf("got %v, %v", r, err)
	}

	s := statusOf(&unseenError{7, context.Canceled})
	if s.Code() != codes.Internal || !strings.Contains(s.Message(), "committed as revision 7") {
		t.Errorf("got %v", s)
	}
}

// TestFoldPanics: a resolver that panics over an edit costs neither the server
// nor the edit.
func TestFoldPanics(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "a", name(1))
	now := f.live.current.Load()
	f.live.publish(&snapshot{revision: now.revision}) // no resolver: using it panics
	_, err := f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{EntityId: "b", Name: name(2)}, Edit: by})
	if s := wantCode(t, err, codes.Internal); !strings.Contains(s.Message(), "committed as revision 2") {
		t.Errorf("the caller is told %q", s.Message())
	}
	var panicked *panicError
	if err := f.live.compact(t.Context()); !errors.As(err, &panicked) {
		t.Errorf("compacting: got %v", err)
	}
	f.live.publish(now)
	f.create(t, "c", name(3))
	for i, id := range []string{"a", "b", "c"} {
		if got := f.resolved(t, name(i+1)); got != id {
			t.Errorf("%q is %q, want %q", name(i+1), got, id)
		}
	}
}
