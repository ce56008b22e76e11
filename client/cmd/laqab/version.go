package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client/cmd/laqab/table"
)

// version is what this program was built from and with.
type version struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

var versionView = view[version]{
	json: func(v version) ([]byte, error) { return json.Marshal(v) },
	head: []string{"version", "commit", "go", "platform"},
	records: func(v version) [][]string {
		return [][]string{{v.Version, v.Commit, v.Go, v.Platform}}
	},
	page: func(out io.Writer, _ table.Screen, v version) error {
		commit := v.Commit
		if commit != "" {
			commit = " " + commit
		}
		_, err := fmt.Fprintf(out, "laqab %s%s %s %s\n", v.Version, commit, v.Go, v.Platform)
		return err
	},
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of this program",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			v := version{Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
			if info, ok := debug.ReadBuildInfo(); ok {
				v.Version = info.Main.Version
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						v.Commit = s.Value
					}
				}
			}
			return printOne(p, versionView, v)
		},
	}
}
