package storetest

import (
	"fmt"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// ids reads a whole list in pages of the length.
func (b *bench) ids(page research.Page) (found []string) {
	b.t.Helper()
	for {
		var documents []research.Document
		b.view(func(v study.View) {
			var err error
			documents, page.After, err = v.Page(page)
			must(b.t, err)
		})
		for _, d := range documents {
			found = append(found, d.ID)
		}
		if page.After == "" {
			return found
		}
		if len(documents) != page.Limit {
			b.t.Fatalf("a page of %d that is not the last has %d", page.Limit, len(documents))
		}
	}
}

func testPages(t *testing.T, b *bench) {
	b.act("", func(tx study.Tx) {
		for _, d := range [][3]string{
			{"note/a", "2", "x"}, {"note/b", "1", "y"}, {"note/c", "2", "x"}, {"note/d", "", "x"},
			{"note/é", "é", "x"}, {"note/z", "z", "y"}, {"note/Z", "Z", ""}, {"note/long", "22", "x"},
			{"balance/a", "2", "x"}, {"note/gone", "2", "x"},
		} {
			tx.Put(b.document(d[0], d[1], d[2], "text"))
		}
	})
	b.act("", func(tx study.Tx) { tx.Delete("note/gone") })
	all := []string{"note/d", "note/b", "note/a", "note/c", "note/long", "note/Z", "note/z", "note/é"}
	ofX := []string{"note/d", "note/a", "note/c", "note/long", "note/é"}
	for limit := 1; limit <= len(all)+1; limit++ {
		equalSlices(t, "all", b.ids(research.Page{Kind: "note", Limit: limit}), all)
		equalSlices(t, "all, descending", b.ids(research.Page{Kind: "note", Limit: limit, Descending: true}), reversed(all))
		equalSlices(t, "of x", b.ids(research.Page{Kind: "note", Ref: "x", Limit: limit}), ofX)
		equalSlices(t, "of x, descending",
			b.ids(research.Page{Kind: "note", Ref: "x", Limit: limit, Descending: true}), reversed(ofX))
	}
	equalSlices(t, "no such kind", b.ids(research.Page{Kind: "saying"}), nil)
	equalSlices(t, "no such ref", b.ids(research.Page{Kind: "note", Ref: "w"}), nil)
	for _, page := range []research.Page{{Kind: "note", Limit: 1001}, {Kind: "note", Limit: -1}, {Kind: "note", After: "!"}} {
		b.view(func(v study.View) {
			_, _, err := v.Page(page)
			wantFault(t, err, research.Invalid)
		})
	}
}

func reversed(texts []string) (back []string) {
	for i := len(texts) - 1; i >= 0; i-- {
		back = append(back, texts[i])
	}
	return back
}

// testPagingWhileWriting checks that two pages in one view are of one revision
// while another goroutine moves documents from the end of the list to its
// beginning and back.
func testPagingWhileWriting(t *testing.T, b *bench) {
	const many = 40
	b.act("", func(tx study.Tx) {
		for i := range many {
			tx.Put(b.document(fmt.Sprintf("note/%02d", i), fmt.Sprintf("b%02d", i), "", "text"))
		}
	})
	done := make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		defer close(done)
		for i := range 60 {
			_, err := b.tryAct("", "", func(tx study.Tx) error {
				id := i % many
				tx.Put(b.document(fmt.Sprintf("note/%02d", id), fmt.Sprintf("%c%02d", "ac"[i%2], id), "", "text"))
				return nil
			})
			if err != nil {
				failed <- err
				return
			}
		}
	}()
	for reading := true; reading; {
		select {
		case err := <-failed:
			t.Fatal(err)
		case <-done:
			reading = false
		default:
		}
		var seen int
		must(t, b.View(t.Context(), b.scope, b.stream, func(v study.View) (err error) {
			seen, err = countPaged(v)
			return err
		}))
		equal(t, "documents in a view", seen, many)
	}
}

// countPaged counts the different documents of a list read in short pages.
func countPaged(v study.View) (int, error) {
	seen := map[string]bool{}
	page := research.Page{Kind: "note", Limit: 7}
	for {
		documents, next, err := v.Page(page)
		if err != nil {
			return 0, err
		}
		for _, d := range documents {
			seen[d.ID] = true
		}
		if next == "" {
			return len(seen), nil
		}
		page.After = next
	}
}

func testErasure(t *testing.T, b *bench) {
	kept, gone := b.interview(), b.interview()
	put := func(tx study.Tx) {
		for i, interview := range []research.ID{kept, gone, gone, kept} {
			by := fmt.Sprint(i)
			tx.Put(research.Document{ID: "saying/" + by, Key: research.RestKey(interview), By: by, Ref: "r", Body: []byte("1")})
			tx.Put(research.Document{ID: "tape/" + by, Key: research.SoundKey(interview), By: by, Body: []byte("1")})
		}
	}
	b.act("", put)
	line := study.LedgerLine{At: b.now, Keys: []research.KeyRef{research.RestKey(gone)}, Reason: "withdrawal"}
	must(t, b.keys.Condemn(t.Context(), line)) // the line alone erases
	for _, limit := range []int{1, 2, 100} {
		equalSlices(t, "left", b.ids(research.Page{Kind: "saying", Limit: limit}), []string{"saying/0", "saying/3"})
		equalSlices(t, "left of r", b.ids(research.Page{Kind: "saying", Ref: "r", Limit: limit}), []string{"saying/0", "saying/3"})
	}
	must(t, b.keys.Destroy(t.Context(), research.RestKey(gone)))
	b.view(func(v study.View) {
		_, err := v.Document("saying/1")
		wantFault(t, err, research.Erased)
		_, err = v.Document("tape/1")
		must(t, err)
	})
	_, err := b.tryAct("", "", func(tx study.Tx) error { put(tx); return nil })
	wantFault(t, err, research.Erased)
	b.act("", func(tx study.Tx) { tx.Delete("saying/1") })
	b.view(func(v study.View) {
		_, err := v.Document("saying/1")
		wantFault(t, err, research.NotFound)
	})

	b.verify()
	b.keys.Lose(research.RestKey(kept)) // an alarm, never silence
	b.lost = true
	b.view(func(v study.View) {
		_, err := v.Document("saying/0")
		if err == nil || research.FaultOf(err) != "" {
			t.Errorf("a lost key gives %v, want an error without fault", err)
		}
		if _, _, err = v.Page(research.Page{Kind: "saying"}); err == nil {
			t.Error("a page with a document under a lost key gives no error")
		}
	})
	b.keys.Lose(research.StreamKey(b.stream)) // nor is a new key made for old events
	_, err = b.tryAct("", "", func(tx study.Tx) error { tx.Fact("saying", "0"); return nil })
	if err == nil || research.FaultOf(err) != "" {
		t.Errorf("an act under a lost key gives %v, want an error without fault", err)
	}
}
