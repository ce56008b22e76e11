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

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// importAll sends a file in chunks of 1,000 bytes and returns all answers.
func (f *fixture) importAll(t testing.TB, opts *laqabv1.ImportOptions, file []byte) (acks []*laqabv1.ImportProgress, report *laqabv1.ImportReport, err error) {
	t.Helper()
	stream, err := f.curation.ImportEntities(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Options{Options: opts}}); err != nil {
		t.Fatal(err)
	}
	for chunk := range slices.Chunk(file, 1000) {
		err := stream.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Chunk{Chunk: chunk}})
		if errors.Is(err, io.EOF) {
			break // the call has failed: Recv says why
		}
		if err != nil {
			t.Fatal(err)
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

func (f *fixture) export(t testing.TB) ([]byte, int64) {
	t.Helper()
	stream, err := f.curation.ExportEntities(t.Context(), &laqabv1.ExportEntitiesRequest{})
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
	if file, revision := f.export(t); len(file) != 0 || revision != 0 {
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

	first, revision := f.export(t)
	if second, _ := f.export(t); revision != 1000 || !bytes.Equal(first, second) {
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
	_, report, err = f.importAll(t, &laqabv1.ImportOptions{Edit: by}, []byte(strings.Repeat("nonsense\n", 12_000)))
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
	for _, test := range []struct {
		name     string
		messages []*laqabv1.ImportEntitiesRequest
		want     []string
	}{
		{"nothing", nil, []string{"options"}},
		{"no options", []*laqabv1.ImportEntitiesRequest{chunk([]byte("{}"))}, []string{"options"}},
		{"empty message", []*laqabv1.ImportEntitiesRequest{{}}, []string{"payload"}},
		{"bad options", []*laqabv1.ImportEntitiesRequest{options(&laqabv1.ImportOptions{OnExisting: 9, BatchSize: 100_001})},
			[]string{"options.edit.actor", "options.on_existing", "options.batch_size"}},
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
		acked = m.GetAcknowledged().GetRevision()
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
	file, exported := f.export(t)
	if n := bytes.Count(file, []byte("\n")); now.revision == exported && now.resolver.Entities() != n {
		t.Errorf("the table has %d entities, the snapshot %d", n, now.resolver.Entities())
	}
}
