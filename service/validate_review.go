package service

import (
	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// reviewItem checks what names an item: its ID, or a mention of it.
func (c *checker) reviewItem(itemID, mention string) {
	switch {
	case itemID == "" && mention == "":
		c.add("item_id", "is required, or mention is")
	case itemID != "" && mention != "":
		c.add("mention", "is given, and item_id is too")
	case mention != "":
		c.name("mention", mention)
	}
}

func (c *checker) script(path, code string) {
	if code == "" {
		return
	}
	holder := aliases.Entity{ID: "x", Name: "x", Aliases: []aliases.Alias{{Value: "x", Script: code}}}
	c.table(holder.Validate(), func(string) (string, bool) { return path, true })
}

func (c *checker) decisionID(path string, id int64) {
	if id < 0 {
		c.add(path, "is negative")
	}
}

// verdict checks a decision. What is left empty is taken from the spelling.
func (c *checker) verdict(r *laqabv1.DecideReviewItemRequest) {
	switch d := r.GetDecision().(type) {
	case *laqabv1.DecideReviewItemRequest_Alias:
		c.entityID("alias.entity_id", d.Alias.GetEntityId())
		named := aliasFields.named(nil)
		named["value"] = d.Alias.GetAlias().GetValue() != ""
		c.alias("alias.alias", d.Alias.GetAlias(), named)
	case *laqabv1.DecideReviewItemRequest_NewEntity:
		e := d.NewEntity.GetEntity()
		c.optionalEntityID("new_entity.entity.entity_id", e.GetEntityId())
		named := entityFields.named(nil)
		named["name"] = e.GetName() != ""
		c.entity("new_entity.entity", e, named)
	case *laqabv1.DecideReviewItemRequest_Never:
		c.entityID("never.entity_id", d.Never.GetEntityId())
		c.required("edit.reason", r.GetEdit().GetReason())
	case *laqabv1.DecideReviewItemRequest_Ignore, *laqabv1.DecideReviewItemRequest_Skip:
	default:
		c.add("decision", "is required: alias, new_entity, never, ignore or skip")
	}
}
