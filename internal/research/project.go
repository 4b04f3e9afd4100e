package research

import (
	"regexp"
	"slices"
	"strconv"
	"time"
)

// ProjectState is how far a project is.
type ProjectState string

// The states of a project, in their order; none is skipped and none comes back.
const (
	ProjectDraft   ProjectState = "draft"
	ProjectRunning ProjectState = "running"
	ProjectClosed  ProjectState = "closed"
)

// Follows tells whether a project may go from the other state to this one.
func (s ProjectState) Follows(before ProjectState) bool {
	return s == ProjectRunning && before == ProjectDraft || s == ProjectClosed && before == ProjectRunning
}

// ProjectMode is how large a project's audience may be taken to be.
type ProjectMode string

// In a small project no number about what people said leaves the project,
// however many people take part.
const (
	ProjectSmall ProjectMode = "small"
	ProjectLarge ProjectMode = "large"
)

// Project is one study: its name, state and settings.
type Project struct {
	ID           ID              `json:"id"`
	Name         string          `json:"name"`
	Organisation ID              `json:"organisation"`
	State        ProjectState    `json:"state"`
	Settings     ProjectSettings `json:"settings"`
	CreatedAt    time.Time       `json:"createdAt"`
	// KeysRenewed is when the second pair of delivery keys followed the first, and so on.
	KeysRenewed []time.Time `json:"keysRenewed,omitempty"`
	// Quota is how many sealed bytes of sound the project may have, 0 for no bound.
	Quota int64 `json:"quota,omitempty"`
}

// MostQuota is the largest quota that can be set, in bytes: a petabyte.
const MostQuota = 1 << 50

// DeliveryGeneration is the pair, from 1, for which phones wrap keys now.
func (p Project) DeliveryGeneration() int { return len(p.KeysRenewed) + 1 }

// ProjectDocument is the id of the project's own document in its stream.
const ProjectDocument = "project/settings"

// ProjectSettings is what a project agrees on beforehand.
type ProjectSettings struct {
	Question      string        `json:"question"`
	CanChange     string        `json:"canChange"`
	CannotChange  string        `json:"cannotChange"`
	AnswerBy      []AnswerBy    `json:"answerBy"`
	SourceEndDate string        `json:"sourceEndDate,omitempty"` // 2026-11-24
	WorryProtocol WorryProtocol `json:"worryProtocol"`
	// ParticipantPhone is nil until somebody filled it in.
	ParticipantPhone *ParticipantPhone `json:"participantPhone,omitempty"`
	Splits           *Splits           `json:"splits,omitempty"`
	// SensitiveCodes are flagged sensitive beside those of the codebook.
	SensitiveCodes []string `json:"sensitiveCodes"`
	// InterviewerWord is the project's own word for a key figure.
	InterviewerWord string          `json:"interviewerWord"`
	Target          int             `json:"target"`
	Targets         []ProjectTarget `json:"targets"`
	// Guides are published versions, "slug@version".
	Guides               []string      `json:"guides"`
	PolicyThemes         []PolicyTheme `json:"policyThemes"`
	HostedByMunicipality bool          `json:"hostedByMunicipality"`
	Municipality         string        `json:"municipality,omitempty"`
	Mode                 ProjectMode   `json:"mode,omitempty"`
	// PhoneCopyDays is how many days a phone keeps its sealed copy of a talk that
	// is safe on the server, 0 for the usual number.
	PhoneCopyDays int `json:"phoneCopyDays,omitempty"`
}

// usualCopyDays is long enough to notice that something is wrong with what
// arrived, and short for what somebody carries around.
const usualCopyDays = 14

// CopyDays is how many days a phone keeps its copy.
func (s ProjectSettings) CopyDays() int {
	if s.PhoneCopyDays == 0 {
		return usualCopyDays
	}
	return s.PhoneCopyDays
}

// AnswerBy says which owner answers findings, at which level and by when.
type AnswerBy struct {
	Owner    Owner       `json:"owner"`
	Function string      `json:"function"`
	Level    AnswerLevel `json:"level"`
	DueDate  string      `json:"dueDate"` // 2026-11-24
}

// WorryProtocol is what an interviewer reads and can call when worried.
type WorryProtocol struct {
	Text   string       `json:"text"`
	Phones []WorryPhone `json:"phones"`
	// SecondContactAfterMinutes is when a second contact is told, 0 for never.
	SecondContactAfterMinutes int `json:"secondContactAfterMinutes,omitempty"`
}

// WorryPhone is a number to call.
type WorryPhone struct {
	Label  string `json:"label"`
	Number string `json:"number"`
}

// ParticipantPhone is whom a participant calls, with the two words at hand, to
// withdraw or to ask something.
type ParticipantPhone struct {
	Number string `json:"number"`
	// Hours is when somebody answers, in words; "" when nobody said.
	Hours string `json:"hours,omitempty"`
}

// Splits are the attributes by which results may be split; None says that
// people chose to have none.
type Splits struct {
	Attributes []string `json:"attributes,omitempty"`
	None       bool     `json:"none,omitempty"`
}

// ProjectTarget is how many people of a kind the project hopes to hear.
type ProjectTarget struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
	Number    int    `json:"number"`
	Label     string `json:"label,omitempty"`
}

// PolicyTheme is a theme of the municipality's own agenda.
type PolicyTheme struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Seed  string `json:"seed,omitempty"` // "lea" or "oogo"
}

// NewProjectSettings are the settings before anybody filled in anything: the
// lists are empty, not absent.
func NewProjectSettings() ProjectSettings {
	return ProjectSettings{
		AnswerBy: []AnswerBy{}, WorryProtocol: WorryProtocol{Phones: []WorryPhone{}},
		SensitiveCodes: []string{}, InterviewerWord: "sleutelfiguur", Targets: []ProjectTarget{},
		Guides: []string{}, PolicyThemes: []PolicyTheme{},
	}
}

// Missing says what a project still needs before it can start (rules §2); it
// is empty when it may.
func (s ProjectSettings) Missing() []FieldError {
	var c Checks
	c.That(s.Question != "", "/settings/question", "Schrijf op wat u wilt weten.")
	c.That(s.CanChange != "", "/settings/canChange", "Schrijf op wat er door dit onderzoek kan veranderen.")
	c.That(s.CannotChange != "", "/settings/cannotChange", "Schrijf op wat er niet kan veranderen, zodat u niets belooft.")
	c.That(len(s.AnswerBy) > 0, "/settings/answerBy", "Spreek af wie er antwoordt, en voor welke datum.")
	c.That(s.SourceEndDate != "", "/settings/sourceEndDate", "Kies de dag waarop opnames en teksten gewist zijn.")
	c.That(s.WorryProtocol.Text != "", "/settings/worryProtocol/text", "Schrijf op wat een gespreksvoerder doet bij zorgen.")
	c.That(len(s.WorryProtocol.Phones) > 0, "/settings/worryProtocol/phones", "Noem minstens één telefoonnummer voor zorgen.")
	c.That(s.ParticipantPhone != nil && s.ParticipantPhone.Number != "", "/settings/participantPhone/number",
		"Noem het telefoonnummer dat deelnemers bellen als zij willen stoppen.")
	c.That(s.Splits.decided(), "/settings/splits", "Kies waarnaar u uitkomsten wilt uitsplitsen, of kies: nergens naar.")
	c.That(len(s.Guides) > 0, "/settings/guides", "Kies minstens één gespreksleidraad.")
	return c
}

// decided tells whether people chose attributes, or chose to have none.
func (s *Splits) decided() bool { return s != nil && (s.None || len(s.Attributes) > 0) }

// Check says what is wrong with the settings as they are; an empty field is
// missing, not wrong.
func (s ProjectSettings) Check() error {
	var c Checks
	splits := s.Splits == nil || !s.Splits.None || len(s.Splits.Attributes) == 0
	c.That(splits, "/splits", "Kies kenmerken of kies geen, niet allebei.")
	seen := map[string]bool{}
	for i, theme := range s.PolicyThemes {
		c.That(!seen[theme.ID], "/policyThemes/"+strconv.Itoa(i)+"/id", "Dit beleidsthema staat er al.")
		seen[theme.ID] = true
	}
	steps := map[string]bool{}
	for i, by := range s.AnswerBy {
		step := string(by.Owner) + "/" + string(by.Level)
		c.That(!steps[step], "/answerBy/"+strconv.Itoa(i), "Wie antwoordt op dit niveau staat er al.")
		steps[step] = true
	}
	return c.Err()
}

// Warnings is what a lead must know before the project starts.
func (s ProjectSettings) Warnings() []string {
	if !s.HostedByMunicipality {
		return []string{}
	}
	return []string{"De gemeente beheert zelf de server. De toestemming zegt dan niet: " +
		"de gemeente leest uw verhaal niet. Bespreek dit met de deelnemers."}
}

// DueFor is when the owner's first answer is due, "" when that is not agreed.
func (s ProjectSettings) DueFor(owner Owner, level AnswerLevel) string {
	i := slices.IndexFunc(s.AnswerBy, func(by AnswerBy) bool { return by.Owner == owner && by.Level == level })
	if i < 0 {
		return ""
	}
	return s.AnswerBy[i].DueDate
}

var guideRef = regexp.MustCompile(`^([a-z0-9]+(?:-[a-z0-9]+)*)@([0-9]+(?:\.[0-9]+){0,2})$`)

// ParseGuideRef reads "slug@version".
func ParseGuideRef(text string) (slug, version string, ok bool) {
	parts := guideRef.FindStringSubmatch(text)
	if parts == nil {
		return "", "", false
	}
	return parts[1], parts[2], true
}

// Mode is small until the project says otherwise: what nobody chose is the
// careful choice.
func (p Project) Mode() ProjectMode {
	if p.Settings.Mode == ProjectLarge {
		return ProjectLarge
	}
	return ProjectSmall
}
