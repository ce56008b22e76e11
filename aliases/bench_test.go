package aliases_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/laqab/laqab/aliases"
)

// largeTable is n entities with four aliases each, in the file format. Their
// IDs come in no order, as in the lists that people import.
func largeTable(n int) []byte {
	return tableOf(n, func(i int) string { return fmt.Sprintf("list:%d", uint32(i)*2654435761) })
}

func orderedTable(n int) []byte {
	return tableOf(n, func(i int) string { return fmt.Sprintf("list:%010d", i) })
}

func tableOf(n int, id func(int) string) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `{"id":"%s","type":"person","name":"Person %d al-Name","aliases":[`, id(i), i)
		for j := range 4 {
			if j > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `{"value":"اسم الشخص %d %d","language":"ar","kind":"transliteration","source":"list"}`, i, j)
		}
		b.WriteString("],\"external_ids\":{\"list\":\"1\"}}\n")
	}
	return b.Bytes()
}

// A million aliases, with their history; "rows" is what SQLite needs for the
// bare rows of the same entities and aliases, in order, from memory.
func BenchmarkImport(b *testing.B) {
	const entities = 250_000
	for _, c := range []struct {
		name string
		file func(entities int) []byte
	}{{"rows", nil}, {"ordered", orderedTable}, {"unordered", largeTable}} {
		b.Run(c.name, func(b *testing.B) {
			var file []byte
			if c.file != nil {
				file = c.file(entities)
			}
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				s := open(b, filepath.Join(b.TempDir(), "table.db"))
				runtime.GC()
				b.StartTimer()
				if c.file == nil {
					insertRows(b, s.Path(), entities)
				} else {
					importInto(b, s, bytes.NewReader(file), aliases.ImportOptions{})
				}
			}
			b.ReportMetric(float64(4*entities*b.N)/b.Elapsed().Seconds(), "aliases/s")
		})
	}
}

// insertRows writes the rows of orderedTable as fast as the driver does it, in
// one transaction that is as durable as that of an import.
func insertRows(b *testing.B, path string, entities int) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_cache_size=-262144&_stmt_cache_size=8")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	const chunk = 64
	insert := func(table string, columns int, args []any) {
		row := ",(?" + strings.Repeat(",?", columns-1) + ")"
		rows, err := tx.Query("INSERT INTO "+table+" VALUES "+strings.Repeat(row, len(args)/columns)[1:], args...)
		if err != nil || rows.Close() != nil {
			b.Fatal(err)
		}
	}
	var entity, alias []any
	for i := range entities {
		id := fmt.Sprintf("list:%010d", i)
		entity = append(entity, id, "person", fmt.Sprintf("Person %d al-Name", i), "", `{"list":"1"}`, "active", i+1, 0, 0, "")
		for j := range 4 {
			alias = append(alias, id, fmt.Sprintf("اسم الشخص %d %d", i, j), "ar", 4*i+j+1, "", "transliteration", "list", "")
		}
		if i%chunk == chunk-1 || i == entities-1 {
			insert("entity", 10, entity)
			for rows := range slices.Chunk(alias, 8*chunk) {
				insert("alias", 8, rows)
			}
			entity, alias = entity[:0], alias[:0]
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkEntities(b *testing.B) {
	const entities = 50_000
	s := open(b, filepath.Join(b.TempDir(), "table.db"))
	importInto(b, s, bytes.NewReader(largeTable(entities)), aliases.ImportOptions{})
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		err := s.View(b.Context(), func(v *aliases.View) error {
			for e, err := range v.Entities() {
				if err != nil {
					return err
				}
				n += len(e.Aliases)
			}
			return nil
		})
		if err != nil || n != 4*entities {
			b.Fatalf("%d aliases, error %v", n, err)
		}
	}
	b.ReportMetric(float64(4*entities*b.N)/b.Elapsed().Seconds(), "aliases/s")
}

func BenchmarkEdit(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "table.db"))
	importInto(b, s, bytes.NewReader(largeTable(10_000)), aliases.ImportOptions{})
	i := 0
	for b.Loop() {
		i++
		update(b, s, func(tx *aliases.Tx) error {
			_, err := tx.CreateEntity(aliases.Entity{ID: fmt.Sprint("new-", i), Name: "New"})
			return err
		})
	}
}
