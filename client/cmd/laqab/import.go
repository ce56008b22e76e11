package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"github.com/laqab/laqab/client"
	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// chunkSize is how much of a file travels in one message, in bytes; the contract allows 1 MiB.
const chunkSize = 256 << 10

var importView = view[*laqabv1.ImportReport]{
	json: messageJSON[*laqabv1.ImportReport],
	head: []string{"lines", "created", "changed", "unchanged", "skipped", "errors", "revision", "dry_run"},
	records: func(r *laqabv1.ImportReport) [][]string {
		var record []string
		for _, n := range []int64{r.GetLines(), r.GetCreated(), r.GetChanged(), r.GetUnchanged(), r.GetSkipped(), r.GetErrorCount(), r.GetRevision()} {
			record = append(record, strconv.FormatInt(n, 10))
		}
		return [][]string{append(record, strconv.FormatBool(r.GetDryRun()))}
	},
	page: func(out io.Writer, screen table.Screen, r *laqabv1.ImportReport) error {
		t := table.New(out, screen, table.Column{Keep: true}, table.Column{Right: true, Keep: true})
		for _, row := range []struct {
			title string
			n     int64
			style table.Style
		}{
			{"lines done", r.GetLines(), table.Plain}, {"created", r.GetCreated(), table.Green}, {"changed", r.GetChanged(), table.Yellow},
			{"unchanged", r.GetUnchanged(), table.Plain}, {"skipped", r.GetSkipped(), table.Plain}, {"bad lines", r.GetErrorCount(), table.Red},
			{"revision", r.GetRevision(), table.Plain},
		} {
			if row.n == 0 {
				row.style = table.Dim
			}
			t.Add(table.Cell{Text: row.title, Style: table.Dim}, table.Cell{Text: strconv.FormatInt(row.n, 10), Style: row.style})
		}
		if err := t.Flush(); err != nil {
			return err
		}
		var err error
		switch {
		case r.GetDryRun():
			_, err = fmt.Fprintln(out, "dry run: nothing was written")
		case r.GetErrorCount() > 0 && r.GetCreated()+r.GetChanged() == 0:
			_, err = fmt.Fprintln(out, "nothing was written: mend the bad lines, and import again")
		}
		return err
	},
}

func (p *program) importCommand() *cobra.Command {
	var (
		onExisting choice[laqabv1.OnExisting]
		batchSize  int32
		dryRun     bool
		reason     string
	)
	cmd := &cobra.Command{
		Use:   "import FILE|-",
		Short: "Add the entities of a file to the table",
		Long: `Add the entities of a file, one JSON object a line, gzip or not, to the table:
  {"id":"kataib-hezbollah","type":"organization","name":"Kata'ib Hezbollah",
   "aliases":[{"value":"KH","language":"en","kind":"acronym","source":"..."}],
   "external_ids":{"ofac":"11462"},"not":["Kataeb Party"]}
Only id and name are required. Either all of the file is imported or nothing, unless
--batch-size says how many entities at a time; then what was reported is safe.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			edit, err := p.edit(reason)
			if err != nil {
				return err
			}
			file, err := p.open(args[0])
			if err != nil {
				return err
			}
			defer file.Close()
			report, err := p.importFile(cmd.Context(), file, &laqabv1.ImportOptions{
				Edit: edit, OnExisting: onExisting.value, BatchSize: batchSize, DryRun: dryRun})
			if err != nil {
				return err
			}
			if err := printOne(p, importView, report); err != nil {
				return err
			}
			for _, bad := range report.GetErrors() {
				p.warn("%s: %s", place(args[0], int(bad.GetLine())), bad.GetReason())
			}
			if more := report.GetErrorCount() - int64(len(report.GetErrors())); more > 0 {
				p.warn("and %d more bad lines", more)
			}
			if report.GetErrorCount() > 0 {
				return errReported
			}
			return nil
		},
	}
	choiceFlag(cmd, &onExisting, "on-existing", "what to do with an entity that is in the table already (default fail)")
	cmd.Flags().Int32Var(&batchSize, "batch-size", 0, "commit every so many entities (default all at once)")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "check everything, write nothing")
	p.editFlags(cmd, &reason)
	return cmd
}

// importFile sends the file and follows the answers until the report.
func (p *program) importFile(ctx context.Context, file io.Reader, options *laqabv1.ImportOptions) (*laqabv1.ImportReport, error) {
	laqab, err := p.client()
	if err != nil {
		return nil, err
	}
	// A single call waits for a server that is still loading. A stream cannot: the file is read only once.
	if _, err := laqab.Resolve(ctx, client.Mention{Text: "laqab", OmitEvidence: true, NoReview: true}); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the sender, should the server end first
	stream, err := laqab.Curation().ImportEntities(ctx)
	if err != nil {
		return nil, err
	}
	sent := make(chan error, 1)
	go func() {
		err := sendFile(stream, file, options)
		if err != nil {
			cancel() // half a file must not look like a whole one
		}
		sent <- err
	}()
	bar := p.progress("lines imported")
	defer bar.clear()
	for {
		answer, err := stream.Recv()
		if err != nil {
			select {
			case failed := <-sent:
				if failed != nil {
					return nil, failed
				}
			default:
			}
			if errors.Is(err, io.EOF) {
				return nil, errors.New("the server ended the import without a report")
			}
			return nil, err
		}
		switch event := answer.GetEvent().(type) {
		case *laqabv1.ImportEntitiesResponse_Acknowledged:
			bar.to(event.Acknowledged.GetLine())
		case *laqabv1.ImportEntitiesResponse_Report:
			return event.Report, nil
		}
	}
}

// sendFile sends the options and then the file in chunks. Errors are of the
// file; those of the stream come out of its Recv.
func sendFile(stream grpc.BidiStreamingClient[laqabv1.ImportEntitiesRequest, laqabv1.ImportEntitiesResponse], file io.Reader, options *laqabv1.ImportOptions) error {
	if err := stream.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Options{Options: options}}); err != nil {
		return nil
	}
	for {
		chunk := make([]byte, chunkSize)
		n, err := io.ReadFull(file, chunk)
		if n > 0 {
			if err := stream.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Chunk{Chunk: chunk[:n]}}); err != nil {
				return nil
			}
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			_ = stream.CloseSend() // always nil, says grpc
			return nil
		case err != nil:
			return err
		}
	}
}
