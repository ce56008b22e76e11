package name

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestTokenizer checks that a Tokenizer, which remembers words, takes names apart
// as the lexicon does, whatever came before.
func TestTokenizer(t *testing.T) {
	vocabulary := strings.Fields(`Mohammed al-Sudani d'Études dell'Arte B.J. U.S. S.A. JohnSmith McDonald Levi's Ankara'da Bundesministerium
		Kata'ib Hizb-Allah ﷺ ½ Łódź İstanbul كتائب حزب الله والحشد 김철수 이영희 남궁민수 하라레 湖北省 科技 国家银行 トヨタ自動車 Фронт освобождения
		本雅明 内塔尼亚胡 马克龙 シラジュディン ハッカニ 金正恩 金正恩総書記 总理李克强 بي بي سي би эн
		New York Democratic Republic of the Congo People's 1st II --- . '`)
	random := rand.New(rand.NewPCG(7, 7))
	l := Builtin()
	tokenizer := l.Tokenizer()
	for range 20_000 {
		s := ""
		for i := range 1 + random.IntN(5) {
			if i > 0 {
				s += []string{" ", "-", ", ", "", " (", "·", "・"}[random.IntN(7)]
			}
			s += vocabulary[random.IntN(len(vocabulary))]
		}
		got, want := tokenizer.Tokens(s), l.Tokens(s)
		if got.Text != want.Text || got.Folded != want.Folded || !slices.Equal(got.Tokens, want.Tokens) {
			t.Fatalf("%q is %+v, not %+v", s, got, want)
		}
	}
}
