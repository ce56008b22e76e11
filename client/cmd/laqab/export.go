package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (p *program) exportCommand() *cobra.Command {
	var asOf int64
	cmd := &cobra.Command{
		Use:   "export [FILE]",
		Short: "Write the whole table as a file that import reads",
		Long: `Write the whole table, at one revision, in the format that import reads: to stdout, or to
a file, which then appears only when it is complete.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			stream, err := laqab.Curation().ExportEntities(cmd.Context(), &laqabv1.ExportEntitiesRequest{AsOfRevision: asOf})
			if err != nil {
				return err
			}
			if len(args) == 0 || args[0] == "-" {
				_, err := receive(stream.Recv, p.stdout)
				return err
			}
			var revision int64
			err = writeWhole(args[0], func(out io.Writer) error {
				revision, err = receive(stream.Recv, out)
				return err
			})
			if err == nil {
				p.warn("wrote %s at revision %d", args[0], revision)
			}
			return err
		},
	}
	asOfFlag(cmd, &asOf)
	return cmd
}

// receive writes the chunks that come and returns the revision they are of.
func receive(next func() (*laqabv1.ExportEntitiesResponse, error), out io.Writer) (int64, error) {
	var revision int64
	for {
		answer, err := next()
		if errors.Is(err, io.EOF) {
			return revision, nil
		}
		if err != nil {
			return revision, err
		}
		revision = answer.GetRevision()
		if _, err := out.Write(answer.GetChunk()); err != nil {
			return revision, err
		}
	}
}

// writeWhole writes a file beside the path and then puts it there, so that
// nobody sees half of it.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
		return fmt.Errorf("%s is a directory", path)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = temporary.Close()
			_ = os.Remove(temporary.Name())
		}
	}()
	if err := write(temporary); err != nil {
		return err
	}
	if err := temporary.Chmod(0o644); err != nil {
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
