package aliases

import (
	"reflect"
	"testing"
)

// What AppendEntity and the usual writers of JSON make is of the plain form.
func TestScanPlainForm(t *testing.T) {
	for _, line := range []string{
		`{"id":"a","name":"A"}`,
		`{}`,
		` { "id" : "a" , "aliases" : [ { "value" : "b" } , { } ] , "not" : [ ] } `,
		`{"not":["x",{"reason":"r","value":"y"}],"external_ids":{"k":"1","l":"2","k":"3"},"type":"person"}`,
		`{"id":"a","name":"\u0628\ud83d\ude00\"\\\/\b\f\n\r\t","description":"\uFFFD"}`,
		`{"aliases":[{"value":"v","language":"ar","script":"Arab","kind":"short","source":"s","note":"n"}]}`,
	} {
		if !scanLikeJSON(t, line) {
			t.Errorf("%s is not of the plain form", line)
		}
	}
	for _, line := range []string{
		``, `x`, `null`, `[]`, `{`, `{"id"`, `{"id":"a"`, `{"id":"a",}`, `{"id":"a"}}`, `{"id":null}`, `{"id":1}`, `{"ID":"a"}`, `{"id":"a","id":"b"}`,
		`{"name":"\ud83d"}`, `{"name":"\udc00\ud83d"}`, `{"name":"\ud83d\u0041"}`, `{"name":"\x"}`, `{"name":"\u12"}`, `{"name":"\u+123"}`, `{"name":"\`,
		`{"not":["\q"{"value":"x"}]}`, `{"name":"` + "\x01" + `"}`, `{"name":"` + "\xff" + `"}`, `{"external_ids":{"k":null}}`, `{"aliases":[{"value":"v","value":"w"}]}`,
	} {
		if scanLikeJSON(t, line) {
			t.Errorf("%s is of the plain form", line)
		}
	}
}

// Fast equals slow: what the scanner takes, encoding/json reads the same.
func FuzzScan(f *testing.F) {
	f.Add(`{"id":"a","type":"person","name":"b\n","description":"\u0628","aliases":[{"value":"c","kind":"weak"}],"external_ids":{"k":"v"},"not":["x",{"value":"y"}]}`)
	f.Add(`{"not":["\q"{"value":"x"}],"name":"\ud83d\ude00"}`)
	f.Add(`{"id":"a"`)
	f.Fuzz(func(t *testing.T, line string) { scanLikeJSON(t, line) })
}

// scanLikeJSON reports whether the scanner takes the line. The scanner has
// taken another one before, of which nothing may be left.
func scanLikeJSON(t *testing.T, line string) bool {
	t.Helper()
	var s scanner
	s.scan([]byte(`{"aliases":[{"value":"old","note":"old"},{"note":"old"}],"not":["old",{"value":"old","reason":"old"}]`))
	fast, ok := s.scan([]byte(line))
	if !ok {
		return false
	}
	var l entityLine
	if err := decodeStrictly([]byte(line), &l); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	slow := l.entity()
	fast.State = slow.State
	if !reflect.DeepEqual(fast, slow) {
		t.Fatalf("%s\nscanned %+v\nby JSON %+v", line, fast, slow)
	}
	s.scan([]byte(`{"aliases":[{"value":"new"}],"not":["new"]}`))
	if !reflect.DeepEqual(fast, slow) {
		t.Fatalf("%s changes with the next line", line)
	}
	return true
}
