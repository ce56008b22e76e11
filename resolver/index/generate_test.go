package index_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/laqab/laqab/resolver"
)

// generator makes tables and mentions that look like lists of names: given names
// of the lexicon in their many spellings, surnames and company names of
// syllables with the long tail that real ones have, shared head words.
type generator struct {
	*rand.Rand
	given    [][]string // spellings of a name, Latin letters
	other    [][]string // the same names in other scripts, as far as known
	heads    []string
	surnames []string
	tail     *rand.Zipf
	givens   *rand.Zipf
}

func newGenerator(t testing.TB, seed uint64, entities int) *generator {
	t.Helper()
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 7))}
	files, err := filepath.Glob("../name/data/lexicon/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no lexicon files: %v", err)
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		rows := bufio.NewScanner(f)
		rows.Buffer(nil, 1<<20)
		for rows.Scan() {
			cols := strings.Split(rows.Text(), "\t")
			if len(cols) != 4 {
				continue
			}
			var latin, other []string
			for form := range strings.SplitSeq(cols[3], "|") {
				switch {
				case strings.Contains(form, " ") || len(form) < 3:
				case isASCII(form):
					latin = append(latin, form)
				default:
					other = append(other, form)
				}
			}
			switch {
			case len(latin) == 0:
			case cols[1] == "given":
				g.given, g.other = append(g.given, latin), append(g.other, other)
			case cols[1] == "org" || cols[1] == "unit":
				g.heads = append(g.heads, latin[0])
			}
		}
		f.Close()
	}
	if len(g.given) == 0 || len(g.heads) == 0 {
		t.Fatal("the lexicon has no given names or no head words")
	}
	g.Shuffle(len(g.given), func(i, k int) {
		g.given[i], g.given[k] = g.given[k], g.given[i]
		g.other[i], g.other[k] = g.other[k], g.other[i]
	})
	seen := map[string]bool{}
	for len(g.surnames) < entities/3+100 {
		if s := g.syllables(2 + g.IntN(2)); !seen[s] {
			seen[s] = true
			g.surnames = append(g.surnames, s)
		}
	}
	g.tail = rand.NewZipf(g.Rand, 1.05, 30, uint64(len(g.surnames)-1))
	g.givens = rand.NewZipf(g.Rand, 1.1, 8, uint64(len(g.given)-1))
	return g
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func (g *generator) pick(list []string) string { return list[g.IntN(len(list))] }

func (g *generator) syllables(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(g.pick([]string{"b", "d", "f", "g", "h", "j", "k", "kh", "l", "m", "n", "r", "s", "sh", "t", "v", "z", "gh", "q", "w", "y", "ch", "br", "st", "kr", "p"}))
		b.WriteString(g.pick([]string{"a", "a", "a", "e", "i", "i", "o", "u", "ai", "ou"}))
		if i == n-1 || g.IntN(3) == 0 {
			b.WriteString(g.pick([]string{"", "n", "r", "l", "m", "s", "d", "t", "ni", "ri", "li", "ev", "ov", "i", "wi", "z"}))
		}
	}
	return b.String()
}

func (g *generator) surname() string {
	s := g.surnames[g.tail.Uint64()]
	switch g.IntN(8) {
	case 0:
		return "al-" + s
	case 1:
		return "Al " + s
	}
	return s
}

func (g *generator) givenName() string { return g.given[g.givens.Uint64()][0] }

func (g *generator) name() (string, resolver.EntityType) {
	switch n := g.IntN(10); {
	case n < 6:
		if g.IntN(3) == 0 {
			return g.givenName() + " " + g.givenName() + " " + g.surname(), resolver.TypePerson
		}
		return g.givenName() + " " + g.surname(), resolver.TypePerson
	case n < 9:
		tail := g.pick([]string{"", "", " Ltd", " LLC", " Company", " Group"})
		if g.IntN(2) == 0 {
			return g.surname() + " " + g.pick(g.heads) + tail, resolver.TypeOrganization
		}
		return g.pick(g.heads) + " of " + g.surname() + " " + g.surname() + tail, resolver.TypeOrganization
	}
	return g.surname() + " " + g.pick([]string{"City", "River", "District", "Village", "Island"}), resolver.TypePlace
}

// entity makes one with two aliases to its name on average.
func (g *generator) entity(n int) resolver.Entity {
	value, t := g.name()
	e := resolver.Entity{ID: fmt.Sprintf("E%07d", n), Type: t, Name: value}
	for range g.IntN(4) {
		a := value
		for range 1 + g.IntN(2) {
			a = g.swap(a)
		}
		if g.IntN(4) == 0 {
			a = g.reorder(a)
		}
		e.Aliases = append(e.Aliases, resolver.Alias{Value: a, Language: g.pick([]string{"en", "fr", "de", ""})})
	}
	return e
}

// table makes a table with about so many aliases.
func (g *generator) table(aliases int) []resolver.Entity {
	var out []resolver.Entity
	for n := 0; n < aliases; {
		e := g.entity(len(out))
		n += 1 + len(e.Aliases)
		out = append(out, e)
	}
	return out
}

// swaps are choices of transliteration.
var swaps = [][2]string{
	{"ou", "u"}, {"kh", "h"}, {"q", "k"}, {"gh", "g"}, {"ai", "ay"}, {"i", "y"}, {"sh", "ch"}, {"w", "v"}, {"j", "dj"},
	{"a", "e"}, {"o", "u"}, {"mm", "m"}, {"th", "t"}, {"ev", "eff"}, {"ss", "s"}, {"f", "ph"}, {"k", "c"}, {"e", "i"},
}

func (g *generator) swap(s string) string {
	for range 4 {
		p := swaps[g.IntN(len(swaps))]
		if i := strings.Index(s, p[0]); i > 0 {
			return s[:i] + p[1] + s[i+len(p[0]):]
		}
	}
	return s
}

// slip makes one error of a finger.
func (g *generator) slip(s string) string {
	b := []byte(s)
	i := 1 + g.IntN(max(len(b)-2, 1))
	if i >= len(b) || b[i] == ' ' || b[i] >= 0x80 || b[i-1] == ' ' {
		return g.swap(s)
	}
	switch g.IntN(4) {
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i] + string(rune('a'+g.IntN(26))) + s[i:]
	case 2:
		b[i] = byte('a' + g.IntN(26))
	default:
		b[i], b[i-1] = b[i-1], b[i]
	}
	return string(b)
}

func (g *generator) reorder(s string) string {
	words := strings.Fields(s)
	if len(words) < 2 {
		return s
	}
	return words[len(words)-1] + ", " + strings.Join(words[:len(words)-1], " ")
}

func (g *generator) partial(s string) string {
	words := strings.Fields(s)
	if len(words) < 3 {
		return s
	}
	i := g.IntN(len(words) - 1)
	return strings.Join(append(words[:i:i], words[i+1:]...), " ")
}

var cyrillic = strings.NewReplacer("sh", "ш", "kh", "х", "ch", "ч", "zh", "ж", "ou", "у", "gh", "г", "ai", "ай",
	"a", "а", "b", "б", "c", "к", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х", "i", "и", "j", "дж", "k", "к", "l", "л", "m", "м",
	"n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "кс", "y", "й", "z", "з")

// mention is a string to ask, and which kind of damage it has.
type mention struct {
	text, kind, want string
}

// mention damages a name of an entity by the mix that benchmarks state.
func (g *generator) mention(table []resolver.Entity) mention {
	e := &table[g.IntN(len(table))]
	value := e.Name
	if n := g.IntN(len(e.Aliases) + 1); n > 0 {
		value = e.Aliases[n-1].Value
	}
	kind := "unknown"
	switch n := g.IntN(100); {
	case n < 40:
		kind = "exact"
	case n < 65:
		kind = "folded"
	case n < 85:
		kind = "edited"
	case n < 90:
		kind = "parts"
	case n < 95:
		kind = "script"
	}
	return g.damaged(kind, value, e.ID)
}

func (g *generator) damaged(kind, value, id string) mention {
	switch kind {
	case "folded":
		value = g.pick([]string{strings.ToUpper(value), strings.ToLower(value) + ".", " " + strings.ReplaceAll(value, "a", "á")})
	case "edited":
		for range 1 + g.IntN(3) {
			if g.IntN(2) == 0 {
				value = g.swap(value)
			} else {
				value = g.slip(value)
			}
		}
	case "parts":
		if g.IntN(2) == 0 {
			value = g.reorder(value)
		} else {
			value = g.partial(value)
		}
	case "script":
		value = cyrillic.Replace(strings.ToLower(value))
	case "unknown":
		value, _ = g.name()
		value += " " + g.syllables(3)
		id = ""
	}
	return mention{value, kind, id}
}
