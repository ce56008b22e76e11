package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// reviewView shows items of the review queue a line each.
var reviewView = view[*laqabv1.ReviewItem]{
	none: "the review queue has no such item",
	json: messageJSON[*laqabv1.ReviewItem],
	head: []string{"item_id", "mention", "spellings", "count", "outcome", "best_id", "best_name", "probability",
		"type", "language", "script", "first_seen", "last_seen", "context", "caller", "skipped"},
	records: func(i *laqabv1.ReviewItem) [][]string {
		s, best := mostFrequent(i)
		var spellings []string
		for _, s := range i.GetSpellings() {
			spellings = append(spellings, s.GetText())
		}
		sample := &laqabv1.ReviewSample{}
		if len(s.GetSamples()) > 0 {
			sample = s.GetSamples()[0]
		}
		return [][]string{{i.GetItemId(), s.GetText(), strings.Join(spellings, "; "), strconv.FormatInt(i.GetCount(), 10),
			outcomeName(s.GetOutcome()), best.GetEntityId(), best.GetName(), decimal(best.GetProbability()), nameOf(s.GetType()),
			s.GetLanguage(), s.GetScript(), i.GetFirstSeenTime().AsTime().Format(time.RFC3339Nano), i.GetLastSeenTime().AsTime().Format(time.RFC3339Nano),
			sample.GetContext(), sample.GetCaller(), strconv.FormatBool(i.GetSkipped())}}
	},
	columns: []table.Column{{Title: "OUTCOME", Keep: true}, {Title: "MENTION", Least: 16}, {Title: "COUNT", Right: true, Keep: true},
		{Title: "NEAREST", Spare: 1}, {Title: "PROB", Right: true, Keep: true}, {Title: "LAST SEEN (UTC)", Keep: true, Spare: 2}, {Title: "ALSO", Spare: 3}},
	rows: func(i *laqabv1.ReviewItem) [][]table.Cell {
		s, best := mostFrequent(i)
		nearest, p := table.Cell{Text: best.GetEntityId(), Style: table.Cyan}, table.Cell{}
		if best.GetEntityId() != "" {
			p = table.Cell{Text: percent(best.GetProbability()), Style: confidence(best.GetProbability())}
		}
		var also []string
		for _, other := range i.GetSpellings()[min(1, len(i.GetSpellings())):] {
			also = append(also, other.GetText())
		}
		return [][]table.Cell{{mark(s.GetOutcome()), {Text: s.GetText(), Style: table.Bold}, {Text: grouped(i.GetCount())}, nearest, p,
			{Text: i.GetLastSeenTime().AsTime().Format(time.DateTime)}, {Text: strings.Join(also, ", "), Style: table.Dim}}}
	},
}

// mostFrequent is the spelling that stands for the item, and its best candidate.
func mostFrequent(i *laqabv1.ReviewItem) (*laqabv1.ReviewSpelling, *laqabv1.ReviewCandidate) {
	s, best := &laqabv1.ReviewSpelling{}, &laqabv1.ReviewCandidate{}
	if len(i.GetSpellings()) > 0 {
		s = i.GetSpellings()[0]
	}
	if len(s.GetCandidates()) > 0 {
		best = s.GetCandidates()[0]
	}
	return s, best
}

func (p *program) reviewListCommand() *cobra.Command {
	var (
		flags reviewFlags
		state choice[laqabv1.ReviewState]
		limit int
	)
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the review queue",
		Example: `  laqab review list --order closeness --limit 50 -o jsonl`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			request := flags.request()
			request.State = state.value
			out := newPrinter(p, reviewView)
			return printPages(out, limit, func(size int32, token string) ([]*laqabv1.ReviewItem, string, error) {
				request.PageSize, request.PageToken = size, token
				answer, err := laqab.Curation().ListReviewItems(cmd.Context(), request)
				if dropped := answer.GetDroppedMentions(); dropped > 0 && token == "" {
					p.warn("the server was too busy to record %s since it started", plural(dropped, "mention", "mentions"))
				}
				return answer.GetItems(), answer.GetNextPageToken(), err
			})
		},
	}
	flags.add(cmd)
	choiceFlag(cmd, &state, "state", "what became of them (default open)")
	cmd.Flags().IntVar(&limit, "limit", 0, "how many at most (default all)")
	return cmd
}
