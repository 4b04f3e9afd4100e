package study

import (
	"context"

	"github.com/wijkstem/wijkstem/internal/research"
)

// InterviewCodings lists the codings of an interview in the order in which they
// were made, with the revision of the last change of one that is there.
func (s *Study) InterviewCodings(ctx context.Context, scope research.Scope, project, interview research.ID) (views []CodingView, revision research.Revision, err error) {
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		found, err := load[research.Interview](v, research.InterviewDocument(interview))
		if err != nil {
			return err
		}
		if err := mayRead(scope, found); err != nil {
			return err
		}
		documents, err := belonging(v, "coding", interview)
		if err != nil {
			return err
		}
		codings := make([]research.Coding, len(documents))
		for i, document := range documents {
			if codings[i], err = decode[research.Coding](document); err != nil {
				return err
			}
		}
		revision = v.Revision()
		views, err = newCodingViews(v, scope).add(codings)
		return err
	})
	return views, revision, err
}

// CodeCodings lists all codings with a code that the one who asks may read.
func (s *Study) CodeCodings(ctx context.Context, scope research.Scope, project research.ID, code string) (views []CodingView, err error) {
	if err := require(scope, research.Researcher, research.Lead, research.SecondReader); err != nil {
		return nil, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		if _, err := load[research.Code](v, research.CodeDocument(code)); err != nil {
			return err
		}
		material, err := s.Analysis.Material(research.ProjectStream(project), v)
		if err != nil {
			return err
		}
		var codings []research.Coding
		for _, coding := range material.Codings {
			if coding.Code == code {
				codings = append(codings, coding)
			}
		}
		views, err = newCodingViews(v, scope).add(codings)
		return err
	})
	return views, err
}

// codingViews adds to codings what their readers need, reading each interview
// and each coder once.
type codingViews struct {
	view       View
	scope      research.Scope
	interviews map[research.ID]research.Interview
	coders     map[string]research.Member
}

func newCodingViews(v View, scope research.Scope) *codingViews {
	return &codingViews{v, scope, map[research.ID]research.Interview{}, map[string]research.Member{}}
}

// add leaves out what the one who asks may not read.
func (r *codingViews) add(codings []research.Coding) ([]CodingView, error) {
	views := []CodingView{}
	for _, coding := range codings {
		interview, err := r.interview(coding.Interview)
		if err != nil {
			return nil, err
		}
		if interview.ID == "" || mayRead(r.scope, interview) != nil {
			continue
		}
		coder, known := r.coders[coding.Coder]
		if !known {
			if coder, err = coderOf(r.view, coding); err != nil {
				return nil, err
			}
			r.coders[coding.Coder] = coder
		}
		views = append(views, CodingView{Coding: coding, Reference: interview.Reference, Coder: coder})
	}
	return views, nil
}

// interview is empty for one that was erased.
func (r *codingViews) interview(id research.ID) (research.Interview, error) {
	if found, ok := r.interviews[id]; ok {
		return found, nil
	}
	found, _, err := find[research.Interview](r.view, research.InterviewDocument(id))
	if err == nil {
		r.interviews[id] = found
	}
	return found, err
}
