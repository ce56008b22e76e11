package service

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/logging"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/recovery"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/selector"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/proto"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// gate is what every call passes on its way to a handler: it is logged, its
// error becomes a status, a panic becomes an error, it is counted, its caller
// is known, its message is valid. Health checks are neither logged nor counted
// nor authenticated: they must work when nothing else does.
type gate struct {
	log      *slog.Logger
	guard    *guard
	inFlight chan struct{}
}

func newGate(cfg Config) *gate {
	return &gate{log: cfg.Logger, guard: newGuard(cfg.Tokens), inFlight: make(chan struct{}, cfg.MaxInFlight)}
}

func (g *gate) serverOptions() []grpc.ServerOption {
	notHealth := selector.MatchFunc(func(_ context.Context, c interceptors.CallMeta) bool {
		return c.Service != healthv1.Health_ServiceDesc.ServiceName
	})
	logger := logging.LoggerFunc(func(ctx context.Context, level logging.Level, msg string, fields ...any) {
		g.log.Log(ctx, slog.Level(level), msg, fields...)
	})
	logged := []logging.Option{logging.WithLogOnEvents(logging.FinishCall), logging.WithLevels(logLevel)}
	recovered := recovery.WithRecoveryHandlerContext(g.panicked)
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(
			selector.UnaryServerInterceptor(logging.UnaryServerInterceptor(logger, logged...), notHealth),
			g.statusUnary,
			recovery.UnaryServerInterceptor(recovered),
			selector.UnaryServerInterceptor(g.admitUnary, notHealth),
			validateUnary,
		),
		grpc.ChainStreamInterceptor(
			selector.StreamServerInterceptor(logging.StreamServerInterceptor(logger, logged...), notHealth),
			g.statusStream,
			recovery.StreamServerInterceptor(recovered),
			selector.StreamServerInterceptor(g.admitStream, notHealth),
			validateStream,
		),
	}
}

// logLevel is high for what the server should not have done, and middling for
// what an operator may want to do something about.
func logLevel(code codes.Code) logging.Level {
	switch code {
	case codes.Internal, codes.Unknown, codes.DataLoss:
		return logging.LevelError
	case codes.Unavailable, codes.ResourceExhausted:
		return logging.LevelWarn
	}
	return logging.LevelInfo
}

// panicked logs a panic with its stack and makes it an error.
func (g *gate) panicked(ctx context.Context, p any) error {
	g.log.ErrorContext(ctx, "panic", "value", fmt.Sprint(p), "stack", string(debug.Stack()))
	return &panicError{p}
}

// status turns what a handler returned into what the caller gets.
func (g *gate) status(ctx context.Context, method string, err error) error {
	if err == nil {
		return nil
	}
	// Once the call is over, an error from below says only that.
	if over := ctx.Err(); over != nil {
		err = fmt.Errorf("%w: %w", over, err)
	}
	s := statusOf(err)
	if logLevel(s.Code()) == logging.LevelError {
		g.log.ErrorContext(ctx, "call failed inside", "method", method, "error", err)
	}
	return s.Err()
}

func (g *gate) statusUnary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	resp, err := handler(ctx, req)
	return resp, g.status(ctx, info.FullMethod, err)
}

func (g *gate) statusStream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	return g.status(ss.Context(), info.FullMethod, handler(srv, ss))
}

// admit counts the call and finds out the caller. leave must be called after it.
func (g *gate) admit(ctx context.Context, method string) (_ context.Context, leave func(), err error) {
	select {
	case g.inFlight <- struct{}{}:
		leave = func() { <-g.inFlight }
	default:
		return nil, nil, errOverload
	}
	if ctx, err = g.guard.admit(ctx, method); err != nil {
		leave()
		return nil, nil, err
	}
	return ctx, leave, nil
}

func (g *gate) admitUnary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	ctx, leave, err := g.admit(ctx, info.FullMethod)
	if err != nil {
		return nil, err
	}
	defer leave()
	return handler(ctx, req)
}

func (g *gate) admitStream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	ctx, leave, err := g.admit(ss.Context(), info.FullMethod)
	if err != nil {
		return err
	}
	defer leave()
	return handler(srv, &streamWithContext{ss, ctx})
}

type streamWithContext struct {
	grpc.ServerStream
	ctx context.Context
}

func (s *streamWithContext) Context() context.Context { return s.ctx }

func validateUnary(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if err := validateOurs(req); err != nil {
		return nil, err
	}
	return handler(ctx, req)
}

func validateStream(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	return handler(srv, validatedStream{ss})
}

type validatedStream struct{ grpc.ServerStream }

func (s validatedStream) RecvMsg(m any) error {
	if err := s.ServerStream.RecvMsg(m); err != nil {
		return err
	}
	return validateOurs(m)
}

func validateOurs(m any) error {
	if m, ok := m.(proto.Message); ok && ours(m) {
		return validate(m)
	}
	return nil
}

// ours says whether the message is of the contract, and not of health or reflection.
func ours(m proto.Message) bool {
	return m.ProtoReflect().Descriptor().ParentFile().Package() == laqabv1.File_laqab_v1_entity_proto.Package()
}

// logRevision puts the revision that answered a call into its log line.
func logRevision(ctx context.Context, revision int64) {
	logging.AddFields(ctx, logging.Fields{"laqab.revision", revision})
}
