package study

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unique"

	"github.com/wijkstem/wijkstem/internal/research"
)

// lines are the interviews of projects as lists show them, in memory: reading
// them from their documents opens each, with all that it holds. What is here is
// exact at one revision and catches up by the events since.
type lines struct {
	mu       sync.Mutex
	projects map[research.Stream]*projectLines
}

// projectLines are those of one project. The slice is never changed, only
// replaced.
type projectLines struct {
	mu       sync.Mutex
	revision research.Revision // 0 before anything was read
	lines    []interviewLine   // the newest first
}

// interviewLine is an interview without what only its own page shows.
type interviewLine struct {
	place     string // in the list
	interview research.Interview
	answers   []answered // to the background questions
	codings   int
}

// answered is one answer to a background question. Many gave the same one: it
// is kept once.
type answered = unique.Handle[struct{ question, option string }]

func answeredWith(question, option string) answered {
	return unique.Make(struct{ question, option string }{question, option})
}

func answersOf(background map[string][]string) (answers []answered) {
	for question, options := range background {
		for _, option := range options {
			answers = append(answers, answeredWith(question, option))
		}
	}
	return slices.Clip(answers)
}

// Bounds of what is kept and caught up on.
const (
	mostLines  = 50_000 // about 65 MB
	mostMissed = 1000   // events; beyond that everything is read again
)

func (l *lines) of(stream research.Stream) *projectLines {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.projects == nil {
		l.projects = map[research.Stream]*projectLines{}
	}
	p := l.projects[stream]
	if p == nil {
		p = &projectLines{}
		l.projects[stream] = p
	}
	return p
}

// shrink lets go of other projects when all together are too many.
func (l *lines) shrink(stream research.Stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	total := 0
	for _, p := range l.projects {
		_, lines := p.now()
		total += len(lines)
	}
	if total > mostLines {
		l.projects = map[research.Stream]*projectLines{stream: l.projects[stream]}
	}
}

// forget drops what is kept of a project, so that nothing of somebody who
// withdrew waits in memory for the next reader.
func (l *lines) forget(stream research.Stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.projects, stream)
}

// dropErased lets go of interviews that were erased, by whichever server.
func (l *lines) dropErased(gone func(research.KeyRef) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.projects {
		p.mu.Lock()
		erased := func(l interviewLine) bool { return gone(research.RestKey(l.interview.ID)) }
		if slices.ContainsFunc(p.lines, erased) {
			p.lines = slices.DeleteFunc(slices.Clone(p.lines), erased)
		}
		p.mu.Unlock()
	}
}

func (p *projectLines) now() (research.Revision, []interviewLine) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.revision, p.lines
}

// keep takes lines of a revision, unless later ones are there.
func (p *projectLines) keep(revision research.Revision, lines []interviewLine) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if revision > p.revision {
		p.revision, p.lines = revision, lines
	}
}

// linesAt are the interviews of the view's project at its revision, the newest
// first.
func (s *Study) linesAt(stream research.Stream, v View) ([]interviewLine, error) {
	p := s.lines.of(stream)
	revision, lines := p.now()
	if revision == v.Revision() {
		return lines, nil
	}
	lines, err := caughtUp(v, revision, lines)
	if err == nil {
		p.keep(v.Revision(), lines)
		s.lines.shrink(stream)
	}
	return lines, err
}

// delivered are the interviews that came in whole, the oldest first, without
// those whose erasure has begun, also before the stream knows of it.
func (s *Study) delivered(stream research.Stream, v View) ([]interviewLine, error) {
	lines, err := s.linesAt(stream, v)
	if err != nil {
		return nil, err
	}
	var there []interviewLine
	for _, l := range slices.Backward(lines) {
		if l.interview.Delivered && s.present(l) {
			there = append(there, l)
		}
	}
	return there, nil
}

// present is false for an interview whose erasure has begun.
func (s *Study) present(l interviewLine) bool { return !s.gone(research.RestKey(l.interview.ID)) }

// caughtUp brings lines of an earlier revision to the view's. Lines of a later
// one are no help.
func caughtUp(v View, from research.Revision, lines []interviewLine) ([]interviewLine, error) {
	missed := v.Revision() - from
	if from == 0 || missed < 0 || missed > mostMissed {
		return readLines(v)
	}
	events, err := v.Events(from, mostMissed)
	if err != nil {
		return nil, err
	}
	changed := map[research.ID]bool{}
	for _, event := range events {
		for _, id := range slices.Concat(event.Put, event.Deleted) {
			if kind, name, _ := strings.Cut(id, "/"); kind == "interview" || kind == "tally" {
				changed[research.ID(name)] = true
			}
		}
	}
	if len(changed) == 0 {
		return lines, nil
	}
	lines = slices.DeleteFunc(slices.Clone(lines), func(l interviewLine) bool { return changed[l.interview.ID] })
	for id := range changed {
		line, there, err := readLine(v, id)
		if err != nil {
			return nil, err
		}
		if there {
			lines = append(lines, line)
		}
	}
	newestFirst(lines)
	return lines, nil
}

func newestFirst(lines []interviewLine) {
	slices.SortFunc(lines, func(a, b interviewLine) int { return cmp.Compare(b.place, a.place) })
}

func readLine(v View, id research.ID) (interviewLine, bool, error) {
	document, err := v.Document(research.InterviewDocument(id))
	if missing(err) {
		return interviewLine{}, false, nil
	}
	if err != nil {
		return interviewLine{}, false, err
	}
	line, err := lineOf(document)
	if err != nil {
		return line, false, err
	}
	tally, _, err := find[research.Tally](v, research.TallyDocument(id))
	line.codings = tally.Codings
	return line, true, err
}

func lineOf(document research.Document) (interviewLine, error) {
	i, err := decode[research.Interview](document)
	answers := answersOf(i.Background)
	i.Background, i.Topics, i.Meaning, i.Observation, i.ConsentLog, i.Settled = nil, nil, nil, nil, nil, nil
	return interviewLine{place: document.By, interview: i, answers: answers}, err
}

// readLines reads all interviews of the project.
func readLines(v View) ([]interviewLine, error) {
	tallies, err := talliesOf(v)
	if err != nil {
		return nil, err
	}
	lines := []interviewLine{}
	err = each(v, research.Page{Kind: "interview"}, func(document research.Document) error {
		line, err := lineOf(document)
		line.codings = tallies[line.interview.ID]
		lines = append(lines, line)
		return err
	})
	newestFirst(lines)
	return lines, err
}
