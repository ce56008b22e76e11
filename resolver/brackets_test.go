package resolver

import (
	"slices"
	"testing"
)

func TestBracketsTellApart(t *testing.T) {
	r := New(slices.Values([]Entity{
		{ID: "ministry", Type: TypeOrganization, Name: "Ministry of Foreign Affairs (Iraq)"},
		{ID: "council", Type: TypeOrganization, Name: "Central Council", Aliases: []Alias{{Value: "Central Council (Iran)"}}},
		{ID: "union", Type: TypeOrganization, Name: "Farmers Union (Iran)", Aliases: []Alias{{Value: "Farmers Union"}}},
		{ID: "bank", Type: TypeOrganization, Name: "Bank Melli (Iran)"},
		{ID: "mid", Type: TypeOrganization, Name: "Ministry of Transport (Iraq)", Aliases: []Alias{{Value: "Министерство транспорта (Ирак)", Language: "ru"}}},
		{ID: "maoists", Type: TypeOrganization, Name: "Communist Party of India (Maoist)", Aliases: []Alias{{Value: "भारत की कम्युनिस्ट पार्टी (माओवादी)"}}},
		{ID: "zone", Type: TypePlace, Name: "Green Zone (Baghdad)"},
	}), nil)
	checkResolves(t, r, map[string]string{
		"Ministry of Foreign Affairs (Iraq)":   "ministry",
		"Ministry of Foreign Affairs (العراق)": "ministry",
		"Ministry of Foreign Affairs (MoFA)":   "ministry",
		"Ministry of Foreign Affairs":          "ministry",
		"Ministry of Foreign Affairs (Iran)":   "",
		"Ministry of Foreign Affairs (Turkey)": "",
		"Iraqi Ministry of Foreign Affairs":    "ministry",
		"Iranian Ministry of Foreign Affairs":  "",
		"Министерство транспорта Ирана":        "",
		"Central Council (Iraq)":               "",
		"Farmers Union (Iraq)":                 "",
		"Farmers Union (Iran)":                 "union",
		"Bank Melli (Tehran)":                  "bank",
		"Bank Melli (National)":                "bank",
		"Министерство транспорта (Иран)":       "",
		"Министерство транспорта (Ирака)":      "mid",
		"Communist Party of India (Maoist)":    "maoists",
		"Communist Party of India (Marxist)":   "",
		"भारत की कम्युनिस्ट पार्टी (मार्क्सवादी)": "",
		"Communist Party of India (banned)": "maoists",
		"Green Zone (secured)":              "zone",
	})
}

// TestCalledJustSo: who is called just as the mention goes before whose name it is only
// with something beside it, and a name that is weak by itself identifies with that.
func TestCalledJustSo(t *testing.T) {
	r := New(slices.Values([]Entity{
		{ID: "town", Type: TypePlace, Name: "Mayadin (Syria)", Aliases: []Alias{{Value: "Mayadeen (Syria)"}}},
		{ID: "channel", Type: TypeMedia, Name: "Al Mayadeen", Aliases: []Alias{{Value: "Mayadeen", Kind: KindShort}}},
		{ID: "paper", Type: TypeMedia, Name: "Al-Rai (Jordan)", Aliases: []Alias{{Value: "Al-Rai", Kind: KindWeak}}},
		{ID: "council", Type: TypeOrganization, Name: "Shura Council (Egypt)"},
		{ID: "other-council", Type: TypeOrganization, Name: "Shura Council (Oman)"},
	}), nil)
	checkResolves(t, r, map[string]string{
		"Mayadeen":                  "channel",
		"Mayadeen (Syria)":          "town",
		"Al-Rai":                    "",
		"Al-Rai (Jordan)":           "paper",
		"Al-Rai (Jordan) (daily)":   "paper",
		"Shura Council":             "",
		"Shura Council (Oman)":      "other-council",
		"Shura Council (Egypt) (x)": "council",
	})
}
