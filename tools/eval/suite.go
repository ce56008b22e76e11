package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// suite is a table and queries to it.
type suite struct {
	name    string
	table   string // file to import; "" means the table that ships
	queries string // file
	golden  string // file with its figures; "" means none
}

// ownSuites are those that the project carries: a small one with a table of its own,
// questions to the table that ships, and the directories below, each with its table.
func ownSuites(dir string) ([]suite, error) {
	own, err := suiteIn("own", dir)
	if err != nil {
		return nil, err
	}
	own.golden = filepath.Join(dir, "quality.golden")
	all := []suite{own}
	for _, name := range []string{"field", "frames", "news"} {
		all = append(all, suite{name: name, queries: filepath.Join(dir, name+".jsonl"), golden: filepath.Join(dir, name+".golden")})
	}
	below, err := suitesBelow(dir)
	for _, s := range below {
		s.golden = filepath.Join(dir, s.name+".golden")
		all = append(all, s)
	}
	return all, err
}

// suites finds the suites below a directory. That there is none is normal:
// they are no part of the project.
func suites(dir string) ([]suite, error) {
	if dir == "" {
		return nil, nil
	}
	var all []suite
	domain := filepath.Join(dir, "domain", "queries.jsonl")
	if _, err := os.Stat(domain); err == nil {
		all = append(all, suite{name: "domain", queries: domain})
	}
	below, err := suitesBelow(filepath.Join(dir, "dev"))
	return append(all, below...), err
}

// suitesBelow are those of the directories in one, each with its table; none where
// there is no such directory.
func suitesBelow(dir string) (all []suite, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		s, err := suiteIn(entry.Name(), filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// suiteIn is the suite of a directory with table.jsonl and queries.jsonl, each gzipped or not.
func suiteIn(name, dir string) (suite, error) {
	table, err := plainOrZipped(filepath.Join(dir, "table.jsonl"))
	if err != nil {
		return suite{}, fmt.Errorf("suite %s: %w", name, err)
	}
	queries, err := plainOrZipped(filepath.Join(dir, "queries.jsonl"))
	if err != nil {
		return suite{}, fmt.Errorf("suite %s: %w", name, err)
	}
	return suite{name: name, table: table, queries: queries}, nil
}

func plainOrZipped(path string) (string, error) {
	_, plain := os.Stat(path)
	if plain == nil {
		return path, nil
	}
	if _, err := os.Stat(path + ".gz"); err == nil {
		return path + ".gz", nil
	}
	return "", plain
}
