package name

import "strings"

// How the IDs of the lexicon's concepts of numbers and of months start.
const (
	numberID = "n-"
	monthID  = "month-"
)

// Digits is a number in digits: 19 for 19th and for nineteen; "" for other words.
func (l *Lexicon) Digits(w *Word) string {
	if w.Role != RoleNumber {
		return ""
	}
	if isNumber(w.Folded) {
		return w.Folded
	}
	for _, c := range w.Concepts {
		if digits, ok := strings.CutPrefix(l.ids[c], numberID); ok {
			return digits
		}
	}
	return ""
}

// IsMonth says whether the word is a month.
func (l *Lexicon) IsMonth(w *Word) bool {
	if w.Role != RoleNumber {
		return false
	}
	for _, c := range w.Concepts {
		if strings.HasPrefix(l.ids[c], monthID) {
			return true
		}
	}
	return false
}
