package main

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// impactView shows what an edit would change.
var impactView = view[*laqabv1.Impact]{
	json: messageJSON[*laqabv1.Impact],
	head: []string{"what", "effect", "entity_id", "mention", "seen", "before_outcome", "before_id", "before_probability",
		"after_outcome", "after_id", "after_probability", "origin"},
	records: impactRecords,
	page:    impactPage,
}

func impactRecords(i *laqabv1.Impact) (records [][]string) {
	for _, c := range i.GetCollisions() {
		records = append(records, []string{"collision", nameOf(c.GetLikeness()), c.GetEntityId(), c.GetValue(), "", "", "", "",
			"", c.GetOtherEntityId(), "", c.GetOtherValue()})
	}
	for _, group := range []struct {
		what    string
		changed []*laqabv1.ChangedAnswer
	}{{"case", i.GetCases()}, {"mention", i.GetMentions()}} {
		for _, c := range group.changed {
			record := []string{group.what, nameOf(c.GetEffect()), "", c.GetMention(), strconv.FormatInt(c.GetCount(), 10)}
			for _, a := range []*laqabv1.AnswerSummary{c.GetBefore(), c.GetAfter()} {
				record = append(record, outcomeName(a.GetOutcome()), a.GetEntityId(), decimal(a.GetProbability()))
			}
			records = append(records, append(record, c.GetOrigin()))
		}
	}
	return records
}

// effects are the parts of a preview, harm first.
var effects = []struct {
	effect laqabv1.Effect
	title  string
	style  table.Style
}{
	{laqabv1.Effect_EFFECT_HARM, "WORSE", table.Red},
	{laqabv1.Effect_EFFECT_GAIN, "BETTER", table.Green},
	{laqabv1.Effect_EFFECT_NEUTRAL, "OTHERWISE", table.Yellow},
}

func impactPage(out io.Writer, screen table.Screen, i *laqabv1.Impact) error {
	fmt.Fprintln(out, screen.Paint(fmt.Sprintf("preview on revision %d: nothing was written", i.GetRevision()), table.Bold))
	for _, e := range effects {
		if err := changedAnswers(out, screen, i, e.effect, e.title, e.style); err != nil {
			return err
		}
		if e.effect == laqabv1.Effect_EFFECT_HARM { // names that collide are harm to come
			if err := collisions(out, screen, i.GetCollisions()); err != nil {
				return err
			}
		}
	}
	fmt.Fprintln(out)
	s := i.GetScope()
	fmt.Fprintln(out, screen.Paint(fmt.Sprintf("looked at %s, %s, %s and %s", plural(s.GetEntities(), "changed entity", "changed entities"),
		plural(s.GetNames(), "added name", "added names"), plural(s.GetCases(), "case", "cases"),
		plural(s.GetMentions(), "mention", "mentions")), table.Dim))
	for _, cut := range s.GetCut() {
		fmt.Fprintln(out, screen.Paint("not all: "+table.Clean(cut), table.Yellow))
	}
	return nil
}

func changedAnswers(out io.Writer, screen table.Screen, i *laqabv1.Impact, effect laqabv1.Effect, title string, style table.Style) error {
	t := table.New(out, screen, table.Column{Title: title, Least: 16}, table.Column{Title: "SEEN", Right: true, Keep: true},
		table.Column{Title: "NOW", Least: leastSummary}, table.Column{Title: "THEN", Least: leastSummary}, table.Column{Title: "CASE", Spare: 1})
	for _, group := range [][]*laqabv1.ChangedAnswer{i.GetCases(), i.GetMentions()} {
		for _, c := range group {
			if c.GetEffect() == effect {
				t.Add(table.Cell{Text: c.GetMention(), Style: style}, table.Cell{Text: strconv.FormatInt(c.GetCount(), 10)},
					summary(c.GetBefore()), summary(c.GetAfter()), table.Cell{Text: c.GetOrigin(), Style: table.Dim})
			}
		}
	}
	if t.Rows() == 0 {
		if effect == laqabv1.Effect_EFFECT_HARM {
			said := "no known answer gets worse"
			if i.GetScope().GetCases()+i.GetScope().GetMentions() == 0 {
				said = "no answers are known that could get worse: see laqabd serve --cases"
			}
			fmt.Fprintln(out, screen.Paint(said, table.Green))
		}
		return nil
	}
	fmt.Fprintln(out)
	return t.Flush()
}

// leastSummary is how narrow an answer may be cut before the case's place is
// left out: two of them, cut off before their probability, say nothing.
const leastSummary = 26

// summary is an answer in a cell: the entity and how probable it is.
func summary(a *laqabv1.AnswerSummary) table.Cell {
	cell := mark(a.GetOutcome())
	if a.GetEntityId() != "" {
		sign, _, _ := strings.Cut(cell.Text, " ")
		cell.Text = fmt.Sprintf("%s %s %s", sign, a.GetEntityId(), percent(a.GetProbability()))
	}
	return cell
}

func collisions(out io.Writer, screen table.Screen, all []*laqabv1.Collision) error {
	if len(all) == 0 {
		return nil
	}
	fmt.Fprintln(out)
	t := table.New(out, screen, table.Column{Title: "COLLIDES"}, table.Column{Title: "OF", Keep: true, Spare: 1},
		table.Column{Title: "HOW", Keep: true}, table.Column{Title: "WITH"}, table.Column{Title: "OF", Keep: true})
	for _, c := range all {
		style := table.Yellow
		if c.GetLikeness() != laqabv1.Likeness_LIKENESS_PHONETIC {
			style = table.Red
		}
		t.Add(table.Cell{Text: c.GetValue(), Style: table.Bold}, table.Cell{Text: c.GetEntityId(), Style: table.Cyan},
			table.Cell{Text: cmp.Or(nameOf(c.GetLikeness()), "?"), Style: style}, table.Cell{Text: c.GetOtherValue(), Style: table.Bold},
			table.Cell{Text: c.GetOtherEntityId(), Style: table.Cyan})
	}
	return t.Flush()
}
