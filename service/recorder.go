package service

import (
	"cmp"
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

const (
	flushEvery = time.Second

	// After a flush the recorder rests for so many times as long as it took:
	// beside a pipeline that meets nothing but new names, recording takes a
	// twentieth of a core, and drops what is more. So it is with a sweep.
	restPerWork = 20

	// Different texts between two flushes, in some 5 MB.
	maxPending = 8_000
	// Of one transaction, so that edits wait for some 20 ms at most.
	maxRecorded = 1_000
	// Of each answer.
	maxReviewCandidates = 5
)

// recorder puts what resolving left open into the review queue. A call adds its
// mention to what is pending of the same text, under a lock that nobody holds for
// long, and goes on: of a text that was met since the last flush, that is a count
// and a place. Once a second what is pending is folded and written, and when
// somebody is to look at the queue, put into items. What is too much is dropped,
// and counted.
type recorder struct {
	cfg   ReviewConfig
	store *aliases.Store
	live  *live
	log   *slog.Logger

	mu      sync.Mutex // guards what follows; held for a moment only
	pending map[string]*sighting
	dropped int64
	newest  time.Time     // of the mentions noted
	quit    chan struct{} // closed to end the work; nil when it is not begun
	done    chan struct{} // closed when it has ended
	ended   bool          // it must not begin any more

	deciding  sync.Mutex // held from a decision's edit until what it settles is settled
	decisions int64      // guarded by deciding; how many were made or taken back

	flushing sync.Mutex // guards what follows; held while the table is written
	reported int64      // of dropped, in the log
}

// sighting is a text that was left open, with all its mentions since the last flush.
type sighting struct {
	spelling aliases.Spelling // without what is known at the flush only
	asked    question         // what the spelling has its outcome and candidates from
}

// question is all that the outcome for a text and its candidates depend on.
type question struct {
	entityType     laqabv1.EntityType
	language       string
	profile        laqabv1.Profile
	minProbability float64
	candidates     int // of the answer that are kept
	revision       int64
}

func newRecorder(store *aliases.Store, live *live, cfg Config) *recorder {
	return &recorder{cfg: cfg.Review, store: store, live: live, log: cfg.Logger, pending: map[string]*sighting{}}
}

// leftOpen says whether an answer is for review.
func (r *recorder) leftOpen(o resolver.Outcome, best float64) bool {
	return o != resolver.Resolved || best < r.cfg.Below
}

// note takes an answer down, unless it is of the past: what is open there may be settled.
func (r *recorder) note(ctx context.Context, req *laqabv1.ResolveRequest, answer *laqabv1.ResolveResponse) {
	if r.cfg.Off || req.GetNoReview() || req.GetAsOfRevision() != 0 {
		return
	}
	candidates := answer.GetCandidates()
	best := 0.0
	if len(candidates) > 0 {
		best = candidates[0].GetProbability()
	}
	if !r.leftOpen(outcomesFromProto[answer.GetOutcome()], best) {
		return
	}
	m := req.GetMention()
	place := aliases.ReviewSample{Text: m.GetText(), Context: m.GetContext(), Caller: callerName(ctx)}
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.pending[m.GetText()]
	if s == nil {
		if len(r.pending) >= maxPending {
			r.dropped++
			return
		}
		s = &sighting{spelling: aliases.Spelling{Text: m.GetText()}}
		r.pending[m.GetText()] = s
	}
	place.Time = r.next(time.Now().UTC().Truncate(time.Microsecond))
	s.add(req, answer, place)
}

// next is the time of a mention that is noted now, later than that of the one before:
// two may come within a microsecond, and the queue shows what is of the newest. After
// a clock that was put back, it is the clock's.
func (r *recorder) next(now time.Time) time.Time {
	const burst = time.Millisecond
	if behind := r.newest.Sub(now); behind >= 0 && behind < burst {
		now = r.newest.Add(time.Microsecond)
	}
	r.newest = now
	return now
}

// add adds one more mention of the text.
func (s *sighting) add(req *laqabv1.ResolveRequest, answer *laqabv1.ResolveResponse, place aliases.ReviewSample) {
	m, policy := req.GetMention(), req.GetPolicy()
	candidates := answer.GetCandidates()[:min(len(answer.GetCandidates()), maxReviewCandidates)]
	asked := question{m.GetType(), m.GetLanguage(), policy.GetProfile(), policy.GetMinProbability(), len(candidates), answer.GetRevision()}
	if s.spelling.Count == 0 {
		s.spelling.FirstSeen = place.Time
	}
	if s.spelling.Count == 0 || s.asked != asked { // else the answer is as the last one
		s.asked = asked
		s.spelling.Outcome = outcomesFromProto[answer.GetOutcome()]
		s.spelling.Profile, s.spelling.MinProbability = profiles[asked.profile], asked.minProbability
		s.spelling.Revision = max(s.spelling.Revision, asked.revision)
		s.spelling.Type = cmp.Or(entityTypesFromProto[asked.entityType], s.spelling.Type)
		s.spelling.Language = cmp.Or(asked.language, s.spelling.Language)
		s.spelling.Candidates = make([]aliases.ReviewCandidate, len(candidates))
		for i, c := range candidates {
			s.spelling.Candidates[i] = aliases.ReviewCandidate{ID: c.GetEntityId(), Name: c.GetName(), Probability: c.GetProbability()}
		}
	}
	s.spelling.Count++
	s.spelling.LastSeen = place.Time
	s.spelling.AddSample(place)
}

// callerName is the name of the caller's token, or the host she calls from.
func callerName(ctx context.Context) string {
	if caller, known := ctx.Value(callerKey{}).(*Token); known {
		return caller.Name
	}
	p, ok := peer.FromContext(ctx)
	if !ok || p.Addr == nil {
		return ""
	}
	addr := p.Addr.String()
	if host, _, err := net.SplitHostPort(addr); err == nil {
		return host
	}
	return addr
}

// droppedMentions is how many could not be recorded.
func (r *recorder) droppedMentions() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.dropped
}

func (r *recorder) drop(mentions int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dropped += mentions
}

// gather makes the queue ready to be looked at: what was noted before it was
// called is written, and all of it in items.
func (r *recorder) gather(ctx context.Context) {
	ctx = context.WithoutCancel(ctx) // as in flush
	r.flush(ctx)
	if err := r.group(ctx); err != nil {
		r.log.WarnContext(ctx, "recorded mentions were not put into review items", "error", err)
	}
}

func (r *recorder) group(ctx context.Context) (err error) {
	defer r.live.recovered(ctx, &err)
	now := r.live.current.Load()
	if now == nil { // it is loading: nobody has asked anything yet
		return nil
	}
	r.flushing.Lock()
	defer r.flushing.Unlock()
	return r.store.Group(ctx, now.resolver.SpellingKey)
}

// flush writes what was noted before it was called. It fails no caller: what
// could not be written is dropped, and logged.
func (r *recorder) flush(ctx context.Context) {
	ctx = context.WithoutCancel(ctx) // what is here is everybody's
	if err := r.write(ctx); err != nil {
		r.log.WarnContext(ctx, "mentions were not recorded for review", "error", err)
	}
}

func (r *recorder) write(ctx context.Context) (err error) {
	defer r.live.recovered(ctx, &err)
	r.flushing.Lock()
	defer r.flushing.Unlock()
	for part := range slices.Chunk(r.take(), maxRecorded) {
		if failed := r.store.Record(ctx, part, aliases.RecordOptions{Max: r.cfg.Max}); failed != nil {
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

// take takes what is pending, by folded form and then oldest first.
func (r *recorder) take() []aliases.Spelling {
	r.mu.Lock()
	pending := r.pending
	if len(pending) == 0 {
		r.mu.Unlock()
		return nil
	}
	r.pending = make(map[string]*sighting, len(pending))
	r.mu.Unlock()
	sorted := make([]*aliases.Spelling, 0, len(pending))
	for _, s := range pending {
		s.spelling.Folded = resolver.Fold(s.spelling.Text)
		s.spelling.Script = resolver.Script(s.spelling.Folded)
		sorted = append(sorted, &s.spelling)
	}
	slices.SortFunc(sorted, func(a, b *aliases.Spelling) int {
		return cmp.Or(strings.Compare(a.Folded, b.Folded), a.LastSeen.Compare(b.LastSeen))
	})
	all := make([]aliases.Spelling, len(sorted))
	for i := range sorted {
		all[i] = *sorted[i]
	}
	return all
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
	both.Go(func() { r.sweep(quit, r.sweepOnce) })
	go func() {
		both.Wait()
		close(done)
	}()
}

func (r *recorder) record(quit <-chan struct{}) {
	timer := time.NewTimer(flushEvery)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-quit:
			return
		}
		start := time.Now()
		r.flush(context.Background())
		timer.Reset(max(flushEvery, restPerWork*time.Since(start)))
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
