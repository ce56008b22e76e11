package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client"
	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (p *program) termCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "term",
		Short: "Edit the words that mean the same in any language",
		Long:  "Edit the words that mean the same in any language: all terms of one concept do, as in \"kataib\", \"brigades\" and \"كتائب\".",
	},
		p.termEditCommand("add", "Add a word to a concept", "added",
			func(ctx context.Context, c *client.Client, t *laqabv1.Term, e *laqabv1.Edit) (revised, error) {
				return c.Curation().AddTerm(ctx, &laqabv1.AddTermRequest{Term: t, Edit: e})
			}),
		p.termEditCommand("remove", "Take a word from a concept", "removed",
			func(ctx context.Context, c *client.Client, t *laqabv1.Term, e *laqabv1.Edit) (revised, error) {
				return c.Curation().RemoveTerm(ctx, &laqabv1.RemoveTermRequest{Term: t, Edit: e})
			}),
		p.termListCommand())
}

type termEdit func(context.Context, *client.Client, *laqabv1.Term, *laqabv1.Edit) (revised, error)

func (p *program) termEditCommand(name, short, done string, do termEdit) *cobra.Command {
	var language, reason string
	cmd := &cobra.Command{
		Use:     name + " CONCEPT WORD",
		Short:   short,
		Example: "  laqab term " + name + ` brigades "كتائب" --language ar`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			answer, err := do(cmd.Context(), laqab, &laqabv1.Term{Concept: args[0], Value: args[1], Language: language}, edit)
			if err != nil {
				return err
			}
			return p.printEdit(answer, nil, done, args[1])
		},
	}
	cmd.Flags().StringVar(&language, "language", "", "BCP-47 tag of the word")
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

var termView = view[*laqabv1.Term]{
	none: "no words were added; those that ship are not listed",
	json: messageJSON[*laqabv1.Term],
	head: []string{"concept", "value", "language"},
	records: func(t *laqabv1.Term) [][]string {
		return [][]string{{t.GetConcept(), t.GetValue(), t.GetLanguage()}}
	},
	columns: []table.Column{{Title: "CONCEPT", Keep: true}, {Title: "WORD"}, {Title: "LANGUAGE", Keep: true}},
	rows: func(t *laqabv1.Term) [][]table.Cell {
		return [][]table.Cell{{{Text: t.GetConcept(), Style: table.Cyan}, {Text: t.GetValue(), Style: table.Bold}, {Text: t.GetLanguage()}}}
	},
}

func (p *program) termListCommand() *cobra.Command {
	var asOf int64
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the words that maintainers added",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().ListTerms(cmd.Context(), &laqabv1.ListTermsRequest{AsOfRevision: asOf})
			if err != nil {
				return err
			}
			return printAll(p, termView, answer.GetTerms())
		},
	}
	asOfFlag(cmd, &asOf)
	return cmd
}
