package client

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// chunkSize is how much of a file travels in one message, in bytes; the contract allows 1 MiB.
const chunkSize = 256 << 10

// File is one of the files of an import.
type File struct {
	Name string // for messages, and to tell the format; may be ""
	io.Reader
}

// Import sends files of entities, in one of the formats of the contract, and
// returns what the import did. Bad lines are in the report and no error. Follow,
// unless it is nil, is told how the import goes: progress, and what was
// acknowledged, which nothing loses any more. Errors are those of
// CurationService.ImportEntities, and of the readers.
func (c *Client) Import(ctx context.Context, options *laqabv1.ImportOptions, files []File, follow func(*laqabv1.ImportEntitiesResponse)) (*laqabv1.ImportReport, error) {
	// A single call waits for a server that is still loading. A stream cannot: the files are read only once.
	if _, err := c.Resolve(ctx, Mention{Text: "laqab", OmitEvidence: true, NoReview: true}); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the sender, should the server end first
	stream, err := c.curation.ImportEntities(ctx)
	if err != nil {
		return nil, err
	}
	sent := make(chan error, 1)
	go func() {
		err := sendFiles(stream, options, files)
		sent <- err // before the stream ends by it: Recv's error asks for it
		if err != nil {
			cancel() // half a file must not look like a whole one
		}
	}()
	for {
		answer, err := stream.Recv()
		if err != nil {
			select {
			case failed := <-sent:
				if failed != nil {
					return nil, failed
				}
			default:
			}
			if errors.Is(err, io.EOF) {
				return nil, errors.New("client: the server ended the import without a report")
			}
			return nil, err
		}
		if report := answer.GetReport(); report != nil {
			return report, nil
		}
		if follow != nil {
			follow(answer)
		}
	}
}

type sender = grpc.BidiStreamingClient[laqabv1.ImportEntitiesRequest, laqabv1.ImportEntitiesResponse]

// sendFiles sends the options and then the files in chunks. Errors are of the
// files; those of the stream come out of its Recv.
func sendFiles(stream sender, options *laqabv1.ImportOptions, files []File) error {
	if stream.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Options{Options: options}}) != nil {
		return nil
	}
	for i, file := range files {
		begin := &laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_File{File: &laqabv1.ImportFile{Name: file.Name}}}
		if i > 0 && stream.Send(begin) != nil {
			return nil
		}
		if ended, err := sendFile(stream, file); ended || err != nil {
			return err
		}
	}
	_ = stream.CloseSend() // always nil, says grpc
	return nil
}

// sendFile reports whether the stream ended before the file.
func sendFile(stream sender, file io.Reader) (ended bool, _ error) {
	for {
		chunk := make([]byte, chunkSize)
		n, err := io.ReadFull(file, chunk)
		if n > 0 && stream.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Chunk{Chunk: chunk[:n]}}) != nil {
			return true, nil
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return false, nil
		case err != nil:
			return false, err
		}
	}
}

// Export says how Client.Export writes the table. Its zero value is JSON lines,
// as the table stands now.
type Export struct {
	// Format is one that says all the table has: FORMAT_JSONL, which
	// FORMAT_UNSPECIFIED is too, FORMAT_CSV or FORMAT_TSV.
	Format       laqabv1.Format
	AsOfRevision int64 // as the table stood then; 0 means now
}

// Exported says what an export wrote.
type Exported struct {
	Revision int64            // of the table, as it is in the file
	LeftOut  *laqabv1.LeftOut // what of the table is not; nil when all is
}

// Export writes the whole table. Errors are those of
// CurationService.ExportEntities, and of the writer.
func (c *Client) Export(ctx context.Context, w io.Writer, e Export) (done Exported, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the stream, should the writer fail
	stream, err := c.curation.ExportEntities(ctx, &laqabv1.ExportEntitiesRequest{Format: e.Format, AsOfRevision: e.AsOfRevision})
	if err != nil {
		return done, err
	}
	for {
		answer, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return done, nil
		}
		if err != nil {
			return done, err
		}
		done = Exported{answer.GetRevision(), answer.GetLeftOut()}
		if _, err := w.Write(answer.GetChunk()); err != nil {
			return done, err
		}
	}
}
