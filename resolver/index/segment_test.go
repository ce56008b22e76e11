package index

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/laqab/laqab/resolver/name"
)

// TestWordRecord: a word comes back as the lexicon made it. A field that is new
// in name.Word and not in the record fails here.
func TestWordRecord(t *testing.T) {
	l := name.Builtin()
	var w name.Word
	for _, text := range []string{"mohammed", "محمد", "الفياض", "kata'ib", "ḥusayn", "ç", "習近平", "x", "7", "ltd", "alsudani", "хезболлы", "", "of the", strings.Repeat("long", 60)} {
		want := l.Word(text)
		readWord(appendWord(nil, &want), &w)
		a, b := reflect.ValueOf(want), reflect.ValueOf(w)
		for i := range a.NumField() {
			x, y := a.Field(i), b.Field(i)
			if x.Kind() == reflect.Slice && x.Len() == 0 && y.Len() == 0 {
				continue
			}
			if !reflect.DeepEqual(x.Interface(), y.Interface()) {
				t.Errorf("%q: %s is %v, was %v", text, a.Type().Field(i).Name, y, x)
			}
		}
		if got := wordText(appendWord(nil, &want)); got != text {
			t.Errorf("text of %q is %q", text, got)
		}
		if got := wordFolded(appendWord(nil, &want)); got != want.Folded {
			t.Errorf("folded form of %q is %q, want %q", text, got, want.Folded)
		}
	}
}

func listOf(s numbers) (list []uint32) {
	for _, number := range s.all {
		list = append(list, number)
	}
	return list
}

// TestNumbers compares numbers of each width with a slice.
func TestNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, test := range []struct {
		limit int
		width uint8
	}{{0, 1}, {1, 1}, {1 << 8, 1}, {1<<8 + 1, 2}, {1 << 16, 2}, {1<<16 + 1, 3}, {1 << 24, 3}, {1<<24 + 1, 4}, {1 << 32, 4}} {
		if got := widthOf(test.limit); got != test.width {
			t.Errorf("numbers below %d take %d bytes, want %d", test.limit, got, test.width)
		}
		var want []uint32
		for range 100 * min(test.limit, 1) {
			want = append(want, uint32(test.limit-1)-uint32(rng.IntN(min(test.limit, 1000))))
		}
		s := numbersOf(want, test.width)
		if got := listOf(s); !slices.Equal(got, want) {
			t.Errorf("below %d: %v, want %v", test.limit, got, want)
		}
		again := numbers{bytes: s.bytes}
		if again.derive(s.width); !reflect.DeepEqual(again, s) || !again.check(test.limit) || test.limit > 1 && again.check(test.limit-1000) {
			t.Errorf("below %d: %+v after a file, was %+v", test.limit, again, s)
		}
		if len(want) > 0 {
			if got := listOf(s.part(20, 50)); !slices.Equal(got, want[20:50]) {
				t.Errorf("part of those below %d: %v, want %v", test.limit, got, want[20:50])
			}
		}
	}
	s := numbersOf([]uint32{7, 9, 7, 1 << 23}, 3)
	for i := range s.n {
		if got := s.earlier(i); got != (i == 2) {
			t.Errorf("number %d stands before: %v", i, got)
		}
	}
}

// TestOwners compares owners with the entity of each alias.
func TestOwners(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, entities := range []int{0, 1, 2, 40, 3000} {
		var want []uint32 // by alias
		var first []uint32
		for e := range uint32(entities) {
			first = append(first, uint32(len(want)))
			for range 1 + rng.IntN(1<<rng.IntN(8)) {
				want = append(want, e)
			}
		}
		s := newOwners(len(want), func(yield func(uint32)) {
			for _, alias := range first {
				yield(alias)
			}
		})
		for alias, e := range want {
			if got := s.of(uint32(alias)); got != e {
				t.Fatalf("alias %d is of entity %d, want %d", alias, got, e)
			}
		}
		for e, from := range first {
			to := len(want)
			if e+1 < entities {
				to = int(first[e+1])
			}
			if a, b := s.aliases(uint32(e), len(want)); a != from || int(b) != to {
				t.Fatalf("aliases of entity %d are %d to %d, want %d to %d", e, a, b, from, to)
			}
		}
		if !s.check(len(want), entities) || s.check(len(want), entities+1) || s.check(len(want)+64, entities) {
			t.Errorf("%d entities: check is wrong", entities)
		}
		for i := range s {
			for _, damage := range []ownerBlock{{first: 1 << rng.IntN(64)}, {before: 1 << rng.IntN(64)}} {
				damaged := slices.Clone(s)
				damaged[i] = ownerBlock{s[i].first ^ damage.first, s[i].before ^ damage.before}
				if damaged.check(len(want), entities) {
					t.Errorf("%d entities: block %d passes as %+v", entities, i, damaged[i])
				}
			}
		}
	}
}

// TestMultimap compares both kinds of it with a Go map.
func TestMultimap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 17, 5000, 70000} {
		for _, spread := range []uint32{1, 7, 1 << 31} {
			want := map[uint32][]uint32{}
			var lists [3][]pair // each of one goroutine
			for i := range uint32(n) {
				key := rng.Uint32N(spread) * (math.MaxUint32 / spread)
				for range 1 + rng.IntN(2) { // doubles
					of := &lists[int(i)*len(lists)/n]
					*of = append(*of, newPair(key, i))
				}
				want[key] = append(want[key], i)
			}
			sortByKey(lists[:]...)
			m, packed := newMultimap(lists[:]...), newPackedMap(lists[:]...)
			if !packed.check(max(n, 1)) || n > 1 && packed.check(n-1) {
				t.Fatalf("n=%d spread=%d: its numbers are not below %d, or below one less", n, spread, n)
			}
			unpacked := func(key uint32) (numbers []uint32) {
				l := packed.get(key)
				for number, ok := l.next(); ok; number, ok = l.next() {
					numbers = append(numbers, number)
				}
				return numbers
			}
			for key, list := range want {
				if got, of := listOf(m.get(key)), unpacked(key); !slices.Equal(got, list) || !slices.Equal(of, list) {
					t.Fatalf("n=%d spread=%d key %x: %d numbers, packed %d, want %d", n, spread, key, len(got), len(of), len(list))
				}
			}
			for range 100 {
				if key := rng.Uint32(); want[key] == nil && (m.get(key).n > 0 || unpacked(key) != nil) {
					t.Fatalf("n=%d spread=%d: key %x has numbers", n, spread, key)
				}
			}
		}
	}
}

// TestMultimapDamaged: however many keys the last bucket of a damaged file claims,
// what follows from it is refused and nothing panics.
func TestMultimapDamaged(t *testing.T) {
	const keys = 60
	var pairs []pair
	for i := range uint32(keys) {
		pairs = append(pairs, newPair(spread(i/2), i))
	}
	sortByKey(pairs)
	for claimed := range uint32(500) {
		m := newMultimap(pairs)
		m.bucket[len(m.bucket)-1] = claimed
		m.keyTable.derive()
		m.lists.derive(m.width)
		if got, want := m.check(keys), claimed == keys/2; got != want {
			t.Errorf("%d keys claimed: check %v, want %v", claimed, got, want)
		}
	}
}

// TestCounts: an edited copy changes and the original does not.
func TestCounts(t *testing.T) {
	var zero counts
	a := zero.edit(1000)
	a.set(999, 3)
	b := a.edit(1000)
	b.set(999, 4)
	b.set(0, 1)
	for _, c := range []struct {
		of   counts
		i    uint32
		want uint32
	}{{zero, 999, 0}, {a, 999, 3}, {a, 0, 0}, {a, 500, 0}, {b, 999, 4}, {b, 0, 1}} {
		if got := c.of.at(c.i); got != c.want {
			t.Errorf("counter %d is %d, want %d", c.i, got, c.want)
		}
	}
}

// TestAliasSet: a set holds what was added since reset, also after it grew.
func TestAliasSet(t *testing.T) {
	var s aliasSet
	for round := range 3 {
		s.reset()
		for i := range uint32(5000) {
			if !s.add(i * 7919) {
				t.Fatalf("round %d: %d is there before it was added", round, i)
			}
		}
		for i := range uint32(5000) {
			if s.add(i * 7919) {
				t.Fatalf("round %d: %d was lost", round, i)
			}
		}
	}
}

// TestDecodeEmpty: an empty array at the end of a file views none of the few bytes there. To the
// race detector a pointer to less than an element is fatal.
func TestDecodeEmpty(t *testing.T) {
	const large = 1 << 16 // bytes, of which the last one is the end of the object, too
	numbers := []uint32{1}
	if err := (flat[uint32]{&numbers}).decode(make([]byte, large+1)[large:large]); err != nil || len(numbers) > 0 {
		t.Errorf("%v, %v", numbers, err)
	}
}
