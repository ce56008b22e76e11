package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/service"
)

// Main is the program: BindFlags, Run, Close.
type Main struct {
	DB           string
	Listen       string
	Seed         string
	IndexCache   string
	AnswerCache  int // MiB
	AddrFile     string
	DrainTimeout time.Duration
	LogFormat    string
	LogLevel     string
	TLSCert      string
	TLSKey       string
	TokensFile   string
	CasesFiles   []string
	Insecure     bool
	Review       string
	Config       service.Config // the limits; the rest is filled in by Run

	Signals <-chan os.Signal // the first one drains, the second one stops
	Stderr  io.Writer

	store *aliases.Store
}

// NewMain returns a program with the defaults.
func NewMain() *Main { return &Main{Stderr: os.Stderr} }

// BindFlags makes the flags set the fields.
func (m *Main) BindFlags(f *pflag.FlagSet) {
	f.StringVar(&m.DB, "db", "laqab.db", "the alias table's `FILE`; made when it is not there")
	f.StringVar(&m.Listen, "listen", "127.0.0.1:50051", "`ADDR` to listen on; port 0 takes a free one")
	f.StringVar(&m.Seed, "seed", "builtin", "what a new table is filled with: builtin or none")
	f.StringVar(&m.IndexCache, "index-cache", "auto", "auto keeps the index in a file beside the table, FILE.index, for the next start; off does not")
	f.IntVar(&m.AnswerCache, "answer-cache", 32, "`MIB` of answers kept for mentions that come again before the table changes; 0 keeps none")
	f.StringVar(&m.AddrFile, "addr-file", "", "write the address listened on to this `FILE`")
	f.DurationVar(&m.DrainTimeout, "drain-timeout", 10*time.Second, "how long calls under way may take when stopping")
	f.StringVar(&m.LogFormat, "log-format", "text", "text or json")
	f.StringVar(&m.LogLevel, "log-level", "info", "debug, info, warn or error")
	f.StringVar(&m.TLSCert, "tls-cert", "", "certificate `FILE`, PEM; needs --tls-key")
	f.StringVar(&m.TLSKey, "tls-key", "", "key `FILE`, PEM; needs --tls-cert")
	f.StringVar(&m.TokensFile, "auth-tokens-file", "", "`FILE` of callers: NAME SECRET read|curate, one a line")
	f.StringArrayVar(&m.CasesFiles, "cases", nil, "`FILE` of mentions with known answers, as laqab eval reads it, that previews of edits ask again; may be repeated")
	f.BoolVar(&m.Insecure, "insecure", false, "listen beyond loopback without TLS or without authentication")
	f.DurationVar(&m.Config.SlowCall, "log-slow", 0, "log calls that took so long at info, beside edits and failures; the others at debug; 0 means 1s")
	f.IntVar(&m.Config.MaxInFlight, "max-in-flight", 0, "calls worked on at once; 0 means 1024")
	f.IntVar(&m.Config.MaxWatches, "max-watches", 0, "watches at once, which are not among those calls; 0 means 1024")
	f.IntVar(&m.Config.MaxChecks, "max-checks", 0, "previews and checks worked on at once; 0 means 4")
	f.StringVar(&m.Review, "review", "on", "whether mentions that resolving leaves open are recorded for review: on or off")
	f.Float64Var(&m.Config.Review.Below, "review-below", 0, "record resolved mentions too, below this `PROBABILITY`")
	f.IntVar(&m.Config.Review.Max, "review-max", 0, "how many spellings the review queue holds; 0 means 10000")
}

// Run serves until a signal comes, the context ends, or something fails.
func (m *Main) Run(ctx context.Context) error {
	if err := m.configure(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go resolver.Preload() // beside opening the table
	var err error
	if m.store, err = aliases.Open(ctx, m.DB, aliases.Options{CheckFileLater: true}); err != nil {
		return err
	}
	if m.IndexCache == "auto" {
		m.Config.IndexCache = m.store.Path() + ".index"
	}
	listener, err := m.listen()
	if err != nil {
		return err
	}
	server := service.New(m.store, m.Config)
	m.Config.Logger.Info("listening", "addr", listener.Addr().String(), "db", m.store.Path())

	served, loaded := make(chan error, 1), make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	go func() { loaded <- m.load(ctx, server) }()
	for {
		select {
		case err := <-served:
			m.stop(server, loaded, cancel)
			return err
		case err := <-loaded:
			loaded = nil
			if err != nil {
				m.stop(server, nil, cancel)
				return err
			}
		case s := <-m.Signals:
			m.Config.Logger.Info("stopping", "signal", s.String(), "drain_timeout", m.DrainTimeout)
			m.stop(server, loaded, cancel)
			return nil
		case <-ctx.Done():
			m.stop(server, loaded, cancel)
			return nil
		}
	}
}

// readCases reads the committed evaluation cases.
func (m *Main) readCases() error {
	for _, path := range m.CasesFiles {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		cases, err := service.ReadCases(path, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return fmt.Errorf("--cases: %w", err)
		}
		m.Config.Cases = append(m.Config.Cases, cases...)
	}
	return nil
}

// load fills a new table, and loads the index. Then, while the server answers,
// it looks whether the table's file is damaged: edits wait for that.
func (m *Main) load(ctx context.Context, server *service.Server) error {
	if err := m.seed(ctx); err != nil {
		return err
	}
	if err := server.Load(ctx); err != nil {
		return err
	}
	return m.store.CheckFile(ctx)
}

// stop drains the server, and cuts off what is left after the timeout or at
// the next signal. That calls were cut off is worth a warning, not a failure.
// loading is nil when that is over.
func (m *Main) stop(server *service.Server, loading <-chan error, cancelLoading func()) {
	cancelLoading()
	ctx, cancel := context.WithTimeout(context.Background(), m.DrainTimeout)
	defer cancel()
	go func() {
		select {
		case <-m.Signals:
			cancel()
		case <-ctx.Done():
		}
	}()
	if err := server.Shutdown(ctx); err != nil {
		m.Config.Logger.Warn("stopped", "error", err)
	} else {
		m.Config.Logger.Info("stopped")
	}
	if loading == nil {
		return
	}
	// The store must not be closed under it. That it was cancelled is no news.
	if err := <-loading; err != nil && !errors.Is(err, context.Canceled) {
		m.Config.Logger.Warn("loading had failed", "error", err)
	}
}

// Close closes the table. It may be called whatever Run returned.
func (m *Main) Close() error {
	if m.store == nil {
		return nil
	}
	return m.store.Close()
}

func (m *Main) listen() (net.Listener, error) {
	l, err := net.Listen("tcp", m.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%w: is another server running? --listen takes another address", err)
	}
	if err != nil {
		return nil, err
	}
	if m.AddrFile != "" {
		if err := writeFile(m.AddrFile, l.Addr().String()+"\n"); err != nil {
			return nil, errors.Join(err, l.Close())
		}
	}
	return l, nil
}

// writeFile makes the file appear whole: somebody may be waiting for it.
func writeFile(path, content string) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}

func (m *Main) logger() (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(m.LogLevel)); err != nil {
		return nil, usageError{fmt.Errorf("--log-level %q is not debug, info, warn or error", m.LogLevel)}
	}
	opts := &slog.HandlerOptions{Level: level}
	switch m.LogFormat {
	case "text":
		return slog.New(slog.NewTextHandler(m.Stderr, opts)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(m.Stderr, opts)), nil
	}
	return nil, usageError{fmt.Errorf("--log-format %q is not text or json", m.LogFormat)}
}
