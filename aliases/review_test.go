package aliases_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/laqab/laqab/aliases"
	"github.com/laqab/laqab/resolver"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// met is one mention in folded form, so many minutes after noon.
func met(folded string, minute int, candidates ...aliases.ReviewCandidate) aliases.Spelling {
	at := noon.Add(time.Duration(minute) * time.Minute)
	return aliases.Spelling{Folded: folded, Text: strings.ToUpper(folded), Script: "Latn", Outcome: resolver.NoMatch, Candidates: candidates,
		Count: 1, FirstSeen: at, LastSeen: at, Samples: []aliases.ReviewSample{{Text: folded, Context: fmt.Sprint("minute ", minute), Caller: "desk", Time: at}}}
}

var recording = aliases.RecordOptions{Max: 100}

// byFirst keeps spellings with the same first letter together.
func byFirst(text string) string { return "item " + strings.ToLower(string([]rune(text)[:1])) }

func record(t testing.TB, s *aliases.Store, seen ...aliases.Spelling) {
	t.Helper()
	if err := s.Record(t.Context(), seen, recording); err != nil {
		t.Fatal(err)
	}
	group(t, s)
}

func group(t testing.TB, s *aliases.Store) {
	t.Helper()
	if err := s.Group(t.Context(), byFirst); err != nil {
		t.Fatal(err)
	}
}

// queue is the review queue as "item: folded*count ...", one item a line.
func queue(t testing.TB, s *aliases.Store, opts aliases.ReviewOptions) []string {
	t.Helper()
	page, err := s.ReviewItems(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, item := range page.Items {
		line := item.ID + ":"
		for _, s := range item.Spellings {
			line += fmt.Sprintf(" %s*%d", s.Folded, s.Count)
		}
		lines = append(lines, line)
	}
	return lines
}

func wantQueue(t testing.TB, s *aliases.Store, opts aliases.ReviewOptions, want ...string) {
	t.Helper()
	if got := queue(t, s, opts); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func near(p float64) aliases.ReviewCandidate {
	return aliases.ReviewCandidate{ID: "kh", Name: "Kata'ib", Probability: p}
}

func TestRecord(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "t.db"))
	record(t, s, met("badr", 0, near(0.1)), met("abu", 1))
	record(t, s, met("badr", 2, near(0.4)))
	for minute := 3; minute < 9; minute++ {
		record(t, s, met("bader", minute))
	}
	wantQueue(t, s, aliases.ReviewOptions{}, "item b: bader*6 badr*2", "item a: abu*1")

	var item aliases.ReviewItem
	if err := s.View(t.Context(), func(v *aliases.View) (err error) {
		item, err = v.ReviewItemOf("badr")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	badr := item.Spellings[1]
	first, last := item.Seen()
	if badr.Count != 2 || badr.FirstSeen != noon || badr.LastSeen != noon.Add(2*time.Minute) || badr.Candidates[0].Probability != 0.4 ||
		item.Count() != 8 || item.BestProbability() != 0.4 || first != noon || last != noon.Add(8*time.Minute) || item.Skipped() {
		t.Errorf("got %+v", item)
	}
	var contexts []string
	for _, sample := range item.Spellings[0].Samples {
		contexts = append(contexts, sample.Context)
	}
	if want := []string{"minute 8", "minute 7", "minute 6"}; !slices.Equal(contexts, want) {
		t.Errorf("samples %q, want %q", contexts, want)
	}
	if revision, err := s.Revision(t.Context()); revision != 0 || err != nil {
		t.Errorf("recording took revision %d, %v", revision, err)
	}
	sound(t, s)
}

func TestReviewOrderAndFilters(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "t.db"))
	arabic := met("كتائب", 5, near(0.5))
	arabic.Script, arabic.Type, arabic.Outcome = "Arab", resolver.TypeOrganization, resolver.Ambiguous
	record(t, s, met("aa", 1, near(0.2)), met("bb", 9), met("cc", 3, near(0.3)), met("cc", 4, near(0.3)), arabic)
	key := byFirst(arabic.Text)
	ambiguous := resolver.Ambiguous
	for _, test := range []struct {
		name string
		opts aliases.ReviewOptions
		want []string
	}{
		{"count", aliases.ReviewOptions{}, []string{"item c", "item a", "item b", key}},
		{"recency", aliases.ReviewOptions{Order: aliases.ByRecency}, []string{"item b", key, "item c", "item a"}},
		{"closeness", aliases.ReviewOptions{Order: aliases.ByCloseness}, []string{key, "item c", "item a", "item b"}},
		{"script", aliases.ReviewOptions{Script: "Arab"}, []string{key}},
		{"type", aliases.ReviewOptions{Type: resolver.TypeOrganization}, []string{key}},
		{"outcome", aliases.ReviewOptions{Outcome: &ambiguous}, []string{key}},
		{"state", aliases.ReviewOptions{State: aliases.ReviewIgnored}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, size := range []int{1, 2, 100} {
				var got []string
				opts := test.opts
				opts.PageSize = size
				for more := true; more; more = opts.PageToken != "" {
					page, err := s.ReviewItems(t.Context(), opts)
					if err != nil {
						t.Fatal(err)
					}
					for _, item := range page.Items {
						got = append(got, item.ID)
					}
					if int(page.Total.Items) != len(test.want) {
						t.Errorf("%d items in all, want %d", page.Total.Items, len(test.want))
					}
					opts.PageToken = page.NextPageToken
				}
				if !slices.Equal(got, test.want) {
					t.Errorf("pages of %d: got %q, want %q", size, got, test.want)
				}
			}
		})
	}
	page, err := s.ReviewItems(t.Context(), aliases.ReviewOptions{PageSize: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{page.NextPageToken, "?", "AAAA", page.NextPageToken + "A"} {
		_, err := s.ReviewItems(t.Context(), aliases.ReviewOptions{PageToken: token, Order: aliases.ByRecency})
		wantError(t, err, aliases.ErrBadPageToken)
	}
}

// TestForget: a full queue loses what was met least and longest ago.
func TestForget(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "t.db"))
	opts := recording
	opts.Max = 3
	for i, folded := range []string{"a", "b", "b", "c", "d"} {
		if err := s.Record(t.Context(), []aliases.Spelling{met(folded, i)}, opts); err != nil {
			t.Fatal(err)
		}
	}
	wantQueue(t, s, aliases.ReviewOptions{})
	group(t, s)
	wantQueue(t, s, aliases.ReviewOptions{}, "item b: b*2", "item c: c*1", "item d: d*1")
}

// TestGroup: what is in no item yet is in no list; however much it is, grouping
// puts it there, and leaves what is in one.
func TestGroup(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "t.db"))
	opts := aliases.RecordOptions{Max: 10_000}
	record(t, s, met("a", 0))
	var seen []aliases.Spelling
	const many = 2500 // more than one transaction takes
	for i := range many {
		seen = append(seen, met(fmt.Sprint("b", i), i))
	}
	if err := s.Record(t.Context(), append(seen, met("a", many)), opts); err != nil {
		t.Fatal(err)
	}
	wantQueue(t, s, aliases.ReviewOptions{}, "item a: a*2")
	if err := s.View(t.Context(), func(v *aliases.View) error {
		_, err := v.ReviewItemOf("b7")
		return err
	}); !errors.Is(err, aliases.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	group(t, s)
	page, err := s.ReviewItems(t.Context(), aliases.ReviewOptions{})
	if err != nil || page.Total != (aliases.Tally{Items: 2, Spellings: many + 1, Mentions: many + 2}) || len(page.Items[0].Spellings) != many {
		t.Errorf("got %+v, %v", page.Total, err)
	}
}

// triage is a table of two entities and a queue of three items.
func triage(t testing.TB) *aliases.Store {
	s := open(t, filepath.Join(t.TempDir(), "t.db"))
	update(t, s, func(tx *aliases.Tx) error {
		for _, id := range []string{"kh", "badr"} {
			if _, err := tx.CreateEntity(aliases.Entity{ID: id, Name: "Name of " + id}); err != nil {
				return err
			}
		}
		return nil
	})
	record(t, s, met("abu", 1), met("abo", 2), met("badr", 3), met("cbi", 4), met("cbi", 5))
	return s
}

func decide(t testing.TB, s *aliases.Store, verdict aliases.Verdict, settles ...string) (d aliases.Decision) {
	t.Helper()
	revision := update(t, s, func(tx *aliases.Tx) (err error) {
		d, err = tx.Decide(verdict)
		return err
	})
	var resolved []aliases.Resettled
	for _, folded := range settles {
		resolved = append(resolved, aliases.Resettled{Folded: folded, Settled: true})
	}
	if _, _, err := s.Settle(t.Context(), d.ID, revision, resolved); err != nil {
		t.Fatal(err)
	}
	return d
}

func undo(t testing.TB, s *aliases.Store, id int64) (d aliases.Decision) {
	t.Helper()
	update(t, s, func(tx *aliases.Tx) (err error) {
		d, _, err = tx.Undo(id)
		return err
	})
	return d
}

func TestDecide(t *testing.T) {
	for _, test := range []struct {
		name    string
		verdict aliases.Verdict
		settles []string
		left    []string
		entity  func(*aliases.Store) bool // whether the table says so
		edits   bool
	}{
		{"alias", aliases.Verdict{Kind: aliases.DecideAlias, ItemID: "item c", EntityID: "kh"}, []string{"cbi"},
			[]string{"item a: abo*1 abu*1", "item b: badr*1"},
			func(s *aliases.Store) bool {
				e := get(t, s, "kh")
				return len(e.Aliases) == 1 && e.Aliases[0].Value == "CBI"
			}, true},
		{"alias of a spelling", aliases.Verdict{Kind: aliases.DecideAlias, Folded: "abu", EntityID: "kh", Alias: aliases.Alias{Kind: resolver.KindShort, Language: "ar"}},
			[]string{"abu", "cbi"}, []string{"item a: abo*1", "item b: badr*1"},
			func(s *aliases.Store) bool {
				a := get(t, s, "kh").Aliases
				return len(a) == 1 && a[0].Value == "ABU" && a[0].Language == "ar" && a[0].Kind == resolver.KindShort
			}, true},
		{"new entity", aliases.Verdict{Kind: aliases.DecideNewEntity, ItemID: "item c", Entity: aliases.Entity{ID: "cbi"}}, []string{"cbi"},
			[]string{"item a: abo*1 abu*1", "item b: badr*1"},
			func(s *aliases.Store) bool {
				e, err := s.Get(t.Context(), "cbi")
				return err == nil && e.Name == "CBI" && e.State == aliases.StateActive
			}, true},
		{"never", aliases.Verdict{Kind: aliases.DecideNever, ItemID: "item a", EntityID: "kh"}, nil,
			[]string{"item a: abo*1 abu*1", "item c: cbi*2", "item b: badr*1"},
			func(s *aliases.Store) bool {
				return reflect.DeepEqual(get(t, s, "kh").Not, []aliases.Exclusion{{Value: "ABO", Reason: "test"}, {Value: "ABU", Reason: "test"}})
			}, true},
		{"ignore", aliases.Verdict{Kind: aliases.DecideIgnore, ItemID: "item a"}, nil,
			[]string{"item c: cbi*2", "item b: badr*1"}, nil, false},
		{"skip", aliases.Verdict{Kind: aliases.DecideSkip, ItemID: "item c"}, nil,
			[]string{"item a: abo*1 abu*1", "item b: badr*1", "item c: cbi*2"}, nil, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := triage(t)
			before := queue(t, s, aliases.ReviewOptions{})
			d := decide(t, s, test.verdict, test.settles...)
			wantQueue(t, s, aliases.ReviewOptions{}, test.left...)
			if test.entity != nil && !test.entity(s) {
				t.Error("the table does not say so")
			}
			if (d.Revision > 0) != test.edits {
				t.Errorf("the decision made revision %d", d.Revision)
			}
			undone := undo(t, s, 0)
			if undone.ID != d.ID || undone.UndoneBy != curator.Actor {
				t.Errorf("undone was %+v", undone)
			}
			wantQueue(t, s, aliases.ReviewOptions{}, before...)
			if test.entity != nil && test.entity(s) {
				t.Error("the table says so still")
			}
			_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
				_, _, err := tx.Undo(d.ID)
				return err
			})
			wantError(t, err, aliases.ErrNotUndoable)
			sound(t, s)
		})
	}
}

// TestClosedSpellings: what is ignored is not recorded, nor what is settled by answers from before.
func TestClosedSpellings(t *testing.T) {
	s := triage(t)
	decide(t, s, aliases.Verdict{Kind: aliases.DecideIgnore, ItemID: "item a"})
	d := decide(t, s, aliases.Verdict{Kind: aliases.DecideAlias, ItemID: "item c", EntityID: "kh"}, "cbi")
	late, again := met("cbi", 9), met("cbi", 10)
	late.Revision, again.Revision = d.Revision-1, d.Revision
	record(t, s, met("abu", 8), late)
	wantQueue(t, s, aliases.ReviewOptions{}, "item b: badr*1")
	record(t, s, again)
	wantQueue(t, s, aliases.ReviewOptions{}, "item c: cbi*3", "item b: badr*1")
	wantQueue(t, s, aliases.ReviewOptions{State: aliases.ReviewIgnored}, "item a: abo*1 abu*1")
}

func TestDecideErrors(t *testing.T) {
	s := triage(t)
	try := func(verdict aliases.Verdict) error {
		_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
			_, err := tx.Decide(verdict)
			return err
		})
		return err
	}
	wantError(t, try(aliases.Verdict{Kind: aliases.DecideIgnore, ItemID: "nothing"}), aliases.ErrNotFound)
	wantError(t, try(aliases.Verdict{Kind: aliases.DecideIgnore, Folded: "nothing"}), aliases.ErrNotFound)
	wantError(t, try(aliases.Verdict{Kind: aliases.DecideAlias, ItemID: "item a", EntityID: "nobody"}), aliases.ErrNotFound)
	wantError(t, try(aliases.Verdict{Kind: aliases.DecideNewEntity, ItemID: "item a", Entity: aliases.Entity{ID: "kh"}}), aliases.ErrExists)
	decide(t, s, aliases.Verdict{Kind: aliases.DecideIgnore, ItemID: "item a"})
	wantError(t, try(aliases.Verdict{Kind: aliases.DecideIgnore, ItemID: "item a"}), aliases.ErrDecided)

	// An alias that is there already is as decided, and not taken away again.
	update(t, s, func(tx *aliases.Tx) error {
		_, err := tx.AddAlias("badr", aliases.Alias{Value: "BADR"}, "")
		return err
	})
	if d := decide(t, s, aliases.Verdict{Kind: aliases.DecideAlias, ItemID: "item b", EntityID: "badr"}, "badr"); d.Revision != 0 {
		t.Errorf("nothing was to be added, but there is revision %d", d.Revision)
	}
	undo(t, s, 0)
	if e := get(t, s, "badr"); len(e.Aliases) != 1 {
		t.Errorf("got %+v", e.Aliases)
	}

	// What was changed after a decision is not undone.
	made := decide(t, s, aliases.Verdict{Kind: aliases.DecideNewEntity, ItemID: "item b", Entity: aliases.Entity{ID: "corps"}}, "badr")
	added := decide(t, s, aliases.Verdict{Kind: aliases.DecideAlias, ItemID: "item c", EntityID: "corps"}, "cbi")
	update(t, s, func(tx *aliases.Tx) error {
		a := get(t, s, "corps").Aliases[0]
		a.Kind = resolver.KindWeak
		_, err := tx.UpdateAlias("corps", a, "")
		return err
	})
	for _, id := range []int64{made.ID, added.ID} {
		_, err := s.Update(t.Context(), curator, func(tx *aliases.Tx) error {
			_, _, err := tx.Undo(id)
			return err
		})
		wantError(t, err, aliases.ErrNotUndoable)
	}
	sound(t, s)
}

// TestDecisionsUndone: whatever is decided, taking all of it back, newest first,
// leaves the queue and the table's answers as they were.
func TestDecisionsUndone(t *testing.T) {
	for seed := range uint64(30) {
		dice := rand.New(rand.NewPCG(seed, 1))
		path := filepath.Join(t.TempDir(), "t.db")
		s, err := aliases.Open(t.Context(), path, aliases.Options{})
		if err != nil {
			t.Fatal(err)
		}
		update(t, s, func(tx *aliases.Tx) error {
			_, err := tx.CreateEntity(aliases.Entity{ID: "kh", Name: "KH"})
			return err
		})
		for i := range 40 {
			record(t, s, met(string(rune('a'+dice.IntN(8)))+string(rune('a'+dice.IntN(5))), i, near(dice.Float64())))
		}
		before, entity := queue(t, s, aliases.ReviewOptions{}), get(t, s, "kh")
		kinds := []aliases.DecisionKind{aliases.DecideAlias, aliases.DecideNewEntity, aliases.DecideNever, aliases.DecideIgnore, aliases.DecideSkip}
		decided := 0
		for range 12 {
			page, err := s.ReviewItems(t.Context(), aliases.ReviewOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Items) == 0 {
				break
			}
			item := page.Items[dice.IntN(len(page.Items))]
			verdict := aliases.Verdict{Kind: kinds[dice.IntN(len(kinds))], ItemID: item.ID}
			var settles []string
			switch verdict.Kind {
			case aliases.DecideAlias:
				verdict.EntityID, settles = "kh", []string{item.Spellings[0].Folded}
			case aliases.DecideNever:
				verdict.EntityID = "kh"
			case aliases.DecideNewEntity:
				for _, s := range item.Spellings {
					settles = append(settles, s.Folded)
				}
			}
			decide(t, s, verdict, settles...)
			decided++
		}
		if err := s.Close(); err != nil { // what was settled survives the program
			t.Fatal(err)
		}
		s = open(t, path)
		for range decided {
			undo(t, s, 0)
		}
		if got := queue(t, s, aliases.ReviewOptions{}); !slices.Equal(got, before) {
			t.Errorf("seed %d: got  %q\nwant %q", seed, got, before)
		}
		now := get(t, s, "kh")
		now.Revision, now.UpdatedAt = entity.Revision, entity.UpdatedAt
		if !reflect.DeepEqual(now, entity) {
			t.Errorf("seed %d: got %+v, want %+v", seed, now, entity)
		}
		sound(t, s)
	}
}

func TestDecisions(t *testing.T) {
	s := triage(t)
	decide(t, s, aliases.Verdict{Kind: aliases.DecideAlias, ItemID: "item c", EntityID: "kh"}, "cbi", "badr")
	decide(t, s, aliases.Verdict{Kind: aliases.DecideIgnore, ItemID: "item a"})
	undo(t, s, 2)
	var all, page []aliases.Decision
	if err := s.View(t.Context(), func(v *aliases.View) (err error) {
		if all, err = v.Decisions(aliases.DecisionsOptions{Actor: curator.Actor}); err != nil {
			return err
		}
		page, err = v.Decisions(aliases.DecisionsOptions{Before: 2, Limit: 1})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].Kind != aliases.DecideIgnore || all[0].UndoneBy == "" || all[0].Settled != (aliases.Tally{Items: 1, Spellings: 2, Mentions: 2}) {
		t.Errorf("got %+v", all)
	}
	if len(page) != 1 || page[0].EntityID != "kh" || page[0].Mention != "CBI" || page[0].Reason != curator.Reason ||
		page[0].Settled != (aliases.Tally{Items: 2, Spellings: 2, Mentions: 3}) || page[0].UndoneBy != "" {
		t.Errorf("got %+v", page)
	}
}

func BenchmarkRecord(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "t.db"))
	seen := make([]aliases.Spelling, 1000)
	n := 0
	opts := aliases.RecordOptions{Max: 10_000}
	for b.Loop() {
		for i := range seen {
			seen[i] = met(fmt.Sprint("mention ", n), n, near(0.1), near(0.05), near(0.01))
			n++
		}
		if err := s.Record(b.Context(), seen, opts); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/spelling")
}

// TestReviewOfOlderTable: a table from before the queue gets one.
func TestReviewOfOlderTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	first, err := os.ReadFile("migration/00001_table.sql")
	if err != nil {
		t.Fatal(err)
	}
	sqlite(t, path, string(first), `CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')))`,
		"INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1)")
	s := open(t, path)
	record(t, s, met("abu", 1))
	wantQueue(t, s, aliases.ReviewOptions{}, "item a: abu*1")
	sound(t, s)
}
