package name

import (
	_ "embed" // simplified.txt
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold reduces a string to the form in which two ways of writing the same name
// are equal: compatibility forms (NFKC), case, marks, apostrophes, Arabic
// orthography, digits and punctuation are gone; words stand one space apart.
// It is idempotent. A string without letters and digits folds to "".
func Fold(s string) string {
	var f Folding
	f.Fold(s)
	return string(f.Text)
}

// Folding is a folded string and where its words come from. Its memory is used
// again by the next Fold.
type Folding struct {
	Text  []byte // as Fold gives it
	Words []Span // by word of Text: its bytes in the string that was folded
}

// Span is a half-open range of bytes of a string.
type Span struct{ Start, End int }

// Fold folds a string.
func (f *Folding) Fold(s string) {
	f.Text, f.Words = f.Text[:0], f.Words[:0]
	for p := range pieces(s) {
		start := len(f.Text)
		if start > 0 {
			f.Text = append(f.Text, ' ')
		}
		before := len(f.Text)
		var ok bool
		if f.Text, ok = appendSimple(f.Text, s[p.start:p.end]); ok && len(f.Text) > before {
			f.Words = append(f.Words, Span{p.start, p.end})
			continue
		}
		f.Text = f.Text[:start]
		if ok { // nothing is left of it
			continue
		}
		_, folded := foldWord(s[p.start:p.end])
		for part := range strings.FieldsSeq(folded) { // a ligature may be several words
			if len(f.Text) > 0 {
				f.Text = append(f.Text, ' ')
			}
			f.Text = append(f.Text, part...)
			f.Words = append(f.Words, Span{p.start, p.end})
		}
	}
}

// simpleRunes bounds the runes that may have a simpleFold: Latin, Greek,
// Cyrillic, Hebrew and Arabic letters are below it.
const simpleRunes = 0x700

// simpleFold is what a letter or digit folds to wherever it stands.
type simpleFold struct {
	word bool    // isWordRune
	n    int8    // bytes of to; notSimple when what it folds to depends on its neighbours
	to   [4]byte // UTF-8
}

const notSimple = -1

var simpleFolds = func() (t [simpleRunes]simpleFold) {
	for r := range rune(simpleRunes) {
		x := &t[r]
		x.word, x.n = isWord(r), notSimple
		if isApostrophe(r) || r == '.' {
			x.n = 0
			continue
		}
		if !x.word || unicode.IsMark(r) { // a mark belongs to a letter
			continue
		}
		if _, folded := foldWord(string(r)); len(folded) <= len(x.to) && !strings.Contains(folded, " ") {
			x.n = int8(copy(x.to[:], folded))
		}
	}
	return t
}()

// appendSimple appends the folded form of a word of simple letters. It reports
// false when there are others, and has then appended a part.
func appendSimple(dst []byte, raw string) ([]byte, bool) {
	for i := 0; i < len(raw); {
		r, size := rune(raw[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(raw[i:])
		}
		i += size
		if r >= simpleRunes {
			if isApostrophe(r) {
				continue
			}
			return dst, false
		}
		x := &simpleFolds[r]
		switch x.n {
		case notSimple:
			return dst, false
		case 1:
			dst = append(dst, x.to[0])
		default:
			dst = append(dst, x.to[:x.n]...)
		}
	}
	return dst, true
}

// piece is a run of letters, digits and marks, with the apostrophes inside it.
type piece struct{ start, end int }

// pieces yields the words of s as written. Dotted initials ("U.S.A.", "S. A.")
// are one piece only when no space parts them.
func pieces(s string) func(yield func(piece) bool) {
	return func(yield func(piece) bool) {
		for i := 0; i < len(s); {
			var p piece
			var ok bool
			if p, i, ok = nextPiece(s, i); ok && !yield(p) {
				return
			}
		}
	}
}

// nextPiece returns the piece that starts at i, and where to go on. It reports
// false when none starts there.
func nextPiece(s string, i int) (p piece, next int, ok bool) {
	r, size := runeAt(s, i)
	if !isWordRune(r) {
		return piece{}, i + size, false
	}
	start, end := i, i
	letters, dotted := 0, true // dotted: so far only single letters parted by dots
	for i < len(s) {
		r, size = runeAt(s, i)
		switch {
		case isWordRune(r):
			i += size
			end = i
			if r < utf8.RuneSelf || !unicode.Is(unicode.Mn, r) {
				letters++
			}
			if letters > 1 {
				dotted = dotted && end-start > 2 && s[prevRune(s, end-size)] == '.'
			}
			continue
		case isApostrophe(r) && isWordAt(s, i+size) && i > start:
			i += size
			continue
		case r == '.' && dotted && isInitialAt(s, i+1):
			i += size
			continue
		}
		break
	}
	if end == i && i < len(s) {
		_, size = utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return piece{start, end}, i, true
}

// runeAt decodes the rune at i; most are of one byte.
func runeAt(s string, i int) (rune, int) {
	if c := s[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

// prevRune is where the rune that ends before i starts.
func prevRune(s string, i int) int {
	_, size := utf8.DecodeLastRuneInString(s[:i])
	return i - size
}

func isWordAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return isWordRune(r)
}

// isInitialAt says whether a single letter stands at i: the next rune after it is no word rune.
func isInitialAt(s string, i int) bool {
	r, size := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r) && !isWordAt(s, i+size)
}

func isWordRune(r rune) bool {
	if r < simpleRunes {
		return simpleFolds[r].word
	}
	return isWord(r)
}

// isWord is isWordRune without a table.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	if r == utf8.RuneError || isApostrophe(r) {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || unicode.Is(unicode.Nl, r) || r == '\u200d' || isDropped(r)
}

// isApostrophe reports marks that stand for 'ayn, hamza, a soft sign, a geresh
// or an elision, and that writers add or leave out freely inside a word.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', '’', '‘', '‛', 'ʼ', 'ʻ', 'ʽ', 'ʾ', 'ʿ', 'ˈ', 'ˊ', 'ˋ', '′', '‵', '＇', '׳', '״', 'ʹ', 'ʺ', '՚', 'ꞌ', '"':
		return true
	}
	return false
}

// isDropped reports letters that carry no sound and no sense: tatweel and invisible joiners.
func isDropped(r rune) bool {
	switch r {
	case 'ـ', '\u200d', '\u00ad', '\u2060', '\ufeff':
		return true
	}
	return false
}

// foldWord returns one word in lower case with its marks, for reading aloud,
// and in folded form, for comparing.
func foldWord(raw string) (marked, folded string) {
	if isPlain(raw) {
		s := strings.ToLower(raw)
		return s, s
	}
	// NFKC would make a space of an acute accent that stands for an apostrophe.
	s := norm.NFKC.String(strings.ReplaceAll(raw, "´", "'"))
	var m strings.Builder
	m.Grow(len(s))
	var last rune
	for _, r := range s {
		switch {
		case isDropped(r):
			continue
		case r == '׳' || isApostrophe(r):
			// A geresh changes a Hebrew letter (ג' is j); elsewhere the mark is dropped.
			if ScriptOf(last) == Hebrew && r != '"' && r != '״' {
				m.WriteByte('\'')
			}
			continue
		case r == '.':
			continue
		case unicode.IsDigit(r) && r > '9':
			r = '0' + digitValue(r)
		case r == 'İ':
			r = 'i'
		case r == 'ß' || r == 'ẞ':
			m.WriteString("ss")
			last = 's'
			continue
		case r == 'ς':
			r = 'σ'
		default:
			r = unicode.ToLower(r)
		}
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			r = ' ' // NFKC can open a ligature into words
		}
		m.WriteRune(r)
		if !unicode.IsMark(r) {
			last = r
		}
	}
	marked = norm.NFC.String(m.String())
	return marked, stripMarks(marked)
}

// isPlain reports ASCII letters and digits only.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf || c == '\'' || c == '.' || c == '`' || c == '"' {
			return false
		}
	}
	return true
}

// digitValue is the value of a decimal digit of any script: Unicode lays each
// script's ten digits out in order from a zero.
func digitValue(r rune) rune {
	v := rune(0)
	for v < 9 && unicode.IsDigit(r-v-1) {
		v++
	}
	return v
}

// stripMarks drops the marks that writers leave out and unifies letters that
// are the same letter to a reader. Marks that are letters in their script
// (Indic vowels, Thai, kana voicing) stay.
func stripMarks(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var base rune
	for _, r := range norm.NFD.String(s) {
		if unicode.Is(unicode.Mn, r) {
			switch ScriptOf(base) {
			case Latin, Greek, Arabic, Hebrew, Syriac, Unknown:
				continue
			case Cyrillic:
				// й and ї are letters of their own; ё, ў and accents are not told apart in print.
				if !(base == 'и' && r == '\u0306') && !(base == 'і' && r == '\u0308') {
					continue
				}
			}
			b.WriteRune(r)
			continue
		}
		base = r
		if r == '\'' {
			continue
		}
		if to, ok := letterFolds[r]; ok {
			b.WriteString(to)
			continue
		}
		b.WriteRune(simplify(r))
	}
	return norm.NFC.String(b.String())
}

//go:embed data/simplified.txt
var simplifiedFile string

// simplified are Han characters as mainland China writes them, by what Taiwan, Hong Kong
// and old prints write for them: 国 by 國. Both are of the same length in bytes.
var simplified = sync.OnceValue(func() map[rune]rune {
	to := map[rune]rune{}
	for line := range strings.Lines(simplifiedFile) {
		if line[0] == '#' {
			continue
		}
		pairs := []rune(strings.TrimSuffix(line, "\n"))
		for i := 0; i+1 < len(pairs); i += 2 {
			to[pairs[i]] = pairs[i+1]
		}
	}
	return to
})

// simplify is a Han character as mainland China writes it, and any other as it is.
func simplify(r rune) rune {
	const first, last = 0x3400, 0x9FFF // Han characters of three bytes
	if r < first || r > last {
		return r
	}
	if to, ok := simplified()[r]; ok {
		return to
	}
	return r
}

// letterFolds are letters that print and keyboards exchange freely. Arabic:
// forms of alef, yeh, kaf, heh and waw across Arabic, Persian, Urdu and Kurdish
// keyboards. Latin: letters with a stroke, which NFD does not take apart.
var letterFolds = map[rune]string{
	'أ': "ا", 'إ': "ا", 'آ': "ا", 'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ې': "ي", 'ێ': "ي", 'ئ': "ي", 'ے': "ي",
	'ة': "ه", 'ە': "ه", 'ہ': "ه", 'ۀ': "ه", 'ۃ': "ه", 'ھ': "ه", 'ک': "ك", 'ڪ': "ك", 'ؤ': "و", 'ۆ': "و", 'ء': "",
	'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ħ': "h", 'ı': "i", 'ŧ': "t", 'ŋ': "n", 'ƙ': "k", 'ɓ': "b", 'ɗ': "d",
	'ʔ': "", 'ʕ': "", 'ё': "е", 'ґ': "г",
}
