package table

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/bidi"
)

// First-strong isolate and its end: what stands between them is ordered by
// itself, and to the outside is one neutral thing. Both have no width.
const (
	isolate    = "\u2068"
	endIsolate = "\u2069"
)

// Width is how many terminal columns the text takes: two for each wide (CJK)
// character, none for marks and for characters that only direct.
func Width(text string) int { return uniseg.StringWidth(text) }

// Truncate cuts the text to a width between grapheme clusters, so that no mark
// loses its letter, and says so with an ellipsis.
func Truncate(text string, width int) string {
	if Width(text) <= width {
		return text
	}
	if width < 1 {
		return ""
	}
	kept, used := 0, 0
	for clusters := uniseg.NewGraphemes(text); clusters.Next(); {
		w := clusters.Width()
		if used+w > width-1 {
			break
		}
		used += w
		_, kept = clusters.Positions()
	}
	return strings.TrimRightFunc(text[:kept], unicode.IsSpace) + "…"
}

// Clean makes text safe to put in a cell: characters that control the terminal
// become spaces, and those that direct the order of text are left out, because
// one without its partner would turn the rest of the line.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}

// Isolate keeps right-to-left text from taking its neighbours along: a
// terminal that reorders would otherwise swap two columns that are both Arabic
// or Hebrew. Other text is returned as it is.
func Isolate(text string) string {
	for _, r := range text {
		properties, _ := bidi.LookupRune(r)
		switch properties.Class() {
		case bidi.R, bidi.AL, bidi.AN:
			return isolate + text + endIsolate
		}
	}
	return text
}
