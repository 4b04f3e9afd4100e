package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type fieldJSON struct {
	Project      fieldProject           `json:"project"`
	Organisation fieldOrganisation      `json:"organisation"`
	Interviewer  fieldInterviewer       `json:"interviewer"`
	Coach        *fieldCoach            `json:"coach"`
	Worry        research.WorryProtocol `json:"worry"`
	// ParticipantPhone is absent in a project that began before it was asked for.
	ParticipantPhone *research.ParticipantPhone `json:"participantPhone,omitempty"`
	Guides           []fieldGuide               `json:"guides"`
	// Practice is absent where no guide for practising was published.
	Practice      *fieldGuide     `json:"practice,omitempty"`
	Letters       []fieldLetter   `json:"letters"`
	PeersOnly     bool            `json:"peersOnly,omitempty"`
	Wordings      []fieldWording  `json:"wordings"`
	DeliveryKeys  fieldKeys       `json:"deliveryKeys"`
	References    []string        `json:"references"`
	Appointments  []struct{}      `json:"appointments"`
	Findings      []fieldFinding  `json:"findings"`
	Received      []fieldReceived `json:"received"`
	OnPhoneReport *int            `json:"onPhoneReport"`
	CopyDays      int             `json:"copyDays"`
	Epoch         string          `json:"epoch"`
	// ServerKey is what the phone checks the proof with that an interview was erased.
	ServerKey string `json:"serverKey"`
}

type fieldProject struct {
	ID                   research.ID           `json:"id"`
	Name                 string                `json:"name"`
	Question             string                `json:"question"`
	InterviewerWord      string                `json:"interviewerWord"`
	State                research.ProjectState `json:"state"`
	HostedByMunicipality bool                  `json:"hostedByMunicipality"`
}

type fieldOrganisation struct {
	Name string `json:"name"`
}

type fieldInterviewer struct {
	Label     string `json:"label"`
	FirstName string `json:"firstName"`
}

type fieldCoach struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

type fieldGuide struct {
	Slug      string   `json:"slug"`
	Version   string   `json:"version"`
	Hash      string   `json:"hash"`
	Languages []string `json:"languages"`
}

type fieldLetter struct {
	ID       research.ID `json:"id"`
	Label    string      `json:"label"`
	SignedOn string      `json:"signedOn"`
}

type fieldWording struct {
	Slug     string `json:"slug"`
	Version  string `json:"version"`
	Language string `json:"language"`
	// Mark changes with the wordings.
	Mark string `json:"mark"`
}

type fieldKeys struct {
	Project deliveryKeyJSON `json:"project"`
	Vault   deliveryKeyJSON `json:"vault"`
}

type deliveryKeyJSON struct {
	Key    research.KeyRef `json:"key"`
	Public string          `json:"public"`
}

type fieldFinding struct {
	ID       research.ID  `json:"id"`
	Sentence string       `json:"sentence"`
	Answers  []answerJSON `json:"answers"`
}

type fieldReceived struct {
	Interview research.ID `json:"interview"`
	Reference string      `json:"reference"`
	ArrivedAt time.Time   `json:"arrivedAt"`
	Minutes   int         `json:"minutes,omitempty"`
}

func newFieldJSON(f study.Field) fieldJSON {
	field := fieldJSON{
		Project: fieldProject{f.Project.ID, f.Project.Name, f.Project.Settings.Question,
			f.Project.Settings.InterviewerWord, f.Project.State, f.Project.Settings.HostedByMunicipality},
		Organisation: fieldOrganisation{f.Organisation.Name},
		Interviewer:  fieldInterviewer{f.Device.Label, f.Device.FirstName},
		Worry:        f.Project.Settings.WorryProtocol, ParticipantPhone: f.Project.Settings.ParticipantPhone,
		Guides: []fieldGuide{}, Wordings: []fieldWording{}, Letters: []fieldLetter{}, PeersOnly: f.Device.Minor,
		DeliveryKeys: fieldKeys{newDeliveryKeyJSON(f.ProjectKey), newDeliveryKeyJSON(f.VaultKey)},
		References:   f.References, Appointments: []struct{}{}, Findings: []fieldFinding{}, Received: []fieldReceived{},
		OnPhoneReport: f.Report.Waiting, CopyDays: f.Project.Settings.CopyDays(), Epoch: f.Epoch,
	}
	if f.Coach != nil {
		field.Coach = &fieldCoach{f.Coach.Name, f.Coach.Phone}
	}
	for _, g := range f.Guides {
		field.Guides = append(field.Guides, fieldGuide{g.Slug, g.Version, g.Hash, g.Languages})
	}
	if g := f.Practice; g != nil {
		field.Practice = &fieldGuide{g.Slug, g.Version, g.Hash, g.Languages}
	}
	for _, l := range f.Letters {
		field.Letters = append(field.Letters, fieldLetter{l.ID, l.Label, l.SignedOn})
	}
	for _, w := range f.Wordings {
		line := fieldWording{w.Slug, w.Version, w.Language, strconv.FormatInt(int64(w.Revision), 10)}
		field.Wordings = append(field.Wordings, line)
	}
	for _, r := range f.Received {
		line := fieldReceived(r)
		line.Reference = orUnreadable(r.Reference)
		field.Received = append(field.Received, line)
	}
	for _, finding := range f.Findings {
		line := fieldFinding{finding.Finding.ID, finding.Finding.Sentence, []answerJSON{}}
		for _, a := range finding.Answers {
			line.Answers = append(line.Answers, newAnswerJSON(a))
		}
		field.Findings = append(field.Findings, line)
	}
	return field
}

func newDeliveryKeyJSON(key study.DeliveryKey) deliveryKeyJSON {
	return deliveryKeyJSON{key.Key, base64.RawURLEncoding.EncodeToString(key.Public)}
}

func (s *Server) readField(c *call) error {
	field, err := s.Study.Field(c.context(), c.scope, c.id("project"))
	if err != nil {
		return err
	}
	answer := newFieldJSON(field)
	answer.ServerKey = base64.RawURLEncoding.EncodeToString(s.Auth.PublicKey())
	text, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	hash := sha256.Sum256(text)
	if c.tagText(base64.RawURLEncoding.EncodeToString(hash[:])) {
		return c.unchanged()
	}
	return c.send(http.StatusOK, answer)
}

func (s *Server) reportPhone(c *call) error {
	input, err := decode[struct {
		Waiting    int
		OldestOpen *time.Time
		Keys       []research.KeyRef
		LieStill   *research.LieStill
	}](c)
	if err != nil {
		return err
	}
	if err := s.Study.ReportPhone(c.context(), c.scope, study.PhoneState(input)); err != nil {
		return err
	}
	return c.nothing()
}

func (s *Server) reserveReferences(c *call) error {
	input, err := decode[struct{ Count int }](c)
	if err != nil {
		return err
	}
	references, err := s.Study.ReserveReferences(c.context(), c.by(), c.id("project"), input.Count)
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, struct {
		References []string `json:"references"`
	}{references})
}
