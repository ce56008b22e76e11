package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/laqab/laqab/client/cmd/laqab/table"
)

// previewCases are what the desk knows to be right.
const previewCases = `{"mention":"Kata'ib Hezbollah","expect":"kataib-hezbollah"}
{"mention":"كتائب حزب الله","expect":"kataib-hezbollah"}
{"mention":"Central Bank of Iran","expect":"central-bank-of-iran"}
{"mention":"PMF","expect":"popular-mobilization-forces"}
`

// previewMentions are what a pipeline left open.
const previewMentions = `{"mention":"CBI"}
{"mention":"CBI"}
{"mention":"Basra Oil Company"}
{"mention":"Read more"}
`

// command runs a program on a terminal, as somebody who typed the line, and
// returns what it showed.
func (s *session) command(cmd *exec.Cmd, line string) string {
	s.t.Helper()
	shown := strings.ReplaceAll(s.until(""), "\r", "")
	if err := cmd.Wait(); err != nil {
		s.t.Errorf("%s: %v\n%s", line, err, shown)
	}
	for i, row := range strings.Split(shown, "\n") {
		if table.Width(row) > ptyColumns {
			s.t.Errorf("%s: line %d has %d columns: %s", line, i+1, table.Width(row), row)
		}
	}
	return shown
}

// TestPreviewSession: a maintainer tries three edits on a real terminal, with
// the real laqab against the real laqabd: a bad one, a good one, and one that is
// both. What the screen showed is the golden file.
func TestPreviewSession(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "cases.jsonl"), []byte(previewCases), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"table.jsonl": triageEntities, "mentions.jsonl": previewMentions} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	binary := build(t, dir, "github.com/laqab/laqab/client/cmd/laqab")
	daemon := newDaemon(t, build(t, dir, "github.com/laqab/laqab/service/cmd/laqabd"), dir, "--cases", "cases.jsonl")
	daemon.start()
	desk := &shell{t, binary, daemon.addr, filepath.Join(dir, "settings")}
	desk.expect(exitDone, []string{"import", filepath.Join(dir, "table.jsonl")})
	desk.expect(exitDone, []string{"resolve", "-f", filepath.Join(dir, "mentions.jsonl"), "-o", "jsonl"})
	before := desk.run("export").stdout

	record := &session{t: t}
	for _, step := range []struct {
		line  string // as typed
		args  []string
		wants []string
	}{
		{`laqab alias add badr-organization "Kata'ib Hezbollah" --preview`,
			[]string{"alias", "add", "badr-organization", "Kata'ib Hezbollah", "--preview"},
			[]string{"nothing was written", "WORSE", "? badr-organization", "COLLIDES", "exact"}},
		{`laqab review decide "Basra Oil Company" --new-entity --id basra-oil-company --preview`,
			[]string{"review", "decide", "Basra Oil Company", "--new-entity", "--id", "basra-oil-company", "--preview"},
			[]string{"no known answer gets worse", "BETTER", "✓ basra-oil-company"}},
		{`laqab entity merge central-bank-of-iran central-bank-of-iraq --preview`,
			[]string{"entity", "merge", "central-bank-of-iran", "central-bank-of-iraq", "--preview"},
			[]string{"WORSE", "✓ central-bank-of-iran", "BETTER", "CBI"}},
	} {
		cmd := exec.Command(binary, step.args...)
		cmd.Env = desk.environment()
		s := startSession(t, cmd)
		shown := s.command(cmd, step.line)
		for _, text := range step.wants {
			if !strings.Contains(shown, text) {
				t.Errorf("%s: no %q in\n%s", step.line, text, shown)
			}
		}
		record.record.WriteString("$ " + step.line + "\n" + shown + "\n")
	}
	record.golden("preview.session")
	if after := desk.run("export").stdout; after != before {
		t.Errorf("previews wrote:\n%s\nit was\n%s", after, before)
	}
}
