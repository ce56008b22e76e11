package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver"
)

// tally counts outcomes of one suite.
type tally struct {
	n, askable, resolved, right, recalled, top int
	bins                                       [10]struct{ n, right, p float64 }
	at                                         [20]struct{ resolved, right int } // by threshold in steps of 0.05
}

// threshold is the balanced profile's minimum probability.
var threshold = resolver.Balanced.MinProbability()

func (t *tally) add(e *example, p []float64) {
	t.n++
	askable := e.q.Expect != nil
	if askable {
		t.askable++
	}
	best := -1
	for i := range p {
		if best < 0 || p[i] > p[best] {
			best = i
		}
		if e.right[i] && askable {
			t.recalled++
			askable = false
		}
	}
	if best < 0 {
		return
	}
	b := &t.bins[min(int(p[best]*10), 9)]
	b.n++
	b.p += p[best]
	if e.right[best] {
		b.right++
		t.top++
	}
	for i := range t.at {
		if p[best] >= float64(i)/20 {
			t.at[i].resolved++
			if e.right[best] {
				t.at[i].right++
			}
		}
	}
	if p[best] >= threshold {
		t.resolved++
		if e.right[best] {
			t.right++
		}
	}
}

func (t *tally) f1() float64 {
	return 2 * float64(t.right) / math.Max(1, float64(t.resolved+t.askable))
}

func (t *tally) String() string {
	p := float64(t.right) / math.Max(1, float64(t.resolved))
	r := float64(t.right) / math.Max(1, float64(t.askable))
	ece, n := 0.0, 0.0
	for _, b := range t.bins {
		ece += math.Abs(b.p - b.right)
		n += b.n
	}
	return fmt.Sprintf("%5d  P %.3f  R %.3f  F1 %.3f  right@1 %.3f  recalled %.3f  ECE %.3f", t.n, p, r, 2*p*r/math.Max(1e-9, p+r),
		float64(t.top)/math.Max(1, float64(t.askable)), float64(t.recalled)/math.Max(1, float64(t.askable)), ece/math.Max(1, n))
}

// sweep is precision and F1 at other thresholds.
func (t *tally) sweep() string {
	line := ""
	for _, i := range []int{6, 8, 11, 12, 13, 14, 18} {
		p, r := float64(t.at[i].right)/math.Max(1, float64(t.at[i].resolved)), float64(t.at[i].right)/math.Max(1, float64(t.askable))
		line += fmt.Sprintf("  %.2f: P %.3f F1 %.3f", float64(i)/20, p, 2*p*r/math.Max(1e-9, p+r))
	}
	return line
}

func report(suites []*suite, all [][]example, w []float32) {
	var bits, f1, n float64 // of the mentions held out, each suite counting the same
	defer func() { fmt.Printf("held out of %.0f suites: %.4f bits a mention, F1 %.4f\n", n, bits/n, f1/n) }()
	for i, s := range suites {
		var test, whole, slips tally
		var p []float64
		share := 0
		loss := 0.0
		for j := range all[i] {
			e := &all[i][j]
			var none float64
			p, none = posterior(e, w, p)
			if e.q.slip {
				slips.add(e, p)
			}
			if e.q.listed {
				continue
			}
			whole.add(e, p)
			if e.test {
				test.add(e, p)
				loss -= math.Log2(max(e.target(p, none), 1e-12))
			}
			best := 0.0
			ok := false
			for k := range p {
				if p[k] > best {
					best, ok = p[k], e.right[k]
				}
			}
			if best >= threshold && ok || best < threshold && e.q.none() {
				share++
			}
		}
		if !s.made {
			bits += loss / float64(test.n)
			f1 += test.f1()
			n++
		}
		fmt.Printf("%-10s all %v  right %.3f\n%-10s test%v\n%-10s at%s\n%-10s by%s\n%-10s slips%v\n", s.name, &whole, float64(share)/float64(whole.n), "", &test, "", whole.sweep(), "", whole.reliability(), "", &slips)
	}
}

// reliability is, by tenth of probability, how many best candidates there are, how sure and how right.
func (t *tally) reliability() string {
	line := ""
	for i, b := range t.bins {
		if b.n > 0 {
			line += fmt.Sprintf("  .%d: %.0f %.2f %.2f", i, b.n, b.p/b.n, b.right/b.n)
		}
	}
	return line
}

// printMisses lists the wrong answers of the suites: what was asked, expected and found.
func printMisses(suites []*suite, all [][]example, w []float32) {
	for i, s := range suites {
		names := map[string]string{}
		for _, e := range s.table {
			var as []string
			for _, a := range e.Aliases {
				as = append(as, a.Value)
			}
			names[e.ID] = e.Name + " {" + strings.Join(as[:min(len(as), 6)], " | ") + "}"
		}
		var p []float64
		for j := range all[i] {
			e := &all[i][j]
			if e.q.listed {
				continue
			}
			p, _ = posterior(e, w, p)
			order := make([]int, len(p))
			for k := range order {
				order[k] = k
			}
			slices.SortFunc(order, func(a, b int) int { return int(math.Copysign(1, p[b]-p[a])) })
			resolved := len(p) > 0 && p[order[0]] >= threshold
			ok := !resolved && e.q.none() || resolved && e.right[order[0]]
			if ok {
				continue
			}
			want, kind, got := "NONE", "", "-"
			if e.q.Expect != nil {
				want = names[*e.q.Expect]
				kind = "NOTRECALLED"
				for k := range p {
					if e.right[k] {
						kind = fmt.Sprintf("p=%.2f", p[k])
					}
				}
			}
			if len(p) > 0 {
				got = fmt.Sprintf("%.2f %s", p[order[0]], names[e.candidates[order[0]].EntityID])
			}
			mark := "MISS "
			if resolved {
				mark = "WRONG"
			}
			fmt.Printf("%s %q want[%s] %s got %s\n", mark, e.q.Mention, kind, want, got)
		}
	}
}

// printItems shows what one mention's best candidates are scored from.
func printItems(r *resolver.Resolver, mention string, w []float32) {
	for i, c := range r.Score(resolver.Mention{Text: mention}) {
		if i == 3 {
			break
		}
		fmt.Printf("%s %.2f\n", c.EntityID, c.Score)
		for _, it := range c.Items {
			fmt.Printf("   %-24s x %.2f  = %+.2f  %v %v\n", it.Feature.Name(), it.Value, w[it.Feature]*it.Value, it.M, it.A)
		}
	}
}
