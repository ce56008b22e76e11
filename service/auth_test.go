package service

import (
	"context"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"

	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

const (
	readerSecret  = "reader-secret-0123456789"
	curatorSecret = "curator-secret-0123456789"
)

var tokens = []Token{{"reader", readerSecret, RoleRead}, {"ci", curatorSecret, RoleCurate}}

func bearer(ctx context.Context, value string) context.Context {
	return metadata.AppendToOutgoingContext(ctx, "authorization", value)
}

func TestAuthentication(t *testing.T) {
	f := start(t, Config{Tokens: tokens})
	for _, test := range []struct {
		name    string
		headers []string
		want    codes.Code
	}{
		{"none", nil, codes.Unauthenticated},
		{"empty", []string{""}, codes.Unauthenticated},
		{"no scheme", []string{readerSecret}, codes.Unauthenticated},
		{"basic", []string{"Basic " + readerSecret}, codes.Unauthenticated},
		{"unknown", []string{"Bearer " + readerSecret + "x"}, codes.Unauthenticated},
		{"cut short", []string{"Bearer " + readerSecret[1:]}, codes.Unauthenticated},
		{"two", []string{"Bearer " + readerSecret, "Bearer " + curatorSecret}, codes.Unauthenticated},
		{"reader", []string{"Bearer " + readerSecret}, codes.OK},
		{"lower case", []string{"bearer " + readerSecret}, codes.OK},
		{"curator", []string{"Bearer " + curatorSecret}, codes.OK},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx := t.Context()
			for _, h := range test.headers {
				ctx = bearer(ctx, h)
			}
			_, err := f.resolver.Resolve(ctx, mention("x"))
			wantCode(t, err, test.want)
			stream, err := f.resolver.StreamResolve(ctx)
			if err == nil {
				_ = stream.Send(&laqabv1.StreamResolveRequest{Request: mention("x")})
				_, err = stream.Recv()
			}
			wantCode(t, err, test.want)
			reflection, err := reflectionv1.NewServerReflectionClient(f.conn).ServerReflectionInfo(ctx)
			if err == nil {
				_ = reflection.Send(&reflectionv1.ServerReflectionRequest{MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{}})
				_, err = reflection.Recv()
			}
			wantCode(t, err, test.want)
		})
	}
	if _, err := healthv1.NewHealthClient(f.conn).Check(t.Context(), &healthv1.HealthCheckRequest{}); err != nil {
		t.Errorf("health needs no token: %v", err)
	}
	if strings.Contains(f.log.String(), "secret") {
		t.Error("a secret is in the log")
	}
}

// TestRoles: a reader may call what does not edit, and nothing else.
func TestRoles(t *testing.T) {
	f := start(t, Config{Tokens: tokens})
	reader := bearer(t.Context(), "Bearer "+readerSecret)
	var refused []string
	for request, method := range methods() {
		if strings.Contains(string(request), "Stream") || strings.Contains(string(request), "Import") || strings.Contains(string(request), "Export") ||
			strings.Contains(string(request), "Watch") || strings.Contains(string(request), "CheckTable") {
			continue // streams, below
		}
		err := f.conn.Invoke(reader, method, &laqabv1.ListTermsRequest{}, &laqabv1.ListTermsRequest{})
		if strings.Contains(wantNotOK(err), "role") {
			refused = append(refused, method[strings.LastIndex(method, "/")+1:])
		}
	}
	slices.Sort(refused)
	want := []string{"AddAlias", "AddTerm", "AddWaiver", "CreateEntity", "DecideReviewItem", "DeleteEntity", "GetReviewItem", "ListDecisions", "ListReviewItems", "MergeEntities", "RemoveAlias", "RemovePolicy", "RemoveTerm", "RemoveWaiver", "RevertChanges", "SetPolicy", "SplitEntity", "UndeleteEntity", "UndoDecision", "UpdateAlias", "UpdateEntity"}
	if !slices.Equal(refused, want) {
		t.Errorf("a reader is refused %v\nwant %v", refused, want)
	}
	imports, err := f.curation.ImportEntities(reader)
	if err == nil {
		_, err = imports.Recv()
	}
	wantCode(t, err, codes.PermissionDenied)
	exports, err := f.curation.ExportEntities(reader, &laqabv1.ExportEntitiesRequest{})
	if err == nil {
		_, err = exports.Recv()
	}
	wantCode(t, err, codes.OK)
	watched, err := f.curation.WatchChanges(reader, &laqabv1.WatchChangesRequest{})
	if err == nil {
		_, err = watched.Recv()
	}
	wantCode(t, err, codes.OK)
}

func wantNotOK(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestActor(t *testing.T) {
	f := start(t, Config{Tokens: tokens})
	curator := bearer(t.Context(), "Bearer "+curatorSecret)
	for actor, want := range map[string]codes.Code{
		"ci":                codes.OK,
		"ci/zainab@example": codes.OK,
		"cindy":             codes.PermissionDenied,
		"somebody":          codes.PermissionDenied,
		"reader":            codes.PermissionDenied,
	} {
		edit := &laqabv1.Edit{Actor: actor}
		_, err := f.curation.CreateEntity(curator, &laqabv1.CreateEntityRequest{Entity: &laqabv1.Entity{Name: "x"}, Edit: edit})
		wantCode(t, err, want)
		stream, err := f.curation.ImportEntities(curator)
		if err != nil {
			t.Fatal(err)
		}
		_ = stream.Send(&laqabv1.ImportEntitiesRequest{Payload: &laqabv1.ImportEntitiesRequest_Options{Options: &laqabv1.ImportOptions{Edit: edit}}})
		_ = stream.CloseSend()
		_, err = stream.Recv()
		wantCode(t, err, want)
	}
}

func TestParseTokens(t *testing.T) {
	got, err := ParseTokens(strings.NewReader("# callers\n\n reader " + readerSecret + "\tread\r\nci " + curatorSecret + " curate"))
	if err != nil || !slices.Equal(got, tokens) {
		t.Errorf("got %v, %v", got, err)
	}
	for file, want := range map[string]string{
		"":                              "no tokens",
		"# nobody\n":                    "no tokens",
		"a " + readerSecret:             "line 1: has 2 words",
		"\na " + readerSecret + " root": `line 2: unknown role "root"`,
		"a short read":                  "line 1: the secret",
		"a " + readerSecret + " read\nb " + readerSecret + " curate": "line 2: has the same secret as line 1",
	} {
		_, err := ParseTokens(strings.NewReader(file))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), readerSecret) {
			t.Errorf("%q: got %v, want %q", file, err, want)
		}
	}
}
