package name

// brahmicBlock is a Unicode block that runs parallel to Devanagari's.
type brahmicBlock struct {
	first rune
	// schwa tells whether the inherent vowel falls silent: at the end of the word
	// and between "vowel consonant" and "consonant vowel", as in Hindi.
	schwa bool
}

var brahmicBlocks = map[Script]brahmicBlock{
	Devanagari: {first: 0x0900, schwa: true},
	Bengali:    {first: 0x0980, schwa: true},
	Gurmukhi:   {first: 0x0A00, schwa: true},
	Gujarati:   {first: 0x0A80, schwa: true},
	Oriya:      {first: 0x0B00},
	Tamil:      {first: 0x0B80},
	Telugu:     {first: 0x0C00},
	Kannada:    {first: 0x0C80},
	Malayalam:  {first: 0x0D00},
}

// inherentVowel stands for the vowel that a consonant has when no sign says
// otherwise.
const inherentVowel = 'ə'

// withInherentVowels moves the letters of a run to the Devanagari block and
// writes out the inherent vowels that are spoken.
func withInherentVowels(run []rune, block brahmicBlock) []rune {
	const blockLen = 0x80
	out := make([]rune, 0, 2*len(run))
	for i, r := range run {
		if r >= block.first && r < block.first+blockLen {
			run[i] = r + 0x0900 - block.first
		}
		// Assamese has two letters where other blocks have signs.
		switch r {
		case 'ৰ':
			run[i] = 'र'
		case 'ৱ':
			run[i] = 'व'
		}
	}
	for i, r := range run {
		out = append(out, r)
		nuktaNext := i+1 < len(run) && run[i+1] == '़'
		letter := isBrahmicConsonant(r) && !nuktaNext || r == '़'
		if letter && (i+1 == len(run) || !isBrahmicSign(run[i+1])) {
			out = append(out, inherentVowel)
		}
	}
	if block.schwa {
		return dropSchwas(out)
	}
	return out
}

// dropSchwas leaves out the inherent vowels that Hindi and its neighbours do not
// speak. It works from the end, so that of two in a row the later one goes.
func dropSchwas(run []rune) []rune {
	for i := len(run) - 1; i > 0; i-- {
		if run[i] != inherentVowel {
			continue
		}
		last := i == len(run)-1
		if last && hasVowel(run[:i]) && !endsInGlideCluster(run[:i]) ||
			!last && opensSyllable(run[i+1:]) && closesVowel(run[:i]) {
			run = append(run[:i], run[i+1:]...)
		}
	}
	return run
}

// opensSyllable tells whether run starts with one consonant and its vowel.
func opensSyllable(run []rune) bool {
	n := consonantLen(run)
	return n > 0 && len(run) > n && isBrahmicVowel(run[n])
}

// closesVowel tells whether run ends in a vowel and one consonant.
func closesVowel(run []rune) bool {
	n := len(run) - 1
	if n > 0 && run[n] == '़' {
		n--
	}
	return n > 0 && isBrahmicConsonant(run[n]) && isBrahmicVowel(run[n-1])
}

// endsInGlideCluster tells whether run ends in a cluster that cannot be spoken
// without a vowel after it, as in Narendra.
func endsInGlideCluster(run []rune) bool {
	n := len(run)
	return n > 1 && run[n-2] == '्' && (run[n-1] == 'र' || run[n-1] == 'य' || run[n-1] == 'व')
}

func consonantLen(run []rune) int {
	if len(run) == 0 || !isBrahmicConsonant(run[0]) {
		return 0
	}
	if len(run) > 1 && run[1] == '़' {
		return 2
	}
	return 1
}

func hasVowel(run []rune) bool {
	for _, r := range run {
		if isBrahmicVowel(r) {
			return true
		}
	}
	return false
}

func isBrahmicConsonant(r rune) bool {
	return r >= 'क' && r <= 'ह'
}

// isBrahmicSign tells the signs after a consonant that take the place of its
// inherent vowel: a vowel sign, the virama, or a nukta, after which it comes.
func isBrahmicSign(r rune) bool {
	return r >= 'ऺ' && r <= 'ऻ' || r == '़' || r >= 'ा' && r <= 'ॏ' || r == 'ॕ' || r == 'ॖ' || r == 'ॗ'
}

func isBrahmicVowel(r rune) bool {
	return r == inherentVowel || r >= 'ऄ' && r <= 'औ' || r >= 'ा' && r <= 'ौ'
}
