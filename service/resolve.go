package service

import (
	"context"
	"fmt"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

// resolverService answers from the live snapshot. Requests come validated.
type resolverService struct {
	laqabv1.UnimplementedResolverServiceServer
	live     *live
	repeats  *repeats
	review   *recorder
	parallel int
	panicked func(context.Context, any) error
	resolve  func(*snapshot, *laqabv1.ResolveRequest) *laqabv1.ResolveResponse // (*snapshot).resolve, but in tests
}

func (s *resolverService) Resolve(ctx context.Context, req *laqabv1.ResolveRequest) (*laqabv1.ResolveResponse, error) {
	now, err := s.live.asOf(ctx, req.GetMinRevision(), req.GetAsOfRevision())
	if err != nil {
		return nil, err
	}
	logRevision(ctx, now.revision)
	return s.answer(ctx, now, req), nil
}

// answer answers one request, and hands over for review what comes out open.
func (s *resolverService) answer(ctx context.Context, now *snapshot, req *laqabv1.ResolveRequest) *laqabv1.ResolveResponse {
	r := s.repeats.get(now.revision, req)
	if r == nil {
		r = s.resolve(now, req)
		s.repeats.put(req, r)
	}
	s.review.note(ctx, req, r)
	return r
}

// resolve answers one request from this snapshot.
func (n *snapshot) resolve(req *laqabv1.ResolveRequest) *laqabv1.ResolveResponse {
	policy := n.policy(req.GetPolicy())
	policy.OmitEvidence = req.GetOmitEvidence()
	r := answerToProto(n.resolver.Resolve(mentionFromProto(req.GetMention()), policy))
	r.QueryId = req.GetQueryId()
	r.Revision = n.revision
	r.ModelVersion = resolver.ModelVersion()
	return r
}

func (s *resolverService) Explain(ctx context.Context, req *laqabv1.ExplainRequest) (*laqabv1.ExplainResponse, error) {
	now, err := s.live.asOf(ctx, req.GetMinRevision(), req.GetAsOfRevision())
	if err != nil {
		return nil, err
	}
	logRevision(ctx, now.revision)
	mention, policy := mentionFromProto(req.GetMention()), now.policy(req.GetPolicy())
	x, found := now.resolver.Explain(mention, req.GetEntityId(), policy)
	redirected := ""
	if !found { // by that ID: it may be an old one
		e, err := s.entity(ctx, req.GetEntityId(), now.revision)
		if err != nil {
			return nil, err
		}
		redirected = e.RedirectedFrom
		if x, found = now.resolver.Explain(mention, e.ID, policy); !found {
			return nil, fmt.Errorf("entity %q is %s: %w", e.ID, e.State, aliases.ErrNotFound)
		}
	}
	r := explanationToProto(x)
	r.RedirectedFrom = redirected
	r.Revision = now.revision
	r.ModelVersion = resolver.ModelVersion()
	return r, nil
}

// entity reads an entity, also by an old ID, as it stood at a revision.
func (s *resolverService) entity(ctx context.Context, id string, revision int64) (e aliases.Entity, err error) {
	err = s.live.store.View(ctx, func(v *aliases.View) error {
		if v, err = v.AsOf(revision); err == nil {
			e, err = v.Get(id)
		}
		return err
	})
	return e, err
}

func (s *resolverService) CompareNames(ctx context.Context, req *laqabv1.CompareNamesRequest) (*laqabv1.CompareNamesResponse, error) {
	now, err := s.live.at(ctx, 0)
	if err != nil {
		return nil, err
	}
	r := comparisonToProto(now.resolver.Compare(req.GetLeft(), req.GetRight(), entityTypesFromProto[req.GetType()]))
	r.ModelVersion = resolver.ModelVersion()
	return r, nil
}

func (s *resolverService) AnalyzeName(ctx context.Context, req *laqabv1.AnalyzeNameRequest) (*laqabv1.AnalyzeNameResponse, error) {
	now, err := s.live.at(ctx, 0)
	if err != nil {
		return nil, err
	}
	r := analysisToProto(now.resolver.Analyze(req.GetText(), req.GetLanguage()))
	r.ModelVersion = resolver.ModelVersion()
	return r, nil
}
