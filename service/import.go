package service

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/aliases/format"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

type importStream = grpc.BidiStreamingServer[laqabv1.ImportEntitiesRequest, laqabv1.ImportEntitiesResponse]

// maxReported is how many bad lines a report shows, and how many conflicts and
// withdrawals. It counts all.
const maxReported = 100

// maxImportFiles is how many files an import may come in: more than any format has.
const maxImportFiles = 8

// maxUnseen is how many committed batches may wait to be made visible before
// the import waits for that.
const maxUnseen = 100

// maxPreviewedImport is how many changes of an import are held in memory to be previewed.
const maxPreviewedImport = 100_000

// progressEvery is how often a caller is told how far reading a file is.
const progressEvery = time.Second

// ImportEntities first receives the files, then imports them: an import holds
// the write lock, and must not hold it at the speed of somebody's connection. A
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
	ctx, stop := context.WithCancelCause(stream.Context())
	defer stop(nil)
	files := &upload{ctx: ctx}
	defer files.Close()
	if err := files.receive(stream, opts.GetFileName(), s.maxImport); err != nil {
		return err
	}
	im := &importing{curationService: s, stream: stream, files: files, opts: opts}
	report, err := im.run(ctx, stop)
	if err != nil {
		return err
	}
	logRevision(stream.Context(), report.GetRevision())
	return stream.Send(&laqabv1.ImportEntitiesResponse{Event: &laqabv1.ImportEntitiesResponse_Report{Report: report}})
}

// importing is one import under way.
type importing struct {
	*curationService
	stream importStream
	files  *upload
	opts   *laqabv1.ImportOptions
	lines  atomic.Int64 // read so far
	told   notices

	// Of an import that is to be validated only: what it was made on and would change.
	before *snapshot
	delta  aliases.Delta
}

func (im *importing) run(ctx context.Context, stop context.CancelCauseFunc) (*laqabv1.ImportReport, error) {
	preview := im.opts.GetEdit().GetValidateOnly()
	if preview {
		if err := im.checks.enter(); err != nil {
			return nil, err
		}
		defer im.checks.leave()
	}
	reader, found, err := im.open()
	if err != nil {
		return nil, err
	}
	committed := make(chan aliases.ImportReport, maxUnseen)
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		if err := im.follow(committed); err != nil {
			stop(err)
		}
	}()
	opts := im.opts
	dryRun := opts.GetDryRun() || preview
	importOptions := aliases.ImportOptions{
		Edit:       aliases.Edit{Actor: opts.GetEdit().GetActor(), Reason: opts.GetEdit().GetReason()},
		OnExisting: onExisting[opts.GetOnExisting()],
		Source:     opts.GetSource(),
		Link:       opts.GetLink(),
		BatchSize:  int(opts.GetBatchSize()),
		DryRun:     dryRun,
		MaxErrors:  maxReported,
		Progress:   func(r aliases.ImportReport) { im.lines.Store(int64(r.Lines)) },
		Acknowledge: func(r aliases.ImportReport) {
			im.told.keep()
			select {
			case committed <- r:
			case <-ctx.Done():
			}
		},
		Conflict:  im.told.conflict,
		Withdrawn: im.told.withdrawn,
	}
	if preview {
		importOptions.BatchSize, importOptions.Finish = 0, func(tx *aliases.Tx) error { return im.compare(ctx, tx) }
	}
	done, err := im.store.ImportFrom(ctx, reader, importOptions)
	close(committed)
	<-followed
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	if err == nil {
		im.told.keep()
	}
	report := reportToProto(done, dryRun)
	report.Format = formatsToProto[found]
	report.Conflicts, report.Withdrawals = im.told.kept.conflicts, im.told.kept.withdrawals
	if report.Errors, report.ErrorCount, err = badLines(err); err != nil {
		return nil, err
	}
	if im.before != nil {
		if report.Impact, err = im.impact(ctx, im.before, im.delta); err != nil {
			return nil, err
		}
	}
	if report.GetRevision() == 0 || dryRun { // nothing was committed
		report.Revision, err = im.store.Revision(ctx)
	}
	return report, err
}

// compare keeps what an import has changed, and the snapshot it was made on,
// before it is undone. No more than fits in memory is compared: who imports a
// large list looks at a part of it first.
func (im *importing) compare(ctx context.Context, tx *aliases.Tx) (err error) {
	if changes := tx.Revision() - tx.Base(); changes > maxPreviewedImport {
		return &invalidError{[]violation{{"options.edit.validate_only",
			fmt.Sprintf("the import makes %d changes, and a preview takes at most %d: try a part of the file, or dry_run", changes, maxPreviewedImport)}}}
	}
	if im.before, err = im.live.at(ctx, tx.Base()); err != nil {
		return err
	}
	im.delta, err = tx.Changed()
	return err
}

// open tells the format of the files and begins to read them.
func (im *importing) open() (aliases.Reader, format.Format, error) {
	files, err := im.files.reading()
	if err != nil {
		return nil, "", err
	}
	reader, found, err := format.Open(files, format.Options{
		Format:   formats[im.opts.GetFormat()],
		Wikidata: wikidataFromProto(im.opts.GetWikidata()),
	})
	var refused *format.OpenError
	switch {
	case errors.As(err, &refused) && refused.Files:
		return nil, "", &invalidError{[]violation{{"file", refused.Reason}}}
	case errors.As(err, &refused):
		return nil, "", &invalidError{[]violation{{"options.format", refused.Reason}}}
	case damagedGzip(err):
		return nil, "", damaged(err)
	case err == nil && found != format.Wikidata && im.opts.GetWikidata() != nil:
		return nil, "", &invalidError{[]violation{{"options.wikidata", fmt.Sprintf("is for Wikidata, and the file is %s", found)}}}
	}
	return reader, found, err
}

// follow makes committed batches visible, and then says so; meanwhile it says
// how far reading is. The next batches are written at the same time; those that
// are by then are made visible together, which costs less than one by one.
func (im *importing) follow(committed <-chan aliases.ImportReport) error {
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case r, more := <-committed:
			if !more {
				return nil
			}
			batches := []aliases.ImportReport{r}
			for range len(committed) {
				if r, more := <-committed; more {
					batches = append(batches, r)
				}
			}
			if err := im.acknowledge(batches); err != nil {
				return err
			}
		case <-tick.C:
			if err := im.stream.Send(&laqabv1.ImportEntitiesResponse{Event: &laqabv1.ImportEntitiesResponse_Progress{
				Progress: &laqabv1.ImportProgress{Line: im.lines.Load(), BytesRead: im.files.read.Load(), BytesTotal: im.files.size},
			}}); err != nil {
				return err
			}
		}
	}
}

func (im *importing) acknowledge(batches []aliases.ImportReport) error {
	if err := im.live.see(im.stream.Context(), batches[len(batches)-1].Revision); err != nil {
		return err
	}
	for _, b := range batches {
		if err := im.stream.Send(&laqabv1.ImportEntitiesResponse{Event: &laqabv1.ImportEntitiesResponse_Acknowledged{
			Acknowledged: &laqabv1.ImportProgress{Line: int64(b.Lines), Revision: b.Revision},
		}}); err != nil {
			return err
		}
	}
	return nil
}

// notices are the first conflicts and withdrawals of an import. What is told
// of a transaction is kept when that is committed.
type notices struct {
	kept, pending struct {
		conflicts   []*laqabv1.ImportConflict
		withdrawals []*laqabv1.Withdrawal
	}
}

func (n *notices) conflict(c aliases.Conflict) {
	if len(n.pending.conflicts) < maxReported {
		n.pending.conflicts = append(n.pending.conflicts, conflictToProto(&c))
	}
}

func (n *notices) withdrawn(w aliases.Withdrawal) {
	if len(n.pending.withdrawals) < maxReported {
		n.pending.withdrawals = append(n.pending.withdrawals, withdrawalToProto(&w))
	}
}

func (n *notices) keep() {
	n.kept.conflicts = firstOf(n.kept.conflicts, n.pending.conflicts)
	n.kept.withdrawals = firstOf(n.kept.withdrawals, n.pending.withdrawals)
	n.pending.conflicts, n.pending.withdrawals = nil, nil
}

func firstOf[T any](kept, pending []T) []T {
	return append(kept, pending[:min(len(pending), maxReported-len(kept))]...)
}

func reportToProto(r aliases.ImportReport, dryRun bool) *laqabv1.ImportReport {
	return &laqabv1.ImportReport{
		Lines:           int64(r.Lines),
		Created:         int64(r.Created),
		Changed:         int64(r.Updated),
		Unchanged:       int64(r.Unchanged),
		Skipped:         int64(r.Skipped),
		Ignored:         int64(r.Ignored),
		Linked:          int64(r.Linked),
		ConflictCount:   int64(r.Conflicts),
		WithdrawalCount: int64(r.Withdrawn),
		Revision:        r.Revision,
		DryRun:          dryRun,
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
		return nil, 0, damaged(err)
	case !errors.As(err, &bad):
		return nil, 0, err
	}
	for _, l := range bad.Lines {
		shown = append(shown, &laqabv1.LineError{Line: int64(l.Line), Reason: l.Err.Error(),
			File: l.File, Column: int64(l.Column), Element: l.Element})
	}
	return shown, int64(bad.Count), nil
}

func damaged(err error) error {
	return &invalidError{[]violation{{"chunk", fmt.Sprintf("the file is damaged: %v", err)}}}
}

func damagedGzip(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &corrupt)
}
