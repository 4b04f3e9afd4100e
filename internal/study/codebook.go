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
	// PolicyThemes are the two lists that a project chooses from: of the LEA and
	// of the OOGO.
	PolicyThemes []research.PolicyTheme `json:"policyThemes"`
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
	return Codebook{codebook.Version, slices.Clone(codebook.Codes), slices.Clone(codebook.PolicyThemes)}
}
