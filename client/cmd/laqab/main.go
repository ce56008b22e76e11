// Command laqab asks a laqab server which entity a name means, and edits its
// alias table.
//
// Results go to stdout, everything else to stderr. It exits with 0 when all is
// done, 1 when something failed, 2 when it was called wrongly, and 3 when
// --strict was given and some mentions were not resolved.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// After the first signal the next one kills, should ending take too long.
	context.AfterFunc(ctx, stop)
	// Writing to a pipe that was closed is then an error, which run knows, and no sudden end.
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(run(ctx, os.Args[1:], surroundings{
		stdin:          os.Stdin,
		stdout:         os.Stdout,
		stderr:         os.Stderr,
		getenv:         os.Getenv,
		configDir:      os.UserConfigDir,
		identity:       identity,
		screenWidth:    screenWidth,
		terminal:       theTerminal(),
		stderrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
	}))
}

// screenWidth is 0 when stdout is not a terminal.
func screenWidth() int {
	if !term.IsTerminal(int(os.Stdout.Fd())) {
		return 0
	}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && width > 0 {
		return width
	}
	return 80
}
