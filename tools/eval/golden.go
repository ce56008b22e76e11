package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/laqab/laqab/client/evaluation"
)

// errNotGolden is figures that differ from the golden file.
type errNotGolden struct {
	path  string
	lines []string // "- ..." as the file has it, "+ ..." as measured
}

func (e *errNotGolden) Error() string {
	return fmt.Sprintf("the figures are not those of %s:\n%s\nIf the change is meant, `make eval UPDATE=1` rewrites the file, and the diff is reviewed.",
		e.path, strings.Join(e.lines, "\n"))
}

const scoreHead = "queries resolved ambiguous no_match precision recall    f1 right right@1 found cal.error"

func scoreLine(s evaluation.Score) string {
	return fmt.Sprintf("%7d %8d %9d %8d %9.3f %6.3f %5.3f %5.3f %7.3f %5.3f %9.3f",
		s.Queries, s.Resolved, s.Ambiguous, s.NoMatch, s.Precision, s.Recall, s.F1, s.RightShare, s.RightAt1, s.CandidateRecall, s.CalibrationError)
}

// figures is a report as the golden file has it.
func figures(r evaluation.Report) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-14s %s\n", "tag", scoreHead)
	fmt.Fprintf(&out, "%-14s %s\n", "all", scoreLine(r.Score))
	for _, t := range r.Tags {
		fmt.Fprintf(&out, "%-14s %s\n", t.Tag, scoreLine(t.Score))
	}
	fmt.Fprintf(&out, "\n%9s %15s %6s\n", "precision", "min-probability", "recall")
	for _, t := range r.Thresholds {
		if !t.Reached {
			fmt.Fprintf(&out, "%9.2f %15s\n", t.Precision, "not reached")
			continue
		}
		fmt.Fprintf(&out, "%9.2f %15.3f %6.3f\n", t.Precision, t.MinProbability, t.Recall)
	}
	return out.String()
}

// compare returns an *errNotGolden when the file has other figures.
func compare(path, got string) error {
	golden, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if string(golden) == got {
		return nil
	}
	want, have := strings.Split(string(golden), "\n"), strings.Split(got, "\n")
	different := &errNotGolden{path: path}
	// Lines keep their places unless a tag comes or goes, and then the file is read anyway.
	for i := range max(len(want), len(have)) {
		if i < len(want) && i < len(have) && want[i] == have[i] {
			continue
		}
		if i < len(want) {
			different.lines = append(different.lines, "- "+want[i])
		}
		if i < len(have) {
			different.lines = append(different.lines, "+ "+have[i])
		}
	}
	return different
}
