package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// comparison is two names and how they relate.
type comparison struct {
	left, right string
	response    *laqabv1.CompareNamesResponse
}

var comparisonHead = []string{"left", "right", "similarity", "probability", "match_kind"}

func comparisonRecord(c comparison) [][]string {
	r := c.response
	return [][]string{{c.left, c.right, decimal(r.GetSimilarity()), decimal(r.GetProbability()), nameOf(r.GetMatchKind())}}
}

func comparisonJSON(c comparison) ([]byte, error) { return messageJSON(c.response) }

// comparisonPage is for a single pair, comparisonList for a file of them.
var comparisonPage = view[comparison]{
	json: comparisonJSON, head: comparisonHead, records: comparisonRecord,
	page: func(out io.Writer, screen table.Screen, c comparison) error {
		r := c.response
		if err := facts(out, screen,
			table.Cell{Text: "similarity"}, table.Cell{Text: fmt.Sprintf("%.2f of 1", r.GetSimilarity())},
			table.Cell{Text: "same entity"}, table.Cell{Text: percent(r.GetProbability()) + ", odds " + odds(sumBits(r.GetEvidence())), Style: confidence(r.GetProbability())},
			table.Cell{Text: "match"}, table.Cell{Text: nameOf(r.GetMatchKind())},
		); err != nil {
			return err
		}
		fmt.Fprintln(out)
		return writeEvidence(out, screen, c.left, c.right, [2]string{"LEFT", "RIGHT"}, r.GetEvidence())
	},
}

var comparisonList = view[comparison]{
	json: comparisonJSON, head: comparisonHead, records: comparisonRecord,
	columns: []table.Column{{Title: "LEFT"}, {Title: "RIGHT"}, {Title: "SIMILAR", Right: true, Keep: true},
		{Title: "SAME", Right: true, Keep: true}, {Title: "MATCH", Keep: true}, {Title: "WHY"}},
	rows: func(c comparison) [][]table.Cell {
		r := c.response
		return [][]table.Cell{{{Text: c.left, Style: table.Bold}, {Text: c.right, Style: table.Bold},
			{Text: fmt.Sprintf("%.2f", r.GetSimilarity())},
			{Text: percent(r.GetProbability()), Style: confidence(r.GetProbability())},
			{Text: nameOf(r.GetMatchKind())}, {Text: reason(r.GetEvidence()), Style: table.Dim}}}
	},
}

// pairLine is a line of a file of pairs.
type pairLine struct {
	Left  string `json:"left"`
	Right string `json:"right"`
	Type  string `json:"type"`
}

func (p *program) compareCommand() *cobra.Command {
	var (
		file string
		kind choice[laqabv1.EntityType]
	)
	cmd := &cobra.Command{
		Use:   "compare [LEFT RIGHT]",
		Short: "Say how likely two names name the same entity",
		Long: `Say how likely two names name the same entity, without the table. A file has one pair a line:
  {"left":"Kata'ib Hezbollah","right":"كتائب حزب الله","type":"organization"}`,
		Example: `  laqab compare "Qassem Soleimani" "قاسم سليماني" --type person`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if (file == "") != (len(args) == 2) || file != "" && len(args) > 0 {
				return wrongUsage("give two names, or -f FILE")
			}
			if file == "" {
				answer, err := p.compare(cmd, args[0], args[1], kind.value)
				if err != nil {
					return err
				}
				return printOne(p, comparisonPage, comparison{args[0], args[1], answer})
			}
			out := newPrinter(p, comparisonList)
			err := p.lines(file, func(_ int, line []byte) error {
				var pair pairLine
				if err := strictJSON(line, &pair); err != nil {
					return err
				}
				own := kind
				if pair.Type != "" {
					if err := own.Set(pair.Type); err != nil {
						return fmt.Errorf("type %q: %w", pair.Type, err)
					}
				}
				answer, err := p.compare(cmd, pair.Left, pair.Right, own.value)
				if err != nil {
					return err
				}
				return out.print(comparison{pair.Left, pair.Right, answer})
			})
			if err == nil && out.count == 0 {
				p.warn("there were no pairs in the input")
			}
			return out.closeAfter(err)
		},
	}
	cmd.Flags().StringVarP(&file, "file", "f", "", "read pairs from a file, - for stdin")
	choiceFlag(cmd, &kind, "type", "what kind of thing both name")
	return cmd
}

func (p *program) compare(cmd *cobra.Command, left, right string, kind laqabv1.EntityType) (*laqabv1.CompareNamesResponse, error) {
	laqab, err := p.client()
	if err != nil {
		return nil, err
	}
	return laqab.Resolver().CompareNames(cmd.Context(), &laqabv1.CompareNamesRequest{Left: left, Right: right, Type: kind})
}
