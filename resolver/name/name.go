package name

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxTokens bounds the words of a Name: the rest of a longer string is not
// matched. Names in lists have 3 on average and hardly ever more than 20.
const MaxTokens = 48

// Name is the analysed form of a string.
type Name struct {
	Text   string // as given
	Folded string // its words in folded form, one space apart; unlike Fold's, taken apart and without suffixes
	Tokens []Token
}

// Token is one word of a Name and where it stands.
type Token struct {
	Text       string // the Word's text
	Start, End int    // bytes of Name.Text
}

// Tokens splits a string into words as the lexicon sees them: phrases that it
// knows are one word, runs of unspaced scripts and compounds come apart.
func (l *Lexicon) Tokens(s string) Name {
	n := Name{Text: s}
	var folds []string // the folded forms of n.Tokens
	for p := range pieces(s) {
		n.Tokens, folds = l.takeApart(n.Tokens, folds, s, p)
	}
	return l.join(n, folds)
}

// takeApart appends the tokens of a piece of s, and their folded forms. They depend
// on the piece alone, unless it is all of s or pointed.
func (l *Lexicon) takeApart(tokens []Token, folds []string, s string, p piece) ([]Token, []string) {
	if article, size := elision(s[p.start:p.end]); size > 0 {
		tokens, folds = append(tokens, Token{article, p.start, p.start + size}), append(folds, article)
		p.start += size
	}
	marked, folded := foldWord(s[p.start:p.end])
	if strings.Contains(folded, " ") { // a ligature that NFKC opened
		for part := range strings.FieldsSeq(folded) {
			tokens, folds = append(tokens, Token{part, p.start, p.end}), append(folds, part)
		}
		return tokens, folds
	}
	if folded == "" {
		return tokens, folds
	}
	if digits := l.cardinal(s[p.start:p.end], folded); digits != "" {
		return append(tokens, Token{digits, p.start, p.end}), append(folds, digits)
	}
	first := len(tokens)
	at := camel(s[p.start:p.end])
	if !isPlain(folded) && l.forms[folded] == nil { // most words are plain
		at = append(at, otherWriting(s[p.start:p.end])...)
		slices.Sort(at)
	}
	if initials := l.initialsAt(s[p.start:p.end], folded); initials > 0 {
		at = []int{initials}
	}
	if len(at) > 0 {
		start := p.start
		for _, end := range append(at, p.end-p.start) {
			end += p.start
			if marked, folded := foldWord(s[start:end]); folded != "" {
				if digits := l.cardinal(s[start:end], folded); digits != "" {
					marked, folded = digits, digits
				}
				tokens = l.split(tokens, Token{marked, start, end}, folded, s)
			}
			start = end
		}
	} else {
		tokens = l.split(tokens, Token{marked, p.start, p.end}, folded, s)
	}
	for _, t := range tokens[first:] {
		if t.Text != marked {
			folded = stripMarks(strings.TrimSuffix(t.Text, syllableMark))
		}
		folds = append(folds, folded)
	}
	return tokens, folds
}

// join finishes a name of which all pieces were taken apart.
func (l *Lexicon) join(n Name, folds []string) Name {
	n.Tokens, folds = l.partFirst(n.Tokens, folds, n.Text)
	n.Tokens, folds = partArticles(n.Tokens, folds, n.Text)
	n.Tokens, folds = joinOrdinals(n.Tokens, folds, n.Text)
	n.Folded = strings.Join(folds, " ")
	n.Tokens = joinLetters(l.phrases(n.Tokens, folds, n.Text), n.Text)
	l.tellInitials(n.Tokens, n.Text)
	l.tellAbbreviations(n.Tokens, n.Text)
	l.tellSyllables(n.Tokens, n.Text)
	tellArticles(n.Tokens, n.Text)
	if len(n.Tokens) > MaxTokens {
		n.Tokens = n.Tokens[:MaxTokens]
	}
	return n
}

// elisions are the French, Catalan and Italian articles and prepositions that
// lose their vowel before another one, with what they are before a consonant.
var elisions = []struct{ short, full string }{
	{"d", "de"}, {"l", "le"}, {"dell", "della"}, {"nell", "nella"}, {"all", "alla"}, {"dall", "dalla"}, {"sull", "sulla"},
}

// elision returns the article that a word as written starts with (d'études,
// dell'Arte), written out, and its bytes with the apostrophe; "" and 0 if there
// is none.
func elision(raw string) (article string, size int) {
	for _, e := range elisions {
		if len(raw) <= len(e.short) || !strings.EqualFold(raw[:len(e.short)], e.short) {
			continue
		}
		mark, n := utf8.DecodeRuneInString(raw[len(e.short):])
		size := len(e.short) + n
		if !isApostrophe(mark) || mark == '"' {
			continue
		}
		if _, folded := foldWord(raw[size:]); utf8.RuneCountInString(folded) >= minElided && (isVowelLetter(folded[0]) || folded[0] == 'h') {
			return e.full, size
		}
	}
	return "", 0
}

// minElided is the fewest letters of a word after an elision: what is shorter is an
// initial.
const minElided = 3

// spellOut writes the elisions of a form out.
func spellOut(form string) string {
	var b strings.Builder
	end := 0
	for p := range pieces(form) {
		if article, size := elision(form[p.start:p.end]); size > 0 {
			b.WriteString(form[end:p.start] + article + " ")
			end = p.start + size
		}
	}
	return b.String() + form[end:]
}

// phrases joins runs of tokens that the lexicon knows as one form, longest first.
func (l *Lexicon) phrases(tokens []Token, folds []string, s string) []Token {
	out := tokens[:0]
	for i := 0; i < len(tokens); {
		phrase, n := l.phraseAt(tokens[i:], folds[i:], s)
		if i == 0 && n == 2 && len(tokens) > 2 && len(phrase) == len("a s") && s[tokens[0].End] != '/' {
			n = 1 // A. S. Pushkin has initials; a. s. stands behind a name, and M/V before that of a ship
		}
		if n == 1 {
			if n = max(1, l.phraseRespelled(folds[i:])); n > 1 {
				phrase = strings.Join(folds[i:i+n], " ")
			}
		}
		if n > 1 {
			out = append(out, Token{phrase, tokens[i].Start, tokens[i+n-1].End})
		} else {
			out = append(out, tokens[i])
		}
		i += n
	}
	return out
}

// phraseAt is the longest phrase of the lexicon that the tokens start with, and of how
// many of them; of one when there is none.
func (l *Lexicon) phraseAt(tokens []Token, folds []string, s string) (phrase string, n int) {
	for n = min(l.first[folds[0]], len(tokens)); n > 1; n-- {
		last := tokens[n-1]
		if phrase = l.phrase(folds[:n], s[last.Start:last.End]); phrase != "" && (l.ampersands[phrase] || !ampersand(tokens[:n], s)) {
			return phrase, n
		}
	}
	return "", 1
}

// ampersand says whether one stands between tokens: health & care is no health care.
func ampersand(tokens []Token, s string) bool {
	for i, t := range tokens[1:] {
		if from := tokens[i].End; from < t.Start && strings.Contains(s[from:t.Start], "&") {
			return true
		}
	}
	return false
}

// phrase is what the lexicon has several words as, of which the last one is written so;
// "" if it does not have them. That may have an ending: the Prime Minister's. No phrase that
// starts with a function word has one: in the People's it is the noun's.
func (l *Lexicon) phrase(folds []string, raw string) string {
	phrase := strings.Join(folds, " ")
	if l.forms[phrase] != nil {
		return phrase
	}
	if stem, ok := cutPossessive(raw); ok && !l.function(folds[0]) {
		phrase = strings.Join(folds[:len(folds)-1], " ") + " " + Fold(stem)
		if l.forms[phrase] != nil {
			return phrase
		}
	}
	return ""
}

// split takes a word apart where its script or language glues words together.
func (l *Lexicon) split(out []Token, t Token, folded, s string) []Token {
	r, _ := utf8.DecodeRuneInString(folded)
	script := ScriptOf(r)
	switch {
	case unspaced(script):
		return l.segment(out, t, s)
	case script == Latin && !l.whole(folded):
		if stem, ok := cutPossessive(s[t.Start:t.End]); ok {
			if marked, f := foldWord(stem); f != "" {
				t, folded = Token{marked, t.Start, t.Start + len(stem)}, f
			}
		}
		if end, start := l.compound(folded, compoundParts); end > 0 {
			raw := s[t.Start:t.End]
			if to, from := unfolded(raw, end), unfolded(raw, start); to > 0 && from > 0 {
				head, _ := foldWord(raw[:to])
				tail, _ := foldWord(raw[from:])
				out = l.split(out, Token{head, t.Start, t.Start + to}, folded[:end], s)
				return l.split(out, Token{tail, t.Start + from, t.End}, folded[start:], s)
			}
		}
	}
	return append(out, t)
}

// unfolded is how long the start of a word as written is that folds to n bytes; 0
// where no letter ends there.
func unfolded(raw string, n int) int {
	for i, r := range raw {
		if n == 0 {
			return i
		}
		_, folded := foldWord(string(r))
		n -= len(folded)
	}
	return 0
}

// Bounds of compounds, which keep the search for their parts short.
const (
	compoundPart  = 4  // fewest letters of a part
	compoundParts = 3  // most parts
	longCompound  = 64 // most letters
)

// compound returns where a Latin word falls apart into forms of the lexicon, as
// German, Dutch, Nordic and Hungarian names do: where the first one ends, and where
// the rest starts, which comes apart itself if no form is all of it; 0 if it does
// not, into so many parts at most.
func (l *Lexicon) compound(folded string, parts int) (end, start int) {
	if len(folded) < 2*compoundPart || len(folded) > longCompound {
		return 0, 0
	}
	if _, ok := l.glued[folded[:compoundPart]]; !ok { // most words end here
		return 0, 0
	}
	for i := compoundPart; i+compoundPart <= len(folded); i++ {
		first := i
		if !l.part(folded[:i]) {
			if first = i - 1; !linked(folded[:i]) || !l.part(folded[:first]) {
				continue
			}
		}
		if l.part(folded[i:]) {
			return first, i
		}
		if end == 0 && parts > 2 {
			if rest, _ := l.compound(folded[i:], parts-1); rest > 0 {
				end, start = first, i
			}
		}
	}
	return end, start
}

// part says whether a folded word may be a part of a compound.
func (l *Lexicon) part(folded string) bool {
	return l.glued[folded] && l.forms[folded] != nil && !l.is(folded, RoleGiven)
}

// linked says whether a word ends in the s that joins it to the next in German:
// Mobilisierungskräfte.
func linked(folded string) bool {
	for _, ending := range []string{"ungs", "heits", "keits", "schafts", "tats", "ions"} {
		if strings.HasSuffix(folded, ending) {
			return true
		}
	}
	return false
}

// segment takes a run of an unspaced script apart: at forms the lexicon knows,
// longest first, and where the script changes, of Kana also its kind: イラクのアンバル
// is Anbar of Iraq. What lies between is a word.
func (l *Lexicon) segment(out []Token, t Token, s string) []Token {
	if utf8.RuneCountInString(t.Text) == 1 || l.whole(stripMarks(t.Text)) {
		return append(out, t)
	}
	if family := l.koreanFamily(t, s); family > 0 {
		return append(out, Token{t.Text[:family], t.Start, t.Start + family}, Token{t.Text[family:] + syllableMark, t.Start + family, t.End})
	}
	if writesSounds(t.Text) && pointed(s, t.Start, t.End) {
		return append(out, t)
	}
	text := t.Text
	form := strings.Map(simplify, text) // as the lexicon has it, of the same length
	// Offsets hold while folding changed nothing, as in ordinary text of these
	// scripts; else every part gets the span of the whole run.
	exact := text == s[t.Start:t.End]
	named := 0 // where a title or a country ended, behind which names stand
	emit := func(from, to int) {
		if stripMarks(text[from:to]) == "" { // marks alone are no word
			return
		}
		if exact && (from == 0 || from == named) && (to == len(text) || l.isTitle(form[to:])) && l.forms[form[from:to]] == nil {
			if family := familyOf(text[from:to]); family > 0 {
				at := t.Start + from
				out = append(out, Token{text[from : from+family], at, at + family}, Token{text[from+family:to] + syllableMark, at + family, t.Start + to})
				return
			}
		}
		part := Token{text[from:to], t.Start, t.End}
		if exact {
			part.Start, part.End = t.Start+from, t.Start+to
		}
		out = append(out, part)
	}
	rest := 0 // start of the letters not yet emitted
	var last Script
	wasHiragana := false
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		script := ScriptOf(r)
		if unicode.IsMark(r) {
			script = last // a mark belongs to the letter before it, whatever its script
		}
		changes := script != last
		if script == Kana && r != longVowel {
			changes = changes || isHiragana(r) != wasHiragana
			wasHiragana = isHiragana(r)
		}
		if changes && script != Unknown && last != Unknown {
			emit(rest, i)
			rest = i
		}
		if script != Unknown {
			last = script
		}
		n := l.formAt(form[i:], script)
		if n == 0 {
			n = l.beforeForeign(form[rest:i], form[i:], script)
		}
		if n > 0 && !l.byChance(script, form[rest:i], form[i:i+n], form[i+n:]) {
			emit(rest, i)
			emit(i, i+n)
			if l.is(form[i:i+n], RoleHonorific, RoleGeo) {
				named = i + n
			}
			rest = i + n
			i = rest
			continue
		}
		if script == Han && utf8.RuneCountInString(text[rest:i]) >= minNamed && l.endsPlace(form[i:i+size]) && l.formAt(form[i+size:], script) > 0 {
			emit(rest, i)
			emit(i, i+size)
			rest = i + size
		}
		i += size
	}
	emit(rest, len(text))
	return out
}

// longVowel lengthens a vowel in either kind of Kana.
const longVowel = 'ー'

// isHiragana tells the Kana of particles and native words from that of foreign ones.
func isHiragana(r rune) bool { return 'ぁ' <= r && r <= 'ゟ' }

// isTitle says whether a text in Han starts with a title of persons.
func (l *Lexicon) isTitle(text string) bool {
	return l.is(text[:l.formAt(text, Han)], RoleHonorific)
}

// koreanFamily returns how many bytes the family name takes of a word that is a
// Korean personal name, 0 if it is none: the only word of its string, of three
// syllables, or four with a family name of two, which starts with a family name
// that the lexicon knows. Names are romanized in parts, and family names by
// custom: 이 is Lee. Foreign names (하라레, Harare) have syllables that given names
// lack.
func (l *Lexicon) koreanFamily(t Token, s string) int {
	const syllable, given = len("이"), 2 * len("이")
	family := len(t.Text) - given
	if family != syllable && family != 2*syllable || t.Text != s {
		return 0
	}
	for i, r := range t.Text {
		if ScriptOf(r) != Hangul || i >= family && strings.ContainsRune(foreignSyllables, r) {
			return 0
		}
	}
	if slices.ContainsFunc(l.forms[t.Text[:family]], func(c Concept) bool { return strings.HasPrefix(l.ids[c], surnameConcepts) }) {
		return family
	}
	return 0
}

// foreignSyllables are those that write foreign names and stand in no Korean given
// name of Chinese characters.
const foreignSyllables = "르스크트드프브츠즈그느므흐쿠투푸코토포키티피카타파케테페레네메베데게헤에쉬셰체첼켈텔펠벨델넬멜켄텐펜렌덴벤닉릭딕틱빅픽믹럴널틀플블클글쉰쉐췐췬쥔쑨쑹쑤쓰쯔쩌쩡짜짱쭝쭈"

// minKana is the fewest letters of a form inside a run of Kana: foreign words are
// written letter by letter there, and shorter forms are in them by chance.
const minKana = 3

// minNamed is the fewest characters of a place's name before what it is: the
// province of Hubei, 湖北省, before 科技.
const minNamed = 2

// endsPlace says whether a character says what kind of place the name before it is of.
func (l *Lexicon) endsPlace(char string) bool {
	return slices.ContainsFunc(l.forms[char], func(c Concept) bool { return l.roles[c] == RolePlace })
}

// formAt returns how many bytes of an unspaced run a form of the lexicon takes
// at its start; 0 for none. A form of one letter counts only at the end of the
// run, where province, city, army and the like stand; Hangul needs two letters
// anywhere and Kana three, and personal names do not come apart.
func (l *Lexicon) formAt(text string, script Script) int {
	r, _ := utf8.DecodeRuneInString(text)
	most := l.runes[r]
	if most == 0 {
		return 0
	}
	ends := make([]int, 0, 16)
	for i := range text {
		if i > 0 {
			ends = append(ends, i)
		}
		if len(ends) == most {
			break
		}
	}
	if len(ends) < most {
		ends = append(ends, len(text))
	}
	for n := len(ends) - 1; n >= 0; n-- {
		cs := l.forms[text[:ends[n]]]
		if cs == nil || l.roles[cs[0]] == RoleGiven && script != Kana {
			continue
		}
		if n == 0 && (ends[n] != len(text) || script == Hangul) || n < minKana-1 && script == Kana {
			continue
		}
		return ends[n]
	}
	return 0
}
