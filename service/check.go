package service

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/grpc"

	"github.com/laqab/laqab/aliases"
	laqabv1 "github.com/laqab/laqab/proto/laqab/v1"
)

const (
	checkPage     = 256 // entities read and checked together: what a check holds in memory
	checkProgress = 2 * time.Second
)

type checkStream = grpc.ServerStreamingServer[laqabv1.CheckTableResponse]

// CheckTable goes through the table a page at a time, each in a view of its
// own, so that a caller who reads slowly holds no view, and against a snapshot
// that is as new as the page.
func (s *curationService) CheckTable(req *laqabv1.CheckTableRequest, stream checkStream) error {
	if err := s.checks.enter(); err != nil {
		return err
	}
	defer s.checks.leave()
	ctx := stream.Context()
	now, err := s.live.at(ctx, 0)
	if err != nil {
		return err
	}
	c := newTableCheck(req, stream, int64(now.resolver.Entities()))
	if err := s.store.View(ctx, c.prepare); err != nil {
		return err
	}
	if err := c.send(c.ofTable); err != nil {
		return err
	}
	var sounds *soundTable
	if c.wanted[aliases.RuleNearDuplicate] {
		if sounds, err = newSoundTable(ctx, now.resolver); err != nil {
			return err
		}
	}
	for token, more := "", true; more; {
		var page aliases.Page
		err := s.store.View(ctx, func(v *aliases.View) (err error) {
			c.revision = v.Revision()
			page, err = c.page(v, req.GetEntityId(), token)
			return err
		})
		if err != nil {
			return err
		}
		if now, err = s.live.at(ctx, c.revision); err != nil {
			return err
		}
		names := now.checker(sounds)
		found := make([][]aliases.Finding, len(page.Entities))
		err = s.live.parallel(ctx, s.parallel, len(found), func(i int) {
			found[i] = append(aliases.Inspect(&page.Entities[i]), names.check(&page.Entities[i], c.wanted)...)
		})
		if err != nil {
			return err
		}
		for _, found := range found {
			if err := c.send(found); err != nil {
				return err
			}
		}
		if err := c.progress(page.Entities); err != nil {
			return err
		}
		token, more = page.NextPageToken, page.NextPageToken != ""
	}
	if err := c.send(c.needless()); err != nil {
		return err
	}
	logRevision(ctx, c.revision)
	return stream.Send(&laqabv1.CheckTableResponse{Event: &laqabv1.CheckTableResponse_Report{Report: c.report()}})
}

// tableCheck is one check of the table under way.
type tableCheck struct {
	req     *laqabv1.CheckTableRequest
	stream  checkStream
	wanted  map[string]bool // rules
	waivers map[waived]*aliases.Waiver
	used    map[*aliases.Waiver]bool
	ofTable []aliases.Finding // those that are found without going through it

	counts          map[string]*laqabv1.RuleCount
	seen, of, names int64
	revision        int64
	told            time.Time // when progress was sent last
}

type waived struct{ rule, entity, value string }

func newTableCheck(req *laqabv1.CheckTableRequest, stream checkStream, entities int64) *tableCheck {
	c := &tableCheck{req: req, stream: stream, of: entities, told: time.Now(),
		wanted: map[string]bool{}, waivers: map[waived]*aliases.Waiver{}, used: map[*aliases.Waiver]bool{}, counts: map[string]*laqabv1.RuleCount{}}
	for _, rule := range aliases.Rules {
		asked := len(req.GetRules()) == 0 || slices.Contains(req.GetRules(), rule.Name)
		if asked && severities[rule.Worst] >= req.GetLeastSeverity() {
			c.wanted[rule.Name] = true
			c.counts[rule.Name] = &laqabv1.RuleCount{Rule: rule.Name, Meaning: rule.Meaning}
		}
	}
	return c
}

// prepare reads what the whole check needs.
func (c *tableCheck) prepare(v *aliases.View) error {
	waivers, err := v.Waivers()
	if err != nil {
		return err
	}
	for i, w := range waivers {
		c.waivers[waived{w.Rule, w.EntityID, w.Value}] = &waivers[i]
	}
	if c.wanted[aliases.RuleRedirect] {
		if c.ofTable, err = v.BrokenRedirects(); err != nil {
			return err
		}
	}
	if c.wanted[aliases.RuleDuplicateEntity] {
		shared, err := v.SharedIDs()
		if err != nil {
			return err
		}
		c.ofTable = append(c.ofTable, shared...)
	}
	return nil
}

func (c *tableCheck) page(v *aliases.View, only, token string) (aliases.Page, error) {
	if only == "" {
		return v.List(aliases.ListOptions{PageSize: checkPage, PageToken: token})
	}
	e, err := v.Get(only)
	if err != nil || e.State != aliases.StateActive {
		return aliases.Page{}, err
	}
	return aliases.Page{Entities: []aliases.Entity{e}}, nil
}

// send counts the findings and sends those that were asked for.
func (c *tableCheck) send(found []aliases.Finding) error {
	for i := range found {
		f := &found[i]
		if only := c.req.GetEntityId(); !c.wanted[f.Rule] || only != "" && f.EntityID != only && !slices.Contains(f.Others, only) {
			continue
		}
		w := c.waivers[waived{f.Rule, f.EntityID, f.Value}]
		if w == nil {
			w = c.waivers[waived{f.Rule, f.EntityID, ""}]
		}
		count := c.counts[f.Rule]
		switch {
		case w != nil:
			c.used[w] = true
			count.Waived++
		case f.Severity == aliases.Error:
			count.Errors++
		case f.Severity == aliases.Warning:
			count.Warnings++
		default:
			count.Infos++
		}
		if severities[f.Severity] < c.req.GetLeastSeverity() || w != nil && !c.req.GetIncludeWaived() {
			continue
		}
		err := c.stream.Send(&laqabv1.CheckTableResponse{Event: &laqabv1.CheckTableResponse_Finding{Finding: findingToProto(f, w)}})
		if err != nil {
			return err
		}
	}
	return nil
}

// needless finds the waivers that nothing came of, once all was looked for.
func (c *tableCheck) needless() (found []aliases.Finding) {
	for _, w := range c.waivers {
		if c.wanted[w.Rule] && !c.used[w] && c.req.GetEntityId() == "" {
			f := aliases.Finding{Rule: aliases.RuleNeedlessWaiver, Severity: aliases.Info, EntityID: w.EntityID, Value: w.Value,
				Explanation: fmt.Sprintf("no finding of %s needs the waiver any more", w.Rule)}
			found = append(found, f.Run(slices.DeleteFunc([]string{"check", "unwaive", w.Rule, w.EntityID, w.Value},
				func(word string) bool { return word == "" })...))
		}
	}
	slices.SortFunc(found, func(a, b aliases.Finding) int { return strings.Compare(a.Command, b.Command) })
	return found
}

// progress counts a page that was checked, and says how far the check is.
func (c *tableCheck) progress(page []aliases.Entity) error {
	c.seen += int64(len(page))
	for i := range page {
		c.names += int64(1 + len(page[i].Aliases))
	}
	if time.Since(c.told) < checkProgress {
		return nil
	}
	c.told = time.Now()
	return c.stream.Send(&laqabv1.CheckTableResponse{Event: &laqabv1.CheckTableResponse_Progress{
		Progress: &laqabv1.CheckProgress{Entities: c.seen, OfEntities: c.of}}})
}

func (c *tableCheck) report() *laqabv1.CheckReport {
	r := &laqabv1.CheckReport{Entities: c.seen, Names: c.names, Revision: c.revision}
	for _, rule := range aliases.Rules {
		if count := c.counts[rule.Name]; count != nil {
			r.Rules = append(r.Rules, count)
		}
	}
	return r
}
