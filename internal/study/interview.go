package study

import (
	"context"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// InterviewView is an interview with what stands beside it.
type InterviewView struct {
	Interview research.Interview
	Parcel    research.Parcel
	Codings   int
	Revision  research.Revision
}

// Interviews lists the interviews of a project, the newest first. state is
// "arriving", "arrived" or "" for both; a page may hold fewer than limit when
// it leaves some out.
func (s *Study) Interviews(ctx context.Context, scope research.Scope, project research.ID, state, after string, limit int) (list Page[InterviewView], err error) {
	if err := require(scope, research.Researcher, research.Lead, research.Coach); err != nil {
		return list, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		page := research.Page{Kind: "interview", After: after, Limit: limit, Descending: true}
		interviews, next, err := loadPage[research.Interview](v, page)
		if err != nil {
			return err
		}
		tallies, err := talliesOf(v)
		if err != nil {
			return err
		}
		list = Page[InterviewView]{Items: []InterviewView{}, Next: next, Revision: v.Revision()}
		for _, i := range interviews {
			if state == "" || (state == "arrived") == i.Delivered {
				list.Items = append(list.Items, InterviewView{Interview: i, Codings: tallies[i.ID], Revision: v.Revision()})
			}
		}
		return nil
	})
	return list, err
}

// talliesOf is how many codings each interview has.
func talliesOf(v View) (map[research.ID]int, error) {
	tallies, err := loadAll[research.Tally](v, "tally")
	counts := make(map[research.ID]int, len(tallies))
	for _, t := range tallies {
		counts[t.Interview] = t.Codings
	}
	return counts, err
}

// Interview reads one interview without its text. Faults: NotFound, Erased.
func (s *Study) Interview(ctx context.Context, scope research.Scope, project, id research.ID) (view InterviewView, err error) {
	if err := require(scope, research.Researcher, research.Lead); err != nil {
		return view, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		view, err = s.interviewView(v, id)
		return err
	})
	return view, err
}

func (s *Study) interviewView(v View, id research.ID) (view InterviewView, err error) {
	if view.Interview, err = s.interviewIn(v, id); err != nil {
		return view, err
	}
	if view.Parcel, err = load[research.Parcel](v, research.ParcelDocument(id)); err != nil {
		return view, err
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
	return interview, orElse(lookErr, err)
}

// Receipt says what is on the server's disk of an interview, to the phone that
// delivers it. Faults: NotFound, Erased.
func (s *Study) Receipt(ctx context.Context, scope research.Scope, project, id research.ID) (receipt research.Receipt, err error) {
	device, err := requireDevice(scope)
	if err != nil {
		return receipt, err
	}
	if gone, err := s.GoneFrom(ctx, project, id); err != nil || gone {
		return receipt, orElse(err, erasedInterview())
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

func (s *Study) receiptOf(ctx context.Context, project research.ID, parcel research.Parcel) (research.Receipt, error) {
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

// changeInterview changes an interview in one act, after which the jobs that
// look at what may be kept of it are done.
func (s *Study) changeInterview(ctx context.Context, by By, project, id research.ID, verb string, change func(Tx, *research.Interview) error) (InterviewView, error) {
	jobs := []research.Job{soundJob(project, id), contactJob(project, id), textJob(project, id)}
	err := s.followed(ctx, jobs, func() error {
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
	if err != nil {
		return InterviewView{}, err
	}
	return s.Interview(ctx, by.Scope, project, id)
}

// interviewDocument is the interview's document: listed by arrival, found by phone.
func interviewDocument(i research.Interview) research.Document {
	document := said(i.ID, research.InterviewDocument(i.ID), i.ArrivedAt.UTC().Format(time.RFC3339Nano)+"/"+string(i.ID), i)
	document.Ref = string(i.Device)
	return document
}
