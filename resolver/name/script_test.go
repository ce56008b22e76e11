package name

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestScriptOf(t *testing.T) {
	for r, want := range map[rune]Script{
		'a': Latin, 'Ş': Latin, 'ع': Arabic, 'َ': Arabic, 'ש': Hebrew, 'ܐ': Syriac,
		'ж': Cyrillic, 'Ω': Greek, 'ἀ': Greek, 'Ա': Armenian, 'გ': Georgian, 'Გ': Georgian,
		'क': Devanagari, 'ক': Bengali, 'ਕ': Gurmukhi, 'ક': Gujarati, 'କ': Oriya, 'க': Tamil,
		'క': Telugu, 'ಕ': Kannada, 'ക': Malayalam, 'ක': Sinhala, 'ก': Thai, 'ກ': Lao,
		'က': Myanmar, 'ក': Khmer, 'ཀ': Tibetan, 'አ': Ethiopic, 'ހ': Thaana, 'ᠠ': Mongolian,
		'김': Hangul, 'ㄱ': Hangul, 'ア': Kana, 'ー': Kana, 'ひ': Kana, '習': Han, '𠀀': Han,
		'1': Unknown, '-': Unknown, '\u0301': Unknown, '😀': Unknown, -1: Unknown, utf8.MaxRune + 1: Unknown,
	} {
		if got := ScriptOf(r); got != want {
			t.Errorf("ScriptOf(%q) = %v, want %v", r, got, want)
		}
	}
	codes := map[string]bool{}
	for s := range scriptCount {
		if code := s.String(); len(code) != 4 || codes[code] {
			t.Errorf("script %d has code %q", s, code)
		} else {
			codes[code] = true
		}
	}
	if got := scriptCount.String(); got != "Zzzz" {
		t.Errorf("out of range: %q", got)
	}
}

// TestScriptOfPagesAgree checks the precomputed page against the Unicode tables.
func TestScriptOfPagesAgree(t *testing.T) {
	slow := func(r rune) Script {
		for _, x := range scriptRanges {
			if unicode.Is(x.table, r) {
				return x.script
			}
		}
		return Unknown
	}
	exceptions := 0
	for r := rune(0); r < 0x20000; r++ {
		if got, want := ScriptOf(r), slow(r); got != want {
			exceptions++
			if want != Unknown {
				t.Fatalf("ScriptOf(%U) = %v, want %v", r, got, want)
			}
		}
	}
	// The eleven harakat, the dagger alef, and the kana length mark.
	if exceptions != 13 {
		t.Errorf("%d runes differ from Unicode, want 13", exceptions)
	}
}
