package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// argumentsAreNamed makes every command that checks how many arguments it gets
// say which ones it wants, as its usage names them.
func argumentsAreNamed(cmd *cobra.Command) {
	if check := cmd.Args; check != nil && !cmd.HasSubCommands() { // of those that have some, cobra says that there is no such command
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if check(cmd, args) == nil {
				return nil
			}
			return wrongArguments(cmd, args)
		}
	}
	for _, sub := range cmd.Commands() {
		argumentsAreNamed(sub)
	}
}

func wrongArguments(cmd *cobra.Command, args []string) error {
	needed, optional := arguments(cmd)
	path := strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
	switch {
	case len(args) < len(needed):
		return wrongUsage("%s needs %s; see %s --help", path, listed(needed), cmd.CommandPath())
	case len(needed)+len(optional) == 0:
		return wrongUsage("%s takes no arguments, and not %q; see %s --help", path, args[0], cmd.CommandPath())
	}
	return wrongUsage("%s takes %s, and not %q too; see %s --help",
		path, listed(append(needed, optional...)), args[len(needed)+len(optional)], cmd.CommandPath())
}

// arguments are the names of a command's arguments: what stands in its usage
// before any flag, those in brackets being optional.
func arguments(cmd *cobra.Command) (needed, optional []string) {
	for _, name := range strings.Fields(cmd.Use)[1:] {
		switch {
		case strings.HasPrefix(name, "-"):
			return needed, optional
		case strings.HasPrefix(name, "["):
			optional = append(optional, strings.Trim(name, "[]"))
		default:
			needed = append(needed, name)
		}
	}
	return needed, optional
}

// listed joins names as people do: "RULE, ID and NAME".
func listed(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
