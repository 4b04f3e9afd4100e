package api_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"sync"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/study"
)

// meeting stops whoever comes to a named act or write until another has done
// what crosses it; each name stops once.
type meeting struct {
	mu      sync.Mutex
	waiting map[string]func()
}

func (m *meeting) at(name string) {
	m.mu.Lock()
	cross := m.waiting[name]
	delete(m.waiting, name)
	m.mu.Unlock()
	if cross != nil {
		cross()
	}
}

// before is the name of what has not happened yet, after of what just has.
func before(name string) string { return "before " + name }
func after(name string) string  { return "after " + name }

type meetingStore struct {
	study.Store
	m *meeting
}

func (w meetingStore) Act(ctx context.Context, scope research.Scope, act study.Act, decide func(study.Tx) error) (research.Event, error) {
	w.m.at(before(act.Verb))
	event, err := w.Store.Act(ctx, scope, act, decide)
	w.m.at(after(act.Verb))
	return event, err
}

func (w meetingStore) Swap(ctx context.Context, cell research.Cell) (research.Cell, error) {
	w.m.at(before(string(cell.Kind)))
	return w.Store.Swap(ctx, cell)
}

type meetingKeys struct {
	study.Keys
	m *meeting
}

func (w meetingKeys) Add(ctx context.Context, keys map[research.KeyRef][]byte) error {
	w.m.at(before("keys"))
	err := w.Keys.Add(ctx, keys)
	w.m.at(after("keys"))
	return err
}

// TestAWithdrawalCrosses lets a withdrawal happen, wholly and in another
// goroutine, in the middle of an arrival, an upload and the jobs after them.
// Whoever is last, nothing is left.
func TestAWithdrawalCrosses(t *testing.T) {
	for _, place := range []string{
		before("keys"), after("keys"), before("interview.receive"), after("interview.receive"),
		before("upload"), before("part.arrive"), after("part.arrive"), before("contact.bring"), after("contact.bring"),
		before("interview.sound-erased"), after("interview.sound-erased"),
	} {
		t.Run(place, func(t *testing.T) {
			f := newField(t)
			talk := f.talk(candid)
			talk.Manifest.Consent[research.ChoiceRecording] = research.No // so that the job for sound has work
			sealed := f.seal(talk)
			if err := f.phone.Admit(t.Context()); err != nil {
				t.Fatal(err)
			}
			crossed := false
			m := &meeting{waiting: map[string]func(){}}
			m.waiting[place] = func() {
				done := make(chan struct{})
				go func() {
					defer close(done)
					f.withdraw(talk.Manifest.Reference)
				}()
				<-done
				crossed = true
			}
			f.Study.Store, f.Study.Keys = meetingStore{f.Store, m}, meetingKeys{f.Keys, m}
			_, err := f.phone.Deliver(t.Context(), sealed)
			if s := status(err); err != nil && s != http.StatusGone && s != http.StatusConflict {
				t.Errorf("the phone is told %v", err)
			}
			f.runJobs()
			f.Study.Store, f.Study.Keys = f.Store, f.Keys
			if !crossed {
				t.Fatal("nothing crossed")
			}
			if err := f.Study.Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			f.Clock.Move(11 * 60e9) // the job looks once more for late bytes
			f.runJobs()
			_, err = f.phone.Announce(t.Context(), sealed)
			f.wantProof(sealed.Delivery.Interview, err)
			f.runJobs()
			if left := found(f.everything(f.Store, f.Dir)); len(left) > 0 {
				t.Errorf("left: %v", left)
			}
			seen, err := f.Study.Verify(t.Context())
			if err != nil || len(seen.Faults) > 0 {
				t.Errorf("verify: %q, %v", seen.Faults, err)
			}
		})
	}
}

// TestManyWithdrawAtOnce has an interview arrive while several people withdraw
// it by its two words.
func TestManyWithdrawAtOnce(t *testing.T) {
	f := newField(t)
	by, err := f.By(t.Context(), "lead", f.Project)
	if err != nil {
		t.Fatal(err)
	}
	talk := f.talk(candid)
	sealed := f.seal(talk)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if _, err := f.Study.Withdraw(context.Background(), by, f.Project, study.Withdrawal{Reference: talk.Manifest.Reference}); err != nil {
				t.Error(err)
			}
		})
	}
	_, err = f.phone.Deliver(t.Context(), sealed)
	wait.Wait()
	if s := status(err); err != nil && s != http.StatusGone && s != http.StatusConflict {
		t.Errorf("the phone is told %v", err)
	}
	if err := errors.Join(f.Study.Reconcile(t.Context()), f.RunJobs(t.Context())); err != nil {
		t.Fatal(err)
	}
	_, err = f.phone.Announce(t.Context(), sealed)
	f.wantProof(sealed.Delivery.Interview, err)
	f.runJobs()
	f.wantGone(sealed)
	if left := found(f.everything(f.Store, f.Dir)); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// TestWithdrawnWordsOutliveARestore withdraws words of an interview that is
// still on a phone, puts back a backup from before, and has it arrive.
func TestWithdrawnWordsOutliveARestore(t *testing.T) {
	f := newField(t)
	talk := f.talk(candid)
	sealed := f.seal(talk)
	backup := t.TempDir()
	if err := f.Store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if state := f.withdraw(talk.Manifest.Reference); state != "pending" {
		t.Fatalf("state %s", state)
	}
	url := "sqlite:" + filepath.Join(t.TempDir(), "again.db")
	if err := store.Restore(t.Context(), url, backup, f.Keys, store.Options{Clock: f.Clock.Now}); err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(t.Context(), url, f.Keys, store.Options{Clock: f.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	f.Study.Store = again
	defer func() { f.Study.Store = f.Store }()
	_, err = f.phone.Announce(t.Context(), sealed)
	f.wantProof(sealed.Delivery.Interview, err)
	if left := found(f.everything(again, f.Dir)); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
