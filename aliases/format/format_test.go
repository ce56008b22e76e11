package format_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/aliases/format"
	"github.com/laqab/laqab/resolver"
)

var update = flag.Bool("update", false, "write the golden files")

var curator = aliases.Edit{Actor: "curator"}

func table(t testing.TB) *aliases.Store {
	t.Helper()
	s, err := aliases.Open(t.Context(), filepath.Join(t.TempDir(), "table.db"), aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// files opens files of testdata.
func files(t testing.TB, names ...string) []format.File {
	t.Helper()
	var all []format.File
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, format.File{Name: filepath.Base(name), Reader: bytes.NewReader(data)})
	}
	return all
}

func file(name, text string) []format.File {
	return []format.File{{Name: name, Reader: strings.NewReader(text)}}
}

// read returns the entities of files in the table's own format, and fails on a bad one.
func read(t testing.TB, all []format.File, opts format.Options) (text string, found format.Format, ignored int) {
	t.Helper()
	r, found, err := format.Open(all, opts)
	if err != nil {
		t.Fatal(err)
	}
	var b []byte
	for {
		line, err := r.Next()
		if err == io.EOF {
			_, ignored = r.Count()
			return string(b), found, ignored
		}
		if err != nil {
			t.Fatal(err)
		}
		b = append(aliases.AppendEntity(b, &line.Entity), '\n')
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

// Each format, as others write it, told by itself, and what becomes of it.
func TestRead(t *testing.T) {
	for _, c := range []struct {
		golden  string
		files   []string
		opts    format.Options
		want    format.Format
		ignored int
	}{
		{"excel.jsonl", []string{"excel.csv"}, format.Options{}, format.CSV, 0},
		{"joined.jsonl", []string{"joined.tsv"}, format.Options{}, format.TSV, 0},
		{"ofac.jsonl", []string{"sdn.csv", "alt.csv"}, format.Options{}, format.OFAC, 0},
		{"ofac-alone.jsonl", []string{"sdn.csv"}, format.Options{}, format.OFAC, 0},
		{"un.jsonl", []string{"un.xml"}, format.Options{}, format.UN, 0},
		{"ftm.jsonl", []string{"ftm.json"}, format.Options{}, format.FTM, 1},
		{"wikidata.jsonl", []string{"wikidata.json"}, format.Options{}, format.Wikidata, 2},
		{"wikidata-some.jsonl", []string{"wikidata.json"}, format.Options{Wikidata: format.WikidataOptions{
			Languages: []string{"ar", "zh"}, Types: []resolver.EntityType{resolver.TypePerson, resolver.TypeMedia},
			InstanceOf: map[string]resolver.EntityType{"Q17149090": resolver.TypeMedia}}}, format.Wikidata, 3},
	} {
		t.Run(c.golden, func(t *testing.T) {
			text, found, ignored := read(t, files(t, c.files...), c.opts)
			if found != c.want || ignored != c.ignored {
				t.Errorf("read as %s with %d ignored, want %s and %d", found, ignored, c.want, c.ignored)
			}
			golden(t, c.golden, text)
		})
	}
}

// The same file packed or encoded in other ways says the same.
func TestEncodings(t *testing.T) {
	for _, name := range []string{"excel.csv", "joined.tsv", "un.xml", "ftm.json", "wikidata.json"} {
		plain, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		plain = bytes.ReplaceAll(bytes.TrimPrefix(plain, []byte("\uFEFF")), []byte("\r\n"), []byte("\n"))
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		w.Write(plain)
		w.Close()
		wide := "\xff\xfe"
		for _, unit := range utf16.Encode([]rune(string(plain))) {
			wide += string([]byte{byte(unit), byte(unit >> 8)})
		}
		want, _, _ := read(t, file(name, string(plain)), format.Options{})
		for form, text := range map[string]string{"gzip": zipped.String(), "mark": "\uFEFF" + string(plain), "UTF-16": wide,
			"CRLF": strings.ReplaceAll(string(plain), "\n", "\r\n"), "sep": "sep=;\r\n" + string(plain)} {
			if form == "UTF-16" && strings.HasSuffix(name, ".xml") || form == "sep" && name != "excel.csv" {
				continue // it declares another encoding; it is a word of spreadsheets
			}
			if got, _, _ := read(t, file(name, text), format.Options{}); got != want {
				t.Errorf("%s as %s: got\n%s\nwant\n%s", name, form, got, want)
			}
		}
	}
}

// Each malformed file fails with what is wrong and where, and nothing of it is imported.
func TestMalformed(t *testing.T) {
	entries, err := os.ReadDir("testdata/malformed")
	if err != nil {
		t.Fatal(err)
	}
	var told strings.Builder
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasSuffix(name, ".alt.csv") {
			continue
		}
		all := files(t, "malformed/"+name)
		if alt := strings.Replace(name, ".sdn.", ".alt.", 1); alt != name {
			all = append(all, files(t, "malformed/"+alt)...)
		}
		fmt.Fprintf(&told, "%s\n", name)
		r, found, err := format.Open(all, format.Options{})
		if err != nil {
			fmt.Fprintf(&told, "  %v\n", err)
			continue
		}
		s := table(t)
		report, err := s.ImportFrom(t.Context(), r, aliases.ImportOptions{Edit: curator})
		var failed *aliases.ImportError
		if !errors.As(err, &failed) || failed.Count != len(failed.Lines) {
			t.Fatalf("%s: error %v", name, err)
		}
		for _, line := range failed.Lines {
			fmt.Fprintf(&told, "  %s %v\n", found, line)
		}
		if revision, err := s.Revision(t.Context()); revision != 0 || err != nil || report != (aliases.ImportReport{}) {
			t.Errorf("%s: something was imported: %+v, revision %d, %v", name, report, revision, err)
		}
	}
	golden(t, "malformed.golden", told.String())
}

func TestTell(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       format.Format
	}{
		{"x", `{"id":"a","name":"A"}`, format.JSONL},
		{"x", "\n\n {\"id\":", format.JSONL},
		{"x.csv", "", format.JSONL},
		{"x", "name,id\n", format.CSV},
		{"x.csv", "ID;Name\r\n", format.CSV},
		{"x.csv", "id\tname\n", format.TSV},
		{"x.csv", "who,what\n", format.CSV},
		{"x.TSV.gz", "who\twhat\n", format.TSV},
		{"x.jsonl", "nonsense\n", format.JSONL},
		{"x", "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n", format.OFAC},
		{"x", `<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="x">`, format.UN},
		{"x.xml", "<html/>", format.UN},
		{"x.json", "[\n{\"type\":\"item\"", format.Wikidata},
		{"x.json", `{"type":"item","id":"Q1","labels":{}}`, format.Wikidata},
		{"x.json", `{"id":"a","schema":"Person","properties":{}}`, format.FTM},
	} {
		_, found, err := format.Open(file(c.name, c.text), format.Options{})
		if err != nil || found != c.want {
			t.Errorf("%q, %q: %s, %v, want %s", c.name, c.text, found, err, c.want)
		}
	}
}

func TestOpenRefused(t *testing.T) {
	alt := "36,12,\"aka\",\"AERO-CARIBBEAN\",-0- \n"
	for _, c := range []struct {
		files []format.File
		as    format.Format
		says  string
	}{
		{nil, "", "no file"},
		{file("x", "who knows\n"), "", `cannot tell the format of a file that begins with "who knows": say which it is, one of jsonl, csv, tsv, ftm, ofac, un, wikidata`},
		{file("x", "{}"), "xml", `unknown format "xml"`},
		{append(file("a", "id,name\n"), file("b", "id,name\n")...), "", "2 files are given: csv takes 1"},
		{append(append(file("a", alt), file("b", alt)...), file("c", alt)...), format.OFAC, "3 files are given: ofac takes 2"},
		{file("alt.csv", alt), "", "give it as the second file"},
	} {
		_, _, err := format.Open(c.files, format.Options{Format: c.as})
		var refused *format.OpenError
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("error %v, want %q", err, c.says)
		}
	}
}

// Damage of the packing is no bad line: what follows is unknown.
func TestDamagedGzip(t *testing.T) {
	for _, name := range []string{"excel.csv", "sdn.csv", "un.xml", "ftm.json", "wikidata.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		var zipped bytes.Buffer
		w := gzip.NewWriter(&zipped)
		w.Write(data)
		w.Close()
		r, _, err := format.Open(file(name, zipped.String()[:zipped.Len()-9]), format.Options{})
		for err == nil {
			_, err = r.Next()
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// endless is a file that never ends.
type endless struct {
	head string
	fill byte
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.head)
	e.head = e.head[n:]
	for i := n; i < len(p); i++ {
		p[i] = e.fill
	}
	e.read += len(p)
	return len(p), nil
}

// A record that never ends is told after MaxRecord bytes.
func TestEndlessRecord(t *testing.T) {
	for name, head := range map[string]string{
		"csv": "id,name\na,\"", "jsonl": `{"id":"`, "ofac": `36,"`, "un": "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>", "wikidata": "[\n{\"id\":\"",
		"ftm": `{"schema":"`,
	} {
		e := &endless{head: head, fill: 'x'}
		r, _, err := format.Open([]format.File{{Reader: e}}, format.Options{Format: format.Format(name)})
		if err != nil {
			t.Fatal(err)
		}
		if name == "jsonl" { // skips to the line's end, in bounded memory
			continue
		}
		_, err = r.Next()
		var line *aliases.LineError
		if !errors.As(err, &line) || !strings.Contains(err.Error(), "more than 16777216 bytes") || e.read > format.MaxRecord+1<<20 {
			t.Errorf("%s: error %v after %d bytes", name, err, e.read)
		}
		if _, err := r.Next(); err != io.EOF {
			t.Errorf("%s: then %v", name, err)
		}
	}
}

// write returns entities of the table's own format in another one.
func write(t testing.TB, text string, f format.Format) string {
	t.Helper()
	var b bytes.Buffer
	err := format.Write(&b, f, func(yield func(aliases.Entity, error) bool) {
		for line, err := range aliases.DecodeEntities(strings.NewReader(text)) {
			if !yield(line.Entity, err) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	const text = `{"id":"a","name":"=A","description":"=1+2\nand \"more\"","aliases":[{"value":"-b","language":"en","kind":"weak","source":"@s","note":"+n"},{"value":"'Asa'ib"},{"value":"'=c"}],"external_ids":{"k":"1 | 2","l":" x"},"not":[{"value":"a|b","reason":"r"}]}
{"id":"b","type":"person","name":"B"}
`
	golden(t, "write.csv", write(t, text, format.CSV))
	golden(t, "write.tsv", write(t, text, format.TSV))
	for _, f := range []format.Format{format.JSONL, format.CSV, format.TSV} {
		if got, _, _ := read(t, file("", write(t, text, f)), format.Options{}); got != text {
			t.Errorf("%s: got\n%s\nwant\n%s", f, got, text)
		}
	}
	for _, f := range []format.Format{format.FTM, format.OFAC, format.UN, format.Wikidata} {
		var refused *format.OpenError
		if err := format.Write(io.Discard, f, nil); !errors.As(err, &refused) {
			t.Errorf("%s: error %v", f, err)
		}
	}
}

// What a table exports, a fresh one imports, and they are equal: the table that ships, too.
func TestExportImport(t *testing.T) {
	for _, f := range []format.Format{format.CSV, format.TSV} {
		from, to := table(t), table(t)
		seeds, err := filepath.Glob("../seed/*.jsonl")
		if err != nil || len(seeds) == 0 {
			t.Fatal(seeds, err)
		}
		for _, name := range seeds {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := from.Import(t.Context(), bytes.NewReader(data), aliases.ImportOptions{Edit: curator}); err != nil {
				t.Fatal(err)
			}
		}
		var exported bytes.Buffer
		err = from.View(t.Context(), func(v *aliases.View) error { return format.Write(&exported, f, v.Entities()) })
		if err != nil {
			t.Fatal(err)
		}
		r, found, err := format.Open([]format.File{{Reader: &exported}}, format.Options{})
		if err != nil || found != f {
			t.Fatal(found, err)
		}
		report, err := to.ImportFrom(t.Context(), r, aliases.ImportOptions{Edit: curator})
		if err != nil {
			t.Fatal(err)
		}
		var tables [2]bytes.Buffer
		for i, s := range []*aliases.Store{from, to} {
			if err := s.Export(t.Context(), &tables[i], aliases.ExportOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(tables[0].Bytes(), tables[1].Bytes()) || report.Created < 900 {
			t.Errorf("%s: the tables differ after %+v", f, report)
		}
	}
}

// Rows may be short, and blank rows and columns mean nothing.
func TestSpreadsheetLeavings(t *testing.T) {
	const text = "\r\n\"Id\", Name ,alias,,\na,A\n,,,,\na,A,x\n\nb,B,,,\n"
	r, _, err := format.Open(file("", text), format.Options{Format: format.CSV})
	if err != nil {
		t.Fatal(err)
	}
	var places []int
	for {
		line, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		places = append(places, line.Number, len(line.Entity.Aliases))
	}
	if !slices.Equal(places, []int{3, 1, 7, 0}) {
		t.Errorf("lines and aliases: %d", places)
	}
}

// repeated is a file of a head and then n records.
func repeated(head string, n int, record func(i int) string, tail string) io.Reader {
	i := -1
	var rest strings.Reader
	return readerFunc(func(p []byte) (int, error) {
		for rest.Len() == 0 {
			switch i++; {
			case i == 0:
				rest.Reset(head)
			case i <= n:
				rest.Reset(record(i))
			case i == n+1:
				rest.Reset(tail)
			default:
				return 0, io.EOF
			}
		}
		return rest.Read(p)
	})
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A file is read record by record: memory does not grow with it.
func TestBoundedMemory(t *testing.T) {
	const records, filler, most = 4000, 5 << 10, 8 << 20 // 20 MB of file
	fill := strings.Repeat("x", filler)
	for name, file := range map[format.Format]io.Reader{
		format.CSV: repeated("id,name,description\n", records, func(i int) string { return fmt.Sprintf("a%d,A,%s\n", i, fill) }, ""),
		format.OFAC: repeated("", records, func(i int) string {
			return fmt.Sprintf("%d,\"A\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"%s\"\n", i, fill)
		}, ""),
		format.UN: repeated("<CONSOLIDATED_LIST><ENTITIES>", records, func(i int) string {
			return fmt.Sprintf("<ENTITY><DATAID>%d</DATAID><FIRST_NAME>A</FIRST_NAME><COMMENTS1>%s</COMMENTS1><OTHER>x</OTHER></ENTITY>\n", i, fill)
		}, "</ENTITIES></CONSOLIDATED_LIST>"),
		format.FTM: repeated("", records, func(i int) string {
			return fmt.Sprintf(`{"id":"a%d","schema":"Person","properties":{"name":["A"],"notes":["%s"]}}`+"\n", i, fill)
		}, ""),
		format.Wikidata: repeated("[\n", records, func(i int) string {
			return fmt.Sprintf(`{"id":"Q%d","labels":{"en":{"value":"A"}},"x":"%s","claims":{"P31":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"id":"Q5"}}}}]}},`+"\n", i, fill)
		}, "]\n"),
	} {
		r, _, err := format.Open([]format.File{{Reader: file}}, format.Options{Format: name})
		if err != nil {
			t.Fatal(err)
		}
		heap := func() uint64 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		before, read := heap(), 0
		for ; ; read++ {
			_, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if read%1000 == 999 {
				if now := heap(); now > before+most {
					t.Fatalf("%s: %d bytes more after %d records", name, now-before, read)
				}
			}
		}
		if read != records {
			t.Errorf("%s: %d records", name, read)
		}
	}
}
