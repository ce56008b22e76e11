package main

import (
	"slices"
	"testing"

	"github.com/laqab/laqab/resolver"
)

// BenchmarkResolve is for benchstat: one kind of query at one size at a time,
// such as -bench 'Resolve/100k/edited'. A table is built only when a benchmark
// of its size is asked for.
func BenchmarkResolve(b *testing.B) {
	for _, size := range []string{"10k", "100k", "1M"} {
		b.Run(size, func(b *testing.B) {
			r, qs := benchTable(b, size)
			for _, k := range kinds {
				of := slices.DeleteFunc(slices.Clone(qs), func(q query) bool { return q.Kind != k.kind })
				b.Run(string(k.kind), func(b *testing.B) { resolveAll(b, r, of) })
			}
			b.Run("mix", func(b *testing.B) { resolveAll(b, r, qs) })
		})
	}
}

// BenchmarkBuild is of the resolver, from a table in memory.
func BenchmarkBuild(b *testing.B) {
	for _, size := range []string{"10k", "100k", "1M"} {
		b.Run(size, func(b *testing.B) {
			held := slices.Collect(sized(b, size).All())
			b.ReportAllocs()
			for b.Loop() {
				resolver.New(slices.Values(held), nil)
			}
		})
	}
}

// BenchmarkWith is one edit of a table.
func BenchmarkWith(b *testing.B) {
	for _, size := range []string{"10k", "100k", "1M"} {
		b.Run(size, func(b *testing.B) {
			table := sized(b, size)
			r := resolver.New(table.All(), nil)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				e, _ := table.entity(r.Entities())
				r = r.With(resolver.Delta{Upsert: []resolver.Entity{e}})
			}
		})
	}
}

func sized(b *testing.B, size string) *table {
	b.Helper()
	n, err := parseSize(size)
	if err != nil {
		b.Fatal(err)
	}
	t, err := newTable(1, n)
	if err != nil {
		b.Fatal(err)
	}
	return t
}

func benchTable(b *testing.B, size string) (*resolver.Resolver, []query) {
	b.Helper()
	t := sized(b, size)
	r := resolver.New(t.All(), nil)
	return r, t.queries(4000, r.Entities())
}

func resolveAll(b *testing.B, r *resolver.Resolver, qs []query) {
	b.Helper()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Resolve(resolver.Mention{Text: qs[i%len(qs)].Text}, resolver.Policy{})
	}
}
