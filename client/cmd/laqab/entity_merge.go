package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client"
	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// merged is the answer to a merge.
type merged struct {
	from     string
	response *laqabv1.MergeEntitiesResponse
}

var mergedView = view[merged]{
	json: func(m merged) ([]byte, error) { return messageJSON(m.response) },
	head: []string{"done", "from", "into", "revision", "conflicts"},
	records: func(m merged) [][]string {
		return [][]string{{"merged", m.from, m.response.GetEntity().GetEntityId(), strconv.FormatInt(m.response.GetRevision(), 10),
			strconv.Itoa(len(m.response.GetConflicts()))}}
	},
	page: func(out io.Writer, screen table.Screen, m merged) error {
		r := m.response
		done := edited{done: "merged", subject: m.from + " into " + r.GetEntity().GetEntityId(), revision: r.GetRevision()}
		if err := editedView.page(out, screen, done); err != nil {
			return err
		}
		if len(r.GetConflicts()) > 0 {
			fmt.Fprintln(out)
			t := table.New(out, screen, table.Column{Title: "CONFLICT", Keep: true}, table.Column{Title: "OF"}, table.Column{Title: "KEPT"}, table.Column{Title: "NOT KEPT"})
			for _, c := range r.GetConflicts() {
				t.Add(table.Cell{Text: words(nameOf(c.GetKind())), Style: table.Yellow}, table.Cell{Text: c.GetKey()},
					table.Cell{Text: c.GetKept()}, table.Cell{Text: c.GetLost(), Style: table.Dim})
			}
			if err := t.Flush(); err != nil {
				return err
			}
		}
		fmt.Fprintln(out)
		return entityPage(out, screen, r.GetEntity())
	},
}

func (p *program) entityMergeCommand() *cobra.Command {
	var fromEtag, intoEtag, reason string
	cmd := &cobra.Command{
		Use:   "merge FROM INTO",
		Short: "Make all that names one entity name another",
		Long: `Make all that names the entity FROM name INTO, which keeps the aliases, exclusions and
external IDs of both; where they disagree, INTO is right, and what they disagree about is shown.
The ID FROM leads to INTO from then on. "laqab revert" takes a merge back.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().MergeEntities(cmd.Context(), &laqabv1.MergeEntitiesRequest{FromEntityId: args[0], IntoEntityId: args[1],
				FromEtag: quoted(fromEtag), IntoEtag: quoted(intoEtag), Edit: edit})
			if err != nil {
				return err
			}
			return printRevised(p, answer, mergedView, merged{args[0], answer})
		},
	}
	cmd.Flags().StringVar(&fromEtag, "from-etag", "", "fail if FROM is newer than this")
	cmd.Flags().StringVar(&intoEtag, "into-etag", "", "fail if INTO is newer than this")
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

var splitView = view[*laqabv1.SplitEntityResponse]{
	json: messageJSON[*laqabv1.SplitEntityResponse],
	head: []string{"done", "entity_id", "target_id", "revision"},
	records: func(r *laqabv1.SplitEntityResponse) [][]string {
		return [][]string{{"split", r.GetEntity().GetEntityId(), r.GetTarget().GetEntityId(), strconv.FormatInt(r.GetRevision(), 10)}}
	},
	page: func(out io.Writer, screen table.Screen, r *laqabv1.SplitEntityResponse) error {
		done := edited{entity: r.GetTarget(), done: "split", subject: r.GetEntity().GetEntityId(), revision: r.GetRevision()}
		if err := editedView.page(out, screen, done); err != nil {
			return err
		}
		fmt.Fprintln(out)
		return entityPage(out, screen, r.GetEntity())
	},
}

func (p *program) entitySplitCommand() *cobra.Command {
	var (
		aliases, lists               []string
		into, id, name, etag, reason string
		kind                         choice[laqabv1.EntityType]
	)
	cmd := &cobra.Command{
		Use:   "split ID --alias ALIAS...",
		Short: "Move some aliases of an entity to a new or another one",
		Long: `Move some aliases of an entity, each given by its value or its number in entity get, to the
entity that --into names, or else to a new one, which has the name of the first of them unless
--name says otherwise. "laqab revert" takes a split back.

With --request-id nothing is read first, so that the command is the same each time: aliases are
given by their numbers, and what others changed meanwhile is noticed by --etag only.`,
		Example: `  laqab entity split hezbollah --alias "Kata'ib Hezbollah" --alias 17 --new-id kataib-hezbollah
  laqab entity split hezbollah --alias KH --into kataib-hezbollah`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(aliases) == 0 {
				return wrongUsage("what to move? give --alias")
			}
			if into != "" && (id != "" || name != "" || cmd.Flags().Changed("type")) {
				return wrongUsage("--into names an entity that is there: --new-id, --name and --type are for a new one")
			}
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			request := &laqabv1.SplitEntityRequest{EntityId: args[0], ExternalIdKeys: lists, Edit: edit}
			if into != "" {
				request.Target = &laqabv1.SplitEntityRequest_IntoEntityId{IntoEntityId: into}
			} else {
				request.Target = &laqabv1.SplitEntityRequest_NewEntity{NewEntity: &laqabv1.Entity{EntityId: id, Name: name, Type: kind.value}}
			}
			if p.requestID == "" {
				// The aliases are looked up first; the etag sees to it that nothing comes between.
				request.AliasIds, request.Etag, err = aliasNumbers(cmd, laqab, args[0], aliases)
			} else {
				request.AliasIds, err = numbersOnly(aliases)
			}
			if err != nil {
				return err
			}
			if etag != "" {
				request.Etag = quoted(etag)
			}
			answer, err := laqab.Curation().SplitEntity(cmd.Context(), request)
			if err != nil {
				return err
			}
			return printRevised(p, answer, splitView, answer)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&aliases, "alias", nil, "an alias to move, in all its languages, or its number; may be repeated")
	flags.StringArrayVar(&lists, "external-id", nil, "the list of an external ID that goes too; may be repeated")
	flags.StringVar(&into, "into", "", "the entity that takes them (default a new one)")
	flags.StringVar(&id, "new-id", "", "the ID of the new one (default a generated one)")
	flags.StringVar(&name, "name", "", "its canonical name (default the first alias that goes)")
	choiceFlag(cmd, &kind, "type", "what kind of thing it is (default the same)")
	flags.StringVar(&etag, "etag", "", "fail if the entity to be split is newer than this")
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

// numbersOnly reads the numbers of aliases.
func numbersOnly(aliases []string) (numbers []int64, err error) {
	for _, text := range aliases {
		number, err := strconv.ParseInt(text, 10, 64)
		if err != nil || number < 1 {
			return nil, wrongUsage("with --request-id, --alias is the number of an alias, and not %q; see laqab entity get", text)
		}
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), nil
}

// aliasNumbers finds aliases of an entity by value or number, and returns the
// etag of the entity that has them.
func aliasNumbers(cmd *cobra.Command, laqab *client.Client, id string, aliases []string) (numbers []int64, etag string, err error) {
	read, err := laqab.Curation().GetEntity(cmd.Context(), &laqabv1.GetEntityRequest{EntityId: id})
	if err != nil {
		return nil, "", err
	}
	for _, text := range aliases {
		before := len(numbers)
		for _, a := range read.GetEntity().GetAliases() {
			if a.GetValue() == text {
				numbers = append(numbers, a.GetAliasId())
			}
		}
		if len(numbers) > before {
			continue
		}
		for _, a := range read.GetEntity().GetAliases() {
			if strconv.FormatInt(a.GetAliasId(), 10) == text {
				numbers = append(numbers, a.GetAliasId())
			}
		}
		if len(numbers) == before {
			return nil, "", fmt.Errorf("%s has no alias %q, by value or number; see laqab entity get", id, text)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), read.GetEntity().GetEtag(), nil
}
