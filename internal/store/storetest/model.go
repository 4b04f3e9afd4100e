package storetest

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
	"pgregory.net/rapid"
)

// testModel does random acts and compares every answer with a plain map.
func testModel(t *testing.T, b *bench) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{b: b, documents: map[string]research.Document{}}
		b.stream = research.ProjectStream(research.NewID())
		rt.Repeat(map[string]func(*rapid.T){
			"act":  m.act,
			"page": m.page,
			"":     m.check,
		})
	})
}

// model is one stream as it should be.
type model struct {
	b         *bench
	revision  research.Revision
	documents map[string]research.Document
}

func (m *model) act(t *rapid.T) {
	ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
		"note/a", "note/b", "note/c/d", "note/é", "balance/a", "balance/b",
	}), 0, 4, rapid.ID[string]).Draw(t, "ids")
	refused := rapid.Bool().Draw(t, "refused")
	after := map[string]research.Document{}
	_, err := m.b.tryAct("", "", func(tx study.Tx) error {
		if tx.Revision() != m.revision {
			t.Fatalf("decided at %d, want %d", tx.Revision(), m.revision)
		}
		clear(after)
		for _, id := range ids {
			if rapid.Bool().Draw(t, "delete") {
				tx.Delete(id)
				after[id] = research.Document{}
				continue
			}
			d := m.b.document(id, rapid.StringMatching(`[a-c]{0,2}`).Draw(t, "by"),
				rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "ref"), rapid.String().Draw(t, "text"))
			tx.Put(d)
			d.Revision = m.revision + 1
			after[id] = d
		}
		if refused {
			return research.Errorf(research.Conflict, "Nee.")
		}
		return nil
	})
	if refused != (research.FaultOf(err) == research.Conflict) || !refused && err != nil {
		t.Fatalf("refused %v, error %v", refused, err)
	}
	if refused {
		return
	}
	m.revision++
	for id, d := range after {
		m.documents[id] = d
		if d.ID == "" {
			delete(m.documents, id)
		}
	}
}

func (m *model) page(t *rapid.T) {
	page := research.Page{
		Kind:       rapid.SampledFrom([]research.Kind{"note", "balance"}).Draw(t, "kind"),
		Ref:        rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "ref"),
		Limit:      rapid.IntRange(1, 4).Draw(t, "limit"),
		Descending: rapid.Bool().Draw(t, "descending"),
	}
	equalSlices(m.b.t, "page", m.b.ids(page), m.list(page))
}

func (m *model) list(page research.Page) (ids []string) {
	var found []research.Document
	for _, d := range m.documents {
		if d.Kind() == page.Kind && (page.Ref == "" || page.Ref == d.Ref) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b research.Document) int {
		return strings.Compare(a.By+"\x00"+a.ID, b.By+"\x00"+b.ID)
	})
	if page.Descending {
		slices.Reverse(found)
	}
	for _, d := range found {
		ids = append(ids, d.ID)
	}
	return ids
}

// check compares every document, read as lists, and one by its id.
func (m *model) check(t *rapid.T) {
	id := rapid.SampledFrom([]string{"note/a", "note/b", "note/c/d", "note/é", "balance/a", "balance/b"}).Draw(t, "id")
	m.b.view(func(v study.View) {
		if v.Revision() != m.revision {
			t.Fatalf("revision %d, want %d", v.Revision(), m.revision)
		}
		got := map[string]research.Document{}
		for _, kind := range []research.Kind{"note", "balance"} {
			documents, _, err := v.Page(research.Page{Kind: kind})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range documents {
				got[d.ID] = d
			}
		}
		if !reflect.DeepEqual(got, m.documents) {
			t.Fatalf("got %v, want %v", got, m.documents)
		}
		one, err := v.Document(id)
		if _, there := m.documents[id]; there != (err == nil) {
			t.Fatalf("%s: there %v, error %v", id, there, err)
		}
		if err == nil && !reflect.DeepEqual(one, got[id]) {
			t.Fatalf("%s: got %v, the list has %v", id, one, got[id])
		}
	})
}
