package format

import (
	"fmt"
	"io"

	"github.com/laqab/laqab/aliases"
)

// Format says how a file is written. Its string is what people write.
type Format string

// The formats.
const (
	JSONL    Format = "jsonl"    // the table's own; see package aliases
	CSV      Format = "csv"      // comma- or semicolon-separated, with a header
	TSV      Format = "tsv"      // tab-separated, with the same header
	FTM      Format = "ftm"      // FollowTheMoney entities, one JSON object a line, as OpenSanctions has them
	OFAC     Format = "ofac"     // sdn.csv of the United States Treasury, and alt.csv
	UN       Format = "un"       // the consolidated list of the United Nations' Security Council, XML
	Wikidata Format = "wikidata" // lines of a Wikidata JSON dump
)

// MaxRecord is how many bytes a record may have: a line of JSON, a row, an
// element of XML. Wikidata's longest items have some four million.
const MaxRecord = 16 << 20

// File is one of the files of an import.
type File struct {
	Name string // for messages, and to tell the format; may be ""
	io.Reader
}

// Options of Open. The zero value tells the format by itself.
type Options struct {
	Format   Format // "" is told from the first file's name and first bytes
	Wikidata WikidataOptions
}

// OpenError says why files cannot be read as what they are said to be.
type OpenError struct {
	Files  bool // it is about how many files there are, not about the format
	Reason string
}

func (e *OpenError) Error() string { return e.Reason }

// Open returns a reader of the files' entities, and the format it found. All
// formats are one file, but OFAC's, which may be two: sdn.csv and alt.csv.
// gzip, UTF-16 and byte order marks are recognized. An *OpenError when that
// cannot be; other errors are of reading.
func Open(files []File, opts Options) (aliases.Reader, Format, error) {
	if len(files) == 0 {
		return nil, "", &OpenError{true, "no file is given"}
	}
	in, err := plain(files[0].Reader)
	if err != nil {
		return nil, "", err
	}
	found := opts.Format
	if found == "" {
		head, _ := in.Peek(sniffed) // an error shows again when the file is read
		if found, err = tell(files[0].Name, head); err != nil {
			return nil, "", err
		}
	}
	if most := map[Format]int{OFAC: 2}[found]; len(files) > max(1, most) {
		return nil, found, &OpenError{true, fmt.Sprintf("%d files are given: %s takes %d", len(files), found, max(1, most))}
	}
	switch found {
	case JSONL:
		return aliases.NewReader(in), found, nil
	case CSV, TSV:
		return newCSVReader(in), found, nil
	case FTM:
		return newFTMReader(in), found, nil
	case OFAC:
		reader, err := newOFACReader(in, files[1:])
		return reader, found, err
	case UN:
		return newUNReader(in), found, nil
	case Wikidata:
		return newWikidataReader(in, opts.Wikidata), found, nil
	}
	return nil, found, &OpenError{false, fmt.Sprintf("unknown format %q", found)}
}
