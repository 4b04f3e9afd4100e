// Package installation puts the parts together: it opens keys, database,
// recordings and guides as the configuration says, for every program under cmd.
package installation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wijkstem/wijkstem/frontend"
	"github.com/wijkstem/wijkstem/internal/analysis"
	"github.com/wijkstem/wijkstem/internal/api"
	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/blob"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/feed"
	"github.com/wijkstem/wijkstem/internal/guide"
	"github.com/wijkstem/wijkstem/internal/job"
	"github.com/wijkstem/wijkstem/internal/keys"
	"github.com/wijkstem/wijkstem/internal/language"
	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/mail"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/sound"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/study"
	"github.com/wijkstem/wijkstem/internal/textfile"
	interviewguides "github.com/wijkstem/wijkstem/interview-guides"
)

// Installation is everything opened.
type Installation struct {
	Config config.Config
	Log    log.Logger
	Keys   *keys.Store
	Store  *store.Store
	Blobs  study.Blobs
	Jobs   *job.Runner
	Study  *study.Study
	Auth   *auth.Auth
	Feed   *feed.Feed
	// Mail is nil when there is no mail server.
	Mail *mail.Sender

	close []func() error
}

// Options are what is not in the configuration.
type Options struct {
	Log log.Logger
	// Input is where a master key is typed in.
	Input io.Reader
	// Create makes what is not there: folders, key store and, for
	// demonstrations, a master key.
	Create bool
	// Clock and NewID are for demonstrations and tests; real ones by default.
	Clock func() time.Time
	NewID func() research.ID

	master *keys.Master // when it was read before
}

// Open opens an installation. Close it afterwards.
func Open(ctx context.Context, c config.Config, o Options) (*Installation, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.NewID == nil {
		o.NewID = research.NewID
	}
	i := &Installation{Config: c, Log: o.Log, Feed: &feed.Feed{}}
	if err := i.open(ctx, o); err != nil {
		return nil, errors.Join(err, i.Close())
	}
	return i, nil
}

func (i *Installation) open(ctx context.Context, o Options) error {
	if err := i.openKeys(o); err != nil {
		return err
	}
	var err error
	i.Store, err = store.Open(ctx, i.Config.Database, i.Keys, store.Options{Clock: o.Clock, NewID: o.NewID})
	if err != nil {
		return explain(err)
	}
	i.close = append(i.close, i.Store.Close)
	i.Store.OnEvent(i.Feed.Tell)
	if i.Blobs, err = blob.OpenDirectory(i.Config.Blobs, blob.Options{Reserve: i.Config.Reserve}); err != nil {
		return err
	}
	library, err := guide.Load(interviewguides.Files)
	if err != nil {
		return err
	}
	i.Jobs = job.NewRunner(i.Store, job.Options{Clock: o.Clock, Failed: func(j research.Job, err error) {
		i.Log.Error("a job failed", log.Job(j.Name), log.Cause(err))
	}})
	i.Study = &study.Study{
		Store: i.Store, Keys: i.Keys, Pairs: i.Keys, Blobs: i.Blobs, Jobs: i.Jobs, Guides: guides{library},
		Analysis: analysis.NewCache(64 << 20), Language: language.Dutch{}, Texts: textfile.Reader{Cut: language.Dutch{}.Cut}, Sounds: sound.New(i.ffmpeg()),
		Now: o.Clock, NewID: o.NewID, System: auth.System(),
	}
	if i.Config.Mail != "" {
		sender, err := mail.New(i.Config.Mail, i.Config.MailFrom)
		if err != nil {
			return err
		}
		i.Mail, i.Study.Messages = sender, messages{sender}
	}
	i.Jobs.ForStudy(i.Study)
	i.Auth, err = auth.Open(ctx, i.Study)
	return err
}

// ffmpeg is the program that measures how loud sound is. One that is not there
// is said once; all else goes on without it.
func (i *Installation) ffmpeg() string {
	if i.Config.FFmpeg == "" {
		return ""
	}
	path, err := exec.LookPath(i.Config.FFmpeg)
	if err != nil {
		i.Log.Error("sound is not drawn: WIJKSTEM_FFMPEG is no program", log.Cause(err))
		return ""
	}
	return path
}

// makeFolders makes the folders of all that is on this disk.
func (i *Installation) makeFolders() error {
	c := i.Config
	for _, path := range []string{c.Keys, c.Ledger, c.MasterKey, c.Blobs, strings.TrimPrefix(c.Database, "sqlite:")} {
		if path == "-" || strings.Contains(path, "://") {
			continue
		}
		if err := makeFolder(filepath.Dir(path)); err != nil {
			return err
		}
	}
	return makeFolder(c.Blobs)
}

func makeFolder(path string) error { return os.MkdirAll(path, 0o700) }

// masterKey reads the master key, once: it may have to be typed in.
func (i *Installation) masterKey(o Options) (keys.Master, error) {
	if o.master != nil {
		return *o.master, nil
	}
	master, err := keys.ReadMaster(i.Config.MasterKey, o.Input)
	switch {
	case !errors.Is(err, os.ErrNotExist):
		return master, err
	case o.Create:
		return keys.CreateMaster(i.Config.MasterKey)
	default:
		return master, fmt.Errorf("there is no installation in %s: make one with wijkstem user add --create …, "+
			"or say with WIJKSTEM_DATA where it is (%w)", i.Config.Data, err)
	}
}

func (i *Installation) openKeys(o Options) error {
	c := i.Config
	if err := i.makeFolders(); err != nil {
		return err
	}
	master, err := i.masterKey(o)
	if err != nil {
		return err
	}
	shared := !strings.HasPrefix(c.Database, "sqlite:")
	i.Keys, err = keys.Open(keys.Options{File: c.Keys, Ledger: c.Ledger, Master: master, Create: o.Create, Shared: shared})
	if err != nil {
		return explain(err)
	}
	i.close = append(i.close, i.Keys.Close)
	return nil
}

func explain(err error) error {
	if errors.Is(err, store.ErrInUse) {
		return fmt.Errorf("%w: stop the server first, or wait until it has started", err)
	}
	return err
}

// Close lets go of everything, the last opened first.
func (i *Installation) Close() error {
	var err error
	for n := len(i.close) - 1; n >= 0; n-- {
		err = errors.Join(err, i.close[n]())
	}
	i.close = nil
	return err
}

// messages is study.Messages by mail.
type messages struct{ sender *mail.Sender }

func (m messages) Tell(ctx context.Context, email, subject, text string) error {
	return m.sender.Send(ctx, mail.Message{To: email, Subject: subject, Text: text})
}

// guides is study.Guides on the library.
type guides struct{ library guide.Library }

func (g guides) Published() []study.GuideLine {
	lines := []study.GuideLine{}
	for _, v := range g.library.All() {
		if !v.Guide.Practice {
			lines = append(lines, guideLine(v))
		}
	}
	return lines
}

func (g guides) Practice() (study.GuideLine, bool) {
	for _, v := range slices.Backward(g.library.All()) {
		if v.Guide.Practice {
			return guideLine(v), true
		}
	}
	return study.GuideLine{}, false
}

func guideLine(v guide.Version) study.GuideLine {
	line := study.GuideLine{Slug: v.Guide.Slug, Version: v.Guide.Version, Title: v.Guide.Title.In("nl"), Hash: v.Hash}
	for _, language := range v.Guide.Languages {
		line.Languages = append(line.Languages, language.Code)
	}
	return line
}

func (g guides) Bundle(slug, version string) ([]byte, string, bool) {
	v, found := g.library.Find(slug, version)
	return v.Body, v.Hash, found
}

func (g guides) Words(slug, version, language, text string) (string, bool) {
	v, found := g.library.Find(slug, version)
	if !found {
		return "", false
	}
	return guide.Words(v.Guide, language, text)
}

func (g guides) CheckWords(slug, version, language, text, words string) []string {
	v, _ := g.library.Find(slug, version)
	var wrong []string
	for _, problem := range guide.CheckWords(v.Guide, language, text, words).Faults() {
		wrong = append(wrong, problem.Detail)
	}
	return wrong
}

// Server is the front door of the installation; doors is nil unless this is a
// demonstration.
func (i *Installation) Server(version string, doors api.Doors) (*api.Server, error) {
	o := api.Options{
		Study: i.Study, Auth: i.Auth, Feed: i.Feed, Log: i.Log, URL: i.Config.URL, Proxies: i.Config.Proxies,
		Doors: doors, Version: version,
	}
	if files, built := frontend.Files(); built {
		o.Screens = files
	}
	if i.Mail != nil {
		o.Mail = i.Mail
	}
	return api.New(o)
}

// sweepEvery is how often sessions and throttles that have ended are removed.
const sweepEvery = 10 * time.Minute

// Serve listens and answers until the context ends. It calls listening, which may
// be nil, as soon as it does.
func (i *Installation) Serve(ctx context.Context, version string, doors api.Doors, listening func()) error {
	server, err := i.Server(version, doors)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, i.Config)
	if err != nil {
		return err
	}
	i.Log.Info("listening", log.Address(listener.Addr().String()), log.Version(version))
	if listening != nil {
		listening()
	}
	ctx, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { i.sweep(ctx) })
	beside.Go(func() { i.work(ctx) })
	err = server.Serve(ctx, listener)
	stop()
	beside.Wait() // what is under way needs the database
	i.Log.Info("stopped", log.Cause(err))
	return err
}

// reconcileEvery is how often the erasure ledger and the project streams are
// compared, and how soon jobs are found whose time has come.
const reconcileEvery = time.Minute

// work does the jobs until the context ends, and what the erasure ledger asks.
func (i *Installation) work(ctx context.Context) {
	i.tend(ctx)
	tick, reconcile := time.NewTicker(jobsEvery), time.NewTicker(reconcileEvery)
	defer tick.Stop()
	defer reconcile.Stop()
	var tending sync.WaitGroup
	tending.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-reconcile.C:
				i.tend(ctx)
			}
		}
	})
	i.Jobs.Serve(ctx, tick.C)
	tending.Wait()
}

const jobsEvery = 5 * time.Second

// tend does what must be done however little else happens.
func (i *Installation) tend(ctx context.Context) {
	if err := i.Study.Reconcile(ctx); err != nil && ctx.Err() == nil {
		i.Log.Error("the erasure ledger could not be followed", log.Cause(err))
	}
	if err := i.SignHeads(ctx, i.Study.Now()); err != nil && ctx.Err() == nil {
		i.Log.Error("the heads of the streams could not be signed", log.Cause(err))
	}
}

func (i *Installation) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := i.Auth.Sweep(ctx, 1000); err != nil {
				i.Log.Error("sweeping failed", log.Cause(err))
			}
		}
	}
}
