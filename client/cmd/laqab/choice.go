package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// enum is an enum type of the contract.
type enum interface {
	~int32
	protoreflect.Enum
}

// choice is a flag whose value is one of an enum's, written as people write
// it: "organization" for ENTITY_TYPE_ORGANIZATION.
type choice[E enum] struct{ value E }

// names lists what can be chosen: all but the unspecified value.
func (c *choice[E]) names() []string {
	var names []string
	values := c.value.Descriptor().Values()
	for i := range values.Len() {
		if v := values.Get(i); v.Number() != 0 {
			names = append(names, plainName(c.value, v))
		}
	}
	return names
}

// Set implements pflag.Value.
func (c *choice[E]) Set(text string) error {
	values := c.value.Descriptor().Values()
	for i := range values.Len() {
		if v := values.Get(i); v.Number() != 0 && plainName(c.value, v) == strings.ToLower(text) {
			c.value = E(v.Number())
			return nil
		}
	}
	return fmt.Errorf("want one of %s", strings.Join(c.names(), ", "))
}

// String implements pflag.Value.
func (c *choice[E]) String() string { return nameOf(c.value) }

// Type implements pflag.Value.
func (c *choice[E]) Type() string { return "name" }

// nameOf is the plain name of a value, "" for the unspecified one.
func nameOf[E enum](value E) string {
	v := value.Descriptor().Values().ByNumber(value.Number())
	switch {
	case value == 0:
		return ""
	case v == nil: // a newer server's
		return fmt.Sprint(int32(value))
	}
	return plainName(value, v)
}

// plainName is the name without the prefix that all values of the enum share.
func plainName(e protoreflect.Enum, v protoreflect.EnumValueDescriptor) string {
	zero := string(e.Descriptor().Values().ByNumber(0).Name())
	return strings.ToLower(strings.TrimPrefix(string(v.Name()), strings.TrimSuffix(zero, "UNSPECIFIED")))
}

// choiceFlag adds a flag for an enum, with completion.
func choiceFlag[E enum](cmd *cobra.Command, c *choice[E], name, usage string) {
	cmd.Flags().Var(c, name, usage+": "+strings.Join(c.names(), ", "))
	complete(cmd, name, c.names())
}

// complete lets the shell complete the flag's value.
func complete(cmd *cobra.Command, flag string, values []string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // the flag was not added before: a mistake in this program
	}
}

// colorMode is the value of --color.
type colorMode string

const (
	colorAuto   colorMode = "auto"
	colorAlways colorMode = "always"
	colorNever  colorMode = "never"
)

var colorNames = []string{"auto", "always", "never"}

func (m *colorMode) Set(text string) error {
	if !slices.Contains(colorNames, text) {
		return fmt.Errorf("want one of %s", strings.Join(colorNames, ", "))
	}
	*m = colorMode(text)
	return nil
}
func (m *colorMode) String() string { return string(*m) }
func (m *colorMode) Type() string   { return "when" }
