package service

import (
	"reflect"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

// TestEnumsAreWhole: every value on either side has its partner.
func TestEnumsAreWhole(t *testing.T) {
	for _, typ := range resolver.EntityTypes {
		if entityTypesFromProto[entityTypes[typ]] != typ || entityTypes[typ] == 0 {
			t.Errorf("entity type %q becomes %v", typ, entityTypes[typ])
		}
	}
	for _, kind := range resolver.AliasKinds {
		if aliasKindsFromProto[aliasKinds[kind]] != kind || aliasKinds[kind] == 0 {
			t.Errorf("alias kind %q becomes %v", kind, aliasKinds[kind])
		}
	}
	whole(t, entityTypesFromProto)
	whole(t, aliasKindsFromProto)
	whole(t, profiles)
	whole(t, onExisting)
	whole(t, formats)
	whole(t, inverted(matchKinds))
	outcomesFromProto := inverted(outcomes)
	outcomesFromProto[laqabv1.Outcome_OUTCOME_UNSPECIFIED] = resolver.NoMatch // never returned
	whole(t, outcomesFromProto)
	for _, f := range entityFields {
		if entityFieldsFromMask[f] == "" {
			t.Errorf("mask field %q has no partner", f)
		}
	}
	if len(entityFieldsFromMask) != len(entityFields) || len(entityFields) != len(aliases.AllFields) {
		t.Error("the mask, the conversion and the table name different fields")
	}
}

// whole reports values of the enum K that are not keys of m.
func whole[K interface {
	comparable
	protoreflect.Enum
}, V any](t *testing.T, m map[K]V) {
	t.Helper()
	var zero K
	known := map[protoreflect.EnumNumber]bool{}
	for k := range m {
		known[k.Number()] = true
	}
	values := zero.Descriptor().Values()
	for i := range values.Len() {
		if !known[values.Get(i).Number()] {
			t.Errorf("%s has no partner", values.Get(i).FullName())
		}
	}
}

// TestEntityRoundTrip: what can be set comes back the same both ways.
func TestEntityRoundTrip(t *testing.T) {
	at := time.Date(2024, 5, 6, 7, 8, 9, 123000, time.UTC)
	e := aliases.Entity{
		ID: "kh", Type: resolver.TypeOrganization, Name: "n", Description: "d",
		ExternalIDs: map[string]string{"a": "b"},
		Aliases:     []aliases.Alias{{ID: 3, Value: "v", Language: "ar", Script: "Arab", Kind: resolver.KindShort, Source: "s", Note: "x"}},
		Not:         []aliases.Exclusion{{Value: "v", Reason: "r"}},
		State:       aliases.StateActive, Revision: 7, CreatedAt: at, UpdatedAt: at.Add(time.Hour),
	}
	p := entityToProto(&e)
	everyFieldSet(t, p, "merged_into")
	back := entityFromProto(p)
	back.State, back.Revision, back.CreatedAt, back.UpdatedAt = e.State, p.GetRevision(), p.GetCreateTime().AsTime(), p.GetUpdateTime().AsTime()
	if !reflect.DeepEqual(back, e) {
		t.Errorf("got  %+v\nwant %+v", back, e)
	}
	if again := entityToProto(&back); !proto.Equal(again, p) {
		t.Errorf("got  %v\nwant %v", again, p)
	}
	e.State = aliases.StateDeleted
	if got := entityToProto(&e).GetState(); got != laqabv1.EntityState_ENTITY_STATE_DELETED {
		t.Errorf("got %v", got)
	}
	e.State, e.MergedInto = aliases.StateMerged, "other"
	if got := entityToProto(&e); got.GetState() != laqabv1.EntityState_ENTITY_STATE_MERGED || got.GetMergedInto() != "other" {
		t.Errorf("got %v", got)
	}

	term := resolver.Term{Concept: "c", Value: "v", Language: "l"}
	if got := termFromProto(termToProto(term)); got != term {
		t.Errorf("got %v, want %v", got, term)
	}
}

// everyFieldSet reports fields of m and of the messages in it that are not set.
func everyFieldSet(t *testing.T, m proto.Message, except ...protoreflect.Name) {
	t.Helper()
	skip := map[protoreflect.Name]bool{}
	for _, name := range except {
		skip[name] = true
	}
	var walk func(protoreflect.Message)
	walk = func(m protoreflect.Message) {
		fields := m.Descriptor().Fields()
		for i := range fields.Len() {
			f := fields.Get(i)
			if skip[f.Name()] || m.Descriptor().ParentFile().Package() != "laqab.v1" {
				continue
			}
			if !m.Has(f) {
				t.Errorf("%s is not set", f.FullName())
			} else if f.Message() != nil && f.IsList() {
				walk(m.Get(f).List().Get(0).Message())
			} else if f.Message() != nil && !f.IsMap() {
				walk(m.Get(f).Message())
			}
		}
	}
	walk(m.ProtoReflect())
}

// TestAnswersAreWhole: every field of an answer reaches the wire. What the
// handlers add, and of an alias what the contract leaves out, is excepted.
func TestAnswersAreWhole(t *testing.T) {
	span := resolver.Span{Start: 1, End: 4}
	evidence := []resolver.Evidence{{Kind: "word_same", Mention: span, Alias: span, Bits: 2, Detail: "d"}}
	c := resolver.Candidate{EntityID: "kh", Name: "n", Type: resolver.TypePerson, Probability: 0.9, Similarity: 0.8,
		Alias: resolver.Alias{Value: "v", Language: "ar", Kind: resolver.KindShort}, Match: resolver.MatchFolded, Evidence: evidence}
	byHandler := []protoreflect.Name{"query_id", "revision", "model_version", "redirected_from", "alias_id", "script", "source", "note"}

	a := answerToProto(resolver.Answer{Outcome: resolver.Resolved, EntityID: "kh", Candidates: []resolver.Candidate{c}, NoMatchProbability: 0.1})
	everyFieldSet(t, a, byHandler...)
	if got := a.GetCandidates()[0].GetEvidence()[0]; got.GetMentionSpan().GetStart() != 1 || got.GetAliasSpan().GetEnd() != 4 || got.GetBits() != 2 {
		t.Errorf("got %v", got)
	}
	everyFieldSet(t, explanationToProto(resolver.Explanation{Candidate: c, Retrieved: true, Excluded: "x", NoMatchProbability: 0.1,
		Outcome: resolver.Resolved, Best: "kh"}), byHandler...)
	everyFieldSet(t, comparisonToProto(resolver.Comparison{Similarity: 1, Probability: 1, Match: resolver.MatchFolded, Evidence: evidence}), byHandler...)
	everyFieldSet(t, analysisToProto(resolver.Analysis{Folded: "f", Script: "Latn", Romanizations: []string{"r"},
		Tokens: []resolver.AnalyzedToken{{Span: span, Text: "t", Folded: "f", Roman: []string{"r"}, Phonetic: "p", Role: "content", Concept: "c"}},
		Keys:   []resolver.AnalyzedKey{{Kind: "folded", Value: "f"}}}), byHandler...)
	everyFieldSet(t, changeToProto(&aliases.Change{Revision: 1, Edit: 1, Time: time.Now(), Actor: "a", Reason: "r", Operation: aliases.OpUpdate,
		EntityID: "e", Before: []byte("{}"), After: []byte("{}")}))

	evidence[0].Alias = resolver.Span{Start: 3, End: 3}
	if got := evidenceToProto(evidence)[0].GetAliasSpan(); got != nil {
		t.Errorf("an empty span becomes %v, want none", got)
	}
}

// TestRequestsFromProto: every field of a request that the resolver knows reaches it.
func TestRequestsFromProto(t *testing.T) {
	m := mentionFromProto(&laqabv1.Mention{Text: "t", Type: laqabv1.EntityType_ENTITY_TYPE_MEDIA, Language: "l", Context: "c"})
	if m != (resolver.Mention{Text: "t", Type: resolver.TypeMedia, Language: "l", Context: "c"}) {
		t.Errorf("got %+v", m)
	}
	p := policyFromProto(&laqabv1.Policy{Profile: laqabv1.Profile_PROFILE_STRICT, MinProbability: 0.7, MaxCandidates: 9})
	if !reflect.DeepEqual(p, resolver.Policy{Profile: resolver.Strict, MinProbability: 0.7, MaxCandidates: 9}) {
		t.Errorf("got %+v", p)
	}
	if p := policyFromProto(nil); !reflect.DeepEqual(p, resolver.Policy{}) {
		t.Errorf("no policy: got %+v", p)
	}
}

func TestDeltaToResolver(t *testing.T) {
	got := deltaToResolver(aliases.Delta{Entities: []aliases.Entity{
		{ID: "a", Name: "A", State: aliases.StateActive, Aliases: []aliases.Alias{{Value: "x", Language: "en"}}, Not: []aliases.Exclusion{{Value: "y"}}},
		{ID: "b", State: aliases.StateDeleted},
		{ID: "c", State: aliases.StateMerged},
	}, Absent: []string{"d"}, TermsChanged: true})
	want := resolver.Delta{
		Upsert: []resolver.Entity{{ID: "a", Name: "A", Aliases: []resolver.Alias{{Value: "x", Language: "en"}}, Not: []string{"y"}}},
		Remove: []string{"b", "c", "d"},
		Terms:  []resolver.Term{}, // the last one went, which is not the same as no change
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
	if got := deltaToResolver(aliases.Delta{}); got.Terms != nil {
		t.Errorf("no change of terms: got %#v", got)
	}
}
