package api_test

import (
	"maps"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

func init() { maps.Copy(examples, fieldExamples) }

// fieldExamples are those of what phones deliver.
var fieldExamples = map[string]example{
	"deliverManifest": func(w *world) apitest.Request {
		f := fieldOf(w, 1)
		sealed := f.seal(f.talk())
		return apitest.Request{Path: f.interview(sealed.Delivery.Interview) + "/manifest", Body: sealed.Delivery}
	},
	"readReceipt":    aboutInterview("/receipt", nil),
	"listInterviews": plain("/projects/{project}/interviews", nil),
	"readInterview":  aboutInterview("", nil),
	"changeChoice":   aboutInterview("/choices/quote", object{"answer": "no"}),
	"changeConsent":  aboutInterview("/consent", object{"choices": object{"quote": "no"}}),
	"readContact": func(w *world) apitest.Request {
		f := fieldOf(w, 1)
		id := f.held(candid)
		f.runJobs()
		return apitest.Request{Path: f.interview(id) + "/contact"}
	},
	"giveReference": func(w *world) apitest.Request {
		f := fieldOf(w, 2)
		return apitest.Request{Path: f.interview(f.unreadable()) + "/reference", Body: object{"reference": f.words[0]}}
	},
	"settleReview": func(w *world) apitest.Request {
		f := fieldOf(w, 1)
		return apitest.Request{Path: f.interview(f.unreadable()) + "/review", Body: object{"review": "invalid-part", "decision": "Telt mee zonder dat deel."}}
	},
	"linkHousehold": func(w *world) apitest.Request {
		f := fieldOf(w, 2)
		return apitest.Request{Path: f.interview(f.held()) + "/household", Body: object{"with": f.held()}}
	},
	"salvageInterview": func(w *world) apitest.Request {
		return apitest.Request{Path: (&field{world: w}).interview(w.revokedTalk()) + "/salvage"}
	},
	"checkInterview": aboutInterview("/check", object{"checked": true}),
	"cutInterview":   aboutCut,
	"withdraw":       plain("/projects/{project}/withdrawals", object{"reference": "lepel wolk"}),
	"beginUpload": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/projects/{project}/uploads"), Header: uploadHeader(research.NewID(), 1, 4)}
	},
	"listAlerts": plain("/projects/{project}/alerts", nil),
	"raiseAlert": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/projects/{project}/alerts"), Body: object{
			"id": research.NewID(), "interview": research.NewID(), "at": "2026-11-24T09:00:00Z",
		}}
	},
	"takeUpAlert": func(w *world) apitest.Request {
		id := research.NewID()
		w.do("POST", w.fill("/projects/{project}/alerts"), "device", object{
			"id": id, "interview": research.NewID(), "at": "2026-11-24T09:00:00Z",
		}).want(201)
		return apitest.Request{Path: w.fill("/projects/{project}/alerts/") + string(id), Body: object{"state": "taken-up"}}
	},
	"listDebriefs": plain("/projects/{project}/debriefs", nil),
	"noteTalk": func(w *world) apitest.Request {
		f := fieldOf(w, 1)
		return apitest.Request{Path: w.fill("/projects/{project}/debriefs/") + string(f.held(tired)), Body: object{"state": "talked"}}
	},
	"listRecordings": aboutInterview("/recordings", nil),
	"readPeaks": func(w *world) apitest.Request {
		f := fieldOf(w, 1)
		id := f.held(spoken, func(talk *phone.Talk) {
			talk.Answers.Levels = []research.Levels{{Segment: 2, EveryMS: 500, Values: []byte{1, 2}}}
		})
		f.runJobs()
		return apitest.Request{Path: f.interview(id) + "/recordings/2/peaks"}
	},
	"allowListening": func(w *world) apitest.Request {
		f := fieldOf(w, 1)
		return apitest.Request{Path: f.interview(f.held(spoken)) + "/recordings/2/listening"}
	},
	"readUpload":  aboutUpload(nil),
	"abortUpload": aboutUpload(nil),
	"continueUpload": aboutUpload(map[string]string{
		"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0",
	}),
}

// aboutInterview is a request about an interview that has arrived.
func aboutInterview(path string, body any) example {
	return func(w *world) apitest.Request {
		f := fieldOf(w, 1)
		return apitest.Request{Path: f.interview(f.held()) + path, Body: body}
	}
}

// aboutUpload is a request about an upload that has begun.
func aboutUpload(header map[string]string) example {
	return func(w *world) apitest.Request {
		at := w.begin(research.NewID(), 1, 4)
		request := apitest.Request{Path: at, Header: map[string]string{"Tus-Resumable": "1.0.0"}, Body: []byte("1234")}
		maps.Copy(request.Header, header)
		return request
	}
}

// aboutCut is a cut of the first word of an interview.
func aboutCut(w *world) apitest.Request {
	f := fieldOf(w, 1)
	id := f.held()
	return apitest.Request{Path: f.interview(id) + "/cuts", Body: object{"passages": []object{wordsIn("1-1", 0, 2)}}}
}
