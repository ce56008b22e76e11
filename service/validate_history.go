package service

import (
	"fmt"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

func (c *checker) listChanges(r *laqabv1.ListChangesRequest) {
	c.optionalEntityID("entity_id", r.GetEntityId())
	c.revision("after_revision", r.GetAfterRevision())
	c.pageSize("page_size", r.GetPageSize())
	c.size("alias", r.GetAlias(), MaxNameBytes)
	c.size("actor", r.GetActor(), aliases.MaxActor)
	c.time("start_time", r.GetStartTime())
	c.time("end_time", r.GetEndTime())
}

func (c *checker) time(path string, t *timestamppb.Timestamp) {
	if t != nil && !t.IsValid() {
		c.add(path, "is not a time")
	}
}

func (c *checker) watchChanges(r *laqabv1.WatchChangesRequest) {
	c.optionalEntityID("entity_id", r.GetEntityId())
	c.revision("after_revision", r.GetAfterRevision())
	if h := r.GetHeartbeat(); h != nil && (!h.IsValid() || h.AsDuration() < minHeartbeat || h.AsDuration() > maxHeartbeat) {
		c.add("heartbeat", "is not %v to %v", minHeartbeat, maxHeartbeat)
	}
}

func (c *checker) splitEntity(r *laqabv1.SplitEntityRequest) {
	c.edit("edit", r.GetEdit())
	c.entityID("entity_id", r.GetEntityId())
	if n := len(r.GetAliasIds()); n == 0 {
		c.add("alias_ids", "is required")
	} else if n > aliases.MaxAliases {
		c.add("alias_ids", "has %d items, more than %d", n, aliases.MaxAliases)
	} else {
		for i, id := range r.GetAliasIds() {
			c.aliasID(fmt.Sprintf("alias_ids[%d]", i), id)
		}
	}
	if n := len(r.GetExternalIdKeys()); n > aliases.MaxExternalIDs {
		c.add("external_id_keys", "has %d items, more than %d", n, aliases.MaxExternalIDs)
	}
	switch target := r.GetTarget().(type) {
	case *laqabv1.SplitEntityRequest_IntoEntityId:
		c.entityID("into_entity_id", target.IntoEntityId)
		if target.IntoEntityId == r.GetEntityId() {
			c.add("into_entity_id", "is the entity to be split itself")
		}
	case *laqabv1.SplitEntityRequest_NewEntity:
		c.optionalEntityID("new_entity.entity_id", target.NewEntity.GetEntityId())
		named := entityFields.named(nil)
		named["name"] = target.NewEntity.GetName() != ""
		c.entity("new_entity", target.NewEntity, named)
	default:
		c.add("target", "is required: into_entity_id or new_entity")
	}
}

func (c *checker) revertChanges(r *laqabv1.RevertChangesRequest) {
	c.edit("edit", r.GetEdit())
	c.optionalEntityID("entity_id", r.GetEntityId())
	c.revision("to_revision", r.GetToRevision())
	if from := r.GetFromRevision(); from < 1 {
		c.add("from_revision", "is required, and positive")
	} else if to := r.GetToRevision(); to > 0 && to < from {
		c.add("to_revision", "is before from_revision")
	}
}

func (c *checker) optionalEntityID(path, id string) {
	if id != "" {
		c.entityID(path, id)
	}
}
