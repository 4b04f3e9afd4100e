package api

import (
	"fmt"
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
)

// answerJSON is an answer as everybody sees it.
type answerJSON struct {
	Owner    research.Owner       `json:"owner"`
	Level    research.AnswerLevel `json:"level"`
	State    research.AnswerState `json:"state"`
	Reason   string               `json:"reason"`
	Function string               `json:"function"`
	Date     string               `json:"date"`
	NextStep *research.NextStep   `json:"nextStep,omitempty"`
	DoneOn   string               `json:"doneOn,omitempty"`
}

func newAnswerJSON(a research.Answer) answerJSON {
	return answerJSON{a.Owner, a.Level, a.State, a.Reason, a.Function, a.Date, a.NextStep, a.DoneOn}
}

type answerLine struct {
	Finding research.ID           `json:"finding"`
	Title   string                `json:"title"`
	Owner   research.Owner        `json:"owner"`
	Level   research.AnswerLevel  `json:"level"`
	State   research.AnswerState  `json:"state"`
	DueDate string                `json:"dueDate,omitempty"`
	Steps   []research.AnswerStep `json:"steps"`
	Answer  *answerJSON           `json:"answer,omitempty"`
	Earlier []answerJSON          `json:"earlier,omitempty"`
}

func newAnswerLine(l research.AnswerLine) answerLine {
	line := answerLine{
		Finding: l.Finding, Title: l.Title, Owner: l.Owner, Level: l.Level, State: l.State,
		DueDate: l.DueDate, Steps: l.Steps,
	}
	if l.Answer != nil {
		answer := newAnswerJSON(*l.Answer)
		line.Answer = &answer
	}
	for _, earlier := range l.Earlier {
		line.Earlier = append(line.Earlier, newAnswerJSON(earlier))
	}
	return line
}

func (s *Server) listAnswers(c *call) error {
	all, err := s.Study.Answers(c.context(), c.scope, c.id("project"))
	if err != nil {
		return err
	}
	if c.tagText(fmt.Sprintf("%s-%d-%s", c.epoch, all.Revision, all.Day)) {
		return c.unchanged()
	}
	lines := make([]answerLine, len(all.Lines))
	for i, l := range all.Lines {
		lines[i] = newAnswerLine(l)
	}
	page, err := slice(c, lines, func(l answerLine) string { return string(l.Finding) + "/" + string(l.Owner) })
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, page)
}

func (s *Server) writeAnswer(c *call) error {
	input, err := decode[struct {
		Level    research.AnswerLevel
		State    research.AnswerState
		Reason   string
		Function string
		NextStep *research.NextStep
		DoneOn   string
	}](c)
	if err != nil {
		return err
	}
	answer, err := s.Study.WriteAnswer(c.context(), c.by(), c.id("project"), research.Answer{
		Finding: c.id("finding"), Owner: research.Owner(c.Param("owner")), Level: input.Level, State: input.State,
		Reason: input.Reason, Function: input.Function, NextStep: input.NextStep, DoneOn: input.DoneOn,
	})
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newAnswerJSON(answer))
}
