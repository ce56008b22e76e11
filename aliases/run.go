package aliases

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The most of a file that is decoded, looked up and written together. Two runs
// are in memory at a time, at some three times the bytes.
const (
	maxRunLines = 32 << 10
	maxRunBytes = 16 << 20
)

// run is a part of a file. Its good lines are ordered by ID: the trees that
// their rows go into are then walked from one end to the other, not at random,
// which costs twice the time.
type run struct {
	lines []*runLine
	bad   []*LineError   // in the order of the file
	last  int            // the number of the line it ends with, blank lines counted
	over  int            // how many records were passed over, from the start of the file
	err   error          // of reading; the run is the last
	ends  bool           // a transaction ends here
	seen  map[string]int // the line of each ID; set on the last run of a whole file
}

type runLine struct {
	Line
	record string // of the entity, as AppendEntity has it
}

// ahead decodes the next run while the database writes the last one.
type ahead struct {
	runs chan run
	quit chan struct{}
}

// decodeAhead ends a transaction after each batch lines, or never when batch is 0.
func decodeAhead(ctx context.Context, r Reader, batch int) *ahead {
	a := &ahead{runs: make(chan run), quit: make(chan struct{})}
	go func() {
		defer close(a.runs)
		runs := runDecoder{reader: r, batch: batch, seen: map[string]int{}}
		for more := true; more; {
			var next run
			next, more = runs.next()
			select {
			case a.runs <- next:
			case <-a.quit:
				return
			case <-ctx.Done():
				return
			}
		}
	}()
	return a
}

// stop waits until the reader is not read any more.
func (a *ahead) stop() {
	close(a.quit)
	for range a.runs {
	}
}

type runDecoder struct {
	reader Reader
	batch  int
	count  int            // of lines with something on them
	seen   map[string]int // ID -> line
	record []byte         // scratch
}

// next returns the next run and whether another one follows.
func (d *runDecoder) next() (r run, more bool) {
	for bytes := 0; len(r.lines)+len(r.bad) < maxRunLines && bytes < maxRunBytes && !r.ends; bytes += len(d.record) {
		line, err := d.reader.Next()
		if err == nil {
			err = d.first(&line)
		}
		var bad *LineError
		switch {
		case err == nil:
			d.record = AppendEntity(d.record[:0], &line.Entity)
			r.lines = append(r.lines, &runLine{line, string(d.record)})
		case errors.As(err, &bad):
			r.bad = append(r.bad, bad)
		case err == io.EOF:
			r.seen = d.seen
			return d.done(r), false
		default:
			r.err = err
			return d.done(r), false
		}
		d.count++
		r.ends = d.batch > 0 && d.count%d.batch == 0
	}
	return d.done(r), true
}

// first returns a *LineError when the line's ID came before.
func (d *runDecoder) first(l *Line) error {
	if first, ok := d.seen[l.Entity.ID]; ok {
		return &LineError{Position{Line: l.Number}, fmt.Errorf("id %q is that of line %d too: all that is said of an entity stands together", l.Entity.ID, first)}
	}
	d.seen[l.Entity.ID] = l.Number
	return nil
}

func (d *runDecoder) done(r run) run {
	r.last, r.over = d.reader.Count()
	slices.SortFunc(r.lines, func(a, b *runLine) int { return strings.Compare(a.Entity.ID, b.Entity.ID) })
	return r
}
