package main

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// latencies are how long single calls took.
type latencies []time.Duration

// at is the duration that a share of the calls stayed below, in microseconds.
func (l latencies) at(share float64) float64 {
	if len(l) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(l))
	return micros(s[min(len(s)-1, int(share*float64(len(s))))])
}

// mean is in microseconds.
func (l latencies) mean() float64 {
	if len(l) == 0 {
		return 0
	}
	var sum time.Duration
	for _, d := range l {
		sum += d
	}
	return micros(sum) / float64(len(l))
}

// values are the figures of a row.
func (l latencies) values() []value {
	return []value{{"calls", float64(len(l))}, {"p50_us", l.at(0.5)}, {"p90_us", l.at(0.9)}, {"p99_us", l.at(0.99)}, {"mean_us", l.mean()}}
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

// threadTime is how long a processor has worked for this thread. Unlike the
// clock it stands still while other programs have the processor, so on a busy
// machine it says more; it leaves out what other threads do, such as most of
// collecting garbage. The goroutine must be locked to its thread.
func threadTime() time.Duration { return clock(unix.CLOCK_THREAD_CPUTIME_ID) }

// processTime is the same for all threads of this process.
func processTime() time.Duration { return clock(unix.CLOCK_PROCESS_CPUTIME_ID) }

func clock(id int32) time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(id, &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
