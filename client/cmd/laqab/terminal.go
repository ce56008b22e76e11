package main

import (
	"bufio"
	"os"
	"unicode"

	"golang.org/x/term"
)

// terminal is a keyboard and a screen.
type terminal interface {
	// raw gives every key to the program as it is pressed, until restore.
	raw() (restore func(), err error)
	// size is that of the screen, in columns and lines.
	size() (width, height int)
}

// theTerminal is the one on stdin and stdout, nil when either is something else.
func theTerminal() terminal {
	if !term.IsTerminal(int(os.Stdin.Fd())) || !term.IsTerminal(int(os.Stdout.Fd())) {
		return nil
	}
	return tty{}
}

type tty struct{}

func (tty) raw() (func(), error) {
	before, err := term.MakeRaw(int(os.Stdin.Fd()))
	if err != nil {
		return nil, err
	}
	return func() { _ = term.Restore(int(os.Stdin.Fd()), before) }, nil // what could not be restored, stty sane restores
}

func (tty) size() (width, height int) {
	width, height, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return 80, 24
	}
	return width, height
}

// key is a character that was typed, or one of those below.
type key rune

const (
	keyInterrupt key = 3 // Ctrl-C
	keyEnd       key = 4 // Ctrl-D
	keyBackspace key = 8
	keyEnter     key = 13
	keyClear     key = 21 // Ctrl-U
	keyEscape    key = 27
	keyDelete    key = 127 // what most terminals send for backspace
	keyOther     key = 0   // a key without a character: an arrow
)

// readKey returns the next key. An arrow and its like comes as an escape and
// more bytes at once; an escape alone is the key of that name.
func readKey(in *bufio.Reader) (key, error) {
	r, size, err := in.ReadRune()
	if err != nil {
		return keyOther, err
	}
	if r == unicode.ReplacementChar && size == 1 {
		return keyOther, nil
	}
	if key(r) != keyEscape || in.Buffered() == 0 {
		return key(r), nil
	}
	introducer, err := in.ReadByte()
	if err != nil || introducer != '[' && introducer != 'O' {
		return keyOther, err
	}
	for in.Buffered() > 0 {
		if b, err := in.ReadByte(); err != nil || b >= '@' && b <= '~' { // the last byte of a sequence
			return keyOther, err
		}
	}
	return keyOther, nil
}
