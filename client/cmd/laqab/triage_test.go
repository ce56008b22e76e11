package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// openItem is an item of two spellings with two candidates.
func openItem() triageState {
	f := &fake{}
	answer := f.answer(&laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: "Kataib Hizbullah"}})
	answer.Candidates = append(answer.Candidates, candidate("hezbollah", "حزب الله اللبناني", "حزب الله", "ar", 0.03, laqabv1.MatchKind_MATCH_KIND_PARTIAL, kataib()...))
	long := strings.Repeat("said in a statement on Tuesday that ", 9) + "Kataib Hizbullah " + strings.Repeat("and others ", 20)
	return triageState{
		left: &laqabv1.ReviewTally{Items: 1200, Mentions: 34567},
		item: &laqabv1.ReviewItem{ItemId: "ktbhsbl", Count: 7, FirstSeenTime: timestamppb.Now(), LastSeenTime: timestamppb.Now(), Spellings: []*laqabv1.ReviewSpelling{
			{Text: "Kataib Hizbullah", Count: 4, Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION, Samples: []*laqabv1.ReviewSample{{Context: long, Caller: "desk"}, {Context: "كتائب حزب الله"}}},
			{Text: "كتائب حزب الله", Count: 3},
		}},
		answer: answer,
	}
}

// TestPress: what keys ask for.
func TestPress(t *testing.T) {
	alias := func(id string, kind laqabv1.AliasKind) *laqabv1.DecideReviewItemRequest {
		return &laqabv1.DecideReviewItemRequest{Decision: &laqabv1.DecideReviewItemRequest_Alias{
			Alias: &laqabv1.AliasDecision{EntityId: id, Alias: &laqabv1.Alias{Kind: kind}}}}
	}
	entity := func(id string, kind laqabv1.EntityType) *laqabv1.DecideReviewItemRequest {
		return &laqabv1.DecideReviewItemRequest{Decision: &laqabv1.DecideReviewItemRequest_NewEntity{
			NewEntity: &laqabv1.EntityDecision{Entity: &laqabv1.Entity{EntityId: id, Type: kind}}}}
	}
	never := func(id string) *laqabv1.DecideReviewItemRequest {
		return &laqabv1.DecideReviewItemRequest{Decision: &laqabv1.DecideReviewItemRequest_Never{Never: &laqabv1.NeverDecision{EntityId: id}}}
	}
	ignore := &laqabv1.DecideReviewItemRequest{Decision: &laqabv1.DecideReviewItemRequest_Ignore{Ignore: &laqabv1.IgnoreDecision{}}}
	skip := &laqabv1.DecideReviewItemRequest{Decision: &laqabv1.DecideReviewItemRequest_Skip{Skip: &laqabv1.SkipDecision{}}}
	for _, test := range []struct {
		name, keys string
		want       action // after the last key; before it there is none
	}{
		{"alias", "1\r", action{decide: alias("kataib-hezbollah", laqabv1.AliasKind_ALIAS_KIND_UNSPECIFIED)}},
		{"alias of the second", "2t", action{decide: alias("hezbollah", laqabv1.AliasKind_ALIAS_KIND_TRANSLITERATION)}},
		{"no such candidate", "3", action{}},
		{"no such kind", "1?", action{}},
		{"escape, then another", "1\x1b2w", action{decide: alias("hezbollah", laqabv1.AliasKind_ALIAS_KIND_WEAK)}},
		{"new entity", "n\ro", action{decide: entity("", laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION)}},
		{"new entity with ID", "nqq\x7fx\x15kh\r\r", action{decide: entity("kh", laqabv1.EntityType_ENTITY_TYPE_UNSPECIFIED)}},
		{"never", "x2not that\r", action{decide: never("hezbollah"), reason: "not that"}},
		{"never, in Arabic", "x1ليس\r", action{decide: never("kataib-hezbollah"), reason: "ليس"}},
		{"never without a reason", "x1 \r", action{}},
		{"never after that", "x1\rno\r", action{decide: never("kataib-hezbollah"), reason: "no"}},
		{"ignore", "i", action{decide: ignore}},
		{"skip", "s", action{decide: skip}},
		{"help shows", "?i", action{}},
		{"undo", "u", action{undo: true}},
		{"quit", "q", action{quit: true}},
		{"interrupt a question", "x\x03", action{quit: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			state := openItem()
			var got action
			for _, k := range test.keys {
				if got != (action{}) {
					t.Fatalf("before %q: %+v", k, got)
				}
				state.frame(table.Screen{Width: 80}, 24)
				got = state.press(key(k))
			}
			if !proto.Equal(got.decide, test.want.decide) || got.reason != test.want.reason || got.quit != test.want.quit || got.undo != test.want.undo {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// TestFrameFits: whatever is pressed, and however small the screen, what is
// shown fits, and right-to-left text is kept to itself.
func TestFrameFits(t *testing.T) {
	keys := []key("12xnis?u\r\x1b\x7f\x15aب真9")
	for seed := range uint64(40) {
		dice := rand.New(rand.NewPCG(seed, 2))
		state := openItem()
		if seed%5 == 0 {
			state.item, state.answer = nil, nil
		}
		for range 60 {
			state.press(keys[dice.IntN(len(keys))])
			screen := table.Screen{Width: 60 + dice.IntN(100)}
			height := 1 + dice.IntN(50)
			lines := state.frame(screen, height)
			if len(lines) > height {
				t.Fatalf("%d lines on a screen of %d", len(lines), height)
			}
			for _, line := range lines {
				if table.Width(line) > screen.Width {
					t.Fatalf("%d columns on a screen of %d: %s", table.Width(line), screen.Width, line)
				}
				if strings.Count(line, "\u2068") != strings.Count(line, "\u2069") {
					t.Fatalf("an isolate is not ended: %q", line)
				}
			}
		}
	}
	state := openItem()
	shown := strings.Join(state.frame(table.Screen{Width: 80}, 24), "\n")
	for _, want := range []string{"1,200 items left, 34,567 mentions", "also  \u2068كتائب حزب الله\u2069 ×3", "…", "Kataib Hizbullah", "1-2 alias",
		"\u2068حزب الله اللبناني\u2069", "rest"} {
		if !strings.Contains(shown, want) {
			t.Errorf("no %q in\n%s", want, shown)
		}
	}
}

// TestHiddenCandidates: what there is no room for is counted, and no key takes it.
func TestHiddenCandidates(t *testing.T) {
	const all = 5
	for _, test := range []struct {
		name    string
		height  int
		visible int
	}{
		{"room for all", 40, all},
		{"a usual terminal", 24, 3},
		{"room for one", 16, 1},
		{"room for none", 6, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			state := openItem()
			for len(state.answer.Candidates) < all {
				state.answer.Candidates = append(state.answer.Candidates, state.answer.Candidates[1])
			}
			shown := strings.Join(state.frame(table.Screen{Width: 80}, test.height), "\n")
			if state.visible != test.visible {
				t.Fatalf("%d candidates are visible, want %d:\n%s", state.visible, test.visible, shown)
			}
			if keys := fmt.Sprintf("1-%d alias", test.visible); test.visible > 1 && !strings.Contains(shown, keys) {
				t.Errorf("no %q in\n%s", keys, shown)
			}
			if note := fmt.Sprintf("and %d more candidate", all-test.visible); test.visible > 0 && strings.Contains(shown, note) == (test.visible == all) {
				t.Errorf("%q in the wrong place:\n%s", note, shown)
			}
			for n := range all {
				pressed := state
				pressed.press(key('1' + n))
				if chosen := pressed.mode == askingKind; chosen != (n < test.visible) {
					t.Errorf("candidate %d of %d visible can be chosen: %t", n+1, test.visible, chosen)
				}
			}
		})
	}
}

func TestReadKey(t *testing.T) {
	in := bufio.NewReader(strings.NewReader("aب\x1b[Ab\x1bOPc\x1b[3~\xffd\x1b"))
	var got []key
	for {
		k, err := readKey(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, k)
	}
	if want := []key{'a', 'ب', keyOther, 'b', keyOther, 'c', keyOther, keyOther, 'd', keyEscape}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAround(t *testing.T) {
	long := strings.Repeat("word ", 30)
	for _, test := range []struct{ context, mention, want string }{
		{"a KH b", "KH", "a KH b"},
		{long + "KH", "KH", "…ord KH"},
		{long, "KH", "word word w…"},
		{"KH " + long, "KH", "KH word wor…"},
	} {
		if got := around(test.context, test.mention, 12); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
