package api_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

func (w *world) code() string {
	w.t.Helper()
	invited := w.do("POST", w.fill("/projects/{project}/device-invitations"), "coach", object{"label": "Samira"}).want(201)
	code, _ := invited.field("code").(string)
	return code
}

func (w *world) pair(code, point string) *answer {
	w.t.Helper()
	return w.do("POST", "/devices", "", object{"code": code, "signingKey": point, "agreementKey": point, "label": "Samira"})
}

func TestPairing(t *testing.T) {
	w := newWorld(t)
	code := w.code()
	if !regexp.MustCompile(`^[A-HJKMNP-TV-Z2-9]{8}$`).MatchString(code) {
		t.Errorf("code %q can be misread", code)
	}
	point := newPoint(t)
	first := w.pair(code, point).want(201)
	again := w.pair(code, point).want(201)
	if string(first.text) != string(again.text) {
		t.Error("the same phone became two")
	}
	w.pair(code, newPoint(t)).want(404)
	w.pair("AAAAAAAA", point).want(404)
	bad := w.pair(code, point[:86]+"A").want(400).faults()
	if bad["/signingKey"] == "" || bad["/agreementKey"] == "" {
		t.Errorf("keys that are no points are taken: %v", bad)
	}
}

func TestCodesEnd(t *testing.T) {
	w := newWorld(t)
	code := w.code()
	w.Clock.Move(73 * time.Hour)
	w.pair(code, newPoint(t)).want(404)
}

func TestGuessingCodes(t *testing.T) {
	w := newWorld(t)
	point := newPoint(t)
	last := 0
	for range 30 {
		last = w.pair("AAAAAAAA", point).response.StatusCode
	}
	if last != 429 {
		t.Errorf("codes can be guessed on and on: %d", last)
	}
}

func (w *world) admit(device research.ID, challenge, signature string) *answer {
	w.t.Helper()
	return w.do("POST", "/device-tokens", "", object{"device": device, "challenge": challenge, "signature": signature})
}

func TestDeviceTokens(t *testing.T) {
	w := newWorld(t)
	challenge, _ := w.do("POST", "/device-challenges", "", object{"device": w.Device}).want(201).field("challenge").(string)
	signature, err := apitest.Sign(w.DeviceKey, challenge)
	if err != nil {
		t.Fatal(err)
	}
	admitted := w.admit(w.Device, challenge, signature).want(201)
	token, _ := admitted.field("accessToken").(string)
	w.send(apitest.Request{Method: "GET", Path: w.fill("/projects/{project}/field"), Token: token}).want(200)
	w.send(apitest.Request{Method: "GET", Path: "/account", Token: token}).want(403)
	other, otherKey, err := w.Pair(t.Context(), "lead", w.Project)
	if err != nil {
		t.Fatal(err)
	}
	w.admit(other, challenge, signature).want(401)
	forged, err := apitest.Sign(otherKey, challenge)
	if err != nil {
		t.Fatal(err)
	}
	w.admit(w.Device, challenge, forged).want(401)
	w.admit(w.Device, challenge, signature).want(401) // it was used
	challenge, signature = w.challenge()
	w.Clock.Move(time.Minute)
	w.admit(w.Device, challenge, signature).want(401)
	unknown := research.NewID()
	challenge, _ = w.do("POST", "/device-challenges", "", object{"device": unknown}).want(201).field("challenge").(string)
	w.admit(unknown, challenge, signature).want(401)
}

// challenge is a fresh one with what the world's phone signs of it.
func (w *world) challenge() (challenge, signature string) {
	w.t.Helper()
	challenge = w.Auth.Challenge(w.Device)
	signature, err := apitest.Sign(w.DeviceKey, challenge)
	if err != nil {
		w.t.Fatal(err)
	}
	return challenge, signature
}

// Of the same answer sent many times at once one gets in; what was used is
// forgotten once the challenge would have ended.
func TestAChallengeWorksOnce(t *testing.T) {
	w := newWorld(t)
	challenge, signature := w.challenge()
	var admitted atomic.Int32
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if _, err := w.Auth.AdmitDevice(t.Context(), w.Device, challenge, signature); err == nil {
				admitted.Add(1)
			} else if research.FaultOf(err) != research.Unauthorized {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if admitted.Load() != 1 {
		t.Errorf("one challenge let in %d times", admitted.Load())
	}
	w.Clock.Move(2 * time.Minute)
	if swept, err := w.Auth.Sweep(t.Context(), 100); err != nil || swept != 1 {
		t.Errorf("swept %d used challenges, %v", swept, err)
	}
}

func TestRevokedPhonesDeliverForThirtyDays(t *testing.T) {
	w := newWorld(t)
	before := w.token("device")
	w.do("DELETE", w.fill("/projects/{project}/devices/")+string(w.Device), "coach", nil).want(204)
	w.send(apitest.Request{Method: "GET", Path: w.fill("/projects/{project}/field"), Token: before}).want(401)
	delivery := w.token("device")
	w.send(apitest.Request{Method: "GET", Path: w.fill("/projects/{project}/field"), Token: delivery}).want(403)
	worry := object{"id": research.NewID(), "interview": research.NewID(), "at": "2026-11-24T09:00:00Z"}
	w.send(apitest.Request{Method: "POST", Path: w.fill("/projects/{project}/alerts"), Token: delivery, Body: worry}).want(201)
	caller, err := w.Auth.Caller(t.Context(), delivery)
	if err != nil || !caller.Delivery {
		t.Errorf("%+v %v", caller, err)
	}
	w.Clock.Move(29 * 24 * time.Hour)
	if _, err := w.Auth.Caller(t.Context(), w.token("device")); err != nil {
		t.Error(err)
	}
	w.Clock.Move(24 * time.Hour)
	challenge := w.Auth.Challenge(w.Device)
	signature, err := apitest.Sign(w.DeviceKey, challenge)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Auth.AdmitDevice(t.Context(), w.Device, challenge, signature); research.FaultOf(err) != research.Unauthorized {
		t.Errorf("after thirty days: %v", err)
	}
}

func TestTheProjectSetsHowLongACopyStays(t *testing.T) {
	w := newWorld(t)
	for days, want := range map[int]int{6: 400, 7: 200, 60: 200, 61: 400} {
		settings := apitest.Settings()
		settings.PhoneCopyDays = days
		set := w.do("PUT", w.fill("/projects/{project}/settings"), "lead", settings).want(want)
		if want == 400 && set.faults()["/phoneCopyDays"] == "" {
			t.Errorf("%d days: %v", days, set.faults())
		}
		if want == 200 {
			if told := w.do("GET", w.fill("/projects/{project}/field"), "device", nil).want(200).field("copyDays"); told != float64(days) {
				t.Errorf("set %d days, told %v", days, told)
			}
		}
	}
}

func TestFieldBundle(t *testing.T) {
	w := newWorld(t)
	var block struct{ References []string }
	w.do("POST", w.fill("/projects/{project}/reference-blocks"), "device", object{"count": 20}).want(201).into(&block)
	w.do("PUT", w.fill("/projects/{project}/phone-state"), "device", object{
		"waiting": 1, "lieStill": object{"at": "2026-11-24T09:00:00Z", "passed": false, "seconds": 61},
	}).want(204)
	w.do("PUT", w.fill("/projects/{project}/phone-state"), "device", object{"waiting": 2, "oldestOpen": "2026-11-21T09:30:00Z"}).want(204)
	var field struct {
		References    []string
		Coach         struct{ Name, Phone string }
		OnPhoneReport int
		CopyDays      int
		DeliveryKeys  struct{ Project, Vault struct{ Key, Public string } }
		Guides        []struct{ Slug, Version, Hash string }
		Practice      struct{ Slug, Version, Hash string }

		ParticipantPhone research.ParticipantPhone
	}
	got := w.do("GET", w.fill("/projects/{project}/field"), "device", nil).want(200).into(&field)
	if field.Practice.Slug != "oefenen" || len(field.Guides) != 1 || field.Guides[0].Slug != "proef" {
		t.Errorf("to practise %+v, to use %+v", field.Practice, field.Guides)
	}
	slices.Sort(block.References)
	if !slices.Equal(block.References, field.References) || len(field.References) != 20 {
		t.Errorf("reserved %v, has %v", block.References, field.References)
	}
	if field.OnPhoneReport != 2 || field.Coach.Phone == "" || field.DeliveryKeys.Project.Public == field.DeliveryKeys.Vault.Public {
		t.Errorf("%s", got.text)
	}
	if field.CopyDays != 14 {
		t.Errorf("a copy stays %d days where nothing is set", field.CopyDays)
	}
	if field.ParticipantPhone != *apitest.Settings().ParticipantPhone {
		t.Errorf("participants call %+v", field.ParticipantPhone)
	}
	tag := map[string]string{"If-None-Match": got.response.Header.Get("ETag")}
	w.do("GET", w.fill("/projects/{project}/field"), "device", nil, tag).want(304)
	guide := w.do("GET", w.fill("/projects/{project}/guides/proef/versions/1.0.0"), "device", nil).want(200)
	if hash := fmt.Sprintf("%x", sha256.Sum256(guide.text)); hash != field.Guides[0].Hash {
		t.Errorf("the guide's hash is %s, the field says %s", hash, field.Guides[0].Hash)
	}
	devices := w.do("GET", w.fill("/projects/{project}/devices"), "lead", nil).want(200)
	if !regexp.MustCompile(`"interviewsOnPhone":2,"oldestOpen":"2026-11-21T09:30:00Z".*"lieStill":{"at":"2026-11-24T09:00:00Z","passed":false,"seconds":61}`).Match(devices.text) {
		t.Errorf("%s", devices.text)
	}
}

// TestReferencesAreNeverGivenTwice reserves for two phones at once.
func TestReferencesAreNeverGivenTwice(t *testing.T) {
	w := newWorld(t)
	path := w.fill("/projects/{project}/reference-blocks")
	key := map[string]string{"Idempotency-Key": "blok-van-vandaag"}
	first := w.do("POST", path, "device", object{"count": 50}, key).want(201)
	again := w.do("POST", path, "device", object{"count": 50}, key).want(201)
	if string(first.text) != string(again.text) {
		t.Error("a repeat gives other words")
	}
	var block struct{ References []string }
	first.into(&block)
	seen := map[string]bool{}
	for _, words := range block.References {
		seen[words] = true
	}
	reserve := func(count, want int) {
		t.Helper()
		var block struct{ References []string }
		w.do("POST", path, "device", object{"count": count}).want(201).into(&block)
		for _, words := range block.References {
			if seen[words] {
				t.Errorf("%s is given twice", words)
			}
			seen[words] = true
		}
		if len(block.References) != want {
			t.Errorf("%d references, want %d", len(block.References), want)
		}
	}
	reserve(50, 50)
	reserve(50, 50)
	reserve(40, 40)
	reserve(50, 10) // no more than a phone may have
	w.do("POST", path, "device", object{"count": 1}).want(409)
	w.do("POST", path, "device", object{"count": 50}, key).want(201)
	w.wantTold(200)
	w.useReferences(slices.Sorted(maps.Keys(seen))[:100], seen)
	w.wantTold(100)
	reserve(50, 50)
}

func (w *world) wantTold(references int) {
	w.t.Helper()
	var field struct{ References []string }
	w.do("GET", w.fill("/projects/{project}/field"), "device", nil).want(200).into(&field)
	if told := len(field.References); told != references {
		w.t.Errorf("the phone is told of %d references, want %d", told, references)
	}
}

// useReferences gives these references to interviews, and more of the phone that
// come before the others, so that the free ones do not stand on the first page.
func (w *world) useReferences(words []string, reserved map[string]bool) {
	w.t.Helper()
	for n := 0; len(words) < 1300; n++ {
		if more := research.ReferenceAt(n); !reserved[more] {
			words = append(words, more)
		}
	}
	stream := research.ProjectStream(w.Project)
	_, err := w.Store.Act(w.t.Context(), w.Study.System, study.Act{Stream: stream, Verb: "test.use"}, func(tx study.Tx) error {
		for _, one := range words {
			body, err := json.Marshal(research.Reference{Words: one, Device: w.Device, Interview: research.NewID()})
			if err != nil {
				return err
			}
			tx.Put(research.Document{
				ID: research.ReferenceDocument(one), Key: research.StreamKey(stream), By: one, Ref: string(w.Device), Body: body,
			})
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
