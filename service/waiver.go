package service

import (
	"context"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (s *curationService) AddWaiver(ctx context.Context, req *laqabv1.AddWaiverRequest) (*laqabv1.AddWaiverResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.AddWaiverResponse, error) {
		w, err := tx.Waive(waiverFromProto(req.GetWaiver()))
		return &laqabv1.AddWaiverResponse{Waiver: waiverToProto(&w), Revision: tx.Revision()}, err
	})
}

func (s *curationService) RemoveWaiver(ctx context.Context, req *laqabv1.RemoveWaiverRequest) (*laqabv1.RemoveWaiverResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.RemoveWaiverResponse, error) {
		err := tx.Unwaive(waiverFromProto(req.GetWaiver()))
		return &laqabv1.RemoveWaiverResponse{Revision: tx.Revision()}, err
	})
}

func (s *curationService) ListWaivers(ctx context.Context, _ *laqabv1.ListWaiversRequest) (*laqabv1.ListWaiversResponse, error) {
	r := &laqabv1.ListWaiversResponse{}
	err := s.store.View(ctx, func(v *aliases.View) error {
		waivers, err := v.Waivers()
		for i := range waivers {
			r.Waivers = append(r.Waivers, waiverToProto(&waivers[i]))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}
