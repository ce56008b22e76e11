package service

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func asOf(text string, revision int64) *laqabv1.ResolveRequest {
	req := mention(text)
	req.AsOfRevision = revision
	return req
}

func TestAsOfTheFuture(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "a", name(1))
	_, err := f.resolver.Resolve(t.Context(), asOf("x", 2))
	if s := wantCode(t, err, codes.OutOfRange); !strings.Contains(s.Message(), "revision 2") || !strings.Contains(s.Message(), "at 1") {
		t.Errorf("got %q", s.Message())
	}
	_, err = f.curation.GetEntity(t.Context(), &laqabv1.GetEntityRequest{EntityId: "a", AsOfRevision: 2})
	wantCode(t, err, codes.OutOfRange)
	// In a batch the item fails alone.
	r, err := f.resolver.BatchResolve(t.Context(), &laqabv1.BatchResolveRequest{Requests: []*laqabv1.ResolveRequest{asOf("x", 2), asOf(name(1), 1)}})
	if err != nil || codes.Code(r.GetResults()[0].GetError().GetCode()) != codes.OutOfRange || r.GetResults()[1].GetResponse().GetEntityId() != "a" {
		t.Errorf("got %v, %v", r, err)
	}
}

// TestPagesOfARevision: pages go on in the revision that was asked for, also when
// that was the newest one at the first page.
func TestPagesOfARevision(t *testing.T) {
	f := start(t, Config{})
	const entities = 3
	for i := range entities {
		f.create(t, fmt.Sprint("e", i), name(i))
	}
	req := &laqabv1.ListEntitiesRequest{PageSize: 1, AsOfRevision: entities}
	var ids []string
	for more := true; more; more = req.GetPageToken() != "" {
		page, err := f.curation.ListEntities(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.GetEntities() {
			ids = append(ids, e.GetEntityId())
		}
		req.PageToken = page.GetNextPageToken()
		f.create(t, fmt.Sprint("later", len(ids)), name(entities+len(ids)))
	}
	if want := []string{"e0", "e1", "e2"}; !slices.Equal(ids, want) {
		t.Errorf("got %q, want %q", ids, want)
	}
}

// TestPastIsMadeOnce: all who ask for a revision at once get one snapshot, and
// it is there for those who come later.
func TestPastIsMadeOnce(t *testing.T) {
	f := start(t, Config{})
	for i := range 3 {
		f.create(t, fmt.Sprint("e", i), name(i))
	}
	var calls sync.WaitGroup
	for range 20 {
		calls.Go(func() {
			if r, err := f.resolver.Resolve(t.Context(), asOf(name(1), 1)); err != nil || r.GetEntityId() != "" || r.GetRevision() != 1 {
				t.Errorf("got %v, %v", r, err)
			}
		})
	}
	calls.Wait()
	if n := strings.Count(f.log.String(), "past revision loaded"); n != 1 {
		t.Errorf("it was made %d times", n)
	}
}

// TestPastIsBounded: no more than a few are kept; the one used the longest ago goes.
func TestPastIsBounded(t *testing.T) {
	f := start(t, Config{})
	for i := range maxPast + 3 {
		f.create(t, fmt.Sprint("e", i), name(i))
	}
	for i := range maxPast + 2 {
		revision := int64(i + 1)
		if r, err := f.resolver.Resolve(t.Context(), asOf(name(i), revision)); err != nil || r.GetEntityId() != fmt.Sprint("e", i) {
			t.Errorf("revision %d: got %v, %v", revision, r, err)
		}
	}
	p := &f.live.past
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.kept) != maxPast || p.kept[1] != nil || p.kept[maxPast+2] == nil {
		t.Errorf("kept %v", p.kept)
	}
}

// TestPastIsNotMadeForNobody: too many at once are refused, and what nobody
// waits for any more is not made.
func TestPastIsNotMadeForNobody(t *testing.T) {
	f := start(t, Config{})
	for i := range maxPast + 2 {
		f.create(t, fmt.Sprint("e", i), name(i))
	}
	release := holdReaders(t, f)
	ctx, cancel := context.WithCancel(t.Context())
	var calls sync.WaitGroup
	for i := range maxPast {
		calls.Go(func() {
			if _, err := f.live.past.at(ctx, int64(i+1)); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
	}
	p := &f.live.past
	kept := func() int {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.kept)
	}
	for kept() < maxPast {
		runtime.Gosched()
	}
	_, err := p.at(t.Context(), maxPast+1)
	if s := statusOf(err); s.Code() != codes.ResourceExhausted || detail[errdetails.RetryInfo](s).GetRetryDelay().AsDuration() != retryLong {
		t.Errorf("got %v", s)
	}
	cancel()
	calls.Wait()
	if n := kept(); n != 0 {
		t.Errorf("%d are kept for nobody", n)
	}
	release()
	if s, err := p.at(t.Context(), maxPast+1); err != nil || s.revision != maxPast+1 {
		t.Errorf("afterwards: got %v, %v", s, err)
	}
}

// holdReaders takes every connection to the table that there is for reading.
func holdReaders(t *testing.T, f *fixture) (release func()) {
	t.Helper()
	end := make(chan struct{})
	var views sync.WaitGroup
	for range max(4, runtime.GOMAXPROCS(0)) { // as many as package aliases opens
		held := make(chan struct{})
		views.Go(func() {
			if err := f.store.View(t.Context(), func(*aliases.View) error {
				close(held)
				<-end
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
		<-held
	}
	return func() {
		close(end)
		views.Wait()
	}
}
