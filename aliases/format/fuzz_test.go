package format_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/aliases/format"
)

// fuzz reads whatever comes as a format: it ends, every entity is valid and
// normal, every error is of a place in the file.
func fuzz(f *testing.F, as format.Format, pattern string) {
	for _, dir := range []string{"testdata", "testdata/malformed"} {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data, data)
		}
	}
	f.Fuzz(func(t *testing.T, data, second []byte) {
		all := []format.File{{Name: "first", Reader: bytes.NewReader(data)}}
		if as == format.OFAC {
			all = append(all, format.File{Name: "second", Reader: bytes.NewReader(second)})
		}
		r, _, err := format.Open(all, format.Options{Format: as})
		if err != nil {
			return
		}
		for {
			line, err := r.Next()
			lines, ignored := r.Count()
			if ignored < 0 || lines < 0 {
				t.Fatalf("%d lines, %d ignored", lines, ignored)
			}
			if err == io.EOF {
				return
			}
			var bad *aliases.LineError
			if errors.As(err, &bad) {
				if bad.Line < 1 || bad.Column < 0 || bad.Err == nil || bad.Err.Error() == "" {
					t.Fatalf("error %#v", bad)
				}
				continue
			}
			if err != nil {
				return // of reading
			}
			if line.Number < 1 {
				t.Fatalf("line %d", line.Number)
			}
			text := aliases.AppendEntity(nil, &line.Entity)
			for again, err := range aliases.DecodeEntities(bytes.NewReader(text)) {
				if err != nil || string(aliases.AppendEntity(nil, &again.Entity)) != string(text) {
					t.Fatalf("%s: %v", text, err)
				}
			}
		}
	})
}

func FuzzCSV(f *testing.F)      { fuzz(f, format.CSV, "*.[ct]sv") }
func FuzzOFAC(f *testing.F)     { fuzz(f, format.OFAC, "*.csv") }
func FuzzUN(f *testing.F)       { fuzz(f, format.UN, "*.xml") }
func FuzzFTM(f *testing.F)      { fuzz(f, format.FTM, "*.json") }
func FuzzWikidata(f *testing.F) { fuzz(f, format.Wikidata, "*.json") }

// Whatever the table may hold is the same after a way through CSV and TSV.
func FuzzWrite(f *testing.F) {
	for _, seed := range []string{
		`{"id":"a","name":"A"}`,
		`{"id":"b","type":"person","name":"B <&> \"\\","description":"x\n\ty","aliases":[{"value":"ب","language":"ar","script":"Arab","kind":"short","source":"s","note":"n"},{"value":"a"}],"external_ids":{"k":"1","l":"2"},"not":["x",{"value":"y","reason":"r"}]}`,
		`{"id":"a","name":" =A ","description":"'=\n\n","aliases":[{"value":"a|b\\ ","note":" "}],"external_ids":{"k":"=|\\ "},"not":["|x| "]}` + "\n" + `{"id":"b","name":"\ufeffB"}`,
		`{"id":"a","name":"\u2028a","aliases":[{"value":"\u00a0b\u00a0"}],"not":["\u3000c\u3000"]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		seen := map[string]bool{}
		var text []byte
		for line, err := range aliases.DecodeEntities(strings.NewReader(in)) {
			if err == nil && !seen[line.Entity.ID] {
				seen[line.Entity.ID] = true
				text = append(aliases.AppendEntity(text, &line.Entity), '\n')
			}
		}
		for _, as := range []format.Format{format.CSV, format.TSV} {
			written := write(t, string(text), as)
			got, _, _ := read(t, file("", written), format.Options{Format: as})
			if got != string(text) {
				t.Fatalf("%q\nbecomes %q\nby way of %q", text, got, written)
			}
		}
	})
}
