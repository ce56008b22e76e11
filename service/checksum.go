package service

import (
	"encoding/binary"
	"hash/crc32"
	"hash/crc64"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
)

// A checksum of a large file is the CRC-64 of the CRC-32Cs of its pieces. Pieces
// are read and summed on all cores, each while it is in a core's cache; CRC-32C,
// which processors compute, is five times as fast as CRC-64, and all bits of 64
// tell what differs in several pieces.
const sumPiece = 1 << 20

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	ecma       = crc64.MakeTable(crc64.ECMA)
)

// checksum sums what is written to it.
type checksum struct {
	pieces []byte // the sums of whole pieces
	crc    uint32 // of the piece under way
	n      int    // bytes of it
}

func (c *checksum) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		n := min(len(rest), sumPiece-c.n)
		c.crc = crc32.Update(c.crc, castagnoli, rest[:n])
		rest = rest[n:]
		if c.n += n; c.n == sumPiece {
			c.pieces = binary.LittleEndian.AppendUint32(c.pieces, c.crc)
			c.crc, c.n = 0, 0
		}
	}
	return len(p), nil
}

func (c *checksum) sum() uint64 {
	all := c.pieces
	if c.n > 0 {
		all = binary.LittleEndian.AppendUint32(all[:len(all):len(all)], c.crc)
	}
	return crc64.Checksum(all, ecma)
}

// readSummed reads size bytes from an offset of r on, and returns their checksum.
// They are kept in b, or not at all when it is nil.
func readSummed(r io.ReaderAt, offset int64, b []byte, size int64) (uint64, error) {
	count := (size + sumPiece - 1) / sumPiece
	pieces := make([]byte, 4*count)
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var readers sync.WaitGroup
	for range min(int64(runtime.GOMAXPROCS(0)), count) {
		readers.Go(func() {
			var scratch []byte
			if b == nil {
				scratch = make([]byte, sumPiece)
			}
			for i := next.Add(1) - 1; i < count && failed.Load() == nil; i = next.Add(1) - 1 {
				from := i * sumPiece
				n := min(size-from, sumPiece)
				piece := scratch
				if b != nil {
					piece = b[from:]
				}
				if _, err := r.ReadAt(piece[:n], offset+from); err != nil {
					failed.Store(&err)
					return
				}
				binary.LittleEndian.PutUint32(pieces[4*i:], crc32.Checksum(piece[:n], castagnoli))
			}
		})
	}
	readers.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return crc64.Checksum(pieces, ecma), nil
}
