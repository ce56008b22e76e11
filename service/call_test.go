package service

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// TestCallsAreLogged: one line a call, of the level that it deserves.
func TestCallsAreLogged(t *testing.T) {
	log := &logBuffer{}
	f := start(t, Config{Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	revision := f.create(t, "kh", "Kataib Hizballah")
	_ = f.resolved(t, "Kataib Hizballah")
	_, err := f.resolver.Resolve(t.Context(), mention(""))
	wantCode(t, err, codes.InvalidArgument)
	if _, err := healthv1.NewHealthClient(f.conn).Check(t.Context(), &healthv1.HealthCheckRequest{}); err != nil {
		t.Error(err)
	}
	stream, err := f.resolver.StreamResolve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err == nil {
		t.Fatal("an answer to nothing")
	}

	var calls []string
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, `msg="finished call"`) {
			calls = append(calls, line)
		}
	}
	for i, want := range [][]string{
		{"level=INFO", "grpc.method=/laqab.v1.CurationService/CreateEntity", "grpc.code=OK", "grpc.time_ms=", "laqab.revision=1", "peer.address="},
		{"level=DEBUG", "grpc.method=/laqab.v1.ResolverService/Resolve", "grpc.code=OK", "laqab.revision=1"},
		{"level=INFO", "grpc.method=/laqab.v1.ResolverService/Resolve", "grpc.code=InvalidArgument", `grpc.error="mention.text: is required"`},
		{"level=DEBUG", "grpc.method=/laqab.v1.ResolverService/StreamResolve", "grpc.code=OK"},
	} {
		for _, part := range want {
			if i >= len(calls) || !strings.Contains(calls[i], part) {
				t.Errorf("line %d has no %s:\n%s", i, part, strings.Join(calls, ""))
			}
		}
	}
	if len(calls) != 4 || revision != 1 {
		t.Errorf("%d lines, want 4:\n%s", len(calls), strings.Join(calls, ""))
	}
}

// TestSlowCallsAreLogged: at info, reads too.
func TestSlowCallsAreLogged(t *testing.T) {
	for _, test := range []struct {
		name  string
		slow  time.Duration
		lines int
	}{{"slow", time.Nanosecond, 1}, {"not slow", time.Hour, 0}} {
		t.Run(test.name, func(t *testing.T) {
			f := start(t, Config{SlowCall: test.slow})
			if _, err := f.resolver.Resolve(t.Context(), mention("Kataib Hizballah")); err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(f.log.String(), `level=INFO msg="finished call" grpc.method=/laqab.v1.ResolverService/Resolve`); got != test.lines {
				t.Errorf("%d lines, want %d:\n%s", got, test.lines, f.log)
			}
		})
	}
}

// BenchmarkGate is what a call passes on its way to a handler and back.
func BenchmarkGate(b *testing.B) {
	info := &grpc.UnaryServerInfo{FullMethod: laqabv1.ResolverService_Resolve_FullMethodName}
	inner := func(context.Context, any) (any, error) { return nil, nil }
	at := func(level slog.Level) *slog.Logger {
		return slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: level}))
	}
	const secret = "0123456789abcdef"
	for _, bench := range []struct {
		name string
		cfg  Config
	}{
		{"log nothing", Config{Logger: slog.New(slog.DiscardHandler)}},
		{"log info", Config{Logger: at(slog.LevelInfo)}},
		{"log debug", Config{Logger: at(slog.LevelDebug)}},
		{"tokens", Config{Logger: slog.New(slog.DiscardHandler), Tokens: []Token{{"reader", secret, RoleRead}}}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			g := newGate(bench.cfg.withDefaults())
			req := mention("Kataib Hizballah")
			admitted := func(ctx context.Context, req any) (any, error) { return g.admitUnary(ctx, req, info, inner) }
			ctx := metadata.NewIncomingContext(b.Context(), metadata.Pairs("authorization", "Bearer "+secret, ":authority", "localhost", "user-agent", "test"))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := g.answerUnary(ctx, req, info, admitted); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestGateAllocates: what a call passes on its way to a handler allocates
// nothing when the log does not want to hear of it.
func TestGateAllocates(t *testing.T) {
	g := newGate(Config{Logger: slog.New(slog.DiscardHandler)}.withDefaults())
	req := mention("Kataib Hizballah")
	req.Mention.Language = "ar-IQ"
	req.Policy = &laqabv1.Policy{Profile: laqabv1.Profile_PROFILE_STRICT, MinProbability: 0.5}
	req.QueryId = "q"
	info := &grpc.UnaryServerInfo{FullMethod: laqabv1.ResolverService_Resolve_FullMethodName}
	ctx := t.Context()
	inner := func(context.Context, any) (any, error) { return nil, nil }
	admitted := func(ctx context.Context, req any) (any, error) { return g.admitUnary(ctx, req, info, inner) }
	if n := testing.AllocsPerRun(100, func() {
		if _, err := g.answerUnary(ctx, req, info, admitted); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
