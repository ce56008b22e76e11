package name

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// Alternatives returns the names that a string lists: itself, and where it has
// brackets what stands outside them, and inside them if that is an acronym of it
// or said to be another name, and the parts between semicolons, spaced slashes or
// words that say so: also known as, он же, 又称; and what it ends with in quotation
// marks behind what a company is, as lists write them: ПАО «Лукойл». "Korea Kwangson
// Banking Corporation (KKBC)" is two names, and lists often write it so; the Green
// Zone (Baghdad) is not Baghdad. Each alternative has the length of s, with blanks for
// what is left out, so that offsets into it are offsets into s.
func (l *Lexicon) Alternatives(s string) []string {
	out := []string{s}
	if !IsList(s) {
		return out
	}
	outside, inside := partBrackets(s)
	parts := listed(string(outside))
	if from, to := quoted(s); to > from && l.isCompany(s[:from]) {
		part := blanks(len(s))
		copy(part[from:], s[from:to])
		parts = append(parts, string(part))
	}
	if from, to := nicknamed(s); to > from && !l.isOrganization(s[:from]+s[to:]) { // without it, and with it for the given name
		without, instead := blanks(len(s)), blanks(len(s))
		copy(without, s[:from])
		copy(without[to:], s[to:])
		copy(instead[from:], s[from:])
		parts = append(parts, string(without), string(instead))
	}
	if abbreviates(string(inside), string(outside)) {
		parts = append(parts, string(inside))
	} else if at := len(inside) - len(bytes.TrimLeft(inside, " ")); at < len(inside) {
		if end := knownAsAt(string(inside), at); end > 0 {
			copy(inside[at:end], blanks(end-at))
			parts = append(parts, string(inside))
		}
	}
	for _, part := range parts {
		if part != s && Fold(part) != "" {
			out = append(out, part)
		}
	}
	return out
}

// partBrackets is what stands outside of brackets and inside, with blanks for the rest.
func partBrackets(s string) (outside, inside []byte) {
	outside, inside = blanks(len(s)), blanks(len(s))
	depth := 0
	for i, n := 0, 0; i < len(s); i += n {
		var r rune
		r, n = utf8.DecodeRuneInString(s[i:])
		switch r {
		case '(', '[', '（':
			depth++
			continue
		case ')', ']', '）':
			depth = max(depth-1, 0)
			continue
		}
		if depth > 0 {
			copy(inside[i:], s[i:i+n])
		} else {
			copy(outside[i:], s[i:i+n])
		}
	}
	return outside, inside
}

// IsList says whether Alternatives may find more than one name in a string.
func IsList(s string) bool {
	quotes := false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', ')', '[', ']', ';', '/', "（"[0]: // the last byte starts other letters too
			if strings.ContainsAny(s, "()[];/（）") {
				return true
			}
		case '"', "“"[0], "«"[0], "「"[0]: // likewise
			quotes = true
		}
	}
	if quotes {
		if from, to := quoted(s); to > from {
			return true
		}
		if from, to := nicknamed(s); to > from {
			return true
		}
	}
	at, _ := nextKnownAs(s, 0)
	return at >= 0
}

// abbreviates says whether short is one word whose letters are initials of
// long, in any order; one letter in four may be missing there, since writers
// skip and glue words.
func abbreviates(short, long string) bool {
	letters := []rune(Fold(short))
	if len(letters) < 2 || len(letters) > 10 || slices.Contains(letters, ' ') {
		return false
	}
	var initials []rune
	for word := range strings.FieldsSeq(Fold(long)) {
		r, _ := utf8.DecodeRuneInString(word)
		initials = append(initials, r)
	}
	missing := 0
	for _, r := range letters {
		if at := slices.Index(initials, r); at >= 0 {
			initials[at] = 0
		} else {
			missing++
		}
	}
	return missing <= len(letters)/4
}

// listed splits at semicolons, at slashes with spaces around them, and at phrases of
// knownAs.
func listed(s string) []string {
	var parts []string
	start := 0
	cut := func(from, to int) {
		part := blanks(len(s))
		copy(part[from:], s[from:to])
		parts = append(parts, string(part))
	}
	at, end := nextKnownAs(s, 0)
	for i := 0; i < len(s); i++ {
		if i == at {
			cut(start, i)
			start, i = end, end-1
			at, end = nextKnownAs(s, end)
			continue
		}
		if s[i] == ';' || s[i] == '/' && (isSpaced(s, i) || partsAcronyms(s, i)) {
			cut(start, i)
			start = i + 1
		}
	}
	cut(start, len(s))
	return parts
}

// isSpaced says whether a mark stands between spaces.
func isSpaced(s string, at int) bool {
	return at > 0 && s[at-1] == ' ' && at+1 < len(s) && s[at+1] == ' '
}

// partsAcronyms says whether a slash stands between two acronyms: ADF/NALU.
func partsAcronyms(s string, slash int) bool {
	const least = 3 // letters
	from, to := slash, slash+1
	for from > 0 && 'A' <= s[from-1] && s[from-1] <= 'Z' {
		from--
	}
	for to < len(s) && 'A' <= s[to] && s[to] <= 'Z' {
		to++
	}
	return slash-from >= least && to-slash > least && from == 0 && to == len(s)
}

func blanks(n int) []byte { return []byte(strings.Repeat(" ", n)) }

// companyConcepts are what companies are called beside legal forms.
var companyConcepts = []string{"company", "corporation", "concern", "enterprise", "holding", "factory"}

// isCompany says whether a text has a word that says that something is a company. Other
// words are part of a name: the Brigades «Hezbollah» are not Hezbollah.
func (l *Lexicon) isCompany(text string) bool {
	for _, t := range l.Tokens(text).Tokens {
		for _, c := range l.lookup(stripMarks(t.Text)) {
			if l.roles[c] == RoleLegal || slices.Contains(companyConcepts, l.ids[c]) {
				return true
			}
		}
	}
	return false
}

// quotes are the marks that names are put in, those that close after those that open.
var quotes = [][2]string{{"«", "»"}, {"„", "“"}, {"„", "”"}, {"“", "”"}, {"\"", "\""}, {"„", "\""}, {"「", "」"}}

// minQuoted is the fewest letters of a name in quotation marks.
const minQuoted = 4

// quoted returns where the name is in quotation marks that a string ends with, behind
// what says of which kind it is: ПАО «Лукойл»; 0 and 0 if there is none.
func quoted(s string) (from, to int) {
	end := strings.TrimRight(s, " .,")
	if end == "" || end[len(end)-1] != '"' && end[len(end)-1] < utf8.RuneSelf { // most names
		return 0, 0
	}
	for _, marks := range quotes {
		inner, ok := strings.CutSuffix(end, marks[1])
		if !ok {
			continue
		}
		before := strings.LastIndex(inner, marks[0])
		if before <= 0 || Fold(inner[:before]) == "" {
			continue
		}
		if from = before + len(marks[0]); utf8.RuneCountInString(Fold(inner[from:])) >= minQuoted {
			return from, len(inner)
		}
	}
	return 0, 0
}

// nicknamed returns where a nickname stands in quotation marks between the names of a
// person: Joaquín "El Chapo" Guzmán; 0 and 0 if there is none.
func nicknamed(s string) (from, to int) {
	const most = 3 // words of one
	for _, marks := range quotes {
		before, rest, ok := strings.Cut(s, marks[0])
		if !ok || !strings.HasSuffix(before, " ") {
			continue
		}
		inner, behind, ok := strings.Cut(rest, marks[1])
		words := len(strings.Fields(inner))
		if !ok || words == 0 || words > most || !strings.HasPrefix(behind, " ") {
			continue
		}
		if Fold(before) != "" && Fold(behind) != "" && !strings.ContainsAny(behind, `"„“”«»`) {
			return len(before), len(s) - len(behind)
		}
	}
	return 0, 0
}

// isOrganization says whether a text has a word for what an organization is.
func (l *Lexicon) isOrganization(text string) bool {
	return slices.ContainsFunc(l.Tokens(text).Tokens, func(t Token) bool {
		w := l.Word(t.Text)
		return w.Role == RoleOrg || w.Role == RoleUnit || w.Role == RoleLegal
	})
}

// Brackets is what a string says in its brackets: the countries and peoples, and the
// qualifiers. Ministry of Foreign Affairs (Iraq), Communist Party of India (Maoist).
type Brackets [bracketKinds][]Concept

// What Brackets tells apart.
const (
	bracketCountry = iota
	bracketQualifier
	bracketKinds
)

// InBrackets returns what a string says in its brackets.
func (l *Lexicon) InBrackets(s string) (says Brackets) {
	if !strings.ContainsAny(s, "([（") {
		return says
	}
	_, inside := partBrackets(s)
	for _, t := range l.Tokens(string(inside)).Tokens {
		w := l.Word(t.Text)
		for _, c := range w.Concepts {
			switch {
			case l.countries[c]:
				says[bracketCountry] = append(says[bracketCountry], c)
			case w.Role == RoleQualifier && l.roles[c] == RoleQualifier:
				says[bracketQualifier] = append(says[bracketQualifier], c)
			}
		}
	}
	return says
}

// IsEmpty says whether a string says nothing of the kind.
func (b Brackets) IsEmpty() bool { return len(b[bracketCountry])+len(b[bracketQualifier]) == 0 }

// Countries returns the countries and peoples that words name, as a string says them that
// has no brackets: وزارة الداخلية السودانية.
func (l *Lexicon) Countries(words []*Word) (says Brackets) {
	for _, w := range words {
		for _, c := range w.Concepts {
			if w.Role == RoleGeo && l.countries[c] {
				says[bracketCountry] = append(says[bracketCountry], c)
			}
		}
	}
	return says
}

// Agrees says whether both strings say one thing in common.
func (b Brackets) Agrees(o Brackets) bool {
	for kind, ours := range b {
		if Overlap(ours, o[kind]) {
			return true
		}
	}
	return false
}

// Contradicts says whether both strings say something of a kind, and nothing in common:
// Iraq and Iran, Marxist and Maoist, but not Iraq and Maoist.
func (b Brackets) Contradicts(o Brackets) bool {
	for kind, ours := range b {
		if len(ours) > 0 && len(o[kind]) > 0 {
			return !b.Agrees(o)
		}
	}
	return false
}
