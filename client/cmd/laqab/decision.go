package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	"github.com/laqab/laqab/client/evaluation"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// decision is a mention with its answer.
type decision struct {
	mention  string
	response *laqabv1.ResolveResponse
}

// decisionView shows what was decided and why.
var decisionView = view[decision]{
	json: func(d decision) ([]byte, error) { return messageJSON(d.response) },
	head: []string{"query_id", "mention", "outcome", "entity_id", "best_id", "best_name", "probability", "similarity",
		"match_kind", "alias", "no_match_probability", "sharing", "revision"},
	records: decisionRecord,
	columns: []table.Column{
		{Title: "OUTCOME", Keep: true}, {Title: "MENTION", Least: 16}, {Title: "ENTITY", Keep: true}, {Title: "NAME", Spare: 3},
		{Title: "PROB", Right: true, Keep: true}, {Title: "MATCH", Keep: true, Spare: 2}, {Title: "ALIAS", Spare: 4}, {Title: "WHY", Spare: 1, Least: 24},
	},
	rows: decisionRows,
}

// answerOf is the answer as the evaluation sees it.
func answerOf(r *laqabv1.ResolveResponse) evaluation.Answer {
	a := evaluation.Answer{Outcome: evaluation.Outcome(outcomeName(r.GetOutcome())), EntityID: r.GetEntityId()}
	for _, c := range r.GetCandidates() {
		a.Candidates = append(a.Candidates, evaluation.Candidate{ID: c.GetEntityId(), Probability: c.GetProbability()})
	}
	return a
}

// sharing is the candidates that share the probability of an ambiguous answer.
func sharing(r *laqabv1.ResolveResponse) []*laqabv1.Candidate {
	if r.GetOutcome() != laqabv1.Outcome_OUTCOME_AMBIGUOUS {
		return nil
	}
	return r.GetCandidates()[:len(answerOf(r).Sharing())]
}

func outcomeName(o laqabv1.Outcome) string { return strings.ToUpper(nameOf(o)) }

// mark is how an outcome looks at a glance.
func mark(o laqabv1.Outcome) table.Cell {
	switch o {
	case laqabv1.Outcome_OUTCOME_RESOLVED:
		return table.Cell{Text: "✓ RESOLVED", Style: table.Green}
	case laqabv1.Outcome_OUTCOME_AMBIGUOUS:
		return table.Cell{Text: "? AMBIGUOUS", Style: table.Yellow}
	case laqabv1.Outcome_OUTCOME_NO_MATCH:
		return table.Cell{Text: "– NO_MATCH", Style: table.Dim}
	}
	return table.Cell{Text: "! " + outcomeName(o), Style: table.Red}
}

func decisionRows(d decision) [][]table.Cell {
	r := d.response
	row := []table.Cell{mark(r.GetOutcome()), {Text: d.mention, Style: table.Bold}}
	switch candidates := r.GetCandidates(); {
	case r.GetOutcome() == laqabv1.Outcome_OUTCOME_AMBIGUOUS:
		shared := sharing(r)
		row = append(row, table.Cell{Text: fmt.Sprintf("one of %d", len(shared)), Style: table.Yellow})
		rows := [][]table.Cell{row}
		for _, c := range shared {
			rows = append(rows, append(make([]table.Cell, 2), candidateCells(c)...))
		}
		return rows
	case r.GetOutcome() == laqabv1.Outcome_OUTCOME_RESOLVED && len(candidates) > 0:
		cells := candidateCells(candidates[0])
		cells[0].Style = table.Cyan
		if from := r.GetRedirectedFrom(); from != "" {
			cells[5].Text = "was " + from + "; " + cells[5].Text
		}
		return [][]table.Cell{append(row, cells...)}
	case r.GetOutcome() == laqabv1.Outcome_OUTCOME_RESOLVED:
		return [][]table.Cell{append(row, table.Cell{Text: r.GetEntityId(), Style: table.Cyan})}
	default:
		why := "nothing alike in the table"
		if len(candidates) > 0 {
			best := candidates[0]
			why = fmt.Sprintf("nearest is %s, %s", best.GetEntityId(), percent(best.GetProbability()))
		}
		return [][]table.Cell{append(row, table.Cell{Text: "–", Style: table.Dim}, table.Cell{}, table.Cell{}, table.Cell{}, table.Cell{},
			table.Cell{Text: why, Style: table.Dim})}
	}
}

// candidateCells are entity, name, probability, match, alias and why.
func candidateCells(c *laqabv1.Candidate) []table.Cell {
	alias := c.GetAlias().GetValue()
	if alias == c.GetName() {
		alias = ""
	}
	return []table.Cell{
		{Text: c.GetEntityId()},
		{Text: c.GetName()},
		{Text: percent(c.GetProbability()), Style: confidence(c.GetProbability())},
		{Text: nameOf(c.GetMatchKind())},
		{Text: alias},
		{Text: reason(c.GetEvidence()), Style: table.Dim},
	}
}

// confidence colours a probability.
func confidence(p float64) table.Style {
	switch {
	case p >= 0.9:
		return table.Green
	case p >= 0.5:
		return table.Yellow
	}
	return table.Dim
}

// percent never rounds a doubt away: only certainty is 100 %.
func percent(p float64) string {
	text := strconv.FormatFloat(p*100, 'f', 1, 64)
	switch {
	case p < 1 && text == "100.0":
		text = ">99.9"
	case p > 0 && text == "0.0":
		text = "<0.1"
	}
	return text + "%"
}

// reason is the two weightiest pieces of evidence that say something by
// themselves, or any if none does.
func reason(all []*laqabv1.Evidence) string {
	weighty := slices.DeleteFunc(slices.Clone(all), func(e *laqabv1.Evidence) bool { return wordingOf(e).quiet })
	if len(weighty) == 0 {
		weighty = slices.Clone(all)
	}
	slices.SortStableFunc(weighty, func(a, b *laqabv1.Evidence) int {
		return cmp.Compare(math.Abs(b.GetBits()), math.Abs(a.GetBits()))
	})
	var parts []string
	for _, e := range weighty[:min(2, len(weighty))] {
		parts = append(parts, fmt.Sprintf("%s %+.1f", brief(e), e.GetBits()))
	}
	return strings.Join(parts, ", ")
}

func decisionRecord(d decision) [][]string {
	r := d.response
	best := &laqabv1.Candidate{}
	if len(r.GetCandidates()) > 0 {
		best = r.GetCandidates()[0]
	}
	var shared []string
	for _, c := range sharing(r) {
		shared = append(shared, c.GetEntityId())
	}
	return [][]string{{
		r.GetQueryId(), d.mention, outcomeName(r.GetOutcome()), r.GetEntityId(), best.GetEntityId(), best.GetName(),
		decimal(best.GetProbability()), decimal(best.GetSimilarity()), nameOf(best.GetMatchKind()), best.GetAlias().GetValue(),
		decimal(r.GetNoMatchProbability()), strings.Join(shared, " "), strconv.FormatInt(r.GetRevision(), 10),
	}}
}

// decimal is a number for machines: the shortest that reads back the same.
func decimal(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
