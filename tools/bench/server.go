package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/client"
	"github.com/laqab/laqab/service"
)

// serve measures what goes through the table on disk and the server: the
// import, the starts, calls, and edits.
func (b *bench) serve(ctx context.Context, qs []query, entities int) (err error) {
	dir, err := os.MkdirTemp("", "laqab-bench")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "table.db")
	if err := b.importTable(ctx, path); err != nil {
		return err
	}
	before := listing(dir)
	first, err := b.start(ctx, path, "cold", "")
	if err != nil {
		return err
	}
	if err := first.stop(); err != nil {
		return err
	}
	note := "there is no snapshot cache beside the table"
	if made := newFiles(before, listing(dir)); len(made) > 0 {
		note = "from " + strings.Join(made, ", ")
	}
	s, err := b.start(ctx, path, "warm", note)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if err := b.calls(ctx, s.client, qs); err != nil {
		return fmt.Errorf("calls: %w", err)
	}
	if err := b.edits(ctx, s.client, qs, entities); err != nil {
		return fmt.Errorf("edits: %w", err)
	}
	if err := b.news(ctx, s, qs); err != nil {
		return fmt.Errorf("news: %w", err)
	}
	return nil
}

// importTable writes the table in the file format, and then measures its import.
func (b *bench) importTable(ctx context.Context, path string) (err error) {
	b.progress("importing")
	lines := path + ".jsonl"
	if err := writeLines(b.table, lines); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(lines)) }()
	in, err := os.Open(lines)
	if err != nil {
		return err
	}
	defer in.Close()
	store, err := aliases.Open(ctx, path, aliases.Options{})
	if err != nil {
		return err
	}
	start := time.Now()
	_, err = store.Import(ctx, in, aliases.ImportOptions{Edit: aliases.Edit{Actor: "bench"}})
	took := time.Since(start)
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	file, err := os.Stat(path)
	if err != nil {
		return err
	}
	b.add("start", "import", "", value{"seconds", took.Seconds()}, value{"names/s", float64(b.table.aliases) / took.Seconds()},
		value{"disk_bytes/alias", float64(file.Size()) / float64(b.table.aliases)})
	return nil
}

// writeLines writes a table in the file format.
func writeLines(t *table, path string) error {
	type aliasLine struct {
		Value    string `json:"value"`
		Language string `json:"language,omitempty"`
		Kind     string `json:"kind,omitempty"`
	}
	type line struct {
		ID      string      `json:"id"`
		Type    string      `json:"type"`
		Name    string      `json:"name"`
		Aliases []aliasLine `json:"aliases,omitempty"`
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	out := json.NewEncoder(w)
	for e := range t.All() {
		l := line{ID: e.ID, Type: string(e.Type), Name: e.Name}
		for _, a := range e.Aliases {
			l.Aliases = append(l.Aliases, aliasLine{a.Value, a.Language, string(a.Kind)})
		}
		if err := out.Encode(l); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

// listing is the names of the files in a directory.
func listing(dir string) map[string]bool {
	files := map[string]bool{}
	entries, _ := os.ReadDir(dir) // an unreadable one shows when the table is opened
	for _, e := range entries {
		files[e.Name()] = true
	}
	return files
}

// newFiles are those that came, less what SQLite keeps beside an open table.
func newFiles(before, after map[string]bool) []string {
	var made []string
	for f := range after {
		if !before[f] && !strings.HasSuffix(f, "-wal") && !strings.HasSuffix(f, "-shm") && !strings.HasSuffix(f, ".lock") {
			made = append(made, f)
		}
	}
	return made
}

// side is whose calls are measured. Profiles carry it as a label, and which end
// of the call the work was done at.
type side string

// The sides.
const (
	ours   side = "laqab"
	theirs side = "echo"
)

// label does f, and all that f starts, under the side's name.
func (s side) label(end string, f func()) {
	pprof.Do(context.Background(), pprof.Labels("side", string(s), "end", end), func(context.Context) { f() })
}

// running is a server in this process, with a client of it.
type running struct {
	side   side
	store  *aliases.Store // of laqab
	client *client.Client
	closes []func() error
}

// start opens the table and loads the server, which it measures.
func (b *bench) start(ctx context.Context, path, label, note string) (s *running, err error) {
	b.progress("starting " + label)
	s = &running{side: ours}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.stop())
		}
	}()
	before := heap()
	start := time.Now()
	store, err := aliases.Open(ctx, path, aliases.Options{CheckFileLater: true}) // as the server does
	if err != nil {
		return s, err
	}
	s.store = store
	s.closes = append(s.closes, store.Close)
	server := newServer(store, -1) // the calls that are measured ask the same few thousand mentions again and again
	if err := server.Load(ctx); err != nil {
		return s, err
	}
	took := time.Since(start)
	b.add("start", label, note, value{"seconds", took.Seconds()}, value{"names/s", float64(b.table.aliases) / took.Seconds()},
		value{"bytes/alias", (heap() - before) / float64(b.table.aliases)}, value{"rss_mb", residentBytes() / 1e6})
	s.client, err = s.listen(server.Serve, func() error { return server.Shutdown(ctx) })
	return s, err
}

// newServer returns a server of the table that logs as laqabd does, to nowhere, and
// keeps answers as service.Config says.
func newServer(store *aliases.Store, answerCache int) *service.Server {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	return service.New(store, service.Config{Logger: log, IndexCache: store.Path() + ".index", AnswerCache: answerCache})
}

// listen serves on a free port and dials it.
func (s *running) listen(serve func(net.Listener) error, shutdown func() error) (*client.Client, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	done := make(chan error, 1)
	s.side.label("server", func() { go func() { done <- serve(l) }() })
	s.closes = append(s.closes, func() error { return errors.Join(shutdown(), <-done) })
	var c *client.Client
	s.side.label("client", func() {
		c, err = client.Dial(l.Addr().String(), client.Options{Timeout: 10 * time.Minute}) // an edit may take as long as a build
	})
	if err == nil {
		s.closes = append(s.closes, c.Close)
	}
	return c, err
}

// stop ends what was started, last things first.
func (s *running) stop() error {
	var errs []error
	for i := len(s.closes) - 1; i >= 0; i-- {
		errs = append(errs, s.closes[i]())
	}
	s.closes = nil
	return errors.Join(errs...)
}
