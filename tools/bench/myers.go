package main

// myersOf is the Levenshtein distance in bytes by Myers' bit-parallel method
// ("A fast bit-vector algorithm for approximate string matching based on
// dynamic programming", 1999, in Hyyrö's form for whole strings): a column of
// the table is two words, so a query of up to 64 bytes takes a dozen
// operations for each byte of a name. Of a longer query the first 64 bytes count.
func myersOf(query string) distance {
	const wordBits = 64
	query = query[:min(len(query), wordBits)]
	if query == "" {
		return func(s string, _ int) int { return len(s) }
	}
	var equal [256]uint64 // by byte: where the query has it
	for i := range len(query) {
		equal[query[i]] |= 1 << i
	}
	last := uint64(1) << (len(query) - 1)
	return func(s string, limit int) int {
		if d := len(s) - len(query); d > limit || -d > limit {
			return limit + 1
		}
		up, down := ^uint64(0), uint64(0) // where the column rises, where it falls
		score := len(query)
		for i := range len(s) {
			eq := equal[s[i]]
			diagonal := (((eq & up) + up) ^ up) | eq | down
			rises := down | ^(diagonal | up)
			falls := diagonal & up
			if rises&last != 0 {
				score++
			}
			if falls&last != 0 {
				score--
			}
			rises = rises<<1 | 1
			falls <<= 1
			up = falls | ^(diagonal | rises)
			down = rises & diagonal
		}
		return score
	}
}
