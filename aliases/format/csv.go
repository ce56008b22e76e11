package format

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// columns of a table of entities, in the order of an export. README.md says
// what each holds.
var columns = []string{
	"id", "type", "name", "description", "external_ids",
	"alias", "language", "script", "kind", "source", "note",
	"not", "not_reason",
}

// joined is a column that is read besides: aliases that have their language,
// kind and so on in common, in one cell.
const joined = "aliases"

// separators that files are read with. European spreadsheets write semicolons
// as CSV, since their numbers have commas.
const separators = ",;\t"

// separatorOf returns the separator by which the header has the most known
// columns, and how many these are.
func separatorOf(header string) (separator rune, known int) {
	separator = ','
	for _, s := range separators {
		n := 0
		for name := range strings.SplitSeq(header, string(s)) {
			if isColumn(columnName(name)) {
				n++
			}
		}
		if n > known {
			separator, known = s, n
		}
	}
	return separator, known
}

func columnName(cell string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.Trim(cell, "\" \r\n\uFEFF")))
}

func isColumn(name string) bool { return name == joined || slices.Contains(columns, name) }

// csvReader reads a table of entities: one row or more for each, together.
type csvReader struct {
	in     *bufio.Reader
	rows   *rows          // nil until the header is read
	column map[string]int // by name
	width  int            // of the header, without blank cells at its end
	entity *gathered      // whose rows are being read
	errors []*aliases.LineError
	done   bool
}

// gathered is an entity and where each part of it stands.
type gathered struct {
	aliases.Entity
	line    int
	places  map[string]aliases.Position // by column, of what is said once
	aliases []aliases.Position
	not     map[string]aliases.Position // by value: they have another order in the table
	refused bool
}

func newCSVReader(in *bufio.Reader) *csvReader { return &csvReader{in: in} }

// Count implements aliases.Reader: every row with something in it is taken.
func (c *csvReader) Count() (lines, ignored int) {
	if c.rows == nil {
		return 0, 0
	}
	return c.rows.last, 0
}

// Next implements aliases.Reader.
func (c *csvReader) Next() (aliases.Line, error) {
	for {
		if len(c.errors) > 0 {
			err := c.errors[0]
			c.errors = c.errors[1:]
			return aliases.Line{}, err
		}
		if c.done {
			return aliases.Line{}, io.EOF
		}
		finished, err := c.step()
		if err != nil {
			return aliases.Line{}, err
		}
		if finished == nil {
			continue
		}
		if line, ok := c.finish(finished); ok {
			return line, nil
		}
	}
}

// step reads a row. It returns the entity that the row is not of any more.
func (c *csvReader) step() (finished *gathered, err error) {
	if c.rows == nil {
		return nil, c.header()
	}
	row, err := c.rows.next()
	if err == io.EOF {
		c.done = true
		finished, c.entity = c.entity, nil
		return finished, nil
	}
	if line, ok := err.(*aliases.LineError); ok { //nolint:errorlint // rows returns it bare
		c.errors = append(c.errors, line)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return c.take(row), nil
}

// header reads the names of the columns. Without good ones nothing can be read.
func (c *csvReader) header() error {
	head, err := c.in.Peek(sniffed)
	if err != nil && err != io.EOF {
		return err
	}
	body := bytes.TrimLeft(head, "\r\n")
	ahead := bytes.Count(head[:len(head)-len(body)], []byte("\n"))
	if _, err := c.in.Discard(len(head) - len(body)); err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(body), "\n")
	separator, _ := separatorOf(line)
	if rest, ok := strings.CutPrefix(strings.ToLower(strings.TrimRight(line, "\r")), "sep="); ok && len(rest) == 1 { // so Excel is told
		separator = rune(rest[0])
		ahead++
		if _, err := c.in.ReadString('\n'); err != nil && err != io.EOF {
			return err
		}
	}
	c.rows = newRows(c.in, "", separator)
	c.rows.ahead = ahead
	row, err := c.rows.next()
	if err == io.EOF {
		c.done = true
		return nil
	}
	if line, ok := err.(*aliases.LineError); ok { //nolint:errorlint // rows returns it bare
		c.done = true
		c.errors = append(c.errors, line)
		return nil
	}
	if err != nil {
		return err
	}
	c.column = map[string]int{}
	for i, cell := range row {
		name := columnName(cell)
		switch _, twice := c.column[name]; {
		case name == "":
		case !isColumn(name):
			c.refuse(c.rows.wrong(i, cell, "is not a column: there are %s and %s", strings.Join(columns, ", "), joined))
		case twice:
			c.refuse(c.rows.wrong(i, cell, "is there twice"))
		default:
			c.column[name] = i
			c.width = i + 1
		}
	}
	for _, name := range []string{"id", "name"} {
		if _, ok := c.column[name]; !ok && !c.done {
			c.refuse(c.rows.wrong(0, name, "is missing: the first row names the columns, of which id and name are required"))
		}
	}
	return nil
}

// refuse says that the header, and so the file, cannot be read.
func (c *csvReader) refuse(err *aliases.LineError) {
	c.errors = append(c.errors, err)
	c.done = true
}

// cell returns the cell of a column, "" when the row is shorter.
func (c *csvReader) cell(row []string, column string) string {
	if i, ok := c.column[column]; ok && i < len(row) {
		return unguard(row[i])
	}
	return ""
}

// at is where a cell stands.
func (c *csvReader) at(row []string, column string) aliases.Position {
	i, ok := c.column[column]
	if !ok || i >= len(row) {
		i = 0
	}
	line, at := c.rows.place(i)
	return aliases.Position{Line: line, Column: at, Element: column}
}

// take adds a row to its entity. It returns the entity before, when the row
// begins another one.
func (c *csvReader) take(row []string) (finished *gathered) {
	if !slices.ContainsFunc(row, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
		return nil // spreadsheets leave such rows at the end
	}
	wrong := func(column, format string, args ...any) {
		c.errors = append(c.errors, &aliases.LineError{Position: c.at(row, column), Err: fmt.Errorf(format, args...)})
	}
	id := strings.TrimSpace(c.cell(row, "id"))
	if id == "" {
		wrong("id", "is missing")
		return nil
	}
	if c.entity == nil || c.entity.ID != id {
		finished = c.entity
		at := c.at(row, "id")
		c.entity = &gathered{Entity: aliases.Entity{ID: id}, line: at.Line, not: map[string]aliases.Position{},
			places: map[string]aliases.Position{"id": at, "name": c.at(row, "name")}}
	}
	found := len(c.errors)
	if extra := slices.IndexFunc(row[min(len(row), c.width):], func(cell string) bool { return strings.TrimSpace(cell) != "" }); extra >= 0 {
		c.errors = append(c.errors, c.rows.wrong(c.width+extra, "", "the row has %d cells, the header %d: a cell with a separator in it needs quotation marks", len(row), c.width))
	} else {
		c.takeEntity(row, wrong)
		c.takeAliases(row, wrong)
		c.takeExclusions(row, wrong)
	}
	c.entity.refused = c.entity.refused || len(c.errors) > found
	return finished
}

// takeEntity takes what is said of the entity itself: once, or the same again.
func (c *csvReader) takeEntity(row []string, wrong func(column, format string, args ...any)) {
	e := c.entity
	once := func(column, cell string, into *string) {
		switch {
		case cell == "" || *into == cell:
		case *into == "":
			*into = cell
			e.places[column] = c.at(row, column)
		default:
			wrong(column, "is %q here and %q on line %d: all rows of an id are of one entity", cell, *into, e.places[column].Line)
		}
	}
	once("type", strings.TrimSpace(c.cell(row, "type")), (*string)(&e.Type))
	once("name", c.cell(row, "name"), &e.Name)
	once("description", c.cell(row, "description"), &e.Description)
	for _, item := range splitList(c.cell(row, "external_ids")) {
		list, id, ok := strings.Cut(item, "=")
		list = strings.TrimSpace(list)
		if other, twice := e.ExternalIDs[list]; !ok || twice && other != id {
			wrong("external_ids", "has %q: want LIST=ID, and each list once", item)
			continue
		}
		if e.ExternalIDs == nil {
			e.ExternalIDs = map[string]string{}
		}
		e.ExternalIDs[list] = id
		e.places["external_ids"] = c.at(row, "external_ids")
	}
}

func (c *csvReader) takeAliases(row []string, wrong func(column, format string, args ...any)) {
	details := aliases.Alias{
		Language: strings.TrimSpace(c.cell(row, "language")),
		Script:   strings.TrimSpace(c.cell(row, "script")),
		Kind:     resolver.AliasKind(strings.TrimSpace(c.cell(row, "kind"))),
		Source:   c.cell(row, "source"),
		Note:     c.cell(row, "note"),
	}
	values := splitList(c.cell(row, joined))
	column := joined
	if one := c.cell(row, "alias"); one != "" {
		values = append([]string{one}, values...)
		column = "alias"
	}
	if len(values) == 0 && details != (aliases.Alias{}) {
		wrong("alias", "is missing: the row has its language, script, kind, source or note")
	}
	e := c.entity
	for _, value := range values {
		if len(e.aliases) > aliases.MaxAliases { // the table says so; no more need be gathered for that
			return
		}
		a := details
		a.Value = value
		e.Entity.Aliases = append(e.Entity.Aliases, a)
		e.aliases = append(e.aliases, c.at(row, column))
	}
}

func (c *csvReader) takeExclusions(row []string, wrong func(column, format string, args ...any)) {
	values, reason := splitList(c.cell(row, "not")), c.cell(row, "not_reason")
	if len(values) == 0 && reason != "" {
		wrong("not", "is missing: the row has a not_reason")
	}
	e := c.entity
	for _, value := range values {
		if len(e.Not) > aliases.MaxExclusions {
			return
		}
		e.not[value] = c.at(row, "not")
		e.Not = append(e.Not, aliases.Exclusion{Value: value, Reason: reason})
	}
}

// finish checks an entity whose rows are all read.
func (c *csvReader) finish(g *gathered) (_ aliases.Line, ok bool) {
	if g.refused {
		return aliases.Line{}, false // its errors are told
	}
	err := g.Normalize()
	if err == nil {
		return aliases.Line{Number: g.line, Entity: g.Entity}, true
	}
	invalid, ok := err.(*aliases.InvalidError) //nolint:errorlint // Normalize returns it bare
	if !ok {
		c.errors = append(c.errors, bad(g.line, 0, "", err))
		return aliases.Line{}, false
	}
	for _, v := range invalid.Violations {
		at, told := g.place(v.Field)
		if !told {
			v.Description = v.Field + " " + v.Description
		}
		c.errors = append(c.errors, &aliases.LineError{Position: at, Err: fmt.Errorf("%s", v.Description)})
	}
	return aliases.Line{}, false
}

// place is where a violation's field stands; told is whether the column says
// which field it is.
func (g *gathered) place(field string) (at aliases.Position, told bool) {
	if at, told = g.places[field]; told {
		return at, true
	}
	head, rest, _ := strings.Cut(field, "[")
	index, part, _ := strings.Cut(rest, "]")
	i, err := strconv.Atoi(index)
	switch part = strings.TrimPrefix(part, "."); {
	case err == nil && head == "aliases" && i < len(g.aliases):
		if at = g.aliases[i]; part != "" && part != "value" {
			at.Element, at.Column = part, 0
		}
		return at, part != ""
	case err == nil && head == "not" && i < len(g.Not):
		if at = g.not[g.Not[i].Value]; part == "reason" {
			at.Element, at.Column = "not_reason", 0
		}
		return at, part != ""
	}
	if at, ok := g.places[head]; ok {
		return at, false
	}
	return aliases.Position{Line: g.line}, false
}
