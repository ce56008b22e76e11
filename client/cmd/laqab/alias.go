package main

import (
	"strconv"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (p *program) aliasCommand() *cobra.Command {
	return group(&cobra.Command{Use: "alias", Short: "Edit the names of entities"},
		p.aliasAddCommand(), p.aliasUpdateCommand(), p.aliasRemoveCommand())
}

// aliasFlags are what can be said of an alias besides its value.
type aliasFlags struct {
	kind                                   choice[laqabv1.AliasKind]
	language, script, source, note, reason string
	etag                                   string
}

func (f *aliasFlags) add(p *program, cmd *cobra.Command) {
	choiceFlag(cmd, &f.kind, "kind", "what the alias is to the entity")
	cmd.Flags().StringVar(&f.language, "language", "", "BCP-47 tag, for example ar or fa-Latn")
	cmd.Flags().StringVar(&f.script, "script", "", "ISO 15924 code, for example Arab (default see the letters)")
	cmd.Flags().StringVar(&f.source, "source", "", "where it was seen")
	cmd.Flags().StringVar(&f.note, "note", "", "a remark for maintainers")
	etagFlag(cmd, &f.etag)
	p.previewableFlags(cmd, &f.reason)
	p.onceFlag(cmd)
}

func (f *aliasFlags) alias(id int64, value string) *laqabv1.Alias {
	return &laqabv1.Alias{AliasId: id, Value: value, Language: f.language, Script: f.script, Kind: f.kind.value, Source: f.source, Note: f.note}
}

func (p *program) aliasAddCommand() *cobra.Command {
	var flags aliasFlags
	cmd := &cobra.Command{
		Use:     "add ID ALIAS",
		Short:   "Add a name to an entity",
		Example: `  laqab alias add kataib-hezbollah "كتائب حزب الله" --language ar --kind official --source "its own site"`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, edit, err := p.editing(flags.reason)
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().AddAlias(cmd.Context(), &laqabv1.AddAliasRequest{
				EntityId: args[0], Alias: flags.alias(0, args[1]), Etag: quoted(flags.etag), Edit: edit})
			if err != nil {
				return err
			}
			return p.printEdit(answer, nil, "added", args[1])
		},
	}
	flags.add(p, cmd)
	return cmd
}

func (p *program) aliasUpdateCommand() *cobra.Command {
	var (
		flags aliasFlags
		value string
	)
	cmd := &cobra.Command{
		Use:   "update ID NO",
		Short: "Change a name of an entity; NO is its number in entity get",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := aliasNumber(args[1])
			if err != nil {
				return err
			}
			mask := &fieldmaskpb.FieldMask{}
			for _, path := range []string{"kind", "language", "note", "script", "source", "value"} {
				if cmd.Flags().Changed(path) {
					mask.Paths = append(mask.Paths, path)
				}
			}
			if len(mask.Paths) == 0 {
				return wrongUsage("what to change? give --value, --kind, --language, --script, --source or --note")
			}
			laqab, edit, err := p.editing(flags.reason)
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().UpdateAlias(cmd.Context(), &laqabv1.UpdateAliasRequest{
				EntityId: args[0], Alias: flags.alias(number, value), UpdateMask: mask, Etag: quoted(flags.etag), Edit: edit})
			if err != nil {
				return err
			}
			return p.printEdit(answer, nil, "updated", answer.GetAlias().GetValue())
		},
	}
	cmd.Flags().StringVar(&value, "value", "", "the name as written")
	flags.add(p, cmd)
	return cmd
}

func (p *program) aliasRemoveCommand() *cobra.Command {
	var (
		number       int64
		etag, reason string
	)
	cmd := &cobra.Command{
		Use:   "remove ID [ALIAS]",
		Short: "Take a name from an entity, by its value or by --no",
		Args:  cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 2) == cmd.Flags().Changed("no") {
				return wrongUsage("give the alias, or its number with --no")
			}
			if cmd.Flags().Changed("no") && number < 1 {
				return wrongUsage("--no is 1 or more")
			}
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			request := &laqabv1.RemoveAliasRequest{EntityId: args[0], AliasId: number, Etag: quoted(etag), Edit: edit}
			subject := "alias " + strconv.FormatInt(number, 10)
			if number == 0 {
				request.Value, subject = args[1], args[1]
			}
			answer, err := laqab.Curation().RemoveAlias(cmd.Context(), request)
			if err != nil {
				return err
			}
			return p.printEdit(answer, nil, "removed", subject)
		},
	}
	cmd.Flags().Int64Var(&number, "no", 0, "its number in entity get")
	etagFlag(cmd, &etag)
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

func aliasNumber(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 1 {
		return 0, wrongUsage("%q is not the number of an alias; see laqab entity get", text)
	}
	return number, nil
}
