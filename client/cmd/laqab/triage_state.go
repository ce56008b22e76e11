package main

import (
	"strings"
	"unicode"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// triageState is what the screen of a triage shows, and what the keys pressed
// so far mean. It neither draws nor calls.
type triageState struct {
	item    *laqabv1.ReviewItem      // nil when nothing is left
	answer  *laqabv1.ResolveResponse // to its most frequent spelling, as the table is now
	left    *laqabv1.ReviewTally     // in the queue
	decided int64                    // decisions of this session that stand
	settled int64                    // mentions that they settled
	message string                   // what the last key did
	visible int                      // candidates on the screen as it was last drawn; no other can be chosen

	mode   mode
	choice int    // the candidate chosen, from 0
	line   []rune // being typed
	id     string // typed for the new entity
}

// mode is what the next key answers.
type mode int

const (
	choosing    mode = iota // what is decided
	askingKind              // what the alias is to the candidate chosen
	askingNever             // which candidate it never means
	askingWhy               // why not
	askingID                // the new entity's ID
	askingType              // what kind of thing it is
	helping                 // the help is shown
)

// action is what a key asks for. The zero value is nothing.
type action struct {
	quit   bool
	undo   bool
	decide *laqabv1.DecideReviewItemRequest // without item and edit
	reason string                           // of the edit, if typed
	done   string                           // what to say when it is done
}

// aliasKeys are the kinds of an alias by key, in the order they are offered.
var aliasKeys = []struct {
	key  key
	kind laqabv1.AliasKind
}{
	{'o', laqabv1.AliasKind_ALIAS_KIND_OFFICIAL},
	{'a', laqabv1.AliasKind_ALIAS_KIND_ACRONYM},
	{'t', laqabv1.AliasKind_ALIAS_KIND_TRANSLITERATION},
	{'r', laqabv1.AliasKind_ALIAS_KIND_TRANSLATION},
	{'s', laqabv1.AliasKind_ALIAS_KIND_SHORT},
	{'w', laqabv1.AliasKind_ALIAS_KIND_WEAK},
	{'m', laqabv1.AliasKind_ALIAS_KIND_MISSPELLING},
}

// typeKeys are the types of an entity by key, likewise.
var typeKeys = []struct {
	key  key
	kind laqabv1.EntityType
}{
	{'p', laqabv1.EntityType_ENTITY_TYPE_PERSON},
	{'o', laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION},
	{'l', laqabv1.EntityType_ENTITY_TYPE_PLACE},
	{'v', laqabv1.EntityType_ENTITY_TYPE_VESSEL},
	{'a', laqabv1.EntityType_ENTITY_TYPE_AIRCRAFT},
	{'m', laqabv1.EntityType_ENTITY_TYPE_MEDIA},
	{'x', laqabv1.EntityType_ENTITY_TYPE_OTHER},
}

// press takes a key.
func (t *triageState) press(k key) action {
	t.message = ""
	if k == keyInterrupt || k == keyEnd {
		return action{quit: true}
	}
	if k == keyEscape && t.mode != choosing {
		t.ask(choosing)
		return action{}
	}
	switch t.mode {
	case askingKind:
		return t.pressKind(k)
	case askingNever:
		if t.choose(k) {
			t.ask(askingWhy)
		}
	case askingWhy:
		if t.typed(k) {
			return t.never()
		}
	case askingID:
		if t.typed(k) {
			t.id = string(t.line)
			t.ask(askingType)
		}
	case askingType:
		return t.pressType(k)
	case helping:
		t.ask(choosing)
	default:
		return t.pressDecision(k)
	}
	return action{}
}

// ask goes to another mode, with nothing typed.
func (t *triageState) ask(m mode) { t.mode, t.line = m, nil }

func (t *triageState) pressDecision(k key) action {
	switch k {
	case 'q':
		return action{quit: true}
	case 'u':
		return action{undo: true}
	case '?':
		t.ask(helping)
		return action{}
	}
	if t.item == nil {
		return action{}
	}
	switch {
	case k >= '1' && k <= '9':
		if t.choose(k) {
			t.ask(askingKind)
		}
	case k == 'n':
		t.ask(askingID)
	case k == 'x' && len(t.candidates()) == 0:
		t.message = "there is no candidate that it could mean"
	case k == 'x':
		t.ask(askingNever)
	case k == 'i':
		return action{done: "ignored", decide: &laqabv1.DecideReviewItemRequest{
			Decision: &laqabv1.DecideReviewItemRequest_Ignore{Ignore: &laqabv1.IgnoreDecision{}}}}
	case k == 's':
		return action{done: "skipped", decide: &laqabv1.DecideReviewItemRequest{
			Decision: &laqabv1.DecideReviewItemRequest_Skip{Skip: &laqabv1.SkipDecision{}}}}
	case k != keyOther:
		t.message = "? shows the keys"
	}
	return action{}
}

func (t *triageState) candidates() []*laqabv1.Candidate { return t.answer.GetCandidates() }

// choose takes the number of a candidate.
func (t *triageState) choose(k key) bool {
	n := int(k - '1')
	switch {
	case k < '1' || k > '9' || n >= len(t.candidates()):
		t.message = "there is no candidate of that number"
		return false
	case n >= t.visible:
		t.message = "that candidate is not shown: make the terminal taller"
		return false
	}
	t.choice = n
	return true
}

func (t *triageState) pressKind(k key) action {
	alias := &laqabv1.Alias{}
	known := k == keyEnter
	for _, a := range aliasKeys {
		if a.key == k {
			alias.Kind, known = a.kind, true
		}
	}
	if !known {
		return action{}
	}
	t.ask(choosing)
	chosen := t.candidates()[t.choice]
	return action{done: "alias of " + chosen.GetEntityId(), decide: &laqabv1.DecideReviewItemRequest{
		Decision: &laqabv1.DecideReviewItemRequest_Alias{Alias: &laqabv1.AliasDecision{EntityId: chosen.GetEntityId(), Alias: alias}}}}
}

func (t *triageState) pressType(k key) action {
	entity := &laqabv1.Entity{EntityId: t.id}
	known := k == keyEnter
	for _, e := range typeKeys {
		if e.key == k {
			entity.Type, known = e.kind, true
		}
	}
	if !known {
		return action{}
	}
	t.ask(choosing)
	return action{done: "new entity", decide: &laqabv1.DecideReviewItemRequest{
		Decision: &laqabv1.DecideReviewItemRequest_NewEntity{NewEntity: &laqabv1.EntityDecision{Entity: entity}}}}
}

// never is asked for when the reason is typed.
func (t *triageState) never() action {
	reason := strings.TrimSpace(string(t.line))
	if reason == "" {
		t.message = "an exclusion needs a reason; Esc goes back"
		return action{}
	}
	t.ask(choosing)
	id := t.candidates()[t.choice].GetEntityId()
	return action{done: "never " + id, reason: reason, decide: &laqabv1.DecideReviewItemRequest{
		Decision: &laqabv1.DecideReviewItemRequest_Never{Never: &laqabv1.NeverDecision{EntityId: id}}}}
}

// typed edits the line and reports whether it is finished.
func (t *triageState) typed(k key) bool {
	switch {
	case k == keyEnter:
		return true
	case k == keyClear:
		t.line = nil
	case k == keyBackspace || k == keyDelete:
		t.line = t.line[:max(0, len(t.line)-1)]
	case k != keyOther && !unicode.IsControl(rune(k)):
		t.line = append(t.line, rune(k))
	}
	return false
}
