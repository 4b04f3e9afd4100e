package bench

import "testing"

// TestListReadsOnlyWhatChanged counts what a page of interviews reads, through
// HTTP: nothing when nothing happened, and after an act what that changed,
// however many interviews there are.
func TestListReadsOnlyWhatChanged(t *testing.T) {
	p, err := open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	const held = 40
	for n := range held {
		if err := p.addInterview(t.Context(), idOf("talk", n), n, nil); err != nil {
			t.Fatal(err)
		}
	}
	counted := &counting{Store: p.Study.Store}
	p.Study.Store = counted
	read := func() int64 {
		t.Helper()
		counted.interviews.Store(0)
		if err := p.call(t.Context(), "GET", p.path("/interviews?limit=100"), nil, nil); err != nil {
			t.Fatal(err)
		}
		return counted.interviews.Load()
	}
	if n := read(); n != held {
		t.Errorf("the first page read %d interviews", n)
	}
	if n := read(); n != 0 {
		t.Errorf("the same page again read %d interviews", n)
	}
	if err := p.addInterview(t.Context(), idOf("talk", held), held, nil); err != nil {
		t.Fatal(err)
	}
	if n := read(); n != 1 {
		t.Errorf("after one change a page read %d interviews", n)
	}
}
