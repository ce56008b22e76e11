package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// returnedView shows what taking a decision back did.
var returnedView = view[*laqabv1.UndoDecisionResponse]{
	json: messageJSON[*laqabv1.UndoDecisionResponse],
	head: []string{"decision_id", "kind", "mention", "revision", "returned_items", "returned_spellings", "returned_mentions"},
	records: func(r *laqabv1.UndoDecisionResponse) [][]string {
		d, back := r.GetDecision(), r.GetReturned()
		return [][]string{{strconv.FormatInt(d.GetDecisionId(), 10), d.GetKind(), d.GetMention(), strconv.FormatInt(r.GetRevision(), 10),
			strconv.FormatInt(back.GetItems(), 10), strconv.FormatInt(back.GetSpellings(), 10), strconv.FormatInt(back.GetMentions(), 10)}}
	},
	page: func(out io.Writer, screen table.Screen, r *laqabv1.UndoDecisionResponse) error {
		d := r.GetDecision()
		return facts(out, screen,
			table.Cell{Text: "undone"}, table.Cell{Text: fmt.Sprintf("decision %d: %s", d.GetDecisionId(), words(d.GetKind())), Style: table.Bold},
			table.Cell{Text: "mention"}, table.Cell{Text: d.GetMention()},
			table.Cell{Text: "returned"}, table.Cell{Text: tally(r.GetReturned()), Style: table.Green},
			table.Cell{Text: "left"}, table.Cell{Text: tally(r.GetLeft())})
	},
}

func (p *program) reviewUndoCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "undo [DECISION]",
		Short: "Take a decision back, by default your newest one",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			request := &laqabv1.UndoDecisionRequest{}
			if len(args) > 0 {
				id, err := strconv.ParseInt(args[0], 10, 64)
				if err != nil || id < 1 {
					return wrongUsage("%q is not the number of a decision; see laqab review decisions", args[0])
				}
				request.DecisionId = id
			}
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			request.Edit = edit
			answer, err := laqab.Curation().UndoDecision(cmd.Context(), request)
			if err != nil {
				return err
			}
			return printRevised(p, answer, returnedView, answer)
		},
	}
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}
