package resolver

import (
	"fmt"
	"slices"
)

// Policy is what a caller accepts as an answer. The zero value is BALANCED.
type Policy struct {
	MinProbability float64 // RESOLVED needs the best candidate at or above this; 0 = the profile's
	MaxCandidates  int     // how many candidates to return, at most; 0 = DefaultCandidates
	Profile        Profile
	OmitEvidence   bool // leave Candidate.Evidence nil, which costs less

	// ByType has the minimum for a best candidate of a type, where it is not the
	// profile's; MinProbability comes before it.
	ByType map[EntityType]float64
}

// minProbability is from where on a best candidate of the type is enough.
func (p Policy) minProbability(best EntityType) float64 {
	if p.MinProbability > 0 {
		return p.MinProbability
	}
	if enough, ok := p.ByType[best]; ok {
		return enough
	}
	return p.Profile.MinProbability()
}

// Profile names a ready policy.
type Profile uint8

// The profiles.
const (
	Balanced Profile = iota // best F1
	Strict                  // few wrong answers, more left open
	Recall                  // few missed answers, more wrong ones
)

// Profiles lists every profile, in the order documents name them.
var Profiles = []Profile{Balanced, Strict, Recall}

// MinProbability is from where on a best candidate is enough, where the policy does not say.
func (p Profile) MinProbability() float64 {
	return [...]float64{Balanced: 0.51, Strict: 0.9, Recall: 0.3}[p]
}

// String returns the profile as files and the table hold it.
func (p Profile) String() string { return [...]string{"balanced", "strict", "recall"}[p] }

// ParseProfile returns the profile that s names.
func ParseProfile(s string) (Profile, error) {
	i := slices.IndexFunc(Profiles, func(p Profile) bool { return p.String() == s })
	if i < 0 {
		return Balanced, fmt.Errorf("unknown profile %q (want one of %v)", s, Profiles)
	}
	return Profiles[i], nil
}

// DefaultCandidates is how many candidates an answer lists when the policy does not say.
const DefaultCandidates = 5

// MaxCandidates bounds Policy.MaxCandidates.
const MaxCandidates = 100
