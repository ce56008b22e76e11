package match

import (
	"fmt"
	"strings"

	"github.com/laqab/laqab/resolver/name"
)

// The links of the alignment that the package comment draws.
func ExampleScorer_Score() {
	mention, alias := sentence("Kata'ib Khorasani of Basra"), sentence("Khurasani Brigades")
	var al Alignment
	NewScorer(Default(), name.Builtin()).Score(mention, alias, false, &al)
	folded := func(words []*name.Word) string {
		var out []string
		for _, w := range words {
			out = append(out, w.Folded)
		}
		return strings.Join(out, " ")
	}
	last := ""
	for _, it := range al.Items {
		if it.M[0] == it.M[1] && it.A[0] == it.A[1] || it.Feature.Kind() == last {
			continue
		}
		last = it.Feature.Kind()
		fmt.Println(strings.TrimSuffix(last+": "+folded(mention.Words[it.M[0]:it.M[1]])+" ~ "+folded(alias.Words[it.A[0]:it.A[1]]), " ~ "))
	}
	fmt.Println("reordered:", al.Traits.Reordered)
	// Output:
	// word_sounds: khorasani ~ khurasani
	// word_translated: kataib ~ brigades
	// word_extra: basra
	// reordered: true
}
