package study

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

//go:embed codebook.json
var codebookFile []byte

// Codebook is a codebook to begin with.
type Codebook struct {
	Version string          `json:"version"`
	Codes   []research.Code `json:"codes"`
}

var codebook = readCodebook()

func readCodebook() Codebook {
	var c Codebook
	if err := json.Unmarshal(codebookFile, &c); err != nil {
		panic(fmt.Errorf("the codebook in the program: %w", err)) // a test reads it first
	}
	return c
}

// SeedCodebook is the codebook that every project begins with; the caller may
// change it.
func SeedCodebook() Codebook {
	return Codebook{Version: codebook.Version, Codes: slices.Clone(codebook.Codes)}
}
