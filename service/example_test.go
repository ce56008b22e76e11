package service_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
	"github.com/laqab/laqab/service"
)

// A table, a server, an edit, and an answer that sees it.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "laqab")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	store, err := aliases.Open(ctx, filepath.Join(dir, "laqab.db"), aliases.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	server := service.New(store, service.Config{Logger: slog.New(slog.DiscardHandler)})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go server.Serve(listener)
	defer server.Shutdown(ctx)
	if err := server.Load(ctx); err != nil {
		log.Fatal(err)
	}

	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	created, err := laqabv1.NewCurationServiceClient(conn).CreateEntity(ctx, &laqabv1.CreateEntityRequest{
		Entity: &laqabv1.Entity{EntityId: "kataib-hezbollah", Name: "Kata'ib Hezbollah"},
		Edit:   &laqabv1.Edit{Actor: "zainab@example.org", Reason: "in the news"},
	})
	if err != nil {
		log.Fatal(err)
	}
	answer, err := laqabv1.NewResolverServiceClient(conn).Resolve(ctx, &laqabv1.ResolveRequest{
		Mention: &laqabv1.Mention{Text: "Kata'ib Hezbollah"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.GetOutcome(), answer.GetEntityId())
	fmt.Println(answer.GetRevision() == created.GetRevision())
	// Output:
	// OUTCOME_RESOLVED kataib-hezbollah
	// true
}
