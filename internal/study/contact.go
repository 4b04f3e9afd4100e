package study

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/wijkstem/wijkstem/internal/research"
)

// contactJob brings the contact part of an interview to the vault, which is
// another stream, so that bringing is an act of its own; or takes it away
// everywhere once the participant says no to hearing back.
func contactJob(project, interview research.ID) research.Job {
	return interviewJob(JobContact, project, interview)
}

// TendContact is that job. An interview that is not there (any more) has
// nothing to bring.
func (s *Study) TendContact(ctx context.Context, project, id research.ID) error {
	var interview research.Interview
	err := s.view(ctx, s.System, research.ProjectStream(project), func(v View) (err error) {
		interview, err = s.interviewIn(v, id)
		return err
	})
	if missing(err) {
		return nil
	}
	switch {
	case err != nil:
		return err
	case s.gone(research.ContactKey(id)) || interview.Consent.Refuses(research.ChoiceHearBack):
		return s.forgetContact(ctx, project, id)
	case !interview.Consent.Known():
		return nil // a lead decides first
	default:
		return s.bringContact(ctx, project, id)
	}
}

// Contact is how to reach a participant who wants to hear back, for the lead
// alone. Faults: NotFound when nothing was left, Erased.
func (s *Study) Contact(ctx context.Context, scope research.Scope, project, id research.ID) (contact research.ContactDetails, err error) {
	if err := require(scope, research.Lead); err != nil {
		return contact, err
	}
	var interview research.Interview
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) (err error) {
		interview, err = s.interviewIn(v, id)
		return err
	})
	if err != nil {
		return contact, err
	}
	if !interview.Consent.Allows(research.ChoiceHearBack) {
		return contact, absent()
	}
	err = s.view(ctx, s.System, research.VaultStream(project), func(v View) (err error) {
		contact, err = load[research.ContactDetails](v, research.ContactDocument(id))
		return err
	})
	return contact, err
}

// bringContact puts the contact part in the vault.
func (s *Study) bringContact(ctx context.Context, project, id research.ID) error {
	plain, err := s.contactPart(ctx, project, id)
	if err != nil || plain == nil {
		return err
	}
	var contact research.ContactDetails
	if err := json.Unmarshal(plain, &contact); err != nil {
		return nil //nolint:nilerr // what cannot be read stays where it came in
	}
	contact.Interview = id
	document := owned("", research.ContactDocument(id), string(id), contact)
	document.Key = research.ContactKey(id)
	_, err = s.act(ctx, By{Scope: s.System}, research.VaultStream(project), "contact.bring", func(tx Tx) error {
		tx.Put(document)
		tx.Fact("interview", string(id))
		return nil
	})
	if research.FaultOf(err) == research.Erased {
		return nil
	}
	return err
}

// forgetContact erases how to reach a participant who still takes part: the
// ledger first, then the key, then what the project and the vault hold. It is
// repeatable, and does nothing when nothing was ever there.
func (s *Study) forgetContact(ctx context.Context, project, id research.ID) error {
	parcel, err := s.parcel(ctx, project, id)
	if err != nil {
		return err
	}
	known, err := s.knowsContact(ctx, project, id)
	if err != nil || !known && !parcel.Has(research.PartContact) {
		return err
	}
	line := LedgerLine{At: s.Now().UTC(), Project: project, Keys: []research.KeyRef{research.ContactKey(id)}, Reason: reasonNoContact}
	if err := s.destroy(ctx, line); err != nil {
		return err
	}
	err = s.ensure(ctx, By{Scope: s.System}, research.ProjectStream(project), "interview.contact-erased", func(tx Tx) error {
		return s.dropContactParts(tx, project, id)
	})
	if err != nil {
		return quietWhenErased(err)
	}
	for _, number := range parcel.Numbers(research.PartContact) {
		if err := s.endUpload(ctx, stored(project, id, number), research.UploadErased); err != nil {
			return err
		}
	}
	return s.eraseContact(ctx, project, id)
}

// dropContactParts takes the contact parts out of what the project keeps.
func (s *Study) dropContactParts(tx Tx, project, id research.ID) error {
	interview, err := s.interviewIn(tx, id)
	if err != nil {
		return err
	}
	parcel, err := load[research.Parcel](tx, research.ParcelDocument(id))
	if err != nil {
		return err
	}
	numbers := parcel.Erase(research.PartContact)
	if len(numbers) == 0 {
		return errDone
	}
	original, kept, err := find[research.Original](tx, research.OriginalDocument(id))
	if err != nil {
		return err
	}
	for _, number := range numbers {
		delete(original.Parts, number)
	}
	if kept {
		tx.Put(said(id, research.OriginalDocument(id), "", original))
	}
	interview.Delivered = parcel.Complete()
	tx.Put(interviewDocument(interview))
	tx.Put(parcelDocument(project, parcel))
	tx.Fact("interview", string(id))
	return nil
}

// contactPart opens the contact part, nil when there is none, or none yet.
func (s *Study) contactPart(ctx context.Context, project, id research.ID) (plain []byte, err error) {
	var parcel research.Parcel
	var original research.Original
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) (err error) {
		if parcel, _, err = find[research.Parcel](v, research.ParcelDocument(id)); err != nil {
			return err
		}
		original, _, err = find[research.Original](v, research.OriginalDocument(id))
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, part := range parcel.Parts {
		if part.Kind == research.PartContact && part.State == research.PartStored {
			plain, err = s.openKept(ctx, stored(project, id, part.Number), part, original)
		}
	}
	if research.FaultOf(err) == research.Erased {
		return nil, nil
	}
	return plain, err
}

// openKept opens a small part from where it is kept, nil when it cannot be opened.
func (s *Study) openKept(ctx context.Context, name research.StoredPart, part research.ParcelPart, original research.Original) ([]byte, error) {
	if part.Inline {
		sealed := original.Parts[part.Number]
		return s.openSealed(name.Part, part.Kind.Purpose(), bytes.NewReader(sealed), int64(len(sealed)))
	}
	blob, err := s.Blobs.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = blob.Close() }()
	return s.openSealed(name.Part, part.Kind.Purpose(), blob, blob.Size())
}

// knowsContact tells whether the vault still has the person, readable or not.
func (s *Study) knowsContact(ctx context.Context, project, id research.ID) (known bool, err error) {
	err = s.view(ctx, s.System, research.VaultStream(project), func(v View) error {
		_, err := v.Document(research.ContactDocument(id))
		known = err == nil || research.FaultOf(err) == research.Erased
		if known || research.FaultOf(err) == research.NotFound {
			return nil
		}
		return err
	})
	return known, err
}

// eraseContact takes the person out of the vault.
func (s *Study) eraseContact(ctx context.Context, project, id research.ID) error {
	document := research.ContactDocument(id)
	return s.ensure(ctx, By{Scope: s.System}, research.VaultStream(project), "contact.erase", func(tx Tx) error {
		_, err := tx.Document(document)
		if research.FaultOf(err) == research.NotFound {
			return errDone
		}
		if err != nil && research.FaultOf(err) != research.Erased {
			return err
		}
		tx.Delete(document)
		tx.Fact("interview", string(id))
		return nil
	})
}
