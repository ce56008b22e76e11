package service

import (
	"context"
	"fmt"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// curationService reads and edits the table. Requests come validated.
type curationService struct {
	laqabv1.UnimplementedCurationServiceServer
	store     *aliases.Store
	live      *live
	review    *recorder
	parallel  int
	maxImport int64
}

// edit is the way of every edit: may she, do it, wait until resolving sees it.
func (s *curationService) edit(ctx context.Context, e *laqabv1.Edit, fn func(*aliases.Tx) error) (int64, error) {
	if err := mayActAs(ctx, e.GetActor()); err != nil {
		return 0, err
	}
	revision, err := s.live.update(ctx, aliases.Edit{Actor: e.GetActor(), Reason: e.GetReason()}, fn)
	if err != nil {
		return 0, err
	}
	logRevision(ctx, revision)
	return revision, nil
}

func (s *curationService) GetEntity(ctx context.Context, req *laqabv1.GetEntityRequest) (*laqabv1.GetEntityResponse, error) {
	e, err := s.store.Get(ctx, req.GetEntityId())
	if err != nil {
		return nil, err
	}
	return &laqabv1.GetEntityResponse{Entity: entityToProto(&e), RedirectedFrom: e.RedirectedFrom}, nil
}

func (s *curationService) ListEntities(ctx context.Context, req *laqabv1.ListEntitiesRequest) (*laqabv1.ListEntitiesResponse, error) {
	page, err := s.store.List(ctx, aliases.ListOptions{
		PageSize:       int(req.GetPageSize()),
		PageToken:      req.GetPageToken(),
		Type:           entityTypesFromProto[req.GetType()],
		Query:          req.GetQuery(),
		IncludeDeleted: req.GetIncludeDeleted(),
	})
	if err != nil {
		return nil, err
	}
	r := &laqabv1.ListEntitiesResponse{NextPageToken: page.NextPageToken}
	for i := range page.Entities {
		r.Entities = append(r.Entities, entityToProto(&page.Entities[i]))
	}
	return r, nil
}

func (s *curationService) CreateEntity(ctx context.Context, req *laqabv1.CreateEntityRequest) (*laqabv1.CreateEntityResponse, error) {
	var e aliases.Entity
	revision, err := s.edit(ctx, req.GetEdit(), func(tx *aliases.Tx) (err error) {
		e, err = tx.CreateEntity(entityFromProto(req.GetEntity()))
		return err
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.CreateEntityResponse{Entity: entityToProto(&e), Revision: revision}, nil
}

func (s *curationService) UpdateEntity(ctx context.Context, req *laqabv1.UpdateEntityRequest) (*laqabv1.UpdateEntityResponse, error) {
	var replaced []aliases.Field
	for name := range entityFields.named(req.GetUpdateMask().GetPaths()) {
		replaced = append(replaced, entityFieldsFromMask[name])
	}
	var e aliases.Entity
	revision, err := s.edit(ctx, req.GetEdit(), func(tx *aliases.Tx) (err error) {
		e, err = tx.UpdateEntity(entityFromProto(req.GetEntity()), replaced, req.GetEntity().GetEtag())
		return err
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.UpdateEntityResponse{Entity: entityToProto(&e), Revision: revision}, nil
}

func (s *curationService) DeleteEntity(ctx context.Context, req *laqabv1.DeleteEntityRequest) (*laqabv1.DeleteEntityResponse, error) {
	revision, err := s.edit(ctx, req.GetEdit(), func(tx *aliases.Tx) error {
		_, err := tx.DeleteEntity(req.GetEntityId(), req.GetEtag())
		return err
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.DeleteEntityResponse{Revision: revision}, nil
}

func (s *curationService) UndeleteEntity(ctx context.Context, req *laqabv1.UndeleteEntityRequest) (*laqabv1.UndeleteEntityResponse, error) {
	var e aliases.Entity
	revision, err := s.edit(ctx, req.GetEdit(), func(tx *aliases.Tx) (err error) {
		e, err = tx.UndeleteEntity(req.GetEntityId(), "")
		return err
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.UndeleteEntityResponse{Entity: entityToProto(&e), Revision: revision}, nil
}

func (s *curationService) AddAlias(ctx context.Context, req *laqabv1.AddAliasRequest) (*laqabv1.AddAliasResponse, error) {
	var a aliases.Alias
	revision, err := s.edit(ctx, req.GetEdit(), func(tx *aliases.Tx) (err error) {
		a, err = tx.AddAlias(req.GetEntityId(), aliasFromProto(req.GetAlias()), "")
		return err
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.AddAliasResponse{Alias: aliasToProto(&a), Revision: revision}, nil
}

func (s *curationService) UpdateAlias(ctx context.Context, req *laqabv1.UpdateAliasRequest) (*laqabv1.UpdateAliasResponse, error) {
	var a aliases.Alias
	revision, err := s.edit(ctx, req.GetEdit(), func(tx *aliases.Tx) (err error) {
		if a, err = aliasOf(tx, req.GetEntityId(), req.GetAlias().GetAliasId()); err != nil {
			return err
		}
		replaceAlias(&a, aliasFromProto(req.GetAlias()), aliasFields.named(req.GetUpdateMask().GetPaths()))
		a, err = tx.UpdateAlias(req.GetEntityId(), a, "")
		return err
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.UpdateAliasResponse{Alias: aliasToProto(&a), Revision: revision}, nil
}

func aliasOf(tx *aliases.Tx, entityID string, aliasID int64) (aliases.Alias, error) {
	e, err := tx.Get(entityID)
	if err != nil {
		return aliases.Alias{}, err
	}
	for _, a := range e.Aliases {
		if a.ID == aliasID {
			return a, nil
		}
	}
	return aliases.Alias{}, fmt.Errorf("alias %d of entity %q: %w", aliasID, entityID, aliases.ErrNotFound)
}

func replaceAlias(a *aliases.Alias, by aliases.Alias, named map[string]bool) {
	if named["value"] {
		a.Value = by.Value
	}
	if named["language"] {
		a.Language = by.Language
	}
	if named["script"] {
		a.Script = by.Script
	}
	if named["kind"] {
		a.Kind = by.Kind
	}
	if named["source"] {
		a.Source = by.Source
	}
	if named["note"] {
		a.Note = by.Note
	}
}

func (s *curationService) RemoveAlias(ctx context.Context, req *laqabv1.RemoveAliasRequest) (*laqabv1.RemoveAliasResponse, error) {
	revision, err := s.edit(ctx, req.GetEdit(), func(tx *aliases.Tx) error {
		if id := req.GetAliasId(); id != 0 {
			return tx.RemoveAlias(req.GetEntityId(), id, "")
		}
		return removeAliasValue(tx, req.GetEntityId(), req.GetValue())
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.RemoveAliasResponse{Revision: revision}, nil
}

// removeAliasValue removes the alias in all its languages.
func removeAliasValue(tx *aliases.Tx, entityID, value string) error {
	e, err := tx.Get(entityID)
	if err != nil {
		return err
	}
	found := false
	for _, a := range e.Aliases {
		if a.Value != value {
			continue
		}
		found = true
		if err := tx.RemoveAlias(entityID, a.ID, ""); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("alias %q of entity %q: %w", value, entityID, aliases.ErrNotFound)
	}
	return nil
}

func (s *curationService) AddTerm(ctx context.Context, req *laqabv1.AddTermRequest) (*laqabv1.AddTermResponse, error) {
	revision, err := s.edit(ctx, req.GetEdit(), func(tx *aliases.Tx) error {
		return tx.AddTerm(termFromProto(req.GetTerm()))
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.AddTermResponse{Revision: revision}, nil
}

func (s *curationService) RemoveTerm(ctx context.Context, req *laqabv1.RemoveTermRequest) (*laqabv1.RemoveTermResponse, error) {
	revision, err := s.edit(ctx, req.GetEdit(), func(tx *aliases.Tx) error {
		return tx.RemoveTerm(termFromProto(req.GetTerm()))
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.RemoveTermResponse{Revision: revision}, nil
}

func (s *curationService) ListTerms(ctx context.Context, _ *laqabv1.ListTermsRequest) (*laqabv1.ListTermsResponse, error) {
	r := &laqabv1.ListTermsResponse{}
	err := s.store.View(ctx, func(v *aliases.View) error {
		terms, err := v.Terms()
		for _, t := range terms {
			r.Terms = append(r.Terms, termToProto(t))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}
