package keys

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Whatever is done in whatever order, with crashes and changes of the master
// key in between, the store answers as the model does.
func TestTheStoreIsItsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &model{options: testOptions(memory(t)), keys: map[int][]byte{}, erased: map[int]bool{}}
		m.store = mustOpen(t, m.options)
		defer func() { mustClose(t, m.store) }()
		t.Repeat(map[string]func(*rapid.T){
			"add":     m.add,
			"ensure":  m.ensure,
			"condemn": m.condemn,
			"destroy": m.destroy,
			"reopen":  m.reopen,
			"master":  m.changeMaster,
			"restore": m.restore,
			"":        m.check,
		})
	})
}

// memory is a new directory, without a disk where there is such a place: these
// tests are about what is kept, not about power cuts.
func memory(t testingT) string {
	parent := "/dev/shm"
	if _, err := os.Stat(parent); err != nil {
		parent = ""
	}
	directory, err := os.MkdirTemp(parent, "keys")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(directory) })
	return directory
}

const modelRefs = 6

type model struct {
	options Options
	store   *Store
	keys    map[int][]byte
	erased  map[int]bool
	copied  map[int][]byte // nil when there is no copy
}

func anyRef(t *rapid.T) int { return rapid.IntRange(0, modelRefs-1).Draw(t, "ref") }

func (m *model) add(t *rapid.T) {
	n, key := anyRef(t), testKey(rapid.IntRange(1, 2).Draw(t, "key"))
	err := m.store.Add(context.Background(), one(testRef(n), key))
	switch old, have := m.keys[n]; {
	case m.erased[n]:
		expectFault(t, err, research.Erased)
	case have && !bytes.Equal(old, key):
		expectFault(t, err, research.Conflict)
	default:
		must(t, err)
		m.keys[n] = key
	}
}

func (m *model) ensure(t *rapid.T) {
	n := anyRef(t)
	key, err := m.store.Ensure(context.Background(), testRef(n))
	if m.erased[n] {
		expectFault(t, err, research.Erased)
		return
	}
	must(t, err)
	if _, have := m.keys[n]; !have {
		m.keys[n] = key
	}
}

func (m *model) condemn(t *rapid.T) {
	n := anyRef(t)
	must(t, m.store.Condemn(context.Background(), condemnation(testRef(n))))
	m.erased[n] = true
	delete(m.keys, n)
}

func (m *model) destroy(t *rapid.T) {
	n := anyRef(t)
	if err := m.store.Destroy(context.Background(), testRef(n)); (err == nil) != m.erased[n] {
		t.Fatalf("destroy: %v", err)
	}
}

func (m *model) reopen(t *rapid.T) {
	mustClose(t, m.store)
	m.store = mustOpen(t, m.options)
}

func (m *model) changeMaster(t *rapid.T) {
	master := Master{rapid.Byte().Draw(t, "master")}
	must(t, m.store.ChangeMaster(context.Background(), master))
	m.options.Master, m.copied = master, nil
}

// restore makes copies the first time and brings them back later, after the
// key file was lost or beside it.
func (m *model) restore(t *rapid.T) {
	directory := filepath.Dir(m.options.File)
	copies := copiesIn(directory)
	if m.copied == nil {
		must(t, m.store.Backup(context.Background(), copies.Keys, copies.Ledger))
		m.copied = maps.Clone(m.keys)
		return
	}
	mustClose(t, m.store)
	if rapid.Bool().Draw(t, "keys are lost") {
		must(t, os.Remove(m.options.File))
		m.keys = maps.Clone(m.copied)
		maps.DeleteFunc(m.keys, func(n int, _ []byte) bool { return m.erased[n] })
	}
	_, err := Restore(m.options, copies)
	must(t, err)
	m.store = mustOpen(t, m.options)
}

func (m *model) check(t *rapid.T) {
	for n := range modelRefs {
		got, err := m.store.Key(testRef(n))
		switch want, have := m.keys[n]; {
		case m.erased[n]:
			expectFault(t, err, research.Erased)
		case !have:
			expectFault(t, err, research.NotFound)
		case err != nil || !bytes.Equal(got, want):
			t.Fatalf("%d: got %x, %v", n, got, err)
		}
	}
}
