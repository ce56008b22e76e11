package name

// minSpelling is the fewest consonants that tell names apart by themselves:
// Salman and Soleimani share four. Shorter names keep their vowels.
const minSpelling = 5

// SpellingKey returns what the spellings of a name have in common, in all
// scripts: its consonant skeleton, without articles and spaces, or where that
// is too short its sounds. It is made to put mentions of one name side by side
// for people; it is coarser than matching and knows no translations. It is the
// folded form of a string that has no sounds.
func (l *Lexicon) SpellingKey(s string) string {
	n := l.Tokens(s)
	var all, core spelling
	for _, t := range n.Tokens {
		w := l.Word(t.Text)
		sounds := w.Phon[0]
		if w.Stem != w.Folded {
			sounds = phonetic(Readings(w.Stem, "")[0])
		}
		all.add(sounds)
		if w.Role != RoleFunction {
			core.add(sounds)
		}
	}
	for _, k := range []spelling{core, all} {
		if len(k.skeleton) >= minSpelling {
			return string(k.skeleton)
		}
		if len(k.sounds) > 0 {
			return string(k.sounds)
		}
	}
	return n.Folded
}

// spelling is the words of a name written as one. Neighbours that sound alike
// where they meet lose one sound, as they do in one word.
type spelling struct{ sounds, skeleton []byte }

func (k *spelling) add(sounds string) {
	k.sounds = appendOnce(k.sounds, sounds)
	k.skeleton = appendOnce(k.skeleton, skeleton(sounds))
}

func appendOnce(dst []byte, s string) []byte {
	if len(dst) > 0 && s != "" && dst[len(dst)-1] == s[0] && s[0] > '9' {
		s = s[1:]
	}
	return append(dst, s...)
}
