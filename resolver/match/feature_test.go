package match

import (
	"math"
	"strings"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

// TestFeatureNames checks that names are unique and say the group and place
// that the feature was made of.
func TestFeatureNames(t *testing.T) {
	seen := map[string]Feature{}
	for f := range Features {
		n := f.Name()
		if other, ok := seen[n]; ok {
			t.Errorf("features %d and %d are both called %s", other, f, n)
		}
		seen[n] = f
	}
	for _, test := range []struct {
		feature    Feature
		name, kind string
	}{
		{feature(gPrior), "prior", "prior"},
		{feature(gSame, int(name.RoleUnit)), "same/6", "word_same"},
		{feature(gSounds, 2, int(PairAbjad), 3), "sounds/2/2/3", "word_sounds"},
		{feature(gSiblingStep), "sibling_step", "word_of_sibling"},
		{feature(gOwnScriptStep, 3, int(PairAbjad), 1), "own_script_step/3/2/1", "own_script_worse"},
	} {
		if got := test.feature.Name(); got != test.name {
			t.Errorf("feature %d is called %s, want %s", test.feature, got, test.name)
		}
		if got := test.feature.Kind(); got != test.kind {
			t.Errorf("%s shows as %s, want %s", test.name, got, test.kind)
		}
	}
	if last := feature(gUnlike, int(name.RoleContent), int(Craft)); last != Features-1 {
		t.Errorf("the last feature is %d of %d", last, Features)
	}
}

// TestGroups checks that every group is named, and that its features follow
// those of the group before it.
func TestGroups(t *testing.T) {
	next := Feature(0)
	names := map[string]bool{}
	for i, g := range groups {
		if g.name == "" || g.kind == "" || strings.Contains(g.name, "/") || names[g.name] {
			t.Errorf("group %d: name %q, kind %q", i, g.name, g.kind)
		}
		names[g.name] = true
		if g.first != next {
			t.Errorf("%s starts at %d, want %d", g.name, g.first, next)
		}
		size, last := 1, []int{}
		for _, d := range g.dims {
			if d > 0 {
				size *= d
				last = append(last, d-1)
			}
		}
		if got := feature(i, last...); got != next+Feature(size)-1 {
			t.Errorf("%s: the last feature is %d, want %d", g.name, got, next+Feature(size)-1)
		}
		for f := next; f < next+Feature(size); f++ {
			if f.Kind() != g.kind {
				t.Errorf("feature %d of %s shows as %s", f, g.name, f.Kind())
			}
		}
		next += Feature(size)
	}
	if next != Features {
		t.Errorf("%d features, want %d", Features, next)
	}
}

// TestBins checks that bins rise with what they sort and use their whole range.
func TestBins(t *testing.T) {
	inf := float32(math.Inf(1))
	for _, test := range []struct {
		name     string
		bin      func(float32) int
		bins     int
		from, to float32
	}{
		{"distance", distanceBin, distanceBins, 0, maxRatio},
		{"cover", coverBin, coverBins, 0, 1},
		{"size", sizeBin, sizeBins, 0, 32},
		{"gap", gapBin, gapBins, 0, maxGap},
	} {
		last := 0
		for i := range 1001 {
			b := test.bin(test.from + (test.to-test.from)*float32(i)/1000)
			if b < last || b > last+1 {
				t.Errorf("%s: bin %d after %d", test.name, b, last)
			}
			last = b
		}
		if first := test.bin(test.from); first != 0 || last != test.bins-1 || test.bin(inf) != last {
			t.Errorf("%s: bins %d..%d, want 0..%d", test.name, first, last, test.bins-1)
		}
	}
	for r := range name.RoleCount {
		if g := roleGroup(r); g < 0 || g >= roleGroups {
			t.Errorf("%v is in role group %d", r, g)
		}
	}
	for _, test := range []struct{ distance, letters, want int }{
		{0, 3, 1}, {1, 6, 1}, {1, 7, 0}, {2, 6, 3}, {2, 7, 2}, {3, 9, 3}, {3, 7, 4}, {3, 5, letterBins - 1}, {9, 9, letterBins - 1},
	} {
		if got := letterBin(test.distance, test.letters); got != test.want {
			t.Errorf("%d of %d letters are in bin %d, want %d", test.distance, test.letters, got, test.want)
		}
	}
	for sounds, last := 0, 0; sounds < 20; sounds++ {
		b := lengthBin(sounds)
		if b < last || b > last+1 || b >= lengthBins || sounds == 0 && b != 0 || sounds == 19 && b != lengthBins-1 {
			t.Errorf("%d sounds are in bin %d after %d", sounds, b, last)
		}
		last = b
	}
	for n := range name.MaxTokens + 1 {
		if c := sizeClass(n); c < 0 || c > 2 {
			t.Errorf("%d words are of size %d", n, c)
		}
	}
}

// TestRarity checks that a rarer word is worth more, up to its role's cap, and
// that roles which identify more may be worth more.
func TestRarity(t *testing.T) {
	for role := range name.RoleCount {
		for _, entities := range []int{0, 250, 100000} {
			last := float32(math.Inf(1))
			for _, having := range []int{0, 1, 5, 50, entities} {
				r := Rarity(role, EntitiesOf(entities), having)
				if r <= 0 || r > last && having > 0 && entities > having {
					t.Errorf("%v in %d of %d entities is worth %v", role, having, entities, r)
				}
				last = r
			}
		}
		if role > 0 && rarityCap[role] < rarityCap[role-1] {
			t.Errorf("%v may be worth %v, less than %v", role, rarityCap[role], role-1)
		}
	}
	if rare, common := Rarity(name.RoleContent, EntitiesOf(100000), 1), Rarity(name.RoleContent, EntitiesOf(100000), 1000); rare <= common {
		t.Errorf("a rare word is worth %v, a common one %v", rare, common)
	}
}
