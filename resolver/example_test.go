package resolver_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver"
)

func Example() {
	r := resolver.New(slices.Values([]resolver.Entity{
		{ID: "kh", Name: "Kata'ib Hezbollah", Aliases: []resolver.Alias{{Value: "كتائب حزب الله"}, {Value: "KH", Kind: resolver.KindAcronym}}},
		{ID: "hezbollah", Name: "Hezbollah", Not: []string{"Hezbollah Foundation"}},
		{ID: "herat", Name: "Khorasan Heritage", Aliases: []resolver.Alias{{Value: "KH", Kind: resolver.KindAcronym}}},
	}), nil)
	for _, text := range []string{"Катаиб Хезболла", "Hezbollah'ın", "KH", "Rotary Club"} {
		ans := r.Resolve(resolver.Mention{Text: text}, resolver.Policy{})
		fmt.Printf("%s: %v%s\n", text, ans.Outcome, strings.TrimRight(" "+ans.EntityID, " "))
	}
	// Output:
	// Катаиб Хезболла: RESOLVED kh
	// Hezbollah'ın: RESOLVED hezbollah
	// KH: AMBIGUOUS
	// Rotary Club: NO_MATCH
}

func ExampleResolver_With() {
	before := resolver.New(slices.Values([]resolver.Entity{{ID: "badr", Name: "Badr Organization"}}), nil)
	after := before.With(resolver.Delta{Upsert: []resolver.Entity{{ID: "nujaba", Name: "Harakat al-Nujaba"}}})
	m := resolver.Mention{Text: "حركة النجباء"}
	fmt.Println(before.Resolve(m, resolver.Policy{}).Outcome, after.Resolve(m, resolver.Policy{}).Outcome)
	// Output: NO_MATCH RESOLVED
}

func ExampleResolver_Explain() {
	r := resolver.New(slices.Values([]resolver.Entity{{ID: "kh", Name: "Kata'ib Hezbollah", Not: []string{"Kataeb Party"}}}), nil)
	x, ok := r.Explain(resolver.Mention{Text: "KATAEB PARTY"}, "kh", resolver.Policy{})
	fmt.Println(ok, x.Outcome, x.Excluded)
	// Output: true NO_MATCH Kataeb Party
}
