package name

import "unicode"

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
