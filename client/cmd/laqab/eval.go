package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client"
	"github.com/laqab/laqab/client/cmd/laqab/table"
	"github.com/laqab/laqab/client/evaluation"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// evalCandidates is how many candidates an evaluation asks for, to see whether
// the right one is among them.
const evalCandidates = 20

func (p *program) evalCommand() *cobra.Command {
	var (
		queries, misses string
		policy          policyFlags
	)
	cmd := &cobra.Command{
		Use:   "eval --queries FILE",
		Short: "Measure the answers to mentions whose right answers are known",
		Long: `Measure the answers to mentions whose right answers are known, one a line, gzip or not:
  {"mention":"...","expect":"ID" or null,"type":"person","language":"ar","accept":["ID",null],"tags":["..."]}

Right is RESOLVED with expect or an ID of accept; where expect is null or accept has null,
also leaving it open; where accept has two or more, also AMBIGUOUS with such an ID among the
candidates that share the probability (at least half as probable as the best; two at least).

precision: right RESOLVED of all RESOLVED. recall: right RESOLVED of the queries that expect an
entity. F1: their harmonic mean. right: right answers of all queries. right@1: the best
candidate is right, found: any of 20 candidates is, both of the queries that expect an entity.
calibration error: how far the best candidate's probability is from how often it is right, on
average over ten bins. Thresholds: which --min-probability reaches a precision on these queries,
and what recall it leaves.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if queries == "" {
				return wrongUsage("what to measure? give --queries FILE, or - for stdin")
			}
			if misses == "-" && p.format != formatTable {
				return wrongUsage("--misses - and -o %s both go to stdout: write the misses to a file", p.format)
			}
			policy.maxCandidates = evalCandidates
			accepted, err := policy.policy()
			if err != nil {
				return err
			}
			all, answers, err := p.ask(cmd, queries, accepted)
			if err != nil {
				return err
			}
			if err := printOne(p, reportView, evaluation.Evaluate(all, answers)); err != nil {
				return err
			}
			if misses == "" {
				return nil
			}
			if misses == "-" {
				return writeMisses(p.stdout, all, answers)
			}
			return writeWhole(misses, func(out io.Writer) error { return writeMisses(out, all, answers) })
		},
	}
	cmd.Flags().StringVar(&queries, "queries", "", "the file of queries, - for stdin")
	cmd.Flags().StringVar(&misses, "misses", "", "write the wrong answers to a file as JSON lines, - for stdout")
	policy.add(cmd)
	return cmd
}

// ask reads the queries and has the server answer them.
func (p *program) ask(cmd *cobra.Command, path string, policy *laqabv1.Policy) ([]evaluation.Query, []evaluation.Answer, error) {
	file, err := p.open(path)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	queries, err := evaluation.ReadQueries(file)
	var (
		line       *evaluation.LineError
		unreadable *fs.PathError
	)
	switch {
	case errors.As(err, &unreadable): // it names the file itself
		return nil, nil, unreadable
	case errors.As(err, &line):
		return nil, nil, &placedError{place(path, line.Line), line.Err}
	case err != nil:
		return nil, nil, &placedError{place(path, 0), err}
	}
	mentions := make([]client.Mention, len(queries))
	for i, q := range queries {
		mentions[i] = client.Mention{Text: q.Mention, Language: q.Language, Policy: policy, OmitEvidence: true, NoReview: true, Origin: place(path, q.Line)}
		if q.Type == "" {
			continue
		}
		var kind choice[laqabv1.EntityType]
		if err := kind.Set(q.Type); err != nil {
			return nil, nil, &placedError{place(path, q.Line), fmt.Errorf("type %q: %w", q.Type, err)}
		}
		mentions[i].Type = kind.value
	}
	laqab, err := p.client()
	if err != nil {
		return nil, nil, err
	}
	bar := p.progress("queries answered")
	defer bar.clear()
	answers := make([]evaluation.Answer, 0, len(queries))
	for result, err := range laqab.ResolveAll(cmd.Context(), slices.Values(mentions)) {
		var item *client.ItemError
		if errors.As(err, &item) { // a measurement with holes would be none
			return nil, nil, &placedError{fmt.Sprint(result.Mention.Origin), item}
		}
		if err != nil {
			return nil, nil, err
		}
		answers = append(answers, answerOf(result.Response))
		bar.to(int64(len(answers)))
	}
	return queries, answers, nil
}

// miss is a wrong answer.
type miss struct {
	Line        int                `json:"line"`
	Mention     string             `json:"mention"`
	Expect      *string            `json:"expect"`
	Got         *string            `json:"got"` // the best candidate
	Probability float64            `json:"probability"`
	Outcome     evaluation.Outcome `json:"outcome"`
}

func writeMisses(out io.Writer, queries []evaluation.Query, answers []evaluation.Answer) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for i, q := range queries {
		if q.Right(answers[i]) {
			continue
		}
		m := miss{Line: q.Line, Mention: q.Mention, Outcome: answers[i].Outcome}
		if q.Expect != "" {
			m.Expect = &q.Expect
		}
		if c := answers[i].Candidates; len(c) > 0 {
			m.Got, m.Probability = &c[0].ID, c[0].Probability
		}
		if err := encoder.Encode(m); err != nil {
			return err
		}
	}
	return nil
}

var reportView = view[evaluation.Report]{
	json: func(r evaluation.Report) ([]byte, error) { return json.Marshal(r) },
	head: []string{"tag", "queries", "with_entity", "resolved", "ambiguous", "no_match", "right", "precision", "recall", "f1",
		"right_share", "right_at_1", "candidate_recall", "calibration_error"},
	records: func(r evaluation.Report) [][]string {
		records := [][]string{scoreRecord("", r.Score)}
		for _, t := range r.Tags {
			records = append(records, scoreRecord(t.Tag, t.Score))
		}
		return records
	},
	page: reportPage,
}

func scoreRecord(tag string, s evaluation.Score) []string {
	record := []string{tag}
	for _, n := range []int{s.Queries, s.WithEntity, s.Resolved, s.Ambiguous, s.NoMatch, s.Right} {
		record = append(record, strconv.Itoa(n))
	}
	for _, f := range []float64{s.Precision, s.Recall, s.F1, s.RightShare, s.RightAt1, s.CandidateRecall, s.CalibrationError} {
		record = append(record, decimal(f))
	}
	return record
}

func reportPage(out io.Writer, screen table.Screen, r evaluation.Report) error {
	scores := table.New(out, screen, table.Column{}, numeric("QUERIES"), spare("RESOLVED", 3), spare("AMBIGUOUS", 5), spare("NO_MATCH", 4),
		numeric("PRECISION"), numeric("RECALL"), numeric("F1"), spare("RIGHT", 1), numeric("RIGHT@1"), spare("FOUND", 2), numeric("CAL.ERROR"))
	add := func(title table.Cell, s evaluation.Score) {
		row := []table.Cell{title}
		for _, n := range []int{s.Queries, s.Resolved, s.Ambiguous, s.NoMatch} {
			row = append(row, table.Cell{Text: strconv.Itoa(n)})
		}
		for i, f := range []float64{s.Precision, s.Recall, s.F1, s.RightShare, s.RightAt1, s.CandidateRecall, s.CalibrationError} {
			cell := table.Cell{Text: fmt.Sprintf("%.3f", f)}
			if i == 2 {
				cell.Style = table.Bold
			}
			row = append(row, cell)
		}
		scores.Add(row...)
	}
	add(table.Cell{Text: "all", Style: table.Bold}, r.Score)
	for _, t := range r.Tags {
		add(table.Cell{Text: t.Tag}, t.Score)
	}
	if err := scores.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	limits := table.New(out, screen, numeric("PRECISION"), numeric("MIN-PROBABILITY"), numeric("RECALL"))
	for _, t := range r.Thresholds {
		if !t.Reached {
			limits.Add(table.Cell{Text: fmt.Sprintf("%.2f", t.Precision)}, table.Cell{Text: "not reached", Style: table.Dim})
			continue
		}
		// Rounded down: rounded up it would leave out the very answer it was read from.
		limits.Add(table.Cell{Text: fmt.Sprintf("%.2f", t.Precision)}, table.Cell{Text: fmt.Sprintf("%.4f", math.Floor(t.MinProbability*1e4)/1e4), Style: table.Bold},
			table.Cell{Text: fmt.Sprintf("%.3f", t.Recall)})
	}
	if err := limits.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	bins := table.New(out, screen, numeric("PROBABILITY"), numeric("QUERIES"), numeric("MEAN"), numeric("RIGHT"), table.Column{})
	for _, b := range r.Reliability {
		row := []table.Cell{{Text: fmt.Sprintf("%.1f-%.1f", b.From, b.To)}, {Text: strconv.Itoa(b.Queries)}}
		if b.Queries > 0 {
			row = append(row, table.Cell{Text: fmt.Sprintf("%.3f", b.Probability)}, table.Cell{Text: fmt.Sprintf("%.3f", b.Right)}, bar(b.Right*20))
		}
		bins.Add(row...)
	}
	return bins.Flush()
}

func numeric(title string) table.Column { return table.Column{Title: title, Right: true, Keep: true} }

func spare(title string, order int) table.Column {
	return table.Column{Title: title, Right: true, Keep: true, Spare: order}
}
