package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (p *program) entityCreateCommand() *cobra.Command {
	var (
		id, description, reason string
		kind                    choice[laqabv1.EntityType]
		aliases, not            []string
		external                map[string]string
	)
	cmd := &cobra.Command{
		Use:   "create NAME",
		Short: "Add an entity",
		Long: `Add an entity. Aliases given here have neither language nor kind; add those with
"laqab alias add", or whole entities with "laqab import".`,
		Example: `  laqab entity create "Kata'ib Hezbollah" --id kataib-hezbollah --type organization --alias KH`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			entity := &laqabv1.Entity{EntityId: id, Type: kind.value, Name: args[0], Description: description, ExternalIds: external}
			for _, value := range aliases {
				entity.Aliases = append(entity.Aliases, &laqabv1.Alias{Value: value})
			}
			entity.Exclusions = exclusions(nil, not)
			answer, err := laqab.Curation().CreateEntity(cmd.Context(), &laqabv1.CreateEntityRequest{Entity: entity, Edit: edit})
			if err != nil {
				return err
			}
			return p.printEdit(answer, answer.GetEntity(), "created", answer.GetEntity().GetEntityId())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&id, "id", "", "its ID (default a generated one)")
	choiceFlag(cmd, &kind, "type", "what kind of thing it is")
	flags.StringVar(&description, "description", "", "for maintainers and screens")
	flags.StringArrayVar(&aliases, "alias", nil, "a further name; may be repeated")
	flags.StringArrayVar(&not, "not", nil, "a string that does not name it, or STRING=WHY; may be repeated")
	flags.StringToStringVar(&external, "external-id", nil, "its ID in another list, as LIST=ID; may be repeated")
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

// exclusions adds "STRING" or "STRING=WHY" to those there are, in place of one with the same string.
func exclusions(have []*laqabv1.Exclusion, add []string) []*laqabv1.Exclusion {
	for _, text := range add {
		value, why, _ := strings.Cut(text, "=")
		have = slices.DeleteFunc(have, func(x *laqabv1.Exclusion) bool { return x.GetValue() == value })
		have = append(have, &laqabv1.Exclusion{Value: value, Reason: why})
	}
	return have
}

func (p *program) entityUpdateCommand() *cobra.Command {
	var (
		name, description, etag, reason string
		kind                            choice[laqabv1.EntityType]
		not, dropNot, dropExternal      []string
		external                        map[string]string
	)
	cmd := &cobra.Command{
		Use:   "update ID",
		Short: "Change an entity",
		Long: `Change what the flags name of an entity. Changes made by others meanwhile are never
overwritten: the update then fails, and can be given again. With --etag it fails if the
entity changed since that etag was read.

With --request-id nothing is read first, so that the command is the same each time: what others
changed meanwhile is noticed by --etag only, and exclusions and external IDs, which are sent
whole, cannot be changed so.`,
		Example: `  laqab entity update kataib-hezbollah --not "Kataeb Party=a Lebanese party" --external-id ofac=11462`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			mask := &fieldmaskpb.FieldMask{}
			for flag, path := range map[string]string{"name": "name", "type": "type", "description": "description",
				"not": "exclusions", "drop-not": "exclusions", "external-id": "external_ids", "drop-external-id": "external_ids"} {
				if cmd.Flags().Changed(flag) && !slices.Contains(mask.Paths, path) {
					mask.Paths = append(mask.Paths, path)
				}
			}
			slices.Sort(mask.Paths)
			if len(mask.Paths) == 0 {
				return wrongUsage("what to change? give --name, --type, --description, --not, --drop-not, --external-id or --drop-external-id")
			}
			entity := &laqabv1.Entity{EntityId: args[0], Etag: quoted(etag)}
			if p.requestID == "" {
				// Lists are sent whole, so they are read first; the etag sees to it that nothing comes between.
				read, err := laqab.Curation().GetEntity(cmd.Context(), &laqabv1.GetEntityRequest{EntityId: args[0]})
				if err != nil {
					return err
				}
				// A shell takes the quotes that are part of an etag, so they are not held against it.
				if entity = read.GetEntity(); etag != "" && strings.Trim(etag, `"`) != strings.Trim(entity.GetEtag(), `"`) {
					entity.Etag = quoted(etag)
				}
			} else if slices.Contains(mask.Paths, "exclusions") || slices.Contains(mask.Paths, "external_ids") {
				return wrongUsage("--request-id goes with --name, --type and --description: exclusions and external IDs are read first, and sent whole")
			}
			if cmd.Flags().Changed("name") {
				entity.Name = name
			}
			if cmd.Flags().Changed("description") {
				entity.Description = description
			}
			if cmd.Flags().Changed("type") {
				entity.Type = kind.value
			}
			entity.Exclusions = slices.DeleteFunc(exclusions(entity.GetExclusions(), not),
				func(x *laqabv1.Exclusion) bool { return slices.Contains(dropNot, x.GetValue()) })
			if entity.ExternalIds == nil {
				entity.ExternalIds = map[string]string{}
			}
			for list, id := range external {
				entity.ExternalIds[list] = id
			}
			for _, list := range dropExternal {
				delete(entity.ExternalIds, list)
			}
			answer, err := laqab.Curation().UpdateEntity(cmd.Context(), &laqabv1.UpdateEntityRequest{Entity: entity, UpdateMask: mask, Edit: edit})
			if err != nil {
				return err
			}
			return p.printEdit(answer, answer.GetEntity(), "updated", answer.GetEntity().GetEntityId())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&name, "name", "", "its canonical name")
	choiceFlag(cmd, &kind, "type", "what kind of thing it is")
	flags.StringVar(&description, "description", "", "for maintainers and screens; empty removes it")
	flags.StringArrayVar(&not, "not", nil, "add a string that does not name it, or STRING=WHY; may be repeated")
	flags.StringArrayVar(&dropNot, "drop-not", nil, "take such a string away; may be repeated")
	flags.StringToStringVar(&external, "external-id", nil, "set its ID in another list, as LIST=ID; may be repeated")
	flags.StringArrayVar(&dropExternal, "drop-external-id", nil, "take its ID in a list away; may be repeated")
	etagFlag(cmd, &etag)
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

func (p *program) entityDeleteCommand() *cobra.Command {
	var etag, reason string
	cmd := &cobra.Command{
		Use:   "delete ID",
		Short: "Take an entity out of resolving; undelete puts it back",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().DeleteEntity(cmd.Context(), &laqabv1.DeleteEntityRequest{EntityId: args[0], Etag: quoted(etag), Edit: edit})
			if err != nil {
				return err
			}
			return p.printEdit(answer, nil, "deleted", args[0])
		},
	}
	etagFlag(cmd, &etag)
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

func (p *program) entityUndeleteCommand() *cobra.Command {
	var etag, reason string
	cmd := &cobra.Command{
		Use:   "undelete ID",
		Short: "Put a deleted entity back",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().UndeleteEntity(cmd.Context(), &laqabv1.UndeleteEntityRequest{EntityId: args[0], Etag: quoted(etag), Edit: edit})
			if err != nil {
				return err
			}
			return p.printEdit(answer, answer.GetEntity(), "undeleted", args[0])
		},
	}
	etagFlag(cmd, &etag)
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

// etagFlag adds the flag of the edits of one entity.
func etagFlag(cmd *cobra.Command, etag *string) {
	cmd.Flags().StringVar(etag, "etag", "", "fail if the entity is newer than this")
}

// quoted puts an etag into the quotes that are part of it, and that a shell takes away.
func quoted(etag string) string {
	if etag == "" || strings.HasPrefix(etag, `"`) {
		return etag
	}
	return `"` + etag + `"`
}
