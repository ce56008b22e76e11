package index_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/match"
)

var sizes = []int{10_000, 100_000, 1_000_000}

// table keeps the last resolver made for benchmarks: building the large one
// takes longer than running them.
var table struct {
	size     int
	entities []resolver.Entity
	resolver *resolver.Resolver
}

func benchTable(b *testing.B, size int) {
	b.Helper()
	if testing.Short() && size > 10_000 {
		b.Skip("short")
	}
	if table.size == size {
		return
	}
	table.entities, table.resolver = nil, nil
	table.entities = newGenerator(b, 1, size/5*2).table(size)
	table.resolver = resolver.New(slices.Values(table.entities), nil)
	table.size = size
}

func mentions(b *testing.B, kind string, n int) []mention {
	g := newGenerator(b, 2, 1000)
	out := make([]mention, n)
	for i := range out {
		for out[i] = g.mention(table.entities); kind != "mix" && out[i].kind != kind; {
			out[i] = g.mention(table.entities)
		}
	}
	return out
}

// BenchmarkResolve times mentions of one kind, and of the mix 40 % exact, 25 %
// folded, 20 % edited, 5 % reordered or partial, 5 % in another script, 5 % unknown.
func BenchmarkResolve(b *testing.B) {
	for _, size := range sizes {
		for _, kind := range []string{"mix", "exact", "folded", "edited", "parts", "script", "unknown"} {
			b.Run(fmt.Sprintf("%s/%d", kind, size), func(b *testing.B) {
				benchTable(b, size)
				ms := mentions(b, kind, 4000)
				took := make([]time.Duration, 0, b.N)
				right, asked := 0, 0
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; b.Loop(); i++ {
					m := ms[i%len(ms)]
					start := time.Now()
					a := table.resolver.Resolve(resolver.Mention{Text: m.text}, resolver.Policy{})
					took = append(took, time.Since(start))
					if m.want != "" {
						asked++
						if len(a.Candidates) > 0 && a.Candidates[0].EntityID == m.want {
							right++
						}
					}
				}
				slices.Sort(took)
				at := func(q float64) float64 { return float64(took[int(q*float64(len(took)-1))].Nanoseconds()) / 1e3 }
				b.ReportMetric(at(0.5), "p50-us")
				b.ReportMetric(at(0.9), "p90-us")
				b.ReportMetric(at(0.99), "p99-us")
				b.ReportMetric(float64(right)/float64(max(asked, 1)), "right@1")
			})
		}
	}
}

// BenchmarkBuild times reading a table and reports what it takes in memory.
func BenchmarkBuild(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			benchTable(b, size)
			b.ReportAllocs()
			var r *resolver.Resolver
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for b.Loop() {
				r = resolver.New(slices.Values(table.entities), nil)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(size), "B/alias")
			runtime.KeepAlive(r)
		})
	}
}

// BenchmarkEdit times one changed entity at a time.
func BenchmarkEdit(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			benchTable(b, size)
			g := newGenerator(b, 3, 1000)
			r := table.resolver
			took := make([]time.Duration, 0, b.N)
			for b.Loop() {
				e := g.entity(g.IntN(len(table.entities)))
				start := time.Now()
				r = r.With(resolver.Delta{Upsert: []resolver.Entity{e}})
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1e3, "p99-ms")
		})
	}
}

// BenchmarkMemory reports what each part of the index takes, in bytes an alias.
func BenchmarkMemory(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			if testing.Short() && size > 10_000 {
				b.Skip("short")
			}
			x := indexOf(newGenerator(b, 1, size/5*2).table(size))
			m := x.Memory()
			for part, n := range map[string]int{
				"entities": m.Entities, "aliases": m.Aliases, "postings": m.Postings, "words": m.Words,
				"wordkeys": m.WordKeys, "folded": m.Folded, "acronyms": m.Acronyms, "joined": m.Joined, "all": m.Total(),
			} {
				b.ReportMetric(float64(n)/float64(size), part+"-B/alias")
			}
			b.ReportMetric(float64(x.Words())/float64(size), "words/alias")
		})
	}
}

// BenchmarkCandidates times the index alone: words looked up, candidates found.
func BenchmarkCandidates(b *testing.B) {
	for _, size := range sizes[:2] {
		for _, kind := range []string{"exact", "edited"} {
			b.Run(fmt.Sprintf("%s/%d", kind, size), func(b *testing.B) {
				if testing.Short() && size > 10_000 {
					b.Skip("short")
				}
				g := newGenerator(b, 1, size/5*2)
				entities := g.table(size)
				x := indexOf(entities)
				var asked []*match.Sentence
				for range 2000 {
					e := entities[g.IntN(len(entities))]
					asked = append(asked, sentence(x, g.damaged(kind, e.Name, e.ID).text))
				}
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; b.Loop(); i++ {
					x.Candidates(asked[i%len(asked)])
				}
			})
		}
	}
}
