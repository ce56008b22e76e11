package main

import (
	"crypto/tls"
	"strings"
	"testing"
)

// A server that speaks TLS to a client that does not, or the other way round, is running all the same.
func TestEncryptionThatDoesNotFit(t *testing.T) {
	got := (&laqab{t: t, addr: serve(t, &fake{})}).run("term", "list", "--tls", "system", "--timeout", "5s")
	if got.code != exitFailed || !strings.Contains(got.stderr, "is there, but encryption with it fails; see --tls (") {
		t.Errorf("TLS to a plain server: %+v", got)
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{}}, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_ = conn.(*tls.Conn).Handshake() // fails: what comes is no TLS
			_ = conn.Close()
		}
	}()
	got = (&laqab{t: t, addr: listener.Addr().String()}).run("term", "list", "--timeout", "5s")
	if got.code != exitFailed || !strings.Contains(got.stderr, "hangs up: does it want encryption? see --tls (") {
		t.Errorf("plain to a TLS server: %+v", got)
	}
}

func TestLoadingServerIsNotCalledMissing(t *testing.T) {
	addr := serve(t, &fake{loading: true})
	got := (&laqab{t: t, addr: addr}).run("resolve", "x")
	if got.code != exitFailed || !strings.Contains(got.stderr, "is not ready: ") || strings.Contains(got.stderr, "is it running") {
		t.Errorf("%+v", got)
	}
}
