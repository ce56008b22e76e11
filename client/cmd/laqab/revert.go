package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

var revertView = view[*laqabv1.RevertChangesResponse]{
	json: messageJSON[*laqabv1.RevertChangesResponse],
	head: changeView.head,
	records: func(r *laqabv1.RevertChangesResponse) (records [][]string) {
		for _, c := range r.GetChanges() {
			records = append(records, changeView.records(c)...)
		}
		return records
	},
	page: revertPage,
}

func revertPage(out io.Writer, screen table.Screen, r *laqabv1.RevertChangesResponse) error {
	what := fmt.Sprintf("revision %d", r.GetFromRevision())
	if r.GetFromRevision() != r.GetToRevision() {
		what = fmt.Sprintf("%d changes of revisions %d to %d", r.GetRevertedCount(), r.GetFromRevision(), r.GetToRevision())
	}
	if err := editedView.page(out, screen, edited{done: "reverted", subject: what, revision: r.GetRevision()}); err != nil {
		return err
	}
	if len(r.GetChanges()) == 0 {
		fmt.Fprintln(out, "nothing had to be changed: they had cancelled each other out")
	}
	for _, c := range r.GetChanges() {
		fmt.Fprintln(out)
		if err := changePage(out, screen, c); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) revertCommand() *cobra.Command {
	var entity, reason string
	cmd := &cobra.Command{
		Use:   "revert REVISION[..REVISION]",
		Short: "Take changes back",
		Long: `Take back a change, or all of a range of revisions, as a change of its own that can be
reverted too. What was done in one edit is taken back whole, unless --entity limits it to one
entity; a merge or split is then still taken back on both sides. What a change created is deleted.

It is refused where later changes stand on what is to be taken back, and says which: revert
those first, or give a range that has them too.`,
		Example: `  laqab revert 1207
  laqab revert 1190..1207 --entity kataib-hezbollah --reason "wrong list"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			from, to, err := revisions(args[0])
			if err != nil {
				return err
			}
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().RevertChanges(cmd.Context(), &laqabv1.RevertChangesRequest{
				FromRevision: from, ToRevision: to, EntityId: entity, Edit: edit})
			if err != nil {
				return err
			}
			return printRevised(p, answer, revertView, answer)
		},
	}
	cmd.Flags().StringVar(&entity, "entity", "", "only the changes of this entity")
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

// revisions reads "7" or "7..9".
func revisions(text string) (from, to int64, err error) {
	first, last, isRange := strings.Cut(text, "..")
	if !isRange {
		last = first
	}
	from, err = strconv.ParseInt(first, 10, 64)
	if err == nil {
		to, err = strconv.ParseInt(last, 10, 64)
	}
	if err != nil || from < 1 || to < from {
		return 0, 0, wrongUsage("%q is not a revision or a range of them, such as 7 or 7..9", text)
	}
	return from, to, nil
}
