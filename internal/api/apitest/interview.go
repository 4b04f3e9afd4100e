package apitest

import (
	"context"
	"encoding/json"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// AddInterview puts an interview in the project as if it had arrived, with a
// text of one utterance a line by the participant.
func (w *World) AddInterview(ctx context.Context, checked bool, lines ...string) (research.ID, error) {
	id := research.NewID()
	if _, err := w.Keys.Ensure(ctx, research.RestKey(id)); err != nil {
		return "", err
	}
	interview := research.Interview{
		ID: id, Reference: "lepel wolk", ArrivedAt: w.Clock.Now(), Group: research.Parent, Capture: research.CaptureNotes,
		StartedAt: w.Clock.Now(), TextSource: research.TextNotes, Language: "nl", Sound: research.SoundNone, People: 1, Round: 1,
		Device: w.Device, Interviewer: "Samira", Delivered: true, Consent: research.Consent{},
	}
	for _, choice := range research.ChoiceNames() {
		interview.Consent[choice] = research.Yes
	}
	act := study.Act{Stream: research.ProjectStream(w.Project), Verb: "interview.receive"}
	if _, err := w.Store.Act(ctx, auth.System(), act, func(tx study.Tx) error {
		body, err := json.Marshal(interview)
		tx.Put(research.Document{
			ID: research.InterviewDocument(id), Key: research.RestKey(id), By: interview.ArrivedAt.Format("2006-01-02T15:04:05.000Z"), Body: body,
		})
		return err
	}); err != nil {
		return "", err
	}
	change := study.TextChange{Source: research.TextTyped}
	for _, line := range lines {
		change.Utterances = append(change.Utterances, research.Utterance{Speaker: research.SpeakerParticipant, Text: line})
	}
	if _, err := w.Study.WriteText(ctx, study.By{Scope: auth.System()}, w.Project, id, change, 0); err != nil {
		return "", err
	}
	return id, w.setChecked(ctx, id, checked)
}

func (w *World) setChecked(ctx context.Context, id research.ID, checked bool) error {
	act := study.Act{Stream: research.ProjectStream(w.Project), Verb: "interview.check"}
	_, err := w.Store.Act(ctx, auth.System(), act, func(tx study.Tx) error {
		document, err := tx.Document(research.InterviewDocument(id))
		if err != nil {
			return err
		}
		var interview research.Interview
		if err := json.Unmarshal(document.Body, &interview); err != nil {
			return err
		}
		interview.Checked = checked
		document.Body, err = json.Marshal(interview)
		tx.Put(document)
		return err
	})
	return err
}
