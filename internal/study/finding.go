package study

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/wijkstem/wijkstem/internal/research"
)

// FindingView is a finding with the revision that last changed it.
type FindingView struct {
	Finding  research.Finding
	Revision research.Revision
}

// voice is a counter-voice as it is kept: apart from its finding, since it may
// be the words of another person. An empty text is none.
type voice struct {
	Finding research.ID `json:"finding"`
	research.CounterVoice
}

// Findings lists the findings in their order.
func (s *Study) Findings(ctx context.Context, scope research.Scope, project research.ID, after string, limit int) (list Page[FindingView], err error) {
	if err := requireText(scope); err != nil {
		return list, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		documents, next, err := v.Page(research.Page{Kind: "finding", After: after, Limit: limit})
		if err != nil {
			return err
		}
		list = Page[FindingView]{Items: []FindingView{}, Next: next}
		for _, document := range documents {
			finding, err := findingOf(v, document)
			if err != nil {
				return err
			}
			list.Items = append(list.Items, FindingView{finding, document.Revision})
		}
		return nil
	})
	return list, err
}

// requireText is Forbidden for whoever does not work on findings and quotes.
func requireText(scope research.Scope) error {
	return require(scope, research.Lead, research.Researcher, research.SecondReader)
}

// Finding reads one finding. Faults: NotFound, Erased.
func (s *Study) Finding(ctx context.Context, scope research.Scope, project, id research.ID) (view FindingView, err error) {
	if err := requireText(scope); err != nil {
		return view, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		document, err := v.Document(research.FindingDocument(id))
		if err != nil {
			return err
		}
		view.Revision = document.Revision
		view.Finding, err = findingOf(v, document)
		return err
	})
	return view, err
}

// findingOf is the finding of a document with its counter-voice, when that is
// still there.
func findingOf(v View, document research.Document) (research.Finding, error) {
	f, err := decode[research.Finding](document)
	if err != nil {
		return f, err
	}
	said, found, err := find[voice](v, research.VoiceDocument(f.ID))
	if found && said.Text != "" {
		f.CounterVoice = &said.CounterVoice
	}
	return f, err
}

// allFindings are all findings with their counter-voices, in their order.
func allFindings(v View) ([]research.Finding, error) {
	findings, err := loadAll[research.Finding](v, "finding")
	if err != nil {
		return nil, err
	}
	voices, err := loadAll[voice](v, "voice")
	if err != nil {
		return nil, err
	}
	for i := range findings {
		at := slices.IndexFunc(voices, func(said voice) bool { return said.Finding == findings[i].ID && said.Text != "" })
		if at >= 0 {
			findings[i].CounterVoice = &voices[at].CounterVoice
		}
	}
	return findings, nil
}

// AddFinding writes down a finding. Its evidence must exist.
func (s *Study) AddFinding(ctx context.Context, by By, project research.ID, f research.Finding) (FindingView, error) {
	f.ID = s.NewID()
	event, err := s.writeFinding(ctx, by, project, "finding.add", f, func(Tx) error { return nil })
	if err != nil {
		return FindingView{}, err
	}
	return s.Finding(ctx, by.Scope, project, research.ID(event.Facts["finding"]))
}

// ChangeFinding writes a finding anew. match is the revision that was read, 0
// for whatever is there. Faults: NotFound, Erased, Stale.
func (s *Study) ChangeFinding(ctx context.Context, by By, project research.ID, f research.Finding, match research.Revision) (FindingView, error) {
	_, err := s.writeFinding(ctx, by, project, "finding.change", f, func(tx Tx) error {
		document, err := tx.Document(research.FindingDocument(f.ID))
		if err != nil {
			return err
		}
		if match != 0 && match != document.Revision {
			return research.Errorf(research.Stale, "Iemand anders heeft dit intussen veranderd. Haal het opnieuw op.")
		}
		return nil
	})
	if err != nil {
		return FindingView{}, err
	}
	return s.Finding(ctx, by.Scope, project, f.ID)
}

func (s *Study) writeFinding(ctx context.Context, by By, project research.ID, verb string, f research.Finding, allowed func(Tx) error) (research.Event, error) {
	if err := require(by.Scope, research.Lead, research.Researcher); err != nil {
		return research.Event{}, err
	}
	if err := f.Check(); err != nil {
		return research.Event{}, err
	}
	f.Codes, f.PolicyThemes, f.Owners = atLeastEmpty(f.Codes), atLeastEmpty(f.PolicyThemes), atLeastEmpty(f.Owners)
	stream := research.ProjectStream(project)
	return s.act(ctx, by, stream, verb, func(tx Tx) error {
		if err := allowed(tx); err != nil {
			return err
		}
		interviews, err := evidenceOf(tx, f)
		if err != nil {
			return err
		}
		tx.Fact("finding", string(f.ID))
		return putFinding(tx, stream, f, interviews)
	})
}

// evidenceOf are the interviews that a finding rests on. Faults: Invalid,
// naming every coding, code and interview that is not there.
func evidenceOf(v View, f research.Finding) ([]research.ID, error) {
	var checks research.Checks
	var interviews []research.ID
	for i, id := range f.Evidence {
		coding, found, err := find[research.Coding](v, research.CodingDocument(id))
		if err != nil {
			return nil, err
		}
		checks.That(found, "/evidence/"+strconv.Itoa(i), "Dit gecodeerde stuk is er niet (meer).")
		if found && !slices.Contains(interviews, coding.Interview) {
			interviews = append(interviews, coding.Interview)
		}
	}
	for i, code := range f.Codes {
		_, found, err := find[research.Code](v, research.CodeDocument(code))
		if err != nil {
			return nil, err
		}
		checks.That(found, "/codes/"+strconv.Itoa(i), "Deze code is er niet.")
	}
	if f.CounterVoice != nil && f.CounterVoice.Interview != "" {
		_, found, err := find[research.Interview](v, research.InterviewDocument(f.CounterVoice.Interview))
		if err != nil {
			return nil, err
		}
		checks.That(found, "/counterVoice/interview", "Dit gesprek is er niet (meer).")
	}
	return interviews, checks.Err()
}

// putFinding writes a finding and its counter-voice. What rests on one
// interview is sealed under its key: it goes when that person withdraws.
func putFinding(tx Tx, stream research.Stream, f research.Finding, interviews []research.ID) error {
	said := voice{Finding: f.ID}
	if f.CounterVoice != nil {
		said.CounterVoice = *f.CounterVoice
	}
	_, kept, err := find[voice](tx, research.VoiceDocument(f.ID))
	if err != nil {
		return err
	}
	if kept || said.Text != "" {
		tx.Put(ofPerson(owned(stream, research.VoiceDocument(f.ID), string(f.ID), said), said.Interview))
	}
	f.CounterVoice = nil
	document := owned(stream, research.FindingDocument(f.ID), fmt.Sprintf("%06d/%s", f.Order, f.ID), f)
	if len(interviews) == 1 {
		document = ofPerson(document, interviews[0])
	}
	tx.Put(document)
	return nil
}

// ofPerson seals a document under the key of an interview, when there is one.
func ofPerson(document research.Document, interview research.ID) research.Document {
	if interview != "" {
		document.Key, document.Ref = research.RestKey(interview), string(interview)
	}
	return document
}

// RemoveFinding takes a finding away. Versions that were released keep it.
func (s *Study) RemoveFinding(ctx context.Context, by By, project, id research.ID) error {
	if err := require(by.Scope, research.Lead, research.Researcher); err != nil {
		return err
	}
	_, err := s.act(ctx, by, research.ProjectStream(project), "finding.remove", func(tx Tx) error {
		if _, err := tx.Document(research.FindingDocument(id)); err != nil {
			return err
		}
		tx.Fact("finding", string(id))
		return deleteFinding(tx, id)
	})
	return err
}

func deleteFinding(tx Tx, id research.ID) error {
	tx.Delete(research.FindingDocument(id))
	_, found, err := find[voice](tx, research.VoiceDocument(id))
	if err == nil && found {
		tx.Delete(research.VoiceDocument(id))
	}
	return err
}

// withdrawFromFindings takes a person out of the findings of others: their
// codings are no evidence any more, and what then rests on one other interview
// is sealed under that one's key.
func withdrawFromFindings(tx Tx, stream research.Stream, interview research.ID) error {
	findings, err := allFindings(tx)
	if err != nil {
		return err
	}
	for _, f := range findings {
		if err := withdrawFromFinding(tx, stream, f, interview); err != nil {
			return err
		}
	}
	return nil
}

func withdrawFromFinding(tx Tx, stream research.Stream, f research.Finding, interview research.ID) error {
	var kept, others []research.ID
	for _, id := range f.Evidence {
		coding, err := load[research.Coding](tx, research.CodingDocument(id))
		switch fault := research.FaultOf(err); {
		case fault == research.NotFound: // somebody took the coding away: not this person's doing
			kept = append(kept, id)
			continue
		case fault == research.Erased || err == nil && coding.Interview == interview:
			continue
		case err != nil:
			return err
		}
		kept = append(kept, id)
		if !slices.Contains(others, coding.Interview) {
			others = append(others, coding.Interview)
		}
	}
	said := f.CounterVoice != nil && f.CounterVoice.Interview == interview
	if len(kept) == len(f.Evidence) && !said {
		return nil
	}
	if said {
		f.CounterVoice = nil
	}
	if len(others) == 0 {
		return deleteFinding(tx, f.ID)
	}
	f.Evidence = kept
	return putFinding(tx, stream, f, others)
}
