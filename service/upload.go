package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/laqab/laqab/aliases/format"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// upload is the files of an import, as they came. It counts what is read of
// them, and cannot be read any more when the call has ended.
type upload struct {
	ctx   context.Context
	files []uploaded
	size  int64
	read  atomic.Int64 // bytes
}

type uploaded struct {
	*spool
	upload *upload
	name   string
}

// Read implements io.Reader.
func (u uploaded) Read(p []byte) (int, error) {
	if err := u.upload.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := u.spool.Read(p)
	u.upload.read.Add(int64(n))
	return n, err
}

// next begins the next file.
func (u *upload) next(name string) error {
	if len(u.files) == maxImportFiles {
		return &invalidError{[]violation{{"file", fmt.Sprintf("there are more than %d files", maxImportFiles)}}}
	}
	file, err := newSpool()
	if err != nil {
		return err
	}
	u.files = append(u.files, uploaded{file, u, name})
	return nil
}

func (u *upload) Close() {
	for _, f := range u.files {
		f.Close()
	}
}

// reading gives the files to be read, from their beginnings.
func (u *upload) reading() ([]format.File, error) {
	var all []format.File
	for _, f := range u.files {
		if err := f.rewind(); err != nil {
			return nil, err
		}
		all = append(all, format.File{Name: f.name, Reader: f})
	}
	return all, nil
}

func receiveOptions(stream importStream) (*laqabv1.ImportOptions, error) {
	first, err := stream.Recv()
	if errors.Is(err, io.EOF) || err == nil && first.GetOptions() == nil {
		return nil, &invalidError{[]violation{{"options", "must be the first message"}}}
	}
	return first.GetOptions(), err
}

// receive takes the files, of which the first begins by itself.
func (u *upload) receive(stream importStream, name string, limit int64) error {
	if err := u.next(name); err != nil {
		return err
	}
	for {
		msg, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if msg.GetOptions() != nil {
			return &invalidError{[]violation{{"options", "may be the first message only"}}}
		}
		if file := msg.GetFile(); file != nil {
			if err := u.next(file.GetName()); err != nil {
				return err
			}
			continue
		}
		if u.size += int64(len(msg.GetChunk())); u.size > limit {
			return &invalidError{[]violation{{"chunk", fmt.Sprintf("the file has more than %d bytes", limit)}}}
		}
		if _, err := u.files[len(u.files)-1].Write(msg.GetChunk()); err != nil {
			return err
		}
	}
}

// spool is a temporary file that has no name any more: it goes with the process.
type spool struct{ *os.File }

func newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "laqab-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &spool{f}, nil
}

func (s *spool) rewind() error {
	_, err := s.Seek(0, io.SeekStart)
	return err
}
