package main

import (
	"bytes"
	"errors"
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

const triageEntities = `{"id":"popular-mobilization-forces","type":"organization","name":"Popular Mobilization Forces","aliases":[{"value":"الحشد الشعبي","language":"ar","kind":"official"},{"value":"PMF","kind":"acronym"}]}
{"id":"kataib-hezbollah","type":"organization","name":"Kata'ib Hezbollah","aliases":[{"value":"كتائب حزب الله","language":"ar","kind":"official"}]}
{"id":"central-bank-of-iraq","type":"organization","name":"Central Bank of Iraq","aliases":[{"value":"CBI","kind":"acronym"},{"value":"البنك المركزي العراقي","language":"ar"}]}
{"id":"central-bank-of-iran","type":"organization","name":"Central Bank of Iran","aliases":[{"value":"CBI","kind":"acronym"}]}
{"id":"badr-organization","type":"organization","name":"Badr Organization","aliases":[{"value":"منظمة بدر","language":"ar"}]}
`

const triageMentions = `{"mention":"Badr Corps","type":"organization","language":"en","context":"fighters of the Badr Corps entered the city of Baqubah on Tuesday, a local official said"}
{"mention":"Badr Corps","type":"organization","language":"en","context":"the Badr Corps was founded in 1982"}
{"mention":"BADR CORPS","type":"organization","language":"en"}
{"mention":"Badr Corps","type":"organization","language":"en"}
{"mention":"فيلق بدر","type":"organization","language":"ar","context":"وأعلن فيلق بدر سيطرته على المدينة"}
{"mention":"فيلق بدر","type":"organization","language":"ar"}
{"mention":"Faylaq Badr","type":"organization","language":"en"}
{"mention":"حزب الكتائب","type":"organization","language":"ar","context":"وقال رئيس حزب الكتائب اللبنانية في بيروت يوم الثلاثاء إن الحكومة لم تتخذ أي قرار بعد"}
{"mention":"حزب الكتائب","type":"organization","language":"ar"}
{"mention":"حزب الكتائب","type":"organization","language":"ar"}
{"mention":"Kataeb Party","type":"organization","language":"en","context":"the leader of the Kataeb Party spoke in Beirut"}
{"mention":"Kataeb Party","type":"organization","language":"en"}
{"mention":"Kataib Party","type":"organization","language":"en"}
{"mention":"CBI","language":"en","context":"the CBI sold dollars to local banks"}
{"mention":"CBI","language":"en"}
{"mention":"Read more","context":"Read more"}
{"mention":"Basra Oil Company","type":"organization","language":"en","context":"Basra Oil Company said output would rise"}
`

// sureForTriage is what the pipeline of the triage asks for: so much that only
// a name that the table has reaches it, whatever the model makes of the rest.
const sureForTriage = "0.95"

// TestTriage: a maintainer goes through the queue on a real terminal, with the
// real laqab against the real laqabd. What the screen showed is the golden file.
func TestTriage(t *testing.T) {
	dir := t.TempDir()
	binary := build(t, dir, "github.com/laqab/laqab/client/cmd/laqab")
	addr := startServer(t, build(t, dir, "github.com/laqab/laqab/service/cmd/laqabd"), dir)
	environment := append(os.Environ(), "LAQAB_ADDR="+addr, "LAQAB_ACTOR=desk@example.org", "NO_COLOR=1", "XDG_CONFIG_HOME="+filepath.Join(dir, "settings"))
	run := func(input string, args ...string) string {
		t.Helper()
		cmd := exec.Command(binary, args...)
		cmd.Env, cmd.Stdin = environment, strings.NewReader(input)
		out, err := cmd.Output()
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			t.Fatalf("%q: %s", args, exit.Stderr)
		}
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	run(triageEntities, "import", "-")
	for mention := range strings.Lines(triageMentions) { // one by one: of a batch, any may be answered last
		run(mention, "resolve", "-f", "-", "--min-probability", sureForTriage, "-o", "jsonl")
	}

	cmd := exec.Command(binary, "review")
	cmd.Env = environment
	s := startSession(t, cmd)
	wants := func(shown string, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if !strings.Contains(shown, text) {
				t.Errorf("no %q in\n%s", text, shown)
			}
		}
	}
	shown := s.frame()
	s.note("laqab review", shown)
	wants(shown, "7 items left, 17 mentions", "Badr Corps", "Baqubah", "badr-organization", "n new entity")
	wants(s.press("1", "1"), "kind:", "r translation")
	wants(s.press("r", "r"), "alias of badr-organization: 2 items, 7 mentions settled", "5 items left", "1 decided, 7 settled", "رئيس حزب الكتائب")
	wants(s.press("s", "s"), "skipped", "Kataeb Party", "also  Kataib Party ×1")
	s.press("x", "x")
	s.press("1", "1")
	wants(s.press("a Lebanese party", "a Lebanese parti\x7fy"), "why never kataib-hezbollah? a Lebanese party_")
	wants(s.press("Enter", "\r"), "never kataib-hezbollah", "5 items left", "Kataeb Party", "2 decided")
	s.press("n", "n")
	wants(s.press("kataeb-party", "kataeb-party"), "ID of the new entity (Enter makes one): kataeb-party_")
	wants(s.press("Enter", "\r"), "type: Enter organization")
	wants(s.press("Enter", "\r"), "new entity: 2 items, 6 mentions settled", "3 items left", "CBI", "? AMBIGUOUS")
	s.press("s", "s")
	wants(s.press("Enter, an arrow, ?", "\r"), "? shows the keys")
	if _, err := s.keyboard.WriteString("\x1b[A"); err != nil { // an arrow is one key, and none that decides
		t.Fatal(err)
	}
	s.frame()
	wants(s.press("?", "?"), "Any key goes back")
	wants(s.press("any key", " "), "Basra Oil Company")
	wants(s.press("i", "i"), "ignored", "Read more")
	wants(s.press("u", "u"), "undone: ignore Basra Oil Company", "3 items left", "3 decided", "Basra Oil Company said")
	wants(s.press("n, basra-oil-company, Enter, Enter", "nbasra-oil-company\r\r"), "new entity", "2 items left")
	wants(s.press("i", "i"), "CBI", "skipped before", "1 item left")
	wants(s.press("x, Esc", "x\x1b"), "1-2 alias")
	if _, err := s.keyboard.WriteString("q"); err != nil {
		t.Fatal(err)
	}
	end := s.until("")
	_, end, _ = strings.Cut(end, leaveScreen)
	s.note("q", strings.ReplaceAll(end, "\r", ""))
	if err := cmd.Wait(); err != nil {
		t.Errorf("laqab review ended with %v", err)
	}

	s.golden("review.session")

	// What was decided on the screen is what the table has.
	wants(run("", "resolve", "Faylaq Badr", "Kataib Party", "Basra Oil Company", "-o", "csv"),
		"RESOLVED,badr-organization", "RESOLVED,kataeb-party", "RESOLVED,basra-oil-company")
	wants(run("", "entity", "get", "kataib-hezbollah"), "a Lebanese party")
	wants(run("", "review", "decisions"), "ignore, undone", "new entity", "never", "skip")
	wants(run("", "review", "list", "--state", "ignored", "-o", "csv"), "Read more")

	// The same by script.
	wants(run("", "review", "decide", "cbi", "--skip", "-o", "csv"), "decision_id,")
	wants(run("", "review", "undo"), "skip")
	run("", "review", "undo", "1")
	wants(run("", "review", "list", "-o", "jsonl"), `"text":"فيلق بدر"`, `"text":"Badr Corps"`)
	if found := run("", "entity", "get", "badr-organization"); strings.Contains(found, "Badr Corps") {
		t.Errorf("the alias was not taken away: %s", found)
	}
}
