// Command train fits the model of resolver/match and writes it as the embedded
// file. It starts from the model at hand.
//
//	go run ./tools/train -data ../shared/eval -out resolver/match/model.json
//
// The data directory has dev/NAME/{table,queries}.jsonl.gz, domain/{entities,
// queries}.jsonl and translit/*.tsv.gz (latin, native, count).
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/laqab/laqab/resolver"
	"github.com/laqab/laqab/resolver/match"
)

// options are the command's flags.
type options struct {
	data          string // directory of the suites
	only          string // comma-separated suites; "" means all
	out           string // model file to write; "" writes none
	rounds        int    // of scoring and fitting
	limit         int    // queries taken of a suite, at most
	eval          bool   // fit nothing
	weights       string // comma-separated groups or patterns of the weights to fit only; "" means all
	pairs         bool   // fit the scales of CompareNames only
	transcription string // file of Han transcriptions to write, and nothing else
	misses        bool   // list what is answered wrongly
	show          string // a mention whose scoring in the first suite to show
}

func main() {
	var o options
	flag.StringVar(&o.data, "data", "../shared/eval", "directory of the suites")
	flag.StringVar(&o.only, "only", "", "comma-separated suites to take; empty takes all")
	flag.StringVar(&o.out, "out", "", "model file to write; empty writes none")
	flag.IntVar(&o.rounds, "rounds", 2, "rounds of scoring and fitting")
	flag.IntVar(&o.limit, "limit", 4000, "queries taken of a suite, at most")
	flag.BoolVar(&o.eval, "eval", false, "fit nothing: evaluate the embedded model, with what is counted counted anew")
	flag.StringVar(&o.weights, "weights", "", "comma-separated groups of weights (brothers), or patterns of their names (acronym/*/10/*), to fit only: the rest of the embedded model stays")
	flag.BoolVar(&o.pairs, "pairs", false, "fit the scales of CompareNames only: the rest of the embedded model stays")
	flag.StringVar(&o.transcription, "transcription", "", "learn how Han characters write foreign names, write that file, and do nothing else")
	flag.BoolVar(&o.misses, "misses", false, "list what is answered wrongly")
	flag.StringVar(&o.show, "show", "", "a mention whose scoring in the first suite to show")
	flag.Parse()
	if err := run(&o); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(o *options) error {
	if o.transcription != "" {
		return writeTranscription(o)
	}
	held, err := read(o, true)
	if err != nil {
		return err
	}
	if o.show != "" {
		printItems(resolver.New(slices.Values(held.suites[0].table), nil), o.show, match.Default().Weights)
		return nil
	}
	if o.eval {
		return evaluate(held, o)
	}
	if o.weights != "" {
		return fitSome(held, o, strings.Split(o.weights, ","))
	}
	if o.pairs {
		return fitScales(held, o)
	}
	whole, err := read(o, false)
	if err != nil {
		return err
	}
	return fitAndReport(held, whole, o)
}

// data is what the fit reads.
type data struct {
	suites  []*suite
	shipped []resolver.Entity // the table that ships
	hold    bool              // whether every fifth question is kept from the fit, to see how it does on others
}

func read(o *options, hold bool) (*data, error) {
	dirs, err := filepath.Glob(filepath.Join(o.data, "dev", "*"))
	if err != nil {
		return nil, err
	}
	dirs = append(dirs, filepath.Join(o.data, domainName))
	var suites []*suite
	for _, dir := range dirs {
		if o.only != "" && !slices.Contains(strings.Split(o.only, ","), filepath.Base(dir)) {
			continue
		}
		s, err := readSuite(dir, o.limit)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(dir), err)
		}
		suites = append(suites, s)
	}
	if len(suites) == 0 {
		return nil, errors.New("no suites in " + o.data)
	}
	shipped, err := shippedTable()
	if err != nil {
		return nil, err
	}
	field, err := fieldSuites(suites, shipped)
	if err != nil {
		return nil, err
	}
	suites = append(suites, slices.Concat(againSuites(suites, o.limit, hold), acronymSuites(suites), lookAlikeSuites(suites), relativeSuites(suites), twinSuites(suites), shipSuites(suites), partSuites(suites), []*suite{shippedSuite(shipped)}, field)...)
	return &data{suites, shipped, hold}, nil
}
