package main

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// frame is the screen, line by line, no more than its height and none wider
// than its width: progress, the item with where it was seen, the candidates as
// far as there is room, and what the next key answers.
//
//	laqab review            12 items left, 3,401 mentions   5 decided, 120 settled
//	────────────────────────────────────────────────────────────────────────────────
//	? AMBIGUOUS  Hachd Chaabi  42 mentions
//	...
//	 1  Popular Mobilization Forces  popular-mobilization-forces  41.2%  transliterated
//	    mention  Hachd  Chaabi
//	    alias    Hashd  Shaabi
//	    bits      +3.1    +2.6   rest -4.2   sum +1.5
//	────────────────────────────────────────────────────────────────────────────────
//	1-2 alias  n new entity  x never  i ignore  s skip  u undo  ? help  q quit
//
// It keeps how many candidates it shows: no key takes one that nobody saw.
func (t *triageState) frame(screen table.Screen, height int) []string {
	rule := screen.Paint(strings.Repeat("─", screen.Width), table.Dim)
	left := fmt.Sprintf("%s left, %s", plural(t.left.GetItems(), "item", "items"), plural(t.left.GetMentions(), "mention", "mentions"))
	done := fmt.Sprintf("%s decided, %s settled", grouped(t.decided), grouped(t.settled))
	lines := []string{t.sides(screen, "laqab review   "+left, done), rule}
	// The keys depend on what the body shows, and its room on the keys: they
	// take most lines when all candidates are shown.
	t.visible = len(t.candidates())
	room := func() int { return max(0, height-len(lines)-1-len(t.prompt(screen))) }
	body := t.body(screen, room())
	for len(body) < room() {
		body = append(body, "")
	}
	body = body[:room()]
	foot := append([]string{rule}, t.prompt(screen)...)
	lines = append(append(lines, body...), foot...)
	return lines[:min(len(lines), height)]
}

// sides puts one text at either end of a line, the second one if there is room.
func (t *triageState) sides(screen table.Screen, left, right string) string {
	left = table.Truncate(left, screen.Width)
	space := screen.Width - table.Width(left) - table.Width(right)
	if space < 2 {
		return screen.Paint(left, table.Bold)
	}
	return screen.Paint(left, table.Bold) + strings.Repeat(" ", space) + screen.Paint(right, table.Dim)
}

func (t *triageState) body(screen table.Screen, room int) []string {
	switch {
	case t.mode == helping:
		return triageHelp(screen.Width)
	case t.item == nil:
		return []string{"", "Nothing is left to decide.", "", "u undoes the last decision, q quits."}
	}
	lines := append(t.about(screen), "")
	blocks := t.blocks(screen)
	if len(blocks) == 0 {
		return append(lines, "No entity is alike.")
	}
	t.visible = 0
	for i, block := range blocks {
		end := len(lines) + len(block)
		if i < len(blocks)-1 {
			end++ // for the line that says how many more there are
		}
		if i == 0 && len(lines) >= room || i > 0 && end > room {
			break
		}
		lines = append(lines, block...)
		t.visible++
	}
	if more := len(blocks) - t.visible; more > 0 {
		note := fmt.Sprintf("and %s that a taller terminal shows", plural(int64(more), "more candidate", "more candidates"))
		lines = append(lines, screen.Paint(table.Truncate(note, screen.Width), table.Dim))
	}
	return lines
}

func triageHelp(width int) []string {
	lines := strings.Split(`
  1 to 9   it means this candidate: add the most frequent spelling as an alias
  n        it means an entity that is not in the table: make it
  x        it never means a candidate: exclude its spellings there
  i        it does not matter: do not record it any more
  s        skip: it comes again at the end of the queue
  u        undo your last decision, also one of an earlier session
  q        quit; so does Ctrl-C
  Esc      back, while something is asked

After a decision the queue is resolved anew: what resolves now has left it.

Below each candidate stands what of the mention met what of the alias, and how
much that weighs in bits: one bit doubles the odds. "rest" is what belongs to no
word, such as the odds before anything was compared.

Any key goes back.`, "\n")
	for i := range lines {
		lines[i] = table.Truncate(lines[i], width)
	}
	return lines
}

// maxContexts is how many samples are shown of those that there are.
const maxContexts = 2

// about is the item: what was met, how often, where.
func (t *triageState) about(screen table.Screen) []string {
	s, _ := mostFrequent(t.item)
	var out bytes.Buffer
	head := table.New(&out, screen, table.Column{Keep: true}, table.Column{}, table.Column{Keep: true}, table.Column{Keep: true})
	state := mark(t.answer.GetOutcome())
	note := ""
	if t.item.GetSkipped() {
		note = "skipped before"
	}
	head.Add(state, table.Cell{Text: s.GetText(), Style: table.Bold}, table.Cell{Text: plural(s.GetCount(), "mention", "mentions")}, table.Cell{Text: note, Style: table.Dim})
	_ = head.Flush() // a buffer takes all

	about := table.New(&out, screen, table.Column{Keep: true}, table.Column{})
	fact := func(title, text string) {
		if text != "" {
			about.Add(table.Cell{Text: title, Style: table.Dim}, table.Cell{Text: text})
		}
	}
	fact("seen", compact(seenFrom(t.item), nameOf(s.GetType()), s.GetLanguage(), s.GetScript()))
	_ = about.Flush()
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	const indent = "      "
	if also := otherSpellings(t.item, screen.Width-len(indent)); also != "" {
		lines = append(lines, screen.Paint("also", table.Dim)+"  "+also)
	}
	for _, sample := range s.GetSamples()[:min(maxContexts, len(s.GetSamples()))] {
		if text := around(table.Clean(sample.GetContext()), sample.GetText(), screen.Width-len(indent)); text != "" {
			lines = append(lines, screen.Paint("in", table.Dim)+"    "+table.Isolate(text))
		}
	}
	return lines
}

// otherSpellings are as many of the less frequent ones as a width has room for.
func otherSpellings(i *laqabv1.ReviewItem, width int) string {
	text, used := "", 0
	for k, s := range i.GetSpellings()[1:] {
		part := table.Isolate(table.Clean(s.GetText())) + " ×" + grouped(s.GetCount())
		if k > 0 {
			part = ", " + part
		}
		if used += table.Width(part); used > width-len(", …") {
			return text + ", …"
		}
		text += part
	}
	return text
}

// seenFrom is when the item was met, and by whom at last.
func seenFrom(i *laqabv1.ReviewItem) string {
	first, last := i.GetFirstSeenTime().AsTime().Format(time.DateOnly), i.GetLastSeenTime().AsTime().Format(time.DateOnly)
	text := first
	if last != first {
		text += " to " + last
	}
	if s, _ := mostFrequent(i); len(s.GetSamples()) > 0 && s.GetSamples()[0].GetCaller() != "" {
		text += ", by " + s.GetSamples()[0].GetCaller()
	}
	return text
}

// around cuts a context to a width so that the mention is in what stays.
func around(context, mention string, width int) string {
	at := strings.Index(context, mention)
	if at < 0 || table.Width(context) <= width {
		return table.Truncate(context, width)
	}
	before := []rune(context[:at])
	for room := (width - table.Width(mention)) / 2; len(before) > 0 && table.Width(string(before)) > max(1, room-1); {
		before = before[1:]
	}
	if kept := string(before); len(kept) < at {
		context = "…" + strings.TrimLeft(kept, " ") + context[at:]
	}
	return table.Truncate(context, width)
}

// blocks are the candidates, each with its evidence.
func (t *triageState) blocks(screen table.Screen) [][]string {
	s, _ := mostFrequent(t.item)
	var heads bytes.Buffer
	list := table.New(&heads, screen, table.Column{Keep: true}, table.Column{}, table.Column{Keep: true, Spare: 1},
		table.Column{Keep: true, Right: true}, table.Column{Keep: true, Spare: 2})
	for i, c := range t.candidates() {
		name := table.Cell{Text: c.GetName(), Style: table.Bold}
		if (t.mode == askingKind || t.mode == askingWhy) && i == t.choice {
			name.Style = table.Green
		}
		list.Add(table.Cell{Text: fmt.Sprintf("%2d", i+1), Style: table.Yellow}, name, table.Cell{Text: c.GetEntityId(), Style: table.Cyan},
			table.Cell{Text: percent(c.GetProbability()), Style: confidence(c.GetProbability())}, table.Cell{Text: nameOf(c.GetMatchKind()), Style: table.Dim})
	}
	_ = list.Flush()
	var blocks [][]string
	for i, head := range strings.Split(strings.TrimSuffix(heads.String(), "\n"), "\n") {
		if i >= len(t.candidates()) {
			break
		}
		blocks = append(blocks, append([]string{head}, alignment(screen, s.GetText(), t.candidates()[i])...))
	}
	return blocks
}

// alignment puts the words of a mention over those of an alias that they met,
// and under both what that weighs.
func alignment(screen table.Screen, mention string, c *laqabv1.Candidate) []string {
	const indent = "    "
	alias := c.GetAlias().GetValue()
	columns := []table.Column{{Keep: true}}
	rows := [][]table.Cell{{{Text: "mention", Style: table.Dim}}, {{Text: "alias", Style: table.Dim}}, {{Text: "bits", Style: table.Dim}}}
	add := func(column table.Column, cells ...table.Cell) {
		columns = append(columns, column)
		for i := range rows {
			rows[i] = append(rows[i], cells[i])
		}
	}
	var rest float64
	for _, e := range reading(c.GetEvidence()) {
		from, to := cut(mention, e.GetMentionSpan()), cut(alias, e.GetAliasSpan())
		if from == "" && to == "" {
			rest += e.GetBits()
			continue
		}
		style := table.Green
		if e.GetBits() < 0 {
			style = table.Red
		}
		// Where there is no room for all, the last words go first.
		add(table.Column{Spare: len(columns), Least: 6}, table.Cell{Text: orDash(from)}, table.Cell{Text: orDash(to)},
			table.Cell{Text: fmt.Sprintf("%+.1f", e.GetBits()), Style: style})
	}
	add(table.Column{Keep: true, Right: true}, table.Cell{Text: "rest", Style: table.Dim}, table.Cell{}, table.Cell{Text: fmt.Sprintf("%+.1f", rest)})
	add(table.Column{Keep: true, Right: true}, table.Cell{Text: "sum", Style: table.Dim}, table.Cell{},
		table.Cell{Text: fmt.Sprintf("%+.1f", sumBits(c.GetEvidence())), Style: table.Bold})
	var out bytes.Buffer
	narrow := screen
	narrow.Width = max(1, screen.Width-len(indent))
	t := table.New(&out, narrow, columns...)
	for _, row := range rows {
		t.Add(row...)
	}
	_ = t.Flush() // a buffer takes all
	var lines []string
	for line := range strings.Lines(out.String()) {
		lines = append(lines, indent+strings.TrimSuffix(line, "\n"))
	}
	return lines
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// prompt is the last lines: what the last key did, and what the next one answers.
func (t *triageState) prompt(screen table.Screen) []string {
	var said []string
	if t.message != "" {
		said = prompted(screen, strings.Fields(table.Clean(t.message)), " ", table.Yellow)
	}
	return append(said, t.question(screen)...)
}

// question is what the next key answers.
func (t *triageState) question(screen table.Screen) []string {
	var choices []string
	switch t.mode {
	case askingKind:
		choices = []string{"kind: Enter none"}
		for _, a := range aliasKeys {
			choices = append(choices, fmt.Sprintf("%c %s", a.key, nameOf(a.kind)))
		}
	case askingNever:
		choices = []string{"never which? its number"}
	case askingWhy:
		return []string{t.typing(screen, "why never "+t.candidates()[t.choice].GetEntityId()+"? ")}
	case askingID:
		return []string{t.typing(screen, "ID of the new entity (Enter makes one): ")}
	case askingType:
		s, _ := mostFrequent(t.item)
		choices = []string{"type: Enter " + cmp.Or(nameOf(s.GetType()), "none")}
		for _, e := range typeKeys {
			choices = append(choices, fmt.Sprintf("%c %s", e.key, nameOf(e.kind)))
		}
	case choosing:
		choices = t.keys()
	}
	return prompted(screen, choices, "  ", table.Plain)
}

// typing is a question with what is typed so far, of which the end stays visible.
func (t *triageState) typing(screen table.Screen, question string) string {
	question = table.Truncate(question, screen.Width/2)
	typed := []rune(table.Clean(string(t.line)))
	for len(typed) > 0 && table.Width(question)+table.Width(string(typed)) >= screen.Width {
		typed = typed[1:]
	}
	return question + table.Isolate(string(typed)) + "_"
}

// maxPrompt is how many lines a message may take, and a question.
const maxPrompt = 2

// prompted breaks parts into lines.
func prompted(screen table.Screen, parts []string, gap string, style table.Style) []string {
	lines := []string{""}
	for i, part := range parts {
		last := &lines[len(lines)-1]
		switch {
		case i == 0:
			*last = part
		case len(lines) < maxPrompt && table.Width(*last+gap+part) > screen.Width:
			lines = append(lines, part)
		default:
			*last += gap + part
		}
	}
	for i := range lines {
		lines[i] = screen.Paint(table.Isolate(table.Truncate(lines[i], screen.Width)), style)
	}
	return lines
}

// keys are those that decide something now.
func (t *triageState) keys() []string {
	if t.item == nil {
		return []string{"u undo", "? help", "q quit"}
	}
	var choices []string
	n := min(t.visible, 9)
	if n == 1 {
		choices = append(choices, "1 alias")
	} else if n > 1 {
		choices = append(choices, fmt.Sprintf("1-%d alias", n))
	}
	choices = append(choices, "n new entity")
	if n > 0 {
		choices = append(choices, "x never")
	}
	return append(choices, "i ignore", "s skip", "u undo", "? help", "q quit")
}
