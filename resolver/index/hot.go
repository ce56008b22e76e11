package index

import (
	"strings"
	"sync/atomic"

	"github.com/laqab/laqab/resolver/name"
)

// hotWords keeps what was found for common words: Mohammed and Ltd stand in
// many mentions, and theirs are the longest lists. What is kept is what would be
// found again, so that answers do not depend on it. It is for one Index value.
type hotWords struct {
	slots [hotSlots]atomic.Pointer[hotWord]
}

const (
	hotSlots = 8192
	hotCount = 1
)

type hotWord struct {
	text   string
	rarity float32
	hits   []hit
}

func slotOf(text string) uint32 { return hash32(kindWord, bytesOf(text)) % hotSlots }

// get returns what was found for the word, nil if that is not known.
func (h *hotWords) get(w *name.Word, rarity float32) []hit {
	k := h.slots[slotOf(w.Text)].Load()
	if k == nil || k.text != w.Text || k.rarity != rarity {
		return nil
	}
	return k.hits
}

// put keeps what was found for the word, in the place of another.
func (h *hotWords) put(w *name.Word, rarity float32, hits []hit) {
	h.slots[slotOf(w.Text)].Store(&hotWord{strings.Clone(w.Text), rarity, append([]hit(nil), hits...)})
}
