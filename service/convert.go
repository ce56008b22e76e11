package service

import (
	"cmp"
	"fmt"
	"maps"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/aliases/format"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/resolver"
)

// Values of the domain and of the contract meet in this file only. From the
// wire, unknown enum values become the zero value: validation has refused them
// before. To the wire there are no unknown ones, and a test holds that true.

var entityTypes = map[resolver.EntityType]laqabv1.EntityType{
	resolver.TypeUnknown:      laqabv1.EntityType_ENTITY_TYPE_UNSPECIFIED,
	resolver.TypePerson:       laqabv1.EntityType_ENTITY_TYPE_PERSON,
	resolver.TypeOrganization: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION,
	resolver.TypePlace:        laqabv1.EntityType_ENTITY_TYPE_PLACE,
	resolver.TypeVessel:       laqabv1.EntityType_ENTITY_TYPE_VESSEL,
	resolver.TypeAircraft:     laqabv1.EntityType_ENTITY_TYPE_AIRCRAFT,
	resolver.TypeMedia:        laqabv1.EntityType_ENTITY_TYPE_MEDIA,
	resolver.TypeOther:        laqabv1.EntityType_ENTITY_TYPE_OTHER,
}

var aliasKinds = map[resolver.AliasKind]laqabv1.AliasKind{
	resolver.KindUnspecified:     laqabv1.AliasKind_ALIAS_KIND_UNSPECIFIED,
	resolver.KindOfficial:        laqabv1.AliasKind_ALIAS_KIND_OFFICIAL,
	resolver.KindAcronym:         laqabv1.AliasKind_ALIAS_KIND_ACRONYM,
	resolver.KindTransliteration: laqabv1.AliasKind_ALIAS_KIND_TRANSLITERATION,
	resolver.KindTranslation:     laqabv1.AliasKind_ALIAS_KIND_TRANSLATION,
	resolver.KindShort:           laqabv1.AliasKind_ALIAS_KIND_SHORT,
	resolver.KindWeak:            laqabv1.AliasKind_ALIAS_KIND_WEAK,
	resolver.KindMisspelling:     laqabv1.AliasKind_ALIAS_KIND_MISSPELLING,
}

var profiles = map[laqabv1.Profile]resolver.Profile{
	laqabv1.Profile_PROFILE_UNSPECIFIED: resolver.Balanced,
	laqabv1.Profile_PROFILE_BALANCED:    resolver.Balanced,
	laqabv1.Profile_PROFILE_STRICT:      resolver.Strict,
	laqabv1.Profile_PROFILE_RECALL:      resolver.Recall,
}

var profilesToProto = map[resolver.Profile]laqabv1.Profile{
	resolver.Balanced: laqabv1.Profile_PROFILE_BALANCED,
	resolver.Strict:   laqabv1.Profile_PROFILE_STRICT,
	resolver.Recall:   laqabv1.Profile_PROFILE_RECALL,
}

var severities = map[aliases.Severity]laqabv1.Severity{
	aliases.Info:    laqabv1.Severity_SEVERITY_INFO,
	aliases.Warning: laqabv1.Severity_SEVERITY_WARNING,
	aliases.Error:   laqabv1.Severity_SEVERITY_ERROR,
}

var outcomes = map[resolver.Outcome]laqabv1.Outcome{
	resolver.NoMatch:   laqabv1.Outcome_OUTCOME_NO_MATCH,
	resolver.Ambiguous: laqabv1.Outcome_OUTCOME_AMBIGUOUS,
	resolver.Resolved:  laqabv1.Outcome_OUTCOME_RESOLVED,
}

var matchKinds = map[resolver.MatchKind]laqabv1.MatchKind{
	resolver.MatchUnspecified:    laqabv1.MatchKind_MATCH_KIND_UNSPECIFIED,
	resolver.MatchExact:          laqabv1.MatchKind_MATCH_KIND_EXACT,
	resolver.MatchFolded:         laqabv1.MatchKind_MATCH_KIND_FOLDED,
	resolver.MatchTransliterated: laqabv1.MatchKind_MATCH_KIND_TRANSLITERATED,
	resolver.MatchTranslated:     laqabv1.MatchKind_MATCH_KIND_TRANSLATED,
	resolver.MatchAcronym:        laqabv1.MatchKind_MATCH_KIND_ACRONYM,
	resolver.MatchReordered:      laqabv1.MatchKind_MATCH_KIND_REORDERED,
	resolver.MatchPartial:        laqabv1.MatchKind_MATCH_KIND_PARTIAL,
	resolver.MatchFuzzy:          laqabv1.MatchKind_MATCH_KIND_FUZZY,
}

var onExisting = map[laqabv1.OnExisting]aliases.OnExisting{
	laqabv1.OnExisting_ON_EXISTING_UNSPECIFIED: "", // the table's default
	laqabv1.OnExisting_ON_EXISTING_FAIL:        aliases.Fail,
	laqabv1.OnExisting_ON_EXISTING_SKIP:        aliases.Skip,
	laqabv1.OnExisting_ON_EXISTING_REPLACE:     aliases.Replace,
	laqabv1.OnExisting_ON_EXISTING_MERGE:       aliases.Merge,
	laqabv1.OnExisting_ON_EXISTING_UPDATE:      aliases.Update,
}

var formats = map[laqabv1.Format]format.Format{
	laqabv1.Format_FORMAT_UNSPECIFIED: "", // told from the file
	laqabv1.Format_FORMAT_JSONL:       format.JSONL,
	laqabv1.Format_FORMAT_CSV:         format.CSV,
	laqabv1.Format_FORMAT_TSV:         format.TSV,
	laqabv1.Format_FORMAT_FTM:         format.FTM,
	laqabv1.Format_FORMAT_OFAC:        format.OFAC,
	laqabv1.Format_FORMAT_UN:          format.UN,
	laqabv1.Format_FORMAT_WIKIDATA:    format.Wikidata,
}

var entityStates = map[aliases.State]laqabv1.EntityState{
	aliases.StateActive:  laqabv1.EntityState_ENTITY_STATE_ACTIVE,
	aliases.StateDeleted: laqabv1.EntityState_ENTITY_STATE_DELETED,
	aliases.StateMerged:  laqabv1.EntityState_ENTITY_STATE_MERGED,
}

var conflictKinds = map[aliases.MergeConflictKind]laqabv1.MergeConflictKind{
	aliases.ConflictType:       laqabv1.MergeConflictKind_MERGE_CONFLICT_KIND_TYPE,
	aliases.ConflictExternalID: laqabv1.MergeConflictKind_MERGE_CONFLICT_KIND_EXTERNAL_ID,
	aliases.ConflictExclusion:  laqabv1.MergeConflictKind_MERGE_CONFLICT_KIND_EXCLUSION,
}

// entityFieldsFromMask is by name in an update mask.
var entityFieldsFromMask = map[string]aliases.Field{
	"type":         aliases.FieldType,
	"name":         aliases.FieldName,
	"description":  aliases.FieldDescription,
	"aliases":      aliases.FieldAliases,
	"exclusions":   aliases.FieldNot,
	"external_ids": aliases.FieldExternalIDs,
}

var (
	entityTypesFromProto = inverted(entityTypes)
	aliasKindsFromProto  = inverted(aliasKinds)
	formatsToProto       = inverted(formats)
)

func inverted[K, V comparable](m map[K]V) map[V]K {
	inverse := make(map[V]K, len(m))
	for k, v := range m {
		if other, taken := inverse[v]; taken {
			panic(fmt.Sprintf("%v and %v are both %v", other, k, v))
		}
		inverse[v] = k
	}
	return inverse
}

func mentionFromProto(m *laqabv1.Mention) resolver.Mention {
	return resolver.Mention{
		Text:     m.GetText(),
		Type:     entityTypesFromProto[m.GetType()],
		Language: m.GetLanguage(),
		Context:  m.GetContext(),
	}
}

func policyFromProto(p *laqabv1.Policy) resolver.Policy {
	return resolver.Policy{
		Profile:        profiles[p.GetProfile()],
		MinProbability: p.GetMinProbability(),
		MaxCandidates:  int(p.GetMaxCandidates()),
	}
}

func answerToProto(a resolver.Answer) *laqabv1.ResolveResponse {
	r := &laqabv1.ResolveResponse{
		Outcome:            outcomes[a.Outcome],
		EntityId:           a.EntityID,
		NoMatchProbability: a.NoMatchProbability,
		Candidates:         make([]*laqabv1.Candidate, len(a.Candidates)),
	}
	evidence := 0
	for i := range a.Candidates {
		evidence += len(a.Candidates[i].Evidence)
	}
	room := newEvidenceRoom(evidence)
	candidates := make([]candidateWithAlias, len(a.Candidates))
	for i := range a.Candidates {
		candidates[i].fill(&a.Candidates[i], &room)
		r.Candidates[i] = &candidates[i].Candidate
	}
	return r
}

func candidateToProto(c *resolver.Candidate) *laqabv1.Candidate {
	room := newEvidenceRoom(len(c.Evidence))
	var p candidateWithAlias
	p.fill(c, &room)
	return &p.Candidate
}

// candidateWithAlias is a candidate and the alias that it points to.
type candidateWithAlias struct {
	laqabv1.Candidate
	alias laqabv1.Alias
}

func (p *candidateWithAlias) fill(c *resolver.Candidate, room *evidenceRoom) {
	p.EntityId = c.EntityID
	p.Name = c.Name
	p.Type = entityTypes[c.Type]
	p.Probability = c.Probability
	p.Similarity = c.Similarity
	p.MatchKind = matchKinds[c.Match]
	if c.Alias != (resolver.Alias{}) {
		p.alias.Value, p.alias.Language, p.alias.Kind = c.Alias.Value, c.Alias.Language, aliasKinds[c.Alias.Kind]
		p.Alias = &p.alias
	}
	p.Evidence = room.write(c.Evidence)
}

func evidenceToProto(evidence []resolver.Evidence) []*laqabv1.Evidence {
	room := newEvidenceRoom(len(evidence))
	return room.write(evidence)
}

// evidenceRoom is memory for all evidence of an answer, which has a lot of
// small parts.
type evidenceRoom struct {
	pointers []*laqabv1.Evidence
	values   []laqabv1.Evidence
	spans    []laqabv1.Span
}

func newEvidenceRoom(n int) evidenceRoom {
	return evidenceRoom{make([]*laqabv1.Evidence, n), make([]laqabv1.Evidence, n), make([]laqabv1.Span, 2*n)}
}

func (r *evidenceRoom) write(evidence []resolver.Evidence) []*laqabv1.Evidence {
	n := len(evidence)
	pointers, values := r.pointers[:n:n], r.values[:n]
	r.pointers, r.values = r.pointers[n:], r.values[n:]
	for i := range evidence {
		e, p := &evidence[i], &values[i]
		p.Kind = e.Kind
		p.MentionSpan = r.span(e.Mention)
		p.AliasSpan = r.span(e.Alias)
		p.Bits = e.Bits
		p.Detail = e.Detail
		pointers[i] = p
	}
	return pointers
}

// span leaves an empty span out: it says that the evidence has no place there.
func (r *evidenceRoom) span(s resolver.Span) *laqabv1.Span {
	if s.Start == s.End {
		return nil
	}
	p := &r.spans[0]
	r.spans = r.spans[1:]
	p.Start, p.End = int32(s.Start), int32(s.End)
	return p
}

func explanationToProto(x resolver.Explanation) *laqabv1.ExplainResponse {
	return &laqabv1.ExplainResponse{
		Candidate:          candidateToProto(&x.Candidate),
		Retrieved:          x.Retrieved,
		ExcludedBy:         x.Excluded,
		Outcome:            outcomes[x.Outcome],
		BestEntityId:       x.Best,
		NoMatchProbability: x.NoMatchProbability,
	}
}

func comparisonToProto(c resolver.Comparison) *laqabv1.CompareNamesResponse {
	return &laqabv1.CompareNamesResponse{
		Similarity:  c.Similarity,
		Probability: c.Probability,
		MatchKind:   matchKinds[c.Match],
		Evidence:    evidenceToProto(c.Evidence),
	}
}

func analysisToProto(a resolver.Analysis) *laqabv1.AnalyzeNameResponse {
	r := &laqabv1.AnalyzeNameResponse{Folded: a.Folded, Script: a.Script, Romanizations: a.Romanizations}
	for _, t := range a.Tokens {
		r.Tokens = append(r.Tokens, &laqabv1.AnalyzedToken{
			Span:          spanToProto(t.Span),
			Text:          t.Text,
			Folded:        t.Folded,
			Romanizations: t.Roman,
			Phonetic:      t.Phonetic,
			Role:          t.Role,
			Concept:       t.Concept,
		})
	}
	for _, k := range a.Keys {
		r.Keys = append(r.Keys, &laqabv1.AnalyzedKey{Kind: k.Kind, Value: k.Value})
	}
	return r
}

func spanToProto(s resolver.Span) *laqabv1.Span {
	return &laqabv1.Span{Start: int32(s.Start), End: int32(s.End)}
}

// entityFromProto takes what a caller may set; the rest is the table's.
func entityFromProto(p *laqabv1.Entity) aliases.Entity {
	e := aliases.Entity{
		ID:          p.GetEntityId(),
		Type:        entityTypesFromProto[p.GetType()],
		Name:        p.GetName(),
		Description: p.GetDescription(),
		ExternalIDs: maps.Clone(p.GetExternalIds()),
	}
	for _, a := range p.GetAliases() {
		e.Aliases = append(e.Aliases, aliasFromProto(a))
	}
	for _, x := range p.GetExclusions() {
		e.Not = append(e.Not, aliases.Exclusion{Value: x.GetValue(), Reason: x.GetReason()})
	}
	return e
}

func entityToProto(e *aliases.Entity) *laqabv1.Entity {
	p := &laqabv1.Entity{
		EntityId:    e.ID,
		Type:        entityTypes[e.Type],
		Name:        e.Name,
		Description: e.Description,
		ExternalIds: maps.Clone(e.ExternalIDs),
		State:       entityStates[e.State],
		MergedInto:  e.MergedInto,
		Revision:    e.Revision,
		Etag:        e.Etag(),
		CreateTime:  timestamppb.New(e.CreatedAt),
		UpdateTime:  timestamppb.New(e.UpdatedAt),
	}
	for i := range e.Aliases {
		p.Aliases = append(p.Aliases, aliasToProto(&e.Aliases[i]))
	}
	for _, x := range e.Not {
		p.Exclusions = append(p.Exclusions, &laqabv1.Exclusion{Value: x.Value, Reason: x.Reason})
	}
	return p
}

func aliasFromProto(p *laqabv1.Alias) aliases.Alias {
	return aliases.Alias{
		ID:       p.GetAliasId(),
		Value:    p.GetValue(),
		Language: p.GetLanguage(),
		Script:   p.GetScript(),
		Kind:     aliasKindsFromProto[p.GetKind()],
		Source:   p.GetSource(),
		Note:     p.GetNote(),
	}
}

func aliasToProto(a *aliases.Alias) *laqabv1.Alias {
	return &laqabv1.Alias{
		AliasId:  a.ID,
		Value:    a.Value,
		Language: a.Language,
		Script:   a.Script,
		Kind:     aliasKinds[a.Kind],
		Source:   a.Source,
		Note:     a.Note,
	}
}

// changesToProto leaves out the records of changes that do not fit into so many
// bytes any more.
func changesToProto(all []aliases.Change, left int) (changes []*laqabv1.Change) {
	for i := range all {
		c := changeToProto(&all[i])
		if size := len(c.Before) + len(c.After); size > left {
			c.Before, c.After = "", ""
		} else {
			left -= size
		}
		changes = append(changes, c)
	}
	return changes
}

func changeToProto(c *aliases.Change) *laqabv1.Change {
	return &laqabv1.Change{
		Revision:     c.Revision,
		Time:         timestamppb.New(c.Time),
		Actor:        c.Actor,
		Reason:       c.Reason,
		Operation:    string(c.Operation),
		EntityId:     c.EntityID,
		Before:       string(c.Before),
		After:        string(c.After),
		EditRevision: c.Edit,
	}
}

func mergeConflictToProto(c aliases.MergeConflict) *laqabv1.MergeConflict {
	return &laqabv1.MergeConflict{Kind: conflictKinds[c.Kind], Key: c.Key, Kept: c.Kept, Lost: c.Lost}
}

// The field of a conflict or a withdrawal, where the contract has another name for it.
var mergedFields = map[aliases.Field]string{"": "entity", aliases.FieldAliases: "alias"}

func mergedField(f aliases.Field) string { return cmp.Or(mergedFields[f], string(f)) }

func conflictToProto(c *aliases.Conflict) *laqabv1.ImportConflict {
	return &laqabv1.ImportConflict{EntityId: c.EntityID, Field: mergedField(c.Field), Key: c.Key, Base: c.Base, Theirs: c.Theirs, Ours: c.Ours}
}

func withdrawalToProto(w *aliases.Withdrawal) *laqabv1.Withdrawal {
	return &laqabv1.Withdrawal{EntityId: w.EntityID, Field: mergedField(w.Field), Value: w.Value, Language: w.Language}
}

func wikidataFromProto(p *laqabv1.WikidataOptions) format.WikidataOptions {
	o := format.WikidataOptions{Languages: p.GetLanguages()}
	for _, t := range p.GetTypes() {
		o.Types = append(o.Types, entityTypesFromProto[t])
	}
	if len(p.GetInstanceOf()) > 0 {
		o.InstanceOf = map[string]resolver.EntityType{}
	}
	for class, t := range p.GetInstanceOf() {
		o.InstanceOf[class] = entityTypesFromProto[t]
	}
	return o
}

func termFromProto(p *laqabv1.Term) resolver.Term {
	return resolver.Term{Concept: p.GetConcept(), Value: p.GetValue(), Language: p.GetLanguage()}
}

func termToProto(t resolver.Term) *laqabv1.Term {
	return &laqabv1.Term{Concept: t.Concept, Value: t.Value, Language: t.Language}
}

func findingToProto(f *aliases.Finding, w *aliases.Waiver) *laqabv1.Finding {
	p := &laqabv1.Finding{
		Rule:           f.Rule,
		Severity:       severities[f.Severity],
		EntityId:       f.EntityID,
		OtherEntityIds: f.Others,
		AliasId:        f.AliasID,
		Value:          f.Value,
		Explanation:    f.Explanation,
		Command:        f.Command,
	}
	if w != nil {
		p.Waiver = waiverToProto(w)
	}
	return p
}

func waiverFromProto(p *laqabv1.Waiver) aliases.Waiver {
	return aliases.Waiver{Rule: p.GetRule(), EntityID: p.GetEntityId(), Value: p.GetValue(), Reason: p.GetReason()}
}

func waiverToProto(w *aliases.Waiver) *laqabv1.Waiver {
	return &laqabv1.Waiver{
		Rule:       w.Rule,
		EntityId:   w.EntityID,
		Value:      w.Value,
		Reason:     w.Reason,
		Actor:      w.Actor,
		CreateTime: timestamppb.New(w.CreatedAt),
	}
}

func typePolicyFromProto(p *laqabv1.TypePolicy) aliases.TypePolicy {
	return aliases.TypePolicy{Type: entityTypesFromProto[p.GetType()], Profile: profiles[p.GetProfile()], MinProbability: p.GetMinProbability()}
}

func typePolicyToProto(p aliases.TypePolicy) *laqabv1.TypePolicy {
	return &laqabv1.TypePolicy{Type: entityTypes[p.Type], Profile: profilesToProto[p.Profile], MinProbability: p.MinProbability}
}

// toResolver takes the part of an entity that resolving needs.
func toResolver(e *aliases.Entity) resolver.Entity {
	r := resolver.Entity{ID: e.ID, Type: e.Type, Name: e.Name}
	for _, a := range e.Aliases {
		r.Aliases = append(r.Aliases, resolver.Alias{Value: a.Value, Language: a.Language, Kind: a.Kind})
	}
	for _, x := range e.Not {
		r.Not = append(r.Not, x.Value)
	}
	return r
}

// deltaToResolver takes entities that are not active any more as gone.
func deltaToResolver(d aliases.Delta) resolver.Delta {
	var r resolver.Delta
	for i := range d.Entities {
		if e := &d.Entities[i]; e.State == aliases.StateActive {
			r.Upsert = append(r.Upsert, toResolver(e))
		} else {
			r.Remove = append(r.Remove, e.ID)
		}
	}
	r.Remove = append(r.Remove, d.Absent...)
	if d.TermsChanged {
		r.Terms = append([]resolver.Term{}, d.Terms...) // not nil, also when the last one went
	}
	return r
}
