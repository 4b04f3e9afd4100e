package study

import (
	"cmp"
	"context"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// ImportTalk takes in an interview from the file in which its phone kept a copy
// (decision 0010), as if the phone had delivered it; somebody must look at it.
// A talk that was not finalised is taken as far as it came, and should its phone
// deliver it after all, that takes its place. The same file again is harmless.
// Only who runs the server may. Faults: Forbidden, NotFound for a project that is
// not here, Invalid, Conflict when other bytes are here, Erased.
func (s *Study) ImportTalk(ctx context.Context, by By, file research.TalkFile) (receipt research.Receipt, err error) {
	if !by.Scope.Everything() {
		return receipt, research.Errorf(research.Forbidden, "Alleen wie de server beheert leest kopieën in.")
	}
	stops := slices.ContainsFunc(file.Choices, func(c research.TalkChoice) bool {
		return c.Choice == research.ChoiceParticipate && c.Answer == research.No
	})
	if err := s.knowsProject(ctx, by.Scope, file); err != nil {
		return receipt, err
	}
	if stops {
		return receipt, cmp.Or(s.withdraw(ctx, by, file.Project, file.Interview), erasedInterview())
	}
	if file.Delivery != nil {
		if receipt, err = s.importParts(ctx, by, file); err != nil {
			return receipt, err
		}
	}
	return receipt, s.importChoices(ctx, by, file)
}

// knowsProject is NotFound for a file of a project that is not here, or of an
// interview of another: anybody can have written it.
func (s *Study) knowsProject(ctx context.Context, scope research.Scope, file research.TalkFile) error {
	if _, _, err := s.project(ctx, scope, file.Project); err != nil {
		return err
	}
	foreign, err := s.elsewhere(ctx, file.Project, file.Interview)
	if err == nil && foreign {
		err = absent()
	}
	return err
}

func (s *Study) importParts(ctx context.Context, by By, file research.TalkFile) (receipt research.Receipt, err error) {
	delivery, unfinished := file.Final()
	if err := delivery.Check(file.Interview); err != nil {
		return receipt, err
	}
	a := &arrival{imported: true, salvaged: unfinished}
	if _, _, err := s.take(ctx, by, file.Project, delivery, a); err != nil {
		return receipt, err
	}
	for _, part := range delivery.Parts {
		if sealed := file.Parts[part.Number]; part.Inline == nil && !part.Gone && len(sealed) > 0 {
			if err := s.importPart(ctx, a.device.ID, research.StoredPart{Project: file.Project, Part: research.Part{Interview: file.Interview, Number: part.Number}}, part, sealed); err != nil {
				return receipt, err
			}
		}
	}
	parcel, err := s.parcel(ctx, file.Project, file.Interview)
	if err != nil {
		return receipt, err
	}
	return s.receiptOf(ctx, file.Project, parcel)
}

// importPart brings the bytes of one part, from wherever the server has got to.
func (s *Study) importPart(ctx context.Context, device research.ID, name research.StoredPart, part research.DeliveredPart, sealed []byte) error {
	parcel, err := s.parcel(ctx, name.Project, name.Interview)
	if err != nil {
		return err
	}
	if known := parcel.Part(name.Number); known == nil || known.State != research.PartWaiting {
		return nil
	}
	upload, err := s.openUpload(ctx, device, name, &part.Bytes)
	if err != nil || upload.Arrived() || upload.Offset >= int64(len(sealed)) {
		return err
	}
	_, err = s.takeSent(ctx, upload, Bytes{Offset: upload.Offset, Length: &part.Bytes, Bytes: sealed[upload.Offset:]})
	return err
}

// importChoices does what was not told yet; of each choice the last answer holds.
func (s *Study) importChoices(ctx context.Context, by By, file research.TalkFile) error {
	choices := research.Consent{}
	for _, c := range file.Choices {
		if !c.Told {
			choices[c.Choice] = c.Answer
		}
	}
	if len(choices) == 0 {
		return nil
	}
	return s.alterInterview(ctx, by, file.Project, file.Interview, "interview.consent", s.choosing(by, file.Project, choices))
}
