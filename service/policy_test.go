package service

import (
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

// TestPolicies: a policy by type holds for the profile it names, for every way
// to ask, until it is removed, and never against an explicit value.
func TestPolicies(t *testing.T) {
	f := start(t, Config{})
	person, place := laqabv1.EntityType_ENTITY_TYPE_PERSON, laqabv1.EntityType_ENTITY_TYPE_PLACE
	for id, e := range map[string]*laqabv1.Entity{
		"tamimi": {Name: "Muthanna Tamimi", Type: person}, "zagros": {Name: "Zagros Heights", Type: place},
	} {
		e.EntityId = id
		if _, err := f.curation.CreateEntity(t.Context(), &laqabv1.CreateEntityRequest{Entity: e, Edit: by}); err != nil {
			t.Fatal(err)
		}
	}
	outcome := func(text string, p *laqabv1.Policy) laqabv1.Outcome {
		t.Helper()
		req := mention(text)
		req.Policy = p
		r, err := f.resolver.Resolve(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		batch, err := f.resolver.BatchResolve(t.Context(), &laqabv1.BatchResolveRequest{Requests: []*laqabv1.ResolveRequest{req}})
		if err != nil || !proto.Equal(batch.GetResults()[0].GetResponse(), r) {
			t.Errorf("a batch answers %v, %v, not %v", batch, err, r)
		}
		x, err := f.resolver.Explain(t.Context(), &laqabv1.ExplainRequest{Mention: req.GetMention(), EntityId: "tamimi", Policy: p})
		if err != nil || x.GetOutcome() != r.GetOutcome() {
			t.Errorf("explain says %v, %v, not %v", x.GetOutcome(), err, r.GetOutcome())
		}
		return r.GetOutcome()
	}
	const resolved = laqabv1.Outcome_OUTCOME_RESOLVED
	strict, explicit := &laqabv1.Policy{Profile: laqabv1.Profile_PROFILE_STRICT}, &laqabv1.Policy{MinProbability: 0.5}
	if outcome("Muthanna Tamimi", nil) != resolved || outcome("Zagros Heights", nil) != resolved {
		t.Fatal("the names do not resolve")
	}
	strictly := outcome("Muthanna Tamimi", strict)
	set := &laqabv1.SetPolicyRequest{Policy: &laqabv1.TypePolicy{Type: person, MinProbability: 1}, Edit: by}
	if _, err := f.curation.SetPolicy(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	for round, what := range []string{"in a delta", "compacted", "loaded anew"} {
		switch round {
		case 1:
			f.live.compactor.worthIt = func(*resolver.Resolver) bool { return true }
			if err := f.live.compact(t.Context()); err != nil {
				t.Fatal(err)
			}
		case 2:
			if err := f.live.load(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if outcome("Muthanna Tamimi", nil) == resolved {
			t.Errorf("%s: a person resolves below the policy of persons", what)
		}
		if outcome("Zagros Heights", nil) != resolved || outcome("Muthanna Tamimi", explicit) != resolved || outcome("Muthanna Tamimi", strict) != strictly {
			t.Errorf("%s: the policy holds where it must not", what)
		}
	}
	listed, err := f.curation.ListPolicies(t.Context(), &laqabv1.ListPoliciesRequest{})
	want := &laqabv1.TypePolicy{Type: person, Profile: laqabv1.Profile_PROFILE_BALANCED, MinProbability: 1}
	if err != nil || len(listed.GetPolicies()) != 1 || !proto.Equal(listed.GetPolicies()[0], want) {
		t.Errorf("policies %v, %v", listed, err)
	}
	remove := &laqabv1.RemovePolicyRequest{Type: person, Edit: by}
	if _, err := f.curation.RemovePolicy(t.Context(), remove); err != nil {
		t.Fatal(err)
	}
	if outcome("Muthanna Tamimi", nil) != resolved {
		t.Error("a policy that was removed holds")
	}
	_, err = f.curation.RemovePolicy(t.Context(), remove)
	wantCode(t, err, codes.NotFound)
	_, err = f.curation.SetPolicy(t.Context(), &laqabv1.SetPolicyRequest{Policy: &laqabv1.TypePolicy{MinProbability: 2}, Edit: by})
	if fields := violated(wantCode(t, err, codes.InvalidArgument)); len(fields) != 2 || fields[0] != "policy.type" || fields[1] != "policy.min_probability" {
		t.Errorf("violations of %v", fields)
	}
}

// TestCacheHasNoPolicies: an index that comes from the cache resolves by the table's policies.
func TestCacheHasNoPolicies(t *testing.T) {
	c := newCached(t, 5)
	for _, min := range []float64{0.7, 0.9} {
		c.edit(t, func(tx *aliases.Tx) error {
			return tx.SetPolicy(aliases.TypePolicy{Type: resolver.TypePerson, MinProbability: min})
		})
		for round := range 2 { // the cache is behind the table, then it is not
			s, log := c.start(t)
			if got := s.policies[resolver.Balanced][resolver.TypePerson]; got != min || !strings.Contains(log, "index cache used") {
				t.Errorf("start %d: persons resolve from %v, want %v: %s", round, got, min, log)
			}
		}
	}
}
