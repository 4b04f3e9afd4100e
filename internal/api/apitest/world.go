// Package apitest is a whole server on real parts for tests and for the long
// runs of cmd/dev: a database and keys in a folder, one account in every role,
// a paired phone, somebody else's project; with a judge of every answer and a
// maker of odd requests.
package apitest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/wijkstem/wijkstem/internal/analysis"
	"github.com/wijkstem/wijkstem/internal/api"
	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/blob"
	"github.com/wijkstem/wijkstem/internal/feed"
	"github.com/wijkstem/wijkstem/internal/job"
	"github.com/wijkstem/wijkstem/internal/keys"
	"github.com/wijkstem/wijkstem/internal/language"
	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/sound"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/study"
	"github.com/wijkstem/wijkstem/internal/textfile"
)

// Clock is a time that stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time.
func (c *Clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

// Move lets time pass.
func (c *Clock) Move(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// Logs is what the server wrote, safe to read while it writes.
type Logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *Logs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// String is all that was written.
func (l *Logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Password is that of every account in the world.
const Password = "vier losse woorden samen"

// World is a server with people in it.
type World struct {
	// Dir is the folder in which everything is.
	Dir    string
	Clock  *Clock
	Store  *store.Store
	Keys   *keys.Store
	Blobs  *blob.Directory
	Jobs   *job.Runner
	Study  *study.Study
	Auth   *auth.Auth
	Feed   *feed.Feed
	Server *api.Server
	Logs   *Logs

	Organisation, Guest research.ID
	// Project is where everybody below takes part; Other is somebody else's.
	Project, Other research.ID
	// Accounts are by role, and "admin", "outsider" (of the same organisation,
	// leads Other), "guest-outsider" (a guest without a project).
	Accounts map[string]research.ID
	// Device is a phone of Project, DeviceKey what it signs with.
	Device    research.ID
	DeviceKey *ecdsa.PrivateKey

	// Used is how much of the disk, of a TiB, counts as used.
	Used int64

	judge    *Judge
	database database

	mu       sync.Mutex
	failures []error // of jobs
}

// Change lets a test choose other options of the server.
type Change func(*api.Options)

// New builds the world in an empty folder. Close it afterwards.
func New(ctx context.Context, dir string, changes ...Change) (*World, error) {
	w := &World{
		Dir:   dir,
		Clock: &Clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}, Feed: &feed.Feed{},
		Logs: &Logs{}, Accounts: map[string]research.ID{},
	}
	var err error
	if w.judge, err = NewJudge(); err != nil {
		return nil, err
	}
	if err := w.open(ctx, dir); err != nil {
		return nil, err
	}
	if err := w.people(ctx); err != nil {
		return nil, fmt.Errorf("people the world: %w", err)
	}
	options := api.Options{
		Study: w.Study, Auth: w.Auth, Feed: w.Feed, Log: log.New(w.Logs, w.Clock.Now), Version: "test",
	}
	for _, change := range changes {
		change(&options)
	}
	w.Server, err = api.New(options)
	return w, err
}

// free is the room on the disk as the recordings see it.
func (w *World) free(string) (int64, error) { return 1<<40 - w.Used, nil }

func (w *World) open(ctx context.Context, dir string) (err error) {
	w.Keys, err = keys.Open(keys.Options{
		File: filepath.Join(dir, "keys"), Ledger: filepath.Join(dir, "erased.jsonl"),
		Master: keys.Master{1, 2, 3}, Create: true,
	})
	if err != nil {
		return err
	}
	w.database = newDatabase(dir)
	w.Store, err = store.Open(ctx, w.database.url, w.Keys, store.Options{Clock: w.Clock.Now})
	if err != nil {
		return err
	}
	w.Store.OnEvent(w.Feed.Tell)
	if w.Blobs, err = blob.OpenDirectory(filepath.Join(dir, "blobs"), blob.Options{Reserve: 1 << 20, Free: w.free}); err != nil {
		return err
	}
	w.Jobs = job.NewRunner(w.Store, job.Options{Clock: w.Clock.Now, Failed: w.failed})
	w.Study = &study.Study{
		Store: w.Store, Keys: w.Keys, Pairs: w.Keys, Blobs: w.Blobs, Jobs: w.Jobs, Guides: oneGuide{}, Now: w.Clock.Now, NewID: research.NewID,
		Analysis: analysis.NewCache(64 << 20), Language: language.Dutch{}, Texts: textfile.Reader{Cut: language.Dutch{}.Cut}, Sounds: sound.New(decoder()), System: auth.System(),
	}
	w.Jobs.ForStudy(w.Study)
	w.Auth, err = auth.Open(ctx, w.Study)
	return err
}

// decoder is ffmpeg where it is installed.
func decoder() string {
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		return ""
	}
	return path
}

func (w *World) failed(j research.Job, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failures = append(w.failures, fmt.Errorf("job %s: %w", j.Name, err))
}

// RunJobs does the jobs that are due and returns what failed.
func (w *World) RunJobs(ctx context.Context) error {
	_, err := w.Jobs.RunDue(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	failures := w.failures
	w.failures = nil
	return errors.Join(append(failures, err)...)
}

// Close lets go of the folder, and removes the database when it is elsewhere.
func (w *World) Close() error {
	return errors.Join(w.Store.Close(), w.database.drop(), w.Keys.Close())
}

// oneGuide is a published guide without content.
type oneGuide struct{}

var guideBody = []byte(`{"slug":"proef","version":"1.0.0"}`)

func guideHash() string { return fmt.Sprintf("%x", sha256.Sum256(guideBody)) }

func (oneGuide) Published() []study.GuideLine {
	return []study.GuideLine{{Slug: "proef", Version: "1.0.0", Title: "Proef", Hash: guideHash(), Languages: []string{"nl", "tr"}}}
}

func (oneGuide) Practice() (study.GuideLine, bool) {
	return study.GuideLine{Slug: "oefenen", Version: "1.0.0", Title: "Oefenen", Hash: guideHash(), Languages: []string{"nl"}}, true
}

func (oneGuide) Bundle(slug, version string) ([]byte, string, bool) {
	return guideBody, guideHash(), (slug == "proef" || slug == "oefenen") && version == "1.0.0"
}

// proefWords are the texts of the guide by language and text id.
var proefWords = map[string]map[string]string{
	"nl": {"closing/thanks": "Dank u wel.", "reference/write": "Schrijf op: {woorden}"},
	"tr": {"closing/thanks": "Teşekkür ederim.", "reference/write": "Yazın: {woorden}"},
}

func (oneGuide) Words(slug, version, language, text string) (string, bool) {
	words, found := proefWords[language][text]
	return words, found && slug == "proef" && version == "1.0.0"
}

func (oneGuide) CheckWords(_, _, _, _, words string) []string {
	if strings.TrimSpace(words) == "" {
		return []string{"deze tekst is leeg"}
	}
	return nil
}

// Settings are settings with which a project can start.
func Settings() research.ProjectSettings {
	s := research.NewProjectSettings()
	s.Question, s.CanChange, s.CannotChange = "Wat helpt bij opvoeden?", "De inloop", "De wet"
	s.AnswerBy = []research.AnswerBy{{Owner: research.OwnerMunicipality, Function: "Beleid jeugd", Level: research.LevelOfficial, DueDate: "2027-01-15"}}
	s.SourceEndDate = "2027-06-30"
	s.WorryProtocol = research.WorryProtocol{Text: "Bel uw begeleider.", Phones: []research.WorryPhone{{Label: "Veilig Thuis", Number: "0800-2000"}}}
	s.ParticipantPhone = &research.ParticipantPhone{Number: "0800-0000", Hours: "op werkdagen"}
	s.Splits = &research.Splits{None: true}
	s.Guides = []string{"proef@1.0.0"}
	s.Mode = research.ProjectLarge
	return s
}

func (w *World) people(ctx context.Context) error {
	by := study.By{Scope: auth.System()}
	own, err := w.Study.Install(ctx, by, "De Oever")
	if err != nil {
		return err
	}
	w.Organisation = own.ID
	hash, err := w.Auth.HashPassword(ctx, Password)
	if err != nil {
		return err
	}
	if err := w.account(ctx, own.ID, "admin", hash); err != nil {
		return err
	}
	admin, err := w.By(ctx, "admin", "")
	if err != nil {
		return err
	}
	guest, err := w.Study.AddOrganisation(ctx, admin, "Gemeente Waardrecht", research.Municipality)
	if err != nil {
		return err
	}
	w.Guest = guest.ID
	for _, name := range append(roleNames(false), "outsider") {
		if err := w.account(ctx, own.ID, name, hash); err != nil {
			return err
		}
	}
	for _, name := range append(roleNames(true), "guest-outsider") {
		if err := w.account(ctx, guest.ID, name, hash); err != nil {
			return err
		}
	}
	return w.projects(ctx, admin)
}

func roleNames(guests bool) []string {
	var names []string
	for _, role := range research.Roles() {
		if role.Guest() == guests {
			names = append(names, string(role))
		}
	}
	return names
}

func (w *World) account(ctx context.Context, organisation research.ID, name, hash string) error {
	account, err := w.Study.AddAccount(ctx, study.By{Scope: auth.System()}, study.NewAccount{
		Organisation: organisation, Email: name + "@example.org", Name: "Iemand " + name, Admin: name == "admin", PasswordHash: hash,
	})
	w.Accounts[name] = account.ID
	return err
}

// projects makes both projects, each with its own lead.
func (w *World) projects(ctx context.Context, admin study.By) error {
	for lead, project := range map[string]struct {
		name string
		id   *research.ID
	}{"lead": {"Merelveld", &w.Project}, "outsider": {"Elders", &w.Other}} {
		view, err := w.Study.AddProject(ctx, admin, w.Organisation, project.name, w.Accounts[lead])
		if err != nil {
			return err
		}
		*project.id = view.Project.ID
	}
	for _, role := range research.Roles() {
		if err := w.join(ctx, string(role), role); err != nil {
			return err
		}
	}
	return w.begin(ctx)
}

func (w *World) join(ctx context.Context, name string, role research.Role) error {
	by, err := w.By(ctx, "lead", w.Project)
	if err != nil {
		return err
	}
	input := study.MemberInput{Roles: []research.Role{role}, Phone: "06-00000000"}
	if role == research.PartnerAnswers {
		input.Owner = research.OwnerSchoolBoard
	}
	if role == research.Translator {
		input.Languages = []string{"tr"}
	}
	_, err = w.Study.WriteMember(ctx, by, w.Project, w.Accounts[name], input)
	return err
}

// begin starts the project and pairs its phone.
func (w *World) begin(ctx context.Context) error {
	lead, err := w.By(ctx, "lead", w.Project)
	if err != nil {
		return err
	}
	if _, err := w.Study.ChangeSettings(ctx, lead, w.Project, Settings(), 0); err != nil {
		return err
	}
	if _, err := w.Study.ChangeState(ctx, lead, w.Project, research.ProjectRunning); err != nil {
		return err
	}
	w.Device, w.DeviceKey, err = w.Pair(ctx, "coach", w.Project)
	return err
}

// By is an account as it acts in a project.
func (w *World) By(ctx context.Context, name string, project research.ID) (study.By, error) {
	account, err := w.Study.Account(ctx, w.Accounts[name])
	if err != nil {
		return study.By{}, err
	}
	caller := auth.Caller{Actor: "account/" + string(account.ID), ID: account.ID, Account: &account}
	scope, err := w.Auth.Scope(ctx, caller, project)
	return study.By{Scope: scope}, err
}

// Pair pairs a phone that somebody invites.
func (w *World) Pair(ctx context.Context, inviter string, project research.ID) (research.ID, *ecdsa.PrivateKey, error) {
	by, err := w.By(ctx, inviter, project)
	if err != nil {
		return "", nil, err
	}
	code, err := w.Study.InviteDevice(ctx, by, project, study.NewPhone{Label: "Samira"})
	if err != nil {
		return "", nil, err
	}
	signing, point, err := newPoint()
	if err != nil {
		return "", nil, err
	}
	device, err := w.Auth.PairDevice(ctx, code.Code, "Samira", study.PhoneKeys{Signing: point, Agreement: point}, auth.Browser{})
	return device.ID, signing, err
}

func newPoint() (*ecdsa.PrivateKey, string, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, "", err
	}
	public, err := private.ECDH()
	if err != nil {
		return nil, "", err
	}
	return private, base64.RawURLEncoding.EncodeToString(public.PublicKey().Bytes()), nil
}

// Token is an access token of an account by its name in Accounts, or of
// "device", or "" for "nobody".
func (w *World) Token(ctx context.Context, name string) (string, error) {
	switch name {
	case "nobody":
		return "", nil
	case "device":
		return w.DeviceToken(ctx, w.Device, w.DeviceKey)
	}
	account, err := w.Study.Account(ctx, w.Accounts[name])
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	session, err := w.Auth.Begin(ctx, account, "test")
	return session.Token, err
}

// DeviceToken signs a challenge for a phone.
func (w *World) DeviceToken(ctx context.Context, device research.ID, key *ecdsa.PrivateKey) (string, error) {
	challenge := w.Auth.Challenge(device)
	signature, err := Sign(key, challenge)
	if err != nil {
		return "", err
	}
	access, err := w.Auth.AdmitDevice(ctx, device, challenge, signature)
	return access.Token, err
}

// Sign signs a challenge as a phone does.
func Sign(key *ecdsa.PrivateKey, challenge string) (string, error) {
	hash := sha256.Sum256([]byte("wijkstem/device/v1/" + challenge))
	r, s, err := ecdsa.Sign(rand.Reader, key, hash[:])
	if err != nil {
		return "", err
	}
	raw := make([]byte, 64)
	r.FillBytes(raw[:32])
	s.FillBytes(raw[32:])
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// Request is one request, as short as it can be said.
type Request struct {
	Method, Path string // below /v1
	Token        string
	Body         any // nil, []byte, or what becomes JSON
	Kind         string
	Header       map[string]string
}

// Do sends a request and has the answer judged.
func (w *World) Do(r Request) (*http.Response, []byte, error) { return w.sendTo(w.Handler(), r) }

func (w *World) sendTo(server http.Handler, r Request) (*http.Response, []byte, error) {
	request, err := r.build()
	if err != nil {
		return nil, nil, err
	}
	recorder := httptest.NewRecorder()
	server.ServeHTTP(recorder, request)
	response := recorder.Result()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, nil, err
	}
	return response, body, w.judge.Check(request, response, body)
}

func (r Request) build() (*http.Request, error) {
	var body []byte
	kind := r.Kind
	switch value := r.Body.(type) {
	case nil:
	case []byte:
		body = value
	default:
		var err error
		if body, err = json.Marshal(value); err != nil {
			return nil, err
		}
		if kind == "" {
			kind = "application/json"
		}
	}
	request, err := http.NewRequest(r.Method, "http://wijkstem.test/v1"+r.Path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.RemoteAddr = "192.0.2.1:1234"
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	if r.Token != "" {
		request.Header.Set("Authorization", "Bearer "+r.Token)
	}
	for name, value := range r.Header {
		request.Header.Set(name, value)
	}
	return request, nil
}
