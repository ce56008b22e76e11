package service

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"google.golang.org/protobuf/proto"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// answering is a batchService that keeps answers, and counts those that it finds.
func answering(kind laqabv1.MatchKind) (*resolverService, *int) {
	found := 0
	s := batchService(1, func(r *laqabv1.ResolveRequest) *laqabv1.ResolveResponse {
		found++
		return &laqabv1.ResolveResponse{QueryId: r.GetQueryId(), NoMatchProbability: 0.25, Candidates: []*laqabv1.Candidate{
			{EntityId: fmt.Sprint(found), MatchKind: kind, Evidence: []*laqabv1.Evidence{{Kind: "word_same", Bits: 2}}}}}
	})
	s.repeats = newRepeats(1 << 20)
	return s, &found
}

// TestRepeats: what is asked again is not looked for again, and whatever differs in
// the question is another one.
func TestRepeats(t *testing.T) {
	s, found := answering(laqabv1.MatchKind_MATCH_KIND_FUZZY)
	ask := func(req *laqabv1.ResolveRequest) *laqabv1.ResolveResponse {
		t.Helper()
		r, err := s.Resolve(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := ask(mention("Kataib"))
	again := mention("Kataib")
	again.QueryId, again.NoReview = "mine", true
	second := ask(again)
	if second.GetQueryId() != "mine" || *found != 1 {
		t.Fatalf("%v, found %d times", second, *found)
	}
	if second.QueryId = ""; !proto.Equal(first, second) {
		t.Errorf("first %v, then %v", first, second)
	}
	second.Candidates[0].Evidence[0].Bits = 0 // what a caller has is her own
	if third := ask(mention("Kataib")); !proto.Equal(first, third) {
		t.Errorf("first %v, then %v", first, third)
	}

	for name, change := range map[string]func(*laqabv1.ResolveRequest){
		"text":            func(r *laqabv1.ResolveRequest) { r.Mention.Text = "kataib" },
		"language":        func(r *laqabv1.ResolveRequest) { r.Mention.Language = "de" },
		"context":         func(r *laqabv1.ResolveRequest) { r.Mention.Context = "Baghdad" },
		"type":            func(r *laqabv1.ResolveRequest) { r.Mention.Type = laqabv1.EntityType_ENTITY_TYPE_PLACE },
		"profile":         func(r *laqabv1.ResolveRequest) { r.Policy = &laqabv1.Policy{Profile: laqabv1.Profile_PROFILE_RECALL} },
		"min_probability": func(r *laqabv1.ResolveRequest) { r.Policy = &laqabv1.Policy{MinProbability: 0.7} },
		"max_candidates":  func(r *laqabv1.ResolveRequest) { r.Policy = &laqabv1.Policy{MaxCandidates: 7} },
		"omit_evidence":   func(r *laqabv1.ResolveRequest) { r.OmitEvidence = true },
	} {
		t.Run(name, func(t *testing.T) {
			before := *found
			req := mention("Kataib")
			change(req)
			ask(req)
			ask(req)
			if *found != before+1 {
				t.Errorf("found %d times", *found-before)
			}
		})
	}
}

// TestRepeatsCoverTheRequest: a field that the contract gains is either part of the
// question or named here as no part of it.
func TestRepeatsCoverTheRequest(t *testing.T) {
	known := strings.Fields("text language context type profile min_probability max_candidates omit_evidence") // asked
	known = append(known, strings.Fields("mention policy min_revision query_id as_of_revision no_review")...)  // not
	for _, m := range []proto.Message{&laqabv1.ResolveRequest{}, &laqabv1.Mention{}, &laqabv1.Policy{}} {
		fields := m.ProtoReflect().Descriptor().Fields()
		for i := range fields.Len() {
			if field := string(fields.Get(i).Name()); !strings.Contains(" "+strings.Join(known, " ")+" ", " "+field+" ") {
				t.Errorf("%s of %T: is it part of what was asked?", field, m)
			}
		}
	}
}

// TestRepeatsListed: the answer for a listed name is not kept.
func TestRepeatsListed(t *testing.T) {
	for _, kind := range []laqabv1.MatchKind{laqabv1.MatchKind_MATCH_KIND_EXACT, laqabv1.MatchKind_MATCH_KIND_FOLDED} {
		s, found := answering(kind)
		for range 2 {
			if _, err := s.Resolve(t.Context(), mention("Kataib")); err != nil {
				t.Fatal(err)
			}
		}
		if *found != 2 || s.repeats.size != 0 {
			t.Errorf("%v: found %d times, %d bytes kept", kind, *found, s.repeats.size)
		}
	}
}

// TestRepeatsRevisions: an edit shows at once in what was asked before, and answers
// of the past are neither kept nor given for those of today.
func TestRepeatsRevisions(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "kh", "Kataib Hizballah")
	asked := mention("Kataib Hezbolla brigade")
	ask := func(asOf int64) *laqabv1.ResolveResponse {
		t.Helper()
		req := proto.CloneOf(asked)
		req.AsOfRevision = asOf
		r, err := f.resolver.Resolve(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := ask(0)
	if again := ask(0); !proto.Equal(before, again) {
		t.Errorf("before the edit %v, then %v", before, again)
	}
	f.create(t, "other", "Kataib Hezbollah Brigade")
	after := ask(0)
	if after.GetRevision() != before.GetRevision()+1 || after.GetCandidates()[0].GetEntityId() != "other" {
		t.Errorf("after the edit %v", after)
	}
	for range 2 {
		if past := ask(before.GetRevision()); !proto.Equal(past, before) {
			t.Errorf("of the past %v, then it was %v", past, before)
		}
		if now := ask(0); !proto.Equal(now, after) {
			t.Errorf("after the past %v, before %v", now, after)
		}
	}
}

// TestRepeatsRoom: what is kept stays within its bounds, and what is asked often is
// kept.
func TestRepeatsRoom(t *testing.T) {
	const room = 64 << 10
	k := newRepeats(room)
	answer := &laqabv1.ResolveResponse{Revision: 1, EntityId: strings.Repeat("x", 100)}
	often := mention("often")
	k.put(often, answer)
	for i := range 5000 {
		k.put(mention(fmt.Sprint(i)), answer)
		if k.get(1, often) == nil {
			t.Fatalf("forgotten after %d", i)
		}
		if k.size > room/2 {
			t.Fatalf("%d bytes", k.size)
		}
	}
	if n := len(k.young) + len(k.old); n > room/200 || n < room/2/500 {
		t.Errorf("%d answers in %d bytes", n, room)
	}
	if k.get(1, mention("0")) != nil {
		t.Error("the first is still there")
	}
	if newRepeats(-1).get(1, often) != nil {
		t.Error("kept in no room")
	}
}

// TestRepeatsTogether asks from many goroutines; the race detector looks on.
func TestRepeatsTogether(t *testing.T) {
	k := newRepeats(16 << 10)
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 500 {
				req, revision := mention(fmt.Sprint(i*g%40)), int64(1+i/100)
				if r := k.get(revision, req); r == nil {
					k.put(req, &laqabv1.ResolveResponse{Revision: revision, EntityId: req.GetMention().GetText()})
				} else if r.GetRevision() != revision || r.GetEntityId() != req.GetMention().GetText() {
					t.Errorf("asked %v of %d, got %v", req, revision, r)
				}
			}
		})
	}
	all.Wait()
}
