package evaluation

import (
	"bytes"
	"compress/gzip"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestReadQueries(t *testing.T) {
	const input = "\ufeff" + `{"mention":"KH","expect":"kataib-hezbollah","accept":["kh-2",null],"tags":["acronym"]}` + "\r\n\n" +
		`{"mention":"السوداني","expect":null,"type":"person","language":"ar"}`
	want := []Query{
		{Line: 1, Mention: "KH", Expect: "kataib-hezbollah", Accept: []string{"kh-2", ""}, Tags: []string{"acronym"}},
		{Line: 3, Mention: "السوداني", Type: "person", Language: "ar"},
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte(input)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"plain": input, "gzip": zipped.String()} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadQueries(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestReadQueriesRefuses(t *testing.T) {
	good := `{"mention":"KH","expect":null}` + "\n"
	for name, test := range map[string]struct {
		input string
		line  int
		says  string
	}{
		"not JSON":        {good + "KH", 2, "invalid character"},
		"unknown field":   {good + good + `{"mention":"KH","expect":null,"expected":"x"}`, 3, `"expected"`},
		"no mention":      {`{"expect":null}`, 1, "mention is missing"},
		"no expect":       {`{"mention":"KH"}`, 1, "expect is missing"},
		"empty expect":    {`{"mention":"KH","expect":""}`, 1, "expect is empty"},
		"expect a number": {`{"mention":"KH","expect":7}`, 1, "expect"},
		"empty accept":    {`{"mention":"KH","expect":null,"accept":[""]}`, 1, "accept has an empty ID"},
		"not UTF-8":       {"{\"mention\":\"K\xff\",\"expect\":null}", 1, "UTF-8"},
		"two values":      {`{"mention":"KH","expect":null} {}`, 1, "more than one"},
		"endless line":    {good + strings.Repeat("x", maxLine+1), 2, "too long"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadQueries(strings.NewReader(test.input))
			var lineErr *LineError
			if !errors.As(err, &lineErr) || lineErr.Line != test.line || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want line %d saying %q", err, test.line, test.says)
			}
		})
	}
	if _, err := ReadQueries(strings.NewReader("\n \n")); !errors.Is(err, ErrNoQueries) {
		t.Errorf("blank input: got %v, want ErrNoQueries", err)
	}
	if _, err := ReadQueries(strings.NewReader("\x1f\x8bnot gzip at all")); err == nil {
		t.Error("broken gzip was read")
	}
}

func TestRight(t *testing.T) {
	resolved := func(id string) Answer {
		return Answer{Outcome: Resolved, EntityID: id, Candidates: []Candidate{{id, 0.9}}}
	}
	noMatch := Answer{Outcome: NoMatch}
	shared := Answer{Outcome: Ambiguous, Candidates: []Candidate{{"a", 0.5}, {"b", 0.4}, {"c", 0.05}}}
	for name, test := range map[string]struct {
		query  Query
		answer Answer
		want   bool
	}{
		"the expected entity":                    {Query{Expect: "a"}, resolved("a"), true},
		"another entity":                         {Query{Expect: "a"}, resolved("b"), false},
		"an accepted entity":                     {Query{Expect: "a", Accept: []string{"b"}}, resolved("b"), true},
		"left open though known":                 {Query{Expect: "a"}, noMatch, false},
		"left open, null accepted":               {Query{Expect: "a", Accept: []string{""}}, noMatch, true},
		"nobody, left open":                      {Query{}, noMatch, true},
		"nobody, ambiguous":                      {Query{}, shared, true},
		"nobody, resolved":                       {Query{}, resolved("a"), false},
		"nobody, but this one is fine":           {Query{Accept: []string{"a"}}, resolved("a"), true},
		"resolved without ID":                    {Query{Accept: []string{""}}, Answer{Outcome: Resolved}, false},
		"ambiguous, one right answer":            {Query{Expect: "a"}, shared, false},
		"ambiguous, accept of one":               {Query{Expect: "a", Accept: []string{"b"}}, shared, false},
		"ambiguous, accept of two":               {Query{Expect: "x", Accept: []string{"b", "y"}}, shared, true},
		"ambiguous, the expected one shares":     {Query{Expect: "a", Accept: []string{"x", "y"}}, shared, true},
		"ambiguous, the second always shares":    {Query{Expect: "x", Accept: []string{"b", "y"}}, Answer{Outcome: Ambiguous, Candidates: []Candidate{{"a", 0.4}, {"b", 0.1}}}, true},
		"ambiguous, accepted but does not share": {Query{Expect: "x", Accept: []string{"c", "y"}}, shared, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.query.Right(test.answer); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
