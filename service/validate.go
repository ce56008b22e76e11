package service

import (
	"fmt"
	"strings"
	"unicode"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// violation is what is wrong with one field; the path is written as in
// requests[3].mention.text.
type violation struct{ field, description string }

// invalidError is a request that breaks the contract. It lists everything that
// is wrong, not only the first thing.
type invalidError struct{ violations []violation }

func (e *invalidError) Error() string {
	var b strings.Builder
	for i, v := range e.violations {
		switch {
		case i == 5:
			fmt.Fprintf(&b, " and %d more", len(e.violations)-i)
			return b.String()
		case i > 0:
			b.WriteString("; ")
		}
		if v.field != "" {
			b.WriteString(v.field + ": ")
		}
		b.WriteString(v.description)
	}
	return b.String()
}

// validate checks a request against the contract, without the table. It
// returns nil or an *invalidError. Items of a batch and of a stream are left
// out: they fail alone and are checked by validate one by one.
func validate(req proto.Message) error {
	var c checker
	if _, items := req.(*laqabv1.BatchResolveRequest); items {
		c.wire("", req, "requests[")
	} else if _, items := req.(*laqabv1.StreamResolveRequest); items {
		c.wire("", req, "request.")
	} else {
		c.wire("", req, "")
	}
	if !c.broken {
		c.request(req)
	}
	if len(c.found) == 0 {
		return nil
	}
	return &invalidError{c.found}
}

func (c *checker) request(req proto.Message) {
	switch r := req.(type) {
	case *laqabv1.ResolveRequest:
		c.mention(r.GetMention())
		c.policy(r.GetPolicy())
		c.revisions(r.GetMinRevision(), r.GetAsOfRevision())
		c.size("query_id", r.GetQueryId(), MaxQueryIDBytes)
	case *laqabv1.BatchResolveRequest:
		if n := len(r.GetRequests()); n == 0 {
			c.add("requests", "is required")
		} else if n > MaxBatch {
			c.add("requests", "has %d items, more than %d", n, MaxBatch)
		}
	case *laqabv1.StreamResolveRequest:
	case *laqabv1.ExplainRequest:
		c.mention(r.GetMention())
		c.entityID("entity_id", r.GetEntityId())
		c.policy(r.GetPolicy())
		c.revisions(r.GetMinRevision(), r.GetAsOfRevision())
	case *laqabv1.CompareNamesRequest:
		c.name("left", r.GetLeft())
		c.name("right", r.GetRight())
		c.enum("type", r.GetType())
	case *laqabv1.AnalyzeNameRequest:
		c.name("text", r.GetText())
		c.language("language", r.GetLanguage())
	case *laqabv1.GetEntityRequest:
		c.entityID("entity_id", r.GetEntityId())
		c.revision("as_of_revision", r.GetAsOfRevision())
	case *laqabv1.ListEntitiesRequest:
		c.pageSize("page_size", r.GetPageSize())
		c.enum("type", r.GetType())
		c.size("query", r.GetQuery(), MaxNameBytes)
		c.revision("as_of_revision", r.GetAsOfRevision())
	case *laqabv1.CreateEntityRequest:
		c.edit("edit", r.GetEdit())
		c.entity("entity", r.GetEntity(), entityFields.named(nil))
		c.optionalEntityID("entity.entity_id", r.GetEntity().GetEntityId())
	case *laqabv1.UpdateEntityRequest:
		c.edit("edit", r.GetEdit())
		c.entityID("entity.entity_id", r.GetEntity().GetEntityId())
		c.entity("entity", r.GetEntity(), c.mask("update_mask", r.GetUpdateMask().GetPaths(), entityFields))
	case *laqabv1.DeleteEntityRequest:
		c.edit("edit", r.GetEdit())
		c.entityID("entity_id", r.GetEntityId())
	case *laqabv1.UndeleteEntityRequest:
		c.edit("edit", r.GetEdit())
		c.entityID("entity_id", r.GetEntityId())
	case *laqabv1.AddAliasRequest:
		c.edit("edit", r.GetEdit())
		c.entityID("entity_id", r.GetEntityId())
		c.alias("alias", r.GetAlias(), aliasFields.named(nil))
	case *laqabv1.UpdateAliasRequest:
		c.edit("edit", r.GetEdit())
		c.entityID("entity_id", r.GetEntityId())
		c.aliasID("alias.alias_id", r.GetAlias().GetAliasId())
		c.alias("alias", r.GetAlias(), c.mask("update_mask", r.GetUpdateMask().GetPaths(), aliasFields))
	case *laqabv1.RemoveAliasRequest:
		c.edit("edit", r.GetEdit())
		c.entityID("entity_id", r.GetEntityId())
		if r.GetValue() == "" || r.GetAliasId() != 0 {
			c.aliasID("alias_id", r.GetAliasId())
		}
	case *laqabv1.AddTermRequest:
		c.edit("edit", r.GetEdit())
		c.term("term", r.GetTerm())
	case *laqabv1.RemoveTermRequest:
		c.edit("edit", r.GetEdit())
		c.term("term", r.GetTerm())
	case *laqabv1.ListPoliciesRequest:
		c.revision("as_of_revision", r.GetAsOfRevision())
	case *laqabv1.ListTermsRequest:
		c.revision("as_of_revision", r.GetAsOfRevision())
	case *laqabv1.ExportEntitiesRequest:
		c.exported("format", r.GetFormat())
		c.revision("as_of_revision", r.GetAsOfRevision())
	case *laqabv1.CheckTableRequest:
		c.rules("rules", r.GetRules())
		c.enum("least_severity", r.GetLeastSeverity())
		c.optionalEntityID("entity_id", r.GetEntityId())
	case *laqabv1.AddWaiverRequest:
		c.edit("edit", r.GetEdit())
		c.waiver("waiver", r.GetWaiver())
		c.required("waiver.reason", r.GetWaiver().GetReason())
		c.size("waiver.reason", r.GetWaiver().GetReason(), aliases.MaxShortText)
	case *laqabv1.RemoveWaiverRequest:
		c.edit("edit", r.GetEdit())
		c.waiver("waiver", r.GetWaiver())
	case *laqabv1.SetPolicyRequest:
		c.edit("edit", r.GetEdit())
		c.typeAndProfile("policy.", r.GetPolicy().GetType(), r.GetPolicy().GetProfile())
		if v := r.GetPolicy().GetMinProbability(); !(v > 0 && v <= 1) { // written so that NaN fails too
			c.add("policy.min_probability", "is %v, not above 0 and up to 1", v)
		}
	case *laqabv1.RemovePolicyRequest:
		c.edit("edit", r.GetEdit())
		c.typeAndProfile("", r.GetType(), r.GetProfile())
	case *laqabv1.ListWaiversRequest:
	case *laqabv1.ListChangesRequest:
		c.listChanges(r)
	case *laqabv1.WatchChangesRequest:
		c.watchChanges(r)
	case *laqabv1.MergeEntitiesRequest:
		c.edit("edit", r.GetEdit())
		c.entityID("from_entity_id", r.GetFromEntityId())
		c.entityID("into_entity_id", r.GetIntoEntityId())
		if r.GetFromEntityId() == r.GetIntoEntityId() {
			c.add("into_entity_id", "is the entity to be merged itself")
		}
	case *laqabv1.SplitEntityRequest:
		c.splitEntity(r)
	case *laqabv1.RevertChangesRequest:
		c.revertChanges(r)
	case *laqabv1.CheckInvariantsRequest:
	case *laqabv1.ImportEntitiesRequest:
		c.importMessage(r)
	case *laqabv1.ListReviewItemsRequest:
		c.pageSize("page_size", r.GetPageSize())
		c.enum("order", r.GetOrder())
		c.enum("type", r.GetType())
		c.script("script", r.GetScript())
		c.enum("outcome", r.GetOutcome())
		c.enum("state", r.GetState())
	case *laqabv1.GetReviewItemRequest:
		c.reviewItem(r.GetItemId(), r.GetMention())
	case *laqabv1.DecideReviewItemRequest:
		c.edit("edit", r.GetEdit())
		c.reviewItem(r.GetItemId(), r.GetMention())
		c.verdict(r)
	case *laqabv1.UndoDecisionRequest:
		c.edit("edit", r.GetEdit())
		c.decisionID("decision_id", r.GetDecisionId())
	case *laqabv1.ListDecisionsRequest:
		c.pageSize("page_size", r.GetPageSize())
		c.size("actor", r.GetActor(), aliases.MaxActor)
	default:
		// Every request type is listed above, and a test holds that true.
		c.add("", "requests of type %s are not served", req.ProtoReflect().Descriptor().FullName())
	}
}

// maxCollected is how many violations of one request are looked at: a message
// may have millions, and each is compared with those before it.
const maxCollected = 1000

// checker collects violations, the first one of each field. What checks a
// resolve allocates nothing as long as there is nothing to complain of: its
// paths are constants.
type checker struct {
	found  []violation
	broken bool // the bytes were no message: its fields say nothing
}

func (c *checker) add(field, format string, args ...any) {
	if len(c.found) >= maxCollected {
		return
	}
	for _, v := range c.found {
		if v.field == field {
			return
		}
	}
	c.found = append(c.found, violation{field, fmt.Sprintf(format, args...)})
}

// wire reports what codec could not decode, but not paths that begin with except.
func (c *checker) wire(prefix string, m proto.Message, except string) {
	for _, path := range marks(m) {
		switch {
		case path == malformed:
			c.broken = true
			c.add(prefix, "is not a valid %s message", m.ProtoReflect().Descriptor().FullName())
		case except == "" || !strings.HasPrefix(path, except):
			c.add(prefix+path, "is not valid UTF-8")
		}
	}
}

func (c *checker) mention(m *laqabv1.Mention) {
	c.name("mention.text", m.GetText())
	c.enum("mention.type", m.GetType())
	c.language("mention.language", m.GetLanguage())
	c.size("mention.context", m.GetContext(), MaxContextBytes)
}

func (c *checker) policy(p *laqabv1.Policy) {
	c.enum("policy.profile", p.GetProfile())
	if v := p.GetMinProbability(); !(v >= 0 && v <= 1) { // written so that NaN fails too
		c.add("policy.min_probability", "is %v, not in 0..1", v)
	}
	if n := p.GetMaxCandidates(); n < 0 || n > 100 {
		c.add("policy.max_candidates", "is %d, not in 0..100", n)
	}
}

// name checks a string to resolve, which comes as it stood in some text: line
// breaks and tabs are spaces.
func (c *checker) name(path, s string) {
	if c.required(path, s) && c.size(path, s, MaxNameBytes) {
		c.plain(path, s, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) })
	}
}

// curated checks a string that maintainers write: no control characters at all.
func (c *checker) curated(path, s string, limit int) {
	if c.required(path, s) && c.size(path, s, limit) {
		c.plain(path, s, unicode.IsControl)
	}
}

func (c *checker) required(path, s string) bool {
	if strings.TrimSpace(s) == "" {
		c.add(path, "is required")
		return false
	}
	return true
}

func (c *checker) size(path, s string, limit int) bool {
	if len(s) > limit {
		c.add(path, "has %d bytes, more than %d", len(s), limit)
		return false
	}
	return true
}

func (c *checker) plain(path, s string, forbidden func(rune) bool) {
	if i := strings.IndexFunc(s, forbidden); i >= 0 {
		c.add(path, "has a control character at byte %d", i)
	} else if strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) < 0 {
		c.add(path, "has no letter or digit")
	}
}

func (c *checker) enum(path string, e protoreflect.Enum) {
	if e.Number() == 0 { // a value of every enum
		return
	}
	if e.Descriptor().Values().ByNumber(e.Number()) == nil {
		c.add(path, "%d is not a value of %s", e.Number(), e.Descriptor().FullName())
	}
}

// language checks the shape of a BCP-47 tag, not whether the language exists.
func (c *checker) language(path, s string) {
	for sub := range strings.SplitSeq(s, "-") {
		if s != "" && (len(s) > 64 || len(sub) < 1 || len(sub) > 8 || strings.IndexFunc(sub, notAlphanumeric) >= 0) {
			c.add(path, "is not a BCP-47 tag")
		}
	}
}

func notAlphanumeric(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9')
}

func (c *checker) entityID(path, s string) {
	switch {
	case s == "":
		c.add(path, "is required")
	case len(s) > 128 || !idShaped(s):
		c.add(path, "is not an entity ID: [A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
	}
}

func idShaped(s string) bool {
	return !notAlphanumeric(rune(s[0])) &&
		strings.IndexFunc(s, func(r rune) bool { return notAlphanumeric(r) && !strings.ContainsRune("._:-", r) }) < 0
}

func (c *checker) aliasID(path string, id int64) {
	if id <= 0 {
		c.add(path, "is required, and positive")
	}
}

func (c *checker) revision(path string, n int64) {
	if n < 0 {
		c.add(path, "is negative")
	}
}

func (c *checker) revisions(atLeast, asOf int64) {
	c.revision("min_revision", atLeast)
	c.revision("as_of_revision", asOf)
	if atLeast > 0 && asOf > 0 {
		c.add("as_of_revision", "does not go together with min_revision")
	}
}

func (c *checker) pageSize(path string, n int32) {
	if n < 0 || n > MaxPageSize {
		c.add(path, "is %d, not in 0..%d", n, MaxPageSize)
	}
}

func (c *checker) edit(path string, e *laqabv1.Edit) {
	c.curated(path+".actor", e.GetActor(), 256)
	c.size(path+".reason", e.GetReason(), 1024)
	if id := e.GetRequestId(); len(id) > MaxRequestIDBytes {
		c.size(path+".request_id", id, MaxRequestIDBytes)
	} else if strings.IndexFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
		c.add(path+".request_id", "has something else than visible ASCII characters")
	}
}
