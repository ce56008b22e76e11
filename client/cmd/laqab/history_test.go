package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestHistoryFilters(t *testing.T) {
	f := &fake{}
	l := &laqab{t: t, addr: serve(t, f)}
	before := time.Now()
	got := l.run("history", "kh", "--alias", "كتائب", "--actor", "mona", "--since", "1d12h", "--until", "2026-03-01T12:30:00+03:00", "--after", "7", "--newest-first")
	if got.code != exitDone {
		t.Fatal(got)
	}
	r := f.listed
	since := r.GetStartTime().AsTime()
	if ago := before.Sub(since); ago < 36*time.Hour-time.Minute || ago > 36*time.Hour {
		t.Errorf("since %v, %v ago", since, ago)
	}
	if r.GetEntityId() != "kh" || r.GetAlias() != "كتائب" || r.GetActor() != "mona" || r.GetAfterRevision() != 7 || !r.GetNewestFirst() ||
		r.GetEndTime().AsTime() != time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC) {
		t.Errorf("asked for %v", r)
	}
	for text, want := range map[string]time.Time{
		"2026-03-01":          time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		"2026-03-01 12:30":    time.Date(2026, 3, 1, 12, 30, 0, 0, time.UTC),
		"2026-03-01 12:30:05": time.Date(2026, 3, 1, 12, 30, 5, 0, time.UTC),
	} {
		if at, err := moment("since", text); err != nil || at.AsTime() != want {
			t.Errorf("%s: got %v, %v", text, at, err)
		}
	}
}

func TestWatch(t *testing.T) {
	l := &laqab{t: t, addr: serve(t, &fake{})}
	got := l.run("watch", "--after", "1")
	if got.code != exitFailed || !strings.Contains(got.stdout, "+  aliases  ⁨كتائب⁩") || strings.Contains(got.stdout, "create") || !strings.Contains(got.stderr, "the last one") {
		t.Errorf("got %+v", got)
	}
	if got = l.run("watch", "-o", "jsonl"); strings.Count(got.stdout, "\n") != 2 || !strings.Contains(got.stdout, `"revision":"2"`) {
		t.Errorf("got %+v", got)
	}
}

// historyEndToEnd is a maintainer who merges, splits, regrets it, and looks back,
// on the real table of TestEndToEnd.
func historyEndToEnd(t *testing.T, binary string, environment []string, run func(string, ...string) outcome, expect func(outcome, int, ...string)) {
	expect(run("", "alias", "add", "ali-hassan-2", "أبو حسن"), exitDone, "added")
	before := run("", "export").stdout
	last := func(args ...string) int {
		t.Helper()
		csv := run("", append([]string{"history", "--newest-first", "--limit", "1", "-o", "csv"}, args...)...).stdout
		_, line, _ := strings.Cut(csv, "\n")
		number, _, _ := strings.Cut(line, ",")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	first := last() + 1 // of what is done here
	revision := fmt.Sprint(first - 1)

	watch := exec.Command(binary, "watch", "--after", revision, "-o", "jsonl")
	var changes bytes.Buffer
	watch.Env, watch.Stdout, watch.Stderr = environment, &changes, os.Stderr
	if err := watch.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = watch.Process.Signal(os.Interrupt)
		if err := watch.Wait(); err != nil {
			t.Errorf("Ctrl-C is how a watch ends: %v", err)
		}
		if n := strings.Count(changes.String(), "\n"); n == 0 {
			t.Error("the watch has seen nothing")
		}
	}()

	var badr struct{ Etag string }
	if err := json.Unmarshal([]byte(run("", "entity", "get", "badr-organization", "-o", "json").stdout), &badr); err != nil {
		t.Fatal(err)
	}
	expect(run("", "entity", "merge", "ali-hassan-2", "ali-hassan-1"), exitDone, "merged", "ali-hassan-2 into ali-hassan-1")
	expect(run("", "resolve", "Ali Hassan"), exitDone, "✓ RESOLVED")
	expect(run("", "entity", "get", "ali-hassan-2"), exitDone, "was", "ali-hassan-1")
	expect(run("", "explain", "Ali Hassan", "ali-hassan-2"), exitDone, "which was ali-hassan-2")
	expect(run("", "resolve", "Ali Hassan", "--as-of", revision), exitDone, "? AMBIGUOUS")
	expect(run("", "resolve", "Ali Hassan", "--as-of", "99999"), exitFailed, "revision 99999 asked for")
	expect(run("", "entity", "list", "--as-of", revision), exitDone, "ali-hassan-2")
	if then := run("", "export", "--as-of", revision).stdout; then != before {
		t.Errorf("as of revision %s the export is\n%s\nit was\n%s", revision, then, before)
	}
	expect(run("", "history", "ali-hassan-2", "--diff", "--newest-first", "--limit", "1"), exitDone, "merge", "+  merged into  ali-hassan-1")

	expect(run("", "entity", "split", "badr-organization", "--alias", "فيلق بدر", "--new-id", "badr-corps", "--etag", badr.Etag), exitDone, "split", "badr-corps")
	expect(run("", "alias", "add", "badr-organization", "x1", "--etag", badr.Etag), exitFailed,
		"somebody else changed badr-organization meanwhile", "split of aliases -1 by desk@example.org")
	merge := fmt.Sprint(last("ali-hassan-2"))
	expect(run("", "entity", "update", "ali-hassan-1", "--description", "one of two"), exitDone, "updated")

	// An edit with an ID is done once, also one that otherwise reads first.
	renamed := []string{"entity", "update", "ali-hassan-1", "--name", "Ali Hassan I", "--request-id", "rename", "-o", "json"}
	if first, again := run("", renamed...), run("", renamed...); first.code != exitDone || again.stdout != first.stdout {
		t.Errorf("got %+v, then %+v", first, again)
	}
	got := run("", "alias", "add", "ali-hassan-1", "Abu Hassan", "-o", "json")
	var added struct{ Alias struct{ AliasID string } }
	if err := json.Unmarshal([]byte(got.stdout), &added); err != nil || added.Alias.AliasID == "" {
		t.Fatalf("got %+v, %v", got, err)
	}
	apart := []string{"entity", "split", "ali-hassan-1", "--alias", added.Alias.AliasID, "--new-id", "abu-hassan", "--request-id", "apart", "-o", "json"}
	if first, again := run("", apart...), run("", apart...); first.code != exitDone || again.stdout != first.stdout {
		t.Errorf("got %+v, then %+v", first, again)
	}
	expect(run("", "revert", merge), exitFailed, "later changes stand on it", "revert those first", `entity "ali-hassan-1" was changed in revision`)
	expect(run("", "revert", revision+"..99999"), exitFailed, "99999")
	expect(run("", "revert", fmt.Sprintf("%d..%d", first, last()), "--reason", "second thoughts"), exitDone, "reverted", "second thoughts")
	if again := run("", "export").stdout; again != before {
		t.Errorf("reverted the export is\n%s\nit was\n%s", again, before)
	}
	expect(run("", "history", "--alias", "فيلق بدر", "-o", "csv"), exitDone, "split", "revert")
}
