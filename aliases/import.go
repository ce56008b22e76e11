package aliases

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// OnExisting says what an import does with a line whose ID is in the table.
type OnExisting string

// The choices. A deleted entity is revived by Replace only: Merge and Skip
// leave it, for somebody meant it to go.
const (
	Fail    OnExisting = "fail"    // the line is an error; the default
	Skip    OnExisting = "skip"    // the table stays as it is
	Replace OnExisting = "replace" // nothing of the old entity is kept but its ID and history
	Merge   OnExisting = "merge"   // aliases, external IDs and exclusions that are missing are added
)

// ImportOptions of Import. The zero value with an actor imports new entities
// in one transaction, all or none.
type ImportOptions struct {
	Edit       Edit
	OnExisting OnExisting
	// BatchSize is how many lines make a transaction; 0 puts all into one.
	// Batches before the one with a bad line stay.
	BatchSize int
	// DryRun does everything but commit.
	DryRun bool
	// MaxErrors is how many bad lines are looked for before giving up; 0 is 100.
	MaxErrors int
	// Progress, when set, is told how far the import has come, every few
	// hundred lines.
	Progress func(ImportReport)
	// Acknowledge, when set, is told after each transaction that what the
	// report counts is on disk.
	Acknowledge func(ImportReport)
}

// ImportReport counts what an import did. After an error it counts what is in
// the table in spite of it: the committed batches.
type ImportReport struct {
	Lines     int // with an entity on them
	Created   int
	Updated   int
	Unchanged int   // in the table just so; they take no revision
	Skipped   int   // left as they are, by Skip or because they are deleted
	Aliases   int   // on the lines that were taken
	Revision  int64 // of the newest change
}

// ImportError lists the bad lines of an import, in order.
type ImportError struct {
	Lines []*LineError
	More  bool // there may be more: looking for them was given up
}

func (e *ImportError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "import: %d bad lines", len(e.Lines))
	if e.More {
		b.WriteString(", perhaps more")
	}
	for _, l := range e.Lines[:min(len(e.Lines), 10)] {
		b.WriteString("\n" + l.Error())
	}
	if len(e.Lines) > 10 {
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
// table. A bad line is an *ImportError, and nothing of its transaction is
// written. The reader is read while other edits wait: give it a file, not a
// slow connection. It is not read any more once Import has returned.
func (s *Store) Import(ctx context.Context, r io.Reader, opts ImportOptions) (ImportReport, error) {
	switch opts.OnExisting {
	case "":
		opts.OnExisting = Fail
	case Fail, Skip, Replace, Merge:
	default:
		return ImportReport{}, &InvalidError{[]Violation{{"on_existing", fmt.Sprintf("is %q, not fail, skip, replace or merge", opts.OnExisting)}}}
	}
	if opts.MaxErrors <= 0 {
		opts.MaxErrors = 100
	}
	if err := opts.Edit.validate(); err != nil {
		return ImportReport{}, err
	}
	decoded := decodeAhead(ctx, r, opts.BatchSize)
	defer decoded.stop()
	im := &importer{opts: opts, seen: map[string]int{}, chunks: decoded.chunks}
	err := im.run(ctx, s)
	return im.committed, err
}

// chunkLines is how many lines are decoded and looked up together.
const chunkLines = 256

// chunk is a run of decoded lines.
type chunk struct {
	lines []Line
	bad   []*LineError
	err   error // of reading; the chunk is the last
	ends  bool  // a transaction ends here
}

// ahead decodes while the database writes: each is half of an import's time.
type ahead struct {
	chunks chan chunk
	quit   chan struct{}
}

func decodeAhead(ctx context.Context, r io.Reader, batch int) *ahead {
	a := &ahead{chunks: make(chan chunk, 4), quit: make(chan struct{})}
	go func() {
		defer close(a.chunks)
		var c chunk
		send := func() bool {
			select {
			case a.chunks <- c:
				c = chunk{}
				return true
			case <-a.quit:
			case <-ctx.Done():
			}
			return false
		}
		n := 0
		for line, err := range DecodeEntities(r) {
			var bad *LineError
			switch {
			case errors.As(err, &bad):
				c.bad = append(c.bad, bad)
			case err != nil:
				c.err = err
				send()
				return
			default:
				c.lines = append(c.lines, line)
			}
			n++
			c.ends = batch > 0 && n%batch == 0
			if (c.ends || len(c.lines)+len(c.bad) == chunkLines) && !send() {
				return
			}
		}
		send()
	}()
	return a
}

// stop waits until the reader is not read any more.
func (a *ahead) stop() {
	close(a.quit)
	for range a.chunks {
	}
}

type importer struct {
	opts      ImportOptions
	chunks    <-chan chunk
	seen      map[string]int // ID -> line
	bad       []*LineError
	report    ImportReport // with what is not committed yet
	committed ImportReport
}

var errGiveUp = errors.New("enough bad lines")

func (im *importer) run(ctx context.Context, s *Store) error {
	for more := true; more; {
		err := s.update(ctx, im.opts.Edit, func(tx *Tx) (commit bool, err error) {
			more, err = im.batch(tx)
			im.report.Revision = tx.revision
			return !im.opts.DryRun, err
		})
		if len(im.bad) > 0 {
			return im.lookForMore(err)
		}
		if err != nil {
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
func (im *importer) batch(tx *Tx) (more bool, err error) {
	for c := range im.chunks {
		if err := im.check(&c); err != nil {
			return false, err
		}
		if err := im.write(tx, c.lines); err != nil {
			return false, err
		}
		if len(im.bad) > 0 {
			return false, errGiveUp
		}
		if im.opts.Progress != nil {
			im.opts.Progress(im.report)
		}
		if c.ends {
			return true, nil
		}
	}
	return false, tx.cancelled()
}

// lookForMore reads on after a bad line, without writing, so that one run
// shows what has to be mended.
func (im *importer) lookForMore(err error) error {
	failed := &ImportError{}
	for c := range im.chunks {
		if len(im.bad) >= im.opts.MaxErrors {
			failed.More = true
			break
		}
		if err = im.check(&c); err != nil && err != errGiveUp {
			break
		}
	}
	if len(im.bad) > im.opts.MaxErrors {
		im.bad, failed.More = im.bad[:im.opts.MaxErrors], true
	}
	failed.Lines = im.bad
	if err != nil && err != errGiveUp {
		return errors.Join(failed, err)
	}
	return failed
}

// check collects the bad lines of a chunk: errGiveUp when there is one, or the
// error of reading.
func (im *importer) check(c *chunk) error {
	bad := c.bad
	for _, l := range c.lines {
		if first, ok := im.seen[l.Entity.ID]; ok {
			bad = append(bad, &LineError{Line: l.Number, Err: fmt.Errorf("id %q is that of line %d too", l.Entity.ID, first)})
			continue
		}
		im.seen[l.Entity.ID] = l.Number
	}
	slices.SortStableFunc(bad, func(a, b *LineError) int { return a.Line - b.Line })
	im.bad = append(im.bad, bad...)
	if c.err != nil {
		return c.err
	}
	if len(im.bad) > 0 {
		return errGiveUp
	}
	return nil
}

// write takes a chunk of good lines into the table.
func (im *importer) write(tx *Tx, lines []Line) error {
	known, err := tx.known(lines)
	if err != nil {
		return err
	}
	for i := range lines {
		l := &lines[i]
		im.report.Lines++
		if !known[l.Entity.ID] {
			if err := tx.putValid(OpCreate, nil, &l.Entity); err != nil {
				return &LineError{Line: l.Number, Err: err}
			}
			im.report.Created++
			im.report.Aliases += len(l.Entity.Aliases)
			continue
		}
		var bad *LineError
		if err := im.meet(tx, l); errors.As(err, &bad) {
			im.bad = append(im.bad, bad)
		} else if err != nil {
			return err
		}
	}
	return tx.flush()
}

// meet takes a line whose ID is in the table.
func (im *importer) meet(tx *Tx, l *Line) error {
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
		return &LineError{l.Number, &ExistsError{What: "entity", Name: before.ID, Holder: holder.ID, State: before.State}}
	case im.opts.OnExisting == Replace:
		after = &l.Entity
	case im.opts.OnExisting == Merge:
		after = before.clone()
		after.absorb(&l.Entity)
	}
	was := tx.revision
	if err := tx.put(OpUpdate, &before, after); errors.Is(err, ErrInvalid) {
		return &LineError{l.Number, err} // merged, it has too much
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

// known returns which of the lines' IDs the table has, in whatever state: one
// question for all of them.
func (tx *Tx) known(lines []Line) (map[string]bool, error) {
	ids := make([]string, len(lines))
	for i := range lines {
		ids[i] = lines[i].Entity.ID
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := tx.q.QueryContext(tx.ctx, "SELECT id FROM entity WHERE id IN (SELECT value FROM json_each(?))", string(list))
	if err != nil {
		return nil, storeError(err)
	}
	defer rows.Close()
	known := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		known[id] = true
	}
	return known, storeError(rows.Err())
}
