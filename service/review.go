package service

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

func (s *curationService) ListReviewItems(ctx context.Context, req *laqabv1.ListReviewItemsRequest) (*laqabv1.ListReviewItemsResponse, error) {
	s.review.gather(ctx)
	page, err := s.store.ReviewItems(ctx, reviewOptions(req))
	if err != nil {
		return nil, err
	}
	r := &laqabv1.ListReviewItemsResponse{
		NextPageToken:   page.NextPageToken,
		TotalItems:      page.Total.Items,
		TotalMentions:   page.Total.Mentions,
		DroppedMentions: s.review.droppedMentions(),
	}
	for i := range page.Items {
		r.Items = append(r.Items, reviewItemToProto(&page.Items[i]))
	}
	return r, nil
}

// open yields what the queue holds for a preview to ask again, item by item, the
// most frequent ones first.
func (r *recorder) open(ctx context.Context) iter.Seq2[recordedMention, error] {
	return func(yield func(recordedMention, error) bool) {
		r.gather(ctx)
		opts := aliases.ReviewOptions{PageSize: MaxPageSize}
		for {
			page, err := r.store.ReviewItems(ctx, opts)
			if err != nil {
				yield(recordedMention{}, err)
				return
			}
			for i := range page.Items {
				for _, s := range page.Items[i].Spellings {
					if s.State != aliases.ReviewOpen {
						continue
					}
					m := recordedMention{resolver.Mention{Text: s.Text, Type: s.Type, Language: s.Language}, s.Count, s.Profile, s.MinProbability}
					if !yield(m, nil) {
						return
					}
				}
			}
			if opts.PageToken = page.NextPageToken; opts.PageToken == "" {
				return
			}
		}
	}
}

func (s *curationService) GetReviewItem(ctx context.Context, req *laqabv1.GetReviewItemRequest) (*laqabv1.GetReviewItemResponse, error) {
	s.review.gather(ctx)
	var item aliases.ReviewItem
	err := s.store.View(ctx, func(v *aliases.View) (err error) {
		if req.GetMention() != "" {
			item, err = v.ReviewItemOf(resolver.Fold(req.GetMention()))
		} else {
			item, err = v.ReviewItem(req.GetItemId())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.GetReviewItemResponse{Item: reviewItemToProto(&item)}, nil
}

func (s *curationService) DecideReviewItem(ctx context.Context, req *laqabv1.DecideReviewItemRequest) (*laqabv1.DecideReviewItemResponse, error) {
	s.review.gather(ctx)
	defer s.review.decide(req.GetEdit())()
	r, err := edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.DecideReviewItemResponse, error) {
		d, err := tx.Decide(verdictFromProto(req))
		return &laqabv1.DecideReviewItemResponse{DecisionId: d.ID, Revision: d.Revision, EntityId: d.EntityID}, err
	})
	if err != nil || req.GetEdit().GetValidateOnly() {
		return r, err
	}
	// What it settles is not of the edit: a decision that comes again is settled again.
	settled, left, err := s.settle(context.WithoutCancel(ctx), r.GetDecisionId())
	if err != nil {
		return nil, &unseenError{r.GetRevision(), err}
	}
	r.Settled, r.Left = tallyToProto(settled), tallyToProto(left)
	return r, nil
}

// decide begins a decision, or the undoing of one, and returns what ends it: until
// then nobody else decides. A preview decides nothing, and waits for nobody.
func (r *recorder) decide(e *laqabv1.Edit) (end func()) {
	if e.GetValidateOnly() {
		return func() {}
	}
	r.deciding.Lock()
	r.decisions++
	return r.deciding.Unlock
}

// settle resolves the queue anew, as far as a decision may have changed it, and
// takes out what is not left open any more. The decision is live. One that was
// taken back since settles nothing: its request came again after that.
func (s *curationService) settle(ctx context.Context, decision int64) (settled, left aliases.Tally, err error) {
	now := s.live.current.Load()
	var d aliases.Decision
	err = s.store.View(ctx, func(v *aliases.View) error {
		if d, err = v.Decision(decision); err == nil && d.UndoneBy != "" {
			left, err = v.ReviewLeft()
		}
		return err
	})
	if err != nil || d.UndoneBy != "" {
		return d.Settled, left, err
	}
	queue, err := s.concerned(ctx, &d)
	if err != nil {
		return aliases.Tally{}, aliases.Tally{}, err
	}
	anew := make([]aliases.Resettled, len(queue))
	if err := s.live.parallel(ctx, s.parallel, len(queue), func(i int) { anew[i] = s.review.resolveAnew(now, &queue[i]) }); err != nil {
		return aliases.Tally{}, aliases.Tally{}, err
	}
	var resolved []aliases.Resettled
	for i := range queue {
		if anew[i].Settled || queue[i].Item == d.ItemID { // only the item is shown with its new candidates
			resolved = append(resolved, anew[i])
		}
	}
	return s.store.Settle(ctx, d.ID, now.revision, resolved)
}

// concerned returns the open spellings that a decision may have changed: those
// of the item, and those that may mean the entity. To find the latter, all of
// the queue is looked up in an index of that entity alone, which costs a small
// part of resolving it.
func (s *curationService) concerned(ctx context.Context, d *aliases.Decision) ([]aliases.OpenSpelling, error) {
	if d.EntityID == "" {
		return nil, nil
	}
	var (
		queue []aliases.OpenSpelling
		probe *resolver.Resolver
	)
	err := s.store.View(ctx, func(v *aliases.View) error {
		e, err := v.Get(d.EntityID)
		if err != nil {
			return err
		}
		terms, err := v.Terms()
		if err != nil {
			return err
		}
		probe = resolver.New(slices.Values([]resolver.Entity{toResolver(&e)}), terms)
		for o, err := range v.OpenSpellings(d.EntityID) {
			if err != nil {
				return err
			}
			queue = append(queue, o)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	meant := make([]bool, len(queue))
	err = s.live.parallel(ctx, s.parallel, len(queue), func(i int) {
		o := &queue[i]
		meant[i] = o.Near || o.Item == d.ItemID ||
			len(probe.Resolve(resolver.Mention{Text: o.Text}, resolver.Policy{OmitEvidence: true}).Candidates) > 0
	})
	if err != nil {
		return nil, err
	}
	var some []aliases.OpenSpelling
	for i := range queue {
		if meant[i] && queue[i].Item != "" { // else it came in since the decision
			some = append(some, queue[i])
		}
	}
	return some, nil
}

// resolveAnew resolves a spelling as its newest mention was.
func (r *recorder) resolveAnew(now *snapshot, o *aliases.OpenSpelling) aliases.Resettled {
	policy := now.accepting(o.Profile, o.MinProbability)
	policy.MaxCandidates = maxReviewCandidates
	answer := now.resolver.Resolve(resolver.Mention{Text: o.Text, Type: o.Type, Language: o.Language}, policy)
	resettled := aliases.Resettled{Folded: o.Folded, Outcome: answer.Outcome}
	best := 0.0
	for i, c := range answer.Candidates {
		if i == 0 {
			best = c.Probability
		}
		resettled.Candidates = append(resettled.Candidates, aliases.ReviewCandidate{ID: c.EntityID, Name: c.Name, Probability: c.Probability})
	}
	resettled.Settled = !r.leftOpen(answer.Outcome, best)
	return resettled
}

// maxSweepRetry is how long after a failed sweep the next one comes at most.
const maxSweepRetry = 5 * time.Minute

// sweep takes out of the queue, in the background, what resolves since edits
// that were no decisions: imports, aliases added by hand. At the start it takes
// out what a decision would have, had the server not been killed just then.
// One that fails is tried again, after twice the time each time. once is
// sweepOnce, but in tests.
func (r *recorder) sweep(quit <-chan struct{}, once func(context.Context, <-chan struct{}) (done bool, err error)) {
	ctx := context.Background()
	timer := time.NewTimer(flushEvery)
	defer timer.Stop()
	swept := int64(-1)      // no revision yet
	var retry time.Duration // 0 unless the last one failed
	for {
		select {
		case <-timer.C:
		case <-quit:
			return
		}
		start := time.Now()
		if now := r.live.current.Load(); now.revision != swept {
			done, err := once(ctx, quit)
			if done {
				swept = now.revision
			}
			if err == nil {
				retry = 0
			} else {
				retry = min(max(2*retry, flushEvery), maxSweepRetry)
				r.log.WarnContext(ctx, "the review queue was not swept", "error", err, "retry_in", retry)
			}
		}
		timer.Reset(max(flushEvery, restPerWork*time.Since(start), retry))
	}
}

// sweepOnce resolves the queue anew. It leaves everything as it is when somebody
// decided meanwhile, since what her decision settles must be taken back with it.
func (r *recorder) sweepOnce(ctx context.Context, quit <-chan struct{}) (done bool, err error) {
	defer r.live.recovered(ctx, &err)
	r.deciding.Lock()
	decisions, now := r.decisions, r.live.current.Load()
	r.deciding.Unlock()
	var queue []aliases.OpenSpelling
	err = r.store.View(ctx, func(v *aliases.View) error {
		for o, err := range v.OpenSpellings("") {
			if err != nil {
				return err
			}
			queue = append(queue, o)
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	var resolved []aliases.Resettled
	for i := range queue {
		select {
		case <-quit:
			return false, nil
		default:
		}
		if anew := r.resolveAnew(now, &queue[i]); anew.Settled {
			resolved = append(resolved, anew)
		}
	}
	r.deciding.Lock()
	defer r.deciding.Unlock()
	if r.decisions != decisions {
		return false, nil
	}
	if len(resolved) == 0 {
		return true, nil
	}
	if err := r.store.Sweep(ctx, now.revision, resolved); err != nil {
		return false, err
	}
	return true, nil
}

func (s *curationService) UndoDecision(ctx context.Context, req *laqabv1.UndoDecisionRequest) (*laqabv1.UndoDecisionResponse, error) {
	s.review.gather(ctx)
	defer s.review.decide(req.GetEdit())()
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.UndoDecisionResponse, error) {
		before := tx.Revision()
		d, returned, err := tx.Undo(req.GetDecisionId())
		if err != nil {
			return nil, err
		}
		r := &laqabv1.UndoDecisionResponse{Decision: decisionToProto(&d), Returned: tallyToProto(returned)}
		if tx.Revision() > before {
			r.Revision = tx.Revision()
		}
		left, err := tx.ReviewLeft()
		r.Left = tallyToProto(left)
		return r, err
	})
}

func (s *curationService) ListDecisions(ctx context.Context, req *laqabv1.ListDecisionsRequest) (*laqabv1.ListDecisionsResponse, error) {
	size := int(req.GetPageSize())
	if size == 0 {
		size = DefaultPageSize
	}
	opts := aliases.DecisionsOptions{Actor: req.GetActor(), Limit: size}
	if token := req.GetPageToken(); token != "" {
		var err error
		if opts.Before, err = strconv.ParseInt(token, 10, 64); err != nil || opts.Before < 1 {
			return nil, fmt.Errorf("%w: it is damaged", aliases.ErrBadPageToken)
		}
	}
	r := &laqabv1.ListDecisionsResponse{}
	err := s.store.View(ctx, func(v *aliases.View) error {
		page, err := v.Decisions(opts)
		if err != nil {
			return err
		}
		for i := range page {
			r.Decisions = append(r.Decisions, decisionToProto(&page[i]))
		}
		if len(page) < size {
			return nil
		}
		last := page[size-1].ID
		more, err := v.Decisions(aliases.DecisionsOptions{Actor: opts.Actor, Before: last, Limit: 1})
		if len(more) > 0 {
			r.NextPageToken = strconv.FormatInt(last, 10)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}
