package api_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/study"
)

// The canaries are things that this one person said, and a number.
var canaries = []string{"kanariegeel", "kanariezang", "06-55501234"}

// candid is an interview that holds every canary, in text, sound and contact.
func candid(talk *phone.Talk) {
	spoken(talk)
	talk.Answers.Topics[0].Notes[0].Text = "De deur is kanariegeel."
	talk.Sound[0].Chunks[2] = []byte("kanariezang")
	surprised(talk)
	talk.Contact = &research.ContactDetails{Way: "phone", Phone: "06-55501234"}
}

// everything is all that can be read of the project and its vault with the keys
// that are left, and all that lies on the disk and in the logs.
func (f *field) everything(s *store.Store, dir string) string {
	f.t.Helper()
	var all strings.Builder
	for _, stream := range []research.Stream{research.ProjectStream(f.Project), research.VaultStream(f.Project)} {
		err := s.View(f.t.Context(), f.Study.System, stream, func(v study.View) error {
			for kind := range research.DocumentKinds {
				documents, _, err := v.Page(research.Page{Kind: kind, Limit: 1000})
				if err != nil {
					return err
				}
				for _, document := range documents {
					all.WriteString(document.ID + " " + string(document.Body) + "\n")
					all.WriteString(f.openOriginal(document))
				}
			}
			return nil
		})
		if err != nil {
			f.t.Fatal(err)
		}
		events, err := s.Events(f.t.Context(), f.Study.System, stream, 0, 1000)
		if err != nil {
			f.t.Fatal(err)
		}
		text, err := json.Marshal(events)
		if err != nil {
			f.t.Fatal(err)
		}
		all.Write(text)
	}
	all.WriteString(f.openBlobs())
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	all.WriteString(f.Logs.String())
	return all.String()
}

// openBlobs opens every part on the disk for which there still is a key.
func (f *field) openBlobs() string {
	f.t.Helper()
	var all strings.Builder
	err := f.Blobs.Walk(f.t.Context(), func(part research.StoredPart) error {
		blob, err := f.Blobs.Open(f.t.Context(), part)
		if err != nil {
			return err
		}
		defer blob.Close()
		all.WriteString(f.openPart(part.Part, blob, blob.Size()))
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return all.String()
}

// openPart opens what it can of a part with every key that is left, of all
// generations.
func (f *field) openPart(part research.Part, sealed io.ReaderAt, size int64) string {
	f.t.Helper()
	var all strings.Builder
	for _, purpose := range research.Purposes() {
		for generation := 1; generation < 5; generation++ {
			key, err := f.Keys.Key(research.InterviewKey(part.Interview, purpose).At(generation))
			if err != nil {
				continue
			}
			reader, err := research.NewPartReader(key, part, sealed, size)
			if err != nil {
				f.t.Fatal(err)
			}
			for seq := range reader.Frames().Frames {
				if plain, err := reader.Frame(seq); err == nil {
					all.Write(plain)
				}
			}
		}
	}
	return all.String()
}

// openOriginal opens the small parts that travelled in a delivery.
func (f *field) openOriginal(document research.Document) string {
	f.t.Helper()
	if document.Kind() != "original" {
		return ""
	}
	var original research.Original
	if err := json.Unmarshal(document.Body, &original); err != nil {
		f.t.Fatal(err)
	}
	_, interview, _ := strings.Cut(document.ID, "/")
	text := ""
	for number, sealed := range original.Parts {
		text += f.openPart(research.Part{Interview: research.ID(interview), Number: number}, bytes.NewReader(sealed), int64(len(sealed)))
	}
	return text
}

func found(text string) (canary []string) {
	for _, c := range canaries {
		if strings.Contains(text, c) {
			canary = append(canary, c)
		}
	}
	return canary
}

func (f *field) withdraw(reference string) string {
	f.t.Helper()
	state, _ := f.do("POST", f.fill("/projects/{project}/withdrawals"), "lead", object{"reference": reference}).want(http.StatusCreated).field("state").(string)
	return state
}

func TestNothingIsLeftOfWhoWithdraws(t *testing.T) {
	f := newField(t)
	talk := f.talk(candid)
	sealed := f.seal(talk)
	f.deliver(sealed)
	f.runJobs()
	id := sealed.Delivery.Interview
	if got := found(f.everything(f.Store, f.Dir)); len(got) != len(canaries) {
		t.Fatalf("the dump finds only %v before", got)
	}
	backup := t.TempDir()
	if err := f.Store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	other := f.held()
	if state := f.withdraw(talk.Manifest.Reference); state != "erased" {
		t.Errorf("state %s", state)
	}
	f.runJobs()
	if got := found(f.everything(f.Store, f.Dir)); len(got) > 0 {
		t.Errorf("left: %v", got)
	}
	f.wantGone(sealed)
	f.read(other)
	if state := f.withdraw(talk.Manifest.Reference); state != "erased" {
		t.Errorf("again: %s", state)
	}
	f.wantRestoredGone(backup, id)
}

// wantGone has everything about an interview answer that it was erased.
func (f *field) wantGone(sealed phone.Sealed) {
	f.t.Helper()
	id := sealed.Delivery.Interview
	for _, path := range []string{"", "/text", "/recordings"} {
		f.do("GET", f.interview(id)+path, "researcher", nil).want(http.StatusGone)
	}
	f.do("PUT", f.interview(id)+"/check", "researcher", object{"checked": true}).want(http.StatusGone)
	_, err := f.phone.Announce(f.t.Context(), sealed)
	f.wantProof(id, err)
	_, err = f.phone.Receipt(f.t.Context(), id)
	f.wantProof(id, err)
	f.wantProof(id, f.phone.Upload(f.t.Context(), id, 3, []byte("nog meer")))
	parts, err := f.Blobs.Parts(f.t.Context(), f.Project, id)
	if err != nil || len(parts) > 0 {
		f.t.Errorf("bytes are left: %v, %v", parts, err)
	}
}

// wantProof checks the server's signed word as a phone does.
func (f *field) wantProof(id research.ID, err error) {
	f.t.Helper()
	var problem *phone.Problem
	if !errors.As(err, &problem) || problem.Status != http.StatusGone {
		f.t.Fatalf("not gone: %v", err)
	}
	signed, signature := problem.Erased[:strings.LastIndexByte(problem.Erased, '.')], problem.Erased[strings.LastIndexByte(problem.Erased, '.')+1:]
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !ed25519.Verify(f.serverKey(), []byte(signed), raw) {
		f.t.Errorf("the proof is not signed: %v", err)
	}
	_, payload, _ := strings.Cut(signed, ".")
	text, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil || !strings.Contains(string(text), string(id)) || !strings.Contains(string(text), "erasedAt") {
		f.t.Errorf("the proof says %s, %v", text, err)
	}
}

// serverKey is the key that the server tells its phones to check proofs with.
func (f *field) serverKey() ed25519.PublicKey {
	f.t.Helper()
	text, _ := f.do("GET", f.fill("/projects/{project}/field"), "device", nil).want(http.StatusOK).field("serverKey").(string)
	key, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(key) != ed25519.PublicKeySize {
		f.t.Fatalf("the server's key is %q, %v", text, err)
	}
	return key
}

// wantRestoredGone puts the older data back: the ledger, being newer, holds.
func (f *field) wantRestoredGone(backup string, id research.ID) {
	f.t.Helper()
	url := "sqlite:" + filepath.Join(f.t.TempDir(), "again.db")
	if err := store.Restore(f.t.Context(), url, backup, f.Keys, store.Options{Clock: f.Clock.Now}); err != nil {
		f.t.Fatal(err)
	}
	again, err := store.Open(f.t.Context(), url, f.Keys, store.Options{Clock: f.Clock.Now})
	if err != nil {
		f.t.Fatal(err)
	}
	defer again.Close()
	if got := found(f.everything(again, backup)); len(got) > 0 {
		f.t.Errorf("a restored backup tells %v", got)
	}
	before := f.Study.Store
	f.Study.Store = again
	defer func() { f.Study.Store = before }()
	if err := f.Study.Reconcile(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
	if err := f.Study.EraseRest(f.t.Context(), f.Project, id); err != nil {
		f.t.Fatal(err)
	}
	err = again.View(f.t.Context(), f.Study.System, research.ProjectStream(f.Project), func(v study.View) error {
		_, err := v.Document(research.InterviewDocument(id))
		if research.FaultOf(err) != research.NotFound {
			f.t.Errorf("the restored stream still has the interview: %v", err)
		}
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

func TestWithdrawnBeforeItArrives(t *testing.T) {
	f := newField(t)
	talk := f.talk(candid)
	sealed := f.seal(talk)
	if err := f.phone.Admit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := f.phone.Upload(t.Context(), sealed.Delivery.Interview, 3, sealed.Parts[3]); err != nil {
		t.Fatal(err)
	}
	if state := f.withdraw(talk.Manifest.Reference); state != "pending" {
		t.Errorf("state %s", state)
	}
	_, err := f.phone.Announce(t.Context(), sealed)
	f.wantProof(sealed.Delivery.Interview, err)
	f.runJobs()
	f.wantGone(sealed)
	if state := f.withdraw("dezelfde onzin"); state != "pending" {
		t.Errorf("unknown words tell that they are unknown: %s", state)
	}
}

func TestWhoDoesNotTakePartIsNotKept(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(candid, func(talk *phone.Talk) { talk.Manifest.Consent[research.ChoiceParticipate] = research.No }))
	_, err := f.phone.Announce(t.Context(), sealed)
	f.wantProof(sealed.Delivery.Interview, err)
	f.runJobs()
	f.wantGone(sealed)
}

// errStopped is the end of a process.
var errStopped = errors.New("the process stopped here")

// stopping lets so many effects happen, then none: the last one happens or
// not, and nobody hears.
type stopping struct {
	left  int
	after bool // the last effect happens
}

func (s *stopping) effect(do func() error) error {
	if s.left--; s.left > 0 {
		return do()
	}
	if s.left == 0 && s.after {
		_ = do()
	}
	return errStopped
}

type stoppingStore struct {
	study.Store
	s *stopping
}

func (w stoppingStore) Act(ctx context.Context, scope research.Scope, act study.Act, decide func(study.Tx) error) (event research.Event, err error) {
	err = w.s.effect(func() (err error) { event, err = w.Store.Act(ctx, scope, act, decide); return err })
	return event, err
}

func (w stoppingStore) Swap(ctx context.Context, cell research.Cell) (after research.Cell, err error) {
	err = w.s.effect(func() (err error) { after, err = w.Store.Swap(ctx, cell); return err })
	return after, err
}

type stoppingKeys struct {
	study.Keys
	s *stopping
}

func (w stoppingKeys) Condemn(ctx context.Context, line study.LedgerLine) error {
	return w.s.effect(func() error { return w.Keys.Condemn(ctx, line) })
}

func (w stoppingKeys) Renew(ctx context.Context, ref research.KeyRef) (next research.KeyRef, err error) {
	err = w.s.effect(func() (err error) { next, err = w.Keys.Renew(ctx, ref); return err })
	return next, err
}

func (w stoppingKeys) Destroy(ctx context.Context, refs ...research.KeyRef) error {
	return w.s.effect(func() error { return w.Keys.Destroy(ctx, refs...) })
}

type stoppingJobs struct {
	study.Jobs
	s *stopping
}

func (w stoppingJobs) Plan(ctx context.Context, job research.Job) error {
	return w.s.effect(func() error { return w.Jobs.Plan(ctx, job) })
}

type stoppingBlobs struct {
	study.Blobs
	s *stopping
}

func (w stoppingBlobs) Create(ctx context.Context, part research.StoredPart) error {
	return w.s.effect(func() error { return w.Blobs.Create(ctx, part) })
}

func (w stoppingBlobs) Write(ctx context.Context, part research.StoredPart, offset int64, r io.Reader, limit int64) (size int64, err error) {
	err = w.s.effect(func() (err error) { size, err = w.Blobs.Write(ctx, part, offset, r, limit); return err })
	return size, err
}

func (w stoppingBlobs) Delete(ctx context.Context, part research.StoredPart) error {
	return w.s.effect(func() error { return w.Blobs.Delete(ctx, part) })
}

// TestAWithdrawalSurvivesEveryStop stops the server before and after each
// effect of a withdrawal and of the job behind it, starts it again, and looks.
func TestAWithdrawalSurvivesEveryStop(t *testing.T) {
	f := newField(t)
	var err error
	if f.words, err = f.phone.References(t.Context(), 50); err != nil {
		t.Fatal(err)
	}
	for _, after := range []bool{false, true} {
		for effects := 1; ; effects++ {
			if effects > 40 {
				t.Fatal("a withdrawal does not end")
			}
			talk := f.talk(candid)
			sealed := f.seal(talk)
			f.deliver(sealed)
			f.runJobs()
			if done := f.withdrawAndStop(talk, effects, after); done {
				break
			}
			if err := f.Study.Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			f.runJobs()
			if seen := f.do("GET", f.interview(sealed.Delivery.Interview), "researcher", nil); seen.response.StatusCode == http.StatusOK {
				if effects > 1 || after {
					t.Errorf("after %d effects (%v) the interview is still there", effects, after)
				}
				f.withdraw(talk.Manifest.Reference)
				f.runJobs()
			}
			f.wantGone(sealed)
			if got := found(f.everything(f.Store, f.Dir)); len(got) > 0 {
				t.Fatalf("after %d effects (%v) %v is left", effects, after, got)
			}
		}
	}
}

// withdrawAndStop withdraws with a server that stops after so many effects;
// done tells that it did not get that far.
func (f *field) withdrawAndStop(talk phone.Talk, effects int, after bool) (done bool) {
	f.t.Helper()
	by, err := f.By(f.t.Context(), "lead", f.Project)
	if err != nil {
		f.t.Fatal(err)
	}
	return f.stopWithin(effects, after, func() error {
		_, err := f.Study.Withdraw(f.t.Context(), by, f.Project, study.Withdrawal{Reference: talk.Manifest.Reference})
		return err
	})
}

// stopWithin does something, and the jobs that follow, with a server that stops
// after so many effects; done tells that it did not get that far.
func (f *field) stopWithin(effects int, after bool, do func() error) (done bool) {
	f.t.Helper()
	s := &stopping{left: effects, after: after}
	f.Study.Store, f.Study.Keys = stoppingStore{f.Store, s}, stoppingKeys{f.Keys, s}
	f.Study.Jobs, f.Study.Blobs = stoppingJobs{f.Jobs, s}, stoppingBlobs{f.Blobs, s}
	defer func() {
		f.Study.Store, f.Study.Keys, f.Study.Jobs, f.Study.Blobs = f.Store, f.Keys, f.Jobs, f.Blobs
	}()
	err := do()
	if err == nil {
		err = f.RunJobs(f.t.Context())
	}
	if err != nil && !strings.Contains(err.Error(), errStopped.Error()) {
		f.t.Fatal(err)
	}
	return s.left > 0
}
