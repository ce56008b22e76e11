package aliases

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// Store is an open alias table. Its methods may be used by many goroutines at
// once: reads run beside one another and beside the one edit at a time.
type Store struct {
	path  string
	read  *sql.DB
	write *sql.DB  // one connection; nil when opened read-only
	lock  *os.File // nil when opened read-only
	now   func() time.Time

	checking sync.Mutex
	checked  bool // that the file is not damaged
}

// Options of Open. The zero value opens for reading and writing, and creates a
// table where there is none.
type Options struct {
	// ReadOnly opens an existing table for tools, also beside a running server.
	ReadOnly bool
	// CheckFileLater opens for writing without reading the whole table for damage,
	// which takes a second for half a gigabyte: CheckFile does it, or the first edit.
	CheckFileLater bool
	// Now is the clock of change records; nil is time.Now.
	Now func() time.Time
}

// opening keeps the Opens of one process apart: closing any descriptor of a
// file drops the POSIX locks that SQLite holds on it in the same process, so
// the header may be read only while no Store of ours can be at it.
var opening sync.Mutex

// Open opens the alias table at path, bringing an older one up to date. It
// fails with one of the errors of opening, and then nothing was changed.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	opening.Lock()
	defer opening.Unlock()

	path, err := realPath(path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, now: opts.Now}
	if s.now == nil {
		s.now = time.Now
	}
	if opts.ReadOnly {
		err = s.openReadOnly(ctx)
	} else {
		err = s.openWritable(ctx, opts)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open alias table %s: %w", path, storeError(err)), s.Close())
	}
	return s, nil
}

// Close ends the Store. Edits under way are waited for.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close()) // last, so that it folds the log into the file
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// CheckFile reads the whole table for damage, unless that was done. It may run beside
// reads, and edits wait for it: a damaged table is never edited. ErrCorrupt.
func (s *Store) CheckFile(ctx context.Context) error {
	s.checking.Lock()
	defer s.checking.Unlock()
	if s.checked {
		return nil
	}
	if err := checkContent(ctx, s.path, nil); err != nil {
		if ctx.Err() != nil {
			return ctx.Err() // SQLite says that it was interrupted
		}
		return fmt.Errorf("check alias table %s: %w", s.path, storeError(err))
	}
	s.checked = true
	return nil
}

// Path returns the table's file, with symbolic links followed.
func (s *Store) Path() string { return s.path }

func (s *Store) openReadOnly(ctx context.Context) error {
	lock, err := lockExisting(s.path + ".lock")
	if err == nil { // no writer is at it
		defer lock.Close()
		if err := checkHeader(s.path); err != nil {
			return err
		}
	}
	// A table that was closed in a directory we cannot write to has no log, and
	// SQLite could not make one: such a file is read as it stands.
	query := url.Values{}
	if _, err := os.Stat(s.path + "-wal"); errors.Is(err, fs.ErrNotExist) && !writable(filepath.Dir(s.path)) {
		query.Set("immutable", "1")
	}
	if _, err := checkSchema(ctx, s.path, query); err != nil {
		return err
	}
	if err := checkContent(ctx, s.path, query); err != nil {
		return err
	}
	s.checked = true
	s.read, err = openReader(s.path, query)
	return err
}

func (s *Store) openWritable(ctx context.Context, opts Options) (err error) {
	lockPath := s.path + ".lock"
	if s.lock, err = lockExisting(lockPath); err != nil {
		return err
	}
	err = checkHeader(s.path)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return err
	}
	if dir := filepath.Dir(s.path); !writable(dir) {
		return fmt.Errorf("%w: directory %s cannot be written", ErrReadOnly, dir)
	}
	if !missing && !writable(s.path) {
		return fmt.Errorf("%w: file cannot be written", ErrReadOnly)
	}
	if s.lock == nil {
		if s.lock, err = lockCreate(lockPath); err != nil {
			return err
		}
	}
	if missing {
		if err := create(ctx, s.path); err != nil {
			return err
		}
	}
	version, err := checkSchema(ctx, s.path, nil)
	if err != nil {
		return err
	}
	if !opts.CheckFileLater || version < schemaVersion {
		if err := checkContent(ctx, s.path, nil); err != nil {
			return err
		}
		s.checked = true
	}
	if s.write, err = openWriter(s.path, "rw", "WAL"); err != nil {
		return err
	}
	if version < schemaVersion {
		if err := migrate(ctx, s.write); err != nil {
			return err
		}
	}
	if err := s.write.PingContext(ctx); err != nil {
		return err
	}
	s.read, err = openReader(s.path, nil)
	return err
}

// create makes an empty table beside path and renames it into place, so that
// a file at path is always a whole table, whenever the program is killed.
func create(ctx context.Context, path string) error {
	// A log without its table would be replayed into the new one.
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return fmt.Errorf("%w: the file is gone, but its log %s-wal is there", ErrCorrupt, path)
	}
	fresh := path + ".new"
	for _, leftover := range []string{fresh, fresh + "-journal"} {
		if err := os.Remove(leftover); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	db, err := openWriter(fresh, "rwc", "DELETE")
	if err != nil {
		return err
	}
	if err := errors.Join(migrate(ctx, db), db.Close()); err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(path))
}

func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// realPath follows symbolic links, so that one table has one lock.
func realPath(path string) (string, error) {
	if path == "" {
		return "", errors.New("open alias table: no path given")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(abs)
	switch {
	case err == nil && info.IsDir():
		return "", fmt.Errorf("%w: %s", ErrIsDirectory, path)
	case err == nil && !info.Mode().IsRegular():
		return "", fmt.Errorf("%w: %s is not a regular file", ErrNotSQLite, path)
	case err == nil:
		return filepath.EvalSymlinks(abs)
	case !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: %s", ErrNoDirectory, filepath.Dir(path))
	}
	if err != nil {
		return "", err
	}
	abs = filepath.Join(dir, filepath.Base(abs))
	if _, err := os.Lstat(abs); err == nil {
		return "", fmt.Errorf("open alias table: %s is a symbolic link to nothing", path)
	}
	return abs, nil
}

// writable asks the kernel, which knows of read-only mounts too, without
// opening the file.
func writable(path string) bool {
	const wOK = 2
	return syscall.Access(path, wOK) == nil
}

const busyTimeout = "5000" // milliseconds

// Every pragma is in the data source name: database/sql opens connections when
// it likes, and one run by Exec would reach only one of them.

func openWriter(path, mode, journal string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", dsn(path, url.Values{
		"mode":             {mode},
		"_journal_mode":    {journal},
		"_busy_timeout":    {busyTimeout},
		"_mutex":           {"no"}, // database/sql lets one goroutine at a time at a connection
		"_foreign_keys":    {"1"},
		"_synchronous":     {"FULL"}, // a commit we acknowledged survives a power cut
		"_txlock":          {"immediate"},
		"_cache_size":      {"-262144"}, // KiB
		"_stmt_cache_size": {"64"},
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return db, nil
}

func openReader(path string, query url.Values) (*sql.DB, error) {
	q := url.Values{
		"mode":             {"ro"},
		"_query_only":      {"1"},
		"_busy_timeout":    {busyTimeout},
		"_mutex":           {"no"},     // database/sql lets one goroutine at a time at a connection
		"_cache_size":      {"-16384"}, // KiB
		"_stmt_cache_size": {"16"},
	}
	for k, v := range query {
		q[k] = v
	}
	db, err := sql.Open("sqlite3", dsn(path, q))
	if err != nil {
		return nil, err
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return db, nil
}

func dsn(path string, query url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
}
