package service

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"strings"

	"google.golang.org/grpc/metadata"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// Role is what a token allows.
type Role string

// The roles.
const (
	RoleRead   Role = "read"   // resolve, and read the table
	RoleCurate Role = "curate" // edit the table too
)

// Token is one caller. Whoever sends its secret as "authorization: Bearer SECRET"
// is that caller; her edits' actor must be Name or begin with "Name/".
type Token struct {
	Name   string
	Secret string
	Role   Role
}

// minSecret is how short a secret may be: 16 bytes of hex are guessed by nobody.
const minSecret = 16

// ParseTokens reads tokens, one "NAME SECRET ROLE" a line. Empty lines and
// lines that begin with # are passed over. Errors name the line, never a secret.
func ParseTokens(r io.Reader) ([]Token, error) {
	var tokens []Token
	taken := map[string]int{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		if len(f) != 3 {
			return nil, fmt.Errorf("line %d: has %d words, want NAME SECRET ROLE", n, len(f))
		}
		t := Token{f[0], f[1], Role(f[2])}
		switch {
		case t.Role != RoleRead && t.Role != RoleCurate:
			return nil, fmt.Errorf("line %d: unknown role %q, want %s or %s", n, t.Role, RoleRead, RoleCurate)
		case len(t.Secret) < minSecret:
			return nil, fmt.Errorf("line %d: the secret of %q has %d bytes, fewer than %d", n, t.Name, len(t.Secret), minSecret)
		case taken[t.Secret] > 0:
			return nil, fmt.Errorf("line %d: has the same secret as line %d", n, taken[t.Secret])
		}
		taken[t.Secret] = n
		tokens = append(tokens, t)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(tokens) == 0 {
		return nil, errors.New("there are no tokens in it")
	}
	return tokens, nil
}

// guard decides who may call what.
type guard struct {
	tokens []Token
	hashes [][sha256.Size]byte
}

func newGuard(tokens []Token) *guard {
	g := &guard{tokens: tokens}
	for _, t := range tokens {
		g.hashes = append(g.hashes, sha256.Sum256([]byte(t.Secret)))
	}
	return g
}

// readOnly lists the methods that RoleRead allows. A method that is not here
// is for RoleCurate, so a new one is closed until somebody opens it. The review
// queue stays closed: it shows a reader what others asked, and in which context.
var readOnly = map[string]bool{
	laqabv1.ResolverService_Resolve_FullMethodName:         true,
	laqabv1.ResolverService_BatchResolve_FullMethodName:    true,
	laqabv1.ResolverService_StreamResolve_FullMethodName:   true,
	laqabv1.ResolverService_Explain_FullMethodName:         true,
	laqabv1.ResolverService_CompareNames_FullMethodName:    true,
	laqabv1.ResolverService_AnalyzeName_FullMethodName:     true,
	laqabv1.CurationService_GetEntity_FullMethodName:       true,
	laqabv1.CurationService_ListEntities_FullMethodName:    true,
	laqabv1.CurationService_ListTerms_FullMethodName:       true,
	laqabv1.CurationService_ListChanges_FullMethodName:     true,
	laqabv1.CurationService_WatchChanges_FullMethodName:    true,
	laqabv1.CurationService_CheckInvariants_FullMethodName: true,
	laqabv1.CurationService_ExportEntities_FullMethodName:  true,
	laqabv1.CurationService_CheckTable_FullMethodName:      true,
	laqabv1.CurationService_ListWaivers_FullMethodName:     true,
	laqabv1.CurationService_ListPolicies_FullMethodName:    true,

	"/grpc.reflection.v1.ServerReflection/ServerReflectionInfo":      true,
	"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": true,
}

type callerKey struct{}

// admit returns a context that knows the caller, or errUnauthenticated or errForbidden.
func (g *guard) admit(ctx context.Context, method string) (context.Context, error) {
	if len(g.tokens) == 0 {
		return ctx, nil
	}
	caller := g.caller(ctx)
	if caller == nil {
		return nil, errUnauthenticated
	}
	if caller.Role != RoleCurate && !readOnly[method] {
		return nil, fmt.Errorf("%w: %s has role %q", errForbidden, caller.Name, caller.Role)
	}
	return context.WithValue(ctx, callerKey{}, caller), nil
}

// caller is whose token came with the call, or nil.
func (g *guard) caller(ctx context.Context) *Token {
	values := metadata.ValueFromIncomingContext(ctx, "authorization")
	if len(values) != 1 {
		return nil
	}
	scheme, secret, _ := strings.Cut(values[0], " ")
	if !strings.EqualFold(scheme, "bearer") {
		return nil
	}
	// Hashes have one length, and every one is compared: the time taken says
	// nothing of which token is how near.
	given := sha256.Sum256([]byte(secret))
	var found *Token
	for i := range g.hashes {
		if subtle.ConstantTimeCompare(given[:], g.hashes[i][:]) == 1 {
			found = &g.tokens[i]
		}
	}
	return found
}

// mayActAs says whether the caller may edit in the actor's name.
func mayActAs(ctx context.Context, actor string) error {
	caller, known := ctx.Value(callerKey{}).(*Token)
	if !known || actor == caller.Name || strings.HasPrefix(actor, caller.Name+"/") {
		return nil
	}
	return fmt.Errorf("%w: %s may edit as %q or %q only, not as %q: give one of them as the actor", errForbidden, caller.Name, caller.Name, caller.Name+"/...", actor)
}
