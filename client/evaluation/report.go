package evaluation

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
)

// bins is how many bins of equal width the reliability table has.
const bins = 10

// Targets are the precisions for which a Report looks up the threshold.
var Targets = []float64{0.90, 0.95, 0.97, 0.99}

// Report is how good the answers to a set of queries are.
type Report struct {
	Score
	// Reliability has ten bins over the best candidate's probability: [0,0.1), ... [0.9,1].
	Reliability []Bin `json:"reliability"`
	// Thresholds says which min_probability reaches which precision on these queries.
	Thresholds []Threshold `json:"thresholds"`
	// Tags scores the queries of each tag alone, ordered by tag.
	Tags []TagScore `json:"tags"`
}

// Score counts one set of queries. Shares are 0..1, and 0 where nothing could be counted.
type Score struct {
	Queries    int `json:"queries"`
	WithEntity int `json:"withEntity"` // queries that expect an entity
	Resolved   int `json:"resolved"`
	Ambiguous  int `json:"ambiguous"`
	NoMatch    int `json:"noMatch"`
	Right      int `json:"right"`

	Precision float64 `json:"precision"` // right RESOLVED / RESOLVED
	Recall    float64 `json:"recall"`    // right RESOLVED of those with entity / with entity
	F1        float64 `json:"f1"`        // harmonic mean of both

	RightShare      float64 `json:"rightShare"`      // Right / Queries
	RightAt1        float64 `json:"rightAt1"`        // the best candidate is right, of those with entity
	CandidateRecall float64 `json:"candidateRecall"` // any candidate is right, of those with entity

	// CalibrationError is the expected calibration error of the best candidate: over the bins, the mean
	// distance between its probability and how often it is right, weighted by the queries in the bin.
	CalibrationError float64 `json:"calibrationError"`
}

// TagScore is the score of the queries that bear a tag.
type TagScore struct {
	Tag string `json:"tag"`
	Score
}

// Bin is one row of the reliability table.
type Bin struct {
	From        float64 `json:"from"`
	To          float64 `json:"to"`
	Queries     int     `json:"queries"`
	Probability float64 `json:"probability"` // mean of the best candidates in the bin
	Right       float64 `json:"right"`       // share of them that are right
}

// Threshold is the lowest min_probability at which RESOLVED answers reach a precision.
type Threshold struct {
	Precision      float64 `json:"precision"`      // asked for
	Reached        bool    `json:"reached"`        // whether any threshold gives it; the rest is 0 if not
	MinProbability float64 `json:"minProbability"` // resolve what is at or above it
	Recall         float64 `json:"recall"`         // what is then found
}

// graded is a query with what counts about its answer.
type graded struct {
	query       Query
	answer      Answer
	bestRight   bool
	probability float64 // of the best candidate
}

// Evaluate grades answers[i] as the answer to queries[i]. The two must be of
// one length; anything else is a bug of the caller and panics.
func Evaluate(queries []Query, answers []Answer) Report {
	if len(queries) != len(answers) {
		panic(fmt.Sprintf("evaluation: %d queries but %d answers", len(queries), len(answers)))
	}
	all := make([]graded, len(queries))
	byTag := map[string][]graded{}
	for i, q := range queries {
		g := graded{query: q, answer: answers[i]}
		if c := answers[i].Candidates; len(c) > 0 {
			g.bestRight, g.probability = q.accepts(c[0].ID), c[0].Probability
		}
		all[i] = g
		tags := slices.Clone(q.Tags)
		slices.Sort(tags)
		for _, tag := range slices.Compact(tags) {
			byTag[tag] = append(byTag[tag], g)
		}
	}
	report := Report{Score: score(all), Reliability: reliability(all), Tags: []TagScore{}}
	for _, target := range Targets {
		report.Thresholds = append(report.Thresholds, threshold(all, target))
	}
	for _, tag := range slices.Sorted(maps.Keys(byTag)) {
		report.Tags = append(report.Tags, TagScore{Tag: tag, Score: score(byTag[tag])})
	}
	return report
}

func score(all []graded) Score {
	s := Score{Queries: len(all)}
	var rightResolved, found, at1, among int
	for _, g := range all {
		expects := g.query.Expect != ""
		if expects {
			s.WithEntity++
		}
		right := g.query.Right(g.answer)
		if right {
			s.Right++
		}
		switch g.answer.Outcome {
		case Resolved:
			s.Resolved++
			if right {
				rightResolved++
				if expects {
					found++
				}
			}
		case Ambiguous:
			s.Ambiguous++
		case NoMatch:
			s.NoMatch++
		}
		if expects && g.bestRight {
			at1++
		}
		if expects && slices.ContainsFunc(g.answer.Candidates, func(c Candidate) bool { return g.query.accepts(c.ID) }) {
			among++
		}
	}
	s.Precision = share(rightResolved, s.Resolved)
	s.Recall = share(found, s.WithEntity)
	if sum := s.Precision + s.Recall; sum > 0 {
		s.F1 = 2 * s.Precision * s.Recall / sum
	}
	s.RightShare = share(s.Right, s.Queries)
	s.RightAt1 = share(at1, s.WithEntity)
	s.CandidateRecall = share(among, s.WithEntity)
	s.CalibrationError = calibrationError(reliability(all))
	return s
}

// reliability leaves out answers without candidates: there is no best one to be right or wrong.
func reliability(all []graded) []Bin {
	table := make([]Bin, bins)
	right := make([]int, bins)
	for i := range table {
		table[i].From, table[i].To = float64(i)/bins, float64(i+1)/bins
	}
	for _, g := range all {
		if len(g.answer.Candidates) == 0 {
			continue
		}
		i := max(0, min(int(g.probability*bins), bins-1))
		table[i].Queries++
		table[i].Probability += g.probability
		if g.bestRight {
			right[i]++
		}
	}
	for i := range table {
		if n := table[i].Queries; n > 0 {
			table[i].Probability /= float64(n)
			table[i].Right = share(right[i], n)
		}
	}
	return table
}

func calibrationError(table []Bin) float64 {
	var sum float64
	n := 0
	for _, bin := range table {
		n += bin.Queries
		sum += float64(bin.Queries) * math.Abs(bin.Probability-bin.Right)
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// threshold lets min_probability fall through the best candidates'
// probabilities. What is found only grows on the way down, so the last place
// with enough precision is the best one.
func threshold(all []graded, precision float64) Threshold {
	order := slices.DeleteFunc(slices.Clone(all), func(g graded) bool { return len(g.answer.Candidates) == 0 })
	slices.SortStableFunc(order, func(a, b graded) int { return cmp.Compare(b.probability, a.probability) })
	withEntity := 0
	for _, g := range all {
		if g.query.Expect != "" {
			withEntity++
		}
	}
	t := Threshold{Precision: precision}
	right, found := 0, 0
	for i, g := range order {
		if g.bestRight {
			right++
			if g.query.Expect != "" {
				found++
			}
		}
		tied := i+1 < len(order) && order[i+1].probability == g.probability
		if !tied && g.probability > 0 && share(right, i+1) >= precision {
			t.Reached, t.MinProbability, t.Recall = true, g.probability, share(found, withEntity)
		}
	}
	return t
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
