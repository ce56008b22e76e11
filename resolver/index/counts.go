package index

// counts is a large array of counters of which few are not zero. Pages are
// shared between copies: a change copies one page.
type counts struct{ pages [][]uint32 }

const pageSize = 256

func (c counts) at(i uint32) uint32 {
	if c.pages == nil {
		return 0
	}
	p := c.pages[i/pageSize]
	if p == nil {
		return 0
	}
	return p[i%pageSize]
}

// edit returns a copy of n counters whose pages are still shared.
func (c counts) edit(n int) counts {
	pages := make([][]uint32, (n+pageSize-1)/pageSize)
	copy(pages, c.pages)
	return counts{pages}
}

// set changes a counter of an edited copy.
func (c counts) set(i, value uint32) {
	p := make([]uint32, pageSize)
	copy(p, c.pages[i/pageSize])
	p[i%pageSize] = value
	c.pages[i/pageSize] = p
}
