package service

import (
	"cmp"
	"errors"
	"io"

	"google.golang.org/grpc"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/aliases/format"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// exportChunk is how many bytes one message of an export has, at most.
const exportChunk = 64 << 10

// ExportEntities writes the table to a spool first, and sends that: a caller
// who reads slowly must not hold a view of the table, of which there are few.
func (s *curationService) ExportEntities(req *laqabv1.ExportEntitiesRequest, stream grpc.ServerStreamingServer[laqabv1.ExportEntitiesResponse]) error {
	file, err := newSpool()
	if err != nil {
		return err
	}
	defer file.Close()
	var revision int64
	var left *laqabv1.LeftOut
	err = s.view(stream.Context(), req.GetAsOfRevision(), func(v *aliases.View) (err error) {
		revision = v.Revision()
		if left, err = leftOut(v); err != nil {
			return err
		}
		return format.Write(file, cmp.Or(formats[req.GetFormat()], format.JSONL), v.Entities())
	})
	if err != nil {
		return err
	}
	if err := file.rewind(); err != nil {
		return err
	}
	logRevision(stream.Context(), revision)
	for first := true; ; first = false {
		chunk := make([]byte, exportChunk) // a message sent may still be held
		n, err := io.ReadFull(file, chunk)
		end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !end {
			return err
		}
		if n > 0 || first { // an empty table is one empty message: it has a revision too
			if err := stream.Send(&laqabv1.ExportEntitiesResponse{Chunk: chunk[:n], Revision: revision, LeftOut: left}); err != nil {
				return err
			}
		}
		if end {
			return nil
		}
	}
}

// leftOut counts what is not of one entity; nil when there is nothing.
func leftOut(v *aliases.View) (*laqabv1.LeftOut, error) {
	terms, err := v.Terms()
	if err != nil {
		return nil, err
	}
	waivers, err := v.Waivers()
	if err != nil {
		return nil, err
	}
	policies, err := v.Policies()
	if err != nil || len(terms)+len(waivers)+len(policies) == 0 {
		return nil, err
	}
	return &laqabv1.LeftOut{Terms: int64(len(terms)), Waivers: int64(len(waivers)), Policies: int64(len(policies))}, nil
}
