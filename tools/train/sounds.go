package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

// soundPair is a word in two spellings, as phonetic forms, and how often it was seen.
type soundPair struct {
	a, b  string
	count float64
}

// readTranslit adds the pairs of DIR/*.tsv.gz (latin, native, count) by pairing.
func readTranslit(dir string, pairs *[match.PairingCount][]soundPair) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv.gz"))
	if err != nil {
		return err
	}
	l := name.Builtin()
	for _, file := range files {
		err := eachTranslit(file, func(latin, native string, count float64) {
			addWords(l, name.Fold(latin), name.Fold(native), math.Sqrt(count), pairs)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachTranslit calls do for each row of a file of pairs.
func eachTranslit(file string, do func(latin, native string, count float64)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	sc := bufio.NewScanner(z)
	for sc.Scan() {
		cols := strings.Split(sc.Text(), "\t")
		if len(cols) != 3 {
			continue
		}
		count, _ := strconv.ParseFloat(cols[2], 64)
		do(cols[0], cols[1], count)
	}
	return sc.Err()
}

// addSuite adds the words in which two aliases of an entity differ, when they
// have as many words: position by position.
func addSuite(s *suite, pairs *[match.PairingCount][]soundPair) {
	l := name.Builtin()
	for _, e := range s.table {
		for i := 0; i < len(e.Aliases) && i < 6; i++ {
			for k := -1; k < i; k++ {
				other := e.Name
				if k >= 0 {
					other = e.Aliases[k].Value
				}
				x, y := strings.Fields(name.Fold(other)), strings.Fields(name.Fold(e.Aliases[i].Value))
				if len(x) != len(y) {
					continue
				}
				for w := range x {
					addWords(l, x[w], y[w], 1, pairs)
				}
			}
		}
	}
}

// addWords adds a pair of single words if they could be spellings of one.
func addWords(l *name.Lexicon, a, b string, count float64, pairs *[match.PairingCount][]soundPair) {
	if a == "" || b == "" || a == b || strings.Contains(a, " ") || strings.Contains(b, " ") {
		return
	}
	x, y := l.Word(a), l.Word(b)
	m := match.Default()
	p := match.PairingOf(x.Script, y.Script)
	// Translations and misaligned names are no spellings: the edit must be
	// plausible under the costs at hand. The closest readings are the pair.
	best, bestRatio := soundPair{}, float32(2)
	for _, s := range x.Phon {
		for _, t := range y.Phon {
			n := float32(max(len(s), len(t)))
			if n < 3 {
				continue
			}
			if r := m.Sounds[p].Distance(s, t, bestRatio*n) / n; r < bestRatio {
				best, bestRatio = soundPair{s, t, count}, r
			}
		}
	}
	if best.a != "" {
		pairs[p] = append(pairs[p], best)
	}
}

// fitSounds learns the cost of edits by expectation maximization of a
// memoryless stochastic transducer (Ristad & Yianilos 1998), for each pairing.
// A cost is how much rarer the edit is than leaving both its sounds alone, so
// that what stays the same costs nothing.
func fitSounds(m *match.Model, pairs *[match.PairingCount][]soundPair) {
	for p := range m.Sounds {
		if len(pairs[p]) < 500 {
			fmt.Printf("sounds %d: %d pairs, too few: kept\n", p, len(pairs[p]))
			continue
		}
		const rounds = 8
		joint := initialJoint(m.Sounds[p].Edits())
		for range rounds {
			counts, loglik := expect(joint, pairs[p])
			maximize(joint, counts)
			fmt.Printf("sounds %d: %d pairs, %.3f bits a pair\n", p, len(pairs[p]), -loglik/float64(len(pairs[p])))
		}
		m.Sounds[p] = match.NewSoundCosts(toCosts(joint))
	}
}

type jointTable [][]float64

func initialJoint(c match.Edits) jointTable {
	j := make(jointTable, len(c))
	total := 0.0
	for a := range c {
		j[a] = make([]float64, len(c))
		for b := range c {
			if a == 0 && b == 0 {
				continue
			}
			j[a][b] = math.Exp2(-float64(c[a][b].Bits()))
			total += j[a][b]
		}
	}
	for a := range j {
		for b := range j[a] {
			j[a][b] /= total
		}
	}
	return j
}

func expect(j jointTable, pairs []soundPair) (counts jointTable, loglik float64) {
	counts = make(jointTable, len(j))
	for a := range counts {
		counts[a] = make([]float64, len(j))
	}
	for _, p := range pairs {
		x, y := match.SoundIndices(p.a), match.SoundIndices(p.b)
		n, k := len(x), len(y)
		fwd, bwd := grid(n+1, k+1), grid(n+1, k+1)
		fwd[0][0] = 1
		for i := 0; i <= n; i++ {
			for t := 0; t <= k; t++ {
				if i > 0 {
					fwd[i][t] += fwd[i-1][t] * j[x[i-1]][0]
				}
				if t > 0 {
					fwd[i][t] += fwd[i][t-1] * j[0][y[t-1]]
				}
				if i > 0 && t > 0 {
					fwd[i][t] += fwd[i-1][t-1] * j[x[i-1]][y[t-1]]
				}
			}
		}
		bwd[n][k] = 1
		for i := n; i >= 0; i-- {
			for t := k; t >= 0; t-- {
				if i < n {
					bwd[i][t] += bwd[i+1][t] * j[x[i]][0]
				}
				if t < k {
					bwd[i][t] += bwd[i][t+1] * j[0][y[t]]
				}
				if i < n && t < k {
					bwd[i][t] += bwd[i+1][t+1] * j[x[i]][y[t]]
				}
			}
		}
		z := fwd[n][k]
		if z <= 0 {
			continue
		}
		loglik += math.Log2(z)
		for i := 0; i <= n; i++ {
			for t := 0; t <= k; t++ {
				if i < n {
					counts[x[i]][0] += p.count * fwd[i][t] * j[x[i]][0] * bwd[i+1][t] / z
				}
				if t < k {
					counts[0][y[t]] += p.count * fwd[i][t] * j[0][y[t]] * bwd[i][t+1] / z
				}
				if i < n && t < k {
					counts[x[i]][y[t]] += p.count * fwd[i][t] * j[x[i]][y[t]] * bwd[i+1][t+1] / z
				}
			}
		}
	}
	return counts, loglik
}

func grid(n, k int) [][]float64 {
	g := make([][]float64, n)
	for i := range g {
		g[i] = make([]float64, k)
	}
	return g
}

// maximize sets the table to the expected counts, made symmetric: which side is
// the mention must not matter.
func maximize(j, counts jointTable) {
	total := 0.0
	const smoothing = 0.05
	for a := range j {
		for b := range j[a] {
			if a == 0 && b == 0 {
				continue
			}
			j[a][b] = (counts[a][b]+counts[b][a])/2 + smoothing
			total += j[a][b]
		}
	}
	for a := range j {
		for b := range j[a] {
			j[a][b] /= total
		}
	}
}

// Bounds of a cost in bits: nothing is free, and nothing is impossible.
const (
	minCost = 0.05
	maxCost = 7
)

func toCosts(j jointTable) (c match.Edits) {
	// stay is how often a sound is left alone; a sound that the data hardly has
	// borrows the mean.
	stay := make([]float64, len(j))
	mean := 0.0
	for a := 1; a < len(j); a++ {
		mean += j[a][a] / float64(len(j)-1)
	}
	for a := 1; a < len(j); a++ {
		stay[a] = max(j[a][a], mean/20)
	}
	for a := range j {
		for b := range j {
			if a == b {
				continue
			}
			var ratio float64
			switch {
			case a == 0:
				ratio = j[0][b] / stay[b]
			case b == 0:
				ratio = j[a][0] / stay[a]
			default:
				ratio = j[a][b] / math.Sqrt(stay[a]*stay[b])
			}
			c[a][b] = match.CostOf(float32(min(max(-math.Log2(ratio), minCost), maxCost)))
		}
	}
	return c
}

// quantiles prints how the right pairs lie on the scale of bits per sound.
func quantiles(m *match.Model, pairs *[match.PairingCount][]soundPair) {
	for p := range pairs {
		var rs []float64
		for _, x := range pairs[p] {
			rs = append(rs, float64(m.Sounds[p].Distance(x.a, x.b, 1e9))/float64(max(len(x.a), len(x.b))))
		}
		slices.Sort(rs)
		fmt.Printf("sounds %d: quantiles of bits a sound:", p)
		for _, q := range []float64{.1, .25, .5, .75, .9, .95, .99} {
			if len(rs) > 0 {
				fmt.Printf(" %.2f", rs[int(q*float64(len(rs)-1))])
			}
		}
		fmt.Println()
	}
}
