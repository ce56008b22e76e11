package match

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

// slowDistance is the textbook's table (Wagner & Fischer 1974) on what is left
// after the sounds that both start and end with: those meet each other at no cost.
func slowDistance(c *SoundCosts, a, b string) float32 {
	a, b = a[:min(len(a), maxSounds)], b[:min(len(b), maxSounds)]
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	d := make([][]float32, len(a)+1)
	for i := range d {
		d[i] = make([]float32, len(b)+1)
		for j := range d[i] {
			var x, y uint8
			if i > 0 {
				x = soundIndex[a[i-1]]
			}
			if j > 0 {
				y = soundIndex[b[j-1]]
			}
			switch {
			case i == 0 && j == 0:
			case i == 0:
				d[i][j] = d[i][j-1] + c.edits[0][y].Bits()
			case j == 0:
				d[i][j] = d[i-1][j] + c.edits[x][0].Bits()
			default:
				edit := c.edits[x][y].Bits()
				if a[i-1] == b[j-1] {
					edit = 0
				}
				d[i][j] = min(d[i-1][j]+c.edits[x][0].Bits(), d[i][j-1]+c.edits[0][y].Bits(), d[i-1][j-1]+edit)
			}
		}
	}
	return d[len(a)][len(b)]
}

func checkDistance(t *testing.T, c *SoundCosts, a, b string, limit float32) {
	t.Helper()
	inf := float32(math.Inf(1))
	full := c.Distance(a, b, inf)
	if want := slowDistance(c, a, b); full != want {
		t.Fatalf("Distance(%q, %q) = %v, want %v", a, b, full, want)
	}
	if back := c.Distance(b, a, inf); back != full {
		t.Fatalf("Distance(%q, %q) = %v, the other way %v", a, b, full, back)
	}
	if same := c.Distance(a, a, 0); same != 0 {
		t.Fatalf("Distance(%q, %q) = %v", a, a, same)
	}
	want := full
	if full > limit {
		want = inf
	}
	if got := c.Distance(a, b, limit); got != want {
		t.Fatalf("Distance(%q, %q, %v) = %v, unlimited %v", a, b, limit, got, full)
	}
}

// TestDistance compares every pair of short forms over a small alphabet, and
// random longer ones, with the textbook.
func TestDistance(t *testing.T) {
	var short []string
	for level, from := 0, []string{""}; level <= 3; level++ {
		short = append(short, from...)
		var next []string
		for _, s := range from {
			for _, sound := range []string{"a", "K", "h"} {
				next = append(next, s+sound)
			}
		}
		from = next
	}
	m := Default()
	for p := range m.Sounds {
		for _, a := range short {
			for _, b := range short {
				checkDistance(t, &m.Sounds[p], a, b, 4)
			}
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	form := func() string {
		b := make([]byte, random.IntN(maxSounds+10))
		for i := range b {
			b[i] = soundSymbols[1+random.IntN(len(soundSymbols)-1)]
		}
		return string(b)
	}
	for range 300 {
		a := form()
		b := form()
		if random.IntN(2) == 0 { // alike, as names that meet are
			b = a[:len(a)/2] + b[:len(b)/4] + a[min(len(a), len(a)/2+1):]
		}
		checkDistance(t, &m.Sounds[random.IntN(len(m.Sounds))], a, b, 60*random.Float32())
	}
}

func FuzzDistance(f *testing.F) {
	f.Add("Kazali", "hazali", float32(3), uint8(0))
	f.Add("", "ktb", float32(0), uint8(2))
	f.Add("badr", "badoru", float32(100), uint8(4))
	m := Default()
	f.Fuzz(func(t *testing.T, a, b string, limit float32, pairing uint8) {
		if math.IsNaN(float64(limit)) || limit < 0 {
			t.Skip()
		}
		checkDistance(t, &m.Sounds[pairing%uint8(PairingCount)], a, b, limit)
	})
}

// TestDistanceCutsTails checks the bound on length: what lies beyond it does not count.
func TestDistanceCutsTails(t *testing.T) {
	long := make([]byte, maxSounds)
	for i := range long {
		long[i] = "ab"[i%2]
	}
	if d := Default().Sounds[PairLatin].Distance(string(long)+"kkk", string(long)+"s", 0); d != 0 {
		t.Errorf("tails differ by %v", d)
	}
}

// TestSoundCosts checks what the fast distance relies on: costs are the same
// both ways, never negative, and nothing for a sound that stays.
func TestSoundCosts(t *testing.T) {
	m := Default()
	for p := range m.Sounds {
		c := &m.Sounds[p].edits
		for a := range c {
			for b := range c {
				if c[a][b] != c[b][a] || c[a][b] < 0 || a == b && c[a][b] != 0 {
					t.Errorf("%s: %s to %s costs %v, back %v", pairingNames[p], soundName(a), soundName(b), c[a][b], c[b][a])
				}
			}
		}
	}
}

// TestLearnedCosts checks that the costs tell what transliteration exchanges
// from what it does not.
func TestLearnedCosts(t *testing.T) {
	for _, test := range []struct {
		pairing   Pairing
		near, far [2]string
	}{
		{PairLatin, [2]string{"Kazali", "hazali"}, [2]string{"Kazali", "mazali"}},
		{PairLatin, [2]string{"qani", "kani"}, [2]string{"qani", "bani"}},
		{PairLatin, [2]string{"husein", "hosein"}, [2]string{"husein", "husbin"}},
		{PairAbjad, [2]string{"ktb", "katib"}, [2]string{"ktb", "kstmb"}},
		{PairAbjad, [2]string{"hzb", "hizb"}, [2]string{"hzb", "hlzb"}},
		{PairAlphabets, [2]string{"hezbola", "Kezbola"}, [2]string{"hezbola", "mezbola"}},
		{PairSyllables, [2]string{"badoru", "badr"}, [2]string{"batsru", "mgdr"}},
	} {
		c := &Default().Sounds[test.pairing]
		inf := float32(math.Inf(1))
		near, far := c.Distance(test.near[0], test.near[1], inf), c.Distance(test.far[0], test.far[1], inf)
		if near >= far {
			t.Errorf("%s: %v costs %v, %v only %v", pairingNames[test.pairing], test.near, near, test.far, far)
		}
	}
}

// TestPhoneticFormsHaveCosts checks that no sound of a word is unknown to the
// tables: it would cost nothing.
func TestPhoneticFormsHaveCosts(t *testing.T) {
	for _, s := range []string{
		"Kata'ib al-Imam Ali", "Żółć Ærø Ñandú 313", "كتائب حزب الله ٣١٣", "צה״ל", "Щербаков", "Παπανδρέου", "ქართული",
		"巴德尔组织", "バドル組織", "바드르조직", "नरेन्द्र", "ไทยรัฐ", "አማርኛ", "Հայաստան",
	} {
		for _, w := range sentence(s).Words {
			for _, p := range w.Phon {
				for i, x := range SoundIndices(p) {
					if x == 0 || int(x) >= len(soundSymbols) || soundSymbols[x] != p[i] {
						t.Errorf("%q sounds %q, and %q has no costs", w.Text, p, p[i])
					}
				}
			}
		}
	}
}

func TestPairingOf(t *testing.T) {
	for _, test := range []struct {
		a, b name.Script
		want Pairing
	}{
		{name.Latin, name.Latin, PairLatin},
		{name.Latin, name.Cyrillic, PairAlphabets},
		{name.Greek, name.Cyrillic, PairAlphabets},
		{name.Cyrillic, name.Cyrillic, PairAlphabets},
		{name.Latin, name.Arabic, PairAbjad},
		{name.Hebrew, name.Cyrillic, PairAbjad},
		{name.Arabic, name.Hebrew, PairAbjads},
		{name.Arabic, name.Arabic, PairAbjads},
		{name.Latin, name.Han, PairSyllables},
		{name.Kana, name.Arabic, PairSyllables},
		{name.Hangul, name.Thai, PairSyllables},
		{name.Unknown, name.Latin, PairAlphabets},
	} {
		if got := PairingOf(test.a, test.b); got != test.want {
			t.Errorf("PairingOf(%v, %v) = %s, want %s", test.a, test.b, pairingNames[got], pairingNames[test.want])
		}
		if there, back := PairingOf(test.a, test.b), PairingOf(test.b, test.a); there != back {
			t.Errorf("PairingOf(%v, %v) = %s, the other way %s", test.a, test.b, pairingNames[there], pairingNames[back])
		}
	}
}

func BenchmarkDistance(b *testing.B) {
	c := &Default().Sounds[PairLatin]
	b.ReportAllocs()
	for b.Loop() {
		c.Distance("muhamad", "mohamed", 20)
	}
}

// TestAtLeast checks that what two forms' sets of sounds cost at least is never more
// than what the forms do, and that it tells most strangers apart.
func TestAtLeast(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	form := func() string {
		b := make([]byte, random.IntN(12))
		for i := range b {
			b[i] = soundSymbols[1+random.IntN(len(soundSymbols)-1)]
		}
		return string(b)
	}
	m := Default()
	told := 0
	const pairs = 20_000
	for range pairs {
		c := &m.Sounds[random.IntN(len(m.Sounds))]
		a, b := form(), form()
		if random.IntN(2) == 0 {
			b = a[:len(a)/2] + b[:len(b)/4] + a[min(len(a), len(a)/2+1):]
		}
		least, d := c.atLeast(soundsOf(a), soundsOf(b)), c.Distance(a, b, float32(math.Inf(1)))
		if least > d {
			t.Fatalf("%q and %q are %v bits apart, at least %v", a, b, d, least)
		}
		if least > maxRatio*float32(max(len(a), len(b))) {
			told++
		}
	}
	if told < pairs/8 {
		t.Errorf("only %d of %d pairs are told apart", told, pairs)
	}
}
