package name

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Case is how a name's letters are written.
type Case uint8

// The cases.
const (
	NoCase    Case = iota // in a script that has none, or without letters
	Capitals              // all capitals: NATO, IVANOV
	LowerCase             // some are small: Nato, Ivanov
	CaseCount
)

// CaseOf returns the case of a name.
func CaseOf(s string) Case {
	c := NoCase
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			return LowerCase
		case unicode.IsUpper(r):
			c = Capitals
		}
	}
	return c
}

// SmallWords are the words of a name that are written small where others have a capital,
// a bit each: the ousted president Bashar al-Assad. Who writes so writes names with
// capitals, but for what stands behind a hyphen: Kim Jong-un.
func SmallWords(s string, tokens []Token) (small uint64) {
	capitals := false
	for i, t := range tokens {
		r, _ := utf8.DecodeRuneInString(s[t.Start:])
		switch {
		case unicode.IsUpper(r):
			capitals = true
		case unicode.IsLower(r) && (t.Start == 0 || strings.HasSuffix(s[:t.Start], " ")):
			small |= 1 << i
		}
	}
	if !capitals {
		return 0
	}
	return small
}
