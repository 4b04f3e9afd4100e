package study

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// DeliveryKey is the public half of the pair to which phones address keys.
type DeliveryKey struct {
	Key    research.KeyRef
	Public []byte // 65 bytes, uncompressed
}

// reasonRotated is the ledger's word for pairs that phones wrap for no more.
const reasonRotated = "rotated"

// shortestKept is how many days a pair opens deliveries after it was followed by
// another: a revoked phone delivers for 30, and a phone may have been off.
const shortestKept = 35

func deliveryStreams(project research.ID) []research.Stream {
	return []research.Stream{research.ProjectStream(project), research.VaultStream(project)}
}

func (s *Study) addKeys(field *Field) (err error) {
	generation := field.Project.DeliveryGeneration()
	if field.ProjectKey, err = s.deliveryKey(research.ProjectStream(field.Project.ID), generation); err != nil {
		return err
	}
	field.VaultKey, err = s.deliveryKey(research.VaultStream(field.Project.ID), generation)
	return err
}

// deliveryKey is the pair of a generation. What phones have sealed for one that is
// lost nobody can open: that is an alarm, and no reason for a new one. One that was
// destroyed was followed by another, which a restored database may not know of.
func (s *Study) deliveryKey(stream research.Stream, generation int) (DeliveryKey, error) {
	for {
		ref := research.DeliveryKey(stream, generation)
		public, err := s.Pairs.PublicHalf(ref)
		switch research.FaultOf(err) {
		case research.Erased:
			generation++
			continue
		case research.NotFound:
			err = lostKey(ref)
		}
		return DeliveryKey{ref, public}, err
	}
}

// makeDeliveryKeys makes the pairs of a project that is about to begin.
func (s *Study) makeDeliveryKeys(ctx context.Context, project research.ID) error {
	return s.makePairs(ctx, project, 1)
}

func (s *Study) makePairs(ctx context.Context, project research.ID, generation int) error {
	for _, stream := range deliveryStreams(project) {
		if _, err := s.Pairs.MakePair(ctx, research.DeliveryKey(stream, generation)); err != nil {
			return err
		}
	}
	return nil
}

// RenewDeliveryKeys makes new pairs for which phones wrap the keys of the
// interviews that begin from their next refresh on. The pairs before open what is
// under way, so nothing stands still and nothing is refused. It gives the new
// generation; a job destroys a pair once no phone can still need it.
func (s *Study) RenewDeliveryKeys(ctx context.Context, by By, project research.ID) (generation int, err error) {
	if err := require(by.Scope, research.Lead); err != nil {
		return 0, err
	}
	before, _, err := s.project(ctx, by.Scope, project)
	if err != nil {
		return 0, err
	}
	generation = before.DeliveryGeneration() + 1
	for s.spent(project, generation) {
		generation++
	}
	if err := s.makePairs(ctx, project, generation); err != nil {
		return 0, err
	}
	err = s.followed(ctx, []research.Job{keysJob(project)}, func() error {
		return s.ensure(ctx, by, research.ProjectStream(project), "project.renew-keys", func(tx Tx) error {
			p, err := load[research.Project](tx, research.ProjectDocument)
			if err != nil {
				return err
			}
			if p.DeliveryGeneration() != before.DeliveryGeneration() {
				return research.Errorf(research.Conflict, "Iemand anders vernieuwde de sleutels intussen.")
			}
			now := s.Now().UTC()
			for p.DeliveryGeneration() < generation {
				p.KeysRenewed = append(slices.Clone(p.KeysRenewed), now)
			}
			tx.Put(owned(research.ProjectStream(project), research.ProjectDocument, "", p))
			tx.Fact("project", string(project))
			return nil
		})
	})
	return generation, err
}

// FollowDeliveryKeys renews the keys of a project in which this generation is the
// current one; where another followed it already that is done.
func (s *Study) FollowDeliveryKeys(ctx context.Context, by By, project research.ID, generation int) error {
	if err := require(by.Scope, research.Lead); err != nil {
		return err
	}
	p, _, err := s.project(ctx, by.Scope, project)
	if err != nil || p.DeliveryGeneration() > generation {
		return err
	}
	if p.DeliveryGeneration() < generation {
		return research.Errorf(research.Conflict, "Deze sleutels zijn er nog niet. Laad de pagina opnieuw.")
	}
	_, err = s.RenewDeliveryKeys(ctx, by, project)
	return err
}

// spent tells whether a generation was destroyed already.
func (s *Study) spent(project research.ID, generation int) bool {
	_, err := s.Pairs.PublicHalf(research.DeliveryKey(research.ProjectStream(project), generation))
	return research.FaultOf(err) == research.Erased
}

// keysJob destroys old pairs of a project.
func keysJob(project research.ID) research.Job {
	return research.Job{Name: JobKeys + "/" + string(project), Facts: map[string]string{"project": string(project)}}
}

// PairView is one generation of the delivery keys of a project.
type PairView struct {
	Generation int
	// Since is when it became the one to wrap for, zero for the first.
	Since time.Time
	// Current is the one that phones are told of; of an older one Gone says that it
	// was destroyed, and Holders are the labels of phones that may still need it.
	Current, Gone bool
	Holders       []string
	// Until is the day before which it is kept anyway.
	Until time.Time
}

// DeliveryPairs lists the generations of a project's delivery keys, the oldest first.
func (s *Study) DeliveryPairs(ctx context.Context, scope research.Scope, project research.ID) ([]PairView, error) {
	if err := require(scope, research.Lead); err != nil {
		return nil, err
	}
	p, _, err := s.project(ctx, scope, project)
	if err != nil {
		return nil, err
	}
	devices, err := s.Devices(ctx, scope, project)
	if err != nil {
		return nil, err
	}
	views := make([]PairView, p.DeliveryGeneration())
	for i := range views {
		view := PairView{Generation: i + 1, Current: i+1 == len(views), Gone: s.spent(project, i+1)}
		if i > 0 {
			view.Since = p.KeysRenewed[i-1]
		}
		if !view.Current && !view.Gone {
			followed := p.KeysRenewed[i]
			view.Until, view.Holders = followed.AddDate(0, 0, shortestKept), s.holders(devices, i+1, followed)
		}
		views[i] = view
	}
	return views, nil
}

// holders are the phones that may still hold something that is wrapped for a
// generation: those that can deliver, unless they said since that they do not.
func (s *Study) holders(devices []DeviceView, generation int, followed time.Time) []string {
	labels := []string{}
	for _, d := range devices {
		if !d.Device.Delivers(s.Now()) {
			continue
		}
		report := d.Report
		said := d.Device.State == research.DevicePaired && report.Keys != nil && report.ReportedAt.After(followed)
		if !said || slices.ContainsFunc(report.Keys, func(k research.KeyRef) bool { return isGeneration(k, generation) }) {
			labels = append(labels, d.Device.Label)
		}
	}
	return labels
}

func isGeneration(key research.KeyRef, generation int) bool {
	stream, _, _ := strings.Cut(string(key), "/delivery/")
	return key == research.DeliveryKey(research.Stream(stream), generation)
}

// CheckDeliveryKeys has every pair of a project that is not destroyed open a key
// that is wrapped for it, and gives how many did.
func (s *Study) CheckDeliveryKeys(ctx context.Context, project research.ID) (checked int, err error) {
	p, _, err := s.project(ctx, s.System, project)
	if err != nil {
		return 0, err
	}
	for generation := 1; generation <= p.DeliveryGeneration(); generation++ {
		if s.spent(project, generation) {
			continue
		}
		for _, stream := range deliveryStreams(project) {
			if err := s.probe(research.DeliveryKey(stream, generation)); err != nil {
				return checked, err
			}
			checked++
		}
	}
	return checked, nil
}

// probe wraps a fresh key for a pair and has the key store open it.
func (s *Study) probe(ref research.KeyRef) error {
	public, err := s.Pairs.PublicHalf(ref)
	if err != nil {
		return fmt.Errorf("%s: %w", ref, err)
	}
	bound := research.Wrapping{Interview: s.NewID(), Purpose: research.Rest}
	if strings.HasPrefix(string(ref), "vault/") {
		bound.Purpose = research.Contact
	}
	key := make([]byte, research.DataKeySize)
	_, _ = rand.Read(key)
	wrapped, err := research.Wrap(rand.Reader, ref, public, bound, key)
	if err != nil {
		return fmt.Errorf("%s: %w", ref, err)
	}
	opened, err := s.Pairs.Unwrap(wrapped, bound)
	if err == nil && !bytes.Equal(opened, key) {
		err = errors.New("it opens something else")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", ref, err)
	}
	return nil
}

// TendDeliveryKeys destroys the pairs of a project that no phone can still need.
// again is when to look next, zero when nothing old is left.
func (s *Study) TendDeliveryKeys(ctx context.Context, project research.ID) (again time.Time, err error) {
	views, err := s.DeliveryPairs(ctx, s.System, project)
	if research.FaultOf(err) == research.NotFound {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	now := s.Now().UTC()
	for _, view := range views {
		if view.Current || view.Gone {
			continue
		}
		if len(view.Holders) > 0 || now.Before(view.Until) {
			again = now.AddDate(0, 0, 1)
			continue
		}
		line := LedgerLine{At: now, Project: project, Reason: reasonRotated}
		for _, stream := range deliveryStreams(project) {
			line.Keys = append(line.Keys, research.DeliveryKey(stream, view.Generation))
		}
		if err := s.destroy(ctx, line); err != nil {
			return time.Time{}, err
		}
	}
	return again, nil
}
