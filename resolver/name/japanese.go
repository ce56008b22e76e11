package name

import (
	"strings"
	"sync"
)

// japaneseNames are the readings of Japanese names in Han characters. They are read
// when the first run of Han is.
var japaneseNames = sync.OnceValue(func() map[string]string { return mustReadings("japanese.tsv") })

// mustReadings reads a file of readings, each with what is read so: what is read, and its
// reading.
func mustReadings(file string) map[string]string {
	readings := map[string]string{}
	for reading, text := range mustLists(file) {
		readings[text] = reading
	}
	return readings
}

// readEach reads a run character by character; "" if one has no reading.
func readEach(readings map[string]string, run []rune) string {
	var b strings.Builder
	for _, r := range run {
		reading, ok := readings[string(r)]
		if !ok {
			return ""
		}
		b.WriteString(reading)
	}
	return b.String()
}

// Bounds of a run of Han that is read as Japanese names.
const (
	maxJapaneseName  = 4  // characters of one name
	maxJapaneseNames = 12 // characters of the run
)

// japaneseReading reads a run of Han as Japanese names, a family name and a given
// name say; "" if it is not made of names that are known. A name of one
// character counts only at the start, where family names stand. Of several ways
// to cut the run, the one of fewest names wins, then the longest first name.
func japaneseReading(run []rune) string {
	if len(run) > maxJapaneseNames {
		return ""
	}
	names := japaneseNames()
	var (
		count    [maxJapaneseNames + 1]int // names up to each place; 0 for no way
		readings [maxJapaneseNames + 1]string
	)
	for end := 1; end <= len(run); end++ {
		for start := max(0, end-maxJapaneseName); start < end; start++ {
			if start > 0 && (count[start] == 0 || end-start == 1) {
				continue
			}
			reading, ok := names[string(run[start:end])]
			if ok && (count[end] == 0 || count[start]+1 <= count[end]) {
				count[end], readings[end] = count[start]+1, readings[start]+reading
			}
		}
	}
	return readings[len(run)]
}
