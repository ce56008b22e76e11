package main

import (
	"strings"
	"time"

	"github.com/laqab/laqab/resolver"
)

// worstCases are mentions that meet much of a table, or are much themselves.
func (t *table) worstCases() []query {
	arab := t.byName["arab"].given
	name := func(i int) string { return title(arab[i%len(arab)][latin]) }
	var many []string
	for i := range 300 {
		many = append(many, name(i))
	}
	long := strings.Join(many, " ")
	return []query{
		{Text: name(0), Kind: "commonest name"},
		{Text: name(0) + " " + name(1) + " " + name(2), Kind: "three common names"},
		{Text: "Muhamed Ahmet", Kind: "common names respelled"},
		{Text: "Trading Company Ltd", Kind: "terms only"},
		{Text: "A", Kind: "one letter"},
		{Text: "A B C D", Kind: "initials"},
		{Text: long[:1000], Kind: "1,000 bytes of names"},
		{Text: strings.Repeat("a", 1000), Kind: "1,000 letters a"},
	}
}

// worst measures the worst cases, each some times over.
func (b *bench) worst(r *resolver.Resolver) {
	b.progress("worst cases")
	const repeats = 30
	for _, q := range b.table.worstCases() {
		var l latencies
		for start := time.Now(); len(l) < repeats && time.Since(start) < b.limit/10; {
			at := time.Now()
			r.Resolve(resolver.Mention{Text: q.Text}, resolver.Policy{})
			l = append(l, time.Since(at))
		}
		b.add("worst cases", string(q.Kind), "", l.values()...)
	}
}
