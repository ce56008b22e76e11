package main

import (
	"fmt"
	"io"
	"time"
)

// progress shows on a terminal how far a long command is. It keeps quiet for
// the first second, so that short ones stay clean.
type progress struct {
	out     io.Writer // nil shows nothing
	what    string    // "mentions resolved"
	started time.Time
	shown   time.Time
	count   int64
}

// progress shows itself only where nothing else is written meanwhile.
func (p *program) progress(what string) *progress {
	bar := &progress{what: what, started: time.Now()}
	if p.stderrTerminal && p.screenWidth() == 0 {
		bar.out = p.stderr
	}
	bar.shown = bar.started.Add(time.Second)
	return bar
}

// to says that count are done.
func (b *progress) to(count int64) {
	b.count = count
	now := time.Now()
	if b.out == nil || now.Sub(b.shown) < 200*time.Millisecond {
		return
	}
	b.shown = now
	rate := float64(count) / now.Sub(b.started).Seconds()
	fmt.Fprintf(b.out, "\r\x1b[K%d %s, %.0f/s", count, b.what, rate)
}

// clear takes the progress off the screen, before anything else is written there.
func (b *progress) clear() {
	if b.out != nil {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
