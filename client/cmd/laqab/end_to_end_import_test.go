package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const formatFiles = "../../../aliases/format/testdata"

// shell runs the real laqab against a server of its own.
type shell struct {
	t            *testing.T
	binary, addr string
	settings     string
}

func (s *shell) environment() []string {
	return append(os.Environ(), "LAQAB_ADDR="+s.addr, "LAQAB_ACTOR=desk@example.org", "NO_COLOR=1", "XDG_CONFIG_HOME="+s.settings)
}

func (s *shell) run(args ...string) outcome {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), s.binary, args...)
	var stdout, stderr bytes.Buffer
	cmd.Env = s.environment()
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func (s *shell) expect(code int, args []string, says ...string) outcome {
	s.t.Helper()
	got := s.run(args...)
	for _, text := range says {
		if !strings.Contains(got.stdout+got.stderr, text) {
			s.t.Errorf("%v: no %q in %q, %q", args, text, got.stdout, got.stderr)
		}
	}
	if got.code != code {
		s.t.Errorf("%v: exit %d, want %d: %q, %q", args, got.code, code, got.stdout, got.stderr)
	}
	return got
}

// Files of every format, good and malformed, through the real laqab and laqabd.
func TestImportEndToEnd(t *testing.T) {
	dir := t.TempDir()
	binary := build(t, dir, "github.com/laqab/laqab/client/cmd/laqab")
	daemon := build(t, dir, "github.com/laqab/laqab/service/cmd/laqabd")
	serve := func(name string) *shell {
		own := filepath.Join(dir, name)
		if err := os.Mkdir(own, 0o700); err != nil {
			t.Fatal(err)
		}
		return &shell{t, binary, startServer(t, daemon, own), filepath.Join(own, "settings")}
	}
	desk := serve("first")
	path := func(name string) string { return filepath.Join(formatFiles, name) }
	put := func(name string, data []byte) string {
		at := filepath.Join(dir, name)
		if err := os.WriteFile(at, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return at
	}
	read := func(name string) []byte {
		data, err := os.ReadFile(path(name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = w.Write(read("excel.csv"))
	_ = w.Close()

	// Nothing of a malformed file is imported, and what is wrong is told with its place.
	for name, says := range map[string]string{
		"cells.csv":        "cells.csv:3:5: type: is an unknown entity type \"persona\"",
		"open-quote.csv":   "open-quote.csv:2: a quotation mark is never closed",
		"open-tag.xml":     "open-tag.xml:5:29: CONSOLIDATED_LIST/INDIVIDUALS: element <FIRST_NAME> closed by </FIRST_NAM>",
		"records.xml":      "records.xml:4:12: INDIVIDUAL/DATAID: is \"one\", not a number",
		"ftm.json":         "ftm.json:2:52: properties.name: does not take a JSON string",
		"wikidata.json":    "wikidata.json:2:32: labels.value: does not take a JSON number",
		"table.jsonl":      "table.jsonl:3: unknown field \"colour\"",
		"short.sdn.csv":    "short.sdn.csv:4:30: SDN_Type: is \"bank\"",
		"what.bin":         "options.format: cannot tell the format",
		"short.alt.csv":    "give it as the second file",
		"not-the-list.xml": "not-the-list.xml:2:1: html: is not CONSOLIDATED_LIST",
	} {
		args := []string{"import", path("malformed/" + name)}
		if name == "not-the-list.xml" {
			args = append(args, "--format", "un")
		}
		desk.expect(exitFailed, args, says)
	}
	desk.expect(exitFailed, []string{"import", path("malformed/short.sdn.csv"), "--with", path("malformed/short.alt.csv")},
		path("malformed/short.alt.csv")+":3:7: alt_type: is \"nick\"")
	if got := desk.run("export"); got.stdout != "" {
		t.Errorf("malformed files left %q", got.stdout)
	}

	desk.expect(exitDone, []string{"import", put("excel.csv.gz", zipped.Bytes()), "-o", "csv"}, "8,2,0,0,0,0,2,false,0,0,0,0,csv", "excel.csv.gz is read as csv")
	desk.expect(exitDone, []string{"import", path("joined.tsv"), "-o", "csv", "--format", "tsv"}, "3,2,0,0,0,0,4,false,0,0,0,0,tsv")
	desk.expect(exitFailed, []string{"import", path("joined.tsv")}, "already exists", "--on-existing skip")
	desk.expect(exitDone, []string{"import", path("un.xml"), "-o", "csv"}, "2,0,0,0,0,6,false,0,0,0,0,un")
	desk.expect(exitDone, []string{"import", path("ftm.json"), "-o", "csv"}, "5,4,0,0,0,0,10,false,1,0,0,0,ftm")
	desk.expect(exitDone, []string{"import", path("wikidata.json"), "--language", "ar,zh", "--type", "person", "--instance-of", "Q17149090=person", "-o", "csv"},
		"7,2,0,0,0,0,12,false,3,0,0,0,wikidata")
	desk.expect(exitDone, []string{"import", path("sdn.csv"), "--dry-run"}, "dry run", "give it with --with")
	sdn := []string{"import", path("sdn.csv"), "--with", path("alt.csv"), "--source", "ofac-sdn", "-o", "csv", "--progress"}
	desk.expect(exitDone, sdn, "7,6,0,0,0,0,18,false,0,0,0,0,ofac")
	desk.expect(exitDone, sdn, "7,0,0,6,0,0,18,false,0,0,0,0,ofac")
	desk.expect(exitDone, []string{"resolve", "-o", "csv", "Qasem Sulaymani", "Serajuddin Haqani", "卡西姆·苏莱曼尼", "Grace 1"},
		"un:2785696", "wikidata:Q313874")

	// Maintainers edit, and the next edition comes.
	desk.expect(exitDone, []string{"alias", "add", "ofac:26446", "النجباء", "--language", "ar"})
	desk.expect(exitDone, []string{"entity", "update", "ofac:12927", "--type", "aircraft"})
	desk.expect(exitDone, []string{"entity", "create", "Grace", "--id", "grace", "--type", "vessel"})
	next := bytes.Replace(read("sdn.csv"), []byte(`"MAHAN AIR",-0- `), []byte(`"MAHAN AIR","vessel"`), 1)
	next = bytes.Replace(next, []byte(`990002,"EP-MNB"`), []byte(`990003,"EP-MNC"`), 1)
	alt := bytes.Replace(read("alt.csv"), []byte(`"MOVEMENT OF THE NOBLE ONES HEZBOLLAH"`), []byte(`"AL-NUJABA TV"`), 1)
	edition := []string{"import", put("sdn2.csv", next), "--with", put("alt2.csv", alt), "--source", "ofac-sdn", "--reason", "edition of May"}
	says := []string{"changed      1", "in conflict  1", "withdrawn    2", "ofac:12927  type   organization   vessel   aircraft",
		"ofac:26446      alias   MOVEMENT OF THE NOBLE ONES HEZBOLLAH", "ofac:990002  entity  EP-MNB"}
	for i := range says {
		says[i] = strings.Join(strings.Fields(says[i]), " ")
	}
	for _, args := range [][]string{append(edition, "--dry-run"), edition} {
		got := desk.expect(exitDone, args)
		squeezed := strings.Join(strings.Fields(got.stdout), " ")
		for _, text := range says {
			if !strings.Contains(squeezed, text) {
				t.Errorf("no %q in\n%s", text, got.stdout)
			}
		}
	}
	desk.expect(exitDone, append(edition, "-o", "csv"), "7,0,0,6,0,0,", ",false,0,0,0,0,ofac")
	desk.expect(exitDone, []string{"entity", "get", "ofac:26446"}, "النجباء", "MOVEMENT OF THE NOBLE ONES", "AL-NUJABA TV")
	desk.expect(exitDone, []string{"history", "ofac:26446"}, "edition of May")

	// What a spreadsheet takes from one table, another one is equal to.
	want := desk.run("export").stdout
	for _, name := range []string{"table.csv", "table.tsv"} {
		at := filepath.Join(dir, name)
		desk.expect(exitDone, []string{"export", at}, "wrote "+at)
		fresh := serve("fresh " + name)
		fresh.expect(exitDone, []string{"import", at}, "is read as "+name[len("table."):])
		if got := fresh.run("export").stdout; got != want || strings.Count(got, "\n") < 15 {
			t.Errorf("by way of %s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	// An entity that was there before the list is told by its number there.
	linked := serve("linked")
	linked.expect(exitDone, []string{"entity", "create", "Qassem Soleimani", "--id", "soleimani", "--external-id", "ofac=10481"})
	linked.expect(exitDone, append(sdn, "--link", "ofac"), "7,5,1,0,0,0,", ",1,ofac")
	linked.expect(exitDone, []string{"resolve", "-o", "csv", "Qasem Sulaymani"}, "RESOLVED,soleimani")
	linked.expect(exitDone, []string{"entity", "get", "ofac:10481"}, "soleimani")
	linked.expect(exitDone, append(sdn, "--link", "ofac"), "7,0,0,6,0,0,")
	desk.expect(exitFailed, []string{"export", "--format", "un"}, "read only")
	desk.expect(exitUsage, []string{"import", path("wikidata.json"), "--type", "persona"}, "person, organization")
	desk.expect(exitUsage, []string{"import", path("wikidata.json"), "--instance-of", "Q5=persona"}, "--instance-of Q5=persona")
	desk.expect(exitFailed, []string{"import", path("un.xml"), "--on-existing", "update"}, "options.source: is required")
	desk.expect(exitFailed, []string{"import", path("un.xml"), "--language", "en"}, "options.wikidata: is for Wikidata, and the file is un")
	desk.expect(exitFailed, []string{"import", path("sdn.csv"), "--with", "none.csv"}, "none.csv: no such file")
}
