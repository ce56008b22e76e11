package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const defaultAddr = "127.0.0.1:50051"

// settings say which server to talk to, and as whom.
type settings struct {
	addr  string // gRPC target
	token string // bearer token
	tls   string // "off", "system", or the path of a PEM file
	actor string // who edits
}

// field returns where a key of the configuration file goes, nil for an unknown key.
func (s *settings) field(key string) *string {
	switch key {
	case "addr":
		return &s.addr
	case "token":
		return &s.token
	case "tls":
		return &s.tls
	case "actor":
		return &s.actor
	}
	return nil
}

// configure puts together the settings in force.
func (p *program) configure() error {
	file, err := p.configFile()
	if err != nil {
		return &usageError{err}
	}
	first := func(values ...string) string {
		for _, v := range values {
			if v != "" {
				return v
			}
		}
		return ""
	}
	p.settings = settings{
		addr:  first(p.flags.addr, p.getenv("LAQAB_ADDR"), file.addr, defaultAddr),
		token: first(p.getenv("LAQAB_TOKEN"), file.token),
		tls:   first(p.flags.tls, p.getenv("LAQAB_TLS"), file.tls, "off"),
		actor: first(p.flags.actor, p.getenv("LAQAB_ACTOR"), file.actor),
	}
	return nil
}

// configFile reads the configuration file. That the default one is missing is normal.
func (p *program) configFile() (settings, error) {
	path := p.configPath
	if path == "" {
		dir, err := p.configDir()
		if err != nil { // no home directory, hence no file
			return settings{}, nil
		}
		path = filepath.Join(dir, "laqab", "config")
	}
	text, err := os.ReadFile(path)
	if p.configPath == "" && errors.Is(err, fs.ErrNotExist) {
		return settings{}, nil
	}
	if err != nil {
		return settings{}, err
	}
	s, err := parseSettings(text)
	if err != nil {
		return settings{}, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// parseSettings reads "key = value" lines, or one JSON object of strings.
// Lines that start with # are remarks.
func parseSettings(text []byte) (settings, error) {
	var s settings
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		var values map[string]string
		if err := json.Unmarshal(text, &values); err != nil {
			return settings{}, err
		}
		for key, value := range values {
			field := s.field(key)
			if field == nil {
				return settings{}, unknownKey(key)
			}
			*field = value
		}
		return s, nil
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, found := strings.Cut(line, "=")
		if !found {
			return settings{}, fmt.Errorf("line %d: want key = value, got %q", number, line)
		}
		field := s.field(strings.TrimSpace(key))
		if field == nil {
			return settings{}, fmt.Errorf("line %d: %w", number, unknownKey(strings.TrimSpace(key)))
		}
		*field = strings.TrimSpace(value)
	}
	return s, lines.Err()
}

func unknownKey(key string) error {
	return fmt.Errorf("unknown key %q; the keys are addr, token, tls and actor", key)
}

// encryption is nil when there is to be none.
func (s settings) encryption() (*tls.Config, error) {
	switch s.tls {
	case "off", "false":
		return nil, nil
	case "system", "true":
		return &tls.Config{MinVersion: tls.VersionTLS12}, nil
	}
	pem, err := os.ReadFile(s.tls)
	if err != nil {
		return nil, wrongUsage("tls is off, system or a PEM file: %v", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, wrongUsage("%s has no certificate", s.tls)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}, nil
}
