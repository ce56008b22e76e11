package name

import "unicode"

// Script is the writing system of a letter or of a run of letters. Hiragana and
// katakana count as one, since names mix them freely.
type Script uint8

// The scripts that are told apart. A letter of any other script is Unknown, as
// are digits, punctuation and marks that many scripts share.
const (
	Unknown Script = iota
	Latin
	Arabic
	Hebrew
	Syriac
	Cyrillic
	Greek
	Armenian
	Georgian
	Devanagari
	Bengali
	Gurmukhi
	Gujarati
	Oriya
	Tamil
	Telugu
	Kannada
	Malayalam
	Sinhala
	Thai
	Lao
	Myanmar
	Khmer
	Tibetan
	Ethiopic
	Thaana
	Mongolian
	Hangul
	Kana
	Han
	scriptCount
)

var scriptCodes = [scriptCount]string{
	"Zzzz", "Latn", "Arab", "Hebr", "Syrc", "Cyrl", "Grek", "Armn", "Geor",
	"Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym",
	"Sinh", "Thai", "Laoo", "Mymr", "Khmr", "Tibt", "Ethi", "Thaa", "Mong",
	"Hang", "Hrkt", "Hani",
}

// String returns the ISO 15924 code, "Zzzz" for Unknown.
func (s Script) String() string {
	if s >= scriptCount {
		return scriptCodes[Unknown]
	}
	return scriptCodes[s]
}

// scriptRanges says which Unicode tables make up a script. It is consulted once
// for each rune below pagedRunes, and on every call for the rare runes above.
var scriptRanges = [...]struct {
	table  *unicode.RangeTable
	script Script
}{
	{unicode.Latin, Latin}, {unicode.Arabic, Arabic}, {unicode.Hebrew, Hebrew},
	{unicode.Syriac, Syriac}, {unicode.Cyrillic, Cyrillic}, {unicode.Greek, Greek},
	{unicode.Armenian, Armenian}, {unicode.Georgian, Georgian},
	{unicode.Devanagari, Devanagari}, {unicode.Bengali, Bengali},
	{unicode.Gurmukhi, Gurmukhi}, {unicode.Gujarati, Gujarati}, {unicode.Oriya, Oriya},
	{unicode.Tamil, Tamil}, {unicode.Telugu, Telugu}, {unicode.Kannada, Kannada},
	{unicode.Malayalam, Malayalam}, {unicode.Sinhala, Sinhala}, {unicode.Thai, Thai},
	{unicode.Lao, Lao}, {unicode.Myanmar, Myanmar}, {unicode.Khmer, Khmer},
	{unicode.Tibetan, Tibetan}, {unicode.Ethiopic, Ethiopic}, {unicode.Thaana, Thaana},
	{unicode.Mongolian, Mongolian}, {unicode.Hangul, Hangul},
	{unicode.Hiragana, Kana}, {unicode.Katakana, Kana}, {unicode.Han, Han},
}

// pagedRunes bounds the runes with a precomputed script: every script with an
// alphabet that names are commonly written in lies below it.
const pagedRunes = 0x3100

var scriptPage = func() (page [pagedRunes]Script) {
	for _, x := range scriptRanges {
		for _, r16 := range x.table.R16 {
			for r := uint32(r16.Lo); r <= uint32(r16.Hi) && r < pagedRunes; r += uint32(r16.Stride) {
				page[r] = x.script
			}
		}
	}
	// Unicode calls these common to several scripts, but in a name they belong
	// to the letters they stand on.
	for r := 0x064B; r <= 0x0655; r++ {
		page[r] = Arabic
	}
	page[0x0670] = Arabic
	page['ー'] = Kana
	return page
}()

// ScriptOf returns the script a rune belongs to. Letters and vowel marks of the
// listed scripts have one; everything else is Unknown.
func ScriptOf(r rune) Script {
	switch {
	case r < 0:
		return Unknown
	case r < pagedRunes:
		return scriptPage[r]
	case r >= 0x4E00 && r <= 0x9FFF:
		return Han
	case r >= 0xAC00 && r <= 0xD7A3:
		return Hangul
	}
	for _, x := range scriptRanges {
		if unicode.Is(x.table, r) {
			return x.script
		}
	}
	return Unknown
}
