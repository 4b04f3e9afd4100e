package study

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// mostReferences is how many a phone may have that no interview has yet, and so
// the most that it is told of; openapi.yaml says the same.
const mostReferences = 200

// ReserveReferences keeps references for the phone that asks, so that it can
// give them offline, as many as it asks for and may have. Repeating the act gives
// the same ones. Faults: Forbidden while the project does not run, Conflict when
// it has the most that it may have.
func (s *Study) ReserveReferences(ctx context.Context, by By, project research.ID, count int) ([]string, error) {
	device, err := requireDevice(by.Scope)
	if err != nil {
		return nil, err
	}
	stream := research.ProjectStream(project)
	seed := sha256.Sum256([]byte(s.NewID()))
	event, err := s.act(ctx, by, stream, "reference.reserve", func(tx Tx) error {
		if err := mayHold(tx); err != nil {
			return err
		}
		free, err := freeOf(tx, device)
		if err != nil {
			return err
		}
		if len(free) >= mostReferences {
			return research.Errorf(research.Conflict, "Deze telefoon heeft nog %d keer twee woorden. Verstuur eerst de gesprekken.", len(free))
		}
		chosen, err := freeReferences(tx, rand.New(rand.NewChaCha8(seed)), min(count, mostReferences-len(free)))
		if err != nil {
			return err
		}
		for _, words := range chosen {
			document := owned(stream, research.ReferenceDocument(words), words, research.Reference{Words: words, Device: device})
			document.Ref = string(device)
			tx.Put(document)
		}
		tx.Fact("device", string(device))
		tx.Fact("references", strings.Join(chosen, ","))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return strings.Split(event.Facts["references"], ","), nil
}

// mayHold is Forbidden while no new interviews are held: before the project has
// all that rules §2 asks for, and after its end. What was held all the same is
// taken in, with words that it gets on arrival.
func mayHold(v View) error {
	project, err := load[research.Project](v, research.ProjectDocument)
	if err != nil {
		return err
	}
	switch project.State {
	case research.ProjectRunning:
		return nil
	case research.ProjectDraft:
		return research.Errorf(research.Forbidden, "Het onderzoek is nog niet begonnen. Uw begeleider zegt wanneer u kunt beginnen.")
	default:
		return research.Errorf(research.Forbidden, "Het onderzoek is gesloten. Er komen geen gesprekken meer bij.")
	}
}

// GiveReference gives an interview its two words by hand, where those of the
// phone cannot be read or are another interview's. Words under which somebody
// withdrew erase it: the fault is Erased.
func (s *Study) GiveReference(ctx context.Context, by By, project, id research.ID, words string) (InterviewView, error) {
	if err := require(by.Scope, research.Lead); err != nil {
		return InterviewView{}, err
	}
	stream := research.ProjectStream(project)
	err := s.ensure(ctx, by, stream, "interview.reference", func(tx Tx) error {
		interview, err := s.interviewIn(tx, id)
		if err != nil {
			return err
		}
		if interview.Reference == words && interview.Review != research.ReviewDoubleReference {
			return errDone
		}
		if interview.Reference != "" && interview.Review != research.ReviewDoubleReference {
			return research.Errorf(research.Conflict, "Dit gesprek heeft al twee woorden.")
		}
		if err := claimByHand(tx, stream, &interview, words); err != nil {
			return err
		}
		tx.Put(interviewDocument(interview))
		tx.Fact("interview", string(id))
		return nil
	})
	if err != nil {
		return InterviewView{}, err
	}
	erased, err := s.erasePending(ctx, project, research.Manifest{Interview: id, Reference: words})
	if err != nil || erased {
		return InterviewView{}, cmp.Or(err, erasedInterview())
	}
	return s.Interview(ctx, by.Scope, project, id)
}

// claimByHand makes free words those of the interview.
func claimByHand(tx Tx, stream research.Stream, interview *research.Interview, words string) error {
	document := research.ReferenceDocument(words)
	reference, _, err := find[research.Reference](tx, document)
	if err != nil {
		return err
	}
	if reference.Interview != "" && reference.Interview != interview.ID {
		return &research.Error{Fault: research.Conflict, Detail: "Deze woorden zijn al van een ander gesprek.",
			Fields: []research.FieldError{{Field: "/reference", Detail: "Kies andere woorden."}}}
	}
	reference.Words, reference.Interview = words, interview.ID
	if reference.Device == "" {
		reference.Device = interview.Device
	}
	put := owned(stream, document, words, reference)
	put.Ref = string(reference.Device)
	tx.Put(put)
	if interview.Reference = words; interview.Review == research.ReviewDoubleReference {
		interview.Review = ""
		if interview.Held {
			interview.Review = research.ReviewNoParentYes
		}
	}
	return nil
}

// freeReferences draws references that the project does not have yet.
func freeReferences(v View, random *rand.Rand, count int) ([]string, error) {
	chosen := []string{}
	for tries := 0; len(chosen) < count; tries++ {
		if tries > 200*count {
			return nil, research.Errorf(research.Conflict, "De woorden van dit project zijn op.")
		}
		words := research.ReferenceAt(random.IntN(research.References()))
		_, taken, err := find[research.Reference](v, research.ReferenceDocument(words))
		if err != nil {
			return nil, err
		}
		if !taken && !slices.Contains(chosen, words) {
			chosen = append(chosen, words)
		}
	}
	return chosen, nil
}

// freeOf are the references of a device that no interview has yet.
func freeOf(v View, device research.ID) ([]string, error) {
	free := []string{}
	err := each(v, research.Page{Kind: "reference", Ref: string(device)}, func(document research.Document) error {
		reference, err := decode[research.Reference](document)
		if err == nil && reference.Interview == "" {
			free = append(free, reference.Words)
		}
		return err
	})
	return free, err
}

// pairingCode is the code of an invitation: eight letters and digits that
// cannot be mistaken for each other, made from a keyed hash.
func pairingCode(mac []byte) string {
	const letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
	n := binary.BigEndian.Uint64(mac)
	code := make([]byte, 8)
	for i := range code {
		code[i] = letters[n%uint64(len(letters))]
		n /= uint64(len(letters))
	}
	return string(code)
}
