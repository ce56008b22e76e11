// Package client asks a laqab server which entity a name means.
//
//	laqab, err := client.Dial("127.0.0.1:50051", client.Options{})
//	...
//	defer laqab.Close()
//	answer, err := laqab.Resolve(ctx, client.Mention{Text: "Kataib Hizbullah", Type: laqabv1.EntityType_ENTITY_TYPE_ORGANIZATION})
//
// A [Client] is safe for use by many goroutines and meant to be kept: it holds
// the connections. [Client.Resolve] answers one mention; [Client.ResolveAll]
// answers a sequence of any length in batches, in order; [Client.WatchChanges]
// follows the table's history as it is made. [Client.Import] and
// [Client.Export] carry files of entities. Everything else that the server
// offers is reached through the generated clients, [Client.Resolver] and
// [Client.Curation], which share the connections, the deadline and the retries.
//
// Deadlines: a unary call whose context has no deadline gets Options.Timeout.
// Streams get none.
//
// Retries: calls that only read, and edits, are tried again, up to four times in
// all, when the server is UNAVAILABLE. An edit may have been done before the
// connection broke; it is sent with a request ID of its own, by which the server
// knows it again and answers as it did the first time. Give Edit.RequestId
// yourself to try again later, or in another program. Imports are not repeated.
// Any unary call is tried again, as long as its deadline allows, when the server
// did not take it, overloaded or still loading, and says when to come back
// (google.rpc.RetryInfo).
//
// Errors are gRPC statuses (see google.golang.org/grpc/status), and
// [Violations], [RetryDelay], [Holder] and [Stale] read their details.
package client
