package aliases

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/laqab/laqab/resolver"
)

// ReviewState says what became of a spelling in the review queue.
type ReviewState string

// The states.
const (
	ReviewOpen    ReviewState = "open"
	ReviewSettled ReviewState = "settled" // it resolves since a decision, or another edit
	ReviewIgnored ReviewState = "ignored" // it is not recorded any more
)

// Spelling is a folded form that resolving left open. What is neither a sum nor
// set by decisions is of the newest mention recorded.
type Spelling struct {
	Folded         string // names the spelling
	Item           string // what it has in common with the other spellings of the name; "" until Group
	Text           string // as written
	Type           resolver.EntityType
	Language       string
	Script         string // ISO 15924 code of its first letter
	Outcome        resolver.Outcome
	Profile        resolver.Profile // of the policy it was resolved by
	MinProbability float64          // likewise; 0 for the profile's
	Candidates     []ReviewCandidate
	Samples        []ReviewSample // different places, those with a context first, then newest first, at most MaxSamples
	Revision       int64          // that it was resolved at
	Count          int64          // of mentions
	FirstSeen      time.Time      // UTC, to the microsecond
	LastSeen       time.Time

	State    ReviewState
	Decision int64 // that closed it; 0 while it is open, and when another edit settled it
	skipped  int64 // the decision that put it off; 0 when none did
}

// MaxSamples is how many places of a spelling are kept.
const MaxSamples = 3

// ReviewCandidate is an entity that a spelling nearly resolved to.
type ReviewCandidate struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	Probability float64 `json:"probability"`
}

// ReviewSample is one place where a spelling was met.
type ReviewSample struct {
	Text    string    `json:"text"`
	Context string    `json:"context,omitempty"`
	Caller  string    `json:"caller"`
	Time    time.Time `json:"time"`
}

// AddSample adds a newer place, unless the same caller gave the same context
// before, and forgets what is above MaxSamples: first those without a context,
// then the oldest.
func (s *Spelling) AddSample(sample ReviewSample) {
	at := 0 // where it belongs
	if sample.Context == "" {
		for at < len(s.Samples) && s.Samples[at].Context != "" {
			at++
		}
	}
	// What goes: the same place, or else the last one when there is one too many.
	gone := slices.IndexFunc(s.Samples, func(old ReviewSample) bool { return old.Context == sample.Context && old.Caller == sample.Caller })
	switch {
	case gone >= 0:
	case len(s.Samples) < MaxSamples:
		gone = len(s.Samples)
		s.Samples = append(s.Samples, ReviewSample{})
	case at == MaxSamples:
		return
	default:
		gone = MaxSamples - 1
	}
	copy(s.Samples[at+1:gone+1], s.Samples[at:gone])
	s.Samples[at] = sample
}

func (s *Spelling) probability() float64 {
	if len(s.Candidates) == 0 {
		return 0
	}
	return s.Candidates[0].Probability
}

// Tally counts a part of the review queue.
type Tally struct {
	Items     int64 // names
	Spellings int64 // of them
	Mentions  int64 // of these
}

// RecordOptions of Record.
type RecordOptions struct {
	// Max bounds the open spellings, and by themselves the settled ones that are
	// kept to be taken back: above it the open ones of fewest mentions, the
	// longest not seen first, and what the oldest decisions settled is forgotten.
	Max int
}

// Record adds what was seen to the review queue, in one transaction. Each
// spelling stands for Count mentions more, and may come several times, what is
// older first; its Item, State and Decision are ignored, and line breaks in its
// Text are spaces, for it may become a name. An ignored spelling stays as it is. A
// settled one is open again when it was left open at the revision that settled it,
// as a caller who asks for more may find it, or at a later one. What is new is in
// no item before Group. No revision is taken: this is no edit.
func (s *Store) Record(ctx context.Context, seen []Spelling, opts RecordOptions) error {
	if len(seen) == 0 {
		return nil
	}
	return s.transact(ctx, Edit{}, func(tx *Tx) (bool, error) {
		tx.unrevised = true
		before, err := tx.inQueue(seen)
		if err != nil {
			return false, err
		}
		for i := range seen {
			now := tx.recordSpelling(&seen[i], before[seen[i].Folded])
			before[now.Folded] = now
		}
		if err := tx.flush(); err != nil {
			return false, err
		}
		return true, tx.forget(opts.Max)
	})
}

// Group puts the spellings that are in no item yet into theirs, which key gives
// for a text; where it gives none, a spelling is an item by itself. To find it
// takes longer than to record a spelling, and of a full queue most are forgotten
// before anybody looks: so who is to look at items calls this first.
func (s *Store) Group(ctx context.Context, key func(text string) string) error {
	const most = 1000 // of one transaction, so that edits wait for some 10 ms at most
	for {
		var loose []Spelling
		err := s.View(ctx, func(v *View) (err error) {
			loose, err = collect(v, func(rows *sql.Rows) (s Spelling, err error) {
				err = rows.Scan(&s.Folded, &s.Text)
				return s, err
			}, "SELECT folded, text FROM review WHERE item = '' LIMIT ?", most)
			return err
		})
		if err != nil || len(loose) == 0 {
			return err
		}
		for i := range loose { // before anybody is held up
			loose[i].Item = cmp.Or(key(loose[i].Text), loose[i].Folded)
		}
		err = s.transact(ctx, Edit{}, func(tx *Tx) (bool, error) {
			tx.unrevised = true
			for i := range loose {
				if err := tx.exec("UPDATE review SET item = ? WHERE folded = ?", loose[i].Item, loose[i].Folded); err != nil {
					return false, err
				}
			}
			return true, nil
		})
		if err != nil || len(loose) < most {
			return err
		}
	}
}

// inQueue returns those of the spellings that are in the queue, by folded form,
// as far as recording goes on from them.
func (tx *Tx) inQueue(seen []Spelling) (map[string]*Spelling, error) {
	folded := make([]string, len(seen))
	for i := range seen {
		folded[i] = seen[i].Folded
	}
	list, err := json.Marshal(folded)
	if err != nil {
		return nil, err
	}
	found := map[string]*Spelling{}
	for s, err := range stream(&tx.View, scanRecorded, `SELECT folded, item, type, language, samples, revision, count, first_seen, state, skipped
		FROM review WHERE folded IN (SELECT value FROM json_each(?))`, string(list)) {
		if err != nil {
			return nil, err
		}
		found[s.Folded] = &s
	}
	return found, nil
}

func scanRecorded(rows *sql.Rows) (s Spelling, err error) {
	var (
		samples []byte
		first   int64
	)
	if err := rows.Scan(&s.Folded, &s.Item, &s.Type, &s.Language, &samples, &s.Revision, &s.Count, &first, &s.State, &s.skipped); err != nil {
		return Spelling{}, err
	}
	s.FirstSeen = time.UnixMicro(first).UTC()
	if err := json.Unmarshal(samples, &s.Samples); err != nil {
		return Spelling{}, s.corrupt(err)
	}
	return s, nil
}

// recordSpelling queues the row of a spelling as it is with what was seen on
// top of what was recorded before, which is nil when nothing was, and returns it.
func (tx *Tx) recordSpelling(seen, before *Spelling) *Spelling {
	now := *seen
	now.Item, now.State, now.Decision = "", ReviewOpen, 0
	now.Text = strings.Join(strings.Fields(seen.Text), " ")
	switch {
	case before == nil:
	case before.State == ReviewIgnored, before.State == ReviewSettled && seen.Revision < before.Revision:
		return before
	default:
		now.Item, now.FirstSeen, now.Samples, now.skipped = before.Item, before.FirstSeen, slices.Clone(before.Samples), before.skipped
		for i := len(seen.Samples) - 1; i >= 0; i-- {
			now.AddSample(seen.Samples[i])
		}
		now.Count += before.Count
		now.Revision = max(now.Revision, before.Revision)
		now.Type = cmp.Or(now.Type, before.Type)
		now.Language = cmp.Or(now.Language, before.Language)
	}
	tx.rows.review.add(now.Folded, now.Item, now.Text, string(now.Type), now.Language, now.Script, now.Outcome.String(), int64(now.Profile),
		now.MinProbability, now.probability(), candidatesText(now.Candidates), samplesText(now.Samples), now.Revision, now.Count,
		now.FirstSeen.UnixMicro(), now.LastSeen.UnixMicro(), string(now.State), now.Decision, now.skipped)
	return &now
}

// candidatesText and samplesText are the lists as the table keeps them, in JSON:
// written by hand, since recording spends a good part of its time on it.
func candidatesText(all []ReviewCandidate) string {
	b := []byte{'['}
	for i := range all {
		c := &all[i]
		b = appendField(b, separator(i, "")+`{"id":`, c.ID)
		b = appendField(b, `,"name":`, c.Name)
		b = append(b, `,"probability":`...)
		b = append(strconv.AppendFloat(b, c.Probability, 'g', -1, 64), '}')
	}
	return string(append(b, ']'))
}

func samplesText(all []ReviewSample) string {
	b := []byte{'['}
	for i := range all {
		m := &all[i]
		b = appendField(b, separator(i, "")+`{"text":`, m.Text)
		b = appendOptional(b, `,"context":`, m.Context)
		b = appendField(b, `,"caller":`, m.Caller)
		b = append(b, `,"time":"`...)
		b = append(m.Time.AppendFormat(b, time.RFC3339Nano), `"}`...)
	}
	return string(append(b, ']'))
}

// forgetMore is what part of a full queue is forgotten at once beyond what must
// be, so that a busy queue is not sorted for each spelling.
const forgetMore = 20

// forget keeps the queue within its bound.
func (tx *Tx) forget(most int) error {
	for _, part := range []struct{ state, order string }{{"open", "count, last_seen"}, {"settled", "decision"}} {
		var n int
		if err := tx.q.QueryRowContext(tx.ctx, "SELECT count(*) FROM review WHERE state = ?", part.state).Scan(&n); err != nil {
			return storeError(err)
		}
		if n <= most {
			continue
		}
		if err := tx.exec("DELETE FROM review WHERE folded IN (SELECT folded FROM review WHERE state = ? ORDER BY "+part.order+" LIMIT ?)",
			part.state, n-most+most/forgetMore); err != nil {
			return err
		}
	}
	return nil
}

const selectSpelling = `SELECT folded, item, text, type, language, script, outcome, profile, min_probability,
	candidates, samples, revision, count, first_seen, last_seen, state, decision, skipped FROM review `

// spelling returns the spelling in whatever state. ErrNotFound.
func (v *View) spelling(folded string) (Spelling, error) {
	for s, err := range v.spellings("WHERE folded = ?", folded) {
		return s, err
	}
	return Spelling{}, fmt.Errorf("spelling %q in the review queue: %w", folded, ErrNotFound)
}

// OpenSpelling is what it takes to resolve an open spelling anew.
type OpenSpelling struct {
	Folded         string
	Item           string
	Text           string
	Type           resolver.EntityType
	Language       string
	Profile        resolver.Profile
	MinProbability float64
	Near           bool // whether the entity asked about was a candidate
}

// OpenSpellings streams the open part of the review queue, ordered by folded
// form, and says of each spelling whether the entity was a candidate.
func (v *View) OpenSpellings(entityID string) iter.Seq2[OpenSpelling, error] {
	// IDs have no letter that JSON would escape.
	return stream(v, scanOpenSpelling, `SELECT folded, item, text, type, language, profile, min_probability, instr(candidates, ?) > 0
		FROM review WHERE state = 'open' ORDER BY folded`, fmt.Sprintf(`"id":"%s"`, entityID))
}

func scanOpenSpelling(rows *sql.Rows) (s OpenSpelling, err error) {
	err = rows.Scan(&s.Folded, &s.Item, &s.Text, &s.Type, &s.Language, &s.Profile, &s.MinProbability, &s.Near)
	return s, err
}

// spellings streams what a condition selects. It ends with the first error.
func (v *View) spellings(where string, args ...any) iter.Seq2[Spelling, error] {
	return stream(v, scanSpelling, selectSpelling+where, args...)
}

func scanSpelling(rows *sql.Rows) (s Spelling, err error) {
	var (
		outcome             string
		candidates, samples []byte
		first, last         int64
	)
	if err := rows.Scan(&s.Folded, &s.Item, &s.Text, &s.Type, &s.Language, &s.Script, &outcome, &s.Profile, &s.MinProbability,
		&candidates, &samples, &s.Revision, &s.Count, &first, &last, &s.State, &s.Decision, &s.skipped); err != nil {
		return Spelling{}, err
	}
	s.FirstSeen, s.LastSeen = time.UnixMicro(first).UTC(), time.UnixMicro(last).UTC()
	if s.Outcome, err = parseOutcome(outcome); err == nil {
		err = errors.Join(json.Unmarshal(candidates, &s.Candidates), json.Unmarshal(samples, &s.Samples))
	}
	if err != nil {
		return Spelling{}, s.corrupt(err)
	}
	return s, nil
}

func (s *Spelling) corrupt(err error) error {
	return fmt.Errorf("%w: spelling %q in the review queue: %w", ErrCorrupt, s.Folded, err)
}

func parseOutcome(s string) (resolver.Outcome, error) {
	for _, o := range []resolver.Outcome{resolver.NoMatch, resolver.Ambiguous, resolver.Resolved} {
		if o.String() == s {
			return o, nil
		}
	}
	return 0, fmt.Errorf("unknown outcome %q", s)
}
