package service

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

// The benchmarks put numbers side by side: a resolve over the wire, the same
// messages echoed by a server that does nothing, and the resolver alone. What
// the first takes longer than the other two together is this package's.

func benchTable(b *testing.B, f *fixture) {
	b.Helper()
	_, err := f.live.update(b.Context(), aliases.Edit{Actor: "bench"}, func(tx *aliases.Tx) error {
		for i := range 2000 {
			if _, err := tx.CreateEntity(aliases.Entity{ID: fmt.Sprint("e", i), Name: name(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkResolveRPC(b *testing.B) {
	f := start(b, Config{Logger: slog.New(slog.DiscardHandler)})
	benchTable(b, f)
	req := mention(name(777))
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := f.resolver.Resolve(b.Context(), req); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkEchoRPC sends the same request to a bare server, which answers with
// the same response.
func BenchmarkEchoRPC(b *testing.B) {
	f := start(b, Config{Logger: slog.New(slog.DiscardHandler)})
	benchTable(b, f)
	req := mention(name(777))
	answer, err := f.resolver.Resolve(b.Context(), req)
	if err != nil {
		b.Fatal(err)
	}
	conn := serveBare(b, func(s *grpc.Server) { s.RegisterService(echoService(answer, req), struct{}{}) })
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := conn.Invoke(b.Context(), "/test.Echo/Echo", req, new(laqabv1.ResolveResponse)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// echoService answers requests of req's type with the answer.
func echoService(answer, req proto.Message) *grpc.ServiceDesc {
	return &grpc.ServiceDesc{
		ServiceName: "test.Echo",
		HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{{MethodName: "Echo", Handler: func(_ any, _ context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
			return answer, decode(req.ProtoReflect().New().Interface())
		}}},
	}
}

func BenchmarkResolverAlone(b *testing.B) {
	f := start(b, Config{Logger: slog.New(slog.DiscardHandler)})
	benchTable(b, f)
	r := f.live.current.Load().resolver
	m := resolver.Mention{Text: name(777)}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r.Resolve(m, resolver.Policy{})
		}
	})
}

// BenchmarkConversion is of an answer with all its evidence, and without.
func BenchmarkConversion(b *testing.B) {
	f := start(b, Config{Logger: slog.New(slog.DiscardHandler)})
	benchTable(b, f)
	r := f.live.current.Load().resolver
	for _, omit := range []bool{false, true} {
		b.Run(fmt.Sprint("omit evidence ", omit), func(b *testing.B) {
			answer := r.Resolve(resolver.Mention{Text: name(777)}, resolver.Policy{OmitEvidence: omit})
			b.ReportAllocs()
			for b.Loop() {
				_ = answerToProto(answer)
			}
		})
	}
}

// BenchmarkBesideEcho calls the service and the echo in turns, so that what
// else the machine does meets both, and reports the service's rate as a share
// of the echo's.
func BenchmarkBesideEcho(b *testing.B) {
	f := start(b, Config{Logger: slog.New(slog.DiscardHandler)})
	benchTable(b, f)
	for _, callers := range []int{1, 8, 64} {
		req := mention(name(777))
		answer, err := f.resolver.Resolve(b.Context(), req)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("unary/%d", callers), func(b *testing.B) {
			besideEcho(b, f, callers, 1, laqabv1.ResolverService_Resolve_FullMethodName, req, answer)
		})
	}
	for _, size := range []int{100, 1000} {
		req := &laqabv1.BatchResolveRequest{}
		for i := range size {
			req.Requests = append(req.Requests, mention(name(i)))
		}
		answer, err := f.resolver.BatchResolve(b.Context(), req)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("batch/%d", size), func(b *testing.B) {
			besideEcho(b, f, 1, size, laqabv1.ResolverService_BatchResolve_FullMethodName, req, answer)
		})
	}
}

func besideEcho[T any, M interface {
	*T
	proto.Message
}](b *testing.B, f *fixture, callers, names int, method string, req proto.Message, answer M) {
	echo := serveBare(b, func(s *grpc.Server) { s.RegisterService(echoService(answer, req), struct{}{}) })
	const calls = 64 // by all callers in one turn
	turn := func(conn *grpc.ClientConn, method string) time.Duration {
		start := time.Now()
		var all sync.WaitGroup
		for range callers {
			all.Go(func() {
				for range calls / callers {
					if err := conn.Invoke(b.Context(), method, req, M(new(T))); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		return time.Since(start)
	}
	var ours, theirs time.Duration
	turns := 0
	for b.Loop() {
		ours += turn(f.conn, method)
		theirs += turn(echo, "/test.Echo/Echo")
		turns++
	}
	b.ReportMetric(float64(theirs)/float64(ours), "of_echo")
	b.ReportMetric(float64(turns*calls*names)/ours.Seconds(), "names/s")
}

// BenchmarkBatchRPC is of 100 mentions.
func BenchmarkBatchRPC(b *testing.B) {
	f := start(b, Config{Logger: slog.New(slog.DiscardHandler)})
	benchTable(b, f)
	req := &laqabv1.BatchResolveRequest{}
	for i := range 100 {
		req.Requests = append(req.Requests, mention(name(i*17)))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.resolver.BatchResolve(b.Context(), req); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(req.GetRequests())), "µs/mention")
}

// BenchmarkEditRPC is one edit, on disk and visible.
func BenchmarkEditRPC(b *testing.B) {
	f := start(b, Config{Logger: slog.New(slog.DiscardHandler)})
	benchTable(b, f)
	i := 0
	for b.Loop() {
		f.create(b, fmt.Sprint("new", i), name(i))
		i++
	}
}

// BenchmarkEditUnderLoad is of edits while two callers resolve as fast as they
// can, and of those callers, with and without edits, and with a compactor that
// never rests for long.
func BenchmarkEditUnderLoad(b *testing.B) {
	for _, mode := range []struct {
		name           string
		edits, compact bool
	}{{"no edits", false, false}, {"edits", true, false}, {"edits and compaction", true, true}} {
		b.Run(mode.name, func(b *testing.B) {
			f := start(b, Config{Logger: slog.New(slog.DiscardHandler)})
			benchTable(b, f)
			if mode.compact {
				f.live.compactor.worthIt = func(*resolver.Resolver) bool { return true }
			}
			done := make(chan struct{})
			resolves := make([][]time.Duration, 2)
			var callers sync.WaitGroup
			for i := range resolves {
				callers.Go(func() {
					for n := i; ; n += len(resolves) {
						select {
						case <-done:
							return
						default:
						}
						at := time.Now()
						if _, err := f.resolver.Resolve(b.Context(), mention(name(n%2000))); err != nil {
							b.Error(err)
							return
						}
						resolves[i] = append(resolves[i], time.Since(at))
					}
				})
			}
			var edits []time.Duration
			for i := 0; b.Loop(); i++ {
				if mode.edits {
					at := time.Now()
					f.create(b, fmt.Sprint("new", i), name(i))
					edits = append(edits, time.Since(at))
				}
				time.Sleep(10 * time.Millisecond)
			}
			close(done)
			callers.Wait()
			b.ReportMetric(p99(slices.Concat(resolves...)), "resolve-p99-us")
			b.ReportMetric(p99(edits), "edit-p99-us")
		})
	}
}

// p99 is in microseconds; 0 of nothing.
func p99(all []time.Duration) float64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return float64(all[len(all)*99/100].Microseconds())
}
