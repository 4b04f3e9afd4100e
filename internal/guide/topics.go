package guide

import (
	"fmt"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

func (c *checker) checkTopics() {
	core := false
	for i, t := range c.guide.Topics {
		at := fmt.Sprintf("topics[%d]", i)
		core = core || t.Core
		c.oneOf(at+".icon", t.Icon, icons)
		if t.Minutes < 1 && c.has(at+".minutes") {
			c.note(at+".minutes", "een onderwerp duurt ten minste 1 minuut")
		}
		c.checkSensitive(at, t)
		c.checkProbes(at, t.Probes)
		c.checkKinds(at, t.StatementKinds)
		c.checkCodes(at, t.SuggestedCodes)
	}
	if !core && len(c.guide.Topics) > 0 {
		c.note("topics", "ten minste één onderwerp hoort core: true te hebben")
	}
}

func (c *checker) checkSensitive(at string, t research.Topic) {
	if t.Sensitive && len(t.Skip) == 0 {
		c.note(at+".skip", "een gevoelig onderwerp heeft een zin nodig die overslaan makkelijk maakt")
	}
	if !t.Sensitive && len(t.Skip) > 0 {
		c.note(at+".skip", "deze zin hoort alleen bij een gevoelig onderwerp (sensitive: true)")
	}
}

func (c *checker) checkProbes(at string, probes []research.Probe) {
	if c.has(at+".probes") && (len(probes) < 4 || len(probes) > 5) {
		c.note(at+".probes", "geef 4 of 5 doorvragen; meer past niet op het scherm")
	}
	for i, p := range probes {
		c.oneOf(fmt.Sprintf("%s.probes[%d].type", at, i), p.Type, probeTypes)
	}
}

func (c *checker) checkKinds(at string, prompts []research.KindPrompt) {
	var seen []research.StatementKind
	for i, p := range prompts {
		field := fmt.Sprintf("%s.statementKinds[%d].kind", at, i)
		c.kind(field, p.Kind)
		if slices.Contains(seen, p.Kind) {
			c.note(field, "%q staat er twee keer", p.Kind)
		}
		seen = append(seen, p.Kind)
	}
}

func (c *checker) checkCodes(at string, codes []string) {
	known := codebooks[c.guide.Codebook]
	for i, code := range codes {
		field := fmt.Sprintf("%s.suggestedCodes[%d]", at, i)
		if len(known) > 0 && !slices.Contains(known, code) {
			c.note(field, "code %q staat niet in codeboek %s", code, c.guide.Codebook)
		}
		if slices.Index(codes, code) < i {
			c.note(field, "code %q staat er twee keer", code)
		}
	}
}

// checkTime keeps the promise about how long the talk takes.
func (c *checker) checkTime() {
	m := c.guide.Minutes
	if !c.has("minutes") {
		return
	}
	if m.From < 1 || m.To < m.From {
		c.note("minutes", "from hoort kleiner te zijn dan to, en groter dan 0")
	}
	core := 0
	for _, t := range c.guide.Topics {
		if t.Core {
			core += t.Minutes
		}
	}
	if core > m.To {
		c.note("minutes.to", "de kernonderwerpen duren samen %d minuten; dat past niet in %d", core, m.To)
	}
}
