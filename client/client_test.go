package client_test

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func detailed(t *testing.T, code codes.Code, details ...proto.Message) error {
	t.Helper()
	s := status.New(code, "told to fail")
	for _, d := range details {
		var err error
		if s, err = s.WithDetails(protoadapt.MessageV1Of(d)); err != nil {
			t.Fatal(err)
		}
	}
	return s.Err()
}

func retryIn(d time.Duration) proto.Message {
	return &errdetails.RetryInfo{RetryDelay: durationpb.New(d)}
}

func TestRetries(t *testing.T) {
	first := func(n int, err error) func(int) error {
		return func(call int) error {
			if call <= n {
				return err
			}
			return nil
		}
	}
	resolve := func(c *client.Client) error {
		_, err := c.Resolve(context.Background(), client.Mention{Text: "x"})
		return err
	}
	edit := func(c *client.Client) error {
		_, err := c.Curation().AddAlias(context.Background(), &laqabv1.AddAliasRequest{})
		return err
	}
	for name, test := range map[string]struct {
		fail  func(int) error
		call  func(*client.Client) error
		code  codes.Code
		calls int
	}{
		"a read comes back when unavailable":     {first(2, detailed(t, codes.Unavailable)), resolve, codes.OK, 3},
		"a read gives up":                        {first(99, detailed(t, codes.Unavailable)), resolve, codes.Unavailable, 4},
		"an edit comes back when unavailable":    {first(2, detailed(t, codes.Unavailable)), edit, codes.OK, 3},
		"overload with a time to come back":      {first(6, detailed(t, codes.ResourceExhausted, retryIn(time.Millisecond))), edit, codes.OK, 7},
		"loading, with a time to come back":      {first(2, detailed(t, codes.Unavailable, retryIn(time.Millisecond))), edit, codes.OK, 3},
		"overload without one":                   {first(1, detailed(t, codes.ResourceExhausted)), resolve, codes.ResourceExhausted, 1},
		"overload for longer than there is time": {first(1, detailed(t, codes.ResourceExhausted, retryIn(time.Hour))), resolve, codes.ResourceExhausted, 1},
		"a wrong request is not repeated":        {first(1, detailed(t, codes.InvalidArgument)), resolve, codes.InvalidArgument, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{fail: test.fail}
			c := start(t, f, client.Options{})
			if code := status.Code(test.call(c)); code != test.code {
				t.Errorf("got %v, want %v", code, test.code)
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			if f.calls != test.calls {
				t.Errorf("%d calls, want %d", f.calls, test.calls)
			}
		})
	}
}

func TestOverloadWaitEndsWithContext(t *testing.T) {
	f := &fake{fail: func(int) error { return detailed(t, codes.ResourceExhausted, retryIn(time.Minute)) }}
	c := start(t, f, client.Options{Timeout: -1})
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := c.Resolve(ctx, client.Mention{Text: "x"}); status.Code(err) != codes.Canceled {
		t.Errorf("got %v, want Canceled", err)
	}
}

func TestTimeout(t *testing.T) {
	f := &fake{delay: time.Minute}
	c := start(t, f, client.Options{Timeout: 30 * time.Millisecond})
	if _, err := c.Resolver().BatchResolve(context.Background(), &laqabv1.BatchResolveRequest{}); status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("default deadline: got %v", err)
	}
	f.setDelay(60 * time.Millisecond)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if _, err := c.Resolver().BatchResolve(ctx, &laqabv1.BatchResolveRequest{}); err != nil {
		t.Errorf("the caller's own deadline was not kept: %v", err)
	}
}

func TestToken(t *testing.T) {
	f := &fake{}
	c := start(t, f, client.Options{Token: "s3cret"})
	if _, err := c.Resolve(context.Background(), client.Mention{Text: "x"}); err != nil {
		t.Fatal(err)
	}
	if got := f.metadata.Get("authorization"); len(got) != 1 || got[0] != "Bearer s3cret" {
		t.Errorf("authorization: %q", got)
	}
	for target, safe := range map[string]bool{
		"127.0.0.1:50051": true, "[::1]:50051": true, "localhost:1": true, "unix:/run/laqab.sock": true, "dns:///localhost:1": true,
		"laqab.example:50051": false, "10.0.0.1:50051": false, "dns:///laqab.example:50051": false, "dns://localhost/laqab.example:1": false,
	} {
		got, err := client.Dial(target, client.Options{Token: "s3cret"})
		if err == nil {
			_ = got.Close()
		}
		if errors.Is(err, client.ErrTokenInClear) == safe {
			t.Errorf("%s: got %v, want safe %v", target, err, safe)
		}
	}
	got, err := client.Dial("laqab.example:443", client.Options{Token: "s3cret", TLS: &tls.Config{MinVersion: tls.VersionTLS13}})
	if err != nil {
		t.Fatal(err)
	}
	_ = got.Close()
}

func TestErrorDetails(t *testing.T) {
	bad := &errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: "mention.text", Description: "is empty"}}}
	if v := client.Violations(detailed(t, codes.InvalidArgument, bad)); len(v) != 1 || v[0].GetField() != "mention.text" {
		t.Errorf("violations: %v", v)
	}
	if v := client.Violations(errors.New("plain")); v != nil {
		t.Errorf("violations of a plain error: %v", v)
	}
	if holder, ok := client.Holder(detailed(t, codes.AlreadyExists, &errdetails.ResourceInfo{ResourceName: "kh"})); !ok || holder != "kh" {
		t.Errorf("holder: %q %v", holder, ok)
	}
	if d, ok := client.RetryDelay(detailed(t, codes.ResourceExhausted, retryIn(time.Second))); !ok || d != time.Second {
		t.Errorf("retry delay: %v %v", d, ok)
	}
	item := &client.ItemError{Code: codes.InvalidArgument, Message: "invalid", Violations: []*laqabv1.FieldViolation{{Field: "f", Description: "d"}}}
	if status.Code(item) != codes.InvalidArgument || len(status.Convert(item).Details()) != 1 {
		t.Errorf("status of an item error: %v", status.Convert(item))
	}
	if got := item.Error(); got != "InvalidArgument: invalid; f: d" {
		t.Errorf("text: %q", got)
	}
}

func TestMentionThatCannotBeSent(t *testing.T) {
	c := start(t, &fake{}, client.Options{})
	for name, m := range map[string]client.Mention{
		"not UTF-8": {Text: "\xff"},
		"too long":  {Text: strings.Repeat("x", client.MaxText+1)},
	} {
		_, err := c.Resolve(context.Background(), m)
		if v := client.Violations(err); len(v) != 1 || v[0].GetField() != "mention.text" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := c.Resolve(context.Background(), client.Mention{Text: strings.Repeat("x", client.MaxText)}); err != nil {
		t.Errorf("the longest mention: %v", err)
	}
}
