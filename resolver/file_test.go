package resolver

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"
)

// bytesOf is what the Resolver is written as.
func bytesOf(t testing.TB, r *Resolver) []byte {
	t.Helper()
	var b bytes.Buffer
	if n, err := r.WriteTo(&b); err != nil || int(n) != b.Len() {
		t.Fatalf("%d bytes written, said %d, %v", b.Len(), n, err)
	}
	return b.Bytes()
}

// TestRead: a Resolver that was written and read answers the same, also after
// changes, with its terms.
func TestRead(t *testing.T) {
	for _, terms := range [][]Term{nil, {{"x-dawn", "zzfajr", ""}, {"x-dawn", "شروق", "ar"}, {"brigade", "zzkat", "en"}}} {
		want := New(slices.Values(table[:4]), terms).With(Delta{Upsert: table[2:], Remove: []string{table[0].ID}})
		got, err := Read(bytesOf(t, want))
		if err != nil {
			t.Fatal(err)
		}
		sameAnswers(t, "read", got, want)
		change := Delta{Upsert: table[:1], Remove: []string{table[1].ID}}
		sameAnswers(t, "read and changed", got.With(change), want.With(change))
		sameAnswers(t, "read and compacted", got.Compact(), want.Compact())
		change.Terms = []Term{{"x-dawn", "zzfajr", ""}}
		sameAnswers(t, "read and taught", got.With(change), want.With(change))
		if m := (Mention{Text: "zzkat hizballah"}); got.Analyze(m.Text, "").Tokens[0].Concept != want.Analyze(m.Text, "").Tokens[0].Concept {
			t.Error("a term was lost")
		}
	}
}

func TestReadRefuses(t *testing.T) {
	r := New(slices.Values(table), []Term{{"x-dawn", "zzfajr", ""}})
	b := bytesOf(t, r)
	if _, err := Read(b); err != nil {
		t.Fatal(err)
	}
	model := *r.model
	model.Version += "+"
	other := *r
	other.model = &model
	if _, err := Read(bytesOf(t, &other)); !errors.Is(err, ErrVersion) {
		t.Errorf("another model: %v", err)
	}
	unlike := *r
	unlike.terms = append(slices.Clone(r.terms), Term{"x-dusk", "zzghurub", ""}) // a lexicon of another size
	if _, err := Read(bytesOf(t, &unlike)); !errors.Is(err, ErrDamaged) {
		t.Errorf("terms that are not its index's: %v", err)
	}
	b = bytesOf(t, New(slices.Values(table), nil)) // without terms, which take long to add
	for n := range len(b) {
		if n > 200 && n%97 != 0 && n < len(b)-20 {
			continue
		}
		if _, err := Read(b[:n]); !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut to %d of %d bytes: %v", n, len(b), err)
		}
	}
}

// FuzzRead: a Resolver with some of its bytes changed is refused, or answers
// without a panic. Changes are five bytes each: a place, and what is there then.
func FuzzRead(f *testing.F) {
	r := New(slices.Values(table[:5]), nil).With(Delta{Upsert: table[3:], Remove: []string{table[0].ID}})
	whole := bytesOf(f, r)
	f.Add([]byte{0x11, 0x22, 0, 0, 0xff, 0x01, 0x09, 0, 0, 0})
	f.Fuzz(func(t *testing.T, changes []byte) {
		b := slices.Clone(whole)
		for c := range slices.Chunk(changes, 5) {
			if len(c) == 5 {
				b[binary.LittleEndian.Uint32(c)%uint32(len(b))] = c[4]
			}
		}
		got, err := Read(b)
		if err != nil {
			return
		}
		for _, text := range mentions {
			got.Resolve(Mention{Text: text}, everything)
		}
		for e := range got.All() {
			got.Explain(Mention{Text: e.Name}, e.ID, everything)
		}
		got.With(Delta{Upsert: table[:1], Remove: []string{table[4].ID}}).Compact()
	})
}
