package format

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path"
	"slices"
	"strings"
)

// sniffed is how many of a file's first bytes may be looked at to tell its format.
const sniffed = 64 << 10

// tell says what a file is, from its first bytes, or if they say nothing from
// its name.
func tell(name string, head []byte) (Format, error) {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 {
		return JSONL, nil // an empty file has no entities in any format
	}
	if found := tellContent(head); found != "" {
		return found, nil
	}
	byName := map[string]Format{".jsonl": JSONL, ".ndjson": JSONL, ".csv": CSV, ".tsv": TSV, ".tab": TSV, ".xml": UN}
	if found := byName[strings.ToLower(path.Ext(strings.TrimSuffix(name, ".gz")))]; found != "" {
		return found, nil
	}
	first, _, _ := bytes.Cut(head, []byte("\n"))
	const shown = 40
	return "", &OpenError{false, fmt.Sprintf("cannot tell the format of a file that begins with %q: say which it is, one of %s",
		first[:min(len(first), shown)], strings.Join(names(), ", "))}
}

func tellContent(head []byte) Format {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	first = bytes.TrimRight(first, "\r")
	switch {
	case head[0] == '<':
		if bytes.Contains(head, []byte("<"+unRoot)) {
			return UN
		}
	case head[0] == '[', hasKeys(first, `"type"`, `"id"`, `"labels"`), hasKeys(first, `"type"`, `"id"`, `"claims"`):
		return Wikidata
	case hasKeys(first, `"schema"`, `"properties"`):
		return FTM
	case head[0] == '{':
		return JSONL
	}
	row, err := csv.NewReader(bytes.NewReader(first)).Read()
	if err == nil && (len(row) == len(sdnColumns) || len(row) == len(altColumns)) && digits(row[0]) {
		return OFAC
	}
	if separator, known := separatorOf(string(first)); known >= 2 {
		if separator == '\t' {
			return TSV
		}
		return CSV
	}
	return ""
}

func hasKeys(line []byte, keys ...string) bool {
	return line[0] == '{' && !slices.ContainsFunc(keys, func(key string) bool { return !bytes.Contains(line, []byte(key)) })
}

func names() []string {
	var all []string
	for _, f := range []Format{JSONL, CSV, TSV, FTM, OFAC, UN, Wikidata} {
		all = append(all, string(f))
	}
	return all
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
