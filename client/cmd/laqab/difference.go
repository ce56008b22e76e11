package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// changed says in short what a change changed; of what belongs to no one entity,
// as a term or a policy, what it is.
func changed(c *laqabv1.Change) string {
	if c.GetEntityId() != "" {
		return difference(c.GetBefore(), c.GetAfter())
	}
	var row map[string]any
	_ = json.Unmarshal([]byte(cmp.Or(c.GetAfter(), c.GetBefore())), &row)
	return itemText(row)
}

// difference says in short what a change changed: fields, and of lists how many more or less.
func difference(before, after string) string {
	var parts []string
	for _, d := range differences(before, after) {
		part := d.field
		if more := len(d.now) - len(d.old); d.list && more != 0 {
			part += fmt.Sprintf(" %+d", more)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// fieldDifference is a field that a change changed.
type fieldDifference struct {
	field    string
	list     bool
	old, now []any // the items of a list; else the value, where there is one
}

// differences compares two records of an entity or term, by field. An empty
// side is a creation or a removal; one that is no object has no fields to name.
func differences(before, after string) []fieldDifference {
	old, now := map[string]any{}, map[string]any{}
	_ = json.Unmarshal([]byte(before), &old)
	_ = json.Unmarshal([]byte(after), &now)
	keys := maps.Clone(old)
	maps.Copy(keys, now)
	var all []fieldDifference
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if reflect.DeepEqual(old[key], now[key]) {
			continue
		}
		d := fieldDifference{field: key}
		was, wasList := old[key].([]any)
		is, isList := now[key].([]any)
		if d.list = wasList || isList; d.list {
			d.old, d.now = was, is
		} else {
			if v, ok := old[key]; ok {
				d.old = []any{v}
			}
			if v, ok := now[key]; ok {
				d.now = []any{v}
			}
		}
		all = append(all, d)
	}
	return all
}

// changePage shows a change with every value that went and came.
func changePage(out io.Writer, screen table.Screen, c *laqabv1.Change) error {
	head := table.New(out, screen, table.Column{Keep: true}, table.Column{Keep: true}, table.Column{Keep: true}, table.Column{Keep: true}, table.Column{})
	head.Add(table.Cell{Text: fmt.Sprint("revision ", c.GetRevision()), Style: table.Bold}, table.Cell{Text: changeTime(c), Style: table.Dim},
		table.Cell{Text: words(c.GetOperation()), Style: table.Bold}, table.Cell{Text: c.GetEntityId(), Style: table.Cyan},
		table.Cell{Text: "by " + c.GetActor() + because(c.GetReason()), Style: table.Dim})
	if err := head.Flush(); err != nil {
		return err
	}
	lines := table.New(out, screen, table.Column{Keep: true}, table.Column{Keep: true}, table.Column{})
	for _, d := range differences(c.GetBefore(), c.GetAfter()) {
		for _, item := range without(d.old, d.now) {
			lines.Add(table.Cell{Text: "  -", Style: table.Red}, table.Cell{Text: words(d.field)}, table.Cell{Text: itemText(item), Style: table.Red})
		}
		for _, item := range without(d.now, d.old) {
			lines.Add(table.Cell{Text: "  +", Style: table.Green}, table.Cell{Text: words(d.field)}, table.Cell{Text: itemText(item), Style: table.Green})
		}
	}
	return lines.Flush()
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

func changeTime(c *laqabv1.Change) string { return c.GetTime().AsTime().Format("2006-01-02 15:04:05") }

// without returns the items that are not among the others.
func without(items, others []any) (left []any) {
	for _, item := range items {
		if !slices.ContainsFunc(others, func(other any) bool { return reflect.DeepEqual(item, other) }) {
			left = append(left, item)
		}
	}
	return left
}

// itemText is a value of a record in words: what an alias or exclusion is of
// first, and then what is said of it.
func itemText(item any) string {
	fields, ok := item.(map[string]any)
	if !ok {
		return fmt.Sprint(item)
	}
	value, isAlias := fields["value"].(string)
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		switch text := fmt.Sprint(fields[key]); {
		case key == "value" && isAlias:
		case isAlias && (key == "language" || key == "kind"):
			parts = append(parts, text)
		default:
			parts = append(parts, key+"="+text)
		}
	}
	if !isAlias {
		return strings.Join(parts, " ")
	}
	if len(parts) == 0 {
		return value
	}
	return value + " (" + strings.Join(parts, ", ") + ")"
}
