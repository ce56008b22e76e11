// Command eval measures the answers of the real server, asked by the real
// command line, on suites of queries whose right answers are known.
//
//	go run ./tools/eval -bin bin -dir ../shared/eval
//
// It always runs the project's own suites and compares their figures with the
// golden files beside them; -update rewrites those instead. Then come the
// suites below -dir, if it is there: domain, which the table that ships must
// answer, and every directory of dev.
//
// Exit codes: 0 done, 1 failed or figures are not the golden ones.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/laqab/laqab/client/evaluation"
)

// options is what the flags say.
type options struct {
	bin    string // directory of laqabd and laqab
	own    string // directory of the own suites and their golden files
	dir    string // directory of further suites; "" means none
	misses string // directory to write wrong answers to; "" means nowhere
	update bool   // rewrite the golden file
}

func main() {
	var o options
	flag.StringVar(&o.bin, "bin", "bin", "`DIR` of laqabd and laqab")
	flag.StringVar(&o.own, "own", filepath.Join("resolver", "testdata", "eval"), "`DIR` of the own suites")
	flag.StringVar(&o.dir, "dir", "", "`DIR` of further suites, with domain and dev in it")
	flag.StringVar(&o.misses, "misses", "", "`DIR` to write the wrong answers to, a JSONL file a suite")
	flag.BoolVar(&o.update, "update", false, "rewrite the golden files")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

// run measures the own suites, then the others, and says last what is wrong
// with the figures, so that all of them are seen.
func run(ctx context.Context, o options, out io.Writer) error {
	if o.misses != "" {
		if err := os.MkdirAll(o.misses, 0o777); err != nil {
			return err
		}
	}
	own, err := ownSuites(o.own)
	if err != nil {
		return err
	}
	others, err := suites(o.dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%-10s %8s %s %7s\n", "suite", "entities", scoreHead, "seconds")
	reports := make([]evaluation.Report, len(own))
	for i, s := range own {
		if reports[i], err = measure(ctx, o, s, out); err != nil {
			return err
		}
	}
	var (
		sum  float64
		errs []error
	)
	for _, s := range others {
		r, err := measure(ctx, o, s, out)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Fprintf(out, "%-10s failed, see below\n", s.name)
			errs = append(errs, err)
		}
		sum += r.F1
	}
	switch {
	case o.dir == "":
	case len(others) == 0:
		fmt.Fprintf(out, "no further suites: there is no domain and no dev in %s\n", o.dir)
	default:
		fmt.Fprintf(out, "mean f1 of the %d suites in %s: %.3f\n", len(others), o.dir, sum/float64(len(others)))
	}
	for i, s := range own {
		if o.update {
			errs = append(errs, os.WriteFile(s.golden, []byte(figures(reports[i])), 0o666))
		} else {
			errs = append(errs, compare(s.golden, figures(reports[i])))
		}
	}
	return errors.Join(errs...)
}

// measure has a server answer one suite, and prints a line about it.
func measure(ctx context.Context, o options, s suite, out io.Writer) (evaluation.Report, error) {
	start := time.Now()
	report, entities, err := ask(ctx, o, s)
	if err != nil {
		return evaluation.Report{}, fmt.Errorf("suite %s: %w", s.name, err)
	}
	fmt.Fprintf(out, "%-10s %8d %s %7.1f\n", s.name, entities, scoreLine(report.Score), time.Since(start).Seconds())
	return report, nil
}
