package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (p *program) reviewCommand() *cobra.Command {
	var (
		flags  reviewFlags
		reason string
	)
	cmd := &cobra.Command{
		Use:   "review",
		Short: "Decide about names that resolving left open",
		Long: `Go through the review queue, a name at a time and with one key for each decision. The
queue has what came out AMBIGUOUS or NO_MATCH, spellings of one name together. The keys:

  1 to 9   the name means this candidate: add it to the entity as an alias
  n        the name means an entity that is not in the table: make it
  x        the name never means a candidate: exclude it there
  i        the name does not matter: do not record it any more
  s        skip: later
  u        undo the last decision
  ?  q     help, quit

A decision resolves the queue anew, and says how much it settled. For scripts there are
list, decide and undo.`,
		Example: `  laqab review --order closeness --type organization`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrongUsage("unknown command %q for %q", args[0], cmd.CommandPath())
			}
			if p.terminal == nil {
				return wrongUsage("laqab review wants a terminal; for scripts there are list, decide and undo")
			}
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			return p.triage(cmd.Context(), laqab, flags.request(), edit)
		},
	}
	flags.add(cmd)
	p.editFlags(cmd, &reason)
	cmd.AddCommand(p.reviewListCommand(), p.reviewDecideCommand(), p.reviewUndoCommand(), p.reviewDecisionsCommand())
	return cmd
}

// reviewFlags say which part of the queue is wanted, and in which order.
type reviewFlags struct {
	order   choice[laqabv1.ReviewOrder]
	kind    choice[laqabv1.EntityType]
	outcome choice[laqabv1.Outcome]
	script  string
}

func (f *reviewFlags) add(cmd *cobra.Command) {
	choiceFlag(cmd, &f.order, "order", "what comes first")
	choiceFlag(cmd, &f.kind, "type", "only names that callers hinted this type of")
	choiceFlag(cmd, &f.outcome, "outcome", "only names with this outcome")
	cmd.Flags().StringVar(&f.script, "script", "", "only names in this script, an ISO 15924 code, for example Arab")
}

func (f *reviewFlags) request() *laqabv1.ListReviewItemsRequest {
	return &laqabv1.ListReviewItemsRequest{Order: f.order.value, Type: f.kind.value, Outcome: f.outcome.value, Script: f.script}
}

// tally says a part of the queue in words.
func tally(t *laqabv1.ReviewTally) string {
	return fmt.Sprintf("%s, %s", plural(t.GetItems(), "item", "items"), plural(t.GetMentions(), "mention", "mentions"))
}

// plural is a number with its noun.
func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

// grouped is a number with a comma between thousands.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	var parts []string
	for len(text) > 3 {
		parts = append([]string{text[len(text)-3:]}, parts...)
		text = text[:len(text)-3]
	}
	return strings.Join(append([]string{text}, parts...), ",")
}
