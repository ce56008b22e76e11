package match

import (
	"strings"

	"github.com/laqab/laqab/resolver/name"
)

// spokenAlike compares runs as they are spoken where articles stand between their words.
func (s *Scorer) spokenAlike(wm, wa []*name.Word, pairing Pairing) Similarity {
	var inM, inA bool
	if s.spokenM, inM = spokenJoin(s.spokenM[:0], wm); !inM {
		s.spokenM = append(s.spokenM[:0], s.joinM...)
	}
	if s.spokenA, inA = spokenJoin(s.spokenA[:0], wa); !inA {
		s.spokenA = append(s.spokenA[:0], s.joinA...)
	}
	if !inM && !inA {
		return Similarity{Ratio: maxRatio}
	}
	return s.model.joined(s.spokenM, s.spokenA, pairing)
}

// spokenJoin is join as Arabic speaks words on either side of an article, and Turkish
// writes them: Seyyidüşşüheda is Sayyid al-Shuhada, Cündülimam Jund al-Imam. Its vowel goes
// after another one, and else is that of a case; its l becomes the sun letter that follows.
// false where no article stands between words.
func spokenJoin(dst []byte, words []*name.Word) ([]byte, bool) {
	spoken, article := false, false
	for i, w := range words {
		phon := w.Phon[0]
		if i > 0 && w.IsArticle() {
			article = true
			continue
		}
		if i > 0 && hasArticle(w) {
			article, phon = true, strings.TrimPrefix(w.WithoutArticle(w.Phon), "al") // a phrase has its article only whole
		}
		if article && len(dst) > 0 && phon != "" {
			spoken = true
			if name.SoundClass(dst[len(dst)-1]) != 0 {
				dst = append(dst, 'u')
			}
			if strings.IndexByte(sunSounds, phon[0]) < 0 {
				dst = append(dst, 'l')
			}
			article = false
		}
		dst = appendSounds(dst, phon)
	}
	return dst, spoken
}

// sunSounds are those of the letters that the l of an Arabic article becomes like.
const sunSounds = "tTdDszSZrnl"

// hasArticle says whether a word is an Arabic article or has one: الشهداء, al-Imam.
func hasArticle(w *name.Word) bool {
	return w.IsArticle() || w.Stem != w.Folded && (w.Script == name.Arabic || strings.Contains(w.Folded, " "))
}
