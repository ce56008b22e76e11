package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

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
{"mention":"Kataeb Partei","type":"organization","language":"de"}
{"mention":"CBI","language":"en","context":"the CBI sold dollars to local banks"}
{"mention":"CBI","language":"en"}
{"mention":"Read more","context":"Read more"}
{"mention":"Basra Oil Company","type":"organization","language":"en","context":"Basra Oil Company said output would rise"}
`

// sureForTriage is what the pipeline of the triage asks for: so much that only
// a name that the table has reaches it, whatever the model makes of the rest.
const sureForTriage = "0.96"

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
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
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
	wants(s.press("s", "s"), "skipped", "Kataeb Party", "also  Kataeb Partei ×1")
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
	wants(run("", "resolve", "Faylaq Badr", "Kataeb Partei", "Basra Oil Company", "-o", "csv"),
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
	wants(run("", "review", "decide", "cbi", "--alias-of", "central-bank-of-iran"),
		`nothing was settled: "cbi" is AMBIGUOUS still, between`, "central-bank-of-iran", "central-bank-of-iraq", "--never")
}
