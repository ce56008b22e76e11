package service

import (
	"context"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

func (s *curationService) SetPolicy(ctx context.Context, req *laqabv1.SetPolicyRequest) (*laqabv1.SetPolicyResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.SetPolicyResponse, error) {
		err := tx.SetPolicy(typePolicyFromProto(req.GetPolicy()))
		return &laqabv1.SetPolicyResponse{Revision: tx.Revision()}, err
	})
}

func (s *curationService) RemovePolicy(ctx context.Context, req *laqabv1.RemovePolicyRequest) (*laqabv1.RemovePolicyResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.RemovePolicyResponse, error) {
		err := tx.RemovePolicy(entityTypesFromProto[req.GetType()], profiles[req.GetProfile()])
		return &laqabv1.RemovePolicyResponse{Revision: tx.Revision()}, err
	})
}

func (s *curationService) ListPolicies(ctx context.Context, req *laqabv1.ListPoliciesRequest) (*laqabv1.ListPoliciesResponse, error) {
	r := &laqabv1.ListPoliciesResponse{}
	err := s.view(ctx, req.GetAsOfRevision(), func(v *aliases.View) error {
		all, err := v.Policies()
		for _, p := range all {
			r.Policies = append(r.Policies, typePolicyToProto(p))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// policies are what resolves by type, by profile.
type policies map[resolver.Profile]map[resolver.EntityType]float64

func policiesFromTable(all []aliases.TypePolicy) policies {
	by := policies{}
	for _, p := range all {
		if by[p.Profile] == nil {
			by[p.Profile] = map[resolver.EntityType]float64{}
		}
		by[p.Profile][p.Type] = p.MinProbability
	}
	return by
}

// policy is what a caller accepts, with what the table says of her profile.
func (n *snapshot) policy(asked *laqabv1.Policy) resolver.Policy {
	p := policyFromProto(asked)
	p.ByType = n.policies[p.Profile]
	return p
}

// accepting is what a recorded mention was asked to reach, with what the table
// says of its profile now.
func (n *snapshot) accepting(profile resolver.Profile, minProbability float64) resolver.Policy {
	return resolver.Policy{Profile: profile, MinProbability: minProbability, ByType: n.policies[profile], OmitEvidence: true}
}
