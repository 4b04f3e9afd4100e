package study

import (
	"bytes"
	"io"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/wijkstem/wijkstem/internal/research"
)

// open reads what came along. A part that cannot be opened is noted, not refused.
func (s *Study) open(a *arrival) error {
	id := a.delivery.Interview
	plain, err := s.openSealed(research.Part{Interview: id}, research.Rest, bytes.NewReader(a.delivery.Sealed), int64(len(a.delivery.Sealed)))
	if err != nil {
		return err
	}
	a.malformed = plain == nil || jsonv2.Unmarshal(plain, &a.manifest) != nil ||
		a.manifest.Interview != id || a.manifest.Project != a.project || !a.manifest.Valid()
	if a.malformed {
		a.manifest = research.Manifest{Interview: id, Project: a.project}
	} else {
		a.manifest.Settle()
	}
	for _, part := range a.delivery.Parts {
		if part.Inline == nil {
			continue
		}
		if part.Kind == research.PartContact && s.gone(research.ContactKey(id)) {
			a.refused[part.Number] = true
			continue
		}
		if err := s.openPart(a, part); err != nil {
			return err
		}
	}
	return nil
}

func (s *Study) openPart(a *arrival, part research.DeliveredPart) error {
	name := research.Part{Interview: a.delivery.Interview, Number: part.Number}
	plain, err := s.openSealed(name, part.Kind.Purpose(), bytes.NewReader(part.Inline), int64(len(part.Inline)))
	if err != nil {
		return err
	}
	opened := plain != nil
	if opened && part.Kind == research.PartAnswers {
		opened = jsonv2.Unmarshal(plain, &a.answers) == nil
		a.answered = opened
	}
	a.unopened[part.Number] = !opened
	return nil
}

// mostOpened is how many bytes a part that is no sound may have to be read into
// memory: many times what an hour of answers takes.
const mostOpened = 16 << 20

// openSealed is the plain text of a small part, nil when it cannot be opened.
// Fault: Erased.
func (s *Study) openSealed(part research.Part, purpose research.Purpose, sealed io.ReaderAt, size int64) ([]byte, error) {
	if size > mostOpened {
		return nil, nil // kept as it came
	}
	reader, err := s.partReader(part, purpose, sealed, size)
	switch fault := research.FaultOf(err); {
	case fault == research.Erased:
		return nil, erasedInterview()
	case fault == research.Invalid, err == nil && reader.Frames().Rest > 0:
		return nil, nil //nolint:nilerr // a part that cannot be opened is kept, not refused
	case err != nil:
		return nil, err
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		return nil, nil //nolint:nilerr // the same
	}
	return plain, nil
}
