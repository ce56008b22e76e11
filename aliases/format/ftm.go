package format

import (
	"bufio"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// ftmSchemata are the schemata of FollowTheMoney whose entities bear names. A
// LegalEntity is a person or an organization, and nobody knows which. The
// others (Sanction, Address, Ownership, Passport and so on) say something of these.
var ftmSchemata = map[string]resolver.EntityType{
	"Person":       resolver.TypePerson,
	"Organization": resolver.TypeOrganization,
	"Company":      resolver.TypeOrganization,
	"PublicBody":   resolver.TypeOrganization,
	"LegalEntity":  resolver.TypeUnknown,
	"Vessel":       resolver.TypeVessel,
	"Airplane":     resolver.TypeAircraft,
}

// ftmEntity is what is read of an entity.
type ftmEntity struct {
	ID         string        `json:"id"`
	Caption    string        `json:"caption"`
	Schema     string        `json:"schema"`
	Referents  []string      `json:"referents"`
	Properties ftmProperties `json:"properties"`
}

type ftmProperties struct {
	Name         []string `json:"name"`
	Alias        []string `json:"alias"`
	WeakAlias    []string `json:"weakAlias"`
	PreviousName []string `json:"previousName"`
	Abbreviation []string `json:"abbreviation"`
	Description  []string `json:"description"`
	Summary      []string `json:"summary"`
	Notes        []string `json:"notes"`
	WikidataID   []string `json:"wikidataId"`
	IMONumber    []string `json:"imoNumber"`
	MMSI         []string `json:"mmsi"`
	LEICode      []string `json:"leiCode"`
}

type ftmReader struct {
	lines
	ignored int
}

func newFTMReader(in *bufio.Reader) *ftmReader { return &ftmReader{lines: newLines(in)} }

// Count implements aliases.Reader: ignored are entities of other schemata.
func (f *ftmReader) Count() (lines, ignored int) { return f.number, f.ignored }

// Next implements aliases.Reader.
func (f *ftmReader) Next() (aliases.Line, error) {
	for {
		text, err := f.next()
		if err != nil {
			return aliases.Line{}, err
		}
		var said ftmEntity
		if err := f.decode(text, &said); err != nil {
			return aliases.Line{}, err
		}
		if said.Schema == "" {
			return aliases.Line{}, f.bad(0, "schema", errors.New("is missing: this is no FollowTheMoney entity"))
		}
		kind, known := ftmSchemata[said.Schema]
		if !known {
			f.ignored++
			continue
		}
		entity, err := said.entity(kind)
		if err != nil {
			return aliases.Line{}, f.bad(0, "", err)
		}
		return aliases.Line{Number: f.number, Entity: entity}, nil
	}
}

// ofacID is how OpenSanctions calls an entry of OFAC's among the IDs that it joined.
var ofacID = regexp.MustCompile(`^ofac-(\d+)$`)

func (f *ftmEntity) entity(kind resolver.EntityType) (aliases.Entity, error) {
	e := newListed(f.ID, kind, "OpenSanctions")
	p := &f.Properties
	for _, name := range append([]string{f.Caption}, p.Name...) {
		e.called(aliases.Alias{Value: name})
	}
	for _, names := range []struct {
		values []string
		like   aliases.Alias
	}{
		{p.Alias, aliases.Alias{}},
		{p.PreviousName, aliases.Alias{Note: "f.k.a."}},
		{p.Abbreviation, aliases.Alias{Kind: resolver.KindAcronym}},
		{p.WeakAlias, aliases.Alias{Kind: resolver.KindWeak}},
	} {
		for _, value := range names.values {
			names.like.Value = value
			e.called(names.like)
		}
	}
	e.knownAs("opensanctions", f.ID)
	for _, id := range append([]string{f.ID}, f.Referents...) {
		if found := ofacID.FindStringSubmatch(id); found != nil {
			e.knownAs("ofac", found[1])
		}
	}
	for list, ids := range map[string][]string{"wikidata": p.WikidataID, "imo": p.IMONumber, "mmsi": p.MMSI, "lei": p.LEICode} {
		for _, id := range ids {
			e.knownAs(list, strings.TrimPrefix(id, "IMO"))
		}
	}
	for _, texts := range [][]string{p.Description, p.Summary, p.Notes} {
		for _, text := range texts {
			e.described(text)
		}
	}
	return e.done()
}

// decode reads the JSON of the last line.
func (l *lines) decode(text []byte, into any) error {
	if !utf8.Valid(text) {
		return l.bad(0, "", errors.New("not valid UTF-8"))
	}
	err := json.Unmarshal(text, into)
	var (
		syntax *json.SyntaxError
		wrong  *json.UnmarshalTypeError
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrong):
		return l.bad(int(wrong.Offset), wrong.Field, errors.New("does not take a JSON "+wrong.Value))
	case errors.As(err, &syntax):
		return l.bad(int(syntax.Offset), "", err)
	}
	return l.bad(0, "", err)
}
