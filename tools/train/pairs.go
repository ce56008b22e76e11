package main

import (
	"fmt"
	"math"
	"slices"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/match"
)

// pair is two names and whether they name one entity.
type pair struct {
	left, right string
	kind        resolver.EntityType
	same        bool
	score       float64
}

// pairsOf makes pairs of a suite's persons and companies: each mention with
// the nearest name of its entity, and with the nearest name of another.
func pairsOf(s *suite, r *resolver.Resolver) []pair {
	var out []pair
	for i := range s.queries {
		q := &s.queries[i]
		if q.Expect == nil || q.listed {
			continue
		}
		ans := r.Resolve(resolver.Mention{Text: q.Mention, Type: resolver.EntityType(q.Type)}, resolver.Policy{MaxCandidates: 20})
		same, other := false, false
		for _, c := range ans.Candidates {
			right := q.right(c.EntityID)
			if right && same || !right && other {
				continue
			}
			same, other = same || right, other || !right
			out = append(out, pair{left: q.Mention, right: c.Alias.Value, kind: c.Type, same: right})
		}
	}
	return out
}

// fitPairs fits the scales of CompareNames: of persons, of organizations, and of anything.
// Companies say less by their words than persons, and more of what differs is decoration, so
// that one scale for both called too few of their pairs the same.
func fitPairs(suites []*suite, m *match.Model) {
	m.Pairs = [match.TypeClassCount]match.PairScale{}
	for class := range m.Pairs {
		m.Pairs[class].Slope = 1
	}
	var all []pair
	for _, s := range suites {
		if !slices.Contains([]string{"ofac", "eu", "un", "phoenix"}, s.name) {
			continue
		}
		r := resolver.New(slices.Values(s.table), nil)
		for _, p := range pairsOf(s, r) {
			c := r.Compare(p.left, p.right, p.kind)
			p.score = max(min(math.Log2(c.Probability/(1-c.Probability)), 40), -40)
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return
	}
	whole := fitScale(all)
	reportPairs("all", all, whole)
	for class := range m.Pairs {
		m.Pairs[class] = whole
	}
	for _, kind := range []resolver.EntityType{resolver.TypePerson, resolver.TypeOrganization} {
		class := match.TypeClassOf(string(kind))
		of := slices.DeleteFunc(slices.Clone(all), func(p pair) bool { return match.TypeClassOf(string(p.kind)) != class })
		m.Pairs[class] = fitScale(of)
		reportPairs(string(kind), of, m.Pairs[class])
	}
}

// fitScale is logistic regression on the score, by gradient ascent with a falling step:
// Newton's method overshoots where the classes hardly overlap.
func fitScale(of []pair) match.PairScale {
	a, b := 0.2, 0.0
	for round := range 4000 {
		var ga, gb float64
		for _, p := range of {
			q := 1 / (1 + math.Exp2(-(a*p.score + b)))
			y := 0.0
			if p.same {
				y = 1
			}
			ga += (y - q) * p.score
			gb += y - q
		}
		step := 2 / (1 + float64(round)/400) / float64(len(of))
		a += step * ga / 100
		b += step * gb
	}
	return match.PairScale{Slope: float32(a), Offset: float32(b)}
}

func reportPairs(called string, of []pair, scale match.PairScale) {
	var tp, fp, fn float64
	for _, p := range of {
		yes := float64(scale.Slope)*p.score+float64(scale.Offset) >= 0
		switch {
		case yes && p.same:
			tp++
		case yes:
			fp++
		case p.same:
			fn++
		}
	}
	fmt.Printf("pairs of %s: %d, slope %.3f offset %.2f, F1 at 0.5: %.3f (P %.3f R %.3f)\n", called, len(of), scale.Slope, scale.Offset, 2*tp/(2*tp+fp+fn), tp/(tp+fp), tp/(tp+fn))
}
