package service

import (
	"fmt"
	"slices"
	"strings"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// nameChecker compares the names of an entity with those of all others.
type nameChecker struct {
	resolver *resolver.Resolver
	policy   resolver.Policy
	sounds   *soundTable // nil when near duplicates are not looked for
}

func (n *snapshot) checker(sounds *soundTable) nameChecker {
	c := nameChecker{n.resolver, n.policy(nil), sounds}
	c.policy.MaxCandidates, c.policy.OmitEvidence = resolver.MaxCandidates, true
	return c
}

// needsOthers are the rules that the rest of the table is needed for.
var needsOthers = []string{aliases.RuleSharedAlias, aliases.RuleShadowed, aliases.RuleDuplicateEntity,
	aliases.RuleTooCommon, aliases.RuleGenericWords}

func (c *nameChecker) check(e *aliases.Entity, wanted map[string]bool) (found []aliases.Finding) {
	if slices.ContainsFunc(needsOthers, func(rule string) bool { return wanted[rule] }) {
		found = c.others(e)
	}
	if wanted[aliases.RuleNearDuplicate] {
		found = append(found, c.near(e)...)
	}
	if wanted[aliases.RuleAddsNothing] {
		found = append(found, c.idle(e)...)
	}
	return found
}

// others resolves every name of the entity, as a caller who knows nothing else would.
func (c *nameChecker) others(e *aliases.Entity) (found []aliases.Finding) {
	seen := map[string]bool{}  // folded
	shared := map[string]int{} // names shared with other entities
	for _, n := range e.Names() {
		folded := resolver.Fold(n.Value)
		if seen[folded] {
			continue
		}
		seen[folded] = true
		answer := c.resolver.Resolve(resolver.Mention{Text: n.Value}, c.policy)
		var same []resolver.Candidate
		for _, x := range answer.Candidates {
			if x.EntityID != e.ID && (x.Match == resolver.MatchExact || x.Match == resolver.MatchFolded) {
				same = append(same, x)
				shared[x.EntityID]++
			}
		}
		found = append(found, c.commonWords(e, n)...)
		found = append(found, sharedName(e, n, same)...)
		if n.Kind != resolver.KindWeak && len(same) == 0 {
			found = append(found, shadowed(e, n, &answer)...)
		}
	}
	return append(found, c.lookalikes(e, shared, len(seen))...)
}

// leastRarity is how many bits the words of a name must be worth to identify
// somebody: below it, one name in 64 has them. In the table that ships, what
// lies below are head words and the names of countries.
const leastRarity = 6

// commonWords finds names of words that identify hardly anybody. Acronyms are
// words of their own, and countries are called as half of the table is.
func (c *nameChecker) commonWords(e *aliases.Entity, n aliases.Named) []aliases.Finding {
	if n.Kind == resolver.KindWeak || n.Kind == resolver.KindAcronym || e.Type == resolver.TypePlace {
		return nil
	}
	bits, generic := c.resolver.Rarity(n.Value)
	if bits >= leastRarity {
		return nil
	}
	rule, what := aliases.RuleTooCommon, "has words that many entities have"
	if generic {
		rule, what = aliases.RuleGenericWords, "has generic words only"
	}
	return []aliases.Finding{aliases.About(rule, aliases.Warning, e, n, "%s, worth %.1f bits together", what, bits).
		Set("--kind", string(resolver.KindWeak))}
}

// sharedName is told once, of the entity that comes first. Names that are the
// same but for what stands in brackets are told apart by whoever writes that.
func sharedName(e *aliases.Entity, n aliases.Named, same []resolver.Candidate) []aliases.Finding {
	if len(same) == 0 || slices.ContainsFunc(same, func(x resolver.Candidate) bool { return x.EntityID < e.ID }) {
		return nil
	}
	severity, but := aliases.Warning, " but for what stands in brackets"
	var others []string
	for _, x := range same {
		others = append(others, x.EntityID)
		if resolver.Fold(x.Alias.Value) == resolver.Fold(n.Value) {
			severity, but = aliases.Error, ""
		}
	}
	for _, x := range same {
		severity = min(severity, expectedShare(n.Kind), expectedShare(x.Alias.Kind))
	}
	slices.Sort(others)
	f := aliases.About(aliases.RuleSharedAlias, severity, e, n, "is a name of %s too%s: whoever writes it is answered AMBIGUOUS", strings.Join(others, ", "), but)
	f.Others = others
	return []aliases.Finding{f.Remove()}
}

// expectedShare is how bad it is when an alias of the kind is another entity's
// too: abbreviations are bound to meet, and a weak alias says that it does.
func expectedShare(kind resolver.AliasKind) aliases.Severity {
	switch kind {
	case resolver.KindWeak:
		return aliases.Info
	case resolver.KindAcronym, resolver.KindShort:
		return aliases.Warning
	}
	return aliases.Error
}

// shadowed finds a name that its own entity does not win, though no other has it.
func shadowed(e *aliases.Entity, n aliases.Named, answer *resolver.Answer) []aliases.Finding {
	if answer.Outcome == resolver.Resolved && answer.EntityID == e.ID {
		return nil
	}
	if answer.Outcome == resolver.Resolved {
		best := answer.Candidates[0]
		f := aliases.About(aliases.RuleShadowed, aliases.Error, e, n, "resolves to %s by %q, %.0f %%", best.EntityID, best.Alias.Value, 100*best.Probability)
		f.Others = []string{best.EntityID}
		return []aliases.Finding{f.Run("explain", n.Value, e.ID)}
	}
	own := 0.0
	var others []string
	for _, x := range answer.Candidates {
		switch {
		case x.EntityID == e.ID:
			own = x.Probability
		case len(others) == 0:
			others = append(others, x.EntityID)
		}
	}
	f := aliases.About(aliases.RuleShadowed, aliases.Warning, e, n, "is answered %s: this entity has %.0f %%, nobody %.0f %%",
		answer.Outcome, 100*own, 100*answer.NoMatchProbability)
	f.Others = others
	return []aliases.Finding{f.Run("explain", n.Value, e.ID)}
}

// leastShared is how many names two entities must share to look like one.
const leastShared = 2

// lookalikes finds entities that share most names of one of them. A pair is
// told once, of the entity that comes first.
func (c *nameChecker) lookalikes(e *aliases.Entity, shared map[string]int, own int) (found []aliases.Finding) {
	for id, count := range shared {
		if count < leastShared || id < e.ID {
			continue
		}
		other, there := c.resolver.Entity(id)
		if !there {
			continue
		}
		folded := map[string]bool{resolver.Fold(other.Name): true}
		for _, a := range other.Aliases {
			folded[resolver.Fold(a.Value)] = true
		}
		if fewer := min(own, len(folded)); 2*count >= fewer {
			found = append(found, aliases.Finding{
				Rule: aliases.RuleDuplicateEntity, Severity: aliases.Warning, EntityID: e.ID, Others: []string{id},
				Explanation: fmt.Sprintf("shares %d of %d names with %s", count, fewer, id),
			}.Run("entity", "get", id))
		}
	}
	slices.SortFunc(found, func(a, b aliases.Finding) int { return strings.Compare(a.Others[0], b.Others[0]) })
	return found
}

// idle finds aliases that the entity does not need: it has another spelling of
// the same letters or sounds, and without the alias, and the others like it, the
// mention still resolves to it. The same value in another language is needed:
// it says that the language writes it so.
func (c *nameChecker) idle(e *aliases.Entity) (found []aliases.Finding) {
	kept, idle := map[string]aliases.Named{}, map[int]aliases.Named{}
	for i, n := range e.Names() {
		key := c.resolver.Sounds(n.Value)
		first, there := kept[key]
		switch {
		case !there, key == "":
			kept[key] = n
		case first.Value != n.Value && n.Kind != resolver.KindWeak:
			idle[i] = first
		}
	}
	if len(idle) == 0 {
		return nil
	}
	reduced := *e
	reduced.Aliases = nil
	for i, n := range e.Names() {
		if _, ok := idle[i]; !ok && !n.Canonical {
			reduced.Aliases = append(reduced.Aliases, n.Alias)
		}
	}
	without := c.resolver.With(resolver.Delta{Upsert: []resolver.Entity{toResolver(&reduced)}})
	for i, n := range e.Names() {
		first, ok := idle[i]
		if !ok {
			continue
		}
		answer := without.Resolve(resolver.Mention{Text: n.Value}, c.policy)
		if answer.Outcome == resolver.Resolved && answer.EntityID == e.ID {
			found = append(found, aliases.About(aliases.RuleAddsNothing, aliases.Info, e, n, "resolves by %q without being listed, %.0f %%",
				first.Value, 100*answer.Candidates[0].Probability).Remove())
		}
	}
	return found
}
