package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

var waiverView = view[*laqabv1.Waiver]{
	none: "nothing is waived",
	json: messageJSON[*laqabv1.Waiver],
	head: []string{"rule", "entity_id", "value", "reason", "actor", "time"},
	records: func(w *laqabv1.Waiver) [][]string {
		return [][]string{{w.GetRule(), w.GetEntityId(), w.GetValue(), w.GetReason(), w.GetActor(), w.GetCreateTime().AsTime().Format(time.RFC3339Nano)}}
	},
	columns: []table.Column{{Title: "RULE", Keep: true}, {Title: "ENTITY", Keep: true}, {Title: "NAME"}, {Title: "REASON"},
		{Title: "ACTOR", Spare: 1}, {Title: "TIME (UTC)", Keep: true, Spare: 2}},
	rows: func(w *laqabv1.Waiver) [][]table.Cell {
		return [][]table.Cell{{{Text: w.GetRule()}, {Text: w.GetEntityId(), Style: table.Cyan}, {Text: w.GetValue(), Style: table.Bold},
			{Text: w.GetReason()}, {Text: w.GetActor(), Style: table.Dim}, {Text: w.GetCreateTime().AsTime().Format("2006-01-02 15:04:05"), Style: table.Dim}}}
	},
}

// waiverOf reads RULE ID [NAME].
func waiverOf(args []string) *laqabv1.Waiver {
	w := &laqabv1.Waiver{Rule: args[0], EntityId: args[1]}
	if len(args) > 2 {
		w.Value = args[2]
	}
	return w
}

func (p *program) waiveCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "waive RULE ID [NAME]",
		Short: "Say that a finding is right as it stands, and why",
		Long: `Say that a finding is right as it stands, and why: that of the rule about one name of the
entity, or without a name every finding of the rule about it. Waivers are part of the table,
with history, and name the entity that the finding is listed under.`,
		Example: `  laqab check waive shared-alias central-bank-of-iran CBI --reason "both central banks are called so"`,
		Args:    cobra.RangeArgs(2, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" {
				return wrongUsage("why is it right? give --reason")
			}
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			waiver := waiverOf(args)
			waiver.Reason = reason
			answer, err := laqab.Curation().AddWaiver(cmd.Context(), &laqabv1.AddWaiverRequest{Waiver: waiver, Edit: edit})
			if err != nil {
				return err
			}
			return printOne(p, editedView, edited{answer, nil, "waived", args[0], answer.GetRevision()})
		},
	}
	p.editFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

func (p *program) unwaiveCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "unwaive RULE ID [NAME]",
		Short: "Take a waiver back",
		Args:  cobra.RangeArgs(2, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().RemoveWaiver(cmd.Context(), &laqabv1.RemoveWaiverRequest{Waiver: waiverOf(args), Edit: edit})
			if err != nil {
				return err
			}
			return printOne(p, editedView, edited{answer, nil, "unwaived", args[0], answer.GetRevision()})
		},
	}
	p.editFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

func (p *program) waiversCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "waivers",
		Short: "List what was waived, and why",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().ListWaivers(cmd.Context(), &laqabv1.ListWaiversRequest{})
			if err != nil {
				return err
			}
			return printAll(p, waiverView, answer.GetWaivers())
		},
	}
}
