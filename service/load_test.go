package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"testing"
	"time"

	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/laqab/laqab/aliases"
)

// TestLoadReports: the log says how far loading is, and health waits for its end.
func TestLoadReports(t *testing.T) {
	f := startUnloaded(t, Config{}, func(s *Server) { s.live.progress = time.Microsecond })
	const entities = 3000
	if _, err := f.store.Update(t.Context(), aliases.Edit{Actor: "tester"}, func(tx *aliases.Tx) error {
		for i := range entities {
			if _, err := tx.CreateEntity(aliases.Entity{ID: fmt.Sprint("e", i), Name: name(i)}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Load(cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
	health := healthv1.NewHealthClient(f.conn)
	if r, err := health.Check(t.Context(), &healthv1.HealthCheckRequest{}); err != nil || r.GetStatus() != healthv1.HealthCheckResponse_NOT_SERVING {
		t.Errorf("after a load that failed: got %v, %v", r.GetStatus(), err)
	}
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r, err := health.Check(t.Context(), &healthv1.HealthCheckRequest{}); err != nil || r.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		t.Errorf("loaded: got %v, %v", r.GetStatus(), err)
	}
	for _, want := range []string{
		`msg="loading the index" phase="reading the table" entities=\d+ for=`,
		`msg="loading the index" phase=building entities=3000 for=`,
		`msg="index loaded" entities=3000 revision=3000 took=`,
	} {
		if !regexp.MustCompile(want).MatchString(f.log.String()) {
			t.Errorf("no line like %s in the log:\n%.2000s", want, f.log.String())
		}
	}
}

// TestProgressStops: nothing is reported once building is over.
func TestProgressStops(t *testing.T) {
	var log logBuffer
	var p progress
	stop := p.report(t.Context(), slog.New(slog.NewTextHandler(&log, nil)), time.Microsecond)
	for log.String() == "" {
		time.Sleep(time.Millisecond)
	}
	stop()
	before := log.String()
	time.Sleep(5 * time.Millisecond)
	if log.String() != before {
		t.Error("it goes on reporting")
	}
}
