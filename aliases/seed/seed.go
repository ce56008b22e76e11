// Package seed holds the table that ships with laqab: entities of the news of
// Iraq and its neighbours. Its README says where they come from.
package seed

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io"

	"github.com/laqab/laqab/aliases"
)

//go:embed *.jsonl
var files embed.FS

// waivers say of findings of laqab check about the seed that they are right, and why.
//
//go:embed waiver/waivers.jsonl
var waivers []byte

// Actor is who the history says loaded the seed.
const Actor = "seed"

// Open returns all seed files in the order of their names, as one stream in
// the file format of package aliases.
func Open() (io.Reader, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	var all []io.Reader
	for _, entry := range entries {
		data, err := files.ReadFile(entry.Name())
		if err != nil {
			return nil, err
		}
		if !bytes.HasSuffix(data, []byte("\n")) {
			return nil, fmt.Errorf("seed file %s does not end with a line break", entry.Name())
		}
		all = append(all, bytes.NewReader(data))
	}
	return io.MultiReader(all...), nil
}

// Load fills a table that was never edited with the seed and its waivers, all of it or none,
// and reports whether it did. A table with a history is left as it is, so
// what maintainers deleted does not come back.
func Load(ctx context.Context, s *aliases.Store) (loaded bool, report aliases.ImportReport, err error) {
	revision, err := s.Revision(ctx)
	if err != nil || revision > 0 {
		return false, aliases.ImportReport{}, err
	}
	r, err := Open()
	if err != nil {
		return false, aliases.ImportReport{}, err
	}
	report, err = s.Import(ctx, r, aliases.ImportOptions{
		Edit: aliases.Edit{Actor: Actor, Reason: "the table that ships"}, Finish: waive})
	return err == nil, report, err
}

func waive(tx *aliases.Tx) error {
	all, err := aliases.DecodeWaivers(bytes.NewReader(waivers))
	if err != nil {
		return fmt.Errorf("seed file waivers.jsonl: %w", err)
	}
	for _, w := range all {
		if _, err := tx.Waive(w); err != nil {
			return err
		}
	}
	return nil
}
