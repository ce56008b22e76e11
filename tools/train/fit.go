package main

import (
	"fmt"
	"math"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/match"
)

// example is a query with its candidates' features.
type example struct {
	q          *query
	candidates []resolver.Scored
	right      []bool
	test       bool
	weight     float64
}

func examples(s *suite, r *resolver.Resolver, hold bool) []example {
	out := make([]example, len(s.queries))
	var wg sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for w := range n {
		wg.Go(func() {
			for i := w; i < len(s.queries); i += n {
				q := &s.queries[i]
				e := example{q: q, test: hold && q.fifth() && !s.again || !s.fits(), weight: s.weight()}
				e.candidates = r.Score(resolver.Mention{Text: q.Mention, Type: resolver.EntityType(q.Type), Language: q.Language})
				for _, c := range e.candidates {
					e.right = append(e.right, q.right(c.EntityID))
				}
				out[i] = e
			}
		})
	}
	wg.Wait()
	return out
}

// score scores all questions with the embedded model as it is now.
func score(d *data) (all [][]example) {
	start := time.Now()
	for _, s := range d.suites {
		all = append(all, examples(s, resolver.New(slices.Values(s.table), nil), d.hold))
	}
	fmt.Printf("scored in %v\n", time.Since(start).Round(time.Millisecond))
	return all
}

// evaluate reports on the embedded model, with what is counted counted anew.
func evaluate(d *data, o *options) error {
	model := match.Default()
	model.Heads = countHeads(d.suites, d.shipped)
	all := score(d)
	report(d.suites, all, model.Weights)
	if o.misses {
		printMisses(d.suites, all, model.Weights)
	}
	data, figures := describe(d.suites, all, model.Weights)
	return o.write(model, data, figures)
}

// fitAndReport fits the sounds, then the weights in rounds, since what an
// entity's best alias is depends on them: first without the held questions, which
// tell how the model does on others and what its probabilities mean, then with all.
// Last comes the pair scale.
func fitAndReport(held, whole *data, o *options) error {
	model := match.Default()
	model.Heads = countHeads(held.suites, held.shipped)
	var pairs [match.PairingCount][]soundPair
	if err := readTranslit(filepath.Join(o.data, "translit"), &pairs); err != nil {
		return err
	}
	for _, s := range held.suites {
		if s.fits() && !s.again {
			addSuite(s, &pairs)
		}
	}
	fitSounds(model, &pairs)
	quantiles(model, &pairs)
	var all [][]example
	for range o.rounds {
		all = score(held)
		fitAll(held.suites, all, model.Weights)
	}
	c := calibrate(held.suites, all, model.Weights)
	c.apply(model.Weights)
	report(held.suites, all, model.Weights)
	if o.misses {
		printMisses(held.suites, all, model.Weights)
	}
	data, figures := describe(held.suites, all, model.Weights)
	fitAll(whole.suites, score(whole), model.Weights)
	c.apply(model.Weights)
	return o.finish(held, model, data, figures)
}

// fitSome fits some of the weights alone, those of the groups or whose names match the
// patterns, as the last step of fitAll does those of namesakes. The rest of the model
// stays, and is not calibrated anew: what namesakes take from the sure answers is meant,
// and to give it back to all would be at the cost of precision.
func fitSome(held *data, o *options, patterns []string) error {
	model := match.Default()
	all := score(held)
	fit(all, model.Weights, epochs/3, func(f match.Feature) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool {
			ok, err := path.Match(pattern, f.Name())
			return ok && err == nil || f.Name() == pattern || strings.HasPrefix(f.Name(), pattern+"/")
		})
	})
	report(held.suites, all, model.Weights)
	data, figures := describe(held.suites, all, model.Weights)
	return o.finish(held, model, data, figures)
}

// fitScales fits the scales of CompareNames alone.
func fitScales(held *data, o *options) error {
	model := match.Default()
	data, figures := describe(held.suites, score(held), model.Weights)
	return o.finish(held, model, data, figures)
}

// finish fits the scales of CompareNames, which follow from the weights, and writes the model.
func (o *options) finish(held *data, model *match.Model, data []string, figures map[string]string) error {
	fitPairs(held.suites, model)
	model.Version = time.Now().UTC().Format(time.DateOnly)
	return o.write(model, data, figures)
}

// write writes the model, if there is a file to write to.
func (o *options) write(model *match.Model, data []string, figures map[string]string) error {
	if o.out == "" {
		return nil
	}
	b, err := model.File(data, figures)
	if err != nil {
		return err
	}
	return os.WriteFile(o.out, b, 0o644)
}

// calibration is a slope and an offset, in bits, of all scores.
type calibration struct{ slope, offset float64 }

// apply makes it part of the weights.
func (c calibration) apply(weights []float32) {
	for i := range weights {
		weights[i] = float32(float64(weights[i]) * c.slope)
	}
	weights[match.Prior()] += float32(c.offset)
}

// calibrate makes probabilities mean what they say on the questions of the given
// suites that are held, of which each suite counts the same: the fit is surer of what
// it has seen, and gives weight to look-alikes, listed names and questions of its own.
func calibrate(suites []*suite, all [][]example, weights []float32) calibration {
	var scores [][][]float64 // by suite and example
	for i, s := range suites {
		var of [][]float64
		for k := range all[i] {
			e := &all[i][k]
			if s.made || e.q.listed || !e.test || !s.fits() {
				continue
			}
			// The score of what is right comes first, that of what is wrong follows.
			right, wrong := -math.MaxFloat64, []float64{}
			if e.q.none() || !slices.Contains(e.right, true) {
				right = math.NaN() // nobody is right
			}
			for j, c := range e.candidates {
				score := 0.0
				for _, it := range c.Items {
					score += float64(weights[it.Feature] * it.Value)
				}
				if e.right[j] && !math.IsNaN(right) {
					right = max(right, score)
				} else {
					wrong = append(wrong, score)
				}
			}
			of = append(of, append([]float64{right}, wrong...))
		}
		if len(of) > 0 {
			scores = append(scores, of)
		}
	}
	likelihood := func(slope, offset float64) (sum float64) {
		for _, of := range scores {
			suite := 0.0
			for _, e := range of {
				target, total := 1.0, 1.0
				if !math.IsNaN(e[0]) {
					target = math.Exp2(slope*e[0] + offset)
					total += target
				}
				for _, score := range e[1:] {
					total += math.Exp2(slope*score + offset)
				}
				suite += math.Log2(max(target/total, 1e-12))
			}
			sum += suite / float64(len(of))
		}
		return sum
	}
	const widest, finest = 0.25, 0.01
	slope, offset := 1.0, 0.0
	best := likelihood(slope, offset)
	for step := widest; step >= finest; {
		moved := false
		for _, d := range [][2]float64{{step, 0}, {-step, 0}, {0, step}, {0, -step}} {
			if l := likelihood(slope+d[0], offset+d[1]); l > best {
				best, slope, offset, moved = l, slope+d[0], offset+d[1], true
			}
		}
		if !moved {
			step /= 2
		}
	}
	fmt.Printf("calibration: slope %.2f, offset %.2f bits\n", slope, offset)
	return calibration{slope, offset}
}

// describe says what the model was fitted on and how well each suite fits.
func describe(suites []*suite, all [][]example, w []float32) (data []string, figures map[string]string) {
	figures = map[string]string{}
	var p []float64
	for i, s := range suites {
		data = append(data, fmt.Sprintf("%s: %d mentions of %d entities", s.name, len(s.queries), len(s.table)))
		var t tally
		for k := range all[i] {
			if e := &all[i][k]; !e.q.listed {
				p, _ = posterior(e, w, p)
				t.add(e, p)
			}
		}
		figures[s.name] = t.String()
	}
	return data, figures
}

// posterior fills p with the probabilities of the candidates and returns that of none.
func posterior(e *example, w []float32, p []float64) ([]float64, float64) {
	p = p[:0]
	most := 0.0
	for _, c := range e.candidates {
		s := 0.0
		for _, it := range c.Items {
			s += float64(w[it.Feature] * it.Value)
		}
		p = append(p, s)
		most = max(most, s)
	}
	none := math.Exp2(-most)
	sum := none
	for i := range p {
		p[i] = math.Exp2(p[i] - most)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p, none / sum
}

// target is the probability of what is right: of the right candidates, and of
// none where that is right or the right one is not among them.
func (e *example) target(p []float64, none float64) (sum float64) {
	for i := range p {
		if e.right[i] {
			sum += p[i]
		}
	}
	if e.q.none() || !slices.Contains(e.right, true) {
		sum += none
	}
	return sum
}

// epochs is how often the fit goes through all examples.
const epochs = 120

// fitAll fits all weights on what is asked of the suites but for namesakes, and then
// those of namesakes alone, on theirs too: these ask for nobody, and would make the fit
// unsure of everybody.
func fitAll(suites []*suite, all [][]example, weights []float32) {
	var given [][]example
	for i, s := range suites {
		if s.share == 0 {
			given = append(given, all[i])
		}
	}
	fit(given, weights, epochs, func(f match.Feature) bool { return !f.OfNamesakes() })
	fit(all, weights, epochs/3, match.Feature.OfNamesakes) // few weights, which settle soon
}

// fit maximizes the likelihood of the right answers (multinomial logit over
// candidates and none) by Adam with a quadratic penalty. The weights are the mean of
// those of the later steps (Polyak & Juditsky 1992): what the last step leaves depends
// on the order of the examples, by some .001 of F1. Only the weights of free features
// change.
func fit(all [][]example, weights []float32, epochs int, free func(match.Feature) bool) {
	const (
		batch   = 256
		rate    = 0.04
		penalty = 2e-5
	)
	steady := epochs / 2 // the epoch from which on weights go into the mean
	var train []*example
	for _, es := range all {
		for i := range es {
			if !es[i].test {
				train = append(train, &es[i])
			}
		}
	}
	total := 0.0
	for _, e := range train {
		total += e.weight
	}
	m, v := make([]float64, len(weights)), make([]float64, len(weights))
	grad := make([]float64, len(weights))
	w := make([]float64, len(weights))
	for i := range w {
		w[i] = float64(weights[i])
	}
	w32 := make([]float32, len(weights))
	signs, changes := make([]int, len(weights)), make([]bool, len(weights))
	for i := range signs {
		signs[i], changes[i] = match.Feature(i).Sign(), free(match.Feature(i))
	}
	sum := make([]float64, len(weights)) // of the steps from steady on
	step, averaged := 0, 0
	seed := uint64(1)
	for epoch := range epochs {
		for i := len(train) - 1; i > 0; i-- {
			seed = seed*6364136223846793005 + 1442695040888963407
			j := int(seed>>33) % (i + 1)
			train[i], train[j] = train[j], train[i]
		}
		loss := 0.0
		lr := rate * (1 - float64(epoch)/float64(epochs))
		var p []float64
		for at := 0; at < len(train); at += batch {
			clear(grad)
			for i := range w {
				w32[i] = float32(w[i])
			}
			bw := 0.0
			for _, e := range train[at:min(at+batch, len(train))] {
				var none float64
				p, none = posterior(e, w32, p)
				target := e.target(p, none)
				loss -= e.weight * math.Log2(max(target, 1e-12))
				bw += e.weight
				for i := range p {
					g := p[i]
					if e.right[i] {
						g -= p[i] / max(target, 1e-12)
					}
					if math.Abs(g) < 1e-6 {
						continue
					}
					for _, it := range e.candidates[i].Items {
						grad[it.Feature] += e.weight * g * float64(it.Value)
					}
				}
			}
			step++
			c1, c2 := 1-math.Pow(0.9, float64(step)), 1-math.Pow(0.999, float64(step))
			for i := range w {
				if !changes[i] {
					continue
				}
				g := grad[i]/bw + penalty*w[i]
				m[i] = 0.9*m[i] + 0.1*g
				v[i] = 0.999*v[i] + 0.001*g*g
				w[i] -= lr * (m[i] / c1) / (math.Sqrt(v[i]/c2) + 1e-8)
				if sign := float64(signs[i]); sign*w[i] < 0 {
					w[i] = 0
				}
			}
			if epoch >= steady {
				averaged++
				for i := range w {
					sum[i] += w[i]
				}
			}
		}
		if epoch == 0 || epoch == epochs-1 {
			fmt.Printf("  epoch %d: %.4f bits\n", epoch, loss/total)
		}
	}
	for i := range weights {
		weights[i] = float32(sum[i] / float64(averaged))
	}
}
