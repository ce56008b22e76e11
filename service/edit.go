package service

import (
	"context"
	"crypto/sha256"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// editRequest is a request of the contract that edits the table.
type editRequest interface {
	proto.Message
	GetEdit() *laqabv1.Edit
}

// edit is the way of every edit: may she, do it, wait until resolving sees it.
// fn returns the answer, whose revision is the transaction's. It is kept with
// the edit when the request has an ID: then the same request, sent again, gets
// the same answer and changes nothing. One that is to be validated only is
// undone, and its answer has the impact: what it would have changed.
func edit[R proto.Message](ctx context.Context, s *curationService, req editRequest, fn func(*aliases.Tx) (R, error)) (answer R, err error) {
	e := req.GetEdit()
	if err := mayActAs(ctx, e.GetActor()); err != nil {
		return answer, err
	}
	by := aliases.Edit{Actor: e.GetActor(), Reason: e.GetReason()}
	if e.GetValidateOnly() {
		impact, err := s.preview(ctx, by, func(tx *aliases.Tx) (err error) {
			answer, err = fn(tx)
			return err
		})
		if err == nil {
			setImpact(answer, impact)
		}
		return answer, err
	}
	revision, err := s.live.update(ctx, by, func(tx *aliases.Tx) (err error) {
		if e.GetRequestId() == "" {
			answer, err = fn(tx)
			return err
		}
		answer, err = once(tx, req, fn)
		return err
	})
	if err != nil {
		return answer, err
	}
	logRevision(ctx, revision)
	return answer, nil
}

// once is fn, or the answer it gave when the same request came before.
func once[R proto.Message](tx *aliases.Tx, req editRequest, fn func(*aliases.Tx) (R, error)) (answer R, err error) {
	asked, err := proto.MarshalOptions{Deterministic: true}.Marshal(req)
	if err != nil {
		return answer, err
	}
	digest := sha256.New()
	digest.Write([]byte(req.ProtoReflect().Descriptor().FullName()))
	digest.Write(asked)
	kept, err := tx.Once(req.GetEdit().GetRequestId(), digest.Sum(nil), func() ([]byte, error) {
		fresh, err := fn(tx)
		if err != nil {
			return nil, err
		}
		return proto.Marshal(fresh)
	})
	if err != nil {
		return answer, err
	}
	// The first answer is read back too, so that both times it is the very same.
	answer = answer.ProtoReflect().New().Interface().(R)
	return answer, proto.Unmarshal(kept, answer)
}

// setImpact puts an impact, and the revision that it was found on, into an
// answer. Those of waivers have none: nothing resolves otherwise for them.
func setImpact(answer proto.Message, impact *laqabv1.Impact) {
	m := answer.ProtoReflect()
	fields := m.Descriptor().Fields()
	m.Set(fields.ByName("revision"), protoreflect.ValueOfInt64(impact.GetRevision()))
	if f := fields.ByName("impact"); f != nil {
		m.Set(f, protoreflect.ValueOfMessage(impact.ProtoReflect()))
	}
}
