package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (p *program) entityCommand() *cobra.Command {
	return group(&cobra.Command{Use: "entity", Short: "Read and edit the entities of the table"},
		p.entityGetCommand(), p.entityListCommand(), p.entityCreateCommand(), p.entityUpdateCommand(),
		p.entityDeleteCommand(), p.entityUndeleteCommand(), p.entityMergeCommand(), p.entitySplitCommand())
}

var entityView = view[*laqabv1.GetEntityResponse]{
	json: func(r *laqabv1.GetEntityResponse) ([]byte, error) { return messageJSON(r.GetEntity()) },
	head: entityHead,
	records: func(r *laqabv1.GetEntityResponse) [][]string {
		return entityRecord(r.GetEntity())
	},
	page: func(out io.Writer, screen table.Screen, r *laqabv1.GetEntityResponse) error {
		if from := r.GetRedirectedFrom(); from != "" {
			if err := facts(out, screen, table.Cell{Text: "was"}, table.Cell{Text: from}); err != nil {
				return err
			}
		}
		return entityPage(out, screen, r.GetEntity())
	},
}

func (p *program) entityGetCommand() *cobra.Command {
	var asOf int64
	cmd := &cobra.Command{
		Use:   "get ID",
		Short: "Show an entity with its aliases",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().GetEntity(cmd.Context(), &laqabv1.GetEntityRequest{EntityId: args[0], AsOfRevision: asOf})
			if err != nil {
				return err
			}
			return printOne(p, entityView, answer)
		},
	}
	asOfFlag(cmd, &asOf)
	return cmd
}

// asOfFlag adds the flag of the commands that can read the past.
func asOfFlag(cmd *cobra.Command, revision *int64) {
	cmd.Flags().Int64Var(revision, "as-of", 0, "as the table stood at this revision (default now)")
}

func (p *program) entityListCommand() *cobra.Command {
	var (
		kind    choice[laqabv1.EntityType]
		limit   int
		deleted bool
		asOf    int64
	)
	cmd := &cobra.Command{
		Use:   "list [TEXT]",
		Short: "List entities, by ID",
		Long:  "List entities by ID: all, or those whose name or an alias holds the text.",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			request := &laqabv1.ListEntitiesRequest{Type: kind.value, IncludeDeleted: deleted, AsOfRevision: asOf}
			if len(args) > 0 {
				request.Query = args[0]
			}
			out := newPrinter(p, entityList)
			return printPages(out, limit, func(size int32, token string) ([]*laqabv1.Entity, string, error) {
				request.PageSize, request.PageToken = size, token
				answer, err := laqab.Curation().ListEntities(cmd.Context(), request)
				return answer.GetEntities(), answer.GetNextPageToken(), err
			})
		},
	}
	choiceFlag(cmd, &kind, "type", "only this kind")
	cmd.Flags().IntVar(&limit, "limit", 0, "how many at most (default all)")
	cmd.Flags().BoolVar(&deleted, "deleted", false, "list deleted and merged entities too")
	asOfFlag(cmd, &asOf)
	return cmd
}
