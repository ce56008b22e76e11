package main

import (
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// judgementView shows decisions about review items a line each.
var judgementView = view[*laqabv1.Decision]{
	none: "nothing was decided",
	json: messageJSON[*laqabv1.Decision],
	head: []string{"decision_id", "time", "actor", "reason", "kind", "item_id", "mention", "entity_id", "revision",
		"settled_items", "settled_spellings", "settled_mentions", "undone_by"},
	records: func(d *laqabv1.Decision) [][]string {
		s := d.GetSettled()
		return [][]string{{strconv.FormatInt(d.GetDecisionId(), 10), d.GetTime().AsTime().Format(time.RFC3339Nano), d.GetActor(), d.GetReason(),
			d.GetKind(), d.GetItemId(), d.GetMention(), d.GetEntityId(), strconv.FormatInt(d.GetRevision(), 10),
			strconv.FormatInt(s.GetItems(), 10), strconv.FormatInt(s.GetSpellings(), 10), strconv.FormatInt(s.GetMentions(), 10), d.GetUndoActor()}}
	},
	columns: []table.Column{{Title: "NO", Right: true, Keep: true}, {Title: "TIME (UTC)", Keep: true, Spare: 3}, {Title: "ACTOR"}, {Title: "DECIDED", Keep: true},
		{Title: "MENTION"}, {Title: "ENTITY", Keep: true, Spare: 1}, {Title: "SETTLED", Right: true, Keep: true}, {Title: "REASON", Spare: 2}},
	rows: func(d *laqabv1.Decision) [][]table.Cell {
		decided := table.Cell{Text: words(d.GetKind()), Style: table.Bold}
		if d.GetUndoActor() != "" {
			decided = table.Cell{Text: decided.Text + ", undone", Style: table.Dim}
		}
		return [][]table.Cell{{{Text: strconv.FormatInt(d.GetDecisionId(), 10), Style: table.Dim}, {Text: d.GetTime().AsTime().Format(time.DateTime)},
			{Text: d.GetActor()}, decided, {Text: d.GetMention()}, {Text: d.GetEntityId(), Style: table.Cyan},
			{Text: grouped(d.GetSettled().GetMentions())}, {Text: d.GetReason(), Style: table.Dim}}}
	},
}

func (p *program) reviewDecisionsCommand() *cobra.Command {
	var (
		by    string
		limit int
	)
	cmd := &cobra.Command{
		Use:   "decisions",
		Short: "List what was decided, newest first",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			request := &laqabv1.ListDecisionsRequest{Actor: by}
			out := newPrinter(p, judgementView)
			return printPages(out, limit, func(size int32, token string) ([]*laqabv1.Decision, string, error) {
				request.PageSize, request.PageToken = size, token
				answer, err := laqab.Curation().ListDecisions(cmd.Context(), request)
				return answer.GetDecisions(), answer.GetNextPageToken(), err
			})
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "only decisions of this actor")
	cmd.Flags().IntVar(&limit, "limit", 0, "how many at most (default all)")
	return cmd
}
