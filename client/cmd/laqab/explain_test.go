package main

import (
	"strings"
	"testing"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func TestExplainWhatWasNotWeighed(t *testing.T) {
	for name, test := range map[string]struct {
		excludedBy, want string
	}{
		"not found": {"", "none: the search did not propose it, so it was not weighed"},
		"excluded":  {"Kataeb Party", "none: the table says that Kataeb Party is not this entity"},
	} {
		var out strings.Builder
		response := &laqabv1.ExplainResponse{Candidate: candidate("kh", "KH", "KH", "en", 0, laqabv1.MatchKind_MATCH_KIND_PARTIAL, kataib()...),
			ExcludedBy: test.excludedBy, NoMatchProbability: 0.75, Outcome: laqabv1.Outcome_OUTCOME_NO_MATCH}
		if err := explanationPage(&out, table.Screen{}, explanation{"Kataib Hizbullah", response}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "probability   "+test.want+"\n") || strings.Contains(out.String(), "0.0%") {
			t.Errorf("%s:\n%s", name, out.String())
		}
	}
}
