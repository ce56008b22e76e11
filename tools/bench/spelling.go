package main

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// respellings are the choices that people make when they write a name in
// Latin letters; each goes both ways.
var respellings = [][2]string{
	{"q", "k"}, {"ou", "u"}, {"oo", "u"}, {"sh", "ch"}, {"sh", "sch"}, {"kh", "ch"}, {"ei", "ey"}, {"ai", "ay"}, {"ai", "ei"},
	{"w", "v"}, {"j", "dj"}, {"ya", "ia"}, {"yu", "iu"}, {"ph", "f"}, {"zh", "j"}, {"al-", "el-"}, {"al-", "al "},
	{"al-", "ul-"}, {"bin ", "ibn "}, {"bin ", "ben "},
}

// shortenings are choices that seldom go the other way: from a plain letter
// few people come to these.
var shortenings = [][2]string{
	{"kh", "h"}, {"gh", "g"}, {"dh", "d"}, {"th", "t"}, {"ss", "s"}, {"ll", "l"}, {"mm", "m"}, {"nn", "n"}, {"ee", "i"},
	{"aa", "a"}, {"ck", "k"}, {"yev", "ev"}, {"ö", "oe"}, {"ü", "ue"}, {"ş", "sh"}, {"č", "ch"}, {"š", "sh"}, {"ć", "c"}, {"ğ", "g"}, {"ñ", "n"},
}

// lastRespellings hold at the end of a word only.
var lastRespellings = [][2]string{{"i", "y"}, {"a", "ah"}, {"ov", "off"}, {"iy", "y"}, {"ian", "yan"}, {"sky", "skiy"}, {"ia", "iya"}}

// respell changes n spellings of a name in Latin letters. It returns false
// when the name offers none.
func respell(d dice, s string, n int) (string, bool) {
	before := s
	for range n {
		if t, ok := respellOnce(d, s); ok {
			s = t
		}
	}
	return s, s != before
}

// spellingWays are all respellings, one way each. Al with a space may be a
// given name, so it stays.
var spellingWays = func() (ways [][2]string) {
	for _, r := range respellings {
		ways = append(ways, r)
		if r[1] != "al " {
			ways = append(ways, [2]string{r[1], r[0]})
		}
	}
	return append(ways, shortenings...)
}()

func respellOnce(d dice, s string) (string, bool) {
	low := strings.ToLower(s)
	if len(low) != len(s) { // a letter whose cases differ in length
		return s, false
	}
	type change struct {
		at   int
		from string
		to   string
	}
	var could []change
	for _, way := range spellingWays {
		for at := 0; ; {
			i := strings.Index(low[at:], way[0])
			if i < 0 {
				break
			}
			at += i
			// In kh there is no k to respell.
			if len(way[0]) > 1 || !strings.HasPrefix(low[at+1:], "h") {
				could = append(could, change{at, way[0], way[1]})
			}
			at += len(way[0])
		}
	}
	for at := 0; at < len(low); at++ {
		if at+1 < len(low) && low[at+1] != ' ' && low[at+1] != ',' {
			continue
		}
		for _, r := range lastRespellings {
			for _, way := range [][2]string{{r[0], r[1]}, {r[1], r[0]}} {
				if strings.HasSuffix(low[:at+1], way[0]) && at-len(way[0]) > 1 {
					could = append(could, change{at + 1 - len(way[0]), way[0], way[1]})
				}
			}
		}
	}
	if len(could) == 0 {
		return s, false
	}
	c := pick(d, could)
	return s[:c.at] + sameCase(c.to, s[c.at:]) + s[c.at+len(c.from):], true
}

// sameCase writes the first letter, or all of them, as those of like.
func sameCase(s, like string) string {
	r, size := utf8.DecodeRuneInString(like)
	if !unicode.IsUpper(r) {
		return s
	}
	if next, _ := utf8.DecodeRuneInString(like[size:]); unicode.IsUpper(next) {
		return strings.ToUpper(s)
	}
	return title(s)
}

// foldings change what folding undoes: case, marks, apostrophes, hyphens,
// spaces, and the orthography of Arabic and Cyrillic.
var foldings = []func(dice, string) string{
	func(_ dice, s string) string { return strings.ToUpper(s) },
	func(_ dice, s string) string { return strings.ToLower(s) },
	func(_ dice, s string) string { return unmark(s) },
	func(d dice, s string) string {
		return strings.ReplaceAll(s, "'", pick(d, []string{"’", "ʿ", "`", ""}))
	},
	func(d dice, s string) string { return strings.ReplaceAll(s, "-", pick(d, []string{" ", "‐", "–"})) },
	func(d dice, s string) string {
		return strings.ReplaceAll(s, " ", pick(d, []string{"  ", "\u00a0", " \t"}))
	},
	func(_ dice, s string) string {
		return strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا").Replace(s)
	},
	func(_ dice, s string) string { return strings.NewReplacer("ي", "ی", "ك", "ک").Replace(s) },
	func(_ dice, s string) string { return strings.NewReplacer("ة", "ه", "ى", "ي").Replace(s) },
	func(_ dice, s string) string { return strings.ReplaceAll(s, "م", "مـ") },
	func(_ dice, s string) string { return strings.NewReplacer("د", "دَ", "ر", "رّ").Replace(s) },
	func(_ dice, s string) string { return strings.NewReplacer("ё", "е", "й", "й").Replace(s) },
}

// refold writes a string in another way that folding undoes: false when there
// is none.
func refold(d dice, s string) (string, bool) {
	for _, i := range d.Perm(len(foldings)) {
		if t := foldings[i](d, s); t != s {
			return t, true
		}
	}
	return s, false
}

// unmark takes the marks off Latin letters.
func unmark(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
		return s
	}
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s)))
}

// alphabets to take wrong letters from.
var alphabets = []struct {
	of      *unicode.RangeTable
	letters []rune
}{
	{unicode.Latin, []rune("abcdefghijklmnopqrstuvwxyz")},
	{unicode.Arabic, []rune("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")},
	{unicode.Cyrillic, []rune("абвгдежзийклмнопрстуфхцчшыэюя")},
}

// mistype makes n errors of typing: a letter wrong, missing, too much, or two
// that changed places. It spares the first letter of words, as people do.
func mistype(d dice, s string, n int) (string, bool) {
	before := s
	for range n {
		rs := []rune(s)
		var at []int
		for i := 1; i < len(rs); i++ {
			if unicode.IsLetter(rs[i]) && unicode.IsLetter(rs[i-1]) {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			break
		}
		i := pick(d, at)
		letter := rs[i]
		for _, a := range alphabets {
			if unicode.Is(a.of, rs[i]) {
				letter = pick(d, a.letters)
			}
		}
		if unicode.IsUpper(rs[i]) {
			letter = unicode.ToUpper(letter)
		}
		switch d.IntN(4) {
		case 0:
			rs[i] = letter
		case 1:
			rs = slices.Delete(rs, i, i+1)
		case 2:
			rs = slices.Insert(rs, i, letter)
		default:
			if i+1 < len(rs) && unicode.IsLetter(rs[i+1]) {
				rs[i], rs[i+1] = rs[i+1], rs[i]
			}
		}
		s = string(rs)
	}
	return s, s != before
}
