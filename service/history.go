package service

import (
	"context"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (s *curationService) MergeEntities(ctx context.Context, req *laqabv1.MergeEntitiesRequest) (*laqabv1.MergeEntitiesResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.MergeEntitiesResponse, error) {
		merged, err := tx.MergeEntities(req.GetFromEntityId(), req.GetIntoEntityId(), req.GetFromEtag(), req.GetIntoEtag())
		r := &laqabv1.MergeEntitiesResponse{Entity: entityToProto(&merged.Entity), Revision: tx.Revision()}
		for _, c := range merged.Conflicts {
			r.Conflicts = append(r.Conflicts, mergeConflictToProto(c))
		}
		return r, err
	})
}

func (s *curationService) SplitEntity(ctx context.Context, req *laqabv1.SplitEntityRequest) (*laqabv1.SplitEntityResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.SplitEntityResponse, error) {
		left, taken, err := tx.SplitEntity(req.GetEntityId(), aliases.Split{
			AliasIDs:    req.GetAliasIds(),
			ExternalIDs: req.GetExternalIdKeys(),
			Into:        req.GetIntoEntityId(),
			IntoEtag:    req.GetIntoEtag(),
			New:         entityFromProto(req.GetNewEntity()),
		}, req.GetEtag())
		return &laqabv1.SplitEntityResponse{Entity: entityToProto(&left), Target: entityToProto(&taken), Revision: tx.Revision()}, err
	})
}

// How many of its own changes a revert shows, and how many bytes of their
// records: it is made by the time that a caller might find the answer too large.
const (
	maxShownChanges = 100
	maxShownBytes   = 1 << 20
)

func (s *curationService) RevertChanges(ctx context.Context, req *laqabv1.RevertChangesRequest) (*laqabv1.RevertChangesResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.RevertChangesResponse, error) {
		before := tx.Revision()
		done, err := tx.Revert(aliases.Range{From: req.GetFromRevision(), To: req.GetToRevision(), EntityID: req.GetEntityId()})
		if err != nil {
			return nil, err
		}
		r := &laqabv1.RevertChangesResponse{FromRevision: done.From, ToRevision: done.To, RevertedCount: int64(done.Changes), Revision: tx.Revision()}
		made, err := tx.Changes(aliases.ChangesOptions{AfterRevision: before, Limit: maxShownChanges})
		r.Changes = changesToProto(made, maxShownBytes)
		return r, err
	})
}

// maxShownBroken is how many broken invariants are shown. All are counted.
const maxShownBroken = 1000

func (s *curationService) CheckInvariants(ctx context.Context, _ *laqabv1.CheckInvariantsRequest) (*laqabv1.CheckInvariantsResponse, error) {
	if err := s.checks.enter(); err != nil {
		return nil, err
	}
	defer s.checks.leave()
	r := &laqabv1.CheckInvariantsResponse{}
	err := s.store.View(ctx, func(v *aliases.View) error {
		problems, err := v.CheckInvariants()
		for _, p := range problems[:min(len(problems), maxShownBroken)] {
			r.Broken = append(r.Broken, &laqabv1.BrokenInvariant{EntityId: p.EntityID, Description: p.Description})
		}
		r.BrokenCount, r.Revision = int64(len(problems)), v.Revision()
		return err
	})
	if err != nil {
		return nil, err
	}
	logRevision(ctx, r.GetRevision())
	return r, nil
}
