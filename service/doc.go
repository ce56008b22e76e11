// Package service serves an alias table over gRPC: it is where the contract
// (proto/laqab/v1), the table (package aliases) and the resolver meet, and the
// only place where they do.
//
// # The way of a mention
//
// A call passes the gate (interceptor.go): it is logged (call.go), counted,
// authenticated and validated (validate.go), which allocates nothing unless
// there are tokens, or something to log. The handler (resolve.go) loads the
// live snapshot, one pointer, once; asks its resolver, unless the same question was
// answered at this revision and is kept (repeats.go); converts the answer
// (convert.go), which generated code then marshals (proto/codec). An error
// becomes a gRPC code in errors.go and nowhere else.
//
// Of some 40 µs that a call costs server and caller together, the gate is 0.2,
// the conversion 0.6 and marshalling 0.4, which reflection did in 1.5 (of a
// handful of candidates with their evidence: BenchmarkGate, BenchmarkConversion,
// BenchmarkCodec). Tried and not kept: fixed flow control windows and workers in
// place of a goroutine a call, which gained nothing. A pool of answers would save
// some of the conversion, but hold on to strings of indexes that are gone.
//
// # The way of an edit
//
// The handler (curation.go) runs one transaction of package aliases. The
// revision it made is folded into the next snapshot (snapshot.go), together
// with whatever else was committed meanwhile, and the call returns when that
// snapshot is live: the caller's next resolve sees her edit. Anybody else asks
// with min_revision.
//
// A fold costs what changed. What folds leave behind is tidied up in the
// background (compactor.go): a compacted index is built beside the live one,
// takes in what was edited meanwhile, and becomes the live one by the same
// swap. Readers never wait; an edit waits for the last bit of that at most.
// The answers at a revision are the same bytes before and after, and those of
// a server that has just read the table. The table is read whole, as a stream
// (load.go), at the start and when more changed at once than there was.
//
// An edit that has a request ID is kept with its answer in the same transaction
// (edit.go): sent again, it is answered and not done again.
//
// # The way of a start
//
// With Config.IndexCache the index is kept in a file too (cache.go), and a start
// reads that: some tenths of a second for a million aliases, where building takes
// seconds. The file is a copy that nothing depends on. It is used when it was
// written by the very same program, which a checksum of the executable tells: code,
// lexicon and model decide how names are read; when the table has gone through the
// file's revision, which a digest of the change that made it tells, also from a
// copy of the table that was edited apart; and when its checksum is right. What was
// edited since is folded in as after any edit. Else the log says why not, the table
// is read, and the file is written anew. It is written whole beside the old one,
// synced and renamed: after a load that was not from the newest file, after a
// compaction or a change that was read anew, and at Shutdown; never while a call
// waits.
//
// # The past
//
// Reads as of a revision are read from the table's history. To resolve as of
// one, a snapshot of then is made beside the call (past.go), once for all who
// ask: from the live one, by undoing what has changed since. Watches (watch.go)
// read the history from a revision on, and wait for the next snapshot; they end
// when the server begins to stop.
//
// # Previews and checks
//
// An edit that is to be validated only (preview.go) takes the same way, but its
// transaction is undone: what it would have changed makes a snapshot that is
// never published, and names, recorded mentions and committed cases (case.go)
// are asked of both; a recorded mention as it was asked, by its caller's policy.
// Every handler gets this by calling edit, a decision about the review queue
// too; an import compares when all its lines are in the table, and is then
// undone. A check
// (check.go) goes through the table page by page and resolves every name, as a
// caller would; what a page is compared with is as new as the page.
//
// # The way of a mention that is left open
//
// What came out ambiguous, or means nobody, is taken down by the recorder
// (recorder.go) when the answer is there: under a lock, beside what is pending of
// the same text. Once a second the recorder writes that to the review queue,
// which lies beside the table. A decision about an item of the queue (review.go) is an
// edit as any other; when it is live, what of the queue it may concern is
// resolved anew, and what resolves leaves the queue.
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
//   - 1,024 calls are worked on at once (Config.MaxInFlight), of them 4 previews
//     and checks (Config.MaxChecks); watches are counted by themselves
//     (Config.MaxWatches). The next one is RESOURCE_EXHAUSTED with
//     google.rpc.RetryInfo.
//   - Waiting for min_revision ends a tenth of the time left, at most 250 ms,
//     before the deadline, so that the answer still arrives; without a
//     deadline, after 10 seconds (Config.MaxWait).
//   - A batch is answered as long before its deadline; items that have no
//     answer by then fail alone with DEADLINE_EXCEEDED.
//   - While an index is compacted there are two of them in memory. A change of
//     terms, which changes how every name is read, holds other edits up for as
//     long as a start takes; it does not hold up readers.
//   - A preview compares at most 2,000 added names and asks at most 100,000
//     recorded mentions, for 8 seconds in all, and says what it left out. It holds
//     other edits up while the edit is made and undone, and one of terms takes
//     as long as a start. An import of more than 100,000 changes is not previewed.
//   - A check takes a page of 256 entities at a time, so its memory does not grow
//     with the table; it takes some minutes for a million names.
//   - A status lists at most 50 field violations; the last one says how many more there are.
//   - Four past snapshots are kept, each for ten minutes after its last use. Who asks for a
//     fifth while all of them are being made is told RESOURCE_EXHAUSTED.
//   - Imports and exports go through a temporary file in os.TempDir.
//   - The index cache takes the disk space of the index, twice while it is written.
//   - A crash loses what was left open in the last second. When there is too
//     much of it, recording keeps to a twentieth of a core and drops the rest.
//   - Edits are UNAVAILABLE too while the index loads. Reading the table is not.
package service
