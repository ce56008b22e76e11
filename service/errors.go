package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// Errors of the service itself. Those of the table are in package aliases.
var (
	errLoading         = errors.New("the index is being loaded")
	errUnauthenticated = errors.New("a bearer token is required: none was given, or it is not known")
	errForbidden       = errors.New("the token's role does not allow this")
	errStopping        = errors.New("the server is stopping")
	errTooManyPast     = errors.New("too many past revisions at once")
)

// behindError is a min_revision that did not come in time.
type behindError struct{ have, want int64 }

func (e *behindError) Error() string {
	return fmt.Sprintf("min_revision %d was not reached: the table is at revision %d", e.want, e.have)
}

// unseenError is an edit that was committed but that the index did not take up.
type unseenError struct {
	revision int64
	cause    error
}

func (e *unseenError) Error() string {
	return fmt.Sprintf("the edit was committed as revision %d, but resolving does not see it yet: do not repeat it", e.revision)
}

func (e *unseenError) Unwrap() error { return e.cause }

// panicError is a panic in a handler. The stack is in the log.
type panicError struct{ value any }

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// How long a refused caller should wait before she tries again.
const (
	retryLoading  = time.Second
	retryOverload = 100 * time.Millisecond
	retryLong     = time.Second // of what takes seconds at least
)

// maxViolations bounds the field violations in one status: it travels in
// trailers, and several gRPC implementations refuse more than 8 KiB of them.
const maxViolations = 50

// Bounds of texts in a status, for the same reason: many say what the caller
// sent, which may be megabytes.
const (
	maxStatusText    = 1 << 10 // of the message, and of the etag that was given
	maxViolationText = 512     // of a field's path, and of what is wrong with it
)

// short cuts a text off that is longer than the limit in bytes.
func short(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "") + "…"
}

// statusOf is the one place where errors become gRPC codes.
func statusOf(err error) *status.Status {
	var (
		bad     *invalidError
		badRow  *aliases.InvalidError
		exists  *aliases.ExistsError
		stale   *aliases.StaleError
		stands  *aliases.StandsOnError
		unseen  *unseenError
		behind  *behindError
		over    *overloadError
		already interface{ GRPCStatus() *status.Status }
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &already):
		return already.GRPCStatus()
	case errors.As(err, &unseen):
		return newStatus(codes.Internal, unseen.Error())
	case errors.As(err, &bad):
		return newStatus(codes.InvalidArgument, bad.Error(), badRequest(bad.violations))
	case errors.As(err, &badRow):
		bad = rowViolations(badRow)
		return newStatus(codes.InvalidArgument, bad.Error(), badRequest(bad.violations))
	case errors.Is(err, aliases.ErrBadPageToken):
		v := []violation{{"page_token", "is not a token that the same request returned"}}
		return newStatus(codes.InvalidArgument, (&invalidError{v}).Error(), badRequest(v))
	case errors.Is(err, aliases.ErrNoActor):
		v := []violation{{"edit.actor", "is required"}}
		return newStatus(codes.InvalidArgument, (&invalidError{v}).Error(), badRequest(v))
	case errors.Is(err, aliases.ErrNotFound):
		return newStatus(codes.NotFound, err.Error())
	case errors.As(err, &exists):
		return newStatus(codes.AlreadyExists, exists.Error(), &errdetails.ResourceInfo{
			ResourceType: "laqab.v1.Entity",
			ResourceName: exists.Holder,
			Description:  fmt.Sprintf("holds the %s %q", exists.What, exists.Name),
		})
	case errors.As(err, &stale):
		return newStatus(codes.Aborted, stale.Error(), staleEdit(stale))
	case errors.Is(err, aliases.ErrDecided):
		return newStatus(codes.Aborted, err.Error())
	case errors.As(err, &stands):
		return newStatus(codes.FailedPrecondition, stands.Error(), preconditions(stands))
	case errors.Is(err, aliases.ErrRequestReused):
		v := []violation{{"edit.request_id", "was used for another edit"}}
		return newStatus(codes.InvalidArgument, (&invalidError{v}).Error(), badRequest(v))
	case errors.Is(err, aliases.ErrAhead):
		return newStatus(codes.OutOfRange, err.Error())
	case errors.Is(err, aliases.ErrInactive), errors.Is(err, aliases.ErrReadOnly), errors.Is(err, aliases.ErrNotUndoable):
		return newStatus(codes.FailedPrecondition, err.Error())
	case errors.Is(err, aliases.ErrCorrupt):
		return newStatus(codes.DataLoss, "the alias table is damaged; see the server's log")
	case errors.As(err, &behind):
		return newStatus(codes.FailedPrecondition, behind.Error())
	case errors.Is(err, errLoading):
		return newStatus(codes.Unavailable, err.Error(), retryInfo(retryLoading))
	case errors.Is(err, errStopping):
		return newStatus(codes.Unavailable, err.Error())
	case errors.Is(err, errTooManyPast):
		return newStatus(codes.ResourceExhausted, err.Error(), retryInfo(retryLong))
	case errors.As(err, &over):
		return newStatus(codes.ResourceExhausted, over.Error(), retryInfo(over.limit.retry))
	case errors.Is(err, errUnauthenticated):
		return newStatus(codes.Unauthenticated, err.Error())
	case errors.Is(err, errForbidden):
		return newStatus(codes.PermissionDenied, err.Error())
	case errors.Is(err, context.DeadlineExceeded):
		return newStatus(codes.DeadlineExceeded, "the deadline passed")
	case errors.Is(err, context.Canceled):
		return newStatus(codes.Canceled, "the call was cancelled")
	default:
		// What broke inside is for the log, not for callers.
		return newStatus(codes.Internal, "internal error; see the server's log")
	}
}

func newStatus(code codes.Code, message string, details ...protoadapt.MessageV1) *status.Status {
	s := status.New(code, short(message, maxStatusText))
	if detailed, err := s.WithDetails(details...); err == nil {
		return detailed
	}
	return s // the details are a courtesy
}

func retryInfo(d time.Duration) *errdetails.RetryInfo {
	return &errdetails.RetryInfo{RetryDelay: durationpb.New(d)}
}

func badRequest(violations []violation) *errdetails.BadRequest {
	b := &errdetails.BadRequest{}
	for _, v := range atMost(violations) {
		b.FieldViolations = append(b.FieldViolations, &errdetails.BadRequest_FieldViolation{
			Field: short(v.field, maxViolationText), Description: short(v.description, maxViolationText)})
	}
	return b
}

func atMost(violations []violation) []violation {
	if len(violations) <= maxViolations {
		return violations
	}
	rest := len(violations) - (maxViolations - 1)
	return append(violations[:maxViolations-1:maxViolations-1], violation{"", fmt.Sprintf("and %d more violations", rest)})
}

// maxStaleBytes bounds the records of the changes in a StaleEdit, which travels
// in trailers too.
const maxStaleBytes = 3 << 10

func staleEdit(e *aliases.StaleError) *laqabv1.StaleEdit {
	s := &laqabv1.StaleEdit{EntityId: e.ID, GivenEtag: short(e.Given, maxStatusText), Etag: e.Have}
	s.Changes = changesToProto(e.Changes, maxStaleBytes)
	return s
}

// preconditions says of each entity or term what changed it since.
func preconditions(e *aliases.StandsOnError) *errdetails.PreconditionFailure {
	p := &errdetails.PreconditionFailure{}
	for _, b := range e.Blocks[:min(len(e.Blocks), maxViolations)] {
		p.Violations = append(p.Violations, &errdetails.PreconditionFailure_Violation{
			Type: "LATER_CHANGE", Subject: cmp.Or(b.EntityID, b.Row), Description: b.String()})
	}
	return p
}

func rowViolations(e *aliases.InvalidError) *invalidError {
	bad := &invalidError{}
	for _, v := range e.Violations {
		bad.violations = append(bad.violations, violation{protoField(v.Field), v.Description})
	}
	return bad
}

// failed is what a batch or a stream says of an item instead of failing.
func failed(err error) *laqabv1.BatchResolveResult {
	s := statusOf(err)
	e := &laqabv1.ItemError{Code: int32(s.Code()), Message: s.Message()}
	var bad *invalidError
	if errors.As(err, &bad) {
		for _, v := range bad.violations {
			e.Violations = append(e.Violations, &laqabv1.FieldViolation{Field: v.field, Description: v.description})
		}
	}
	return &laqabv1.BatchResolveResult{Result: &laqabv1.BatchResolveResult_Error{Error: e}}
}
