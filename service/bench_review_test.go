package service

import (
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// BenchmarkReview calls a server that records for review and one that does not,
// in turns and with the same mentions, and reports the first one's rate as a
// share of the second one's, and likewise the processor's time they take: the
// medians of all pairs of turns, since what else the machine does spoils some. Of
// the mentions a tenth are unknown names, half of them never seen before, and
// a tenth are doubtful. What was recorded is written within the turn.
func BenchmarkReview(b *testing.B) {
	quiet := slog.New(slog.DiscardHandler)
	on, off := start(b, Config{Logger: quiet}), start(b, Config{Logger: quiet, Review: ReviewConfig{Off: true}})
	for _, f := range []*fixture{on, off} {
		benchTable(b, f)
		f.create(b, "twin-1", "Twin Peaks")
		f.create(b, "twin-2", "Twin Peaks")
	}
	const callers, each = 8, 1000 // mentions of a turn: about as many as between two flushes
	turn := func(f *fixture, n int) (wall, cpu time.Duration) {
		start, worked := time.Now(), processTime()
		var all sync.WaitGroup
		for c := range callers {
			all.Go(func() {
				for i := range each {
					if _, err := f.resolver.Resolve(b.Context(), reviewLoad(c, i, n)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		f.review.flush(b.Context())
		return time.Since(start), processTime() - worked
	}
	var rates, costs []float64
	var all time.Duration
	turns := 0
	for b.Loop() {
		var wall, cpu [2]time.Duration
		for _, i := range [][2]int{{0, 1}, {1, 0}}[turns%2] {
			wall[i], cpu[i] = turn([]*fixture{on, off}[i], turns)
		}
		rates = append(rates, float64(wall[1])/float64(wall[0]))
		costs = append(costs, float64(cpu[0])/float64(cpu[1]))
		all += wall[0]
		turns++
	}
	b.ReportMetric(median(rates), "rate_of_off")
	b.ReportMetric(median(costs), "cpu_of_off")
	b.ReportMetric(float64(turns*callers*each)/all.Seconds(), "names/s")
	page, err := on.curation.ListReviewItems(b.Context(), &laqabv1.ListReviewItemsRequest{PageSize: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(page.GetTotalMentions())/float64(turns), "recorded/turn")
	b.ReportMetric(float64(page.GetDroppedMentions()), "dropped")
}

// reviewLoad is the i-th mention of a caller in the n-th turn.
func reviewLoad(caller, i, n int) *laqabv1.ResolveRequest {
	switch i % 20 {
	case 0:
		return mention(fmt.Sprintf("Zyzzyx Qwv %d", i*8+caller+n*8_000))
	case 1:
		return mention(fmt.Sprintf("Zyzzyx Qwv %d", i%200))
	case 2, 3:
		return mention("Twin Peaks")
	}
	return mention(name((i*8 + caller) % 2000))
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// processTime is how long the processor has worked for this process.
func processTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
