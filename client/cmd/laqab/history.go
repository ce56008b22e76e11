package main

import (
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// changeView shows changes a line each, and changesView with all that went and came.
var (
	changeView = view[*laqabv1.Change]{
		none: "no change is like that",
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
				{Text: changeTime(c)}, {Text: c.GetActor()}, {Text: words(c.GetOperation()), Style: table.Bold},
				{Text: c.GetEntityId(), Style: table.Cyan}, {Text: changed(c)}, {Text: c.GetReason(), Style: table.Dim}}}
		},
	}
	changesView = view[*laqabv1.Change]{json: changeView.json, head: changeView.head, records: changeView.records, page: changePage, none: changeView.none}
)

func (p *program) historyCommand() *cobra.Command {
	var (
		after               int64
		limit               int
		newest, whole       bool
		alias, actor        string
		since, until        string
		sinceTime, endsTime *timestamppb.Timestamp
	)
	cmd := &cobra.Command{
		Use:   "history [ID]",
		Short: "List the changes of the table, or of one entity",
		Long: `List the changes of the table, or of one entity: who did what, when and why. With --diff
each is shown with every value that went (-) and came (+).

A time is a day (2026-03-01), a moment (2026-03-01T12:30:00Z) or how long ago (36h, 7d).`,
		Example: `  laqab history kataib-hezbollah --diff
  laqab history --alias "كتائب حزب الله" --newest-first
  laqab history --actor mona@example.org --since 7d`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if sinceTime, err = moment("since", since); err != nil {
				return err
			}
			if endsTime, err = moment("until", until); err != nil {
				return err
			}
			laqab, err := p.client()
			if err != nil {
				return err
			}
			request := &laqabv1.ListChangesRequest{AfterRevision: after, NewestFirst: newest, Alias: alias, Actor: actor,
				StartTime: sinceTime, EndTime: endsTime}
			if len(args) > 0 {
				request.EntityId = args[0]
			}
			shown := changeView
			if whole {
				shown = changesView
			}
			out := newPrinter(p, shown)
			return printPages(out, limit, func(size int32, token string) ([]*laqabv1.Change, string, error) {
				request.PageSize, request.PageToken = size, token
				answer, err := laqab.Curation().ListChanges(cmd.Context(), request)
				return answer.GetChanges(), answer.GetNextPageToken(), err
			})
		},
	}
	flags := cmd.Flags()
	flags.Int64Var(&after, "after", 0, "only changes after this revision")
	flags.StringVar(&alias, "alias", "", "only changes that added, changed or removed this very name")
	flags.StringVar(&actor, "actor", "", "only changes by this actor")
	flags.StringVar(&since, "since", "", "only changes made at this time or later")
	flags.StringVar(&until, "until", "", "only changes made before this time")
	flags.IntVar(&limit, "limit", 0, "how many at most (default all)")
	flags.BoolVar(&newest, "newest-first", false, "newest first, instead of oldest first")
	flags.BoolVar(&whole, "diff", false, "show every value that went and came")
	return cmd
}

// moment reads a time that a flag gives; "" is none.
func moment(flag, text string) (*timestamppb.Timestamp, error) {
	if text == "" {
		return nil, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly, "2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			return timestamppb.New(t), nil
		}
	}
	ago, days := text, time.Duration(0)
	if n, rest, found := strings.Cut(text, "d"); found {
		number, err := strconv.ParseUint(n, 10, 16)
		if err != nil {
			return nil, notATime(flag, text)
		}
		days, ago = time.Duration(number)*24*time.Hour, rest
	}
	if ago == "" {
		return timestamppb.New(time.Now().Add(-days)), nil
	}
	d, err := time.ParseDuration(ago)
	if err != nil || d < 0 {
		return nil, notATime(flag, text)
	}
	return timestamppb.New(time.Now().Add(-days - d)), nil
}

func notATime(flag, text string) error {
	return wrongUsage("--%s is a time such as 2026-03-01, 2026-03-01T12:30:00Z or 36h (ago), and not %q", flag, text)
}
