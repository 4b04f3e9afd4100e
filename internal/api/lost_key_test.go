package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/keys"
	"github.com/wijkstem/wijkstem/internal/research"
)

// losing is a key store of which one key is gone without a line in the ledger.
type losing struct {
	*keys.Store
	lost research.KeyRef
	made []research.KeyRef
}

func (l *losing) Key(ref research.KeyRef) ([]byte, error) {
	if ref == l.lost {
		return nil, research.NotFound
	}
	return l.Store.Key(ref)
}

func (l *losing) PublicHalf(ref research.KeyRef) ([]byte, error) {
	if ref == l.lost {
		return nil, research.NotFound
	}
	return l.Store.PublicHalf(ref)
}

func (l *losing) Ensure(ctx context.Context, ref research.KeyRef) ([]byte, error) {
	l.made = append(l.made, ref)
	return l.Store.Ensure(ctx, ref)
}

func (l *losing) MakePair(ctx context.Context, ref research.KeyRef) ([]byte, error) {
	l.made = append(l.made, ref)
	return l.Store.MakePair(ctx, ref)
}

// TestALostKeyIsAnAlarm takes away each key that is older than what needs it.
func TestALostKeyIsAnAlarm(t *testing.T) {
	w := newWorld(t)
	w.do("GET", "/health/ready", "", nil).want(http.StatusOK)
	phone := func(store *losing) error {
		w.Study.Pairs = store
		scope, err := w.Auth.Scope(t.Context(), auth.Caller{Actor: "device/" + string(w.Device), Device: &research.Device{ID: w.Device, Project: w.Project}}, w.Project)
		if err != nil {
			return err
		}
		_, err = w.Study.Field(t.Context(), scope, w.Project)
		return err
	}
	cases := []struct {
		lost research.KeyRef
		need func(*losing) error
	}{
		{"installation/signing", func(*losing) error { _, err := auth.Open(t.Context(), w.Study); return err }},
		{research.StreamKey(research.Directory), func(*losing) error { _, err := w.Study.Derive(t.Context(), "a purpose"); return err }},
		{research.StreamKey(research.Directory), func(*losing) error { return w.Study.Ready(t.Context()) }},
		{research.DeliveryKey(research.ProjectStream(w.Project), 1), phone},
		{research.DeliveryKey(research.VaultStream(w.Project), 1), phone},
	}
	for _, c := range cases {
		store := &losing{Store: w.Keys, lost: c.lost}
		w.Study.Keys = store
		err := c.need(store)
		if err == nil || research.FaultOf(err) != "" || !strings.Contains(err.Error(), string(c.lost)) {
			t.Errorf("%s is gone: %v", c.lost, err)
		}
		if len(store.made) > 0 {
			t.Errorf("%s was made anew: %v", c.lost, store.made)
		}
	}
	w.Study.Keys = &losing{Store: w.Keys, lost: research.StreamKey(research.Directory)}
	w.do("GET", "/health/ready", "", nil).want(http.StatusServiceUnavailable)
	w.Study.Keys, w.Study.Pairs = w.Keys, w.Keys
}
