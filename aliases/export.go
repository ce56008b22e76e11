package aliases

import (
	"bufio"
	"context"
	"io"
)

// ExportOptions of Export. The zero value exports every active entity.
type ExportOptions struct {
	// IDs limits the export to these entities; those not there are left out.
	IDs map[string]bool
}

// Export writes the active entities in the file format, as they stand at one
// revision, ordered by ID. Equal tables give equal bytes, and what was
// exported imports as the same entities.
func (s *Store) Export(ctx context.Context, w io.Writer, opts ExportOptions) error {
	return s.View(ctx, func(v *View) error { return v.Export(w, opts) })
}

// Export is as Store.Export.
func (v *View) Export(w io.Writer, opts ExportOptions) error {
	out := bufio.NewWriterSize(w, 64<<10)
	var line []byte
	for e, err := range v.Entities() {
		if err != nil {
			return err
		}
		if opts.IDs != nil && !opts.IDs[e.ID] {
			continue
		}
		line = append(AppendEntity(line[:0], &e), '\n')
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}
