package main

import (
	"math"
	"math/rand/v2"
)

// dice make the choices of one entity or query. They are seeded by its number,
// so that each can be made by itself, in any order.
type dice struct{ *rand.Rand }

func newDice(seed uint64, stream string, number int) dice {
	h := seed
	for _, b := range []byte(stream) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return dice{rand.New(rand.NewPCG(h, uint64(number)))}
}

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// zipf is a rank below n, where rank r comes with a frequency of about
// 1/(r+shift): Zipf's law with Mandelbrot's shift, by its inverse.
func (d dice) zipf(n int, shift float64) int {
	r := shift * (math.Pow((float64(n)+shift)/shift, d.Float64()) - 1)
	return min(int(r), n-1)
}

// weighted is an index of weights, in their proportion.
func (d dice) weighted(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	x := d.Float64() * sum
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }
