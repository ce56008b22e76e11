package match

// maxFarther is from how many bits of sound on being farther off than another
// entity says no more.
const maxFarther = 12

// Siblings adds to each alignment of one mention, one for each entity, what the
// others know. Where another one meets the same words, or more, by closer sounds,
// what this one is farther off counts: bins of distance alone do not tell twins
// apart. A distinguishing word of the mention that this entity lacks, but
// that an entity has which shares other words with it, tells the two apart:
// General Command is such a word for the Popular Front. And an entity that has
// the mention for a name, or all its words that this one has and more, is
// likelier meant.
func (m *Model) Siblings(mention *Sentence, all []*Alignment) {
	for i, a := range all {
		known := uint64(0)
		identical, more := false, false
		nearest := a.Distance
		for k, b := range all {
			if k == i {
				continue
			}
			if a.Met&b.Met != 0 {
				known |= a.Left & b.Met
			}
			identical = identical || b.Traits.sameName()
			more = more || b.Met&a.Met == a.Met && b.Met != a.Met
			if b.Met&a.Met == a.Met {
				nearest = min(nearest, b.Distance)
			}
		}
		if !a.Traits.sameName() && identical {
			m.count(a, Item{Feature: feature(gOutdone, 0), Value: 1})
		} else if more && !a.Traits.Acronym {
			m.count(a, Item{Feature: feature(gOutdone, 1), Value: 1})
		}
		if nearest < a.Distance {
			m.count(a, Item{Feature: feature(gFarther), Value: min(a.Distance-nearest, maxFarther)})
		}
		for w := range mention.Words {
			if known&(1<<w) != 0 {
				at := [2]int8{int8(w), int8(w + 1)}
				m.count(a, Item{Feature: feature(gSibling), Value: mention.Rarity[w], M: at})
				m.count(a, Item{Feature: feature(gSiblingStep), Value: 1, M: at})
			}
		}
	}
}
