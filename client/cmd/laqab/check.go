package main

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

var findingView = view[*laqabv1.Finding]{
	json: messageJSON[*laqabv1.Finding],
	head: []string{"severity", "rule", "entity_id", "other_entity_ids", "alias_id", "value", "explanation", "command", "waived"},
	records: func(f *laqabv1.Finding) [][]string {
		return [][]string{{nameOf(f.GetSeverity()), f.GetRule(), f.GetEntityId(), strings.Join(f.GetOtherEntityIds(), " "),
			strconv.FormatInt(f.GetAliasId(), 10), f.GetValue(), f.GetExplanation(), f.GetCommand(), f.GetWaiver().GetReason()}}
	},
	columns: []table.Column{{Title: "SEVERITY", Keep: true}, {Title: "RULE", Keep: true}, {Title: "ENTITY", Keep: true},
		{Title: "NAME", Least: 8}, {Title: "WHAT IS WRONG", Least: 24}, {Title: "MEND", Spare: 1}},
	rows: func(f *laqabv1.Finding) [][]table.Cell {
		severity := table.Cell{Text: nameOf(f.GetSeverity()), Style: severityStyles[f.GetSeverity()]}
		mend := table.Cell{Text: f.GetCommand(), Style: table.Dim}
		if w := f.GetWaiver(); w != nil {
			severity = table.Cell{Text: "waived", Style: table.Dim}
			mend.Text = w.GetReason()
		}
		return [][]table.Cell{{severity, {Text: f.GetRule()}, {Text: f.GetEntityId(), Style: table.Cyan}, {Text: f.GetValue(), Style: table.Bold},
			{Text: f.GetExplanation()}, mend}}
	},
}

var severityStyles = map[laqabv1.Severity]table.Style{
	laqabv1.Severity_SEVERITY_ERROR:   table.Red,
	laqabv1.Severity_SEVERITY_WARNING: table.Yellow,
	laqabv1.Severity_SEVERITY_INFO:    table.Dim,
}

// checkFlags are what a check looks for and when it fails.
type checkFlags struct {
	rules         []string
	entity        string
	least, failOn choice[laqabv1.Severity]
	waived        bool
	invariants    bool
}

func (p *program) checkCommand() *cobra.Command {
	var flags checkFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Look for what is probably wrong with the table",
		Long: `Look for what is probably wrong with the content of the table: names that several entities
have, that their own entity does not win, that are too weak, or that were damaged on their
way; entities that look like one. Each finding comes with a command that would mend it.
What is right as it stands is waived with a reason: see "laqab check waive --help".

Findings go to stdout, the counts by rule to stderr. With --fail-on it exits with 1 when a
finding is that bad or worse and was not waived.

With --invariants it proves what must hold of the table and its history whatever was edited,
and exits with 1 when something does not: then the file was damaged.`,
		Example: `  laqab check --fail-on error
  laqab check --rule shared-alias --rule shadowed -o csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if flags.invariants {
				return p.checkInvariants(cmd)
			}
			return p.check(cmd, &flags)
		},
	}
	cmd.Flags().StringArrayVar(&flags.rules, "rule", nil, "only this rule; may be repeated")
	cmd.Flags().StringVar(&flags.entity, "entity", "", "only findings about this entity")
	flags.least.value = laqabv1.Severity_SEVERITY_WARNING
	choiceFlag(cmd, &flags.least, "least", "show findings as bad as this or worse")
	choiceFlag(cmd, &flags.failOn, "fail-on", "exit with 1 when a finding is as bad as this or worse")
	cmd.Flags().BoolVar(&flags.waived, "waived", false, "show what was waived too")
	cmd.Flags().BoolVar(&flags.invariants, "invariants", false, "prove the invariants of the table and its history instead")
	cmd.AddCommand(p.waiveCommand(), p.unwaiveCommand(), p.waiversCommand())
	return cmd
}

func (p *program) check(cmd *cobra.Command, flags *checkFlags) error {
	laqab, err := p.client()
	if err != nil {
		return err
	}
	least := flags.least.value
	if fail := flags.failOn.value; fail != 0 {
		least = min(least, fail) // what it fails on is shown
	}
	stream, err := laqab.Curation().CheckTable(cmd.Context(), &laqabv1.CheckTableRequest{
		Rules: flags.rules, LeastSeverity: least, EntityId: flags.entity, IncludeWaived: flags.waived})
	if err != nil {
		return err
	}
	bar := p.progress("entities checked")
	defer bar.clear()
	out := newPrinter(p, findingView)
	var report *laqabv1.CheckReport
	for {
		answer, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			bar.clear()
			return out.closeAfter(err)
		}
		switch {
		case answer.GetFinding() != nil:
			if err := out.print(answer.GetFinding()); err != nil {
				return err
			}
		case answer.GetProgress() != nil:
			bar.to(answer.GetProgress().GetEntities())
		case answer.GetReport() != nil:
			report = answer.GetReport()
		}
	}
	bar.clear()
	if err := out.close(); err != nil {
		return err
	}
	if report == nil {
		return errors.New("the server ended the check without a report")
	}
	return p.summarize(report, flags.failOn.value)
}

// summarize counts the findings by rule, and decides whether the check fails.
func (p *program) summarize(r *laqabv1.CheckReport, failOn laqabv1.Severity) error {
	p.warn("checked %d entities with %d names at revision %d", r.GetEntities(), r.GetNames(), r.GetRevision())
	failed := false
	for _, rule := range r.GetRules() {
		var parts []string
		for _, count := range []struct {
			n        int64
			what     string
			severity laqabv1.Severity
		}{
			{rule.GetErrors(), "error", laqabv1.Severity_SEVERITY_ERROR},
			{rule.GetWarnings(), "warning", laqabv1.Severity_SEVERITY_WARNING},
			{rule.GetInfos(), "info", laqabv1.Severity_SEVERITY_INFO},
			{rule.GetWaived(), "waived", 0},
		} {
			if count.n > 0 {
				parts = append(parts, strconv.FormatInt(count.n, 10)+" "+count.what)
				failed = failed || failOn != 0 && count.severity >= failOn
			}
		}
		if len(parts) > 0 {
			p.warn("%s: %s", rule.GetRule(), strings.Join(parts, ", "))
		}
	}
	if failed {
		return errReported
	}
	return nil
}

var brokenView = view[*laqabv1.BrokenInvariant]{
	json: messageJSON[*laqabv1.BrokenInvariant],
	head: []string{"entity_id", "description"},
	records: func(b *laqabv1.BrokenInvariant) [][]string {
		return [][]string{{b.GetEntityId(), b.GetDescription()}}
	},
	columns: []table.Column{{Title: "ENTITY", Keep: true}, {Title: "WHAT DOES NOT HOLD"}},
	rows: func(b *laqabv1.BrokenInvariant) [][]table.Cell {
		return [][]table.Cell{{{Text: b.GetEntityId(), Style: table.Cyan}, {Text: b.GetDescription(), Style: table.Red}}}
	},
}

func (p *program) checkInvariants(cmd *cobra.Command) error {
	laqab, err := p.client()
	if err != nil {
		return err
	}
	answer, err := laqab.Curation().CheckInvariants(cmd.Context(), &laqabv1.CheckInvariantsRequest{})
	if err != nil {
		return err
	}
	if err := printAll(p, brokenView, answer.GetBroken()); err != nil {
		return err
	}
	if n := answer.GetBrokenCount(); n > 0 {
		p.warn("%d invariants do not hold at revision %d", n, answer.GetRevision())
		return errReported
	}
	p.warn("all invariants hold at revision %d", answer.GetRevision())
	return nil
}
