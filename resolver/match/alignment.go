package match

// Item is one counted feature: which words of the mention and of the alias it
// is about (half-open ranges; empty for the whole name), and how much of it there is.
type Item struct {
	Feature Feature
	Value   float32
	M, A    [2]int8
}

// Alignment is how a mention meets an alias. Its Items are all that the score counts.
type Alignment struct {
	Items      []Item
	Similarity float32 // 0..1, share of rarity on both sides that met, less what sound edits cost
	Score      float32 // sum of weight x value over Items, in bits
	Traits     Traits
	Met        uint64  // mention words that met alias words, by bit
	Left       uint64  // mention words that count and met nothing
	Distance   float32 // bits of the sound edits between words that met
}

// Traits are the facts that name an answer's match kind. Described is not one of
// them: the names are identical but for words that say what it is, and count so.
type Traits struct {
	Identical, Described, Acronym, Translated, Reordered, Partial, Fuzzy, Cross, Inflected bool
}

// sameName says whether the names are identical, at most but for words that describe.
func (t *Traits) sameName() bool { return t.Identical || t.Described }

// count adds one more item to an alignment and to its score.
func (m *Model) count(a *Alignment, it Item) {
	a.Items = append(a.Items, it)
	a.Score += m.bits(it)
}

// bits is what an item weighs. The conversion keeps machines from fusing the
// product with the sum that it goes into, which rounds otherwise.
func (m *Model) bits(it Item) float32 { return float32(m.Weights[it.Feature] * it.Value) }
