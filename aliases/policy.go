package aliases

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/laqab/laqab/resolver"
)

// TypePolicy is the probability from which on an entity of a type resolves
// under a profile, where that is not the profile's own.
type TypePolicy struct {
	Type           resolver.EntityType // not unknown
	Profile        resolver.Profile
	MinProbability float64 // 0 < p <= 1
}

func (p *TypePolicy) validate() error {
	var v violations
	if _, err := resolver.ParseEntityType(string(p.Type)); err != nil || p.Type == resolver.TypeUnknown {
		v.add("type", fmt.Sprintf("%q is not one of %v", p.Type, resolver.EntityTypes))
	}
	if !(p.MinProbability > 0 && p.MinProbability <= 1) { // written so that NaN fails too
		v.add("min_probability", fmt.Sprintf("is %v, not above 0 and up to 1", p.MinProbability))
	}
	return v.err()
}

// SetPolicy adds a policy, in place of that of its type and profile. ErrInvalid.
func (tx *Tx) SetPolicy(p TypePolicy) error {
	if err := p.validate(); err != nil {
		return err
	}
	old, err := tx.policy(p.Type, p.Profile)
	if err != nil || old != nil && *old == p {
		return err
	}
	if old != nil {
		if err := tx.dropPolicy(OpRemovePolicy, *old); err != nil {
			return err
		}
	}
	return tx.insertPolicy(OpSetPolicy, p)
}

// RemovePolicy takes the policy of a type and profile away. ErrNotFound.
func (tx *Tx) RemovePolicy(t resolver.EntityType, profile resolver.Profile) error {
	old, err := tx.policy(t, profile)
	if err != nil {
		return err
	}
	if old == nil {
		return fmt.Errorf("policy of type %q under %s: %w", t, profile, ErrNotFound)
	}
	return tx.dropPolicy(OpRemovePolicy, *old)
}

// policy returns that of the type and profile, nil when there is none.
func (tx *Tx) policy(t resolver.EntityType, profile resolver.Profile) (*TypePolicy, error) {
	old, err := tx.policies("WHERE type = ? AND profile = ?", string(t), profile.String())
	if err != nil || len(old) == 0 {
		return nil, err
	}
	return &old[0], nil
}

func (tx *Tx) insertPolicy(op Operation, p TypePolicy) error {
	if err := tx.exec("INSERT INTO policy (type, profile, min_probability) VALUES (?, ?, ?)",
		string(p.Type), p.Profile.String(), p.MinProbability); err != nil {
		return err
	}
	return tx.recordRow(op, nil, string(appendPolicy(nil, p)))
}

func (tx *Tx) dropPolicy(op Operation, p TypePolicy) error {
	if err := tx.exec("DELETE FROM policy WHERE type = ? AND profile = ?", string(p.Type), p.Profile.String()); err != nil {
		return err
	}
	return tx.recordRow(op, string(appendPolicy(nil, p)), nil)
}

// Policies returns all policies, ordered by type and profile.
func (v *View) Policies() ([]TypePolicy, error) {
	policies, err := v.policies("")
	if err != nil || !v.past {
		return policies, err
	}
	return v.pastPolicies(policies)
}

// pastPolicies undoes, in the present policies, what has changed since.
func (v *View) pastPolicies(policies []TypePolicy) ([]TypePolicy, error) {
	there := map[TypePolicy]bool{}
	for _, p := range policies {
		there[p] = true
	}
	err := v.undoRows(func(before, after []byte) {
		if p, ok := parsePolicy(after); ok {
			delete(there, p)
		}
		if p, ok := parsePolicy(before); ok {
			there[p] = true
		}
	})
	policies = slices.SortedFunc(maps.Keys(there), func(a, b TypePolicy) int {
		return slices.Compare([]string{string(a.Type), a.Profile.String()}, []string{string(b.Type), b.Profile.String()})
	})
	return policies, err
}

func (v *View) policies(where string, args ...any) ([]TypePolicy, error) {
	return collect(v, scanPolicy, "SELECT type, profile, min_probability FROM policy "+where+" ORDER BY type, profile", args...)
}

func scanPolicy(rows *sql.Rows) (p TypePolicy, err error) {
	var profile string
	if err := rows.Scan(&p.Type, &profile, &p.MinProbability); err != nil {
		return TypePolicy{}, err
	}
	if p.Profile, err = resolver.ParseProfile(profile); err != nil {
		return TypePolicy{}, fmt.Errorf("%w: policy of type %q: %w", ErrCorrupt, p.Type, err)
	}
	return p, nil
}

func appendPolicy(b []byte, p TypePolicy) []byte {
	b = appendField(b, `{"type":`, string(p.Type))
	b = appendField(b, `,"profile":`, p.Profile.String())
	return fmt.Appendf(b, `,"min_probability":%v}`, p.MinProbability)
}

// parsePolicy reads the record of a policy, and reports whether it is one.
func parsePolicy(record []byte) (TypePolicy, bool) {
	var l struct {
		Type           string  `json:"type"`
		Profile        string  `json:"profile"`
		MinProbability float64 `json:"min_probability"`
	}
	if err := decodeStrictly(record, &l); err != nil {
		return TypePolicy{}, false
	}
	profile, err := resolver.ParseProfile(l.Profile)
	return TypePolicy{resolver.EntityType(l.Type), profile, l.MinProbability}, err == nil
}
