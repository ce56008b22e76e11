package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// explanation is why a mention means an entity, or not.
type explanation struct {
	mention  string
	response *laqabv1.ExplainResponse
}

var explanationView = view[explanation]{
	json: func(e explanation) ([]byte, error) { return messageJSON(e.response) },
	head: evidenceHead,
	records: func(e explanation) [][]string {
		c := e.response.GetCandidate()
		return evidenceRecords(e.mention, c.GetAlias().GetValue(), c.GetEvidence())
	},
	page: explanationPage,
}

func (p *program) explainCommand() *cobra.Command {
	var (
		kind     choice[laqabv1.EntityType]
		language string
		policy   policyFlags
		asOf     int64
	)
	cmd := &cobra.Command{
		Use:   "explain MENTION ID",
		Short: "Say why, or why not, a mention means an entity",
		Long: `Say why, or why not, a mention means an entity, also one that resolve would not return:
which words met, how much each weighs in bits, and how the sum becomes a probability.
One bit doubles the odds.`,
		Example: `  laqab explain "Hezbollah Brigades" kataib-hezbollah`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			accepted, err := policy.policy()
			if err != nil {
				return err
			}
			laqab, err := p.client()
			if err != nil {
				return err
			}
			answer, err := laqab.Resolver().Explain(cmd.Context(), &laqabv1.ExplainRequest{
				Mention:      &laqabv1.Mention{Text: args[0], Type: kind.value, Language: language},
				EntityId:     args[1],
				Policy:       accepted,
				AsOfRevision: asOf,
			})
			if err != nil {
				return err
			}
			return printOne(p, explanationView, explanation{args[0], answer})
		},
	}
	choiceFlag(cmd, &kind, "type", "what kind of thing is meant")
	cmd.Flags().StringVar(&language, "language", "", "BCP-47 tag of the text the mention stands in")
	policy.add(cmd)
	asOfFlag(cmd, &asOf)
	return cmd
}

func explanationPage(out io.Writer, screen table.Screen, e explanation) error {
	r := e.response
	c := r.GetCandidate()
	entity := fmt.Sprintf("%s, %s", c.GetEntityId(), c.GetName())
	if t := nameOf(c.GetType()); t != "" {
		entity += " (" + t + ")"
	}
	if from := r.GetRedirectedFrom(); from != "" {
		entity += ", which was " + from
	}
	if err := facts(out, screen,
		table.Cell{Text: "mention"}, table.Cell{Text: e.mention, Style: table.Bold},
		table.Cell{Text: "entity"}, table.Cell{Text: entity},
		table.Cell{Text: "best alias"}, table.Cell{Text: c.GetAlias().GetValue(), Style: table.Bold},
		table.Cell{Text: "match"}, table.Cell{Text: compact(nameOf(c.GetMatchKind()), c.GetAlias().GetLanguage(), nameOf(c.GetAlias().GetKind()))},
	); err != nil {
		return err
	}
	fmt.Fprintln(out)
	if err := writeEvidence(out, screen, e.mention, c.GetAlias().GetValue(), [2]string{"MENTION", "ALIAS"}, c.GetEvidence()); err != nil {
		return err
	}
	fmt.Fprintln(out)

	bits := sumBits(c.GetEvidence())
	summed := odds(bits)
	probability := table.Cell{Text: percent(c.GetProbability()) + ", weighed against all candidates and against nobody", Style: confidence(c.GetProbability())}
	switch by := r.GetExcludedBy(); {
	case by != "":
		probability = table.Cell{Text: "none: the table says that " + by + " is not this entity", Style: table.Red}
	case !r.GetRetrieved():
		probability = table.Cell{Text: "none: the search did not propose it, so it was not weighed", Style: table.Red}
	}
	if !r.GetRetrieved() {
		summed += ", by the names alone"
	}
	lines := []table.Cell{
		{Text: "log-odds"}, {Text: fmt.Sprintf("%+.1f bits: %s", bits, summed)},
		{Text: "probability"}, probability,
		{Text: "nobody meant"}, {Text: percent(r.GetNoMatchProbability())},
	}
	decided := mark(r.GetOutcome())
	switch best := r.GetBestEntityId(); {
	case best == "":
		decided.Text += ", no candidates"
	case best == c.GetEntityId():
		decided.Text += ", and this is the best candidate"
	default:
		decided.Text += ", and the best candidate is " + best
	}
	return facts(out, screen, append(lines, table.Cell{Text: "decision"}, decided)...)
}

// compact joins what there is with commas.
func compact(parts ...string) string {
	var some []string
	for _, part := range parts {
		if part != "" {
			some = append(some, part)
		}
	}
	return strings.Join(some, ", ")
}
