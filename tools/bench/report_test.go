package main

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/laqab/laqab/resolver"
)

func sample() *report {
	r := &report{Go: "go1", CPUs: 2, Model: "m", Seed: 1}
	r.add("10k", "resolve", "mix", "", value{"p50_us", 12.5}, value{"right@1", 0.99}, value{"times", math.Inf(1)})
	r.add("10k", "resolve", "exact", "", value{"p50_us", 2}, value{"cpu_us", 3})
	r.add("10k", "peers", "trigram", "skipped: for a reason")
	return r
}

func TestReportRoundTrip(t *testing.T) {
	var b bytes.Buffer
	if err := sample().write(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "report.json")
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := readReport(path)
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	for i := range want.Rows {
		if len(want.Rows[i].Values) == 0 {
			want.Rows[i].Values = nil
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v\nwrote %+v", got, want)
	}
	if _, err := readReport(path + ".none"); err == nil {
		t.Error("a missing report was read")
	}
}

func TestReportCompares(t *testing.T) {
	now := sample()
	now.Rows[0].Values[0].Figure = 25
	ratios := now.compare(sample())
	if len(ratios) != 2 || ratios[0].Values[0] != (value{"p50_us", 2}) || ratios[1].Values[0] != (value{"p50_us", 1}) {
		t.Errorf("ratios %+v", ratios)
	}
}

func TestReportPrints(t *testing.T) {
	var b bytes.Buffer
	if err := sample().print(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"10k aliases: resolve\n", "p50_us", "12.5", "0.990", "(skipped: for a reason)"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, &b)
		}
	}
	if strings.Contains(b.String(), "Inf") {
		t.Error("an infinite figure was kept")
	}
}

func TestParseSize(t *testing.T) {
	for s, want := range map[string]int{"500": 500, "10k": 10_000, "1M": 1_000_000, "": 0, "k": 0, "-1": 0, "1G": 0} {
		got, err := parseSize(s)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("parseSize(%q) = %d, %v; want %d", s, got, err, want)
		}
	}
}

func TestLatencies(t *testing.T) {
	var l latencies
	for i := range 100 {
		l = append(l, time.Duration(100-i)*time.Microsecond)
	}
	if l.at(0.5) != 51 || l.at(0.99) != 100 || l.mean() != 50.5 || latencies(nil).at(0.5) != 0 {
		t.Errorf("p50 %v, p99 %v, mean %v", l.at(0.5), l.at(0.99), l.mean())
	}
}

func TestMyersIsLevenshtein(t *testing.T) {
	table := table10k(t)
	var names []string
	for i := range 60 {
		e, _ := table.entity(i)
		if ascii := strings.Map(func(r rune) rune {
			if r > 127 {
				return -1
			}
			return r
		}, e.Name); len(ascii) <= 64 {
			names = append(names, ascii)
		}
	}
	names = append(names, "", "a", strings.Repeat("ab", 32))
	for _, a := range names {
		for _, b := range names {
			want := levenshteinOf(a)(b, 0)
			if got := myersOf(a)(b, 1000); got != want {
				t.Errorf("distance of %q and %q is %d, want %d", a, b, got, want)
			}
			if got := myersOf(a)(b, 3); min(got, 4) != min(want, 4) {
				t.Errorf("distance of %q and %q up to 3 is %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestRight(t *testing.T) {
	two := &resolver.Answer{Outcome: resolver.Ambiguous, Candidates: []resolver.Candidate{
		{EntityID: "a", Probability: 0.4}, {EntityID: "b", Probability: 0.4}, {EntityID: "c", Probability: 0.1}}}
	for want, is := range map[string]bool{"a": true, "b": true, "c": false, "d": false, "": true} {
		if right(two, want) != is {
			t.Errorf("wanting %q is %v", want, !is)
		}
	}
	if right(&resolver.Answer{Outcome: resolver.Resolved}, "") {
		t.Error("somebody was resolved where nobody was wanted")
	}
}

func TestBuildStreamed(t *testing.T) {
	table, err := newTable(1, 300)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{table: table, size: "300"}
	held, streamed := b.build(table), b.buildStreamed(table)
	if held.entities != streamed.entities || streamed.resolver.Entities() != held.entities {
		t.Errorf("%d entities streamed, %d held", streamed.entities, held.entities)
	}
	for _, figure := range []string{"build_s", "bytes/alias"} {
		if v, ok := b.report.find("300", "memory", "resolver", figure); !ok || v <= 0 {
			t.Errorf("%s is %v", figure, v)
		}
	}
}

// TestRun is the whole of it, on a table of 300 names.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	table, err := newTable(1, 300)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{options: options{queries: 120, limit: time.Second}, table: table, size: "300"}
	if err := b.measure(context.Background()); err != nil {
		t.Fatal(err)
	}
	groups := map[string]int{}
	for _, r := range b.report.Rows {
		groups[r.Group]++
	}
	want := map[string]int{"memory": 1, "resolve in process": 1 + len(kinds), "worst cases": len(table.worstCases()), "peers": 3, "start": 3, "calls": 7, "news, 64 callers": 2, "edits under load": 1}
	if !reflect.DeepEqual(groups, want) {
		t.Errorf("rows by group: %v, want %v", groups, want)
	}
	if r, ok := b.report.find("300", "resolve in process", "exact", "right@1"); !ok || r < 0.95 {
		t.Errorf("right@1 of exact names is %v", r)
	}
}
