package name

import (
	"embed"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
)

//go:embed data/lexicon/*.tsv
var lexiconFiles embed.FS

// Builtin returns the embedded lexicon. It is read once.
var Builtin = sync.OnceValue(func() *Lexicon {
	rows, err := lexiconRows()
	if err != nil {
		panic(err) // embedded data; TestLexicon reads every row
	}
	forms := 0
	for i := range rows {
		forms += len(rows[i].forms)
	}
	l := &Lexicon{
		ids: []string{""}, roles: []Role{RoleContent}, byID: map[string]Concept{},
		forms: make(map[string][]Concept, forms), languages: make(map[sense]languageSet, forms), marked: map[sense]bool{}, dotted: map[string][]Concept{}, ampersands: map[string]bool{}, demonyms: map[sense]bool{}, countries: map[Concept]bool{}, numbers: languageNumbers{}, first: map[string]int{},
		glued: map[string]bool{}, parts: map[string]bool{}, runes: map[rune]int{},
		respelled: respelled{concepts: map[string][]Concept{}, first: map[string]int{}},
	}
	concepts := make([]Concept, len(rows))
	for i := range rows {
		if concepts[i], err = l.concept(rows[i].concept, rows[i].role); err != nil {
			panic(err)
		}
	}
	for i := range rows {
		for _, form := range rows[i].ampersands {
			l.ampersands[form] = true
		}
		for _, form := range rows[i].dotted {
			of := l.dotted[form]
			if slices.Contains(rows[i].forms, form) && !slices.Contains(of, concepts[i]) { // else it is a word of a phrase
				of = l.byRole(append(of, concepts[i]))
			}
			l.dotted[form] = of
		}
		if strings.HasSuffix(rows[i].language, demonymRow) {
			l.countries[concepts[i]] = true
			for _, form := range rows[i].forms {
				l.demonyms[sense{form, concepts[i]}] = true
			}
		}
		for _, form := range rows[i].marked {
			l.marked[sense{form, concepts[i]}] = true
		}
	}
	for i := range rows {
		if rows[i].role == RoleGeo && !strings.HasSuffix(rows[i].language, demonymRow) {
			delete(l.demonyms, sense{rows[i].forms[0], concepts[i]}) // the country's name comes first
		}
	}
	// The maps are most of what is left to do, and a start waits for them.
	var wg sync.WaitGroup
	for _, add := range []func(c Concept, form, language string){
		func(c Concept, form, _ string) { l.add(c, form) },
		l.addSense, l.addRespelled,
	} {
		wg.Go(func() {
			for i := range rows {
				for _, form := range rows[i].forms {
					add(concepts[i], form, rows[i].language)
				}
			}
		})
	}
	wg.Wait()
	l.composites = make([]Composite, len(l.ids))
	for i := range rows {
		if rows[i].language == "en" {
			l.addComposite(concepts[i], rows[i].forms)
		}
	}
	// How phrases start depends on which of their words are function words.
	for i := range rows {
		l.addStarts(concepts[i], rows[i].forms, rows[i].language)
	}
	return l
})

// demonymRow ends the language of a row of demonyms.
const demonymRow = "-adj"

// lexiconRow is a line of a lexicon file.
type lexiconRow struct {
	concept, language string
	role              Role
	forms             []string // folded
	marked            []string // those of markedForm
	dotted            []string // folded, those of two letters with dots
	ampersands        []string // folded, those with &
}

// lexiconRows reads the embedded files and folds their forms, which is nearly
// all the work, on all cores.
func lexiconRows() ([]lexiconRow, error) {
	files, err := fs.Glob(lexiconFiles, "data/lexicon/*.tsv")
	if err != nil {
		return nil, err
	}
	var rows []lexiconRow
	for _, file := range files {
		text, err := lexiconFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		line := 0
		for row := range strings.Lines(string(text)) {
			line++
			row = strings.TrimSuffix(row, "\n")
			if row == "" || row[0] == '#' {
				continue
			}
			r, err := parseLexiconRow(row)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", file, line, err)
			}
			rows = append(rows, r)
		}
	}
	var wg sync.WaitGroup
	for part := range slices.Chunk(rows, len(rows)/runtime.GOMAXPROCS(0)+1) {
		wg.Go(func() {
			for i := range part {
				for k, form := range part[i].forms {
					if marked, ok := markedForm(form); ok {
						part[i].marked = append(part[i].marked, marked)
					}
					part[i].forms[k] = Fold(spellOut(form))
					if strings.Contains(form, "&") {
						part[i].ampersands = append(part[i].ampersands, part[i].forms[k])
					}
					if strings.IndexByte(form, '.') < 0 {
						continue
					}
					for p := range pieces(form) {
						if raw := form[p.start:p.end]; dottedAt(raw) > 0 {
							part[i].dotted = append(part[i].dotted, Fold(raw))
						}
					}
				}
			}
		})
	}
	wg.Wait()
	return rows, nil
}

// parseLexiconRow reads concept, role, language and forms, not yet folded.
func parseLexiconRow(row string) (lexiconRow, error) {
	cols := strings.Split(row, "\t")
	if len(cols) != 4 {
		return lexiconRow{}, fmt.Errorf("%d columns, want concept, role, language, forms", len(cols))
	}
	role := slices.Index(roleNames[:], cols[1])
	if role < 0 {
		return lexiconRow{}, fmt.Errorf("unknown role %q", cols[1])
	}
	return lexiconRow{concept: cols[0], language: cols[2], role: Role(role), forms: strings.Split(cols[3], "|")}, nil
}
