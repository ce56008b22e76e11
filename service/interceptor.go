package service

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/recovery"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// gate is what every call passes on its way to a handler: it is logged, its
// error becomes a status, a panic becomes an error, it is counted, its caller
// is known, its message is valid. Health checks are neither logged nor counted
// nor authenticated: they must work when nothing else does.
type gate struct {
	log     *slog.Logger
	guard   *guard
	calls   limit         // all but watches
	watches limit         // which take nothing while nothing changes, and do not end
	slow    time.Duration // a call that took so long is worth telling
}

func newGate(cfg Config) *gate {
	return &gate{
		log:     cfg.Logger,
		guard:   newGuard(cfg.Tokens),
		calls:   limit{kind: "calls", most: int64(cfg.MaxInFlight), retry: retryOverload},
		watches: limit{kind: "watches", most: int64(cfg.MaxWatches), retry: retryLong},
		slow:    cfg.SlowCall,
	}
}

func (g *gate) serverOptions() []grpc.ServerOption {
	recovered := recovery.WithRecoveryHandlerContext(g.panicked)
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(g.answerUnary, recovery.UnaryServerInterceptor(recovered), g.admitUnary),
		grpc.ChainStreamInterceptor(g.answerStream, recovery.StreamServerInterceptor(recovered), g.admitStream),
	}
}

// forHealth says whether the method is one of the health service.
func forHealth(method string) bool { return strings.HasPrefix(method, "/grpc.health.v1.Health/") }

// logLevel is high for what the server should not have done, and middling for
// what an operator may want to do something about.
func logLevel(code codes.Code) slog.Level {
	switch code {
	case codes.Internal, codes.Unknown, codes.DataLoss:
		return slog.LevelError
	case codes.Unavailable, codes.ResourceExhausted:
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

func (g *gate) panicked(ctx context.Context, p any) error { return panicked(ctx, g.log, p) }

// panicked logs a panic with its stack and makes it an error.
func panicked(ctx context.Context, log *slog.Logger, p any) error {
	log.ErrorContext(ctx, "panic", "value", fmt.Sprint(p), "stack", string(debug.Stack()))
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
	if logLevel(s.Code()) == slog.LevelError {
		g.log.ErrorContext(ctx, "call failed inside", "method", method, "error", err)
	}
	return s.Err()
}

func (g *gate) answerUnary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	c, ctx := g.begin(ctx, info.FullMethod)
	resp, err := handler(ctx, req)
	err = g.status(ctx, info.FullMethod, err)
	c.end(ctx, g.log, err)
	return resp, err
}

func (g *gate) answerStream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	c, ctx := g.begin(ss.Context(), info.FullMethod)
	err := g.status(ctx, info.FullMethod, handler(srv, &streamWithContext{ss, ctx}))
	c.end(ctx, g.log, err)
	return err
}

// admit counts the call and finds out the caller. Unless it failed, the call must
// leave the limit that is returned.
func (g *gate) admit(ctx context.Context, method string) (_ context.Context, counted *limit, err error) {
	counted = &g.calls
	if method == laqabv1.CurationService_WatchChanges_FullMethodName {
		counted = &g.watches
	}
	if err := counted.enter(); err != nil {
		return nil, nil, err
	}
	if ctx, err = g.guard.admit(ctx, method); err != nil {
		counted.leave()
		return nil, nil, err
	}
	return ctx, counted, nil
}

func (g *gate) admitUnary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if forHealth(info.FullMethod) {
		return handler(ctx, req)
	}
	ctx, counted, err := g.admit(ctx, info.FullMethod)
	if err != nil {
		return nil, err
	}
	defer counted.leave()
	if err := validateOurs(req); err != nil {
		return nil, err
	}
	return handler(ctx, req)
}

func (g *gate) admitStream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	if forHealth(info.FullMethod) {
		return handler(srv, ss)
	}
	ctx, counted, err := g.admit(ss.Context(), info.FullMethod)
	if err != nil {
		return err
	}
	defer counted.leave()
	return handler(srv, validatedStream{&streamWithContext{ss, ctx}})
}

type streamWithContext struct {
	grpc.ServerStream
	ctx context.Context
}

func (s *streamWithContext) Context() context.Context { return s.ctx }

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
