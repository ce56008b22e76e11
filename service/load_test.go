package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/laqab/laqab/aliases"
)

// TestLoadReports: the log says how far loading is, and health waits for its end.
func TestLoadReports(t *testing.T) {
	f := startUnloaded(t, Config{}, func(s *Server) { s.live.progress = 50 * time.Microsecond })
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
		`msg="index loaded" entities=3000 revision=3000 took=`,
		`msg="loading the index" phase="reading the table" entities=\d+ for=`,
		`msg="loading the index" phase=building entities=3000 for=`,
	} {
		seen := regexp.MustCompile(want)
		for try := 0; !seen.MatchString(f.log.String()); try++ { // loading may be over before anything is reported
			if try == 50 {
				t.Fatalf("no line like %s in the log", want)
			}
			if err := f.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestProgress: it is reported in its interval, and not any more when building is over.
func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log logBuffer
		var p progress
		stop := p.report(t.Context(), slog.New(slog.NewTextHandler(&log, nil)), 5*time.Second)
		p.entities.Store(7)
		time.Sleep(6 * time.Second)
		p.entities.Store(9)
		p.read.Store(true)
		time.Sleep(5 * time.Second)
		stop()
		time.Sleep(time.Minute)
		lines := strings.Split(log.String(), "\n")
		if len(lines) != 3 || !strings.HasSuffix(lines[0], `phase="reading the table" entities=7 for=5s`) ||
			!strings.HasSuffix(lines[1], `phase=building entities=9 for=10s`) {
			t.Errorf("got %q", lines)
		}
	})
}
