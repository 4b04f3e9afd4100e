// Package analysis counts over codings: read models in memory, exact at one
// revision of a project.
package analysis

import "github.com/wijkstem/wijkstem/internal/research"

// said is what one interview said about one theme.
type said struct{ good, better, lead bool }

func (s said) named() bool { return s.good || s.better || s.lead }

// Count makes the tables: the unit is the interview, a group is the union of
// its codes, a fact alone does not count, and codings that wait for a talk
// with the coach stay out.
func Count(m research.Material) research.Tables {
	tables := research.Tables{
		Revision: m.Revision, Interviews: len(m.Interviews),
		Households: households(m.Interviews, func(research.Interview) bool { return true }),
		Groups:     map[research.Group]int{},
	}
	for _, interview := range m.Interviews {
		tables.Groups[interview.Group]++
	}
	statements := statementsOf(m)
	for _, code := range m.Codes {
		tables.Themes = append(tables.Themes, countTheme(code, m, statements))
	}
	return tables
}

// statementsOf is what each interview said per code and per group.
func statementsOf(m research.Material) map[research.ID]map[string]said {
	group := map[string]string{}
	for _, code := range m.Codes {
		group[code.ID] = code.Group
	}
	all := map[research.ID]map[string]said{}
	for _, interview := range m.Interviews {
		all[interview.ID] = map[string]said{}
	}
	for _, coding := range m.Codings {
		themes, counted := all[coding.Interview]
		if !counted || coding.TalkFirst {
			continue
		}
		themes[coding.Code] = themes[coding.Code].with(coding.Kind)
		if parent := group[coding.Code]; parent != "" {
			themes[parent] = themes[parent].with(coding.Kind)
		}
	}
	return all
}

func (s said) with(kind research.StatementKind) said {
	switch kind {
	case research.StatementGood:
		s.good = true
	case research.StatementBetter:
		s.better = true
	case research.StatementLead:
		s.lead = true
	case research.StatementFact:
	}
	return s
}

func countTheme(code research.Code, m research.Material, statements map[research.ID]map[string]said) research.ThemeCount {
	count := research.ThemeCount{Code: code.ID, Group: code.Group, Asked: -1}
	topics := topicsOf(code, m.Codes)
	if len(topics) > 0 {
		count.Asked = 0
	}
	for _, interview := range m.Interviews {
		asked := askedAny(interview, topics)
		if asked {
			count.Asked++
		}
		add(&count, statements[interview.ID][code.ID], asked)
	}
	count.Households = households(m.Interviews, func(i research.Interview) bool {
		return statements[i.ID][code.ID].named()
	})
	return count
}

// add puts one interview in the part where it belongs.
func add(count *research.ThemeCount, s said, asked bool) {
	if !s.named() {
		return
	}
	count.N++
	if !asked {
		count.Unasked++
	}
	switch {
	case s.good && s.better:
		count.Mixed++
	case s.good:
		count.Good++
	case s.better:
		count.Better++
	default:
		count.Lead++
	}
}

// topicsOf are the guide topics that ask about a theme; a group has those of its codes.
func topicsOf(code research.Code, codes []research.Code) map[string]bool {
	topics := map[string]bool{}
	for _, c := range codes {
		if c.ID == code.ID || c.Group == code.ID {
			for _, topic := range c.Topics {
				topics[topic] = true
			}
		}
	}
	return topics
}

func askedAny(interview research.Interview, topics map[string]bool) bool {
	for topic := range topics {
		if interview.Asked(topic) {
			return true
		}
	}
	return false
}

func households(interviews []research.Interview, counts func(research.Interview) bool) int {
	homes := map[string]bool{}
	for _, interview := range interviews {
		if counts(interview) {
			homes[interview.Home()] = true
		}
	}
	return len(homes)
}
