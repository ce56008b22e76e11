package service

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// cache keeps a snapshot in a file beside the table, which a start reads instead
// of the table. The file is only ever a copy: it is used when it was written by
// the very program that reads it, of this table at a revision that the table has
// gone through, and is whole; else the table is read. What was edited after that
// revision is folded in, as after any edit.
//
// The file is read in one go, into memory that the garbage collector frees when
// no index and no answer uses it any more. Mapping it saves some 60 ms of a
// gigahertz core at a million aliases, but then whoever cuts the file, and a disk
// that fails, kills the server, and mapped memory is never safe to give back.
type cache struct {
	file    string
	store   *aliases.Store
	program func() (uint64, error) // a checksum of the running program

	saving sync.Mutex
	waits  atomic.Bool  // somebody is about to save
	saved  atomic.Int64 // the revision that the file has, -1 when it has none of use
}

func newCache(file string, store *aliases.Store) *cache {
	c := &cache{file: file, store: store, program: sync.OnceValues(programSum)}
	c.saved.Store(-1)
	return c
}

// cacheHeader starts the file, in little-endian order. What follows is the
// resolver's, in the byte order of the machine.
type cacheHeader struct {
	Magic    [8]byte
	Sum      uint64 // checksum of all from Program on
	Size     int64  // of the file in bytes
	Program  uint64 // checksum of the program that wrote it: of its code, lexicon and model
	Revision int64
	Table    aliases.Fingerprint // of the table at that revision
}

const (
	cacheMagic      = "laqabidx"
	cacheHeaderSize = 72 // divides by 8, as the resolver wants to be aligned
	cacheSummedFrom = 24 // where Program stands
)

// errStale says that the file is whole, but not of this program and table.
var errStale = errors.New("stale index cache")

// load reads the snapshot but for its policies; it may be older than the table.
// The errors are fs.ErrNotExist, errStale, resolver.ErrVersion,
// resolver.ErrDamaged, and those of reading.
func (c *cache) load(ctx context.Context) (*snapshot, error) {
	if err := removeIfThere(c.fresh()); err != nil { // left by a program that was killed
		return nil, err
	}
	f, err := os.Open(c.file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var h cacheHeader
	if err := binary.Read(f, binary.LittleEndian, &h); err != nil || string(h.Magic[:]) != cacheMagic || h.Revision < 0 {
		return nil, fmt.Errorf("%w: it does not start as one", resolver.ErrDamaged)
	}
	if h.Size != info.Size() {
		return nil, fmt.Errorf("%w: it has %d bytes, and should have %d", resolver.ErrDamaged, info.Size(), h.Size)
	}
	if err := c.fits(ctx, &h); err != nil {
		return nil, err
	}
	b := make([]byte, h.Size-cacheSummedFrom)
	sum, err := readSummed(f, cacheSummedFrom, b, h.Size-cacheSummedFrom)
	if err != nil {
		return nil, err
	}
	if sum != h.Sum {
		return nil, fmt.Errorf("%w: its checksum is %x, and should be %x", resolver.ErrDamaged, sum, h.Sum)
	}
	r, err := resolver.Read(b[cacheHeaderSize-cacheSummedFrom:])
	if err != nil {
		return nil, err
	}
	c.saved.Store(h.Revision)
	return &snapshot{resolver: r, revision: h.Revision}, nil
}

// fits says whether the file is of this program and this table.
func (c *cache) fits(ctx context.Context, h *cacheHeader) error {
	program, err := c.program()
	if err != nil {
		return err
	}
	if h.Program != program {
		return fmt.Errorf("%w: another build of the program wrote it", errStale)
	}
	table, err := c.store.Fingerprint(ctx, h.Revision)
	if errors.Is(err, aliases.ErrNotFound) {
		return fmt.Errorf("%w: it is of revision %d, to which this table has not come", errStale, h.Revision)
	}
	if err != nil {
		return err
	}
	if h.Table != table {
		return fmt.Errorf("%w: it is of another table", errStale)
	}
	return nil
}

// save writes the snapshot, unless the file has it. It returns how many bytes the
// file got. A file of the name is always a whole one, whenever the program is killed.
func (c *cache) save(ctx context.Context, s *snapshot) (size int64, err error) {
	c.saving.Lock()
	defer c.saving.Unlock()
	if s.revision <= c.saved.Load() {
		return 0, nil
	}
	h := cacheHeader{Magic: [8]byte([]byte(cacheMagic)), Revision: s.revision}
	if h.Program, err = c.program(); err != nil {
		return 0, err
	}
	if h.Table, err = c.store.Fingerprint(ctx, s.revision); err != nil {
		return 0, err
	}
	table, err := os.Stat(c.store.Path())
	if err != nil {
		return 0, err
	}
	fresh := c.fresh()
	if err := removeIfThere(fresh); err != nil {
		return 0, err
	}
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	// Who may read the table may read what is made of it, and nobody else.
	err = errors.Join(f.Chmod(table.Mode().Perm()), writeCache(ctx, f, &h, s.resolver), f.Close())
	if err == nil {
		err = os.Rename(fresh, c.file)
	}
	if err != nil {
		return 0, errors.Join(err, os.Remove(fresh))
	}
	c.saved.Store(s.revision)
	return h.Size, syncDirectory(filepath.Dir(c.file))
}

// fresh is the file while it is being written.
func (c *cache) fresh() string { return c.file + ".new" }

func removeIfThere(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// writeCache writes a whole file, and completes its header.
func writeCache(ctx context.Context, f *os.File, h *cacheHeader, r *resolver.Resolver) error {
	var sum checksum
	if _, err := f.Seek(cacheSummedFrom, io.SeekStart); err != nil {
		return err
	}
	out := bufio.NewWriterSize(&cancelled{ctx, io.MultiWriter(f, &sum)}, sumPiece)
	head, err := binary.Append(nil, binary.LittleEndian, h)
	if err != nil {
		return err
	}
	if _, err := out.Write(head[cacheSummedFrom:]); err != nil {
		return err
	}
	size, err := r.WriteTo(out)
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	// What comes before is known now.
	h.Size, h.Sum = cacheHeaderSize+size, sum.sum()
	if head, err = binary.Append(head[:0], binary.LittleEndian, h); err != nil {
		return err
	}
	if _, err := f.WriteAt(head[:cacheSummedFrom], 0); err != nil {
		return err
	}
	return f.Sync()
}

// cancelled is a writer that fails when the context is done.
type cancelled struct {
	ctx context.Context
	w   io.Writer
}

func (c *cancelled) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}

func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// programSum is a checksum of the running program: code and embedded data decide
// how names are read, and no version that people keep can be as sure to change
// when they do.
func programSum() (uint64, error) {
	f, err := os.Open("/proc/self/exe") // the program that runs, also when its file was replaced since
	if err != nil {
		path, err := os.Executable()
		if err != nil {
			return 0, err
		}
		if f, err = os.Open(path); err != nil {
			return 0, err
		}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return readSummed(f, 0, nil, info.Size())
}

// restore returns the snapshot of the cache, brought up to the table's revision,
// or nil, having said why, when the table is to be read.
func (l *live) restore(ctx context.Context) *snapshot {
	if l.cache == nil {
		return nil
	}
	start := time.Now()
	s, changes, err := l.restored(ctx)
	log := l.log.With("file", l.cache.file)
	switch {
	case err == nil:
		log.InfoContext(ctx, "index cache used", "revision", s.revision-changes, "changes_since", changes, "took", time.Since(start))
		return s
	case ctx.Err() != nil: // reading the table says so
	case errors.Is(err, fs.ErrNotExist):
		log.InfoContext(ctx, "no index cache yet: reading the table")
	case errors.Is(err, errStale) || errors.Is(err, resolver.ErrVersion):
		log.InfoContext(ctx, "index cache not used: reading the table", "reason", err)
	default:
		log.WarnContext(ctx, "index cache not usable: reading the table", "error", err)
	}
	return nil
}

func (l *live) restored(ctx context.Context) (s *snapshot, changes int64, err error) {
	defer l.recovered(ctx, &err)
	old, err := l.cache.load(ctx)
	if err != nil {
		return nil, 0, err
	}
	// The file has no policies. Those of now are right when what has changed since is in.
	err = l.store.View(ctx, func(v *aliases.View) error {
		all, err := v.Policies()
		old.policies = policiesFromTable(all)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	s, err = l.after(ctx, old)
	if err != nil {
		return nil, 0, err
	}
	return s, s.revision - old.revision, nil
}

// save brings the cache up to the live snapshot. That it could not costs the next
// start time, and nothing else.
func (l *live) save(ctx context.Context) {
	now := l.current.Load()
	if l.cache == nil || now == nil {
		return
	}
	start := time.Now()
	size, err := l.cache.save(ctx, now)
	log := l.log.With("file", l.cache.file, "revision", now.revision)
	switch {
	case err != nil && ctx.Err() != nil:
		log.DebugContext(ctx, "writing the index cache was given up")
	case err != nil:
		log.WarnContext(ctx, "the index cache was not written", "error", err)
	case size > 0:
		log.InfoContext(ctx, "index cache written", "bytes", size, "took", time.Since(start))
	}
}
