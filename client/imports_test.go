package client_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The client stays small and portable: none of the server's packages, no cgo.
func TestImports(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}} {{len .CgoFiles}}{{end}}", "./...")
	list.Env = append(os.Environ(), "CGO_ENABLED=1")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	const module = "github.com/laqab/laqab/"
	packages := 0
	for line := range strings.Lines(string(out)) {
		path, cgoFiles, found := strings.Cut(strings.TrimSpace(line), " ")
		if !found {
			continue
		}
		packages++
		if cgoFiles != "0" {
			t.Errorf("%s uses cgo", path)
		}
		own, isOwn := strings.CutPrefix(path, module)
		if isOwn && !strings.HasPrefix(own, "proto/") && own != "client" && !strings.HasPrefix(own, "client/") {
			t.Errorf("the client imports %s", path)
		}
	}
	if packages < 10 {
		t.Errorf("only %d packages listed: this test sees too little", packages)
	}
}

func TestBuildsWithoutCgo(t *testing.T) {
	build := exec.Command("go", "build", "-o", os.DevNull, "./cmd/laqab")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
