package service

import (
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// BenchmarkReview says what the review queue costs: at 10,000 resolves a second,
// which is what the queue was laid out for, and as fast as the callers can.
//
// One server is called in slices of a tenth of a second, with the same mentions,
// in turns as any caller would and asking for no review. In the former the
// recorder does what it does in any second: it takes down what is left open, and
// in every tenth slice, while calls go on, it writes. In the latter it does
// nothing. So whatever else differs, from the table to the state of the heap, is
// the same on both sides, and what else the machine does meets both.
//
//   - cpu_share: the processor's time for a resolve that recording adds, as a
//     share of that without it: so much less does a busy processor resolve. The
//     callers are in the process on both sides.
//   - write_share: the part of it that the writing takes, by the clock of its own
//     thread, which other work does not disturb.
//   - alloc_share: likewise the memory that is allocated. Garbage is collected
//     between slices only, since chance decides which of them a collection falls
//     into; what recording adds to that work is this share of it.
//   - rate_share: by how much fewer names are answered in a second. Paced it is 0,
//     or the server does not keep up.
//
// A slice that something else disturbs only ever looks dearer, so that of all
// slices of a kind the cheapest quarter is believed, at its upper end. Of the
// mentions a fifth are left open: a tenth are unknown names, half of them never
// seen before, and a tenth are doubtful.
func BenchmarkReview(b *testing.B) {
	for _, pace := range []struct {
		name string
		rate int // of resolves a second; 0 is as many as there can be
	}{{"10k", 10_000}, {"full", 0}} {
		b.Run(pace.name, func(b *testing.B) { benchReview(b, pace.rate) })
	}
}

func benchReview(b *testing.B, rate int) {
	f := start(b, Config{Logger: slog.New(slog.DiscardHandler)})
	benchTable(b, f)
	f.create(b, "twin-1", "Twin Peaks")
	f.create(b, "twin-2", "Twin Peaks")
	f.review.shutdown() // from here on it works in slices only
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	load := &reviewLoad{f: f, rate: rate}
	var off, on, writing reviewSlices
	for round := 0; b.Loop(); round++ { // a second of each
		for i := range slicesPerFlush {
			write := i == slicesPerFlush/2
			recording := func() {
				kind := &on
				if write {
					kind = &writing
				}
				kind.add(load.slice(b, true, write))
			}
			if (i+round)%2 == 0 {
				recording()
			}
			off.add(load.slice(b, false, false))
			if (i+round)%2 != 0 {
				recording()
			}
		}
	}
	f.review.flush(b.Context())
	page, err := f.curation.ListReviewItems(b.Context(), &laqabv1.ListReviewItemsRequest{PageSize: 1})
	if err != nil {
		b.Fatal(err)
	}
	share := func(of func(*reviewSlices) []float64) float64 {
		second := (slicesPerFlush-1)*quarter(of(&on)) + quarter(of(&writing))
		return second/slicesPerFlush/quarter(of(&off)) - 1
	}
	b.ReportMetric(share(func(s *reviewSlices) []float64 { return s.cpu }), "cpu_share")
	b.ReportMetric(quarter(load.writes)/slicesPerFlush/quarter(off.cpu), "write_share")
	b.ReportMetric(share(func(s *reviewSlices) []float64 { return s.bytes }), "alloc_share")
	b.ReportMetric(share(func(s *reviewSlices) []float64 { return s.wall }), "rate_share")
	b.ReportMetric(1/quarter(off.wall), "names/s")
	b.ReportMetric(quarter(off.cpu)*1e6, "us/name")
	b.ReportMetric(float64(page.GetDroppedMentions()), "dropped")
}

// reviewSlices is what a name cost in slices of one kind.
type reviewSlices struct{ wall, cpu, bytes []float64 } // seconds, of the clock and of processors

func (s *reviewSlices) add(wall, cpu, bytes float64) {
	s.wall, s.cpu, s.bytes = append(s.wall, wall), append(s.cpu, cpu), append(s.bytes, bytes)
}

// quarter is the upper end of the least quarter.
func quarter(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/4]
}

// reviewLoad is who calls the server.
type reviewLoad struct {
	f      *fixture
	rate   int
	slices int       // that were begun
	writes []float64 // the processor's seconds for a name that the writing of a slice took
}

const (
	reviewCallers  = 8
	slicesPerFlush = 10
	reviewSlice    = flushEvery / slicesPerFlush
)

// slice calls the server for as long as a slice is, and returns what a name cost.
func (l *reviewLoad) slice(b *testing.B, record, write bool) (wall, cpu, bytes float64) {
	l.slices++
	runtime.GC()
	var names atomic.Int64
	before := allocated()
	begin, worked := time.Now(), cpuTime(syscall.RUSAGE_SELF)
	var all sync.WaitGroup
	for c := range reviewCallers {
		all.Go(func() {
			i := 0
			for ; l.wait(begin, c, i); i++ {
				req := reviewMention(c, i, l.slices)
				req.NoReview = !record
				if _, err := l.f.resolver.Resolve(b.Context(), req); err != nil {
					b.Error(err)
					break
				}
			}
			names.Add(int64(i))
		})
	}
	var writing time.Duration
	if write {
		all.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			begun := cpuTime(rusageThread)
			l.f.review.flush(b.Context())
			writing = cpuTime(rusageThread) - begun
		})
	}
	all.Wait()
	took, used, n := time.Since(begin), cpuTime(syscall.RUSAGE_SELF)-worked, float64(names.Load())
	if write {
		l.writes = append(l.writes, writing.Seconds()/n)
	}
	return took.Seconds() / n, used.Seconds() / n, float64(allocated()-before) / n
}

// wait waits until the i-th call of a caller is due, unless the slice is over.
func (l *reviewLoad) wait(begin time.Time, caller, i int) bool {
	if l.rate == 0 {
		return time.Since(begin) < reviewSlice
	}
	due := time.Duration(i*reviewCallers+caller) * time.Second / time.Duration(l.rate)
	time.Sleep(due - time.Since(begin))
	return due < reviewSlice
}

// reviewMention is the i-th mention of a caller in a slice.
func reviewMention(caller, i, slice int) *laqabv1.ResolveRequest {
	switch i % 20 {
	case 0:
		return mention(fmt.Sprintf("Zyzzyx Qwv %d", (slice*reviewCallers+caller)*10_000+i))
	case 1:
		return mention(fmt.Sprintf("Zyzzyx Qwv %d", (i*reviewCallers+caller)%400))
	case 2, 3:
		return mention("Twin Peaks")
	}
	return mention(name((i*reviewCallers + caller) % 2000))
}

const rusageThread = 1 // Linux's RUSAGE_THREAD, which syscall has no name for

// cpuTime is how long processors have worked for this process, or this thread.
func cpuTime(who int) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(who, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// allocated is how many bytes this process has ever allocated.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
