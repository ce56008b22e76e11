package service

import (
	"context"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/peer"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

// ReviewConfig says what is recorded for review. Its zero value records what
// came out AMBIGUOUS or NO_MATCH.
type ReviewConfig struct {
	Off   bool    // record nothing
	Below float64 // record RESOLVED too, when the best candidate has less than this probability
	Max   int     // how many spellings the queue holds; 0 means 10,000
}

// defaultReview is Max: more than people go through, and resolved anew in a
// fraction of a second after a decision.
const defaultReview = 10_000

// How the recorder works off what is handed over to it.
const (
	collectEvery = 100 * time.Millisecond
	flushEvery   = time.Second

	// After a flush the recorder rests for so many times as long as it took:
	// beside a pipeline that meets nothing but new names, recording takes a
	// twentieth of a core, and drops what is more. So it is with a sweep.
	restPerWork = 20

	// Between two collections: 80,000 mentions a second, in some 20 MB.
	maxHandedOver = 8_000
	// Different spellings between two flushes.
	maxPending = 8_000
	// Of one transaction, so that edits wait for some 20 ms at most.
	maxRecorded = 1_000
	// Of each answer.
	maxReviewCandidates = 5
)

// recorder puts what resolving left open into the review queue. A call hands a
// mention over, which is an append under a lock that nobody holds for long, and
// goes on. What is handed over is coalesced ten times a second and written once
// a second. What is too much is dropped, and counted.
type recorder struct {
	cfg   ReviewConfig
	store *aliases.Store
	live  *live
	log   *slog.Logger

	mu      sync.Mutex // guards what follows; held for a moment only
	handed  []sighting
	dropped int64
	quit    chan struct{} // closed to end the work; nil when it is not begun
	done    chan struct{} // closed when it has ended
	ended   bool          // it must not begin any more

	deciding  sync.Mutex // held from a decision's edit until what it settles is settled
	decisions int64      // guarded by deciding; how many were made or taken back

	flushing sync.Mutex // guards what follows; held while the table is written
	byText   map[string]*aliases.Spelling
	byFolded map[string]*aliases.Spelling
	reported int64 // of dropped, in the log
}

// sighting is a mention that was left open.
type sighting struct {
	spelling aliases.Spelling // without what is known at the flush only
	context  string
	caller   string
	addr     net.Addr // when there is no caller's name
}

func newRecorder(store *aliases.Store, live *live, cfg Config) *recorder {
	r := &recorder{cfg: cfg.Review, store: store, live: live, log: cfg.Logger}
	r.reset()
	return r
}

func (r *recorder) reset() {
	r.byText, r.byFolded = map[string]*aliases.Spelling{}, map[string]*aliases.Spelling{}
}

// leftOpen says whether an answer is for review.
func (r *recorder) leftOpen(o resolver.Outcome, best float64) bool {
	return o != resolver.Resolved || best < r.cfg.Below
}

// note hands an answer over, unless it is of the past: what is open there may be settled.
func (r *recorder) note(ctx context.Context, req *laqabv1.ResolveRequest, answer *laqabv1.ResolveResponse) {
	if r.cfg.Off || req.GetNoReview() || req.GetAsOfRevision() != 0 {
		return
	}
	candidates := answer.GetCandidates()
	best := 0.0
	if len(candidates) > 0 {
		best = candidates[0].GetProbability()
	}
	outcome := outcomesFromProto[answer.GetOutcome()]
	if !r.leftOpen(outcome, best) {
		return
	}
	m := req.GetMention()
	s := sighting{context: m.GetContext(), spelling: aliases.Spelling{
		Text: m.GetText(), Type: entityTypesFromProto[m.GetType()], Language: m.GetLanguage(), Outcome: outcome,
		Profile: profiles[req.GetPolicy().GetProfile()], MinProbability: req.GetPolicy().GetMinProbability(), Revision: answer.GetRevision(),
	}}
	if n := min(len(candidates), maxReviewCandidates); n > 0 {
		s.spelling.Candidates = make([]aliases.ReviewCandidate, n)
		for i, c := range candidates[:n] {
			s.spelling.Candidates[i] = aliases.ReviewCandidate{ID: c.GetEntityId(), Name: c.GetName(), Probability: c.GetProbability()}
		}
	}
	if caller, known := ctx.Value(callerKey{}).(*Token); known {
		s.caller = caller.Name
	} else if p, ok := peer.FromContext(ctx); ok {
		s.addr = p.Addr
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.handed) >= maxHandedOver {
		r.dropped++
		return
	}
	r.handed = append(r.handed, s)
}

// droppedMentions is how many could not be recorded.
func (r *recorder) droppedMentions() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.dropped
}

// collect takes what was handed over and coalesces it. The caller has locked flushing.
func (r *recorder) collect() {
	r.mu.Lock()
	handed := r.handed
	r.handed = make([]sighting, 0, min(len(handed), maxHandedOver/8))
	r.mu.Unlock()
	now := time.Now().UTC().Truncate(time.Microsecond)
	var dropped int64
	for i := range handed {
		if !r.coalesce(&handed[i], now) {
			dropped++
		}
	}
	r.drop(dropped)
}

func (r *recorder) drop(mentions int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dropped += mentions
}

// coalesce adds a sighting to its spelling, or reports that there is no room for one more.
func (r *recorder) coalesce(s *sighting, now time.Time) bool {
	pending := r.byText[s.spelling.Text]
	if pending == nil {
		folded := resolver.Fold(s.spelling.Text)
		if pending = r.byFolded[folded]; pending == nil {
			if len(r.byFolded) >= maxPending {
				return false
			}
			pending = &aliases.Spelling{Folded: folded, Script: resolver.Script(folded), FirstSeen: now}
			r.byFolded[folded] = pending
		}
		if len(r.byText) < maxPending { // a shortcut only: it spares folding
			r.byText[s.spelling.Text] = pending
		}
	}
	latest := s.spelling
	latest.Folded, latest.Script, latest.FirstSeen, latest.LastSeen = pending.Folded, pending.Script, pending.FirstSeen, now
	latest.Count, latest.Samples = pending.Count+1, pending.Samples
	latest.Revision = max(latest.Revision, pending.Revision)
	if latest.Type == "" {
		latest.Type = pending.Type
	}
	if latest.Language == "" {
		latest.Language = pending.Language
	}
	latest.AddSample(aliases.ReviewSample{Text: latest.Text, Context: s.context, Caller: s.from(), Time: now})
	*pending = latest
	return true
}

// from is the caller's name, or the host she calls from.
func (s *sighting) from() string {
	if s.caller != "" || s.addr == nil {
		return s.caller
	}
	if host, _, err := net.SplitHostPort(s.addr.String()); err == nil {
		return host
	}
	return s.addr.String()
}

// flush writes what was handed over before it was called. It fails no caller:
// what could not be written is dropped, and logged.
func (r *recorder) flush(ctx context.Context) {
	ctx = context.WithoutCancel(ctx) // what is here is everybody's
	if err := r.work(ctx, true); err != nil {
		r.log.WarnContext(ctx, "mentions were not recorded for review", "error", err)
	}
}

// work collects, and writes if it is time to.
func (r *recorder) work(ctx context.Context, write bool) (err error) {
	defer r.live.recovered(ctx, &err)
	r.flushing.Lock()
	defer r.flushing.Unlock()
	r.collect()
	if !write {
		return nil
	}
	seen := make([]aliases.Spelling, 0, len(r.byFolded))
	for _, s := range r.byFolded {
		seen = append(seen, *s)
	}
	r.reset()
	slices.SortFunc(seen, func(a, b aliases.Spelling) int { return strings.Compare(a.Folded, b.Folded) })
	for part := range slices.Chunk(seen, maxRecorded) {
		opts := aliases.RecordOptions{Max: r.cfg.Max, Key: r.live.current.Load().resolver.SpellingKey}
		if failed := r.store.Record(ctx, part, opts); failed != nil {
			err = failed
			for i := range part {
				r.drop(part[i].Count)
			}
		}
	}
	if dropped := r.droppedMentions(); dropped > r.reported {
		r.log.WarnContext(ctx, "mentions were not recorded for review", "dropped", dropped-r.reported)
		r.reported = dropped
	}
	return err
}

// start begins to record. The index is loaded.
func (r *recorder) start() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cfg.Off || r.ended || r.quit != nil {
		return
	}
	quit, done := make(chan struct{}), make(chan struct{})
	r.quit, r.done = quit, done
	var both sync.WaitGroup
	both.Go(func() { r.record(quit) })
	both.Go(func() { r.sweep(quit) })
	go func() {
		both.Wait()
		close(done)
	}()
}

func (r *recorder) record(quit <-chan struct{}) {
	ctx := context.Background()
	collect, flush := time.NewTicker(collectEvery), time.NewTimer(flushEvery)
	defer collect.Stop()
	defer flush.Stop()
	for {
		select {
		case <-collect.C:
			if err := r.work(ctx, false); err != nil {
				r.log.WarnContext(ctx, "mentions were not recorded for review", "error", err)
			}
		case <-flush.C:
			start := time.Now()
			r.flush(ctx)
			flush.Reset(max(flushEvery, restPerWork*time.Since(start)))
		case <-quit:
			return
		}
	}
}

// shutdown writes what is left. There are no calls any more.
func (r *recorder) shutdown() {
	r.mu.Lock()
	quit, done := r.quit, r.done
	r.quit, r.ended = nil, true
	r.mu.Unlock()
	if quit == nil {
		return
	}
	close(quit)
	<-done
	r.flush(context.Background())
}
