package main

import (
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/laqab/laqab/resolver"
)

// streamedFrom is the size from which a table is not held while the resolver
// is built from it.
const streamedFrom = 2_000_000

// built is a resolver of a table.
type built struct {
	resolver *resolver.Resolver
	entities int
}

// build measures building a resolver, and what it holds.
func (b *bench) build(t *table) built {
	b.progress("building")
	none := resolver.New(func(func(resolver.Entity) bool) {}, nil) // loads what all resolvers share,
	none.Resolve(resolver.Mention{Text: "金正恩"}, resolver.Policy{}) // and how Han names are read
	if t.aliases >= streamedFrom {
		return b.buildStreamed(t)
	}
	before := heap()
	held := slices.Collect(t.All())
	plain := heap() - before
	start := time.Now()
	r := resolver.New(slices.Values(held), nil)
	took := time.Since(start)
	entities := len(held)
	all := heap() - before // held is not used any more, so it does not count
	names := float64(t.aliases)
	b.add("memory", "resolver", "", value{"entities", float64(entities)}, value{"build_s", took.Seconds()}, value{"bytes/alias", all / names},
		value{"entities/alias", plain / names}, value{"beyond/alias", (all - plain) / names}, value{"rss_mb", residentBytes() / 1e6})
	return built{r, entities}
}

// buildStreamed builds from a table of which only one entity is there at a time.
func (b *bench) buildStreamed(t *table) built {
	before := heap()
	entities := 0
	var making time.Duration
	counted := func(yield func(resolver.Entity) bool) {
		at := time.Now()
		for e := range t.All() {
			entities++
			making += time.Since(at)
			if !yield(e) {
				return
			}
			at = time.Now()
		}
	}
	start := time.Now()
	r := resolver.New(counted, nil)
	took := time.Since(start)
	names := float64(t.aliases)
	b.add("memory", "resolver", "making_s is part of build_s", value{"entities", float64(entities)}, value{"build_s", took.Seconds()},
		value{"making_s", making.Seconds()}, value{"bytes/alias", (heap() - before) / names}, value{"rss_mb", residentBytes() / 1e6})
	return built{r, entities}
}

// tally is how the queries of one kind went.
type tally struct {
	latencies
	worked  latencies // the processor's time, by threadTime
	right   int
	wrong   []query
	allocs  float64
	bytes   float64
	lost    float64 // wrong answers that a scan of the whole table would not give
	checked int     // of the wrong ones, how many were looked into
}

// resolveMix measures the query mix in this process.
func (b *bench) resolveMix(r *resolver.Resolver, qs []query) error {
	b.progress("resolving")
	by := map[kind]*tally{}
	for _, k := range kinds {
		by[k.kind] = &tally{}
	}
	warm := min(len(qs)/10, 400)
	for _, q := range qs[:warm] {
		r.Resolve(resolver.Mention{Text: q.Text}, resolver.Policy{})
	}
	stop, err := b.profile()
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := time.Now()
	for i, q := range qs {
		if i%mixSize == 0 && time.Since(start) > b.limit {
			break
		}
		t := by[q.Kind]
		// Asking for the processor's time costs a call of the system, which shows in
		// answers of a few microseconds: so every other query is timed by the clock.
		before, at := time.Duration(0), time.Now()
		if i%2 == 1 {
			before = threadTime()
		}
		answer := r.Resolve(resolver.Mention{Text: q.Text}, resolver.Policy{})
		if i%2 == 1 {
			t.worked = append(t.worked, threadTime()-before)
		} else {
			t.latencies = append(t.latencies, time.Since(at))
		}
		if right(&answer, q.Want) {
			t.right++
		} else {
			t.wrong = append(t.wrong, q)
		}
	}
	if err := stop(); err != nil {
		return err
	}
	for _, k := range kinds {
		by[k.kind].allocate(r, qs, k.kind)
	}
	for _, k := range kinds {
		by[k.kind].lookInto(r, b.limit/time.Duration(2*len(kinds)))
	}
	b.addMix(by)
	return nil
}

// right says whether the answer is: the entity wanted comes first, or shares
// its probability with those that do (two of one name); for nobody, that
// nothing was resolved.
func right(a *resolver.Answer, want string) bool {
	if want == "" {
		return a.Outcome != resolver.Resolved
	}
	const same = 1e-9
	for _, c := range a.Candidates {
		if c.Probability < a.Candidates[0].Probability-same {
			return false
		}
		if c.EntityID == want {
			return true
		}
	}
	return false
}

// allocate counts allocations, of up to 200 queries of the kind.
func (t *tally) allocate(r *resolver.Resolver, qs []query, k kind) {
	const enough = 200
	var some []query
	for _, q := range qs {
		if q.Kind == k && len(some) < enough {
			some = append(some, q)
		}
	}
	if len(some) == 0 {
		return
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, q := range some {
		r.Resolve(resolver.Mention{Text: q.Text}, resolver.Policy{})
	}
	runtime.ReadMemStats(&after)
	t.allocs = float64(after.Mallocs-before.Mallocs) / float64(len(some))
	t.bytes = float64(after.TotalAlloc-before.TotalAlloc) / float64(len(some))
}

// lookInto finds out which wrong answers are the index's fault. Explain scores
// the entity wanted also when the index did not find it: where that is more
// than the first candidate has, a scan of the whole table with the same
// scoring might have been right. Where it is not, the scan would have been
// wrong as well, for it sees all that the index found and more. So right +
// lost is at least what the scan gets right. The scan that is meant leaves out
// entities of which no word meets the mention: the scoring is not made for them.
func (t *tally) lookInto(r *resolver.Resolver, limit time.Duration) {
	start := time.Now()
	lost := 0
	for _, q := range t.wrong {
		if q.Want == "" || time.Since(start) > limit {
			break
		}
		m := resolver.Mention{Text: q.Text}
		first := r.Resolve(m, resolver.Policy{MaxCandidates: 1})
		x, ok := r.Explain(m, q.Want, resolver.Policy{})
		t.checked++
		if ok && !x.Retrieved && meets(&x.Candidate) && (len(first.Candidates) == 0 || bits(&x.Candidate) >= bits(&first.Candidates[0])) {
			lost++
		}
	}
	if t.checked > 0 {
		t.lost = float64(lost) * float64(len(t.wrong)) / float64(t.checked)
	}
}

// bits is what a candidate scored.
func bits(c *resolver.Candidate) float64 {
	sum := 0.0
	for _, e := range c.Evidence {
		sum += e.Bits
	}
	return sum
}

// meets says whether any word of the mention met the candidate's.
func meets(c *resolver.Candidate) bool {
	return slices.ContainsFunc(c.Evidence, func(e resolver.Evidence) bool {
		return e.Mention != resolver.Span{} && e.Alias != resolver.Span{}
	})
}

// addMix reports the mix, and each kind.
func (b *bench) addMix(by map[kind]*tally) {
	all := &tally{}
	for _, k := range kinds {
		t := by[k.kind]
		share := float64(k.share) / mixSize
		all.latencies = append(all.latencies, t.latencies...)
		all.worked = append(all.worked, t.worked...)
		all.right += t.right
		all.lost += t.lost
		all.allocs += share * t.allocs
		all.bytes += share * t.bytes
	}
	b.add("resolve in process", "mix", "", all.values()...)
	for _, k := range kinds {
		b.add("resolve in process", string(k.kind), "", by[k.kind].values()...)
	}
	mean := all.worked.mean()
	if b.lastMean > 0 {
		times := float64(b.table.aliases) / float64(b.lastSize)
		b.add("growth", "mean cpu for a tenfold table", "", value{"times", math.Pow(mean/b.lastMean, 1/math.Log10(times))})
	}
	b.lastMean, b.lastSize = mean, b.table.aliases
}

func (t *tally) values() []value {
	n := float64(len(t.latencies) + len(t.worked))
	return append(t.latencies.values(), value{"cpu_p50_us", t.worked.at(0.5)}, value{"cpu_p99_us", t.worked.at(0.99)},
		value{"cpu_mean_us", t.worked.mean()}, value{"allocs/op", t.allocs}, value{"bytes/op", t.bytes}, value{"right@1", float64(t.right) / n},
		value{"of_scan", float64(t.right) / (float64(t.right) + t.lost)})
}
