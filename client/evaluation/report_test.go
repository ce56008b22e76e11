package evaluation

import (
	"math"
	"testing"
)

// answer is RESOLVED from 0.5 up.
func answer(candidates ...Candidate) Answer {
	a := Answer{Outcome: NoMatch, Candidates: candidates}
	if len(candidates) > 0 && candidates[0].Probability >= 0.5 {
		a.Outcome, a.EntityID = Resolved, candidates[0].ID
	}
	return a
}

// Five queries: two found, one found wrongly, one missed though it is second, one rightly left open.
func sample() ([]Query, []Answer) {
	return []Query{
			{Expect: "a", Tags: []string{"acronym", "acronym"}},
			{Expect: "b", Tags: []string{"acronym", "short"}},
			{Expect: "", Tags: []string{"short"}},
			{Expect: "d"},
			{Expect: ""},
		}, []Answer{
			answer(Candidate{"a", 0.95}),
			answer(Candidate{"b", 0.75}),
			answer(Candidate{"c", 0.75}),
			answer(Candidate{"x", 0.25}, Candidate{"d", 0.125}),
			answer(),
		}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestEvaluate(t *testing.T) {
	report := Evaluate(sample())
	counts := []int{report.Queries, report.WithEntity, report.Resolved, report.Ambiguous, report.NoMatch, report.Right}
	for i, want := range []int{5, 3, 3, 0, 2, 3} {
		if counts[i] != want {
			t.Errorf("count %d: got %d, want %d", i, counts[i], want)
		}
	}
	near(t, "precision", report.Precision, 2.0/3)
	near(t, "recall", report.Recall, 2.0/3)
	near(t, "F1", report.F1, 2.0/3)
	near(t, "right share", report.RightShare, 3.0/5)
	near(t, "right@1", report.RightAt1, 2.0/3)
	near(t, "candidate recall", report.CandidateRecall, 3.0/3)
	// Bins: 0.95 right; 0.75 twice, one right; 0.25 wrong.
	near(t, "calibration error", report.CalibrationError, (1*0.05+2*0.25+1*0.25)/4)
	for i, want := range map[int]Bin{
		2: {Queries: 1, Probability: 0.25, Right: 0},
		7: {Queries: 2, Probability: 0.75, Right: 0.5},
		9: {Queries: 1, Probability: 0.95, Right: 1},
	} {
		bin := report.Reliability[i]
		if bin.Queries != want.Queries {
			t.Errorf("bin %d: %d queries, want %d", i, bin.Queries, want.Queries)
		}
		near(t, "bin probability", bin.Probability, want.Probability)
		near(t, "bin right", bin.Right, want.Right)
	}
	if len(report.Reliability) != bins {
		t.Errorf("%d bins", len(report.Reliability))
	}
	if len(report.Tags) != 2 || report.Tags[0].Tag != "acronym" || report.Tags[0].Queries != 2 ||
		report.Tags[1].Tag != "short" || report.Tags[1].Queries != 2 {
		t.Fatalf("tags: %+v", report.Tags)
	}
	near(t, "acronym F1", report.Tags[0].F1, 1)
	near(t, "short precision", report.Tags[1].Precision, 0.5)
	near(t, "short recall", report.Tags[1].Recall, 1)
}

func TestThresholds(t *testing.T) {
	queries, answers := sample()
	all := make([]graded, len(queries))
	for i := range queries {
		all[i] = graded{query: queries[i], answer: answers[i]}
		if c := answers[i].Candidates; len(c) > 0 {
			all[i].bestRight, all[i].probability = queries[i].accepts(c[0].ID), c[0].Probability
		}
	}
	for name, test := range map[string]struct {
		precision float64
		want      Threshold
	}{
		// One of the two at 0.75 is wrong, and a threshold cannot tell them apart.
		"ties fall together": {0.99, Threshold{0.99, true, 0.95, 1.0 / 3}},
		"two of three":       {0.66, Threshold{0.66, true, 0.75, 2.0 / 3}},
		"everything":         {0.5, Threshold{0.5, true, 0.25, 2.0 / 3}},
		"out of reach":       {1.5, Threshold{Precision: 1.5}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := threshold(all, test.precision); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestEvaluateEdges(t *testing.T) {
	empty := Evaluate(nil, nil)
	if empty.Queries != 0 || empty.F1 != 0 || math.IsNaN(empty.CalibrationError) || len(empty.Thresholds) != len(Targets) {
		t.Errorf("empty: %+v", empty)
	}
	one := Evaluate([]Query{{Expect: "a"}}, []Answer{answer(Candidate{"a", 1})})
	if one.Reliability[bins-1].Queries != 1 {
		t.Errorf("a probability of 1 belongs to the last bin: %+v", one.Reliability)
	}
	// A right answer to a query that expects nobody counts for precision, never for recall.
	extra := Evaluate([]Query{{Accept: []string{"a"}}, {Expect: "b"}}, []Answer{answer(Candidate{"a", 1}), answer()})
	near(t, "precision", extra.Precision, 1)
	near(t, "recall", extra.Recall, 0)
	defer func() {
		if recover() == nil {
			t.Error("lengths that differ were accepted")
		}
	}()
	Evaluate([]Query{{}}, nil)
}
