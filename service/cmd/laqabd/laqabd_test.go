package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/aliases/seed"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// binary is the real program, built once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "laqabd")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "laqabd")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		panic(fmt.Sprintf("%v\n%s", err, out))
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// patience is how long anything is waited for: no test measures time, and a
// machine that is busy with much else takes long.
const patience = 2 * time.Minute

// server is a running program.
type server struct {
	cmd    *exec.Cmd
	addr   string
	stderr *bytes.Buffer
	exited chan struct{}
}

// serve starts the program on a free port and waits until it can be called.
func serve(t *testing.T, db string, args ...string) *server {
	t.Helper()
	addrFile := filepath.Join(t.TempDir(), "addr")
	s := &server{stderr: &bytes.Buffer{}, exited: make(chan struct{})}
	s.cmd = exec.Command(binary, append([]string{"serve", "--db", db, "--listen", "127.0.0.1:0", "--addr-file", addrFile}, args...)...)
	s.cmd.Stderr = s.stderr
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait() // the exit code is read by those who care
		close(s.exited)
	}()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill()
		<-s.exited
		if t.Failed() {
			t.Logf("the server said:\n%s", s.stderr)
		}
	})
	for start := time.Now(); time.Since(start) < patience; time.Sleep(5 * time.Millisecond) {
		if b, err := os.ReadFile(addrFile); err == nil {
			s.addr = strings.TrimSpace(string(b))
			return s
		}
		select {
		case <-s.exited:
			t.Fatalf("the server ended:\n%s", s.stderr)
		default:
		}
	}
	t.Fatal("the server does not listen")
	return nil
}

// dial connects and waits until the index is loaded, which is after the port is open.
func (s *server) dial(t *testing.T, creds credentials.TransportCredentials) *grpc.ClientConn {
	t.Helper()
	conn := s.connect(t, creds)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	watch, err := healthv1.NewHealthClient(conn).Watch(ctx, &healthv1.HealthCheckRequest{}, grpc.WaitForReady(true))
	for status := healthv1.HealthCheckResponse_UNKNOWN; err == nil && status != healthv1.HealthCheckResponse_SERVING; {
		var r *healthv1.HealthCheckResponse
		r, err = watch.Recv()
		status = r.GetStatus()
	}
	if err != nil {
		t.Fatalf("wait until the server is healthy: %v", err)
	}
	return conn
}

// connect does not wait for anything.
func (s *server) connect(t *testing.T, creds credentials.TransportCredentials) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(s.addr, grpc.WithTransportCredentials(creds))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func (s *server) plain(t *testing.T) *grpc.ClientConn {
	t.Helper()
	return s.dial(t, insecure.NewCredentials())
}

// end waits for the program to end and returns its exit code.
func (s *server) end(t *testing.T) int {
	t.Helper()
	select {
	case <-s.exited:
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		t.Fatal("the server does not end")
		return 0
	}
}

// run runs the program to its end.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

func database(t *testing.T) string { return filepath.Join(t.TempDir(), "laqab.db") }

func create(ctx context.Context, conn *grpc.ClientConn, id, name string) (int64, error) {
	r, err := laqabv1.NewCurationServiceClient(conn).CreateEntity(ctx, &laqabv1.CreateEntityRequest{
		Entity: &laqabv1.Entity{EntityId: id, Name: name}, Edit: &laqabv1.Edit{Actor: "tester", RequestId: id}})
	return r.GetRevision(), err
}

// TestSeed: a new table answers for what ships; a table with a history keeps it.
func TestSeed(t *testing.T) {
	all, err := seed.Open()
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(all)
	lines.Scan()
	var first struct{ ID, Name string }
	if err := json.Unmarshal(lines.Bytes(), &first); err != nil {
		t.Fatal(err)
	}
	db := database(t)
	s := serve(t, db)
	curation := laqabv1.NewCurationServiceClient(s.plain(t))
	r, err := laqabv1.NewResolverServiceClient(s.plain(t)).Resolve(t.Context(), &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: first.Name}})
	if err != nil || len(r.GetCandidates()) == 0 || r.GetCandidates()[0].GetEntityId() != first.ID {
		t.Errorf("%q: got %v, %v, want %s", first.Name, r, err, first.ID)
	}
	if _, err := curation.DeleteEntity(t.Context(), &laqabv1.DeleteEntityRequest{EntityId: first.ID, Edit: &laqabv1.Edit{Actor: "tester"}}); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	if code := s.end(t); code != 0 {
		t.Fatalf("exit code %d", code)
	}

	s = serve(t, db)
	r, err = laqabv1.NewResolverServiceClient(s.plain(t)).Resolve(t.Context(), &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: first.Name}})
	if err != nil || r.GetEntityId() == first.ID {
		t.Errorf("after its deletion and a restart: got %v, %v", r, err)
	}

	s = serve(t, database(t), "--seed=none")
	list, err := laqabv1.NewCurationServiceClient(s.plain(t)).ListEntities(t.Context(), &laqabv1.ListEntitiesRequest{})
	if err != nil || len(list.GetEntities()) != 0 {
		t.Errorf("--seed=none: got %d entities, %v", len(list.GetEntities()), err)
	}
}

// TestKill: a killed server has lost nothing that it acknowledged, and what it
// did not acknowledge can be sent again without being done twice.
func TestKill(t *testing.T) {
	db := database(t)
	acknowledged := map[string]int64{}
	var unknown []string // whether they were done is
	var newest int64
	for round := range 3 {
		s := serve(t, db, "--seed=none", "--log-level=error")
		conn := s.plain(t)
		if _, err := create(t.Context(), conn, fmt.Sprintf("first-%d", round), "First"); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var curators sync.WaitGroup
		fresh, enough := 0, make(chan struct{}) // acknowledged in this round
		for c := range 4 {
			curators.Go(func() {
				for i := 0; ; i++ {
					id := fmt.Sprintf("r%d-c%d-e%d", round, c, i)
					revision, err := create(t.Context(), conn, id, "Name of "+id)
					mu.Lock()
					if err != nil {
						unknown = append(unknown, id)
						mu.Unlock()
						return
					}
					acknowledged[id] = revision
					newest = max(newest, revision)
					if fresh++; fresh == 10 {
						close(enough)
					}
					mu.Unlock()
				}
			})
		}
		select {
		case <-enough:
		case <-time.After(patience):
			t.Fatal("edits are not acknowledged")
		}
		time.Sleep(50 * time.Millisecond) // into the midst of something
		if err := s.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		curators.Wait()
		<-s.exited // and has let go of the table
	}
	t.Logf("%d edits acknowledged, 3 kills", len(acknowledged))

	s := serve(t, db)
	conn := s.plain(t)
	curation := laqabv1.NewCurationServiceClient(conn)
	for _, id := range unknown {
		if _, err := create(t.Context(), conn, id, "Name of "+id); err != nil {
			t.Errorf("%s, sent again: %v", id, err)
		}
		r, err := curation.ListChanges(t.Context(), &laqabv1.ListChangesRequest{EntityId: id})
		if err != nil || len(r.GetChanges()) != 1 {
			t.Errorf("%s, sent again, has the history %v, %v", id, r, err)
		}
	}
	if r, err := curation.CheckInvariants(t.Context(), &laqabv1.CheckInvariantsRequest{}); err != nil || r.GetBrokenCount() != 0 {
		t.Errorf("after the kills: %v, %v", r, err)
	}
	for id, revision := range acknowledged {
		r, err := curation.GetEntity(t.Context(), &laqabv1.GetEntityRequest{EntityId: id})
		if err != nil || r.GetEntity().GetRevision() != revision {
			t.Errorf("%s was acknowledged as revision %d: got %v, %v", id, revision, r, err)
		}
	}
	changes, err := curation.ListChanges(t.Context(), &laqabv1.ListChangesRequest{NewestFirst: true, PageSize: 1})
	if err != nil || changes.GetChanges()[0].GetRevision() < newest {
		t.Errorf("the history ends at %v, %v; %d was acknowledged", changes, err, newest)
	}
}

// TestReviewSurvivesKill: a decision that was acknowledged, and what it settled,
// is there after a kill, and can be taken back then.
func TestReviewSurvivesKill(t *testing.T) {
	db := database(t)
	s := serve(t, db, "--seed=none", "--review-max=100", "--log-level=error")
	conn := s.plain(t)
	for _, text := range []string{"Zyzzyx Holdings", "Qwv Trading", "Qwv Trading"} {
		if _, err := laqabv1.NewResolverServiceClient(conn).Resolve(t.Context(), &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: text}}); err != nil {
			t.Fatal(err)
		}
	}
	edit := &laqabv1.Edit{Actor: "tester"}
	decided, err := laqabv1.NewCurationServiceClient(conn).DecideReviewItem(t.Context(), &laqabv1.DecideReviewItemRequest{Mention: "qwv trading", Edit: edit,
		Decision: &laqabv1.DecideReviewItemRequest_NewEntity{NewEntity: &laqabv1.EntityDecision{}}})
	if err != nil || decided.GetSettled().GetMentions() != 2 {
		t.Fatalf("got %v, %v", decided, err)
	}
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.exited

	curation := laqabv1.NewCurationServiceClient(serve(t, db, "--log-level=error").plain(t))
	open := func() (texts []string) {
		r, err := curation.ListReviewItems(t.Context(), &laqabv1.ListReviewItemsRequest{})
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range r.GetItems() {
			texts = append(texts, item.GetSpellings()[0].GetText())
		}
		return texts
	}
	if got := open(); !slices.Equal(got, []string{"Zyzzyx Holdings"}) {
		t.Errorf("left are %q", got)
	}
	if _, err := curation.UndoDecision(t.Context(), &laqabv1.UndoDecisionRequest{Edit: edit}); err != nil {
		t.Fatal(err)
	}
	if got := open(); !slices.Equal(got, []string{"Qwv Trading", "Zyzzyx Holdings"}) {
		t.Errorf("after undo, left are %q", got)
	}
}

// TestDrain: a signal lets calls under way end, and then the program exits with 0.
func TestDrain(t *testing.T) {
	s := serve(t, database(t), "--seed=none", "--drain-timeout=1h")
	conn := s.plain(t)
	if _, err := create(t.Context(), conn, "kh", "Kataib Hizballah"); err != nil {
		t.Fatal(err)
	}
	watched, unwatch := context.WithCancel(t.Context())
	defer unwatch()
	watch, err := healthv1.NewHealthClient(conn).Watch(watched, &healthv1.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	stream, err := laqabv1.NewResolverServiceClient(conn).StreamResolve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ask := func() {
		t.Helper()
		if err := stream.Send(&laqabv1.StreamResolveRequest{Request: &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: "Kataib Hizballah"}}}); err != nil {
			t.Fatal(err)
		}
		if r, err := stream.Recv(); err != nil || r.GetResult().GetResponse().GetEntityId() != "kh" {
			t.Fatalf("got %v, %v", r, err)
		}
	}
	ask()
	_ = s.cmd.Process.Signal(syscall.SIGINT)
	for { // until the server has begun to stop
		r, err := watch.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if r.GetStatus() == healthv1.HealthCheckResponse_NOT_SERVING {
			break
		}
	}
	unwatch() // it is a call under way too
	ask()
	select {
	case <-s.exited:
		t.Fatal("the server ended while a call was open")
	default:
	}
	_ = stream.CloseSend()
	if code := s.end(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestDrainEnds: what does not end by itself is cut off, by the timeout or by a second signal.
func TestDrainEnds(t *testing.T) {
	for name, args := range map[string][]string{"timeout": {"--drain-timeout=2s"}, "second signal": {"--drain-timeout=1h"}} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, database(t), "--seed=none", args[0])
			watch, err := healthv1.NewHealthClient(s.plain(t)).Watch(t.Context(), &healthv1.HealthCheckRequest{})
			if err != nil {
				t.Fatal(err)
			}
			for { // until it serves: before that it is not serving either
				if r, err := watch.Recv(); err != nil {
					t.Fatal(err)
				} else if r.GetStatus() == healthv1.HealthCheckResponse_SERVING {
					break
				}
			}
			_ = s.cmd.Process.Signal(syscall.SIGTERM)
			if r, err := watch.Recv(); err != nil || r.GetStatus() != healthv1.HealthCheckResponse_NOT_SERVING {
				t.Errorf("got %v, %v, want NOT_SERVING", r, err)
			}
			if name == "second signal" {
				_ = s.cmd.Process.Signal(syscall.SIGTERM)
			}
			if code := s.end(t); code != 0 {
				t.Errorf("exit code %d", code)
			}
		})
	}
}

// TestRefusals: what cannot be is refused clearly and at once.
func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	taken := database(t)
	running := serve(t, taken, "--seed=none")
	fresh := func() string { return filepath.Join(t.TempDir(), "new.db") }
	loopback := "--listen=127.0.0.1:0"

	cut := filepath.Join(dir, "cut.db")
	store, err := aliases.Open(t.Context(), cut, aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(store.Close(), os.Truncate(cut, 5000)); err != nil {
		t.Fatal(err)
	}

	newer, foreign := filepath.Join(dir, "newer.db"), filepath.Join(dir, "foreign.db")
	if store, err = aliases.Open(t.Context(), newer, aliases.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	for path, statement := range map[string]string{newer: "PRAGMA user_version = 999", foreign: "CREATE TABLE other (x)"} {
		db, err := sql.Open("sqlite3", path) // package aliases brings the driver
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.ExecContext(t.Context(), statement)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}

	for _, test := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"nothing", nil, 2, "a command is required"},
		{"unknown command", []string{"swerve"}, 2, "swerve"},
		{"unknown flag", []string{"serve", "--bogus"}, 2, "bogus"},
		{"argument", []string{"serve", "laqab.db"}, 2, "laqab.db"},
		{"seed", []string{"serve", "--seed=other"}, 2, "--seed"},
		{"log level", []string{"serve", "--log-level=loud"}, 2, "--log-level"},
		{"log format", []string{"serve", "--log-format=xml"}, 2, "--log-format"},
		{"review", []string{"serve", "--review=maybe"}, 2, "--review"},
		{"review below", []string{"serve", "--review-below=NaN"}, 2, "--review-below"},
		{"review max", []string{"serve", "--review-max=-1"}, 2, "--review-max"},
		{"half of TLS", []string{"serve", "--tls-cert=x"}, 2, "go together"},
		{"open to the world", []string{"serve", "--listen=:0"}, 2, "--tls-cert and --tls-key and --auth-tokens-file, or --insecure"},
		{"open to the world, with tokens", []string{"serve", "--listen=0.0.0.0:0", "--auth-tokens-file=x"}, 2, "needs --tls-cert and --tls-key, or"},
		{"address", []string{"serve", "--listen=nonsense"}, 2, "nonsense"},

		{"port taken", []string{"serve", "--db", fresh(), "--listen", running.addr}, 1, "address already in use"},
		{"table taken", []string{"serve", "--db", taken, loopback}, 1, "in use by another program"},
		{"no table", []string{"serve", "--db", file("text", "this is no database, but text"), loopback}, 1, "not a SQLite file"},
		{"index cache", []string{"serve", "--db", fresh(), loopback, "--index-cache=on"}, 2, "not auto or off"},
		{"answer cache", []string{"serve", "--db", fresh(), loopback, "--answer-cache=-1"}, 2, "--answer-cache -1 is not in 0..65536"},
		{"damaged", []string{"serve", "--db", cut, loopback}, 1, "damaged"},
		{"newer", []string{"serve", "--db", newer, loopback}, 1, "newer than this program"},
		{"foreign", []string{"serve", "--db", foreign, loopback}, 1, "not a laqab alias table"},
		{"directory", []string{"serve", "--db", dir, loopback}, 1, "directory"},
		{"no directory", []string{"serve", "--db", filepath.Join(dir, "none", "x.db"), loopback}, 1, "directory does not exist"},
		{"no tokens", []string{"serve", "--db", fresh(), loopback, "--auth-tokens-file", file("tokens", "")}, 1, "no tokens"},
		{"no certificate", []string{"serve", "--db", fresh(), loopback, "--tls-cert=none", "--tls-key=none"}, 1, "--tls-cert"},
		{"no cases", []string{"serve", "--db", fresh(), loopback, "--cases", "none.jsonl"}, 1, "none.jsonl: no such file"},
		{"bad case", []string{"serve", "--db", fresh(), loopback, "--cases", file("cases", `{"mention":"x","expect":null}`+"\n"+`{"mention":"x"}`)}, 1, "cases:2: expect is missing"},
		{"no place for the address", []string{"serve", "--db", fresh(), loopback, "--addr-file", filepath.Join(dir, "none", "addr")}, 1, "none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, stdout, stderr := run(t, test.args...)
			if code != test.code || !strings.Contains(stderr, test.want) || stdout != "" {
				t.Errorf("exit code %d, want %d; stderr %q, want %q in it; stdout %q", code, test.code, stderr, test.want, stdout)
			}
		})
	}
	if code, stdout, _ := run(t, "version"); code != 0 || !strings.HasPrefix(stdout, "laqabd ") || !strings.Contains(stdout, "\nmodel ") {
		t.Errorf("version: %d, %q", code, stdout)
	}
}

// TestIndexCache: the second start takes the index from its file, unless told
// not to; that the table was damaged meanwhile ends it all the same.
func TestIndexCache(t *testing.T) {
	db := database(t)
	s := serve(t, db)
	conn := s.plain(t)
	if _, err := create(t.Context(), conn, "kh", "Kataib Hizballah"); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	if code := s.end(t); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	file, err := os.Stat(db + ".index")
	if err != nil {
		t.Fatal(err)
	}
	if table, err := os.Stat(db); err != nil || table.Mode() != file.Mode() {
		t.Errorf("the cache has mode %v, the table %v, %v", file.Mode(), table.Mode(), err)
	}

	for _, how := range []string{"auto", "off"} {
		s = serve(t, db, "--index-cache="+how)
		r, err := laqabv1.NewResolverServiceClient(s.plain(t)).Resolve(t.Context(), &laqabv1.ResolveRequest{Mention: &laqabv1.Mention{Text: "Kataib Hizballah"}})
		if err != nil || len(r.GetCandidates()) == 0 {
			t.Errorf("%s: got %v, %v", how, r, err)
		}
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		if code := s.end(t); code != 0 {
			t.Fatalf("exit code %d", code)
		}
		if used := strings.Contains(s.stderr.String(), `msg="index cache used"`); used != (how == "auto") {
			t.Errorf("%s: used: %t", how, used)
		}
	}

	table, err := os.OpenFile(db, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := table.Stat()
	if err != nil {
		t.Fatal(err)
	}
	_, err = table.WriteAt(bytes.Repeat([]byte{0xA5}, 4096), info.Size()/4096/2*4096)
	if err := errors.Join(err, table.Close()); err != nil {
		t.Fatal(err)
	}
	s = serve(t, db)
	if code := s.end(t); code != 1 || !strings.Contains(s.stderr.String(), "damaged") {
		t.Errorf("a damaged table: exit code %d", code)
	}
}

// TestTLSAndTokens: the way to listen to the world.
func TestTLSAndTokens(t *testing.T) {
	dir := t.TempDir()
	cert, key, pool := certificate(t, dir)
	tokens := filepath.Join(dir, "tokens")
	if err := os.WriteFile(tokens, []byte("ci 0123456789abcdef curate\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, database(t), "--seed=none", "--listen=0.0.0.0:0", "--tls-cert", cert, "--tls-key", key, "--auth-tokens-file", tokens)
	_, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		t.Fatal(err)
	}
	s.addr = "127.0.0.1:" + port
	conn := s.dial(t, credentials.NewTLS(&tls.Config{RootCAs: pool}))
	_, err = create(t.Context(), conn, "kh", "Kataib Hizballah")
	if status.Code(err) != codes.Unauthenticated {
		t.Errorf("without a token: %v", err)
	}
	known := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer 0123456789abcdef")
	_, err = create(known, conn, "kh", "Kataib Hizballah")
	if status.Code(err) != codes.PermissionDenied {
		t.Errorf("as another actor: %v", err)
	}
	_, err = laqabv1.NewCurationServiceClient(conn).CreateEntity(known, &laqabv1.CreateEntityRequest{
		Entity: &laqabv1.Entity{Name: "x"}, Edit: &laqabv1.Edit{Actor: "ci/zainab"}})
	if err != nil {
		t.Error(err)
	}
	if _, err := create(known, s.connect(t, insecure.NewCredentials()), "y", "y"); err == nil {
		t.Error("a connection without TLS was served")
	}
}

func certificate(t *testing.T, dir string) (cert, key string, pool *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if err := errors.Join(os.WriteFile(cert, certPEM, 0o600), os.WriteFile(key, keyPEM, 0o600)); err != nil {
		t.Fatal(err)
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(certPEM)
	return cert, key, pool
}
