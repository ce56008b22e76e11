package name

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Inflection is what a word of running text has beside the name as lists write it.
type Inflection uint8

// The inflections.
const (
	NotInflected Inflection = iota
	Proclitic               // لحماس, בדוחא: to Hamas, in Doha
	Suffixed                // BM'nin, Abadi's: of the UN, of Abadi
	CaseEnding              // хуситов, Hezbollahem
	InflectionCount
)

// shortSuffixes are Turkish case endings behind an apostrophe that are not cut
// unseen, as apostropheSuffixes are: in an Arabic name they may be more of it (Sha'i).
var shortSuffixes = strings.Fields("a e ı i u ü na ne nı ni nu nü nda nde ndan nden lı li lu lü taki teki dır dir dur dür tır tir")

// Particles that Arabic and Hebrew write glued before a name, one after the other; and
// before the article, which then loses its alef. Unlike procliticStems, Lemmas leaves
// the article: lists have it.
const (
	arabicParticles = "وفبلك"
	hebrewParticles = "ושכבלמה"
)

// Endings of nouns and adjectives in the Slavic languages, also such as a foreign name
// alone does not take (caseEndings), and those of the nominative that may stand in their place; the plural and genitive of Germanic ones.
var (
	cyrillicEndings = strings.Fields("а я у ю е ы и і ї ой ей ою ею ом ем єм ам ям ами ями ах ях ов ев ів ого его ому ему ым им ых их ую юю")
	cyrillicLemmas  = []string{"", "а", "я", "ь", "й", "о", "е", "ы", "и", "ий", "ый", "ая", "ия", "ой"}
	latinEndings    = strings.Fields("s a e u y i em om ie owi ov ovi ja ju jem evi ami ach ih og")
	latinLemmas     = []string{"", "a"}
)

// What Turkish adds to a plural, which is no name and has no apostrophe: Husilerin.
var (
	turkishPlurals = []string{"ler", "lar"}
	turkishCases   = strings.Fields("i e in de den le a dan da la")
)

// The fewest letters of a word without its ending, and before an apostrophe, which
// acronyms of two letters have too.
const (
	minLemma    = 4
	minSuffixed = 2
)

// Lemmas yields what a word of running text may be in a list, folded and in lower case
// as Word takes it, the likeliest first, until yield returns false. raw is the word as
// it is written, text as Token has it. Most of them are no words: the caller knows which are.
func Lemmas(raw, text string, yield func(lemma string, by Inflection) bool) {
	r, _ := utf8.DecodeRuneInString(text)
	switch ScriptOf(r) {
	case Arabic:
		particles(text, arabicParticles, func(rest string) bool {
			if tail, ok := strings.CutPrefix(rest, "ل"); ok && strings.HasSuffix(text[:len(text)-len(tail)], "لل") {
				// for the: the article has lost its alef
				return yield(arabicArticle+tail, Proclitic) && yield(tail, Proclitic)
			}
			return yield(rest, Proclitic)
		})
	case Hebrew:
		particles(text, hebrewParticles, func(rest string) bool { return yield(rest, Proclitic) })
	case Cyrillic:
		endings(text, cyrillicEndings, cyrillicLemmas, yield)
	case Latin:
		if at := strings.LastIndexFunc(raw, isApostrophe); at > 1 {
			_, size := utf8.DecodeRuneInString(raw[at:])
			if isSuffix(strings.ToLower(raw[at+size:])) {
				if stem, _ := foldWord(raw[:at]); utf8.RuneCountInString(stem) >= minSuffixed {
					yield(stem, Suffixed)
				}
			}
			return
		}
		for _, plural := range turkishPlurals {
			if at := strings.LastIndex(text, plural); at > 1 && slices.Contains(turkishCases, text[at+len(plural):]) && !yield(text[:at+len(plural)], CaseEnding) {
				return
			}
		}
		endings(text, latinEndings, latinLemmas, yield)
	}
}

// particles yields what is left of a word without its first letters, as long as
// they may be particles.
func particles(text, of string, yield func(rest string) bool) {
	for rest := text; ; {
		r, size := utf8.DecodeRuneInString(rest)
		if rest = rest[size:]; !strings.ContainsRune(of, r) || utf8.RuneCountInString(rest) < minStem || !yield(rest) {
			return
		}
	}
}

// endings yields a word with each ending replaced by each of those of lemmas.
func endings(text string, endings, lemmas []string, yield func(lemma string, by Inflection) bool) {
	for _, ending := range endings {
		stem, ok := strings.CutSuffix(text, ending)
		if !ok || utf8.RuneCountInString(stem) < minLemma {
			continue
		}
		for _, lemma := range lemmas {
			if lemma != ending && !yield(stem+lemma, CaseEnding) {
				return
			}
		}
	}
}

// arabicArticle is glued to its noun.
const arabicArticle = "ال"

// proclitics are the particles that Arabic, Hebrew and Syriac write glued to the next
// word, longest first: the article, and, in, for.
var (
	arabicProclitics = []string{"وال", "بال", "كال", "لل", arabicArticle, "و", "ب", "ل"}
	syriacProclitics = []string{"ܘܕ", "ܕ", "ܘ", "ܒ", "ܠ"}
	hebrewProclitics = []string{"וה", "שה", "מה", "ה", "ב", "ל", "מ", "ו", "ש"}
)

// minStem is the fewest letters that may be left of a word without its proclitic:
// shorter remains are more often part of the stem (ولي, בית).
const minStem = 3

// procliticStems returns what may be left of a folded word without its proclitic.
func procliticStems(folded string) []string {
	r, _ := utf8.DecodeRuneInString(folded)
	var proclitics []string
	switch ScriptOf(r) {
	case Arabic:
		proclitics = arabicProclitics
	case Hebrew:
		proclitics = hebrewProclitics
	case Syriac:
		proclitics = syriacProclitics
	default:
		return nil
	}
	var stems []string
	for _, p := range proclitics {
		if stem, ok := strings.CutPrefix(folded, p); ok && utf8.RuneCountInString(stem) >= minStem {
			stems = append(stems, stem)
		}
	}
	return stems
}

// caseEndings are the endings that Russian and Ukrainian put on a foreign name
// in the oblique cases, longest first.
var caseEndings = []string{"ами", "ями", "ого", "ому", "ой", "ей", "ою", "ею", "ом", "ем", "єм", "ым", "им", "ым", "ах", "ях", "а", "я", "у", "ю", "ы", "и", "і", "е", "о"}

// cutCase returns a Cyrillic word without its case ending.
func cutCase(folded string, script Script) (string, bool) {
	const minLetters = 4 // of the stem
	if script != Cyrillic {
		return "", false
	}
	for _, ending := range caseEndings {
		if stem, ok := strings.CutSuffix(folded, ending); ok {
			return stem, utf8.RuneCountInString(stem) >= minLetters
		}
	}
	return "", false
}

// suffixes after an apostrophe that are not part of a name: the English
// possessive, and Turkish case endings of two letters and more.
var apostropheSuffixes = map[string]bool{
	"s": true, "ye": true, "ya": true, "yi": true, "yı": true, "yu": true, "yü": true,
	"da": true, "de": true, "ta": true, "te": true, "dan": true, "den": true, "tan": true, "ten": true,
	"ın": true, "in": true, "un": true, "ün": true, "nın": true, "nin": true, "nun": true, "nün": true,
	"la": true, "le": true, "yla": true, "yle": true, "daki": true, "deki": true, "lar": true, "ler": true,
}

// isSuffix says whether a text is one of apostropheSuffixes or shortSuffixes.
func isSuffix(text string) bool {
	return apostropheSuffixes[text] || slices.Contains(shortSuffixes, text)
}

// cutPossessive returns a word as written without its suffix after an apostrophe.
func cutPossessive(raw string) (string, bool) {
	const minPossessor = 3
	for i := len(raw) - 1; i >= minPossessor && i >= len(raw)-8; i-- {
		if !utf8.RuneStart(raw[i]) {
			continue
		}
		r, size := utf8.DecodeRuneInString(raw[i:])
		if isApostrophe(r) {
			return raw[:i], apostropheSuffixes[strings.ToLower(raw[i+size:])]
		}
	}
	return raw, false
}
