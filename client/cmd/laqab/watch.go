package main

import (
	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client"
)

func (p *program) watchCommand() *cobra.Command {
	var after int64
	cmd := &cobra.Command{
		Use:   "watch [ID]",
		Short: "Show changes of the table, or of one entity, as they are made",
		Long: `Show changes as they are made, until Ctrl-C: those made from now on, or after a revision,
each once and in order. When the connection breaks, it goes on where it was; to go on later,
give the last revision shown as --after.`,
		Example: `  laqab watch
  laqab watch --after 1200 -o jsonl`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			var watch client.Watch
			if cmd.Flags().Changed("after") {
				if after < 0 {
					return wrongUsage("--after cannot be negative")
				}
				watch.After = &after
			}
			if len(args) > 0 {
				watch.EntityID = args[0]
			}
			out := newPrinter(p, changesView)
			for change, err := range laqab.WatchChanges(cmd.Context(), watch) {
				if cmd.Context().Err() != nil { // Ctrl-C is how a watch ends
					break
				}
				if err != nil {
					return out.closeAfter(err)
				}
				if err := out.print(change); err != nil {
					return err
				}
			}
			return out.close()
		},
	}
	cmd.Flags().Int64Var(&after, "after", 0, "begin after this revision; 0 is the whole history (default from now on)")
	return cmd
}
