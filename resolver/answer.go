package resolver

// Mention is a surface string to resolve, with what the caller knows of it.
type Mention struct {
	Text     string     // UTF-8, 1..1024 bytes
	Type     EntityType // hint: candidates of another known type weigh less; "" = no hint
	Language string     // BCP-47 tag of the text around the mention; "" = unknown
	Context  string     // words around the mention; "" = none
}

// Outcome is what Resolve decided.
type Outcome uint8

// The three outcomes.
const (
	NoMatch   Outcome = iota // nobody in the table is meant
	Ambiguous                // two or more entities share the probability
	Resolved                 // one entity reached the policy's minimum probability
)

// String returns the outcome as files and screens show it.
func (o Outcome) String() string { return [...]string{"NO_MATCH", "AMBIGUOUS", "RESOLVED"}[o] }

// Answer is what Resolve returns. The probabilities of all scored candidates
// and NoMatchProbability sum to 1; Candidates may be cut short by the policy.
type Answer struct {
	Outcome            Outcome
	EntityID           string      // set only when Resolved
	Candidates         []Candidate // best first; ties by entity ID
	NoMatchProbability float64     // 0..1
}

// Candidate is an entity that was scored against the mention.
type Candidate struct {
	EntityID    string
	Name        string // the entity's canonical name
	Type        EntityType
	Probability float64 // 0..1, calibrated: of answers given 0.9 nine in ten are right
	Similarity  float64 // 0..1, of the two strings only
	Alias       Alias   // the alias that matched best
	Match       MatchKind
	Evidence    []Evidence // the sum of Bits is the candidate's log-odds against no match
}

// MatchKind says in a word how the mention and the alias relate.
type MatchKind uint8

// The match kinds, from the plainest to the loosest.
const (
	MatchUnspecified    MatchKind = iota
	MatchExact                    // the same bytes
	MatchFolded                   // the same after folding case, marks and orthography
	MatchTransliterated           // the same words through romanization or respelling
	MatchTranslated               // at least one word met its translation
	MatchAcronym                  // one side abbreviates the other
	MatchReordered                // the same words in another order
	MatchPartial                  // one side has words that the other lacks
	MatchFuzzy                    // some words differ by what looks like an error
)

// String returns the kind as files and screens show it.
func (k MatchKind) String() string {
	return [...]string{"UNSPECIFIED", "EXACT", "FOLDED", "TRANSLITERATED", "TRANSLATED", "ACRONYM", "REORDERED", "PARTIAL", "FUZZY"}[k]
}

// Span is a range of bytes of the UTF-8 string as given. An empty span says
// that the evidence has no place on that side.
type Span struct{ Start, End int }

// Evidence is one weighted reason for or against a candidate.
type Evidence struct {
	Kind    string // one of the match package's evidence kinds, for example "word_same"
	Mention Span   // where in the mention
	Alias   Span   // where in the alias
	Bits    float64
	Detail  string // what met what, in Latin letters, for people who read neither script; may be empty
}

// Explanation is why, or why not, an entity is meant by a mention.
type Explanation struct {
	Candidate          Candidate // the entity asked for, with its evidence
	Retrieved          bool      // whether candidate generation found the entity by itself
	Excluded           string    // the entity's exclusion that forbids it, or ""
	NoMatchProbability float64
	Outcome            Outcome // what Resolve says of the mention
	Best               string  // ID of the best candidate, or ""
}

// Comparison is how two names relate when both stand alone.
type Comparison struct {
	Similarity  float64 // 0..1, symmetric
	Probability float64 // 0..1, that both name the same entity; symmetric
	Match       MatchKind
	Evidence    []Evidence // Mention is the left name, Alias the right
}

// Analysis is how a string is read: a preview of what matching sees.
type Analysis struct {
	Folded        string   // the folded form
	Script        string   // ISO 15924 code of most letters; "Zyyy" when there are none
	Romanizations []string // most usual first; the folded form itself for Latin
	Tokens        []AnalyzedToken
	Keys          []AnalyzedKey // the keys the index looks up
}

// AnalyzedToken is one word of an Analysis.
type AnalyzedToken struct {
	Span     Span
	Text     string // as written
	Folded   string
	Roman    []string // readings, most usual first
	Phonetic string   // the phonetic form of the first reading
	Role     string   // for example "content", "article", "honorific", "unit", "legal", "initial", "number"
	Concept  string   // the lexicon concept the word belongs to, or ""
}

// AnalyzedKey is one key of an Analysis.
type AnalyzedKey struct {
	Kind  string // "folded", "phonetic", "skeleton", "acronym", "concept"
	Value string
}
