package format

import (
	"bufio"
	"bytes"
	_ "embed" // the classes
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

// WikidataOptions says what to take of a dump. The zero value takes all items
// of a known class, with their names in all languages.
type WikidataOptions struct {
	// Languages, in order: those, and the ones they are the beginning of ("zh"
	// takes "zh-hans" too). The name is the first one's that has one. Empty takes
	// all, and the name from English if there is one.
	Languages []string
	// Types limits the items; empty takes all that have one.
	Types []resolver.EntityType
	// InstanceOf says what instances of a class are: {"Q17149090": "organization"}.
	// It goes before what wikidata_classes.tsv says.
	InstanceOf map[string]resolver.EntityType
}

//go:embed wikidata_classes.tsv
var wikidataClassesTSV string

// wikidataClasses are the classes whose instances are entities.
var wikidataClasses = func() map[string]resolver.EntityType {
	classes := map[string]resolver.EntityType{}
	for row := range strings.Lines(wikidataClassesTSV) {
		if fields := strings.Split(strings.TrimSpace(row), "\t"); len(fields) == 3 && !strings.HasPrefix(row, "#") {
			classes[fields[0]] = resolver.EntityType(fields[1])
		}
	}
	return classes
}()

// wikidataLanguages are Wikidata's codes that are no BCP-47 tags, or not of
// the language they are taken for.
var wikidataLanguages = map[string]string{
	"mul":          "", // the default for all languages
	"simple":       "en",
	"zh-classical": "lzh",
	"zh-min-nan":   "nan",
	"zh-yue":       "yue",
	"sr-ec":        "sr-Cyrl",
	"sr-el":        "sr-Latn",
}

// The default for all languages stands for any of them that has none.
const wikidataDefault = "mul"

// wikidataItem is what is read of an item.
type wikidataItem struct {
	Type         string                             `json:"type"`
	ID           string                             `json:"id"`
	Labels       orNothing[map[string]inLanguage]   `json:"labels"`
	Descriptions orNothing[map[string]inLanguage]   `json:"descriptions"`
	Aliases      orNothing[map[string][]inLanguage] `json:"aliases"`
	Claims       orNothing[struct {
		InstanceOf []wikidataStatement `json:"P31"`
	}] `json:"claims"`
}

type inLanguage struct {
	Value string `json:"value"`
}

type wikidataStatement struct {
	Rank     string `json:"rank"`
	Mainsnak struct {
		Datavalue struct {
			Value struct {
				ID string `json:"id"`
			} `json:"value"`
		} `json:"datavalue"`
	} `json:"mainsnak"`
}

// orNothing is a JSON object, or an empty array: Wikidata writes an object
// without members so.
type orNothing[T any] struct{ is T }

// UnmarshalJSON implements json.Unmarshaler.
func (o *orNothing[T]) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("[]")) {
		return nil
	}
	return json.Unmarshal(data, &o.is)
}

type wikidataReader struct {
	lines
	options WikidataOptions
	ignored int
}

func newWikidataReader(in *bufio.Reader, opts WikidataOptions) *wikidataReader {
	return &wikidataReader{lines: newLines(in), options: opts}
}

// Count implements aliases.Reader: ignored are items of other types, those with
// no name in the languages asked for, properties and lexemes.
func (w *wikidataReader) Count() (lines, ignored int) { return w.number, w.ignored }

// Next implements aliases.Reader.
func (w *wikidataReader) Next() (aliases.Line, error) {
	for {
		text, err := w.next()
		if err != nil {
			return aliases.Line{}, err
		}
		// The dump is one array, with an item a line.
		text = bytes.TrimSuffix(text, []byte(","))
		if len(text) <= 1 && bytes.ContainsAny(text, "[]") || len(text) == 0 {
			continue
		}
		var item wikidataItem
		if err := w.decode(text, &item); err != nil {
			return aliases.Line{}, err
		}
		if item.ID == "" {
			return aliases.Line{}, w.bad(0, "id", errors.New("is missing: this is no Wikidata item"))
		}
		kind := w.kind(&item)
		if kind == "" {
			w.ignored++
			continue
		}
		e := w.listed(&item, kind)
		if e.entity.Name == "" {
			w.ignored++
			continue
		}
		entity, err := e.done()
		if err != nil {
			return aliases.Line{}, w.bad(0, item.ID, err)
		}
		return aliases.Line{Number: w.number, Entity: entity}, nil
	}
}

// kind is what the item is an instance of, "" when that is not asked for.
func (w *wikidataReader) kind(item *wikidataItem) resolver.EntityType {
	statements := item.Claims.is.InstanceOf
	for _, rank := range []string{"preferred", "normal"} { // and not what is deprecated
		for i := range statements {
			class := statements[i].Mainsnak.Datavalue.Value.ID
			kind, known := w.options.InstanceOf[class]
			if !known {
				kind = wikidataClasses[class]
			}
			if statements[i].Rank == rank && kind != "" && (len(w.options.Types) == 0 || slices.Contains(w.options.Types, kind)) {
				return kind
			}
		}
	}
	return ""
}

// listed gathers the item's labels, and then its aliases.
func (w *wikidataReader) listed(item *wikidataItem, kind resolver.EntityType) *listed {
	e := newListed("wikidata:"+item.ID, kind, "Wikidata")
	e.knownAs("wikidata", item.ID)
	called := func(language, value string) {
		e.called(aliases.Alias{Value: value, Language: languageTag(language)})
	}
	labels, others := item.Labels.is, item.Aliases.is
	languages := w.languages(labels, others)
	for _, language := range languages {
		called(language, labels[language].Value)
	}
	for _, language := range languages {
		for _, a := range others[language] {
			called(language, a.Value)
		}
	}
	for _, language := range languages {
		if about := item.Descriptions.is[language].Value; about != "" {
			e.described(about)
			break
		}
	}
	return e
}

// languages are those of the item that are asked for, in order, and then the default.
func (w *wikidataReader) languages(labels map[string]inLanguage, others map[string][]inLanguage) []string {
	has := slices.Sorted(maps.Keys(labels))
	for _, language := range slices.Sorted(maps.Keys(others)) {
		if _, ok := labels[language]; !ok {
			has = append(has, language)
		}
	}
	wanted := w.options.Languages
	if len(wanted) == 0 {
		wanted = append([]string{"en"}, has...)
	}
	var all []string
	for _, want := range append(slices.Clone(wanted), wikidataDefault) {
		for _, language := range has {
			if (language == want || strings.HasPrefix(language, want+"-")) && !slices.Contains(all, language) {
				all = append(all, language)
			}
		}
	}
	return all
}

// languageTag is Wikidata's code as a BCP-47 tag, "" for what cannot be one.
func languageTag(code string) string {
	if tag, ok := wikidataLanguages[code]; ok {
		return tag
	}
	for subtag := range strings.SplitSeq(code, "-") {
		const longest = 8 // bytes of a subtag, by BCP 47
		if len(subtag) > longest {
			return ""
		}
	}
	return code
}
