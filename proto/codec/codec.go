// Package codec is gRPC's protobuf codec, quicker for the answers of the
// resolver service, which have many small parts: for those it uses code
// generated beside the contract instead of reflection. What is on the wire is
// the same, so that each end may use either codec; only a negative zero is sent
// as zero.
//
// Which messages have such code is said in buf.gen.yaml. Requests have none:
// the generated code does not look whether strings are UTF-8, and requests
// must be refused when they are not.
package codec

import (
	"google.golang.org/grpc/encoding"
	_ "google.golang.org/grpc/encoding/proto" // registers the codec wrapped here
	"google.golang.org/grpc/mem"
)

// Codec encodes and decodes what generated code can, and leaves the rest to
// gRPC's own codec.
type Codec struct{ encoding.CodecV2 }

// New returns a codec for grpc.ForceServerCodecV2 or grpc.ForceCodecV2.
func New() Codec { return Codec{encoding.GetCodecV2("proto")} }

// generated is a message with code of its own.
type generated interface {
	SizeVT() int
	MarshalToSizedBufferVT([]byte) (int, error)
	UnmarshalVT([]byte) error
}

// Marshal encodes a message, as gRPC's codec does, into memory of gRPC's pool.
func (c Codec) Marshal(v any) (mem.BufferSlice, error) {
	m, ok := v.(generated)
	if !ok {
		return c.CodecV2.Marshal(v)
	}
	size := m.SizeVT()
	if mem.IsBelowBufferPoolingThreshold(size) {
		b := make([]byte, size)
		_, err := m.MarshalToSizedBufferVT(b)
		return mem.BufferSlice{mem.SliceBuffer(b)}, err
	}
	pool := mem.DefaultBufferPool()
	b := pool.Get(size)
	if _, err := m.MarshalToSizedBufferVT(*b); err != nil {
		pool.Put(b)
		return nil, err
	}
	return mem.BufferSlice{mem.NewBuffer(b, pool)}, nil
}

// Unmarshal decodes a message into an empty one.
func (c Codec) Unmarshal(data mem.BufferSlice, v any) error {
	m, ok := v.(generated)
	if !ok {
		return c.CodecV2.Unmarshal(data, v)
	}
	// As gRPC's codec does: a message that is used again must not keep what it had.
	if r, ok := v.(interface{ Reset() }); ok {
		r.Reset()
	}
	b := data.MaterializeToBuffer(mem.DefaultBufferPool())
	defer b.Free()
	return m.UnmarshalVT(b.ReadOnlyData())
}
