package aliases

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/laqab/laqab/resolver"
)

// ReviewItem is a name that resolving left open, in all its spellings.
type ReviewItem struct {
	ID        string     // what its spellings have in common
	Spellings []Spelling // most mentions first
}

// Count is how many mentions the item stands for.
func (i *ReviewItem) Count() (n int64) {
	for k := range i.Spellings {
		n += i.Spellings[k].Count
	}
	return n
}

// Seen is when the first and the last mention of the item were met.
func (i *ReviewItem) Seen() (first, last time.Time) {
	for k, s := range i.Spellings {
		if k == 0 || s.FirstSeen.Before(first) {
			first = s.FirstSeen
		}
		if s.LastSeen.After(last) {
			last = s.LastSeen
		}
	}
	return first, last
}

// BestProbability is that of the most probable candidate of any spelling.
func (i *ReviewItem) BestProbability() (p float64) {
	for k := range i.Spellings {
		p = max(p, i.Spellings[k].probability())
	}
	return p
}

// Skipped reports whether all of the item was put off.
func (i *ReviewItem) Skipped() bool {
	for k := range i.Spellings {
		if i.Spellings[k].skipped == 0 {
			return false
		}
	}
	return len(i.Spellings) > 0
}

// size is about how many bytes the item has.
func (i *ReviewItem) size() (n int) {
	for k := range i.Spellings {
		s := &i.Spellings[k]
		n += len(s.Folded) + len(s.Text)
		for _, c := range s.Candidates {
			n += len(c.ID) + len(c.Name)
		}
		for _, m := range s.Samples {
			n += len(m.Text) + len(m.Context) + len(m.Caller)
		}
	}
	return n
}

// ReviewOrder says which items come first; skipped ones always come after the others.
type ReviewOrder uint8

// The orders.
const (
	ByCount     ReviewOrder = iota // most mentions first
	ByRecency                      // last seen first
	ByCloseness                    // the most probable best candidate first
)

// rank is what items are ordered by, ascending.
func (o ReviewOrder) rank() string {
	return [...]string{ByCount: "-sum(count)", ByRecency: "-max(last_seen)", ByCloseness: "-max(probability)"}[o]
}

// ReviewOptions of ReviewItems. The zero value gives the first page of what is
// open. Spellings that a filter leaves out are not in the items either.
type ReviewOptions struct {
	PageSize  int    // 0 is 100; at most 1,000
	MaxBytes  int    // a page ends with the item that makes it so large; 0 for no bound
	PageToken string // ReviewPage.NextPageToken of a call with otherwise the same options
	Order     ReviewOrder
	Type      resolver.EntityType // "" for all
	Script    string              // ISO 15924 code; "" for all
	Outcome   *resolver.Outcome   // nil for all
	State     ReviewState         // "" is ReviewOpen
}

// ReviewPage is one page of ReviewItems.
type ReviewPage struct {
	Items         []ReviewItem
	NextPageToken string // "" on the last page
	Total         Tally  // of all pages
}

// ReviewItems returns the review queue, page by page, as far as it is in items
// (see Group). What is recorded
// meanwhile may move an item from one page to another. ErrBadPageToken.
func (v *View) ReviewItems(opts ReviewOptions) (ReviewPage, error) {
	after, err := opts.parseToken()
	if err != nil {
		return ReviewPage{}, err
	}
	where, args := opts.where()
	var page ReviewPage
	if page.Total, err = v.tally(where, args...); err != nil {
		return ReviewPage{}, err
	}
	size := pageSize(opts.PageSize)
	found, err := collect(v, scanPlace, fmt.Sprintf(`SELECT late, rank, item FROM (
		SELECT min(skipped) AS late, CAST(%s AS REAL) AS rank, item FROM review %s GROUP BY item)
		WHERE (late, rank, item) > (?, ?, ?) ORDER BY late, rank, item LIMIT ?`, opts.Order.rank(), where),
		append(args[:len(args):len(args)], after.late, after.rank, after.item, size+1)...)
	if err != nil {
		return ReviewPage{}, err
	}
	if len(found) > size {
		found = found[:size]
		page.NextPageToken = opts.token(found[size-1])
	}
	bytes := 0
	for i, p := range found {
		item, err := v.reviewItem(p.item, where+" AND item = ?", append(args[:len(args):len(args)], p.item)...)
		if err != nil {
			return ReviewPage{}, err
		}
		page.Items = append(page.Items, item)
		if bytes += item.size(); opts.MaxBytes > 0 && bytes >= opts.MaxBytes && i < len(found)-1 {
			page.NextPageToken = opts.token(p)
			break
		}
	}
	return page, nil
}

// ReviewItem returns the item with its spellings in every state. ErrNotFound.
func (v *View) ReviewItem(id string) (ReviewItem, error) {
	item, err := v.reviewItem(id, "WHERE item = ?", id)
	if err == nil && len(item.Spellings) == 0 {
		err = fmt.Errorf("review item %q: %w", id, ErrNotFound)
	}
	return item, err
}

// ReviewItemOf returns the item that has the folded form. ErrNotFound.
func (v *View) ReviewItemOf(folded string) (ReviewItem, error) {
	s, err := v.spelling(folded)
	if err != nil {
		return ReviewItem{}, err
	}
	if s.Item == "" { // it came in since they were grouped
		return ReviewItem{}, fmt.Errorf("review item of %q: %w", folded, ErrNotFound)
	}
	return v.ReviewItem(s.Item)
}

// ReviewLeft counts the open part of the queue, as far as it is in items.
func (v *View) ReviewLeft() (Tally, error) { return v.tally("WHERE state = 'open' AND item <> ''") }

func (v *View) reviewItem(id, where string, args ...any) (ReviewItem, error) {
	item := ReviewItem{ID: id}
	// SQLite would go by the state, which nearly all of the queue has in common.
	for s, err := range v.spellings("INDEXED BY review_by_item "+where+" ORDER BY count DESC, folded", args...) {
		if err != nil {
			return ReviewItem{}, err
		}
		item.Spellings = append(item.Spellings, s)
	}
	return item, nil
}

func (v *View) tally(where string, args ...any) (t Tally, err error) {
	err = v.q.QueryRowContext(v.ctx, "SELECT count(DISTINCT item), count(*), ifnull(sum(count), 0) FROM review "+where, args...).
		Scan(&t.Items, &t.Spellings, &t.Mentions)
	return t, storeError(err)
}

func (o ReviewOptions) where() (string, []any) {
	state := o.State
	if state == "" {
		state = ReviewOpen
	}
	where, args := "WHERE state = ? AND item <> ''", []any{string(state)}
	if o.Type != "" {
		where += " AND type = ?"
		args = append(args, string(o.Type))
	}
	if o.Script != "" {
		where += " AND script = ?"
		args = append(args, o.Script)
	}
	if o.Outcome != nil {
		where += " AND outcome = ?"
		args = append(args, o.Outcome.String())
	}
	return where, args
}

// reviewPlace is where an item stands in the order of a listing.
type reviewPlace struct {
	late int64
	rank float64
	item string
}

func scanPlace(rows *sql.Rows) (p reviewPlace, err error) {
	err = rows.Scan(&p.late, &p.rank, &p.item)
	return p, err
}

// A page token is the place of the last item of the page before, under a
// digest of what was asked for, as in ListOptions.

func (o ReviewOptions) digest() []byte {
	where, args := o.where()
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %q", o.Order, where, args))
	return sum[:tokenDigest]
}

func (o ReviewOptions) token(p reviewPlace) string {
	place := fmt.Sprintf("%d %s %s", p.late, strconv.FormatFloat(p.rank, 'g', -1, 64), p.item)
	return base64.RawURLEncoding.EncodeToString(append(o.digest(), place...))
}

func (o ReviewOptions) parseToken() (reviewPlace, error) {
	if o.PageToken == "" {
		return reviewPlace{late: -1, rank: math.Inf(-1)}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(o.PageToken)
	if err != nil || len(b) <= tokenDigest {
		return reviewPlace{}, fmt.Errorf("%w: it is damaged", ErrBadPageToken)
	}
	if string(b[:tokenDigest]) != string(o.digest()) {
		return reviewPlace{}, fmt.Errorf("%w: it was given for other options", ErrBadPageToken)
	}
	parts := strings.SplitN(string(b[tokenDigest:]), " ", 3)
	if len(parts) < 3 {
		return reviewPlace{}, fmt.Errorf("%w: it is damaged", ErrBadPageToken)
	}
	late, lateErr := strconv.ParseInt(parts[0], 10, 64)
	rank, rankErr := strconv.ParseFloat(parts[1], 64)
	if lateErr != nil || rankErr != nil {
		return reviewPlace{}, fmt.Errorf("%w: it is damaged", ErrBadPageToken)
	}
	return reviewPlace{late, rank, parts[2]}, nil
}

// ReviewItems is as View.ReviewItems.
func (s *Store) ReviewItems(ctx context.Context, opts ReviewOptions) (page ReviewPage, err error) {
	err = s.View(ctx, func(v *View) error {
		page, err = v.ReviewItems(opts)
		return err
	})
	return page, err
}
