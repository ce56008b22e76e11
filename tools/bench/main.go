// Command bench measures laqab on tables of made-up names of any size, beside
// plainer methods and a server that does nothing.
//
//	go run ./tools/bench -sizes 10k,100k,1M
//
// The names are made of real words, the same for the same seed. The queries
// are 40 % exact, 25 % folded variants, 20 % with one to three errors or
// respellings, 5 % reordered or partial, 5 % in another script, 5 % unknown.
// Times are those of this machine now; cpu columns leave out the work of other
// programs, and ratios within a run say most. The peer that needs SQLite's FTS5
// takes the build tag sqlite_fts5.
//
// Columns that need a word: right@1 is of the first candidate, whatever the
// outcome; for unknown names, that nothing was resolved. of_scan is how much of
// what a scan of the whole table with the same scoring gets right laqab gets
// right, at the least: see lookInto. bytes/alias is the heap of the resolver
// with its entities, entities/alias that of a plain slice of them, beyond/alias
// the difference. A start is over when calls are answered: like laqabd, it looks
// for damage in the file afterwards. of_quiet compares resolving while edits come
// with resolving without: of_quiet_cpu is the processor's time of a call, the edits
// included. of_echo is names per second against a bare
// gRPC server, all of whose options are gRPC's own, that sends the same
// messages, in turns with laqab. Both are called through the SDK, which decodes
// answers with generated code; laqab also encodes them with it (see
// proto/codec), the echo by reflection. cpu_us/name is the processor's time of
// server and callers together, and of_echo_cpu the echo's by laqab's: on a busy
// machine that ratio says more. The servers keep no answers, since the same queries
// come again and again, except for the news, which ask the queries by Zipf's law:
// again is how many of the calls asked what was asked before, of_none names per second
// against a server that keeps no answers. A CPU profile of the calls (-rpc-cpuprofile) is
// read with go tool pprof -tagfocus side=laqab -tagfocus end=server.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/laqab/laqab/resolver"
)

// options is what the flags say.
type options struct {
	sizes      string
	seed       uint64
	queries    int
	kinds      string
	limit      time.Duration
	skipPeers  bool
	skipRPC    bool
	onlyRPC    bool
	output     string
	compare    string
	cpuProfile string
	memProfile string
	rpcProfile string
}

func main() {
	var o options
	flag.StringVar(&o.sizes, "sizes", "10k,100k,1M", "`NAMES` in the tables, smallest first; k and M count")
	flag.Uint64Var(&o.seed, "seed", 1, "`SEED` of the names and queries")
	flag.IntVar(&o.queries, "queries", 20_000, "at most so many `QUERIES` a size")
	flag.StringVar(&o.kinds, "kinds", "", "only `KINDS` of queries, for profiles: exact,folded,edited,partial,other script,unknown")
	flag.DurationVar(&o.limit, "time", 30*time.Second, "at most so `LONG` for the queries of a size; the other measures take their time from it")
	flag.BoolVar(&o.skipPeers, "skip-peers", false, "leave out the other methods")
	flag.BoolVar(&o.skipRPC, "skip-rpc", false, "leave out the table on disk and the server")
	flag.BoolVar(&o.onlyRPC, "only-rpc", false, "leave out resolving in process and the other methods")
	flag.StringVar(&o.output, "o", "table", "output: table or json")
	flag.StringVar(&o.compare, "compare", "", "json `FILE` of an earlier run: print figures as multiples of its")
	flag.StringVar(&o.cpuProfile, "cpuprofile", "", "write the CPU profile of resolving in process, at the last size, to `FILE`")
	flag.StringVar(&o.memProfile, "memprofile", "", "write the heap profile after it to `FILE`")
	flag.StringVar(&o.rpcProfile, "rpc-cpuprofile", "", "write the CPU profile of the calls, at the last size, to `FILE`; the label \"side\" tells laqab from the echo, and \"end\" server from client")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if o.output != "table" && o.output != "json" {
		return fmt.Errorf("output %q is not table or json", o.output)
	}
	var old *report
	if o.compare != "" {
		var err error
		if old, err = readReport(o.compare); err != nil {
			return err
		}
	}
	names := strings.Split(o.sizes, ",")
	b := &bench{options: o, report: report{Go: runtime.Version(), CPUs: runtime.GOMAXPROCS(0), Model: resolver.ModelVersion(), Seed: o.seed}}
	for i, name := range names {
		n, err := parseSize(name)
		if err != nil {
			return err
		}
		b.size, b.last = name, i == len(names)-1
		if b.table, err = newTable(o.seed, n); err != nil {
			return err
		}
		if err := b.measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		debug.FreeOSMemory() // so that the next size starts from the same
	}
	if o.output == "json" {
		return b.report.write(os.Stdout)
	}
	if old != nil {
		fmt.Println("As multiples of the earlier run:")
		return printRows(os.Stdout, b.report.compare(old), func(v value) string { return figure(v.Figure) })
	}
	return b.report.print(os.Stdout)
}

// parseSize reads 10k or 1M.
func parseSize(s string) (int, error) {
	unit := 1
	number := s
	for suffix, u := range map[string]int{"k": 1000, "M": 1_000_000} {
		if n, ok := strings.CutSuffix(s, suffix); ok {
			number, unit = n, u
		}
	}
	n, err := strconv.Atoi(number)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("size %q is not a number of names such as 500, 10k or 1M", s)
	}
	return n * unit, nil
}

// bench is a run at one size after another.
type bench struct {
	options
	report   report
	table    *table
	size     string // as given
	last     bool   // no size comes after this one
	lastMean float64
	lastSize int
}

func (b *bench) add(group, name, note string, values ...value) {
	b.report.add(b.size, group, name, note, values...)
}

// progress says on stderr what takes the time.
func (b *bench) progress(what string) {
	fmt.Fprintf(os.Stderr, "%s %s: %s\n", time.Now().Format(time.TimeOnly), b.size, what)
}

// measure measures everything at one size.
func (b *bench) measure(ctx context.Context) error {
	made := b.build(b.table)
	qs := b.table.queries(b.queries, made.entities)
	if b.kinds != "" {
		only := strings.Split(b.kinds, ",")
		qs = slices.DeleteFunc(qs, func(q query) bool { return !slices.Contains(only, string(q.Kind)) })
	}
	if !b.onlyRPC {
		if err := b.inProcess(ctx, made.resolver, qs); err != nil {
			return err
		}
	}
	made.resolver = nil // the server has its own
	if b.skipRPC {
		return ctx.Err()
	}
	return b.serve(ctx, qs, made.entities)
}

// inProcess measures what needs no server.
func (b *bench) inProcess(ctx context.Context, r *resolver.Resolver, qs []query) error {
	if err := b.resolveMix(r, qs); err != nil {
		return err
	}
	b.worst(r)
	if b.skipPeers {
		return nil
	}
	if err := b.peers(ctx, r, qs); err != nil {
		return fmt.Errorf("peers: %w", err)
	}
	return nil
}

// profile starts the CPU profile of resolving in process, if one is wanted of
// this size. What it returns ends it, and writes the heap profile.
func (b *bench) profile() (stop func() error, err error) {
	if !b.last {
		return func() error { return nil }, nil
	}
	stopCPU, err := startCPUProfile(b.cpuProfile)
	if err != nil {
		return nil, err
	}
	return func() error {
		if err := stopCPU(); err != nil {
			return err
		}
		if b.memProfile == "" {
			return nil
		}
		runtime.GC()
		heap, err := os.Create(b.memProfile)
		if err != nil {
			return err
		}
		return errors.Join(pprof.WriteHeapProfile(heap), heap.Close())
	}, nil
}

// profileCalls starts the CPU profile of calls, if one is wanted of this size.
func (b *bench) profileCalls() (stop func() error, err error) {
	if !b.last {
		return func() error { return nil }, nil
	}
	return startCPUProfile(b.rpcProfile)
}

// startCPUProfile starts a profile that goes to the file, if one is named, and
// returns what ends it.
func startCPUProfile(path string) (stop func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	cpu, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return nil, errors.Join(err, cpu.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return cpu.Close()
	}, nil
}
