package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver"
)

// suite is a table and the mentions asked of it.
type suite struct {
	name    string
	table   []resolver.Entity
	queries []query
	made    bool // out of others, by this command
	again   bool // a given one, asked for other names

	share float64 // of a suite of namesakes, of its weight; 0 for others
}

type query struct {
	Mention  string    `json:"mention"`
	Expect   *string   `json:"expect"`
	Type     string    `json:"type"`
	Language string    `json:"language"`
	Accept   []*string `json:"accept"`
	Tags     []string  `json:"tags"`

	listed bool // made from the table: a name as it is listed,
	slip   bool // or with a slip of the finger
}

// fifth says whether the question is one of those that may be kept from the fit.
func (q *query) fifth() bool { return hash(q.Mention)%5 == 0 }

// listedShare is how many listed names are asked for, for each query: pipelines
// mostly meet names that the table has, which held-out aliases never show.
const listedShare = 0.5

// addListed adds queries that are names of the table. Acronyms and other short
// names come up as often as long ones. Some have a slip.
func (s *suite) addListed() {
	n := int(float64(len(s.queries)) * listedShare)
	step := max(len(s.table)/max(n, 1), 1)
	for i := 0; i < len(s.table) && n > 0; i += step {
		e := &s.table[i]
		name := anyName(e)
		q := query{Mention: name, Expect: &e.ID, Type: string(e.Type), listed: true}
		if float64(hash(name)%100) < 100*slipShare {
			q.Mention = slipped(name)
			q.slip = q.Mention != name
		}
		s.queries = append(s.queries, q)
		n--
	}
}

// measureOnly are the suites whose licence allows measuring with them and
// nothing else: they are reported, and no weight comes from them.
var measureOnly = []string{"uaws", "gtd_acr"}

// fits says whether the suite may take part in the fit.
func (s *suite) fits() bool { return !slices.Contains(measureOnly, s.name) }

// lookAlikeWeight is how much more a suite of look-alikes counts: it alone
// asks for entities that are nearly in the table. With less, what the questions
// about the field teach makes more of its look-alikes resolve.
const lookAlikeWeight = 3.5

// madeWeight is how much less a suite made of others counts, which already
// counts itself.
const madeWeight = 0.5

// How much less suites of namesakes count. At twice as much, relatives and twins cost ofac
// and ror .004 of their right answers more and spare no more wrong ones in suites that no
// fit has seen; parts at five times cost ror .008 of F1.
const (
	relativeWeight = 0.2
	twinWeight     = 0.1
	partWeight     = 0.03
)

// listWeight is how much a given list counts with its other turns, and againShare what
// of that the turns do. At 2, F1 on held-out mentions is the same, and the questions
// about the field come too short: of their answers less than .97 are right.
const (
	listWeight = 1.25
	againShare = 0.5
)

// sizeShare is by which power of a suite's size its queries count less: at 1 all
// suites would count the same, at 0 all queries.
const sizeShare = 0.7

// weight is what each query of the suite counts in the fit, so that large lists
// do not drown small ones.
func (s *suite) weight() float64 {
	w := math.Pow(float64(len(s.queries)), -sizeShare)
	switch {
	case s.name == domainName:
		w *= lookAlikeWeight
	case s.again:
		w *= listWeight * againShare / turns
	case !s.made:
		w *= listWeight * (1 - againShare)
	case s.share > 0:
		w *= s.share
	case s.made && !slices.Contains([]string{shippedName, fieldName, fieldSmallName}, s.name):
		w *= madeWeight
	}
	return w
}

// right says whether an entity is an expected or accepted answer.
func (q *query) right(id string) bool {
	if q.Expect != nil && *q.Expect == id {
		return true
	}
	for _, a := range q.Accept {
		if a != nil && *a == id {
			return true
		}
	}
	return false
}

// none says whether not resolving is right.
func (q *query) none() bool {
	return q.Expect == nil || slices.Contains(q.Accept, nil)
}

func readSuite(dir string, limit int) (*suite, error) {
	s := &suite{name: filepath.Base(dir)}
	table, queries := "table.jsonl.gz", "queries.jsonl.gz"
	if s.name == domainName {
		table, queries = "entities.jsonl", "queries.jsonl"
	}
	err := lines(filepath.Join(dir, table), func(line []byte) error {
		e, err := readEntity(line)
		s.table = append(s.table, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.queries, err = readQueries(filepath.Join(dir, queries))
	if limit > 0 && len(s.queries) > limit {
		slices.SortStableFunc(s.queries, func(a, b query) int { return int(hash(a.Mention)>>1) - int(hash(b.Mention)>>1) })
		s.queries = s.queries[:limit]
	}
	s.addListed()
	return s, err
}

func readQueries(path string) (queries []query, err error) {
	err = lines(path, func(line []byte) error {
		var q query
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		queries = append(queries, q)
		return nil
	})
	return queries, err
}

// namesOf are all names of an entity, its own first.
func namesOf(e *resolver.Entity) []string {
	names := []string{e.Name}
	for _, a := range e.Aliases {
		names = append(names, a.Value)
	}
	return names
}

// anyName is one of them, by chance but always the same.
func anyName(e *resolver.Entity) string {
	names := namesOf(e)
	return names[int(hash(e.ID))%len(names)]
}

// readEntity reads an entity from a line of a table file.
func readEntity(line []byte) (resolver.Entity, error) {
	var e struct {
		ID, Type, Name string
		Aliases        []struct{ Value, Language, Kind string }
		Not            []string
	}
	err := json.Unmarshal(line, &e)
	x := resolver.Entity{ID: e.ID, Type: resolver.EntityType(e.Type), Name: e.Name, Not: e.Not}
	for _, a := range e.Aliases {
		x.Aliases = append(x.Aliases, resolver.Alias{Value: a.Value, Language: a.Language, Kind: resolver.AliasKind(a.Kind)})
	}
	return x, err
}

func hash(s string) uint32 {
	h := fnv.New32a()
	_, _ = io.WriteString(h, s) // a hash never fails
	return h.Sum32()
}

func lines(path string, line func([]byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return err
		}
	}
	if err := eachLine(r, line); err != nil {
		return fmt.Errorf("%s:%w", filepath.Base(path), err)
	}
	return nil
}

// eachLine calls line with every line.
func eachLine(r io.Reader, line func([]byte) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		if err := line(sc.Bytes()); err != nil {
			return fmt.Errorf("%d: %w", n, err)
		}
	}
	return sc.Err()
}
