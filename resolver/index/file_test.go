package index_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/index"
	"github.com/laqab/laqab/resolver/match"
	"github.com/laqab/laqab/resolver/name"
)

func written(t testing.TB, x *index.Index) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := x.WriteTo(&b)
	if err != nil || int(n) != b.Len() {
		t.Fatalf("%d bytes written, said %d, %v", b.Len(), n, err)
	}
	return b.Bytes()
}

func read(b []byte) (*index.Index, error) { return index.Read(name.Builtin(), match.Default(), b) }

// toIndex is an entity as an index takes it.
func toIndex(e *resolver.Entity) index.Entity {
	x := index.Entity{ID: e.ID, Type: string(e.Type), Not: e.Not, Names: []index.Alias{{Value: e.Name}}}
	for _, a := range e.Aliases {
		x.Names = append(x.Names, index.Alias{Value: a.Value, Language: a.Language, Kind: string(a.Kind)})
	}
	return x
}

// edited makes an index by random changes, with segments and gone entities in it.
func edited(g *generator, entities, changes int) (*index.Index, state) {
	s := state{}
	for i := range entities {
		s[fmt.Sprintf("E%07d", i)] = g.entity(i)
	}
	x := indexOf(s.all())
	for range changes {
		d := script(g, s)
		var add []index.Entity
		for i := range d.Upsert {
			add = append(add, toIndex(&d.Upsert[i]))
		}
		x = x.With(add, d.Remove)
	}
	return x, s
}

// TestFile: an index that was written and read answers the same, takes the same
// changes, and is written as the same bytes again.
func TestFile(t *testing.T) {
	for _, c := range []struct {
		name              string
		entities, changes int
	}{{"empty", 0, 0}, {"one segment", 300, 0}, {"segments", 40, 9}, {"large base", 4000, 14}} {
		t.Run(c.name, func(t *testing.T) {
			g := newGenerator(t, uint64(c.entities), 30)
			want, s := edited(g, c.entities, c.changes)
			b := written(t, want)
			for offset := range 2 { // in place, and where the arrays must be copied
				at := make([]byte, offset+len(b))[offset:]
				copy(at, b)
				got, err := read(at)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(written(t, got), b) {
					t.Fatal("it is written in other bytes")
				}
				if got.Memory() != want.Memory() || got.Len() != want.Len() {
					t.Errorf("%d entities in %+v, want %d in %+v", got.Len(), got.Memory(), want.Len(), want.Memory())
				}
				sameCandidates(t, g, s, got, want)
				more := g.entity(c.entities + 1)
				add, remove := []index.Entity{toIndex(&more)}, []string{"E0000001", "E0000005"}
				sameCandidates(t, g, s, got.With(add, remove), want.With(add, remove))
				sameCandidates(t, g, s, got.Compact(), want.Compact())
			}
		})
	}
}

func sameCandidates(t *testing.T, g *generator, s state, got, want *index.Index) {
	t.Helper()
	all := s.all()
	for e := range want.All {
		if !reflect.DeepEqual(got.Entity(e), want.Entity(e)) {
			t.Fatalf("entity %+v, want %+v", got.Entity(e), want.Entity(e))
		}
	}
	for range min(100, len(all)) {
		text := g.mention(all).text
		if got, want := got.Candidates(sentence(got, text)), want.Candidates(sentence(want, text)); !slices.Equal(got, want) {
			t.Fatalf("%q: %v, want %v", text, got, want)
		}
	}
}

// use asks everything of an index. Whatever it holds, it must not panic.
func use(x *index.Index) {
	for _, text := range []string{"Mohamed Ka", "Party of Kh", "al-wali", "kh", "Мохаммед"} {
		m := sentence(x, text)
		best(x, m, x.Candidates(m))
	}
	for e := range x.All {
		x.Entity(e)
		x.Exclusion(e, "X", "x")
		for _, a := range x.AliasesOf(e, nil) {
			x.Shown(a.Alias)
		}
		value := x.Entity(e).Names[0].Value
		m := sentence(x, value)
		best(x, m, x.AliasesOf(e, x.Candidates(m)))
	}
	x.Memory()
	x.Compact()
	for e := range x.All { // one goes, one comes, and all is asked again
		m := sentence(x, "Mohamed Ka")
		x.With([]index.Entity{{ID: "new", Names: []index.Alias{{Value: "Mohamed Ka"}}}}, []string{x.ID(e)}).Candidates(m)
		break
	}
}

// TestReadDamaged: bytes that were changed or cut anywhere give an error, or an
// index that can be used.
func TestReadDamaged(t *testing.T) {
	g := newGenerator(t, 8, 30)
	x, _ := edited(g, 30, 4)
	whole := written(t, x)
	if _, err := read(whole); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 8, 40, 47, 48, len(whole) / 2, len(whole) - 8, len(whole) - 1} {
		if _, err := read(whole[:n]); !errors.Is(err, index.ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
	if _, err := read(append(slices.Clone(whole), 0)); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("a byte more: %v", err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	refused, used := 0, 0
	for range 3000 {
		b := slices.Clone(whole)
		for range 1 + rng.IntN(3) {
			b[rng.IntN(len(b))] ^= byte(1 + rng.IntN(255))
		}
		got, err := read(b)
		switch {
		case err == nil:
			used++
			use(got)
		case !errors.Is(err, index.ErrDamaged) && !errors.Is(err, index.ErrVersion):
			t.Fatal(err)
		default:
			refused++
		}
	}
	if refused == 0 || used == 0 {
		t.Errorf("%d refused, %d used: that shows nothing", refused, used)
	}
}

// FuzzRead: no bytes make Read panic, nor what is done with what it read: not the
// fuzzer's own, and not an index with some of its bytes changed. Changes are five
// bytes each: a place, and what is there then.
func FuzzRead(f *testing.F) {
	x, _ := edited(newGenerator(f, 9, 5), 5, 3)
	whole := written(f, x)
	f.Add([]byte("laqabidx"))
	f.Add(whole[:200])
	f.Add([]byte{0x11, 0x22, 0, 0, 0xff, 0x01, 0x09, 0, 0, 0})
	f.Fuzz(func(t *testing.T, changes []byte) {
		changed := slices.Clone(whole)
		for c := range slices.Chunk(changes, 5) {
			if len(c) == 5 {
				changed[binary.LittleEndian.Uint32(c)%uint32(len(changed))] = c[4]
			}
		}
		for _, b := range [][]byte{slices.Clone(changes), changed} {
			if x, err := read(b); err == nil {
				use(x)
			}
		}
	})
}
