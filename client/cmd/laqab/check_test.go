package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func waiver() *laqabv1.Waiver {
	return &laqabv1.Waiver{Rule: "shared-alias", EntityId: "central-bank-of-iran", Value: "CBI", Reason: "both are called so",
		Actor: "desk@example.org", CreateTime: timestamppb.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))}
}

// CheckTable finds one thing of each severity, and one that was waived.
func (f *fake) CheckTable(r *laqabv1.CheckTableRequest, stream grpc.ServerStreamingServer[laqabv1.CheckTableResponse]) error {
	for _, x := range []*laqabv1.Finding{
		{Rule: "shadowed", Severity: laqabv1.Severity_SEVERITY_ERROR, EntityId: "kataib-hezbollah", OtherEntityIds: []string{"hezbollah"}, AliasId: 2,
			Value: "كتائب", Explanation: `resolves to hezbollah by "حزب الله", 66 %`, Command: "laqab explain 'كتائب' kataib-hezbollah"},
		{Rule: "too-short", Severity: laqabv1.Severity_SEVERITY_WARNING, EntityId: "qom", AliasId: 7, Value: "쿰",
			Explanation: "has 1 letter, at least 2 are expected", Command: "laqab alias update qom 7 --kind weak"},
		{Rule: "adds-nothing", Severity: laqabv1.Severity_SEVERITY_INFO, EntityId: "qom", AliasId: 8, Value: "Qum",
			Explanation: `resolves by "Qom" without being listed, 98 %`, Command: "laqab alias remove qom --no 8"},
		{Rule: "shared-alias", Severity: laqabv1.Severity_SEVERITY_ERROR, EntityId: "central-bank-of-iran", Value: "CBI", Waiver: waiver()},
	} {
		if x.GetSeverity() < r.GetLeastSeverity() || x.GetWaiver() != nil && !r.GetIncludeWaived() {
			continue
		}
		if err := stream.Send(&laqabv1.CheckTableResponse{Event: &laqabv1.CheckTableResponse_Finding{Finding: x}}); err != nil {
			return err
		}
	}
	if r.GetEntityId() == "cut" {
		return nil // the connection ends in good order, but too early
	}
	report := &laqabv1.CheckReport{Entities: 3, Names: 9, Revision: 7, Rules: []*laqabv1.RuleCount{
		{Rule: "shadowed", Errors: 1}, {Rule: "too-short", Warnings: 1}, {Rule: "adds-nothing", Infos: 1}, {Rule: "shared-alias", Waived: 1}, {Rule: "mojibake"}}}
	if r.GetEntityId() == "qom" {
		report.Rules = report.Rules[1:]
	}
	return stream.Send(&laqabv1.CheckTableResponse{Event: &laqabv1.CheckTableResponse_Report{Report: report}})
}

func (f *fake) AddWaiver(_ context.Context, r *laqabv1.AddWaiverRequest) (*laqabv1.AddWaiverResponse, error) {
	return &laqabv1.AddWaiverResponse{Waiver: r.GetWaiver(), Revision: f.remember(r)}, nil
}

func (f *fake) RemoveWaiver(_ context.Context, r *laqabv1.RemoveWaiverRequest) (*laqabv1.RemoveWaiverResponse, error) {
	return &laqabv1.RemoveWaiverResponse{Revision: f.remember(r)}, nil
}

func (f *fake) ListWaivers(context.Context, *laqabv1.ListWaiversRequest) (*laqabv1.ListWaiversResponse, error) {
	return &laqabv1.ListWaiversResponse{Waivers: []*laqabv1.Waiver{waiver()}}, nil
}

func (f *fake) ListPolicies(context.Context, *laqabv1.ListPoliciesRequest) (*laqabv1.ListPoliciesResponse, error) {
	return &laqabv1.ListPoliciesResponse{Policies: []*laqabv1.TypePolicy{
		{Type: laqabv1.EntityType_ENTITY_TYPE_PERSON, Profile: laqabv1.Profile_PROFILE_BALANCED, MinProbability: 0.8}}}, nil
}

// SetPolicy can be previewed: it harms, helps, and collides.
func (f *fake) SetPolicy(_ context.Context, r *laqabv1.SetPolicyRequest) (*laqabv1.SetPolicyResponse, error) {
	answer := &laqabv1.SetPolicyResponse{Revision: f.remember(r)}
	if r.GetEdit().GetValidateOnly() {
		answer.Impact = impact()
	}
	return answer, nil
}

func (f *fake) RemovePolicy(_ context.Context, r *laqabv1.RemovePolicyRequest) (*laqabv1.RemovePolicyResponse, error) {
	answer := &laqabv1.RemovePolicyResponse{Revision: f.remember(r)}
	if r.GetEdit().GetValidateOnly() {
		answer.Impact = &laqabv1.Impact{Revision: 7, Scope: &laqabv1.ImpactScope{}}
	}
	return answer, nil
}

func impact() *laqabv1.Impact {
	resolved := &laqabv1.AnswerSummary{Outcome: laqabv1.Outcome_OUTCOME_RESOLVED, EntityId: "kataib-hezbollah", Probability: 0.9375}
	shared := &laqabv1.AnswerSummary{Outcome: laqabv1.Outcome_OUTCOME_AMBIGUOUS, EntityId: "badr", Probability: 0.5}
	nobody := &laqabv1.AnswerSummary{Outcome: laqabv1.Outcome_OUTCOME_NO_MATCH}
	return &laqabv1.Impact{
		Revision: 7,
		Collisions: []*laqabv1.Collision{
			{EntityId: "badr", Value: "كتائب حزب الله", OtherEntityId: "kataib-hezbollah", OtherValue: "كتائب حزب الله", Likeness: laqabv1.Likeness_LIKENESS_EXACT},
			{EntityId: "badr", Value: "Kateb", OtherEntityId: "kataib-hezbollah", OtherValue: "Kataib", Likeness: laqabv1.Likeness_LIKENESS_PHONETIC}},
		Cases: []*laqabv1.ChangedAnswer{
			{Mention: "Kataib Hizbullah", Count: 1, Before: resolved, After: shared, Effect: laqabv1.Effect_EFFECT_HARM, Origin: "cases.jsonl:3"}},
		Mentions: []*laqabv1.ChangedAnswer{
			{Mention: "كتائب حزب الله", Count: 340, Before: resolved, After: shared, Effect: laqabv1.Effect_EFFECT_HARM},
			{Mention: "فيلق بدر", Count: 12, Before: nobody, After: resolved, Effect: laqabv1.Effect_EFFECT_GAIN},
			{Mention: "Badr", Count: 1, Before: nobody, After: shared, Effect: laqabv1.Effect_EFFECT_NEUTRAL}},
		Scope: &laqabv1.ImpactScope{Entities: 1, Names: 2, Mentions: 5000, Cases: 48, Cut: []string{"asked the 5000 most frequent mentions"}},
	}
}

func TestCheck(t *testing.T) {
	addr := serve(t, &fake{})
	for name, test := range map[string]struct {
		args string // separated by |
		code int
		out  string // of which findings, by rule
		says string
	}{
		"shown":            {"check", exitDone, "shadowed too-short", "too-short: 1 warning"},
		"all":              {"check|--least|info|--waived", exitDone, "shadowed too-short adds-nothing shared-alias", "shared-alias: 1 waived"},
		"fails":            {"check|--fail-on|error", exitFailed, "shadowed too-short", "checked 3 entities with 9 names at revision 7"},
		"nothing so bad":   {"check|--fail-on|error|--entity|qom", exitDone, "shadowed too-short", ""},
		"fails sooner":     {"check|--fail-on|warning|--entity|qom", exitFailed, "shadowed too-short", ""},
		"shows what fails": {"check|--fail-on|info", exitFailed, "shadowed too-short adds-nothing", ""},
		"cut off":          {"check|--entity|cut", exitFailed, "shadowed too-short", "without a report"},
		"no severity":      {"check|--fail-on|doom", exitUsage, "", "info, warning, error"},
		"no reason":        {"check|waive|shadowed|kh", exitUsage, "", "give --reason"},
		"no entity":        {"check|waive|shadowed|--reason|x", exitUsage, "", "check waive needs RULE and ID; see laqab check waive --help"},
		"no probability":   {"policy|set|person|high", exitUsage, "", `"high" is not a probability`},
		"no type":          {"policy|set|persona|0.5", exitUsage, "", "person, organization"},
	} {
		t.Run(name, func(t *testing.T) {
			got := (&laqab{t: t, addr: addr}).run(append(strings.Split(test.args, "|"), "-o", "csv")...)
			var rules []string
			for line := range strings.Lines(got.stdout) {
				if fields := strings.Split(line, ","); fields[1] != "rule" {
					rules = append(rules, fields[1])
				}
			}
			if got.code != test.code || strings.Join(rules, " ") != test.out || !strings.Contains(got.stderr, test.says) {
				t.Errorf("exit %d, %q, %q", got.code, got.stdout, got.stderr)
			}
		})
	}
}
