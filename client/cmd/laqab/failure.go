package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// The exit codes.
const (
	exitDone       = 0
	exitFailed     = 1
	exitUsage      = 2
	exitUnresolved = 3
)

// Errors that say nothing more, because what they stand for was said already.
var (
	errReported   = errors.New("failed, as reported")
	errUnresolved = errors.New("some mentions were not resolved")
)

// usageError is a call of laqab that cannot be right.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func wrongUsage(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// placedError is an error with the place in the input that it is about.
type placedError struct {
	place string // "names.txt:17"
	err   error
}

func (e *placedError) Error() string { return e.place + ": " + e.err.Error() }
func (e *placedError) Unwrap() error { return e.err }

// finish reports the error that a command, such as "laqab resolve", ended with
// and returns the exit code.
func (p *program) finish(ctx context.Context, command string, err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errUnresolved):
		return exitUnresolved
	case errors.Is(err, errReported):
		return exitFailed
	case errors.Is(err, syscall.EPIPE): // the reader has seen enough, and that is its right
		return exitDone
	case ctx.Err() != nil:
		p.warn("interrupted")
		return exitFailed
	case errors.As(err, &usage):
		p.warn("%s", err)
		return exitUsage
	case !p.called:
		p.warn("%s\nsee %s --help", err, command)
		return exitUsage
	}
	p.warn("%s", p.describe(err))
	return exitFailed
}

// describe says what went wrong in words for people, one problem a line.
func (p *program) describe(err error) string {
	var placed *placedError
	place := ""
	if errors.As(err, &placed) {
		place, err = placed.place+": ", placed.err
	}
	if violations := client.Violations(err); len(violations) > 0 {
		var text strings.Builder
		for _, v := range violations {
			fmt.Fprintf(&text, "%s%s: %s\n", place, v.GetField(), v.GetDescription())
		}
		return text.String()
	}
	answer, isStatus := status.FromError(err)
	if !isStatus {
		return place + err.Error()
	}
	return place + p.describeStatus(answer, err)
}

func (p *program) describeStatus(answer *status.Status, err error) string {
	addr, message := p.settings.addr, answer.Message()
	switch answer.Code() {
	case codes.Unavailable:
		switch {
		case strings.Contains(message, "authentication handshake failed"):
			return fmt.Sprintf("laqabd at %s is there, but encryption with it fails; see --tls (%s)", addr, cause(message))
		case strings.Contains(message, "error reading server preface"):
			return fmt.Sprintf("laqabd at %s hangs up: does it want encryption? see --tls (%s)", addr, cause(message))
		case fromTransport(message):
			return fmt.Sprintf("cannot reach laqabd at %s: is it running? start it with `laqabd serve`, or give --addr (%s)", addr, cause(message))
		}
		return fmt.Sprintf("laqabd at %s is not ready: %s", addr, message)
	case codes.DeadlineExceeded:
		return fmt.Sprintf("laqabd at %s did not answer in time; give it more with --timeout (%s)", addr, message)
	case codes.Unauthenticated:
		return fmt.Sprintf("laqabd at %s does not know you: set LAQAB_TOKEN, or token in the configuration file (%s)", addr, message)
	case codes.Unimplemented:
		return fmt.Sprintf("laqabd at %s does not have this call: is it an older version? (%s)", addr, message)
	case codes.Aborted:
		if stale, ok := client.Stale(err); ok {
			return describeStale(stale)
		}
		return fmt.Sprintf("somebody else changed it meanwhile; read it again (%s)", message)
	case codes.AlreadyExists:
		if holder, ok := client.Holder(err); ok && !strings.Contains(message, holder) {
			return fmt.Sprintf("%s (held by %s)", message, holder)
		}
		return message
	case codes.InvalidArgument, codes.NotFound, codes.FailedPrecondition, codes.OutOfRange, codes.PermissionDenied, codes.ResourceExhausted:
		return message
	}
	return fmt.Sprintf("laqabd at %s failed: %s (%s)", addr, message, answer.Code())
}

// describeStale says whose edits were there first, a line each.
func describeStale(s *laqabv1.StaleEdit) string {
	var text strings.Builder
	fmt.Fprintf(&text, "somebody else changed %s meanwhile; read it again (its etag is %s, and not %s)\n", s.GetEntityId(), s.GetEtag(), s.GetGivenEtag())
	for _, c := range s.GetChanges() {
		what := words(c.GetOperation())
		if d := difference(c.GetBefore(), c.GetAfter()); d != "" {
			what += " of " + d
		}
		fmt.Fprintf(&text, "revision %d, %s: %s by %s%s\n", c.GetRevision(), changeTime(c), what, c.GetActor(), because(c.GetReason()))
	}
	return text.String()
}

// cause is what lies at the bottom of one of gRPC's nested messages.
func cause(message string) string {
	if at := strings.LastIndex(message, "desc = "); at >= 0 {
		message = strings.Trim(message[at+len("desc = "):], `"`)
	}
	return strings.TrimPrefix(strings.ReplaceAll(message, `\"`, `"`), "transport: ")
}

// fromTransport tells gRPC's own UNAVAILABLE from the server's. gRPC has no
// other sign than its words.
func fromTransport(message string) bool {
	for _, sign := range []string{"connection error", "error reading from server", "name resolver", "no children to pick from", "produced zero addresses", "closing transport"} {
		if strings.Contains(message, sign) {
			return true
		}
	}
	return false
}
