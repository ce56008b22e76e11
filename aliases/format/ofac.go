package format

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// OFAC's files have no header. These are their columns, by the names that its
// documentation of the format uses.
var (
	sdnColumns = []string{"ent_num", "SDN_Name", "SDN_Type", "Program", "Title", "Call_Sign",
		"Vess_type", "Tonnage", "GRT", "Vess_flag", "Vess_owner", "Remarks"}
	altColumns = []string{"ent_num", "alt_num", "alt_type", "alt_name", "alt_remarks"}
)

// What the types of entries and of aliases mean. An entry of no type is of an
// organization.
var (
	sdnTypes = map[string]resolver.EntityType{
		"": resolver.TypeOrganization, "individual": resolver.TypePerson, "vessel": resolver.TypeVessel, "aircraft": resolver.TypeAircraft,
	}
	altNotes = map[string]string{"aka": "", "fka": "f.k.a.", "nka": "n.k.a."}
)

const (
	// ofacNull stands where there is nothing.
	ofacNull = "-0-"
	// ofacEnd is the last line of some of its files: DOS's sign of a file's end.
	ofacEnd = "\x1a"
)

// ofacReader reads sdn.csv and has read alt.csv.
type ofacReader struct {
	sdn  *rows
	alts map[string][]alt // by ent_num; what is left has no entry
	left []*aliases.LineError
	done bool
}

type alt struct {
	aliases.Alias
	line int
	file string
	used bool
}

func newOFACReader(in *bufio.Reader, with []File) (aliases.Reader, error) {
	r := &ofacReader{sdn: newRows(in, "", ','), alts: map[string][]alt{}}
	if head, _ := in.Peek(sniffed); isAlt(head) {
		return nil, &OpenError{true, "it is OFAC's file of aliases (alt.csv): give it as the second file, and sdn.csv as the first"}
	}
	for _, file := range with {
		in, err := plain(file.Reader)
		if err != nil {
			return nil, err
		}
		if err := r.readAlts(newRows(in, file.Name, ',')); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func isAlt(head []byte) bool {
	row, err := newRows(strings.NewReader(string(head)), "", ',').next()
	return err == nil && len(row) == len(altColumns) && digits(row[0]) && digits(strings.TrimSpace(row[1]))
}

// readAlts reads alt.csv. What is wrong with it is told after what is wrong
// with the entries.
func (r *ofacReader) readAlts(in *rows) error {
	for {
		row, err := in.ofac(altColumns)
		if err == io.EOF {
			return nil
		}
		if line, ok := err.(*aliases.LineError); ok { //nolint:errorlint // ofac returns it bare
			r.left = append(r.left, line)
			continue
		}
		if err != nil {
			return err
		}
		note, ok := altNotes[strings.ToLower(row[2])]
		if !ok {
			r.left = append(r.left, in.wrong(2, altColumns[2], "is %q, not aka, fka or nka", row[2]))
			continue
		}
		if row[4] != "" {
			note = strings.TrimPrefix(note+"; "+row[4], "; ")
		}
		line, _ := in.place(0)
		r.alts[row[0]] = append(r.alts[row[0]], alt{Alias: aliases.Alias{Value: row[3], Note: note}, line: line, file: in.file})
	}
}

// ofac reads a row of as many columns, nulls as "", checked for its number.
func (r *rows) ofac(columns []string) ([]string, error) {
	row, err := r.next()
	if err != nil {
		return nil, err
	}
	if len(row) == 1 && strings.TrimSpace(row[0]) == ofacEnd {
		r.ended = true
		if _, err := io.Copy(io.Discard, r.ration.r); err != nil { // of packing that is damaged behind it
			return nil, err
		}
		return nil, io.EOF
	}
	if len(row) != len(columns) {
		return nil, r.wrong(0, "", "the row has %d cells, not %d: %s", len(row), len(columns), strings.Join(columns, ", "))
	}
	for i := range row {
		if row[i] = strings.TrimSpace(row[i]); row[i] == ofacNull {
			row[i] = ""
		}
	}
	if !digits(row[0]) {
		return nil, r.wrong(0, columns[0], "is %q, not a number", row[0])
	}
	return row, nil
}

// Count implements aliases.Reader: every entry is an entity.
func (r *ofacReader) Count() (lines, ignored int) { return r.sdn.last, 0 }

// Next implements aliases.Reader.
func (r *ofacReader) Next() (aliases.Line, error) {
	row, err := r.sdn.ofac(sdnColumns)
	if err == io.EOF {
		return aliases.Line{}, r.leftover()
	}
	if err != nil {
		return aliases.Line{}, err
	}
	kind, ok := sdnTypes[strings.ToLower(row[2])]
	if !ok {
		return aliases.Line{}, r.sdn.wrong(2, sdnColumns[2], "is %q, not individual, vessel, aircraft or %s", row[2], ofacNull)
	}
	e := newListed("ofac:"+row[0], kind, "OFAC")
	e.knownAs("ofac", row[0])
	e.called(aliases.Alias{Value: ofacName(row[1], kind)})
	for i, a := range r.alts[row[0]] {
		r.alts[row[0]][i].used = true
		a.Value = ofacName(a.Value, kind)
		e.called(a.Alias)
	}
	remarks := row[11]
	for _, a := range weakNames(remarks, kind) {
		e.called(a)
	}
	for list, pattern := range numbers {
		if found := pattern.FindStringSubmatch(remarks); found != nil {
			e.knownAs(list, found[1])
		}
	}
	for _, i := range []int{4, 6, 9, 10} { // title; a vessel's type, flag and owner
		e.described(row[i])
	}
	if row[3] != "" {
		e.described("program " + strings.ReplaceAll(row[3], "] [", ", "))
	}
	e.described(remarks)
	line, _ := r.sdn.place(0)
	entity, err := e.done()
	if err != nil {
		return aliases.Line{}, r.sdn.bad(line, 0, "", err)
	}
	return aliases.Line{Number: line, Entity: entity}, nil
}

// leftover returns what is wrong with alt.csv, one by one, then io.EOF.
func (r *ofacReader) leftover() error {
	if !r.done {
		r.done = true
		for number, alts := range r.alts {
			if a := alts[0]; !a.used {
				orphan := bad(a.line, 0, altColumns[0], fmt.Errorf("%s is not an entry of the first file", number))
				orphan.File = a.file
				r.left = append(r.left, orphan)
			}
		}
		slices.SortStableFunc(r.left, (*aliases.LineError).Compare)
	}
	if len(r.left) == 0 {
		return io.EOF
	}
	first := r.left[0]
	r.left = r.left[1:]
	return first
}

// ofacName puts a person's given names first, where the list has "SURNAME, Given".
func ofacName(name string, kind resolver.EntityType) string {
	surname, given, ok := strings.Cut(name, ",")
	if kind != resolver.TypePerson || !ok || strings.Contains(given, ",") {
		return name
	}
	return given + " " + surname
}

// weakAlias is a name that OFAC calls a weak one: it stands in the remarks,
// within quotation marks.
var weakAlias = regexp.MustCompile(`\b([afn])\.k\.a\. *(?:'(.+?)'|"(.+?)"|‘(.+?)’|“(.+?)”) *(?:[;,.()]|$)`)

func weakNames(remarks string, kind resolver.EntityType) []aliases.Alias {
	var names []aliases.Alias
	for _, found := range weakAlias.FindAllStringSubmatch(remarks, -1) {
		name := ofacName(strings.Join(found[2:], ""), kind) // one of them has matched
		names = append(names, aliases.Alias{Value: name, Kind: resolver.KindWeak, Note: altNotes[found[1]+"ka"]})
	}
	return names
}

// numbers are IDs that the remarks have, by the name of their list.
var numbers = map[string]*regexp.Regexp{
	"imo":  regexp.MustCompile(`\bIMO (\d{7})\b`),
	"mmsi": regexp.MustCompile(`\bMMSI (\d{9})\b`),
}
