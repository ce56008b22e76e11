package service

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

// What convert.go does, for the review queue.

var outcomesFromProto = inverted(outcomes)

var reviewStates = map[laqabv1.ReviewState]aliases.ReviewState{
	laqabv1.ReviewState_REVIEW_STATE_UNSPECIFIED: aliases.ReviewOpen,
	laqabv1.ReviewState_REVIEW_STATE_OPEN:        aliases.ReviewOpen,
	laqabv1.ReviewState_REVIEW_STATE_SETTLED:     aliases.ReviewSettled,
	laqabv1.ReviewState_REVIEW_STATE_IGNORED:     aliases.ReviewIgnored,
}

var reviewStatesToProto = map[aliases.ReviewState]laqabv1.ReviewState{
	aliases.ReviewOpen:    laqabv1.ReviewState_REVIEW_STATE_OPEN,
	aliases.ReviewSettled: laqabv1.ReviewState_REVIEW_STATE_SETTLED,
	aliases.ReviewIgnored: laqabv1.ReviewState_REVIEW_STATE_IGNORED,
}

var reviewOrders = map[laqabv1.ReviewOrder]aliases.ReviewOrder{
	laqabv1.ReviewOrder_REVIEW_ORDER_UNSPECIFIED: aliases.ByCount,
	laqabv1.ReviewOrder_REVIEW_ORDER_COUNT:       aliases.ByCount,
	laqabv1.ReviewOrder_REVIEW_ORDER_RECENCY:     aliases.ByRecency,
	laqabv1.ReviewOrder_REVIEW_ORDER_CLOSENESS:   aliases.ByCloseness,
}

func reviewOptions(req *laqabv1.ListReviewItemsRequest) aliases.ReviewOptions {
	opts := aliases.ReviewOptions{
		PageSize:  int(req.GetPageSize()),
		MaxBytes:  maxPageBytes,
		PageToken: req.GetPageToken(),
		Order:     reviewOrders[req.GetOrder()],
		Type:      entityTypesFromProto[req.GetType()],
		Script:    req.GetScript(),
		State:     reviewStates[req.GetState()],
	}
	if o, wanted := outcomesFromProto[req.GetOutcome()]; wanted {
		opts.Outcome = &o
	}
	return opts
}

func reviewItemToProto(i *aliases.ReviewItem) *laqabv1.ReviewItem {
	first, last := i.Seen()
	p := &laqabv1.ReviewItem{
		ItemId:          i.ID,
		Count:           i.Count(),
		FirstSeenTime:   timestamppb.New(first),
		LastSeenTime:    timestamppb.New(last),
		BestProbability: i.BestProbability(),
		Skipped:         i.Skipped(),
	}
	for k := range i.Spellings {
		p.Spellings = append(p.Spellings, spellingToProto(&i.Spellings[k]))
	}
	return p
}

func spellingToProto(s *aliases.Spelling) *laqabv1.ReviewSpelling {
	p := &laqabv1.ReviewSpelling{
		Folded:        s.Folded,
		Text:          s.Text,
		Type:          entityTypes[s.Type],
		Language:      s.Language,
		Script:        s.Script,
		Outcome:       outcomes[s.Outcome],
		Policy:        &laqabv1.Policy{Profile: profilesToProto[s.Profile], MinProbability: s.MinProbability},
		Count:         s.Count,
		FirstSeenTime: timestamppb.New(s.FirstSeen),
		LastSeenTime:  timestamppb.New(s.LastSeen),
		State:         reviewStatesToProto[s.State],
		DecisionId:    s.Decision,
	}
	for _, c := range s.Candidates {
		p.Candidates = append(p.Candidates, &laqabv1.ReviewCandidate{EntityId: c.ID, Name: c.Name, Probability: c.Probability})
	}
	for _, m := range s.Samples {
		p.Samples = append(p.Samples, &laqabv1.ReviewSample{Text: m.Text, Context: m.Context, Caller: m.Caller, Time: timestamppb.New(m.Time)})
	}
	return p
}

func verdictFromProto(req *laqabv1.DecideReviewItemRequest) aliases.Verdict {
	v := aliases.Verdict{ItemID: req.GetItemId()}
	if req.GetMention() != "" {
		v.Folded = resolver.Fold(req.GetMention())
	}
	switch d := req.GetDecision().(type) {
	case *laqabv1.DecideReviewItemRequest_Alias:
		v.Kind, v.EntityID, v.Alias = aliases.DecideAlias, d.Alias.GetEntityId(), aliasFromProto(d.Alias.GetAlias())
	case *laqabv1.DecideReviewItemRequest_NewEntity:
		v.Kind, v.Entity = aliases.DecideNewEntity, entityFromProto(d.NewEntity.GetEntity())
	case *laqabv1.DecideReviewItemRequest_Never:
		v.Kind, v.EntityID = aliases.DecideNever, d.Never.GetEntityId()
	case *laqabv1.DecideReviewItemRequest_Ignore:
		v.Kind = aliases.DecideIgnore
	case *laqabv1.DecideReviewItemRequest_Skip:
		v.Kind = aliases.DecideSkip
	}
	return v
}

func tallyToProto(t aliases.Tally) *laqabv1.ReviewTally {
	return &laqabv1.ReviewTally{Items: t.Items, Spellings: t.Spellings, Mentions: t.Mentions}
}

func decisionToProto(d *aliases.Decision) *laqabv1.Decision {
	p := &laqabv1.Decision{
		DecisionId: d.ID,
		Time:       timestamppb.New(d.Time),
		Actor:      d.Actor,
		Reason:     d.Reason,
		Kind:       string(d.Kind),
		ItemId:     d.ItemID,
		Mention:    d.Mention,
		EntityId:   d.EntityID,
		Revision:   d.Revision,
		Settled:    tallyToProto(d.Settled),
		UndoActor:  d.UndoneBy,
	}
	if d.UndoneBy != "" {
		p.UndoTime = timestamppb.New(d.UndoneAt)
	}
	return p
}
