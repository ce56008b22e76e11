package name

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Some words are told by how and where they are written from others of the same
// letters, which the lexicon knows: an initial by its dot, a syllable by the names
// beside it, an ordinal by its ending, an article by the hyphen behind it. What tells
// them becomes a part of their text, so that Word needs no more.

// partFirst parts two dotted letters that a name starts with, which initialsAt left
// whole, if they are nothing but a legal form or function words: S.A. Lavrov. Those
// stand behind names, unlike countries (U.S. Army) and what ships are (M.V. Lena).
func (l *Lexicon) partFirst(tokens []Token, folds []string, s string) ([]Token, []string) {
	if len(tokens) < 2 {
		return tokens, folds
	}
	t := tokens[0]
	at := dottedAt(s[t.Start:t.End])
	if at == 0 || slices.ContainsFunc(l.forms[folds[0]], l.leads) {
		return tokens, folds
	}
	if _, n := l.phraseAt(tokens, folds, s); n > 1 {
		return tokens, folds
	}
	at += t.Start
	first, second := Token{Start: t.Start, End: at}, Token{Start: at, End: t.End}
	var of [2]string
	first.Text, of[0] = foldWord(s[t.Start:at])
	second.Text, of[1] = foldWord(s[at:t.End])
	return slices.Replace(tokens, 0, 1, first, second), slices.Replace(folds, 0, 1, of[:]...)
}

// partArticles parts Arabic articles from the word before, to which Turkish and scholars
// write them with an apostrophe: Ebu'l-Fadl, Tahriru'ş-Şam. It is l, or what that becomes
// like.
func partArticles(tokens []Token, folds []string, s string) ([]Token, []string) {
	for i := 0; i+1 < len(tokens); i++ {
		t, next := tokens[i], tokens[i+1]
		at := articleAt(s[t.Start:t.End])
		if at == 0 {
			continue
		}
		at += t.Start
		_, article := foldWord(s[at:t.End])
		if !hyphened(t, next, s) || article != "l" && !strings.HasPrefix(folds[i+1], article) {
			continue
		}
		word := Token{Start: t.Start, End: at}
		var folded string
		word.Text, folded = foldWord(s[t.Start:at])
		tokens = slices.Replace(tokens, i, i+1, word, Token{latinArticle, at, t.End})
		folds = slices.Replace(folds, i, i+1, folded, latinArticle)
		i++
	}
	return tokens, folds
}

// latinArticle is the Arabic article as it is written most.
const latinArticle = "al"

// articleAt is where an apostrophe and one or two letters of Latin behind it end a word of
// more than one letter; 0 if they do not.
func articleAt(raw string) int {
	at := strings.LastIndexFunc(raw, isApostrophe)
	if at < 2 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(raw[at:])
	article := raw[at+size:]
	foreign := func(r rune) bool { return ScriptOf(r) != Latin }
	if n := utf8.RuneCountInString(article); n < 1 || n > 2 || strings.ContainsFunc(article, foreign) {
		return 0
	}
	return at
}

// leads says whether a dotted form of the concept may stand first in a name.
func (l *Lexicon) leads(c Concept) bool {
	return l.roles[c] > RoleKin || l.roles[c] == RoleHonorific || l.ids[c] == "vessel-prefix"
}

// tellInitials marks letters that would be words (Spanish y, Russian с) but are
// initials by their dot: O. Rajagopal, С. Лавров. A small с. is a village. So are
// the two that write one letter of another script: Ch. Aitmatov.
func (l *Lexicon) tellInitials(tokens []Token, s string) {
	for i := range tokens {
		t := &tokens[i]
		if !strings.HasSuffix(s[t.Start:t.End], ".") && !strings.HasPrefix(s[t.End:], ".") {
			continue
		}
		r, size := utf8.DecodeRuneInString(t.Text)
		switch {
		case size < len(t.Text):
			if len(tokens) > 1 && slices.Contains(initialPairs, t.Text) {
				t.Text += "."
			}
		case ScriptOf(r) == Latin && isLinker(t.Text[0]), ScriptOf(r) != Latin && isUpperAt(s, t.Start) && l.forms[t.Text] != nil:
			t.Text += "."
		}
	}
}

// tellAbbreviations leaves their dot to two letters that would be a function word, but are
// what the lexicon writes with dots: in Dar us-Salaam us is an article, in U.S. Army none.
func (l *Lexicon) tellAbbreviations(tokens []Token, s string) {
	for i := range tokens {
		t := &tokens[i]
		if dottedAt(s[t.Start:t.End]) > 0 && len(l.dotted[t.Text]) > 0 && l.function(t.Text) {
			_, size := utf8.DecodeRuneInString(t.Text)
			t.Text = t.Text[:size] + "." + t.Text[size:]
		}
	}
}

// tellSyllables marks syllables of East Asian names that would be words: il in Kim
// Jong Il and te in Lai Ching-te are no articles.
func (l *Lexicon) tellSyllables(tokens []Token, s string) {
	const most = 4 // words of such a name
	if len(tokens) < 2 || len(tokens) > most {
		return
	}
	surname := len(tokens) > 2 && l.isSurname(tokens[0].Text)
	for i := 1; i < len(tokens); i++ {
		t := &tokens[i]
		last := i == len(tokens)-1 && strings.HasSuffix(s[:t.Start], "-") && !isUpperAt(s, t.Start)
		if (surname || last) && l.function(t.Text) && isSyllable(t.Text) {
			t.Text += syllableMark
		}
	}
}

// syllableMark ends the text of words that tellSyllables marks, and of given names in
// Hangul and Han characters (koreanFamily, familyOf).
const syllableMark = "-"

// isSurname says whether a folded word is above all a family name of East Asia.
func (l *Lexicon) isSurname(folded string) bool {
	cs := l.forms[folded]
	return len(cs) > 0 && !slices.ContainsFunc(cs, func(c Concept) bool { return !strings.HasPrefix(l.ids[c], surnameConcepts) })
}

// isSyllable says whether a folded word may be a syllable of Chinese, Korean or
// Vietnamese: vowels, at most two consonants before them and one or ng behind.
func isSyllable(folded string) bool {
	rest := strings.TrimLeft(folded, "bcdghjklmnpqrstwxyz")
	if len(folded)-len(rest) > 2 || strings.HasPrefix(folded, "th") {
		return false
	}
	end := strings.TrimLeft(rest, "aeiou")
	if end == rest {
		return false
	}
	switch end {
	case "", "k", "l", "m", "n", "ng", "p", "t":
		return true
	}
	return false
}

func isUpperAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsUpper(r)
}

// initialPairs are letters of Latin that write one letter of Cyrillic or Greek, or one
// sound, and so are initials where a dot follows.
var initialPairs = []string{"ch", "dj", "dz", "gh", "ju", "ja", "kh", "ph", "sch", "sh", "th", "tch", "ts", "tz", "ya", "ye", "yo", "yu", "zh"}

// What ordinals end with that are written in digits: 32nd, 32e, 32ème, 32º, and in
// Cyrillic, there mostly behind a hyphen, 32-я, 32-го.
var (
	latinOrdinals    = []string{"st", "nd", "rd", "th", "e", "eme", "er", "ere", "o", "a"}
	cyrillicOrdinals = []string{"й", "я", "е", "го", "ой", "ая", "ый", "му", "ю", "а", "та", "ти"}
)

// numberPrefixes and numberSuffixes are what East Asia writes around a number that counts
// the things or the bearers of a name: 第45旅, 12号工場, 제3사단, 헨리 7세.
var (
	numberPrefixes = []string{"第", "제"}
	numberSuffixes = []string{"号", "號", "호", "番", "世", "세"}
	monthSigns     = []string{"月", "월"} // behind a number they make a word that the lexicon has
)

// cardinal is the digits of an ordinal or a number with its sign, given as written and
// folded; "" if it is none, or one that the lexicon knows. A capital letter behind digits is a part of a number.
func (l *Lexicon) cardinal(raw, folded string) string {
	rest := folded
	for _, prefix := range numberPrefixes {
		rest = strings.TrimPrefix(rest, prefix)
	}
	n := 0
	for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	if n == 0 || n == len(folded) || l.forms[folded] != nil {
		return ""
	}
	ending := rest[n:]
	switch {
	case ending == "", slices.Contains(numberSuffixes, ending),
		slices.Contains(cyrillicOrdinals, ending), slices.Contains(latinOrdinals, ending) && (len(ending) > 1 || !isUpperAt(raw, len(raw)-1)):
		return rest[:n]
	}
	return ""
}

// joinOrdinals makes endings behind a hyphen a part of their number, and Turkic ones of
// their acronym: 32-я, PKK-nın.
func joinOrdinals(tokens []Token, folds []string, s string) ([]Token, []string) {
	out := 0
	for i, t := range tokens {
		if i > 0 && hyphened(tokens[i-1], t, s) && (isNumber(folds[i-1]) && slices.Contains(cyrillicOrdinals, folds[i]) ||
			len(t.Text) > 1 && isSuffix(t.Text) && !isUpperAt(s, t.Start) && CaseOf(s[tokens[i-1].Start:tokens[i-1].End]) == Capitals) {
			tokens[out-1].End = t.End
			continue
		}
		tokens[out], folds[out] = t, folds[i]
		out++
	}
	return tokens[:out], folds[:out]
}

// hebrewArticle is the Arabic article as Hebrew writes it, and what is left of it before
// letters that it becomes like: א-שעבי for al-Sha'bi, spoken ash-Sha'bi.
const (
	hebrewArticle     = "אל"
	hebrewAssimilated = "א"
	hebrewSunLetters  = "דזטנסצרשתל"
)

// thaiArticles are the Arabic article and what it becomes like in Thai, where a hyphen
// follows; glued on they are parts of words.
var thaiArticles = []string{"อัล", "อัช", "อัส", "อัน", "อัด", "อัต", "อัร", "อัซ", "เอล"}

// tellArticles writes out what is left of Arabic articles in Hebrew, and those in Thai.
func tellArticles(tokens []Token, s string) {
	for i := range len(tokens) - 1 {
		t := &tokens[i]
		switch {
		case !hyphened(tokens[i], tokens[i+1], s):
		case slices.Contains(thaiArticles, t.Text):
			t.Text = latinArticle
		case t.Text == hebrewAssimilated:
			if r, _ := utf8.DecodeRuneInString(tokens[i+1].Text); strings.ContainsRune(hebrewSunLetters, r) {
				t.Text = hebrewArticle
			}
		}
	}
}

// hyphened says whether nothing but a hyphen stands between two words.
func hyphened(a, b Token, s string) bool { return between(a, b, s) == "-" }

// between is what stands between two words; "" where the words of an opened ligature stand
// in one place.
func between(a, b Token, s string) string {
	if a.End > b.Start {
		return ""
	}
	return s[a.End:b.Start]
}
