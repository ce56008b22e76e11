package main

import (
	"slices"
	"unicode"
)

// slipShare is how many of the listed names that are asked for have a slip of the
// finger: held-out aliases hardly ever do, and mentions that people typed do. Of
// 0.1, 0.2 and 0.3 the first raised F1 on held-out names (0.857 to 0.860), and more
// slips lowered it again.
const slipShare = 0.1

// minSlipped is the fewest letters of a name in which one gets a slip.
const minSlipped = 7

// slipped returns the text with one slip inside a word, chosen by its hash: two
// letters that changed places, or one that is missing, wrong or too many.
// Shorter texts stay as they are.
func slipped(text string) string {
	letters := []rune(text)
	var at []int // letters inside words
	for i := 1; i+1 < len(letters); i++ {
		if unicode.IsLetter(letters[i-1]) && unicode.IsLetter(letters[i]) && unicode.IsLetter(letters[i+1]) && letters[i] != letters[i+1] {
			at = append(at, i)
		}
	}
	if len(at) == 0 || len(letters) < minSlipped {
		return text
	}
	h := hash(text)
	take := func(n int) int {
		h = h*1664525 + 1013904223 // Numerical Recipes' generator
		return int(h>>16) % n
	}
	i, other := at[take(len(at))], letters[at[take(len(at))]]
	switch take(4) {
	case 0:
		letters[i], letters[i+1] = letters[i+1], letters[i]
	case 1:
		letters = slices.Delete(letters, i, i+1)
	case 2:
		letters[i] = other
	default:
		letters = slices.Insert(letters, i, other)
	}
	return string(letters)
}
