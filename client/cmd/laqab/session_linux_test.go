package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/laqab/laqab/client/cmd/laqab/table"
)

// The size of the pseudo-terminal: what an SSH session from anywhere has at least.
const (
	ptyColumns = 80
	ptyLines   = 24
)

// openTerminal makes a pseudo-terminal and returns both its ends.
func openTerminal(t *testing.T) (keyboard, screen *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: ptyLines, Col: ptyColumns}); err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { slave.Close() })
	return master, slave
}

// session is a program on a pseudo-terminal, and a record of what it showed.
type session struct {
	t        *testing.T
	keyboard *os.File
	output   chan []byte
	pending  bytes.Buffer // read and not yet looked at
	record   strings.Builder
}

func startSession(t *testing.T, cmd *exec.Cmd) *session {
	t.Helper()
	keyboard, screen := openTerminal(t)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = screen, screen, screen
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	screen.Close()
	s := &session{t: t, keyboard: keyboard, output: make(chan []byte)}
	go func() {
		defer close(s.output)
		for {
			part := make([]byte, 1<<16)
			n, err := keyboard.Read(part)
			if n > 0 {
				s.output <- part[:n]
			}
			if err != nil { // EIO once the program has ended
				return
			}
		}
	}()
	return s
}

// until returns the output up to and with a mark; all of it when the program ends.
func (s *session) until(mark string) string {
	s.t.Helper()
	deadline := time.After(time.Minute)
	for {
		if at := bytes.Index(s.pending.Bytes(), []byte(mark)); mark != "" && at >= 0 {
			return string(s.pending.Next(at + len(mark)))
		}
		select {
		case part, more := <-s.output:
			if !more {
				if mark != "" {
					s.t.Fatalf("the program ended and showed %q", s.pending.String())
				}
				return s.pending.String()
			}
			s.pending.Write(part)
		case <-deadline:
			s.t.Fatalf("no %q in %q", mark, s.pending.String())
		}
	}
}

// frame returns the next screen, and fails the test when it does not fit.
func (s *session) frame() string {
	s.t.Helper()
	shown := s.until(clearBelow)
	_, shown, found := strings.Cut(shown, homeCursor)
	if !found {
		s.t.Fatalf("a frame begins with %q", shown)
	}
	lines := strings.Split(strings.NewReplacer(clearLine, "", clearBelow, "", "\r", "").Replace(shown), "\n")
	if len(lines) != ptyLines {
		s.t.Errorf("%d lines:\n%s", len(lines), shown)
	}
	for i, line := range lines {
		if table.Width(line) > ptyColumns {
			s.t.Errorf("line %d has %d columns: %s", i+1, table.Width(line), line)
		}
		if strings.Contains(line, "\x1b") {
			s.t.Errorf("line %d has an escape sequence: %q", i+1, line)
		}
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// press presses keys one after the other, and records the screen after the last one.
func (s *session) press(name, keys string) (shown string) {
	s.t.Helper()
	for _, k := range keys {
		if _, err := s.keyboard.WriteString(string(k)); err != nil {
			s.t.Fatal(err)
		}
		shown = s.frame()
	}
	s.note(name, shown)
	return shown
}

func (s *session) note(key, shown string) {
	fmt.Fprintf(&s.record, "[%s]\n%s\n", key, shown)
}

// The screen has today's date, and the figures of the model, which are not what
// a session is about: they are in the golden file, but may differ from it.
var (
	dates   = regexp.MustCompile(`\d{4}-\d\d-\d\d`)
	figures = regexp.MustCompile(` *[+-]?\d+\.\d%? *`)
)

// golden compares the record with a file of testdata, but for figures.
func (s *session) golden(name string) {
	s.t.Helper()
	path := filepath.Join("testdata", name)
	got := dates.ReplaceAllString(s.record.String(), "2026-01-02")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			s.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	if figures.ReplaceAllString(got, " # ") != figures.ReplaceAllString(string(want), " # ") {
		s.t.Errorf("got\n%s\nwant (go test -update rewrites it)\n%s", got, want)
	}
}
