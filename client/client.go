package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/laqab/laqab/proto/codec"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// ErrTokenInClear is what Dial returns for a token that would leave the
// machine unencrypted.
var ErrTokenInClear = errors.New("client: a token needs TLS unless the server is on this machine")

// DefaultTimeout is the deadline of a unary call when Options.Timeout is 0.
const DefaultTimeout = 30 * time.Second

// maxAnswer is the largest message taken, in bytes: a full batch with 100
// candidates and their evidence each outgrows gRPC's 4 MiB.
const maxAnswer = 64 << 20

// serviceConfig spreads calls over all addresses of the target, and repeats what
// only reads and what has an Edit with a request ID, which patientConn sees to.
const serviceConfig = `{
	"loadBalancingConfig": [{"round_robin": {}}],
	"methodConfig": [{
		"name": [
			{"service": "laqab.v1.ResolverService"},
			{"service": "laqab.v1.CurationService", "method": "GetEntity"},
			{"service": "laqab.v1.CurationService", "method": "ListEntities"},
			{"service": "laqab.v1.CurationService", "method": "ListTerms"},
			{"service": "laqab.v1.CurationService", "method": "ListChanges"},
			{"service": "laqab.v1.CurationService", "method": "ListReviewItems"},
			{"service": "laqab.v1.CurationService", "method": "GetReviewItem"},
			{"service": "laqab.v1.CurationService", "method": "ListDecisions"},
			{"service": "laqab.v1.CurationService", "method": "ExportEntities"},
			{"service": "laqab.v1.CurationService", "method": "CheckTable"},
			{"service": "laqab.v1.CurationService", "method": "ListWaivers"},
			{"service": "laqab.v1.CurationService", "method": "ListPolicies"},
			{"service": "laqab.v1.CurationService", "method": "CheckInvariants"},
			{"service": "laqab.v1.CurationService", "method": "CreateEntity"},
			{"service": "laqab.v1.CurationService", "method": "UpdateEntity"},
			{"service": "laqab.v1.CurationService", "method": "DeleteEntity"},
			{"service": "laqab.v1.CurationService", "method": "UndeleteEntity"},
			{"service": "laqab.v1.CurationService", "method": "AddAlias"},
			{"service": "laqab.v1.CurationService", "method": "UpdateAlias"},
			{"service": "laqab.v1.CurationService", "method": "RemoveAlias"},
			{"service": "laqab.v1.CurationService", "method": "AddTerm"},
			{"service": "laqab.v1.CurationService", "method": "RemoveTerm"},
			{"service": "laqab.v1.CurationService", "method": "MergeEntities"},
			{"service": "laqab.v1.CurationService", "method": "SplitEntity"},
			{"service": "laqab.v1.CurationService", "method": "RevertChanges"},
			{"service": "laqab.v1.CurationService", "method": "AddWaiver"},
			{"service": "laqab.v1.CurationService", "method": "RemoveWaiver"},
			{"service": "laqab.v1.CurationService", "method": "SetPolicy"},
			{"service": "laqab.v1.CurationService", "method": "RemovePolicy"},
			{"service": "laqab.v1.CurationService", "method": "DecideReviewItem"},
			{"service": "laqab.v1.CurationService", "method": "UndoDecision"}
		],
		"retryPolicy": {
			"maxAttempts": 4,
			"initialBackoff": "0.1s",
			"maxBackoff": "2s",
			"backoffMultiplier": 2,
			"retryableStatusCodes": ["UNAVAILABLE"]
		}
	}]
}`

// Options says how to talk to a server. The zero value is good for a server on
// this machine.
type Options struct {
	// TLS encrypts the connection; nil means plain text.
	TLS *tls.Config
	// Token is sent as "authorization: Bearer ..."; empty means none. Without
	// TLS it is refused for any target but a loopback address or Unix socket.
	Token string
	// Timeout is the deadline of a unary call whose context has none; 0 means
	// DefaultTimeout, negative means no deadline.
	Timeout time.Duration
	// Batch bounds what ResolveAll does.
	Batch Batch
	// DialOptions are passed to grpc.NewClient after those that Dial chooses.
	DialOptions []grpc.DialOption
}

// Client is a connection to a laqab server.
type Client struct {
	resolver laqabv1.ResolverServiceClient
	curation laqabv1.CurationServiceClient
	batch    Batch
	close    func() error
}

// Dial makes a client of the server at target, a gRPC target such as
// "127.0.0.1:50051" or "dns:///laqab.example:443", whose addresses then share
// the load. It does not wait for a connection: a server that cannot be reached
// shows as UNAVAILABLE in the first call. Errors: ErrTokenInClear, or what
// grpc.NewClient refuses.
func Dial(target string, options Options) (*Client, error) {
	transport := insecure.NewCredentials()
	if options.TLS != nil {
		transport = credentials.NewTLS(options.TLS)
	}
	dial := []grpc.DialOption{
		grpc.WithTransportCredentials(transport),
		grpc.WithDefaultServiceConfig(serviceConfig),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxAnswer), grpc.ForceCodecV2(codec.New())),
	}
	if options.Token != "" {
		if options.TLS == nil && !onThisMachine(target) {
			return nil, ErrTokenInClear
		}
		dial = append(dial, grpc.WithPerRPCCredentials(bearer(options.Token)))
	}
	connection, err := grpc.NewClient(target, append(dial, options.DialOptions...)...)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	client := New(connection, options)
	client.close = connection.Close
	return client, nil
}

// New makes a client of a connection that the caller made, and closes.
// Of the options Timeout and Batch are used; the rest belongs to the connection.
func New(connection grpc.ClientConnInterface, options Options) *Client {
	timeout := options.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	patient := &patientConn{ClientConnInterface: connection, timeout: timeout}
	return &Client{
		resolver: laqabv1.NewResolverServiceClient(patient),
		curation: laqabv1.NewCurationServiceClient(patient),
		batch:    options.Batch.withDefaults(),
		close:    func() error { return nil },
	}
}

// Close ends the connections that Dial opened and fails the calls under way.
func (c *Client) Close() error { return c.close() }

// Resolver is the generated client of the resolver service.
func (c *Client) Resolver() laqabv1.ResolverServiceClient { return c.resolver }

// Curation is the generated client of the curation service.
func (c *Client) Curation() laqabv1.CurationServiceClient { return c.curation }

// Resolve answers one mention. Errors are those of ResolverService.Resolve, or
// an *ItemError when the mention cannot be sent.
func (c *Client) Resolve(ctx context.Context, m Mention) (*laqabv1.ResolveResponse, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	return c.resolver.Resolve(ctx, m.request())
}

// bearer is a token as gRPC credentials. Dial has seen to the encryption.
type bearer string

func (b bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + string(b)}, nil
}

func (b bearer) RequireTransportSecurity() bool { return false }

// onThisMachine reports whether the target can only be this machine.
func onThisMachine(target string) bool {
	if strings.HasPrefix(target, "unix:") || strings.HasPrefix(target, "unix-abstract:") {
		return true
	}
	address := target
	if scheme, rest, found := strings.Cut(target, ":///"); found && (scheme == "dns" || scheme == "passthrough") {
		address = rest
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.Trim(address, "[]")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
