package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// How often progress is shown: on a terminal, in place; elsewhere, a line each,
// which is rarer where nobody asked for it.
const (
	progressEvery        = 200 * time.Millisecond
	progressLinesEvery   = 5 * time.Second
	progressUnaskedEvery = 30 * time.Second
)

// progress shows how far a long command is. It keeps quiet for the first
// second, so that short ones stay clean.
type progress struct {
	out     io.Writer // nil shows nothing
	lines   bool      // each on its own: out is no terminal
	unasked bool      // and nobody asked for them
	what    string    // "mentions resolved"
	started time.Time

	mu    sync.Mutex // guards shown
	shown time.Time
}

// progress shows itself only on a terminal where nothing else is written meanwhile.
func (p *program) progress(what string) *progress {
	return p.newProgress(what, p.stderrTerminal && p.screenWidth() == 0)
}

// progressUntilResult is progress of a command that shows nothing before it is
// done, and may be killed before. Where there is no terminal it is told at a slow
// rhythm, unless it was asked for.
func (p *program) progressUntilResult(what string, asked bool) *progress {
	bar := p.newProgress(what, true)
	bar.unasked = !asked
	return bar
}

func (p *program) newProgress(what string, shown bool) *progress {
	bar := &progress{what: what, started: time.Now(), lines: !p.stderrTerminal}
	if shown {
		bar.out = p.stderr
	}
	bar.shown = bar.started.Add(time.Second)
	return bar
}

// to says that count are done.
func (b *progress) to(count int64) {
	b.say("%d %s, %.0f/s", count, b.what, float64(count)/time.Since(b.started).Seconds())
}

// say shows a line, unless one was shown just now.
func (b *progress) say(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now, every := time.Now(), progressEvery
	switch {
	case b.lines && b.unasked:
		every = progressUnaskedEvery
	case b.lines:
		every = progressLinesEvery
	}
	if b.out == nil || now.Sub(b.shown) < every {
		return
	}
	b.shown = now
	if b.lines {
		fmt.Fprintf(b.out, "laqab: "+format+"\n", args...)
		return
	}
	fmt.Fprintf(b.out, "\r\x1b[K"+format, args...)
}

// clear takes the progress off the screen, before anything else is written there.
func (b *progress) clear() {
	if b.out != nil && !b.lines {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
