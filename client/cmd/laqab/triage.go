package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// The screen while the queue is gone through: another one than the shell's, so
// that what was there is there again afterwards.
const (
	enterScreen = "\x1b[?1049h"
	leaveScreen = "\x1b[?1049l"
	homeCursor  = "\x1b[H"
	clearLine   = "\x1b[K"
	clearBelow  = "\x1b[J"
)

// triage goes through the review queue on the terminal until the keyboard says quit.
func (p *program) triage(ctx context.Context, laqab *client.Client, filter *laqabv1.ListReviewItemsRequest, edit *laqabv1.Edit) error {
	r := &reviewer{program: p, laqab: laqab, filter: filter, edit: edit}
	if err := r.load(ctx); err != nil { // what is wrong shows before the screen is taken
		return err
	}
	restore, err := p.terminal.raw()
	if err != nil {
		return err
	}
	fmt.Fprint(p.stdout, enterScreen)
	err = r.loop(ctx)
	fmt.Fprint(p.stdout, leaveScreen)
	restore()
	fmt.Fprintf(p.stdout, "%s, %s settled; %s left\n", plural(r.state.decided, "decision", "decisions"), plural(r.state.settled, "mention", "mentions"), tally(r.state.left))
	return err
}

// reviewer is one session: what it shows is state, what it does goes to the server.
type reviewer struct {
	*program
	laqab  *client.Client
	filter *laqabv1.ListReviewItemsRequest
	edit   *laqabv1.Edit
	state  triageState
	shown  string // the item to show next rather than the first: one that was taken back
}

func (r *reviewer) loop(ctx context.Context) error {
	keys := bufio.NewReader(r.stdin)
	for {
		if err := r.draw(); err != nil {
			return err
		}
		pressed, err := readKey(keys)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		wanted := r.state.press(pressed)
		switch {
		case wanted.quit:
			return nil
		case wanted.undo:
			err = r.undo(ctx)
		case wanted.decide != nil:
			err = r.decide(ctx, wanted)
		default:
			continue
		}
		if err == nil {
			err = r.load(ctx)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err != nil { // it is said, and the maintainer tries again
			r.state.message = strings.ReplaceAll(strings.TrimSpace(r.describe(err)), "\n", "; ")
		}
	}
}

// draw writes the whole screen. Lines end with the screen's, so nothing scrolls.
func (r *reviewer) draw() error {
	width, height := r.terminal.size()
	screen := r.screen()
	screen.Width = width
	lines := r.state.frame(screen, height)
	_, err := io.WriteString(r.stdout, homeCursor+strings.Join(lines, clearLine+"\r\n")+clearLine+clearBelow)
	return err
}

// load reads what is to be shown next.
func (r *reviewer) load(ctx context.Context) error {
	r.filter.PageSize = 1
	page, err := r.laqab.Curation().ListReviewItems(ctx, r.filter)
	if err != nil {
		return err
	}
	r.state.left = &laqabv1.ReviewTally{Items: page.GetTotalItems(), Mentions: page.GetTotalMentions()}
	r.state.item, r.state.answer = nil, nil
	if len(page.GetItems()) > 0 {
		r.state.item = page.GetItems()[0]
	}
	if r.shown != "" {
		again, err := r.laqab.Curation().GetReviewItem(ctx, &laqabv1.GetReviewItemRequest{ItemId: r.shown})
		if err != nil && status.Code(err) != codes.NotFound {
			return err
		}
		if item := onlyOpen(again.GetItem()); len(item.GetSpellings()) > 0 {
			r.state.item = item
		}
		r.shown = ""
	}
	if r.state.item == nil {
		return nil
	}
	s, _ := mostFrequent(r.state.item)
	r.state.answer, err = r.laqab.Resolver().Resolve(ctx, &laqabv1.ResolveRequest{
		Mention:  &laqabv1.Mention{Text: s.GetText(), Type: s.GetType(), Language: s.GetLanguage()},
		Policy:   s.GetPolicy(),
		NoReview: true,
	})
	return err
}

// onlyOpen leaves out the spellings that are decided.
func onlyOpen(item *laqabv1.ReviewItem) *laqabv1.ReviewItem {
	if item != nil {
		item.Spellings = slices.DeleteFunc(item.Spellings, func(s *laqabv1.ReviewSpelling) bool {
			return s.GetState() != laqabv1.ReviewState_REVIEW_STATE_OPEN
		})
	}
	return item
}

func (r *reviewer) decide(ctx context.Context, wanted action) error {
	request := wanted.decide
	request.ItemId = r.state.item.GetItemId()
	request.Edit = &laqabv1.Edit{Actor: r.edit.GetActor(), Reason: r.edit.GetReason()}
	if wanted.reason != "" {
		request.Edit.Reason = wanted.reason
	}
	answer, err := r.laqab.Curation().DecideReviewItem(ctx, request)
	if status.Code(err) == codes.Aborted { // somebody else was faster, and the next item is shown
		r.state.message = status.Convert(err).Message()
		return nil
	}
	if err != nil {
		return err
	}
	if request.GetSkip() == nil {
		r.state.decided++
	}
	r.state.settled += answer.GetSettled().GetMentions()
	r.state.message = wanted.done
	if answer.GetSettled().GetSpellings() > 0 {
		r.state.message += ": " + tally(answer.GetSettled()) + " settled"
	}
	return nil
}

func (r *reviewer) undo(ctx context.Context) error {
	answer, err := r.laqab.Curation().UndoDecision(ctx, &laqabv1.UndoDecisionRequest{Edit: r.edit})
	if status.Code(err) == codes.NotFound {
		r.state.message = "there is nothing to undo"
		return nil
	}
	if err != nil {
		return err
	}
	d := answer.GetDecision()
	if d.GetKind() != "skip" { // the numbers are of this session, and the decision may be of an earlier one
		r.state.decided = max(0, r.state.decided-1)
	}
	r.state.settled = max(0, r.state.settled-d.GetSettled().GetMentions())
	r.state.message = fmt.Sprintf("undone: %s %s", words(d.GetKind()), d.GetMention())
	r.shown = d.GetItemId()
	return nil
}
