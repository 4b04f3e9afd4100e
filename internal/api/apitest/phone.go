package apitest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Client sends a phone's requests to the world's server and has every answer
// judged.
type Client struct{ World *World }

// Do sends one request.
func (c Client) Do(request *http.Request) (*http.Response, error) {
	request.RemoteAddr = "192.0.2.2:1234"
	recorder := httptest.NewRecorder()
	c.World.Handler().ServeHTTP(recorder, request)
	response := recorder.Result()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, c.World.judge.Check(request, response, body)
}

// Address is where phones of the world find the API.
const Address = "http://wijkstem.test/v1"

// Phone is the world's own phone.
func (w *World) Phone() *phone.Phone {
	return phone.Known(Client{w}, Address, w.Project, w.Device, w.DeviceKey)
}

// NewPhone pairs another phone that the coach invites.
func (w *World) NewPhone(ctx context.Context) (*phone.Phone, error) {
	return w.pair(ctx, "coach", w.Project)
}

// OtherPhone pairs a phone of somebody else's project.
func (w *World) OtherPhone(ctx context.Context) (*phone.Phone, error) {
	return w.pair(ctx, "outsider", w.Other)
}

func (w *World) pair(ctx context.Context, inviter string, project research.ID) (*phone.Phone, error) {
	by, err := w.By(ctx, inviter, project)
	if err != nil {
		return nil, err
	}
	code, err := w.Study.InviteDevice(ctx, by, project, study.NewPhone{Label: "Jaydon"})
	if err != nil {
		return nil, err
	}
	return phone.Pair(ctx, Client{w}, Address, code.Code, "Jaydon")
}

// Talk is an interview with a parent who agrees to everything, kept in notes.
func (w *World) Talk(reference string) phone.Talk {
	begun := w.Clock.Now().UTC()
	consent := research.Consent{}
	for _, choice := range research.ChoiceNames() {
		consent[choice] = research.Yes
	}
	return phone.Talk{
		Manifest: research.Manifest{
			Interview: research.NewID(), Guide: research.GuideVersion{Slug: "proef", Version: "1.0.0"}, Reference: reference,
			StartedAt: begun, EndedAt: begun, Language: "nl", People: 1, Capture: research.CaptureNotes,
			Group: research.Parent, Consent: consent, ConsentLog: []research.ConsentChange{},
		},
		Answers: research.Answers{
			Background: map[string]research.OneOrMore{"kent-de-weg": {"weinig"}},
			Topics: []research.TopicAnswers{
				{Topic: "opvoeden", State: research.TopicDiscussed, Notes: []research.Note{
					{ID: "n1", Text: "De juf merkt het als eerste.", At: begun},
					{ID: "n2", Text: "Zelf bellen durft zij niet.", At: begun},
				}},
				{Topic: "school", State: research.TopicSkipped, Notes: []research.Note{}},
			},
			Timeline: []research.Moment{}, ReadBack: []research.ReadBackVerdict{},
			Closing: research.ClosingWords{Wish: "Een vast gezicht op school."},
		},
	}
}
