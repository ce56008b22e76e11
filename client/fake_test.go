package client_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// fake is a resolver that knows "Kataib Hizbullah", and fails as told.
type fake struct {
	laqabv1.UnimplementedResolverServiceServer
	laqabv1.UnimplementedCurationServiceServer

	fail func(call int) error

	mu        sync.Mutex
	delay     time.Duration // before each batch is answered
	calls     int
	sizes     []int // of batches
	active    int
	maxActive int
	metadata  metadata.MD

	requestIDs []string // of edits
	watches    []int64  // after which revision; -1 for from now on
}

func (f *fake) enter(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	f.metadata, _ = metadata.FromIncomingContext(ctx)
	if f.fail != nil {
		return f.fail(f.calls)
	}
	return nil
}

func (f *fake) setDelay(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.delay = d
}

func (f *fake) Resolve(ctx context.Context, r *laqabv1.ResolveRequest) (*laqabv1.ResolveResponse, error) {
	if err := f.enter(ctx); err != nil {
		return nil, err
	}
	return respond(r), nil
}

func respond(r *laqabv1.ResolveRequest) *laqabv1.ResolveResponse {
	answer := &laqabv1.ResolveResponse{QueryId: r.GetQueryId(), Outcome: laqabv1.Outcome_OUTCOME_NO_MATCH, NoMatchProbability: 1, Revision: 7}
	if r.GetMention().GetText() == "Kataib Hizbullah" {
		answer.Outcome, answer.EntityId, answer.NoMatchProbability = laqabv1.Outcome_OUTCOME_RESOLVED, "kataib-hezbollah", 0.02
		answer.Candidates = []*laqabv1.Candidate{{EntityId: "kataib-hezbollah", Name: "Kata'ib Hezbollah", Probability: 0.98}}
	}
	if r.GetMention().GetText() == verbose {
		e := &laqabv1.Evidence{Kind: "word_same", MentionSpan: &laqabv1.Span{End: 7}, AliasSpan: &laqabv1.Span{End: 7}, Bits: 12.5, Detail: "verbose ~ verbose"}
		c := &laqabv1.Candidate{EntityId: "verbose", Name: "Verbose", Evidence: slices.Repeat([]*laqabv1.Evidence{e}, 10)}
		answer.Candidates = slices.Repeat([]*laqabv1.Candidate{c}, 20)
	}
	return answer
}

// verbose is a mention whose answer has 10 KB.
const verbose = "Verbose"

func (f *fake) BatchResolve(ctx context.Context, r *laqabv1.BatchResolveRequest) (*laqabv1.BatchResolveResponse, error) {
	if err := f.enter(ctx); err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.sizes = append(f.sizes, len(r.GetRequests()))
	f.active++
	f.maxActive = max(f.maxActive, f.active)
	delay := f.delay
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		f.active--
		f.mu.Unlock()
	}()
	select {
	case <-time.After(delay):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	answer := &laqabv1.BatchResolveResponse{}
	for _, one := range r.GetRequests() {
		result := &laqabv1.BatchResolveResult{Result: &laqabv1.BatchResolveResult_Response{Response: respond(one)}}
		if strings.TrimSpace(one.GetMention().GetText()) == "" {
			result.Result = &laqabv1.BatchResolveResult_Error{Error: &laqabv1.ItemError{
				Code: int32(codes.InvalidArgument), Message: "invalid mention",
				Violations: []*laqabv1.FieldViolation{{Field: "mention.text", Description: "is empty"}}}}
		}
		answer.Results = append(answer.Results, result)
	}
	return answer, nil
}

func (f *fake) AddAlias(ctx context.Context, r *laqabv1.AddAliasRequest) (*laqabv1.AddAliasResponse, error) {
	f.mu.Lock()
	f.requestIDs = append(f.requestIDs, r.GetEdit().GetRequestId())
	f.mu.Unlock()
	if err := f.enter(ctx); err != nil {
		return nil, err
	}
	return &laqabv1.AddAliasResponse{Alias: r.GetAlias(), Revision: 8}, nil
}

// WatchChanges is at revision 10, and breaks after every second change, or the third of the first stream.
func (f *fake) WatchChanges(r *laqabv1.WatchChangesRequest, stream grpc.ServerStreamingServer[laqabv1.WatchChangesResponse]) error {
	after, changes := int64(10), 2
	f.mu.Lock()
	if r.AfterRevision == nil {
		changes = 3
		f.watches = append(f.watches, -1)
	} else {
		after = r.GetAfterRevision()
		f.watches = append(f.watches, after)
	}
	f.mu.Unlock()
	if after == 99 {
		return status.Error(codes.OutOfRange, "the future")
	}
	if err := stream.Send(&laqabv1.WatchChangesResponse{Revision: after}); err != nil {
		return err
	}
	for i := range int64(changes) {
		revision := after + 1 + i
		if err := stream.Send(&laqabv1.WatchChangesResponse{Change: &laqabv1.Change{Revision: revision}, Revision: revision}); err != nil {
			return err
		}
	}
	return status.Error(codes.Unavailable, "the server is stopping")
}

// serve runs the fake and returns a client of it with a function that ends both.
func serve(f *fake, options client.Options) (*client.Client, func(), error) {
	listener := bufconn.Listen(1 << 20)
	server := grpc.NewServer()
	laqabv1.RegisterResolverServiceServer(server, f)
	laqabv1.RegisterCurationServiceServer(server, f)
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // ends by Stop
	}()
	options.DialOptions = append(options.DialOptions, grpc.WithContextDialer(
		func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	c, err := client.Dial("passthrough:///localhost", options)
	stop := func() {
		if c != nil {
			_ = c.Close()
		}
		server.Stop()
		<-served
	}
	return c, stop, err
}

func start(t *testing.T, f *fake, options client.Options) *client.Client {
	t.Helper()
	c, stop, err := serve(f, options)
	t.Cleanup(stop)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
