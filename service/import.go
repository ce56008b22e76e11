package service

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"google.golang.org/grpc"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

type importStream = grpc.BidiStreamingServer[laqabv1.ImportEntitiesRequest, laqabv1.ImportEntitiesResponse]

// maxReported is how many bad lines a report shows. It counts all.
const maxReported = 100

// maxUnseen is how many committed batches may wait to be made visible before
// the import waits for that.
const maxUnseen = 100

// ImportEntities first receives the file, then imports it: an import holds the
// write lock, and must not hold it at the speed of somebody's connection. A
// caller who goes away stops it; what was acknowledged stays. Bad lines are
// what the report is for, so they do not fail the call.
func (s *curationService) ImportEntities(stream importStream) error {
	if s.live.current.Load() == nil {
		return errLoading
	}
	opts, err := receiveOptions(stream)
	if err != nil {
		return err
	}
	if err := mayActAs(stream.Context(), opts.GetEdit().GetActor()); err != nil {
		return err
	}
	file, err := newSpool()
	if err != nil {
		return err
	}
	defer file.Close()
	if err := receiveFile(stream, file, s.maxImport); err != nil {
		return err
	}
	report, err := s.importFile(stream, file, opts)
	if err != nil {
		return err
	}
	logRevision(stream.Context(), report.GetRevision())
	return stream.Send(&laqabv1.ImportEntitiesResponse{Event: &laqabv1.ImportEntitiesResponse_Report{Report: report}})
}

func receiveOptions(stream importStream) (*laqabv1.ImportOptions, error) {
	first, err := stream.Recv()
	if errors.Is(err, io.EOF) || err == nil && first.GetOptions() == nil {
		return nil, &invalidError{[]violation{{"options", "must be the first message"}}}
	}
	return first.GetOptions(), err
}

func receiveFile(stream importStream, file *spool, limit int64) error {
	for size := int64(0); ; {
		msg, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return file.rewind()
		}
		if err != nil {
			return err
		}
		if msg.GetOptions() != nil {
			return &invalidError{[]violation{{"options", "may be the first message only"}}}
		}
		if size += int64(len(msg.GetChunk())); size > limit {
			return &invalidError{[]violation{{"chunk", fmt.Sprintf("the file has more than %d bytes", limit)}}}
		}
		if _, err := file.Write(msg.GetChunk()); err != nil {
			return err
		}
	}
}

func (s *curationService) importFile(stream importStream, file io.Reader, opts *laqabv1.ImportOptions) (*laqabv1.ImportReport, error) {
	dryRun := opts.GetDryRun() || opts.GetEdit().GetValidateOnly()
	ctx, stop := context.WithCancelCause(stream.Context())
	defer stop(nil)
	committed := make(chan aliases.ImportReport, maxUnseen)
	acknowledged := make(chan struct{})
	go func() {
		defer close(acknowledged)
		if err := s.acknowledge(stream, committed); err != nil {
			stop(err)
		}
	}()
	done, err := s.store.Import(ctx, file, aliases.ImportOptions{
		Edit:       aliases.Edit{Actor: opts.GetEdit().GetActor(), Reason: opts.GetEdit().GetReason()},
		OnExisting: onExisting[opts.GetOnExisting()],
		BatchSize:  int(opts.GetBatchSize()),
		DryRun:     dryRun,
		MaxErrors:  maxReported,
		Acknowledge: func(r aliases.ImportReport) {
			select {
			case committed <- r:
			case <-ctx.Done():
			}
		},
	})
	close(committed)
	<-acknowledged
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	report := reportToProto(done, dryRun)
	if report.Errors, report.ErrorCount, err = badLines(err); err != nil {
		return nil, err
	}
	if report.GetRevision() == 0 || dryRun { // nothing was committed
		report.Revision, err = s.store.Revision(ctx)
	}
	return report, err
}

// acknowledge makes committed batches visible, and then says so. The next
// batches are written meanwhile; those that are by then are made visible
// together, which costs less than one by one.
func (s *curationService) acknowledge(stream importStream, committed <-chan aliases.ImportReport) error {
	for r := range committed {
		batches := []aliases.ImportReport{r}
		for range len(committed) {
			batches = append(batches, <-committed)
		}
		if err := s.live.see(stream.Context(), batches[len(batches)-1].Revision); err != nil {
			return err
		}
		for _, b := range batches {
			if err := stream.Send(&laqabv1.ImportEntitiesResponse{Event: &laqabv1.ImportEntitiesResponse_Acknowledged{
				Acknowledged: &laqabv1.ImportProgress{Line: int64(b.Lines), Revision: b.Revision},
			}}); err != nil {
				return err
			}
		}
	}
	return nil
}

func reportToProto(r aliases.ImportReport, dryRun bool) *laqabv1.ImportReport {
	return &laqabv1.ImportReport{
		Lines:     int64(r.Lines),
		Created:   int64(r.Created),
		Changed:   int64(r.Updated),
		Unchanged: int64(r.Unchanged),
		Skipped:   int64(r.Skipped),
		Revision:  r.Revision,
		DryRun:    dryRun,
	}
}

// badLines splits the error of an import into what is wrong with the file's
// lines and what else went wrong.
func badLines(err error) (shown []*laqabv1.LineError, count int64, _ error) {
	var bad *aliases.ImportError
	switch {
	case err == nil:
		return nil, 0, nil
	case damagedGzip(err): // then not all lines could be looked at
		return nil, 0, &invalidError{[]violation{{"chunk", fmt.Sprintf("the file is damaged: %v", err)}}}
	case !errors.As(err, &bad):
		return nil, 0, err
	}
	for _, l := range bad.Lines {
		shown = append(shown, &laqabv1.LineError{Line: int64(l.Line), Reason: l.Err.Error()})
	}
	return shown, int64(bad.Count), nil
}

func damagedGzip(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &corrupt)
}

// spool is a temporary file that has no name any more: it goes with the process.
type spool struct{ *os.File }

func newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "laqab-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &spool{f}, nil
}

func (s *spool) rewind() error {
	_, err := s.Seek(0, io.SeekStart)
	return err
}
