package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/laqab/laqab/client"
	"github.com/laqab/laqab/client/cmd/laqab/table"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

// surroundings is everything outside the program that it touches, so that a
// test can stand in for it.
type surroundings struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	configDir      func() (string, error)
	identity       func() (string, error)
	screenWidth    func() int // columns of the terminal on stdout; 0 when there is none
	terminal       terminal   // on stdin and stdout; nil when there is none
	stderrTerminal bool
}

// program is one run of laqab.
type program struct {
	surroundings
	format     format
	color      colorMode
	configPath string
	timeout    time.Duration
	flags      settings // as given; empty where not
	settings   settings // in force: flags, then environment, then file, then defaults
	called     bool     // whether the arguments were good enough to call a command
	preview    bool     // edits are to be shown, not made
	requestID  string   // names the edit
	connection *client.Client
}

// run runs laqab with the arguments and returns its exit code.
func run(ctx context.Context, args []string, s surroundings) int {
	p := &program{surroundings: s, format: formatTable}
	p.stdin = &interruptible{ctx: ctx, reader: s.stdin}
	root := p.root()
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if p.connection != nil {
		_ = p.connection.Close()
	}
	return p.finish(ctx, cmd.CommandPath(), err)
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "laqab",
		Short: "Which entity does this name mean?",
		Long: `laqab asks a laqab server which entity a name means, and edits its alias table.

Settings come from flags, then from the environment (LAQAB_ADDR, LAQAB_TOKEN, LAQAB_TLS,
LAQAB_ACTOR), then from the file laqab/config in the user's configuration directory, one
"key = value" a line (addr, token, tls, actor) or one JSON object, then from defaults.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some mentions not resolved (with --strict).`,
		Example: `  laqab resolve "Kataib Hizbullah" "كتائب حزب الله"
  laqab resolve -f names.txt -o jsonl --strict
  laqab explain "Hezbollah Brigades" kataib-hezbollah`,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			p.called = true
			return p.configure()
		},
	}
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	flags := root.PersistentFlags()
	flags.VarP(&p.format, "output", "o", "how to show results: table, json, jsonl or csv")
	flags.Var(&p.color, "color", "whether to colour tables: auto, always or never")
	flags.StringVar(&p.flags.addr, "addr", "", "the server's address (default "+defaultAddr+")")
	flags.StringVar(&p.flags.tls, "tls", "", "encrypt: off, system (the system's certificates) or a PEM file of certificates to trust")
	flags.StringVar(&p.configPath, "config", "", "the configuration file")
	flags.DurationVar(&p.timeout, "timeout", 0, "how long a call may take (default 30s)")
	complete(root, "output", formatNames)
	complete(root, "color", colorNames)
	root.AddCommand(
		p.resolveCommand(), p.explainCommand(), p.compareCommand(), p.analyzeCommand(),
		p.entityCommand(), p.aliasCommand(), p.termCommand(), p.reviewCommand(),
		p.policyCommand(), p.checkCommand(),
		p.importCommand(), p.exportCommand(), p.historyCommand(), p.revertCommand(), p.watchCommand(),
		p.evalCommand(), p.versionCommand(),
	)
	argumentsAreNoFiles(root)
	argumentsAreNamed(root)
	return root
}

// argumentsAreNoFiles keeps the shell from completing file names where names
// and IDs are wanted. Commands that take a file say so in their usage.
func argumentsAreNoFiles(cmd *cobra.Command) {
	if !cmd.HasSubCommands() && !strings.Contains(cmd.Use, "FILE") {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	for _, sub := range cmd.Commands() {
		argumentsAreNoFiles(sub)
	}
}

// group is a command that only has commands. Cobra would answer a wrong one
// with help and success.
func group(cmd *cobra.Command, commands ...*cobra.Command) *cobra.Command {
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return wrongUsage("unknown command %q for %q", args[0], cmd.CommandPath())
		}
		return wrongUsage("%s needs a command; see %s --help", cmd.CommandPath(), cmd.CommandPath())
	}
	cmd.AddCommand(commands...)
	return cmd
}

// client connects, which is put off until a command needs it.
func (p *program) client() (*client.Client, error) {
	if p.connection != nil {
		return p.connection, nil
	}
	encryption, err := p.settings.encryption()
	if err != nil {
		return nil, err
	}
	p.connection, err = client.Dial(p.settings.addr, client.Options{
		TLS: encryption, Token: p.settings.token, Timeout: p.timeout,
	})
	return p.connection, err
}

// screen is where tables go.
func (p *program) screen() table.Screen {
	width := p.screenWidth()
	color := p.color == colorAlways
	if p.color == colorAuto || p.color == "" {
		color = width > 0 && p.getenv("NO_COLOR") == "" && p.getenv("TERM") != "dumb"
	}
	return table.Screen{Color: color, Width: width}
}

// edit says who edits and why.
func (p *program) edit(reason string) (*laqabv1.Edit, error) {
	actor := p.settings.actor
	if actor == "" {
		var err error
		if actor, err = p.identity(); err != nil {
			return nil, wrongUsage("every edit names who made it: give --actor, set LAQAB_ACTOR, or write \"actor = ...\" in the configuration file (%v)", err)
		}
	}
	return &laqabv1.Edit{Actor: actor, Reason: reason, RequestId: p.requestID, ValidateOnly: p.preview}, nil
}

// editing is what every edit begins with: a connection, and who edits and why.
func (p *program) editing(reason string) (*client.Client, *laqabv1.Edit, error) {
	edit, err := p.edit(reason)
	if err != nil {
		return nil, nil, err
	}
	laqab, err := p.client()
	return laqab, edit, err
}

// editFlags adds the flags that every edit has; reason is where the reason goes.
func (p *program) editFlags(cmd *cobra.Command, reason *string) {
	cmd.Flags().StringVar(&p.flags.actor, "actor", "", "who edits, for example a mail address (default user@host)")
	cmd.Flags().StringVar(reason, "reason", "", "why")
}

// previewableFlags adds the flags of an edit that can be previewed.
func (p *program) previewableFlags(cmd *cobra.Command, reason *string) {
	p.editFlags(cmd, reason)
	cmd.Flags().BoolVar(&p.preview, "preview", false, "write nothing: show which names collide and which answers would change")
}

// onceFlag adds the flag of an edit that is one call. A command that otherwise
// reads first what it then sends would send something else the second time: with
// the flag it reads nothing.
func (p *program) onceFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.requestID, "request-id", "", "name this edit: the same command with the same `ID` is done once, however often it is given")
}

// identity is who edits when nobody says: the user at this machine.
func identity() (string, error) {
	u, err := user.Current()
	if err != nil {
		return "", err
	}
	host, err := os.Hostname()
	if err != nil {
		return "", err
	}
	if u.Username == "" || host == "" {
		return "", fmt.Errorf("no user or host name")
	}
	return u.Username + "@" + host, nil
}

// warn writes a line to stderr.
func (p *program) warn(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(table.Clean(line)); line != "" {
			fmt.Fprintln(p.stderr, "laqab: "+line)
		}
	}
}

// interruptible lets go of a Read that blocks when the context ends, as one
// from a keyboard does.
type interruptible struct {
	ctx    context.Context
	reader io.Reader
}

func (r *interruptible) Read(into []byte) (int, error) {
	type outcome struct {
		n   int
		err error
	}
	own := make([]byte, len(into)) // a Read that is let go must not write into what the caller uses again
	done := make(chan outcome, 1)
	go func() {
		n, err := r.reader.Read(own)
		done <- outcome{n, err}
	}()
	select {
	case o := <-done:
		return copy(into, own[:o.n]), o.err
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	}
}
