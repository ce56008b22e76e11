package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/proto"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

func TestResolve(t *testing.T) {
	f := start(t, Config{})
	revision := f.create(t, "kh", "Kataib Hizballah", "Hezbollah Brigades")
	req := mention("Kataib Hizballah")
	req.QueryId = "q1"
	r, err := f.resolver.Resolve(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if r.GetOutcome() != laqabv1.Outcome_OUTCOME_RESOLVED || r.GetEntityId() != "kh" || r.GetQueryId() != "q1" ||
		r.GetRevision() != revision || r.GetModelVersion() != resolver.ModelVersion() {
		t.Errorf("got %v", r)
	}
	if c := r.GetCandidates(); len(c) != 1 || c[0].GetName() != "Kataib Hizballah" || len(c[0].GetEvidence()) == 0 {
		t.Errorf("got candidates %v", c)
	}
	req.OmitEvidence = true
	r.Candidates[0].Evidence = nil
	if without, err := f.resolver.Resolve(t.Context(), req); err != nil || !proto.Equal(without, r) {
		t.Errorf("omit_evidence: got %v, %v, want %v", without, err, r)
	}
	r, err = f.resolver.Resolve(t.Context(), mention("zzyzx quux"))
	if err != nil || r.GetOutcome() != laqabv1.Outcome_OUTCOME_NO_MATCH || r.GetEntityId() != "" || r.GetNoMatchProbability() <= 0 {
		t.Errorf("nobody is meant: got %v, %v", r, err)
	}
	if !strings.Contains(f.log.String(), fmt.Sprintf("laqab.revision=%d", revision)) {
		t.Error("the revision is not in the log")
	}
}

func TestExplainCompareAnalyze(t *testing.T) {
	f := start(t, Config{})
	revision := f.create(t, "kh", "Kataib Hizballah")
	f.create(t, "aah", "Asaib Ahl al-Haqq")
	m := &laqabv1.Mention{Text: "Kataib Hizballah"}

	x, err := f.resolver.Explain(t.Context(), &laqabv1.ExplainRequest{Mention: m, EntityId: "kh"})
	if err != nil || x.GetCandidate().GetEntityId() != "kh" || !x.GetRetrieved() || x.GetBestEntityId() != "kh" ||
		x.GetOutcome() != laqabv1.Outcome_OUTCOME_RESOLVED || x.GetRevision() != revision+1 {
		t.Errorf("got %v, %v", x, err)
	}
	x, err = f.resolver.Explain(t.Context(), &laqabv1.ExplainRequest{Mention: m, EntityId: "aah"})
	if err != nil || x.GetCandidate().GetEntityId() != "aah" || x.GetBestEntityId() != "kh" {
		t.Errorf("an entity that is not meant: got %v, %v", x, err)
	}
	_, err = f.resolver.Explain(t.Context(), &laqabv1.ExplainRequest{Mention: m, EntityId: "nobody"})
	wantCode(t, err, codes.NotFound)

	c, err := f.resolver.CompareNames(t.Context(), &laqabv1.CompareNamesRequest{Left: "Kataib", Right: "Kataib"})
	if err != nil || c.GetSimilarity() != 1 || c.GetProbability() <= 0.5 || c.GetModelVersion() == "" {
		t.Errorf("got %v, %v", c, err)
	}
	a, err := f.resolver.AnalyzeName(t.Context(), &laqabv1.AnalyzeNameRequest{Text: "KATAIB"})
	if err != nil || a.GetFolded() != "kataib" || a.GetScript() != "Latn" || a.GetModelVersion() == "" {
		t.Errorf("got %v, %v", a, err)
	}
}

func TestBatchResolve(t *testing.T) {
	f := start(t, Config{Parallel: 8})
	for i := range 10 {
		f.create(t, fmt.Sprintf("e%d", i), fmt.Sprintf("Qwx%c Bnv%c", 'a'+i, 'a'+i))
	}
	req := &laqabv1.BatchResolveRequest{}
	for i := range 1000 {
		r := mention(fmt.Sprintf("Qwx%c Bnv%c", 'a'+i%10, 'a'+i%10))
		r.QueryId = fmt.Sprint(i)
		if i%100 == 7 {
			r.Mention.Text = ""
		}
		req.Requests = append(req.Requests, r)
	}
	got, err := f.resolver.BatchResolve(t.Context(), req)
	if err != nil || len(got.GetResults()) != 1000 {
		t.Fatalf("got %d results, %v", len(got.GetResults()), err)
	}
	for i, r := range got.GetResults() {
		if i%100 == 7 {
			if e := r.GetError(); codes.Code(e.GetCode()) != codes.InvalidArgument || e.GetViolations()[0].GetField() != "mention.text" {
				t.Errorf("bad item %d: got %v", i, r)
			}
			continue
		}
		// The item's answer is what a call of its own gives.
		alone, err := f.resolver.Resolve(t.Context(), req.GetRequests()[i])
		if err != nil || !proto.Equal(alone, r.GetResponse()) {
			t.Fatalf("item %d: got %v, alone %v, %v", i, r, alone, err)
		}
	}
}

func TestStreamResolve(t *testing.T) {
	f := start(t, Config{Parallel: 4})
	f.create(t, "kh", "Kataib Hizballah")
	stream, err := f.resolver.StreamResolve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const items = 500
	go func() {
		for i := range items {
			r := mention("Kataib Hizballah")
			r.QueryId = fmt.Sprint(i)
			if i%10 == 3 {
				r = nil
			}
			if stream.Send(&laqabv1.StreamResolveRequest{Request: r}) != nil {
				return
			}
		}
		_ = stream.CloseSend()
	}()
	for i := range items {
		m, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if i%10 == 3 {
			if codes.Code(m.GetResult().GetError().GetCode()) != codes.InvalidArgument {
				t.Errorf("item %d: got %v", i, m)
			}
		} else if r := m.GetResult().GetResponse(); r.GetQueryId() != fmt.Sprint(i) || r.GetEntityId() != "kh" {
			t.Errorf("item %d: got %v", i, m)
		}
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want the end", err)
	}
}

// TestStreamSeesEdits: each item is answered from the newest snapshot.
func TestStreamSeesEdits(t *testing.T) {
	f := start(t, Config{})
	stream, err := f.resolver.StreamResolve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		name := fmt.Sprintf("Qwx%c Bnv%c", 'a'+i, 'a'+i)
		revision := f.create(t, fmt.Sprint("e", i), name)
		if err := stream.Send(&laqabv1.StreamResolveRequest{Request: mention(name)}); err != nil {
			t.Fatal(err)
		}
		m, err := stream.Recv()
		if r := m.GetResult().GetResponse(); err != nil || r.GetEntityId() != fmt.Sprint("e", i) || r.GetRevision() != revision {
			t.Errorf("got %v, %v", m, err)
		}
	}
}

// TestStreamIsFlowControlled: a caller who does not read is soon not read from.
func TestStreamIsFlowControlled(t *testing.T) {
	f := start(t, Config{})
	ctx, cancel := context.WithCancel(t.Context())
	stream, err := f.resolver.StreamResolve(ctx)
	if err != nil {
		t.Fatal(err)
	}
	big := mention("x")
	big.QueryId = words(128)
	sent := make(chan int, 1)
	go func() {
		n := 0
		for stream.Send(&laqabv1.StreamResolveRequest{Request: big}) == nil {
			n++
		}
		sent <- n
	}()
	select {
	case n := <-sent:
		t.Fatalf("sending ended by itself after %d items", n)
	case <-time.After(500 * time.Millisecond):
	}
	cancel()
	// Windows of 64 KiB each way and what is between them hold some hundreds of
	// items; without flow control it would be hundreds of thousands.
	if n := <-sent; n > 10_000 {
		t.Errorf("%d items were taken from a caller who reads nothing", n)
	}
}

// TestPanic: a panic costs the call, or the item, and not the server.
func TestPanic(t *testing.T) {
	f := start(t, Config{}, func(s *Server) {
		s.grpc.RegisterService(&grpc.ServiceDesc{
			ServiceName: "test.Panic",
			HandlerType: (*any)(nil),
			Methods: []grpc.MethodDesc{{MethodName: "Unary", Handler: func(srv any, ctx context.Context, dec func(any) error, in grpc.UnaryServerInterceptor) (any, error) {
				req := new(healthv1.HealthCheckRequest)
				if err := dec(req); err != nil {
					return nil, err
				}
				info := &grpc.UnaryServerInfo{FullMethod: "/test.Panic/Unary"}
				return in(ctx, req, info, func(context.Context, any) (any, error) { panic("a test's own") })
			}}},
			Streams: []grpc.StreamDesc{{StreamName: "Stream", ServerStreams: true, Handler: func(any, grpc.ServerStream) error {
				panic("a test's own, streaming")
			}}},
		}, struct{}{})
	})
	f.create(t, "kh", "Kataib Hizballah")

	err := f.conn.Invoke(t.Context(), "/test.Panic/Unary", &healthv1.HealthCheckRequest{}, &healthv1.HealthCheckResponse{})
	if s := wantCode(t, err, codes.Internal); strings.Contains(s.Message(), "own") {
		t.Errorf("the caller is told %q", s.Message())
	}
	stream, err := f.conn.NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true}, "/test.Panic/Stream")
	if err == nil {
		err = stream.RecvMsg(&healthv1.HealthCheckResponse{})
	}
	wantCode(t, err, codes.Internal)

	// A snapshot without a resolver panics in the goroutines of a batch.
	now := f.live.current.Load()
	f.live.publish(&snapshot{revision: now.revision})
	r, err := f.resolver.BatchResolve(t.Context(), &laqabv1.BatchResolveRequest{Requests: []*laqabv1.ResolveRequest{mention("a"), mention("b")}})
	wantCode(t, err, codes.OK)
	for _, item := range r.GetResults() {
		if codes.Code(item.GetError().GetCode()) != codes.Internal {
			t.Errorf("got %v", item)
		}
	}
	f.live.publish(now)

	if got := f.resolved(t, "Kataib Hizballah"); got != "kh" {
		t.Errorf("after the panics: got %q", got)
	}
	for _, want := range []string{"a test's own", "a test's own, streaming", "resolve_test.go", "nil pointer"} {
		if !strings.Contains(f.log.String(), want) {
			t.Errorf("%q is not in the log", want)
		}
	}
}
