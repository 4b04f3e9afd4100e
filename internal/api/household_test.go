package api_test

import (
	"net/http"
	"testing"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// homes is a world with a finding on five talks, in the order of the list.
func homes(t *testing.T) (*world, []research.ID) {
	w := newWorld(t)
	w.do("POST", w.fill("/projects/{project}/findings"), "researcher", findingBody(w.talks(5))).want(http.StatusCreated)
	var list struct{ Items []struct{ ID research.ID } }
	w.do("GET", w.fill("/projects/{project}/interviews"), "lead", nil).want(http.StatusOK).into(&list)
	ids := []research.ID{}
	stream := research.ProjectStream(w.Project)
	_, err := w.Store.Act(t.Context(), auth.System(), study.Act{Stream: stream, Verb: "interview.receive"}, func(tx study.Tx) error {
		for _, item := range list.Items {
			ids = append(ids, item.ID)
			tx.Put(w.document(research.ParcelDocument(item.ID), research.StreamKey(stream), "", research.Parcel{Interview: item.ID, Device: w.Device, Final: true}))
		}
		return nil
	})
	if err != nil || len(list.Items) != 5 {
		t.Fatalf("%d interviews, %v", len(list.Items), err)
	}
	return w, ids
}

func (w *world) home(of research.ID, with any) *answer {
	w.t.Helper()
	path := w.fill("/projects/{project}/interviews/") + string(of) + "/household"
	return w.do("PUT", path, "researcher", object{"with": with})
}

// composed is a draft of round 1 and in what mode it would be read.
func (w *world) composed() (release research.ID, mode research.VersionMode) {
	w.t.Helper()
	var made struct {
		ID      research.ID
		Preview research.Version
	}
	w.do("POST", w.fill("/projects/{project}/releases"), "researcher", object{"round": 1}).want(http.StatusCreated).into(&made)
	return made.ID, made.Preview.Mode
}

func (w *world) release(id research.ID) string {
	return w.fill("/projects/{project}/releases/") + string(id)
}

func TestTwoTalksInOneHomeAreOneOfThePeople(t *testing.T) {
	w, ids := homes(t)
	if draft, mode := w.composed(); mode != research.VersionSmall {
		t.Errorf("five homes are read as %s", mode)
	} else {
		w.home(ids[0], ids[1]).want(http.StatusConflict) // the draft counts both
		w.do("DELETE", w.release(draft), "researcher", nil).want(http.StatusNoContent)
	}
	first := w.home(ids[0], ids[1]).want(http.StatusOK).field("household")
	if first == nil || w.home(ids[1], ids[0]).want(http.StatusOK).field("household") != first {
		t.Errorf("household %v is not that of both", first)
	}
	if third := w.home(ids[2], ids[1]).want(http.StatusOK).field("household"); third != first {
		t.Errorf("a third in the same home has household %v, want %v", third, first)
	}
	if alone := w.home(ids[2], nil).want(http.StatusOK).field("household"); alone != nil {
		t.Errorf("unlinked, and in household %v", alone)
	}
	draft, mode := w.composed()
	if mode != research.VersionTiny {
		t.Errorf("four homes are read as %s", mode)
	}
	w.do("PUT", w.release(draft)+"/approval", "second-reader", nil).want(http.StatusOK)
	w.home(ids[0], nil).want(http.StatusConflict)
	w.home(ids[3], ids[4]).want(http.StatusConflict)
	w.home(ids[0], ids[1]).want(http.StatusOK) // as it is already
}

// Who is left alone is a home of its own, and so is not found as half of two.
func TestWhoIsLeftAloneHasAHomeOfItsOwn(t *testing.T) {
	w, ids := homes(t)
	household := func(id research.ID) any {
		return w.do("GET", w.fill("/projects/{project}/interviews/")+string(id), "lead", nil).want(http.StatusOK).field("household")
	}
	w.home(ids[0], ids[1]).want(http.StatusOK)
	w.home(ids[2], ids[1]).want(http.StatusOK)
	w.home(ids[2], nil).want(http.StatusOK)
	if household(ids[0]) == nil || household(ids[1]) == nil {
		t.Error("two that stay together are not together any more")
	}
	w.home(ids[0], nil).want(http.StatusOK)
	if left := household(ids[1]); left != nil {
		t.Errorf("left alone in household %v", left)
	}
	w.home(ids[0], ids[1]).want(http.StatusOK)
	w.home(ids[0], ids[2]).want(http.StatusOK) // moves to another home
	if left := household(ids[1]); left != nil || household(ids[0]) == nil || household(ids[0]) != household(ids[2]) {
		t.Errorf("moved away, and left in household %v", left)
	}
}

func TestAHomeIsSharedWithAnotherInterviewOfTheProject(t *testing.T) {
	w, ids := homes(t)
	for name, with := range map[string]research.ID{"itself": ids[0], "one that is not there": research.NewID()} {
		if faults := w.home(ids[0], with).want(http.StatusBadRequest).faults(); faults["/with"] == "" {
			t.Errorf("%s: %v", name, faults)
		}
	}
}
