package client_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// ImportEntities counts bytes as lines and files as created, and refuses source "no".
func (f *fake) ImportEntities(stream grpc.BidiStreamingServer[laqabv1.ImportEntitiesRequest, laqabv1.ImportEntitiesResponse]) error {
	report := &laqabv1.ImportReport{Created: 1}
	for {
		next, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if next.GetOptions().GetSource() == "no" {
			return status.Error(codes.PermissionDenied, "no")
		}
		if file := next.GetFile(); file != nil {
			report.Created++
			report.Errors = append(report.Errors, &laqabv1.LineError{File: file.GetName()})
		}
		if len(next.GetChunk()) > 1<<20 {
			return status.Error(codes.InvalidArgument, "the chunk is too long")
		}
		report.Lines += int64(len(next.GetChunk()))
	}
	for _, answer := range []*laqabv1.ImportEntitiesResponse{
		{Event: &laqabv1.ImportEntitiesResponse_Progress{Progress: &laqabv1.ImportProgress{BytesRead: report.GetLines()}}},
		{Event: &laqabv1.ImportEntitiesResponse_Acknowledged{Acknowledged: &laqabv1.ImportProgress{Line: report.GetLines()}}},
		{Event: &laqabv1.ImportEntitiesResponse_Report{Report: report}},
	} {
		if report.GetLines() == 0 && answer.GetReport() != nil {
			return nil
		}
		if err := stream.Send(answer); err != nil {
			return err
		}
	}
	return nil
}

func (f *fake) ExportEntities(r *laqabv1.ExportEntitiesRequest, stream grpc.ServerStreamingServer[laqabv1.ExportEntitiesResponse]) error {
	if r.GetFormat() == laqabv1.Format_FORMAT_UN {
		return status.Error(codes.InvalidArgument, "read only")
	}
	for _, chunk := range []string{"id,", "name\n", r.GetFormat().String()} {
		if err := stream.Send(&laqabv1.ExportEntitiesResponse{Chunk: []byte(chunk), Revision: 9, LeftOut: &laqabv1.LeftOut{Terms: 3}}); err != nil {
			return err
		}
	}
	return nil
}

func TestImport(t *testing.T) {
	laqab, stop := dial()
	defer stop()
	long := bytes.Repeat([]byte("x"), 3<<20)
	events := 0
	report, err := laqab.Import(t.Context(), &laqabv1.ImportOptions{}, []client.File{{Reader: bytes.NewReader(long)}, {Name: "b", Reader: strings.NewReader("yz")}},
		func(answer *laqabv1.ImportEntitiesResponse) {
			events++
			if answer.GetProgress().GetBytesRead()+answer.GetAcknowledged().GetLine() != int64(len(long)+2) {
				t.Errorf("told %v", answer)
			}
		})
	if err != nil || report.GetLines() != int64(len(long)+2) || report.GetCreated() != 2 || report.GetErrors()[0].GetFile() != "b" || events != 2 {
		t.Errorf("%d events, report %v, %v", events, report, err)
	}
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		options *laqabv1.ImportOptions
		file    io.Reader
		want    func(error) bool
	}{
		"refused":     {&laqabv1.ImportOptions{Source: "no"}, bytes.NewReader(long), func(err error) bool { return status.Code(err) == codes.PermissionDenied }},
		"broken file": {nil, io.MultiReader(strings.NewReader("x"), iotest.ErrReader(broken)), func(err error) bool { return errors.Is(err, broken) }},
		"no report":   {nil, strings.NewReader(""), func(err error) bool { return strings.Contains(err.Error(), "without a report") }},
	} {
		options := c.options
		if options == nil {
			options = &laqabv1.ImportOptions{}
		}
		if _, err := laqab.Import(t.Context(), options, []client.File{{Reader: c.file}}, nil); err == nil || !c.want(err) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// full is a writer with no room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestExport(t *testing.T) {
	laqab, stop := dial()
	defer stop()
	var text strings.Builder
	done, err := laqab.Export(t.Context(), &text, client.Export{Format: laqabv1.Format_FORMAT_CSV})
	if err != nil || done.Revision != 9 || done.LeftOut.GetTerms() != 3 || text.String() != "id,name\nFORMAT_CSV" {
		t.Errorf("%q, %+v, %v", text.String(), done, err)
	}
	if _, err := laqab.Export(t.Context(), io.Discard, client.Export{Format: laqabv1.Format_FORMAT_UN}); status.Code(err) != codes.InvalidArgument {
		t.Errorf("error %v", err)
	}
	if _, err := laqab.Export(t.Context(), full{}, client.Export{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error %v", err)
	}
}
