package study

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// arrival is one delivery, opened as far as it can be.
type arrival struct {
	project   research.ID
	delivery  research.Delivery
	manifest  research.Manifest
	answers   research.Answers
	answered  bool // the answers came along and could be opened
	device    research.Device
	at        time.Time
	unopened  map[int]bool          // parts that came along but cannot be opened
	refused   map[int]bool          // parts that came along and were erased before
	malformed bool                  // the manifest itself cannot be opened
	imported  bool                  // by hand, from a copy; the device is the manifest's
	salvaged  bool                  // of a talk that had not ended
	soundless bool                  // its sound was erased
	seed      [32]byte              // of words for an interview that has none
	codes     map[string]int        // whose access codes they are, by their keyed hashes
	left      []research.LeftPerson // who withdrew by code before it arrived

	parcel *research.Parcel // what is known of the parts afterwards
	fresh  fresh
}

// fresh is what the act puts of an interview that is new. It is made before the
// act, since the acts of a project wait for each other.
type fresh struct {
	parcel    research.Parcel
	documents []research.Document
}

// Put keeps a document for the act.
func (f *fresh) Put(document research.Document) { f.documents = append(f.documents, document) }

// putter is the part of a Tx that only writes.
type putter interface{ Put(research.Document) }

// prepare makes what there is to put when nothing is known of the interview.
func (a *arrival) prepare() (err error) {
	if a.fresh.parcel, err = a.merge(research.Parcel{}); err != nil {
		return err
	}
	a.putOriginals(&a.fresh, research.Original{})
	a.fresh.Put(parcelDocument(a.project, a.fresh.parcel))
	interview := research.Interview{ID: a.delivery.Interview, Round: 1}
	a.describe(&interview, a.fresh.parcel)
	a.takeAnswers(&a.fresh, &interview)
	a.putDebrief(&a.fresh, interview)
	a.fresh.Put(interviewDocument(interview))
	return nil
}

// Deliver takes an interview from the phone that asks, or more of it. When it
// returns, all that came along is on disk. The same delivery again is harmless;
// other bytes under a number that is known are a Conflict; an erased interview
// is Erased. created tells whether the interview is new.
func (s *Study) Deliver(ctx context.Context, by By, project research.ID, delivery research.Delivery) (receipt research.Receipt, created bool, err error) {
	device, err := s.deliverer(ctx, by.Scope, project)
	if err != nil {
		return receipt, false, err
	}
	return s.take(ctx, by, project, soundOnly(delivery), &arrival{device: device})
}

// take takes in what a phone sent, or what is imported by hand; a says who brings
// it.
func (s *Study) take(ctx context.Context, by By, project research.ID, delivery research.Delivery, a *arrival) (receipt research.Receipt, created bool, err error) {
	if receipt, cut, err := s.cutReceipt(ctx, project, delivery); err != nil || cut {
		return receipt, false, err
	}
	a.project, a.delivery, a.at, a.seed = project, delivery, s.Now().UTC(), sha256.Sum256([]byte(s.NewID()))
	a.unopened, a.refused = map[int]bool{}, map[int]bool{}
	a.soundless = s.gone(research.SoundKey(delivery.Interview))
	if err := s.takeKeys(ctx, project, delivery); err != nil {
		return receipt, false, err
	}
	if err := s.open(a); err != nil {
		return receipt, false, err
	}
	if a.imported {
		if a.device, err = s.holderOf(ctx, project, a.manifest.Device); err != nil {
			return receipt, false, err
		}
	}
	if erased, err := s.eraseOnArrival(ctx, project, a.manifest); err != nil || erased {
		return receipt, false, cmp.Or(err, erasedInterview())
	}
	if err := s.takeCodes(ctx, a); err != nil {
		return receipt, false, err
	}
	if err := a.prepare(); err != nil {
		return receipt, false, err
	}
	event, err := s.receive(ctx, by, a)
	if err != nil {
		return receipt, false, err
	}
	// A withdrawal may have come in between: whoever is last sees the other.
	if erased, err := s.erasePending(ctx, project, a.manifest); err != nil || erased {
		return receipt, false, cmp.Or(err, erasedInterview())
	}
	if a.parcel == nil && !a.imported { // a repeated act: its answer is what there is now
		receipt, err = s.Receipt(ctx, by.Scope, project, delivery.Interview)
	} else if a.parcel != nil {
		receipt, err = s.settleUploads(ctx, project, *a.parcel)
	}
	return receipt, event.Facts["new"] == "true", cmp.Or(err, s.dropGone(ctx, project, delivery))
}

// cutReceipt answers a delivery of which the server took pieces out, or the
// text: whatever is not kept counts as erased, and nothing is taken again.
func (s *Study) cutReceipt(ctx context.Context, project research.ID, d research.Delivery) (receipt research.Receipt, cut bool, err error) {
	if _, err := s.Keys.Key(research.RestKey(d.Interview)); research.FaultOf(err) == research.NotFound {
		return receipt, false, nil // nothing of it was ever here
	}
	parcel, err := s.parcel(ctx, project, d.Interview)
	if fault := research.FaultOf(err); fault == research.NotFound || err == nil && (!parcel.Cut || parcel.Erased) {
		return receipt, false, nil
	}
	if err != nil {
		return receipt, false, err
	}
	if receipt, err = s.receiptOf(ctx, project, parcel); err != nil {
		return receipt, false, err
	}
	known := receipt.Parts
	receipt.Parts = []research.ReceivedPart{}
	for _, part := range d.Parts {
		received := research.ReceivedPart{Number: part.Number, Kind: part.Kind, State: research.PartErased}
		if i := slices.IndexFunc(known, func(r research.ReceivedPart) bool { return r.Number == part.Number }); i >= 0 {
			received = known[i]
		}
		receipt.Parts = append(receipt.Parts, received)
	}
	return receipt, true, nil
}

// receive does the act, with the jobs that must follow it.
func (s *Study) receive(ctx context.Context, by By, a *arrival) (event research.Event, err error) {
	id := a.delivery.Interview
	var jobs []research.Job
	if a.has(research.PartContact) {
		jobs = append(jobs, contactJob(a.project, id))
	}
	if a.has(research.PartSound) {
		jobs = append(jobs, soundJob(a.project, id))
	}
	if !a.manifest.Consent.Allows(research.ChoiceKeep) {
		jobs = append(jobs, textJob(a.project, id))
	}
	err = s.followed(ctx, jobs, func() error {
		event, err = s.act(ctx, by, research.ProjectStream(a.project), "interview.receive", a.decide)
		if errors.Is(err, errDone) {
			err = nil
		}
		return err
	})
	return event, err
}

func (a *arrival) has(kind research.PartKind) bool {
	for _, part := range a.delivery.Parts {
		if part.Kind == kind {
			return true
		}
	}
	return false
}

// deliverer is the phone that asks, if it may still deliver.
func (s *Study) deliverer(ctx context.Context, scope research.Scope, project research.ID) (research.Device, error) {
	id, err := requireDevice(scope)
	if err != nil {
		return research.Device{}, err
	}
	device, err := s.DeviceIn(ctx, project, id)
	if err == nil && !device.Delivers(s.Now()) {
		err = research.Errorf(research.Forbidden, "Deze telefoon mag niets meer afleveren. Bel uw begeleider.")
	}
	return device, err
}

// holderOf is the phone that held an imported interview, as far as it is known.
func (s *Study) holderOf(ctx context.Context, project, id research.ID) (research.Device, error) {
	device, err := s.DeviceIn(ctx, project, id)
	if research.FaultOf(err) == research.NotFound {
		return research.Device{ID: id}, nil
	}
	return device, err
}

func erasedInterview() error {
	return research.Errorf(research.Erased, "Dit gesprek is gewist. Haal het ook van uw telefoon.")
}

// takeKeys unwraps the interview's data keys and makes them durable. Whoever
// knows the keys of an interview may deliver it, also from a phone that was
// paired anew; other keys under its id are a Conflict.
func (s *Study) takeKeys(ctx context.Context, project research.ID, d research.Delivery) error {
	keys := map[research.KeyRef][]byte{}
	var c research.Checks
	for purpose, wrapped := range d.Keys {
		stream := research.ProjectStream(project)
		if purpose == research.Contact {
			stream = research.VaultStream(project)
		}
		key, err := s.Pairs.Unwrap(wrapped, research.Wrapping{Interview: d.Interview, Purpose: purpose})
		fault := research.FaultOf(err)
		wrong := fault == research.Invalid || fault == research.NotFound || !strings.HasPrefix(string(wrapped.Key), string(stream)+"/")
		c.That(!wrong, "/keys/"+string(purpose), "Deze sleutel past niet bij het project.")
		if fault == research.Erased {
			return research.Errorf(research.Conflict, "De sleutel van dit gesprek is vervangen en weg. Bewaar het gesprek op de telefoon en bel uw begeleider.")
		}
		if err != nil && !wrong {
			return err
		}
		keys[research.InterviewKey(d.Interview, purpose)] = key
	}
	if err := c.Err(); err != nil {
		return err
	}
	// Sound and contact can be gone alone: the rest is still welcome.
	for _, alone := range []research.KeyRef{research.SoundKey(d.Interview), research.ContactKey(d.Interview)} {
		if s.gone(alone) && !s.gone(research.RestKey(d.Interview)) {
			delete(keys, alone)
		}
	}
	err := s.Keys.Add(ctx, keys)
	if fault := research.FaultOf(err); fault == research.Erased || fault == research.Conflict {
		if foreign, lookErr := s.elsewhere(ctx, project, d.Interview); lookErr != nil || foreign {
			return cmp.Or(lookErr, absent())
		}
	}
	if research.FaultOf(err) == research.Erased {
		return erasedInterview()
	}
	return err
}

// GoneFrom tells whether an interview of the project was erased.
func (s *Study) GoneFrom(ctx context.Context, project, interview research.ID) (bool, error) {
	if !s.Gone(interview) {
		return false, nil
	}
	_, found, err := s.ErasedAt(ctx, project, interview)
	return found, err
}

// Gone tells whether an interview was erased, whatever its project.
func (s *Study) Gone(interview research.ID) bool { return s.gone(research.RestKey(interview)) }

// gone tells whether a key was erased on purpose.
func (s *Study) gone(key research.KeyRef) bool {
	_, err := s.Keys.Key(key)
	return research.FaultOf(err) == research.Erased
}

// decide puts the interview, its text and its parcel.
func (a *arrival) decide(tx Tx) error {
	id := a.delivery.Interview
	before, known, err := find[research.Parcel](tx, research.ParcelDocument(id))
	if err != nil {
		return err
	}
	if !known {
		fits, err := a.putFresh(tx)
		if err != nil || fits {
			return err
		}
	}
	switch {
	case before.Erased:
		return erasedInterview()
	case before.Final && !a.delivery.Final && !before.Salvaged:
		return research.Errorf(research.Conflict, "Dit gesprek is al afgerond.")
	}
	parcel, err := a.merge(before)
	if err != nil {
		return err
	}
	a.parcel = &parcel
	original, _, err := find[research.Original](tx, research.OriginalDocument(id))
	if err != nil {
		return err
	}
	if known && parcel.Equal(before) && bytes.Equal(original.Parts[0], a.delivery.Sealed) {
		return errDone
	}
	a.putOriginals(tx, original)
	tx.Put(parcelDocument(a.project, parcel))
	tx.Fact("interview", string(id))
	if !known {
		tx.Fact("new", "true")
	}
	return a.putInterview(tx, parcel)
}

// putFresh puts an interview that is new, unless its words are another's.
func (a *arrival) putFresh(tx Tx) (fits bool, err error) {
	if a.manifest.Reference == "" && !a.malformed || len(a.left) > 0 {
		return false, nil // it is given words first, or somebody left it
	}
	if a.manifest.Minor != nil {
		return false, nil // the yes of a parent is looked for
	}
	interview := research.Interview{ID: a.delivery.Interview, Reference: a.manifest.Reference}
	if err := a.claimReference(tx, &interview); err != nil || interview.Review != "" {
		return false, err
	}
	if err := a.putCodes(tx, interview); err != nil {
		return false, err
	}
	for _, document := range a.fresh.documents {
		tx.Put(document)
	}
	a.parcel = &a.fresh.parcel
	tx.Fact("interview", string(interview.ID))
	tx.Fact("new", "true")
	return true, nil
}

// merge is what is known of the parts after this delivery.
func (a *arrival) merge(before research.Parcel) (research.Parcel, error) {
	parcel := research.Parcel{Interview: a.delivery.Interview, Device: a.device.ID, Final: a.delivery.Final, Salvaged: a.salvaged}
	for _, part := range a.delivery.Parts {
		next := research.ParcelPart{
			Number: part.Number, Kind: part.Kind, Bytes: part.Bytes, SHA256: part.SHA256,
			Frames: part.Frames, Inline: part.Inline != nil, State: research.PartWaiting,
		}
		if part.Gone || a.soundless && part.Kind == research.PartSound {
			next.State = research.PartErased
		}
		if next.Inline {
			next.State = research.PartStored
		}
		if a.unopened[part.Number] {
			next.State = research.PartInvalid
		}
		if a.refused[part.Number] {
			next.State = research.PartErased
		}
		known := before.Part(part.Number)
		switch {
		case known == nil || before.Salvaged && known.SHA256 != part.SHA256:
		case known.State == research.PartErased:
			next = *known
		case part.Gone && !before.Final:
			next = *known
			next.State = research.PartErased
		case known.SHA256 != "" && (known.SHA256 != part.SHA256 || known.Kind != part.Kind):
			return parcel, research.Errorf(research.Conflict, "Deel %d staat er al, met andere bytes.", part.Number)
		case known.State != research.PartWaiting:
			next = *known
		}
		parcel.Parts = append(parcel.Parts, next)
	}
	for _, part := range before.Parts {
		if parcel.Part(part.Number) == nil {
			return parcel, research.Errorf(research.Conflict, "Deel %d ontbreekt; eerder was het er wel.", part.Number)
		}
	}
	return parcel, nil
}

func parcelDocument(project research.ID, p research.Parcel) research.Document {
	return owned(research.ProjectStream(project), research.ParcelDocument(p.Interview), string(p.Interview), p)
}

// putOriginals keeps the small sealed parts as they came.
func (a *arrival) putOriginals(tx putter, original research.Original) {
	id := a.delivery.Interview
	if original.Parts == nil {
		original.Parts = map[int]research.Base64{}
	}
	original.Parts[0] = a.delivery.Sealed
	for _, part := range a.delivery.Parts {
		if part.Inline != nil && !a.refused[part.Number] {
			original.Parts[part.Number] = part.Inline
		}
	}
	tx.Put(said(id, research.OriginalDocument(id), "", original))
}
