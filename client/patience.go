package client

import (
	"context"
	"math/rand/v2"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// minRetryDelay keeps a server that asks for no delay at all from being called in a tight loop.
const minRetryDelay = 10 * time.Millisecond

// patientConn gives unary calls a deadline and edits an ID, and comes back to a server that
// did not take the call and asks for that, as long as the deadline allows.
// gRPC's own retry policy reads a trailer for the latter, not
// google.rpc.RetryInfo, so it cannot do it.
type patientConn struct {
	grpc.ClientConnInterface
	timeout time.Duration // of a call without deadline; negative = none
}

// Invoke implements grpc.ClientConnInterface.
func (c *patientConn) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	if _, has := ctx.Deadline(); !has && c.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.timeout)
		defer cancel()
	}
	args = named(args)
	for {
		err := c.ClientConnInterface.Invoke(ctx, method, args, reply, opts...)
		if code := status.Code(err); code != codes.ResourceExhausted && code != codes.Unavailable {
			return err
		}
		// Without RetryInfo it is a limit that was hit, or a connection that broke who knows when.
		delay, asked := RetryDelay(err)
		if !asked {
			return err
		}
		// The spread keeps clients that were turned away together from coming back together.
		delay = max(delay, minRetryDelay)
		delay += rand.N(delay/4 + 1)
		if deadline, has := ctx.Deadline(); has && time.Until(deadline) <= delay {
			return err
		}
		timer := time.NewTimer(delay)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return status.FromContextError(ctx.Err()).Err()
		}
	}
}
