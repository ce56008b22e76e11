package evaluation

// Outcome is what a resolver decided.
type Outcome string

// The three outcomes.
const (
	Resolved  Outcome = "RESOLVED"  // one entity is meant
	Ambiguous Outcome = "AMBIGUOUS" // two or more share the probability
	NoMatch   Outcome = "NO_MATCH"  // nobody in the table is meant
)

// Answer is what a resolver said to a Query.
type Answer struct {
	Outcome    Outcome
	EntityID   string      // set only when Resolved
	Candidates []Candidate // best first
}

// Candidate is an entity that the resolver considered.
type Candidate struct {
	ID          string
	Probability float64 // 0..1
}

// Sharing returns the candidates that share the probability: those at least
// half as probable as the best one, and the second best in any case, because
// one alone shares nothing. The rule needs no policy, so that it reads an
// answer the same way whoever asked for it.
func (a Answer) Sharing() []Candidate {
	for i, c := range a.Candidates {
		if i >= 2 && c.Probability*2 < a.Candidates[0].Probability {
			return a.Candidates[:i]
		}
	}
	return a.Candidates
}
