package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// What a day brings: so many mentions, and so many names that nobody knows. Of
// these the script decides all but what is left for the keyboard.
const (
	dayMentions = 5_000
	dayUnknown  = 60
	dayTriaged  = 50
	dayByKeys   = 4
)

// dayCases are what the desk knows to be right.
const dayCases = `{"mention":"Mahan Air","expect":"ofac:12927"}
{"mention":"Qasem Sulaymani","expect":"ofac:10481"}
`

// unknownName returns the n-th name that is not in the table, and like no other.
func unknownName(n int) string {
	dice := rand.New(rand.NewPCG(uint64(n), 7))
	word := func() string {
		var b strings.Builder
		for range 4 {
			b.WriteByte("bdfklmnrst"[dice.IntN(10)])
			b.WriteByte("aiou"[dice.IntN(4)])
		}
		return strings.ToUpper(b.String()[:1]) + b.String()[1:]
	}
	return word() + " " + word()
}

// mentionsOfDay are mentions as a pipeline meets them: names of the table, and
// names that are not in it, some much more often than others.
func mentionsOfDay() string {
	known := []string{"Qasem Soleimani", "Qasem Sulaymani", "Mahan Air", "MAHAN AIR", "Harakat al-Nujaba", "Mustafa Badr al-Din", "Adrian Darya 1", "Grace 1"}
	dice := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	for i := range dayMentions {
		text := known[dice.IntN(len(known))]
		switch {
		case i < dayUnknown:
			text = unknownName(i)
		case i%4 == 0:
			text = unknownName(dice.IntN(1 + dice.IntN(dayUnknown)))
		}
		line, _ := json.Marshal(map[string]string{"mention": text, "context": "a line about " + text + ", said a source"})
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// TestMaintainersDay is a day of a desk, with the real laqab and laqabd: a list
// is imported, a pipeline asks, what it left open is decided about, edits are
// tried, made and taken back, the power fails twice, and in the evening the
// table goes to another server.
func TestMaintainersDay(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	binary := build(t, dir, "github.com/laqab/laqab/client/cmd/laqab")
	server := build(t, dir, "github.com/laqab/laqab/service/cmd/laqabd")
	serve := func(name string, args ...string) (*daemon, *shell) {
		own := filepath.Join(dir, name)
		if err := os.Mkdir(own, 0o700); err != nil {
			t.Fatal(err)
		}
		d := newDaemon(t, server, own, args...)
		d.start()
		return d, &shell{t, binary, d.addr, filepath.Join(own, "settings")}
	}
	daemon, desk := serve("day", "--cases", put("cases.jsonl", dayCases))
	powerFails := func() {
		t.Helper()
		daemon.kill()
		daemon.start()
		desk.addr = daemon.addr
	}

	// The list, and what the pipeline asks.
	desk.expect(exitDone, []string{"import", filepath.Join(formatFiles, "sdn.csv"), "--with", filepath.Join(formatFiles, "alt.csv"), "--source", "ofac-sdn"})
	answers := desk.expect(exitDone, []string{"resolve", "-f", put("mentions.jsonl", mentionsOfDay()), "-o", "jsonl"}).stdout
	resolved := strings.Count(answers, `"outcome":"OUTCOME_RESOLVED"`)
	if n := strings.Count(answers, "\n"); n != dayMentions || resolved < dayMentions/2 || resolved > dayMentions-dayUnknown {
		t.Fatalf("%d answers, %d of them RESOLVED", n, resolved)
	}
	// Each mention is either answered or in the queue.
	open := desk.items()
	if recorded := mentionsOf(open); recorded != dayMentions-resolved || len(open) < dayTriaged {
		t.Fatalf("%d mentions of %d items in the queue, %d were left open", recorded, len(open), dayMentions-resolved)
	}

	// Triage, by script.
	settled := 0
	for i, item := range open[:dayTriaged-dayByKeys] {
		if i == dayTriaged/2 {
			powerFails()
			if left := desk.items(); len(left) != len(open)-settled {
				t.Fatalf("%d items in the queue after the power failed, %d of %d had been settled", len(left), settled, len(open))
			}
		}
		args := []string{"review", "decide", item.Spellings[0].Text, "-o", "csv"}
		switch i % 5 {
		case 0:
			args = append(args, "--ignore")
		case 1:
			args = append(args, "--alias-of", "ofac:26446", "--kind", "transliteration")
		default:
			args = append(args, "--new-entity", "--id", fmt.Sprint("desk:", i), "--type", "organization")
		}
		// It can be tried beforehand, and the mentions are seen to come out right.
		if i == 1 {
			desk.expect(exitDone, append(args, "--preview"), "mention,gain,,"+item.Spellings[0].Text)
		}
		args = append(args, "--request-id", fmt.Sprint("triage-", i))
		if got := desk.number("settled_mentions", args...); got < item.count() {
			t.Errorf("%v settled %d mentions of %d", args, got, item.count())
		}
		settled += desk.number("settled_items", args...) // sent again, it is answered the same
	}
	// And by keyboard: make an entity of it, ignore one, skip one and go back on it, ignore that.
	cmd := exec.Command(binary, "review")
	cmd.Env = desk.environment()
	keys := startSession(t, cmd)
	keys.frame()
	keys.press("n, desk:keys, Enter, o", "ndesk:keys\ro")
	keys.press("i", "i")
	keys.press("s", "s")
	keys.press("u", "u")
	keys.press("s", "s")
	if shown := keys.press("i", "i"); !strings.Contains(shown, "ignored") {
		t.Errorf("the last key shows\n%s", shown)
	}
	if _, err := keys.keyboard.WriteString("q"); err != nil {
		t.Fatal(err)
	}
	keys.until("")
	if err := cmd.Wait(); err != nil {
		t.Errorf("laqab review ended with %v", err)
	}
	stand := 0
	for line := range strings.Lines(desk.expect(exitDone, []string{"review", "decisions", "-o", "csv"}).stdout) {
		if strings.HasSuffix(line, ",\n") { // nobody has undone it
			stand++
		}
	}
	if stand != dayTriaged {
		t.Errorf("%d decisions stand, %d were made", stand, dayTriaged)
	}
	known := desk.items()
	desk.expect(exitDone, []string{"resolve", open[2].Spellings[0].Text, "-o", "csv"}, "RESOLVED,desk:2")

	// A bad alias is seen to be one, and nothing is written.
	before := desk.run("export").stdout
	desk.expect(exitDone, []string{"alias", "add", "ofac:26446", "Mahan Air", "--preview", "-o", "csv"},
		"case,harm,,Mahan Air", "ofac:12927", "collision,folded,ofac:26446,Mahan Air")
	if after := desk.run("export").stdout; after != before {
		t.Errorf("a preview wrote:\n%s\nit was\n%s", after, before)
	}
	// It comes true.
	bad := []string{"alias", "add", "ofac:26446", "Mahan Air", "--request-id", "bad-alias", "-o", "csv"}
	revision := desk.number("revision", bad...)
	if got := desk.run("resolve", "Mahan Air", "-o", "csv"); strings.Contains(got.stdout, "RESOLVED,ofac:12927") {
		t.Errorf("the preview warned of harm, and there is none: %s", got.stdout)
	}
	powerFails()
	if again := desk.number("revision", bad...); again != revision {
		t.Errorf("the edit was made at revision %d and, sent again, at %d", revision, again)
	}
	desk.expect(exitDone, []string{"revert", strconv.Itoa(revision), "--reason", "harm"}, "reverted")
	if after := desk.run("export").stdout; after != before {
		t.Errorf("reverted the export is\n%s\nit was\n%s", after, before)
	}

	// Two that are one, and then are not.
	desk.expect(exitDone, []string{"entity", "merge", "desk:2", "desk:3", "--preview"}, "nothing was written")
	merge := desk.number("revision", "entity", "merge", "desk:2", "desk:3", "-o", "csv")
	desk.expect(exitDone, []string{"resolve", open[2].Spellings[0].Text, "-o", "csv"}, "RESOLVED,desk:3")
	desk.expect(exitDone, []string{"entity", "get", "desk:2"}, "desk:3")
	desk.expect(exitDone, []string{"revert", strconv.Itoa(merge)}, "reverted")
	if after := desk.run("export").stdout; after != before {
		t.Errorf("the merge reverted, the export is\n%s\nit was\n%s", after, before)
	}
	desk.expect(exitDone, []string{"resolve", open[2].Spellings[0].Text, "-o", "csv"}, "RESOLVED,desk:2")
	then := desk.run("resolve", "--as-of", strconv.Itoa(merge), open[2].Spellings[0].Text, "-o", "csv")
	if !strings.Contains(then.stdout, "RESOLVED,desk:3") {
		t.Errorf("as of the merge: %+v", then)
	}
	if left := desk.items(); len(left) != len(known) {
		t.Errorf("%d items are open in the evening, %d were after the triage", len(left), len(known))
	}

	// Another server gets the table.
	desk.expect(exitDone, []string{"check", "--invariants"}, "all invariants hold")
	for _, name := range []string{"table.jsonl", "table.csv"} {
		path := filepath.Join(dir, name)
		desk.expect(exitDone, []string{"export", path})
		_, fresh := serve("fresh "+name, "--review", "off")
		fresh.expect(exitDone, []string{"import", path})
		if got := fresh.run("export").stdout; got != before || strings.Count(got, "\n") < dayTriaged/2 {
			t.Errorf("by way of %s the table is\n%s\nnot\n%s", name, got, before)
		}
		fresh.expect(exitDone, []string{"check", "--invariants"}, "all invariants hold")
		for _, text := range []string{open[2].Spellings[0].Text, "Qasem Sulaymani", open[0].Spellings[0].Text} {
			args := []string{"resolve", text, "--no-review", "-o", "csv"}
			if ours, theirs := withoutRevision(desk.run(args...).stdout), withoutRevision(fresh.run(args...).stdout); ours != theirs {
				t.Errorf("%q is %s here and %s there", text, ours, theirs)
			}
		}
	}
}

// withoutRevision cuts the last column off: two tables that are equal got there by other ways.
func withoutRevision(csv string) string { return csv[:strings.LastIndex(csv, ",")] }

// queued is an item of the queue, as laqab review list -o jsonl has it.
type queued struct {
	Count     string
	Spellings []struct{ Text string }
}

func (i queued) count() int {
	n, _ := strconv.Atoi(i.Count)
	return n
}

func mentionsOf(items []queued) (n int) {
	for _, i := range items {
		n += i.count()
	}
	return n
}

// items is the queue.
func (s *shell) items() (items []queued) {
	s.t.Helper()
	for dec := json.NewDecoder(bytes.NewBufferString(s.expect(exitDone, []string{"review", "list", "-o", "jsonl"}).stdout)); dec.More(); {
		var item queued
		if err := dec.Decode(&item); err != nil {
			s.t.Fatal(err)
		}
		items = append(items, item)
	}
	return items
}

// number is a column of the first row that a command answers with, in csv.
func (s *shell) number(column string, args ...string) int {
	s.t.Helper()
	lines := strings.Split(s.expect(exitDone, args).stdout, "\n")
	for i, name := range strings.Split(lines[0], ",") {
		if name == column && len(lines) > 1 {
			n, err := strconv.Atoi(strings.Split(lines[1], ",")[i])
			if err != nil {
				s.t.Fatal(err)
			}
			return n
		}
	}
	s.t.Fatalf("%v: no %s in %q", args, column, lines)
	return 0
}
