package keys

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/wijkstem/wijkstem/internal/research"
)

const (
	rootSlot       = 0
	generationSlot = 1 // eight bytes, counted up by every change
	firstSlot      = 2
	growth         = 256 // slots that are added at once, at least
)

// slotFile is the file of slots with its index. It is not safe for use by
// several goroutines at once.
type slotFile struct {
	path       string
	file       *os.File
	wrap       wrapper
	root       []byte
	generation uint64
	slots      int64 // in the file
	live       map[name]int64
	damaged    map[name]int64
	free       []int64 // zero on disk
	wiped      []int64 // to be made zero before they are free
}

func createSlotFile(path string, wrap wrapper, rootKey []byte) error {
	content := make([]byte, (firstSlot+growth)*slotSize)
	copy(content, wrap.seal(rootName, rootKey))
	if err := writeWhole(path, content); err != nil {
		return fmt.Errorf("make the key store: %w", err)
	}
	return nil
}

func openSlotFile(path string, wrap wrapper) (*slotFile, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("key store: %w", err)
	}
	f := &slotFile{path: path, file: file, wrap: wrap}
	if err = f.openRoot(); err == nil {
		err = f.load()
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return f, nil
}

func (f *slotFile) openRoot() error {
	slot, err := f.readSlot(rootSlot)
	if err != nil {
		return err
	}
	if state, n := stateOf(slot); state != slotLive || n != rootName {
		return fmt.Errorf("%s is no key store, or is damaged at its start", f.path)
	}
	if f.root, err = f.wrap.open(slot); err != nil {
		return fmt.Errorf("this master key does not open the key store %s", f.path)
	}
	return nil
}

func (f *slotFile) readSlot(n int64) ([]byte, error) {
	slot := make([]byte, slotSize)
	if _, err := f.file.ReadAt(slot, n*slotSize); err != nil {
		return nil, fmt.Errorf("key store %s, slot %d: %w", f.path, n, err)
	}
	return slot, nil
}

// load makes the index. Half a slot at the end was never acknowledged.
func (f *slotFile) load() error {
	info, err := f.file.Stat()
	if err != nil {
		return fmt.Errorf("key store: %w", err)
	}
	content := make([]byte, info.Size()/slotSize*slotSize)
	if _, err := io.ReadFull(io.NewSectionReader(f.file, 0, info.Size()), content); err != nil {
		return fmt.Errorf("key store: %w", err)
	}
	f.index(content)
	return nil
}

func (f *slotFile) index(content []byte) {
	f.live, f.damaged, f.free, f.wiped = map[name]int64{}, map[name]int64{}, nil, nil
	f.slots = int64(len(content) / slotSize)
	if f.slots > generationSlot {
		f.generation = binary.BigEndian.Uint64(content[generationSlot*slotSize:])
	}
	for n := f.slots - 1; n >= firstSlot; n-- {
		state, of := stateOf(content[n*slotSize : (n+1)*slotSize])
		switch state {
		case slotFree:
			f.free = append(f.free, n)
		case slotWiped:
			f.wiped = append(f.wiped, n)
		case slotDamaged:
			f.damaged[of] = n
		case slotLive:
			f.live[of] = n
		}
	}
}

// reload makes the index anew when another process has changed the file.
func (f *slotFile) reload() error {
	slot, err := f.readSlot(generationSlot)
	if err != nil || binary.BigEndian.Uint64(slot) == f.generation {
		return err
	}
	return f.load()
}

// announce tells other processes that the file has changed.
func (f *slotFile) announce() error {
	f.generation++
	_, err := f.file.WriteAt(binary.BigEndian.AppendUint64(nil, f.generation), generationSlot*slotSize)
	return err
}

func (f *slotFile) find(of name) ([]byte, error) {
	n, live := f.live[of]
	if !live {
		if _, lost := f.damaged[of]; lost {
			return nil, ErrLost
		}
		return nil, research.NotFound
	}
	slot, err := f.readSlot(n)
	if err != nil {
		return nil, err
	}
	if state, there := stateOf(slot); state != slotLive || there != of {
		return nil, ErrLost
	}
	key, err := f.wrap.open(slot)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLost, err)
	}
	return key, nil
}

// take gives a slot that is zero on disk, growing the file when there is none.
func (f *slotFile) take() (int64, error) {
	if len(f.free) == 0 {
		if err := f.grow(); err != nil {
			return 0, err
		}
	}
	n := f.free[len(f.free)-1]
	f.free = f.free[:len(f.free)-1]
	return n, nil
}

// grow writes zeros, so that a full disk shows before a key is accepted. A large
// file grows by more: everybody who brings a key waits for it.
func (f *slotFile) grow() error {
	err := f.growBy(max(growth, f.slots/4))
	if research.FaultOf(err) == research.Unavailable { // there may be room for a few
		err = f.growBy(growth)
	}
	return err
}

func (f *slotFile) growBy(more int64) error {
	_, err := f.file.WriteAt(make([]byte, more*slotSize), f.slots*slotSize)
	if err == nil {
		err = f.file.Sync()
	}
	if err != nil {
		_ = f.file.Truncate(f.slots * slotSize)
		return writeError(err)
	}
	for n := f.slots + more - 1; n >= f.slots; n-- {
		f.free = append(f.free, n)
	}
	f.slots += more
	return nil
}

func (f *slotFile) writeSlot(n int64, slot []byte) error {
	if _, err := f.file.WriteAt(slot, n*slotSize); err != nil {
		return writeError(err)
	}
	return nil
}

func (f *slotFile) overwrite(n int64) error {
	noise := make([]byte, slotSize)
	_, _ = rand.Read(noise)
	copy(noise, "gone") // never by chance the mark of a slot in use
	return f.writeSlot(n, noise)
}

func (f *slotFile) zero(n int64) error { return f.writeSlot(n, make([]byte, slotSize)) }

// copyTo writes all slots to another file. It is for a moment without writing.
func (f *slotFile) copyTo(path string) error {
	content := make([]byte, f.slots*slotSize)
	if _, err := f.file.ReadAt(content, 0); err != nil {
		return err
	}
	return writeWhole(path, content)
}

// rewrap makes the file of another master key and puts it in this one's place.
// Damaged slots go along, so that what is lost stays an alarm.
func (f *slotFile) rewrap(wrap wrapper) (*slotFile, error) {
	content := make([]byte, f.slots*slotSize)
	if _, err := f.file.ReadAt(content, 0); err != nil {
		return nil, err
	}
	for n := int64(0); n < f.slots; n++ {
		slot := content[n*slotSize : (n+1)*slotSize]
		switch state, of := stateOf(slot); {
		case n == generationSlot || state == slotDamaged:
		case state == slotLive:
			key, err := f.wrap.open(slot)
			if err != nil {
				return nil, fmt.Errorf("slot %d: %w", n, err)
			}
			copy(slot, wrap.seal(of, key))
			clear(key)
		default:
			clear(slot)
		}
	}
	if err := writeWhole(f.path, content); err != nil {
		return nil, err
	}
	return openSlotFile(f.path, wrap)
}

// shred overwrites a file that no longer has a name.
func (f *slotFile) shred() error {
	for n := int64(0); n < f.slots; n++ {
		if err := f.overwrite(n); err != nil {
			return err
		}
	}
	return errors.Join(f.file.Sync(), f.file.Close())
}

func (f *slotFile) close() error { return f.file.Close() }
