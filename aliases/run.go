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
	bad   []*LineError // in the order of the file
	last  int          // the number of the line it ends with, blank lines counted
	err   error        // of reading; the run is the last
	ends  bool         // a transaction ends here
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
func decodeAhead(ctx context.Context, r io.Reader, batch int) *ahead {
	a := &ahead{runs: make(chan run), quit: make(chan struct{})}
	go func() {
		defer close(a.runs)
		runs := runDecoder{decoder: decoder{r: r}, batch: batch, seen: map[string]int{}}
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
	decoder
	batch  int
	count  int            // of lines with something on them
	seen   map[string]int // ID -> line
	record []byte         // scratch
}

// next returns the next run and whether another one follows.
func (d *runDecoder) next() (r run, more bool) {
	for bytes := 0; len(r.lines)+len(r.bad) < maxRunLines && bytes < maxRunBytes && !r.ends; bytes += d.size {
		line, err := d.decoder.next()
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
		return &LineError{Line: l.Number, Err: fmt.Errorf("id %q is that of line %d too", l.Entity.ID, first)}
	}
	d.seen[l.Entity.ID] = l.Number
	return nil
}

func (d *runDecoder) done(r run) run {
	r.last = d.number
	slices.SortFunc(r.lines, func(a, b *runLine) int { return strings.Compare(a.Entity.ID, b.Entity.ID) })
	return r
}
