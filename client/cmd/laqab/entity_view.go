package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

var entityHead = []string{"entity_id", "type", "name", "description", "aliases", "exclusions", "external_ids", "state", "revision"}

func entityRecord(e *laqabv1.Entity) [][]string {
	var aliases, not []string
	for _, a := range e.GetAliases() {
		aliases = append(aliases, a.GetValue())
	}
	for _, x := range e.GetExclusions() {
		not = append(not, x.GetValue())
	}
	return [][]string{{e.GetEntityId(), nameOf(e.GetType()), e.GetName(), e.GetDescription(), strings.Join(aliases, "; "),
		strings.Join(not, "; "), externalIDs(e), nameOf(e.GetState()), strconv.FormatInt(e.GetRevision(), 10)}}
}

func externalIDs(e *laqabv1.Entity) string {
	var all []string
	for _, list := range slices.Sorted(maps.Keys(e.GetExternalIds())) {
		all = append(all, list+"="+e.GetExternalIds()[list])
	}
	return strings.Join(all, " ")
}

// entityList shows entities a line each.
var entityList = view[*laqabv1.Entity]{
	none: "no entity is like that",
	json: messageJSON[*laqabv1.Entity], head: entityHead, records: entityRecord,
	columns: []table.Column{{Title: "ENTITY", Keep: true}, {Title: "TYPE", Keep: true}, {Title: "NAME"},
		{Title: "ALIASES", Right: true, Keep: true}, {Title: "DESCRIPTION", Spare: 1}, {Keep: true}},
	rows: func(e *laqabv1.Entity) [][]table.Cell {
		state := table.Cell{}
		if s := e.GetState(); s != laqabv1.EntityState_ENTITY_STATE_ACTIVE {
			state = table.Cell{Text: nameOf(s), Style: table.Red}
		}
		return [][]table.Cell{{{Text: e.GetEntityId(), Style: table.Cyan}, {Text: nameOf(e.GetType())}, {Text: e.GetName(), Style: table.Bold},
			{Text: strconv.Itoa(len(e.GetAliases()))}, {Text: e.GetDescription(), Style: table.Dim}, state}}
	},
}

// revised is an answer that says which revision an edit made, or what it would change.
type revised interface {
	proto.Message
	GetRevision() int64
	GetImpact() *laqabv1.Impact
}

// printEdit shows what an edit did to what, or would do.
func (p *program) printEdit(answer revised, entity *laqabv1.Entity, done, subject string) error {
	return printRevised(p, answer, editedView, edited{answer, entity, done, subject, answer.GetRevision()})
}

// printRevised shows what an edit did as the view has it, or what it would change.
func printRevised[T any](p *program, answer revised, did view[T], value T) error {
	if impact := answer.GetImpact(); impact != nil {
		return printOne(p, impactView, impact)
	}
	return printOne(p, did, value)
}

// edited is the answer to an edit: the message, the entity as stored where
// there is one, and a line that says what was done.
type edited struct {
	message  proto.Message
	entity   *laqabv1.Entity
	done     string // "created"
	subject  string // what it was done to
	revision int64
}

var editedView = view[edited]{
	json: func(e edited) ([]byte, error) { return messageJSON(e.message) },
	head: []string{"done", "subject", "revision"},
	records: func(e edited) [][]string {
		return [][]string{{e.done, e.subject, strconv.FormatInt(e.revision, 10)}}
	},
	page: func(out io.Writer, screen table.Screen, e edited) error {
		line := table.New(out, screen, table.Column{Keep: true}, table.Column{Keep: true}, table.Column{Keep: true})
		line.Add(table.Cell{Text: e.done, Style: table.Green}, table.Cell{Text: e.subject, Style: table.Bold},
			table.Cell{Text: fmt.Sprintf("at revision %d", e.revision), Style: table.Dim})
		if err := line.Flush(); err != nil || e.entity == nil {
			return err
		}
		fmt.Fprintln(out)
		return entityPage(out, screen, e.entity)
	},
}

// entityPage shows all there is about an entity.
func entityPage(out io.Writer, screen table.Screen, e *laqabv1.Entity) error {
	about := []table.Cell{
		{Text: "entity"}, {Text: e.GetEntityId(), Style: table.Cyan},
		{Text: "name"}, {Text: e.GetName(), Style: table.Bold},
		{Text: "type"}, {Text: nameOf(e.GetType())},
		{Text: "state"}, {Text: nameOf(e.GetState())},
	}
	if into := e.GetMergedInto(); into != "" {
		about = append(about, table.Cell{Text: "merged into"}, table.Cell{Text: into, Style: table.Cyan})
	}
	if d := e.GetDescription(); d != "" {
		about = append(about, table.Cell{Text: "description"}, table.Cell{Text: d})
	}
	if x := externalIDs(e); x != "" {
		about = append(about, table.Cell{Text: "elsewhere"}, table.Cell{Text: x})
	}
	changed := fmt.Sprintf("at revision %d", e.GetRevision())
	if e.GetUpdateTime().IsValid() && e.GetUpdateTime() != nil {
		changed += ", " + e.GetUpdateTime().AsTime().Format("2006-01-02 15:04:05Z")
	}
	about = append(about, table.Cell{Text: "changed"}, table.Cell{Text: changed}, table.Cell{Text: "etag"}, table.Cell{Text: e.GetEtag()})
	if err := facts(out, screen, about...); err != nil {
		return err
	}
	if len(e.GetAliases()) > 0 {
		fmt.Fprintln(out)
		t := table.New(out, screen, table.Column{Title: "NO", Right: true, Keep: true}, table.Column{Title: "ALIAS"}, table.Column{Title: "LANGUAGE", Keep: true},
			table.Column{Title: "KIND", Keep: true}, table.Column{Title: "SOURCE", Spare: 1}, table.Column{Title: "NOTE", Spare: 2})
		for _, a := range e.GetAliases() {
			t.Add(table.Cell{Text: strconv.FormatInt(a.GetAliasId(), 10), Style: table.Dim}, table.Cell{Text: a.GetValue()},
				table.Cell{Text: compact(a.GetLanguage(), a.GetScript())}, table.Cell{Text: nameOf(a.GetKind())},
				table.Cell{Text: a.GetSource(), Style: table.Dim}, table.Cell{Text: a.GetNote(), Style: table.Dim})
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	if len(e.GetExclusions()) == 0 {
		return nil
	}
	fmt.Fprintln(out)
	t := table.New(out, screen, table.Column{Title: "IS NOT"}, table.Column{Title: "WHY"})
	for _, x := range e.GetExclusions() {
		t.Add(table.Cell{Text: x.GetValue()}, table.Cell{Text: x.GetReason(), Style: table.Dim})
	}
	return t.Flush()
}
