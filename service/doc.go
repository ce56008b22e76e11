// Package service serves an alias table over gRPC: it is where the contract
// (proto/laqab/v1), the table (package aliases) and the resolver meet, and the
// only place where they do.
//
// # The way of a mention
//
// A call passes the gate (interceptor.go): it is logged, counted,
// authenticated and validated (validate.go). The handler (resolve.go) loads the
// live snapshot, one pointer, once; asks its resolver; converts the answer
// (convert.go). An error becomes a gRPC code in errors.go and nowhere else.
//
// # The way of an edit
//
// The handler (curation.go) runs one transaction of package aliases. The
// revision it made is folded into the next snapshot (snapshot.go), together
// with whatever else was committed meanwhile, and the call returns when that
// snapshot is live: the caller's next resolve sees her edit. Anybody else asks
// with min_revision.
//
// # A server in a few lines
//
//	store, err := aliases.Open(ctx, "laqab.db", aliases.Options{})
//	...
//	server := service.New(store, service.Config{})
//	listener, err := net.Listen("tcp", "127.0.0.1:50051")
//	...
//	go server.Load(ctx) // until it is done, calls are UNAVAILABLE
//	err = server.Serve(listener)
//
// Config's zero value neither encrypts nor authenticates: it is for loopback.
// Command laqabd adds flags, signals and the refusal to listen to the world so.
//
// # Limits
//
//   - One Server a table, one table a Server: package aliases locks the file.
//   - A message has at most 16 MiB, a batch 1,000 items, an import 4 GiB (Config.MaxImportBytes).
//   - 1,024 calls are worked on at once (Config.MaxInFlight); the next one is
//     RESOURCE_EXHAUSTED with google.rpc.RetryInfo.
//   - Waiting for min_revision ends a tenth of the time left, at most 250 ms,
//     before the deadline, so that the answer still arrives; without a
//     deadline, after 10 seconds (Config.MaxWait).
//   - A status lists at most 50 field violations; the last one says how many more there are.
//   - Imports and exports go through a temporary file in os.TempDir.
//   - Edits are UNAVAILABLE too while the index loads. Reading the table is not.
package service
