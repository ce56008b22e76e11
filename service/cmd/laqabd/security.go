package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"google.golang.org/grpc/credentials"

	"github.com/laqab/laqab/service"
)

// configure turns the flags into m.Config, and refuses what does not go together.
func (m *Main) configure() (err error) {
	if m.Config.Logger, err = m.logger(); err != nil {
		return err
	}
	if m.Seed != "builtin" && m.Seed != "none" {
		return usageError{fmt.Errorf("--seed %q is not builtin or none", m.Seed)}
	}
	if m.IndexCache != "auto" && m.IndexCache != "off" {
		return usageError{fmt.Errorf("--index-cache %q is not auto or off", m.IndexCache)}
	}
	if m.AnswerCache < 0 || m.AnswerCache > maxAnswerCache {
		return usageError{fmt.Errorf("--answer-cache %d is not in 0..%d", m.AnswerCache, maxAnswerCache)}
	}
	if m.Config.AnswerCache = m.AnswerCache << 20; m.AnswerCache == 0 {
		m.Config.AnswerCache = -1
	}
	if m.DrainTimeout < 0 || m.Config.MaxInFlight < 0 || m.Config.MaxWatches < 0 || m.Config.MaxChecks < 0 {
		return usageError{errors.New("--drain-timeout, --max-in-flight, --max-watches and --max-checks must not be negative")}
	}
	if err := m.configureReview(); err != nil {
		return err
	}
	if (m.TLSCert == "") != (m.TLSKey == "") {
		return usageError{errors.New("--tls-cert and --tls-key go together")}
	}
	if err := m.checkExposure(); err != nil {
		return err
	}
	if m.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(m.TLSCert, m.TLSKey)
		if err != nil {
			return fmt.Errorf("--tls-cert and --tls-key: %w", err)
		}
		m.Config.Credentials = credentials.NewTLS(&tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12})
	}
	if m.TokensFile != "" {
		if m.Config.Tokens, err = readTokens(m.TokensFile); err != nil {
			return fmt.Errorf("--auth-tokens-file %s: %w", m.TokensFile, err)
		}
	}
	return m.readCases()
}

// maxAnswerCache is the most MiB of answers that are kept: a slip of the keyboard more
// would be all memory that there is.
const maxAnswerCache = 1 << 16

func (m *Main) configureReview() error {
	review := &m.Config.Review
	switch {
	case m.Review != "on" && m.Review != "off":
		return usageError{fmt.Errorf("--review %q is not on or off", m.Review)}
	case !(review.Below >= 0 && review.Below <= 1): // written so that NaN fails too
		return usageError{fmt.Errorf("--review-below %v is not in 0..1", review.Below)}
	case review.Max < 0:
		return usageError{errors.New("--review-max must not be negative")}
	}
	review.Off = m.Review == "off"
	return nil
}

func readTokens(path string) ([]service.Token, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return service.ParseTokens(f)
}

// checkExposure refuses to listen to the world without TLS and tokens, unless
// that is said to be wanted.
func (m *Main) checkExposure() error {
	addr, err := net.ResolveTCPAddr("tcp", m.Listen)
	if err != nil {
		return usageError{fmt.Errorf("--listen %q: %w", m.Listen, err)}
	}
	if m.Insecure || addr.IP.IsLoopback() {
		return nil
	}
	var missing []string
	if m.TLSCert == "" {
		missing = append(missing, "--tls-cert and --tls-key")
	}
	if m.TokensFile == "" {
		missing = append(missing, "--auth-tokens-file")
	}
	if missing == nil {
		return nil
	}
	return usageError{fmt.Errorf("--listen %s can be reached from other machines: it needs %s, or --insecure",
		m.Listen, strings.Join(missing, " and "))}
}
