package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

// bytesOf is the answer as it would travel.
func bytesOf(t testing.TB, r *laqabv1.ResolveResponse) []byte {
	t.Helper()
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// like is a mention of name(i), mostly not as it is written there.
func like(i, n int) string {
	s := []byte(name(i))
	switch n % 4 {
	case 1:
		s = bytes.ToUpper(s)
	case 2:
		s[len(s)/2] = 'x'
	case 3:
		first, last, _ := bytes.Cut(s, []byte(" "))
		s = append(append(append([]byte{}, last...), ' '), first...)
	}
	return string(s)
}

// curator edits entities that are nobody else's, through the wire, and checks
// after every edit that she sees it.
type curator struct {
	*fixture
	prefix string
	dice   *rand.Rand
	alive  map[string]string // name by ID
	made   int
}

func (c *curator) edit(t *testing.T) {
	ctx := t.Context()
	var some string
	for id := range c.alive {
		some = id
		break
	}
	var (
		revision int64
		err      error
		changed  string // the ID whose name should now be is
		is       string
	)
	switch action := c.dice.IntN(10); {
	case action < 5 || some == "":
		changed, is = fmt.Sprint(c.prefix, c.made), name(c.dice.IntN(400))
		c.made++
		var r *laqabv1.CreateEntityResponse
		r, err = c.curation.CreateEntity(ctx, &laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{EntityId: changed, Name: is}, Edit: by})
		revision = r.GetRevision()
		c.alive[changed] = is
	case action < 7:
		changed = some
		var r *laqabv1.DeleteEntityResponse
		r, err = c.curation.DeleteEntity(ctx, &laqabv1.DeleteEntityRequest{EntityId: some, Edit: by})
		revision = r.GetRevision()
		delete(c.alive, some)
	default:
		changed, is = some, fmt.Sprint(name(c.dice.IntN(400)), " of ", c.prefix)
		var r *laqabv1.AddAliasResponse
		r, err = c.curation.AddAlias(ctx, &laqabv1.AddAliasRequest{EntityId: some, Alias: &laqabv1.Alias{Value: is}, Edit: by})
		if status.Code(err) == codes.AlreadyExists || status.Code(err) == codes.InvalidArgument {
			return // it has that alias
		}
		revision = r.GetRevision()
	}
	if err != nil {
		t.Error(err)
		return
	}
	x, err := c.resolver.Explain(ctx, &laqabv1.ExplainRequest{Mention: &laqabv1.Mention{Text: "Anybody"}, EntityId: changed})
	switch {
	case is == "" && status.Code(err) != codes.NotFound:
		t.Errorf("%s is gone at revision %d: got %v, %v", changed, revision, x, err)
	case is != "" && (err != nil || x.GetRevision() < revision):
		t.Errorf("%s at revision %d: got %v, %v", changed, revision, x, err)
	}
	if is != "" {
		r, err := c.resolver.Resolve(ctx, &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: is}, Policy: &laqabv1.Policy{MaxCandidates: 100}})
		found := false
		for _, candidate := range r.GetCandidates() {
			found = found || candidate.GetEntityId() == changed
		}
		if err != nil || !found || r.GetRevision() < revision {
			t.Errorf("%q of %s at revision %d: got %v, %v", is, changed, revision, r, err)
		}
	}
}

// TestCompaction: whatever is edited and compacted, an answer depends on the
// table's revision alone: callers who ask meanwhile, and a server that has just
// read the table, get the same bytes.
func TestCompaction(t *testing.T) {
	var log logBuffer
	debug := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	f := start(t, Config{Logger: debug}, func(s *Server) { // it goes on as soon as it has rested
		s.live.compactor.worthIt = func(*resolver.Resolver) bool { return true }
	})

	const curators, rounds, edits = 3, 4, 15
	who := make([]*curator, curators)
	for i := range who {
		who[i] = &curator{fixture: f, prefix: fmt.Sprintf("c%d-", i), dice: rand.New(rand.NewPCG(1, uint64(i))), alive: map[string]string{}}
	}
	type question struct {
		text     string
		revision int64
	}
	var mu sync.Mutex
	said := map[question][]byte{}
	for round := range rounds {
		var editing, asking sync.WaitGroup
		done := make(chan struct{})
		for _, c := range who {
			editing.Go(func() {
				for range edits {
					c.edit(t)
				}
			})
		}
		editing.Go(func() { // a term changes how every name is read
			term := &laqabv1.Term{Concept: "tested", Value: strings.Fields(name(round))[0]}
			if _, err := f.curation.AddTerm(t.Context(), &laqabv1.AddTermRequest{Term: term, Edit: by}); err != nil {
				t.Error(err)
			}
		})
		for caller := range 2 {
			asking.Go(func() {
				newest := int64(0)
				for n := 0; ; n++ {
					select {
					case <-done:
						return
					default:
					}
					q := question{text: like(n*7%40+caller, n)}
					r, err := f.resolver.Resolve(t.Context(), mention(q.text))
					if err != nil || r.GetRevision() < newest {
						t.Errorf("at revision %d after %d: %v", r.GetRevision(), newest, err)
						return
					}
					newest = r.GetRevision()
					q.revision = newest
					answer := bytesOf(t, r)
					mu.Lock()
					if before, ok := said[q]; ok && !bytes.Equal(before, answer) {
						t.Errorf("%q has two answers at revision %d", q.text, q.revision)
					}
					said[q] = answer
					mu.Unlock()
				}
			})
		}
		editing.Wait()
		close(done)
		asking.Wait()

		fresh := newLive(f.store, f.cfg.Logger, time.Second)
		if err := fresh.load(t.Context()); err != nil {
			t.Fatal(err)
		}
		for n := range 200 {
			req := mention(like(n*3%400, n))
			req.Policy = &laqabv1.Policy{MaxCandidates: 20}
			got, err := f.resolver.Resolve(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			want := fresh.current.Load().resolve(req)
			if !bytes.Equal(bytesOf(t, got), bytesOf(t, want)) {
				t.Fatalf("round %d, %q:\ngot  %v\nwant %v", round, req.GetMention().GetText(), got, want)
			}
		}
	}
	compactions := strings.Count(log.String(), "index compacted")
	if compactions < rounds {
		t.Errorf("%d compactions only: that shows nothing", compactions)
	}
	t.Logf("%d answers compared while %d edits and %d compactions ran", len(said), curators*rounds*edits, compactions)
}

// TestCompactionTakesInWhatCameMeanwhile: an edit between the compactor's
// reading and its swap is in what it publishes, and a table that was built anew
// meanwhile is left alone.
func TestCompactionTakesInWhatCameMeanwhile(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "a", name(1))
	l := f.live

	l.compactor.worthIt = func(*resolver.Resolver) bool { return true }
	l.folding <- struct{}{} // an edit under way holds the compactor up
	compacted := make(chan error, 1)
	go func() { compacted <- l.compact(t.Context()) }()
	if _, err := f.store.Update(t.Context(), aliases.Edit{Actor: "meanwhile"}, func(tx *aliases.Tx) error {
		_, err := tx.CreateEntity(aliases.Entity{ID: "b", Name: name(2)})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	before := l.current.Load()
	l.unlock()
	if err := <-compacted; err != nil {
		t.Fatal(err)
	}
	after := l.current.Load()
	if after == before || after.revision != before.revision+1 || after.resolver.Entities() != 2 {
		t.Errorf("got %d entities at revision %d", after.resolver.Entities(), after.revision)
	}

	l.compactor.worthIt = func(*resolver.Resolver) bool { return false }
	if err := l.compact(t.Context()); err != nil || l.current.Load() != after {
		t.Errorf("a snapshot that needs no compaction was replaced, %v", err)
	}
}

// TestCompactorStops: Shutdown waits for the compactor, and then no more is compacted.
func TestCompactorStops(t *testing.T) {
	f := start(t, Config{})
	l := f.live
	l.compactor.worthIt = func(*resolver.Resolver) bool { return true }
	if err := l.lock(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.compactSoon()
	l.compactSoon() // one at a time
	if err := f.Shutdown(context.Background()); err != nil {
		t.Errorf("while the compactor waits for an edit: %v", err)
	}
	l.compactor.work.Wait() // Shutdown has waited already
	now := l.current.Load()
	l.unlock()
	l.compactor.running = false
	if l.compactSoon(); l.compactor.running || l.current.Load() != now {
		t.Error("the compactor was started after the end")
	}
	if err := l.compact(l.compactor.closing); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestLargeChange: what changes more than there was is read from the table
// anew, and answers as if it had been taken in bit by bit.
func TestLargeChange(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "first", name(1))
	var revision int64
	var err error
	if revision, err = f.live.update(t.Context(), aliases.Edit{Actor: "large"}, func(tx *aliases.Tx) error {
		for i := range bulk + 1 {
			if _, err := tx.CreateEntity(aliases.Entity{ID: fmt.Sprint("e", i), Name: name(i)}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	now := f.live.current.Load()
	if now.revision != revision || now.resolver.Entities() != bulk+2 || now.resolver.NeedsCompaction() {
		t.Errorf("got %d entities at revision %d, want %d at %d; needs compaction: %t",
			now.resolver.Entities(), now.revision, bulk+2, revision, now.resolver.NeedsCompaction())
	}
	if n := strings.Count(f.log.String(), "reading the table anew"); n != 1 {
		t.Errorf("the table was read anew %d times, want once: for the large change, and not for the small one", n)
	}
	if r, err := f.resolver.Resolve(t.Context(), mention(name(bulk))); err != nil || r.GetCandidates()[0].GetEntityId() != fmt.Sprint("e", bulk) {
		t.Errorf("got %v, %v", r, err)
	}
}
