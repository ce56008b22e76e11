package codec

import (
	"bytes"
	"fmt"
	"testing"

	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// answer has as many candidates and reasons as given.
func answer(candidates, reasons int) *laqabv1.ResolveResponse {
	r := &laqabv1.ResolveResponse{
		QueryId: "17", Outcome: laqabv1.Outcome_OUTCOME_RESOLVED, EntityId: "kataib-hezbollah", NoMatchProbability: 0.01,
		Revision: 1 << 40, ModelVersion: "2026-11-22", RedirectedFrom: "kh",
	}
	for range candidates {
		c := &laqabv1.Candidate{
			EntityId: "kataib-hezbollah", Name: "Kata'ib Hezbollah", Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION,
			Probability: 0.992, Similarity: 1, MatchKind: laqabv1.MatchKind_MATCH_KIND_EXACT,
			Alias: &laqabv1.Alias{Value: "كتائب حزب الله", Language: "ar", Kind: laqabv1.AliasKind_ALIAS_KIND_OFFICIAL},
		}
		for i := range reasons {
			c.Evidence = append(c.Evidence, &laqabv1.Evidence{
				Kind: "word_same", MentionSpan: &laqabv1.Span{Start: int32(i), End: 200}, AliasSpan: &laqabv1.Span{End: 5},
				Bits: -2.5, Detail: "hizballah ~ hezbollah",
			})
		}
		r.Candidates = append(r.Candidates, c)
	}
	return r
}

// batch has answers, and errors between them.
func batch(answers int) *laqabv1.BatchResolveResponse {
	b := &laqabv1.BatchResolveResponse{}
	for i := range answers {
		b.Results = append(b.Results,
			&laqabv1.BatchResolveResult{Result: &laqabv1.BatchResolveResult_Response{Response: answer(i%6, i%5)}},
			&laqabv1.BatchResolveResult{Result: &laqabv1.BatchResolveResult_Error{Error: &laqabv1.ItemError{
				Code: 3, Message: "mention.text: is required", Violations: []*laqabv1.FieldViolation{{Field: "mention.text", Description: "is required"}},
			}}})
	}
	return b
}

func TestSameBytes(t *testing.T) {
	for _, test := range []struct {
		name string
		m    proto.Message
		fast bool
	}{
		{"answer", answer(5, 4), true},
		{"short enough for no pool", answer(0, 0), true},
		{"empty", &laqabv1.ResolveResponse{}, true},
		{"batch", batch(40), true},
		{"empty batch", &laqabv1.BatchResolveResponse{}, true},
		{"of a stream", &laqabv1.StreamResolveResponse{Result: batch(1).GetResults()[0]}, true},
		{"request", &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: "كتائب"}}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, fast := test.m.(generated); fast != test.fast {
				t.Errorf("has code of its own: %v", fast)
			}
			got, err := New().Marshal(test.m)
			if err != nil {
				t.Fatal(err)
			}
			want, err := proto.MarshalOptions{Deterministic: true}.Marshal(test.m)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Materialize(), want) {
				t.Errorf("got  %q\nwant %q", got.Materialize(), want)
			}
			into := answered(test.m)
			if err := New().Unmarshal(got, into); err != nil {
				t.Fatal(err)
			}
			if !proto.Equal(into, test.m) {
				t.Errorf("came back as %v", into)
			}
		})
	}
}

// answered is a message of m's type that has something in it already.
func answered(m proto.Message) proto.Message {
	used := m.ProtoReflect().New().Interface()
	if r, ok := used.(*laqabv1.ResolveResponse); ok {
		proto.Merge(r, answer(2, 2))
	}
	return used
}

// FuzzCodec: whatever the message, the bytes are the usual codec's, and it comes
// back from them.
func FuzzCodec(f *testing.F) {
	for _, m := range []proto.Message{batch(6), &laqabv1.BatchResolveResponse{}} {
		b, err := proto.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	negativeZero := []byte{0, 0, 0, 0, 0, 0, 0, 0x80}
	f.Fuzz(func(t *testing.T, b []byte) {
		var m, back laqabv1.BatchResolveResponse
		if (proto.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(b, &m) != nil {
			return
		}
		want, err := proto.Marshal(&m)
		if err != nil || bytes.Contains(want, negativeZero) {
			return
		}
		got, err := New().Marshal(&m)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Materialize(), want) {
			t.Errorf("got  %q\nwant %q", got.Materialize(), want)
		}
		if err := New().Unmarshal(got, &back); err != nil {
			t.Fatal(err)
		}
		if !proto.Equal(&back, &m) {
			t.Errorf("%v came back as %v", &m, &back)
		}
	})
}

func BenchmarkCodec(b *testing.B) {
	for _, m := range []proto.Message{answer(5, 4), batch(500)} {
		for _, c := range []struct {
			name  string
			codec encoding.CodecV2
		}{{"usual", encoding.GetCodecV2("proto")}, {"ours", New()}} {
			data, err := c.codec.Marshal(m)
			if err != nil {
				b.Fatal(err)
			}
			name := fmt.Sprintf("%s/%d bytes", c.name, data.Len())
			b.Run("marshal/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					data, err := c.codec.Marshal(m)
					if err != nil {
						b.Fatal(err)
					}
					data.Free()
				}
			})
			whole := mem.BufferSlice{mem.SliceBuffer(data.Materialize())}
			b.Run("unmarshal/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := c.codec.Unmarshal(whole, m.ProtoReflect().New().Interface()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
