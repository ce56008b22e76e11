package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/laqab/laqab/client/evaluation"
)

// How long a server may take to listen, and to end.
const (
	listenTimeout = 30 * time.Second
	endTimeout    = 10 * time.Second
)

// ask starts a server on a table of its own in a temporary directory, fills
// the table, asks the queries of the suite, and stops the server. It returns
// how many entities were imported, 0 for the table that ships.
func ask(ctx context.Context, o options, s suite) (report evaluation.Report, entities int, err error) {
	dir, err := os.MkdirTemp("", "laqab-eval")
	if err != nil {
		return report, 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	seed := "none"
	if s.table == "" {
		seed = "builtin"
	}
	server, addr, err := serve(ctx, o.bin, dir, seed)
	if err != nil {
		return report, 0, err
	}
	defer func() { err = errors.Join(err, server.end()) }()

	if s.table != "" {
		var imported struct {
			Created int `json:"created,string"`
		}
		if err := laqab(ctx, o.bin, addr, &imported, "import", s.table, "--actor", "eval"); err != nil {
			return report, 0, err
		}
		entities = imported.Created
	}
	args := []string{"eval", "--queries", s.queries}
	if o.misses != "" {
		args = append(args, "--misses", filepath.Join(o.misses, s.name+".jsonl"))
	}
	return report, entities, laqab(ctx, o.bin, addr, &report, args...)
}

// process is a running laqabd.
type process struct {
	cmd    *exec.Cmd
	stderr *bytes.Buffer
	ended  chan error // gets what Wait returned
}

// serve starts laqabd on a free port and returns its address.
func serve(ctx context.Context, bin, dir, seed string) (*process, string, error) {
	addrFile := filepath.Join(dir, "addr")
	p := &process{stderr: &bytes.Buffer{}, ended: make(chan error, 1)}
	p.cmd = exec.CommandContext(ctx, filepath.Join(bin, "laqabd"), "serve", "--db", filepath.Join(dir, "laqab.db"),
		"--listen", "127.0.0.1:0", "--addr-file", addrFile, "--seed", seed, "--log-level", "error")
	p.cmd.Stderr = p.stderr
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	p.cmd.WaitDelay = endTimeout
	if err := p.cmd.Start(); err != nil {
		return nil, "", err
	}
	go func() { p.ended <- p.cmd.Wait() }()
	timeout := time.After(listenTimeout)
	for {
		addr, err := os.ReadFile(addrFile)
		if err == nil {
			return p, strings.TrimSpace(string(addr)), nil
		}
		select {
		case err := <-p.ended:
			return nil, "", fmt.Errorf("laqabd ended: %w\n%s", err, p.stderr)
		case <-timeout:
			return nil, "", errors.Join(fmt.Errorf("laqabd does not listen after %v", listenTimeout), p.end())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// end stops the server.
func (p *process) end() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	if err := <-p.ended; err != nil {
		return fmt.Errorf("laqabd: %w\n%s", err, p.stderr)
	}
	return nil
}

// laqab runs the command line and reads the JSON that it prints. Whoever
// measures may have settings of her own, which are left out.
func laqab(ctx context.Context, bin, addr string, into any, args ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "laqab"),
		append([]string{"--config", os.DevNull, "--addr", addr, "--timeout", "10m", "-o", "json"}, args...)...)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "LAQAB_") })
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("laqab %s: %w\n%s", args[0], err, firstLines(stderr.String(), 5))
	}
	return json.Unmarshal(text, into)
}

// firstLines is the start of a text; of a thousand bad lines a few tell the story.
func firstLines(text string, n int) string {
	lines := slices.Collect(strings.Lines(text))
	if len(lines) <= n {
		return text
	}
	return strings.Join(lines[:n], "") + fmt.Sprintf("... and %d more lines\n", len(lines)-n)
}
