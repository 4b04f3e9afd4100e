package analysis

import (
	"container/list"
	"slices"
	"sync"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Cache holds the material of projects in memory, each exact at one revision.
// It is safe for use by many goroutines.
type Cache struct {
	limit int

	mu    sync.Mutex
	size  int
	held  map[research.Stream]*list.Element
	order *list.List // most recently used first
}

var _ study.Analysis = (*Cache)(nil)

// held is one project in the cache.
type held struct {
	stream   research.Stream
	material research.Material
	size     int
}

// NewCache keeps at most limit bytes of documents; what was not used for the
// longest time goes first.
func NewCache(limit int) *Cache {
	return &Cache{limit: limit, held: map[research.Stream]*list.Element{}, order: list.New()}
}

// Count makes the tables of the material.
func (c *Cache) Count(m research.Material) research.Tables { return Count(m) }

// Material is all interviews, codes and codings of the project at the view's
// revision. Its slices are shared: whoever changes them copies them first.
func (c *Cache) Material(stream research.Stream, v study.View) (research.Material, error) {
	if m, ok := c.find(stream, v.Revision()); ok {
		return m, nil
	}
	m, size, err := load(v)
	if err != nil {
		return research.Material{}, err
	}
	c.keep(&held{stream: stream, material: m, size: size})
	return m, nil
}

func (c *Cache) find(stream research.Stream, revision research.Revision) (research.Material, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	element, ok := c.held[stream]
	if !ok || element.Value.(*held).material.Revision != revision {
		return research.Material{}, false
	}
	c.order.MoveToFront(element)
	return element.Value.(*held).material, true
}

// keep puts a project in, unless a newer revision of it is there already, and
// lets go of what no longer fits.
func (c *Cache) keep(h *held) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.held[h.stream]; ok {
		if old.Value.(*held).material.Revision > h.material.Revision {
			return
		}
		c.drop(old)
	}
	if h.size > c.limit {
		return
	}
	c.held[h.stream] = c.order.PushFront(h)
	c.size += h.size
	for c.size > c.limit {
		c.drop(c.order.Back())
	}
}

func (c *Cache) drop(element *list.Element) {
	h := c.order.Remove(element).(*held)
	delete(c.held, h.stream)
	c.size -= h.size
}

func load(v study.View) (m research.Material, size int, err error) {
	m.Revision = v.Revision()
	m.Interviews, err = all[research.Interview](v, "interview", &size)
	if err != nil {
		return m, size, err
	}
	m.Interviews = slices.DeleteFunc(m.Interviews, func(i research.Interview) bool { return i.Open || i.Held })
	m.Codes, err = all[research.Code](v, "code", &size)
	if err != nil {
		return m, size, err
	}
	m.Codings, err = all[research.Coding](v, "coding", &size)
	return m, size, err
}

// all reads a whole kind and adds up the bytes.
func all[T any](v study.View, kind research.Kind, size *int) ([]T, error) {
	items, bytes, err := study.LoadAll[T](v, kind)
	*size += bytes
	return items, err
}
