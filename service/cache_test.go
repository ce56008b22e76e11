package service

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// cached is a table with a cache beside it.
type cached struct {
	store *aliases.Store
	file  string
}

// newCached makes a table of entities, and the cache of it.
func newCached(t *testing.T, entities int) *cached {
	t.Helper()
	store, err := aliases.Open(t.Context(), filepath.Join(t.TempDir(), "laqab.db"), aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	c := &cached{store, store.Path() + ".index"}
	c.edit(t, func(tx *aliases.Tx) error {
		for i := range entities {
			if _, err := tx.CreateEntity(aliases.Entity{ID: fmt.Sprint("e", i), Name: name(i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if _, log := c.start(t); !strings.Contains(log, "no index cache yet") || !strings.Contains(log, "index cache written") {
		t.Fatalf("first start: %s", log)
	}
	return c
}

func (c *cached) edit(t *testing.T, fn func(*aliases.Tx) error) {
	t.Helper()
	if _, err := c.store.Update(t.Context(), aliases.Edit{Actor: "tester"}, fn); err != nil {
		t.Fatal(err)
	}
}

// start loads a server and shuts it down. It returns the snapshot and the log.
func (c *cached) start(t *testing.T, more ...func(*Server)) (*snapshot, string) {
	t.Helper()
	var log logBuffer
	s := New(c.store, Config{Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), IndexCache: c.file})
	s.live.cache.program = programOnce
	for _, fn := range more {
		fn(s)
	}
	if err := s.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(c.file + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a temporary file is left: %v", err)
	}
	return s.live.current.Load(), log.String()
}

// same compares with a snapshot that is built of the table now.
func (c *cached) same(t *testing.T, got *snapshot) {
	t.Helper()
	fresh := newLive(c.store, slog.New(slog.DiscardHandler), time.Second)
	if err := fresh.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := fresh.current.Load()
	if got.revision != want.revision || got.resolver.Entities() != want.resolver.Entities() {
		t.Fatalf("%d entities at %d, want %d at %d", got.resolver.Entities(), got.revision, want.resolver.Entities(), want.revision)
	}
	for n := range 120 {
		req := mention(like(n, n))
		if a, b := bytesOf(t, got.resolve(req)), bytesOf(t, want.resolve(req)); !bytes.Equal(a, b) {
			t.Fatalf("%q: got %v, want %v", req.GetMention().GetText(), got.resolve(req), want.resolve(req))
		}
	}
}

// TestCache: a start takes the index from the file, folds in what was edited
// since, and leaves the newest one behind.
func TestCache(t *testing.T) {
	c := newCached(t, 60)
	for _, test := range []struct {
		name    string
		edit    func(*aliases.Tx) error
		changes int
	}{
		{"as it was", nil, 0},
		{"entities", func(tx *aliases.Tx) error {
			_, err := tx.CreateEntity(aliases.Entity{ID: "new", Name: name(77)})
			if err == nil {
				_, err = tx.DeleteEntity("e3", "")
			}
			if err == nil {
				_, err = tx.AddAlias("e4", aliases.Alias{Value: name(88)}, "")
			}
			return err
		}, 3},
		{"after them", nil, 0},
		{"a term", func(tx *aliases.Tx) error { return tx.AddTerm(resolver.Term{Concept: "x-dawn", Value: "dok"}) }, 1},
		{"after it", nil, 0},
		{"no term", func(tx *aliases.Tx) error { return tx.RemoveTerm(resolver.Term{Concept: "x-dawn", Value: "dok"}) }, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.edit != nil {
				c.edit(t, test.edit)
			}
			s, log := c.start(t)
			if !strings.Contains(log, "index cache used") || !strings.Contains(log, fmt.Sprint("changes_since=", test.changes)) {
				t.Errorf("got %s", log)
			}
			if written := strings.Contains(log, "index cache written"); written != (test.changes > 0) {
				t.Errorf("written: %t", written)
			}
			c.same(t, s)
		})
	}
}

// TestCacheAfterLargeChange: what is read from the table anew is written anew.
func TestCacheAfterLargeChange(t *testing.T) {
	c := newCached(t, 5)
	_, log := c.start(t, func(s *Server) {
		if err := s.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.live.update(t.Context(), aliases.Edit{Actor: "large"}, func(tx *aliases.Tx) error {
			for i := range bulk + 1 {
				if _, err := tx.CreateEntity(aliases.Entity{ID: fmt.Sprint("more", i), Name: name(i)}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		s.live.compactor.work.Wait()
	})
	if !strings.Contains(log, "index cache written") {
		t.Errorf("got %s", log)
	}
}

// TestCacheAfterCompaction: a compacted index is written, and read as one.
func TestCacheAfterCompaction(t *testing.T) {
	c := newCached(t, 20)
	s, log := c.start(t, func(s *Server) {
		calls := 0
		s.live.compactor.worthIt = func(*resolver.Resolver) bool { calls++; return calls <= 2 } // to start, and to end
		c.edit(t, func(tx *aliases.Tx) error { _, err := tx.DeleteEntity("e1", ""); return err })
		if err := s.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.live.compactor.work.Wait()
	})
	if !strings.Contains(log, "index compacted") || !strings.Contains(log, "index cache written") {
		t.Errorf("got %s", log)
	}
	c.same(t, s)
}

// TestCacheRefused: what is not of this program, this table and whole is never
// used; the table is read, and the file made good.
func TestCacheRefused(t *testing.T) {
	c := newCached(t, 40)
	good, err := os.ReadFile(c.file)
	if err != nil {
		t.Fatal(err)
	}
	other := newCached(t, 41) // another number, so that the revisions differ
	same := newCached(t, 40)  // the same content and revision
	read := func(file string) []byte {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	header := func(change func(*cacheHeader)) []byte {
		var h cacheHeader
		if _, err := binary.Decode(good, binary.LittleEndian, &h); err != nil {
			t.Fatal(err)
		}
		change(&h)
		b, err := binary.Append(nil, binary.LittleEndian, h)
		if err != nil {
			t.Fatal(err)
		}
		return append(b, good[len(b):]...)
	}
	model := bytes.Replace(good, []byte(resolver.ModelVersion()), bytes.Repeat([]byte("x"), len(resolver.ModelVersion())), 1)
	for _, test := range []struct {
		name, want string
		content    []byte
	}{
		{"another program", "another build", header(func(h *cacheHeader) { h.Program++ })},
		{"another model", "another version", resummed(t, model)},
		{"a later revision", "has not come", read(other.file)},
		{"another table of the revision", "another table", read(same.file)},
		{"an older revision of another table", "another table", header(func(h *cacheHeader) { h.Revision-- })},
		{"a negative revision", "damaged", header(func(h *cacheHeader) { h.Revision = -1 })},
		{"another size", "should have", header(func(h *cacheHeader) { h.Size++ })},
		{"another sum", "checksum", header(func(h *cacheHeader) { h.Sum++ })},
		{"no file of ours", "damaged", []byte(strings.Repeat("some text ", 100))},
		{"empty", "damaged", nil},
		{"its header only", "should have", good[:cacheHeaderSize]},
		{"cut within the header", "damaged", good[:cacheHeaderSize/2]},
		{"cut", "should have", good[:len(good)-8]},
		{"longer", "should have", append(slices.Clone(good), 0)},
		{"right sum, damaged head", "damaged", resummed(t, flipped(good, cacheHeaderSize))},
		{"right sum, damaged index", "damaged", resummed(t, flipped(good, cacheHeaderSize+100))},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := os.WriteFile(c.file, test.content, 0o600); err != nil {
				t.Fatal(err)
			}
			s, log := c.start(t)
			if !strings.Contains(log, test.want) || strings.Contains(log, "index cache used") {
				t.Errorf("want %q in %s", test.want, log)
			}
			c.same(t, s)
			if _, log := c.start(t); !strings.Contains(log, "index cache used") {
				t.Errorf("it was not made good: %s", log)
			}
		})
	}
	t.Run("not to be read or written", func(t *testing.T) {
		if err := os.Remove(c.file); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(c.file, "in the way"), 0o700); err != nil {
			t.Fatal(err)
		}
		s, log := c.start(t)
		if !strings.Contains(log, "not usable") || !strings.Contains(log, "was not written") {
			t.Errorf("got %s", log)
		}
		c.same(t, s)
	})
}

// flipped is a copy with a byte changed.
func flipped(b []byte, at int) []byte {
	c := slices.Clone(b)
	c[at] ^= 0x55
	return c
}

// resummed is a copy with the checksum of what it holds.
func resummed(t *testing.T, b []byte) []byte {
	t.Helper()
	c := slices.Clone(b)
	var sum checksum
	if _, err := sum.Write(c[cacheSummedFrom:]); err != nil {
		t.Fatal(err)
	}
	binary.LittleEndian.PutUint64(c[8:], sum.sum())
	return c
}

// TestCacheDamagedAnywhere: no byte can change without being noticed.
func TestCacheDamagedAnywhere(t *testing.T) {
	c := newCached(t, 10)
	good, err := os.ReadFile(c.file)
	if err != nil {
		t.Fatal(err)
	}
	load := func() error {
		k := newCache(c.file, c.store)
		k.program = programOnce
		_, err := k.load(t.Context())
		return err
	}
	if err := load(); err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(good); at++ {
		if at > cacheHeaderSize {
			at += len(good) / 400
		}
		if at >= len(good) {
			break
		}
		if err := os.WriteFile(c.file, flipped(good, at), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := load(); !errors.Is(err, resolver.ErrDamaged) && !errors.Is(err, errStale) {
			t.Errorf("byte %d of %d: %v", at, len(good), err)
		}
	}
}

// TestCacheOfCopy: two copies of a table that were edited apart come to the same
// revision, but the cache of one is none of the other's.
func TestCacheOfCopy(t *testing.T) {
	c := newCached(t, 5)
	dir := t.TempDir()
	d := &cached{file: filepath.Join(dir, "copy.db.index")}
	if err := c.store.Close(); err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{c.store.Path(): filepath.Join(dir, "copy.db"), c.file: d.file} {
		b, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if d.store, err = aliases.Open(t.Context(), filepath.Join(dir, "copy.db"), aliases.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	if _, log := d.start(t); !strings.Contains(log, "index cache used") {
		t.Errorf("a copy of both: %s", log)
	}
	if c.store, err = aliases.Open(t.Context(), c.store.Path(), aliases.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.store.Close() })
	for i, of := range []*cached{c, d} {
		of.edit(t, func(tx *aliases.Tx) error {
			_, err := tx.CreateEntity(aliases.Entity{ID: "apart", Name: name(70 + i)})
			return err
		})
	}
	c.start(t)
	b, err := os.ReadFile(c.file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s, log := d.start(t)
	if !strings.Contains(log, "another table") {
		t.Errorf("the other copy's: %s", log)
	}
	d.same(t, s)
}

// TestCacheShutdownInTime: what is left to do when the time is over is not done.
func TestCacheShutdownInTime(t *testing.T) {
	c := newCached(t, 5)
	before, err := os.ReadFile(c.file)
	if err != nil {
		t.Fatal(err)
	}
	s := New(c.store, Config{Logger: slog.New(slog.DiscardHandler), IndexCache: c.file})
	if err := s.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.live.update(t.Context(), aliases.Edit{Actor: "tester"}, func(tx *aliases.Tx) error {
		_, err := tx.CreateEntity(aliases.Entity{ID: "late", Name: name(9)})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	s.live.save(over)
	if after, err := os.ReadFile(c.file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed, %v", err)
	}
	if snapshot, log := c.start(t); !strings.Contains(log, "changes_since=1") || snapshot.resolver.Entities() != 6 {
		t.Errorf("%d entities, %s", snapshot.resolver.Entities(), log)
	}
}

const cacheCrashTable = "LAQAB_CACHE_CRASH_TABLE" // set in the child: the table whose cache to write until killed

// TestCacheCrashChild is the program that TestCacheCrash kills.
func TestCacheCrashChild(t *testing.T) {
	path := os.Getenv(cacheCrashTable)
	if path == "" {
		t.Skip("run by TestCacheCrash")
	}
	store, err := aliases.Open(t.Context(), path, aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := newLive(store, slog.New(slog.DiscardHandler), time.Second)
	l.cache = newCache(path+".index", store)
	if err := l.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for {
		l.cache.saved.Store(-1) // so that it writes again
		if _, err := l.cache.save(t.Context(), l.current.Load()); err != nil {
			t.Fatal(err)
		}
		fmt.Println("written")
	}
}

// TestCacheCrash: whenever the program is killed while it writes, the file is
// a whole one.
func TestCacheCrash(t *testing.T) {
	c := newCached(t, 3000)
	path := c.store.Path()
	random := rand.New(rand.NewPCG(3, 4))
	for range 5 {
		if err := c.store.Close(); err != nil {
			t.Fatal(err)
		}
		child := exec.Command(os.Args[0], "-test.run=^TestCacheCrashChild$")
		child.Env = append(os.Environ(), cacheCrashTable+"="+path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if n, err := io.ReadFull(out, make([]byte, len("written"))); err != nil {
			t.Errorf("%d bytes, %v", n, err)
		}
		time.Sleep(time.Duration(random.IntN(20_000)) * time.Microsecond)
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait() // it was killed
		if c.store, err = aliases.Open(t.Context(), path, aliases.Options{}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.store.Close() })
		s, log := c.start(t)
		if !strings.Contains(log, "index cache used") {
			t.Errorf("got %s", log)
		}
		if s.resolver.Entities() != 3000 {
			t.Errorf("%d entities", s.resolver.Entities())
		}
	}
}

// programOnce spares tests that load often the sum of their own program.
var programOnce = newCache("", nil).program

// TestChecksum: it is the same however the bytes come, and any bit counts.
func TestChecksum(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, size := range []int{0, 1, sumPiece - 1, sumPiece, sumPiece + 1, 3*sumPiece + 17} {
		b := make([]byte, size)
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		var one checksum
		for rest := b; len(rest) > 0; {
			n := min(len(rest), 1+random.IntN(sumPiece*3/2))
			one.Write(rest[:n])
			rest = rest[n:]
		}
		kept := make([]byte, size)
		two, err := readSummed(bytes.NewReader(append([]byte("skipped"), b...)), 7, kept, int64(size))
		if err != nil || two != one.sum() || !bytes.Equal(kept, b) {
			t.Errorf("%d bytes: read %x, written %x, %v", size, two, one.sum(), err)
		}
		three, err := readSummed(bytes.NewReader(b), 0, nil, int64(size))
		if err != nil || three != two {
			t.Errorf("%d bytes, not kept: %x, want %x, %v", size, three, two, err)
		}
		if size > 0 {
			b[random.IntN(size)] ^= 1
			if four, _ := readSummed(bytes.NewReader(b), 0, nil, int64(size)); four == two {
				t.Errorf("%d bytes: a bit does not count", size)
			}
		}
	}
	if _, err := readSummed(bytes.NewReader(nil), 0, nil, 1); !errors.Is(err, io.EOF) {
		t.Errorf("too short: %v", err)
	}
}
