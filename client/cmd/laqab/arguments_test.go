package main

import (
	"slices"
	"testing"

	"github.com/spf13/cobra"
)

// TestArgumentsAreNamed: how many arguments a command takes is how many its
// usage names, or else it would ask for the wrong ones.
func TestArgumentsAreNamed(t *testing.T) {
	checked := 0
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			visit(sub)
		}
		if cmd.Args == nil || cmd.HasSubCommands() {
			return
		}
		checked++
		needed, optional := arguments(cmd)
		least, most := len(needed), len(needed)+len(optional)
		for n := range most + 2 {
			err := cmd.Args(cmd, slices.Repeat([]string{"x"}, n))
			if (err == nil) != (n >= least && n <= most) {
				t.Errorf("%q with %d arguments: %v", cmd.UseLine(), n, err)
			}
		}
	}
	visit((&program{}).root())
	if checked < 20 {
		t.Errorf("only %d commands say how many arguments they take", checked)
	}
}
