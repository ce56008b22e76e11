package service

import (
	"log/slog"
	"runtime"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	_ "google.golang.org/grpc/encoding/gzip" // callers may compress; the limits are on what comes out
	"google.golang.org/grpc/keepalive"
)

// Limits that callers see. They are part of the contract, not configuration.
const (
	MaxNameBytes      = 1024 // a mention, a name, an alias, an exclusion
	MaxContextBytes   = 1024
	MaxQueryIDBytes   = 128
	MaxRequestIDBytes = 64
	MaxBatch          = 1000
	MaxChunkBytes     = 1 << 20 // one message of an import
	MaxPageSize       = 1000
	DefaultPageSize   = 100
	MaxImportBatch    = 100_000
	MaxFileName       = 256  // bytes
	MaxSelected       = 1000 // languages or classes of a Wikidata import
)

// MaxMessageBytes bounds one received message. The largest lawful one is an
// entity with 2,000 aliases of 3 KiB; what is above the limits of its fields
// but below this is told which field is too long.
const MaxMessageBytes = 16 << 20

// maxPageBytes is about how large a page of a list gets, of which the last record
// may be as large as any: together they stay below MaxMessageBytes, and a page of
// what is usual below the 4 MiB that gRPC's clients take by default.
const maxPageBytes = 2 << 20

// Config is all that can be chosen about a Server. Its zero value serves
// without encryption and without authentication, which is right for loopback only.
type Config struct {
	Logger *slog.Logger // nil means slog.Default()

	// IndexCache is a file for the index, beside the table, from which the next
	// start is near instant. It is as large as the index in memory, holds nothing
	// that the table does not, and may be removed at any time. "" means none.
	IndexCache string

	// AnswerCache is how many bytes of answers are kept for mentions that are asked
	// again before the table changes. 0 means 32 MiB; less, that none are.
	AnswerCache int

	// Credentials encrypts connections; nil means plain text.
	Credentials credentials.TransportCredentials
	// Tokens are who may call; empty means that everybody may do everything.
	Tokens []Token

	// Cases are mentions whose right answers are known: previews of edits say
	// which of them would be answered otherwise.
	Cases []Case

	// MaxInFlight is how many calls are worked on at once before further ones
	// are refused with RESOURCE_EXHAUSTED; a stream counts as one call. 0 means 1,024.
	MaxInFlight int
	// MaxWatches is likewise how many watches there are, which count as no calls
	// under way. 0 means 1,024.
	MaxWatches int
	// MaxChecks is likewise how many previews and checks are worked on: one alone
	// takes all that the machine has for as long as seconds. 0 means 4.
	MaxChecks int
	// MaxStreams is how many calls one connection may have open; more of them wait. 0 means 1,000.
	MaxStreams uint32
	// MaxWait bounds the wait for min_revision of a call without a deadline. 0 means 10 seconds.
	MaxWait time.Duration
	// SlowCall is from when on a call is slow, which the log says at info; calls
	// that only read and went well are told at debug otherwise. 0 means 1 second.
	SlowCall time.Duration
	// MaxImportBytes is how large an imported file may be, as sent. 0 means 4 GiB.
	MaxImportBytes int64
	// Parallel is how many mentions of one batch or stream are answered at
	// once. 0 means runtime.GOMAXPROCS(0).
	Parallel int
	// Review says which mentions are recorded for review.
	Review ReviewConfig
}

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.AnswerCache == 0 {
		c.AnswerCache = 32 << 20
	}
	if c.MaxInFlight == 0 {
		c.MaxInFlight = 1024
	}
	if c.MaxWatches == 0 {
		c.MaxWatches = 1024
	}
	if c.MaxChecks == 0 {
		c.MaxChecks = 4
	}
	if c.MaxStreams == 0 {
		c.MaxStreams = 1000
	}
	if c.MaxWait == 0 {
		c.MaxWait = 10 * time.Second
	}
	if c.SlowCall == 0 {
		c.SlowCall = time.Second
	}
	if c.MaxImportBytes == 0 {
		c.MaxImportBytes = 4 << 30
	}
	if c.Parallel == 0 {
		c.Parallel = runtime.GOMAXPROCS(0)
	}
	if c.Review.Max == 0 {
		c.Review.Max = defaultReview
	}
	return c
}

// serverOptions are the transport's limits.
func (c Config) serverOptions() []grpc.ServerOption {
	opts := []grpc.ServerOption{
		grpc.ForceServerCodecV2(newCodec()),
		grpc.MaxRecvMsgSize(MaxMessageBytes),
		grpc.MaxConcurrentStreams(c.MaxStreams),
		// A caller that pings more often than this is cut off; Go's client
		// library refuses to ping more often than every ten seconds.
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 10 * time.Second, PermitWithoutStream: true}),
		// Finds dead peers. Connections have no maximum age: an import may take long.
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: time.Minute, Timeout: 20 * time.Second}),
		grpc.WaitForHandlers(true),
	}
	if c.Credentials != nil {
		opts = append(opts, grpc.Creds(c.Credentials))
	}
	return opts
}
