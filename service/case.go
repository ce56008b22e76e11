package service

import (
	"errors"
	"fmt"
	"io"

	"github.com/laqab/laqab/client/evaluation"
	"github.com/laqab/laqab/resolver"
)

// Case is a committed evaluation case: a mention whose right answers are known.
type Case struct {
	Origin  string // FILE:LINE
	Query   evaluation.Query
	mention resolver.Mention
}

// ReadCases reads a file of cases, in the format that laqab eval measures with.
// The file's name is for errors and origins.
func ReadCases(name string, r io.Reader) ([]Case, error) {
	queries, err := evaluation.ReadQueries(r)
	var line *evaluation.LineError
	if errors.As(err, &line) {
		return nil, fmt.Errorf("%s:%d: %w", name, line.Line, line.Err)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	cases := make([]Case, len(queries))
	for i, q := range queries {
		origin := fmt.Sprintf("%s:%d", name, q.Line)
		t, err := resolver.ParseEntityType(q.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: type: %w", origin, err)
		}
		var c checker
		if c.name("mention", q.Mention); len(c.found) > 0 {
			return nil, fmt.Errorf("%s: %w", origin, &invalidError{c.found})
		}
		cases[i] = Case{origin, q, resolver.Mention{Text: q.Mention, Type: t, Language: q.Language}}
	}
	return cases, nil
}

// right says whether the answer is.
func (c *Case) right(a *resolver.Answer) bool {
	answer := evaluation.Answer{Outcome: evaluation.Outcome(a.Outcome.String()), EntityID: a.EntityID}
	for _, x := range a.Candidates {
		answer.Candidates = append(answer.Candidates, evaluation.Candidate{ID: x.EntityID, Probability: x.Probability})
	}
	return c.Query.Right(answer)
}
