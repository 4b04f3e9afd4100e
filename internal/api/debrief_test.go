package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// lookedBack puts what an interviewer said of themselves in a talk.
func lookedBack(answers object) func(*phone.Talk) {
	return func(talk *phone.Talk) {
		talk.Answers.Debrief = map[string]json.RawMessage{}
		for field, answer := range answers {
			talk.Answers.Debrief[field], _ = json.Marshal(answer) // texts and ticks
		}
	}
}

// tired is an interviewer who wants to talk, surprised one who tells of a talk
// what is looked for after it is gone.
func tired(talk *phone.Talk) {
	lookedBack(object{"wellbeing": "moe", "stilte": true, "ruimte": false, "surprise": " Dat ze lachte. ", "coach": true})(talk)
}

func surprised(talk *phone.Talk) {
	lookedBack(object{"wellbeing": "geraakt", "surprise": "Dat alles kanariegeel was."})(talk)
}

type debriefSeen struct {
	Interview                                           research.ID
	Reference, Wellbeing, Surprise, State, TalkedBy, At string
	Guide, TalkedAt                                     string
	Interviewer                                         struct{ Label string }
	SelfCheck                                           []string
	WantsTalk                                           bool
}

func (w *world) debriefs(as string) []debriefSeen {
	w.t.Helper()
	var list struct{ Items []debriefSeen }
	w.do("GET", w.fill("/projects/{project}/debriefs"), as, nil).want(http.StatusOK).into(&list)
	return list.Items
}

func (w *world) noteTalk(of research.ID, as, state string) *answer {
	w.t.Helper()
	return w.do("PUT", w.fill("/projects/{project}/debriefs/")+string(of), as, object{"state": state})
}

func TestWhoWantsToTalkIsHeardFirst(t *testing.T) {
	f := newField(t)
	wants := f.held(tired)
	f.Clock.Move(time.Hour)
	fine := f.held(lookedBack(object{"wellbeing": "goed"}))
	f.held() // said nothing of themselves
	seen := f.debriefs("coach")
	if len(seen) != 2 || seen[0].Interview != wants || seen[1].Interview != fine {
		t.Fatalf("seen %+v", seen)
	}
	first := seen[0]
	if !first.WantsTalk || first.Wellbeing != "moe" || first.Surprise != "Dat ze lachte." || !slices.Equal(first.SelfCheck, []string{"stilte"}) ||
		first.State != "open" || first.Interviewer.Label != "Samira" || first.Guide == "" || first.Reference == "" {
		t.Errorf("seen %+v", first)
	}
	f.noteTalk(wants, "coach", "talked").want(http.StatusOK)
	if seen = f.debriefs("lead"); seen[0].Interview != fine || seen[1].State != "talked" || seen[1].TalkedBy != "Iemand coach" || seen[1].TalkedAt == "" {
		t.Errorf("after a talk %+v", seen)
	}
	f.noteTalk(wants, "lead", "talked").want(http.StatusOK) // the first who talked stays
	if by := f.noteTalk(wants, "lead", "open").want(http.StatusOK).field("talkedBy"); by != nil {
		t.Errorf("taken back, and talked with by %v", by)
	}
	if seen = f.debriefs("coach"); seen[0].Interview != wants || seen[0].State != "open" {
		t.Errorf("taken back: %+v", seen)
	}
	f.noteTalk(research.NewID(), "lead", "talked").want(http.StatusNotFound)
}

// A delivery that comes again brings back nothing that was settled.
func TestADebriefIsTakenOnce(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(tired))
	f.deliver(sealed)
	id := sealed.Delivery.Interview
	f.noteTalk(id, "coach", "talked").want(http.StatusOK)
	f.deliver(resealed(t, sealed, func(m *research.Manifest) { m.EndedAt = m.EndedAt.Add(time.Minute) }))
	if seen := f.debriefs("coach"); len(seen) != 1 || seen[0].State != "talked" {
		t.Errorf("seen %+v", seen)
	}
}

func TestADebriefIsForOwnInterviewersOnly(t *testing.T) {
	c := newTwoCoaches(t, tired)
	own := c.interviews["coach"]
	for who, want := range map[string]int{"coach": 1, "other-coach": 1, "lead": 2} {
		if seen := c.debriefs(who); len(seen) != want {
			t.Errorf("%s sees %d debriefs, want %d", who, len(seen), want)
		}
	}
	if seen := c.debriefs("coach"); seen[0].Interview != own {
		t.Errorf("a coach sees the debrief of %+v", seen)
	}
	c.noteTalk(own, "other-coach", "talked").want(http.StatusNotFound)
	c.noteTalk(own, "coach", "talked").want(http.StatusOK)
}

// What is not as a phone writes it counts as not answered; nothing is refused.
func TestAStrangeDebriefIsNoAnswer(t *testing.T) {
	f := newField(t)
	f.held(lookedBack(object{"wellbeing": 7, "coach": "ja", "surprise": []int{1}, "Geen Naam": true}))
	if seen := f.debriefs("coach"); len(seen) != 0 {
		t.Errorf("seen %+v", seen)
	}
}

// What surprised may tell what was cut, and nobody who cuts reads it.
func TestACutTakesTheSurpriseAlong(t *testing.T) {
	f := newField(t)
	id := f.held(tired)
	f.noteTalk(id, "coach", "talked").want(http.StatusOK)
	f.do("POST", f.interview(id)+"/cuts", "researcher", object{"passages": []object{wordsIn("1-1", 0, 2)}}).want(http.StatusCreated)
	if seen := f.debriefs("coach"); len(seen) != 1 || seen[0].Surprise != "" || seen[0].Wellbeing != "moe" || seen[0].State != "talked" {
		t.Errorf("seen %+v", seen)
	}
	f.withdraw(f.read(id).Reference)
	if seen := f.debriefs("coach"); len(seen) != 0 {
		t.Errorf("withdrawn, and seen %+v", seen)
	}
	f.noteTalk(id, "coach", "open").want(http.StatusGone)
}
