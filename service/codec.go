package service

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/laqab/laqab/proto/codec"
)

// gRPC answers INTERNAL, before any interceptor runs, when a message cannot be
// decoded, and protobuf calls a message with one bad UTF-8 byte undecodable
// without saying where. A caller deserves INVALID_ARGUMENT with the field's
// name, and a batch deserves to lose that item only. So requestCodec decodes
// such a message without the bad strings and leaves marks in its unknown
// fields, which validation reads: one mark in every message that holds a bad
// string, with the path from there. Answers it leaves to the contract's codec.
type requestCodec struct{ codec.Codec }

func newCodec() requestCodec { return requestCodec{codec.New()} }

// markField carries a mark: the highest field number there is. A caller who
// sends it herself is only told that her own request is bad.
const markField = protowire.MaxValidNumber

// malformed is the mark of a message whose bytes are no message.
const malformed = ""

func (c requestCodec) Unmarshal(data mem.BufferSlice, v any) error {
	err := c.Codec.Unmarshal(data, v)
	if err == nil {
		return nil
	}
	m, ok := v.(proto.Message)
	if !ok || !ours(m) {
		return err
	}
	clean, bad, ok := dropBadUTF8(data.Materialize(), m.ProtoReflect().Descriptor())
	if !ok || len(bad) == 0 || proto.Unmarshal(clean, m) != nil {
		proto.Reset(m)
		m.ProtoReflect().SetUnknown(appendMark(nil, malformed))
	}
	return nil
}

// dropBadUTF8 returns the message without strings that are not UTF-8, their
// paths, and whether b has the shape of a message at all.
func dropBadUTF8(b []byte, d protoreflect.MessageDescriptor) (clean []byte, bad []string, ok bool) {
	count := map[protowire.Number]int{}
	for len(b) > 0 {
		num, typ, n := protowire.ConsumeField(b)
		if n < 0 {
			return nil, nil, false
		}
		raw := b[:n]
		b = b[n:]
		f := d.Fields().ByNumber(num)
		if f == nil || typ != protowire.BytesType {
			clean = append(clean, raw...)
			continue
		}
		path := string(f.Name())
		if f.IsList() {
			path = fmt.Sprintf("%s[%d]", path, count[num])
			count[num]++
		}
		_, _, tag := protowire.ConsumeTag(raw)
		value, _ := protowire.ConsumeBytes(raw[tag:])
		switch {
		case f.Kind() == protoreflect.StringKind && !utf8.Valid(value):
			bad = append(bad, path)
		case f.Kind() == protoreflect.MessageKind:
			sub, subBad, ok := dropBadUTF8(value, f.Message())
			if !ok {
				return nil, nil, false
			}
			if f.IsMap() && len(subBad) > 0 {
				bad = append(bad, path) // an entry has no unknown fields to be marked in
				continue
			}
			for _, p := range subBad {
				bad = append(bad, path+"."+p)
			}
			clean = protowire.AppendTag(clean, num, protowire.BytesType)
			clean = protowire.AppendBytes(clean, sub)
		default:
			clean = append(clean, raw...)
		}
	}
	for _, p := range bad {
		clean = appendMark(clean, p)
	}
	return clean, bad, true
}

func appendMark(b []byte, path string) []byte {
	b = protowire.AppendTag(b, markField, protowire.BytesType)
	return protowire.AppendString(b, path)
}

// marks returns what codec found bad in the message.
func marks(m proto.Message) (paths []string) {
	b := m.ProtoReflect().GetUnknown()
	for len(b) > 0 {
		num, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return paths
		}
		size := protowire.ConsumeFieldValue(num, typ, b[n:])
		if size < 0 {
			return paths
		}
		if num == markField && typ == protowire.BytesType {
			path, _ := protowire.ConsumeString(b[n:])
			paths = append(paths, strings.ToValidUTF8(path, "?"))
		}
		b = b[n+size:]
	}
	return paths
}
