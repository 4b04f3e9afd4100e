package guide

import (
	"fmt"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// fromTwelve is where a guide says what comes before a talk with somebody of 12
// to 15; what is below parentTold is said to a parent.
const (
	fromTwelve = "ageGate.from12"
	parentTold = fromTwelve + ".parent."
)

// checkAges lets in people of 16 and older, and young people of 12 to 15 only with
// all that comes before it.
func (c *checker) checkAges() {
	gate := c.guide.AgeGate
	if gate.Minimum < 16 && c.has("ageGate.minimum") {
		c.note("ageGate.minimum", "gesprekken zijn er alleen met mensen van 16 jaar en ouder; van 12 tot en met 15 met from12")
	}
	young := gate.From12
	if young == nil {
		return
	}
	if c.guide.Audience != "young-person" {
		c.note(fromTwelve, "dit hoort alleen in een leidraad voor jongeren")
	}
	for i, block := range young.Parent.Blocks {
		c.oneOf(fmt.Sprintf(parentTold+"blocks[%d].icon", i), block.Icon, icons)
	}
	c.ids(parentTold+"blocks", blockIDs(young.Parent.Blocks))
	if len(young.Assent.Lines) != 2 && c.has(fromTwelve+".assent.lines") {
		c.note(fromTwelve+".assent.lines", "onder de vraag staan precies twee regels uitleg")
	}
	if told := parentScript(young.Parent.Blocks); !strings.Contains(told, "{organisatie}") && c.has(parentTold+"blocks") {
		c.note(parentTold+"blocks", "de uitleg noemt niet wie het verhaal leest: {organisatie}")
	}
}

func parentScript(blocks []research.ScriptBlock) string {
	var all strings.Builder
	for _, block := range blocks {
		all.WriteString(block.Text["nl"])
	}
	return all.String()
}

func blockIDs(blocks []research.ScriptBlock) []string {
	return ids(blocks, func(b research.ScriptBlock) string { return b.ID })
}
