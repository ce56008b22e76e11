package client

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// ItemError is why one mention has no answer, while others of its batch may
// have one. status.Code and [Violations] understand it.
type ItemError struct {
	Code       codes.Code
	Message    string
	Violations []*laqabv1.FieldViolation // empty unless Code is InvalidArgument
}

func (e *ItemError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s", e.Code, e.Message)
	for _, v := range e.Violations {
		fmt.Fprintf(&text, "; %s: %s", v.GetField(), v.GetDescription())
	}
	return text.String()
}

// GRPCStatus returns the status that a single call would have failed with.
func (e *ItemError) GRPCStatus() *status.Status {
	plain := status.New(e.Code, e.Message)
	if len(e.Violations) == 0 || e.Code == codes.OK {
		return plain
	}
	bad := &errdetails.BadRequest{}
	for _, v := range e.Violations {
		bad.FieldViolations = append(bad.FieldViolations, &errdetails.BadRequest_FieldViolation{
			Field: v.GetField(), Description: v.GetDescription()})
	}
	detailed, err := plain.WithDetails(bad)
	if err != nil { // a description that is not UTF-8; code and message still hold
		return plain
	}
	return detailed
}

func itemError(e *laqabv1.ItemError) *ItemError {
	return &ItemError{Code: codes.Code(e.GetCode()), Message: e.GetMessage(), Violations: e.GetViolations()}
}

// Violations returns what is wrong with the request that failed with err,
// field by field; nothing if err does not say.
func Violations(err error) []*laqabv1.FieldViolation {
	var item *ItemError
	if errors.As(err, &item) {
		return item.Violations
	}
	var violations []*laqabv1.FieldViolation
	if bad, ok := detail[*errdetails.BadRequest](err); ok {
		for _, v := range bad.GetFieldViolations() {
			violations = append(violations, &laqabv1.FieldViolation{Field: v.GetField(), Description: v.GetDescription()})
		}
	}
	return violations
}

// RetryDelay returns how long an overloaded server asks to be left alone, and
// whether err says so at all.
func RetryDelay(err error) (time.Duration, bool) {
	info, ok := detail[*errdetails.RetryInfo](err)
	if !ok || info.GetRetryDelay().CheckValid() != nil {
		return 0, false
	}
	return max(0, info.GetRetryDelay().AsDuration()), true
}

// Holder returns the name of what already holds the place that an edit wanted,
// for example the entity with the same ID, and whether err says so at all.
func Holder(err error) (string, bool) {
	info, ok := detail[*errdetails.ResourceInfo](err)
	return info.GetResourceName(), ok
}

// Stale returns what others changed since the etag of an edit was read, and
// whether that is why the edit failed with err.
func Stale(err error) (*laqabv1.StaleEdit, bool) { return detail[*laqabv1.StaleEdit](err) }

// detail returns the first detail of type T in the status of err.
func detail[T any](err error) (T, bool) {
	var none T
	answer, ok := status.FromError(err)
	if !ok {
		return none, false
	}
	for _, d := range answer.Details() {
		if found, ok := d.(T); ok {
			return found, true
		}
	}
	return none, false
}
