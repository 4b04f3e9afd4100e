package study

import "github.com/wijkstem/wijkstem/internal/research"

// Analysis counts over codings (internal/analysis).
type Analysis interface {
	// Material is all interviews, codes and codings of a project at the view's
	// revision. It is shared with others and must not be changed.
	Material(stream research.Stream, v View) (research.Material, error)
	// Count makes the tables of a material.
	Count(m research.Material) research.Tables
}
