package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

var analysisView = view[*laqabv1.AnalyzeNameResponse]{
	json: messageJSON[*laqabv1.AnalyzeNameResponse],
	head: []string{"text", "folded", "romanizations", "phonetic", "role", "concept"},
	records: func(r *laqabv1.AnalyzeNameResponse) [][]string {
		var records [][]string
		for _, t := range r.GetTokens() {
			records = append(records, []string{t.GetText(), t.GetFolded(), strings.Join(t.GetRomanizations(), " "), t.GetPhonetic(), t.GetRole(), t.GetConcept()})
		}
		return records
	},
	page: analysisPage,
}

func (p *program) analyzeCommand() *cobra.Command {
	var language string
	cmd := &cobra.Command{
		Use:     "analyze NAME",
		Short:   "Show how a name is read: words, romanizations, keys",
		Example: `  laqab analyze "كتائب حزب الله"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			laqab, err := p.client()
			if err != nil {
				return err
			}
			answer, err := laqab.Resolver().AnalyzeName(cmd.Context(), &laqabv1.AnalyzeNameRequest{Text: args[0], Language: language})
			if err != nil {
				return err
			}
			return printOne(p, analysisView, answer)
		},
	}
	cmd.Flags().StringVar(&language, "language", "", "BCP-47 tag of the name")
	return cmd
}

func analysisPage(out io.Writer, screen table.Screen, r *laqabv1.AnalyzeNameResponse) error {
	if err := facts(out, screen,
		table.Cell{Text: "folded"}, table.Cell{Text: r.GetFolded()},
		table.Cell{Text: "script"}, table.Cell{Text: r.GetScript()},
		table.Cell{Text: "reads as"}, table.Cell{Text: strings.Join(r.GetRomanizations(), " | ")},
		table.Cell{Text: "model"}, table.Cell{Text: r.GetModelVersion()},
	); err != nil {
		return err
	}
	fmt.Fprintln(out)
	t := table.New(out, screen, table.Column{Title: "WORD"}, table.Column{Title: "FOLDED"}, table.Column{Title: "READS AS"},
		table.Column{Title: "SOUNDS"}, table.Column{Title: "ROLE"}, table.Column{Title: "CONCEPT"})
	for _, w := range r.GetTokens() {
		t.Add(table.Cell{Text: w.GetText(), Style: table.Bold}, table.Cell{Text: w.GetFolded()}, table.Cell{Text: strings.Join(w.GetRomanizations(), " | ")},
			table.Cell{Text: w.GetPhonetic()}, table.Cell{Text: w.GetRole()}, table.Cell{Text: w.GetConcept()})
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(r.GetKeys()) == 0 {
		return nil
	}
	fmt.Fprintln(out)
	keys := table.New(out, screen, table.Column{Title: "KEY"}, table.Column{Title: "VALUE"})
	for _, k := range r.GetKeys() {
		keys.Add(table.Cell{Text: k.GetKind()}, table.Cell{Text: k.GetValue()})
	}
	return keys.Flush()
}
