package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

var update = flag.Bool("update", false, "write the golden files")

// outcome is what a run of laqab left behind.
type outcome struct {
	code           int
	stdout, stderr string
}

// laqab runs the program as a shell would.
type laqab struct {
	t     *testing.T
	addr  string
	env   map[string]string
	input string
	width int
	dir   string // of the configuration
}

func (l *laqab) run(args ...string) outcome {
	l.t.Helper()
	var stdout, stderr bytes.Buffer
	env := map[string]string{"LAQAB_ADDR": l.addr, "LAQAB_ACTOR": "desk@example.org"}
	for key, value := range l.env {
		env[key] = value
	}
	if l.dir == "" {
		l.dir = l.t.TempDir()
	}
	code := run(context.Background(), args, surroundings{
		stdin: strings.NewReader(l.input), stdout: &stdout, stderr: &stderr,
		getenv:      func(key string) string { return env[key] },
		configDir:   func() (string, error) { return l.dir, nil },
		identity:    func() (string, error) { return "", errors.New("nobody") },
		screenWidth: func() int { return l.width },
	})
	return outcome{code, stdout.String(), stderr.String()}
}

// file writes a file for a test and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestGolden(t *testing.T) {
	addr := serve(t, &fake{})
	mentions := []string{"resolve", "Kataib Hizbullah", "كتائب حزب الله", "علي حسن", "真主党", "Acme"}
	queries := file(t, "queries.jsonl", `{"mention":"Kataib Hizbullah","expect":"kataib-hezbollah","tags":["latin"]}
{"mention":"علي حسن","expect":"ali-1","accept":["ali-1","ali-2"],"tags":["shared"]}
{"mention":"真主党","expect":"hezbollah","type":"organization"}
{"mention":"Acme","expect":null,"tags":["latin"]}
`)
	pairs := file(t, "pairs.jsonl", `{"left":"Kataib Hizbullah","right":"كتائب حزب الله","type":"organization"}`+"\n")
	for name, test := range map[string]struct {
		args  []string
		width int
	}{
		"resolve.table":          {args: mentions},
		"resolve.terminal":       {args: mentions, width: 100},
		"resolve.json":           {args: append(mentions[:3:3], "-o", "json")},
		"resolve.jsonl":          {args: append(mentions, "-o", "jsonl")},
		"resolve.csv":            {args: append(mentions, "-o", "csv")},
		"explain.table":          {args: []string{"explain", "Kataib Hizbullah", "kataib-hezbollah"}},
		"explain.csv":            {args: []string{"explain", "Kataib Hizbullah", "kataib-hezbollah", "-o", "csv"}},
		"explain.json":           {args: []string{"explain", "Kataib Hizbullah", "kataib-hezbollah", "-o", "json"}},
		"compare.table":          {args: []string{"compare", "Kataib Hizbullah", "كتائب حزب الله"}},
		"compare_file.table":     {args: []string{"compare", "-f", pairs}},
		"compare_file.jsonl":     {args: []string{"compare", "-f", pairs, "-o", "jsonl"}},
		"analyze.table":          {args: []string{"analyze", "كتائب"}},
		"entity_get.table":       {args: []string{"entity", "get", "kataib-hezbollah"}},
		"entity_get.json":        {args: []string{"entity", "get", "kataib-hezbollah", "-o", "json"}},
		"entity_list.table":      {args: []string{"entity", "list"}},
		"entity_list.csv":        {args: []string{"entity", "list", "-o", "csv"}},
		"waivers.table":          {args: []string{"check", "waivers"}},
		"policy_list.table":      {args: []string{"policy", "list"}},
		"preview.table":          {args: []string{"policy", "set", "person", "0.8", "--preview"}},
		"preview.terminal":       {args: []string{"policy", "set", "person", "0.8", "--preview"}, width: 80},
		"preview.csv":            {args: []string{"policy", "set", "person", "0.8", "--preview", "-o", "csv"}},
		"preview.json":           {args: []string{"policy", "set", "person", "0.8", "--preview", "-o", "json"}},
		"preview_none.table":     {args: []string{"policy", "remove", "person", "--preview"}},
		"term_list.table":        {args: []string{"term", "list"}},
		"history.table":          {args: []string{"history"}},
		"history.csv":            {args: []string{"history", "-o", "csv"}},
		"history_diff.table":     {args: []string{"history", "--diff"}},
		"merge.table":            {args: []string{"entity", "merge", "old", "kataib-hezbollah"}},
		"merge.csv":              {args: []string{"entity", "merge", "old", "kataib-hezbollah", "-o", "csv"}},
		"split.table":            {args: []string{"entity", "split", "kataib-hezbollah", "--alias", "KH"}},
		"revert.table":           {args: []string{"revert", "1..2"}},
		"review_list.table":      {args: []string{"review", "list"}},
		"review_list.csv":        {args: []string{"review", "list", "--order", "closeness", "-o", "csv"}},
		"review_decide.table":    {args: []string{"review", "decide", "Faylaq Badr", "--alias-of", "badr-organization"}},
		"review_undo.table":      {args: []string{"review", "undo", "3"}},
		"review_decisions.table": {args: []string{"review", "decisions"}},
		"review_decisions.csv":   {args: []string{"review", "decisions", "-o", "csv"}},
		"eval.table":             {args: []string{"eval", "--queries", queries, "--misses", "-"}},
		"eval.json":              {args: []string{"eval", "--queries", queries, "-o", "json"}},
		"eval.csv":               {args: []string{"eval", "--queries", queries, "-o", "csv"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := (&laqab{t: t, addr: addr, width: test.width}).run(test.args...)
			if got.code != exitDone || got.stderr != "" {
				t.Fatalf("exit %d: %s", got.code, got.stderr)
			}
			path := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(path, []byte(got.stdout), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got.stdout != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got.stdout, want)
			}
		})
	}
}

func TestEdits(t *testing.T) {
	f := &fake{}
	addr := serve(t, f)
	edit := &laqabv1.Edit{Actor: "desk@example.org", Reason: "seen"}
	changed := stored()
	changed.Name = "KH"
	changed.Exclusions = []*laqabv1.Exclusion{{Value: "Kataeb", Reason: "Lebanese too"}}
	changed.ExternalIds = map[string]string{"eu": "7"}
	for name, test := range map[string]struct {
		args string // separated by |
		want proto.Message
		says string
	}{
		"create": {"entity|create|Badr|--id|badr|--type|organization|--alias|بدر|--not|Badr City=a town|--external-id|eu=1",
			&laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{EntityId: "badr", Name: "Badr", Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION,
				Aliases: []*laqabv1.Alias{{Value: "بدر"}}, Exclusions: []*laqabv1.Exclusion{{Value: "Badr City", Reason: "a town"}},
				ExternalIds: map[string]string{"eu": "1"}}, Edit: edit}, "created  badr"},
		"delete":   {"entity|delete|kh|--etag|r3", &laqabv1.DeleteEntityRequest{EntityId: "kh", Etag: `"r3"`, Edit: edit}, "deleted  kh"},
		"undelete": {"entity|undelete|kh", &laqabv1.UndeleteEntityRequest{EntityId: "kh", Edit: edit}, "undeleted  kh"},
		"merge": {"entity|merge|old|kh|--from-etag|r3|--into-etag|\"r4\"", &laqabv1.MergeEntitiesRequest{FromEntityId: "old", IntoEntityId: "kh",
			FromEtag: `"r3"`, IntoEtag: `"r4"`, Edit: edit}, "merged  old into"},
		"split": {"entity|split|kataib-hezbollah|--alias|كتائب حزب الله|--alias|2|--alias|KH|--new-id|part|--name|Part|--type|media|--external-id|ofac",
			&laqabv1.SplitEntityRequest{EntityId: "kataib-hezbollah", AliasIds: []int64{1, 2}, ExternalIdKeys: []string{"ofac"}, Etag: "r3",
				Target: &laqabv1.SplitEntityRequest_NewEntity{NewEntity: &laqabv1.Entity{EntityId: "part", Name: "Part",
					Type: laqabv1.EntityType_ENTITY_TYPE_MEDIA}}, Edit: edit}, "split  kataib-hezbollah"},
		"split into": {"entity|split|kataib-hezbollah|--alias|2|--into|part|--etag|r9", &laqabv1.SplitEntityRequest{EntityId: "kataib-hezbollah",
			AliasIds: []int64{2}, Etag: `"r9"`, Target: &laqabv1.SplitEntityRequest_IntoEntityId{IntoEntityId: "part"}, Edit: edit}, "part"},
		"revert":        {"revert|7", &laqabv1.RevertChangesRequest{FromRevision: 7, ToRevision: 7, Edit: edit}, "reverted  revision 7"},
		"revert some":   {"revert|7..9|--entity|kh", &laqabv1.RevertChangesRequest{FromRevision: 7, ToRevision: 9, EntityId: "kh", Edit: edit}, "of revisions 7 to 9"},
		"add alias":     {"alias|add|kh|كتائب|--language|ar|--kind|short|--source|news", &laqabv1.AddAliasRequest{EntityId: "kh", Alias: &laqabv1.Alias{Value: "كتائب", Language: "ar", Kind: laqabv1.AliasKind_ALIAS_KIND_SHORT, Source: "news"}, Edit: edit}, "added"},
		"remove alias":  {"alias|remove|kh|KH|--etag|r3", &laqabv1.RemoveAliasRequest{EntityId: "kh", Value: "KH", Etag: `"r3"`, Edit: edit}, "removed  KH"},
		"by number":     {"alias|remove|kh|--no|2", &laqabv1.RemoveAliasRequest{EntityId: "kh", AliasId: 2, Edit: edit}, "alias 2"},
		"add term":      {"term|add|brigades|كتائب|--language|ar", &laqabv1.AddTermRequest{Term: &laqabv1.Term{Concept: "brigades", Value: "كتائب", Language: "ar"}, Edit: edit}, "added"},
		"remove term":   {"term|remove|brigades|كتائب", &laqabv1.RemoveTermRequest{Term: &laqabv1.Term{Concept: "brigades", Value: "كتائب"}, Edit: edit}, "removed"},
		"preview":       {"alias|remove|kh|KH|--preview", &laqabv1.RemoveAliasRequest{EntityId: "kh", Value: "KH", Edit: &laqabv1.Edit{Actor: edit.Actor, Reason: edit.Reason, ValidateOnly: true}}, "removed  KH"},
		"waive":         {"check|waive|shadowed|kh|KH", &laqabv1.AddWaiverRequest{Waiver: &laqabv1.Waiver{Rule: "shadowed", EntityId: "kh", Value: "KH", Reason: "seen"}, Edit: edit}, "waived  shadowed"},
		"unwaive":       {"check|unwaive|shadowed|kh", &laqabv1.RemoveWaiverRequest{Waiver: &laqabv1.Waiver{Rule: "shadowed", EntityId: "kh"}, Edit: edit}, "unwaived  shadowed"},
		"set policy":    {"policy|set|person|0.8|--profile|strict", &laqabv1.SetPolicyRequest{Policy: &laqabv1.TypePolicy{Type: laqabv1.EntityType_ENTITY_TYPE_PERSON, Profile: laqabv1.Profile_PROFILE_STRICT, MinProbability: 0.8}, Edit: edit}, "set  person"},
		"remove policy": {"policy|remove|person", &laqabv1.RemovePolicyRequest{Type: laqabv1.EntityType_ENTITY_TYPE_PERSON, Edit: edit}, "removed  person"},
		"import":        {"import|-|--on-existing|merge|--batch-size|10|--dry-run", &laqabv1.ImportOptions{Edit: edit, OnExisting: laqabv1.OnExisting_ON_EXISTING_MERGE, BatchSize: 10, DryRun: true}, "dry run"},
		"decide alias": {"review|decide|faylaq badr|--alias-of|badr-organization|--kind|translation|--language|ar|--value|Faylaq", &laqabv1.DecideReviewItemRequest{
			Mention: "faylaq badr", Edit: edit, Decision: &laqabv1.DecideReviewItemRequest_Alias{Alias: &laqabv1.AliasDecision{EntityId: "badr-organization",
				Alias: &laqabv1.Alias{Value: "Faylaq", Language: "ar", Kind: laqabv1.AliasKind_ALIAS_KIND_TRANSLATION}}}}, "settled   2 items, 1,240 mentions"},
		"decide entity": {"review|decide|--item|flkbdr|--new-entity|--id|badr|--name|Badr|--type|organization", &laqabv1.DecideReviewItemRequest{
			ItemId: "flkbdr", Edit: edit, Decision: &laqabv1.DecideReviewItemRequest_NewEntity{NewEntity: &laqabv1.EntityDecision{
				Entity: &laqabv1.Entity{EntityId: "badr", Name: "Badr", Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION}}}}, "decision  3"},
		"decide never": {"review|decide|x|--never|badr", &laqabv1.DecideReviewItemRequest{Mention: "x", Edit: edit,
			Decision: &laqabv1.DecideReviewItemRequest_Never{Never: &laqabv1.NeverDecision{EntityId: "badr"}}}, "decision  3"},
		"decide ignore": {"review|decide|x|--ignore", &laqabv1.DecideReviewItemRequest{Mention: "x", Edit: edit,
			Decision: &laqabv1.DecideReviewItemRequest_Ignore{Ignore: &laqabv1.IgnoreDecision{}}}, "decision  3"},
		"decide skip": {"review|decide|x|--skip", &laqabv1.DecideReviewItemRequest{Mention: "x", Edit: edit,
			Decision: &laqabv1.DecideReviewItemRequest_Skip{Skip: &laqabv1.SkipDecision{}}}, "decision  3"},
		"undo":          {"review|undo|3", &laqabv1.UndoDecisionRequest{DecisionId: 3, Edit: edit}, "new entity"},
		"update entity": {"entity|update|kataib-hezbollah|--name|KH|--drop-not|Kataeb Party|--not|Kataeb=Lebanese too|--external-id|eu=7|--drop-external-id|ofac", nil, "updated  kataib-hezbollah"},
		"update alias":  {"alias|update|kh|2|--note|rare|--language|", nil, "updated"},
	} {
		t.Run(name, func(t *testing.T) {
			got := (&laqab{t: t, addr: addr, input: "{}\n"}).run(append(strings.Split(test.args, "|"), "--reason", "seen")...)
			if got.code != exitDone || !strings.Contains(got.stdout, test.says) {
				t.Fatalf("exit %d, %q, %q", got.code, got.stdout, got.stderr)
			}
			switch sent := f.last(t).(type) {
			case *laqabv1.UpdateEntityRequest:
				if paths := strings.Join(sent.GetUpdateMask().GetPaths(), " "); paths != "exclusions external_ids name" || !proto.Equal(sent.GetEntity(), changed) {
					t.Errorf("mask %q, entity %v", paths, sent.GetEntity())
				}
			case *laqabv1.UpdateAliasRequest:
				if paths := strings.Join(sent.GetUpdateMask().GetPaths(), " "); paths != "language note" || sent.GetAlias().GetAliasId() != 2 || sent.GetAlias().GetNote() != "rare" {
					t.Errorf("mask %q, alias %v", paths, sent.GetAlias())
				}
			default:
				if !proto.Equal(sent, test.want) {
					t.Errorf("sent %v\nwant %v", sent, test.want)
				}
			}
		})
	}
}

func TestResolveFiles(t *testing.T) {
	addr := serve(t, &fake{})
	plain := file(t, "names.txt", "\ufeffKataib Hizbullah\r\n\n  Acme  \n")
	objects := file(t, "names.jsonl", `{"mention":"علي حسن","type":"person","query_id":"q7"}`+"\n"+`{"mention":"Acme","expect":null,"tags":[]}`+"\n")
	l := &laqab{t: t, addr: addr, input: "真主党\n"}
	got := l.run("resolve", "-f", plain, "-f", objects, "-f", "-", "-o", "csv")
	var labels []string
	for line := range strings.Lines(got.stdout) {
		fields := strings.Split(line, ",")
		labels = append(labels, fields[0]+" "+fields[1]+" "+fields[2])
	}
	want := "query_id mention outcome|1 Kataib Hizbullah RESOLVED|3 Acme NO_MATCH|q7 علي حسن AMBIGUOUS|2 Acme NO_MATCH|1 真主党 NO_MATCH"
	if got.code != exitDone || strings.Join(labels, "|") != want {
		t.Errorf("exit %d, %s\ngot  %s\nwant %s", got.code, got.stderr, strings.Join(labels, "|"), want)
	}

	got = l.run("resolve", "-f", plain, "--strict")
	if got.code != exitUnresolved || !strings.Contains(got.stderr, "1 of 2 mentions not resolved") {
		t.Errorf("strict: exit %d, %q", got.code, got.stderr)
	}
	if got = l.run("resolve", "Kataib Hizbullah", "--strict"); got.code != exitDone || got.stderr != "" {
		t.Errorf("strict, all resolved: exit %d, %q", got.code, got.stderr)
	}

	l.input = ""
	if got = l.run("resolve", "-f", "-", "-o", "json"); got.code != exitDone || got.stdout != "[]\n" || !strings.Contains(got.stderr, "no mentions") {
		t.Errorf("empty input: %+v", got)
	}

	bad := file(t, "bad.txt", "Kataib Hizbullah\n\n???\nAcme\n")
	got = l.run("resolve", "-f", bad, "-o", "csv")
	if got.code != exitFailed || got.stderr != "laqab: "+bad+":3: mention.text: has no letter or digit\n" || !strings.Contains(got.stdout, "\n4,Acme,") {
		t.Errorf("a bad mention: %+v", got)
	}
}

func TestWrongInput(t *testing.T) {
	f := &fake{}
	addr := serve(t, f)
	dir := t.TempDir()
	broken := file(t, "broken.jsonl", `{"mention":"Acme"}`+"\n"+`{"mention":`+"\n")
	mixed := file(t, "mixed.jsonl", "{\"mention\":\"KH\"}\nnot json\n")
	unknown := file(t, "unknown.jsonl", `{"mention":"Acme","langauge":"ar"}`+"\n")
	kind := file(t, "kind.jsonl", `{"mention":"Acme","type":"persona"}`+"\n")
	mojibake := file(t, "mojibake.jsonl", "{\"mention\":\"K\xff\"}\n")
	endless := file(t, "endless.txt", "Acme\n"+strings.Repeat("x", maxLine+1)+"\n")
	config := file(t, "config", "addr = 127.0.0.1:1\nadr = x\n")
	badImport := file(t, "import.jsonl", "good\nbad\n")
	pairs := file(t, "pairs.jsonl", `{"left":"a","right":"b"}`+"\n"+`{"left":"a"}`+"\n")
	for name, test := range map[string]struct {
		args string // separated by |
		code int
		says string
	}{
		"no command's help":      {"", exitDone, ""},
		"unknown command":        {"resolv", exitUsage, `unknown command "resolv"`},
		"unknown subcommand":     {"entity|gett", exitUsage, `unknown command "gett"`},
		"no subcommand":          {"alias", exitUsage, "needs a command"},
		"unknown flag":           {"resolve|--colour", exitUsage, "--colour"},
		"unknown format":         {"resolve|x|-o|xml", exitUsage, "table, json, jsonl, csv"},
		"unknown type":           {"resolve|x|--type|persona", exitUsage, "person, organization"},
		"unknown color":          {"resolve|x|--color|blue", exitUsage, "auto, always, never"},
		"nothing to resolve":     {"resolve", exitUsage, "give mentions, or -f"},
		"both":                   {"resolve|x|-f|-", exitUsage, "not both"},
		"decide about nothing":   {"review|decide|--skip", exitUsage, "give a mention, or --item"},
		"decide nothing":         {"review|decide|x", exitUsage, "one of --alias-of"},
		"decide twice":           {"review|decide|x|--skip|--ignore", exitUsage, "one of --alias-of"},
		"decide, stray flag":     {"review|decide|x|--skip|--kind|weak", exitUsage, "--kind goes with --alias-of"},
		"undo what":              {"review|undo|first", exitUsage, "see laqab review decisions"},
		"review, no terminal":    {"review", exitUsage, "wants a terminal"},
		"review, no such":        {"review|lst", exitUsage, `unknown command "lst"`},
		"lists once":             {"entity|update|x|--not|y|--request-id|r", exitUsage, "--request-id goes with --name"},
		"aliases by name, once":  {"entity|split|x|--alias|y|--request-id|r", exitUsage, `and not "y"`},
		"too few":                {"explain|x", exitUsage, "laqab: explain needs MENTION and ID; see laqab explain --help\n"},
		"too few, of two":        {"entity|merge|x", exitUsage, "laqab: entity merge needs FROM and INTO; see laqab entity merge --help\n"},
		"too many":               {"check|waive|r|x|y|z", exitUsage, `check waive takes RULE, ID and NAME, and not "z" too; see laqab check waive --help`},
		"none wanted":            {"term|list|x", exitUsage, `term list takes no arguments, and not "x"; see laqab term list --help`},
		"no such check":          {"check|wave", exitUsage, `unknown command "wave"`},
		"one name":               {"compare|x", exitUsage, "two names"},
		"no queries":             {"eval", exitUsage, "--queries"},
		"misses in the way":      {"eval|--queries|-|--misses|-|-o|json", exitUsage, "both go to stdout"},
		"probability above 1":    {"resolve|x|--min-probability|7", exitUsage, "--min-probability is above 0, to 1, and not 7"},
		"probability no number":  {"explain|x|y|--min-probability|NaN", exitUsage, "not NaN"},
		"too many candidates":    {"resolve|x|--max-candidates|101", exitUsage, "--max-candidates is 1 to 100, and not 101"},
		"negative revision":      {"resolve|x|--min-revision|-1", exitUsage, "--min-revision cannot be negative"},
		"no revisions":           {"revert|9..7", exitUsage, "not a revision or a range"},
		"no moment":              {"history|--since|yesterday", exitUsage, "--since is a time such as"},
		"no days":                {"history|--until|xd", exitUsage, "--until is a time such as"},
		"split into a new one":   {"entity|split|x|--alias|y|--into|z|--name|Z", exitUsage, "for a new one"},
		"split without aliases":  {"entity|split|x", exitUsage, "give --alias"},
		"watch from nowhere":     {"watch|--after|-1", exitUsage, "negative"},
		"past and future":        {"resolve|x|--as-of|1|--min-revision|2", exitUsage, "--min-revision"},
		"negative limit":         {"history|--limit|-1", exitUsage, "negative"},
		"nothing to update":      {"entity|update|kh", exitUsage, "what to change"},
		"no alias number":        {"alias|update|kh|KH", exitUsage, "not the number of an alias"},
		"alias and number":       {"alias|remove|kh|KH|--no|2", exitUsage, "or its number"},
		"wrong config":           {"term|list|--config|" + config, exitUsage, `line 2: unknown key "adr"`},
		"missing config":         {"term|list|--config|" + dir + "/none", exitUsage, "no such file"},
		"no certificates":        {"term|list|--tls|" + config, exitUsage, "has no certificate"},
		"missing file":           {"resolve|-f|" + dir + "/none", exitFailed, "none: no such file"},
		"directory":              {"resolve|-f|" + dir, exitFailed, "is a directory"},
		"broken JSON":            {"resolve|-f|" + broken, exitFailed, broken + ":2: the line is not valid JSON: unexpected EOF"},
		"plain line among JSON":  {"resolve|-f|" + mixed, exitFailed, mixed + ":2: the line is not a JSON object"},
		"unknown field":          {"resolve|-f|" + unknown, exitFailed, `:1: json: unknown field "langauge"`},
		"unknown type in file":   {"resolve|-f|" + kind, exitFailed, `:1: type "persona": want one of`},
		"JSON that is not UTF-8": {"resolve|-f|" + mojibake, exitFailed, mojibake + ":1: the line is not valid UTF-8"},
		"endless line":           {"resolve|-f|" + endless, exitFailed, endless + ":2: the line is longer than"},
		"not UTF-8":              {"resolve|a\xffb", exitFailed, "mention.text: is not valid UTF-8"},
		"eval of a directory":    {"eval|--queries|" + dir, exitFailed, "is a directory"},
		"eval of broken JSON":    {"eval|--queries|" + broken, exitFailed, broken + ":1: expect is missing"},
		"eval of nothing":        {"eval|--queries|-", exitFailed, "stdin: evaluation: no queries"},
		"bad pair":               {"compare|-f|" + pairs, exitFailed, pairs + ":2: left: is empty"},
		"import of a directory":  {"import|" + dir, exitFailed, "is a directory"},
		"import of bad lines":    {"import|" + badImport, exitFailed, badImport + ":2: name is missing"},
		"import not allowed":     {"import|" + badImport + "|--reason|refuse", exitFailed, "you may only read"},
		"export to a directory":  {"export|" + dir, exitFailed, "is a directory"},
		"unknown entity":         {"explain|x|nobody", exitFailed, `laqab: no entity "nobody"`},
		"entity exists":          {"entity|create|X|--id|taken", exitFailed, "the ID exists (held by taken)"},
		"entity changed":         {"entity|update|kataib-hezbollah|--name|x|--etag|r1", exitFailed, "somebody else changed it"},
		"merged too late":        {"entity|merge|old|kh|--from-etag|r1", exitFailed, "somebody else changed old meanwhile; read it again (its etag is \"r3\", and not \"r1\")\nlaqab: revision 2, 2026-01-02 03:04:05: alias add of aliases +1, type by desk: seen\n"},
		"split of nothing":       {"entity|split|kataib-hezbollah|--alias|x", exitFailed, `no alias "x"`},
		"server not there":       {"term|list|--addr|127.0.0.1:1", exitFailed, "cannot reach laqabd at 127.0.0.1:1: is it running? start it with `laqabd serve`"},
		"server too slow":        {"term|list|--timeout|1ns", exitFailed, "did not answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			var args []string
			if test.args != "" {
				args = strings.Split(test.args, "|")
			}
			got := (&laqab{t: t, addr: addr}).run(args...)
			if got.code != test.code || !strings.Contains(got.stderr, test.says) {
				t.Errorf("exit %d, want %d: %q, want %q", got.code, test.code, got.stderr, test.says)
			}
			for line := range strings.Lines(got.stderr) {
				if !strings.HasPrefix(line, "laqab: ") {
					t.Errorf("stray line on stderr: %q", line)
				}
			}
		})
	}
}

func TestSettings(t *testing.T) {
	for name, test := range map[string]struct {
		file, env, flag, want string
	}{
		"default":     {"", "", "", defaultAddr},
		"file":        {"# where\n\naddr = file:1\n", "", "", "file:1"},
		"JSON file":   {`{"addr": "file:1", "actor": "desk"}`, "", "", "file:1"},
		"environment": {"addr = file:1", "env:1", "", "env:1"},
		"flag":        {"addr = file:1", "env:1", "flag:1", "flag:1"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if test.file != "" {
				if err := os.MkdirAll(filepath.Join(dir, "laqab"), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, "laqab", "config"), []byte(test.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			p := &program{flags: settings{addr: test.flag}, surroundings: surroundings{
				configDir: func() (string, error) { return dir, nil },
				getenv:    func(key string) string { return map[string]string{"LAQAB_ADDR": test.env}[key] }}}
			if err := p.configure(); err != nil || p.settings.addr != test.want {
				t.Errorf("got %q, %v, want %q", p.settings.addr, err, test.want)
			}
		})
	}
	for name, text := range map[string]string{"unknown key": "adr = x", "unknown JSON key": `{"adr":"x"}`, "no value": "addr", "broken JSON": `{"addr"`} {
		if s, err := parseSettings([]byte(text)); err == nil {
			t.Errorf("%s: read as %+v", name, s)
		}
	}
}

func TestImportSaysThatNothingWasWritten(t *testing.T) {
	l := &laqab{t: t, addr: serve(t, &fake{}), input: "bad\nbad\n"}
	const nothing = "nothing was written: mend the bad lines"
	if got := l.run("import", "-"); got.code != exitFailed || !strings.Contains(got.stdout, nothing) {
		t.Errorf("only bad lines: %+v", got)
	}
	l.input = "good\nbad\n"
	if got := l.run("import", "-"); got.code != exitFailed || strings.Contains(got.stdout, nothing) {
		t.Errorf("a batch was written: %+v", got)
	}
}

// A shell makes r3 of "r3", and people write "\"r3\"" to be safe.
func TestEtagWithoutItsQuotes(t *testing.T) {
	l := &laqab{t: t, addr: serve(t, &fake{})}
	for _, etag := range []string{"r3", `"r3"`} {
		if got := l.run("entity", "update", "kataib-hezbollah", "--name", "KH", "--etag", etag); got.code != exitDone {
			t.Errorf("%s: %+v", etag, got)
		}
	}
}

func TestActor(t *testing.T) {
	f := &fake{}
	l := &laqab{t: t, addr: serve(t, f), env: map[string]string{"LAQAB_ACTOR": ""}}
	got := l.run("entity", "delete", "kh")
	if got.code != exitUsage || !strings.Contains(got.stderr, "LAQAB_ACTOR") {
		t.Errorf("nobody: %+v", got)
	}
	if got = l.run("entity", "delete", "kh", "--actor", "me"); got.code != exitDone || f.last(t).(*laqabv1.DeleteEntityRequest).GetEdit().GetActor() != "me" {
		t.Errorf("named: %+v", got)
	}
	if who, err := identity(); err != nil || !strings.Contains(who, "@") {
		t.Errorf("identity: %q, %v", who, err)
	}
}

func TestColor(t *testing.T) {
	addr := serve(t, &fake{})
	for name, test := range map[string]struct {
		width int
		env   map[string]string
		flag  string
		want  bool
	}{
		"terminal":              {80, nil, "auto", true},
		"no terminal":           {0, nil, "auto", false},
		"NO_COLOR":              {80, map[string]string{"NO_COLOR": "1"}, "auto", false},
		"dumb terminal":         {80, map[string]string{"TERM": "dumb"}, "auto", false},
		"always, not even here": {0, map[string]string{"NO_COLOR": "1"}, "always", true},
		"never":                 {80, nil, "never", false},
	} {
		got := (&laqab{t: t, addr: addr, width: test.width, env: test.env}).run("resolve", "Acme", "--color", test.flag)
		if strings.Contains(got.stdout, "\x1b[") != test.want {
			t.Errorf("%s: %q", name, got.stdout)
		}
	}
}

func TestExport(t *testing.T) {
	l := &laqab{t: t, addr: serve(t, &fake{})}
	const want = "{\"id\":\"a\",\"name\":\"A\"}\n"
	if got := l.run("export"); got.code != exitDone || got.stdout != want {
		t.Errorf("stdout: %+v", got)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "table.jsonl")
	if got := l.run("export", path); got.code != exitDone || got.stdout != "" || !strings.Contains(got.stderr, "revision 9") {
		t.Errorf("file: %+v", got)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != want {
		t.Errorf("file: %q, %v", text, err)
	}
	if got := (&laqab{t: t, addr: "127.0.0.1:1"}).run("export", filepath.Join(dir, "other")); got.code != exitFailed {
		t.Errorf("no server: %+v", got)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("a failed export leaves files behind: %v, %v", entries, err)
	}
}

func TestVersionAndCompletion(t *testing.T) {
	l := &laqab{t: t, addr: "127.0.0.1:1"}
	if got := l.run("version"); got.code != exitDone || !strings.HasPrefix(got.stdout, "laqab ") {
		t.Errorf("version: %+v", got)
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := l.run("completion", shell); got.code != exitDone || !strings.Contains(got.stdout, "laqab") {
			t.Errorf("completion %s: exit %d, %s", shell, got.code, got.stderr)
		}
	}
	for format, want := range map[string]string{"json": "{\n", "jsonl": `{"version":`, "csv": "version,commit,go,platform\n"} {
		if got := l.run("version", "-o", format); got.code != exitDone || !strings.HasPrefix(got.stdout, want) {
			t.Errorf("version -o %s: %+v", format, got)
		}
	}
	if got := l.run("__complete", "resolve", "--type", ""); !strings.Contains(got.stdout, "organization\n") {
		t.Errorf("completing --type: %+v", got)
	}
	const noFiles, files = ":4\n", ":0\n" // cobra's directives
	for command, want := range map[string]string{"resolve": noFiles, "entity|get": noFiles, "import": files, "export": files} {
		if got := l.run(append(append([]string{"__complete"}, strings.Split(command, "|")...), "")...); !strings.HasSuffix(got.stdout, want) {
			t.Errorf("completing the arguments of %s: %+v", command, got)
		}
	}
}

// closedPipe is a stdout whose reader went away.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
}

func TestBrokenPipeIsQuiet(t *testing.T) {
	addr := serve(t, &fake{})
	for _, format := range formatNames {
		var stderr bytes.Buffer
		code := run(context.Background(), []string{"resolve", "Acme", "-o", format, "--addr", addr}, surroundings{
			stdin: strings.NewReader(""), stdout: closedPipe{}, stderr: &stderr, getenv: func(string) string { return "" },
			configDir: func() (string, error) { return "", errors.New("none") }, screenWidth: func() int { return 0 }})
		if code != exitDone || stderr.Len() > 0 {
			t.Errorf("%s: exit %d, %q", format, code, stderr.String())
		}
	}
}

func TestInterrupt(t *testing.T) {
	addr := serve(t, &fake{})
	for _, args := range [][]string{{"resolve", "-f", "-"}, {"import", "-", "--actor", "me"}, {"eval", "--queries", "-"}, {"compare", "-f", "-"}} {
		ctx, cancel := context.WithCancel(context.Background())
		keyboard, hand := io.Pipe() // never typed on
		time.AfterFunc(50*time.Millisecond, cancel)
		var stdout, stderr bytes.Buffer
		code := run(ctx, append(args, "--addr", addr), surroundings{
			stdin: keyboard, stdout: &stdout, stderr: &stderr, getenv: func(string) string { return "" },
			configDir: func() (string, error) { return "", errors.New("none") }, screenWidth: func() int { return 0 }})
		if code != exitFailed || stderr.String() != "laqab: interrupted\n" {
			t.Errorf("%s: exit %d, %q", args[0], code, stderr.String())
		}
		_ = hand.Close()
	}
}
