// Command laqabd serves an alias table over gRPC.
//
//	laqabd serve --db laqab.db
//
// Exit codes: 0 stopped as asked, 1 failed, 2 wrong usage.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/resolver"
)

func main() {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	os.Exit(execute(context.Background(), os.Args[1:], signals, os.Stdout, os.Stderr))
}

// usageError is a command line that asks for what cannot be.
type usageError struct{ error }

// execute runs the command line and returns the exit code.
func execute(ctx context.Context, args []string, signals <-chan os.Signal, stdout, stderr io.Writer) int {
	running := false
	root := &cobra.Command{
		Use:           "laqabd",
		Short:         "laqabd serves an alias table over gRPC",
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("a command is required: serve or version")}
		},
		Args: cobra.NoArgs,
	}
	root.CompletionOptions.DisableDefaultCmd = true

	m := NewMain()
	m.Signals, m.Stderr = signals, stderr
	serve := &cobra.Command{
		Use:   "serve",
		Short: "Serve the table until SIGINT or SIGTERM; a second signal stops at once",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			running = true
			defer func() { err = errors.Join(err, m.Close()) }()
			return m.Run(cmd.Context())
		},
	}
	m.BindFlags(serve.Flags())

	version := &cobra.Command{
		Use:   "version",
		Short: "Print the versions of the program and of its model",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			running = true
			_, err := fmt.Fprintf(stdout, "laqabd %s\nmodel %s\n", programVersion(), resolver.ModelVersion())
			return err
		},
	}

	root.AddCommand(serve, version)
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "laqabd:", err)
	// What cobra refuses, it refuses before a command runs.
	if wrong := (usageError{}); !running || errors.As(err, &wrong) {
		fmt.Fprintln(stderr, "Run 'laqabd --help' or 'laqabd serve --help' for usage.")
		return 2
	}
	return 1
}

// programVersion is the module's version and the commit it was built from.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			version += " " + s.Value
		}
	}
	return version
}
