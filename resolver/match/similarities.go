package match

import (
	"unsafe"

	"github.com/laqab/laqab/resolver/name"
)

// simTable keeps how a mention's words, by place, and table words relate:
// aliases share table words, so that most pairs are compared once for many
// candidates. It empties in no time: entries of another epoch do not count.
type simTable struct {
	entries []simEntry
	epoch   uint32
	n       int
}

type simEntry struct {
	table   *name.Word
	epoch   uint32
	mention int8
	sim     Similarity
}

func (t *simTable) reset() {
	if t.epoch++; t.epoch == 0 || t.entries == nil {
		t.epoch = 1
		t.entries = make([]simEntry, max(len(t.entries), 1<<9)) // a power of two, see slot
	}
	t.n = 0
}

// at returns the entry of a pair, and whether it was there. A new one is to be filled.
func (t *simTable) at(mention int8, table *name.Word) (e *simEntry, there bool) {
	if t.n >= len(t.entries)/2 {
		old := t.entries
		t.entries = make([]simEntry, 2*len(old))
		for i := range old {
			if old[i].epoch == t.epoch {
				*t.slot(old[i].mention, old[i].table) = old[i]
			}
		}
	}
	if e = t.slot(mention, table); e.epoch == t.epoch {
		return e, true
	}
	*e = simEntry{table: table, epoch: t.epoch, mention: mention}
	t.n++
	return e, false
}

// slot is where the pair is or belongs.
func (t *simTable) slot(mention int8, table *name.Word) *simEntry {
	mask := uint64(len(t.entries) - 1)
	for i := (uint64(uintptr(unsafe.Pointer(table)))>>3 + uint64(mention)) * 0x9e3779b97f4a7c15 >> 32 & mask; ; i = (i + 1) & mask {
		if e := &t.entries[i]; e.epoch != t.epoch || e.table == table && e.mention == mention {
			return e
		}
	}
}
