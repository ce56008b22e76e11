package service

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// fields names fields of a message, as an update mask does.
type fields []string

// The fields that a mask may name.
var (
	entityFields = fields{"type", "name", "description", "aliases", "exclusions", "external_ids"}
	aliasFields  = fields{"value", "language", "script", "kind", "source", "note"}
)

// named is the set that a mask stands for; an empty mask names every field.
func (all fields) named(mask []string) map[string]bool {
	if len(mask) == 0 {
		mask = all
	}
	set := map[string]bool{}
	for _, f := range mask {
		set[f] = true
	}
	return set
}

func (c *checker) mask(path string, mask []string, all fields) map[string]bool {
	known := all.named(nil)
	for i, f := range mask {
		if !known[f] {
			c.add(fmt.Sprintf("%s.paths[%d]", path, i), "is not one of %s", strings.Join(all, ", "))
		}
	}
	return all.named(mask)
}

// entity checks the named fields. What an entity may hold is the table's to
// say; only what the table cannot see is checked here.
func (c *checker) entity(path string, e *laqabv1.Entity, named map[string]bool) {
	if named["type"] {
		c.enum(path+".type", e.GetType())
	}
	if named["aliases"] {
		for i, a := range e.GetAliases() {
			c.enum(fmt.Sprintf("%s.aliases[%d].kind", path, i), a.GetKind())
		}
	}
	stored := entityFromProto(e)
	stored.ID = "checked-elsewhere"
	c.table(stored.Validate(), func(field string) (string, bool) {
		head, _, _ := strings.Cut(field, ".")
		head, _, _ = strings.Cut(head, "[")
		return path + "." + field, named[head]
	})
}

func (c *checker) alias(path string, a *laqabv1.Alias, named map[string]bool) {
	if named["kind"] {
		c.enum(path+".kind", a.GetKind())
	}
	holder := aliases.Entity{ID: "x", Name: "x", Aliases: []aliases.Alias{aliasFromProto(a)}}
	c.table(holder.Validate(), func(field string) (string, bool) {
		field = strings.TrimPrefix(field, "aliases[0].")
		return path + "." + field, named[field]
	})
}

// table reports what the table says, where the field is wanted.
func (c *checker) table(err error, wanted func(field string) (path string, ok bool)) {
	var invalid *aliases.InvalidError
	if !errors.As(err, &invalid) {
		return
	}
	for _, v := range invalid.Violations {
		if path, ok := wanted(protoField(v.Field)); ok {
			c.add(path, "%s", v.Description)
		}
	}
}

// protoField translates a field's name in the file format to the contract's.
func protoField(field string) string {
	switch {
	case field == "id":
		return "entity_id"
	case field == "not", strings.HasPrefix(field, "not["):
		return "exclusions" + strings.TrimPrefix(field, "not")
	}
	return field
}

func (c *checker) term(path string, t *laqabv1.Term) {
	if s := t.GetConcept(); s == "" {
		c.add(path+".concept", "is required")
	} else if len(s) > 64 || !kebab(s) {
		c.add(path+".concept", "is not kebab-case of at most 64 bytes")
	}
	c.curated(path+".value", t.GetValue(), 256)
	c.language(path+".language", t.GetLanguage())
}

func (c *checker) rules(path string, rules []string) {
	if n := len(rules); n > len(aliases.Rules) {
		c.add(path, "has %d items, more than the %d rules there are", n, len(aliases.Rules))
		return
	}
	for i, rule := range rules {
		c.rule(fmt.Sprintf("%s[%d]", path, i), rule)
	}
}

func (c *checker) rule(path, rule string) {
	if _, known := aliases.RuleByName(rule); known {
		return
	}
	var names []string
	for _, r := range aliases.Rules {
		names = append(names, r.Name)
	}
	c.add(path, "%q is not one of %s", rule, strings.Join(names, ", "))
}

func (c *checker) waiver(path string, w *laqabv1.Waiver) {
	c.rule(path+".rule", w.GetRule())
	c.entityID(path+".entity_id", w.GetEntityId())
	c.size(path+".value", w.GetValue(), MaxNameBytes)
}

func (c *checker) typeAndProfile(path string, t laqabv1.EntityType, p laqabv1.Profile) {
	if t == laqabv1.EntityType_ENTITY_TYPE_UNSPECIFIED {
		c.add(path+"type", "is required")
	}
	c.enum(path+"type", t)
	c.enum(path+"profile", p)
}

func kebab(s string) bool {
	for _, word := range strings.Split(s, "-") {
		if word == "" || strings.IndexFunc(word, notAlphanumeric) >= 0 || word != strings.ToLower(word) {
			return false
		}
	}
	return true
}

func (c *checker) importMessage(r *laqabv1.ImportEntitiesRequest) {
	switch p := r.GetPayload().(type) {
	case *laqabv1.ImportEntitiesRequest_Options:
		o := p.Options
		c.edit("options.edit", o.GetEdit())
		if o.GetEdit().GetRequestId() != "" {
			c.add("options.edit.request_id", "is not for imports")
		}
		c.enum("options.on_existing", o.GetOnExisting())
		if n := o.GetBatchSize(); n < 0 || n > MaxImportBatch {
			c.add("options.batch_size", "is %d, not in 0..%d", n, MaxImportBatch)
		}
		c.enum("options.format", o.GetFormat())
		c.source("options.source", o)
		c.link("options.link", o)
		c.size("options.file_name", o.GetFileName(), MaxFileName)
		if o.GetWikidata() != nil {
			c.wikidata("options.wikidata", o.GetWikidata())
		}
	case *laqabv1.ImportEntitiesRequest_File:
		c.size("file.name", p.File.GetName(), MaxFileName)
	case *laqabv1.ImportEntitiesRequest_Chunk:
		if n := len(p.Chunk); n > MaxChunkBytes {
			c.add("chunk", "has %d bytes, more than %d", n, MaxChunkBytes)
		}
	default:
		c.add("payload", "is required: options, chunk or file")
	}
}

func (c *checker) source(path string, o *laqabv1.ImportOptions) {
	switch s := o.GetSource(); {
	case s == "" && o.GetOnExisting() == laqabv1.OnExisting_ON_EXISTING_UPDATE:
		c.add(path, "is required for ON_EXISTING_UPDATE: the list that the file is an edition of")
	case len(s) > aliases.MaxSource:
		c.add(path, "has %d bytes, more than %d", len(s), aliases.MaxSource)
	case s != "" && !idShaped(s):
		c.add(path, "is not [A-Za-z0-9][A-Za-z0-9._:-]*")
	}
}

func (c *checker) link(path string, o *laqabv1.ImportOptions) {
	update := o.GetOnExisting() == laqabv1.OnExisting_ON_EXISTING_UPDATE ||
		o.GetOnExisting() == laqabv1.OnExisting_ON_EXISTING_UNSPECIFIED && o.GetSource() != ""
	switch list := o.GetLink(); {
	case list == "":
	case len(list) > aliases.MaxSource || !idShaped(list):
		c.add(path, "is not a list of external IDs: [A-Za-z0-9][A-Za-z0-9._:-]{0,%d}", aliases.MaxSource-1)
	case !update:
		c.add(path, "is for ON_EXISTING_UPDATE, which needs a source")
	}
}

func (c *checker) wikidata(path string, o *laqabv1.WikidataOptions) {
	for field, n := range map[string]int{"languages": len(o.GetLanguages()), "types": len(o.GetTypes()), "instance_of": len(o.GetInstanceOf())} {
		if n > MaxSelected {
			c.add(path+"."+field, "has %d items, more than %d", n, MaxSelected)
			return
		}
	}
	for i, l := range o.GetLanguages() {
		if at := fmt.Sprintf("%s.languages[%d]", path, i); l == "" {
			c.add(at, "is required")
		} else {
			c.language(at, l)
		}
	}
	for i, t := range o.GetTypes() {
		at := fmt.Sprintf("%s.types[%d]", path, i)
		if c.enum(at, t); t == laqabv1.EntityType_ENTITY_TYPE_UNSPECIFIED {
			c.add(at, "is required")
		}
	}
	for _, class := range slices.Sorted(maps.Keys(o.GetInstanceOf())) {
		at := fmt.Sprintf("%s.instance_of[%q]", path, class)
		if number, ok := strings.CutPrefix(class, "Q"); !ok || number == "" || strings.Trim(number, "0123456789") != "" {
			c.add(at, "is not a class of Wikidata, such as Q43229")
		}
		c.enum(at, o.GetInstanceOf()[class])
	}
}

// exported checks a format to be written: those that say all that the table has.
func (c *checker) exported(path string, f laqabv1.Format) {
	c.enum(path, f)
	switch f {
	case laqabv1.Format_FORMAT_FTM, laqabv1.Format_FORMAT_OFAC, laqabv1.Format_FORMAT_UN, laqabv1.Format_FORMAT_WIKIDATA:
		c.add(path, "%s is read only: FORMAT_JSONL, FORMAT_CSV and FORMAT_TSV are written", f)
	}
}
