package main

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client"
	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// decidedView shows what a decision did.
var decidedView = view[*laqabv1.DecideReviewItemResponse]{
	json: messageJSON[*laqabv1.DecideReviewItemResponse],
	head: []string{"decision_id", "revision", "entity_id", "settled_items", "settled_spellings", "settled_mentions", "left_items", "left_mentions"},
	records: func(r *laqabv1.DecideReviewItemResponse) [][]string {
		s, left := r.GetSettled(), r.GetLeft()
		record := []string{strconv.FormatInt(r.GetDecisionId(), 10), strconv.FormatInt(r.GetRevision(), 10), r.GetEntityId()}
		for _, n := range []int64{s.GetItems(), s.GetSpellings(), s.GetMentions(), left.GetItems(), left.GetMentions()} {
			record = append(record, strconv.FormatInt(n, 10))
		}
		return [][]string{record}
	},
	page: func(out io.Writer, screen table.Screen, r *laqabv1.DecideReviewItemResponse) error {
		lines := []table.Cell{{Text: "decision"}, {Text: strconv.FormatInt(r.GetDecisionId(), 10), Style: table.Bold}}
		if id := r.GetEntityId(); id != "" {
			lines = append(lines, table.Cell{Text: "entity"}, table.Cell{Text: id, Style: table.Cyan})
		}
		if r.GetRevision() > 0 {
			lines = append(lines, table.Cell{Text: "revision"}, table.Cell{Text: strconv.FormatInt(r.GetRevision(), 10)})
		}
		return facts(out, screen, append(lines, table.Cell{Text: "settled"}, table.Cell{Text: tally(r.GetSettled()), Style: table.Green},
			table.Cell{Text: "left"}, table.Cell{Text: tally(r.GetLeft())})...)
	},
}

func (p *program) reviewDecideCommand() *cobra.Command {
	var (
		item, aliasOf, never, id, name, value, language, reason string
		newEntity, ignore, skip                                 bool
		entityType                                              choice[laqabv1.EntityType]
		aliasKind                                               choice[laqabv1.AliasKind]
	)
	cmd := &cobra.Command{
		Use:   "decide [MENTION]",
		Short: "Decide about one name of the review queue",
		Long: `Decide about one name of the review queue, named by a mention of it in any form that folds
to the same, or with --item by its ID, as list -o csv has it. Of an item with several
spellings the given one, or else the most frequent one, becomes an alias or an entity.`,
		Example: `  laqab review decide "Hachd Chaabi" --alias-of popular-mobilization-forces --kind transliteration
  laqab review decide "Basra Oil Company" --new-entity --id basra-oil-company --type organization
  laqab review decide "Kataeb Party" --never kataib-hezbollah --reason "a Lebanese party"`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			request := &laqabv1.DecideReviewItemRequest{ItemId: item}
			if len(args) > 0 {
				request.Mention = args[0]
			}
			if (item == "") == (request.GetMention() == "") {
				return wrongUsage("about what? give a mention, or --item")
			}
			entity := &laqabv1.Entity{EntityId: id, Name: name, Type: entityType.value}
			alias := &laqabv1.Alias{Value: value, Language: language, Kind: aliasKind.value}
			given := 0
			for flag, decision := range map[string]func(){
				"alias-of": func() {
					request.Decision = &laqabv1.DecideReviewItemRequest_Alias{Alias: &laqabv1.AliasDecision{EntityId: aliasOf, Alias: alias}}
				},
				"new-entity": func() {
					request.Decision = &laqabv1.DecideReviewItemRequest_NewEntity{NewEntity: &laqabv1.EntityDecision{Entity: entity}}
				},
				"never": func() {
					request.Decision = &laqabv1.DecideReviewItemRequest_Never{Never: &laqabv1.NeverDecision{EntityId: never}}
				},
				"ignore": func() {
					request.Decision = &laqabv1.DecideReviewItemRequest_Ignore{Ignore: &laqabv1.IgnoreDecision{}}
				},
				"skip": func() { request.Decision = &laqabv1.DecideReviewItemRequest_Skip{Skip: &laqabv1.SkipDecision{}} },
			} {
				if cmd.Flags().Changed(flag) {
					given++
					decision()
				}
			}
			if given != 1 {
				return wrongUsage("what is decided? give one of --alias-of, --new-entity, --never, --ignore and --skip")
			}
			for flag, of := range map[string]string{"kind": "alias-of", "value": "alias-of", "language": "alias-of",
				"id": "new-entity", "name": "new-entity", "type": "new-entity"} {
				if cmd.Flags().Changed(flag) && !cmd.Flags().Changed(of) {
					return wrongUsage("--%s goes with --%s", flag, of)
				}
			}
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			request.Edit = edit
			answer, err := laqab.Curation().DecideReviewItem(cmd.Context(), request)
			if err != nil {
				return err
			}
			if request.GetAlias() != nil && answer.GetImpact() == nil && answer.GetSettled().GetSpellings() == 0 {
				p.warnOpen(cmd.Context(), laqab, request)
			}
			return printRevised(p, answer, decidedView, answer)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&item, "item", "", "the item's `ID`, instead of a mention")
	flags.StringVar(&aliasOf, "alias-of", "", "it means this entity: add it as an alias")
	flags.BoolVar(&newEntity, "new-entity", false, "it means an entity that is not in the table: make it")
	flags.StringVar(&never, "never", "", "it never means this entity; needs --reason")
	flags.BoolVar(&ignore, "ignore", false, "it does not matter: do not record it any more")
	flags.BoolVar(&skip, "skip", false, "not now: move it to the end of the queue")
	choiceFlag(cmd, &aliasKind, "kind", "what the alias is to the entity")
	flags.StringVar(&value, "value", "", "the alias as written (default the mention)")
	flags.StringVar(&language, "language", "", "BCP-47 tag of the alias (default as callers said)")
	flags.StringVar(&id, "id", "", "the new entity's ID (default a generated one)")
	flags.StringVar(&name, "name", "", "the new entity's name (default the mention)")
	choiceFlag(cmd, &entityType, "type", "what kind of thing the new entity is (default as callers said)")
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

// warnOpen says why the name that became an alias is open all the same. The
// decision is done: if the reason cannot be had, that it is open is all that is said.
func (p *program) warnOpen(ctx context.Context, laqab *client.Client, decided *laqabv1.DecideReviewItemRequest) {
	mention := client.Mention{Text: decided.GetMention(), NoReview: true}
	if id := decided.GetItemId(); id != "" {
		found, err := laqab.Curation().GetReviewItem(ctx, &laqabv1.GetReviewItemRequest{ItemId: id})
		s, _ := mostFrequent(found.GetItem())
		if err != nil || s.GetText() == "" {
			p.warn("nothing was settled: the name is still open")
			return
		}
		mention = client.Mention{Text: s.GetText(), Type: s.GetType(), Language: s.GetLanguage(), Policy: s.GetPolicy(), NoReview: true}
	}
	answer, err := laqab.Resolve(ctx, mention)
	var ids []string
	for _, c := range sharing(answer) {
		ids = append(ids, c.GetEntityId())
	}
	if err != nil || len(ids) == 0 {
		p.warn("nothing was settled: the name is still open; laqab explain says why")
		return
	}
	p.warn("nothing was settled: %q is AMBIGUOUS still, between %s; say with --never of which it is no name", mention.Text, strings.Join(ids, " and "))
}
