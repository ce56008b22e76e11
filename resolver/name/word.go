package name

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Word is the analysed form of one word. It depends on its text and the lexicon
// only, so equal words of a table can share one.
type Word struct {
	Text     string    // lower case, marks kept; may hold spaces when the lexicon knows a phrase
	Folded   string    // what Fold makes of it
	Stem     string    // Folded without a glued article; Folded itself where there is none
	Script   Script    // of its first letter
	Role     Role      //
	Concepts []Concept // the senses it has; most have none
	Roman    []string  // readings in Latin letters, most usual first; before them, in capitals, an acronym that is spelled out
	Phon     []string  // their phonetic forms, and that of the stem; no doubles, 1..maxPhon
	Skel     []string  // their skeletons, and that of spelled-out letters, no doubles; may hold ""
}

// maxPhon bounds the phonetic forms of a word: matching costs their product.
const maxPhon = 4

// Word analyses a word. text is lower-case with its marks, as foldWord gives it.
func (l *Lexicon) Word(text string) Word {
	w := Word{Text: text}
	dotted := isDotted(text)
	told := dotted || strings.HasSuffix(text, syllableMark) // to be no word of the lexicon
	if told {
		text = text[:len(text)-1]
	}
	abbreviates := strings.Contains(text, ".") && !strings.Contains(text, " ") // see tellAbbreviations
	if abbreviates {
		text = strings.ReplaceAll(text, ".", "")
	}
	if w.Folded = text; !isPlain(text) {
		w.Folded = stripMarks(text)
	}
	r, _ := utf8.DecodeRuneInString(w.Folded)
	w.Script = ScriptOf(r)
	switch {
	case abbreviates:
		w.Concepts = l.dotted[w.Folded]
	case !told:
		w.Concepts = l.lookup(w.Folded)
	}
	var readings []string // where the concepts depend on them
	if len(w.Concepts) == 0 && !told {
		switch {
		case w.Script == Latin:
			w.Concepts = l.lookupRespelled(w.Folded)
		case w.Script == Cyrillic && !strings.Contains(text, " "):
			readings = Readings(text, "")
			w.Concepts = l.lookupRespelled(readings[0])
		}
	}
	w.Stem = w.Folded
	w.Role = RoleContent
	switch {
	case abbreviates && len(w.Concepts) > 0:
		w.Role = l.roles[w.Concepts[0]]
	case len(w.Concepts) > 0:
		w.Role = l.role(&w)
		if w.Script == Latin && len(w.Folded) == 1 && !(w.Role == RoleFunction && isLinker(w.Folded[0])) {
			w.Role = RoleInitial
		}
	case isNumber(w.Folded):
		w.Role = RoleNumber
	case dotted:
		w.Role = RoleInitial
	case utf8.RuneCountInString(w.Folded) == 1 && !unspaced(w.Script):
		w.Role = RoleInitial
	}
	if w.Role != RoleFunction {
		if stem, ok := cutArticle(w.Folded, w.Script, len(w.Concepts) > 0); ok {
			w.Stem = strings.TrimLeft(stem, " ") // of a phrase: al imam
		}
	}
	if readings != nil {
		w.addReadings(readings)
	} else {
		for part := range strings.FieldsSeq(text) {
			w.addReadings(Readings(part, ""))
		}
	}
	if told && w.Script == Han {
		w.addReadings(givenReadings(text))
	}
	if w.Stem != w.Folded && !strings.Contains(text, " ") {
		w.addReadings(Readings(w.Stem, "")[:1])
	}
	if w.Script == Latin && w.Text != w.Folded && isPlain(w.Folded) {
		w.addReadings([]string{w.Folded})
	}
	letters := ""
	if !told {
		letters = spelledOut(w.Text, w.Folded)
	}
	if stem, ok := cutCase(w.Folded, w.Script); ok && len(w.Concepts) == 0 && letters == "" {
		w.addReadings(Readings(stem, "")[:1])
	}
	for _, roman := range w.Roman {
		p := phonetic(roman)
		if p == "" || len(w.Phon) == maxPhon || slices.Contains(w.Phon, p) {
			continue
		}
		w.Phon = append(w.Phon, p)
		if s := skeleton(p); !slices.Contains(w.Skel, s) {
			w.Skel = append(w.Skel, s)
		}
	}
	if len(w.Phon) == 0 {
		w.Phon, w.Skel = []string{""}, []string{""}
	}
	if letters != "" { // these have no sounds to be alike: BBC is found by its skeleton, and is no Bekaa
		w.Roman = append([]string{strings.ToUpper(letters)}, w.Roman...)
		if s := skeleton(phonetic(letters)); !slices.Contains(w.Skel, s) {
			w.Skel = append(w.Skel, s)
		}
	}
	return w
}

// Letters are those of an acronym that the word spells out in another script, small;
// "" if it does not.
func (w *Word) Letters() string {
	if len(w.Roman) == 0 || w.Roman[0] == "" || w.Roman[0][0] < 'A' || w.Roman[0][0] > 'Z' {
		return ""
	}
	return strings.ToLower(w.Roman[0])
}

// addReadings appends readings of a next part: the first ones are joined to
// what is there, so that a phrase reads as one string.
func (w *Word) addReadings(readings []string) {
	if strings.Contains(w.Text, " ") {
		if len(w.Roman) == 0 {
			w.Roman = []string{""}
		}
		w.Roman[0] += readings[0]
		return
	}
	for _, r := range readings {
		if !slices.Contains(w.Roman, r) {
			w.Roman = append(w.Roman, r)
		}
	}
}

// cutArticle returns a folded word without its glued article: Arabic ال, al- and
// its assimilations glued on in Latin letters (Alfayyadh, Assadr), and Syriac ܕ,
// which makes it another's (of Nisibis). Of a word that the lexicon knows less may
// be an article: الله is not ال and له.
func cutArticle(folded string, script Script, known bool) (string, bool) {
	const (
		minLatinStem = 4 // Alan, Ali and Elias are names
		minBareStem  = 2 // behind ال alone, with which few other words start
	)
	switch script {
	case Arabic:
		for _, p := range arabicProclitics {
			least := minStem
			if p == arabicArticle && !known {
				least = minBareStem
			}
			if stem, ok := strings.CutPrefix(folded, p); ok && strings.HasSuffix(p, "ل") && p != "ل" && utf8.RuneCountInString(stem) >= least {
				return stem, true
			}
		}
	case Syriac:
		if stem, ok := strings.CutPrefix(folded, "ܕ"); ok && utf8.RuneCountInString(stem) > minStem {
			return stem, true
		}
	case Latin:
		if len(folded) >= 2+minLatinStem && (folded[0] == 'a' || folded[0] == 'e') && !isVowelLetter(folded[2]) {
			if folded[1] == 'l' || folded[1] == folded[2] {
				return folded[2:], true
			}
		}
	}
	return "", false
}

// IsArticle says whether a word is an Arabic article, of which a skeleton keeps the l.
func (w *Word) IsArticle() bool { return w.Role == RoleFunction && w.Skel[0] == "l" }

// WithoutArticle is the first of a word's forms, skeletons or phonetic ones, less what
// the article that is glued on has of it.
func (w *Word) WithoutArticle(forms []string) string {
	whole := forms[0]
	if w.Stem != w.Folded {
		for _, form := range forms[1:] {
			if len(form) < len(whole) && strings.HasSuffix(whole, form) {
				return form
			}
		}
	}
	return whole
}

// isLinker reports letters that link words (Persian -e, Spanish y) far more
// often than they are initials.
func isLinker(c byte) bool { return c == 'e' || c == 'i' || c == 'y' || c == 'o' }

// isDotted reports letters that are an initial by their dot, see tellInitials.
func isDotted(text string) bool { return len(text) > 1 && text[len(text)-1] == '.' }

// IsEastAsianGiven says whether a word is a given name in Hangul or Han characters that
// stood behind a family name: its syllables mean something, and another one makes it
// another's.
func (w *Word) IsEastAsianGiven() bool {
	return strings.HasSuffix(w.Text, syllableMark) && unspaced(w.Script)
}

func isNumber(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// latin is the word's first reading in Latin letters, itself where it is Latin.
func (w *Word) latin() string {
	if w.Script == Latin && w.Folded[0] < utf8.RuneSelf {
		return w.Folded
	}
	if len(w.Roman) == 0 {
		return ""
	}
	return strings.ToLower(w.Roman[0])
}

// Letter is the word's first letter in Latin as a set; empty when it has none.
func (w *Word) Letter() Letters {
	text := w.latin()
	if text == "" {
		return 0
	}
	return letter(text[0])
}
