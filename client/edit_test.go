package client_test

import (
	"context"
	"slices"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// TestEditsAreNamed: an edit has the same ID each time it is sent, another edit
// has another, and one that the caller gave is kept.
func TestEditsAreNamed(t *testing.T) {
	f := &fake{fail: func(call int) error {
		if call < 3 {
			return status.Error(codes.Unavailable, "the connection broke")
		}
		return nil
	}}
	c := start(t, f, client.Options{})
	request := &laqabv1.AddAliasRequest{Alias: &laqabv1.Alias{Value: "x"}, Edit: &laqabv1.Edit{Actor: "a"}}
	for range 2 {
		if _, err := c.Curation().AddAlias(context.Background(), request); err != nil {
			t.Fatal(err)
		}
	}
	if request.GetEdit().GetRequestId() != "" {
		t.Error("the caller's request was changed")
	}
	request.Edit.RequestId = "hers"
	if _, err := c.Curation().AddAlias(context.Background(), request); err != nil {
		t.Fatal(err)
	}
	ids := f.requestIDs
	if len(ids) != 5 || ids[0] == "" || ids[0] != ids[1] || ids[0] != ids[2] || ids[3] == ids[0] || ids[3] == "" || ids[4] != "hers" {
		t.Errorf("sent with %q", ids)
	}
}

// TestWatchGoesOn: a watch that breaks is begun again where it was, and one that
// is refused is not.
func TestWatchGoesOn(t *testing.T) {
	f := &fake{}
	c := start(t, f, client.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var got []int64
	var last error
	for change, err := range c.WatchChanges(ctx, client.Watch{}) {
		if err != nil {
			last = err
			break
		}
		if got = append(got, change.GetRevision()); len(got) == 7 {
			cancel()
		}
	}
	if want := []int64{11, 12, 13, 14, 15, 16, 17}; !slices.Equal(got[:min(7, len(got))], want) || status.Code(last) != codes.Canceled {
		t.Errorf("got %v and %v", got, last)
	}
	if want := []int64{-1, 13, 15, 17}; !slices.Equal(f.watches[:3], want[:3]) {
		t.Errorf("watched after %v", f.watches)
	}

	after := int64(99)
	for _, err := range c.WatchChanges(context.Background(), client.Watch{After: &after}) {
		last = err
	}
	if status.Code(last) != codes.OutOfRange {
		t.Errorf("got %v", last)
	}
	for change, err := range c.WatchChanges(context.Background(), client.Watch{}) { // leaving the loop ends it
		if change == nil || err != nil {
			t.Errorf("got %v, %v", change, err)
		}
		break
	}
}
