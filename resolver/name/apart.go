package name

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Where a word as it is written comes apart, by its letters alone.

// initialsAt returns where the second of two dotted initials starts (B.J.
// Nottage), or 0. What the lexicon writes with dots (U.S., S.A.) stays whole: a word
// of the same letters has none (M.A. Khan is not called Ma).
func (l *Lexicon) initialsAt(raw, folded string) int {
	if _, ok := l.dotted[folded]; ok {
		return 0
	}
	return dottedAt(raw)
}

// dottedAt returns where the second of two letters starts that a word as written is,
// with a dot between them; 0 if it is anything else.
func dottedAt(raw string) int {
	dot := strings.IndexByte(raw, '.')
	if dot < 0 || utf8.RuneCountInString(raw) != 3 {
		return 0
	}
	return dot + 1
}

// camel returns where a word changes from small to capital letters, as in names
// whose spaces got lost; nil where it does not, or does so once and a part would be
// a mere prefix (McDonald).
func camel(raw string) (at []int) {
	const minPart = 3
	var last rune
	n, before := 0, 0
	for i, r := range raw {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			at, before = append(at, i), n
		}
		n++
		last = r
	}
	if len(at) == 1 && (before < minPart || n-before < minPart) {
		return nil
	}
	return at
}

// otherWriting returns where letters of Latin or digits stand next to some of a script that
// writes words together: JSR株式会社, LG전자, 第45旅. The sign of a number stays with it.
func otherWriting(raw string) (at []int) {
	const apart, together, ended = -1, 1, 0 // ended: behind the sign of a number
	last, first := ended, true
	for i, r := range raw {
		var now int
		switch {
		case unicode.IsDigit(r), ScriptOf(r) == Latin && unicode.IsLetter(r):
			now = apart
		case unspaced(ScriptOf(r)):
			now = together
		default: // marks, and scripts that do not stand in one word with others
			continue
		}
		switch {
		case first, now == last, now == apart && slices.Contains(numberPrefixes, raw[:i]):
		case last == apart && (slices.Contains(numberSuffixes, string(r)) || slices.Contains(monthSigns, string(r))):
			now = ended
		default:
			at = append(at, i)
		}
		last, first = now, false
	}
	return at
}
