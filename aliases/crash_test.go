package aliases_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/laqab/laqab/aliases"
)

const crashTable = "LAQAB_CRASH_TEST_TABLE" // set in the child: the table to edit until killed

// TestCrashChild is the program that TestCrash kills. It prints
// "REVISION ID" once an edit is acknowledged.
func TestCrashChild(t *testing.T) {
	path := os.Getenv(crashTable)
	if path == "" {
		t.Skip("run by TestCrash")
	}
	s, err := aliases.Open(t.Context(), path, aliases.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		id := fmt.Sprintf("p%d-%d", os.Getpid(), i)
		revision := update(t, s, func(tx *aliases.Tx) error {
			if _, err := tx.CreateEntity(aliases.Entity{ID: id, Name: strings.Repeat(id, 20)}); err != nil {
				return err
			}
			_, err := tx.AddAlias(id, aliases.Alias{Value: "alias"}, "")
			return err
		})
		// What spans several entities is there wholly or not at all, too.
		other := id + "-other"
		merged := update(t, s, func(tx *aliases.Tx) error {
			if _, err := tx.CreateEntity(aliases.Entity{ID: other, Name: other}); err != nil {
				return err
			}
			_, err := tx.MergeEntities(id, other, "", "")
			return err
		})
		update(t, s, func(tx *aliases.Tx) error {
			if _, err := tx.Revert(aliases.Range{From: merged}); err != nil {
				return err
			}
			e, err := tx.Get(id)
			revision = e.Revision
			return err
		})
		fmt.Printf("ACK %d %s\n", revision, id)
	}
}

func TestCrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.db")
	random := rand.New(rand.NewPCG(1, 2))
	acknowledged := map[string]int64{}
	for round := range 8 {
		child := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.v")
		child.Env = append(os.Environ(), crashTable+"="+path)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		// The odd rounds are killed at any moment, even before the table is
		// made; the even ones once there were edits.
		kill := func() { child.Process.Kill() }
		if round%2 == 1 {
			time.AfterFunc(time.Duration(random.IntN(60))*time.Millisecond, kill)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var revision int64
			var id string
			line := lines.Text()
			if at := strings.Index(line, "ACK "); at >= 0 {
				if n, _ := fmt.Sscanf(line[at:], "ACK %d %s", &revision, &id); n == 2 {
					acknowledged[id] = revision
				}
				if round%2 == 0 && len(acknowledged) == 1 || random.IntN(40) == 0 {
					kill()
				}
			}
		}
		if err := child.Wait(); err == nil {
			t.Fatal("the child was not killed")
		}

		s, err := aliases.Open(t.Context(), path, aliases.Options{})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		sound(t, s)
		for id, revision := range acknowledged {
			if e := get(t, s, id); e.Revision != revision || len(e.Aliases) != 1 {
				t.Errorf("round %d: %s was acknowledged at revision %d, is at %d with %d aliases", round, id, revision, e.Revision, len(e.Aliases))
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(acknowledged) == 0 {
		t.Error("no edit was ever acknowledged: nothing was tested")
	}
	t.Logf("%d edits acknowledged", len(acknowledged))
}
