package service

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (s *curationService) ListChanges(ctx context.Context, req *laqabv1.ListChangesRequest) (*laqabv1.ListChangesResponse, error) {
	opts, err := changesOptions(req)
	if err != nil {
		return nil, err
	}
	r := &laqabv1.ListChangesResponse{}
	err = s.store.View(ctx, func(v *aliases.View) error {
		page, err := v.Changes(opts)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			if opts.EntityID != "" {
				_, err = v.Get(opts.EntityID) // an ID that is not known has no history, rather than an empty one
			}
			return err
		}
		for i := range page {
			r.Changes = append(r.Changes, changeToProto(&page[i]))
		}
		last := page[len(page)-1].Revision
		more, err := v.Changes(beyond(opts, last, 1))
		if len(more) > 0 {
			r.NextPageToken = changesToken(req, last)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func changesOptions(req *laqabv1.ListChangesRequest) (aliases.ChangesOptions, error) {
	size := int(req.GetPageSize())
	if size == 0 {
		size = DefaultPageSize
	}
	opts := aliases.ChangesOptions{
		EntityID:      req.GetEntityId(),
		Alias:         req.GetAlias(),
		Actor:         req.GetActor(),
		AfterRevision: req.GetAfterRevision(),
		NewestFirst:   req.GetNewestFirst(),
		Limit:         size,
		MaxBytes:      maxPageBytes,
	}
	if t := req.GetStartTime(); t != nil {
		opts.From = t.AsTime()
	}
	if t := req.GetEndTime(); t != nil {
		opts.To = t.AsTime()
	}
	if req.GetPageToken() == "" {
		return opts, nil
	}
	last, err := parseChangesToken(req)
	return beyond(opts, last, size), err
}

// beyond asks for what comes after the last revision of a page.
func beyond(opts aliases.ChangesOptions, last int64, limit int) aliases.ChangesOptions {
	opts.Limit = limit
	if opts.NewestFirst {
		opts.BeforeRevision = last
	} else {
		opts.AfterRevision = last
	}
	return opts
}

// A page token is the last revision of the page before and a digest of what was
// asked for: with another request it would skip changes in silence.
func changesToken(req *laqabv1.ListChangesRequest, last int64) string {
	asked := fmt.Sprintf("%q %d %t %q %q %d %d", req.GetEntityId(), req.GetAfterRevision(), req.GetNewestFirst(),
		req.GetAlias(), req.GetActor(), req.GetStartTime().AsTime().UnixNano(), req.GetEndTime().AsTime().UnixNano())
	digest := sha256.Sum256([]byte(asked))
	return strconv.FormatInt(last, 36) + "." + base64.RawURLEncoding.EncodeToString(digest[:8])
}

func parseChangesToken(req *laqabv1.ListChangesRequest) (int64, error) {
	number, _, _ := strings.Cut(req.GetPageToken(), ".")
	last, err := strconv.ParseInt(number, 36, 64)
	if err != nil || last < 1 || changesToken(req, last) != req.GetPageToken() {
		return 0, aliases.ErrBadPageToken
	}
	return last, nil
}
