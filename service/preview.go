package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"
	"time"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

// Bounds of a preview. What they leave out, the impact says.
const (
	maxComparedNames = 2000            // names that an edit adds, compared with other entities'
	maxAskedAgain    = 100_000         // recorded mentions, the most frequent first
	maxChanged       = 500             // answers reported, of mentions and of cases each
	maxCollisions    = 500             // reported
	previewTime      = 8 * time.Second // of asking again; a client waits 30 s by default
)

// recordedMention is a mention that was asked before, how often, and what it
// was to reach.
type recordedMention struct {
	resolver.Mention
	count          int64
	profile        resolver.Profile
	minProbability float64 // 0 is the profile's
}

// recordedMentions yields mentions that were asked before, the most frequent first.
type recordedMentions func(context.Context) iter.Seq2[recordedMention, error]

// preview says what an edit would change. It makes the edit, has it undone, and
// compares the snapshot of now with the one that the edit would give.
func (s *curationService) preview(ctx context.Context, by aliases.Edit, fn func(*aliases.Tx) error) (*laqabv1.Impact, error) {
	if err := s.checks.enter(); err != nil {
		return nil, err
	}
	defer s.checks.leave()
	before, delta, err := s.live.preview(ctx, by, fn)
	if err != nil {
		return nil, err
	}
	return s.impact(ctx, before, delta)
}

// impact compares a snapshot with the one that a delta makes of it.
func (s *curationService) impact(ctx context.Context, before *snapshot, delta aliases.Delta) (*laqabv1.Impact, error) {
	logRevision(ctx, before.revision)
	p := preview{before: before, after: before.with(delta), delta: delta, live: s.live, parallel: s.parallel, ends: time.Now().Add(previewTime),
		impact: &laqabv1.Impact{Revision: before.revision, Scope: &laqabv1.ImpactScope{Entities: int64(len(delta.Entities))}}}
	p.collisions()
	if err := p.mentions(ctx, s.recorded); err != nil {
		return nil, err
	}
	if err := p.cases(ctx, s.cases); err != nil {
		return nil, err
	}
	return p.impact, nil
}

// preview makes an edit that is undone, and returns the snapshot that it was
// made on. While it is under way nobody else can commit, so that snapshot and
// table agree.
func (l *live) preview(ctx context.Context, by aliases.Edit, fn func(*aliases.Tx) error) (before *snapshot, d aliases.Delta, err error) {
	if l.current.Load() == nil {
		return nil, aliases.Delta{}, errLoading
	}
	d, err = l.store.Preview(ctx, by, func(tx *aliases.Tx) error {
		if before, err = l.at(ctx, tx.Base()); err != nil {
			return err
		}
		return fn(tx)
	})
	return before, d, err
}

// preview compares two snapshots.
type preview struct {
	before, after *snapshot
	delta         aliases.Delta
	live          *live
	parallel      int
	ends          time.Time
	impact        *laqabv1.Impact
}

func (p *preview) cut(format string, args ...any) {
	p.impact.Scope.Cut = append(p.impact.Scope.Cut, fmt.Sprintf(format, args...))
}

// addedName is a name that the edit adds to an entity.
type addedName struct{ entity, value string }

// added are the names that entities have after the edit and had not before.
func (p *preview) added() (names []addedName) {
	for i := range p.delta.Entities {
		e := &p.delta.Entities[i]
		if e.State != aliases.StateActive {
			continue
		}
		had := map[string]bool{}
		if was, there := p.before.resolver.Entity(e.ID); there {
			had[was.Name] = true
			for _, a := range was.Aliases {
				had[a.Value] = true
			}
		}
		for _, n := range e.Names() {
			if !had[n.Value] {
				had[n.Value] = true
				names = append(names, addedName{e.ID, n.Value})
			}
		}
	}
	return names
}

// collisions compares the names that the edit adds with those of entities that
// it does not touch, and with one another.
func (p *preview) collisions() {
	names := p.added()
	if len(names) > maxComparedNames {
		p.cut("compared %d of %d added names", maxComparedNames, len(names))
		names = names[:maxComparedNames]
	}
	p.impact.Scope.Names = int64(len(names))
	if len(names) == 0 {
		return
	}
	var touched []string
	for i := range p.delta.Entities {
		touched = append(touched, p.delta.Entities[i].ID)
	}
	others := p.before.resolver.With(resolver.Delta{Remove: touched})
	var all []*laqabv1.Collision
	collide := func(n addedName, other, value string, how laqabv1.Likeness) {
		all = append(all, &laqabv1.Collision{EntityId: n.entity, Value: n.value, OtherEntityId: other, OtherValue: value, Likeness: how})
	}
	sounds := map[string][]addedName{}
	for _, n := range names {
		for _, c := range others.Resolve(resolver.Mention{Text: n.value}, resolver.Policy{MaxCandidates: resolver.MaxCandidates, OmitEvidence: true}).Candidates {
			switch {
			case c.Match == resolver.MatchExact:
				collide(n, c.EntityID, c.Alias.Value, laqabv1.Likeness_LIKENESS_EXACT)
			case c.Match == resolver.MatchFolded:
				collide(n, c.EntityID, c.Alias.Value, laqabv1.Likeness_LIKENESS_FOLDED)
			case soundsLike(p.before.resolver, n.value, c):
				collide(n, c.EntityID, c.Alias.Value, laqabv1.Likeness_LIKENESS_PHONETIC)
			}
		}
		key := p.after.resolver.Sounds(n.value)
		for _, m := range sounds[key] {
			switch {
			case m.entity == n.entity, key == "":
			case m.value == n.value:
				collide(n, m.entity, m.value, laqabv1.Likeness_LIKENESS_EXACT)
			case resolver.Fold(m.value) == resolver.Fold(n.value):
				collide(n, m.entity, m.value, laqabv1.Likeness_LIKENESS_FOLDED)
			default:
				collide(n, m.entity, m.value, laqabv1.Likeness_LIKENESS_PHONETIC)
			}
		}
		sounds[key] = append(sounds[key], n)
	}
	slices.SortStableFunc(all, func(a, b *laqabv1.Collision) int { return cmp.Compare(a.Likeness, b.Likeness) })
	if len(all) > maxCollisions {
		p.cut("listed %d of %d collisions", maxCollisions, len(all))
		all = all[:maxCollisions]
	}
	p.impact.Collisions = all
}

// soundsLike says whether a name sounds the same as the one a candidate was met
// by. The cheap test comes first: hardly any two names are so similar.
func soundsLike(r *resolver.Resolver, value string, c resolver.Candidate) bool {
	const allButSame = 0.99 // similarity of the sounds of all words
	return c.Match == resolver.MatchTransliterated && (c.Similarity >= allButSame || soundAlike(r, value, c.Alias.Value))
}

func soundAlike(r *resolver.Resolver, a, b string) bool {
	sounds := r.Sounds(a)
	return sounds != "" && sounds == r.Sounds(b)
}

// asked is a mention with its answers before and after the edit.
type asked struct {
	recordedMention
	of            *Case // nil for a recorded mention
	before, after resolver.Answer
}

// differs says whether the edit changes the answer.
func (a *asked) differs() bool {
	return a.before.Outcome != a.after.Outcome || a.before.EntityID != a.after.EntityID ||
		a.of != nil && a.of.right(&a.before) != a.of.right(&a.after)
}

func (a *asked) effect() laqabv1.Effect {
	good := func(answer *resolver.Answer) bool { return answer.Outcome == resolver.Resolved }
	if a.of != nil {
		good = a.of.right
	}
	was, is := good(&a.before), good(&a.after)
	switch {
	case was && !is, was && a.of == nil && a.before.EntityID != a.after.EntityID:
		return laqabv1.Effect_EFFECT_HARM
	case is && !was:
		return laqabv1.Effect_EFFECT_GAIN
	}
	return laqabv1.Effect_EFFECT_NEUTRAL
}

func (a *asked) toProto() *laqabv1.ChangedAnswer {
	c := &laqabv1.ChangedAnswer{
		Mention: a.Text, Type: entityTypes[a.Type], Language: a.Language, Count: a.count,
		Before: summaryToProto(&a.before), After: summaryToProto(&a.after), Effect: a.effect(),
	}
	if a.of != nil {
		c.Origin = a.of.Origin
	}
	return c
}

func summaryToProto(a *resolver.Answer) *laqabv1.AnswerSummary {
	s := &laqabv1.AnswerSummary{Outcome: outcomes[a.Outcome]}
	if len(a.Candidates) > 0 {
		s.EntityId, s.Probability = a.Candidates[0].EntityID, a.Candidates[0].Probability
	}
	return s
}

func (p *preview) mentions(ctx context.Context, recorded recordedMentions) error {
	if recorded == nil {
		return nil
	}
	var all []asked
	for m, err := range recorded(ctx) {
		if err != nil {
			return err
		}
		if len(all) == maxAskedAgain {
			p.cut("asked the %d most frequent mentions", maxAskedAgain)
			break
		}
		all = append(all, asked{recordedMention: m})
	}
	done, changed, err := p.ask(ctx, all, "mentions")
	p.impact.Scope.Mentions, p.impact.Mentions = done, changed
	return err
}

func (p *preview) cases(ctx context.Context, cases []Case) error {
	all := make([]asked, len(cases))
	for i := range cases {
		all[i] = asked{recordedMention: recordedMention{Mention: cases[i].mention, count: 1}, of: &cases[i]}
	}
	done, changed, err := p.ask(ctx, all, "cases")
	p.impact.Scope.Cases, p.impact.Cases = done, changed
	return err
}

// ask asks both snapshots, in order of all until the time is up, and returns
// how many it asked, and those whose answer differs: harm first, then the most
// frequent.
func (p *preview) ask(ctx context.Context, all []asked, what string) (done int64, changed []*laqabv1.ChangedAnswer, err error) {
	var asked atomic.Int64
	differ := make([]bool, len(all))
	inTime, stop := context.WithDeadline(ctx, p.ends)
	defer stop()
	err = p.live.parallel(inTime, p.parallel, len(all), func(i int) {
		a := &all[i]
		a.before, a.after = p.before.answer(&a.recordedMention), p.after.answer(&a.recordedMention)
		if differ[i] = a.differs(); !differ[i] {
			a.before, a.after = resolver.Answer{}, resolver.Answer{}
		}
		asked.Add(1)
	})
	if err != nil && (ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded)) {
		return 0, nil, err
	}
	done = asked.Load()
	if done < int64(len(all)) {
		p.cut("asked %d of %d %s: the time was up", done, len(all), what)
	}
	for i := range all {
		if differ[i] {
			changed = append(changed, all[i].toProto())
		}
	}
	slices.SortStableFunc(changed, func(a, b *laqabv1.ChangedAnswer) int {
		return cmp.Or(cmp.Compare(a.Effect, b.Effect), cmp.Compare(b.Count, a.Count))
	})
	if len(changed) > maxChanged {
		p.cut("listed %d of %d changed %s", maxChanged, len(changed), what)
		changed = changed[:maxChanged]
	}
	return done, changed, nil
}

// previewCandidates is how many candidates a case is judged by: those that
// share the probability of an ambiguous answer.
const previewCandidates = 20

// answer answers as the caller would see it who asked.
func (n *snapshot) answer(m *recordedMention) resolver.Answer {
	p := n.accepting(m.profile, m.minProbability)
	p.MaxCandidates = previewCandidates
	return n.resolver.Resolve(m.Mention, p)
}
