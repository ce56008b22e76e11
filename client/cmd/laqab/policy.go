package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (p *program) policyCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "policy",
		Short: "Set from which probability on entities of a type resolve",
		Long: `Set from which probability on entities of a type resolve under a profile, where that is not
what the profile says. It holds for callers who name the profile, or none for balanced, and
give no --min-probability of their own.`,
	}, p.policySetCommand(), p.policyRemoveCommand(), p.policyListCommand())
}

func (p *program) policySetCommand() *cobra.Command {
	var (
		profile choice[laqabv1.Profile]
		reason  string
	)
	cmd := &cobra.Command{
		Use:     "set TYPE PROBABILITY",
		Short:   "Resolve entities of a type from a probability on",
		Example: `  laqab policy set person 0.8 --reason "namesakes" --preview`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var kind choice[laqabv1.EntityType]
			if err := kind.Set(args[0]); err != nil {
				return wrongUsage("type %q: %w", args[0], err)
			}
			least, err := strconv.ParseFloat(args[1], 64)
			if err != nil {
				return wrongUsage("%q is not a probability", args[1])
			}
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().SetPolicy(cmd.Context(), &laqabv1.SetPolicyRequest{
				Policy: &laqabv1.TypePolicy{Type: kind.value, Profile: profile.value, MinProbability: least}, Edit: edit})
			if err != nil {
				return err
			}
			return p.printEdit(answer, nil, "set", args[0])
		},
	}
	choiceFlag(cmd, &profile, "profile", "under this profile (default balanced)")
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

func (p *program) policyRemoveCommand() *cobra.Command {
	var (
		profile choice[laqabv1.Profile]
		reason  string
	)
	cmd := &cobra.Command{
		Use:   "remove TYPE",
		Short: "Leave a type to the profile again",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var kind choice[laqabv1.EntityType]
			if err := kind.Set(args[0]); err != nil {
				return wrongUsage("type %q: %w", args[0], err)
			}
			laqab, edit, err := p.editing(reason)
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().RemovePolicy(cmd.Context(), &laqabv1.RemovePolicyRequest{Type: kind.value, Profile: profile.value, Edit: edit})
			if err != nil {
				return err
			}
			return p.printEdit(answer, nil, "removed", args[0])
		},
	}
	choiceFlag(cmd, &profile, "profile", "under this profile (default balanced)")
	p.previewableFlags(cmd, &reason)
	p.onceFlag(cmd)
	return cmd
}

var policyView = view[*laqabv1.TypePolicy]{
	none: "no policies are set",
	json: messageJSON[*laqabv1.TypePolicy],
	head: []string{"type", "profile", "min_probability"},
	records: func(t *laqabv1.TypePolicy) [][]string {
		return [][]string{{nameOf(t.GetType()), nameOf(t.GetProfile()), decimal(t.GetMinProbability())}}
	},
	columns: []table.Column{{Title: "TYPE", Keep: true}, {Title: "PROFILE", Keep: true}, {Title: "RESOLVES FROM", Right: true, Keep: true}},
	rows: func(t *laqabv1.TypePolicy) [][]table.Cell {
		return [][]table.Cell{{{Text: nameOf(t.GetType()), Style: table.Cyan}, {Text: nameOf(t.GetProfile())}, {Text: decimal(t.GetMinProbability()), Style: table.Bold}}}
	},
}

func (p *program) policyListCommand() *cobra.Command {
	var asOf int64
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the policies that maintainers set",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			answer, err := laqab.Curation().ListPolicies(cmd.Context(), &laqabv1.ListPoliciesRequest{AsOfRevision: asOf})
			if err != nil {
				return err
			}
			return printAll(p, policyView, answer.GetPolicies())
		},
	}
	asOfFlag(cmd, &asOf)
	return cmd
}
