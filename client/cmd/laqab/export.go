package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (p *program) exportCommand() *cobra.Command {
	var (
		as   choice[laqabv1.Format]
		asOf int64
	)
	cmd := &cobra.Command{
		Use:   "export [FILE]",
		Short: "Write the whole table as a file that import reads",
		Long: `Write the whole table, at one revision, as a file that import reads: to stdout, or to
a file, which then appears only when it is complete. The format is that of --format, else
that of the file's name, if it ends in .csv or .tsv, else jsonl.

Files carry the active entities. What else the table has, terms, waivers and policies, stays
with it, and is counted on stderr.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			if len(args) == 0 || args[0] == "-" {
				done, err := laqab.Export(cmd.Context(), p.stdout, client.Export{Format: as.value, AsOfRevision: asOf})
				p.warnLeftOut(done.LeftOut)
				return err
			}
			if as.value == laqabv1.Format_FORMAT_UNSPECIFIED {
				as.value = exportFormats[strings.ToLower(filepath.Ext(args[0]))]
			}
			var done client.Exported
			err = writeWhole(args[0], func(out io.Writer) error {
				done, err = laqab.Export(cmd.Context(), out, client.Export{Format: as.value, AsOfRevision: asOf})
				return err
			})
			if err == nil {
				p.warn("wrote %s at revision %d", args[0], done.Revision)
				p.warnLeftOut(done.LeftOut)
			}
			return err
		},
	}
	choiceFlag(cmd, &as, "format", "how to write it (jsonl, csv or tsv; the others are read only)")
	asOfFlag(cmd, &asOf)
	return cmd
}

// warnLeftOut says what of the table is not in the file.
func (p *program) warnLeftOut(left *laqabv1.LeftOut) {
	if left != nil {
		p.warn("not in the file: %s, %s, %s", plural(left.GetTerms(), "term", "terms"), plural(left.GetWaivers(), "waiver", "waivers"),
			plural(left.GetPolicies(), "policy", "policies"))
	}
}

// exportFormats are the formats that a file's name asks for.
var exportFormats = map[string]laqabv1.Format{".csv": laqabv1.Format_FORMAT_CSV, ".tsv": laqabv1.Format_FORMAT_TSV}

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
