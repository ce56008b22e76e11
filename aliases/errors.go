package aliases

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// Errors of opening a table. Nothing on disk was changed when one is returned.
var (
	// ErrInUse: another Store, here or in another program, has the table open for writing.
	ErrInUse = errors.New("alias table is in use by another program")
	// ErrNotSQLite: the file is not a SQLite database, or not a regular file at all.
	ErrNotSQLite = errors.New("not a SQLite file")
	// ErrNotTable: the file is a SQLite database, but not an alias table.
	ErrNotTable = errors.New("not a laqab alias table")
	// ErrNewer: a newer program wrote the table. The error is a *NewerError.
	ErrNewer = errors.New("alias table is newer than this program")
	// ErrCorrupt: the file is damaged. Reads and edits may return it too.
	ErrCorrupt = errors.New("alias table is damaged")
	// ErrIsDirectory: the path names a directory.
	ErrIsDirectory = errors.New("path is a directory, not an alias table")
	// ErrNoDirectory: the directory that should hold the table does not exist.
	ErrNoDirectory = errors.New("directory does not exist")
	// ErrReadOnly: the file or its directory cannot be written, or the Store was opened read-only.
	ErrReadOnly = errors.New("alias table is read-only")
)

// Errors of reading and editing.
var (
	// ErrNotFound: no entity, alias or term is meant by what was given.
	ErrNotFound = errors.New("not found")
	// ErrExists: an entity or alias of that name is there already. The error is an *ExistsError.
	ErrExists = errors.New("already exists")
	// ErrStale: the entity has changed since the etag was read. The error is a *StaleError.
	ErrStale = errors.New("entity has changed meanwhile")
	// ErrInactive: the entity is deleted or merged; undelete it before editing it.
	ErrInactive = errors.New("entity is not active")
	// ErrNoActor: an edit does not say who makes it.
	ErrNoActor = errors.New("an edit needs an actor")
	// ErrInvalid: a value breaks a rule. The error is an *InvalidError.
	ErrInvalid = errors.New("invalid")
	// ErrBadPageToken: a page token is not one that List gave for the same options.
	ErrBadPageToken = errors.New("bad page token")
	// ErrDecided: an item of the review queue has nothing open any more. The error is a *DecidedError.
	ErrDecided = errors.New("was decided already")
	// ErrNotUndoable: a decision was taken back before, or later changes stand on its edit.
	ErrNotUndoable = errors.New("cannot be undone")
	// ErrAhead: the caller asks for a later revision than the table has.
	ErrAhead = errors.New("revision is ahead of the alias table")
	// ErrStandsOn: later changes stand on what was to be reverted. The error is a *StandsOnError.
	ErrStandsOn = errors.New("later changes stand on it")
	// ErrRequestReused: a request ID was used for another edit before.
	ErrRequestReused = errors.New("request id was used for another edit")
)

// NewerError says which schema a table has and which this program knows.
type NewerError struct {
	Path    string
	File    int // the table's schema version
	Program int // the newest that this program knows
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%v: schema version %d, the program knows %d", ErrNewer, e.File, e.Program)
}

// Is reports whether target is ErrNewer.
func (e *NewerError) Is(target error) bool { return target == ErrNewer }

// ExistsError says who holds the name that was to be taken.
type ExistsError struct {
	What    string // "entity" or "alias"
	Name    string // the ID or the alias value asked for
	Holder  string // the ID of the entity that has it: for a merged ID, where it went
	AliasID int64  // the alias, when What is "alias"
	State   State  // of the holder: a deleted entity keeps its ID
}

func (e *ExistsError) Error() string {
	if e.What == "alias" {
		return fmt.Sprintf("alias %q %v in entity %q", e.Name, ErrExists, e.Holder)
	}
	if e.Holder != e.Name {
		return fmt.Sprintf("entity %q %v: it is %q now, which is %s", e.Name, ErrExists, e.Holder, e.State)
	}
	return fmt.Sprintf("entity %q %v and is %s", e.Name, ErrExists, e.State)
}

// Is reports whether target is ErrExists.
func (e *ExistsError) Is(target error) bool { return target == ErrExists }

// StaleError tells the etag that was given from the one the entity has, and
// what came between.
type StaleError struct {
	ID          string
	Given, Have string   // etags
	Changes     []Change // those made since, newest first: the first five of them
}

func (e *StaleError) Error() string {
	return fmt.Sprintf("entity %q: %v: etag %s given, it has %s", e.ID, ErrStale, e.Given, e.Have)
}

// Is reports whether target is ErrStale.
func (e *StaleError) Is(target error) bool { return target == ErrStale }

// DecidedError says by which decision a review item was closed.
type DecidedError struct {
	Item     string // the item's ID
	Decision int64  // 0 when it resolves since an edit that was no decision
	Actor    string // who decided
	Kind     DecisionKind
}

func (e *DecidedError) Error() string {
	if e.Decision == 0 {
		return fmt.Sprintf("review item %q %v: it resolves since another edit", e.Item, ErrDecided)
	}
	return fmt.Sprintf("review item %q %v: %s by %s (decision %d)", e.Item, ErrDecided, e.Kind, e.Actor, e.Decision)
}

// Is reports whether target is ErrDecided.
func (e *DecidedError) Is(target error) bool { return target == ErrDecided }

// Violation is one rule broken by one field.
type Violation struct {
	Field       string // as in the file format: "aliases[3].value"
	Description string
}

// InvalidError lists every rule that a value breaks.
type InvalidError struct {
	Violations []Violation
}

func (e *InvalidError) Error() string {
	var b strings.Builder
	b.WriteString(ErrInvalid.Error())
	for i, v := range e.Violations {
		b.WriteString([]string{": ", "; "}[min(i, 1)])
		b.WriteString(v.Field + " " + v.Description)
	}
	return b.String()
}

// Is reports whether target is ErrInvalid.
func (e *InvalidError) Is(target error) bool { return target == ErrInvalid }

// cancelledError says that a transaction ended because ctx did, where
// database/sql says only that it ended.
func cancelledError(ctx context.Context, err error) error {
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// storeError gives the errors of SQLite that callers must tell apart the
// identity of ours.
func storeError(err error) error {
	var se sqlite3.Error
	if !errors.As(err, &se) {
		return err
	}
	switch se.Code {
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	case sqlite3.ErrReadonly:
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return err
}
