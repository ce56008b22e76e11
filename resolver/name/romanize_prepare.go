package name

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// prepareRun brings the signs of a run into the order and form in which the rules
// of its script are written. It may change run.
func prepareRun(run []rune, script Script) []rune {
	for i, r := range run {
		if r == '’' || r == '‘' || r == 'ʼ' || r == '׳' || r == '`' || r == '´' {
			run[i] = '\''
		}
	}
	switch script {
	case Arabic, Hebrew:
		return consonantMarksFirst(run)
	case Greek:
		return withoutAccents(run)
	case Kana:
		return inKatakana(run)
	case Hangul:
		return inJamo(run)
	case Thai:
		return inSpokenOrder(run)
	}
	if from, ok := brahmicBlocks[script]; ok {
		return withInherentVowels(run, from)
	}
	return run
}

// consonantMarksFirst moves the marks that belong to a consonant (shadda,
// dagesh, shin dot) before the vowel marks: Unicode's canonical order has them
// after.
func consonantMarksFirst(run []rune) []rune {
	for i := 1; i < len(run); i++ {
		if !isConsonantMark(run[i]) {
			continue
		}
		for k := i; k > 0 && isVowelMark(run[k-1]); k-- {
			run[k-1], run[k] = run[k], run[k-1]
		}
	}
	return run
}

func isConsonantMark(r rune) bool {
	return r == '\u0651' || r == '\u05BC' || r == '\u05C1' || r == '\u05C2'
}

func isVowelMark(r rune) bool {
	return r >= '\u064B' && r <= '\u0650' || r == '\u0652' || r >= '\u05B0' && r <= '\u05BB'
}

// withoutAccents drops all Greek marks but the dialytika, which parts two vowels.
func withoutAccents(run []rune) []rune {
	out := make([]rune, 0, len(run))
	for _, r := range norm.NFD.String(string(run)) {
		if r == '\u0308' || !unicode.Is(unicode.Mn, r) {
			out = append(out, r)
		}
	}
	return out
}

// inKatakana writes hiragana as katakana, but for う, which in hiragana only
// lengthens an o.
func inKatakana(run []rune) []rune {
	for i, r := range run {
		if r >= 'ぁ' && r <= 'ゖ' && r != 'う' {
			run[i] = r + 'ァ' - 'ぁ'
		}
	}
	return run
}

// inJamo takes each Hangul syllable apart into its initial, vowel and final, so
// that the rules see what meets across a syllable border.
func inJamo(run []rune) []rune {
	const vowels, finals = 21, 28
	out := make([]rune, 0, 3*len(run))
	for _, r := range run {
		if r < '가' || r > '힣' {
			out = append(out, r)
			continue
		}
		n := r - '가'
		out = append(out, 'ᄀ'+n/(vowels*finals), 'ᅡ'+n/finals%vowels)
		if final := n % finals; final > 0 {
			out = append(out, 'ᆨ'+final-1)
		}
	}
	return out
}

// inSpokenOrder puts the Thai vowels that are written before their consonant
// after it, and leaves out tone marks and what a thanthakhat makes silent.
func inSpokenOrder(run []rune) []rune {
	out := run[:0]
	for i := 0; i < len(run); i++ {
		r := run[i]
		switch {
		case r >= 'เ' && r <= 'ไ' && i+1 < len(run) && isThaiConsonant(run[i+1]):
			out = append(out, run[i+1], r)
			i++
		case r >= '่' && r <= '๋':
		case r == '์':
			// The silenced consonant may carry a vowel of its own.
			if n := len(out); n > 0 && (out[n-1] == 'ิ' || out[n-1] == 'ุ') {
				out = out[:n-1]
			}
			if n := len(out); n > 0 && isThaiConsonant(out[n-1]) {
				out = out[:n-1]
			}
		default:
			out = append(out, r)
		}
	}
	return out
}

func isThaiConsonant(r rune) bool { return r >= 'ก' && r <= 'ฮ' }
