package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/study"
)

type wordingsJSON struct {
	Guide    string        `json:"guide"`
	Language string        `json:"language"`
	Items    []wordingJSON `json:"items"`
}

type wordingJSON struct {
	Text     string    `json:"text"`
	Words    string    `json:"words"`
	Approved bool      `json:"approved"`
	By       string    `json:"by,omitempty"` // a name
	At       time.Time `json:"at,omitzero"`
	// Spoken is a recorded voice, absent while nobody recorded one.
	Spoken *spokenLineJSON `json:"spoken,omitempty"`
}

// In an address a text id has dots for its steps.
var (
	textInAddress   = strings.NewReplacer("/", ".")
	textFromAddress = strings.NewReplacer(".", "/")
)

func newWordingsJSON(v study.WordingsView) wordingsJSON {
	answer := wordingsJSON{Guide: v.Wordings.Guide, Language: v.Wordings.Language, Items: []wordingJSON{}}
	for text, one := range v.Wordings.Texts {
		answer.Items = append(answer.Items, wordingJSON{
			textInAddress.Replace(text), one.Words, one.Approved, v.Names[one.By], one.At, newSpokenLineJSON(v, one.Spoken),
		})
	}
	slices.SortFunc(answer.Items, func(a, b wordingJSON) int { return strings.Compare(a.Text, b.Text) })
	return answer
}

// guideLanguage is the guide and the language in the address.
func (c *call) guideLanguage() study.GuideLanguage {
	return study.GuideLanguage{Slug: c.Param("slug"), Version: c.Param("version"), Language: c.Param("language")}
}

func (s *Server) readWordings(c *call) error {
	view, err := s.Study.Wordings(c.context(), c.scope, c.id("project"), c.guideLanguage())
	if err != nil {
		return err
	}
	if c.tag(view.Revision) {
		return c.unchanged()
	}
	return c.send(http.StatusOK, newWordingsJSON(view))
}

func (s *Server) writeWording(c *call) error {
	input, err := decode[struct {
		Words    string
		Approved bool
	}](c)
	if err != nil {
		return err
	}
	view, err := s.Study.WriteWording(c.context(), c.by(), c.id("project"), c.guideLanguage(), c.text(), input.Words, input.Approved)
	return c.wordings(view, err)
}
