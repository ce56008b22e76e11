package resolver

// Policy is what a caller accepts as an answer. The zero value is BALANCED.
type Policy struct {
	MinProbability float64 // RESOLVED needs the best candidate at or above this; 0 = the profile's
	MaxCandidates  int     // how many candidates to return, at most; 0 = DefaultCandidates
	Profile        Profile
	OmitEvidence   bool // leave Candidate.Evidence nil, which costs less
}

// Profile names a ready policy.
type Profile uint8

// The profiles.
const (
	Balanced Profile = iota // best F1
	Strict                  // few wrong answers, more left open
	Recall                  // few missed answers, more wrong ones
)

// DefaultCandidates is how many candidates an answer lists when the policy does not say.
const DefaultCandidates = 5

// MaxCandidates bounds Policy.MaxCandidates.
const MaxCandidates = 100
