package main

import "testing"

func TestSlipped(t *testing.T) {
	kinds := map[int]int{} // by how much longer the text became
	for _, text := range []string{
		"Kata'ib Hezbollah", "Badr Organization", "National Wisdom Movement", "Народный фронт", "حركة المقاومة الإسلامية",
		"Asa'ib Ahl al-Haq", "Central Bank of Iraq", "Saraya al-Khorasani", "Islamic Dawa Party", "Harakat al-Nujaba",
		"Nineveh Plain", "Kirkuk Governorate", "Muqtada al-Sadr", "Qasem Soleimani", "Liwa Fatemiyoun", "Al-Mayadeen",
	} {
		got := slipped(text)
		if got == text || got != slipped(text) {
			t.Errorf("%q became %q and %q", text, got, slipped(text))
		}
		kinds[len([]rune(got))-len([]rune(text))]++
	}
	if len(kinds) != 3 || kinds[-1] == 0 || kinds[1] == 0 {
		t.Errorf("letters were not left out, added and changed: %v", kinds)
	}
	for _, text := range []string{"", "KH", "PMF 45", "12-34-56", "aaaaaaaa"} {
		if got := slipped(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
