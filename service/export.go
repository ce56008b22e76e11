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
	err = s.view(stream.Context(), req.GetAsOfRevision(), func(v *aliases.View) error {
		revision = v.Revision()
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
			if err := stream.Send(&laqabv1.ExportEntitiesResponse{Chunk: chunk[:n], Revision: revision}); err != nil {
				return err
			}
		}
		if end {
			return nil
		}
	}
}
