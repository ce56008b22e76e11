package aliases

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// OnExisting says what an import does with a line whose ID is in the table.
type OnExisting string

// The choices. A deleted entity is revived by Replace only: the others leave
// it, for somebody meant it to go.
const (
	Fail    OnExisting = "fail"    // the line is an error; the default without a source
	Skip    OnExisting = "skip"    // the table stays as it is
	Replace OnExisting = "replace" // nothing of the old entity is kept but its ID and history
	Merge   OnExisting = "merge"   // aliases, external IDs and exclusions that are missing are added
	// Update merges three ways: what the source's last edition said, what it says
	// now, and the table, so that edits of maintainers survive; see Conflict and
	// Withdrawal. A merged entity is updated where it went. It needs a source,
	// and is the default with one.
	Update OnExisting = "update"
)

// ImportOptions of Import. The zero value with an actor imports new entities
// in one transaction, all or none.
type ImportOptions struct {
	Edit       Edit
	OnExisting OnExisting
	// Source names the list that the file is an edition of: what it says is
	// remembered for Update. [A-Za-z0-9][A-Za-z0-9._:-]{0,63}, or "" for none.
	Source string
	// Link names a list of external IDs. An entity whose ID is new, but whose ID
	// in that list an active entity of the table has, is that entity: its own ID
	// leads there from then on, as after MergeEntities. It needs a source, and
	// "" links nothing.
	Link string
	// BatchSize is how many lines make a transaction; 0 puts all into one.
	// Batches before the one with a bad line stay.
	BatchSize int
	// DryRun does everything but commit.
	DryRun bool
	// Finish, when set, edits the table once all lines are in it, in the last transaction.
	Finish func(*Tx) error
	// MaxErrors is how many bad lines are returned; 0 is 100. All are counted.
	MaxErrors int
	// Progress, when set, is told how far the import has come, every few
	// thousand lines.
	Progress func(ImportReport)
	// Acknowledge, when set, is told after each transaction that what the
	// report counts is on disk.
	Acknowledge func(ImportReport)
	// Conflict and Withdrawn, when set, are told what Update could not do. What
	// they are told counts when the import succeeds.
	Conflict  func(Conflict)
	Withdrawn func(Withdrawal)
}

// ImportReport counts what an import did. After an error it counts what is in
// the table in spite of it: the committed batches.
type ImportReport struct {
	Lines     int // the number of the last line read, from 1; blank lines are lines
	Created   int
	Updated   int
	Unchanged int   // in the table just so; they take no revision
	Skipped   int   // left as they are, by Skip or because they are deleted
	Ignored   int   // records of the file that are of no entity to be imported
	Linked    int   // of the updated ones, by ImportOptions.Link
	Aliases   int   // on the lines that were taken
	Conflicts int   // told to ImportOptions.Conflict
	Withdrawn int   // told to ImportOptions.Withdrawn
	Revision  int64 // of the newest change
}

// ImportError lists the bad lines of an import, in order.
type ImportError struct {
	Lines []*LineError // the first ImportOptions.MaxErrors of them
	Count int          // of all
}

func (e *ImportError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "import: %d bad lines", e.Count)
	shown := e.Lines[:min(len(e.Lines), 10)]
	for _, l := range shown {
		b.WriteString("\n" + l.Error())
	}
	if e.Count > len(shown) {
		b.WriteString("\n...")
	}
	return b.String()
}

// Unwrap returns the errors of the lines.
func (e *ImportError) Unwrap() []error {
	errs := make([]error, len(e.Lines))
	for i, l := range e.Lines {
		errs[i] = l
	}
	return errs
}

// Import reads entities in the file format (see DecodeEntities) into the
// table, as ImportFrom does.
func (s *Store) Import(ctx context.Context, r io.Reader, opts ImportOptions) (ImportReport, error) {
	return s.ImportFrom(ctx, NewReader(r), opts)
}

// ImportFrom reads entities into the table. Bad lines are an *ImportError, and
// nothing of their transaction, or of later ones, is written. In which order
// the lines of a transaction take their revisions is not said. The reader is
// read while other edits wait: give it a file, not a slow connection. It is not
// read any more once ImportFrom has returned.
func (s *Store) ImportFrom(ctx context.Context, r Reader, opts ImportOptions) (ImportReport, error) {
	if err := opts.complete(); err != nil {
		return ImportReport{}, err
	}
	decoded := decodeAhead(ctx, r, opts.BatchSize)
	defer decoded.stop()
	im := &importer{opts: opts, runs: decoded.runs}
	err := im.run(ctx, s)
	return im.committed, err
}

// complete checks the options and fills in the defaults.
func (o *ImportOptions) complete() error {
	if err := o.Edit.validate(); err != nil {
		return err
	}
	if o.MaxErrors <= 0 {
		o.MaxErrors = 100
	}
	if o.OnExisting == "" {
		o.OnExisting = Fail
		if o.Source != "" {
			o.OnExisting = Update
		}
	}
	var v violations
	if choices := []OnExisting{Fail, Skip, Replace, Merge, Update}; !slices.Contains(choices, o.OnExisting) {
		v.add("on_existing", fmt.Sprintf("is %q, not one of %v", o.OnExisting, choices))
	}
	if o.Source != "" || o.OnExisting == Update {
		v.id("source", o.Source, MaxSource)
	}
	if o.Link != "" {
		v.id("link", o.Link, MaxSource)
		if o.OnExisting != Update {
			v.add("link", "is for imports that update what a source said before")
		}
	}
	return v.err()
}

type importer struct {
	opts      ImportOptions
	links     links
	runs      <-chan run
	failed    ImportError
	report    ImportReport // with what is not committed yet
	committed ImportReport
}

func (im *importer) run(ctx context.Context, s *Store) error {
	for more := true; more; {
		err := s.update(ctx, im.opts.Edit, func(tx *Tx) (commit bool, err error) {
			more, err = im.batch(tx)
			if err == nil && !more && im.failed.Count == 0 && im.opts.Finish != nil {
				err = im.opts.Finish(tx)
			}
			im.report.Revision = tx.revision
			return !im.opts.DryRun && im.failed.Count == 0, err
		})
		switch {
		case im.failed.Count > 0 && err != nil:
			return errors.Join(&im.failed, err)
		case im.failed.Count > 0:
			return &im.failed
		case err != nil:
			return err
		}
		fresh := im.report != im.committed
		im.committed = im.report
		if fresh && im.opts.Acknowledge != nil && !im.opts.DryRun {
			im.opts.Acknowledge(im.committed)
		}
	}
	return ctx.Err()
}

// batch takes the lines of one transaction and reports whether more follow.
// After a bad line it goes on to the end of the file, so that one import shows
// all that has to be mended.
func (im *importer) batch(tx *Tx) (more bool, err error) {
	if im.opts.Link != "" && im.links == nil {
		if im.links, err = tx.links(im.opts.Link); err != nil {
			return false, err
		}
	}
	for r := range im.runs {
		if err := im.take(tx, &r); err != nil {
			return false, err
		}
		if im.opts.Progress != nil {
			im.opts.Progress(im.report)
		}
		if r.seen != nil && im.failed.Count == 0 && im.opts.OnExisting == Update {
			if err := im.unlist(tx, r.seen); err != nil {
				return false, err
			}
		}
		if r.ends && im.failed.Count == 0 {
			return true, nil
		}
	}
	return false, tx.cancelled()
}

// take writes a run into the table, and collects its bad lines.
func (im *importer) take(tx *Tx, r *run) error {
	im.failed.Count += len(r.bad)
	bad, err := im.write(tx, r.lines)
	im.failed.Count += len(bad)
	bad = append(bad, r.bad...)
	slices.SortStableFunc(bad, (*LineError).Compare)
	im.failed.Lines = append(im.failed.Lines, bad[:min(len(bad), im.opts.MaxErrors-len(im.failed.Lines))]...)
	im.report.Lines, im.report.Ignored = r.last, r.over
	if err == nil {
		err = r.err
	}
	return err
}

// write takes good lines into the table and returns those that turn out bad
// there. Once there was a bad line, nothing will be committed: then it does no
// more than find others.
func (im *importer) write(tx *Tx, lines []*runLine) (bad []*LineError, err error) {
	for some := range slices.Chunk(lines, flushLines) {
		known, err := tx.known(some, im.opts.Source)
		if err != nil {
			return bad, err
		}
		for _, l := range some {
			said, ok := known[l.Entity.ID]
			same := im.links[l.Entity.ExternalIDs[im.opts.Link]]
			switch {
			case ok:
				err = im.meet(tx, l, said)
			case len(same) > 0:
				err = im.link(tx, l, same)
			default:
				err = im.create(tx, l, im.failed.Count+len(bad) > 0)
			}
			var one *LineError
			if errors.As(err, &one) {
				bad = append(bad, one)
			} else if err != nil {
				return bad, err
			}
		}
		if err := tx.flush(); err != nil {
			return bad, err
		}
	}
	return bad, nil
}

// flushLines is how many lines wait as rows before they are written.
const flushLines = 256

// create takes a line whose ID is new.
func (im *importer) create(tx *Tx, l *runLine, doomed bool) error {
	im.report.Created++
	im.report.Aliases += len(l.Entity.Aliases)
	if doomed {
		return nil
	}
	if err := tx.putValid(OpCreate, nil, &l.Entity, l.record); err != nil {
		return err
	}
	return im.remember(tx, l, said{})
}

// meet takes a line whose ID is in the table.
func (im *importer) meet(tx *Tx, l *runLine, last said) error {
	if im.opts.OnExisting == Update {
		return im.update(tx, l, last)
	}
	before, err := tx.load(l.Entity.ID)
	if err != nil {
		return err
	}
	var after *Entity
	switch {
	case im.opts.OnExisting == Skip, im.opts.OnExisting == Merge && before.State == StateDeleted:
		im.report.Skipped++
		return nil
	case im.opts.OnExisting == Fail, before.State == StateMerged:
		holder, err := tx.Get(before.ID)
		if err != nil {
			return err
		}
		return l.bad(&ExistsError{What: "entity", Name: before.ID, Holder: holder.ID, State: before.State})
	case im.opts.OnExisting == Replace:
		after = &l.Entity
	case im.opts.OnExisting == Merge:
		after = before.clone()
		after.absorb(&l.Entity)
	}
	if err := im.put(tx, l, &before, after); err != nil {
		return err
	}
	return im.remember(tx, l, last)
}

// put writes what a line made of an entity, and counts it.
func (im *importer) put(tx *Tx, l *runLine, before, after *Entity) error {
	was := tx.revision
	if err := tx.put(OpUpdate, before, after); errors.Is(err, ErrInvalid) {
		return l.bad(err) // merged, it has too much
	} else if err != nil {
		return err
	}
	im.report.Aliases += len(l.Entity.Aliases)
	if tx.revision == was {
		im.report.Unchanged++
	} else {
		im.report.Updated++
	}
	return nil
}

// bad says that a good line cannot be taken.
func (l *runLine) bad(err error) error { return &LineError{Position{Line: l.Number}, err} }
