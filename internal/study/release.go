package study

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// ReleaseView is a release with what its checks say now and what would be seen.
type ReleaseView struct {
	Release    research.Release
	Revision   research.Revision
	ComposedBy string // what the project calls the composer
	ApprovedBy string
	Checks     []research.ReleaseCheck
	// Preview is the version, nil when there is nothing that may be shown.
	Preview *research.Version
}

// Blocked tells whether a check stops the release.
func (r ReleaseView) Blocked() bool { return research.Blocked(r.Checks) }

// Releases lists all releases, the newest first, without their content. The
// checks of drafts are done anew.
func (s *Study) Releases(ctx context.Context, scope research.Scope, project research.ID, after string, limit int) (list Page[ReleaseView], err error) {
	if err := requireText(scope); err != nil {
		return list, err
	}
	waiting, err := s.waiting(ctx, project)
	if err != nil {
		return list, err
	}
	stream := research.ProjectStream(project)
	err = s.view(ctx, scope, stream, func(v View) error {
		releases, next, err := loadPage[research.Release](v, research.Page{Kind: "release", After: after, Limit: limit, Descending: true})
		if err != nil {
			return err
		}
		list = Page[ReleaseView]{Items: []ReleaseView{}, Next: next}
		for _, release := range releases {
			view := ReleaseView{Release: release}
			if err := view.name(v); err != nil {
				return err
			}
			if err := s.judge(v, stream, waiting, &view); err != nil {
				return err
			}
			list.Items = append(list.Items, view)
		}
		return nil
	})
	return list, err
}

func (r *ReleaseView) name(v View) (err error) {
	if r.ComposedBy, err = nameOf(v, r.Release.ComposedBy); err != nil || r.Release.ApprovedBy == "" {
		return err
	}
	r.ApprovedBy, err = nameOf(v, r.Release.ApprovedBy)
	return err
}

// ComposeRelease makes a draft of a version from all that the project is at
// this revision. It may be blocked: its checks say by what, and what to do.
func (s *Study) ComposeRelease(ctx context.Context, by By, project research.ID, choices research.ReleaseChoices) (ReleaseView, error) {
	if err := require(by.Scope, research.Lead, research.Researcher); err != nil {
		return ReleaseView{}, err
	}
	waiting, err := s.waiting(ctx, project)
	if err != nil {
		return ReleaseView{}, err
	}
	stream := research.ProjectStream(project)
	event, err := s.act(ctx, by, stream, "draft.compose", func(tx Tx) error {
		all, err := s.gather(tx, stream, waiting)
		if err != nil {
			return err
		}
		if err := checkChoices(all, choices); err != nil {
			return err
		}
		choices := inRound(all.releases, choices)
		id := s.NewID()
		d, err := compose(all, s.Analysis, id, choices)
		if err != nil {
			return err
		}
		release := research.Release{
			ID: id, State: research.ReleaseDraft, Round: choices.Round, Revision: tx.Revision(), Choices: choices,
			ComposedBy: by.Scope.Actor(), ComposedAt: s.Now().UTC(), Counts: d.counts, Interviews: d.interviews,
		}
		tx.Fact("release", string(id))
		return s.putDraft(tx, stream, release, d)
	})
	if err != nil {
		return ReleaseView{}, err
	}
	return s.Release(ctx, by.Scope, project, research.ID(event.Facts["release"]))
}

// putDraft writes the release and, each under the key of its person, the items.
func (s *Study) putDraft(tx Tx, stream research.Stream, release research.Release, d draft) error {
	release.Owned, release.Quotes, release.Commitments = map[research.ID][]int{}, map[int]research.ID{}, []string{}
	for n, p := range d.pieces {
		item, err := itemOf(p, s.NewID())
		if err != nil {
			return err
		}
		release.Commitments = append(release.Commitments, item.Commitment())
		release.Owned[p.interview] = append(release.Owned[p.interview], n)
		if p.quote != "" {
			release.Quotes[n] = p.quote
		}
		document := ofPerson(owned(stream, research.ItemDocument(release.ID, n), strconv.Itoa(n), item), p.interview)
		document.Ref = string(release.ID)
		tx.Put(document)
	}
	if err := fix(&release, d.version, s.Now().UTC().Format(time.DateOnly)); err != nil {
		return err
	}
	tx.Put(releaseDocument(stream, release))
	return nil
}

func releaseDocument(stream research.Stream, r research.Release) research.Document {
	return owned(stream, research.ReleaseDocument(r.ID), r.ComposedAt.UTC().Format(time.RFC3339Nano)+"/"+string(r.ID), r)
}

// checkChoices says what of the choices does not exist or may not be.
func checkChoices(s sources, choices research.ReleaseChoices) error {
	var c research.Checks
	last := 0
	for _, release := range s.releases {
		if release.State == research.ReleaseReleased {
			last = max(last, release.Round)
		}
	}
	c.That(choices.Round >= 1 && choices.Round <= last+1, "/round", "Deze ronde is nog niet aan de beurt: na ronde "+strconv.Itoa(last)+" komt de volgende.")
	c.That(len(choices.Splits) == 0, "/splits", "Uitsplitsen naar groepen kan in deze versie van Wijkstem niet.")
	groups := map[string]string{}
	for _, code := range s.material.Codes {
		groups[code.ID] = code.Group
	}
	for i, code := range choices.LeaveOut {
		_, known := groups[code]
		c.That(known, "/leaveOut/"+strconv.Itoa(i), "Deze code is er niet.")
	}
	first := firstRelease(s.releases, choices.Round)
	c.That(first == nil || len(choices.Merge) == 0 || sameRows(choices.Merge, first.Choices.Merge), "/merge",
		"De rijen van deze ronde liggen vast sinds de eerste versie. Laat dit leeg.")
	for i, merge := range choices.Merge {
		checkMerge(&c, "/merge/"+strconv.Itoa(i), merge, groups)
	}
	for i, id := range choices.Glance {
		known := slices.ContainsFunc(s.findings, func(f research.Finding) bool { return f.ID == id })
		c.That(known, "/glance/"+strconv.Itoa(i), "Deze bevinding is er niet.")
	}
	if d := choices.Discussed; d != nil {
		_, err := time.Parse(time.DateOnly, d.On)
		c.That(err == nil, "/discussed/on", "Vul een datum in als 2026-11-24.")
		c.That(strings.TrimSpace(d.WithWhom) != "", "/discussed/withWhom", "Schrijf op met wie u dit besprak.")
	}
	return c.Err()
}

// inRound takes over what the first release of the round fixed: which codes one
// row counts, and which rows are not published (rules §6, one count a round).
func inRound(releases []research.Release, choices research.ReleaseChoices) research.ReleaseChoices {
	first := firstRelease(releases, choices.Round)
	if first == nil {
		return choices
	}
	if len(choices.Merge) == 0 {
		choices.Merge = first.Choices.Merge
	}
	for _, code := range first.Choices.LeaveOut {
		if !slices.Contains(choices.LeaveOut, code) {
			choices.LeaveOut = append(slices.Clone(choices.LeaveOut), code)
		}
	}
	return choices
}

// sameRows tells whether the same codes become the same rows; labels may differ.
func sameRows(a, b []research.Merge) bool {
	return slices.EqualFunc(a, b, func(a, b research.Merge) bool { return slices.Equal(a.Codes, b.Codes) })
}

func checkMerge(c *research.Checks, field string, merge research.Merge, groups map[string]string) {
	c.That(len(merge.Codes) >= 2, field+"/codes", "Kies minstens twee codes om samen te voegen.")
	c.That(strings.TrimSpace(merge.Label) != "", field+"/label", "Geef de samengevoegde rij een naam.")
	for j, code := range merge.Codes {
		group, known := groups[code]
		at := field + "/codes/" + strconv.Itoa(j)
		c.That(known && group != "", at, "Deze code is er niet, of is een groep.")
		c.That(group == groups[merge.Codes[0]], at, "Voeg alleen codes uit dezelfde groep samen.")
		c.That(slices.Index(merge.Codes, code) == j, at, "Deze code staat er al.")
	}
}

// gather reads all that a release is made from and checked against.
func (s *Study) gather(v View, stream research.Stream, waiting int) (all sources, err error) {
	all.waiting = waiting
	if all.project, err = load[research.Project](v, research.ProjectDocument); err != nil {
		return all, err
	}
	if all.material, err = s.Analysis.Material(stream, v); err != nil {
		return all, err
	}
	if all.findings, err = allFindings(v); err != nil {
		return all, err
	}
	if all.quotes, err = loadAll[research.Quote](v, "quote"); err != nil {
		return all, err
	}
	if all.members, err = loadAll[research.Member](v, "member"); err != nil {
		return all, err
	}
	if all.releases, err = loadAll[research.Release](v, "release"); err != nil {
		return all, err
	}
	parcels, err := loadAll[research.Parcel](v, "parcel")
	all.arriving = map[research.ID]bool{}
	for _, parcel := range parcels {
		if !parcel.Erased && !parcel.Complete() {
			all.arriving[parcel.Interview] = true
		}
	}
	return all, err
}

// waiting is how many interviews phones say they still hold.
func (s *Study) waiting(ctx context.Context, project research.ID) (int, error) {
	var devices []research.Device
	err := s.view(ctx, s.System, research.ProjectStream(project), func(v View) (err error) {
		devices, err = loadAll[research.Device](v, "device")
		return err
	})
	if err != nil {
		return 0, err
	}
	sum := 0
	for _, device := range devices {
		report, _, err := s.phoneReport(ctx, device.ID)
		if err != nil {
			return 0, err
		}
		if report.Waiting != nil {
			sum += *report.Waiting
		}
	}
	return sum, nil
}

// Release reads a release. The checks of a draft are done anew: a quote that
// somebody judged meanwhile no longer stops it.
func (s *Study) Release(ctx context.Context, scope research.Scope, project, id research.ID) (view ReleaseView, err error) {
	if err := requireText(scope); err != nil {
		return view, err
	}
	waiting, err := s.waiting(ctx, project)
	if err != nil {
		return view, err
	}
	stream := research.ProjectStream(project)
	err = s.view(ctx, scope, stream, func(v View) error {
		document, err := v.Document(research.ReleaseDocument(id))
		if err != nil {
			return err
		}
		view = ReleaseView{Revision: document.Revision}
		if view.Release, err = decode[research.Release](document); err != nil {
			return err
		}
		if err := view.name(v); err != nil {
			return err
		}
		return s.judge(v, stream, waiting, &view)
	})
	return view, err
}

// judge fills in checks and preview.
func (s *Study) judge(v View, stream research.Stream, waiting int, view *ReleaseView) error {
	contents, removed, err := contentsOf(v, view.Release.ID)
	if err != nil {
		return err
	}
	version, err := assemble(view.Release, contents, removed)
	if err != nil {
		return err
	}
	if version.Mode != "" && view.Release.State != research.ReleaseVoid {
		view.Preview = &version
	}
	view.Checks = atLeastEmpty(view.Release.Checks)
	if view.Release.State != research.ReleaseDraft {
		return nil
	}
	view.Checks, err = s.recheck(v, stream, waiting, view.Release, contents)
	return err
}

// recheck holds a draft against what the project is now.
func (s *Study) recheck(v View, stream research.Stream, waiting int, release research.Release, contents map[int]research.ItemContent) ([]research.ReleaseCheck, error) {
	all, err := s.gather(v, stream, waiting)
	if err != nil {
		return nil, err
	}
	d := draft{interviews: release.Interviews, counts: release.Counts}
	if d.version, err = fixedOf(release); err != nil {
		return nil, err
	}
	d.pieces = make([]piece, len(release.Commitments))
	for n := range d.pieces {
		d.pieces[n] = piece{quote: release.Quotes[n], content: contents[n]}
	}
	for interview, numbers := range release.Owned {
		for _, n := range numbers {
			d.pieces[n].interview = interview
		}
	}
	return check(all, release, d), nil
}

// contentsOf are the texts of a release that are still there, and the list of
// those that were removed.
func contentsOf(v View, release research.ID) (map[int]research.ItemContent, []int, error) {
	items, err := itemsOf(v, release)
	if err != nil {
		return nil, nil, err
	}
	contents := map[int]research.ItemContent{}
	for _, item := range items {
		if contents[item.N], err = contentOf(item); err != nil {
			return nil, nil, err
		}
	}
	removal, _, err := find[research.Removal](v, research.RemovalDocument(release))
	return contents, removal.Removed, err
}

func itemsOf(v View, release research.ID) (items []research.Item, err error) {
	err = each(v, research.Page{Kind: "item", Ref: string(release)}, func(document research.Document) error {
		item, err := decode[research.Item](document)
		items = append(items, item)
		return err
	})
	return items, err
}
