package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
)

//go:embed data/words.tsv.gz
var wordsFile []byte

//go:embed data/terms.tsv
var termsFile []byte

//go:embed data/endings.tsv
var endingsFile []byte

// script is a script that names are written in.
type script uint8

const (
	latin  script = iota
	native        // Arabic, or Han where the culture is Chinese
	cyrillic
	scripts
)

// word is one word of a name in each script; "" where the form is not known.
type word [scripts]string

// culture is a way of naming people, with its words from the most to the
// least frequent.
type culture struct {
	name    string
	given   []word
	family  []word // used in tables
	unseen  []word // kept out of tables, for names that nobody in them has
	endings []word
}

// term is a word of organisations, places or ships.
type term struct {
	word
	french string
	same   []string // other ways to write the Latin form
}

// words is all that names are made of.
type words struct {
	cultures []*culture
	byName   map[string]*culture
	cities   []word
	stems    []word // of all cultures, to be given endings
	terms    map[string][]term
}

// unseenEvery is one in how many family words is kept out of tables.
const unseenEvery = 10

// loadWords reads the embedded files.
func loadWords() (*words, error) {
	w := &words{byName: map[string]*culture{}, terms: map[string][]term{}}
	unzip, err := gzip.NewReader(bytes.NewReader(wordsFile))
	if err != nil {
		return nil, fmt.Errorf("words.tsv.gz: %w", err)
	}
	err = readRows(unzip, 5, func(f []string) error {
		form := word{f[2], f[3], f[4]}
		if f[0] == "city" {
			w.cities = append(w.cities, form)
			return nil
		}
		c := w.culture(f[1])
		switch {
		case f[0] == "given":
			c.given = append(c.given, form)
		case f[0] != "family":
			return fmt.Errorf("unknown kind %q", f[0])
		case c.name != "chinese" && (len(c.family)+len(c.unseen))%unseenEvery == unseenEvery-1 && form[native] != "":
			c.unseen = append(c.unseen, form)
		default:
			c.family = append(c.family, form)
			if c.name != "chinese" {
				w.stems = append(w.stems, form)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("words.tsv.gz: %w", err)
	}
	w.hide()
	err = readRows(bytes.NewReader(endingsFile), 4, func(f []string) error {
		c := w.culture(f[0])
		c.endings = append(c.endings, word{f[1], f[2], f[3]})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("endings.tsv: %w", err)
	}
	err = readRows(bytes.NewReader(termsFile), 5, func(f []string) error {
		ways := strings.Split(f[1], "|")
		w.terms[f[0]] = append(w.terms[f[0]], term{word{ways[0], f[2], f[3]}, f[4], ways[1:]})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("terms.tsv: %w", err)
	}
	return w, nil
}

// hide takes out of the unseen words those that differ from a seen one by
// marks only. It does without resolver/name, so that a change there leaves the
// names of old reports as they are.
func (w *words) hide() {
	seen := map[string]bool{}
	for _, c := range w.cultures {
		for _, x := range slices.Concat(c.given, c.family) {
			seen[unmark(x[latin])] = true
		}
	}
	for _, c := range w.cultures {
		c.unseen = slices.DeleteFunc(c.unseen, func(x word) bool { return seen[unmark(x[latin])] })
	}
}

func (w *words) culture(called string) *culture {
	c := w.byName[called]
	if c == nil {
		c = &culture{name: called}
		w.byName[called] = c
		w.cultures = append(w.cultures, c)
	}
	return c
}

// readRows calls row with the columns of each line that is not a comment.
func readRows(r io.Reader, columns int, row func([]string) error) error {
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		f := strings.Split(lines.Text(), "\t")
		if len(f) != columns {
			return fmt.Errorf("line %d has %d columns, not %d", n, len(f), columns)
		}
		if err := row(f); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

// familyRanks is over how many family words of a culture names are spread:
// the known ones, then ever rarer ones made with endings.
const familyRanks = 20_000

// familyWord is the family word of a rank, 0 the most frequent.
func (w *words) familyWord(c *culture, rank int) word {
	if rank < len(c.family) || len(c.endings) == 0 {
		return c.family[rank%len(c.family)]
	}
	rank -= len(c.family)
	stem := w.stems[scatter(rank/len(c.endings), len(w.stems))]
	return joined(stem, c.endings[rank%len(c.endings)])
}

// scatter maps numbers to others below n, so that neighbours come apart.
func scatter(i, n int) int {
	return int(uint64(uint32(i)*2654435761) * uint64(n) >> 32)
}

// joined is a stem with an ending, in each script that both have.
func joined(stem, ending word) word {
	var out word
	for s := range out {
		if stem[s] != "" && ending[s] != "" {
			out[s] = stem[s] + ending[s]
		}
	}
	if strings.ContainsAny(stem[latin][len(stem[latin])-1:], "aeiou") && strings.ContainsAny(ending[latin][:1], "aeiou") {
		out[latin] = stem[latin][:len(stem[latin])-1] + ending[latin]
	}
	return out
}
