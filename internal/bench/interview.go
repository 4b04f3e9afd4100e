package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// addInterview puts the n-th interview with a text in the project.
func (p *place) addInterview(ctx context.Context, id research.ID, n int, text []research.Utterance) error {
	if _, err := p.Keys.Ensure(ctx, research.RestKey(id)); err != nil {
		return err
	}
	at := time.Date(2026, 9, 1, 12, n, 0, 0, time.UTC)
	interview := research.Interview{
		ID: id, Reference: fmt.Sprintf("lepel %d", n), ArrivedAt: at, StartedAt: at, EndedAt: at, Interviewer: "Samira",
		Group: []research.Group{research.Parent, research.YoungPerson}[n%2], Capture: research.CaptureAudio, Language: "nl",
		TextSource: research.TextTranscript, People: 1, Round: 1, Checked: true, Consent: research.Consent{},
		Sound: research.SoundNone,
	}
	for _, choice := range research.ChoiceNames() {
		interview.Consent[choice] = research.Yes
	}
	body, err := json.Marshal(interview)
	if err != nil {
		return err
	}
	act := study.Act{Stream: research.ProjectStream(p.project), Verb: "interview.receive"}
	_, err = p.Store.Act(ctx, auth.System(), act, func(tx study.Tx) error {
		tx.Put(research.Document{
			ID: research.InterviewDocument(id), Key: research.RestKey(id), By: at.Format(time.RFC3339) + "/" + string(id), Body: body,
		})
		return nil
	})
	if err != nil || len(text) == 0 {
		return err
	}
	change := study.TextChange{Source: "transcript", Utterances: text}
	_, err = p.Study.WriteText(ctx, study.By{Scope: auth.System()}, p.project, id, change, 0)
	return err
}
