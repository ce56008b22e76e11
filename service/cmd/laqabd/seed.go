package main

import (
	"context"
	"fmt"

	"github.com/laqab/laqab/aliases/seed"
)

// seed fills a table that nobody has ever edited.
func (m *Main) seed(ctx context.Context) error {
	if m.Seed == "none" {
		return nil
	}
	loaded, report, err := seed.Load(ctx, m.store)
	if err != nil {
		return fmt.Errorf("load the built-in table: %w", err)
	}
	if loaded {
		m.Config.Logger.Info("new table seeded", "entities", report.Created, "revision", report.Revision)
	}
	return nil
}
