package resolver

import (
	"slices"
	"testing"
)

func TestBracketsTellApart(t *testing.T) {
	r := New(slices.Values([]Entity{
		{ID: "ministry", Type: TypeOrganization, Name: "Ministry of Foreign Affairs (Iraq)"},
		{ID: "zone", Type: TypePlace, Name: "Green Zone (Baghdad)"},
	}), nil)
	for mention, want := range map[string]string{
		"Ministry of Foreign Affairs (Iraq)":   "ministry",
		"Ministry of Foreign Affairs (العراق)": "ministry",
		"Ministry of Foreign Affairs (MoFA)":   "ministry",
		"Ministry of Foreign Affairs":          "ministry",
		"Ministry of Foreign Affairs (Iran)":   "",
		"Ministry of Foreign Affairs (Turkey)": "",
		"Green Zone (secured)":                 "zone",
	} {
		if ans := r.Resolve(Mention{Text: mention}, Policy{}); ans.EntityID != want {
			t.Errorf("%s is %q, want %q: %s", mention, ans.EntityID, want, list(ans))
		}
	}
}
