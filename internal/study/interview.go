package study

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// InterviewView is an interview with what stands beside it.
type InterviewView struct {
	Interview research.Interview
	Parcel    research.Parcel
	Codings   int
	// Moments are what happened when in it.
	Moments []research.Moment
	// SettledBy are the names of who settled the reasons to look, as Settled.
	SettledBy []string
	Revision  research.Revision
}

// Interviews lists the interviews of a project, the newest first, without what
// only the page of one shows; to a coach those of own interviewers. state is
// "arriving", "arrived" or "" for both, for a lead also "open": talks that go on;
// after is the Next of the page before.
func (s *Study) Interviews(ctx context.Context, scope research.Scope, project research.ID, state, after string, limit int) (list Page[InterviewView], err error) {
	if err := require(scope, research.Researcher, research.Lead, research.Coach); err != nil {
		return list, err
	}
	stream := research.ProjectStream(project)
	err = s.view(ctx, scope, stream, func(v View) error {
		lines, err := s.linesAt(stream, v)
		if err != nil {
			return err
		}
		if state == stateOpen && !mayOversee(scope) {
			return require(scope, research.Lead)
		}
		if !scope.Has(research.Researcher) {
			if lines, err = ownLines(v, scope, lines); err != nil {
				return err
			}
		}
		list, err = s.pageOf(lines, state, after, limit)
		list.Revision = v.Revision()
		for i := range list.Items {
			list.Items[i].Revision = v.Revision()
		}
		return err
	})
	return list, err
}

// ownLines are the lines of the own phones of the one who asks.
func ownLines(v View, scope research.Scope, lines []interviewLine) ([]interviewLine, error) {
	own, err := ownPhones(v, scope)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(lines), func(l interviewLine) bool { return !own(l.interview.Device) }), nil
}

// pageOf is a page of the lines. An interview whose erasure has begun is left
// out, also before the project's stream knows of it.
func (s *Study) pageOf(lines []interviewLine, state, after string, limit int) (list Page[InterviewView], err error) {
	var c research.Checks
	_, id, _ := strings.Cut(after, "/")
	c.That(after == "" || research.ID(id).Valid(), "/after", "Dit is geen plaats in deze lijst. Begin opnieuw bij het begin.")
	c.That(limit >= 0 && limit <= 1000, "/limit", "Vraag er 1 tot 1000 tegelijk.")
	if limit == 0 {
		limit = 100
	}
	list.Items = []InterviewView{}
	last := ""
	for _, line := range lines {
		if after != "" && line.place >= after || !inState(line.interview, state) {
			continue
		}
		if !s.present(line) {
			continue
		}
		if len(list.Items) == limit {
			list.Next = last
			break
		}
		last = line.place
		list.Items = append(list.Items, InterviewView{Interview: line.interview, Codings: line.codings})
	}
	return list, c.Err()
}

// stateOpen is the state of talks that go on.
const stateOpen = "open"

func inState(i research.Interview, state string) bool {
	switch state {
	case stateOpen:
		return i.Open
	case "arrived":
		return i.Delivered
	case "arriving":
		return !i.Delivered && !i.Open
	default:
		return !i.Open
	}
}

// mayOversee tells whether the one who asks may know of talks that go on.
func mayOversee(scope research.Scope) bool { return require(scope, research.Lead) == nil }

// talliesOf is how many codings each interview has.
func talliesOf(v View) (map[research.ID]int, error) {
	tallies, err := loadAll[research.Tally](v, "tally")
	counts := make(map[research.ID]int, len(tallies))
	for _, t := range tallies {
		counts[t.Interview] = t.Codings
	}
	return counts, err
}

// Interview reads one interview without its text; a talk that goes on only for a
// lead. Faults: NotFound, Erased.
func (s *Study) Interview(ctx context.Context, scope research.Scope, project, id research.ID) (view InterviewView, err error) {
	if err := require(scope, research.Researcher, research.Lead); err != nil {
		return view, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		view, err = s.interviewView(v, id)
		if err == nil && view.Interview.Open && !mayOversee(scope) {
			view, err = InterviewView{}, absent()
		}
		return err
	})
	return view, err
}

func (s *Study) interviewView(v View, id research.ID) (view InterviewView, err error) {
	if view.Interview, err = s.interviewIn(v, id); err != nil {
		return view, err
	}
	withhold(&view.Interview)
	if view.Parcel, err = load[research.Parcel](v, research.ParcelDocument(id)); err != nil {
		return view, err
	}
	for _, settled := range view.Interview.Settled {
		name, err := nameOf(v, settled.By)
		if err != nil {
			return view, err
		}
		view.SettledBy = append(view.SettledBy, name)
	}
	moments, _, err := find[research.Moments](v, research.MomentsDocument(id))
	if err != nil {
		return view, err
	}
	if !view.Interview.Held {
		view.Moments = moments.Moments
	}
	tally, _, err := find[research.Tally](v, research.TallyDocument(id))
	view.Codings, view.Revision = tally.Codings, v.Revision()
	return view, err
}

// interviewIn reads an interview in a view. One that was erased is Erased, also
// when its document is gone.
func (s *Study) interviewIn(v View, id research.ID) (research.Interview, error) {
	interview, err := load[research.Interview](v, research.InterviewDocument(id))
	if research.FaultOf(err) != research.NotFound {
		return interview, err
	}
	parcel, _, lookErr := find[research.Parcel](v, research.ParcelDocument(id))
	if lookErr == nil && parcel.Erased {
		lookErr = erasedInterview()
	}
	return interview, cmp.Or(lookErr, err)
}

// Receipt says what is on the server's disk of an interview, to the phone that
// delivers it. Faults: NotFound, Erased.
func (s *Study) Receipt(ctx context.Context, scope research.Scope, project, id research.ID) (receipt research.Receipt, err error) {
	device, err := requireDevice(scope)
	if err != nil {
		return receipt, err
	}
	if gone, err := s.GoneFrom(ctx, project, id); err != nil || gone {
		return receipt, cmp.Or(err, erasedInterview())
	}
	parcel, err := s.parcel(ctx, project, id)
	if err == nil && parcel.Device != device {
		err = absent()
	}
	if err != nil {
		return receipt, err
	}
	return s.receiptOf(ctx, project, parcel)
}

func (s *Study) parcel(ctx context.Context, project, id research.ID) (parcel research.Parcel, err error) {
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) error {
		parcel, err = load[research.Parcel](v, research.ParcelDocument(id))
		return err
	})
	return parcel, err
}

// receiptOf says what there is; a part whose bytes are gone from the disk is waited
// for again.
func (s *Study) receiptOf(ctx context.Context, project research.ID, parcel research.Parcel) (research.Receipt, error) {
	parcel, err := s.awaitLost(ctx, project, parcel)
	if err != nil {
		return research.Receipt{}, err
	}
	receipt := research.Receipt{Epoch: s.Store.Epoch(), Interview: parcel.Interview, State: "arriving", Parts: []research.ReceivedPart{}}
	if parcel.Complete() {
		receipt.State = "arrived"
	}
	for _, part := range parcel.Parts {
		received := research.ReceivedPart{Number: part.Number, Kind: part.Kind, State: part.State, Bytes: part.Bytes, SHA256: part.SHA256}
		if part.Found != "" {
			received.SHA256 = part.Found
		}
		if part.State == research.PartWaiting {
			size, err := s.blobSize(ctx, stored(project, parcel.Interview, part.Number))
			if err != nil {
				return receipt, err
			}
			received.Bytes, received.SHA256 = size, ""
		}
		receipt.Parts = append(receipt.Parts, received)
	}
	return receipt, nil
}

// blobSize is how many bytes of a part are on the disk.
func (s *Study) blobSize(ctx context.Context, part research.StoredPart) (int64, error) {
	blob, err := s.Blobs.Open(ctx, part)
	if research.FaultOf(err) == research.NotFound {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer func() { _ = blob.Close() }()
	return blob.Size(), nil
}

// changeInterview changes an interview as alterInterview does, and reads it.
func (s *Study) changeInterview(ctx context.Context, by By, project, id research.ID, verb string, change func(Tx, *research.Interview) error) (InterviewView, error) {
	if err := s.alterInterview(ctx, by, project, id, verb, change); err != nil {
		return InterviewView{}, err
	}
	return s.Interview(ctx, by.Scope, project, id)
}

// alterInterview changes an interview in one act, after which the jobs that
// look at what may be kept of it are done.
func (s *Study) alterInterview(ctx context.Context, by By, project, id research.ID, verb string, change func(Tx, *research.Interview) error) error {
	jobs := []research.Job{soundJob(project, id), contactJob(project, id), textJob(project, id)}
	return s.followed(ctx, jobs, func() error {
		_, err := s.act(ctx, by, research.ProjectStream(project), verb, func(tx Tx) error {
			interview, err := s.interviewIn(tx, id)
			if err != nil {
				return err
			}
			if err := change(tx, &interview); err != nil {
				return err
			}
			tx.Put(interviewDocument(interview))
			tx.Fact("interview", string(id))
			return nil
		})
		return err
	})
}

// interviewDocument is the interview's document: listed by arrival, found by phone.
func interviewDocument(i research.Interview) research.Document {
	document := said(i.ID, research.InterviewDocument(i.ID), i.ArrivedAt.UTC().Format(time.RFC3339Nano)+"/"+string(i.ID), i)
	document.Ref = string(i.Device)
	return document
}
