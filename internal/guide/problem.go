// Package guide reads and checks interview guides, and bundles each published
// version for phones that are offline.
package guide

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong in a guide, in Dutch for whoever writes it.
type Problem struct {
	Line   int    // in the source, from 1; 0 when it is about the whole guide
	Field  string // e.g. "topics[3].probes[0].type"; "" for the whole guide
	Detail string
	// Warning marks advice: the guide can be used as it is.
	Warning bool
}

// String is "regel 12, topics[3].title: …".
func (p Problem) String() string {
	where := ""
	if p.Line > 0 {
		where = fmt.Sprintf("regel %d", p.Line)
	}
	if p.Field != "" {
		where = strings.TrimPrefix(where+", "+p.Field, ", ")
	}
	if p.Warning {
		return where + ": let op: " + p.Detail
	}
	return where + ": " + p.Detail
}

// Problems is everything that is wrong, in the order of the source.
type Problems []Problem

// Error lists every problem on a line of its own.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// Faults leaves out the warnings.
func (p Problems) Faults() Problems {
	return slices.DeleteFunc(slices.Clone(p), func(one Problem) bool { return one.Warning })
}

// Err is nil when nothing but warnings is left.
func (p Problems) Err() error {
	if faults := p.Faults(); len(faults) > 0 {
		return faults
	}
	return nil
}

func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int { return a.Line - b.Line })
	return p
}
