package service

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// fixture is a server on a real table, and a connection to it.
type fixture struct {
	*Server
	store    *aliases.Store
	conn     *grpc.ClientConn
	resolver laqabv1.ResolverServiceClient
	curation laqabv1.CurationServiceClient
	log      *logBuffer
}

type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start serves an empty table, loaded.
func start(t testing.TB, cfg Config, more ...func(*Server)) *fixture {
	t.Helper()
	f := startUnloaded(t, cfg, more...)
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return f
}

// startUnloaded serves an empty table whose index is not loaded. The functions
// are called before it serves.
func startUnloaded(t testing.TB, cfg Config, more ...func(*Server)) *fixture {
	t.Helper()
	store, err := aliases.Open(t.Context(), filepath.Join(t.TempDir(), "laqab.db"), aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	f := &fixture{store: store, log: &logBuffer{}}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.NewTextHandler(f.log, nil))
	}
	f.Server = New(store, cfg)
	for _, fn := range more {
		fn(f.Server)
	}
	listener := bufconn.Listen(1 << 20)
	served := make(chan error, 1)
	go func() { served <- f.Serve(listener) }()
	f.conn = dial(t, listener)
	t.Cleanup(func() {
		f.conn.Close()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = f.Shutdown(ctx) // tests of draining have shut it down themselves
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	f.resolver = laqabv1.NewResolverServiceClient(f.conn)
	f.curation = laqabv1.NewCurationServiceClient(f.conn)
	return f
}

func dial(t testing.TB, listener *bufconn.Listener) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient("passthrough:///bufconn",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// serveBare serves what is registered, on the same kind of connection.
func serveBare(t testing.TB, register func(*grpc.Server)) *grpc.ClientConn {
	t.Helper()
	server := grpc.NewServer()
	register(server)
	listener := bufconn.Listen(1 << 20)
	go func() { _ = server.Serve(listener) }()
	conn := dial(t, listener)
	t.Cleanup(func() {
		conn.Close()
		server.Stop()
	})
	return conn
}

var by = &laqabv1.Edit{Actor: "tester", Reason: "a test"}

// create adds an entity through the wire and returns the revision.
func (f *fixture) create(t testing.TB, id, name string, more ...string) int64 {
	t.Helper()
	e := &laqabv1.Entity{EntityId: id, Name: name}
	for _, alias := range more {
		e.Aliases = append(e.Aliases, &laqabv1.Alias{Value: alias})
	}
	r, err := f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Entity: e, Edit: by})
	if err != nil {
		t.Fatal(err)
	}
	return r.GetRevision()
}

func mention(text string) *laqabv1.ResolveRequest {
	return &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: text}}
}

// resolved returns the entity that the text names, "" when none is resolved.
func (f *fixture) resolved(t testing.TB, text string) string {
	t.Helper()
	r, err := f.resolver.Resolve(t.Context(), mention(text))
	if err != nil {
		t.Fatal(err)
	}
	return r.GetEntityId()
}

// wantCode fails the test unless the error has the code, and returns its status.
func wantCode(t testing.TB, err error, want codes.Code) *status.Status {
	t.Helper()
	s := status.Convert(err)
	if s.Code() != want {
		t.Fatalf("got %v %q, want %v", s.Code(), s.Message(), want)
	}
	return s
}

// detail returns the status's detail of that type, or nil.
func detail[T any](s *status.Status) *T {
	for _, d := range s.Details() {
		if d, ok := d.(*T); ok {
			return d
		}
	}
	return nil
}

// violated returns the fields that the status complains of.
func violated(s *status.Status) (fields []string) {
	for _, v := range detail[errdetails.BadRequest](s).GetFieldViolations() {
		fields = append(fields, v.GetField())
	}
	return fields
}

func TestHealth(t *testing.T) {
	f := startUnloaded(t, Config{})
	health := healthv1.NewHealthClient(f.conn)
	check := func(want healthv1.HealthCheckResponse_ServingStatus) {
		t.Helper()
		for _, name := range []string{"", "laqab.v1.ResolverService", "laqab.v1.CurationService"} {
			r, err := health.Check(t.Context(), &healthv1.HealthCheckRequest{Service: name})
			if err != nil || r.GetStatus() != want {
				t.Errorf("%q: got %v, %v, want %v", name, r.GetStatus(), err, want)
			}
		}
	}
	check(healthv1.HealthCheckResponse_NOT_SERVING)

	_, err := f.resolver.Resolve(t.Context(), mention("KH"))
	if d := detail[errdetails.RetryInfo](wantCode(t, err, codes.Unavailable)); d.GetRetryDelay().AsDuration() != retryLoading {
		t.Errorf("got retry delay %v, want %v", d.GetRetryDelay().AsDuration(), retryLoading)
	}
	_, err = f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{Name: "X"}, Edit: by})
	wantCode(t, err, codes.Unavailable)
	if _, err = f.curation.ListEntities(t.Context(), &laqabv1.ListEntitiesRequest{}); err != nil {
		t.Errorf("reading the table while the index loads: %v", err)
	}

	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(healthv1.HealthCheckResponse_SERVING)
	if _, err := f.resolver.Resolve(t.Context(), mention("KH")); err != nil {
		t.Error(err)
	}

	watch, err := health.Watch(t.Context(), &healthv1.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := watch.Recv(); err != nil || r.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		t.Fatalf("got %v, %v, want SERVING", r, err)
	}
	down := make(chan error, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	go func() { down <- f.Shutdown(ctx) }() // the watch keeps it from draining
	if r, err := watch.Recv(); err != nil || r.GetStatus() != healthv1.HealthCheckResponse_NOT_SERVING {
		t.Errorf("got %v, %v, want NOT_SERVING", r, err)
	}
	if err := <-down; err == nil {
		t.Error("Shutdown says that all calls ended, but one was cut off")
	}
}

// TestDrain: calls under way when Shutdown begins are answered.
func TestDrain(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "kh", "Kataib Hizballah")
	stream, err := f.resolver.StreamResolve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ask := func() {
		t.Helper()
		if err := stream.Send(&laqabv1.StreamResolveRequest{Request: mention("Kataib Hizballah")}); err != nil {
			t.Fatal(err)
		}
		r, err := stream.Recv()
		if err != nil || r.GetResult().GetResponse().GetEntityId() != "kh" {
			t.Fatalf("got %v, %v", r, err)
		}
	}
	ask()
	down := make(chan error, 1)
	go func() { down <- f.Shutdown(context.Background()) }()
	for { // new calls are refused from when the connection has heard of it
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		_, err := f.resolver.Resolve(ctx, mention("x"))
		cancel()
		if err != nil {
			break
		}
	}
	ask()
	select {
	case err := <-down:
		t.Fatalf("Shutdown returned while a call was open: %v", err)
	default:
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if err := <-down; err != nil {
		t.Error(err)
	}
}

// TestOverload: one call more than allowed is refused, and told when to retry.
func TestOverload(t *testing.T) {
	f := start(t, Config{MaxInFlight: 1})
	stream, err := f.resolver.StreamResolve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&laqabv1.StreamResolveRequest{Request: mention("x")}); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil { // now it is in flight for sure
		t.Fatal(err)
	}
	_, err = f.resolver.Resolve(t.Context(), mention("x"))
	if d := detail[errdetails.RetryInfo](wantCode(t, err, codes.ResourceExhausted)); d.GetRetryDelay().AsDuration() != retryOverload {
		t.Errorf("got retry delay %v, want %v", d.GetRetryDelay().AsDuration(), retryOverload)
	}
	other, err := f.resolver.StreamResolve(t.Context())
	if err == nil {
		_, err = other.Recv()
	}
	wantCode(t, err, codes.ResourceExhausted)
	if _, err := healthv1.NewHealthClient(f.conn).Check(t.Context(), &healthv1.HealthCheckRequest{}); err != nil {
		t.Errorf("health under overload: %v", err)
	}

	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err == nil {
		t.Fatal("the stream goes on after its end")
	}
	if _, err := f.resolver.Resolve(t.Context(), mention("x")); err != nil {
		t.Errorf("after the stream: %v", err)
	}
}

// TestLimits: watches, and previews and checks, have limits of their own, which
// say what there is too much of; watches leave room for calls.
func TestLimits(t *testing.T) {
	f := start(t, Config{MaxInFlight: 1, MaxWatches: 1, MaxChecks: 1})
	f.create(t, "a", "Alpha")
	refused := func(err error, want string) {
		t.Helper()
		s := wantCode(t, err, codes.ResourceExhausted)
		if s.Message() != want || detail[errdetails.RetryInfo](s).GetRetryDelay().AsDuration() != retryLong {
			t.Errorf("got %v", s)
		}
	}
	watch := func() error {
		stream, err := f.curation.WatchChanges(t.Context(), &laqabv1.WatchChangesRequest{})
		if err == nil {
			_, err = stream.Recv()
		}
		return err
	}
	if err := watch(); err != nil {
		t.Fatal(err)
	}
	refused(watch(), "too many watches at once: the server takes 1")

	for _, test := range []struct {
		name string
		call func() error
	}{
		{"preview", func() error {
			_, err := f.curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: "a", Edit: previewing})
			return err
		}},
		{"check", func() error {
			stream, err := f.curation.CheckTable(t.Context(), &laqabv1.CheckTableRequest{})
			for err == nil {
				_, err = stream.Recv()
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}},
		{"invariants", func() error {
			_, err := f.curation.CheckInvariants(t.Context(), &laqabv1.CheckInvariantsRequest{})
			return err
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := test.call(); err != nil { // beside the watch
				t.Fatal(err)
			}
			if err := f.Server.curation.checks.enter(); err != nil { // the one before has left
				t.Fatal(err)
			}
			defer f.Server.curation.checks.leave()
			refused(test.call(), "too many previews and checks at once: the server takes 1")
		})
	}
}

// violations returns all that the status complains of.
func violations(s *status.Status) (all []violation) {
	for _, v := range detail[errdetails.BadRequest](s).GetFieldViolations() {
		all = append(all, violation{v.GetField(), v.GetDescription()})
	}
	return all
}
