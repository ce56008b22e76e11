package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// entities is what the end-to-end test imports.
const entities = `{"id":"kataib-hezbollah","type":"organization","name":"Kata'ib Hezbollah","aliases":[{"value":"كتائب حزب الله","language":"ar","kind":"official"}]}
{"id":"badr-organization","type":"organization","name":"Badr Organization"}
{"id":"ali-hassan-1","type":"person","name":"Ali Hassan"}
{"id":"ali-hassan-2","type":"person","name":"Ali Hassan"}
`

// build compiles a command of this module.
func build(t *testing.T, dir, path string) string {
	t.Helper()
	binary := filepath.Join(dir, filepath.Base(path))
	if out, err := exec.Command("go", "build", "-o", binary, path).CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", path, err, out)
	}
	return binary
}

// startServer runs laqabd on an empty table and returns its address.
func startServer(t *testing.T, binary, dir string) string {
	t.Helper()
	d := newDaemon(t, binary, dir)
	d.start()
	return d.addr
}

// daemon is a laqabd of a table that begins empty.
type daemon struct {
	t           *testing.T
	binary, dir string
	args        []string // further ones
	addr        string
	process     *os.Process
	ended       chan error
}

// newDaemon returns a daemon that is not started. It ends with the test.
func newDaemon(t *testing.T, binary, dir string, args ...string) *daemon {
	return &daemon{t: t, binary: binary, dir: dir, args: args}
}

// start runs it, and waits until it listens.
func (d *daemon) start() {
	t := d.t
	t.Helper()
	addrFile := filepath.Join(d.dir, "addr")
	if err := os.Remove(addrFile); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	server := exec.Command(d.binary, append([]string{"serve", "--seed=none", "--db", filepath.Join(d.dir, "table.db"), "--listen", "127.0.0.1:0",
		"--addr-file", addrFile}, d.args...)...)
	var log bytes.Buffer
	server.Dir, server.Stdout, server.Stderr = d.dir, &log, &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	d.process, d.ended = server.Process, ended
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			_ = server.Process.Kill()
			<-ended
			t.Error("laqabd did not stop")
		}
		if t.Failed() {
			t.Logf("laqabd:\n%s", log.String())
		}
	})
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if addr, err := os.ReadFile(addrFile); err == nil && len(addr) > 0 {
			d.addr = strings.TrimSpace(string(addr))
			return
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("laqabd ended: %v", err)
		default:
		}
	}
	t.Fatal("laqabd did not say where it listens")
}

// kill ends it as a power failure would.
func (d *daemon) kill() {
	_ = d.process.Kill()
	d.ended <- <-d.ended
}

// The real laqab against the real laqabd.
func TestEndToEnd(t *testing.T) {
	dir := t.TempDir()
	binary := build(t, dir, "github.com/laqab/laqab/client/cmd/laqab")
	addr := startServer(t, build(t, dir, "github.com/laqab/laqab/service/cmd/laqabd"), dir)
	environment := append(os.Environ(), "LAQAB_ADDR="+addr, "LAQAB_ACTOR=desk@example.org", "XDG_CONFIG_HOME="+filepath.Join(dir, "settings"))

	run := func(input string, args ...string) outcome {
		t.Helper()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, binary, args...)
		var stdout, stderr bytes.Buffer
		cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environment, strings.NewReader(input), &stdout, &stderr
		err := cmd.Run()
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
	}
	expect := func(got outcome, code int, says ...string) {
		t.Helper()
		for _, text := range says {
			if !strings.Contains(got.stdout+got.stderr, text) {
				t.Errorf("no %q in %q, %q", text, got.stdout, got.stderr)
			}
		}
		if got.code != code {
			t.Errorf("exit %d, want %d: %q, %q", got.code, code, got.stdout, got.stderr)
		}
	}

	expect(run(entities, "import", "-", "-o", "csv"), exitDone, "4,4,0,0,0,0,4,false")
	if t.Failed() { // all that follows is about these entities
		t.FailNow()
	}
	expect(run(entities, "import", "-", "--on-existing", "skip", "--dry-run"), exitDone, "dry run")
	expect(run(entities, "import", "-"), exitFailed, "stdin:1:")
	expect(run("{\"id\":\"x\"}\n", "import", "-"), exitFailed, "stdin:1:", "name")

	expect(run("", "resolve", "Kata'ib Hezbollah", "كتائب حزب الله", "-o", "csv"), exitDone,
		"Kata'ib Hezbollah,RESOLVED,kataib-hezbollah", "كتائب حزب الله,RESOLVED,kataib-hezbollah")
	expect(run("", "resolve", "Ali Hassan"), exitDone, "? AMBIGUOUS", "ali-hassan-1", "ali-hassan-2")
	expect(run("Badr Organization\nZyx Qwv\n", "resolve", "-f", "-", "--strict"), exitUnresolved, "RESOLVED", "NO_MATCH", "1 of 2")
	expect(run("", "resolve", "..."), exitFailed, "mention.text: ")
	expect(run("", "history", "nobody"), exitFailed, `"nobody"`, "not found")
	expect(run("", "history", "badr-organization", "--actor", "nobody"), exitDone, "no change is like that")
	expect(run("", "term", "list"), exitDone, "no words were added")
	expect(run("", "resolve", strings.Repeat("a", 3000)), exitFailed, `laqab: "`+strings.Repeat("a", maxOrigin-1)+`…": mention.text: has 3000 bytes`)
	expect(run("", "resolve", "Badr", "--language", "not a tag"), exitFailed, "mention.language: ")

	added := run("", "alias", "add", "badr-organization", "فيلق بدر", "--language", "ar", "-o", "csv")
	expect(added, exitDone, "added,فيلق بدر,5")
	expect(run("", "resolve", "فيلق بدر", "--min-revision", "5", "-o", "csv"), exitDone, "RESOLVED,badr-organization")
	expect(run("", "alias", "add", "nobody", "x"), exitFailed, "nobody")
	expect(run("", "entity", "update", "badr-organization", "--not", "Badr City=a town", "--description", "party"), exitDone, "updated", "Badr City")
	expect(run("", "entity", "get", "badr-organization"), exitDone, "فيلق بدر", "a town")
	expect(run("", "entity", "delete", "ali-hassan-2", "--reason", "twice"), exitDone, "deleted")
	expect(run("", "entity", "list", "--deleted"), exitDone, "ali-hassan-2", "deleted")
	expect(run("", "entity", "undelete", "ali-hassan-2"), exitDone, "undeleted")
	expect(run("", "entity", "create", "Badr", "--id", "badr-organization"), exitFailed, "badr-organization")
	expect(run("", "term", "add", "brigades", "tugaylari", "--language", "tr"), exitDone, "added")
	expect(run("", "term", "list"), exitDone, "tugaylari")
	expect(run("", "history", "ali-hassan-2", "--newest-first"), exitDone, "twice", "desk@example.org")

	expect(run("", "explain", "Kataib Hizbullah", "kataib-hezbollah"), exitDone, "log-odds", "probability", "sum")
	expect(run("", "explain", "x", "nobody"), exitFailed, "nobody")
	expect(run("", "compare", "Kataib Hizbullah", "كتائب حزب الله"), exitDone, "similarity", "LEFT")
	expect(run("", "analyze", "كتائب"), exitDone, "Arab", "WORD")

	expect(run("", "alias", "add", "badr-organization", "Kata'ib Hezbollah", "--preview"), exitDone, "nothing was written", "exact", "kataib-hezbollah")
	expect(run("", "resolve", "Kata'ib Hezbollah", "-o", "csv"), exitDone, "RESOLVED,kataib-hezbollah")
	set := run("", "policy", "set", "organization", "1", "--reason", "never", "-o", "csv")
	expect(set, exitDone, "set,organization,")
	_, setAt, _ := strings.Cut(strings.TrimSpace(set.stdout), "set,organization,")
	expect(run("", "resolve", "Badr Organization", "-o", "csv"), exitDone, "NO_MATCH")
	expect(run("", "policy", "remove", "organization"), exitDone, "removed")
	expect(run("", "policy", "list", "--as-of", setAt, "-o", "csv"), exitDone, "organization,balanced,1")
	if left := run("", "policy", "list", "-o", "csv"); strings.Contains(left.stdout, "organization") {
		t.Errorf("the policy was not removed: %q", left.stdout)
	}
	expect(run("", "check", "--fail-on", "error", "-o", "csv"), exitFailed, "error,shared-alias,ali-hassan-1,ali-hassan-2", "shared-alias: 1 error")
	expect(run("", "check", "waive", "shared-alias", "ali-hassan-1", "Ali Hassan", "--reason", "namesakes"), exitDone, "waived")
	expect(run("", "check", "--fail-on", "error", "--rule", "shared-alias"), exitDone, "shared-alias: 1 waived")
	expect(run("", "history"), exitDone, "set policy", "min_probability=1 profile=balanced type=organization", "waive")
	expect(run("", "check", "--invariants"), exitDone, "all invariants hold")

	first := run("", "export")
	expect(first, exitDone, `"id":"badr-organization"`, "not in the file: 1 term, 1 waiver, 0 policies")
	expect(run(first.stdout, "import", "-", "--on-existing", "replace"), exitDone, "unchanged         4")
	if again := run("", "export"); again.stdout != first.stdout {
		t.Errorf("exports differ:\n%s\n%s", first.stdout, again.stdout)
	}

	queries := `{"mention":"كتائب حزب الله","expect":"kataib-hezbollah","tags":["arabic"]}` + "\n" +
		`{"mention":"Zyx Qwv","expect":null}` + "\n" + `{"mention":"Badr Organization","expect":"ali-hassan-1"}` + "\n"
	expect(run(queries, "eval", "--queries", "-", "--misses", "-"), exitDone, "PRECISION", "arabic",
		`{"line":3,"mention":"Badr Organization","expect":"ali-hassan-1","got":"badr-organization"`)
	expect(run("", "resolve", "--nonsense"), exitUsage, "--nonsense")

	t.Run("history", func(t *testing.T) { historyEndToEnd(t, binary, environment, run, expect) })
	t.Run("the reader goes away", func(t *testing.T) {
		var many strings.Builder
		for i := range 20_000 {
			fmt.Fprintf(&many, "Badr Organization %d\n", i)
		}
		cmd := exec.Command("bash", "-o", "pipefail", "-c", `"$0" resolve -f - -o jsonl | head -n 1`, binary)
		var stdout, stderr bytes.Buffer
		cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environment, strings.NewReader(many.String()), &stdout, &stderr
		if err := cmd.Run(); err != nil || strings.Count(stdout.String(), "\n") != 1 || stderr.Len() > 0 {
			t.Errorf("%v, %d bytes, %q", err, stdout.Len(), stderr.String())
		}
	})
	t.Run("Ctrl-C", func(t *testing.T) {
		cmd := exec.Command(binary, "resolve", "-f", "-", "-o", "jsonl")
		keyboard, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		answers, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		cmd.Env, cmd.Stderr = environment, &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintln(keyboard, "Badr Organization"); err != nil {
			t.Fatal(err)
		}
		// The answer comes while the input is still open.
		if n, err := answers.Read(make([]byte, 1<<16)); n == 0 {
			t.Fatalf("no answer: %v", err)
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		err = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != exitFailed || stderr.String() != "laqab: interrupted\n" {
			t.Errorf("%v, %q", err, stderr.String())
		}
	})
}
