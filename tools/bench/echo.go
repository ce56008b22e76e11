package main

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/grpc"

	"github.com/laqab/laqab/client"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// echo is a server that answers with what it was given beforehand, by query
// ID: the same messages at no cost but gRPC's.
type echo struct {
	laqabv1.UnimplementedResolverServiceServer
	answers map[string]*laqabv1.ResolveResponse
	batches map[string]*laqabv1.BatchResolveResponse // by batchKey
}

var errNotRecorded = errors.New("the echo was not given an answer to this")

// batchKey tells the batches apart.
func batchKey(r *laqabv1.BatchResolveRequest) string {
	return fmt.Sprint(len(r.GetRequests()), " ", r.GetRequests()[0].GetQueryId())
}

// record asks laqab and keeps the answers, of the batch and of its items.
func (e *echo) record(ctx context.Context, laqab *client.Client, batch *laqabv1.BatchResolveRequest) error {
	answer, err := laqab.Resolver().BatchResolve(ctx, batch)
	if err != nil {
		return err
	}
	e.batches[batchKey(batch)] = answer
	for i, r := range answer.GetResults() {
		if r.GetResponse() == nil {
			return fmt.Errorf("resolve %q: %v", batch.GetRequests()[i].GetMention().GetText(), r.GetError())
		}
		e.answers[r.GetResponse().GetQueryId()] = r.GetResponse()
	}
	return nil
}

// Resolve returns the answer with the request's query ID.
func (e *echo) Resolve(_ context.Context, r *laqabv1.ResolveRequest) (*laqabv1.ResolveResponse, error) {
	if a, ok := e.answers[r.GetQueryId()]; ok {
		return a, nil
	}
	return nil, errNotRecorded
}

// BatchResolve returns the answers to the batch.
func (e *echo) BatchResolve(_ context.Context, r *laqabv1.BatchResolveRequest) (*laqabv1.BatchResolveResponse, error) {
	if a, ok := e.batches[batchKey(r)]; ok {
		return a, nil
	}
	return nil, errNotRecorded
}

// start serves the echo.
func (e *echo) start() (*running, error) {
	server := grpc.NewServer()
	laqabv1.RegisterResolverServiceServer(server, e)
	s := &running{side: theirs}
	var err error
	s.client, err = s.listen(server.Serve, func() error { server.Stop(); return nil })
	return s, err
}
