package aliases_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/laqab/laqab/aliases"
)

func export(t testing.TB, s *aliases.Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Export(t.Context(), &b, aliases.ExportOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zip(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

const (
	lineA = `{"id":"a","name":"A"}`
	lineB = `{"id":"b","type":"person","name":"B <&> \"\\","description":"x\n\ty","aliases":[{"value":"ب","language":"ar","script":"Arab","kind":"short","source":"s","note":"n"},{"value":"a"}],"external_ids":{"k":"1","l":"2"},"not":["x",{"value":"y","reason":"r"}]}`
)

func TestImportForms(t *testing.T) {
	want := lineA + "\n" + lineB + "\n"
	for name, in := range map[string]string{
		"plain":             want,
		"other order":       lineB + "\n" + lineA,
		"byte order mark":   "\uFEFF" + want,
		"CRLF":              lineA + "\r\n" + lineB + "\r\n",
		"blank lines":       "\n  \n" + lineA + "\n\r\n" + lineB + "\n\n",
		"gzip":              zip(want),
		"escapes":           strings.ReplaceAll(want, "ب", `\u0628`),
		"exclusion objects": strings.ReplaceAll(want, `"x"`, `{"value":"x"}`),
		"empty members":     strings.Replace(want, `"name":"A"`, `"name":"A","aliases":[],"external_ids":{},"not":null,"description":""`, 1),
		"spaces":            strings.NewReplacer(`{`, " {\t", `:`, " : ", `,`, " ,  ", `}`, " } ").Replace(want),
		"other case":        strings.Replace(want, `"name"`, `"Name"`, 1),
		"member twice":      strings.Replace(want, `"name"`, `"name":"x","name"`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			s := table(t)
			report := importInto(t, s, iotest.OneByteReader(strings.NewReader(in)), aliases.ImportOptions{})
			if got := export(t, s); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			lines := 2
			if name == "blank lines" {
				lines = 6
			}
			if report != (aliases.ImportReport{Lines: lines, Created: 2, Aliases: 2, Revision: 2}) {
				t.Errorf("report %+v", report)
			}
			sound(t, s)
		})
	}
}

func TestImportBadLines(t *testing.T) {
	long := `{"id":"x","name":"` + strings.Repeat("x", 1<<20) + `"}`
	cases := map[string]struct{ in, want string }{
		"unknown field":          {`{"id":"x","name":"n","colour":"red"}`, `line 1: unknown field "colour"`},
		"unknown alias field":    {`{"id":"x","name":"n","aliases":[{"value":"v","lang":"en"}]}`, `unknown field "lang"`},
		"unknown exclusion":      {`{"id":"x","name":"n","not":[{"value":"v","why":"r"}]}`, `unknown field "why"`},
		"state":                  {`{"id":"x","name":"n","state":"deleted"}`, `unknown field "state"`},
		"not JSON":               {lineA + "\n\nid,name", `line 3: invalid character`},
		"ends early":             {`{"id":"x"`, "ends too early"},
		"two objects":            {lineA + lineB, "something follows"},
		"array":                  {`[]`, "a line does not take a JSON array"},
		"null":                   {`null`, "id is missing; name is empty"},
		"no name":                {`{"id":"x"}`, "name is empty"},
		"bad UTF-8":              {"{\"id\":\"x\",\"name\":\"\xff\"}", "not valid UTF-8"},
		"half a surrogate pair":  {`{"id":"x","name":"\ud83d"}`, "surrogate"},
		"other half":             {`{"id":"x","name":"\\\udc00"}`, "surrogate"},
		"duplicate id":           {lineA + "\n" + lineB + "\n" + lineA, `line 3: id "a" is that of line 1 too`},
		"too long":               {lineA + "\n" + long + "\n" + lineB, "line 2: line has more than"},
		"many":                   {"x\n" + lineA + "\ny\nz", "3 bad lines"},
		"kind":                   {`{"id":"x","name":"n","aliases":[{"value":"v","kind":"nick"}]}`, "aliases[0].kind is an unknown alias kind"},
		"number for a string":    {`{"id":7,"name":"n"}`, "id does not take a JSON number"},
		"string for an alias":    {`{"id":"x","name":"n","aliases":["v"]}`, "aliases does not take a JSON string"},
		"cut gzip":               {zip(strings.Repeat(lineA+"\n", 100))[:30], "unexpected EOF"},
		"in the table":           {`{"id":"here","name":"n"}`, `line 1: entity "here" already exists and is active`},
		"bad line far behind":    {string(largeTable(600)) + "x", "line 601"},
		"existing, far in front": {`{"id":"here","name":"n"}` + "\n" + string(largeTable(600)), "line 1:"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := table(t)
			create(t, s, "here")
			before := export(t, s)
			report, err := s.Import(t.Context(), strings.NewReader(c.in), aliases.ImportOptions{Edit: curator})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want %q in it", err, c.want)
			}
			if report != (aliases.ImportReport{}) || export(t, s) != before {
				t.Errorf("report %+v after a failed import", report)
			}
			sound(t, s)
		})
	}
	if s := table(t); true {
		in := `{"id":"ok","name":"n 😀 \ud83d\ude00"}`
		importInto(t, s, strings.NewReader(in), aliases.ImportOptions{})
		if e := get(t, s, "ok"); e.Name != "n 😀 😀" {
			t.Errorf("name %q", e.Name)
		}
	}
}

// All bad lines are counted, wherever they are and whatever is wrong with them.
func TestImportCountsErrors(t *testing.T) {
	s := table(t)
	create(t, s, "here")
	in := "x\n" + string(largeTable(40_000)) + strings.Repeat("x\n", 20_000) + `{"id":"here","name":"n"}` + "\n" + lineA + "\n" + lineA
	for _, batch := range []int{0, 1} {
		report, err := s.Import(t.Context(), strings.NewReader(in), aliases.ImportOptions{Edit: curator, MaxErrors: 7, BatchSize: batch})
		var failed *aliases.ImportError
		if !errors.As(err, &failed) || failed.Count != 20_003 || len(failed.Lines) != 7 || failed.Lines[0].Line != 1 || failed.Lines[6].Line != 40_007 {
			t.Errorf("batches of %d: error %v", batch, err)
		}
		if report != (aliases.ImportReport{}) {
			t.Errorf("report %+v", report)
		}
	}
	_, err := s.Import(t.Context(), strings.NewReader(lineB+"\n"+`{"id":"here","name":"n"}`+"\nx\n"+lineB), aliases.ImportOptions{Edit: curator, BatchSize: 1})
	var failed *aliases.ImportError
	if !errors.As(err, &failed) || failed.Count != 3 || failed.Lines[0].Line != 2 || failed.Lines[1].Line != 3 || failed.Lines[2].Line != 4 {
		t.Errorf("error %v", err)
	}
	if got := export(t, s); strings.Count(got, "\n") != 2 {
		t.Errorf("the table has %s", got)
	}
	sound(t, s)
}

func TestImportOnExisting(t *testing.T) {
	in := `{"id":"e","name":"New","aliases":[{"value":"b"},{"value":"c"}],"external_ids":{"k":"2","l":"3"},"not":["y"]}` + "\n" +
		`{"id":"gone","name":"Gone again"}` + "\n" + `{"id":"same","name":"Same"}`
	old := `{"id":"e","type":"person","name":"Old","aliases":[{"value":"a"},{"value":"b"}],"external_ids":{"k":"1"},"not":["x"]}`
	cases := map[aliases.OnExisting]struct {
		want   string
		gone   aliases.State
		report aliases.ImportReport
	}{
		aliases.Skip: {old, aliases.StateDeleted, aliases.ImportReport{Lines: 3, Skipped: 3, Revision: 4}},
		aliases.Replace: {`{"id":"e","name":"New","aliases":[{"value":"b"},{"value":"c"}],"external_ids":{"k":"2","l":"3"},"not":["y"]}`,
			aliases.StateActive, aliases.ImportReport{Lines: 3, Updated: 2, Unchanged: 1, Aliases: 2, Revision: 6}},
		aliases.Merge: {`{"id":"e","type":"person","name":"Old","aliases":[{"value":"a"},{"value":"b"},{"value":"c"},{"value":"New"}],` +
			`"external_ids":{"k":"1","l":"3"},"not":["x","y"]}`,
			aliases.StateDeleted, aliases.ImportReport{Lines: 3, Updated: 1, Unchanged: 1, Skipped: 1, Aliases: 2, Revision: 5}},
	}
	for choice, c := range cases {
		t.Run(string(choice), func(t *testing.T) {
			s := table(t)
			importInto(t, s, strings.NewReader(old+"\n"+`{"id":"gone","name":"Gone"}`+"\n"+`{"id":"same","name":"Same"}`), aliases.ImportOptions{})
			update(t, s, func(tx *aliases.Tx) error {
				_, err := tx.DeleteEntity("gone", "")
				return err
			})
			report := importInto(t, s, strings.NewReader(in), aliases.ImportOptions{OnExisting: choice})
			if report != c.report {
				t.Errorf("report %+v, want %+v", report, c.report)
			}
			e := get(t, s, "e")
			if got := string(aliases.AppendEntity(nil, &e)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if e := get(t, s, "gone"); e.State != c.gone {
				t.Errorf("a deleted entity is %s", e.State)
			}
			sound(t, s)
			if choice == aliases.Skip {
				return
			}
			// The same again changes nothing.
			again := importInto(t, s, strings.NewReader(in), aliases.ImportOptions{OnExisting: choice})
			if again.Updated != 0 || again.Revision != report.Revision {
				t.Errorf("again: %+v", again)
			}
		})
	}
	_, err := table(t).Import(t.Context(), strings.NewReader(in), aliases.ImportOptions{Edit: curator, OnExisting: "overwrite"})
	wantError(t, err, aliases.ErrInvalid)
	_, err = table(t).Import(t.Context(), strings.NewReader(in), aliases.ImportOptions{})
	wantError(t, err, aliases.ErrNoActor)
}

func TestImportInBatches(t *testing.T) {
	for _, batch := range []int{1, 7, 300, 1000} {
		t.Run(fmt.Sprint(batch), func(t *testing.T) {
			s := table(t)
			in := string(largeTable(1000)) + "bad line\n" + lineA
			var acknowledged []int
			report, err := s.Import(t.Context(), strings.NewReader(in), aliases.ImportOptions{Edit: curator, BatchSize: batch,
				Acknowledge: func(r aliases.ImportReport) {
					acknowledged = append(acknowledged, r.Lines)
					if now, err := s.Revision(t.Context()); err != nil || now != r.Revision {
						t.Errorf("acknowledged revision %d, the table has %d (%v)", r.Revision, now, err)
					}
				}})
			var failed *aliases.ImportError
			if !errors.As(err, &failed) || len(failed.Lines) != 1 || failed.Lines[0].Line != 1001 {
				t.Fatalf("error %v", err)
			}
			want := 1000 / batch * batch
			if report.Lines != want || len(acknowledged) != 1000/batch || strings.Count(export(t, s), "\n") != want {
				t.Errorf("report %+v after %d batches, want %d lines", report, len(acknowledged), want)
			}
			sound(t, s)
		})
	}
}

// Progress is told in lines of the file.
func TestImportCountsBlankLines(t *testing.T) {
	var acknowledged []int
	report := importInto(t, table(t), strings.NewReader("\n"+lineA+"\n\n\n"+lineB+"\n"+`{"id":"c","name":"C"}`+"\n\n"), aliases.ImportOptions{BatchSize: 2,
		Acknowledge: func(r aliases.ImportReport) { acknowledged = append(acknowledged, r.Lines) }})
	if !slices.Equal(acknowledged, []int{5, 7}) || report.Lines != 7 || report.Created != 3 {
		t.Errorf("acknowledged lines %d, report %+v", acknowledged, report)
	}
}

func TestImportFoldsTheLog(t *testing.T) {
	s := table(t)
	log := func() int64 {
		info, err := os.Stat(s.Path() + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	// A reader of the log keeps it, but keeps nobody waiting.
	create(t, s, "first")
	err := s.View(t.Context(), func(v *aliases.View) error {
		importInto(t, s, bytes.NewReader(largeTable(70_000)), aliases.ImportOptions{})
		if log() < 64<<20 {
			t.Errorf("the log has %d bytes: nothing is tested", log())
		}
		began := time.Now()
		create(t, s, "second")
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("an edit beside a reader took %v", took)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	create(t, s, "third")
	if log() != 0 {
		t.Errorf("the log has %d bytes", log())
	}
	sound(t, s)
}

func TestImportDryRun(t *testing.T) {
	s := table(t)
	report := importInto(t, s, bytes.NewReader(largeTable(10)), aliases.ImportOptions{DryRun: true})
	if report.Created != 10 || export(t, s) != "" {
		t.Errorf("report %+v, export %q", report, export(t, s))
	}
	if r, err := s.Revision(t.Context()); err != nil || r != 0 {
		t.Errorf("revision %d, error %v", r, err)
	}
}

func TestImportCancelled(t *testing.T) {
	s := table(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Import(ctx, bytes.NewReader(largeTable(5000)), aliases.ImportOptions{Edit: curator,
		Progress: func(r aliases.ImportReport) {
			if r.Lines > 1000 {
				cancel()
			}
		}})
	wantError(t, err, context.Canceled)
	boom := errors.New("boom")
	_, err = s.Import(t.Context(), io.MultiReader(bytes.NewReader(largeTable(500)), iotest.ErrReader(boom)), aliases.ImportOptions{Edit: curator})
	wantError(t, err, boom)
	if got := export(t, s); got != "" {
		t.Errorf("%d bytes were imported", len(got))
	}
	sound(t, s)
}

func TestExportSome(t *testing.T) {
	s := table(t)
	importInto(t, s, strings.NewReader(lineA+"\n"+lineB), aliases.ImportOptions{})
	var b strings.Builder
	if err := s.Export(t.Context(), &b, aliases.ExportOptions{IDs: map[string]bool{"b": true, "nobody": true}}); err != nil || b.String() != lineB+"\n" {
		t.Errorf("exported %q, error %v", b.String(), err)
	}
}

// Whatever is decoded, encodes to a line that decodes to the same.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{lineA, lineB, lineA + "\r\n" + lineB, "\uFEFF" + lineA, zip(lineB), `{"id":"a","name":"\ud83d\ude00\u2028"}`,
		`{"id":"a","name":"\ud83d"}`, `{"id":"a","name":"b","not":[{}]}`, `{"id":"a","name":"b","aliases":[{"value":"c"},{"value":"c"}]}`, "null", "[", "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		for line, err := range aliases.DecodeEntities(bytes.NewReader(in)) {
			if err != nil {
				continue
			}
			encoded := aliases.AppendEntity(nil, &line.Entity)
			again := 0
			for second, err := range aliases.DecodeEntities(bytes.NewReader(encoded)) {
				again++
				if err != nil {
					t.Fatalf("%s: %v", encoded, err)
				}
				if twice := aliases.AppendEntity(nil, &second.Entity); !bytes.Equal(twice, encoded) {
					t.Fatalf("%s\nbecomes %s", encoded, twice)
				}
			}
			if again != 1 {
				t.Fatalf("%q is %d lines", encoded, again)
			}
		}
	})
}

// Whatever imports, exports to bytes that import to the same table.
// Fuzz it with -fuzzminimizetime 5x: an execution makes two tables on disk.
func FuzzImportExport(f *testing.F) {
	f.Add([]byte(lineA + "\n" + lineB))
	f.Add([]byte(`{"id":"a","name":"b","aliases":[{"value":"c"},{"value":"C"},{"value":"c","language":"en"}],"not":["z","a"]}`))
	dir := f.TempDir()
	n := 0
	f.Fuzz(func(t *testing.T, in []byte) {
		tables := [2]*aliases.Store{}
		for i := range tables {
			n++
			s, err := aliases.Open(t.Context(), filepath.Join(dir, fmt.Sprint(n, ".db")), aliases.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			tables[i] = s
		}
		if _, err := tables[0].Import(t.Context(), bytes.NewReader(in), aliases.ImportOptions{Edit: curator}); err != nil {
			return
		}
		exported := export(t, tables[0])
		importInto(t, tables[1], strings.NewReader(exported), aliases.ImportOptions{})
		if again := export(t, tables[1]); again != exported {
			t.Fatalf("exported %s\nthen %s", exported, again)
		}
		sound(t, tables[0])
	})
}
