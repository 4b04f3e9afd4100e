package study

import (
	"bytes"
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// CutDone is what a cut took along.
type CutDone struct {
	// Codings and Quotes were about words or sound that went, and are gone.
	Codings, Quotes []research.ID
	// Findings rest on codings of which words went: somebody must read them again.
	Findings []research.ID
	// SoundErased are recordings that went as a whole, because stretches of
	// their sort of sound cannot be silenced.
	SoundErased []int
}

// Cut takes pieces out of an interview for good: words out of its text, with
// the phone's own notes and the quotes made of them, stretches out of its
// sound. What stays is sealed under new keys, then the keys before are
// destroyed, so that no backup tells what went. match is the revision of the
// text that was read, 0 for whatever is there. Faults: Invalid, Stale, Conflict
// while parts are still on the phone, Erased, NotFound.
func (s *Study) Cut(ctx context.Context, by By, project, id research.ID, cut research.Cut, match research.Revision) (done CutDone, err error) {
	if err := require(by.Scope, research.Researcher); err != nil {
		return done, err
	}
	if err := cut.Check(); err != nil {
		return done, err
	}
	unlock := s.parts.lock(stored(project, id, 0))
	defer unlock()
	c := &cutting{s: s, by: by, project: project, id: id, cut: cut, match: match}
	if err := s.view(ctx, by.Scope, research.ProjectStream(project), c.mayCut); err != nil {
		return done, err
	}
	var event research.Event
	err = s.followed(ctx, []research.Job{interviewJob(JobCut, project, id)}, func() error {
		if err := c.prepare(ctx); err != nil {
			return err
		}
		event, err = s.act(ctx, by, research.ProjectStream(project), "interview.cut", c.decide)
		return err
	})
	if err != nil {
		return done, err
	}
	done = cutDone(event)
	return done, s.FinishCut(ctx, project, id)
}

// cutting is a cut that is being made.
type cutting struct {
	s           *Study
	by          By
	project, id research.ID
	cut         research.Cut
	match       research.Revision
	next        nextKeys

	// What follows is made anew by every run of the act.
	tx       *tracked
	edit     *edit
	ranges   research.CutRanges
	touched  map[research.ID]bool // codings of which words go
	done     CutDone
	releases []research.Release
}

// nextKeys is what an interview is sealed under from now on.
type nextKeys struct {
	rest     int // generation
	key      []byte
	sound    int // generation, 0 when the sound keeps its key
	resealed []resealed
}

// mayCut refuses before anything is made, in the words of the act itself.
func (c *cutting) mayCut(v View) error {
	e, err := openEdit(v, c.by.Scope, c.id, c.match)
	if err != nil {
		return err
	}
	parcel, err := load[research.Parcel](v, research.ParcelDocument(c.id))
	if err != nil {
		return err
	}
	if !parcel.Final || len(c.cut.Sound) > 0 && !parcel.Complete() {
		return research.Errorf(research.Conflict, "Wacht met knippen tot het hele gesprek binnen is.")
	}
	var checks research.Checks
	for i, sound := range c.cut.Sound {
		part := parcel.Part(sound.Part)
		there := part != nil && part.Kind == research.PartSound && part.State == research.PartStored
		checks.That(there, "/sound/"+strconv.Itoa(i)+"/part", "Dit geluid is er niet (meer).")
	}
	for i, field := range c.cut.Observation {
		_, there := e.interview.Observation[field]
		checks.That(there, "/observation/"+strconv.Itoa(i), "Dit staat er niet (meer).")
	}
	if err := checks.Err(); err != nil {
		return err
	}
	_, err = c.cut.Ranges(e.before)
	return err
}

// prepare makes the keys that come, and the sound sealed under them.
func (c *cutting) prepare(ctx context.Context) (err error) {
	if c.next, err = c.s.renewRest(ctx, c.id); err != nil || len(c.cut.Sound) == 0 {
		return err
	}
	c.next.sound, c.next.resealed, err = c.s.resealSound(ctx, c.project, c.id, c.cut)
	return err
}

func (s *Study) renewRest(ctx context.Context, id research.ID) (next nextKeys, err error) {
	ref, err := s.Keys.Renew(ctx, research.RestKey(id))
	if err != nil {
		return next, err
	}
	_, next.rest = ref.Generation()
	next.key, err = s.Keys.Key(ref)
	return next, err
}

func (c *cutting) decide(tx Tx) (err error) {
	c.tx, c.done, c.touched = track(tx), CutDone{}, map[research.ID]bool{}
	if err := c.mayCut(c.tx); err != nil {
		return err
	}
	if c.edit, err = openEdit(c.tx, c.by.Scope, c.id, c.match); err != nil {
		return err
	}
	if c.ranges, err = c.cut.Ranges(c.edit.before); err != nil {
		return err
	}
	c.edit.replace(c.ranges.Apply(c.edit.before))
	for _, p := range c.edit.changed {
		c.tx.Put(passageDocument(c.id, p))
	}
	steps := []func() error{c.cutCodings, c.cutQuotes, c.cutReleases, c.nameFindings, c.cutParcel, c.cutDebrief, c.cutInterview}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	c.note()
	return resealAll(c.tx, c.id, c.releases)
}

// cutReleases takes those quotes out of versions too, and ends drafts with them.
func (c *cutting) cutReleases() (err error) {
	if c.releases, err = loadAll[research.Release](c.tx, "release"); err != nil {
		return err
	}
	for _, release := range c.releases {
		var numbers []int
		for _, n := range release.Owned[c.id] {
			if quote, made := release.Quotes[n]; made && slices.Contains(c.done.Quotes, quote) {
				numbers = append(numbers, n)
			}
		}
		if len(numbers) == 0 {
			continue
		}
		if release.State == research.ReleaseDraft {
			release.State = research.ReleaseVoid
		}
		if err := removeItems(c.tx, research.ProjectStream(c.project), release, c.id, numbers); err != nil {
			return err
		}
	}
	return nil
}

func (c *cutting) cutParcel() error {
	parcel, err := load[research.Parcel](c.tx, research.ParcelDocument(c.id))
	if err != nil {
		return err
	}
	if err := c.s.cutOriginal(c.tx, &parcel, c.next); err != nil {
		return err
	}
	if c.next.sound > 0 {
		if err := c.exchangeSound(&parcel); err != nil {
			return err
		}
	}
	c.tx.Put(parcelDocument(c.project, parcel))
	return nil
}

// cutOriginal leaves of what the phone sent the manifest, sealed anew, and the
// contact; answers and notes go. From then on the phone's copy is not taken any
// more.
func (s *Study) cutOriginal(tx Tx, parcel *research.Parcel, next nextKeys) error {
	id := parcel.Interview
	original, found, err := find[research.Original](tx, research.OriginalDocument(id))
	if err != nil {
		return err
	}
	parcel.Cut, parcel.RestFrom = true, next.rest
	for _, number := range parcel.Erase(research.PartAnswers) {
		delete(original.Parts, number)
	}
	if !found {
		return nil
	}
	name := research.Part{Interview: id}
	sealed := original.Parts[0]
	plain, err := s.openSealed(name, research.Rest, bytes.NewReader(sealed), int64(len(sealed)))
	if err != nil {
		return err
	}
	delete(original.Parts, 0)
	if plain != nil {
		if original.Parts[0], err = research.SealPart(rand.Reader, next.key, name, plain); err != nil {
			return err
		}
	}
	tx.Put(said(id, research.OriginalDocument(id), "", original))
	return nil
}

// cutDebrief takes out what surprised the interviewer: it may tell what was cut,
// and who cuts does not read it.
func (c *cutting) cutDebrief() error {
	debrief, found, err := find[research.Debrief](c.tx, research.DebriefDocument(c.id))
	if err != nil || !found {
		return err
	}
	debrief.Surprise = ""
	c.tx.Put(debriefDocument(debrief))
	return nil
}

func (c *cutting) cutInterview() error {
	i := &c.edit.interview
	observation := map[string]string{}
	for field, text := range i.Observation {
		if !slices.Contains(c.cut.Observation, field) {
			observation[field] = text
		}
	}
	i.Observation = observation
	i.Words = wordsIn(c.edit.after)
	if c.next.sound > 0 && !slices.ContainsFunc(c.next.resealed, func(r resealed) bool { return !r.gone }) {
		i.Sound = research.SoundErased
	}
	c.tx.Put(interviewDocument(*i))
	return nil
}

// note puts in the event what was cut, as numbers and ids.
func (c *cutting) note() {
	c.tx.Fact("interview", string(c.id))
	c.tx.Fact("passages", strconv.Itoa(len(c.cut.Passages)))
	c.tx.Fact("stretches", strconv.Itoa(len(c.cut.Sound)))
	c.tx.Fact("codings", joined(c.done.Codings))
	c.tx.Fact("quotes", joined(c.done.Quotes))
	c.tx.Fact("findings", joined(c.done.Findings))
	var erased []string
	for _, r := range c.next.resealed {
		if r.gone {
			erased = append(erased, strconv.Itoa(r.old))
		}
	}
	c.tx.Fact("soundErased", strings.Join(erased, ","))
}

func joined(ids []research.ID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	return strings.Join(texts, ",")
}

// cutDone is what the event of a cut says of it.
func cutDone(event research.Event) CutDone {
	ids := func(fact string) []research.ID {
		all := []research.ID{}
		for id := range strings.SplitSeq(event.Facts[fact], ",") {
			if id != "" {
				all = append(all, research.ID(id))
			}
		}
		return all
	}
	done := CutDone{Codings: ids("codings"), Quotes: ids("quotes"), Findings: ids("findings"), SoundErased: []int{}}
	for _, number := range ids("soundErased") {
		if n, err := strconv.Atoi(string(number)); err == nil {
			done.SoundErased = append(done.SoundErased, n)
		}
	}
	return done
}
