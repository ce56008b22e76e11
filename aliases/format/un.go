package format

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// unRoot is the root of the United Nations' list.
const unRoot = "CONSOLIDATED_LIST"

// unSections are its parts, and what is in them.
var unSections = map[string]struct {
	record string
	kind   resolver.EntityType
}{
	"INDIVIDUALS": {"INDIVIDUAL", resolver.TypePerson},
	"ENTITIES":    {"ENTITY", resolver.TypeOrganization},
}

// unRecord is what is read of an INDIVIDUAL or an ENTITY.
type unRecord struct {
	DataID       xmlText     `xml:"DATAID"`
	Names        unNames     `xml:",any"` // FIRST_NAME to FOURTH_NAME
	Original     xmlText     `xml:"NAME_ORIGINAL_SCRIPT"`
	ListType     xmlText     `xml:"UN_LIST_TYPE"`
	Reference    xmlText     `xml:"REFERENCE_NUMBER"`
	Comments     xmlText     `xml:"COMMENTS1"`
	Titles       []xmlText   `xml:"TITLE>VALUE"`
	Designations []xmlText   `xml:"DESIGNATION>VALUE"`
	Individual   []unAliases `xml:"INDIVIDUAL_ALIAS"`
	Entity       []unAliases `xml:"ENTITY_ALIAS"`
}

type unAliases struct {
	Quality xmlText `xml:"QUALITY"`
	Name    xmlText `xml:"ALIAS_NAME"`
	Note    xmlText `xml:"NOTE"`
}

// unNames are the parts of a name, first to fourth. Other elements are passed over.
type unNames [4]string

// UnmarshalXML implements xml.Unmarshaler.
func (n *unNames) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	for i, part := range []string{"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"} {
		if start.Name.Local == part {
			return d.DecodeElement(&n[i], &start)
		}
	}
	return d.Skip()
}

// xmlText is the text of an element, and where it begins.
type xmlText struct {
	string
	line, column int
}

// UnmarshalXML implements xml.Unmarshaler.
func (t *xmlText) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	t.line, t.column = d.InputPos()
	return d.DecodeElement(&t.string, &start)
}

// unReader reads the United Nations' list, a record at a time.
type unReader struct {
	xml     *xml.Decoder
	ration  *ration
	path    []string // the open elements
	rooted  bool
	ignored int
	ended   bool
}

func newUNReader(in *bufio.Reader) *unReader {
	u := &unReader{ration: &ration{r: in}}
	u.xml = xml.NewDecoder(u.ration)
	return u
}

// Count implements aliases.Reader: ignored are elements between the records.
func (u *unReader) Count() (lines, ignored int) {
	line, _ := u.xml.InputPos()
	return line, u.ignored
}

// Next implements aliases.Reader.
func (u *unReader) Next() (aliases.Line, error) {
	for !u.ended {
		u.ration.renew()
		line, column := u.xml.InputPos()
		token, err := u.xml.Token()
		if err != nil {
			return aliases.Line{}, u.failed(err)
		}
		switch element := token.(type) {
		case xml.EndElement:
			u.path = u.path[:len(u.path)-1]
		case xml.StartElement:
			name := element.Name.Local
			if len(u.path) == 0 && name != unRoot {
				u.ended = true
				return aliases.Line{}, bad(line, column, name, errors.New("is not "+unRoot+", the root of the list"))
			}
			u.rooted = true
			if len(u.path) < 2 && (len(u.path) == 0 || unSections[name].record != "") {
				u.path = append(u.path, name)
				continue
			}
			if len(u.path) == 2 && unSections[u.path[1]].record == name {
				return u.record(line, column, element)
			}
			u.ignored++
			if err := u.xml.Skip(); err != nil {
				return aliases.Line{}, u.failed(err)
			}
		}
	}
	return aliases.Line{}, io.EOF
}

// record reads the record whose first tag has been read.
func (u *unReader) record(line, column int, start xml.StartElement) (aliases.Line, error) {
	var r unRecord
	if err := u.xml.DecodeElement(&r, &start); err != nil {
		return aliases.Line{}, u.failed(err)
	}
	if !digits(r.DataID.string) {
		if r.DataID.line > 0 {
			line, column = r.DataID.line, r.DataID.column
		}
		return aliases.Line{}, bad(line, column, start.Name.Local+"/DATAID", fmt.Errorf("is %q, not a number", r.DataID.string))
	}
	entity, err := r.entity(unSections[u.path[1]].kind)
	if err != nil {
		return aliases.Line{}, bad(line, column, start.Name.Local+" "+r.DataID.string, err)
	}
	return aliases.Line{Number: line, Entity: entity}, nil
}

func (r *unRecord) entity(kind resolver.EntityType) (aliases.Entity, error) {
	e := newListed("un:"+r.DataID.string, kind, "UN")
	e.called(aliases.Alias{Value: strings.Join(r.Names[:], " ")})
	e.called(aliases.Alias{Value: r.Original.string, Note: "original script"})
	for _, a := range append(r.Individual, r.Entity...) {
		e.called(a.alias())
	}
	e.knownAs("un", r.Reference.string)
	for _, said := range append(r.Titles, r.Designations...) {
		e.described(said.string)
	}
	if r.ListType.string != "" {
		e.described("list " + r.ListType.string)
	}
	e.described(r.Comments.string)
	return e.done()
}

// alias reads the quality: Good or Low for a person's, a.k.a. or f.k.a. for others.
func (a *unAliases) alias() aliases.Alias {
	result := aliases.Alias{Value: a.Name.string, Note: a.Note.string}
	switch quality := tidy(a.Quality.string); strings.ToLower(quality) {
	case "", "good", "a.k.a.":
	case "low":
		result.Kind = resolver.KindWeak
	default: // f.k.a., and what else may be said of a name
		result.Note = strings.TrimSuffix(quality+"; "+tidy(a.Note.string), "; ")
	}
	return result
}

// failed says why the XML ends here. Broken XML is broken to its end.
func (u *unReader) failed(err error) error {
	u.ended = true
	line, column := u.xml.InputPos()
	element := strings.Join(u.path, "/")
	var syntax *xml.SyntaxError
	switch {
	case err == io.EOF && u.rooted:
		return io.EOF
	case err == io.EOF:
		return bad(line, column, "", errors.New("the file has no "+unRoot))
	case errors.As(err, &syntax):
		return bad(line, column, element, errors.New(syntax.Msg))
	case errors.Is(err, errTooLong):
		return bad(line, column, element, errTooLong)
	case strings.HasPrefix(err.Error(), "xml: encoding "): // of encoding/xml, which has no name for it
		return bad(line, column, "", errors.New("the list is not UTF-8: convert it, and its declaration"))
	}
	return err
}
