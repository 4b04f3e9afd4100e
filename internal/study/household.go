package study

import (
	"context"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// LinkHousehold notes that an interview was held in the same home as with, so
// that releases count the two as one of "people" (rules §5). The interview moves
// to that home; an empty with makes it a home of its own again. Faults: Invalid
// for a with that is not there, Conflict once a version counts one of the two.
func (s *Study) LinkHousehold(ctx context.Context, by By, project, id, with research.ID) (InterviewView, error) {
	if err := require(by.Scope, research.Researcher, research.Lead); err != nil {
		return InterviewView{}, err
	}
	home := string(s.NewID())
	err := s.ensure(ctx, by, research.ProjectStream(project), "interview.household", func(tx Tx) error {
		interview, err := s.interviewIn(tx, id)
		if err != nil {
			return err
		}
		moved, err := s.moveHome(tx, interview, with, home)
		if err != nil {
			return err
		}
		if err := uncounted(tx, moved); err != nil {
			return err
		}
		if moved, err = leaveHome(tx, interview, moved); err != nil {
			return err
		}
		for _, interview := range moved {
			tx.Put(interviewDocument(interview))
		}
		tx.Fact("interview", string(id))
		return nil
	})
	if err != nil {
		return InterviewView{}, err
	}
	return s.Interview(ctx, by.Scope, project, id)
}

// moveHome gives the interviews whose household changes. fresh names the home of
// two that had none.
func (s *Study) moveHome(v View, interview research.Interview, with research.ID, fresh string) ([]research.Interview, error) {
	if with == "" {
		if interview.Household == "" {
			return nil, errDone
		}
		interview.Household = ""
		return []research.Interview{interview}, nil
	}
	other, err := s.interviewIn(v, with)
	fault := research.FaultOf(err)
	if err != nil && fault != research.NotFound && fault != research.Erased {
		return nil, err
	}
	var c research.Checks
	c.That(err == nil && with != interview.ID, "/with", "Kies een ander gesprek van dit project.")
	if err := c.Err(); err != nil {
		return nil, err
	}
	if other.Home() == interview.Home() {
		return nil, errDone
	}
	if other.Household != "" {
		interview.Household = other.Household
		return []research.Interview{interview}, nil
	}
	interview.Household, other.Household = fresh, fresh
	return []research.Interview{interview, other}, nil
}

// leaveHome adds the interview that is left alone in the home of one that moved,
// as a home of its own again; how many homes there are stays the same by it.
func leaveHome(v View, left research.Interview, moved []research.Interview) ([]research.Interview, error) {
	if left.Household == "" {
		return moved, nil
	}
	interviews, err := loadAll[research.Interview](v, "interview")
	if err != nil {
		return nil, err
	}
	stay := slices.DeleteFunc(interviews, func(i research.Interview) bool {
		return i.Household != left.Household || i.ID == left.ID
	})
	if len(stay) == 1 {
		stay[0].Household = ""
		moved = append(moved, stay[0])
	}
	return moved, nil
}

// uncounted holds that no version counts the interviews: what was counted as so
// many people stays so many.
func uncounted(v View, interviews []research.Interview) error {
	releases, err := loadAll[research.Release](v, "release")
	if err != nil {
		return err
	}
	for _, release := range releases {
		counts := slices.ContainsFunc(interviews, func(i research.Interview) bool { return slices.Contains(release.Interviews, i.ID) })
		switch {
		case !counts || release.State == research.ReleaseVoid:
			continue
		case release.State == research.ReleaseDraft:
			return research.Errorf(research.Conflict, "Een versie die nog niet is vrijgegeven, telt dit gesprek mee. Gooi die eerst weg en stel haar daarna opnieuw samen.")
		default:
			return research.Errorf(research.Conflict, "Een vrijgegeven versie telt dit gesprek mee. Daarom staat vast wie bij elkaar hoort.")
		}
	}
	return nil
}
