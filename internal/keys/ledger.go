package keys

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"sync"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// ledgerHeader is the first line of every ledger; its MAC says to which
// installation the ledger belongs.
const ledgerHeader = `{"ledger":"wijkstem","version":1}`

// errLedger is what a ledger says that somebody has changed.
var errLedger = errors.New("the erasure ledger does not fit its own chain")

// ledger is a file of JSON lines {"line": …, "mac": …} to which lines are only
// added. Each MAC is an HMAC-SHA-256 over the MAC before and the line's bytes.
// Bytes after the last line break are a line that was never acknowledged.
type ledger struct {
	mu    sync.RWMutex
	path  string
	file  *os.File
	key   []byte
	size  int64
	mac   []byte
	lines []study.LedgerLine
	named map[research.KeyRef]bool
	fresh []research.KeyRef // named since the last call of takeFresh
	// broken is set when the disk no longer says what the file holds.
	broken error
}

// chained is one line as it stands in the file.
type chained struct {
	Line json.RawMessage `json:"line"`
	MAC  []byte          `json:"mac"`
}

func createLedger(path string, key []byte) error {
	return writeWhole(path, chainLine(key, nil, []byte(ledgerHeader)))
}

func chainMAC(key, before, line []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(before)
	mac.Write(line)
	return mac.Sum(nil)
}

func chainLine(key, before, line []byte) []byte {
	mac := base64.StdEncoding.EncodeToString(chainMAC(key, before, line))
	return []byte(`{"line":` + string(line) + `,"mac":"` + mac + "\"}\n")
}

// openLedger reads a whole ledger and checks its chain.
func openLedger(path string, key []byte) (*ledger, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("erasure ledger: %w", err)
	}
	l := &ledger{path: path, file: file, key: key, named: map[research.KeyRef]bool{}}
	if err := l.refresh(); err != nil {
		_ = file.Close()
		return nil, err
	}
	if l.mac == nil {
		_ = file.Close()
		return nil, fmt.Errorf("%s has no first line: %w", path, errLedger)
	}
	return l, nil
}

// refresh reads what other processes have added.
func (l *ledger) refresh() error {
	info, err := l.file.Stat()
	if err != nil {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	l.mu.RLock()
	same := info.Size() == l.size
	l.mu.RUnlock()
	if same {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.readOn()
}

func (l *ledger) readOn() error {
	info, err := l.file.Stat()
	if err != nil {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	if info.Size() < l.size {
		return fmt.Errorf("%s has become shorter: %w", l.path, errLedger)
	}
	text := make([]byte, info.Size()-l.size)
	if _, err := l.file.ReadAt(text, l.size); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	return l.read(text)
}

// read takes in whole lines.
func (l *ledger) read(text []byte) error {
	for {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			return nil
		}
		if err := l.take(line); err != nil {
			return fmt.Errorf("line %d of %s: %w", len(l.lines)+2, l.path, err)
		}
		l.size += int64(len(line) + 1)
		text = rest
	}
}

func (l *ledger) take(text []byte) error {
	var c chained
	if err := json.Unmarshal(text, &c); err != nil {
		return errLedger
	}
	if !hmac.Equal(c.MAC, chainMAC(l.key, l.mac, c.Line)) {
		return errLedger
	}
	if l.mac == nil {
		if string(c.Line) != ledgerHeader {
			return errLedger
		}
		l.mac = c.MAC
		return nil
	}
	var line study.LedgerLine
	if err := json.Unmarshal(c.Line, &line); err != nil {
		return errLedger
	}
	l.mac = c.MAC
	l.note(line)
	return nil
}

func (l *ledger) note(line study.LedgerLine) {
	l.lines = append(l.lines, line)
	for _, ref := range line.Keys {
		l.named[ref] = true
	}
	l.fresh = append(l.fresh, line.Keys...)
}

// add writes a line and returns when it is on disk. Another process must be
// kept from adding at the same time.
func (l *ledger) add(line study.LedgerLine) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil {
		return l.broken
	}
	if err := l.readOn(); err != nil {
		return err
	}
	if l.has(line) {
		return nil
	}
	raw, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	text := chainLine(l.key, l.mac, raw)
	if err := l.write(text); err != nil {
		return err
	}
	return l.read(text)
}

// has tells whether the same decision stands in the ledger, whenever taken.
func (l *ledger) has(line study.LedgerLine) bool {
	for _, old := range l.lines {
		old.At = line.At
		if reflect.DeepEqual(old, line) {
			return true
		}
	}
	return false
}

func (l *ledger) write(text []byte) error {
	if err := l.file.Truncate(l.size); err != nil {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	if _, err := l.file.WriteAt(text, l.size); err != nil {
		if e := l.file.Truncate(l.size); e != nil {
			l.broken = fmt.Errorf("erasure ledger: %w", e)
		}
		return writeError(err)
	}
	if err := l.file.Sync(); err != nil {
		l.broken = fmt.Errorf("erasure ledger: %w", err)
		return l.broken
	}
	return nil
}

// erased tells whether a line names the key, or all its generations.
func (l *ledger) erased(ref research.KeyRef) bool {
	base, _ := ref.Generation()
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.named[ref] || l.named[base]
}

// takeFresh gives the keys that lines have named since it was last asked.
func (l *ledger) takeFresh() []research.KeyRef {
	l.mu.RLock()
	none := len(l.fresh) == 0
	l.mu.RUnlock()
	if none {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	fresh := l.fresh
	l.fresh = nil
	return fresh
}

// all is a copy of every line, oldest first.
func (l *ledger) all() []study.LedgerLine {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return append([]study.LedgerLine(nil), l.lines...)
}

// refs are all keys that lines name.
func (l *ledger) refs() []research.KeyRef {
	l.mu.RLock()
	defer l.mu.RUnlock()
	refs := make([]research.KeyRef, 0, len(l.named))
	for ref := range l.named {
		refs = append(refs, ref)
	}
	return refs
}

// copyTo writes all whole lines to another file.
func (l *ledger) copyTo(path string) error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	text := make([]byte, l.size)
	if _, err := l.file.ReadAt(text, 0); err != nil {
		return fmt.Errorf("erasure ledger: %w", err)
	}
	return writeWhole(path, text)
}

func (l *ledger) close() error { return l.file.Close() }

// writeWhole replaces a file at once and durably.
func writeWhole(path string, content []byte) error {
	temporary := path + ".new"
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if e := file.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		_ = os.Remove(temporary)
		return writeError(err)
	}
	return syncDirectory(filepath.Dir(path))
}

// writeError tells a full disk from other failures.
func writeError(err error) error {
	if diskFull(err) {
		return fmt.Errorf("%w (%w)", &research.Error{
			Fault:  research.Unavailable,
			Detail: "De schijf van de server is vol. Er is niets opgeslagen. Probeer het later opnieuw.", RetryAfter: 60,
		}, err)
	}
	return err
}

func isAny(err error, targets ...error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}
