package name

import "testing"

func TestSpellingKey(t *testing.T) {
	for _, test := range []struct {
		name string
		same []string // spellings of one name
		not  string   // of another
	}{
		{"scripts", []string{"Kata'ib Hezbollah", "Kataib Hizbullah", "كتائب حزب الله", "Катаиб Хезболла"}, "Hezbollah"},
		{"articles", []string{"al-Fayyadh", "Alfayyadh", "Fayyadh"}, "Fahd"},
		{"spaces", []string{"Asaib Ahl al-Haq", "Asa'ib Ahlulhaq", "Asaib Ahlul Haq"}, "Ahl al-Haq"},
		{"short names keep vowels", []string{"Salman", "salman", "Sallman"}, "Soleimani"},
		{"numbers", []string{"Brigade 12", "brigade 12"}, "Brigade 13"},
		{"other scripts", []string{"人民动员力量"}, "人民力量"},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := Builtin().SpellingKey(test.same[0])
			if want == "" {
				t.Error("the key is empty")
			}
			for _, s := range test.same {
				if got := Builtin().SpellingKey(s); got != want {
					t.Errorf("%q has %q, %q has %q", test.same[0], want, s, got)
				}
			}
			if got := Builtin().SpellingKey(test.not); got == want {
				t.Errorf("%q has the key of %q: %q", test.not, test.same[0], got)
			}
		})
	}
}

// FuzzSpellingKey: what has words has a key.
func FuzzSpellingKey(f *testing.F) {
	f.Add("Kata'ib Hezbollah")
	f.Add("كتائب حزب الله")
	f.Add("...")
	f.Fuzz(func(t *testing.T, s string) {
		if Builtin().Tokens(s).Folded != "" && Builtin().SpellingKey(s) == "" {
			t.Errorf("%q has no key", s)
		}
	})
}

func BenchmarkSpellingKey(b *testing.B) {
	Builtin()
	for b.Loop() {
		Builtin().SpellingKey("Катаиб Хезболла")
	}
}
