package name

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A rule rewrites one piece of a word into Latin letters:
//
//	lang   from  left  right  to
//	*      ي     -     !V     i|ei
//	fa,ur  و           ا      v
//
// lang is "*" or the languages the rule is for; from is the text it consumes;
// left and right are what must stand beside it; to holds the readings, one for
// each habit of spelling, the most usual first. A rule with fewer readings than
// others gives its last one for the rest. In to, "=" repeats the last letter
// written (a doubled consonant) and "_" stands for nothing at all.
//
// Of the rules that fit at a place the longest from wins, then a rule for the
// language over one for all, then the rule that asks for more context, then the
// earlier one.
type rule struct {
	from        []rune
	left, right condition
	to          []string
	forLang     bool
	line        int
}

// condition says what may be the neighbour of a piece of text. It is written as
// letters, any of which may stand there, with
//
//	A..Z   a class of letters, defined by a row "@A" of the same file
//	^ $    the beginning or the end of the word
//	+ -    (left only) what is written so far ends in a vowel, in a consonant
//	!      first: none of what follows
type condition struct {
	letters                 []rune // sorted
	edge, vowel, cons, none bool
	any                     bool
}

func (c *condition) allows(r rune, edge bool, last byte) bool {
	if c.any {
		return true
	}
	var in bool
	switch {
	case edge:
		in = c.edge
	case c.vowel && isVowelByte(last), c.cons && last != 0 && !isVowelByte(last):
		in = true
	default:
		_, in = slices.BinarySearch(c.letters, r)
	}
	return in != c.none
}

func isVowelByte(b byte) bool {
	return b == 'a' || b == 'e' || b == 'i' || b == 'o' || b == 'u'
}

// ruleset is the rules of one script for one language, by first letter.
type ruleset struct {
	rules    map[rune][]rule
	readings int // the largest number of readings of any rule
}

// at returns the rule that applies at word[i], or nil. last is the last letter
// written, 0 for none.
func (s *ruleset) at(word []rune, i int, last byte) *rule {
	rules := s.rules[word[i]]
next:
	for k := range rules {
		r := &rules[k]
		end := i + len(r.from)
		if end > len(word) {
			continue
		}
		for j := 1; j < len(r.from); j++ {
			if word[i+j] != r.from[j] {
				continue next
			}
		}
		var left, right rune
		if i > 0 {
			left = word[i-1]
		}
		if end < len(word) {
			right = word[end]
		}
		if r.left.allows(left, i == 0, last) && r.right.allows(right, end == len(word), 0) {
			return r
		}
	}
	return nil
}

// ruleTable is a parsed file of rules.
type ruleTable struct {
	classes map[rune][]rune
	rows    []rule
	langs   [][]string // of each row; nil for all languages
}

// parseRules reads the columns described at rule. Lines that begin with "#" are
// comments.
func parseRules(file, text string) (*ruleTable, error) {
	t := &ruleTable{classes: map[rune][]rune{}}
	for n, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if err := t.parseRow(n+1, strings.Split(line, "\t")); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n+1, err)
		}
	}
	return t, nil
}

func (t *ruleTable) parseRow(line int, cols []string) error {
	if class, ok := strings.CutPrefix(cols[0], "@"); ok {
		if len(class) != 1 || class[0] < 'A' || class[0] > 'Z' || len(cols) != 2 {
			return fmt.Errorf("a class is one letter A..Z and its members, got %q", cols)
		}
		letters := t.expand(cols[1])
		slices.Sort(letters)
		t.classes[rune(class[0])] = slices.Compact(letters)
		return nil
	}
	if len(cols) != 5 {
		return fmt.Errorf("want 5 columns, got %d", len(cols))
	}
	r := rule{from: []rune(cols[1]), to: strings.Split(cols[4], "|"), line: line}
	if len(r.from) == 0 {
		return fmt.Errorf("empty from")
	}
	for i, to := range r.to {
		if to == "" || len(r.to) > maxReadings {
			return fmt.Errorf("bad readings %q", cols[4])
		}
		if to == "_" {
			r.to[i] = ""
		}
	}
	r.left, r.right = t.condition(cols[2]), t.condition(cols[3])
	var langs []string
	if cols[0] != "*" {
		langs, r.forLang = strings.Split(cols[0], ","), true
	}
	t.rows, t.langs = append(t.rows, r), append(t.langs, langs)
	return nil
}

func (t *ruleTable) condition(spec string) condition {
	if spec == "" {
		return condition{any: true}
	}
	var c condition
	spec, c.none = strings.CutPrefix(spec, "!")
	var letters []rune
	for _, r := range spec {
		switch r {
		case '^', '$':
			c.edge = true
		case '+':
			c.vowel = true
		case '-':
			c.cons = true
		default:
			letters = append(letters, t.expand(string(r))...)
		}
	}
	slices.Sort(letters)
	c.letters = slices.Compact(letters)
	return c
}

// expand replaces class letters by their members.
func (t *ruleTable) expand(spec string) []rune {
	var out []rune
	for _, r := range spec {
		if members, ok := t.classes[r]; ok {
			out = append(out, members...)
		} else {
			out = append(out, r)
		}
	}
	return out
}

// forLang returns the rules for one language, "" for the rows that hold for all.
func (t *ruleTable) forLang(lang string) *ruleset {
	s := &ruleset{rules: map[rune][]rule{}, readings: 1}
	for i, r := range t.rows {
		if t.langs[i] != nil && !slices.Contains(t.langs[i], lang) {
			continue
		}
		s.rules[r.from[0]] = append(s.rules[r.from[0]], r)
		s.readings = max(s.readings, len(r.to))
	}
	for _, rules := range s.rules {
		slices.SortStableFunc(rules, func(a, b rule) int {
			return cmp.Or(
				cmp.Compare(len(b.from), len(a.from)),
				cmp.Compare(ruleRank(&b), ruleRank(&a)))
		})
	}
	return s
}

// ruleRank orders rules of equal length: language first, then amount of context.
func ruleRank(r *rule) int {
	n := 0
	if r.forLang {
		n = 4
	}
	if !r.left.any {
		n++
	}
	if !r.right.any {
		n++
	}
	return n
}

// languages lists the languages that have rows of their own.
func (t *ruleTable) languages() []string {
	var all []string
	for _, langs := range t.langs {
		all = append(all, langs...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// append writes the given reading of word to dst. Letters without a rule are
// written the way the fallback writes them.
func (s *ruleset) append(dst []byte, word []rune, reading int) []byte {
	start := len(dst)
	for i := 0; i < len(word); {
		var last byte
		if len(dst) > start {
			last = dst[len(dst)-1]
		}
		r := s.at(word, i, last)
		if r == nil {
			dst = appendFallback(dst, word[i])
			i++
			continue
		}
		to := r.to[min(reading, len(r.to)-1)]
		if strings.HasPrefix(to, "=") {
			if last != 0 && !isVowelByte(last) && !endsInDigraph(dst[start:]) {
				dst = append(dst, last)
			}
			to = to[1:]
		}
		dst = append(dst, to...)
		i += len(r.from)
	}
	return dst
}

// endsInDigraph tells sh, kh and the like, which are not doubled in writing.
func endsInDigraph(b []byte) bool {
	return len(b) > 1 && b[len(b)-1] == 'h' && strings.IndexByte("cdgkstz", b[len(b)-2]) >= 0
}
