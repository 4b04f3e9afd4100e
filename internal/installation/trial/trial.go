// Package trial runs a whole server as a process of its own, spoils what is
// around it while a phone delivers interviews, and looks at what is left: the
// disk fills, the link breaks, the process is killed.
package trial

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
)

// Trial is a number of interviews delivered in spite of one kind of trouble.
type Trial struct {
	Trouble Trouble
	// Dir is an empty folder. Database is the URL of an empty database, "" for
	// one of SQLite in the folder.
	Dir, Database string
	// Rounds is how many interviews are delivered, Seed what chance is made from.
	Rounds int
	Seed   uint64
	// Command starts this program again so that it calls Child.
	Command func() *exec.Cmd
}

// Trouble is what goes wrong.
type Trouble string

// The troubles there are.
const (
	// FullDisk: the disk of the installation is full; mounting a small one
	// needs root.
	FullDisk Trouble = "full disk"
	// FileLimit: the system refuses to let files grow, as a quota does.
	FileLimit Trouble = "file limit"
	// CutLink: connections break at any byte of a request or an answer.
	CutLink Trouble = "cut link"
	// Killed: kill -9 of the server at any byte of a request.
	Killed Trouble = "killed server"
)

// Troubles are all of them.
func Troubles() []Trouble { return []Trouble{FullDisk, FileLimit, CutLink, Killed} }

// Outcome is what came of a trial.
type Outcome struct {
	Rounds int `json:"rounds"`
	// Acknowledged, Refused and Unanswered count requests that write.
	Acknowledged int `json:"acknowledged"`
	Refused      int `json:"refused"`
	Unanswered   int `json:"unanswered"`
	// Lost counts what was acknowledged and is gone, Half what verifying finds;
	// a trial ends at the first.
	Lost int `json:"lost"`
	Half int `json:"half"`
}

// Add counts another trial in.
func (o Outcome) Add(more Outcome) Outcome {
	return Outcome{
		o.Rounds + more.Rounds, o.Acknowledged + more.Acknowledged, o.Refused + more.Refused,
		o.Unanswered + more.Unanswered, o.Lost + more.Lost, o.Half + more.Half,
	}
}

func (o Outcome) String() string {
	return fmt.Sprintf("%d rounds; %d requests acknowledged, %d refused for now, %d without an answer; %d lost, %d half",
		o.Rounds, o.Acknowledged, o.Refused, o.Unanswered, o.Lost, o.Half)
}

// Run does the trial. The error names what was lost, half or answered badly.
func (t Trial) Run(ctx context.Context) (outcome Outcome, err error) {
	h := &house{Trial: t, random: rand.New(rand.NewPCG(t.Seed, 0))}
	defer func() { err = errors.Join(err, h.leave()) }()
	if err := h.build(ctx); err != nil {
		return outcome, err
	}
	for n := range t.Rounds {
		err := h.round(ctx)
		h.outcome.Rounds++
		if err != nil {
			return h.outcome, fmt.Errorf("round %d: %w", n+1, err)
		}
	}
	return h.outcome, nil
}

// round delivers one interview in trouble, mends what was spoilt, and checks.
func (h *house) round(ctx context.Context) error {
	d, err := h.newDelivery(ctx)
	if err != nil {
		return err
	}
	if err := h.spoil(ctx); err != nil {
		return err
	}
	d.inTrouble(ctx)
	if err := h.mend(); err != nil {
		return err
	}
	if err := errors.Join(d.check(ctx), h.witness.fault()); err != nil {
		return err
	}
	return h.verify(ctx)
}
