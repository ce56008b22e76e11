package service

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// importAll sends a file in chunks of 1,000 bytes and returns all answers.
// Further files are called "second" and so on.
func (f *fixture) importAll(t testing.TB, opts *laqabv1.ImportOptions, files ...[]byte) (acks []*laqabv1.ImportProgress, report *laqabv1.ImportReport, err error) {
	t.Helper()
	stream, err := f.curation.ImportEntities(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Options{Options: opts}}); err != nil {
		t.Fatal(err)
	}
	send := func(m *laqabv1.ImportEntitiesRequest) {
		t.Helper()
		if err := stream.Send(m); err != nil && !errors.Is(err, io.EOF) { // then the call has failed: Recv says why
			t.Fatal(err)
		}
	}
	for i, file := range files {
		if i > 0 {
			send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_File{File: &laqabv1.ImportFile{Name: "second"}}})
		}
		for chunk := range slices.Chunk(file, 1000) {
			send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Chunk{Chunk: chunk}})
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return acks, report, nil
		}
		if err != nil {
			return acks, report, err
		}
		if report != nil {
			t.Errorf("something comes after the report: %v", m)
		}
		if a := m.GetAcknowledged(); a != nil {
			acks = append(acks, a)
			if now := f.live.current.Load(); now.revision < a.GetRevision() {
				t.Errorf("revision %d is acknowledged, resolving sees %d", a.GetRevision(), now.revision)
			}
		}
		report = m.GetReport()
	}
}

func lines(from, to int) []byte {
	var b bytes.Buffer
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "{\"id\":\"e%04d\",\"name\":%q}\n", i, name(i))
	}
	return b.Bytes()
}

func zipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func (f *fixture) export(t testing.TB, as laqabv1.Format) ([]byte, int64) {
	t.Helper()
	stream, err := f.curation.ExportEntities(t.Context(), &laqabv1.ExportEntitiesRequest{Format: as})
	if err != nil {
		t.Fatal(err)
	}
	var file []byte
	revision := int64(-1)
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return file, revision
		}
		if err != nil {
			t.Fatal(err)
		}
		if revision >= 0 && m.GetRevision() != revision {
			t.Errorf("the revision changes from %d to %d", revision, m.GetRevision())
		}
		revision = m.GetRevision()
		file = append(file, m.GetChunk()...)
	}
}

func TestImportExport(t *testing.T) {
	f := start(t, Config{})
	if file, revision := f.export(t, 0); len(file) != 0 || revision != 0 {
		t.Errorf("the empty table is %q at %d", file, revision)
	}
	opts := &laqabv1.ImportOptions{Edit: by, BatchSize: 100}

	dry := &laqabv1.ImportOptions{Edit: by, DryRun: true}
	acks, report, err := f.importAll(t, dry, lines(0, 50))
	if err != nil || len(acks) != 0 || !report.GetDryRun() || report.GetCreated() != 50 || report.GetRevision() != 0 {
		t.Errorf("dry run: got %v, %v, %v", acks, report, err)
	}

	acks, report, err = f.importAll(t, opts, zipped(lines(0, 1000)))
	if err != nil || report.GetCreated() != 1000 || report.GetLines() != 1000 || report.GetRevision() != 1000 || report.GetErrorCount() != 0 {
		t.Fatalf("got %v, %v", report, err)
	}
	for i := range 10 {
		if acks[i].GetLine() != int64(100*(i+1)) || acks[i].GetRevision() != int64(100*(i+1)) {
			t.Errorf("got acknowledgments %v", acks)
		}
	}
	if got := f.resolved(t, name(777)); got != "e0777" {
		t.Errorf("an imported name resolves to %q", got)
	}

	first, revision := f.export(t, 0)
	if second, _ := f.export(t, 0); revision != 1000 || !bytes.Equal(first, second) {
		t.Errorf("two exports at %d differ", revision)
	}
	opts.OnExisting = laqabv1.OnExisting_ON_EXISTING_REPLACE
	_, report, err = f.importAll(t, opts, first)
	if err != nil || report.GetUnchanged() != 1000 || report.GetRevision() != 1000 {
		t.Errorf("an export imported again: got %v, %v", report, err)
	}
	opts.OnExisting = laqabv1.OnExisting_ON_EXISTING_SKIP
	_, report, err = f.importAll(t, opts, first)
	if err != nil || report.GetSkipped() != 1000 {
		t.Errorf("skip: got %v, %v", report, err)
	}
	opts.OnExisting = laqabv1.OnExisting_ON_EXISTING_MERGE
	_, report, err = f.importAll(t, opts, []byte(`{"id":"e0001","name":"Qorvendal Tumshik"}`))
	if err != nil || report.GetChanged() != 1 {
		t.Errorf("merge: got %v, %v", report, err)
	}
	if got := f.resolved(t, "Qorvendal Tumshik"); got != "e0001" {
		t.Errorf("a merged alias resolves to %q", got)
	}
}

// TestImportBadLines: all bad lines are reported, their transaction is not
// written, and the batches before it stay.
func TestImportBadLines(t *testing.T) {
	f := start(t, Config{})
	file := string(lines(0, 30)) + "{\"id\":\"x\"}\nnonsense\n" + string(lines(30, 40)) + `{"id":"e0000","name":"again"}`
	acks, report, err := f.importAll(t, &laqabv1.ImportOptions{Edit: by, BatchSize: 20}, []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	var bad []int64
	for _, e := range report.GetErrors() {
		bad = append(bad, e.GetLine())
		if e.GetReason() == "" {
			t.Errorf("line %d has no reason", e.GetLine())
		}
	}
	if !slices.Equal(bad, []int64{31, 32, 43}) || report.GetErrorCount() != 3 {
		t.Errorf("got %v", report)
	}
	if len(acks) != 1 || acks[0].GetRevision() != 20 || report.GetCreated() != 20 || report.GetRevision() != 20 {
		t.Errorf("got %v, %v", acks, report)
	}
	blank := "\n\n" + string(lines(40, 41)) + "\n" + string(lines(41, 42)) + "\n"
	acks, report, err = f.importAll(t, &laqabv1.ImportOptions{Edit: by, BatchSize: 1}, []byte(blank))
	if err != nil || len(acks) != 3 || acks[0].GetLine() != 3 || acks[1].GetLine() != 5 || report.GetLines() != 6 {
		t.Errorf("blank lines are lines of the file: got %v, %v, %v", acks, report, err)
	}
	if f.resolved(t, name(19)) != "e0019" || f.resolved(t, name(25)) != "" {
		t.Error("resolving does not see the first batch and nothing more")
	}

	acks, report, err = f.importAll(t, &laqabv1.ImportOptions{Edit: by}, lines(0, 150))
	if err != nil || len(acks) != 0 || report.GetErrorCount() != 22 || report.GetCreated() != 0 || report.GetRevision() != 22 {
		t.Errorf("all or nothing, 22 exist: got %v, %v, %v", acks, report, err)
	}
	_, report, err = f.importAll(t, &laqabv1.ImportOptions{Edit: by, Format: laqabv1.Format_FORMAT_JSONL}, []byte(strings.Repeat("nonsense\n", 12_000)))
	if err != nil || len(report.GetErrors()) != maxReported || report.GetErrorCount() != 12_000 {
		t.Errorf("got %d errors of %d, %v", len(report.GetErrors()), report.GetErrorCount(), err)
	}
}

func TestImportRefused(t *testing.T) {
	f := start(t, Config{MaxImportBytes: 10_000})
	send := func(messages ...*laqabv1.ImportEntitiesRequest) error {
		stream, err := f.curation.ImportEntities(t.Context())
		if err != nil {
			return err
		}
		for _, m := range messages {
			if stream.Send(m) != nil {
				break
			}
		}
		if err := stream.CloseSend(); err != nil {
			return err
		}
		_, err = stream.Recv()
		return err
	}
	options := func(o *laqabv1.ImportOptions) *laqabv1.ImportEntitiesRequest {
		return &laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Options{Options: o}}
	}
	chunk := func(b []byte) *laqabv1.ImportEntitiesRequest {
		return &laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Chunk{Chunk: b}}
	}
	good := options(&laqabv1.ImportOptions{Edit: by})
	next := &laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_File{File: &laqabv1.ImportFile{}}}
	for _, test := range []struct {
		name     string
		messages []*laqabv1.ImportEntitiesRequest
		want     []string
	}{
		{"nothing", nil, []string{"options"}},
		{"no options", []*laqabv1.ImportEntitiesRequest{chunk([]byte("{}"))}, []string{"options"}},
		{"empty message", []*laqabv1.ImportEntitiesRequest{{}}, []string{"payload"}},
		{"bad options", []*laqabv1.ImportEntitiesRequest{options(&laqabv1.ImportOptions{OnExisting: 9, BatchSize: 100_001, Format: 99,
			Source: "a list", FileName: strings.Repeat("x", 257), Wikidata: &laqabv1.WikidataOptions{Languages: []string{"en", "not a tag", ""},
				Types: []laqabv1.EntityType{1, 0, 99}, InstanceOf: map[string]laqabv1.EntityType{"Q5": 1, "5": 1, "Q6": 99}}})},
			[]string{"options.edit.actor", "options.on_existing", "options.batch_size", "options.format", "options.source", "options.file_name",
				"options.wikidata.languages[1]", "options.wikidata.languages[2]", "options.wikidata.types[1]", "options.wikidata.types[2]",
				`options.wikidata.instance_of["5"]`, `options.wikidata.instance_of["Q6"]`}},
		{"link without a source", []*laqabv1.ImportEntitiesRequest{options(&laqabv1.ImportOptions{Edit: by, Link: "ofac"})}, []string{"options.link"}},
		{"link to no list", []*laqabv1.ImportEntitiesRequest{options(&laqabv1.ImportOptions{Edit: by, Source: "x", Link: "a list"})}, []string{"options.link"}},
		{"update without a source", []*laqabv1.ImportEntitiesRequest{options(&laqabv1.ImportOptions{Edit: by,
			OnExisting: laqabv1.OnExisting_ON_EXISTING_UPDATE})}, []string{"options.source"}},
		{"unknown format", []*laqabv1.ImportEntitiesRequest{good, chunk([]byte("who knows\n"))}, []string{"options.format"}},
		{"second file", []*laqabv1.ImportEntitiesRequest{good, chunk(lines(0, 2)), next, chunk(lines(2, 3))}, []string{"file"}},
		{"long file name", []*laqabv1.ImportEntitiesRequest{good, {Payload: &laqabv1.ImportEntitiesRequest_File{
			File: &laqabv1.ImportFile{Name: strings.Repeat("x", 257)}}}}, []string{"file.name"}},
		{"many files", []*laqabv1.ImportEntitiesRequest{good, next, next, next, next, next, next, next, next}, []string{"file"}},
		{"Wikidata's options", []*laqabv1.ImportEntitiesRequest{options(&laqabv1.ImportOptions{Edit: by, Wikidata: &laqabv1.WikidataOptions{}}),
			chunk(lines(0, 2))}, []string{"options.wikidata"}},
		{"not a gzip", []*laqabv1.ImportEntitiesRequest{good, chunk([]byte("\x1f\x8bnot at all"))}, []string{"chunk"}},
		{"options twice", []*laqabv1.ImportEntitiesRequest{good, good}, []string{"options"}},
		{"long chunk", []*laqabv1.ImportEntitiesRequest{good, chunk(make([]byte, MaxChunkBytes+1))}, []string{"chunk"}},
		{"long file", []*laqabv1.ImportEntitiesRequest{good, chunk(make([]byte, 9000)), chunk(make([]byte, 9000))}, []string{"chunk"}},
		{"half a gzip", []*laqabv1.ImportEntitiesRequest{good, chunk(zipped(lines(0, 100))[:200])}, []string{"chunk"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := violated(wantCode(t, send(test.messages...), codes.InvalidArgument)); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if revision, err := f.store.Revision(t.Context()); revision != 0 || err != nil {
		t.Errorf("something was written: revision %d, %v", revision, err)
	}
}

// TestImportInterrupted: who goes away after an acknowledgment loses nothing
// that was acknowledged, and resolving agrees with the table afterwards.
func TestImportInterrupted(t *testing.T) {
	f := start(t, Config{})
	ctx, cancel := context.WithCancel(t.Context())
	stream, err := f.curation.ImportEntities(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_ = stream.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Options{
		Options: &laqabv1.ImportOptions{Edit: by, BatchSize: 10}}})
	_ = stream.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Chunk{Chunk: lines(0, 5000)}})
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	var acked int64
	for range 3 {
		m, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		acked = max(acked, m.GetAcknowledged().GetRevision())
	}
	cancel()
	_, err = stream.Recv()
	for err == nil {
		_, err = stream.Recv()
	}
	f.create(t, "after", "Qorvendal Tumshik") // waits for the import's transaction, and folds
	revision, err := f.store.Revision(t.Context())
	if err != nil || revision < acked+1 || revision > 5000 {
		t.Errorf("the table is at %d, %v; %d was acknowledged", revision, err, acked)
	}
	now := f.live.current.Load()
	file, exported := f.export(t, 0)
	if n := bytes.Count(file, []byte("\n")); now.revision == exported && now.resolver.Entities() != n {
		t.Errorf("the table has %d entities, the snapshot %d", n, now.resolver.Entities())
	}
}

// TestImportFormats: a file's format is told and reported, two files are read
// as one, and what is wrong says in which file, and where.
func TestImportFormats(t *testing.T) {
	f := start(t, Config{})
	const sdn = "10481,\"SOLEIMANI, Qasem\",\"individual\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n"
	const alt = "10481,7,\"aka\",\"SULAYMANI, Qasem\",-0- \r\n"
	_, report, err := f.importAll(t, &laqabv1.ImportOptions{Edit: by, FileName: "sdn.csv"}, []byte(sdn), zipped([]byte(alt+"99,8,\"nick\",\"X\",-0- \r\n")))
	if err != nil || report.GetErrorCount() != 1 || report.GetCreated() != 0 || report.GetFormat() != laqabv1.Format_FORMAT_OFAC {
		t.Fatalf("got %v, %v", report, err)
	}
	if bad := report.GetErrors()[0]; bad.GetFile() != "second" || bad.GetLine() != 2 || bad.GetColumn() != 6 || bad.GetElement() != "alt_type" {
		t.Errorf("got %v", bad)
	}
	_, report, err = f.importAll(t, &laqabv1.ImportOptions{Edit: by, FileName: "sdn.csv"}, []byte(sdn), []byte(alt))
	if err != nil || report.GetCreated() != 1 || f.resolved(t, "Qasem Sulaymani") != "ofac:10481" {
		t.Errorf("got %v, %v", report, err)
	}
	const item = `{"type":"item","id":"Q1","labels":{"en":{"value":"Qorvendal Tumshik"}},"claims":{"P31":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"id":"Q99"}}}}]}}`
	_, report, err = f.importAll(t, &laqabv1.ImportOptions{Edit: by, Wikidata: &laqabv1.WikidataOptions{
		InstanceOf: map[string]laqabv1.EntityType{"Q99": laqabv1.EntityType_ENTITY_TYPE_PERSON}}}, []byte("["+"\n"+item+",\n"+strings.Replace(item, "Q99", "Q98", 1)+"\n]\n"))
	if err != nil || report.GetCreated() != 1 || report.GetIgnored() != 1 || report.GetFormat() != laqabv1.Format_FORMAT_WIKIDATA {
		t.Errorf("got %v, %v", report, err)
	}

	all, revision := f.export(t, 0)
	for _, as := range []laqabv1.Format{laqabv1.Format_FORMAT_CSV, laqabv1.Format_FORMAT_TSV, laqabv1.Format_FORMAT_JSONL} {
		fresh := start(t, Config{})
		file, at := f.export(t, as)
		_, report, err := fresh.importAll(t, &laqabv1.ImportOptions{Edit: by}, file)
		if again, _ := fresh.export(t, 0); err != nil || at != revision || report.GetFormat() != as || !bytes.Equal(again, all) {
			t.Errorf("%s: %v, %v", as, report, err)
		}
	}
	stream, err := f.curation.ExportEntities(t.Context(), &laqabv1.ExportEntitiesRequest{Format: laqabv1.Format_FORMAT_UN})
	if err == nil {
		_, err = stream.Recv()
	}
	if got := violated(wantCode(t, err, codes.InvalidArgument)); !slices.Equal(got, []string{"format"}) {
		t.Errorf("got %q", got)
	}
}

// TestImportEditions: a new edition of a source leaves what maintainers did,
// says what it could not do, and resolving sees what it did.
func TestImportEditions(t *testing.T) {
	f := start(t, Config{})
	source := &laqabv1.ImportOptions{Edit: by, Source: "list"}
	_, report, err := f.importAll(t, source, []byte(`{"id":"a","type":"person","name":"Qorvendal","aliases":[{"value":"Tumshik"}]}`+"\n"+`{"id":"b","name":"Belvardo"}`))
	if err != nil || report.GetCreated() != 2 {
		t.Fatalf("got %v, %v", report, err)
	}
	_, err = f.curation.UpdateEntity(t.Context(), &laqabv1.UpdateEntityRequest{Edit: by,
		Entity: &laqabv1.Entity{EntityId: "a", Type: laqabv1.EntityType_ENTITY_TYPE_PLACE}, UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"type"}}})
	if err != nil {
		t.Fatal(err)
	}
	second := []byte(`{"id":"a","type":"vessel","name":"Qorvendal","aliases":[{"value":"Ashkelovin"}]}`)
	dry := &laqabv1.ImportOptions{Edit: by, Source: "list", OnExisting: laqabv1.OnExisting_ON_EXISTING_UPDATE, DryRun: true}
	for _, opts := range []*laqabv1.ImportOptions{dry, source} {
		_, report, err = f.importAll(t, opts, second)
		conflict := &laqabv1.ImportConflict{EntityId: "a", Field: "type", Base: "person", Theirs: "vessel", Ours: "place"}
		if err != nil || report.GetChanged() != 1 || report.GetConflictCount() != 1 || !proto.Equal(report.GetConflicts()[0], conflict) {
			t.Errorf("got %v, %v", report, err)
		}
		want := []*laqabv1.Withdrawal{{EntityId: "a", Field: "alias", Value: "Tumshik"}, {EntityId: "b", Field: "entity", Value: "Belvardo"}}
		if report.GetWithdrawalCount() != 2 || !slices.EqualFunc(report.GetWithdrawals(), want, func(a, b *laqabv1.Withdrawal) bool { return proto.Equal(a, b) }) {
			t.Errorf("got %v", report)
		}
	}
	if f.resolved(t, "Ashkelovin") != "a" || f.resolved(t, "Tumshik") != "a" || f.resolved(t, "Belvardo") != "b" {
		t.Error("a new name does not resolve, or a withdrawn one does not any more")
	}
	_, report, err = f.importAll(t, source, second)
	if err != nil || report.GetUnchanged() != 1 || report.GetConflictCount()+report.GetWithdrawalCount() != 0 {
		t.Errorf("the same edition again: got %v, %v", report, err)
	}
	// What is told of a transaction that was not written is not reported.
	_, report, err = f.importAll(t, source, []byte("{\"id\":\"c\"}\n"))
	if err != nil || report.GetErrorCount() != 1 || report.GetWithdrawalCount() != 0 || len(report.GetWithdrawals()) != 0 {
		t.Errorf("a bad edition: got %v, %v", report, err)
	}
}
