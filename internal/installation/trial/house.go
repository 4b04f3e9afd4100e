package trial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// house is an installation with one project and one phone, which reaches the
// server over a link.
type house struct {
	Trial
	random  *rand.Rand
	disk    *disk
	server  *server
	link    *link
	witness *witness
	phone   *phone.Phone
	outcome Outcome
}

// build makes the installation, starts its server and pairs the phone.
func (h *house) build(ctx context.Context) (err error) {
	if h.Trouble == FullDisk {
		if h.disk, err = mount(h.Dir); err != nil {
			return err
		}
	}
	code, err := h.people(ctx)
	if err != nil {
		return err
	}
	if h.link, err = openLink(ctx); err != nil {
		return err
	}
	h.witness = newWitness(&h.outcome)
	if err := h.start(0); err != nil {
		return err
	}
	h.phone, err = phone.Pair(ctx, h.witness, "http://"+h.link.address()+"/v1", code, "Samira")
	return err
}

// leave stops and removes what the trial made.
func (h *house) leave() error {
	if h.server != nil {
		h.server.kill()
	}
	var errs []error
	if h.link != nil {
		errs = append(errs, h.link.close())
	}
	if h.disk != nil {
		errs = append(errs, h.disk.unmount())
	}
	return errors.Join(errs...)
}

func (h *house) settings() []string {
	return []string{
		"WIJKSTEM_DATA=" + h.Dir, "WIJKSTEM_DATABASE=" + h.Database,
		"WIJKSTEM_LISTEN=127.0.0.1:0", "WIJKSTEM_RESERVE=0", "WIJKSTEM_URL=http://127.0.0.1", "WIJKSTEM_LOG=json",
	}
}

// start starts the server; limit is the largest size of a file, 0 for any.
func (h *house) start(limit int64) (err error) {
	if h.server, err = start(h.Command(), h.settings(), limit); err == nil {
		h.link.to(h.server)
	}
	return err
}

// open opens the installation in this process; create makes it.
func (h *house) open(ctx context.Context, create bool) (*installation.Installation, error) {
	c, err := config.Load(func(name string) string {
		return map[string]string{"WIJKSTEM_DATA": h.Dir, "WIJKSTEM_DATABASE": h.Database}[name]
	})
	if err != nil {
		return nil, err
	}
	return installation.Open(ctx, c, installation.Options{Log: log.New(io.Discard, time.Now), Create: create})
}

// people makes an organisation, a project, and the code of its phone.
func (h *house) people(ctx context.Context) (code string, err error) {
	i, err := h.open(ctx, true)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, i.Close()) }()
	system := study.By{Scope: auth.System()}
	own, err := i.Study.Install(ctx, system, "De Oever")
	if err != nil {
		return "", err
	}
	lead, err := i.Study.AddAccount(ctx, system, study.NewAccount{Organisation: own.ID, Email: "ilse@example.org", Name: "Ilse", Admin: true})
	if err != nil {
		return "", err
	}
	scope, err := i.Auth.Scope(ctx, auth.Caller{Actor: "account/" + string(lead.ID), ID: lead.ID, Account: &lead}, "")
	if err != nil {
		return "", err
	}
	project, err := i.Study.AddProject(ctx, study.By{Scope: scope}, own.ID, "Merelveld", lead.ID)
	if err != nil {
		return "", err
	}
	if err := run(ctx, i.Study, project.Project.ID); err != nil {
		return "", err
	}
	invited, err := i.Study.InviteDevice(ctx, system, project.Project.ID, study.NewPhone{Label: "Samira"})
	return invited.Code, err
}

// run fills in what a project needs and starts it.
func run(ctx context.Context, s *study.Study, project research.ID) error {
	settings := apitest.Settings()
	settings.SourceEndDate, settings.Guides = "2099-06-30", []string{"opvoeden-in-de-wijk@1.0.0"}
	system := study.By{Scope: auth.System()}
	if _, err := s.ChangeSettings(ctx, system, project, settings, 0); err != nil {
		return err
	}
	_, err := s.ChangeState(ctx, system, project, research.ProjectRunning)
	return err
}

// verify stops the server and reads everything, as wijkstem verify does.
func (h *house) verify(ctx context.Context) error {
	if err := h.server.stop(); err != nil {
		return err
	}
	faults, err := h.faults(ctx)
	if err == nil && len(faults) > 0 {
		h.outcome.Half++
		err = fmt.Errorf("verify finds %q", faults)
	}
	return errors.Join(err, h.start(0))
}

func (h *house) faults(ctx context.Context) (faults []string, err error) {
	i, err := h.open(ctx, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, i.Close()) }()
	report, err := i.Store.Verify(ctx)
	if err != nil {
		return nil, err
	}
	found, err := i.Study.Verify(ctx)
	faults = found.Faults
	if damaged := i.Keys.Damaged(); damaged > 0 {
		faults = append(faults, fmt.Sprintf("%d damaged keys", damaged))
	}
	return append(faults, report.Faults...), err
}

// spoil makes the trouble.
func (h *house) spoil(ctx context.Context) error {
	switch h.Trouble {
	case FullDisk:
		return h.disk.fill(h.random.Int64N(soundSize))
	case FileLimit:
		largest, err := largestFile(h.Dir)
		if err != nil {
			return err
		}
		if err := h.server.stop(); err != nil {
			return err
		}
		return h.start(max(largest/2, 64<<10) + h.random.Int64N(soundSize))
	case CutLink:
		h.link.cut(func() { h.link.breakAll() }, h.random)
	case Killed:
		h.link.cut(func() { h.server.kill() }, h.random)
	}
	return ctx.Err()
}

// mend takes the trouble away, after a kill -9 now and then.
func (h *house) mend() error {
	h.link.whole()
	if h.Trouble != CutLink && h.random.IntN(2) == 0 {
		h.server.kill()
	}
	if h.Trouble == FileLimit && !h.server.dead() {
		if err := h.server.stop(); err != nil {
			return err
		}
	}
	if h.disk != nil {
		if err := h.disk.empty(); err != nil {
			return err
		}
	}
	if h.server.dead() {
		return h.start(0)
	}
	return nil
}

func largestFile(dir string) (largest int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			largest = max(largest, info.Size())
		}
		return err
	})
	return largest, err
}
