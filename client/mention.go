package client

import (
	"fmt"
	"unicode/utf8"

	"google.golang.org/grpc/codes"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// MaxText is how long Mention.Text and Mention.Context may be, in bytes.
const MaxText = 1024

// Mention is a string to resolve, what is known of it, and what is wanted.
// Only Text is required.
type Mention struct {
	Text     string             // as seen: UTF-8, 1 to MaxText bytes
	Type     laqabv1.EntityType // what kind of thing is meant, if known
	Language string             // BCP-47 tag of the text around it, if known
	Context  string             // some words from around it, up to MaxText bytes

	Policy       *laqabv1.Policy // what to accept; nil means the balanced profile
	MinRevision  int64           // answer at this table revision or later; 0 means now
	AsOfRevision int64           // answer as the table stood then; 0 means now
	QueryID      string          // returned in the answer, up to 128 bytes
	OmitEvidence bool            // for smaller answers
	NoReview     bool            // not to be recorded for review, whatever comes out

	Origin any // the caller's own, for example a line number; not sent, but there in the Result
}

func (m Mention) request() *laqabv1.ResolveRequest {
	return &laqabv1.ResolveRequest{
		Mention:      &laqabv1.Mention{Text: m.Text, Type: m.Type, Language: m.Language, Context: m.Context},
		Policy:       m.Policy,
		MinRevision:  m.MinRevision,
		AsOfRevision: m.AsOfRevision,
		QueryId:      m.QueryID,
		OmitEvidence: m.OmitEvidence,
		NoReview:     m.NoReview,
	}
}

// check finds what would fail a whole batch rather than this mention alone:
// protobuf refuses to send bytes that are not UTF-8, and a long text may break
// the limit of a message. Everything else is the server's to judge.
func (m Mention) check() *ItemError {
	var violations []*laqabv1.FieldViolation
	for _, field := range []struct{ name, value string }{
		{"mention.text", m.Text},
		{"mention.language", m.Language},
		{"mention.context", m.Context},
		{"query_id", m.QueryID},
	} {
		switch {
		case len(field.value) > MaxText:
			violations = append(violations, &laqabv1.FieldViolation{
				Field: field.name, Description: fmt.Sprintf("has %d bytes, at most %d are allowed", len(field.value), MaxText)})
		case !utf8.ValidString(field.value):
			violations = append(violations, &laqabv1.FieldViolation{Field: field.name, Description: "is not valid UTF-8"})
		}
	}
	if violations == nil {
		return nil
	}
	return &ItemError{Code: codes.InvalidArgument, Message: "the mention cannot be sent", Violations: violations}
}
