// Package aliases keeps the alias table: who there is, by which names they go,
// and who changed that, when and why.
//
// A table is one SQLite file. Open gives a Store; View reads, Update edits:
//
//	s, err := aliases.Open(ctx, "laqab.db", aliases.Options{})
//	if err != nil {
//		return err
//	}
//	defer s.Close()
//
//	revision, err := s.Update(ctx, aliases.Edit{Actor: "mona", Reason: "OFAC 2009-07-02"}, func(tx *aliases.Tx) error {
//		e, err := tx.CreateEntity(aliases.Entity{ID: "kataib-hezbollah", Type: resolver.TypeOrganization, Name: "Kata'ib Hezbollah"})
//		if err != nil {
//			return err
//		}
//		_, err = tx.AddAlias(e.ID, aliases.Alias{Value: "كتائب حزب الله", Language: "ar"}, e.Etag())
//		return err
//	})
//
// # Revisions
//
// An edit writes the rows, a change record and the revision in one transaction,
// and is on disk when Update returns. Every change of one entity or term takes
// the next revision, so an Update of three entities takes three, which become
// visible together. Revisions have no gaps and become visible in their order:
// whoever asks ChangedSince(last) again and again misses nothing. An entity
// carries the revision of its newest change, and its Etag says the same.
//
// History is append-only. Deleted and merged entities keep their rows and
// their ID, which is never given to another; that of a merged one leads to where
// it went. Each change record says which edit it is part of and what was before
// and after, so Tx.Revert can take an edit back, and View.AsOf show the table as
// it stood at any revision. CheckInvariants proves that all of this holds.
//
// Beside entities and terms the table has what maintainers decided: waivers of
// findings (see Finding and Rules) and policies by type. They are changed
// with history like the rest. Preview makes an edit, returns what it would have
// changed, and undoes it; Tx.Changed says so within an edit, as the Finish of an
// import.
//
// # Files
//
// Import and Export speak one JSON object a line; AppendEntity and
// DecodeEntities are the two directions. What was exported imports as equal
// entities, and equal tables export equal bytes. Terms, waivers and policies
// are no part of such files. ImportFrom takes any Reader: package format has
// those of other formats.
//
// A list that others keep comes in editions. An import that names its source
// is merged three ways, with what the last edition said and with the table, so
// that edits of maintainers survive; see Update, Conflict and Withdrawal.
//
// # The review queue
//
// Beside the table lie mentions that resolving left open. Record adds to them,
// Group puts those of one name into one item, Tx.Decide edits the table by one of
// them, Settle takes out what then resolves, and Tx.Undo takes a decision back.
// What is recorded takes no revisions and is in no export; what is decided is, as
// every other edit.
//
// # Limits
//
// One Store at a time has a table open for writing, by a lock on FILE.lock
// that ends with the process; others get ErrInUse, or read with
// Options.ReadOnly. The lock needs a Unix, and a file system that has flock: no
// table on a network share. Beside FILE lie FILE-wal and FILE-shm while it is
// open: copy a table with export, or closed. Sizes are bounded by the Max
// constants. Edits are made one after the other, each with its own sync to
// disk; an import makes many in one. Open reads the whole file for damage; with
// Options.CheckFileLater, CheckFile does, or the first edit.
package aliases
