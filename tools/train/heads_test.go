package main

import (
	"maps"
	"testing"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/match"
)

// TestHeadsIn counts a head word once for each entity that has a name with and without
// it, on either side of the name, and as another's where only another has it without.
func TestHeadsIn(t *testing.T) {
	entity := func(id string, kind resolver.EntityType, names ...string) resolver.Entity {
		e := resolver.Entity{ID: id, Type: kind, Name: names[0]}
		for _, n := range names[1:] {
			e.Aliases = append(e.Aliases, resolver.Alias{Value: n})
		}
		return e
	}
	const organization = resolver.TypeOrganization
	got := map[string]match.HeadCount{}
	headsIn([]resolver.Entity{
		entity("nujaba", organization, "Nujaba", "Nujaba Movement", "the Movement of the Nujaba", "Mouvement Nujaba"),
		entity("sabireen", organization, "Harakat al-Sabireen", "Sabireen"),
		entity("artesh", organization, "Artesh"),
		entity("artesh-navy", organization, "Artesh Navy"),
		entity("fatah", organization, "Fatah Movement"),                // nobody is listed without it
		entity("kutla", resolver.TypePlace, "Kutla", "Kutla Movement"), // no organization
	}, got)
	want := map[string]match.HeadCount{"movement": {match.HeadSame: 2}, "navy": {match.HeadOther: 1}}
	if !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
