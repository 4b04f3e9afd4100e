package keys

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Whatever stands in the slots, opening neither fails nor finds a key that was
// not put there, and keys can be added.
func FuzzSlots(f *testing.F) {
	wrap, err := newWrapper(testOptions("").Master)
	must(f, err)
	whole := wrap.seal(name{1}, testKey(1))
	f.Add(whole)
	f.Add(whole[:100])
	f.Add(append(make([]byte, slotSize), whole...))
	f.Add(bytes.Repeat([]byte("WKS1"), 2*slotSize/4))
	f.Fuzz(func(t *testing.T, slots []byte) {
		path := filepath.Join(memory(t), "keys")
		content := append(wrap.seal(rootName, testKey(9)), make([]byte, slotSize)...)
		must(t, os.WriteFile(path, append(content, slots...), 0o600))
		file, err := openSlotFile(path, wrap)
		must(t, err)
		defer file.close()
		for of := range file.live {
			key, err := file.find(of)
			if err == nil && !bytes.Equal(key, testKey(1)) || err != nil && !errors.Is(err, ErrLost) {
				t.Fatalf("found %x, %v", key, err)
			}
		}
		n, err := file.take()
		must(t, err)
		must(t, file.writeSlot(n, wrap.seal(name{2}, testKey(2))))
		must(t, file.load())
		if key, err := file.find(name{2}); err != nil || !bytes.Equal(key, testKey(2)) {
			t.Fatalf("got %x, %v", key, err)
		}
	})
}

// A ledger is read whole and unchanged, or refused; what follows the last line
// break is left out.
func FuzzLedger(f *testing.F) {
	key := testKey(4)
	first := chainLine(key, nil, []byte(ledgerHeader))
	second := chainLine(key, chainMAC(key, nil, []byte(ledgerHeader)), []byte(`{"at":"2026-09-14T10:00:00Z","project":"p","keys":["a"],"reason":"withdrawal"}`))
	f.Add(append(bytes.Clone(first), second...))
	f.Add(append(bytes.Clone(first), second[:40]...))
	f.Add(first)
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(memory(t), "ledger")
		must(t, os.WriteFile(path, text, 0o600))
		l, err := openLedger(path, key)
		if err != nil {
			if !errors.Is(err, errLedger) {
				t.Fatal(err)
			}
			return
		}
		defer l.close()
		must(t, l.add(condemnation(testRef(1))))
		lines := len(l.lines)
		again, err := openLedger(path, key)
		must(t, err)
		defer again.close()
		if len(again.lines) != lines || !again.erased(testRef(1)) {
			t.Fatalf("%d of %d lines", len(again.lines), lines)
		}
	})
}
