package name

import "hash/maphash"

// Tokenizer splits strings as the Tokens of its lexicon does, and remembers how
// their words come apart: in a large table most of them have come before. It is for
// one goroutine.
type Tokenizer struct {
	lexicon *Lexicon
	known   []apart // by the hash of a piece as it is written
	seed    maphash.Seed
	read    int // pieces that were not known
	tokens  []Token
	folds   []string
}

// apart is what takeApart gives of a piece at the start of a string.
type apart struct {
	raw    string
	tokens []Token
	folds  []string
}

// How many words may be remembered at once, at first and at most: an edit reads a few.
const (
	minKnown = 1 << 6
	maxKnown = 1 << 16
)

// Tokenizer returns one that has seen nothing yet.
func (l *Lexicon) Tokenizer() *Tokenizer {
	return &Tokenizer{lexicon: l, known: make([]apart, minKnown), seed: maphash.MakeSeed()}
}

// Tokens is Lexicon.Tokens. What it returns is valid until the next call, but its
// strings stay.
func (t *Tokenizer) Tokens(s string) Name {
	t.tokens, t.folds = t.tokens[:0], t.folds[:0]
	for p := range pieces(s) {
		if p.end-p.start == len(s) || pointed(s, p.start, p.end) { // it may be read otherwise than among others
			t.tokens, t.folds = t.lexicon.takeApart(t.tokens, t.folds, s, p)
			continue
		}
		of := t.of(s[p.start:p.end])
		for _, token := range of.tokens {
			t.tokens = append(t.tokens, Token{token.Text, p.start + token.Start, p.start + token.End})
		}
		t.folds = append(t.folds, of.folds...)
	}
	return t.lexicon.join(Name{Text: s, Tokens: t.tokens}, t.folds)
}

func (t *Tokenizer) of(raw string) apart {
	known := t.slot(raw)
	if known.raw == raw {
		return *known
	}
	if t.read++; t.read > len(t.known) && len(t.known) < maxKnown {
		t.grow()
		known = t.slot(raw)
	}
	s := raw + " " // a copy, and no piece is all of it
	known.raw = s[:len(raw)]
	known.tokens, known.folds = t.lexicon.takeApart(nil, nil, s, piece{0, len(raw)})
	return *known
}

// slot is where the piece is, or takes the place of another.
func (t *Tokenizer) slot(raw string) *apart {
	return &t.known[maphash.String(t.seed, raw)%uint64(len(t.known))]
}

func (t *Tokenizer) grow() {
	old := t.known
	t.known = make([]apart, 4*len(old))
	for _, known := range old {
		if known.raw != "" {
			*t.slot(known.raw) = known
		}
	}
}
