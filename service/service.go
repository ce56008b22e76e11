package service

import (
	"context"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// Server serves one alias table.
type Server struct {
	cfg      Config
	live     *live
	review   *recorder
	curation *curationService
	grpc     *grpc.Server
	health   *health.Server
}

// New makes a Server of the table. The store must be open for writing, stays
// the caller's, and must outlive the Server.
func New(store *aliases.Store, cfg Config) *Server {
	cfg = cfg.withDefaults()
	gate := newGate(cfg)
	live := newLive(store, cfg.Logger, cfg.MaxWait)
	s := &Server{
		cfg:    cfg,
		live:   live,
		review: newRecorder(store, live, cfg),
		grpc:   grpc.NewServer(append(cfg.serverOptions(), gate.serverOptions()...)...),
		health: health.NewServer(),
	}
	if cfg.IndexCache != "" {
		s.live.cache = newCache(cfg.IndexCache, store)
	}
	s.curation = &curationService{store: store, live: s.live, review: s.review, maxImport: cfg.MaxImportBytes, parallel: cfg.Parallel,
		cases: cfg.Cases, recorded: s.review.open,
		checks: limit{kind: "previews and checks", most: int64(cfg.MaxChecks), retry: retryLong}}
	laqabv1.RegisterResolverServiceServer(s.grpc, &resolverService{
		live: s.live, repeats: newRepeats(cfg.AnswerCache), review: s.review, parallel: cfg.Parallel, panicked: gate.panicked, resolve: (*snapshot).resolve})
	laqabv1.RegisterCurationServiceServer(s.grpc, s.curation)
	healthv1.RegisterHealthServer(s.grpc, s.health)
	reflection.Register(s.grpc)
	s.setHealth(healthv1.HealthCheckResponse_NOT_SERVING)
	return s
}

// Load reads the index from its cache, or builds it, and then says that the
// Server is healthy. It may run beside Serve: until it is done, resolving and
// editing are UNAVAILABLE. Every few seconds it logs how far it is.
func (s *Server) Load(ctx context.Context) error {
	start := time.Now()
	if err := s.live.load(ctx); err != nil {
		return fmt.Errorf("load the index: %w", err)
	}
	now := s.live.current.Load()
	s.cfg.Logger.InfoContext(ctx, "index loaded",
		"entities", now.resolver.Entities(), "revision", now.revision, "took", time.Since(start))
	for _, c := range s.cfg.Cases {
		if id := c.Query.Expect; id != "" {
			if _, there := now.resolver.Entity(id); !there {
				s.cfg.Logger.WarnContext(ctx, "a committed case expects an entity that is not in the table", "case", c.Origin, "entity_id", id)
			}
		}
	}
	s.review.start()
	s.setHealth(healthv1.HealthCheckResponse_SERVING)
	return nil
}

// Serve answers calls on the listener until Shutdown. It closes the listener.
func (s *Server) Serve(l net.Listener) error { return s.grpc.Serve(l) }

// Shutdown takes no new calls and waits for those under way, and for a
// compaction of the index, and writes the index to its cache; when the context
// is done, it cuts calls off, and leaves the cache as it is. What calls left for
// review is written at the end of it. Health says NOT_SERVING from the start of
// it, and watches end.
func (s *Server) Shutdown(ctx context.Context) error {
	defer s.review.shutdown()
	s.health.Shutdown()
	s.live.stop()
	drained := make(chan struct{})
	go func() {
		s.grpc.GracefulStop()
		close(drained)
	}()
	select {
	case <-drained:
		err := s.live.compactor.shutdown(ctx)
		s.live.save(ctx)
		return err
	case <-ctx.Done():
		s.grpc.Stop() // makes GracefulStop return too
		<-drained
		_ = s.live.compactor.shutdown(ctx) // it does not wait: the error is the next line's
		return fmt.Errorf("calls were cut off: %w", context.Cause(ctx))
	}
}

func (s *Server) setHealth(status healthv1.HealthCheckResponse_ServingStatus) {
	for _, name := range []string{"", laqabv1.ResolverService_ServiceDesc.ServiceName, laqabv1.CurationService_ServiceDesc.ServiceName} {
		s.health.SetServingStatus(name, status)
	}
}
