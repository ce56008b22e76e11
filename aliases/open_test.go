package aliases_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/laqab/laqab/aliases"
)

// tableFile makes a closed table with a few entities.
func tableFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "table.db")
	s, err := aliases.Open(t.Context(), path, aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	importInto(t, s, bytes.NewReader(largeTable(50)), aliases.ImportOptions{})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// patch overwrites bytes of a file.
func patch(t *testing.T, path string, offset int64, with []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(with, offset); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// rawTable opens a file as SQLite does, without any of our care.
func rawTable(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

func sqlite(t *testing.T, path string, statements ...string) {
	t.Helper()
	db := rawTable(t, path)
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// listing is what a directory holds: names and contents.
func listing(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.IsDir() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[entry.Name()] = string(data)
	}
	return files
}

// TestCheckFileLater: a damaged table can be opened so, and read as far as it is
// whole, but not edited.
func TestCheckFileLater(t *testing.T) {
	later := aliases.Options{CheckFileLater: true}
	edit := func(s *aliases.Store) error {
		_, err := s.Update(t.Context(), aliases.Edit{Actor: "tester"}, func(tx *aliases.Tx) error {
			_, err := tx.CreateEntity(aliases.Entity{ID: "new", Name: "New"})
			return err
		})
		return err
	}
	path := tableFile(t)
	s, err := aliases.Open(t.Context(), path, later)
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.CheckFile(cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := errors.Join(s.CheckFile(t.Context()), edit(s), s.Close()); err != nil {
		t.Fatal(err)
	}

	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	patch(t, path, info.Size()-4096, bytes.Repeat([]byte{0xA5}, 4096))
	for name, first := range map[string]func(*aliases.Store) error{
		"check": func(s *aliases.Store) error { return s.CheckFile(t.Context()) }, "edit": edit,
	} {
		if s, err = aliases.Open(t.Context(), path, later); err != nil {
			t.Fatal(err)
		}
		wantError(t, first(s), aliases.ErrCorrupt)
		wantError(t, edit(s), aliases.ErrCorrupt)
		if revision, err := s.Revision(t.Context()); err != nil || revision != 51 {
			t.Errorf("%s first: revision %d, %v", name, revision, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenRefusesAndTouchesNothing(t *testing.T) {
	cases := map[string]struct {
		make func(t *testing.T) string // returns the path
		want error
	}{
		"text file": {func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "notes.txt")
			os.WriteFile(path, []byte(strings.Repeat("not a table\n", 100)), 0o644)
			return path
		}, aliases.ErrNotSQLite},
		"short text file": {func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "notes.txt")
			os.WriteFile(path, []byte("x"), 0o644)
			return path
		}, aliases.ErrNotSQLite},
		"foreign SQLite file": {func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "other.db")
			sqlite(t, path, "PRAGMA journal_mode = WAL", "CREATE TABLE entity (id)")
			return path
		}, aliases.ErrNotTable},
		"newer schema": {func(t *testing.T) string {
			path := tableFile(t)
			sqlite(t, path, "PRAGMA user_version = 77")
			return path
		}, aliases.ErrNewer},
		"truncated": {func(t *testing.T) string {
			path := tableFile(t)
			if err := os.Truncate(path, 3*4096); err != nil {
				t.Fatal(err)
			}
			return path
		}, aliases.ErrCorrupt},
		"header cut off": {func(t *testing.T) string {
			path := tableFile(t)
			if err := os.Truncate(path, 50); err != nil {
				t.Fatal(err)
			}
			return path
		}, aliases.ErrCorrupt},
		"pages overwritten": {func(t *testing.T) string {
			path := tableFile(t)
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			for page := int64(2); page < info.Size()/4096; page += 2 {
				patch(t, path, page*4096, bytes.Repeat([]byte{0xA5}, 512))
			}
			return path
		}, aliases.ErrCorrupt},
		"log without its table": {func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "table.db")
			os.WriteFile(path+"-wal", []byte("pages"), 0o644)
			return path
		}, aliases.ErrCorrupt},
		"directory":         {func(t *testing.T) string { return t.TempDir() }, aliases.ErrIsDirectory},
		"missing directory": {func(t *testing.T) string { return filepath.Join(t.TempDir(), "no", "table.db") }, aliases.ErrNoDirectory},
		"device":            {func(*testing.T) string { return os.DevNull }, aliases.ErrNotSQLite},
	}
	for name, c := range cases {
		for _, readOnly := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/read-only=%t", name, readOnly), func(t *testing.T) {
				path := c.make(t)
				want := c.want
				if readOnly && name == "log without its table" {
					want = fs.ErrNotExist
				}
				dir := filepath.Dir(path)
				watch := dir != "/dev" && name != "missing directory"
				var before map[string]string
				if watch {
					before = listing(t, dir)
				}
				s, err := aliases.Open(t.Context(), path, aliases.Options{ReadOnly: readOnly})
				if err == nil {
					s.Close()
				}
				wantError(t, err, want)
				if !strings.Contains(err.Error(), filepath.Base(path)) && !errors.Is(err, aliases.ErrNoDirectory) {
					t.Errorf("error %q does not name the file", err)
				}
				if !watch {
					return
				}
				after := listing(t, dir)
				for _, ours := range []string{".lock", "-shm"} { // hold nothing
					delete(before, filepath.Base(path)+ours)
					delete(after, filepath.Base(path)+ours)
				}
				if wal := filepath.Base(path) + "-wal"; before[wal] == "" && after[wal] == "" {
					delete(after, wal)
				}
				for name, data := range before {
					if after[name] != data {
						t.Errorf("%s was changed", name)
					}
				}
				for name := range after {
					if _, ok := before[name]; !ok {
						t.Errorf("%s was made", name)
					}
				}
			})
		}
	}
}

func TestNewerSaysBothVersions(t *testing.T) {
	path := tableFile(t)
	patch(t, path, 60, binary.BigEndian.AppendUint32(nil, 99))
	_, err := aliases.Open(t.Context(), path, aliases.Options{})
	var newer *aliases.NewerError
	if !errors.As(err, &newer) || newer.File != 99 || newer.Program < 1 || newer.Program > 98 {
		t.Fatalf("error %v", err)
	}
}

func TestOpenReadOnlyPlaces(t *testing.T) {
	path := tableFile(t)
	dir := filepath.Dir(path)
	if err := os.Remove(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, dir} {
		if err := os.Chmod(p, 0o555); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(dir, 0o755) })
	if f, err := os.Create(filepath.Join(dir, "probe")); err == nil {
		f.Close()
		t.Skip("permissions do not bind this user")
	}
	_, err := aliases.Open(t.Context(), path, aliases.Options{})
	wantError(t, err, aliases.ErrReadOnly)
	_, err = aliases.Open(t.Context(), filepath.Join(dir, "new.db"), aliases.Options{})
	wantError(t, err, aliases.ErrReadOnly)

	s, err := aliases.Open(t.Context(), path, aliases.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if page, err := s.List(t.Context(), aliases.ListOptions{}); err != nil || len(page.Entities) != 50 {
		t.Errorf("%d entities, error %v", len(page.Entities), err)
	}
}

func TestSecondWriterIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	s := open(t, path)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, link} {
		_, err := aliases.Open(t.Context(), p, aliases.Options{})
		wantError(t, err, aliases.ErrInUse)
	}
	create(t, s, "a")

	reader, err := aliases.Open(t.Context(), path, aliases.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	create(t, s, "b")
	if _, err := reader.Get(t.Context(), "b"); err != nil {
		t.Errorf("a reader beside the writer: %v", err)
	}
	_, err = reader.Update(t.Context(), curator, func(*aliases.Tx) error { return nil })
	wantError(t, err, aliases.ErrReadOnly)
}

func TestReopen(t *testing.T) {
	for name, file := range map[string]string{"plain": "table.db", "odd name": "a ?#%41 ü.db"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), file)
			for i := range 3 {
				s, err := aliases.Open(t.Context(), path, aliases.Options{})
				if err != nil {
					t.Fatal(err)
				}
				create(t, s, fmt.Sprint("e", i))
				if revision, err := s.Revision(t.Context()); err != nil || revision != int64(i+1) {
					t.Errorf("revision %d, error %v, want %d", revision, err, i+1)
				}
				sound(t, s)
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := os.Stat(path); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestEmptyFileBecomesTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	create(t, open(t, path), "a")
}

// A table from before the newest migration cannot be made by hand yet: there
// is one migration. That its number and the header's agree is what a second
// one must keep.
func TestSchemaVersionIsNewestMigration(t *testing.T) {
	entries, err := os.ReadDir("migration")
	if err != nil {
		t.Fatal(err)
	}
	path := tableFile(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	version := int(binary.BigEndian.Uint32(data[60:]))
	if newest := entries[len(entries)-1].Name(); !strings.HasPrefix(newest, fmt.Sprintf("%05d_", version)) {
		t.Errorf("a new table has version %d, the newest migration is %s", version, newest)
	}
}
