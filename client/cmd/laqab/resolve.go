package main

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client"
	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// maxCandidates is the most that the contract allows.
const maxCandidates = 100

// policyFlags are the flags that say what the caller accepts.
type policyFlags struct {
	profile        choice[laqabv1.Profile]
	minProbability float64
	maxCandidates  int32
}

func (f *policyFlags) add(cmd *cobra.Command) {
	choiceFlag(cmd, &f.profile, "profile", "a ready policy")
	cmd.Flags().Float64Var(&f.minProbability, "min-probability", 0, "resolve from this probability up, above 0 to 1 (default the profile's)")
}

// policy is what the flags ask for. What no server takes is refused here: it
// would be refused again for every mention of a file.
func (f *policyFlags) policy() (*laqabv1.Policy, error) {
	if !(f.minProbability >= 0 && f.minProbability <= 1) {
		return nil, wrongUsage("--min-probability is above 0, to 1, and not %v", f.minProbability)
	}
	if f.maxCandidates < 0 || f.maxCandidates > maxCandidates {
		return nil, wrongUsage("--max-candidates is 1 to %d, and not %d", maxCandidates, f.maxCandidates)
	}
	return &laqabv1.Policy{Profile: f.profile.value, MinProbability: f.minProbability, MaxCandidates: f.maxCandidates}, nil
}

func (p *program) resolveCommand() *cobra.Command {
	var (
		files       []string
		kind        choice[laqabv1.EntityType]
		language    string
		policy      policyFlags
		minRevision int64
		asOf        int64
		strict      bool
		noReview    bool
	)
	cmd := &cobra.Command{
		Use:   "resolve [MENTION...]",
		Short: "Say which entity each mention means",
		Long: `Say which entity each mention means: the arguments, or the lines of files.

A file has one mention a line, or one JSON object a line, which its first line tells:
  {"mention":"KH","type":"organization","language":"en","context":"...","query_id":"..."}
Only mention is required. Answers come in the order of the mentions. In JSON the answer's
queryId is the mention's query_id, or else its line number (of arguments: 1, 2, ...).
A mention that cannot be answered is reported on stderr, with its place, and left out.`,
		Example: `  laqab resolve "Kataib Hizbullah" "كتائب حزب الله" --type organization
  laqab resolve -f names.txt -o csv
  grep -o '"[^"]*"' article.txt | laqab resolve -f - -o jsonl --strict`,
		RunE: func(cmd *cobra.Command, args []string) error {
			accepted, err := policy.policy()
			if err != nil {
				return err
			}
			if minRevision < 0 {
				return wrongUsage("--min-revision cannot be negative")
			}
			if asOf < 0 || asOf > 0 && minRevision > 0 {
				return wrongUsage("--as-of cannot be negative, and does not go together with --min-revision")
			}
			base := client.Mention{Type: kind.value, Language: language, Policy: accepted, MinRevision: minRevision, AsOfRevision: asOf, NoReview: noReview}
			// jsonl and json are for machines and complete; a table shows a reason, CSV none.
			base.OmitEvidence = p.format == formatCSV
			switch {
			case len(args) > 0 && len(files) > 0:
				return wrongUsage("give mentions or -f, not both")
			case len(args) == 0 && len(files) == 0:
				return wrongUsage("what to resolve? give mentions, or -f FILE, or -f - for stdin")
			case len(args) > 0:
				return p.resolve(cmd, argumentMentions(args, base), nil, strict)
			}
			file := &mentionFile{program: p, paths: files, base: base}
			return p.resolve(cmd, file.all, file, strict)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&files, "file", "f", nil, "read mentions from a file, - for stdin; may be repeated")
	choiceFlag(cmd, &kind, "type", "what kind of thing is meant")
	flags.StringVar(&language, "language", "", "BCP-47 tag of the text the mentions stand in")
	policy.add(cmd)
	flags.Int32Var(&policy.maxCandidates, "max-candidates", 0, "how many candidates to return, 1 to 100 (default 5)")
	flags.Int64Var(&minRevision, "min-revision", 0, "answer at this revision of the table or later")
	asOfFlag(cmd, &asOf)
	flags.BoolVar(&noReview, "no-review", false, "do not record for review what is not resolved")
	flags.BoolVar(&strict, "strict", false, "exit with 3 if any mention is not resolved")
	return cmd
}

// maxOrigin is how many columns of an argument are shown where it is called by
// its text: it may be refused for its length.
const maxOrigin = 60

// argumentMentions numbers the arguments as if they were lines.
func argumentMentions(args []string, base client.Mention) iter.Seq[client.Mention] {
	var mentions []client.Mention
	for i, text := range args {
		m := base
		m.Text, m.QueryID, m.Origin = text, fmt.Sprint(i+1), fmt.Sprintf("%q", table.Truncate(text, maxOrigin))
		mentions = append(mentions, m)
	}
	return slices.Values(mentions)
}

// resolve prints the answers as they come. A mention that fails is reported
// and the others go on.
func (p *program) resolve(cmd *cobra.Command, mentions iter.Seq[client.Mention], file *mentionFile, strict bool) error {
	laqab, err := p.client()
	if err != nil {
		return err
	}
	out := newPrinter(p, decisionView)
	bar := p.progress("mentions resolved")
	var done, failed, open int64
	for result, err := range laqab.ResolveAll(cmd.Context(), mentions) {
		var item *client.ItemError
		switch {
		case errors.As(err, &item):
			failed++
			bar.clear()
			p.warn("%s", p.describe(&placedError{fmt.Sprint(result.Mention.Origin), item}))
			continue
		case err != nil:
			bar.clear()
			return out.closeAfter(err)
		}
		if result.Response.GetOutcome() != laqabv1.Outcome_OUTCOME_RESOLVED {
			open++
		}
		if err := out.print(decision{result.Mention.Text, result.Response}); err != nil {
			return err
		}
		done++
		bar.to(done)
	}
	bar.clear()
	if err := out.close(); err != nil {
		return err
	}
	switch {
	case file != nil && file.err != nil:
		return file.err
	case failed > 0:
		return errReported
	case done == 0:
		p.warn("there were no mentions in the input")
	case strict && open > 0:
		p.warn("%d of %d mentions not resolved", open, done)
		return errUnresolved
	}
	return nil
}
