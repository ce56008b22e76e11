package format_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/laqab/laqab/aliases/format"
)

// A thousand entities of four aliases in each format.
func BenchmarkRead(b *testing.B) {
	const entities = 1000
	var table strings.Builder
	for i := range entities {
		fmt.Fprintf(&table, `{"id":"list:%d","type":"person","name":"Person %d al-Name","aliases":[`, i, i)
		for j := range 4 {
			fmt.Fprintf(&table, `%s{"value":"اسم الشخص %d %d","language":"ar","kind":"transliteration","source":"list"}`, strings.Repeat(",", min(j, 1)), i, j)
		}
		table.WriteString("]}\n")
	}
	var ftm, un, wikidata strings.Builder
	un.WriteString("<CONSOLIDATED_LIST><INDIVIDUALS>")
	for i := range entities {
		name := func(j int) string { return fmt.Sprintf("اسم الشخص %d %d", i, j) }
		fmt.Fprintf(&ftm, `{"id":"a%d","schema":"Person","properties":{"name":[%q],"alias":[%q,%q,%q]}}`+"\n", i, name(0), name(1), name(2), name(3))
		fmt.Fprintf(&un, "<INDIVIDUAL><DATAID>%d</DATAID><FIRST_NAME>%s</FIRST_NAME>", i, name(0))
		fmt.Fprintf(&wikidata, `{"type":"item","id":"Q%d","labels":{"ar":{"value":%q}},"aliases":{"ar":[{"value":%q},{"value":%q},{"value":%q}]},`, i, name(0), name(1), name(2), name(3))
		for j := 1; j < 4; j++ {
			fmt.Fprintf(&un, "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>%s</ALIAS_NAME></INDIVIDUAL_ALIAS>", name(j))
		}
		un.WriteString("</INDIVIDUAL>\n")
		wikidata.WriteString(`"claims":{"P31":[{"rank":"normal","mainsnak":{"datavalue":{"value":{"id":"Q5"}}}}]}},` + "\n")
	}
	un.WriteString("</INDIVIDUALS></CONSOLIDATED_LIST>")
	for _, c := range []struct {
		as   format.Format
		text string
	}{
		{format.JSONL, table.String()},
		{format.CSV, write(b, table.String(), format.CSV)},
		{format.FTM, ftm.String()},
		{format.UN, un.String()},
		{format.Wikidata, wikidata.String()},
	} {
		b.Run(string(c.as), func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				r, _, err := format.Open([]format.File{{Reader: bytes.NewReader([]byte(c.text))}}, format.Options{Format: c.as})
				n := 0
				for ; err == nil; n++ {
					_, err = r.Next()
				}
				if err != io.EOF || n != entities+1 {
					b.Fatalf("%d entities, %v", n-1, err)
				}
			}
			b.ReportMetric(float64(entities*b.N)/b.Elapsed().Seconds(), "entities/s")
		})
	}
}
