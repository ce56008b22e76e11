package aliases

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
)

const (
	applicationID = 0x6C617162 // "laqb": PRAGMA application_id of every alias table
	schemaVersion = 5          // PRAGMA user_version: the number of the newest migration
)

//go:embed migration/*.sql
var migrations embed.FS

// migrate brings the table up to schemaVersion, each step in its transaction.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migration")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// The header of a SQLite file, from its file format: the magic string, then
// big-endian fields at fixed offsets.
const (
	headerMagic         = "SQLite format 3\x00"
	headerSize          = 100
	headerUserVersion   = 60
	headerApplicationID = 68
)

// checkHeader tells a table of ours from other files by its first bytes alone,
// so that a foreign file is not even opened by SQLite. A missing or empty file
// is fs.ErrNotExist. The schema version may be an old one, since the newest
// header can be in the log still; checkContent has the last word.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	header := make([]byte, headerSize)
	n, err := io.ReadFull(f, header)
	switch {
	case err == io.EOF:
		return fs.ErrNotExist
	case err != nil && err != io.ErrUnexpectedEOF:
		return err
	case n < len(headerMagic) || string(header[:len(headerMagic)]) != headerMagic:
		return ErrNotSQLite
	case n < headerSize:
		return fmt.Errorf("%w: the file ends within its header", ErrCorrupt)
	}
	if id := binary.BigEndian.Uint32(header[headerApplicationID:]); id != applicationID {
		return fmt.Errorf("%w: its application id is %#x, not %#x", ErrNotTable, id, applicationID)
	}
	if v := int(binary.BigEndian.Uint32(header[headerUserVersion:])); v > schemaVersion {
		return &NewerError{Path: path, File: v, Program: schemaVersion}
	}
	return nil
}

// checkSchema tells by SQLite's own reading that the file is a table of ours, and
// returns its schema version.
func checkSchema(ctx context.Context, path string, query url.Values) (version int, err error) {
	db, err := openReader(path, query)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)

	var id uint32
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		var se sqlite3.Error
		if errors.As(err, &se) && se.Code == sqlite3.ErrNotADB {
			return 0, fmt.Errorf("%w: %w", ErrNotSQLite, err)
		}
		return 0, err
	}
	if id != applicationID {
		return 0, ErrNotTable
	}
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, err
	}
	if version > schemaVersion {
		return 0, &NewerError{Path: path, File: version, Program: schemaVersion}
	}
	return version, nil
}

// checkContent reads the whole table for damage, without writing.
func checkContent(ctx context.Context, path string, query url.Values) (err error) {
	db, err := openReader(path, query)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrCorrupt, verdict)
	}
	return nil
}
