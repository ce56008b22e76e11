package name

// The phonetic form spells a reading with one byte a sound, so that spellings
// of one sound are one symbol and an edit is a change of one sound. Digraphs
// become capitals:
//
//	C ch   S sh   K kh   G gh   Z zh   T th   D dh   c ts   j j, dj, dzh
//
// Vowels stay (a e i o u); y and w stay only as consonants; doubled letters are
// single. What one writer hears as another sound (ch for sh in French, h for kh
// in Russian) is left to the learned costs in package match.

// phonetic returns the phonetic form of a romanized reading ([a-z0-9']).
func phonetic(reading string) string {
	out := make([]byte, 0, len(reading))
	// Doubled letters are single; a longer run is no spelling of anything and stays.
	runs := hasRun(reading)
	put := func(c byte) {
		if n := len(out); n == 0 || out[n-1] != c || c <= '9' || runs {
			out = append(out, c)
		}
	}
	at := func(i int) byte {
		if i < len(reading) {
			return reading[i]
		}
		return 0
	}
	for i := 0; i < len(reading); {
		c, n, nn := reading[i], at(i+1), at(i+2)
		switch {
		case c == '\'':
			i++
		case c == 's' && n == 'c' && nn == 'h':
			put('S')
			i += 3
		case c == 't' && n == 's' && nn == 'c' && at(i+3) == 'h':
			put('C')
			i += 4
		case c == 't' && n == 'c' && nn == 'h':
			put('C')
			i += 3
		case c == 'd' && n == 'z' && nn == 'h':
			put('j')
			i += 3
		case c == 'g' && n == 'h' && i > 0 && reading[i-1] == 'n' && (isVowelLetter(nn) || nn == 'w' || nn == 'y'): // Dong-hyun, Langhans
			put('g')
			i++
		case n == 'h' && withH(c) != 0:
			put(withH(c))
			i += 2
		case c == 't' && (n == 's' && nn != 0 || n == 'z'):
			put('c')
			i += 2
		case c == 'd' && n == 'j':
			put('j')
			i += 2
		case c == 'c' && n == 'k':
			put('k')
			i += 2
		case c == 'c' && (n == 'e' || n == 'i' || n == 'y'):
			put('s')
			i++
		case c == 'c':
			put('k')
			i++
		case c == 'x':
			if i > 0 {
				put('k')
			}
			put('s')
			i++
		case c == 'q' && n == 'u' && isVowelLetter(nn):
			put('k')
			put('w')
			i += 2
		case c == 'o' && (n == 'u' || n == 'o'):
			put('u')
			i += 2
		case c == 'e' && n == 'e':
			put('i')
			i += 2
		case c == 'h' && n == 0 && i > 1 && isVowelLetter(reading[i-1]):
			i++ // final -ah, -eh
		case c == 'y' && !isVowelLetter(n) && i > 0:
			put('i')
			i++
		default:
			put(c)
			i++
		}
	}
	return string(out)
}

// hasRun says whether a letter stands three times in a row.
func hasRun(s string) bool {
	for i := 2; i < len(s); i++ {
		if s[i] == s[i-1] && s[i] == s[i-2] {
			return true
		}
	}
	return false
}

// withH is the sound of c followed by h, or 0 when h is a sound of its own.
func withH(c byte) byte {
	switch c {
	case 's':
		return 'S'
	case 'c':
		return 'C'
	case 'k':
		return 'K'
	case 'g':
		return 'G'
	case 'z':
		return 'Z'
	case 't':
		return 'T'
	case 'd':
		return 'D'
	case 'p':
		return 'f'
	}
	return 0
}

func isVowelLetter(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

// skeleton returns the consonant classes of a phonetic form: what is left when
// vowels, glides and the finer choices of transliteration are gone. Scripts
// that leave vowels out agree in it with those that write them.
func skeleton(phon string) string {
	out := make([]byte, 0, len(phon))
	for i := 0; i < len(phon); i++ {
		c := skeletonClass[phon[i]]
		if c == 0 || len(out) > 0 && out[len(out)-1] == c && c > '9' {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

// skeletonClass maps a sound to its class; 0 drops it. Classes join what
// romanizations of one letter exchange: q k g gh; kh h; t th; d dh; s z ts;
// sh ch zh j; f v; b p. Vowels, w and y are dropped, since و and ي are both.
var skeletonClass = func() (t [256]byte) {
	for class, sounds := range map[byte]string{
		'b': "bp", 'f': "fv", 't': "tT", 'd': "dD", 's': "szc", 'S': "SCZj", 'k': "kgqG",
		'h': "hK", 'm': "m", 'n': "n", 'l': "l", 'r': "r",
	} {
		for i := 0; i < len(sounds); i++ {
			t[sounds[i]] = class
		}
	}
	for d := byte('0'); d <= '9'; d++ {
		t[d] = d
	}
	return t
}()

// SoundClass is the consonant class of a sound in skeletons; 0 for a vowel or glide.
func SoundClass(sound byte) byte { return skeletonClass[sound] }
