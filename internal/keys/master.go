package keys

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"
)

// Master is the key that wraps all others. It stands in a file of its own or
// is typed in at every start, so that the host's disk does not hold it.
type Master [32]byte

// ReadMaster reads the master key from a file that only its owner may read, or
// when the path is "-" from input, without echo when that is a terminal. Its
// form: 32 bytes in base64 or hexadecimal, or a file of exactly 32 raw bytes.
func ReadMaster(path string, input io.Reader) (Master, error) {
	if path == "-" {
		text, err := readTyped(input)
		if err != nil {
			return Master{}, fmt.Errorf("read the master key: %w", err)
		}
		return parseMaster(text)
	}
	file, err := os.Open(path)
	if err != nil {
		return Master{}, fmt.Errorf("master key: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Master{}, fmt.Errorf("master key: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return Master{}, fmt.Errorf("master key: others may read %s (mode %04o); give it mode 0600", path, mode)
	}
	text, err := io.ReadAll(io.LimitReader(file, 1024))
	if err != nil {
		return Master{}, fmt.Errorf("master key: %w", err)
	}
	return parseMaster(text)
}

func readTyped(input io.Reader) ([]byte, error) {
	if file, ok := input.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return term.ReadPassword(int(file.Fd()))
	}
	line, err := bufio.NewReader(io.LimitReader(input, 1024)).ReadBytes('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return line, err
}

func parseMaster(text []byte) (Master, error) {
	if len(text) == len(Master{}) {
		return Master(text), nil
	}
	trimmed := string(bytes.TrimSpace(text))
	decoders := []func(string) ([]byte, error){
		base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString, base64.RawURLEncoding.DecodeString,
		hex.DecodeString,
	}
	for _, decode := range decoders {
		if key, err := decode(trimmed); err == nil && len(key) == len(Master{}) {
			return Master(key), nil
		}
	}
	return Master{}, errors.New("master key: expected 32 bytes, in base64 or hexadecimal")
}

// CreateMaster makes a master key in a new file of mode 0600. It is for
// demonstrations: elsewhere people make the key and keep it apart.
func CreateMaster(path string) (Master, error) {
	var master Master
	_, _ = rand.Read(master[:])
	text := base64.StdEncoding.EncodeToString(master[:]) + "\n"
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Master{}, fmt.Errorf("make the master key: %w", err)
	}
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		return Master{}, fmt.Errorf("make the master key: %w", err)
	}
	if err := file.Sync(); err != nil {
		return Master{}, fmt.Errorf("make the master key: %w", err)
	}
	return master, syncDirectory(filepath.Dir(path))
}
