package service

import (
	"context"
	"log/slog"
	"time"

	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// call is what the log says of one call when it is over: at info, if somebody
// may ask about it later, that is for edits, failures and slow calls. Reads
// that went as they should are told at debug: there may be tens of thousands a
// second, and writing a line takes a tenth of what such a call does. A call
// that the log would not be told of whatever came costs nothing: its *call is
// nil, and so is that of health checks.
type call struct {
	method   string
	start    time.Time
	slow     time.Duration
	revision int64 // the one that answered it; 0 when none did
}

type callKey struct{}

// begin returns the call and a context that knows it. It is nil when the log
// wants to hear of no call at all.
func (g *gate) begin(ctx context.Context, method string) (*call, context.Context) {
	if forHealth(method) || !g.log.Enabled(ctx, slog.LevelError) {
		return nil, ctx
	}
	c := &call{method: method, start: time.Now(), slow: g.slow}
	if g.log.Enabled(ctx, slog.LevelInfo) {
		ctx = context.WithValue(ctx, callKey{}, c)
	}
	return c, ctx
}

// logRevision puts the revision that answered a call into its log line.
func logRevision(ctx context.Context, revision int64) {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		c.revision = revision
	}
}

// end logs the call.
func (c *call) end(ctx context.Context, log *slog.Logger, err error) {
	if c == nil {
		return
	}
	took := time.Since(c.start)
	level := slog.LevelDebug
	s := status.Convert(err)
	if err != nil || took >= c.slow || !readOnly[c.method] {
		level = logLevel(s.Code())
	}
	if !log.Enabled(ctx, level) {
		return
	}
	attrs := make([]slog.Attr, 0, 6)
	attrs = append(attrs,
		slog.String("grpc.method", c.method),
		slog.String("grpc.code", s.Code().String()),
		slog.Float64("grpc.time_ms", float64(took.Microseconds())/1000))
	if err != nil {
		attrs = append(attrs, slog.String("grpc.error", s.Message()))
	}
	if c.revision > 0 {
		attrs = append(attrs, slog.Int64("laqab.revision", c.revision))
	}
	if p, ok := peer.FromContext(ctx); ok {
		attrs = append(attrs, slog.String("peer.address", p.Addr.String()))
	}
	log.LogAttrs(ctx, level, "finished call", attrs...)
}
