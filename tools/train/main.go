// Command train fits the weights of resolver/match on evaluation suites and
// writes them as the embedded model.
//
//	go run ./tools/train -suites DIR[,DIR...] -out resolver/match/model.json
//
// A suite is a directory with table.jsonl[.gz] and queries.jsonl[.gz].
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/match"
)

func main() {
	suites := flag.String("suites", "", "comma-separated suite directories")
	out := flag.String("out", "", "model file to write")
	rounds := flag.Int("rounds", 2, "rounds of scoring and fitting")
	limit := flag.Int("limit", 2000, "queries taken of a suite, at most")
	evalOnly := flag.Bool("eval", false, "only evaluate the embedded model")
	misses := flag.String("misses", "", "suite whose misses to print")
	translit := flag.String("translit", "", "directory of *.tsv.gz spelling pairs; also fit the costs of sounds")
	show := flag.String("show", "", "mention whose scoring in the first suite to show")
	flag.Parse()
	if *show != "" {
		s, err := readSuite(*suites, 0)
		if err != nil {
			fmt.Fprintln(os.Stderr, "train:", err)
			os.Exit(1)
		}
		printItems(s, resolver.New(slices.Values(s.table), nil), *show, match.Default().Weights)
		return
	}
	if err := run(*suites, *out, *translit, *rounds, *limit, *evalOnly, *misses); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(list, out, translit string, rounds, limit int, evalOnly bool, misses string) error {
	var suites []*suite
	for _, dir := range strings.Split(list, ",") {
		s, err := readSuite(dir, limit)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(dir), err)
		}
		suites = append(suites, s)
	}
	return fitAndReport(suites, out, translit, rounds, evalOnly, misses)
}
