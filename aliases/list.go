package aliases

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver"
)

// ListOptions of List. The zero value gives the first page of the active entities.
type ListOptions struct {
	PageSize       int    // 0 is 100; at most 1,000
	MaxBytes       int    // a page ends with the entity that makes it so large; 0 for no bound
	PageToken      string // Page.NextPageToken of a List with otherwise the same options
	Type           resolver.EntityType
	Query          string // only entities with it in their name or an alias, in whatever case
	IncludeDeleted bool   // also deleted and merged ones
}

// Page is one page of List, ordered by ID.
type Page struct {
	Entities      []Entity
	NextPageToken string // "" on the last page
}

// List returns the entities that opts asks for, page by page. An entity that
// is there throughout comes once, whatever is edited between the pages.
// ErrBadPageToken.
func (s *Store) List(ctx context.Context, opts ListOptions) (page Page, err error) {
	err = s.View(ctx, func(v *View) error {
		page, err = v.List(opts)
		return err
	})
	return page, err
}

// List is as Store.List.
func (v *View) List(opts ListOptions) (Page, error) {
	// Pages of the present go on in a newer one; those of a revision go on in just
	// that, which may have been the present at the first page.
	after, err := opts.parseToken(v.asOf)
	if err != nil {
		return Page{}, err
	}
	// Matching is done here, for SQLite knows the case of ASCII letters only.
	query := strings.ToLower(opts.Query)
	size := pageSize(opts.PageSize)
	bytes := 0
	var page Page
	for e, err := range v.selected(selection{after: after, kind: opts.Type, active: !opts.IncludeDeleted}) {
		if err != nil {
			return Page{}, err
		}
		if !e.mentions(query) {
			continue
		}
		if n := len(page.Entities); n == size || opts.MaxBytes > 0 && bytes >= opts.MaxBytes {
			page.NextPageToken = opts.token(page.Entities[n-1].ID, v.asOf)
			break
		}
		page.Entities = append(page.Entities, e)
		bytes += e.size()
	}
	return page, nil
}

// size is about how many bytes the entity has.
func (e *Entity) size() int {
	n := len(e.Name) + len(e.Description)
	for key, value := range e.ExternalIDs {
		n += len(key) + len(value)
	}
	for i := range e.Aliases {
		a := &e.Aliases[i]
		n += len(a.Value) + len(a.Source) + len(a.Note)
	}
	for i := range e.Not {
		n += len(e.Not[i].Value) + len(e.Not[i].Reason)
	}
	return n
}

// mentions reports whether the name or an alias has lower, which is in lower case.
func (e *Entity) mentions(lower string) bool {
	has := func(s string) bool { return strings.Contains(strings.ToLower(s), lower) }
	return lower == "" || has(e.Name) || slices.ContainsFunc(e.Aliases, func(a Alias) bool { return has(a.Value) })
}

func pageSize(asked int) int {
	const usual, most = 100, 1000
	if asked <= 0 {
		return usual
	}
	return min(asked, most)
}

// A page token is the last ID of the page before, under a digest of what was
// asked for: with other options it would skip entities in silence.
const tokenDigest = 8

func (o ListOptions) digest(asOf int64) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %t %d", o.Type, o.Query, o.IncludeDeleted, asOf))
	return sum[:tokenDigest]
}

func (o ListOptions) token(last string, asOf int64) string {
	return base64.RawURLEncoding.EncodeToString(append(o.digest(asOf), last...))
}

func (o ListOptions) parseToken(asOf int64) (last string, err error) {
	if o.PageToken == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(o.PageToken)
	if err != nil || len(b) <= tokenDigest || !idShaped(string(b[tokenDigest:])) {
		return "", fmt.Errorf("%w: it is damaged", ErrBadPageToken)
	}
	if string(b[:tokenDigest]) != string(o.digest(asOf)) {
		return "", fmt.Errorf("%w: it was given for other options", ErrBadPageToken)
	}
	return string(b[tokenDigest:]), nil
}
