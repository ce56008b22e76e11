package service

import (
	"slices"
	"testing"
	"unicode/utf8"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// rawCodec sends the bytes it is given, as a client without protobuf would.
type rawCodec struct{ encoding.CodecV2 }

func (c rawCodec) Marshal(v any) (mem.BufferSlice, error) {
	if b, ok := v.([]byte); ok {
		return mem.BufferSlice{mem.SliceBuffer(b)}, nil
	}
	return c.CodecV2.Marshal(v)
}

var raw = grpc.ForceCodecV2(rawCodec{encoding.GetCodecV2("proto")})

// field encodes a field of bytes; several contents make one message.
func field(n protowire.Number, contents ...[]byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, n, protowire.BytesType), slices.Concat(contents...))
}

func text(n protowire.Number, s string) []byte { return field(n, []byte(s)) }

const notUTF8 = "Kata\xffib"

func TestNotUTF8(t *testing.T) {
	f := start(t, Config{})
	edit := field(2, text(1, "tester"))
	for _, test := range []struct {
		name   string
		method string
		bytes  []byte
		want   []violation
	}{
		{"mention", laqabv1.ResolverService_Resolve_FullMethodName, field(1, text(1, notUTF8)),
			[]violation{{"mention.text", "is not valid UTF-8"}}},
		{"with other mistakes", laqabv1.ResolverService_Resolve_FullMethodName,
			slices.Concat(field(1, text(1, "ok"), text(4, notUTF8)), text(4, notUTF8), field(2, protowire.AppendVarint([]byte{3 << 3}, 101))),
			[]violation{{"mention.context", "is not valid UTF-8"}, {"query_id", "is not valid UTF-8"}, {"policy.max_candidates", "is 101, not in 0..100"}}},
		{"in a list", laqabv1.CurationService_CreateEntity_FullMethodName,
			slices.Concat(field(1, text(3, "ok"), field(5, text(2, "ok")), field(5, text(2, notUTF8))), edit),
			[]violation{{"entity.aliases[1].value", "is not valid UTF-8"}}},
		{"in a map", laqabv1.CurationService_CreateEntity_FullMethodName,
			slices.Concat(field(1, text(3, "ok"), field(7, text(1, "ofac"), text(2, notUTF8))), edit),
			[]violation{{"entity.external_ids", "is not valid UTF-8"}}},
		{"no message", laqabv1.ResolverService_Resolve_FullMethodName, []byte{0xff, 0xff},
			[]violation{{"", "is not a valid laqab.v1.ResolveRequest message"}}},
		{"no message inside", laqabv1.ResolverService_Resolve_FullMethodName, field(1, []byte{0xff}),
			[]violation{{"", "is not a valid laqab.v1.ResolveRequest message"}}},
		{"a mark of the caller's own", laqabv1.ResolverService_Resolve_FullMethodName,
			slices.Concat(field(1, text(1, "ok")), text(markField, "x\xff")),
			[]violation{{"x?", "is not valid UTF-8"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := wantCode(t, f.conn.Invoke(t.Context(), test.method, test.bytes, &laqabv1.ListTermsRequest{}, raw), codes.InvalidArgument)
			if got := violations(s); !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

// TestNotUTF8FailsAlone: in a batch and in a stream, the other items are answered.
func TestNotUTF8FailsAlone(t *testing.T) {
	f := start(t, Config{})
	f.create(t, "kh", "Kataib Hizballah")
	good := field(1, text(1, "Kataib Hizballah"))
	bad := field(1, text(1, notUTF8))
	check := func(t *testing.T, r *laqabv1.BatchResolveResult, isGood bool) {
		t.Helper()
		if isGood {
			if r.GetResponse().GetEntityId() != "kh" {
				t.Errorf("the good item got %v", r)
			}
			return
		}
		e := r.GetError()
		if codes.Code(e.GetCode()) != codes.InvalidArgument || len(e.GetViolations()) != 1 || e.GetViolations()[0].GetField() != "mention.text" {
			t.Errorf("the bad item got %v", r)
		}
	}

	t.Run("batch", func(t *testing.T) {
		var r laqabv1.BatchResolveResponse
		err := f.conn.Invoke(t.Context(), laqabv1.ResolverService_BatchResolve_FullMethodName,
			slices.Concat(field(1, good), field(1, bad), field(1, good)), &r, raw)
		wantCode(t, err, codes.OK)
		for i, result := range r.GetResults() {
			check(t, result, i != 1)
		}
		if len(r.GetResults()) != 3 {
			t.Errorf("got %d results", len(r.GetResults()))
		}
	})
	t.Run("stream", func(t *testing.T) {
		desc := &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}
		stream, err := f.conn.NewStream(t.Context(), desc, laqabv1.ResolverService_StreamResolve_FullMethodName, raw)
		if err != nil {
			t.Fatal(err)
		}
		for i, item := range [][]byte{good, bad, good} {
			if err := stream.SendMsg(field(1, item)); err != nil {
				t.Fatal(err)
			}
			var r laqabv1.StreamResolveResponse
			if err := stream.RecvMsg(&r); err != nil {
				t.Fatal(err)
			}
			check(t, r.GetResult(), i != 1)
		}
	})
}

// FuzzCodec: whatever the bytes, decoding neither fails nor leaves a string
// that is not UTF-8, and what protobuf accepts comes out as protobuf has it.
func FuzzCodec(f *testing.F) {
	f.Add(field(1, text(1, notUTF8)))
	f.Add(field(1, field(1, text(1, notUTF8)), text(4, notUTF8)))
	f.Add([]byte{0xff})
	f.Add([]byte{0x8a, 0x00, 0x01, 0xff}) // a tag longer than need be
	c := newCodec()
	f.Fuzz(func(t *testing.T, b []byte) {
		var got, want laqabv1.BatchResolveRequest
		if err := c.Unmarshal(mem.BufferSlice{mem.SliceBuffer(b)}, &got); err != nil {
			t.Fatal(err)
		}
		if proto.Unmarshal(b, &want) == nil {
			if !proto.Equal(&got, &want) {
				t.Errorf("got %v, want %v", &got, &want)
			}
			return
		}
		if len(marks(&got)) == 0 {
			t.Errorf("%q was accepted", b)
		}
		for _, r := range got.GetRequests() {
			if !utf8.ValidString(r.GetMention().GetText()) || !utf8.ValidString(r.GetQueryId()) {
				t.Errorf("bad UTF-8 came through: %q", r)
			}
		}
	})
}
