package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

var changeView = view[*laqabv1.Change]{
	json: messageJSON[*laqabv1.Change],
	head: []string{"revision", "time", "actor", "operation", "entity_id", "reason", "before", "after"},
	records: func(c *laqabv1.Change) [][]string {
		return [][]string{{strconv.FormatInt(c.GetRevision(), 10), c.GetTime().AsTime().Format(time.RFC3339Nano), c.GetActor(),
			c.GetOperation(), c.GetEntityId(), c.GetReason(), c.GetBefore(), c.GetAfter()}}
	},
	columns: []table.Column{{Title: "REVISION", Right: true, Keep: true}, {Title: "TIME (UTC)", Keep: true}, {Title: "ACTOR"},
		{Title: "DONE", Keep: true}, {Title: "ENTITY", Keep: true}, {Title: "WHAT", Spare: 1}, {Title: "REASON", Spare: 2}},
	rows: func(c *laqabv1.Change) [][]table.Cell {
		return [][]table.Cell{{{Text: strconv.FormatInt(c.GetRevision(), 10), Style: table.Dim},
			{Text: c.GetTime().AsTime().Format("2006-01-02 15:04:05")}, {Text: c.GetActor()}, {Text: words(c.GetOperation()), Style: table.Bold},
			{Text: c.GetEntityId(), Style: table.Cyan}, {Text: difference(c.GetBefore(), c.GetAfter())}, {Text: c.GetReason(), Style: table.Dim}}}
	},
}

// difference says in short what a change changed: fields, and of lists how many more or less.
func difference(before, after string) string {
	old, now := map[string]any{}, map[string]any{}
	// An empty side is a creation or a removal; one that is no object has no fields to name.
	_ = json.Unmarshal([]byte(before), &old)
	_ = json.Unmarshal([]byte(after), &now)
	keys := map[string]bool{}
	for key := range old {
		keys[key] = true
	}
	for key := range now {
		keys[key] = true
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if reflect.DeepEqual(old[key], now[key]) {
			continue
		}
		was, _ := old[key].([]any)
		is, _ := now[key].([]any)
		if more := len(is) - len(was); more != 0 {
			key += fmt.Sprintf(" %+d", more)
		}
		parts = append(parts, key)
	}
	return strings.Join(parts, ", ")
}

func (p *program) historyCommand() *cobra.Command {
	var (
		after  int64
		limit  int
		newest bool
	)
	cmd := &cobra.Command{
		Use:   "history [ID]",
		Short: "List the changes of the table, or of one entity",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 0 {
				return wrongUsage("--limit cannot be negative")
			}
			laqab, err := p.client()
			if err != nil {
				return err
			}
			request := &laqabv1.ListChangesRequest{AfterRevision: after, NewestFirst: newest}
			if len(args) > 0 {
				request.EntityId = args[0]
			}
			out := newPrinter(p, changeView)
			return printPages(out, limit, func(size int32, token string) ([]*laqabv1.Change, string, error) {
				request.PageSize, request.PageToken = size, token
				answer, err := laqab.Curation().ListChanges(cmd.Context(), request)
				return answer.GetChanges(), answer.GetNextPageToken(), err
			})
		},
	}
	cmd.Flags().Int64Var(&after, "after", 0, "only changes after this revision")
	cmd.Flags().IntVar(&limit, "limit", 0, "how many at most (default all)")
	cmd.Flags().BoolVar(&newest, "newest-first", false, "newest first, instead of oldest first")
	return cmd
}
