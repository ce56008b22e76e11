package service

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// next returns the next change of the stream, past messages without one.
func next(t testing.TB, stream laqabv1.CurationService_WatchChangesClient) *laqabv1.WatchChangesResponse {
	t.Helper()
	for {
		m, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if m.GetChange() != nil {
			return m
		}
	}
}

func (f *fixture) watch(t testing.TB, req *laqabv1.WatchChangesRequest) laqabv1.CurationService_WatchChangesClient {
	t.Helper()
	stream, err := f.curation.WatchChanges(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

// TestWatch: every change comes once and in order, those from before and those
// made while many edit at once, also to one who comes again in the middle.
func TestWatch(t *testing.T) {
	f := start(t, Config{})
	const before, curators, edits = 150, 4, 10 // more than a page of them
	for i := range before {
		if i%50 == 0 {
			f.create(t, fmt.Sprint("b", i), name(i))
			continue
		}
		if _, err := f.store.Update(t.Context(), aliases.Edit{Actor: "x"}, func(tx *aliases.Tx) error {
			_, err := tx.CreateEntity(aliases.Entity{ID: fmt.Sprint("b", i), Name: name(i)})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	f.create(t, "last", "Last")
	stream := f.watch(t, &laqabv1.WatchChangesRequest{AfterRevision: proto.Int64(0)})
	if m, err := stream.Recv(); err != nil || m.GetChange() != nil || m.GetRevision() != 0 {
		t.Errorf("the first message is %v, %v", m, err)
	}
	var wg sync.WaitGroup
	for c := range curators {
		wg.Go(func() {
			for i := range edits {
				f.create(t, fmt.Sprintf("c%d-%d", c, i), name(c*edits+i))
			}
		})
	}
	const total = before + 1 + curators*edits
	for want := int64(1); want <= total; want++ {
		m := next(t, stream)
		if m.GetRevision() != want || m.GetChange().GetRevision() != want {
			t.Fatalf("got %v, want revision %d", m, want)
		}
		if want%37 == 0 { // the connection broke
			stream = f.watch(t, &laqabv1.WatchChangesRequest{AfterRevision: proto.Int64(want)})
		}
	}
	wg.Wait()
}

func TestWatchFromNowOfOneEntity(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "a", name(1))
	stream := f.watch(t, &laqabv1.WatchChangesRequest{EntityId: "a", Heartbeat: durationpb.New(time.Second)})
	if m, err := stream.Recv(); err != nil || m.GetChange() != nil || m.GetRevision() != 1 {
		t.Fatalf("got %v, %v", m, err)
	}
	last := f.create(t, "b", name(2))
	if m, err := stream.Recv(); err != nil || m.GetChange() != nil || m.GetRevision() != last {
		t.Errorf("a heartbeat: got %v, %v", m, err)
	}
	if _, err := f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: "a", Edit: by}); err != nil {
		t.Fatal(err)
	}
	if m := next(t, stream); m.GetChange().GetOperation() != "delete" || m.GetChange().GetEntityId() != "a" {
		t.Errorf("got %v", m)
	}
}

func TestWatchRefused(t *testing.T) {
	f := start(t, Config{})
	for name, c := range map[string]struct {
		req  *laqabv1.WatchChangesRequest
		want codes.Code
		path []string
	}{
		"future":    {&laqabv1.WatchChangesRequest{AfterRevision: proto.Int64(1)}, codes.OutOfRange, nil},
		"negative":  {&laqabv1.WatchChangesRequest{AfterRevision: proto.Int64(-1)}, codes.InvalidArgument, []string{"after_revision"}},
		"heartbeat": {&laqabv1.WatchChangesRequest{EntityId: "?", Heartbeat: durationpb.New(time.Millisecond)}, codes.InvalidArgument, []string{"entity_id", "heartbeat"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.watch(t, c.req).Recv()
			s := wantCode(t, err, c.want)
			if got := violated(s); c.path != nil && !slices.Equal(got, c.path) {
				t.Errorf("got %v", got)
			}
		})
	}
}

// TestWatchEndsWithTheServer: a watch does not keep a server from stopping.
func TestWatchEndsWithTheServer(t *testing.T) {
	f := start(t, Config{})
	stream := f.watch(t, &laqabv1.WatchChangesRequest{})
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	if err := f.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	_, err := stream.Recv()
	wantCode(t, err, codes.Unavailable)
}
