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
	maxImport int64
	parallel  int
	cases     []Case
	recorded  recordedMentions // nil when none are
	checks    limit            // previews too
}

func (s *curationService) GetEntity(ctx context.Context, req *laqabv1.GetEntityRequest) (*laqabv1.GetEntityResponse, error) {
	var e aliases.Entity
	err := s.view(ctx, req.GetAsOfRevision(), func(v *aliases.View) (err error) {
		e, err = v.Get(req.GetEntityId())
		return err
	})
	if err != nil {
		return nil, err
	}
	return &laqabv1.GetEntityResponse{Entity: entityToProto(&e), RedirectedFrom: e.RedirectedFrom}, nil
}

// view calls fn with the table as it stood at the revision; 0 is now.
func (s *curationService) view(ctx context.Context, asOf int64, fn func(*aliases.View) error) error {
	return s.store.View(ctx, func(v *aliases.View) error {
		v, err := v.AsOf(asOf)
		if err != nil {
			return err
		}
		return fn(v)
	})
}

func (s *curationService) ListEntities(ctx context.Context, req *laqabv1.ListEntitiesRequest) (*laqabv1.ListEntitiesResponse, error) {
	r := &laqabv1.ListEntitiesResponse{}
	err := s.view(ctx, req.GetAsOfRevision(), func(v *aliases.View) error {
		page, err := v.List(aliases.ListOptions{
			PageSize:       int(req.GetPageSize()),
			MaxBytes:       maxPageBytes,
			PageToken:      req.GetPageToken(),
			Type:           entityTypesFromProto[req.GetType()],
			Query:          req.GetQuery(),
			IncludeDeleted: req.GetIncludeDeleted(),
		})
		r.NextPageToken = page.NextPageToken
		for i := range page.Entities {
			r.Entities = append(r.Entities, entityToProto(&page.Entities[i]))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (s *curationService) CreateEntity(ctx context.Context, req *laqabv1.CreateEntityRequest) (*laqabv1.CreateEntityResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.CreateEntityResponse, error) {
		e, err := tx.CreateEntity(entityFromProto(req.GetEntity()))
		return &laqabv1.CreateEntityResponse{Entity: entityToProto(&e), Revision: tx.Revision()}, err
	})
}

func (s *curationService) UpdateEntity(ctx context.Context, req *laqabv1.UpdateEntityRequest) (*laqabv1.UpdateEntityResponse, error) {
	var replaced []aliases.Field
	for name := range entityFields.named(req.GetUpdateMask().GetPaths()) {
		replaced = append(replaced, entityFieldsFromMask[name])
	}
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.UpdateEntityResponse, error) {
		e, err := tx.UpdateEntity(entityFromProto(req.GetEntity()), replaced, req.GetEntity().GetEtag())
		return &laqabv1.UpdateEntityResponse{Entity: entityToProto(&e), Revision: tx.Revision()}, err
	})
}

func (s *curationService) DeleteEntity(ctx context.Context, req *laqabv1.DeleteEntityRequest) (*laqabv1.DeleteEntityResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.DeleteEntityResponse, error) {
		_, err := tx.DeleteEntity(req.GetEntityId(), req.GetEtag())
		return &laqabv1.DeleteEntityResponse{Revision: tx.Revision()}, err
	})
}

func (s *curationService) UndeleteEntity(ctx context.Context, req *laqabv1.UndeleteEntityRequest) (*laqabv1.UndeleteEntityResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.UndeleteEntityResponse, error) {
		e, err := tx.UndeleteEntity(req.GetEntityId(), req.GetEtag())
		return &laqabv1.UndeleteEntityResponse{Entity: entityToProto(&e), Revision: tx.Revision()}, err
	})
}

func (s *curationService) AddAlias(ctx context.Context, req *laqabv1.AddAliasRequest) (*laqabv1.AddAliasResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.AddAliasResponse, error) {
		a, err := tx.AddAlias(req.GetEntityId(), aliasFromProto(req.GetAlias()), req.GetEtag())
		return &laqabv1.AddAliasResponse{Alias: aliasToProto(&a), Revision: tx.Revision()}, err
	})
}

func (s *curationService) UpdateAlias(ctx context.Context, req *laqabv1.UpdateAliasRequest) (*laqabv1.UpdateAliasResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.UpdateAliasResponse, error) {
		a, err := aliasOf(tx, req.GetEntityId(), req.GetAlias().GetAliasId())
		if err != nil {
			return nil, err
		}
		replaceAlias(&a, aliasFromProto(req.GetAlias()), aliasFields.named(req.GetUpdateMask().GetPaths()))
		a, err = tx.UpdateAlias(req.GetEntityId(), a, req.GetEtag())
		return &laqabv1.UpdateAliasResponse{Alias: aliasToProto(&a), Revision: tx.Revision()}, err
	})
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
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.RemoveAliasResponse, error) {
		err := removeAlias(tx, req)
		return &laqabv1.RemoveAliasResponse{Revision: tx.Revision()}, err
	})
}

// removeAlias removes the alias that the request names; by its value, in all
// its languages.
func removeAlias(tx *aliases.Tx, req *laqabv1.RemoveAliasRequest) error {
	if id := req.GetAliasId(); id != 0 {
		return tx.RemoveAlias(req.GetEntityId(), id, req.GetEtag())
	}
	e, err := tx.Get(req.GetEntityId())
	if err != nil {
		return err
	}
	etag := req.GetEtag()
	found := false
	for _, a := range e.Aliases {
		if a.Value != req.GetValue() {
			continue
		}
		found = true
		if err := tx.RemoveAlias(req.GetEntityId(), a.ID, etag); err != nil {
			return err
		}
		etag = "" // it was good, and is old now
	}
	if !found {
		return fmt.Errorf("alias %q of entity %q: %w", req.GetValue(), req.GetEntityId(), aliases.ErrNotFound)
	}
	return nil
}

func (s *curationService) AddTerm(ctx context.Context, req *laqabv1.AddTermRequest) (*laqabv1.AddTermResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.AddTermResponse, error) {
		err := tx.AddTerm(termFromProto(req.GetTerm()))
		return &laqabv1.AddTermResponse{Revision: tx.Revision()}, err
	})
}

func (s *curationService) RemoveTerm(ctx context.Context, req *laqabv1.RemoveTermRequest) (*laqabv1.RemoveTermResponse, error) {
	return edit(ctx, s, req, func(tx *aliases.Tx) (*laqabv1.RemoveTermResponse, error) {
		err := tx.RemoveTerm(termFromProto(req.GetTerm()))
		return &laqabv1.RemoveTermResponse{Revision: tx.Revision()}, err
	})
}

func (s *curationService) ListTerms(ctx context.Context, req *laqabv1.ListTermsRequest) (*laqabv1.ListTermsResponse, error) {
	r := &laqabv1.ListTermsResponse{}
	err := s.view(ctx, req.GetAsOfRevision(), func(v *aliases.View) error {
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
