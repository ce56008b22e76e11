package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// What the flags say is what the server is told.
func TestImportOptions(t *testing.T) {
	f := &fake{}
	l := &laqab{t: t, addr: serve(t, f)}
	path := file(t, "latest.json", "good\n")
	got := l.run("import", path, "--with", path, "--format", "wikidata", "--source", "wikidata", "--link", "ofac", "--on-existing", "update",
		"--language", "en,ar", "--language", "fa", "--type", "person,place", "--instance-of", "Q1=media,Q2=vessel", "--reason", "seen")
	want := &laqabv1.ImportOptions{Edit: &laqabv1.Edit{Actor: "desk@example.org", Reason: "seen"}, OnExisting: laqabv1.OnExisting_ON_EXISTING_UPDATE,
		Format: laqabv1.Format_FORMAT_WIKIDATA, Source: "wikidata", Link: "ofac", FileName: "latest.json", Wikidata: &laqabv1.WikidataOptions{
			Languages:  []string{"en", "ar", "fa"},
			Types:      []laqabv1.EntityType{laqabv1.EntityType_ENTITY_TYPE_PERSON, laqabv1.EntityType_ENTITY_TYPE_PLACE},
			InstanceOf: map[string]laqabv1.EntityType{"Q1": laqabv1.EntityType_ENTITY_TYPE_MEDIA, "Q2": laqabv1.EntityType_ENTITY_TYPE_VESSEL}}}
	if got.code != exitDone || !proto.Equal(f.last(t), want) {
		t.Errorf("%+v, sent %v\nwant %v", got, f.last(t), want)
	}
}

// An import that breaks off says what of it is safe, and one that is under way
// says it in a log too, if rarely.
func TestImportBreaks(t *testing.T) {
	l := &laqab{t: t, addr: serve(t, &fake{})}
	path := file(t, "table.jsonl", "good\ngood\n")
	got := l.run("import", path, "--batch-size", "1", "--reason", "break")
	if got.code != exitFailed || !strings.Contains(got.stderr, "laqab: all up to line 2 is imported, and stays\n") || !strings.Contains(got.stderr, "the disk is full") {
		t.Errorf("got %+v", got)
	}

	var out bytes.Buffer
	p := &program{surroundings: surroundings{stderr: &out}}
	shown := &importProgress{bar: p.progressUntilResult("lines imported", false)}
	ago := func(d time.Duration) { shown.bar.shown = time.Now().Add(-d) }
	ago(progressUnaskedEvery)
	shown.say("sent", 1<<20, 4<<20)
	shown.acknowledged.Store(7)
	ago(progressUnaskedEvery - time.Second)
	shown.say("read", 2<<20, 4<<20)
	ago(progressUnaskedEvery)
	shown.say("read", 3<<20, 4<<20)
	if want := "laqab: 1.0 of 4.0 MiB (25 %) sent\nlaqab: 3.0 of 4.0 MiB (75 %) read, 7 lines imported\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestBadPlace(t *testing.T) {
	for want, bad := range map[string]*laqabv1.LineError{
		"f:3: r":           {Line: 3, Reason: "r"},
		"f:3:7: r":         {Line: 3, Column: 7, Reason: "r"},
		"f:3: alias: r":    {Line: 3, Element: "alias", Reason: "r"},
		"f:3:7: A/B: r: s": {Line: 3, Column: 7, Element: "A/B", Reason: "r: s"},
	} {
		if got := badPlace("f", bad); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Progress is one line on a terminal, and lines elsewhere, not too often.
func TestProgress(t *testing.T) {
	for name, lines := range map[string]bool{"terminal": false, "log": true} {
		var out bytes.Buffer
		bar := &progress{out: &out, lines: lines, what: "lines imported", started: time.Now(), shown: time.Now().Add(-time.Hour)}
		for range 100 {
			bar.say("%s read", share(1<<20, 4<<20))
		}
		bar.clear()
		want := "\r\x1b[K1.0 of 4.0 MiB (25 %) read\r\x1b[K"
		if lines {
			want = "laqab: 1.0 of 4.0 MiB (25 %) read\n"
		}
		if out.String() != want {
			t.Errorf("%s: %q", name, out.String())
		}
	}
	if got := share(3<<19, 0); got != "1.5 MiB" {
		t.Errorf("of unknown size: %q", got)
	}
	var out bytes.Buffer
	(&progress{out: &out, shown: time.Now()}).to(7)
	(&progress{}).to(7)
	if out.Len() > 0 {
		t.Errorf("too early: %q", out.String())
	}
	bar := &progress{out: &out, what: "lines imported", started: time.Now().Add(-2 * time.Second), shown: time.Now().Add(-time.Hour)}
	bar.to(7)
	if !strings.Contains(out.String(), "7 lines imported, 3/s") && !strings.Contains(out.String(), "7 lines imported, 4/s") {
		t.Errorf("%q", out.String())
	}
}

// Conflicts and withdrawals are shown in full, and how many there are besides.
func TestImportView(t *testing.T) {
	report := &laqabv1.ImportReport{Lines: 9, Changed: 1, ConflictCount: 2, WithdrawalCount: 3,
		Conflicts:   []*laqabv1.ImportConflict{{EntityId: "kh", Field: "external_ids", Key: "ofac", Theirs: "2", Ours: "1"}},
		Withdrawals: []*laqabv1.Withdrawal{{EntityId: "kh", Field: "alias", Value: "كتائب", Language: "ar"}, {EntityId: "x", Field: "entity", Value: "X"}}}
	var out bytes.Buffer
	p := &program{surroundings: surroundings{stdout: &out, screenWidth: func() int { return 0 }, getenv: func(string) string { return "" }}, format: formatTable}
	if err := printOne(p, importView, report); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"in conflict      2", "withdrawn        3", "kh      external_ids ofac  –              2        1", "and 1 more\n\nwithdrawn by the list", "كتائب", "x       entity  X"} {
		if !strings.Contains(out.String(), text) {
			t.Errorf("no %q in\n%s", text, out.String())
		}
	}
}
