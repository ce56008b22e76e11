package main

import (
	"bytes"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
)

// heap is how many bytes are in use after a collection.
func heap() float64 {
	runtime.GC()
	runtime.GC() // a second one empties the pools that the first one spared
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// liveHeap is how many bytes the last collection found in use: a look that
// stops nobody.
func liveHeap() float64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return float64(sample[0].Value.Uint64())
}

// residentBytes is how much memory the process holds: 0 where /proc does not say.
func residentBytes() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(status) {
		f := bytes.Fields(line)
		if len(f) == 3 && string(f[0]) == "VmRSS:" {
			kib, err := strconv.ParseFloat(string(f[1]), 64)
			if err == nil {
				return kib * 1024
			}
		}
	}
	return 0
}
