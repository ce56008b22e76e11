package name

import (
	"strings"
	"sync"
)

// hanNames are how the characters of personal names read in a language that writes such
// names in other letters today.
type hanNames struct {
	readings map[string]string
	family   map[string]bool // those that are family names
}

// otherHanNames are those of the languages in which the Chinese and Japanese press meets
// names of Han characters. They are read when the first run of Han is.
var otherHanNames = sync.OnceValue(func() [2]hanNames {
	return [...]hanNames{mustHanNames("korean.tsv"), mustHanNames("vietnamese.tsv")}
})

// mustHanNames reads a file of readings, of which those of family names end in a star.
func mustHanNames(file string) hanNames {
	n := hanNames{mustReadings(file), map[string]bool{}}
	for text, reading := range n.readings {
		n.readings[text], n.family[text] = strings.CutSuffix(reading, "*")
	}
	return n
}

// familyOf returns how many bytes the family name takes of three or four Han characters
// that are a personal name of Korea or Vietnam (金正恩, 阮富仲), or a Chinese one with such
// a family name; 0 if they are none, or read as Japanese names.
func familyOf(text string) int {
	const least, most, given = 3, 4, 2
	run := []rune(text)
	if len(run) < least || len(run) > most || ScriptOf(run[0]) != Han || writesSounds(text) || japaneseReading(run) != "" {
		return 0
	}
	at := len(run) - given
	family := string(run[:at])
	for _, names := range otherHanNames() {
		if names.family[family] && readEach(names.readings, run[at:]) != "" {
			return len(family)
		}
	}
	return 0
}

// givenReadings are the readings of a given name that follows such a family name.
func givenReadings(given string) (readings []string) {
	for _, names := range otherHanNames() {
		if reading := readEach(names.readings, []rune(given)); reading != "" {
			readings = append(readings, reading)
		}
	}
	return readings
}
