package index

// aliasSet is a set of aliases that empties in no time: entries of another epoch do not count.
type aliasSet struct {
	entries []uint64 // epoch, alias
	epoch   uint32
	n       int
}

func (t *aliasSet) reset() {
	if t.epoch++; t.epoch == 0 || t.entries == nil {
		t.epoch = 1
		t.entries = make([]uint64, max(len(t.entries), 1<<11)) // a power of two, see free
	}
	t.n = 0
}

// add says whether the alias was not in the set.
func (t *aliasSet) add(alias uint32) bool {
	if t.n >= len(t.entries)/2 {
		old := t.entries
		t.entries = make([]uint64, 2*len(old))
		for _, e := range old {
			if uint32(e>>32) == t.epoch {
				t.entries[t.free(e)] = e
			}
		}
	}
	e := uint64(t.epoch)<<32 | uint64(alias)
	i := t.free(e)
	if t.entries[i] == e {
		return false
	}
	t.entries[i] = e
	t.n++
	return true
}

// free returns the slot where an entry is or belongs.
func (t *aliasSet) free(e uint64) uint32 {
	mask := uint32(len(t.entries) - 1)
	i := spread(uint32(e)) >> 7 & mask
	for t.entries[i] != e && uint32(t.entries[i]>>32) == t.epoch {
		i = (i + 1) & mask
	}
	return i
}
