package format

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A spreadsheet takes a cell that begins with one of these for a formula, and
// runs it. The full-width ones are formulas in East Asian editions; tab and
// carriage return are skipped before it looks.
const formula = "=+-@\t\r＝＋－＠"

// guard puts an apostrophe before a cell that would be a formula, and before
// one that looks guarded already, so that unguard undoes it exactly.
func guard(cell string) string {
	if formulaLike(cell) {
		return "'" + cell
	}
	return cell
}

// unguard undoes guard. Other cells are as they are, also those that begin with
// an apostrophe, as names with an 'ayn do.
func unguard(cell string) string {
	if strings.HasPrefix(cell, "'") && formulaLike(cell) {
		return cell[1:]
	}
	return cell
}

// formulaLike reports whether a formula's sign comes first, but for apostrophes.
func formulaLike(cell string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, "'"))
	return r != utf8.RuneError && strings.ContainsRune(formula, r)
}

// A cell may hold several values: "a | b". A backslash makes what follows it a
// part of the value, which a separator, a backslash, or a space at an end would
// not be.
const (
	listSeparator = '|'
	listEscape    = '\\'
)

func joinList(values []string) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteString(" " + string(listSeparator) + " ")
		}
		trimmedLeft := len(v) - len(strings.TrimLeftFunc(v, unicode.IsSpace))
		trimmedRight := len(strings.TrimRightFunc(v, unicode.IsSpace))
		for at, r := range v {
			if r == listSeparator || r == listEscape || at < trimmedLeft || at >= trimmedRight {
				b.WriteRune(listEscape)
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// splitList undoes joinList. Empty values are left out.
func splitList(cell string) []string {
	var (
		values []string
		value  strings.Builder
		kept   int // bytes of value that are not a space at its end
	)
	end := func() {
		if kept > 0 {
			values = append(values, value.String()[:kept])
		}
		value.Reset()
		kept = 0
	}
	escaped := false
	for _, r := range cell {
		switch {
		case escaped:
			value.WriteRune(r)
			kept, escaped = value.Len(), false
		case r == listEscape:
			escaped = true
		case r == listSeparator:
			end()
		case unicode.IsSpace(r):
			if kept > 0 {
				value.WriteRune(r)
			}
		default:
			value.WriteRune(r)
			kept = value.Len()
		}
	}
	if escaped { // nothing follows: it means itself
		value.WriteRune(listEscape)
		kept = value.Len()
	}
	end()
	return values
}
