package index

import "math/bits"

// wordKey is the key of a shard's word in a gainTable; never 0.
func wordKey(shard uint8, word uint32) uint32 { return word*maxShards + uint32(shard) + 1 }

// gainTable maps words to what they are worth to tokens. A word may meet several.
type gainTable struct {
	entries []gainEntry
	shift   uint8
}

type gainEntry struct {
	key   uint32
	token int8
	gain  float32
}

func (t *gainTable) reset(n int) {
	b := bits.Len(uint(2*n + 1))
	if size := 1 << b; len(t.entries) != size {
		if cap(t.entries) < size {
			t.entries = make([]gainEntry, size)
		}
		t.entries = t.entries[:size]
	}
	t.shift = uint8(32 - b)
	clear(t.entries)
}

func (t *gainTable) slot(key uint32) uint32 { return spread(key) >> t.shift }

func (t *gainTable) put(key uint32, token int8, gain float32) {
	mask := uint32(len(t.entries) - 1)
	for i := t.slot(key); ; i = (i + 1) & mask {
		if t.entries[i].key == 0 {
			t.entries[i] = gainEntry{key, token, gain}
			return
		}
	}
}

// meet raises what each token met to what the word is worth to it.
func (t *gainTable) meet(key uint32, met []float32) {
	mask := uint32(len(t.entries) - 1)
	for i := t.slot(key); t.entries[i].key != 0; i = (i + 1) & mask {
		if e := &t.entries[i]; e.key == key {
			met[e.token] = max(met[e.token], e.gain)
		}
	}
}
