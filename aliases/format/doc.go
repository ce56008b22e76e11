// Package format reads and writes files of entities in the formats that others
// use. Open gives an aliases.Reader for the table's import; Write is the way
// back, for the formats that say all that the table has.
//
//	reader, found, err := format.Open([]format.File{{Name: "sdn.csv", Reader: sdn}, {Name: "alt.csv", Reader: alt}}, format.Options{})
//	...
//	report, err := store.ImportFrom(ctx, reader, aliases.ImportOptions{Edit: edit, Source: "ofac-sdn"})
//
// README.md beside this file says what each format holds, and what of it
// becomes an entity's names, kinds and IDs.
//
// Readers stream: a record is in memory at a time, of at most MaxRecord bytes,
// however large the file is. Only OFAC's file of aliases, some megabytes, is
// held, since nothing promises its order. What is wrong with a record is an
// *aliases.LineError that says where: line, column and element. After one, the
// next record is read, unless the file's structure itself is broken, as by a
// quotation mark or a tag that is never closed; then it is the last.
package format
