package service

import (
	"context"
	"errors"
	"testing"
)

// TestParallel: everything is done once; what goes wrong in a worker is an
// error of the call, and does not end the process.
func TestParallel(t *testing.T) {
	f := startUnloaded(t, Config{})
	cancelled, stop := context.WithCancel(t.Context())
	stop()
	var broken *panicError
	for _, test := range []struct {
		name string
		ctx  context.Context
		n    int
		at   int // where a worker panics
		want func(error) bool
	}{
		{"nothing", t.Context(), 0, -1, func(err error) bool { return err == nil }},
		{"fewer than workers", t.Context(), 1, -1, func(err error) bool { return err == nil }},
		{"more than workers", t.Context(), 100, -1, func(err error) bool { return err == nil }},
		{"panic", t.Context(), 100, 50, func(err error) bool { return errors.As(err, &broken) && broken.value == "broken" }},
		{"cancelled", cancelled, 100, -1, func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			done := make([]int, test.n)
			err := f.live.parallel(test.ctx, 3, test.n, func(i int) {
				if i == test.at {
					panic("broken")
				}
				done[i]++
			})
			if !test.want(err) {
				t.Errorf("error %v", err)
			}
			for i, times := range done {
				if times > 1 || err == nil && times != 1 {
					t.Errorf("%d was done %d times", i, times)
				}
			}
		})
	}
}
